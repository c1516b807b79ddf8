"""The OWL 2 RL closure by `reasonable`, with the one rule of use here that it lacks: property chains.

Each chain (prp-spo2) is run as a path over the closure, and what it adds is closed again, until nothing is
added. An axiom of a kind that `reasonable` passes over in silence is refused, so that no inference is lost
unseen.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import reasonable
from pyoxigraph import NamedNode, QueryTriples, Triple

from server.errors import CheckFailed, Finding
from server.release.bridge import rows_of, triples_of
from server.release.closure import Closure, Limits, gave_up
from server.release.projection import store_of
from server.release.terms import Term, node, short

_CHAIN: Final = node("owl:propertyChainAxiom")
_FIRST: Final = node("rdf:first")
_REST: Final = node("rdf:rest")
_NIL: Final = node("rdf:nil")
#: Axioms from which OWL 2 RL infers something, or sees a contradiction, and `reasonable` does not.
_UNKNOWN: Final = frozenset(
    node("owl:" + name)
    for name in (
        "maxCardinality",
        "maxQualifiedCardinality",
        "hasKey",
        "NegativePropertyAssertion",
    )
)


def closed(triples: Iterable[Triple], limits: Limits) -> Closure:
    """The closure of a graph. It reports no clashes: those are looked for in what it gives.

    Raises:
        CheckFailed: the limits were reached, or there is an axiom of a kind that is not understood.
    """
    known = set(triples)
    _understood(known)
    paths = _paths(known)
    deadline = time.monotonic() + limits.seconds
    while True:
        full = _once(known)
        if len(full) > limits.triples:
            raise gave_up(f"more than {limits.triples} triples")
        if time.monotonic() > deadline:
            raise gave_up(f"more than {limits.seconds:g} seconds")
        fresh = _chained(full, paths) - full
        if not fresh:
            return Closure(frozenset(full))
        known |= fresh


def _understood(triples: Iterable[Triple]) -> None:
    """Refuse axioms that would be passed over in silence."""
    strange = {part for t in triples for part in (t.predicate, t.object) if part in _UNKNOWN}
    if strange:
        names = ", ".join(sorted(map(short, strange)))
        message = (
            f"the reasoner reasonable does not know {names}: take the axiom out, or use --reasoner owlrl"
        )
        raise CheckFailed([Finding("ontology/", 0, "reasoning-limit", message)])


def _once(triples: Iterable[Triple]) -> set[Triple]:
    """The closure without chains."""
    reasoner = reasonable.PyReasoner()
    reasoner.from_graph(list(rows_of(triples)))
    return triples_of(reasoner.reason())


def _paths(triples: Iterable[Triple]) -> list[tuple[str, NamedNode]]:
    """Each chain as a SPARQL path, with the property that it makes."""
    parts = [t for t in triples if t.predicate in (_CHAIN, _FIRST, _REST)]
    first: Mapping[Term, Term] = {t.subject: t.object for t in parts if t.predicate == _FIRST}
    rest: Mapping[Term, Term] = {t.subject: t.object for t in parts if t.predicate == _REST}
    paths: list[tuple[str, NamedNode]] = []
    for axiom in sorted((t for t in parts if t.predicate == _CHAIN), key=str):
        steps: list[str] = []
        at: Term = axiom.object
        while at in first and len(steps) <= len(first):
            steps.append(str(first[at]))
            at = rest.get(at, _NIL)
        if isinstance(axiom.subject, NamedNode):
            paths.append(("/".join(steps), axiom.subject))
    return paths


def _chained(triples: Iterable[Triple], paths: Sequence[tuple[str, NamedNode]]) -> set[Triple]:
    """What the chains make of a graph."""
    store = store_of(triples)
    found: set[Triple] = set()
    for path, made in paths:
        # the path is of IRIs from the ontology
        answer = store.query(f"CONSTRUCT {{ ?x {made} ?z }} WHERE {{ ?x {path} ?z }}")
        if isinstance(answer, QueryTriples):
            found |= set(answer)
    return found
