"""Where workers come from: a process that has opened the data, and becomes two whenever one is wanted.

To open a store in memory takes as long as to read its file; to fork a process that holds it, a millisecond.
So the one that reads the file answers no query, and a worker that had to be ended is replaced at once.
"""

from __future__ import annotations

import contextlib
import os
import socket
import struct
import subprocess
from dataclasses import dataclass
from typing import IO, Final, cast

from server.store import frames
from server.store.programs import start
from server.store.worker import Opening

#: Sent together with the three descriptors of a worker that is wanted: its socket, and the pipes for its
#: words and for how it ended.
WANTED: Final = b"w"
#: How a worker ended, as `Popen.returncode` has it: a status, or a signal below zero.
ENDED: Final = struct.Struct("!i")
#: Seconds from when its descriptors are closed until it has ended.
_DYING: Final = 0.2


@dataclass(frozen=True)
class Birth:
    """What the server has of a worker that was asked for; whoever takes it over closes its descriptors.

    Attributes:
        talk: socket for queries and answers.
        words: pipe for what the worker says of itself.
        end: pipe for how it ended.
    """

    talk: socket.socket
    words: int
    end: int


class Nursery:
    """The process; used by one thread, which must live as long as it may: on Linux it ends with that."""

    def __init__(self, opening: Opening) -> None:
        """Start it; it opens the data before it sees to any worker.

        Raises:
            OSError: the system gives no process or no descriptors.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                self._process = start(
                    "server.store.forking",
                    stdin=theirs.fileno(),
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    more={"RUST_BACKTRACE": "0"},
                )
            except BaseException:
                ours.close()
                raise
        self._socket = ours
        self._stdout = cast("IO[bytes]", self._process.stdout)
        with contextlib.suppress(OSError):  # if it ended at once, `is_alive` tells
            frames.send(ours, frames.QUERY, opening.encode())

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def birth(self) -> Birth:
        """Ask for a worker.

        Raises:
            OSError: the process has ended, or there are no descriptors.
        """
        with contextlib.ExitStack() as held:
            ours, theirs = socket.socketpair()
            held.callback(theirs.close)
            held.callback(ours.close)
            pipes = []
            for _ in range(2):
                read, write = os.pipe()
                held.callback(os.close, write)
                held.callback(os.close, read)
                pipes.append((read, write))
            (words, wording), (end, ending) = pipes
            socket.send_fds(self._socket, [WANTED], [theirs.fileno(), wording, ending])
            born = Birth(ours, words, end)
            held.pop_all()
            theirs.close()
            os.close(wording)
            os.close(ending)
            return born

    def last_words(self) -> bytes:
        """What it said before it ended; nothing as long as it has not."""
        try:
            self._process.wait(_DYING)
        except subprocess.TimeoutExpired:
            return b""
        return self._stdout.read()

    def close(self) -> None:
        """End it, and with it (on Linux) the workers that are left."""
        self._process.kill()
        self._process.wait()
        self._stdout.close()
        self._socket.close()
