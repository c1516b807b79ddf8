"""Absolute addresses of this server, for documents that are read apart from the request."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from flask import request

from server.names import BASE
from server.web.proxies import FORWARDED
from server.web.site import site

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_HOME: Final = BASE.rstrip("/")
_LOOPBACK: Final = re.compile(r"(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?\Z")


def absolute(path: str) -> str:
    """The absolute address of a path; a Host from outside enters it only by a trusted proxy's word."""
    return base(request.environ, site().settings.public_url, site().urls.home) + path


def base(environ: WSGIEnvironment, public_url: str | None, home: str = _HOME) -> str:
    """What absolute addresses begin with in the answer to a request, without a slash at the end.

    Whatever keeps an answer that may hold such addresses keeps it for this base alone, or one client could
    choose what others are led to.

    Args:
        environ: the request.
        public_url: what the operator says, which comes before what any request says.
        home: where the data are at home, for requests that say nothing to be believed.
    """
    public = public_url or environ.get(FORWARDED)
    if public:
        return str(public).rstrip("/")
    host = environ.get("HTTP_HOST", "")
    return f"http://{host}" if _LOOPBACK.match(host) else home


def mounted(path: str) -> str:
    """A path of the app that answers as a path of this server: a version's are below `/version/{version}`."""
    mount = f"/version/{version}" if (version := site().urls.version) else ""
    return mount + path if mount and request.script_root.endswith(mount) else path
