"""What hangs together, told in pairs: a disjoint-set forest. Pure but for what it is told."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Generic, TypeVar

_One = TypeVar("_One", bound=Hashable)


class Together(Generic[_One]):
    """Things and which of them hang together; one that nothing was said of is alone.

    >>> bound = Together[str]()
    >>> bound.join("a", "b"), bound.join("c", "b")
    (None, None)
    >>> bound.head("a") == bound.head("c") != bound.head("d")
    True
    """

    def __init__(self) -> None:
        """Nothing is known."""
        self._above: dict[_One, _One] = {}

    def __iter__(self) -> Iterator[_One]:
        """Everything that was asked about or joined."""
        return iter(self._above)

    def head(self, one: _One) -> _One:
        """The one that stands for all that hang together with it."""
        while (above := self._above.setdefault(one, one)) != one:
            self._above[one] = one = self._above[above]
        return one

    def join(self, one: _One, other: _One) -> None:
        """These two hang together."""
        self._above[self.head(one)] = self.head(other)
