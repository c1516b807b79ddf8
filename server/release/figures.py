"""Counts of a release, as VoID asks for them (VoID §4). Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from pyoxigraph import Literal, NamedNode, Quad

from server.hierarchy import all_above, directly_above
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


def uses(quads: Iterable[Quad], above: Mapping[str, frozenset[str]]) -> dict[str, dict[str, Counter[str]]]:
    """How the members of classes are described: class → predicate → what kind of value → how many.

    The kind of a value is a class of a thing, or the datatype of a literal; `""` counts all values. What is
    general would repeat what is specific, so three things are left out: a class that is the most specific of
    no thing; a predicate that is nowhere the most specific from a member to a value; and, for the values of a
    predicate, a class where in no triple both ends have the two classes as their most specific. What is kept
    counts every member, also those of classes below.

    Args:
        quads: those that are counted.
        above: class or predicate → those above it, itself left out.
    """
    held = list(quads)
    types: dict[str, set[str]] = {}
    for quad in held:
        if quad.predicate.value == TYPE and isinstance(quad.object, NamedNode):
            types.setdefault(str(quad.subject), set()).add(quad.object.value)
    narrow = {thing: _narrowest(kinds, above) for thing, kinds in types.items()}
    kept = {kind for kinds in narrow.values() for kind in kinds}
    between: dict[tuple[str, str], set[str]] = {}
    for quad in held:
        between.setdefault((str(quad.subject), str(quad.object)), set()).add(quad.predicate.value)
    told: set[tuple[str, str]] = set()
    valued: set[tuple[str, str, str]] = set()
    for (subject, value), predicates in between.items():
        for predicate in _narrowest(predicates, above):
            told |= {(kind, predicate) for kind in types.get(subject, set()) & kept}
            valued |= {(k, predicate, v) for k in narrow.get(subject, ()) for v in narrow.get(value, ())}
    found: dict[str, dict[str, Counter[str]]] = {}
    for quad in held:
        predicate = quad.predicate.value
        for kind in types.get(str(quad.subject), set()) & kept:
            if (kind, predicate) not in told:
                continue
            values = found.setdefault(kind, {}).setdefault(predicate, Counter())
            values[""] += 1
            if isinstance(quad.object, Literal):
                values[quad.object.datatype.value] += 1
            for value in types.get(str(quad.object), ()):
                if (kind, predicate, value) in valued:
                    values[value] += 1
    return found


def _narrowest(kinds: set[str], above: Mapping[str, frozenset[str]]) -> set[str]:
    """Those of some classes or predicates that stand above none of the others."""
    general = {upper for kind in kinds for upper in above.get(kind, ()) if kind not in above.get(upper, ())}
    return kinds - general


def hierarchy(quads: Iterable[Quad]) -> dict[str, frozenset[str]]:
    """Class or predicate → those with a name that stand above it, itself left out."""
    return {iri: found - {iri} for iri, found in all_above(directly_above(quads)).items()}
