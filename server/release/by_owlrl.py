"""The OWL 2 RL closure by `owlrl`: every rule of the profile, rule by rule in Python, and slow for it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Final

import rdflib
from owlrl import DeductiveClosure
from owlrl.OWLRL import OWLRL_Semantics
from pyoxigraph import Triple

from server.release.bridge import graph_of, triples_of
from server.release.closure import Closure, Limits, gave_up

_ERROR: Final = rdflib.URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")


def closed(triples: Iterable[Triple], limits: Limits) -> Closure:
    """The closure of a graph, with the clashes that the reasoner reports.

    Raises:
        CheckFailed: the limits were reached.
    """
    graph = graph_of(triples)
    _expand(graph, limits)
    errors = sorted(str(text) for text in graph.objects(None, _ERROR))
    for told in list(graph.subjects(_ERROR, None)):
        graph.remove((told, None, None))
    return Closure(frozenset(triples_of(graph)), tuple(errors))


def _expand(graph: rdflib.Graph, limits: Limits) -> None:
    """Close a graph in place, within limits."""
    deadline = time.monotonic() + limits.seconds
    size = len(graph)

    class Bounded(OWLRL_Semantics):  # type: ignore[misc]  # owlrl publishes no types
        """The rules, counting what they make."""

        def store_triple(self, triple: tuple[object, object, object]) -> None:
            super().store_triple(triple)
            if len(self.added_triples) + size > limits.triples:
                raise gave_up(f"more than {limits.triples} triples")

        def rules(self, triple: tuple[object, object, object], cycle: int) -> None:
            if time.monotonic() > deadline:
                raise gave_up(f"more than {limits.seconds:g} seconds")
            super().rules(triple, cycle)

        def empty_stored_triples(self) -> None:
            nonlocal size
            size = len(self.graph)
            super().empty_stored_triples()

    DeductiveClosure(Bounded, axiomatic_triples=False, datatype_axioms=False).expand(graph)
