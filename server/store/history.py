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
#: Quick runs that are remembered of a shape; each slow one makes up for half of them.
PROVEN: Final = 8
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
        self._shapes: OrderedDict[int, int] = OrderedDict()
        self._streaks: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def lane(self, shape: int, client: str, now: float) -> Lane:
        """Where a query belongs that nobody has run yet; an empty `client` is nobody in particular."""
        count, until = self._streaks.get(client, (0, 0.0))
        if count >= STREAK and now < until:
            return Lane.SLOW
        score = self._shapes.get(shape, 0)
        if score == 0:
            return Lane.UNKNOWN
        return Lane.QUICK if score > 0 else Lane.SLOW

    def quick(self, shape: int, client: str) -> None:
        """A query has ended soon."""
        self._put(shape, min(PROVEN, max(0, self._shapes.get(shape, 0)) + 1))
        self._streaks.pop(client, None)

    def slow(self, shape: int, client: str, now: float) -> None:
        """A query takes long. One of a shape that was quick often may do so more often than another."""
        score = self._shapes.get(shape, 0)
        self._put(shape, score // 2 if score > 0 else -1)
        if client:
            count, _ = self._streaks.pop(client, (0, 0.0))
            self._streaks[client] = (min(count + 1, STREAK), now + LASTING)
            if len(self._streaks) > self._remembered:
                self._streaks.popitem(last=False)

    def _put(self, shape: int, score: int) -> None:
        self._shapes[shape] = score
        self._shapes.move_to_end(shape)
        if len(self._shapes) > self._remembered:
            self._shapes.popitem(last=False)
