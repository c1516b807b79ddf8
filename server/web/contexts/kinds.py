"""What the page of a thing has besides statements: summary, nameplates, bands, a family."""

from __future__ import annotations

from dataclasses import dataclass

from server.web.contexts.values import Node, Text


@dataclass(frozen=True)
class Told:
    """One thing that a summary names.

    Attributes:
        what: a thing, or words.
        claim: the statement that says so; None for what the page counts.
        when: its period in words.
        disputed: whether another statement disputes that one.
    """

    what: Node | Text
    claim: Node | None = None
    when: str = ""
    disputed: bool = False


@dataclass(frozen=True)
class Saying:
    """A part of a summary: things, with words of the page before and after them."""

    before: str
    told: tuple[Told, ...] = ()
    after: str = ""
    more: int = 0


@dataclass(frozen=True)
class HeldPlate:
    """A nameplate at the head of an institution's page, or a body to which an association is tied.

    Attributes:
        node: the nameplate or body.
        system: `party`, `state` or empty.
        claim: the statement, and `when` its period.
        past: whether it hangs there no more.
        uncertain: on a page as of a day, whether it may have hung there then.
        role: what the body is to the association.
    """

    node: Node
    system: str
    claim: Node
    when: str
    past: bool = False
    uncertain: bool = False
    role: str = ""


@dataclass(frozen=True)
class Stretch:
    """A part of a bar, by its place and width; whether what it stands for is certain then."""

    x: float
    width: float
    sure: bool


@dataclass(frozen=True)
class Bar:
    """The time of one statement.

    Attributes:
        claim: the statement.
        words: what it says, for those who point at it.
        y: where it is.
        stretches: its parts.
        marks: where on a day something was seen to be so, of which neither start nor end is known.
        reported: whether the curators do not vouch for it.
    """

    claim: Node
    words: Text
    y: float
    stretches: tuple[Stretch, ...]
    marks: tuple[float, ...] = ()
    reported: bool = False


@dataclass(frozen=True)
class Lane:
    """A line of a chart: a thing, the words beside it, and the bars under these."""

    node: Node
    system: str
    y: float
    words: str
    bars: tuple[Bar, ...]
    disputed: bool = False


@dataclass(frozen=True)
class LaneGroup:
    """The heading of some lanes: words of the page, or a thing."""

    y: float
    words: str = ""
    node: Node | None = None


@dataclass(frozen=True)
class Tick:
    """A year on the axis."""

    x: float
    year: str


@dataclass(frozen=True)
class Bands:
    """A chart of what held when, drawn by the server.

    Attributes:
        name: of the parts of the drawing that others point to.
        title: what it shows.
        width, height: its size.
        ticks, groups, lanes: its parts.
        now: where the end of what is known is.
        day: where the day as of which the page is asked is; None: as last known.
    """

    name: str
    title: str
    width: int
    height: float
    ticks: tuple[Tick, ...]
    groups: tuple[LaneGroup, ...]
    lanes: tuple[Lane, ...]
    systems: tuple[str, ...]
    now: float
    day: float | None = None


@dataclass(frozen=True)
class Use:
    """A use of a concept: in which words, by whom, in what and when, by which statement."""

    words: tuple[Text, ...]
    by: tuple[Node, ...]
    where: tuple[Node, ...]
    when: str
    claim: Node
    reported: bool = False


@dataclass(frozen=True)
class Branch:
    """A concept in a family: how it is tied to the one above, by which statement, and what hangs on it."""

    node: Node
    words: str = ""
    claim: Node | None = None
    when: str = ""
    reported: bool = False
    branches: tuple[Branch, ...] = ()


@dataclass(frozen=True)
class Family:
    """Where a concept comes from, and what came of it."""

    node: Node
    forebears: tuple[Branch, ...]
    descendants: tuple[Branch, ...]
