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
_ABOUT: Final = expand("plate:about")
_DENIES: Final = (expand("plate:polarity"), NamedNode(expand("plate:Negative")))
#: More than there are claims about anything.
_LAST: Final = 10**9
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
        if isinstance(value, BlankNode):
            owners[key(value)] = (subject, predicate)
    return _Counting(rows, types, owners, known, fixed).uses()


class _Counting:
    """What is counted of statements in hand."""

    def __init__(
        self,
        rows: list[tuple[str, str, Term, bool]],
        types: Mapping[str, list[str]],
        owners: Mapping[str, tuple[str, str]],
        known: Vocabulary,
        fixed: Container[str],
    ) -> None:
        self._rows, self._types, self._owners, self._known = rows, types, owners, known
        self._fixed = fixed
        self._own: dict[frozenset[str], tuple[str, ...]] = {}
        self._about: Counter[str] = Counter()
        self._main: dict[str, str] = {}
        self._weigh()

    def uses(self) -> Uses:
        """All of it."""
        members: dict[str, set[str]] = defaultdict(set)
        for thing, kinds in self._types.items():
            for kind in kinds:
                members[kind].add(thing)
        statements: Counter[str] = Counter()
        found: dict[str, dict[str, list[tuple[str, str, Term, bool]]]] = defaultdict(dict)
        properties: dict[str, Counter[str]] = defaultdict(Counter)
        subjects: dict[str, Counter[str]] = defaultdict(Counter)
        objects: dict[str, Counter[str]] = defaultdict(Counter)
        naming: dict[str, Counter[str]] = defaultdict(Counter)
        by: dict[str, set[tuple[bool, int, str, str]]] = defaultdict(set)
        for row in self._rows:
            subject, predicate, value, apart = row
            statements[predicate] += 1
            same = found[predicate].setdefault(self._owners.get(subject, (subject, ""))[0], [])
            if len(same) < EXAMPLES:
                same.append(row)
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
            {kind: tuple(self._varied(things)) for kind, things in members.items()},
            statements,
            {name: tuple(self._said(row) for row in self._some(rows)) for name, rows in found.items()},
            properties,
            subjects,
            objects,
            naming,
            {thing: tuple(row[2:] for row in nsmallest(EXAMPLES, rows)) for thing, rows in by.items()},
            {
                one: self._owners[one]
                for things in members.values()
                for one in self._varied(things)
                if one in self._owners
            },
        )

    def _kinds(self, thing: str) -> tuple[str, ...]:
        """The most specific classes of a thing."""
        kinds = frozenset(self._types.get(thing, ())) - _PLAIN
        if kinds not in self._own:
            self._own[kinds] = tuple(self._known.most_specific(kinds))
        return self._own[kinds]

    def _weigh(self) -> None:
        """How many claims are about a thing; a claim weighs as much as the weightiest that it is about."""
        about = [
            (subject, value.value)
            for subject, predicate, value, _ in self._rows
            if isinstance(value, NamedNode) and self._known.is_a(predicate, _ABOUT)
        ]
        self._about.update(value for _, value in about)
        self._denied = {s for s, predicate, value, _ in self._rows if (predicate, value) == _DENIES}
        for subject, value in about:
            self._main[subject] = max(
                self._main.get(subject, ""), value, key=lambda one: (self._about[one], one)
            )

    def _rank(self, thing: str) -> tuple[int, str]:
        """What most claims are about comes first, what is denied last; a blank node by what it hangs off."""
        owner, _ = self._owners.get(thing, (thing, ""))
        return (owner in self._denied) * _LAST - max(
            self._about[owner], self._about[self._main.get(owner, owner)]
        ), thing

    def _varied(self, things: Iterable[str]) -> list[str]:
        """Some of several things: of other classes, and about other things, before more of the same."""
        order = sorted(things, key=self._rank)
        kinds: set[tuple[str, ...]] = set()
        mains: set[str] = set()
        groups: tuple[list[str], list[str], list[str]] = ([], [], [])
        for thing in order:
            owner, _ = self._owners.get(thing, (thing, ""))
            kind, main = self._kinds(owner), self._main.get(owner, owner)
            groups[(kind in kinds) + (main in mains)].append(thing)
            kinds.add(kind)
            mains.add(main)
        return [thing for group in groups for thing in group][:EXAMPLES]

    def _some(
        self, rows: Mapping[str, list[tuple[str, str, Term, bool]]]
    ) -> list[tuple[str, str, Term, bool]]:
        """Some statements: one of each of several things, then more of these."""
        things = self._varied(rows)
        first = [rows[thing][0] for thing in things]
        return [*first, *(row for thing in things for row in rows[thing][1:])][:EXAMPLES]

    def _said(self, row: tuple[str, str, Term, bool]) -> Said:
        subject, _, value, _ = row
        owner, via = self._owners.get(subject, (subject, ""))
        return Said(subject, owner, via, value)
