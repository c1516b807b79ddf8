"""What the templates are given: one frozen dataclass for each kind of page, and the parts they share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, TypeAlias


@dataclass(frozen=True)
class Text:
    """Words in a language: the tag is in BCP 47 case, empty where the data has none."""

    value: str
    language: str = ""


@dataclass(frozen=True)
class Node:
    """A thing that a page names.

    Attributes:
        iri: its IRI.
        href: where its name leads; None where it leads nowhere.
        label: what it is called.
        second: what it is called in the other language of the page, if it is.
        kind: what it is, in a word or two; empty where that goes without saying.
        here: whether the link stays on this server.
    """

    iri: str
    href: str | None
    label: Text
    second: Text | None = None
    kind: str = ""
    here: bool = True


@dataclass(frozen=True)
class Datum:
    """A literal: its text, and the short name of its datatype where that is neither a string nor a text.

    `href` is the web address that it spells, if it is one.
    """

    text: Text
    datatype: str = ""
    href: str | None = None


@dataclass(frozen=True)
class Nested:
    """A blank node: what is said of it."""

    properties: tuple[Property, ...]


Value: TypeAlias = Node | Datum | Nested

#: How many sentences, or things that one is about, are shown at once.
SHOWN: Final = 5


@dataclass(frozen=True)
class Property:
    """A predicate with its values."""

    predicate: Node
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Source:
    """Where a claim is found: the passage, the document it is part of, and the endnote as printed there."""

    passage: Node | None
    document: Node | None
    place: str
    endnote: str = ""
    scope: str = ""
    others: tuple[Property, ...] = ()


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
    standing_label: str = ""
    negative: bool = False
    voices: tuple[Node, ...] = ()
    certainty: str = ""
    sources: tuple[Source, ...] = ()
    rivals: tuple[Node, ...] = ()
    details: tuple[Property, ...] = ()
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
    """

    anchor: str
    heading: str
    groups: tuple[Group, ...] = ()
    about: Node | None = None
    parts: tuple[Section, ...] = ()
    entries: tuple[Entry, ...] = ()
    roles: bool = False
    prose: bool = False

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
    """Where else a thing is found, as one of its claims says: what it is there, in which dataset, as what."""

    words: str
    dataset: str
    value: Value
    claim: Statement


@dataclass(frozen=True)
class Download:
    """One representation of the data of a page."""

    name: str
    media_type: str
    href: str


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
        reported: how many of the statements are only reported.
        usage: how many members or triples it has, where it is a term of the vocabulary.
        is_class: whether these are members.
        resting: how many claims draw on it, where it is a source; they are not listed.
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
    reported: int = 0
    usage: int | None = None
    is_class: bool = False
    resting: int = 0
    facts: tuple[Property, ...] = ()
    references: tuple[Reference, ...] = ()

    @property
    def example(self) -> str:
        """A query for some uses of a term."""
        pattern = f"?thing a <{self.node.iri}>" if self.is_class else f"?thing <{self.node.iri}> ?value"
        return f"SELECT DISTINCT * WHERE {{ {pattern} }} LIMIT 100"


@dataclass(frozen=True)
class Entry:
    """A row of a list: a thing and a few words."""

    node: Node
    text: str = ""
    count: int | None = None


@dataclass(frozen=True)
class EntryGroup:
    """A headed list of entries."""

    anchor: str
    heading: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class ListPage:
    """A page that lists things under headings: the vocabulary, the sources, a graph."""

    title: str
    lead: tuple[Text, ...] = ()
    facts: tuple[Property, ...] = ()
    groups: tuple[EntryGroup, ...] = ()
    downloads: tuple[Download, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ConsultedRow:
    """A page of the web: what it is called, when it was consulted, how many statements rest on it."""

    page: Node
    consulted: str
    count: int


@dataclass(frozen=True)
class Host:
    """The pages of one host."""

    name: str
    rows: tuple[ConsultedRow, ...]


@dataclass(frozen=True)
class SourcesPage:
    """All sources: documents read in whole, and pages of the web with a line that counts them."""

    groups: tuple[EntryGroup, ...]
    hosts: tuple[Host, ...]
    told: str


@dataclass(frozen=True)
class DumpRow:
    """One file that can be fetched whole."""

    name: str
    href: str
    format: str
    graphs: str
    size: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class DumpsPage:
    """The files of the release."""

    version: str
    issued: str
    rows: tuple[DumpRow, ...]
    manifest: str
    published: bool


@dataclass(frozen=True)
class Figure:
    """A number and what it counts."""

    value: str
    label: str


@dataclass(frozen=True)
class Plate:
    """A nameplate, and whether it is a `party` or a `state` one."""

    node: Node
    system: str


@dataclass(frozen=True)
class Plates:
    """An institution and the nameplates that it holds, as last known."""

    institution: Node
    plates: tuple[Plate, ...]


@dataclass(frozen=True)
class HomePage:
    """The front page."""

    title: str
    lead: tuple[Text, ...]
    figures: tuple[Figure, ...]
    plates: tuple[Plates, ...]
    examples: tuple[Entry, ...]
    groups: tuple[EntryGroup, ...]
    version: str
    issued: str
    published: bool = field(default=True)


@dataclass(frozen=True)
class Measure:
    """A measured value as people read it, and of how many it is a share; both empty if not measured."""

    value: str = ""
    words: str = ""


@dataclass(frozen=True)
class MetricRow:
    """A metric: its number and what it measures, and its values in the columns of its table."""

    metric: Node
    anchor: str
    number: str
    definition: tuple[Text, ...]
    values: tuple[Measure, ...]


@dataclass(frozen=True)
class DimensionTable:
    """The measurements of one dimension of quality: a column for the dataset, one for each graph measured."""

    dimension: Node
    anchor: str
    columns: tuple[Node, ...]
    rows: tuple[MetricRow, ...]


@dataclass(frozen=True)
class TermCounts:
    """Classes with their members, or properties with their triples, the most used first."""

    anchor: str
    heading: str
    counted: str
    rows: tuple[Entry, ...]


@dataclass(frozen=True)
class FactRow:
    """A fact of the reading inventory: where it is from, what states it, or why nothing does."""

    number: str
    sources: tuple[Node, ...]
    status: str
    statements: tuple[Node, ...]
    reasons: tuple[Text, ...]


@dataclass(frozen=True)
class FactSection:
    """A section of the reading inventory, with its facts and a line that counts them."""

    letter: str
    title: Text
    second: Text
    told: str
    rows: tuple[FactRow, ...]


@dataclass(frozen=True)
class CoveragePage:
    """What became of each fact of the reading inventory."""

    figures: tuple[Figure, ...]
    sections: tuple[FactSection, ...]
    downloads: tuple[Download, ...]


@dataclass(frozen=True)
class GapRow:
    """A known gap: the properties without a value, what is missing in words, the documents that were read."""

    node: Node
    properties: tuple[Node, ...]
    missing: tuple[Text, ...]
    documents: tuple[Node, ...]


@dataclass(frozen=True)
class GapGroup:
    """The known gaps about the same things."""

    subjects: tuple[Node, ...]
    rows: tuple[GapRow, ...]


@dataclass(frozen=True)
class GapsPage:
    """Everything that was looked for and is not stated."""

    count: int
    groups: tuple[GapGroup, ...]
