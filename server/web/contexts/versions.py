"""Pages about versions, and about what is left of identifiers."""

from __future__ import annotations

from dataclasses import dataclass

from server.web.contexts.lists import Download
from server.web.contexts.values import Node, Text, Value


@dataclass(frozen=True)
class LastDocument:
    """The document of the last version that described what is gone: the version, where, and its day."""

    version: str
    href: str
    issued: str


@dataclass(frozen=True)
class GonePage:
    """What is left of an identifier that was given up.

    Attributes:
        iri: the identifier.
        labels: what the thing was called.
        reasons: why it was given up.
        day: when, in ISO form; empty where that is not said.
        instead: what to use in its place.
        last: how it was described last; None where no version is known that did.
        downloads: the same as data.
    """

    iri: str
    labels: tuple[Text, ...]
    reasons: tuple[Text, ...]
    day: str
    instead: tuple[Node, ...]
    last: LastDocument | None
    downloads: tuple[Download, ...]


@dataclass(frozen=True)
class VersionRow:
    """A version in the list of versions.

    Attributes:
        version: its number.
        issued: its day.
        published: whether it will never change.
        first: whether none came before it.
        natures: how many changes it has of each nature, in words.
        statements: how many statements were added, removed and changed, in words.
        quads: how many it has.
        sha256: of its canonical N-Quads.
    """

    version: str
    issued: str
    published: bool
    first: bool
    natures: tuple[str, ...]
    statements: str
    quads: int
    sha256: str


@dataclass(frozen=True)
class VersionsPage:
    """The list of versions, newest first."""

    rows: tuple[VersionRow, ...]
    downloads: tuple[Download, ...]


@dataclass(frozen=True)
class SourceOfChange:
    """What a changed statement rests on: a passage, the document that it is of, and the notes given there."""

    passage: Node
    document: Node | None
    endnotes: str


@dataclass(frozen=True)
class StatementChange:
    """A statement that was added, removed or changed: its predicate, and the value before and after."""

    predicate: Node
    before: Value | None
    after: Value | None


@dataclass(frozen=True)
class ChangeRow:
    """What changed of one thing.

    Attributes:
        anchor: its name in the page's address.
        thing: the thing, or the claim.
        kind: what sort of thing it is, in a word.
        what: `added`, `removed`, `changed` or `merged`.
        reason: what of the data says of which nature the change is.
        statements: one by one.
        sources: what these rest on.
        into: the survivor, if it was merged.
        instead: what to use in its place, if it was removed.
    """

    anchor: str
    thing: Node
    kind: str
    what: str
    reason: str
    statements: tuple[StatementChange, ...]
    sources: tuple[SourceOfChange, ...]
    into: Node | None = None
    instead: tuple[Node, ...] = ()


@dataclass(frozen=True)
class ChangeGroup:
    """Changes of one nature.

    Attributes:
        anchor: its name in the page's address.
        heading: what it is called.
        meaning: what it means.
        total: how many there are.
        rows: those of them that are on this page.
        start: the page that has the first of them.
    """

    anchor: str
    heading: str
    meaning: str
    total: int
    rows: tuple[ChangeRow, ...]
    start: int


@dataclass(frozen=True)
class ChangesSheet:
    """A page of changes.

    Attributes:
        href: where it is.
        first: the place among all of its first change, from 1.
        last: of its last one.
        named: names of its changes, for the first page to lead on from an address that has one.
    """

    href: str
    first: int
    last: int
    named: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChangesPage:
    """What changed in a version.

    Attributes:
        row: the version.
        earlier: the one before it; empty for the first.
        groups: the changes by nature.
        downloads: the same as data.
        patch: where the patch is; empty for the first.
        following: the version after it; empty for the newest.
        number: which of its pages this is, from 1.
        sheets: all of them.
    """

    row: VersionRow
    earlier: str
    groups: tuple[ChangeGroup, ...]
    downloads: tuple[Download, ...]
    patch: str
    following: str
    number: int
    sheets: tuple[ChangesSheet, ...]
