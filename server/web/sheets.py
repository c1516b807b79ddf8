"""The pages that a long list is told on: each has as many rows as keep it light. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

#: Bytes that the name of a row takes of the first page where the row itself is on another.
TARGET: Final = 26


def sheets(weights: Sequence[int], room: int) -> tuple[range, ...]:
    """The rows of each page, in order; at least one page, and at least one row on each if there are any.

    Args:
        weights: bytes that each row takes.
        room: bytes that rows may take of a page. Where they need several pages, the first has the names of
            all other rows, too, so that an address with the name of a row leads on; these take half of it at
            most.
    """
    if sum(weights) <= room:
        return (range(len(weights)),)
    first = room - min(room // 2, TARGET * len(weights))
    return tuple(_filled(weights, first, room))


def targets(found: Sequence[range], room: int) -> int:
    """How many rows of other pages can be named on the first one."""
    return min(sum(len(one) for one in found[1:]), room // 2 // TARGET)


def _filled(weights: Sequence[int], first: int, room: int) -> Iterator[range]:
    start, taken, bound = 0, 0, first
    for place, weight in enumerate(weights):
        if place > start and taken + weight > bound:
            yield range(start, place)
            start, taken, bound = place, 0, room
        taken += weight
    yield range(start, len(weights))
