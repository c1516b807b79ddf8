"""Every published query gives its expected answer in rdflib, in pyoxigraph, and at the endpoint."""

from __future__ import annotations

import pytest
from pyoxigraph import Store
from rdflib import Dataset

from tests.queries.catalogue import Query, queries
from tests.queries.engines import in_pyoxigraph, in_rdflib, over_http

ALL = tuple(queries())
FIXED = [query for query in ALL if query.expected is not None]
GROWING = [query for query in ALL if query.expected is None]


def _named(query: Query) -> str:
    return query.name


@pytest.mark.parametrize("query", FIXED, ids=_named)
def test_rdflib_answers(query: Query, dataset: Dataset) -> None:
    """The expected rows come from rdflib."""
    assert query.comparable(in_rdflib(dataset, query.text)) == query.expected


@pytest.mark.parametrize("query", FIXED, ids=_named)
def test_pyoxigraph_answers(query: Query, store: Store) -> None:
    """The expected rows come from pyoxigraph."""
    assert query.comparable(in_pyoxigraph(store, query.text)) == query.expected


@pytest.mark.parametrize("query", FIXED, ids=_named)
def test_endpoint_answers(query: Query, server_url: str) -> None:
    """The expected rows come from the endpoint over HTTP."""
    assert query.comparable(over_http(server_url, query.text)) == query.expected


@pytest.mark.parametrize("query", GROWING, ids=_named)
def test_growing_answers_agree(query: Query, dataset: Dataset, store: Store, server_url: str) -> None:
    """Where the answer grows with the data, all three give the same rows, and there are some."""
    answer = query.comparable(in_pyoxigraph(store, query.text))
    assert answer.rows
    assert query.comparable(in_rdflib(dataset, query.text)) == answer
    assert query.comparable(over_http(server_url, query.text)) == answer


def test_counts_add_up(store: Store) -> None:
    """The graphs are disjoint: the counts by graph add up to the triples of their union."""
    by_graph = next(query for query in ALL if query.name == "triples-by-graph")
    counts = [int(row[1]) for row in in_pyoxigraph(store, by_graph.text).rows]
    distinct = {(quad.subject, quad.predicate, quad.object) for quad in store}
    assert sum(counts) == len(store) == len(distinct)
