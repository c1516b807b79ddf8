"""A pool of worker processes: each query has one to itself, and it can be killed.

One thread, the keeper, starts and reaps workers; the threads of requests borrow them. There is one worker at
first; whenever the last idle one is borrowed the keeper starts another, up to the number allowed, so that a
quiet server stays small and a busy one does not wait for a start. They are forked from a process that holds
the data (`server.store.nursery`), so that one is there within milliseconds.

A query that takes long is given the worker that it has for good, which runs with low priority from then on,
so that short queries have the processor and the other workers. Where that many long ones run already it has
to make room: its worker is ended, and it waits to begin again.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from multiprocessing.connection import wait
from typing import IO, Final, cast

from server.errors import Overloaded, QueryError, QueryRefused, QuerySyntaxError, StartError
from server.store.attempts import Attempts
from server.store.child import Child, Vanished
from server.store.evaluate import Task
from server.store.history import Lane
from server.store.meter import Meter
from server.store.nursery import Nursery
from server.store.places import await_call
from server.store.turns import Rules, Turn, Turns, stopping
from server.store.worker import Opening

_log: Final = logging.getLogger(__name__)

#: Workers that a query is given to, one after the other, while somebody kills them.
_TRIES: Final = 3
#: Seconds for which the keeper waits where there is nobody to listen to, or it stumbled.
_PAUSE: Final = 0.2
#: Seconds for the first worker to load the data.
_FIRST_START: Final = 600.0
#: How much a worker with a long query steps back before others, as `nice` counts.
_NICENESS: Final = 10
#: How often, in the time after which a query is a long one, the running ones are looked at.
_LOOKS: Final = 4
#: Looks at nothing after which the keeper sleeps.
_IDLE_LOOKS: Final = 20


class Pool:
    """Worker processes that answer queries; safe to use from many threads."""

    def __init__(self, opening: Opening, rules: Rules, *, meter: Meter | None = None) -> None:
        """Start the first worker and wait until it is ready.

        Args:
            opening: what each worker opens.
            rules: how many processes there may be, and who gets one when.
            meter: who hears of the queue and of the workers.

        Raises:
            StartError: no worker could open the data.
        """
        self._opening = opening
        self._nursery: Nursery | None = None
        self._rules = rules
        self._meter = meter or Meter()
        self._change = threading.Condition()
        self._turns = Turns(rules)
        self._children: set[Child] = set()
        self._idle: list[Child] = []
        self._slow: set[Child] = set()
        self._lent: dict[Turn, Child] = {}
        self._ended: list[Child] = []
        self._attempts = Attempts()
        self._stumbles = 0
        self._closed = False
        self._looks = 0
        self._is_spare_due = False
        self._wake_read, write = os.pipe()
        self._wake_write: int | None = write
        self._keeper = threading.Thread(target=self._keep, name="nameplate-workers", daemon=True)
        self._keeper.start()
        self._wait_for_first()

    def run(self, task: Task, limit: int, turn: Turn | None = None) -> tuple[IO[bytes], int]:
        """The whole answer to a query, at its start, and its length in bytes.

        A worker that somebody kills does not take the query with it: another gets it.

        Args:
            task: the query; its seconds are counted from now, whether it waits or runs.
            limit: bytes that the answer may have.
            turn: who asks; afterwards it tells how long the query waited.

        Raises:
            QueryError: there is no answer.
        """
        turn = turn or Turn()
        try:
            return self._run(task, limit, turn)
        except QueryError as error:
            error.waited = turn.waited
            raise

    def _run(self, task: Task, limit: int, turn: Turn) -> tuple[IO[bytes], int]:
        deadline = time.monotonic() + task.seconds
        tries = 0
        while tries < _TRIES:
            child = self._borrow(turn, deadline)
            try:
                answer = child.run(task, deadline, limit)
            except (QueryRefused, QuerySyntaxError):
                self._give_back(turn, child)
                raise
            except Vanished:
                self._discard(turn, child, is_costly=False)
                tries += not turn.is_evicted
            except BaseException:
                self._discard(turn, child, is_costly=True)
                raise
            else:
                self._give_back(turn, child)
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
            self._turns.refuse_all(stopping)
            self._change.notify_all()
        self._wake()
        self._keeper.join()
        with self._change:  # threads of requests may still want to wake it
            write, self._wake_write = self._wake_write, None
        for side in (self._wake_read, write):
            if side is not None:
                os.close(side)

    # -- threads of requests

    def _wait_for_first(self) -> None:
        with self._change:
            self._change.wait_for(lambda: self._idle or self._attempts.are_many, _FIRST_START)
            if self._idle:
                return
        self.close()
        why = self._attempts.last_words or "no worker became ready"
        raise StartError(f"the data could not be opened for queries: {why}")

    def _borrow(self, turn: Turn, deadline: float) -> Child:
        start = time.monotonic()
        self._meter.queued()
        try:
            child = self._borrow_within(min(self._rules.patience, (deadline - start) / 2), turn)
        finally:
            waited = time.monotonic() - start
            turn.waited += waited
            self._meter.waited(waited)
        self._meter.began()
        return child

    def _borrow_within(self, seconds: float, turn: Turn) -> Child:
        turn.called.clear()
        with self._change:
            if self._closed:
                raise stopping()
            self._turns.enter(turn)
            self._dispatch()
        await_call(turn, seconds, self._change, self._not_called)
        return self._lent[turn]

    def _not_called(self, turn: Turn) -> QueryError:
        """What a query is told that has waited long enough. Under the lock."""
        self._turns.give_up(turn)
        again = max(1, round(self._rules.patience))
        if self._turns.is_at_its_limit(turn.client):
            return self._turns.too_many()
        if turn.lane is Lane.SLOW:
            message = "all workers for long queries are busy; try again in a moment, or ask for less"
            return Overloaded(message, retry_after=again)
        return Overloaded("all workers are busy; try again in a moment", retry_after=again)

    def _dispatch(self) -> None:
        """Give idle workers to those who are next. Under the lock."""
        while self._idle and self._turns.waiting:
            idle = self._lanes_of_idle()
            turn = self._turns.next(quick=Lane.QUICK in idle, slow=Lane.SLOW in idle)
            if turn is None:
                break
            self._lent[turn] = self._take(turn.lane)
            turn.called.set()
        if self._looks == 0 and self._turns.running:
            self._looks = _IDLE_LOOKS
            self._wake()
        if self._wanted() is Lane.QUICK:  # remembered: the worker may be back before the keeper has looked
            self._is_spare_due = True
        if self._needs_one():
            self._wake()

    def _lanes_of_idle(self) -> set[Lane]:
        """For which queries a worker is idle. Under the lock."""
        return {Lane.SLOW if child in self._slow else Lane.QUICK for child in self._idle}

    def _take(self, lane: Lane) -> Child:
        """The idle worker for a query of this lane, the one that was used last. Under the lock."""
        child = next(c for c in reversed(self._idle) if (c in self._slow) is (lane is Lane.SLOW))
        self._idle.remove(child)
        return child

    def _step_back(self, child: Child) -> None:
        """Have a worker run with low priority; nothing can take that back. Under the lock."""
        if child not in self._slow:
            self._slow.add(child)
            child.step_back(_NICENESS)

    def _give_back(self, turn: Turn, child: Child) -> None:
        if turn.is_evicted:  # it was too late to make room
            self._discard(turn, child, is_costly=False)
            return
        self._meter.done()
        with self._change:
            del self._lent[turn]
            self._turns.end(turn, is_done=True)
            is_here = child in self._children
            if is_here:
                self._idle.append(child)
            self._dispatch()
        if not is_here:
            child.hang_up()

    def _discard(self, turn: Turn, child: Child, *, is_costly: bool) -> None:
        """Kill it now; the keeper reaps it and starts another."""
        self._meter.done()
        child.kill()
        with self._change:
            del self._lent[turn]
            self._turns.end(turn, is_done=False, is_costly=is_costly)
            is_here = child in self._children
            self._ended.append(child)
        self._wake()
        if not is_here:
            child.hang_up()

    def _wake(self) -> None:
        with self._change:
            if self._wake_write is not None:
                os.write(self._wake_write, b"!")

    # -- the keeper

    def _keep(self) -> None:
        while not self._closed:
            try:
                self._see_to_workers()
                self._stumbles = 0
            except Exception as error:  # noqa: BLE001 (without the keeper nobody would be answered again)
                if not self._stumbles:
                    _log.error("the workers could not be seen to, and will be again", exc_info=error)
                self._stumbles += 1
                self._failed(str(error))
                time.sleep(_PAUSE)
        with self._change:
            self._ended += self._children
        for child in self._ended:
            child.kill()
        if not all(child.is_ready for child in self._ended):
            self._close_nursery()  # else whoever is still to be forked would be waited for
        self._reap()
        self._close_nursery()

    def _see_to_workers(self) -> None:
        """Start one if need be, listen to all, reap, and look at what they do."""
        with self._change:
            wanted = self._wanted()
        if wanted is not None and not self._attempts.wait:
            self._start(wanted)
        try:
            self._listen()
        finally:  # those who were found dead are replaced, also where nobody can be listened to
            self._reap()
            self._look()

    def _needs_one(self) -> bool:
        return self._wanted() is not None

    def _wanted(self) -> Lane | None:
        """For which queries a worker is to be started now, if any is."""
        idle = self._lanes_of_idle()
        is_quick_idle = Lane.QUICK in idle and not self._is_spare_due
        is_slow_wanted = self._turns.is_slow_wanted
        if is_quick_idle and not is_slow_wanted:
            return None
        is_starting = any(not child.is_ready for child in self._children)
        if is_starting or self._attempts.are_hopeless:
            return None
        quick = len(self._children) - len(self._slow)
        if not is_quick_idle and quick < self._rules.workers - self._rules.slow_workers:
            return Lane.QUICK
        is_room = Lane.SLOW not in idle and len(self._slow) < self._rules.slow_workers
        return Lane.SLOW if is_room and is_slow_wanted else None

    def _start(self, lane: Lane) -> None:
        try:
            if self._nursery is None or not self._nursery.is_alive:
                self._close_nursery()
                self._nursery = Nursery(self._opening)
            child = Child(self._nursery.birth())
        except OSError as error:  # out of memory, processes or descriptors: try again
            self._failed(str(error))
            return
        with self._change:
            self._children.add(child)
            if lane is Lane.SLOW:
                self._slow.add(child)
            else:
                self._is_spare_due = False

    def _close_nursery(self) -> None:
        if self._nursery is not None:
            self._nursery.close()
            self._nursery = None

    def _listen(self) -> None:
        """Wait until a worker speaks or ends, or a thread calls."""
        by_pipe = {child.pipe: child for child in self._children}
        timeout = None if by_pipe else _PAUSE
        if self._needs_one():
            timeout = self._attempts.wait
        if self._looks:
            timeout = self._rules.slow_after / _LOOKS
        for readable in wait([self._wake_read, *by_pipe], timeout):
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
                    if child in self._slow:
                        child.step_back(_NICENESS)
                    self._attempts.worked()
                    self._idle.append(child)
                    self._dispatch()
                    self._change.notify_all()
                self._meter.started()

    def _reap(self) -> None:
        with self._change:
            gone = {child for child in self._ended if child in self._children}
            self._ended.clear()
            self._children -= gone
            self._slow -= gone
            self._idle = [child for child in self._idle if child not in gone]
        for child in gone:
            was_ready = child.is_ready
            status = child.end()
            with self._change:
                is_free = child not in self._lent.values()
            if is_free:
                child.hang_up()
            if was_ready:
                self._meter.ended()
            words = " ".join(child.words.decode("utf-8", "replace").split())
            if not was_ready and not self._closed:
                self._failed(words or self._words_of_nursery())
            _log.info("worker %d ended with status %d: %r", child.pid, status, words[-200:])

    def _words_of_nursery(self) -> str:
        """What the process that workers come from has said, if it has ended."""
        words = b"" if self._nursery is None else self._nursery.last_words()
        return " ".join(words.decode("utf-8", "replace").split())

    def _look(self) -> None:
        """Have queries that take long step back, or make room for others."""
        with self._change:
            self._looks = _IDLE_LOOKS if self._turns.running else max(0, self._looks - 1)
            for turn in self._turns.overdue():
                child = self._lent[turn]
                if self._turns.is_slow_free():
                    self._retire_one()
                    self._turns.turns_slow(turn)
                    self._step_back(child)
                elif not turn.is_evicted:
                    self._turns.evict(turn)
                    child.kill()
            self._dispatch()

    def _retire_one(self) -> None:
        """End a worker of low priority that is not lent if there are as many as may be. Under the lock."""
        if len(self._slow) >= self._rules.slow_workers:
            lent = self._lent.values()
            child = next(child for child in self._slow if child not in lent)
            self._idle = [one for one in self._idle if one is not child]
            self._slow.discard(child)
            self._ended.append(child)
            self._wake()

    def _failed(self, words: str) -> None:
        """Remember that one could not be started."""
        with self._change:
            self._attempts.failed(words)
            self._change.notify_all()
