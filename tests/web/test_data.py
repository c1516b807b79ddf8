"""Other people's data, few and many: the same answers from memory and from disk."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse
from werkzeug.test import Client

from server.store.embedded import IN_MEMORY
from server.wsgi import Publisher, create_app
from tests.web.conftest import Reader
from tests.web.endpoint import get

THINGS = IN_MEMORY // 3 + 1


@pytest.fixture(scope="module", params=[60, THINGS], ids=["in memory", "on disk"])
def things(request: pytest.FixtureRequest) -> int:
    """How many things there are, each with three quads."""
    count: int = request.param
    return count


@pytest.fixture(scope="module")
def publisher(things: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publisher]:
    """A publisher of so many things, of which some quads come twice, in no order."""
    path: Path = tmp_path_factory.mktemp("data") / "things.nq"
    with path.open("w", encoding="utf-8") as file:
        for number in [*reversed(range(things)), *range(20)]:
            thing = f"<http://example.org/id/{number}>"
            file.write(f'{thing} <http://www.w3.org/2000/01/rdf-schema#label> "0{number}" .\n')
            file.write(f"{thing} <http://example.org/ns#part> _:part{number} <http://example.org/g> .\n")
            file.write(
                f"_:part{number} <http://example.org/ns#of> <http://example.org/id/{number // 9}> _:g .\n"
            )
    made = create_app(path, base_iri="http://example.org/", workers=2)
    yield made
    made.close()


def rows(publisher: Publisher, query: str) -> list[dict[str, dict[str, str]]]:
    """Solutions of a query."""
    answer = Client(publisher).get(
        "/sparql", query_string={"query": query}, headers={"Accept": "application/sparql-results+json"}
    )
    assert answer.status_code == 200, answer.text
    found: list[dict[str, dict[str, str]]] = json.loads(answer.data)["results"]["bindings"]
    return found


def test_each_quad_counts_once(publisher: Publisher, things: int) -> None:
    """What the description says is what a query counts; a graph that a blank node names is one too."""
    described = Client(publisher).get("/sparql", headers={"Accept": "application/n-triples"})
    assert described.status_code == 200
    triples = [
        t.object for t in parse(described.data, format=RdfFormat.N_TRIPLES) if "void" in t.predicate.value
    ]
    assert [t.value for t in triples if isinstance(t, Literal)] == [str(things)] * 3
    (count,) = rows(publisher, "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }")
    assert count["n"]["value"] == str(3 * things)


@pytest.mark.parametrize("number", [0, 7, 59])
def test_documents(publisher: Publisher, things: int, number: int) -> None:
    """A document has what is said of the thing, its blank nodes, and who names it; nothing else is known."""
    answer = Client(publisher).get(f"/data/{number}.nq")
    assert answer.status_code == 200, answer.text
    quads = list(parse(answer.data, format=RdfFormat.N_QUADS))
    assert {q.object for q in quads if q.subject == NamedNode(f"http://example.org/id/{number}")} >= {
        Literal(f"0{number}"),
        BlankNode(f"part{number}"),
    }
    naming = {q.subject for q in quads if q.object == NamedNode(f"http://example.org/id/{number}")}
    assert naming >= {BlankNode(f"part{n}") for n in range(number * 9, number * 9 + 9) if n < things}
    for absent in (f"/data/{things}.nq", f"/id/{things}", "/data/nothing.nq"):
        assert Client(publisher).get(absent).status_code == 404


@pytest.mark.parametrize(
    ("query", "accept", "status"),
    [
        ("", None, 200),
        ("", "*/*", 200),
        ("", "text/html,application/xhtml+xml,*/*;q=0.8", 200),
        ("", "application/xhtml+xml", 200),
        ("?format=html", "text/turtle", 200),
        ("", "text/turtle", 303),
        ("", "application/ld+json, application/json;q=0.5", 303),
        ("", "image/png;q=1, */*;q=0", 406),
        ("?format=ttl", None, 303),
        ("?format=nothing", None, 406),
    ],
)
def test_the_front_page_leads_readers_of_data_to_the_description(
    publisher: Publisher, query: str, accept: str | None, status: int
) -> None:
    """People get a page, programs the way to the description in their format."""
    answer = Reader(publisher).get("/" + query, headers={"Accept": accept} if accept else {})
    assert answer.status_code == status
    if status == 200:
        assert answer.content_type == "text/html; charset=utf-8"
        assert 'href="/dataset"' in answer.text
    elif status == 303:
        wanted = "/dataset.jsonld" if accept and "ld+json" in accept else "/dataset.ttl"
        assert answer.headers["Location"] == wanted
        assert Reader(publisher).get(wanted).status_code == 200


def test_blank_nodes_have_the_same_labels_in_every_worker(publisher: Publisher) -> None:
    """They are those of the file, whichever worker answers."""
    for offset in range(6):  # another question each time, so that each is run
        query = (
            f"SELECT ?o {{ GRAPH ?g {{ <http://example.org/id/{offset}> <http://example.org/ns#part> ?o }} }}"
        )
        assert [row["o"]["value"] for row in rows(publisher, query)] == [f"part{offset}"]


def test_a_file_without_a_statement(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """It is served, and the log says that nothing is in it."""
    (tmp_path / "empty.ttl").write_text("# nothing yet\n", encoding="utf-8")
    made = create_app(tmp_path / "empty.ttl", workers=1)
    try:
        assert get(Reader(made), "ASK { ?s ?p ?o }").get_json(force=True)["boolean"] is False
    finally:
        made.close()
    assert "there is no statement in empty.ttl" in caplog.text
