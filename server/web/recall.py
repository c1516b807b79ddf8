"""Repeated queries by GET, answered in front of the app: the same address and Accept mean the same answer.

The app says which kept answer it gave (`KEPT` in the WSGI environment); here the way from the request as it
was worded to that answer is remembered, so that the next such request is neither parsed nor routed.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from werkzeug.http import parse_etags

from server.errors import QueryError
from server.store.protocol import QueryRequest
from server.web.answers import Answers, Found
from server.web.coded import Coded
from server.web.operation import QUERY
from server.web.pieces import shut, unwritten

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: Key of the WSGI environment: the request whose kept answer the app gave.
KEPT: Final = "nameplate.kept"

_PATH: Final = "/sparql"
_READING: Final = frozenset(("GET", "HEAD"))
_CONDITION: Final = "HTTP_IF_NONE_MATCH"
#: The condition that no answer meets, whatever its tag.
_ANY: Final = "*"
_NOT_MODIFIED: Final = "304 NOT MODIFIED"
#: Requests that are remembered, and characters that one may have.
_WORDINGS: Final = 2048
_LONGEST: Final = 8192
#: Bytes up to which an answer is handed over at once.
_AT_ONCE: Final = 64 * 1024
#: Headers that belong to one response, not to the answer.
_OWN: Final = frozenset(("age", "cache-status", "date", "server-timing", "x-request-id"))
#: Headers that a 304 goes without.
_OF_BODY: Final = frozenset(("content-disposition", "content-length", "content-type"))

Headers = list[tuple[str, str]]

#: Query string, Accept, and what absolute addresses begin with.
_Wording = tuple[str, str, str]


@dataclass(frozen=True)
class _Way:
    """From a request as it was worded to its answer, with the headers that go with that."""

    request: QueryRequest
    digest: str
    headers: tuple[tuple[str, str], ...]
    etag: str


class Recalled:
    """A WSGI application that answers repeated queries itself, and asks another otherwise."""

    def __init__(
        self,
        app: WSGIApplication,
        answers: Answers,
        base: Callable[[WSGIEnvironment], str] = lambda _environ: "",
    ) -> None:
        """Remember nothing yet.

        Args:
            app: what answers.
            answers: of which some may be kept.
            base: what absolute addresses begin with in the answer to a request.
        """
        self._app = app
        self._answers = answers
        self._base = base
        self._coded = Coded(self._conditional)
        self._ways: OrderedDict[_Wording, _Way] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        asked = environ.get("PATH_INFO") == _PATH
        return (self._coded if asked else self._app)(environ, start_response)

    def _conditional(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request; where only what does not exist yet is wanted, and there is an answer: 304."""
        if environ.get(_CONDITION, "").strip() != _ANY or environ.get("REQUEST_METHOD") not in _READING:
            return self._recalled(environ, start_response)
        seen: list[tuple[str, Headers]] = []

        def start(status: str, headers: Headers, *_rest: Any) -> Callable[[bytes], object]:  # noqa: ANN401 (WSGI)
            seen.append((status, headers))
            return unwritten

        body = self._recalled(environ, start)
        status, headers = seen[-1]
        if not status.startswith("200"):
            start_response(status, headers)
            return body
        start_response(_NOT_MODIFIED, _without_body(headers))
        shut(body)
        return []

    def _recalled(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request to the endpoint."""
        key = _wording(environ, self._base(environ))
        if key is None:
            return self._app(environ, start_response)
        way = self._ways.get(key)
        if way is not None:
            found = self._found(way)
            if found is not None:
                environ[QUERY] = way.request.query.text
                return _answer(way, found, environ, start_response)
        return self._asked(key, environ, start_response)

    def _found(self, way: _Way) -> Found | None:
        """The answer, unless it was given up since or made anew."""
        try:
            found = self._answers.kept(way.request)
        except QueryError:
            return None
        return found if found is not None and found.digest == way.digest else None

    def _asked(
        self, key: _Wording, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """The answer of the app; the way to it is remembered if it is kept."""
        seen: list[tuple[str, Headers]] = []

        def start(status: str, headers: Headers, *rest: Any) -> Callable[[bytes], object]:  # noqa: ANN401 (WSGI)
            seen.append((status, headers))
            return start_response(status, headers, *rest)

        body = self._app(environ, start)
        request = environ.get(KEPT)
        if isinstance(request, QueryRequest) and len(seen) == 1 and seen[0][0].startswith("200"):
            headers, etag = [], ""
            for pair in seen[0][1]:
                name = pair[0].lower()
                if name == "etag":
                    etag = pair[1].strip('"')
                if name not in _OWN:
                    headers.append(pair)
            digest = etag.rpartition("-")[2]
            with self._lock:
                self._ways[key] = _Way(request, digest, tuple(headers), etag)
                while len(self._ways) > _WORDINGS:
                    self._ways.popitem(last=False)
        return body


def _wording(environ: WSGIEnvironment, base: str) -> _Wording | None:
    """What decides the answer to a query by GET, with its headers; None for other requests."""
    query = environ.get("QUERY_STRING", "")
    accept = environ.get("HTTP_ACCEPT", "")
    if environ.get("REQUEST_METHOD") not in _READING or not query or len(query) + len(accept) > _LONGEST:
        return None
    return query, accept, base


def _answer(
    way: _Way, found: Found, environ: WSGIEnvironment, start_response: StartResponse
) -> Iterable[bytes]:
    """The answer to GET or HEAD; 304 where the client has it (RFC 9110 §13.1.2)."""
    known = environ.get(_CONDITION)
    headers = [*way.headers, ("Cache-Status", "nameplate; hit")]
    if known and way.etag in parse_etags(known).as_set(include_weak=True):
        start_response(_NOT_MODIFIED, _without_body(headers))
        return [b""]
    start_response("200 OK", headers)
    if environ.get("REQUEST_METHOD") == "HEAD":
        return [b""]
    return [found.answer.read()] if found.answer.length <= _AT_ONCE else found.answer.chunks()


def _without_body(headers: Headers) -> Headers:
    """The headers of a 304."""
    return [pair for pair in headers if pair[0].lower() not in _OF_BODY]
