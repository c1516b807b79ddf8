"""One contract, three engines behind the same publisher: the built-in one, Virtuoso, the Oxigraph server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from werkzeug.test import Client

from server.errors import StartError
from server.names import GRAPH
from server.wsgi import Publisher, create_app
from tests.engines.conftest import Running
from tests.queries.catalogue import Query, queries, table
from tests.store.hostile import ENDLESS
from tests.web.conftest import Reader
from tests.web.endpoint import DIRECT, FORM, get, post

ALL = tuple(queries())
ANSWERED = [query for query in ALL if query.expected is not None]
GROWING = [query for query in ALL if query.expected is None]
FACTS, CURRENT = GRAPH + "facts/doc-000", GRAPH + "current"
#: A claim of the facts, which the projection of the last known state does not hold.
CLAIM = "?s <https://w3id.org/nameplate/ontology/standing> ?o"
JSON = "application/sparql-results+json"


def opened(release: Path, engine: str | None) -> Publisher:
    """The app in front of an engine."""
    return create_app(release=release, engine=engine, workers=2, query_timeout=8.0, result_limit=2)


@pytest.fixture(scope="module")
def built_in(release: Path) -> Iterator[Publisher]:
    """The app with its own engine."""
    app = opened(release, None)
    yield app
    app.close()


def in_front_of(running: Running, release: Path) -> Iterator[Publisher]:
    """The app in front of an engine that the release was pushed into, beside somebody else's graph."""
    done = running.push(release)
    assert done.returncode == 0, done.stderr
    running.put("http://example.org/graph", "<http://example.org/a> <http://example.org/b> 'elsewhere' .")
    app = opened(release, running.url)
    yield app
    app.close()


@pytest.fixture(scope="module")
def before_virtuoso(virtuoso: Running, release: Path) -> Iterator[Publisher]:
    """The app in front of Virtuoso."""
    yield from in_front_of(virtuoso, release)


@pytest.fixture(scope="module")
def before_oxigraph(oxigraph: Running, release: Path) -> Iterator[Publisher]:
    """The app in front of the Oxigraph server."""
    yield from in_front_of(oxigraph, release)


OTHERS = [
    pytest.param("before_virtuoso", marks=pytest.mark.needs("virtuoso-t", "isql-vt"), id="virtuoso"),
    pytest.param("before_oxigraph", id="oxigraph"),
]


@pytest.fixture(scope="module", params=OTHERS)
def fronted(request: pytest.FixtureRequest) -> Publisher:
    """The app in front of each other engine in turn."""
    found: Publisher = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="module", params=[pytest.param("built_in", id="built-in"), *OTHERS])
def app(request: pytest.FixtureRequest) -> Publisher:
    """The app with each engine in turn, its own first."""
    found: Publisher = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def client(app: Publisher) -> Client:
    """A client of it."""
    return Reader(app)


@pytest.mark.parametrize("query", ANSWERED, ids=lambda query: query.name)
def test_expected_answers(fronted: Publisher, query: Query) -> None:
    """Each competency query gives its expected rows through the publisher, whichever engine is behind."""
    answer = get(Reader(fronted), query.text, "text/csv")
    assert answer.status_code == 200, answer.text
    assert query.comparable(table(answer.text)) == query.expected


@pytest.mark.parametrize("query", GROWING, ids=lambda query: query.name)
def test_same_answers(fronted: Publisher, built_in: Publisher, query: Query) -> None:
    """Where the answer grows with the data, it is that of the built-in engine, without graphs of others."""
    found, expected = (get(Reader(app), query.text, "text/csv").text for app in (fronted, built_in))
    assert query.comparable(table(found)) == query.comparable(table(expected))


@pytest.mark.parametrize(
    ("content_type", "body", "target", "truth"),
    [
        (DIRECT, "ASK {}", "/sparql", True),
        (DIRECT, "ASK { FILTER('é' = '\\u00e9') }", "/sparql", True),
        (FORM, "query=ASK%7BFILTER(1%2B1%3D2)%7D&unknown=x", "/sparql", True),
        (DIRECT, f"ASK {{ {CLAIM} }}", "/sparql", True),
        (DIRECT, f"ASK {{ {CLAIM} }}", f"/sparql?default-graph-uri={FACTS}", True),
        (DIRECT, f"ASK {{ {CLAIM} }}", f"/sparql?default-graph-uri={CURRENT}", False),
        (DIRECT, f"ASK {{ {CLAIM} }}", f"/sparql?named-graph-uri={FACTS}", False),
        (DIRECT, f"ASK {{ GRAPH ?g {{ {CLAIM} }} }}", f"/sparql?named-graph-uri={FACTS}", True),
        (DIRECT, f"ASK {{ GRAPH ?g {{ {CLAIM} }} }}", f"/sparql?default-graph-uri={FACTS}", False),
        (DIRECT, f"ASK FROM <{FACTS}> {{ {CLAIM} }}", "/sparql", True),
        (DIRECT, f"ASK FROM <{CURRENT}> {{ {CLAIM} }}", "/sparql", False),
        (DIRECT, f"ASK FROM <{CURRENT}> {{ {CLAIM} }}", f"/sparql?default-graph-uri={FACTS}", True),
        (DIRECT, f"ASK FROM <{FACTS}> {{ {CLAIM} }}", f"/sparql?default-graph-uri={CURRENT}", False),
        (DIRECT, f"ASK FROM NAMED <{FACTS}> {{ {CLAIM} }}", "/sparql", False),
        (DIRECT, f"ASK FROM NAMED <{FACTS}> {{ GRAPH ?g {{ {CLAIM} }} }}", "/sparql", True),
        (DIRECT, f"ASK FROM <{FACTS}> {{ GRAPH ?g {{ {CLAIM} }} }}", "/sparql", False),
        (DIRECT, f"PREFIX g: <{GRAPH}> ASK FROM g:facts\\/doc-000 {{ {CLAIM} }}", "/sparql", True),
        (DIRECT, f"BASE <{GRAPH}> ASK FROM <current> {{ {CLAIM} }}", "/sparql", False),
        (DIRECT, "ASK { <id/cac> ?p ?o }", "/sparql", True),
        (
            DIRECT,
            "PREFIX i: <https://w3id.org/nameplate/id/> ASK { i:cac ?p <id/no-such> }",
            "/sparql",
            False,
        ),
        (DIRECT, "ASK { ?s ?p 'elsewhere' }", "/sparql", False),
        (DIRECT, "ASK { GRAPH ?g { ?s ?p 'elsewhere' } }", "/sparql", False),
        (DIRECT, "ASK FROM <http://nowhere.example/> { ?s ?p ?o }", "/sparql", False),
    ],
)
def test_datasets(client: Client, content_type: str, body: str, target: str, truth: bool) -> None:
    """Which graphs are asked is what the protocol says, not what an engine makes of it."""
    answer = post(client, body, content_type, target)
    assert answer.status_code == 200, answer.text
    assert answer.get_json(force=True)["boolean"] is truth


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ("", 400, "empty"),
        ("ASK {", 400, "is not closed"),
        ("SELECT * { ?s ?p }", 400, "line 1"),
        ("SELECT * {?s ?p ?o} GROUP BY ?s", 400, "line 1"),
        ("ASK { a:b a:c a:d }", 400, "prefix a: is not declared"),
        ("define input:inference 'x' ASK {}", 400, "starts with"),
        ("CLEAR ALL", 403, "read-only"),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", 403, "read-only"),
        ("ASK { SERVICE <http://127.0.0.1:9/> {} }", 403, "SERVICE"),
        ("ASK {" * 100, 400, "nested too deeply"),
        ("SELECT * { ?s ?p ?o }", 413, "LIMIT"),
    ],
)
def test_refusals(client: Client, body: str, status: int, words: str) -> None:
    """What is refused is refused with the same status and words, and most of it before any engine sees it."""
    answer = post(client, body)
    problem = answer.get_json(force=True)
    assert (answer.status_code, problem["status"]) == (status, status)
    assert words in problem["detail"]


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        ("SELECT * { ?s ?p ?o } LIMIT 3", JSON),
        ("SELECT * { ?s ?p ?o } LIMIT 3", "application/sparql-results+xml"),
        ("SELECT * { ?s ?p ?o } LIMIT 3", "text/csv"),
        ("SELECT * { ?s ?p ?o } LIMIT 3", "text/tab-separated-values"),
        ("ASK {}", JSON),
        ("ASK {}", "application/sparql-results+xml"),
        ("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 3", "text/turtle"),
        ("DESCRIBE <id/cac>", "text/turtle"),
        ("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 3", "application/ld+json"),
    ],
)
def test_formats(client: Client, query: str, accept: str) -> None:
    """Each format that the publisher offers is had, also where the engine has it not or writes it badly."""
    answer = get(client, query, accept)
    assert (answer.status_code, answer.mimetype) == (200, accept)
    assert answer.data


@pytest.mark.parametrize(
    ("accept", "parser"),
    [("text/turtle", "turtle"), ("application/rdf+xml", "xml"), ("application/ld+json", "json-ld")],
)
def test_graphs_are_the_same(client: Client, built_in: Publisher, accept: str, parser: str) -> None:
    """A graph with blank nodes is the same from every engine, in every format."""
    query = "CONSTRUCT WHERE { ?p <http://www.w3.org/2002/07/owl#propertyChainAxiom> ?c . ?c ?q ?r }"
    found = rdflib.Graph().parse(data=get(client, query, accept).data, format=parser)
    expected = rdflib.Graph().parse(data=get(Reader(built_in), query, "text/turtle").data, format="turtle")
    assert len(found) > 10
    assert found.isomorphic(expected)


def test_blank_nodes_in_tables(client: Client) -> None:
    """A blank node is one in every format; Virtuoso would give CSV and TSV a made-up IRI."""
    query = "SELECT ?b { ?b a <https://w3id.org/nameplate/ontology/Citation> FILTER(ISBLANK(?b)) } LIMIT 1"
    assert get(client, query, "text/csv").text.split()[1].startswith("_:")
    assert get(client, query, "text/tab-separated-values").text.split()[1].startswith("_:")
    assert get(client, query, JSON).get_json(force=True)["results"]["bindings"][0]["b"]["type"] == "bnode"


def test_what_takes_too_long(client: Client) -> None:
    """The deadline holds for every engine, and the next query is answered."""
    answer = get(client, ENDLESS, timeout="1")
    assert answer.status_code == 503
    assert answer.get_json(force=True)["type"].endswith("/problems/query-timeout")
    assert "Retry-After" in answer.headers
    assert get(client, "ASK {}").status_code == 200


def test_answers_have_tags(client: Client) -> None:
    """A release does not change, so its answers have tags, wherever they come from."""
    tag = get(client, f"ASK {{ {CLAIM} }}").headers["ETag"]
    again = client.get(f"/sparql?query=ASK {{ {CLAIM} }}", headers={"If-None-Match": tag})
    assert again.status_code == 304


def test_documents_do_not_depend_on_the_engine(client: Client, built_in: Publisher) -> None:
    """Things lead to their documents, which are byte for byte the same."""
    assert client.get("/id/cac", headers={"Accept": "text/turtle"}).status_code == 303
    assert client.get("/data/cac.ttl").data == Reader(built_in).get("/data/cac.ttl").data
    assert client.get("/page/cac").status_code == 200
    assert client.get("/readyz").status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (<bif:delay>(1) AS ?x) {}",
        "PREFIX x: <bif:> SELECT (x:delay(1) AS ?x) {}",
        "PREFIX x: <BI> SELECT (x:F:delay(1) AS ?x) {}",
        "SELECT (<\\u0073ql:rand>(1) AS ?x) {}",
        "SELECT * { ?s <bif:contains> 'x' }",
        "SELECT (<http://nowhere.example/f>(1) AS ?x) {}",
    ],
)
def test_procedures_of_an_engine(fronted: Publisher, query: str) -> None:
    """What an engine would run for anybody, and what it does not know, is refused."""
    answer = get(Reader(fronted), query)
    assert answer.status_code == 400, answer.text
    assert "Virtuoso" not in answer.text


@pytest.mark.usefixtures("before_oxigraph")
def test_an_engine_that_holds_something_else(oxigraph: Running, release: Path) -> None:
    """The server does not start in front of another release; it says what to run."""
    engine = oxigraph.engine
    kept = engine.triples(CURRENT, engine.counts(CURRENT)[CURRENT])
    engine.load(CURRENT, iter([kept[1:]]))
    try:
        with pytest.raises(StartError, match=r"graph/current> has .* there instead of .* run nameplate push"):
            opened(release, oxigraph.url)
    finally:
        engine.load(CURRENT, iter([kept]))


@pytest.mark.parametrize(
    ("engine", "words"),
    [
        ("http://127.0.0.1:9/sparql", "does not answer"),
        ("http://me:secret@127.0.0.1/sparql", "no password"),
        ("file:///etc/passwd", "is not the address of an engine"),
    ],
)
def test_an_engine_that_is_not_there(release: Path, engine: str, words: str) -> None:
    """One line says why the server does not start."""
    with pytest.raises(StartError, match=words):
        opened(release, engine)
