"""States of days are made one at a time, whoever asks; what that takes is charged to whoever asked first.

There are as many days as anybody likes, and each may need a state of its own. So those who walk through them
share one thread, in the order in which they asked, have few states under way at once, and pay for each.
Who has to come back is told when: after what the last states took, or as long again as this one has taken.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from threading import Lock
from typing import Any, Final, Protocol, TypeVar

from server.errors import Overloaded, TooMany
from server.store.protocol import Client

_T = TypeVar("_T")

#: States of one client that are under way at once.
EACH: Final = 2
#: Requests that wait for states at once, and those of one client.
WAITING: Final = 64
WAITING_EACH: Final = 16
#: Seconds that a state is thought to take before one was made, and by how much longer ones are forgotten with
#: each that is made since: what is kept is only opened.
_USUAL: Final = 5.0
_FORGET: Final = 0.8
#: Seconds after which anybody may come back.
_LATEST: Final = 120
#: Seconds after which those come back who may not even wait.
_AGAIN: Final = 3


class Account(Protocol):
    """What clients may have made for them."""

    def check(self, client: Client) -> None:
        """Let a client pass who has something left.

        Raises:
            TooMany: nothing is left.
        """

    def spend(self, client: Client, amount: float) -> None:
        """Take so many seconds from what a client has."""


class Free:
    """An account of which nobody takes anything."""

    def check(self, client: Client) -> None:
        """Let everybody pass."""

    def spend(self, client: Client, amount: float) -> None:
        """Take nothing."""


class Making:
    """One thread that makes states, for as many stores as share it; safe to use from many threads."""

    def __init__(
        self,
        account: Account | None = None,
        *,
        each: int = EACH,
        waiting: int = WAITING,
        waiting_each: int = WAITING_EACH,
    ) -> None:
        """Make nothing yet.

        Args:
            account: who may have something made, and who hears what it took; None: everybody, nobody.
            each: states of one client that are under way at once.
            waiting: requests that wait at once.
            waiting_each: those of one client.
        """
        self._account = account or Free()
        self._each = each
        self._most = waiting
        self._most_each = waiting_each
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="nameplate-dates")
        self._lock = Lock()
        self._under_way: Counter[str] = Counter()
        self._waiting: Counter[str] = Counter()
        self._begun: list[Future[Any]] = []
        self._since: float | None = None
        self._took = _USUAL

    @property
    def is_crowded(self) -> bool:
        """Whether more is under way than one state."""
        with self._lock:
            return len(self._begun) > 1

    def due(self, one: Future[Any] | None = None) -> int:
        """Seconds after which something that was begun should be there; None: what is being made now."""
        with self._lock:
            spent = 0.0 if self._since is None else time.monotonic() - self._since
            before = self._begun.index(one) if one in self._begun else 0
            took = self._took
        left = took - spent if spent < took else spent
        return max(1, min(_LATEST, math.ceil(left + before * max(took, spent))))

    def begin(self, client: Client, make: Callable[[], _T]) -> Future[_T]:
        """Have something made, once all that was begun before is.

        Raises:
            TooMany: the client has had as much made as it may, or as much is under way for it.
            Overloaded: the server is stopping.
        """
        self._account.check(client)
        with self._lock:
            may = client.is_exempt or self._under_way[client.key] < self._each
            self._under_way[client.key] += may
        if not may:
            raise _too_many(self._each, self.due())
        try:
            with self._lock:
                begun = self._thread.submit(self._made, client, make)
                self._begun.append(begun)
        except RuntimeError:  # the thread has been ended
            self._less(self._under_way, client)
            raise Overloaded("the server is stopping; try again in a moment", retry_after=1) from None
        begun.add_done_callback(partial(self._ended, client))
        return begun

    @contextmanager
    def waiting(self, client: Client) -> Iterator[None]:
        """Be one of the few who wait at once for what was begun: each of them holds a thread.

        Raises:
            Overloaded: enough are waiting.
        """
        with self._lock:
            is_many = not client.is_exempt and self._waiting[client.key] >= self._most_each
            if is_many or self._waiting.total() >= self._most:
                message = "many are waiting for data as of a day; try again in a moment"
                raise Overloaded(message, retry_after=_AGAIN)
            self._waiting[client.key] += 1
        try:
            yield
        finally:
            self._less(self._waiting, client)

    def close(self) -> None:
        """End the thread once what it makes now is there; the rest is not begun. More than once is fine."""
        self._thread.shutdown(cancel_futures=True)

    def _made(self, client: Client, make: Callable[[], _T]) -> _T:
        """What is made; the client is charged, whatever becomes of it."""
        start = time.monotonic()
        with self._lock:
            self._since = start
        try:
            return make()
        finally:
            took = time.monotonic() - start
            with self._lock:
                self._since = None
                self._took = max(took, self._took * _FORGET)
            self._account.spend(client, took)

    def _ended(self, client: Client, begun: Future[Any]) -> None:
        """Something is there, or will never be."""
        self._less(self._under_way, client)
        with self._lock:
            self._begun.remove(begun)

    def _less(self, counter: Counter[str], client: Client) -> None:
        """Count one less, without keeping zeros."""
        with self._lock:
            counter[client.key] -= 1
            if counter[client.key] <= 0:
                del counter[client.key]


def _too_many(limit: int, again: int) -> TooMany:
    message = (
        f"the data as of {limit} days that you asked for are being prepared, the limit for one client; "
        "ask for the next when these are there"
    )
    extra = {"limit": limit, "limit-unit": "days that are being prepared at once", "remaining": 0}
    return TooMany(message, retry_after=again, extra=extra)
