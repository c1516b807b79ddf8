"""What is kept of each request: its id, its line in the log, its part in the figures. Pure WSGI.

The id comes from the client, or the proxy, where it is a plain word, and goes back with the answer. The log
never has the query string, and the text of a query only where the operator wants it.
"""

from __future__ import annotations

import logging
import os
import re
import time
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from server.web.metrics import Metrics
from server.web.operation import QUERY
from server.web.problems import HELD, OUTCOME
from server.web.ready import WORDING, Answer, Wording, wording

if TYPE_CHECKING:
    from _typeshed import OptExcInfo
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_log: Final = logging.getLogger(__name__)

#: Key of the WSGI environment: the id of the request.
REQUEST_ID: Final = "nameplate.request-id"

#: Id of the request that this thread works on; empty between requests.
CURRENT: Final[ContextVar[str]] = ContextVar("nameplate.request-id", default="")

HEADER: Final = "X-Request-Id"

_PLAIN: Final = re.compile(r"[A-Za-z0-9._:-]{1,64}")
#: Bytes of chance in an id.
_ID: Final = 16


class Recorded:
    """A WSGI application whose requests have ids, are counted, and can be logged."""

    def __init__(
        self,
        app: WSGIApplication,
        metrics: Metrics,
        *,
        log: bool,
        queries: bool,
        ready: Callable[[Wording], Answer | None] = lambda _wording: None,
    ) -> None:
        """Record the requests of `app`.

        Args:
            app: what answers.
            metrics: what counts.
            ready: gives answers for which `app` need not be asked.
            log: whether each request gets a line in the log.
            queries: whether that line has the text of a query.
        """
        self._app = app
        self._metrics = metrics
        self._logs = log
        self._queries = queries
        self._ready = ready

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        start = time.perf_counter()
        given = environ.get("HTTP_X_REQUEST_ID")
        environ[REQUEST_ID] = name = given if given and _PLAIN.fullmatch(given) else os.urandom(_ID).hex()
        environ[WORDING] = asked = wording(environ)
        answer = self._ready(asked)
        if answer is not None:
            start_response(answer.status, [*answer.headers, (HEADER, name)])
            self._metrics.answered(answer.code)
            self._metrics.cached("pages", hit=True)
            if self._logs:
                self._write(environ, answer.code, _length(answer.headers), time.perf_counter() - start)
            return [answer.body]
        said: list[tuple[int, str, str]] = []

        def started(
            status: str, headers: list[tuple[str, str]], error: OptExcInfo | None = None
        ) -> Callable[[bytes], object]:
            length = _length(headers)
            cache = next((value for key, value in headers if key.lower() == "cache-status"), "")
            said.append((int(status[:3]), length, cache))
            return start_response(status, [*headers, (HEADER, name)], *(() if error is None else (error,)))

        token = CURRENT.set(name)
        try:
            body = self._app(environ, started)
        finally:
            CURRENT.reset(token)
        code, length, cache = said[-1]
        seconds = time.perf_counter() - start
        self._metrics.answered(code)
        if QUERY in environ:
            self._metrics.asked(_outcome(code, environ), seconds - environ.get(HELD, 0.0))
            if cache:  # RFC 9211: a word for a hit, a parameter for why it is none
                self._metrics.cached("queries", hit=cache.endswith("; hit"))
        if self._logs:
            self._write(environ, code, length, seconds)
        return body

    def _write(self, environ: WSGIEnvironment, code: int, length: str, seconds: float) -> None:
        method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")
        path = path.encode("latin-1", "replace").decode("utf-8", "backslashreplace")
        found: dict[str, Any] = {
            "request_id": environ[REQUEST_ID],
            "client": environ.get("REMOTE_ADDR", ""),
            "method": method,
            "path": path,
            "status": code,
            "bytes": int(length) if length.isdecimal() else None,
            "seconds": round(seconds, 6),
        }
        if QUERY in environ:
            found["outcome"] = _outcome(code, environ)
            if self._queries:
                found["query"] = environ[QUERY]
        _log.info("request", extra={"fields": found})


def _length(headers: Iterable[tuple[str, str]]) -> str:
    """What the headers say of the length of the body; nothing if they do not."""
    return next((value for key, value in headers if key.lower() == "content-length"), "")


def _outcome(code: int, environ: WSGIEnvironment) -> str:
    """What became of a query: the short name of its problem, or a word for its status."""
    named: str = environ.get(OUTCOME, "")
    if named:
        return named
    if code == HTTPStatus.NOT_MODIFIED:
        return "not-modified"
    if code < HTTPStatus.BAD_REQUEST:
        return "answered"
    return "refused" if code < HTTPStatus.INTERNAL_SERVER_ERROR else "failed"
