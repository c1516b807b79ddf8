"""Connections that make no progress, found and ended (Linux).

The HTTP server gives a client all the time in the world to take an answer or to send a body. So a thread
looks at the connections of the process as the kernel sees them (`TCP_INFO`) and resets those that stall. What
has come and gone is counted by the kernel, so nothing is asked of the requests themselves.
"""

from __future__ import annotations

import contextlib
import os
import socket
import stat
import struct
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from server.web.patience import Patience

#: Seconds without progress after which a connection is ended, and between two looks: 20 at most, in all.
STALL: Final = 16.0
_LOOK: Final = 2.0
#: Seconds over which a reader has to keep a pace, and bytes a second that it has to take.
_STRETCH: Final = 60.0
_PACE: Final = 1024

#: Parts of `struct tcp_info` (linux/tcp.h): unacked, last_data_sent and last_data_recv in milliseconds,
#: bytes_acked and bytes_received, notsent_bytes.
_INFO: Final = struct.Struct("=24xI16xI4xI64xQQ8xI")
#: Have the kernel forget what was not sent when a connection is closed.
_AT_ONCE: Final = struct.pack("ii", 1, 0)


@dataclass(frozen=True)
class State:
    """What the kernel says of a connection: seconds since something went out or came in, and bytes.

    Attributes:
        peer: address of the client.
        sent: seconds since data went out.
        received: seconds since data came in.
        taken: bytes that the client has acknowledged.
        came: bytes that came in.
        waits: whether there is something that the client has not taken yet.
    """

    peer: str
    sent: float
    received: float
    taken: int
    came: int
    waits: bool


@dataclass(frozen=True)
class Past:
    """What was seen of a connection before.

    Attributes:
        taken: bytes it had taken at the last look, and `moved`: when that last became more.
        came: bytes that had come at the last look.
        since: when the stretch began over which its pace is measured, and `had`: what it had taken then.
        dripping: when the first of the bytes came that are not answered yet; None: there are none.
    """

    taken: int
    moved: float
    came: int
    since: float
    had: int
    dripping: float | None = None


def judged(past: Past | None, state: State, now: float, silent: bool) -> Past | None:
    """What to remember of a connection; None: it is to be ended.

    Args:
        past: what was remembered at the last look.
        state: what it is like now.
        now: seconds on the monotonic clock.
        silent: whether its client owes a body, and nothing is owed to it.
    """
    if past is None:
        is_new = state.taken <= 1  # the handshake may count as one
        return Past(state.taken, now, state.came, now, state.taken, now if state.came and is_new else None)
    is_paced = not state.waits or now - past.since >= _STRETCH
    if state.waits:
        if state.taken == past.taken and now - past.moved >= STALL:
            return None
        if is_paced and state.taken - past.had < _PACE * _STRETCH:
            return None
    if silent and min(state.sent, state.received) >= STALL:
        return None
    moved = now if state.taken != past.taken or not state.waits else past.moved
    dripping = _dripping(past, state, now)
    if dripping is not None and now - dripping >= STALL and state.came != past.came:
        return None
    since, had = (now, state.taken) if is_paced else (past.since, past.had)
    return Past(state.taken, moved, state.came, since, had, dripping)


def _dripping(past: Past, state: State, now: float) -> float | None:
    """When the request began whose bytes are still coming."""
    if state.waits or state.taken != past.taken:
        return None
    if state.came == past.came:
        return past.dripping
    return now if past.dripping is None else past.dripping


def watch(port: int, patience: Patience) -> None:
    """Look at the connections to a port of this process from now on, in a thread; only on Linux."""
    if sys.platform == "linux":
        threading.Thread(target=_watch, args=(port, patience), name="nameplate-stalled", daemon=True).start()


def _watch(port: int, patience: Patience) -> None:
    past: dict[tuple[int, str], Past] = {}
    while True:
        time.sleep(_LOOK)
        owing = patience.stalled(STALL)
        now, seen = time.monotonic(), {}
        with contextlib.suppress(OSError):  # no descriptor is left to look with: the next look may have one
            for key, connection in connections(port):
                with connection, contextlib.suppress(OSError):
                    state = state_of(connection)
                    found = judged(past.get(key), state, now, state.peer in owing)
                    if found is None:
                        end(connection)
                    else:
                        seen[key] = found
            past = seen


def connections(port: int) -> Iterator[tuple[tuple[int, str], socket.socket]]:
    """Connections of clients to a port of this process: a key that names one, and a copy of its socket."""
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208 (names, not paths)
        with contextlib.suppress(OSError):
            number = int(name)
            status = os.fstat(number)
            if not stat.S_ISSOCK(status.st_mode):
                continue
            copy = socket.socket(fileno=os.dup(number))
            try:
                is_ours = copy.family in {socket.AF_INET, socket.AF_INET6} and copy.getsockname()[1] == port
                key = (status.st_ino, str(copy.getpeername())) if is_ours else None
            except OSError:  # it listens, or is closed
                key = None
            if key is None:
                copy.close()
            else:
                yield key, copy


def state_of(connection: socket.socket) -> State:
    """What the kernel says of it.

    Raises:
        OSError: it is closed.
    """
    info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _INFO.size)
    unacked, sent, received, taken, came, unsent = _INFO.unpack(info)
    peer = connection.getpeername()[0]
    return State(peer, sent / 1000, received / 1000, taken, came, bool(unacked or unsent))


def end(connection: socket.socket) -> None:
    """Reset it, whoever holds it."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
    connection.shutdown(socket.SHUT_RDWR)
