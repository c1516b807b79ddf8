"""Paths with a slash too many: they lead to the form without one.

Where a path ends in a slash by right (`/things/`), the router leads to it from the form without. Identifiers
are left alone: nothing is found at `/id/cac/`, for no such thing was ever named.
"""

from __future__ import annotations

import re
from typing import Final

from flask import Flask, Response, request

from server.web.responses import freshness
from server.web.site import site

#: Pages and lists that stand without a slash, those of a release last.
_EVERYWHERE: Final = r"api|fragments|sparql"
_OF_A_RELEASE: Final = (
    r"changes(?:/[^/]+)?|cite|coverage|dataset(?:/[^/]+)?|docs/[^/]+|gaps|linkset|policy|receipt(?:/verify)?|search"
    r"|(?:problems|profiles|sources|things)/[^/]+|sources/[^/]+/[^/]+"
)
_PATHS: Final = re.compile(f"/(?:{_EVERYWHERE})")
_PATHS_OF_A_RELEASE: Final = re.compile(f"/(?:{_EVERYWHERE}|{_OF_A_RELEASE})")


def install(app: Flask) -> None:
    """Lead requests of an app from such paths, with what they ask, to the others."""
    app.before_request(_led)


def _led() -> Response | None:
    """308, or None where the path is another."""
    path = request.path
    here = site()
    paths = _PATHS if here.release is None else _PATHS_OF_A_RELEASE
    if not path.endswith("/") or request.method not in {"GET", "HEAD"} or not paths.fullmatch(path[:-1]):
        return None
    asked = request.query_string.decode("ascii", "replace")
    target = here.urls.undated(path[:-1]) + (f"?{asked}" if asked else "")
    response = Response(f"See {target}\n", 308, content_type="text/plain; charset=utf-8")
    response.headers["Location"] = target
    response.headers["Cache-Control"] = freshness()
    return response
