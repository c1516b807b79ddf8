"""What is known of queries by their shape, and of clients by their last queries. Kept in bounded memory.

Nobody can say beforehand how long a query takes. But a query of the same shape as one that took long, or
from a client whose last ones all did, is likely to, and one of the shape of quick ones is likely to be quick.
"""

from __future__ import annotations

from collections import OrderedDict
from enum import IntEnum
from typing import Final

#: Shapes, and clients, that are remembered; the one not met for the longest time goes first.
REMEMBERED: Final = 4096
#: Slow queries in a row after which those of a client are taken to be slow, and seconds that this lasts.
STREAK: Final = 2
LASTING: Final = 30.0


class Lane(IntEnum):
    """How soon a query is likely to end."""

    QUICK = 0
    UNKNOWN = 1
    SLOW = 2


class History:
    """Shapes and clients as they were met; used under a lock of the owner's."""

    def __init__(self, remembered: int = REMEMBERED) -> None:
        """Remember so many shapes and so many clients."""
        self._remembered = remembered
        self._shapes: OrderedDict[int, Lane] = OrderedDict()
        self._streaks: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def lane(self, shape: int, client: str, now: float) -> Lane:
        """Where a query belongs that nobody has run yet; an empty `client` is nobody in particular."""
        count, until = self._streaks.get(client, (0, 0.0))
        if count >= STREAK and now < until:
            return Lane.SLOW
        return self._shapes.get(shape, Lane.UNKNOWN)

    def quick(self, shape: int, client: str) -> None:
        """A query has ended soon."""
        self._put(shape, Lane.QUICK)
        self._streaks.pop(client, None)

    def slow(self, shape: int, client: str, now: float) -> None:
        """A query takes long. One that used to be quick is given the benefit of doubt once."""
        was_quick = self._shapes.get(shape) is Lane.QUICK
        self._put(shape, Lane.UNKNOWN if was_quick else Lane.SLOW)
        if client:
            count, _ = self._streaks.pop(client, (0, 0.0))
            self._streaks[client] = (min(count + 1, STREAK), now + LASTING)
            if len(self._streaks) > self._remembered:
                self._streaks.popitem(last=False)

    def _put(self, shape: int, lane: Lane) -> None:
        self._shapes[shape] = lane
        self._shapes.move_to_end(shape)
        if len(self._shapes) > self._remembered:
            self._shapes.popitem(last=False)
