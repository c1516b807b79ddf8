"""Which version an answer tells of, where its path names an earlier one than the release that is served."""

from __future__ import annotations

from flask import has_request_context, request

from server.store.past import Version
from server.web.site import site


def spoken() -> Version | None:
    """The earlier version that the path of the request names; None where what is served is told."""
    past = site().past
    if past is None or not has_request_context():
        return None
    named = request.view_args or {}
    found = None
    if request.blueprint == "dumps":
        found = past.named(named.get("version", ""))
    elif request.endpoint == "changes.one":
        found = of_changes(named["name"])
    return found if found in past.before else None


def of_changes(name: str) -> Version | None:
    """The version whose changes go by a name, with or without the extension of a format."""
    past = site().past
    return (past.named(name) or past.named(name.rpartition(".")[0])) if past else None
