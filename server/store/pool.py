"""A pool of worker processes: each query has one to itself, and it can be killed.

One thread, the keeper, starts and reaps workers; the threads of requests borrow them. There is one worker at
first; whenever the last idle one is borrowed the keeper starts another, up to the number allowed, so that a
quiet server stays small and a busy one does not wait for a start.
"""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import time
from multiprocessing.connection import wait
from typing import IO, Final, cast

from server.errors import Overloaded, QueryRefused, QuerySyntaxError, StartError
from server.store.child import Child, Vanished
from server.store.evaluate import Task
from server.store.meter import Meter
from server.store.worker import Opening

_log: Final = logging.getLogger(__name__)

#: Workers that a query is given to, one after the other, while somebody kills them.
_TRIES: Final = 3
#: Starts in a row that may fail before the pool gives up, and seconds between them.
_MAX_FAILURES: Final = 5
_PAUSE: Final = 0.2
#: Seconds for the first worker to load the data.
_FIRST_START: Final = 600.0


class Pool:
    """Worker processes that answer queries; safe to use from many threads."""

    def __init__(
        self, opening: Opening, *, workers: int, queue_seconds: float, meter: Meter | None = None
    ) -> None:
        """Start the first worker and wait until it is ready.

        Args:
            opening: what each worker opens.
            workers: processes at most.
            queue_seconds: how long a query waits for an idle worker.
            meter: who hears of the queue and of the workers.

        Raises:
            StartError: no worker could open the data.
        """
        self._opening = opening
        self._size = max(1, workers)
        self._queue_seconds = queue_seconds
        self._meter = meter or Meter()
        self._change = threading.Condition()
        self._children: set[Child] = set()
        self._idle: list[Child] = []
        self._borrowed: set[Child] = set()
        self._ended: list[Child] = []
        self._failures = 0
        self._was_up = False
        self._last_words = ""
        self._closed = False
        self._wake_read, self._wake_write = os.pipe()
        self._keeper = threading.Thread(target=self._keep, name="nameplate-workers", daemon=True)
        self._keeper.start()
        self._wait_for_first()

    def run(self, task: Task, limit: int) -> tuple[IO[bytes], int]:
        """The whole answer to a query, at its start, and its length in bytes.

        A worker that somebody kills does not take the query with it: another gets it.

        Raises:
            QueryError: there is no answer.
        """
        deadline: float | None = None
        for _ in range(_TRIES):
            child = self._borrow()
            deadline = deadline or time.monotonic() + task.seconds
            try:
                answer = child.run(task, deadline, limit)
            except (QueryRefused, QuerySyntaxError):
                self._give_back(child)
                raise
            except Vanished:
                self._discard(child)
            except BaseException:
                self._discard(child)
                raise
            else:
                self._give_back(child)
                return answer
        raise Overloaded("the processes that answer queries are being replaced; try again", retry_after=1)

    def ready(self) -> bool:
        """Whether a worker is up."""
        with self._change:
            return not self._closed and any(child.is_ready for child in self._children)

    def pids(self) -> list[int]:
        """Process ids of the workers that are up."""
        with self._change:
            return sorted(child.pid for child in self._children if child.is_ready)

    def close(self) -> None:
        """End all workers; more than once is fine."""
        with self._change:
            if self._closed:
                return
            self._closed = True
            self._change.notify_all()
        self._wake()
        self._keeper.join()
        os.close(self._wake_read)
        os.close(self._wake_write)

    # -- threads of requests

    def _wait_for_first(self) -> None:
        with self._change:
            self._change.wait_for(lambda: self._idle or self._failures >= _MAX_FAILURES, _FIRST_START)
            if self._idle:
                return
        self.close()
        raise StartError(
            f"the data could not be opened for queries: {self._last_words or 'no worker became ready'}"
        )

    def _borrow(self) -> Child:
        start = time.monotonic()
        self._meter.queued()
        try:
            return self._borrow_by(start + self._queue_seconds)
        finally:
            self._meter.waited(time.monotonic() - start)

    def _borrow_by(self, end: float) -> Child:
        with self._change:
            while not self._idle:
                if self._closed or not self._change.wait(max(0.0, end - time.monotonic())):
                    message = "all workers are busy, or the server is stopping; try again in a moment"
                    raise Overloaded(message, retry_after=max(1, round(self._queue_seconds)))
            child = self._idle.pop()
            self._borrowed.add(child)
            last = not self._idle and len(self._children) < self._size
        if last:
            self._wake()
        return child

    def _give_back(self, child: Child) -> None:
        with self._change:
            self._borrowed.discard(child)
            is_here = child in self._children
            if is_here:
                self._idle.append(child)
                self._change.notify()
        if not is_here:
            child.hang_up()

    def _discard(self, child: Child) -> None:
        """Kill it now; the keeper reaps it and starts another."""
        child.kill()
        with self._change:
            self._borrowed.discard(child)
            is_here = child in self._children
            self._ended.append(child)
        self._wake()
        if not is_here:
            child.hang_up()

    def _wake(self) -> None:
        with contextlib.suppress(OSError):  # the pool is closed
            os.write(self._wake_write, b"!")

    # -- the keeper

    def _keep(self) -> None:
        while True:
            with self._change:
                if self._closed:
                    break
                start = self._needs_one()
            if start:
                self._start()
            self._listen()
            self._reap()
        with self._change:
            self._ended += self._children
        self._reap()

    def _needs_one(self) -> bool:
        starting = any(not child.is_ready for child in self._children)
        wanted = not self._idle and len(self._children) < self._size
        hopeless = not self._was_up and self._failures >= _MAX_FAILURES
        return wanted and not starting and not hopeless

    def _start(self) -> None:
        try:
            child = Child(self._opening)
        except OSError as error:  # out of memory, processes or descriptors: try again
            self._failed(str(error))
            return
        with self._change:
            self._children.add(child)

    def _listen(self) -> None:
        """Wait until a worker speaks or ends, or a thread calls."""
        by_pipe = {child.pipe: child for child in self._children}
        for readable in wait(
            [self._wake_read, *by_pipe], timeout=None if by_pipe and not self._needs_one() else _PAUSE
        ):
            child = by_pipe.get(cast("int", readable))
            if child is None:
                os.read(self._wake_read, 4096)
                continue
            was_ready = child.is_ready
            if not child.listen():
                with self._change:
                    self._ended.append(child)
            elif child.is_ready and not was_ready:
                with self._change:
                    self._was_up = True
                    self._idle.append(child)
                    self._change.notify()
                self._meter.started()

    def _reap(self) -> None:
        with self._change:
            gone = {child for child in self._ended if child in self._children}
            self._ended.clear()
            self._children -= gone
            self._idle = [child for child in self._idle if child not in gone]
        for child in gone:
            was_ready = child.is_ready
            status = child.end()
            with self._change:
                is_free = child not in self._borrowed
            if is_free:
                child.hang_up()
            if was_ready:
                self._meter.ended()
            words = " ".join(child.words.decode("utf-8", "replace").split())
            if not was_ready and not self._closed:
                self._failed(words)
            _log.info("worker %d ended with status %d: %r", child.pid, status, words[-200:])

    def _failed(self, words: str) -> None:
        time.sleep(_PAUSE)
        with self._change:
            self._failures += 1
            self._last_words = words[-300:]
            self._change.notify_all()
