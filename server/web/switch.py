"""One application at a time, replaced by the next without a request noticing. Pure WSGI.

A request belongs to the edition that was there when it came, from its first line to the last byte of its
answer; so no answer is of two releases. An edition that was replaced is closed once its last answer is out.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from werkzeug.wsgi import ClosingIterator

from server.web.ready import Answer, Ready, Wording

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: Seconds after which a replaced edition is closed although somebody still reads from it.
_LONGEST: Final = 600.0


@dataclass(eq=False)
class Edition:
    """An application, what closes it, and who uses it.

    Attributes:
        app: answers requests.
        close: gives back what it was made from.
        stop: ends what is being found out for requests, so that they are told.
        ready: answers of it that need nothing else done.
        users: requests that it is answering.
        retired: when it was replaced, on the monotonic clock.
    """

    app: WSGIApplication
    close: Callable[[], None]
    stop: Callable[[], None] = lambda: None
    ready: Ready = field(default_factory=Ready)
    users: int = 0
    retired: float = 0.0


class Switch:
    """A WSGI application that hands requests to the edition of the moment."""

    def __init__(self, first: Edition) -> None:
        """Begin with an edition."""
        self._lock = threading.Lock()
        self._now = first
        self._old: list[Edition] = []
        self._closed = False

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        with self._lock:
            edition = self._now
            edition.users += 1
        try:
            body = edition.app(environ, start_response)
        except BaseException:
            self._leave(edition)
            raise
        if isinstance(body, list):
            self._leave(edition)
            return body
        return ClosingIterator(body, _Once(lambda: self._leave(edition)))

    def ready(self, wording: Wording) -> Answer | None:
        """The answer of the edition of the moment to requests of a wording, if it is there."""
        return self._now.ready.find(wording)

    def replace(self, edition: Edition) -> None:
        """Answer from another edition from now on."""
        with self._lock:
            if not self._closed:
                self._now.retired = time.monotonic()
                self._old.append(self._now)
                self._now = edition
                return
        edition.close()

    def sweep(self) -> int:
        """Close the replaced editions that nobody uses any more; how many are left."""
        before = time.monotonic() - _LONGEST
        with self._lock:
            done = [edition for edition in self._old if not edition.users or edition.retired < before]
            self._old = [edition for edition in self._old if edition not in done]
            left = len(self._old)
        for edition in done:
            edition.close()
        return left

    def stop(self) -> None:
        """Stop every edition; more than once is fine."""
        with self._lock:
            editions = [self._now, *self._old]
        for edition in editions:
            edition.stop()

    def close(self) -> None:
        """Close every edition; more than once is fine."""
        with self._lock:
            self._closed = True
            editions = [self._now, *self._old]
            self._old = []
        for edition in editions:
            edition.close()

    def _leave(self, edition: Edition) -> None:
        with self._lock:
            edition.users -= 1


class _Once:
    """Calls something the first time it is called."""

    def __init__(self, action: Callable[[], None]) -> None:
        self._action: Callable[[], None] | None = action

    def __call__(self) -> None:
        action, self._action = self._action, None
        if action is not None:
            action()
