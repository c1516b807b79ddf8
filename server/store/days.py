"""The days on which what was certain, or possible, changes. Pure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

#: First and last day of a period, both in it; a day is a period of itself.
Period: TypeAlias = tuple[date, date]

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class ChangeDays:
    """The day bounds of a release, which is all that its state on a day depends on.

    Attributes:
        starts: days on which something may begin or has, in order.
        ends: days to which something lasts or may last, in order.
    """

    starts: tuple[date, ...] = ()
    ends: tuple[date, ...] = ()

    @classmethod
    def of(cls, starts: Iterable[date], ends: Iterable[date]) -> ChangeDays:
        """From the bounds of starts and of ends; what has ended had begun, so ends count among starts."""
        ended = sorted(set(ends))
        return cls(tuple(sorted({*starts, *ended})), tuple(ended))

    def same(self, period: Period) -> Period:
        """A pair of days to compare bounds with in place of a period, the same for all that have its state.

        What has begun by the last day is the same from one start to the next; what lasts to the first day
        is the same from one end to the one before. Beyond the known days nothing changes.
        """
        first, last = period
        begun = bisect_right(self.starts, last)
        lasting = bisect_left(self.ends, first)
        before = max(self.starts[0], date.min + _DAY) - _DAY if self.starts else date.min
        after = min(self.ends[-1], date.max - _DAY) + _DAY if self.ends else date.min
        return (
            self.ends[lasting] if lasting < len(self.ends) else after,
            self.starts[begun - 1] if begun else before,
        )
