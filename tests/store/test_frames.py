"""Messages over a socket."""

from __future__ import annotations

import socket
import threading

import pytest

from server.store import frames


def test_messages_arrive_as_they_were_sent() -> None:
    """Kind and bytes arrive, also more bytes than a socket takes at once."""
    ours, theirs = socket.socketpair()
    large = bytes(range(256)) * 10_000
    with ours, theirs:
        sender = threading.Thread(target=frames.send, args=(ours, frames.PIECE, large))
        sender.start()
        assert frames.receive(theirs) == (frames.PIECE, large)
        sender.join()
        frames.send(ours, frames.DONE)
        assert frames.receive(theirs) == (frames.DONE, b"")


@pytest.mark.parametrize("sent", [b"", b"p", b"p\0\0\0\x05abc"])
def test_a_connection_that_ends_is_no_message(sent: bytes) -> None:
    """Nothing, half a head and half a message all mean that the other side has gone."""
    ours, theirs = socket.socketpair()
    with theirs:
        with ours:
            ours.sendall(sent)
        assert frames.receive(theirs) is None
