"""What a store tells of its work while it works, for whoever counts."""

from __future__ import annotations


class Meter:
    """Hears of queues, queries that run and workers, and of answers found in caches; this one keeps nothing.

    Every method may be called from any thread, and none may raise.
    """

    def queued(self) -> None:
        """A query has begun to wait for a worker."""

    def waited(self, seconds: float) -> None:
        """A query waits no longer, whether it got a worker or gave up."""

    def began(self) -> None:
        """A query runs from now on."""

    def done(self) -> None:
        """A query that ran does so no longer."""

    def started(self) -> None:
        """A worker is up."""

    def ended(self) -> None:
        """A worker that was up is no more."""

    def cached(self, name: str, *, hit: bool) -> None:
        """An answer was looked for in the cache of this name, and found or not."""
