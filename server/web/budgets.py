"""What each client may still use: token buckets of query time, of errors, and of making states of days.

The Wikidata Query Service has the same. A bucket fills steadily, up to twice what a minute brings. What a
query takes is known when it has ended, so a bucket may be overdrawn; then its client waits until something
is in it again.
"""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from server.config import Settings
from server.errors import EngineFailed, Overloaded, PartnerFailed, QueryError, TooMany
from server.store.protocol import Client

#: Clients that are remembered; the one that was away for the longest time is forgotten first.
REMEMBERED: Final = 20_000
#: Minutes' worth that a bucket holds, and that it may be overdrawn by.
BURST: Final = 2
_MINUTE: Final = 60.0
#: Part of its query time that a client has beside it for making the data as of days.
DAYS: Final = 0.5


@dataclass(frozen=True)
class Allowance:
    """One kind of bucket.

    Attributes:
        name: what it is called in headers and problems: `time`, `errors` or `days`.
        unit: what it holds, for people.
        rate: how much a minute brings; 0: no limit.
        least: how much must be there for another query.
        advice: what to do where it is empty.
    """

    name: str
    unit: str
    rate: float
    least: float
    advice: str

    @property
    def most(self) -> float:
        """What a full bucket holds."""
        return self.rate * BURST


@dataclass
class _Bucket:
    """What is left, and when that was worked out."""

    left: float
    at: float


class Budgets:
    """The buckets of all clients; safe to use from many threads."""

    def __init__(
        self,
        settings: Settings,
        *,
        remembered: int = REMEMBERED,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Full buckets for everybody, as large as `settings` says."""
        self.time = Allowance(
            "time",
            "seconds of query time",
            settings.client_seconds,
            0.001,
            "ask for less at a time, keep answers instead of asking again, or download a dump",
        )
        self.errors = Allowance(
            "errors",
            "queries without an answer",
            settings.client_errors,
            1,
            "mend the query before you send it again, and wait as long as Retry-After says",
        )
        self.days = Allowance(
            "days",
            "seconds of preparing data as of days",
            settings.client_seconds * DAYS,
            0.001,
            "ask for a day that you had before, or download a dump: it has the dates of everything",
        )
        self._remembered = remembered
        self._clock = clock
        self._buckets: OrderedDict[tuple[str, str], _Bucket] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, client: Client, allowance: Allowance) -> None:
        """Let a client pass who has something left.

        Raises:
            TooMany: nothing is left; the error says of what, how much a minute brings, and what to do.
        """
        left = self.left(client, allowance)
        if left >= allowance.least:
            return
        # enough for something to do again, not for the next refusal only
        wanted = min(allowance.rate, max(1.0, allowance.rate / 10))
        again = math.ceil((wanted - left) * _MINUTE / allowance.rate)
        message = (
            f"you have used up your {allowance.unit}: a minute brings {allowance.rate:g}, "
            f"{allowance.most:g} at most; come back in {again} seconds; {allowance.advice}"
        )
        extra = {
            "limit": allowance.rate,
            "limit-unit": f"{allowance.unit} per minute",
            "burst": allowance.most,
            "remaining": 0,
        }
        raise TooMany(message, retry_after=again, extra=extra)

    def spend(self, client: Client, allowance: Allowance, amount: float) -> None:
        """Take something out of a client's bucket."""
        if client.is_exempt or not allowance.rate:
            return
        with self._lock:
            now = self._clock()
            left = self._left(client, allowance, now) - amount
            key = (client.key, allowance.name)
            self._buckets[key] = _Bucket(max(left, -allowance.most), now)
            self._buckets.move_to_end(key)
            if len(self._buckets) > 2 * self._remembered:  # most clients use up to two kinds
                self._buckets.popitem(last=False)

    def left(self, client: Client, allowance: Allowance) -> float:
        """What is in a client's bucket now; infinite where there is no limit."""
        if client.is_exempt or not allowance.rate:
            return math.inf
        with self._lock:
            return self._left(client, allowance, self._clock())

    def headers(self, client: Client) -> dict[str, str]:
        """`RateLimit` and `RateLimit-Policy` as draft-ietf-httpapi-ratelimit-headers-10 has them."""
        every = [self.time, self.errors]
        if self.left(client, self.days) < self.days.most:  # of interest to those who ask as of days
            every.append(self.days)
        limited = [a for a in every if not client.is_exempt and a.rate]
        if not limited:
            return {}
        policies = [f'"{a.name}";q={a.most:.0f};w={_MINUTE * BURST:.0f}' for a in limited]
        states = []
        for allowance in limited:
            left = self.left(client, allowance)
            full = math.ceil((allowance.most - left) * _MINUTE / allowance.rate)
            states.append(f'"{allowance.name}";r={max(0, math.floor(left))};t={full}')
        return {"RateLimit-Policy": ", ".join(policies), "RateLimit": ", ".join(states)}

    def _left(self, client: Client, allowance: Allowance, now: float) -> float:
        bucket = self._buckets.get((client.key, allowance.name))
        if bucket is None:
            return allowance.most
        return min(allowance.most, bucket.left + (now - bucket.at) * allowance.rate / _MINUTE)


@dataclass(frozen=True)
class Account:
    """One kind of bucket by itself, for what knows nothing of the others (`server.store.making.Account`)."""

    budgets: Budgets
    allowance: Allowance

    def check(self, client: Client) -> None:
        """Let a client pass who has something left; see `Budgets.check`."""
        self.budgets.check(client, self.allowance)

    def spend(self, client: Client, amount: float) -> None:
        """Take something out of a client's bucket."""
        self.budgets.spend(client, self.allowance, amount)


def counts(error: QueryError) -> bool:
    """Whether an error is the query's own, and not one of the server's or of another's."""
    return not isinstance(error, (EngineFailed, Overloaded, PartnerFailed, TooMany))
