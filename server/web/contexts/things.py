"""The page of anything that has an IRI."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from markupsafe import Markup

from server.web.contexts.as_of import AsOf
from server.web.contexts.kinds import Bands, Family, HeldPlate, Saying, Use
from server.web.contexts.lists import Download, Entry
from server.web.contexts.statements import Group, Statement
from server.web.contexts.values import Node, Property, Text, Value

#: How many sentences, or things that one is about, are shown at once.
SHOWN: Final = 5
#: Statements of a page beyond which what follows from them is told in documents of its own.
MUCH: Final = 40


#: Kinds of pages of which Wikidata has items.
_IN_WIKIDATA: Final = frozenset(("association", "institution", "person", "series", "place"))


@dataclass(frozen=True)
class Section:
    """A part of a page: statements of one kind, by the role that the thing has in them.

    Attributes:
        anchor, heading: its name in the page's address, and as people read it.
        groups: the statements.
        about: the thing that it is about, where that is not the one whose page this is.
        parts: sections about other things, under this one.
        entries: things in brief, where a line each is enough.
        roles: whether each statement says what its other end is to the thing.
        prose: whether the statements are sentences; a long list of these is folded.
        bands: a chart of the same statements.
        closed: whether all of it is shown on demand.
        left_out: how many statements are left out, where there are very many.
        plain: the role, by its IRI, that goes without saying in its statements.
        briefly: statements that are told in a line each; the page of what it is about has them in full.
        lines: statements that are told in full in a line each, where the page would be heavy.
        elsewhere: things whose pages have more of the kind under the same heading, to which they lead.
    """

    anchor: str
    heading: str
    groups: tuple[Group, ...] = ()
    about: Node | None = None
    parts: tuple[Section, ...] = ()
    entries: tuple[Entry, ...] = ()
    roles: bool = False
    prose: bool = False
    bands: Bands | None = None
    closed: bool = False
    left_out: int = 0
    plain: str = ""
    briefly: tuple[Statement, ...] = ()
    lines: tuple[Statement, ...] = ()
    elsewhere: tuple[Node, ...] = ()

    @property
    def number(self) -> int:
        """How many statements it has."""
        own = sum(len(group.statements) for group in self.groups) + len(self.lines) + len(self.briefly)
        return own + sum(part.number for part in self.parts) + len(self.entries)

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Those that it shows, at once or on demand, one for each row."""
        own = (one for group in self.groups for one in group.statements)
        return (*own, *self.lines, *self.briefly, *(one for part in self.parts for one in part.statements))

    @property
    def shown(self) -> tuple[Group, ...]:
        """The statements that are shown at once."""
        return self.groups[:SHOWN] if self.prose and len(self.groups) > SHOWN else self.groups

    @property
    def folded(self) -> tuple[Group, ...]:
        """Those that are shown on demand."""
        return self.groups[len(self.shown) :]


@dataclass(frozen=True)
class Reference:
    """Where else a thing is found, as one of its claims says: what it is there, in which dataset, as what.

    `words` are those of the reader's language for the predicate.
    """

    predicate: str
    words: str
    dataset: str
    value: Value
    claim: Statement


@dataclass(frozen=True)
class Incoming:
    """Things that name the one whose page this is, by the predicate they do it with."""

    predicate: Node
    things: tuple[Node, ...]


@dataclass(frozen=True)
class ThingPage:
    """The page of anything that has an IRI.

    Attributes:
        node: the thing.
        names: every label of it that the page's head shows.
        kinds: its most specific classes.
        claim: the thing itself as a statement, where it is a claim, beside those that dispute it.
        facts: what the head tells besides: what it is part of, where it can be read.
        references: where else it is found.
        sections: statements about it.
        asserted: plain triples that people wrote.
        derived: plain triples that the release cast or inferred, and computed days.
        incoming: what else names it.
        left_out: how many things that name it are not listed.
        downloads: the same data in every format.
        description: its definition or description.
        usage: how many members or triples it has, where it is a term of the vocabulary.
        is_class: whether these are members.
        address: where the page as last known is; empty where it has no days.
        as_of: the time as of which it is; None: as last known.
        resting: how many claims draw on it, where it is a source; they are not listed.
        kind: what kind of page it is, by its name in `server.web.kinds`.
        summary: what endorsed statements say of it in a sentence.
        plates: the nameplates of an institution.
        family: where a concept comes from, and what came of it.
        descent: the family of a concept as a picture.
        uses: by whom, in what and when it was put into which words.
        question: a query for the statements of the page.
        sources: the documents on which they rest.
        gaps: where the page of all known gaps has those of this thing.
        much: whether so much is stated that what follows from it has documents of its own.
    """

    node: Node
    names: tuple[Text, ...]
    kinds: tuple[Node, ...]
    claim: Group | None
    sections: tuple[Section, ...]
    asserted: tuple[Property, ...]
    derived: tuple[Property, ...]
    incoming: tuple[Incoming, ...]
    left_out: int
    downloads: tuple[Download, ...]
    description: tuple[Text, ...] = ()
    usage: int | None = None
    is_class: bool = False
    resting: int = 0
    facts: tuple[Property, ...] = ()
    references: tuple[Reference, ...] = ()
    address: str = ""
    as_of: AsOf | None = None
    kind: str = ""
    summary: tuple[Saying, ...] = ()
    plates: tuple[HeldPlate, ...] = ()
    family: Family | None = None
    descent: Markup = field(default_factory=Markup)
    uses: tuple[Use, ...] = ()
    question: str = ""
    sources: tuple[Node, ...] = ()
    gaps: str = ""
    much: bool = False

    @property
    def unlinked(self) -> bool:
        """Whether it is of a kind that Wikidata has items of, and nobody states which it is."""
        return self.kind in _IN_WIKIDATA and not any(one.dataset == "Wikidata" for one in self.references)

    @property
    def reported(self) -> int:
        """How many of its rows are statements that are only reported: each of them is marked as such."""
        rows = [
            *(self.claim.statements if self.claim else ()),
            *(reference.claim for reference in self.references),
            *(one for section in self.sections for one in section.statements),
        ]
        return sum(one.standing == "Reported" for one in rows)

    @property
    def example(self) -> str:
        """A query for some uses of a term."""
        pattern = f"?thing a <{self.node.iri}>" if self.is_class else f"?thing <{self.node.iri}> ?value"
        return f"SELECT DISTINCT * WHERE {{ {pattern} }} LIMIT 100"
