"""Whether the process lives and whether it can answer queries."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response

from server.errors import Overloaded, QueryError
from server.formats import JSON
from server.store.protocol import Kind, Query, QueryRequest
from server.web.problems import Told, problem
from server.web.sparql import endpoint

_PROBE: Final = Query("ASK {}", Kind.ASK, volatile=True)
#: Seconds that the probe may take.
_PATIENCE: Final = 2.0


def blueprint() -> Blueprint:
    """The routes of whoever runs the server."""
    made = Blueprint("health", __name__)
    made.add_url_rule("/healthz", view_func=healthz)
    made.add_url_rule("/readyz", view_func=readyz)
    return made


def healthz() -> Response:
    """The process answers."""
    return _plain("ok\n")


def readyz() -> Response:
    """A query is answered now, or would be but for others that are; 503 where none is."""
    store = endpoint().store
    if store.ready():
        try:
            store.query(QueryRequest(_PROBE, JSON, seconds=_PATIENCE)).close()
        except Overloaded:
            return _plain("busy\n")  # they answer, but others: a balancer that left would only move the load
        except QueryError:
            pass
        else:
            return _plain("ready\n")
    told = "No worker answers; try again in a moment."
    return problem(Told(503, "Not ready", told, "not-ready", {"Retry-After": "1"}))


def _plain(text: str) -> Response:
    return Response(text, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})
