"""Settings of a running publisher: one frozen value, made once at the rim and handed down."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """What an operator can choose; every limit is stated in the service description and the documentation.

    Attributes:
        release: directory of the release to serve; None means the newest one.
        engine: address of the SPARQL engine that answers queries; None: the one that is built in.
        base_iri: with data of other people, the IRI prefix answered at the same path; None: none.
        query_timeout: seconds that a query may take, from its arrival at a worker.
        query_memory: megabytes that a worker may grow by after it has opened the store.
        result_limit: megabytes that one answer may have.
        workers: processes that answer queries.
        slow_workers: of these, processes that long queries may have; at most half of `workers`.
        slow_after: seconds after which a query is a long one.
        queue_seconds: seconds that a query waits for a free worker before it is told to come back.
        queue_length: queries that wait at once.
        client_queries: queries of one client that run at once.
        client_seconds: seconds of query time that one client gets a minute, and half as many of making the
            data as of days; 0: no limit.
        client_errors: queries a minute that one client may send in vain; 0: no limit.
        limit_loopback: whether limits per client hold for this machine, too.
        query_bytes: bytes that a query, or a request body, may have.
        public_url: what absolute links and `sd:endpoint` say; None: the request's own URL on loopback, else
            relative.
        contact: where corrections go, a web address or one for mail; None: nobody has named one.
        trusted_proxies: addresses (or networks) whose forwarded headers count.
        follow: folder whose newest release is taken up when there is a new one; None: no other is taken up.
        metrics_for: addresses (or networks) of clients that may read `/metrics`.
        log_format: `text` or `json`.
        log_requests: whether each request gets a line in the log.
        log_queries: whether that line has the text of a query.
        cache_bytes: bytes of finished representations kept in memory.
        answers_bytes: bytes of answers to queries kept in memory; 0: none are kept.
        answers_entries: answers to queries kept at most.
        service_allow: endpoints that queries may name in SERVICE; none: SERVICE is refused.
    """

    release: Path | None = None
    engine: str | None = None
    base_iri: str | None = None
    query_timeout: float = 10.0
    query_memory: int = 1024
    result_limit: int = 64
    workers: int = 6
    slow_workers: int = 2
    slow_after: float = 0.2
    queue_seconds: float = 2.0
    queue_length: int = 200
    client_queries: int = 5
    client_seconds: float = 60.0
    client_errors: int = 30
    limit_loopback: bool = False
    query_bytes: int = 1024 * 1024
    public_url: str | None = None
    contact: str | None = None
    trusted_proxies: tuple[str, ...] = ()
    follow: Path | None = None
    metrics_for: tuple[str, ...] = ("127.0.0.0/8", "::1")
    log_format: str = "text"
    log_requests: bool = False
    log_queries: bool = False
    cache_bytes: int = 64 * 1024 * 1024
    answers_bytes: int = 64 * 1024 * 1024
    answers_entries: int = 10_000
    service_allow: tuple[str, ...] = ()

    @classmethod
    def names(cls) -> frozenset[str]:
        """Names that `create_app(**settings)` takes."""
        return frozenset(f.name for f in fields(cls))
