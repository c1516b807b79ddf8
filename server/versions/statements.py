"""What a release asserts, by subject, in a form in which two releases can be compared.

A blank node's label means nothing outside its file, so a blank node counts as what hangs off it: all that
can be reached from it through blank nodes, labelled by RDFC-1.0 on its own. Two such values are equal
exactly if they say the same. One that two things share counts with each of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeAlias

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    Triple,
)

from server.layers import rests_on
from server.names import GRAPH, curie, expand

METADATA: Final = GRAPH + "metadata"
_SAID: Final = tuple(NamedNode(expand(f"rdf:{end}")) for end in ("subject", "predicate", "object"))
#: Kinds of literals that Turtle writes without quotes.
_BARE: Final = frozenset({"xsd:integer", "xsd:boolean"})
_ROOT: Final = NamedNode("urn:nameplate:root")


@dataclass(frozen=True)
class Nested:
    """A value without a name of its own: a blank node and what hangs off it.

    Attributes:
        root: the blank node.
        triples: what can be reached from it, labels and order canonical.
    """

    root: BlankNode
    triples: tuple[Triple, ...]

    @cached_property
    def branches(self) -> tuple[tuple[str, Value], ...]:
        """Predicates and values of the node itself; one that leads back to it is given by its label."""
        own = [t for t in self.triples if t.subject == self.root]
        return tuple((t.predicate.value, self._value(t.object)) for t in own)

    def _value(self, term: object) -> Value:
        if not isinstance(term, BlankNode):
            return term if isinstance(term, NamedNode | Literal) else Literal(str(term))
        within: dict[BlankNode, None] = {term: None}
        for node in within_reach(term, self._leading):
            within[node] = None
        if self.root in within:
            return Literal(str(term))
        return Nested(term, tuple(t for t in self.triples if t.subject in within))

    @cached_property
    def _leading(self) -> dict[BlankNode, list[Triple]]:
        held: dict[BlankNode, list[Triple]] = {}
        for triple in self.triples:
            if isinstance(triple.subject, BlankNode):
                held.setdefault(triple.subject, []).append(triple)
        return held

    def __str__(self) -> str:
        """As in Turtle: `[ plate:passage id:passage-000-cac-1 ; plate:endnote 17 ]`."""
        return "[ " + " ; ".join(f"{_predicate(p)} {shown(v)}" for p, v in self.branches) + " ]"


#: What a statement ends in.
Value: TypeAlias = NamedNode | Literal | Nested


@dataclass(frozen=True)
class Statement:
    """One statement of a thing with an IRI; `predicate` is empty where a blank node belongs to nothing.

    Attributes:
        subject: IRI of the thing, or of the graph where a blank node belongs to nothing.
        predicate: IRI.
        value: what is said.
    """

    subject: str
    predicate: str
    value: Value

    def __str__(self) -> str:
        """As in Turtle, with the project's prefixes."""
        return f"{curie(self.subject)} {_predicate(self.predicate)} {shown(self.value)}"


def shown(value: Value) -> str:
    """A value as Turtle writes it, with the project's prefixes."""
    if isinstance(value, NamedNode):
        short = curie(value.value)
        return short if short != value.value else f"<{short}>"
    if isinstance(value, Literal) and value.language is None:
        kind = curie(value.datatype.value)
        if kind in _BARE:
            return value.value
        return str(Literal(value.value)) + ("" if kind == "xsd:string" else f"^^{kind}")
    return str(value)


def asserted(quads: Iterable[Quad]) -> list[Quad]:
    """The quads that people wrote: neither derived nor the dataset's description of itself.

    What a statement claim states is left out where it stands plainly as well: it is told with the claim.
    """
    held = [
        q for q in quads if not rests_on(graph := getattr(q.graph_name, "value", "")) and graph != METADATA
    ]
    ends: dict[object, dict[NamedNode, object]] = {}
    for quad in held:
        if quad.predicate in _SAID:
            ends.setdefault(quad.subject, {})[quad.predicate] = quad.object
    stated = {tuple(said.get(end) for end in _SAID) for said in ends.values()}
    return [q for q in held if (q.subject, q.predicate, q.object) not in stated]


def _written(graph: str) -> bool:
    return graph != METADATA and not rests_on(graph)


def statements(quads: Iterable[Quad]) -> dict[str, frozenset[Statement]]:
    """What is said of each subject."""
    graph: dict[object, str] = {}
    hanging: dict[BlankNode, list[Triple]] = {}
    found: dict[str, set[Statement]] = {}
    named: list[Triple] = []
    for quad in quads:
        if isinstance(quad.subject, BlankNode):
            hanging.setdefault(quad.subject, []).append(quad.triple)
            graph.setdefault(quad.subject, getattr(quad.graph_name, "value", ""))
        else:
            named.append(quad.triple)
    known: dict[BlankNode, Nested] = {}
    reached: set[BlankNode] = set()
    for triple in named:
        value = triple.object
        if isinstance(value, BlankNode):
            reached |= {value, *within_reach(value, hanging)}
            said: Value = known.setdefault(value, nested(value, hanging))
        else:
            said = value if isinstance(value, NamedNode | Literal) else Literal(str(value))
        subject = getattr(triple.subject, "value", str(triple.subject))
        found.setdefault(subject, set()).add(Statement(subject, triple.predicate.value, said))
    for root in _unowned(hanging, reached):
        found.setdefault(graph[root], set()).add(Statement(graph[root], "", nested(root, hanging)))
    return {subject: frozenset(said) for subject, said in found.items()}


def nested(root: BlankNode, hanging: Mapping[BlankNode, list[Triple]]) -> Nested:
    """The value that a blank node stands for, of the triples that each blank node is the subject of."""
    nodes = [root, *within_reach(root, hanging)]
    triples = [t for node in nodes for t in hanging.get(node, ())]
    if len(nodes) == 1:  # most are: what RDFC-1.0 labels a single node is known
        only = BlankNode("c14n0")
        return Nested(only, tuple(sorted((_renamed(t, root, only) for t in triples), key=str)))
    dataset = Dataset([Quad(t.subject, t.predicate, t.object) for t in triples])
    dataset.add(Quad(_ROOT, _ROOT, root))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    (mark,) = dataset.quads_for_subject(_ROOT)
    assert isinstance(mark.object, BlankNode)  # noqa: S101 (a node stays one when it is labelled anew)
    return Nested(mark.object, tuple(sorted((q.triple for q in dataset if q.subject != _ROOT), key=str)))


def within_reach(root: BlankNode, hanging: Mapping[BlankNode, list[Triple]]) -> list[BlankNode]:
    """The other blank nodes that a blank node leads to, through blank nodes alone."""
    found: dict[BlankNode, None] = {}
    waiting = [root]
    while waiting:
        for triple in hanging.get(waiting.pop(), ()):
            target = triple.object
            if isinstance(target, BlankNode) and target not in found and target != root:
                found[target] = None
                waiting.append(target)
    return list(found)


def _renamed(triple: Triple, old: BlankNode, new: BlankNode) -> Triple:
    return Triple(new, triple.predicate, new if triple.object == old else triple.object)


def _unowned(hanging: Mapping[BlankNode, list[Triple]], reached: set[BlankNode]) -> Iterator[BlankNode]:
    """Blank nodes that nothing with a name leads to: first those that nothing leads to at all."""
    targets = {t.object for said in hanging.values() for t in said if t.object != t.subject}
    seen = set(reached)
    for root in [n for n in hanging if n not in targets and n not in reached]:
        seen |= {root, *within_reach(root, hanging)}
        yield root
    for root in hanging:  # what is left hangs in circles; each of its nodes stands for the whole
        if root not in seen:
            yield root


def _predicate(iri: str) -> str:
    return curie(iri) if iri else "·"
