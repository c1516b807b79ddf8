"""Messages between the server and a worker: one byte of kind, four of length, then the bytes."""

from __future__ import annotations

import socket
import struct
from typing import Final

_HEAD: Final = struct.Struct("!cI")

#: Kinds: a query to run; a piece of its answer; forget the pieces so far; the answer is whole; there is none.
QUERY: Final = b"q"
PIECE: Final = b"p"
AFRESH: Final = b"a"
DONE: Final = b"d"
ERROR: Final = b"e"


def send(sock: socket.socket, kind: bytes, payload: bytes = b"") -> None:
    """Send one message.

    Raises:
        OSError: the other side has gone, or the time set on the socket is up.
    """
    sock.sendall(_HEAD.pack(kind, len(payload)) + payload)


def receive(sock: socket.socket) -> tuple[bytes, bytes] | None:
    """The next message as kind and payload; None if the other side has gone.

    Raises:
        OSError: the connection broke, or the time set on the socket is up (`TimeoutError`).
    """
    head = exactly(sock, _HEAD.size)
    if head is None:
        return None
    kind, length = _HEAD.unpack(head)
    payload = exactly(sock, length)
    return None if payload is None else (kind, payload)


def exactly(sock: socket.socket, length: int) -> bytes | None:
    """So many bytes; None if the other side has gone before."""
    data = bytearray(length)
    view = memoryview(data)
    have = 0
    while have < length:
        count = sock.recv_into(view[have:])
        if count == 0:
            return None
        have += count
    return bytes(data)
