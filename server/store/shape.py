"""The shape of a query: what is left of it without its terms. Pure but for the seed of the process."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

#: Parts that are looked at.
_PARTS: Final = 1000


def shape(parts: Sequence[str], length: int) -> int:
    """The same for queries of one shape, in one process.

    Queries of one shape differ in terms, and in the length of lists and of the whole by less than a factor
    of two: `{ ?a ?b "one" }` and `{ ?x ?y "two" }`. So one that was slow says something of the other.

    Args:
        parts: words in capitals, marks, and of terms their kind, once where it comes again and again.
        length: characters of the whole query.
    """
    return hash((length.bit_length(), *parts[:_PARTS]))
