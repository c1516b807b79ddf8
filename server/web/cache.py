"""Finished answers, kept in front of the app: most readers ask for what was made for another.

A release never changes, so an answer is kept under its path and its representation until room is needed.
The key is what the request means, not how it is worded: `Accept` is negotiated here with the same function
and the same offers as in the app.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from werkzeug.http import parse_etags, unquote_etag
from werkzeug.test import run_wsgi_app

from server.formats import TURTLE
from server.store.meter import Meter
from server.web.representations import HTML, negotiated

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: Paths that are never kept: they are asked, not read, or are files as big as the release.
_PASSED: Final = (
    "/sparql",
    "/healthz",
    "/readyz",
    "/metrics",
    "/static/",
    "/search",
    "/suggest",
    "/opensearch.xml",
    "/changes",
    "/timegate/",
    "/timemap/",
)

#: The largest part of the room that one answer may take.
_SHARE: Final = 8

#: How many wordings of Accept are remembered.
_WORDINGS: Final = 512

#: What a conditional or partial request adds; the answer that is kept is the whole one.
_CONDITIONS: Final = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE", "HTTP_IF_RANGE")

Key = tuple[str, str]


@dataclass(frozen=True)
class _Entry:
    """A finished answer."""

    status: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    etag: str

    @property
    def size(self) -> int:
        """About how many bytes it takes."""
        return len(self.body) + 1024


class Cached:
    """A WSGI application that answers from memory where it can, and asks another where it cannot."""

    def __init__(self, app: WSGIApplication, room: int, meter: Meter | None = None) -> None:
        """Keep answers of `app` in up to `room` bytes, with 0 none; `meter` hears of hits and misses."""
        self._app = app
        self._room = room
        self._meter = meter or Meter()
        self._used = 0
        self._entries: OrderedDict[Key, _Entry] = OrderedDict()
        self._wordings: dict[str, str | None] = {}
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        key = self._key(environ)
        if key is None:
            return self._app(environ, start_response)
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None:
                self._entries.move_to_end(key)
        self._meter.cached("pages", hit=entry is not None)
        if entry is None:
            entry = self._fetched(environ)
            if _lasting(entry) and entry.size * _SHARE <= self._room:
                self._keep(key, entry)
        return _answer(entry, environ, start_response)

    def _key(self, environ: WSGIEnvironment) -> Key | None:
        """Path and representation, or None where the answer is not to be kept."""
        path = environ.get("PATH_INFO", "")
        if (
            self._room == 0
            or environ.get("REQUEST_METHOD") not in {"GET", "HEAD"}
            or environ.get("QUERY_STRING")
            or "HTTP_ACCEPT_DATETIME" in environ
            or path.startswith(_PASSED)
            or (path.startswith("/dumps/") and not path.endswith("/"))
        ):
            return None
        wanted = self._representation(environ.get("HTTP_ACCEPT"))
        return None if wanted is None else (path, wanted)

    def _representation(self, accept: str | None) -> str | None:
        """What an Accept header leads to, for either default; None if it leads to nothing."""
        wording = accept or ""
        if wording not in self._wordings:
            page, data = negotiated(accept, HTML), negotiated(accept, TURTLE)
            if len(self._wordings) >= _WORDINGS:
                self._wordings = {}
            self._wordings[wording] = f"{page.extension} {data.extension}" if page and data else None
        return self._wordings.get(wording)

    def _fetched(self, environ: WSGIEnvironment) -> _Entry:
        """The whole answer of the app."""
        asked = {name: value for name, value in environ.items() if name not in _CONDITIONS}
        asked["REQUEST_METHOD"] = "GET"
        parts, status, headers = run_wsgi_app(self._app, asked, buffered=True)
        etag, _ = unquote_etag(headers.get("ETag"))
        return _Entry(status, tuple(headers.to_wsgi_list()), b"".join(parts), etag or "")

    def _keep(self, key: Key, entry: _Entry) -> None:
        with self._lock:
            replaced = self._entries.pop(key, None)
            self._used -= replaced.size if replaced else 0
            self._entries[key] = entry
            self._used += entry.size
            while self._used > self._room:
                _, dropped = self._entries.popitem(last=False)
                self._used -= dropped.size


def _lasting(entry: _Entry) -> bool:
    """Whether an answer is one to keep: a representation, or the way to one."""
    code = int(entry.status[:3])
    return code in {HTTPStatus.OK, HTTPStatus.SEE_OTHER} and not any(
        name.lower() == "cache-control" and "no-store" in value for name, value in entry.headers
    )


def _answer(entry: _Entry, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """The answer to GET or HEAD; 304 where the client has it (RFC 9110 §13.1.2)."""
    known = environ.get("HTTP_IF_NONE_MATCH")
    if (
        known
        and entry.etag
        and entry.status.startswith("200")
        and parse_etags(known).contains_weak(entry.etag)
    ):
        kept = [(n, v) for n, v in entry.headers if n.lower() not in {"content-length", "content-type"}]
        start_response("304 NOT MODIFIED", kept)
        return [b""]
    start_response(entry.status, list(entry.headers))
    return [b""] if environ.get("REQUEST_METHOD") == "HEAD" else [entry.body]
