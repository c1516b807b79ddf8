"""Answers are summed within limits, whatever their blank nodes are like."""

from __future__ import annotations

import time

import pytest
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, serialize

from server.errors import QueryRefused
from server.formats import JSON, N_TRIPLES
from server.results import summed_graph, summed_results
from server.store.summing import summed

P = NamedNode("http://example.org/p")


def test_with_and_without_blank_nodes() -> None:
    """The process of its own finds what is found here."""
    table = (
        b'{"head": {"vars": ["b"]}, "results": {"bindings": [{"b": {"type": "bnode", "value": "x"}}, {}]}}'
    )
    graph = b"_:x <http://example.org/p> _:y .\n"
    truth = b'{"head": {}, "boolean": true}'
    assert summed(table, JSON) == summed_results(table, JSON.results)
    assert summed(graph, N_TRIPLES) == summed_graph(graph, N_TRIPLES.rdf)
    assert summed(truth, JSON) == summed_results(truth, JSON.results)
    assert summed(table, JSON).rows == 2


def test_a_graph_that_nobody_can_put_in_order() -> None:
    """Blank nodes that are all alike and all tied to each other are refused in time, and told why."""
    nodes = [BlankNode() for _ in range(11)]
    graph = serialize((Triple(a, P, b) for a in nodes for b in nodes if a != b), format=RdfFormat.N_TRIPLES)
    begun = time.monotonic()
    with pytest.raises(QueryRefused, match="too much alike"):
        summed(graph or b"", N_TRIPLES)
    assert time.monotonic() - begun < 30
