"""Every published query gives its expected answer in Virtuoso too, an engine by other people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Store

from tests.engines.virtuoso import in_virtuoso, running_virtuoso
from tests.queries.catalogue import Query, queries
from tests.queries.engines import in_pyoxigraph

pytestmark = pytest.mark.needs("virtuoso-t", "isql-vt")

ALL = tuple(queries())
#: Virtuoso has graphs of its own beside those of the release, so that its counts by graph are compared below.
GROWING = [query for query in ALL if query.expected is None and query.name != "triples-by-graph"]


@pytest.fixture(scope="module")
def virtuoso(release: Path) -> Iterator[str]:
    """Address of the endpoint of a Virtuoso that holds the release."""
    with running_virtuoso(release / "quads.nq") as endpoint:
        yield endpoint


@pytest.mark.parametrize("query", [q for q in ALL if q.expected is not None], ids=lambda query: query.name)
def test_virtuoso_answers(query: Query, virtuoso: str) -> None:
    """The expected rows come from Virtuoso."""
    assert query.comparable(in_virtuoso(virtuoso, query.text)) == query.expected


@pytest.mark.parametrize("query", GROWING, ids=lambda query: query.name)
def test_virtuoso_agrees(query: Query, virtuoso: str, store: Store) -> None:
    """Where the answer grows with the data, Virtuoso gives the rows that pyoxigraph gives."""
    answer = query.comparable(in_pyoxigraph(store, query.text))
    assert query.comparable(in_virtuoso(virtuoso, query.text)) == answer


def test_virtuoso_holds_all_and_nothing_else(virtuoso: str, store: Store) -> None:
    """Graph by graph, Virtuoso has as many triples as the release: none was lost or made on the way."""
    count = (
        "SELECT ?graph (COUNT(*) AS ?triples) WHERE { GRAPH ?graph { ?s ?p ?o } "
        'FILTER(STRSTARTS(STR(?graph), "https://w3id.org/nameplate/graph/")) } GROUP BY ?graph'
    )
    assert in_virtuoso(virtuoso, count).sorted() == in_pyoxigraph(store, count).sorted()
