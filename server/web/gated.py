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
#: How many times the limit a body may have that is taken before it is refused.
_TOO_LONG: Final = 16
_PIECE: Final = 65_536
#: Digits of a length that is taken seriously.
_DIGITS: Final = 18


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
        """Have the body at hand, and its length.

        Of one that is too long, but not by far, everything is taken and dropped: a sender that is still
        sending would not read that it is refused.
        """
        length = _length(environ)
        if length == 0:  # or nobody knows: whoever reads it sees to its end
            return 0
        if length <= self._limit:
            environ["wsgi.input"] = io.BytesIO(environ["wsgi.input"].read(length))
        elif length <= _TOO_LONG * self._limit:
            left = length
            while left > 0 and (piece := environ["wsgi.input"].read(min(left, _PIECE))):
                left -= len(piece)
            environ["wsgi.input"] = io.BytesIO()
        return length


def _length(environ: WSGIEnvironment) -> int:
    """What the sender says of the length of the body; nothing where that makes no sense."""
    said = environ.get("CONTENT_LENGTH", "")
    return int(said) if said.isdecimal() and len(said) <= _DIGITS else 0


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
