"""How starting workers goes: after each failure the next attempt waits, longer each time, up to a bound."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

#: Failures in a row after which it is given up where no worker was ever up.
_MOST: Final = 5
#: Seconds before the next attempt: after the first failure, and at most.
_FIRST_PAUSE: Final = 0.05
_PAUSE: Final = 0.2
#: Characters of the last words that are kept.
_WORDS: Final = 300


class Attempts:
    """What became of them; used under a lock of the owner's.

    Attributes:
        failures: failures in a row.
        last_words: what the last that failed had to say.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Nothing has been tried."""
        self.failures = 0
        self.last_words = ""
        self._clock = clock
        self._not_before = 0.0
        self._ever_worked = False

    @property
    def wait(self) -> float:
        """Seconds before which nothing is to be tried."""
        return max(0.0, self._not_before - self._clock())

    @property
    def are_many(self) -> bool:
        """Whether so many failed in a row that something is wrong."""
        return self.failures >= _MOST

    @property
    def are_hopeless(self) -> bool:
        """Whether nothing is to be tried any more: so many failed, and none ever worked."""
        return self.are_many and not self._ever_worked

    def worked(self) -> None:
        """A worker is up."""
        self.failures, self._ever_worked = 0, True

    def failed(self, words: str) -> None:
        """One could not be started, for a reason in words."""
        pause = min(_PAUSE, _FIRST_PAUSE * 2 ** min(self.failures, 8))
        self._not_before = self._clock() + pause
        self.failures += 1
        self.last_words = words[-_WORDS:]
