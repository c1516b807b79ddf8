"""Figures of a running server in the text format that Prometheus reads; one registry for each app.

They outlive a swap of releases: counters go on, gauges sum what the old and the new release have.
"""

from __future__ import annotations

from importlib import metadata
from typing import Final

from flask import Blueprint, Flask, Response, current_app, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.exposition import choose_encoder

from server.store.meter import Meter
from server.web.problems import Told, problem
from server.web.proxies import UNRESOLVED, Network, is_trusted

_KEY: Final = "nameplate.metrics"

#: Upper bounds of the histograms, in seconds: from an answer in memory to the longest deadline in use.
_SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics(Meter):
    """What is counted; safe to use from many threads."""

    def __init__(self) -> None:
        """Count from nothing."""
        self.registry = CollectorRegistry()
        self._children: dict[tuple[object, ...], Counter] = {}
        ProcessCollector(registry=self.registry)
        self._requests = self._counter("requests", "Requests answered, by HTTP status.", "status")
        self._queries = self._counter(
            "queries", "Queries answered or refused, by what became of them.", "outcome"
        )
        self._seconds = self._histogram(
            "query_seconds", "Seconds until the whole answer to a query was in hand."
        )
        self._wait = self._histogram("queue_wait_seconds", "Seconds that queries waited for their turn.")
        self._queue = self._gauge("queue_length", "Queries that wait for their turn now.")
        self._running = self._gauge("queries_running", "Queries that workers, or the engine, work on now.")
        self._workers = self._gauge("workers", "Worker processes that are up.")
        self._started = self._counter("workers_started", "Worker processes that came up since the start.")
        self._ended = self._counter("workers_ended", "Worker processes that ended after they were up.")
        self._cache = self._counter("cache", "Answers looked for in a cache.", "cache", "outcome")
        self._swaps = self._counter(
            "release_swaps", "Releases that were to replace the one served.", "outcome"
        )
        self._release = self._gauge(
            "release_info", "The release that is served; always 1.", "version", "release"
        )
        program = self._gauge(
            "program_info", "Versions of the program and its engine; always 1.", "version", "engine"
        )
        program.labels(metadata.version("nameplate"), f"pyoxigraph {metadata.version('pyoxigraph')}").set(1)
        for outcome in ("swapped", "refused"):
            self._swaps.labels(outcome)

    def answered(self, status: int) -> None:
        """A request was answered."""
        self._child(self._requests, str(status)).inc()

    def asked(self, outcome: str, seconds: float) -> None:
        """A query was answered, or refused, after some seconds."""
        self._child(self._queries, outcome).inc()
        self._seconds.observe(seconds)

    def serves(self, version: str, release: str) -> None:
        """This is the release that is served from now on."""
        self._release.clear()
        self._release.labels(version, release).set(1)

    def swapped(self, *, done: bool) -> None:
        """A release was to replace the one served, and did or did not."""
        self._swaps.labels("swapped" if done else "refused").inc()

    def queued(self) -> None:
        """See `Meter`."""
        self._queue.inc()

    def waited(self, seconds: float) -> None:
        """See `Meter`."""
        self._queue.dec()
        self._wait.observe(seconds)

    def began(self) -> None:
        """See `Meter`."""
        self._running.inc()

    def done(self) -> None:
        """See `Meter`."""
        self._running.dec()

    def started(self) -> None:
        """See `Meter`."""
        self._workers.inc()
        self._started.inc()

    def ended(self) -> None:
        """See `Meter`."""
        self._workers.dec()
        self._ended.inc()

    def cached(self, name: str, *, hit: bool) -> None:
        """See `Meter`."""
        self._child(self._cache, name, "hit" if hit else "miss").inc()

    def _child(self, counter: Counter, *labels: str) -> Counter:
        """The counter of these labels, remembered: the library takes several times as long to find it."""
        key = (counter, *labels)
        found = self._children.get(key)
        if found is None:
            found = self._children[key] = counter.labels(*labels)
        return found

    def _counter(self, name: str, told: str, *labels: str) -> Counter:
        return Counter(name, told, labels, namespace="nameplate", registry=self.registry)

    def _gauge(self, name: str, told: str, *labels: str) -> Gauge:
        return Gauge(name, told, labels, namespace="nameplate", registry=self.registry)

    def _histogram(self, name: str, told: str) -> Histogram:
        return Histogram(name, told, namespace="nameplate", registry=self.registry, buckets=_SECONDS)


def install(app: Flask, metrics: Metrics, readers: tuple[Network, ...]) -> None:
    """Put the figures into an app, for clients in these networks."""
    app.extensions[_KEY] = (metrics, readers)
    app.register_blueprint(blueprint())


def blueprint() -> Blueprint:
    """The route of the figures."""
    made = Blueprint("metrics", __name__)
    made.add_url_rule("/metrics", view_func=figures)
    return made


def figures() -> Response:
    """The figures, as text or OpenMetrics; 403 for clients that may not read them."""
    metrics, readers = current_app.extensions[_KEY]
    if not is_trusted(request.remote_addr or "", readers) or request.environ.get(UNRESOLVED):
        return problem(Told(403, "Forbidden", "The figures are for the operators; see --metrics-for."))
    encode, content_type = choose_encoder(request.headers.get("Accept", ""))
    return Response(
        encode(metrics.registry), content_type=content_type, headers={"Cache-Control": "no-store"}
    )
