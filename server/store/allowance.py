"""What the answer of another engine may take: the time of its query, and so many bytes."""

from __future__ import annotations

import time

from server.errors import QueryTimeout, ResultTooLarge
from server.store.deadline import time_is_up, time_left
from server.store.spool import Spool


class Allowed:
    """The time that a query has, from the moment that it came."""

    def __init__(self, seconds: float) -> None:
        """Let it have so many seconds from now."""
        self.seconds = seconds
        self._until = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds that are left.

        Raises:
            QueryTimeout: none are.
        """
        try:
            return time_left(self._until)
        except TimeoutError:
            raise self.up() from None

    def up(self) -> QueryTimeout:
        """What is told when it is over."""
        return time_is_up(self.seconds)


class Bounded:
    """Takes the bytes of an answer, up to a limit and while there is time."""

    def __init__(self, spool: Spool, limit: int, too_large: ResultTooLarge, allowed: Allowed) -> None:
        """Write to a spool; beyond `limit` bytes `too_large` is raised."""
        self._spool = spool
        self._limit = limit
        self._too_large = too_large
        self._allowed = allowed

    def write(self, data: bytes) -> int:
        """Take bytes and say how many."""
        self._allowed.left()
        if self._spool.length + len(data) > self._limit:
            raise self._too_large
        self._spool.write(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""
