"""`serve --engine URL --base-iri IRI`: the publisher in front of somebody else's data."""

from __future__ import annotations

import re
import urllib.error
import urllib.request

import pytest
import rdflib

from server.errors import StartError
from server.wsgi import create_app
from tests.engines.conftest import Running
from tests.engines.virtuoso import running_virtuoso
from tests.running import running_server
from tests.web.conftest import Reader
from tests.web.endpoint import get

THEIRS = """\
@prefix e: <http://example.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
e:s rdfs:label "A thing" ; e:p e:o , [ e:q "one step on" ] .
e:o rdfs:label "Another" .
e:t e:p e:s .
"""


def test_things_of_others(running: Running) -> None:
    """A thing has its document and its page, made of what the engine says now; what is unknown is 404."""
    running.put("http://example.org/graph", THEIRS)
    app = create_app(engine=running.url, base_iri="http://example.org/", workers=2)
    try:
        client = Reader(app)
        assert client.get("/s", headers={"Accept": "text/turtle"}).location == "/data/s.ttl"
        found = rdflib.Graph().parse(data=client.get("/data/s.nt").data, format="nt")
        assert len(found) == 6
        assert rdflib.Literal("one step on") in set(found.objects())
        page = client.get("/page/s")
        assert page.status_code == 200
        assert "A thing" in page.text
        assert "Another" in page.text
        assert client.get("/none").status_code == 404
        assert client.get("/s%3E").status_code == 404

        running.put("http://example.org/graph", THEIRS.replace("A thing", "Renamed"))
        assert "Renamed" in client.get("/page/s").text
        assert "Renamed" in client.get("/data/s.ttl").text
    finally:
        app.close()


def test_answers_of_others_are_not_kept(running: Running) -> None:
    """Nobody knows when others change their data, so answers have no tag, and nothing is counted."""
    app = create_app(engine=running.url, base_iri="http://example.org/", workers=2)
    try:
        client = Reader(app)
        answer = get(client, "ASK {}")
        assert "ETag" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"
        description = client.get("/sparql", headers={"Accept": "text/turtle"}).text
        assert "sd:endpoint" in description
        assert "void:triples" not in description
    finally:
        app.close()


def test_by_command(oxigraph: Running) -> None:
    """The command needs no release for it."""
    oxigraph.put("http://example.org/graph", THEIRS)
    with running_server("--engine", oxigraph.url, "--base-iri", "http://example.org/") as url:
        with urllib.request.urlopen(url + "/data/s.ttl") as answer:
            assert b"A thing" in answer.read()
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(url + "/sparql", data=b"update=CLEAR+ALL")


@pytest.mark.parametrize(
    "settings", [{"data_path": "data.ttl"}, {"service_allow": ("https://query.wikidata.org/sparql",)}]
)
def test_what_an_engine_cannot_be_combined_with(settings: dict[str, str]) -> None:
    """Data files and SERVICE belong to the built-in engine."""
    with pytest.raises(StartError, match="not with data files or SERVICE"):
        create_app(engine="http://127.0.0.1:9/sparql", **settings)


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param("virtuoso", marks=pytest.mark.needs("virtuoso-t", "isql-vt")),
        "oxigraph",
    ],
)
def test_the_time_of_day_has_a_zone_or_not(request: pytest.FixtureRequest, kind: str) -> None:
    """NOW() of Virtuoso is without a time zone, as the guide says, and TIMEZONE of it is an error."""
    engine: Running = request.getfixturevalue(kind)
    app = create_app(engine=engine.url, base_iri="http://example.org/", workers=2)
    try:
        client = Reader(app)
        told = get(client, "SELECT (NOW() AS ?x) {}").get_json(force=True)["results"]["bindings"][0]["x"]
        assert told["datatype"] == "http://www.w3.org/2001/XMLSchema#dateTime"
        has_zone = kind != "virtuoso"
        assert bool(re.fullmatch(r"[-0-9]{10}T[:0-9]{8}(\.[0-9]+)?Z", told["value"])) == has_zone
        assert bool(re.fullmatch(r"[-0-9]{10}T[:0-9]{8}(\.[0-9]+)?", told["value"])) != has_zone
        (zone,) = get(client, "SELECT (TZ(NOW()) AS ?x) {}").get_json(force=True)["results"]["bindings"]
        assert zone["x"]["value"] == ("Z" if has_zone else "")
        assert get(client, "SELECT (TIMEZONE(NOW()) AS ?x) {}").status_code == (200 if has_zone else 502)
    finally:
        app.close()


@pytest.mark.needs("virtuoso-t", "isql-vt")
def test_graphs_that_virtuoso_cuts() -> None:
    """A table or a graph that reaches the engine's limit on rows is 413; what is below it is whole."""
    with running_virtuoso(rows=100) as url:
        app = create_app(engine=url, base_iri="http://example.org/", workers=2)
        try:
            client = Reader(app)
            for query in ("CONSTRUCT WHERE { ?s ?p ?o }", "SELECT * { ?s ?p ?o }"):
                assert get(client, query + " LIMIT 99").status_code == 200
                answer = get(client, query)
                assert answer.status_code == 413
                assert "LIMIT" in answer.get_json(force=True)["detail"]
        finally:
            app.close()
