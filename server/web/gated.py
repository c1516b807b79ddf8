"""A gate before the endpoint: few requests are worked on at once until their queries wait for workers.

What is refused costs the interpreter a millisecond or two. Where dozens of clients send such requests without
a pause, an honest one would share the interpreter with all of them; here the smallest is next.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Final, cast

from server.errors import Overloaded
from server.store.gate import Gate

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_PATH: Final = "/sparql"
_LEAVE: Final = "nameplate.leave"
#: Requests that are worked on at once.
_AT_ONCE: Final = 2


class Gated:
    """A WSGI application whose endpoint is behind a gate."""

    def __init__(self, app: WSGIApplication, *, limit: int, patience: float) -> None:
        """Let requests through to `app`.

        Args:
            app: what answers.
            limit: bytes of a body that are read before the gate, so that nobody waits for a slow sender.
            patience: seconds that a request waits at most.
        """
        self._app = app
        self._limit = limit
        self._gate = Gate(_AT_ONCE, patience)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if environ.get("PATH_INFO") != _PATH:
            return self._app(environ, start_response)
        size = len(environ.get("QUERY_STRING", "")) + self._read_body(environ)
        with ExitStack() as held:
            try:
                held.enter_context(self._gate.entered(size))
            except Overloaded as error:
                return _refused(error, start_response)
            environ[_LEAVE] = held.close
            return self._app(environ, start_response)

    def _read_body(self, environ: WSGIEnvironment) -> int:
        """Have the body at hand where it is not too long; its length."""
        length = environ.get("CONTENT_LENGTH", "") or "0"
        if (
            not length.isdecimal()
            or len(length) > len(str(self._limit))
            or not 0 < int(length) <= self._limit
        ):
            return self._limit if length != "0" else 0
        body = environ["wsgi.input"].read(int(length))
        environ["wsgi.input"] = io.BytesIO(body)
        return len(body)


def leave(environ: WSGIEnvironment) -> None:
    """Make room for the next request; this one is waiting from here on. More than once is fine."""
    found = environ.get(_LEAVE)
    if found is not None:
        cast("Callable[[], None]", found)()


def _refused(error: Overloaded, start_response: StartResponse) -> Iterable[bytes]:
    problem = {"type": "about:blank", "title": "Overloaded", "status": error.status, "detail": str(error)}
    headers = [
        ("Content-Type", "application/problem+json"),
        ("Retry-After", str(error.retry_after)),
        ("Cache-Control", "no-store"),
    ]
    start_response("503 Service Unavailable", headers)
    return [json.dumps(problem).encode() + b"\n"]
