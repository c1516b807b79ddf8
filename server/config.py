"""Settings of a running publisher: one frozen value, made once at the rim and handed down."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """What an operator can choose; every limit is stated in the service description and the documentation.

    Attributes:
        release: directory of the release to serve; None means the newest one.
        base_iri: with data of other people, the IRI prefix answered at the same path; None: none.
        query_timeout: seconds that a query may take, from its arrival at a worker.
        query_memory: megabytes that a worker may grow by after it has opened the store.
        result_limit: megabytes that one answer may have.
        workers: processes that answer queries.
        queue_seconds: seconds that a query waits for a free worker before it is told to come back.
        query_bytes: bytes that a query, or a request body, may have.
        public_url: what absolute links and `sd:endpoint` say; None: the request's own URL on loopback, else
            relative.
        trusted_proxies: addresses (or networks) whose forwarded headers count.
        cache_bytes: bytes of finished representations kept in memory.
        answers_bytes: bytes of answers to queries kept in memory; 0: none are kept.
        answers_entries: answers to queries kept at most.
        service_allow: endpoints that queries may name in SERVICE; none: SERVICE is refused.
    """

    release: Path | None = None
    base_iri: str | None = None
    query_timeout: float = 10.0
    query_memory: int = 1024
    result_limit: int = 64
    workers: int = 4
    queue_seconds: float = 2.0
    query_bytes: int = 1024 * 1024
    public_url: str | None = None
    trusted_proxies: tuple[str, ...] = ()
    cache_bytes: int = 64 * 1024 * 1024
    answers_bytes: int = 64 * 1024 * 1024
    answers_entries: int = 10_000
    service_allow: tuple[str, ...] = ()

    @classmethod
    def names(cls) -> frozenset[str]:
        """Names that `create_app(**settings)` takes."""
        return frozenset(f.name for f in fields(cls))
