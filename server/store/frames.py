"""Messages between the server and a worker: one byte of kind, four of length, then the bytes."""

from __future__ import annotations

import socket
import struct
from typing import Final

from server.store.deadline import time_left

_HEAD: Final = struct.Struct("!cI")
_PIECE: Final = 64 * 1024

#: Kinds: a query to run; a piece of its answer; the last piece, with which it is whole; there is no answer.
QUERY: Final = b"q"
PIECE: Final = b"p"
DONE: Final = b"d"
ERROR: Final = b"e"


def send(sock: socket.socket, kind: bytes, payload: bytes = b"") -> None:
    """Send one message.

    Raises:
        OSError: the other side has gone, or the time set on the socket is up.
    """
    sock.sendall(_HEAD.pack(kind, len(payload)) + payload)


class Inbox:
    """The messages that come in over a socket; nobody else may read from it."""

    def __init__(self, sock: socket.socket) -> None:
        """Nothing has come yet."""
        self._socket = sock
        self._held = b""

    def next(self, deadline: float | None = None) -> tuple[bytes, bytes] | None:
        """The next message as kind and payload; None if the other side has gone.

        Args:
            deadline: when to wait no longer, on the monotonic clock, however much has come by then; None: as
                the socket is set.

        Raises:
            OSError: the connection broke, or the time is up (`TimeoutError`); nothing more can be read then.
        """
        data = self._held
        while len(data) < _HEAD.size:
            piece = self._receive(_PIECE, deadline)
            if not piece:
                return None
            data += piece
        kind, length = _HEAD.unpack_from(data)
        end = _HEAD.size + length
        if len(data) < end:
            return self._rest(kind, data, end, deadline)
        self._held = data[end:]
        return kind, data[_HEAD.size : end]

    def _rest(
        self, kind: bytes, begun: bytes, end: int, deadline: float | None
    ) -> tuple[bytes, bytes] | None:
        """A message of which not all has come yet."""
        data = bytearray(begun)
        while len(data) < end:
            piece = self._receive(end - len(data), deadline)
            if not piece:
                return None
            data += piece
        self._held = b""
        return kind, bytes(memoryview(data)[_HEAD.size :])

    def _receive(self, most: int, deadline: float | None) -> bytes:
        if deadline is not None:
            self._socket.settimeout(time_left(deadline))
        return self._socket.recv(most)
