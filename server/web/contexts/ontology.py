"""Pages of the vocabulary: the whole of it, a term, the shapes that check data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from server.web.contexts.lists import Download
from server.web.contexts.values import Node, Property, Text, Value

#: A sentence in parts: words of the page, things that it names, words in a language of their own.
Phrase: TypeAlias = "tuple[str | Node | Text, ...]"


@dataclass(frozen=True)
class Axiom:
    """An axiom in words.

    Attributes:
        kind: its predicate, in short form.
        words: what it says.
        triples: subject, predicate and object of each triple by which the vocabulary states it.
    """

    kind: str
    words: Phrase
    triples: tuple[tuple[str, str, str], ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Demand:
    """What a shape asks for.

    Attributes:
        words: each constraint as a sentence.
        message: what whoever breaks it is told.
        query: the SPARQL query that looks for it, where it is one.
        on: the properties that it is on.
    """

    words: tuple[Phrase, ...]
    message: Text | None = None
    query: str = ""
    on: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ShapeTold:
    """A shape.

    Attributes:
        node: the shape, which leads to its page.
        name: its short name.
        targets: what it is held against, a sentence each.
        severe: whether a break of it stops the build.
        demands: what it asks for; where it is told for a property, that of the property.
        more: how many demands are left out.
    """

    node: Node
    name: str
    targets: tuple[Phrase, ...]
    severe: bool
    demands: tuple[Demand, ...]
    more: int = 0


@dataclass(frozen=True)
class Example:
    """A statement of the data: a thing, what leads from it to a part of it if one is meant, and a value."""

    subject: Node
    via: Node | None = None
    value: Value | None = None


@dataclass(frozen=True)
class Used:
    """How often something is used together with a term."""

    node: Node
    number: int


@dataclass(frozen=True)
class Step:
    """A term in a tree: how deep it stands, and whether it is the one whose page it is."""

    node: Node
    depth: int
    here: bool = False


@dataclass(frozen=True)
class Listed:
    """A term in a list of terms."""

    node: Node
    text: Text | None = None
    number: int = 0
    depth: int = 0
    below: tuple[Node, ...] = ()


@dataclass(frozen=True)
class TermTold:
    """What the page of a term tells beside its names.

    Attributes:
        kind: `class`, `property`, `individual`, `concept` or `scheme`.
        kinds: what kind of term it is and how it behaves, in words.
        short: its short form, as in queries.
        definitions: those in the language of the page first.
        notes: scope notes.
        examples: authored ones.
        used: how many members, statements or uses it has in this release.
        data: some of them.
        question: a query for all of them.
        itself: a query for what the vocabulary says of it.
        axioms: in words.
        named: axioms of other terms that name it.
        shapes: those that check it, whole.
        others: of a class: shapes of the classes above it, by class; of others: more shapes that name it.
        shaped: whether shapes are known of this release.
        tree: the terms above it and below it.
        properties: used with members of the class; of a property the classes at its two ends.
        domains: classes of what has the property, in the data.
        ranges: classes of its values, in the data.
        users: properties that have the class at an end, by the vocabulary.
        alignments: to terms of other vocabularies.
        facts: where it is defined, its source, notation, the schemes that it is in.
        since: the first published version that has it; empty where none has.
        status: how far the vocabulary has come, in words.
        module: the part of the vocabulary that it is of.
        anchor: where that part stands on the page of the vocabulary.
    """

    kind: str
    short: str
    kinds: tuple[Text, ...] = ()
    definitions: tuple[Text, ...] = ()
    notes: tuple[Text, ...] = ()
    examples: tuple[Text, ...] = ()
    used: int = 0
    data: tuple[Example, ...] = ()
    question: str = ""
    itself: str = ""
    axioms: tuple[Axiom, ...] = ()
    named: tuple[Axiom, ...] = ()
    shapes: tuple[ShapeTold, ...] = ()
    others: tuple[tuple[Node | None, tuple[Node, ...]], ...] = ()
    shaped: bool = False
    tree: tuple[Step, ...] = ()
    properties: tuple[Used, ...] = ()
    domains: tuple[Used, ...] = ()
    ranges: tuple[Used, ...] = ()
    users: tuple[Node, ...] = ()
    alignments: tuple[Phrase, ...] = ()
    facts: tuple[Property, ...] = ()
    since: str = ""
    status: str = ""
    module: Text | None = None
    anchor: str = ""


@dataclass(frozen=True)
class Module:
    """A part of the vocabulary: its classes as trees, and its properties."""

    anchor: str
    heading: str
    lead: str
    classes: tuple[Listed, ...] = ()
    properties: tuple[Listed, ...] = ()
    individuals: tuple[Listed, ...] = ()


@dataclass(frozen=True)
class Scheme:
    """A concept scheme with its concepts."""

    node: Node
    text: Text | None
    concepts: tuple[Node, ...]


@dataclass(frozen=True)
class Reused:
    """A vocabulary of other people: its terms that are used here, each with the axioms that are leant on."""

    prefix: str
    space: str
    title: str
    terms: tuple[ReusedTerm, ...]

    @property
    def number(self) -> int:
        """How many of its terms are used."""
        return len(self.terms)


@dataclass(frozen=True)
class ReusedTerm:
    """A term of another vocabulary."""

    anchor: str
    short: str
    node: Node
    kinds: tuple[Text, ...]
    number: int
    axioms: tuple[Axiom, ...]
    source: Node | None = None


@dataclass(frozen=True)
class DrawnBox:
    """A box of the diagram: where it stands, the term that it is of, and its lines of words."""

    x: float
    y: float
    width: float
    height: float
    node: Node
    lines: tuple[str, ...]
    look: str


@dataclass(frozen=True)
class DrawnLine:
    """A line of the diagram: its path and its head, and the term that it is of, at the middle of it."""

    path: str
    head: str
    x: float
    y: float
    node: Node
    anchor: str
    look: str
    width: float


@dataclass(frozen=True)
class Diagram:
    """A picture of a part of the core pattern, and the same in sentences."""

    anchor: str
    title: str
    caption: str
    width: float
    height: float
    boxes: tuple[DrawnBox, ...]
    lines: tuple[DrawnLine, ...]
    twin: tuple[Phrase, ...]


@dataclass(frozen=True)
class OntologyPage:
    """The page of the whole vocabulary."""

    title: Text
    lead: tuple[Text, ...]
    facts: tuple[Property, ...]
    diagrams: tuple[Diagram, ...]
    modules: tuple[Module, ...]
    schemes: tuple[Scheme, ...]
    reused: tuple[Reused, ...]
    alignments: tuple[tuple[Text, tuple[Phrase, ...]], ...]
    downloads: tuple[Download, ...]
    shaped: int = 0
    prefix: str = ""
    version: str = ""
    classes: int = 0
    properties: int = 0


@dataclass(frozen=True)
class ShapesGroup:
    """Shapes of one file."""

    anchor: str
    heading: str
    shapes: tuple[ShapeTold, ...]


@dataclass(frozen=True)
class ShapesPage:
    """All shapes, or one of them."""

    downloads: tuple[Download, ...]
    groups: tuple[ShapesGroup, ...] = ()
    shape: ShapeTold | None = None
    number: int = 0
