"""Circuit breakers: a partner that failed several times in a row is left alone for a while."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from server.store.partners import Partner

#: Failures in a row after which nothing is asked for `REST` seconds; then one request tries.
FAILURES: Final = 5
REST: Final = 30.0
#: Seconds that a partner may ask to be left alone (Retry-After).
_LONGEST: Final = 3600.0


@dataclass
class _State:
    failures: int = 0
    closed_until: float = 0.0


class Circuits:
    """One breaker for each partner; safe to use from many threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Tell the time by `clock`, in seconds."""
        self._clock = clock
        self._lock = threading.Lock()
        self._states: dict[Partner, _State] = {}

    def wait(self, partner: Partner) -> float:
        """Seconds before which the partner must not be asked; 0 where it may be.

        After a rest one caller gets 0 and tries; the others wait on until it has reported.
        """
        with self._lock:
            state = self._states.setdefault(partner, _State())
            now = self._clock()
            if state.closed_until > now:
                return state.closed_until - now
            if state.failures >= FAILURES:
                state.closed_until = now + REST
            return 0.0

    def worked(self, partner: Partner) -> None:
        """The partner answered as it should."""
        with self._lock:
            self._states.pop(partner, None)

    def failed(self, partner: Partner, rest: float | None = None) -> None:
        """The partner failed; where it said for how long, it is left alone that long at once."""
        with self._lock:
            state = self._states.setdefault(partner, _State())
            state.failures += 1
            now = self._clock()
            if rest is not None:
                state.closed_until = now + min(max(rest, 1.0), _LONGEST)
            elif state.failures >= FAILURES:
                state.closed_until = now + REST
