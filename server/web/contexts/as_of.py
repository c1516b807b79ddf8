"""What a page tells of the time as of which it is."""

from __future__ import annotations

from dataclasses import dataclass

from server.web.contexts.values import Node, Property


@dataclass(frozen=True)
class Change:
    """A day on which an answer about a thing changes: the page as of it, and the day in words."""

    href: str
    words: str


@dataclass(frozen=True)
class AsOf:
    """The time as of which a page is.

    Attributes:
        shown: the day or period as it can be asked for.
        words: the same in words.
        now: the page as last known.
        left_out: how many statements of other times are left out.
        uncertain: how many of those shown are uncertain.
        possible: plain triples that are not certain, and that nothing known speaks against.
        before, after: the last change before, the first after.
        apart: claims about one tie that tell of a time before and of one after, and nobody of this one.
    """

    shown: str
    words: str
    now: str
    left_out: int = 0
    uncertain: int = 0
    possible: tuple[Property, ...] = ()
    before: Change | None = None
    after: Change | None = None
    apart: tuple[tuple[Node, Node], ...] = ()

    @property
    def is_day(self) -> bool:
        """Whether it is one day."""
        return len(self.shown) == len("2016-12-31")
