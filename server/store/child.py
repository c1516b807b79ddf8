"""One worker as the server sees it: a socket for queries, a pipe for what it says, one for how it ended."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import threading
import time
from typing import IO, Final

from server.errors import (
    Place,
    QueryError,
    QueryRefused,
    QuerySyntaxError,
    ResultTooLarge,
    WorkerLost,
    WorkerMemory,
)
from server.store import frames
from server.store.deadline import time_is_up, time_left
from server.store.evaluate import Task
from server.store.nursery import ENDED, Birth
from server.store.spool import Spool
from server.store.worker import READY

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
_POLL: Final = 0.001
_LAST_WORDS: Final = 2000
_READY: Final = re.compile(READY + rb"([0-9]+)\n")


class Vanished(Exception):
    """The worker ended by somebody's SIGKILL, or before it took the query: another may try."""


class Child:
    """A worker process. Used by one thread at a time."""

    def __init__(self, born: Birth) -> None:
        """Take it over from where it comes from; it is ready once `listen` has said so."""
        self._socket = born.talk
        self._inbox = frames.Inbox(born.talk)
        self._words = born.words
        self._end = born.end
        os.set_blocking(born.end, False)
        self._status: int | None = None
        self._handle: int | None = None
        self._ending = threading.Lock()
        self.pid = 0
        self.is_ready = False
        self.words = b""

    @property
    def pipe(self) -> int:
        """Descriptor that is readable when `listen` has something to tell."""
        return self._words

    def listen(self) -> bool:
        """Take in what the worker says of itself; False if it has ended."""
        data = os.read(self.pipe, 4096)
        self.words = (self.words + data)[-_LAST_WORDS:]
        if not self.is_ready and (found := _READY.search(self.words)):
            self.pid = int(found[1])
            with contextlib.suppress(OSError, AttributeError):  # another system, or it has just ended
                self._handle = os.pidfd_open(self.pid)
            self.is_ready = True
            self.words = self.words[found.end() :]
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
                raise time_is_up(task.seconds) from None
            return spool.whole(), spool.length

    def _receive(self, task: Task, deadline: float, limit: int, spool: Spool) -> None:
        try:
            self._socket.settimeout(time_left(deadline))
            frames.send(self._socket, frames.QUERY, task.encode())
            while True:
                message = self._inbox.next(deadline)
                if message is None:
                    raise self._why_it_ended(task)
                kind, payload = message
                if kind == frames.ERROR:
                    raise _error(payload)
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
        status = self._ended(_REAP)
        if status == -signal.SIGKILL:
            return Vanished()
        if status == -signal.SIGALRM:
            return time_is_up(task.seconds)
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
        """End the process now; one that is not ready yet ends when it is, since nobody will speak to it."""
        with contextlib.suppress(OSError):
            if self._handle is not None:
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)
            elif self.pid:
                os.kill(self.pid, signal.SIGKILL)
            else:
                self._socket.shutdown(socket.SHUT_RDWR)

    def step_back(self, niceness: int) -> None:
        """Have it run with low priority; nothing can take that back."""
        with contextlib.suppress(OSError):  # it has ended
            os.setpriority(os.PRIO_PROCESS, self.pid, niceness)

    def end(self) -> int:
        """End the process, and give its exit status, or 0 if nobody can tell."""
        self.kill()
        status = self._ended(_REAP)
        for descriptor in (self._words, self._end, self._handle):
            if descriptor is not None:
                os.close(descriptor)
        self._handle = None
        return status

    def hang_up(self) -> None:
        """Close the socket; never while a thread is in `run`, whose descriptor would be used again."""
        self._socket.close()

    def _ended(self, seconds: float) -> int:
        """Its exit status, as soon as it is known; that it was killed, if whoever would know has gone too."""
        patience = time.monotonic() + seconds
        with self._ending:
            while self._status is None:  # not `poll`, which fails where descriptors are short
                try:
                    told = os.read(self._end, ENDED.size)
                except BlockingIOError:
                    if time.monotonic() > patience:
                        return 0
                    time.sleep(_POLL)
                else:
                    self._status = ENDED.unpack(told)[0] if told else -signal.SIGKILL
            return self._status


def _error(payload: bytes) -> QueryError:
    """The error that a worker sent."""
    found = json.loads(payload)
    place = Place(*found["place"]) if found["place"] else None
    if found["slug"] == QuerySyntaxError.slug:
        return QuerySyntaxError(found["message"], place=place)
    if found["slug"] == WorkerMemory.slug:
        return WorkerMemory(found["message"], retry_after=60)
    return QueryRefused(found["message"], status=found["status"], place=place)
