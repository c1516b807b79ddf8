"""How the data use the terms of the vocabulary: how often, by what, on what; counted once and kept."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from heapq import nsmallest
from typing import Final

from pyoxigraph import BlankNode, NamedNode, Quad

from server.names import GRAPH, expand
from server.web.ontology_read import TYPE, Term, key, ontology
from server.web.pages import vocabulary
from server.web.site import kept, site
from server.web.vocabulary import Vocabulary

#: Examples of a class or property.
EXAMPLES: Final = 5
_PLAIN: Final = frozenset({expand("owl:NamedIndividual"), expand("owl:Thing"), expand("rdfs:Resource")})
_APART: Final = frozenset({GRAPH + "ontology", GRAPH + "metadata"})


@dataclass(frozen=True)
class Said:
    """A statement: its subject, what leads to that from a thing with a name, and its object."""

    subject: str
    owner: str
    via: str
    value: Term


@dataclass(frozen=True)
class Uses:
    """What was counted.

    Attributes:
        members: class → how many things are of it.
        some: class → some of them, those that most is said of first.
        statements: property → how many statements have it.
        said: property → some of them, of different things, chosen likewise.
        properties: class → property → how many statements things have with it whose own class it is.
        subjects: property → class → how many statements have it whose subject's own class that is.
        objects: the same by the classes of objects.
        naming: what the vocabulary describes beside classes and properties → property → how often
            it is named so.
        named: the same → some of the things that name it, with what.
        owners: blank node among the examples → what it hangs off, and by which property.
    """

    members: Mapping[str, int]
    some: Mapping[str, tuple[str, ...]]
    statements: Mapping[str, int]
    said: Mapping[str, tuple[Said, ...]]
    properties: Mapping[str, Mapping[str, int]]
    subjects: Mapping[str, Mapping[str, int]]
    objects: Mapping[str, Mapping[str, int]]
    naming: Mapping[str, Mapping[str, int]]
    named: Mapping[str, tuple[tuple[str, str], ...]]
    owners: Mapping[str, tuple[str, str]]


def uses() -> Uses:
    """How the data that are served use their vocabulary."""

    def made() -> Uses:
        fixed = {iri for iri, kind in ontology().kinds.items() if kind not in {"class", "property"}}
        return counted(site().documents.every(), vocabulary(), fixed)

    return kept("nameplate.uses", made)


def counted(quads: Iterable[Quad], known: Vocabulary, fixed: Container[str] = ()) -> Uses:
    """Count the uses of terms in quads that come in order of their statements.

    A statement that several graphs hold counts once, as it does where no graph is asked for.

    Args:
        quads: the data.
        known: which class stands below which.
        fixed: what the vocabulary describes that is no class or property.
    """
    rows: list[tuple[str, str, Term, bool]] = []
    types: dict[str, list[str]] = defaultdict(list)
    named: Counter[str] = Counter()
    owners: dict[str, tuple[str, str]] = {}
    last: tuple[object, object, object] | None = None
    for quad in quads:
        if (quad.subject, quad.predicate, quad.object) == last:
            continue
        last = quad.subject, quad.predicate, quad.object
        subject, predicate, value = key(quad.subject), quad.predicate.value, quad.object
        if predicate == TYPE and isinstance(value, NamedNode):
            types[subject].append(value.value)
            continue
        apart = isinstance(quad.graph_name, NamedNode) and quad.graph_name.value in _APART
        rows.append((subject, predicate, value, apart))
        if isinstance(value, NamedNode):
            named[value.value] += 1
        elif isinstance(value, BlankNode):
            owners[key(value)] = (subject, predicate)
    return _Counting(rows, types, named, owners, known, fixed).uses()


class _Counting:
    """What is counted of statements in hand."""

    def __init__(
        self,
        rows: list[tuple[str, str, Term, bool]],
        types: Mapping[str, list[str]],
        named: Counter[str],
        owners: Mapping[str, tuple[str, str]],
        known: Vocabulary,
        fixed: Container[str],
    ) -> None:
        self._rows, self._types, self._named, self._owners, self._known = rows, types, named, owners, known
        self._fixed = fixed
        self._own: dict[frozenset[str], tuple[str, ...]] = {}

    def uses(self) -> Uses:
        """All of it."""
        members: dict[str, set[str]] = defaultdict(set)
        for thing, kinds in self._types.items():
            for kind in kinds:
                members[kind].add(thing)
        statements: Counter[str] = Counter()
        found: dict[str, dict[str, tuple[str, str, Term, bool]]] = defaultdict(dict)
        properties: dict[str, Counter[str]] = defaultdict(Counter)
        subjects: dict[str, Counter[str]] = defaultdict(Counter)
        objects: dict[str, Counter[str]] = defaultdict(Counter)
        naming: dict[str, Counter[str]] = defaultdict(Counter)
        by: dict[str, set[tuple[bool, int, str, str]]] = defaultdict(set)
        for row in self._rows:
            subject, predicate, value, apart = row
            statements[predicate] += 1
            found[predicate].setdefault(subject, row)
            if isinstance(value, NamedNode) and value.value in self._fixed:
                naming[value.value][predicate] += 1
                owner, _ = self._owners.get(subject, (subject, ""))
                if not owner.startswith("_:"):
                    by[value.value].add((apart, *self._rank(owner), predicate))
            if apart:
                continue
            for kind in self._kinds(subject):
                properties[kind][predicate] += 1
                subjects[predicate][kind] += 1
            if not isinstance(value, NamedNode | BlankNode):
                continue
            for kind in self._kinds(key(value)):
                objects[predicate][kind] += 1
        return Uses(
            {kind: len(things) for kind, things in members.items()},
            {kind: tuple(nsmallest(EXAMPLES, things, key=self._rank)) for kind, things in members.items()},
            statements,
            {
                name: tuple(
                    self._said(row)
                    for row in nsmallest(
                        EXAMPLES, rows.values(), key=lambda row: (row[3], *self._rank(row[0]))
                    )
                )
                for name, rows in found.items()
            },
            properties,
            subjects,
            objects,
            naming,
            {thing: tuple(row[2:] for row in nsmallest(EXAMPLES, rows)) for thing, rows in by.items()},
            {
                one: self._owners[one]
                for things in members.values()
                for one in nsmallest(EXAMPLES, things, key=self._rank)
                if one in self._owners
            },
        )

    def _kinds(self, thing: str) -> tuple[str, ...]:
        """The most specific classes of a thing."""
        kinds = frozenset(self._types.get(thing, ())) - _PLAIN
        if kinds not in self._own:
            self._own[kinds] = tuple(self._known.most_specific(kinds))
        return self._own[kinds]

    def _rank(self, thing: str) -> tuple[int, str]:
        """What is named most comes first; of a blank node what it hangs off counts."""
        owner, _ = self._owners.get(thing, (thing, ""))
        return -self._named[owner], thing

    def _said(self, row: tuple[str, str, Term, bool]) -> Said:
        subject, _, value, _ = row
        owner, via = self._owners.get(subject, (subject, ""))
        return Said(subject, owner, via, value)
