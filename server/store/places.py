"""Room for queries that another engine answers: the queue of the pool, without processes of its own.

Clients take turns as they do there, and queries of a kind that took long have some of the places only. Nobody
can be made to leave, since what an engine works on cannot be ended from here.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from server.errors import Overloaded, QueryError
from server.store.meter import Meter
from server.store.turns import Rules, Turn, Turns, stopping


class Places:
    """So many queries at once; safe to use from many threads."""

    def __init__(self, rules: Rules, meter: Meter) -> None:
        """Let queries in by `rules`, and tell `meter` of those that wait and run."""
        self._rules = rules
        self._meter = meter
        self._lock = threading.Lock()
        self._turns = Turns(rules)
        self._closed = False

    @property
    def waiting(self) -> int:
        """Queries that wait."""
        with self._lock:
            return self._turns.waiting

    @contextmanager
    def entered(self, turn: Turn, seconds: float) -> Iterator[None]:
        """Have a place; afterwards `turn`, and any `QueryError`, tells how long the query waited.

        Args:
            turn: who asks.
            seconds: that the query has; it waits for half of them at most.

        Raises:
            TooMany: the client has as many queries running as it may.
            Overloaded: no place came free in time.
        """
        try:
            self._wait(turn, min(self._rules.patience, seconds / 2))
            begun = time.monotonic()
            try:
                yield
            finally:
                self._leave(turn, time.monotonic() - begun)
        except QueryError as error:
            error.waited += turn.waited
            raise

    def close(self) -> None:
        """Tell everybody who waits to go, and let nobody in; more than once is fine."""
        with self._lock:
            self._closed = True
            self._turns.refuse_all(stopping)

    def _wait(self, turn: Turn, seconds: float) -> None:
        start = time.monotonic()
        self._meter.queued()
        try:
            self._wait_within(turn, seconds)
        finally:
            turn.waited = time.monotonic() - start
            self._meter.waited(turn.waited)
        self._meter.began()

    def _leave(self, turn: Turn, seconds: float) -> None:
        self._meter.done()
        with self._lock:
            self._turns.end(turn, is_done=True, is_costly=seconds >= self._rules.slow_after)
            self._dispatch()

    def _wait_within(self, turn: Turn, seconds: float) -> None:
        with self._lock:
            if self._closed:
                raise stopping()
            self._turns.enter(turn)
            self._dispatch()
        await_call(turn, seconds, self._lock, self._not_called)

    def _dispatch(self) -> None:
        """Let in who is next. Under the lock."""
        while self._turns.running < self._rules.workers:
            turn = self._turns.next(quick=True, slow=True)
            if turn is None:
                return
            turn.called.set()

    def _not_called(self, turn: Turn) -> QueryError:
        """What a query is told that has waited long enough. Under the lock."""
        self._turns.give_up(turn)
        if self._turns.is_at_its_limit(turn.client):
            return self._turns.too_many()
        again = max(1, round(self._rules.patience))
        return Overloaded("the engine is busy with other queries; try again in a moment", retry_after=again)


def await_call(
    turn: Turn, seconds: float, lock: AbstractContextManager[object], otherwise: Callable[[Turn], QueryError]
) -> None:
    """Wait until a query that was entered is called.

    Args:
        turn: the query.
        seconds: that it waits.
        lock: of the queue.
        otherwise: takes it out of the queue, under the lock, and says why.

    Raises:
        QueryError: it was not called in time, or refused.
    """
    if not turn.called.wait(max(0.0, seconds)):
        with lock:
            if not turn.called.is_set():
                raise otherwise(turn)
    if turn.refusal is not None:
        raise turn.refusal
