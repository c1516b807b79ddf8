"""Who is next: a queue in which clients take turns, and room that long queries cannot take from short ones.

Nothing here knows of processes or waits: the pool asks, under its own lock.
"""

from __future__ import annotations

import threading
import time
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from server.config import Settings
from server.errors import Overloaded, QueryError, TooMany
from server.store.history import History, Lane
from server.store.protocol import ANYBODY, Client

#: Long queries of one client that run at once while somebody else's wait.
_SLOW_EACH: Final = 1
#: How many times longer a query of a kind that was quick so far may take before it is a long one.
_PROVEN: Final = 4


@dataclass(frozen=True)
class Rules:
    """How many may run and wait.

    Attributes:
        workers: queries that run at once.
        slow_workers: of these, queries that take longer than `slow_after`; at most half, so 0 of a single
            worker, where there is nobody to make room for.
        waiting: queries that wait at once.
        patience: seconds that a query waits; never more than half of the time that it has.
        each: queries of one client that run at once.
        slow_after: seconds after which a query is a long one.
    """

    workers: int
    slow_workers: int
    waiting: int
    patience: float
    each: int
    slow_after: float

    @classmethod
    def of(cls, settings: Settings) -> Rules:
        """The rules that an operator has chosen."""
        return cls(
            workers=max(1, settings.workers),
            slow_workers=min(settings.slow_workers, settings.workers // 2),
            waiting=settings.queue_length,
            patience=settings.queue_seconds,
            each=settings.client_queries,
            slow_after=settings.slow_after,
        )

    @property
    def untried(self) -> int:
        """Queries that run at once of those that are long or unknown; the rest are known to be quick."""
        return self.workers - (self.workers - self.slow_workers) // 2


@dataclass(eq=False)
class Turn:
    """One query's way through the queue.

    Attributes:
        client: who asks.
        shape: what the query looks like; see `server.store.protocol.Query`.
        lane: where it waits or runs.
        called: set once it may run, or is refused.
        refusal: why it may not.
        started: when it was let in, on the monotonic clock; None while it waits.
        is_evicted: whether its worker was ended to make room for others.
        waited: seconds that it has spent waiting.
    """

    client: Client = ANYBODY
    shape: int = 0
    lane: Lane = Lane.UNKNOWN
    called: threading.Event = field(default_factory=threading.Event)
    refusal: QueryError | None = None
    started: float | None = None
    is_evicted: bool = False
    waited: float = 0.0


class Turns:
    """The queue and what runs; used under a lock of the owner's."""

    def __init__(self, rules: Rules, clock: Callable[[], float] = time.monotonic) -> None:
        """Nobody waits, nothing runs."""
        self._rules = rules
        self._clock = clock
        self._history = History()
        self._waiting: dict[Lane, _Queue] = {lane: _Queue() for lane in Lane}
        self._running: set[Turn] = set()
        self._lanes: Counter[Lane] = Counter()
        self._clients: Counter[str] = Counter()
        self._slow_clients: Counter[str] = Counter()

    @property
    def running(self) -> int:
        """Queries that run."""
        return len(self._running)

    @property
    def waiting(self) -> int:
        """Queries that wait."""
        return sum(queue.length for queue in self._waiting.values())

    def enter(self, turn: Turn) -> None:
        """Put a query into the queue.

        Where the queue is full the client with the most queries in it loses its last one, perhaps this.
        """
        if not turn.is_evicted:
            turn.lane = self._lane(turn)
        self._waiting[turn.lane].add(turn)
        if self.waiting > self._rules.waiting:
            loser = self._last_of_the_longest()
            self.give_up(loser)
            message = f"{self._rules.waiting} queries are waiting already; try again in a moment"
            self._refuse(loser, Overloaded(message, retry_after=2))

    def give_up(self, turn: Turn) -> None:
        """Take a query out of the queue."""
        self._waiting[turn.lane].remove(turn)

    def refuse_all(self, why: Callable[[], QueryError]) -> None:
        """Tell everybody who waits to go."""
        for queue in self._waiting.values():
            for turn in list(queue):
                queue.remove(turn)
                self._refuse(turn, why())

    def next(self, *, quick: bool, slow: bool) -> Turn | None:
        """The query to run now, which counts as running from here on.

        Args:
            quick: whether there is a worker for short queries.
            slow: whether there is one for long queries.
        """
        for lane, queue in self._waiting.items():
            while queue.length and self._has_room(lane, quick=quick, slow=slow):
                turn = queue.next(self._may_run)
                if turn is None:
                    break
                if not self._is_known_better(turn):
                    self._start(turn)
                    return turn
        return None

    def is_at_its_limit(self, client: Client) -> bool:
        """Whether a client has as many queries running as it may."""
        return not client.is_exempt and self._clients[client.key] >= self._rules.each

    def too_many(self) -> TooMany:
        """What a client is told that has waited while its own queries ran."""
        message = (
            f"{self._rules.each} queries of yours are running, the limit for one client; "
            "send the next when one of them has been answered"
        )
        again = max(1, round(self._rules.patience))
        return TooMany(message, retry_after=again, extra={"limit": self._rules.each, "remaining": 0})

    def overdue(self) -> list[Turn]:
        """Queries that run as short ones and take longer than that."""
        if not self._rules.slow_workers:
            return []
        now, after = self._clock(), self._rules.slow_after
        allowed = {Lane.QUICK: after * _PROVEN, Lane.UNKNOWN: after}
        return [
            turn
            for turn in self._running
            if turn.lane in allowed and turn.started is not None and now - turn.started >= allowed[turn.lane]
        ]

    def is_slow_free(self) -> bool:
        """Whether one more long query may run."""
        return self._lanes[Lane.SLOW] < self._rules.slow_workers

    def turns_slow(self, turn: Turn) -> None:
        """A query that runs is a long one from here on."""
        self._history.slow(turn.shape, _personal(turn.client), self._clock())
        self._count(turn, -1)
        turn.lane = Lane.SLOW
        self._count(turn, +1)

    def evict(self, turn: Turn) -> None:
        """A query that runs is to make room, and to wait for a place among the long ones."""
        self._history.slow(turn.shape, _personal(turn.client), self._clock())
        turn.is_evicted = True

    @property
    def is_slow_wanted(self) -> bool:
        """Whether a long query waits that might run."""
        return self._waiting[Lane.SLOW].length > 0 and self.is_slow_free()

    def end(self, turn: Turn, *, is_done: bool, is_costly: bool = False) -> None:
        """A query runs no longer.

        Args:
            turn: the query.
            is_done: whether it came to an end of its own.
            is_costly: whether it cost its worker, however soon.
        """
        if is_costly and turn.lane is not Lane.SLOW:
            self._history.slow(turn.shape, _personal(turn.client), self._clock())
        self._running.discard(turn)
        self._count(turn, -1)
        ran = self._clock() - (turn.started or 0.0)
        turn.started = None
        if turn.is_evicted:
            turn.lane = Lane.SLOW
        elif is_done and ran < self._rules.slow_after:
            self._history.quick(turn.shape, _personal(turn.client))

    def _is_known_better(self, turn: Turn) -> bool:
        """Whether others like it have shown meanwhile that it is a long one; then it waits with those."""
        if turn.lane is Lane.SLOW or self._lane(turn) is not Lane.SLOW:
            return False
        turn.lane = Lane.SLOW
        self._waiting[Lane.SLOW].add(turn)
        return True

    def _lane(self, turn: Turn) -> Lane:
        if not self._rules.slow_workers:
            return Lane.QUICK
        return self._history.lane(turn.shape, _personal(turn.client), self._clock())

    def _has_room(self, lane: Lane, *, quick: bool, slow: bool) -> bool:
        if lane is Lane.SLOW:
            return slow and self.is_slow_free()
        untried = self._lanes[Lane.SLOW] + self._lanes[Lane.UNKNOWN]
        return quick and (lane is Lane.QUICK or untried < self._rules.untried)

    def _may_run(self, turn: Turn) -> bool:
        if self.is_at_its_limit(turn.client):
            return False
        if turn.lane is not Lane.SLOW or turn.client.is_exempt:
            return True
        alone = self._waiting[Lane.SLOW].clients == 1
        return alone or self._slow_clients[turn.client.key] < _SLOW_EACH

    def _start(self, turn: Turn) -> None:
        turn.started = self._clock()
        turn.is_evicted = False
        self._running.add(turn)
        self._count(turn, +1)

    def _count(self, turn: Turn, change: int) -> None:
        self._lanes[turn.lane] += change
        _add(self._clients, turn.client.key, change)
        if turn.lane is Lane.SLOW:
            _add(self._slow_clients, turn.client.key, change)

    def _last_of_the_longest(self) -> Turn:
        counts: Counter[str] = Counter()
        for queue in self._waiting.values():
            for turn in queue:
                counts[turn.client.key] += 1
        (client, _), *_ = counts.most_common(1)
        return [turn for queue in self._waiting.values() for turn in queue if turn.client.key == client][-1]

    @staticmethod
    def _refuse(turn: Turn, error: QueryError) -> None:
        turn.refusal = error
        turn.called.set()


class _Queue:
    """Queries that wait, by client; clients take turns."""

    def __init__(self) -> None:
        self.length = 0
        self._by_client: OrderedDict[str, deque[Turn]] = OrderedDict()

    def __iter__(self) -> Iterator[Turn]:
        for turns in self._by_client.values():
            yield from turns

    @property
    def clients(self) -> int:
        return len(self._by_client)

    def add(self, turn: Turn) -> None:
        self._by_client.setdefault(turn.client.key, deque()).append(turn)
        self.length += 1

    def remove(self, turn: Turn) -> None:
        turns = self._by_client[turn.client.key]
        turns.remove(turn)
        self.length -= 1
        if not turns:
            del self._by_client[turn.client.key]

    def next(self, may_run: Callable[[Turn], bool]) -> Turn | None:
        """The first query of the first client whose it may be; that client is last from here on."""
        for key, turns in self._by_client.items():
            if may_run(turns[0]):
                turn = turns.popleft()
                self.length -= 1
                self._by_client.move_to_end(key)
                if not turns:
                    del self._by_client[key]
                return turn
        return None


def stopping() -> QueryError:
    """What a query is told that comes or waits while the server ends."""
    return Overloaded("the server is stopping; try again in a moment", retry_after=1)


def _personal(client: Client) -> str:
    """The client where its past says something of it: behind an exempt address may be anybody."""
    return "" if client.is_exempt else client.key


def _add(counter: Counter[str], key: str, change: int) -> None:
    """Count without keeping zeros."""
    counter[key] += change
    if not counter[key]:
        del counter[key]
