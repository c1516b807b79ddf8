"""Clients that ask over HTTP/1.1, each its next question as soon as it has its answer, on kept connections.

One thread drives them all from readiness to readiness, so that it takes as little of the machine from the
servers as Python can.
"""

from __future__ import annotations

import gc
import selectors
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

_PIECE: Final = 256 * 1024
_PATIENCE: Final = 120.0

#: What answers are asked for in.
RESULTS: Final = "application/sparql-results+json"
TRIPLES: Final = "application/n-triples, text/turtle;q=0.5"


@dataclass
class Outcome:
    """What became of a run.

    Attributes:
        seconds: how long it took.
        latencies: seconds of each request that was answered with 200.
        refused: requests that were answered with something else, or not at all.
        size: bytes of all bodies.
    """

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    refused: int = 0
    size: int = 0

    def quantile(self, share: float) -> float:
        """Seconds within which this share of the requests was answered."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


@dataclass(frozen=True)
class Address:
    """Where an engine takes queries, and what else it must be told each time."""

    port: int
    path: str
    parameters: tuple[tuple[str, str], ...] = ()

    def request(self, query: str, accept: str) -> bytes:
        """A query as it is sent (SPARQL 1.1 Protocol §2.1.1, by GET)."""
        target = f"{self.path}?{urlencode((('query', query), *self.parameters))}"
        lines = (f"GET {target} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", f"Accept: {accept}", "", "")
        return "\r\n".join(lines).encode()

    def sent(self, request: bytes) -> Reply:
        """The answer to a request as it is sent.

        Raises:
            OSError: there is none.
        """
        with socket.create_connection(("127.0.0.1", self.port), _PATIENCE) as sock:
            sock.sendall(request)
            reader = _Reader()
            while not reader.is_done:
                data = sock.recv(_PIECE)
                reader.feed(data)
                if not data and not reader.is_done:
                    raise ConnectionError("the answer was cut short")
        return Reply(reader.status, reader.headers.get(b"content-type", b"").decode(), reader.body())


@dataclass(frozen=True)
class Reply:
    """A whole answer."""

    status: int
    media_type: str
    body: bytes


def ask(address: Address, query: str, accept: str) -> Reply:
    """Ask once.

    Raises:
        OSError: there is no answer.
    """
    return address.sent(address.request(query, accept))


def drive(
    address: Address, following: Callable[[], bytes], clients: int, seconds: float, *, keep: bool = True
) -> Outcome:
    """Have so many clients ask for so long.

    Args:
        address: of the engine.
        following: gives the next request.
        clients: connections at once.
        seconds: after which nobody asks again; answers that are on their way are awaited.
        keep: whether bodies are held until they are whole; large ones of a known length need not be.
    """
    outcome = Outcome()
    selector = selectors.DefaultSelector()
    gc.disable()
    try:
        start = time.perf_counter()
        end = start + seconds
        for _ in range(clients):
            _Client(address, following, outcome, selector, keep=keep).ask()
        while selector.get_map():
            ready = selector.select(_PATIENCE)
            if not ready:
                raise TimeoutError(f"no answer for {_PATIENCE:g} seconds")
            for key, _ in ready:
                client: _Client = key.data
                if client.take() and time.perf_counter() < end:
                    client.ask()
                elif client.is_idle:
                    client.close()
        outcome.seconds = time.perf_counter() - start
    finally:
        gc.enable()
        selector.close()
    return outcome


class _Client:
    """One connection and the question that is asked over it."""

    def __init__(
        self,
        address: Address,
        following: Callable[[], bytes],
        outcome: Outcome,
        selector: selectors.BaseSelector,
        *,
        keep: bool,
    ) -> None:
        self._keep = keep
        self._address = address
        self._following = following
        self._outcome = outcome
        self._selector = selector
        self._socket: socket.socket | None = None
        self._reader = _Reader()
        self._asked = 0.0
        self.is_idle = True

    def ask(self) -> None:
        """Send the next question, over a new connection if the last one was closed."""
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._address.port), _PATIENCE)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._selector.register(self._socket, selectors.EVENT_READ, self)
        request = self._following()
        self._reader = _Reader(keep=self._keep)
        self.is_idle = False
        self._asked = time.perf_counter()
        self._socket.sendall(request)

    def take(self) -> bool:
        """Take what has come; whether the answer is whole, or there will be none."""
        try:
            data = self._socket.recv(_PIECE) if self._socket else b""
        except ConnectionError:
            data = b""
        self._reader.feed(data)
        if not self._reader.is_done and data:
            return False
        now = time.perf_counter()
        if self._reader.is_done and self._reader.status == 200:
            self._outcome.latencies.append(now - self._asked)
            self._outcome.size += self._reader.length
        else:
            self._outcome.refused += 1
        self.is_idle = True
        if not data or self._reader.closes:
            self.close()
        return True

    def close(self) -> None:
        """Hang up."""
        if self._socket is not None:
            self._selector.unregister(self._socket)
            self._socket.close()
            self._socket = None


class _Reader:
    """Puts one answer together (RFC 9112): by its length, in chunks, or up to the end of the connection."""

    def __init__(self, *, keep: bool = True) -> None:
        self._keep = keep
        self._passed = 0
        self._data = bytearray()
        self._start = 0
        self._end = -1
        self._place = 0
        self._chunks: list[tuple[int, int]] | None = None
        self.status = 0
        self.headers: dict[bytes, bytes] = {}
        self.is_done = False

    @property
    def closes(self) -> bool:
        """Whether the server hangs up after this answer."""
        return self.headers.get(b"connection", b"").lower() == b"close"

    @property
    def length(self) -> int:
        """Bytes of the body so far."""
        if self._chunks is not None:
            return sum(end - start for start, end in self._chunks)
        return len(self._data) + self._passed - self._start

    def body(self) -> bytes:
        """The body."""
        if self._chunks is not None:
            return b"".join(bytes(self._data[start:end]) for start, end in self._chunks)
        return bytes(self._data[self._start :])

    def feed(self, data: bytes) -> None:
        """Take what has come; nothing means that the connection has ended."""
        if not data:
            self.is_done = bool(self._start) and self._chunks is None and self._end < 0
            return
        self._data += data
        if not self._start and not self._head():
            return
        if self._chunks is not None:
            self._chunked(self._chunks)
        elif self._end >= 0:
            self.is_done = len(self._data) + self._passed >= self._end
            if not self._keep:
                self._passed += len(self._data) - self._start
                del self._data[self._start :]

    def _head(self) -> bool:
        end = self._data.find(b"\r\n\r\n")
        if end < 0:
            return False
        self._start = self._place = end + 4
        first, *lines = bytes(self._data[:end]).split(b"\r\n")
        self.status = int(first.split(b" ", 2)[1])
        for line in lines:
            name, _, value = line.partition(b":")
            self.headers[name.lower()] = value.strip()
        if b"content-length" in self.headers:
            self._end = self._start + int(self.headers[b"content-length"])
        elif self.headers.get(b"transfer-encoding", b"").lower() == b"chunked":
            self._chunks = []
        return True

    def _chunked(self, chunks: list[tuple[int, int]]) -> None:
        while True:
            line = self._data.find(b"\r\n", self._place)
            if line < 0:
                return
            size = int(self._data[self._place : line].split(b";")[0], 16)
            stop = line + 2 + size
            if len(self._data) < stop + 2:
                return
            if size == 0:
                self.is_done = True
                return
            chunks.append((line + 2, stop))
            self._place = stop + 2
