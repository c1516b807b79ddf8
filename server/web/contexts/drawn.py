"""Pages of the charts: a picture, its steps through time, and the same as a table; two dates side by side."""

from __future__ import annotations

from dataclasses import dataclass

from server.web.contexts.lists import Download
from server.web.contexts.statements import Source
from server.web.contexts.values import Node


@dataclass(frozen=True)
class Step:
    """A date to which a reader may go.

    Attributes:
        href: the page of it.
        words: the date, as readers read it.
        here: whether it is the one that is shown.
        shown: the date as it can be asked for; empty: as last known.
    """

    href: str
    words: str
    here: bool = False
    shown: str = ""


@dataclass(frozen=True)
class DrawnRow:
    """A line of the picture, or one of the claims that make it.

    Attributes:
        claim: what says so.
        start, tie, end: the line.
        period: when it held, as it is claimed.
        state: whether it is in the picture: `certain`, `known`, `possible`, `absent`.
        states: the same at each step, one letter each.
        standing: as people read it.
        reported: whether it is only reported.
        sources: where it is written.
    """

    claim: Node
    start: Node
    tie: Node
    end: Node
    period: str
    state: str
    states: str
    standing: str
    reported: bool
    sources: tuple[Source, ...]

    @property
    def alike(self) -> bool:
        """Whether two things are called the same, so that the row has to say what each is."""
        return self.start.iri != self.end.iri and self.start.label == self.end.label


@dataclass(frozen=True)
class Happened:
    """An event that changed what is drawn, with its datings: the claim, the day in words, its standing."""

    event: Node
    datings: tuple[tuple[Node, str, str], ...]
    things: tuple[Node, ...]


@dataclass(frozen=True)
class DrawnPage:
    """A chart as of a date.

    Attributes:
        title: what it shows.
        picture: the SVG.
        shown: the date as it can be asked for; empty: as last known.
        words: the same in words.
        years: dates to which readers step first.
        before, after: the next dates on which something changes.
        stretches: the dates of the slider, in order; the last is as last known.
        place: which of them is shown; -1 where it is none.
        rows: the table.
        counts: lines by state.
        events: what changed the things of the chart.
        downloads: its other forms.
        here: its path.
        query: the page of the query behind it.
        compare: where two dates are compared.
        compared: the two dates that the form has before anybody writes others.
        others: the other charts.
        document: the source that it is rebuilt from.
    """

    title: str
    picture: str
    shown: str
    words: str
    years: tuple[Step, ...]
    before: Step | None
    after: Step | None
    stretches: tuple[Step, ...]
    place: int
    rows: tuple[DrawnRow, ...]
    counts: dict[str, int]
    events: tuple[Happened, ...]
    downloads: tuple[Download, ...]
    here: str
    query: str
    compare: str
    compared: tuple[str, str]
    others: tuple[Step, ...]
    document: Node


@dataclass(frozen=True)
class ChangeRow:
    """A claim whose answer differs between two dates.

    Attributes:
        row: the claim.
        turn: how it differs.
        before, after: its states.
        events: what made the difference, as far as it is told.
    """

    row: DrawnRow
    turn: str
    before: str
    after: str
    events: tuple[Node, ...]


@dataclass(frozen=True)
class ComparedPage:
    """Two dates side by side.

    Attributes:
        title: of the chart.
        dates: both, as they can be asked for and in words; each with its picture.
        pictures: the SVG of each.
        rows: what differs.
        counts: how many, by how they differ.
        downloads: other forms.
        here: its path.
        chart: the page of the chart.
        years: pairs of dates to which readers step first.
    """

    title: str
    dates: tuple[Step, Step]
    pictures: tuple[str, str]
    rows: tuple[ChangeRow, ...]
    counts: dict[str, int]
    downloads: tuple[Download, ...]
    here: str
    chart: str
    years: tuple[Step, ...]
