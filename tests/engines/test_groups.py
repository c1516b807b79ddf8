"""A Virtuoso with a group of the release's graphs: it is asked by that, and answers the same."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from server.config import Settings
from server.formats import CSV
from server.store.embedded import EmbeddedStore, contents_of_release
from server.store.engines import engine_of_release
from server.store.guard import examine
from server.store.protocol import QueryRequest, Store
from server.store.remote import GROUP
from tests.engines.virtuoso import running_virtuoso

GRAPHS = {"http://example.org/g": 3, "http://example.org/h": 2}
QUERIES = [
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "SELECT ?s ?o { ?s ?p ?o } ORDER BY ?s ?o",
    "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
    "SELECT (COUNT(*) AS ?n) FROM <http://example.org/h> { ?s ?p ?o }",
    "SELECT ?s ?o ?g { ?s ?p ?o . GRAPH ?g { ?s ?p ?o } } ORDER BY ?s ?o ?g",
]


def answers(store: Store) -> list[bytes]:
    """What a store says to all queries."""
    return [store.query(QueryRequest(examine(query), CSV)).read() for query in QUERIES]


@pytest.mark.needs("virtuoso-t", "isql-vt")
def test_a_group_of_graphs(tmp_path: Path) -> None:
    """The union is the group, graphs by name are graphs; a group that lacks one of them is not used."""
    quads = tmp_path / "quads.nq"
    lines = [
        f"<http://example.org/{n}> <http://example.org/p> <http://example.org/{name[-1]}/{n}> <{name}> .\n"
        for name, count in GRAPHS.items()
        for n in range(count)
    ]
    quads.write_text("".join(lines), encoding="utf-8")
    settings, contents = Settings(workers=1), contents_of_release("tag", GRAPHS)
    with closing(EmbeddedStore(quads, contents, settings)) as own:
        expected = answers(own)
    create = f"DB.DBA.RDF_GRAPH_GROUP_CREATE('{GROUP}', 1);"
    insert = [f"DB.DBA.RDF_GRAPH_GROUP_INS('{GROUP}', '{graph}');" for graph in GRAPHS]
    for commands, is_used in (([create, insert[0]], False), ([create, *insert], True)):
        with (
            running_virtuoso(quads, commands=commands) as url,
            closing(engine_of_release(url, contents, settings)) as store,
        ):
            assert (store._union == (GROUP,)) is is_used
            assert answers(store) == expected
