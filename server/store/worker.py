"""A worker process: runs one query at a time until it is told to stop.

It is forked where the data are open (`server.store.forking`), with a socket for queries and answers; its
standard output says `ready` once, and its end tells the server of the worker's. It takes no memory beyond
its limit, opens no file or connection after it is ready, and ends with the server or a little after its own
deadline, whatever the engine is doing.
"""

from __future__ import annotations

import contextlib
import json
import signal
import socket
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Final

import pyoxigraph as ox

from server.errors import QueryError, WorkerMemory
from server.store import frames
from server.store.evaluate import Evaluator, Task

#: What a worker says once it is ready, before its process id.
READY: Final = b"ready "

#: Seconds after the deadline when a worker that nobody ended ends itself.
_GRACE: Final = 1.0
_PIECE: Final = 64 * 1024


@dataclass(frozen=True)
class Opening:
    """What a worker opens and how far it may go.

    Attributes:
        path: N-Quads file to load into memory, or directory of a store on disk.
        on_disk: which of the two it is.
        union: whether the default graph is the union of all graphs.
        base_iri: what relative IRIs in queries are resolved against.
        memory: bytes by which the process may grow after the data are open.
        prefixes: for writing Turtle and RDF/XML.
        broker: port of the broker on loopback, where queries may hold SERVICE; else None.
    """

    path: str
    on_disk: bool
    union: bool
    base_iri: str
    memory: int
    prefixes: dict[str, str] = field(default_factory=dict)
    broker: int | None = None

    def encode(self) -> bytes:
        """As bytes, for `decode` on the other side."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def decode(cls, data: bytes) -> Opening:
        """From the bytes of `encode`."""
        return cls(**json.loads(data))


def open_evaluator(opening: Opening) -> Evaluator:
    """The data, open for queries."""
    if opening.on_disk:
        store = ox.Store.read_only(opening.path)
    else:
        store = ox.Store()
        # parsed here and not by the store, which would give blank nodes new labels in every worker
        store.bulk_extend(ox.parse(path=opening.path, format=ox.RdfFormat.N_QUADS))
    return Evaluator(store, union=opening.union, base_iri=opening.base_iri, prefixes=opening.prefixes)


def serve(
    sock: socket.socket,
    evaluator: Evaluator,
    ajar: Callable[[int], contextlib.AbstractContextManager[object]] = contextlib.nullcontext,
) -> None:
    """Answer queries from the socket until the other side has gone; `ajar` lets those with SERVICE out."""
    inbox = frames.Inbox(sock)
    while (message := inbox.next()) is not None:
        task = Task.decode(message[1])
        signal.setitimer(signal.ITIMER_REAL, task.seconds + _GRACE)
        try:
            with ajar(task.services):
                _answer(sock, evaluator, task)
        except MemoryError:
            _refuse(sock, WorkerMemory("the query needs more memory than one query may use"))
        except QueryError as error:
            _refuse(sock, error)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)


def _answer(sock: socket.socket, evaluator: Evaluator, task: Task) -> None:
    outbox = _Outbox(sock)
    evaluator.run(task, outbox)
    outbox.done()


def _refuse(sock: socket.socket, error: QueryError) -> None:
    """Send an error as its class, message and place."""
    found = {
        "slug": error.slug,
        "status": error.status,
        "message": str(error),
        "place": None if error.place is None else [error.place.line, error.place.column],
    }
    frames.send(sock, frames.ERROR, json.dumps(found).encode())


class _Outbox:
    """Gathers small writes into pieces and sends them; the last says that the answer is whole."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._held: list[bytes] = []
        self._size = 0

    def write(self, data: bytes) -> int:
        """Take bytes; send them once they are many."""
        self._held.append(bytes(data))
        self._size += len(data)
        if self._size >= _PIECE:
            self._send(frames.PIECE)
        return len(data)

    def flush(self) -> None:
        """Do nothing: what is held goes with what comes."""

    def done(self) -> None:
        """Send what is held; the answer is whole."""
        self._send(frames.DONE)

    def _send(self, kind: bytes) -> None:
        frames.send(self._sock, kind, b"".join(self._held))
        self._held.clear()
        self._size = 0
