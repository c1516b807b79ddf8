"""One worker as the server sees it: a process, a socket for queries, a pipe for its start and its end."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from typing import IO, Final, cast

from server.errors import (
    Place,
    QueryError,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    ResultTooLarge,
    WorkerLost,
    WorkerMemory,
)
from server.store import frames
from server.store.evaluate import Task
from server.store.programs import environment
from server.store.spool import Spool
from server.store.worker import READY, Opening

_TOO_LONG: Final = "the query was ended after {seconds:g} seconds, the limit; ask for less, or in parts"
_TOO_LARGE: Final = (
    "the answer has more than {limit:,} bytes, the limit; fetch it in pages, with ORDER BY, LIMIT and OFFSET"
)
_NO_ORDER: Final = (
    "the engine cannot sort values of such different kinds; sort by their text, as ORDER BY STR(?x), "
    "or by one kind of them"
)
#: Seconds for the kernel to tell how a process ended whose socket has closed, and for its last words.
_REAP: Final = 1.0
_WORDS: Final = 0.1
_LAST_WORDS: Final = 2000


class Vanished(Exception):
    """The worker ended by somebody's SIGKILL, or before it took the query: another may try."""


class Child:
    """A worker process. Used by one thread at a time."""

    def __init__(self, opening: Opening) -> None:
        """Start it; it is ready once `listen` has said so.

        Must be called from a thread that lives as long as the child may: on Linux the child ends with it.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "server.store.worker"],
                stdin=theirs.fileno(),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env=environment() | {"RUST_BACKTRACE": "0"},
            )
        self._socket = ours
        self._inbox = frames.Inbox(ours)
        self._stdout = cast("IO[bytes]", self._process.stdout)
        self.is_ready = False
        self.words = b""
        with contextlib.suppress(OSError):  # if it ended at once, `listen` tells
            frames.send(ours, frames.QUERY, opening.encode())

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def pipe(self) -> int:
        """Descriptor that is readable when `listen` has something to tell."""
        return self._stdout.fileno()

    def listen(self) -> bool:
        """Take in what the worker says of itself; False if it has ended."""
        data = os.read(self.pipe, 4096)
        self.words = (self.words + data)[-_LAST_WORDS:]
        if not self.is_ready and READY in self.words:
            self.is_ready = True
            self.words = self.words.partition(READY)[2]
        return bool(data)

    def run(self, task: Task, deadline: float, limit: int) -> tuple[IO[bytes], int]:
        """The whole answer and its length. After an error other than a refusal the child must be ended.

        Args:
            task: what to do.
            deadline: when to give up, on the monotonic clock.
            limit: bytes that the answer may have.

        Raises:
            QueryError: there is no answer.
            Vanished: the worker has gone for no reason of the query's.
        """
        with Spool() as spool:
            try:
                self._receive(task, deadline, limit, spool)
            except TimeoutError:
                message = _TOO_LONG.format(seconds=task.seconds)
                raise QueryTimeout(message, retry_after=max(1, round(task.seconds))) from None
            return spool.whole(), spool.length

    def _receive(self, task: Task, deadline: float, limit: int, spool: Spool) -> None:
        try:
            self._socket.settimeout(frames.time_left(deadline))
            frames.send(self._socket, frames.QUERY, task.encode())
            while True:
                message = self._inbox.next(deadline)
                if message is None:
                    raise self._why_it_ended(task)
                kind, payload = message
                if kind == frames.ERROR:
                    raise _error(payload)
                if kind == frames.AFRESH:
                    spool.forget()
                    continue
                if spool.length + len(payload) > limit:
                    raise ResultTooLarge(_TOO_LARGE.format(limit=limit))
                spool.write(payload)
                if kind == frames.DONE:
                    return
        except TimeoutError:
            raise
        except OSError:
            raise self._why_it_ended(task) from None

    def _why_it_ended(self, task: Task) -> Exception:
        try:
            status = self._process.wait(_REAP)
        except subprocess.TimeoutExpired:
            status = 0
        if status == -signal.SIGKILL:
            return Vanished()
        if status == -signal.SIGALRM:
            return QueryTimeout(
                f"the query was ended after {task.seconds:g} seconds, the limit", retry_after=1
            )
        if status == -signal.SIGABRT and self._said(b"total order"):
            return WorkerLost(_NO_ORDER)
        if status == -signal.SIGABRT:
            message = "the query needs more memory than one query may use; ask for less, or in parts"
            return WorkerMemory(message, retry_after=60)
        return WorkerLost("the query ended the process that worked on it; ask in another way", retry_after=60)

    def _said(self, words: bytes) -> bool:
        """Whether these are among its last words, which another thread takes in (`listen`)."""
        end = time.monotonic() + _WORDS
        while not self.words and time.monotonic() < end:
            time.sleep(0.005)
        return words in self.words

    def kill(self) -> None:
        """End the process now. It is reaped by `end`."""
        self._process.kill()

    def end(self) -> int:
        """End and reap the process, and give its exit status."""
        self._process.kill()
        status = self._process.wait()
        self._stdout.close()
        return status

    def hang_up(self) -> None:
        """Close the socket; never while a thread is in `run`, whose descriptor would be used again."""
        self._socket.close()


def _error(payload: bytes) -> QueryError:
    """The error that a worker sent."""
    found = json.loads(payload)
    place = Place(*found["place"]) if found["place"] else None
    if found["slug"] == QuerySyntaxError.slug:
        return QuerySyntaxError(found["message"], place=place)
    if found["slug"] == WorkerMemory.slug:
        return WorkerMemory(found["message"], retry_after=60)
    return QueryRefused(found["message"], status=found["status"], place=place)
