"""Slow clients, kept from holding what others need. Pure WSGI.

A body that is being read, and a long answer that is being sent, holds a thread for as long as the client
takes. There are slots for fewer of these than there are threads, so some threads are always left for others.
Who is waited for is known here by address; `server.web.stalled` ends the connections.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import IO, TYPE_CHECKING, Any, Final

from werkzeug.exceptions import BadRequest
from werkzeug.wsgi import FileWrapper

from server.errors import Overloaded
from server.web.pieces import shut, unwritten
from server.web.problems import refused
from server.web.proxies import PEER

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: Bytes of an answer that the HTTP server takes whether or not the client reads.
TAKEN: Final = 256 * 1024
#: Bytes of the largest and of the smallest piece of a long answer, and of one piece of each of them in all: a
#: piece costs a turn of the interpreter, and some pieces of each answer are in memory.
_LARGEST: Final = 256 * 1024
_SMALLEST: Final = 48 * 1024
_ALL: Final = 1024 * 1024
#: Seconds after which it makes sense to come back.
_AGAIN: Final = 5
_BUSY: Final = "too many slow transfers are under way; try again in a moment"


class Patience:
    """Slots for what takes as long as its client does, and the addresses of those who are waited for."""

    def __init__(self, slots: int) -> None:
        """All slots are free."""
        self.slots = threading.BoundedSemaphore(slots)
        self._lock = threading.Lock()
        self._sent = 0
        self._reading: dict[object, tuple[str, float]] = {}
        self._working: dict[object, tuple[str, float]] = {}

    def sends(self, more: int) -> None:
        """So many more long answers are being sent, or fewer."""
        with self._lock:
            self._sent += more

    def piece(self) -> int:
        """Bytes of the next piece of a long answer: the more are being sent, the fewer."""
        return max(_SMALLEST, min(_LARGEST, _ALL // max(1, self._sent)))

    def works(self, key: object, address: str) -> None:
        """A request of this address is being answered, its body read."""
        with self._lock:
            self._reading.pop(key, None)
            self._working[key] = (address, time.monotonic())

    def reads(self, key: object, address: str) -> None:
        """The body of that request is being waited for."""
        with self._lock:
            self._working.pop(key, None)
            self._reading[key] = (address, time.monotonic())

    def ends(self, key: object) -> None:
        """That request is answered."""
        with self._lock:
            self._working.pop(key, None)
            self._reading.pop(key, None)

    def stalled(self, seconds: float) -> frozenset[str]:
        """Addresses whose bodies have been waited for so long, but for those that wait for an answer as long.

        All their connections that were silent for as long have a body to send, or nothing to do.
        """
        before = time.monotonic() - seconds
        with self._lock:
            waiting = {address for address, since in self._working.values() if since < before}
            return frozenset(address for address, since in self._reading.values() if since < before) - waiting


def patient(app: WSGIApplication, patience: Patience) -> WSGIApplication:
    """The app, which waits for no more clients at once than there are slots."""

    def wrapped(file: IO[bytes], _size: int = 0) -> FileWrapper:
        """A file, read in the pieces in which it is sent (PEP 3333)."""
        return _File(file, patience)

    def waiting(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        key = object()
        address = environ.get(PEER, "")
        patience.works(key, address)
        length = environ.get("CONTENT_LENGTH", "")
        if length.isdecimal() and int(length) > 0:
            environ["wsgi.input"] = _Body(environ["wsgi.input"], int(length), patience, key, address)
        environ["wsgi.file_wrapper"] = wrapped
        started: list[tuple[Any, ...]] = []

        def start(*call: Any) -> Callable[[bytes], object]:  # noqa: ANN401 (as WSGI has it)
            started[:] = [call]
            return unwritten

        try:
            body = app(environ, start)
        except (BadRequest, Overloaded) as error:  # of a body that was read outside of the app
            return refused(error, environ, start_response)
        finally:
            patience.ends(key)
        if _is_short(body, started[0][1]):
            start_response(*started[0])
            return body
        if not patience.slots.acquire(blocking=False):
            shut(body)
            return refused(_busy(), environ, start_response)
        start_response(*started[0])
        return _Sending(body, patience)

    return waiting


class _Body:
    """The body of a request, whole or refused."""

    def __init__(
        self,
        stream: Any,  # noqa: ANN401 (as WSGI has it)
        length: int,
        patience: Patience,
        key: object,
        address: str,
    ) -> None:
        self._address = address
        self._stream = stream
        self._left = length
        self._patience = patience
        self._key = key

    def read(self, size: int) -> bytes:
        """So many bytes, or what is left.

        Raises:
            BadRequest: the client broke off.
            Overloaded: as many others are being waited for as may be.
        """
        wanted = min(size, self._left)
        if not wanted:
            return b""
        if not self._patience.slots.acquire(blocking=False):
            raise _busy()
        try:
            self._patience.reads(self._key, self._address)
            data: bytes = self._stream.read(wanted)
        finally:
            self._patience.slots.release()
        if len(data) < wanted:
            raise BadRequest("the body ended before its declared length")
        self._patience.works(self._key, self._address)
        self._left -= wanted
        return data


class _File(FileWrapper):
    """The pieces of a file."""

    def __init__(self, file: IO[bytes], patience: Patience) -> None:
        super().__init__(file)
        self._patience = patience

    def __next__(self) -> bytes:
        data: bytes = self.file.read(self._patience.piece())
        if data:
            return data
        raise StopIteration


class _Sending:
    """A long answer on its way, in pieces; gives its slot back at the end."""

    def __init__(self, body: Iterable[bytes], patience: Patience) -> None:
        self._body = body
        self._patience = patience
        self._lock = threading.Lock()
        self._ended = False
        patience.sends(1)

    def __iter__(self) -> Iterator[bytes]:
        """The pieces."""
        for data in self._body:
            if len(data) <= _LARGEST:
                yield data
            else:
                size = self._patience.piece()
                for start in range(0, len(data), size):
                    yield data[start : start + size]

    def close(self) -> None:
        """Close the answer; more than once is fine."""
        with self._lock:
            if self._ended:
                return
            self._ended = True
        try:
            shut(self._body)
        finally:
            self._patience.sends(-1)
            self._patience.slots.release()


def _is_short(body: Iterable[bytes], headers: Iterable[tuple[str, str]]) -> bool:
    """Whether the answer is one that the HTTP server takes at once."""
    if isinstance(body, list):
        return sum(map(len, body)) <= TAKEN
    declared = next((value for name, value in headers if name.lower() == "content-length"), "")
    return declared.isdecimal() and int(declared) <= TAKEN


def _busy() -> Overloaded:
    return Overloaded(_BUSY, retry_after=_AGAIN)
