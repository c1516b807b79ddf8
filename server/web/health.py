"""Whether the process lives and whether it can answer queries."""

from __future__ import annotations

from flask import Blueprint, Response

from server.web.problems import problem
from server.web.sparql import endpoint

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """The process answers."""
    return _plain("ok\n")


@blueprint.get("/readyz")
def readyz() -> Response:
    """Queries can be answered; 503 where they cannot."""
    if endpoint().store.ready():
        return _plain("ready\n")
    return problem(503, "Not ready", "No worker is up; try again in a moment.", headers={"Retry-After": "1"})


def _plain(text: str) -> Response:
    return Response(text, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"})
