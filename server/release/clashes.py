"""Contradictions in a closed graph, each told with its cause.

The reasoner reports some of them as literals and forgets others (`owl:AllDifferent`), and it names no
cause; so the rules of OWL 2 RL that end in "false" are looked for here (OWL 2 Profiles §4.3: cax-dw,
cax-adc, prp-pdw, prp-adp, prp-irp, prp-asyp, cls-nothing2), and identity between two IRIs as well, which
in this data is always an accident.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from server.errors import Finding
from server.release.closure import Closure
from server.release.sources import Project
from server.release.terms import TYPE, Node, Term, node, short

_DISJOINT: Final = node("owl:disjointWith")
_PROPERTIES_DISJOINT: Final = node("owl:propertyDisjointWith")
_SAME: Final = node("owl:sameAs")
_FIRST: Final = node("rdf:first")
_REST: Final = node("rdf:rest")


def clashes(closed: Closure, project: Project, asserted: Iterable[Triple]) -> list[Finding]:
    """Every contradiction, at the file and line of the thing that it is about.

    `asserted` are the triples that went into the closure; those about the thing are quoted as the cause.
    """
    graph = _Graph(closed.triples)
    said: dict[Node, list[Triple]] = {}
    for triple in asserted:
        if not isinstance(triple.object, Literal):
            said.setdefault(triple.subject, []).append(triple)
    found = [
        project.finding(subject, rule, f"{message}; {_cause(said.get(subject, []), terms)}")
        for subject, rule, message, terms in _contradictions(graph)
    ]
    if not found:
        found = [
            Finding("ontology/", 0, "inconsistent", f"the reasoner says: {text}. Take one of the two back")
            for text in closed.errors
        ]
    return sorted(set(found))


class _Graph:
    """A closed graph, looked at from two sides."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.members: dict[Term, set[Node]] = {}
        self.pairs: dict[NamedNode, set[tuple[Node, Term]]] = {}
        for triple in triples:
            self.pairs.setdefault(triple.predicate, set()).add((triple.subject, triple.object))
            if triple.predicate == TYPE:
                self.members.setdefault(triple.object, set()).add(triple.subject)

    def of(self, predicate: NamedNode) -> list[tuple[Node, Term]]:
        """Pairs of a predicate, in a fixed order."""
        return sorted(self.pairs.get(predicate, ()), key=str)

    def instances(self, kind: Term) -> list[Node]:
        """Members of a class, in a fixed order."""
        return sorted(self.members.get(kind, ()), key=str)

    def lists(self, kind: str, property_: str) -> Iterator[list[Term]]:
        """Members of the lists that axioms of a kind hang on a property."""
        first: Mapping[Node, Term] = dict(self.of(_FIRST))
        rest: Mapping[Node, Term] = dict(self.of(_REST))
        for axiom, head in self.of(node(property_)):
            if axiom not in self.members.get(node(kind), set()):
                continue
            members: list[Term] = []
            at: Term = head
            while not isinstance(at, Literal) and at in first and len(members) <= len(first):
                members.append(first[at])
                at = rest.get(at, node("rdf:nil"))
            yield members


def _contradictions(graph: _Graph) -> Iterator[tuple[Node, str, str, tuple[Term, ...]]]:
    """Thing, rule, message and the terms at odds, for each clash."""
    for one, other in _couples(graph, _DISJOINT, "owl:AllDisjointClasses"):
        for thing in sorted(graph.members.get(one, set()) & graph.members.get(other, set()), key=str):
            message = f"{short(thing)} is both {short(one)} and {short(other)}, which exclude each other"
            yield thing, "disjoint-classes", message, (one, other)
    for one, other in _couples(graph, _PROPERTIES_DISJOINT, "owl:AllDisjointProperties"):
        if isinstance(one, NamedNode) and isinstance(other, NamedNode):
            both = graph.pairs.get(one, set()) & graph.pairs.get(other, set())
            for subject, value in sorted(both, key=str):
                told = f"{short(subject)} has {short(value)} as {short(one)} and as {short(other)}"
                message = f"{told}, which exclude each other"
                yield subject, "disjoint-properties", message, (one, other, value)
    for property_ in graph.instances(node("owl:IrreflexiveProperty")):
        if isinstance(property_, NamedNode):
            for subject, value in graph.of(property_):
                if subject == value:
                    message = f"{short(subject)} stands in {short(property_)} to itself, which cannot be"
                    yield subject, "irreflexive", message, (property_,)
    for property_ in graph.instances(node("owl:AsymmetricProperty")):
        if isinstance(property_, NamedNode):
            pairs = graph.pairs.get(property_, set())
            for subject, value in graph.of(property_):
                back = not isinstance(value, Literal) and (value, subject) in pairs
                if back and str(subject) <= str(value):
                    message = f"{short(subject)} and {short(value)} stand in {short(property_)} both ways"
                    yield subject, "asymmetric", f"{message}, which cannot be", (property_, value)
    for thing in graph.instances(node("owl:Nothing")):
        yield thing, "impossible", f"{short(thing)} falls under owl:Nothing, which has no members", ()
    for one, other in graph.of(_SAME):
        if isinstance(one, NamedNode) and isinstance(other, NamedNode) and one.value < other.value:
            message = f"{short(one)} and {short(other)} come out as the same thing"
            remedy = "a functional property has two values, or owl:sameAs was written: use skos:exactMatch"
            yield one, "same-as", f"{message} ({remedy})", (other,)


def _couples(graph: _Graph, pairwise: NamedNode, group: str) -> list[tuple[Term, Term]]:
    """Terms that exclude each other, each couple once, in a fixed order."""
    couples = {_ordered(*pair) for pair in graph.of(pairwise)}
    for members in graph.lists(group, "owl:members"):
        couples |= {_ordered(*pair) for pair in combinations(members, 2)}
    nothing = node("owl:Nothing")
    return sorted((pair for pair in couples if pair[0] != pair[1] and nothing not in pair), key=str)


def _ordered(one: Term, other: Term) -> tuple[Term, Term]:
    return (one, other) if str(one) <= str(other) else (other, one)


def _cause(said: Iterable[Triple], terms: tuple[Term, ...]) -> str:
    """What is asserted or projected about a thing, those triples first that name the terms at odds."""
    near = sorted(said, key=lambda t: (t.predicate not in terms and t.object not in terms, str(t)))
    told = [f"{short(t.predicate)} {short(t.object)}" for t in near[:6]]
    if not told:
        return "it follows from the axioms alone: take one back"
    return f"take one of these back: {'; '.join(told)}"
