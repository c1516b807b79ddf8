"""Counts of a release, as VoID asks for them (VoID §4). Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from pyoxigraph import Literal, NamedNode, Quad

from server.names import BASE, ID, PREFIXES

TYPE: Final = PREFIXES["rdf"] + "type"

#: Predicates that link a thing to the same or nearly the same thing elsewhere.
_LINKING: Final = frozenset(
    {
        PREFIXES["owl"] + "sameAs",
        PREFIXES["skos"] + "exactMatch",
        PREFIXES["skos"] + "closeMatch",
        PREFIXES["rdfs"] + "seeAlso",
    }
)


@dataclass
class Tally:
    """What has been counted so far; each quad is to be added once.

    Attributes:
        quads: how many quads.
        subjects, objects: the distinct terms in those places, as text.
        classes: class → its distinct members.
        properties: predicate → how many quads.
        graphs: graph → how many quads.
        links: (predicate, host) → how many links out of the dataset.
    """

    quads: int = 0
    subjects: set[str] = field(default_factory=set)
    objects: set[str] = field(default_factory=set)
    classes: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    properties: Counter[str] = field(default_factory=Counter)
    graphs: Counter[str] = field(default_factory=Counter)
    links: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, quads: Iterable[Quad]) -> Tally:
        """Count some quads; gives itself."""
        for quad in quads:
            subject, predicate, obj = str(quad.subject), quad.predicate.value, quad.object
            self.quads += 1
            self.subjects.add(subject)
            self.objects.add(str(obj))
            self.properties[predicate] += 1
            if isinstance(quad.graph_name, NamedNode):
                self.graphs[quad.graph_name.value] += 1
            if isinstance(obj, NamedNode):
                if predicate == TYPE:
                    self.classes[obj.value].add(subject)
                elif predicate in _LINKING and not obj.value.startswith(BASE):
                    self.links[predicate, urlsplit(obj.value).netloc] += 1
        return self

    def copy(self) -> Tally:
        """A tally that counts on from here by itself."""
        classes: defaultdict[str, set[str]] = defaultdict(set)
        classes.update({iri: set(members) for iri, members in self.classes.items()})
        return Tally(
            self.quads,
            set(self.subjects),
            set(self.objects),
            classes,
            Counter(self.properties),
            Counter(self.graphs),
            Counter(self.links),
        )

    @property
    def entities(self) -> int:
        """How many things of the project's own something is said of."""
        return sum(subject.startswith(f"<{ID}") for subject in self.subjects)


def uses(quads: Iterable[Quad]) -> dict[str, dict[str, Counter[str]]]:
    """How the members of each class are described: class → predicate → what kind of value → how many.

    The kind of a value is the classes of a thing, or the datatype of a literal.
    """
    held = list(quads)
    types: dict[str, set[str]] = {}
    for quad in held:
        if quad.predicate.value == TYPE and isinstance(quad.object, NamedNode):
            types.setdefault(str(quad.subject), set()).add(quad.object.value)
    found: dict[str, dict[str, Counter[str]]] = {}
    for quad in held:
        for kind in types.get(str(quad.subject), ()):
            values = found.setdefault(kind, {}).setdefault(quad.predicate.value, Counter())
            values[""] += 1
            if isinstance(quad.object, Literal):
                values[quad.object.datatype.value] += 1
            for value in types.get(str(quad.object), ()):
                values[value] += 1
    return found
