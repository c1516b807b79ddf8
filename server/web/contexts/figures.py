"""Pages that are made from the whole dataset: statements or numbers in sections, with a picture of some."""

from __future__ import annotations

from dataclasses import dataclass, field

from markupsafe import Markup

from server.web.contexts.lists import Download
from server.web.contexts.statements import Statement
from server.web.contexts.values import Node, Text


@dataclass(frozen=True)
class Part:
    """A part of what a row says: a word for it, things, and words of the source or the curators."""

    label: str
    nodes: tuple[Node, ...] = ()
    texts: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Line:
    """A row: when, what, and the statement with its voice and sources; without one nothing is stated."""

    when: tuple[str, ...]
    parts: tuple[Part, ...]
    statement: Statement | None = None
    held: str = ""


@dataclass(frozen=True)
class Section:
    """Rows about one thing, or of one kind.

    Attributes:
        anchor: where it stands on the page.
        title: its heading, where that is no thing.
        node: the thing that it is about.
        notes: what is to be said before the rows.
        lines: the rows.
        level: of the heading.
    """

    anchor: str
    title: str = ""
    node: Node | None = None
    notes: tuple[Text, ...] = ()
    lines: tuple[Line, ...] = ()
    level: int = 2


@dataclass(frozen=True)
class Choice:
    """Something that may be chosen in the form."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True)
class Number:
    """A number of a table, with what it counts and where the things that it counts are listed."""

    label: Text
    number: int
    href: str
    share: int


@dataclass(frozen=True)
class Numbers:
    """Numbers under one heading; `note` says what is counted."""

    anchor: str
    title: str
    note: str
    rows: tuple[Number, ...]


@dataclass(frozen=True)
class FigurePage:
    """The whole page.

    Attributes:
        path: where it is.
        title: in the language of the page.
        lead: what it shows.
        picture: the same as a picture; empty where there is none.
        sections: the rows.
        downloads: other forms.
        queries: slugs and titles of the published queries behind it.
        gaps: what was looked for and is not stated.
        dated: whether a day or period may be asked for.
        at: the one that is; empty for all time.
        at_words: the same in words.
        choices: kinds that may be chosen.
        numbers: tables of numbers.
        notes: what else is to be said.
    """

    path: str
    title: str
    lead: str
    picture: Markup = field(default_factory=Markup)
    sections: tuple[Section, ...] = ()
    downloads: tuple[Download, ...] = ()
    queries: tuple[tuple[str, str], ...] = ()
    gaps: tuple[Node, ...] = ()
    dated: bool = False
    at: str = ""
    at_words: str = ""
    choices: tuple[Choice, ...] = ()
    numbers: tuple[Numbers, ...] = ()
    notes: tuple[str, ...] = ()
