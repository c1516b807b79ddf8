"""Messages over a socket."""

from __future__ import annotations

import socket
import threading
import time

import pytest

from server.store import frames


def test_messages_arrive_as_they_were_sent() -> None:
    """Kind and bytes arrive, also more bytes than a socket takes at once."""
    ours, theirs = socket.socketpair()
    large = bytes(range(256)) * 10_000
    with ours, theirs:
        sender = threading.Thread(target=frames.send, args=(ours, frames.PIECE, large))
        sender.start()
        inbox = frames.Inbox(theirs)
        assert inbox.next() == (frames.PIECE, large)
        sender.join()
        frames.send(ours, frames.PIECE)
        frames.send(ours, frames.DONE, b"the rest")
        assert [inbox.next(), inbox.next()] == [(frames.PIECE, b""), (frames.DONE, b"the rest")]


@pytest.mark.parametrize("sent", [b"", b"p", b"p\0\0\0\x05abc"])
def test_a_connection_that_ends_is_no_message(sent: bytes) -> None:
    """Nothing, half a head and half a message all mean that the other side has gone."""
    ours, theirs = socket.socketpair()
    with theirs:
        with ours:
            ours.sendall(sent)
        assert frames.Inbox(theirs).next() is None


@pytest.mark.parametrize("sent", [b"p\x0f", b"p\0\x0f\0\0"])
def test_a_trickle_does_not_put_off_the_deadline(sent: bytes) -> None:
    """However often a byte comes, the wait for a whole message ends when it is to end."""
    ours, theirs = socket.socketpair()
    ended = threading.Event()

    def trickle() -> None:
        while not ended.wait(0.02):
            ours.sendall(b"\0")

    with ours, theirs:
        ours.sendall(sent)
        sender = threading.Thread(target=trickle)
        sender.start()
        start = time.monotonic()
        with pytest.raises(TimeoutError):
            frames.Inbox(theirs).next(start + 0.3)
        assert 0.25 < time.monotonic() - start < 2
        ended.set()
        sender.join()
