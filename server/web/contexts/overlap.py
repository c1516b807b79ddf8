"""Who held posts on two sides: a summary by sides, a matrix by nameplates and bodies, and the evidence."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from server.web.contexts.lists import Download
from server.web.contexts.statements import Statement
from server.web.contexts.values import Node, Text


@dataclass(frozen=True)
class Who:
    """Somebody in a cell: the answer as a word of the page and as a class of style."""

    node: Node
    answer: str
    words: str
    reported: bool


@dataclass(frozen=True)
class SideRow:
    """Two sides, and the people who held posts on both, by answer; those of reported posts apart."""

    first: str
    second: str
    sides: tuple[str, str]
    certainly: tuple[Who, ...]
    possibly: tuple[Who, ...]
    apart: tuple[Who, ...]
    reported: tuple[Who, ...]


@dataclass(frozen=True)
class Seat:
    """A nameplate or body, with its side as a class of style and in words."""

    node: Node
    side: str
    words: str


@dataclass(frozen=True)
class Cell:
    """What stands where two seats meet; without people it has no evidence."""

    anchor: str
    people: tuple[Who, ...] = ()


@dataclass(frozen=True)
class SeatRow:
    """A row of the matrix."""

    seat: Seat
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True)
class Told:
    """A statement of the evidence, what its post is called, and when it holds in words."""

    statement: Statement
    post: Node
    titles: tuple[Text, ...]
    when: tuple[str, ...]
    reported: bool


@dataclass(frozen=True)
class Shown:
    """Two statements, whether by them both posts were held at once, and why."""

    person: Node
    first: Told
    second: Told
    answer: str
    words: str
    why: str
    settled: tuple[Node, Node] | None
    reported: bool


@dataclass(frozen=True)
class Evidence:
    """What a cell leads to."""

    anchor: str
    row: Seat
    column: Seat
    people: tuple[Who, ...]
    pairs: tuple[Shown, ...]


@dataclass(frozen=True)
class Uncounted:
    """A post that counts on no side, with those who held it."""

    post: Node
    people: tuple[Node, ...]


@dataclass(frozen=True)
class OverlapPage:
    """The whole page.

    Attributes:
        sides: the summary.
        columns: the seats of the matrix's columns.
        rows: its rows.
        picture: the matrix as a picture; empty where nobody is in it.
        evidence: what stands behind each cell.
        uncounted: posts that count on no side, of people who are in the matrix.
        people: how many people there are.
        at: the period asked for, as it can be asked for; empty for all time.
        at_words: the same in words.
        address: the path of the page, with the period.
        left_out: how many statements on a side are certainly of other times.
        picks: days that readers may ask for, with where they lead.
        downloads: other forms.
        query: where the query is that gives the same pairs; empty if there is none.
    """

    sides: tuple[SideRow, ...]
    columns: tuple[Seat, ...]
    rows: tuple[SeatRow, ...]
    picture: Markup
    evidence: tuple[Evidence, ...]
    uncounted: tuple[Uncounted, ...]
    people: int
    at: str
    at_words: str
    address: str
    left_out: int
    picks: tuple[tuple[str, str], ...]
    downloads: tuple[Download, ...]
    query: str
