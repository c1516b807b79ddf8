"""Receipts over HTTP: made, verified, refused; the same answer has the same hash however it is asked for."""

from __future__ import annotations

import copy
import hashlib
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import jsonschema
import pytest
from click.testing import CliRunner
from pyoxigraph import QueryResultsFormat, RdfFormat
from werkzeug.test import Client, TestResponse

from server.cli import main
from server.formats import JSON, TSV, XML, ResultFormat
from server.names import thing
from server.results import summed_graph, summed_results
from server.wsgi import create_app
from tests.running import running_server
from tests.web.chained import write_chained
from tests.web.conftest import Reader
from tests.web.endpoint import DIRECT, FORM

CAC = "<https://w3id.org/nameplate/id/cac>"
TABLE = f"SELECT ?p ?o {{ {CAC} ?p ?o }}"
GRAPH = f"CONSTRUCT {{ {CAC} ?p ?o }} WHERE {{ {CAC} ?p ?o }}"
NOTHING = "SELECT ?x { ?x <https://w3id.org/nameplate/nowhere> ?y }"
#: Citations are blank nodes, whose labels are nobody's business.
BLANK = "SELECT ?c ?p ?o { ?claim <https://w3id.org/nameplate/ontology/citation> ?c . ?c ?p ?o }"
BLANK_GRAPH = (
    "CONSTRUCT { ?c ?p ?o } WHERE { ?x <https://w3id.org/nameplate/ontology/citation> ?c . ?c ?p ?o }"
)


def receipt(client: Client, query: str, **more: str) -> dict[str, Any]:
    """The receipt of a query."""
    answer = client.get("/receipt?" + urlencode({"query": query, **more}))
    assert answer.status_code == 200, answer.text
    assert answer.content_type == "application/json"
    found: dict[str, Any] = answer.get_json()
    return found


def verdict(client: Client, told: object) -> dict[str, Any]:
    """The verdict on a receipt."""
    answer = client.post("/receipt/verify", json=told)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def test_what_a_receipt_says(client: Client, small: Path) -> None:
    """Query, release, result, time and program stand in it, and it fits the schema that is served."""
    told = receipt(client, TABLE)
    manifest = json.loads((small / "manifest.json").read_text(encoding="utf-8"))
    rows = client.get("/sparql?" + urlencode({"query": TABLE, "format": "json"}))
    found = summed_results(rows.data, QueryResultsFormat.JSON)
    assert told["query"] == {
        "text": TABLE,
        "sha256": hashlib.sha256(TABLE.encode()).hexdigest(),
        "defaultGraphs": [],
        "namedGraphs": [],
        "at": None,
    }
    assert told["release"]["name"] == small.name == rows.headers["Nameplate-Release"]
    assert told["release"]["version"] == manifest["version"]
    assert told["release"]["canonicalSha256"] == manifest["canonical_sha256"]
    assert told["result"]["sha256"] == found.sha256
    assert told["result"]["rows"] == found.rows == len(rows.get_json()["results"]["bindings"]) > 0
    assert told["result"]["bytes"] == len(rows.data)
    assert told["result"]["mediaType"] == rows.content_type
    assert told["time"].endswith("Z")
    assert told["program"].startswith("nameplate ")
    assert "not what is true" in told["notice"]
    schema = client.get("/receipt/schema.json")
    assert schema.content_type == "application/schema+json"
    jsonschema.Draft202012Validator.check_schema(schema.get_json(force=True))
    jsonschema.validate(told, schema.get_json(force=True))


def test_headers(client: Client) -> None:
    """A receipt is of its moment, so nothing keeps it; it leads to its schema."""
    answer = client.get("/receipt?" + urlencode({"query": TABLE}), environ_base={"REMOTE_ADDR": "192.0.2.1"})
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Link"] == (
        '</receipt/schema.json>; rel="describedby"; type="application/schema+json"'
    )
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "RateLimit" in answer.headers


@pytest.mark.parametrize(
    ("body", "content_type", "target"),
    [
        (urlencode({"query": TABLE}), FORM, "/receipt"),
        (TABLE, DIRECT, "/receipt"),
        (TABLE, DIRECT, "/receipt?timeout=5"),
    ],
)
def test_posted_queries(client: Client, body: str, content_type: str, target: str) -> None:
    """A query is sent as to the endpoint, and has the same receipt."""
    answer = client.post(target, data=body, content_type=content_type)
    assert answer.status_code == 200, answer.text
    assert answer.get_json()["result"] == receipt(client, TABLE)["result"]


@pytest.mark.parametrize("form", [JSON, XML, TSV], ids=lambda form: form.extension)
@pytest.mark.parametrize("order", ["", " ORDER BY ?o", " ORDER BY DESC(?p)"])
def test_order_and_format_of_rows_change_nothing(client: Client, form: ResultFormat, order: str) -> None:
    """Whoever has the answer in any order and format finds the hash of the receipt."""
    told = receipt(client, TABLE)
    rows = client.get("/sparql?" + urlencode({"query": TABLE + order, "format": form.extension}))
    assert rows.content_type == form.content_type
    assert summed_results(rows.data, form.results).sha256 == told["result"]["sha256"]
    assert receipt(client, TABLE + order)["result"] == told["result"]


@pytest.mark.parametrize("form", ["ttl", "nt", "rdf", "jsonld"])
def test_format_of_a_graph_changes_nothing(client: Client, form: str) -> None:
    """Whoever has the graph in any format finds the hash of the receipt, blank nodes and all."""
    rdf = RdfFormat.from_extension(form)
    assert rdf is not None
    for query in (GRAPH, BLANK_GRAPH):
        told = receipt(client, query)["result"]
        answer = client.get("/sparql?" + urlencode({"query": query, "format": form}))
        found = summed_graph(answer.data, rdf)
        assert (told["kind"], told["sha256"], told["triples"]) == ("graph", found.sha256, found.triples)
        assert found.triples


def test_nothing_found_is_an_answer(client: Client) -> None:
    """No row, no triple and `false` are told as answers, and can be verified."""
    for query, count in ((NOTHING, "rows"), ("ASK { FILTER(false) }", ""), ("CONSTRUCT {} {}", "triples")):
        told = receipt(client, query)
        assert told["result"]["nothingFound"] is True
        assert "not that it is not so" in told["result"]["says"]
        assert told["result"].get(count, 0) == 0
        assert verdict(client, told)["verdict"] == "same"


def test_named_graphs_are_part_of_the_question(client: Client) -> None:
    """The dataset of the protocol is in the receipt, and is used again."""
    graph = "https://w3id.org/nameplate/graph/facts/doc-000"
    part = receipt(client, TABLE, **{"default-graph-uri": graph})
    assert part["query"]["defaultGraphs"] == [graph]
    assert 0 < part["result"]["rows"] < receipt(client, TABLE)["result"]["rows"]
    assert verdict(client, part)["verdict"] == "same"


@pytest.mark.parametrize("query", [TABLE, GRAPH, BLANK, BLANK_GRAPH, "ASK {}", NOTHING])
def test_receipts_are_verified(client: Client, query: str) -> None:
    """Asked again, the same release gives the same answer."""
    told = verdict(client, receipt(client, query))
    assert (told["verdict"], told["sameRelease"], told["sameAnswer"]) == ("same", True, True)
    assert told["differences"] == []
    assert told["now"]["result"]["sha256"]


def test_what_differs_is_told(client: Client) -> None:
    """Another count and hash than the data give, and another release, are told apart."""
    told = receipt(client, TABLE)
    forged = copy.deepcopy(told)
    forged["result"] |= {"rows": told["result"]["rows"] + 1, "sha256": "0" * 64}
    found = verdict(client, forged)
    assert found["verdict"] == "different"
    assert found["differences"] == [
        {"what": "rows", "receipt": told["result"]["rows"] + 1, "now": told["result"]["rows"]},
        {"what": "sha256", "receipt": "0" * 64, "now": told["result"]["sha256"]},
    ]
    other = copy.deepcopy(told)
    other["release"] |= {"canonicalSha256": "f" * 64, "name": "9.9.9-00", "version": "9.9.9"}
    found = verdict(client, other)
    assert (found["verdict"], found["sameRelease"], found["sameAnswer"]) == ("other release", False, True)
    assert told["release"]["name"] in found["says"]


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("SELECT (NOW() AS ?now) {}", 400, "stays the same"),
        ("SELECT (RAND() AS ?x) {}", 400, "stays the same"),
        ("SELECT (BNODE() AS ?x) {}", 400, "stays the same"),
        ("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }", 403, "SERVICE"),
        ("DELETE WHERE { ?s ?p ?o }", 403, "read-only"),
        ("SELECT", 400, "parse"),
        ("", 400, "query"),
    ],
)
def test_refused(client: Client, query: str, status: int, words: str) -> None:
    """What may have another answer next time, and what is no query, has no receipt; the problem says why."""
    answer = client.get("/receipt?" + urlencode({"query": query}))
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert words in answer.get_json()["detail"]


def test_without_a_query(client: Client) -> None:
    """There is a receipt of a query only."""
    answer = client.get("/receipt")
    assert answer.status_code == 400
    assert "/sparql" in answer.get_json()["detail"]


@pytest.mark.parametrize(
    ("body", "content_type", "status", "words"),
    [
        ("{", "application/json", 400, "no JSON"),
        ("[" * 100_000, "application/json", 400, "no JSON"),
        ("{}", "application/json", 400, "format"),
        ("[]", "application/json", 400, "a JSON object"),
        ("{}", "text/turtle", 415, "application/json"),
        (" " * 1_048_577, "application/json", 413, "bytes"),
    ],
)
def test_bodies_that_are_no_receipt(
    client: Client, body: str, content_type: str, status: int, words: str
) -> None:
    """What is no receipt is a mistake of the request, told by its place."""
    answer = client.post("/receipt/verify", data=body, content_type=content_type)
    assert answer.status_code == status
    assert words in answer.get_json()["detail"]


def test_methods_and_types(client: Client) -> None:
    """Receipts are posted to be verified, and are JSON."""
    assert client.get("/receipt/verify").status_code == 405
    refused: TestResponse = client.get(
        "/receipt?" + urlencode({"query": TABLE}), headers={"Accept": "text/turtle"}
    )
    assert refused.status_code == 406
    assert client.get(
        "/receipt?" + urlencode({"query": TABLE}), headers={"Accept": "text/html, */*;q=0.1"}
    ).is_json


def test_other_peoples_data_have_no_receipts(reader: Client) -> None:
    """Data from a file are no release that a receipt could name."""
    assert reader.get("/receipt?" + urlencode({"query": "ASK {}"})).status_code == 404


def test_as_of_a_day(site: Client, release: Path, tmp_path: Path) -> None:
    """The day is in the receipt as first and last day, and is asked again, here and on a copy."""
    above = f"SELECT ?x {{ {CAC} <http://www.w3.org/ns/org#subOrganizationOf> ?x }}"
    then, last = receipt(site, above, at="2012"), receipt(site, above)
    assert then["query"]["at"] == "2012-01-01/2012-12-31"
    assert last["query"]["at"] is None
    assert then["result"]["sha256"] != last["result"]["sha256"]
    assert verdict(site, then)["verdict"] == "same"
    query = tmp_path / "query.rq"
    query.write_text(above, encoding="utf-8")
    made = CliRunner().invoke(
        main, ["receipt", "make", str(query), "--release", str(release), "--at", "2012"]
    )
    offline = json.loads(made.stdout)
    assert {part: offline[part] for part in ("query", "release", "result")} == {
        part: then[part] for part in ("query", "release", "result")
    }


def test_offline_and_by_address(release: Path, tmp_path: Path) -> None:
    """The command verifies a server's receipt on a copy of the release, and the server one made there."""
    query, here = tmp_path / "query.rq", tmp_path / "receipt.json"
    query.write_text(TABLE, encoding="utf-8")
    run = CliRunner()
    made = run.invoke(main, ["receipt", "make", str(query), "--release", str(release)])
    assert made.exit_code == 0, made.output
    here.write_text(made.stdout, encoding="utf-8")
    with running_server("--release", str(release)) as url:
        told = run.invoke(main, ["receipt", "verify", str(here), "--release", url])
        assert (told.exit_code, told.stdout.partition(":")[0]) == (0, "same")
        with urlopen(f"{url}/receipt?" + urlencode({"query": TABLE})) as answer:
            theirs = answer.read()
    there = tmp_path / "theirs.json"
    there.write_bytes(theirs)
    assert json.loads(theirs)["result"] == json.loads(made.stdout)["result"]
    again = run.invoke(main, ["receipt", "verify", str(there), "--release", str(release)])
    assert (again.exit_code, again.stdout.partition(":")[0]) == (0, "same")
    forged = tmp_path / "forged.json"
    members = json.loads(theirs)
    members["result"]["rows"] += 1
    forged.write_text(json.dumps(members), encoding="utf-8")
    different = run.invoke(main, ["receipt", "verify", str(forged), "--release", str(release)])
    assert different.exit_code == 1
    assert different.stdout.startswith("different: ")
    assert "rows" in different.stdout


def test_commands_refuse(release: Path, tmp_path: Path) -> None:
    """What is no receipt, no release or no server is told in one line."""
    broken = tmp_path / "broken.json"
    broken.write_text("{", encoding="utf-8")
    run = CliRunner()
    found = run.invoke(main, ["receipt", "verify", str(broken), "--release", str(release)])
    assert (found.exit_code, "is no receipt" in found.output) == (1, True)
    query = tmp_path / "query.rq"
    query.write_text("SELECT (NOW() AS ?x) {}", encoding="utf-8")
    found = run.invoke(main, ["receipt", "make", str(query), "--release", str(release)])
    assert (found.exit_code, "stays the same" in found.output) == (1, True)
    query.write_text("ASK {}", encoding="utf-8")
    found = run.invoke(main, ["receipt", "make", str(query), "--release", str(broken)])
    assert (found.exit_code, "is no release" in found.output) == (1, True)
    good = tmp_path / "good.json"
    good.write_text(run.invoke(main, ["receipt", "make", str(query), "--release", str(release)]).stdout)
    found = run.invoke(main, ["receipt", "verify", str(good), "--release", "http://127.0.0.1:1"])
    assert (found.exit_code, "cannot be asked" in found.output) == (1, True)
    found = run.invoke(main, ["receipt", "verify", str(good), "--release", str(tmp_path / "nowhere")])
    assert found.exit_code == 2


def test_receipts_of_earlier_versions(tmp_path: Path) -> None:
    """A receipt of an earlier version is verified with that version, which the release carries."""
    directory = write_chained(tmp_path)
    query = tmp_path / "query.rq"
    query.write_text(f"SELECT ?o {{ <{thing('under-bureau')}> ?p ?o }}", encoding="utf-8")
    (file,) = directory.rglob("0.1.0.nq.zst")
    made = CliRunner().invoke(main, ["receipt", "make", str(query), "--release", str(file)])
    told = json.loads(made.stdout)
    assert told["release"]["version"] == "0.1.0"
    forged = copy.deepcopy(told)
    forged["result"]["rows"] += 1
    app = create_app(release=directory, workers=1)
    try:
        client = Reader(app)
        found = verdict(client, told)
        assert (found["verdict"], found["now"]["release"]["version"]) == ("same", "0.1.0")
        assert verdict(client, forged)["verdict"] == "different"
    finally:
        app.close()
