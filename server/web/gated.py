"""A gate before the endpoint: few requests are worked on at once until their queries wait for workers.

What is refused costs the interpreter a millisecond or two. Where dozens of clients send such requests without
a pause, an honest one would share the interpreter with all of them; here the smallest is next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final, cast

from server.errors import Overloaded
from server.store.gate import Gate
from server.web import bodies
from server.web.operation import QUERY
from server.web.problems import refused

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_LEAVE: Final = "nameplate.leave"
#: Requests that are worked on at once.
_AT_ONCE: Final = 2
#: How many times the limit a body may have that is taken before it is refused.
_TOO_LONG: Final = 16


class Gated:
    """A WSGI application whose endpoint, with what else reads bodies, is behind a gate."""

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
        if environ.get("PATH_INFO") not in bodies.READ:
            return self._app(environ, start_response)
        size = len(environ.get("QUERY_STRING", ""))
        size += bodies.keep(environ, self._limit, _TOO_LONG * self._limit)
        try:
            place = self._gate.entered(size)
        except Overloaded as error:
            if size:  # it asks something, and is counted as a query although nobody has read it
                environ[QUERY] = ""
            return refused(error, environ, start_response)
        with place:
            environ[_LEAVE] = place.leave
            return self._app(environ, start_response)


def leave(environ: WSGIEnvironment) -> None:
    """Make room for the next request; this one is waiting from here on. More than once is fine."""
    found = environ.get(_LEAVE)
    if found is not None:
        cast("Callable[[], None]", found)()
