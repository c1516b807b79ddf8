"""Absolute addresses of this server, for documents that are read apart from the request."""

from __future__ import annotations

import re
from typing import Final

from flask import request

from server.names import BASE
from server.web.proxies import FORWARDED
from server.web.site import site

_LOOPBACK: Final = re.compile(r"(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?\Z")


def absolute(path: str) -> str:
    """The absolute address of a path; a Host from outside enters it only by a trusted proxy's word."""
    public = site().settings.public_url or request.environ.get(FORWARDED)
    if public:
        return str(public).rstrip("/") + path
    host = request.headers.get("Host", "")
    return f"http://{host}{path}" if _LOOPBACK.match(host) else BASE.rstrip("/") + path
