"""A claim as pages show it: one row, beside those that dispute it."""

from __future__ import annotations

from dataclasses import dataclass

from server.web.contexts.values import Node, Property, Text, Value


@dataclass(frozen=True)
class Source:
    """Where a claim is found: the passage, the document it is part of, and the endnote as printed there.

    `short` is what that document is called beside each statement, where it has a number; `language` that of
    the place.
    """

    passage: Node | None
    document: Node | None
    place: str
    endnote: str = ""
    scope: str = ""
    others: tuple[Property, ...] = ()
    short: str = ""
    language: str = ""

    @property
    def named(self) -> Text:
        """What the place is called, in its language."""
        return Text(self.place, self.language)


@dataclass(frozen=True)
class End:
    """One thing that a claim is about, by its role.

    `plate` is the nameplate it is named under there; `makers` are those whose word a document or speech is.
    """

    role: Node
    value: Value
    plate: Node | None = None
    makers: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Ends:
    """The things that a claim is about in one role."""

    role: Node
    ends: tuple[End, ...]


@dataclass(frozen=True)
class Statement:
    """A claim, as one row of a table.

    Attributes:
        node: the claim itself.
        kind: its class.
        ends: what it is about, apart from the thing whose page this is.
        wording: what it says in words: a name, a title as printed, a description.
        forms: other ways to write that: in traditional characters, in pinyin.
        prose: whether the words are the statement, and its ends only what they are about.
        period: when it holds, in words.
        timeless: whether it says something without a period; a relation without one says nothing of its time.
        standing: how the curators treat it: `Endorsed`, `Reported`, `Rejected`, or empty if it does not say.
        standing_label: the same, as people read it.
        negative: whether it denies what it describes.
        voices: who says so.
        certainty: how the source puts it.
        sources: where.
        rivals: the claims that it disputes, or that dispute it.
        details: whatever else it says.
        held: on a page as of a day, whether it held then: `certainly`, `possibly` or `not`; else empty.
    """

    node: Node
    kind: Node
    ends: tuple[End, ...] = ()
    wording: tuple[Text, ...] = ()
    forms: tuple[Text, ...] = ()
    prose: bool = False
    period: str = ""
    timeless: bool = False
    standing: str = ""
    standing_label: Text | None = None
    negative: bool = False
    voices: tuple[Node, ...] = ()
    certainty: tuple[Text, ...] = ()
    sources: tuple[Source, ...] = ()
    rivals: tuple[Node, ...] = ()
    details: tuple[Property, ...] = ()
    held: str = ""
    sort: str = ""

    @property
    def by_role(self) -> tuple[Ends, ...]:
        """The ends, those of one role together."""
        roles = dict.fromkeys(end.role for end in self.ends)
        return tuple(Ends(role, tuple(e for e in self.ends if e.role == role)) for role in roles)


@dataclass(frozen=True)
class Group:
    """Statements that belong side by side: one, or several that dispute each other."""

    statements: tuple[Statement, ...]

    @property
    def disputed(self) -> bool:
        """Whether these are rivals."""
        return len(self.statements) > 1
