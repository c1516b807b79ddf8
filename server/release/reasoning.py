"""The OWL 2 RL closure of vocabulary, schemes and plain triples, without its noise.

Claims never enter: what is only reported, rejected or past leaks into nothing. There are two reasoners,
which give the same inferences; either is stopped at a number of triples and at a time, so that a cyclic axiom
ends in a message and not in a machine that hangs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from server.names import BASE, PREFIXES
from server.release import by_owlrl, by_reasonable
from server.release.closure import DEFAULT, Closure, Limits, Reasoner
from server.release.terms import STANDING, TYPE, in_namespaces, node

#: Predicates and classes whose inferences are published.
PUBLISHED: Final = ("plate", "org", "prov", "skos", "skosxl", "foaf", "schema")

_OWL_TERMS: Final = ("rdf", "rdfs", "owl", "xsd")


def closure(triples: Iterable[Triple], limits: Limits | None = None, reasoner: Reasoner = DEFAULT) -> Closure:
    """The OWL 2 RL closure of a graph.

    Raises:
        CheckFailed: the limits were reached, most often through chains of `owl:sameAs` or a property chain
            that feeds itself; or the reasoner does not know an axiom.
    """
    closed = by_owlrl.closed if reasoner == "owlrl" else by_reasonable.closed
    return closed(reasoned_over(triples), limits or Limits())


def reasoned_over(triples: Iterable[Triple]) -> list[Triple]:
    """The triples that rules can do something with: literals only where an axiom speaks of their property."""
    every = list(triples)
    axiomatic: set[object] = set()
    for triple in every:
        if isinstance(triple.object, Literal):
            continue
        if triple.predicate.value.startswith(_RULED) and isinstance(triple.subject, NamedNode):
            axiomatic.add(triple.subject)
        if triple.predicate == node("owl:onProperty"):
            axiomatic.add(triple.object)
    return [t for t in every if not isinstance(t.object, Literal) or t.predicate in axiomatic or _is_rule(t)]


def _is_rule(triple: Triple) -> bool:
    """Whether a triple with a literal is part of an axiom, as a cardinality is."""
    return triple.predicate.value.startswith(PREFIXES["owl"]) and isinstance(triple.subject, BlankNode)


#: Predicates that say something of a property which a rule can use.
_RULED: Final = tuple(PREFIXES["rdfs"] + name for name in ("subPropertyOf", "domain", "range")) + tuple(
    PREFIXES["owl"] + name
    for name in ("equivalentProperty", "inverseOf", "propertyChainAxiom", "propertyDisjointWith", "hasKey")
)


def published(closed: Iterable[Triple], asserted: set[Triple]) -> list[Triple]:
    """The inferences worth publishing: new, about things with IRIs, in a vocabulary that readers know.

    Identity (`owl:sameAs`) is never among them, nor what holds of everything.
    """
    return sorted((t for t in closed if t not in asserted and _worth(t)), key=str)


def _worth(triple: Triple) -> bool:
    value = triple.object
    if not isinstance(triple.subject, NamedNode) or isinstance(value, BlankNode):
        return False
    if in_namespaces(triple.subject.value, _OWL_TERMS):
        return False
    if triple.predicate == TYPE:
        return isinstance(value, NamedNode) and in_namespaces(value.value, PUBLISHED)
    return in_namespaces(triple.predicate.value, PUBLISHED)


def things_only(cast: Iterable[Triple], facts: Iterable[Triple]) -> list[Triple]:
    """The cast triples that tie two things of the project; claims are no such things."""
    claims = {t.subject for t in facts if t.predicate == STANDING}
    return [
        t
        for t in cast
        if isinstance(t.object, NamedNode)
        and t.object.value.startswith(BASE)
        and t.subject not in claims
        and t.object not in claims
    ]


def plain(facts: Iterable[Triple], owners: Mapping[BlankNode, NamedNode | BlankNode]) -> list[Triple]:
    """The facts that are no part of a claim: neither its own triples nor those of nodes hanging off it."""
    every = list(facts)
    claims = {t.subject for t in every if t.predicate == STANDING}

    def owner(subject: object) -> object:
        return owners.get(subject, subject) if isinstance(subject, BlankNode) else subject

    return [t for t in every if owner(t.subject) not in claims]
