"""Receipts over HTTP: made, verified, refused; the same answer has the same hash however it is asked for."""

from __future__ import annotations

import copy
import hashlib
import html
import io
import json
import re
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin
from urllib.request import urlopen

import jsonschema
import pytest
from click.testing import CliRunner
from pyoxigraph import QueryResultsFormat, RdfFormat, parse
from werkzeug.test import Client, TestResponse

from server.canonical import document
from server.cli import main
from server.formats import JSON, TSV, XML, ResultFormat
from server.names import thing
from server.results import summed_graph, summed_results
from server.web.proofs import RECEIPT
from server.wsgi import create_app
from tests.running import running_server
from tests.web.chained import write_chained
from tests.web.conftest import Reader
from tests.web.endpoint import DIRECT, FORM
from tests.web.reading import SEARCH_SCRIPT, programs

CAC = "<https://w3id.org/nameplate/id/cac>"
ABOVE = "<http://www.w3.org/ns/org#subOrganizationOf>"
BASE = "https://w3id.org/nameplate/"
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


def test_a_release_that_is_named_is_the_one_that_is_asked(client: Client) -> None:
    """A receipt of another release than was named is not given in its place."""
    told = receipt(client, TABLE)
    for name in (told["release"]["version"], told["release"]["name"], told["release"]["canonicalSha256"]):
        assert receipt(client, TABLE, release=name)["release"] == told["release"]
    refused = client.get("/receipt?" + urlencode({"query": TABLE, "release": "0.0.7"}))
    assert refused.status_code == 400
    assert refused.get_json()["detail"].startswith(
        f"receipts are made here of {told['release']['version']}, "
    )
    assert "not of 0.0.7: leave release out" in refused.get_json()["detail"]


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


def test_types(client: Client) -> None:
    """A receipt is JSON, or a page where that is preferred; `format` says so in a link."""
    address = "/receipt?" + urlencode({"query": TABLE})
    for accept, form, expected in (
        ("text/csv", "", None),
        ("text/html, */*;q=0.1", "", "text/html"),
        ("*/*", "", "application/json"),
        ("text/html", "json", "application/json"),
        ("application/json", "html", "text/html"),
        ("application/json", "csv", "application/json"),
    ):
        answer = client.get(address + (f"&format={form}" if form else ""), headers={"Accept": accept})
        assert (answer.status_code, answer.mimetype) == (
            (406, "application/problem+json") if expected is None else (200, expected)
        )
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Accept" in answer.vary


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


#: What is said of an answer with nothing in it, that holds for all that is known; and for what is certain.
UNSTATED = "the release does not state it", "数据中没有符合查询的内容", "資料中沒有符合查詢的內容"
UNCERTAIN = "Nothing that is certain then", "当时确定的内容中没有", "當時確定的內容中沒有"


@pytest.mark.parametrize(
    ("pattern", "chosen", "says", "leads"),
    [
        (f"{CAC} {ABOVE} ?x", {"at": "2016-12-31"}, UNCERTAIN, True),
        (
            f"{CAC} {ABOVE} ?x",
            {"at": "2016-12-31", "default-graph-uri": BASE + "graph/current"},
            UNCERTAIN,
            False,
        ),
        (f"GRAPH <{BASE}graph/possible> {{ {CAC} {ABOVE} {CAC} }}", {"at": "2016-12-31"}, UNSTATED, False),
        (f"GRAPH ?g {{ {CAC} {ABOVE} {CAC} }}", {"at": "2016-12-31"}, UNSTATED, False),
        (f"{CAC} {ABOVE} {CAC}", {}, UNSTATED, False),
    ],
)
def test_nothing_certain_is_not_nothing(
    site: Client, pattern: str, chosen: dict[str, str], says: tuple[str, ...], leads: bool
) -> None:
    """As of a day, that nothing was found says so much of what is certain; what is possible is led to."""
    query = f"SELECT * {{ {pattern} }}"
    told = receipt(site, query, **chosen)
    certain = says is UNCERTAIN
    assert told["result"]["nothingFound"] is True
    assert ("does not state it" in told["result"]["says"]) is not certain
    assert (f"<{BASE}graph/possible>" in told["result"]["says"]) is certain
    for tag, words in zip(("en", "zh-Hans", "zh-Hant"), says, strict=True):
        asked = urlencode({"query": query, **chosen, "lang": tag})
        page = site.get(f"/receipt?{asked}", headers=BROWSER).text
        posted = {"receipt": json.dumps(told)}
        verified = site.post(f"/receipt/verify?lang={tag}", data=posted, headers=BROWSER).text
        cited = site.get(f"/cite?{asked}&form=text").text
        assert (words in page, words in verified, "graph/possible" in cited.partition(". In:")[2]) == (
            True,
            True,
            certain and tag == "en",
        )
        links = [
            html.unescape(one) for one in re.findall(r'href="(/receipt\?[^"]*graph%2Fpossible[^"]*)"', page)
        ]
        links = [one for one in links if "format=json" not in one]
        assert bool(links) is leads
        if leads:
            wider = site.get(links[0] + "&format=json").get_json()
            assert (wider["result"]["rows"], wider["query"]["at"]) == (2, told["query"]["at"])


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


def cells(page: str) -> dict[str, list[str]]:
    """The rows of the page of a receipt or verdict: what each tells → its cells."""
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', page, re.DOTALL)
    found = {}
    for name, row in rows:
        told = [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<td>(.*?)</td>", row, re.DOTALL)]
        found[html.unescape(re.sub(r"<[^>]+>", "", name))] = [html.unescape(cell) for cell in told]
    return found


def of_page(page: str, name: str) -> str:
    """The value of a field of a form."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return html.unescape(found[1])


BROWSER = {"Accept": "text/html"}


def test_the_page_of_a_receipt(client: Client) -> None:
    """It tells what the JSON tells, leads to it and to the citation, and has a button that verifies."""
    query = "SELECT ?p ?o { <https://w3id.org/nameplate/id/cac> ?p ?o } # <script>"
    told = receipt(client, query)
    page = client.get("/receipt?" + urlencode({"query": query}), headers=BROWSER).text
    assert cells(page) == {
        "Kind": ["table"],
        "Rows": [str(told["result"]["rows"])],
        "Columns": ["?o, ?p"],
        "SHA-256 of the answer": [told["result"]["sha256"]],
        "Release": [f"{told['release']['version']} ({told['release']['name']})"],
        "Canonical hash of its data": [told["release"]["canonicalSha256"]],
        "Asked": [json.loads(of_page(page, "receipt"))["time"]],
        "Answered by": [told["program"]],
    }
    assert "<script>" not in page
    links = [html.unescape(href) for href in re.findall(r'href="(/[^"]*)"', page)]
    (data,) = {link for link in links if "format=json" in link}
    assert client.get(data, headers=BROWSER).get_json()["result"] == told["result"]
    (cited,) = [link for link in links if link.startswith("/cite?")]
    assert told["result"]["sha256"] in client.get(cited).text
    assert "/receipt/verify" in links
    verified = client.post("/receipt/verify", data={"receipt": of_page(page, "receipt")}, headers=BROWSER)
    assert "The same answer" in verified.text


def test_the_form_is_found(client: Client) -> None:
    """The page of an answer leads to the form; without a receipt a browser gets it, as does who takes all."""
    page = client.get("/sparql?" + urlencode({"query": TABLE}), headers=BROWSER).text
    assert '<a href="/receipt/verify">' in page
    for headers in (BROWSER, {"Accept": "*/*"}, {}):
        form = client.get("/receipt/verify", headers=headers)
        assert (form.status_code, form.mimetype) == (200, "text/html")
        assert re.search(
            r'<form method="post" action="/receipt/verify" enctype="multipart/form-data"', form.text
        )
        assert {"receipt", "file", "query", "sha256", "release", "at"} <= set(
            re.findall(r'(?:textarea|input)[^>]* name="(\w+)"', form.text)
        )
        assert programs(form.text) == [SEARCH_SCRIPT]
    asked = client.get("/receipt/verify", headers={"Accept": "application/json"})
    assert (asked.status_code, asked.content_type) == (400, "application/problem+json")
    assert "POST the receipt" in asked.get_json()["detail"]
    assert client.get("/receipt/verify", headers={"Accept": "text/turtle"}).status_code == 406


def forged(told: dict[str, Any], **release: str) -> dict[str, Any]:
    """The same receipt with another count and hash, or of another release."""
    made = copy.deepcopy(told)
    if release:
        made["release"] |= release
    else:
        made["result"] |= {"rows": told["result"]["rows"] + 1, "sha256": "0" * 64}
    return made


def test_what_is_not_published_in_words(client: Client) -> None:
    """A receipt of what is not published says so: not at hand it cannot be verified, at hand only for now."""
    told = receipt(client, TABLE)
    for sent, heading, words in (
        (
            forged(told, canonicalSha256="f" * 64, name="0.2.0-dev-00"),
            "Not a published version",
            "it is not at hand, so this cannot be verified. The one that was asked gives the same answer.",
        ),
        (
            forged(forged(told), canonicalSha256="f" * 64, name="0.2.0-dev-00"),
            "Not a published version",
            "gives another answer, which says nothing against the receipt.",
        ),
        (told, "The same answer", "this can be verified only as long as somebody keeps that build."),
    ):
        page = client.post("/receipt/verify", json=sent, headers=BROWSER)
        assert f'<h2 id="verdict">{heading}</h2>' in page.text
        assert words in page.text
    own = client.get("/receipt?" + urlencode({"query": TABLE}), headers=BROWSER).text
    assert "this can be verified only as long as somebody keeps that build." in own
    chinese = client.post("/receipt/verify?lang=zh-Hant", json=told, headers=BROWSER).text
    assert "該版本並非正式發布的版本" in chinese
    found = verdict(client, forged(told, canonicalSha256="f" * 64, name="0.2.0-dev-00"))
    assert (found["verdict"], found["publishedRelease"], found["sameAnswer"]) == (
        "not published",
        False,
        True,
    )
    stated = {"query": TABLE, "sha256": told["result"]["sha256"], "release": "0.2.0-dev"}
    cited = client.get("/receipt/verify?" + urlencode(stated)).get_json()
    assert (cited["verdict"], cited["publishedRelease"]) == ("not published", False)


def test_verdicts_in_words(client: Client) -> None:
    """Same answer, other answer, other data: in words, with hashes and counts of both sides."""
    told = receipt(client, TABLE)
    rows, sha = told["result"]["rows"], told["result"]["sha256"]
    other = {"canonicalSha256": "f" * 64, "name": "9.9.9-00", "version": "9.9.9"}
    for sent, heading, counts, hashes, differing in (
        (told, "The same answer", [rows, rows], [sha, sha], set()),
        (
            forged(told),
            "The answer differs",
            [rows + 1, rows],
            ["0" * 64, sha],
            {"Rows", "SHA-256 of the answer"},
        ),
        (
            forged(told, **other),
            "Other data, the same answer",
            [rows, rows],
            [sha, sha],
            {"Release", "Canonical hash of its data"},
        ),
        (
            forged(forged(told), **other),
            "The data changed, and so did the answer",
            [rows + 1, rows],
            ["0" * 64, sha],
            {"Rows", "SHA-256 of the answer", "Release", "Canonical hash of its data"},
        ),
    ):
        text = json.dumps(sent)
        pages = [
            client.post("/receipt/verify", data=data, content_type=kind, headers=BROWSER)
            for data, kind in (
                ({"receipt": text}, FORM),
                ({"receipt": text, "file": (io.BytesIO(), "")}, "multipart/form-data"),
                (
                    {"receipt": "", "file": (io.BytesIO(text.encode("utf-8-sig")), "r.json")},
                    "multipart/form-data",
                ),
                (text, "application/json"),
            )
        ]
        assert {(page.status_code, page.mimetype) for page in pages} == {(200, "text/html")}
        for page in pages:
            verdict_heading = re.search(r'<h2 id="verdict">(.*?)</h2>', page.text)
            assert verdict_heading
            assert verdict_heading[1] == heading
            said = cells(page.text)
            marked = {name.removesuffix(" ≠") for name in said if name.endswith(" ≠")}
            plain = {name.removesuffix(" ≠"): values for name, values in said.items()}
            assert marked == differing
            assert plain["Rows"] == [str(count) for count in counts]
            assert plain["SHA-256 of the answer"] == hashes
            assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("tag", "heading", "words"),
    [
        (
            "zh-Hans",
            "结果相同",
            ["核验凭据", "凭据", "现在", "行数", "结果的 SHA-256", "发布版", "粘贴", "没有凭据时"],
        ),
        (
            "zh-Hant",
            "結果相同",
            ["核驗憑據", "憑據", "現在", "列數", "結果的 SHA-256", "發布版", "貼上", "沒有憑據時"],
        ),
    ],
)
def test_verdicts_in_chinese(client: Client, tag: str, heading: str, words: list[str]) -> None:
    """Receipt, form, verdict and what is wrong are in the reader's language; the hashes are the same."""
    told = receipt(client, TABLE)
    page = client.post(f"/receipt/verify?lang={tag}", data={"receipt": json.dumps(told)}, headers=BROWSER)
    assert f'<html lang="{tag}">' in page.text
    assert page.headers["Content-Language"] == tag
    assert f'<h2 id="verdict">{heading}</h2>' in page.text
    empty = client.post(f"/receipt/verify?lang={tag}", data={"receipt": ""}, headers=BROWSER).text
    for word in words:
        assert word in page.text + empty
    assert told["result"]["sha256"] in page.text
    for text in (
        page.text,
        empty,
        client.get(f"/receipt?lang={tag}&" + urlencode({"query": TABLE}), headers=BROWSER).text,
    ):
        main = text.partition("<main")[2].partition("</main>")[0]
        said = re.findall(r"<(?:h1|h2|p|label|button|summary|th|small)[^>]*>([^<]+)<", main)
        assert said
        assert [one for one in said if not re.search("[\u4e00-\u9fff]", one) and one.strip()] == []


def test_nothing_found_is_verified_in_words(client: Client) -> None:
    """That nothing was found and still is not is the same answer, and is told as one."""
    page = client.post(
        "/receipt/verify", data={"receipt": json.dumps(receipt(client, NOTHING))}, headers=BROWSER
    )
    assert "The same answer" in page.text
    assert "which is not to say that it is not so" in page.text
    assert cells(page.text)["Rows"] == ["0", "0"]


@pytest.mark.parametrize("way", ["name", "canonicalSha256"])
def test_by_what_a_citation_tells(client: Client, way: str) -> None:
    """Query, hash and release are enough for a verdict, for programs and for people."""
    told = receipt(client, TABLE)
    stated = {"query": TABLE, "sha256": told["result"]["sha256"].upper(), "release": told["release"][way]}
    found = client.get("/receipt/verify?" + urlencode(stated)).get_json()
    assert (found["verdict"], found["sameRelease"], found["differences"]) == ("same", True, [])
    assert found["now"]["result"] == told["result"]
    page = client.get("/receipt/verify?" + urlencode(stated), headers=BROWSER).text
    assert "The same answer" in page
    assert cells(page)["Rows"] == ["–", str(told["result"]["rows"])]
    wrong = client.get("/receipt/verify?" + urlencode({**stated, "sha256": "0" * 64})).get_json()
    assert wrong["verdict"] == "different"
    assert [one["what"] for one in wrong["differences"]] == ["sha256"]
    other = client.get("/receipt/verify?" + urlencode({**stated, "release": "9.9.9"})).get_json()
    assert (other["verdict"], other["sameAnswer"]) == ("other release", True)


def test_a_citation_can_be_verified(client: Client) -> None:
    """What the citation of an answer says in text is all that the form wants."""
    text = client.get("/cite?" + urlencode({"query": TABLE, "form": "text"})).text
    hashes = re.search(r"SHA-256 of the query (\w{64}), of the answer (\w{64})", text)
    build = re.search(r"build ([\w.-]+[\w])", text)
    assert hashes
    assert build
    stated = {"query": TABLE, "sha256": hashes[2], "release": build[1]}
    assert client.get("/receipt/verify?" + urlencode(stated)).get_json()["verdict"] == "same"


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ({"query": TABLE}, "Give query, sha256"),
        ({"sha256": "0" * 64, "release": "x"}, "Give query, sha256"),
        ({"query": TABLE, "sha256": "abc", "release": "x"}, "64 hexadecimal digits"),
        ({"query": "SELECT", "sha256": "0" * 64, "release": "x"}, "parse"),
        ({"query": TABLE, "sha256": "0" * 64, "release": "x", "at": "soon"}, "takes a day"),
    ],
)
def test_bad_statements(client: Client, stated: dict[str, str], words: str) -> None:
    """What is no statement of an answer is told as a problem, and to people on the form that they sent."""
    address = "/receipt/verify?" + urlencode(stated)
    refused = client.get(address)
    assert (refused.status_code, refused.content_type) == (400, "application/problem+json")
    assert words in refused.get_json()["detail"]
    page = client.get(address, headers=BROWSER)
    assert (page.status_code, page.mimetype) == (400, "text/html")
    assert words in html.unescape(page.text)
    assert "No verdict" in page.text
    for name in ("sha256", "release", "at"):
        assert of_page(page.text, name) == stated.get(name, "")


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        ({"receipt": "{ <b>"}, 400, "This is no JSON"),
        ({"receipt": "{}"}, 400, "This is no receipt"),
        ({"receipt": " "}, 400, "paste one"),
        ({}, 400, "paste one"),
        ({"file": (io.BytesIO(b"\xff{}"), "r.json")}, 400, "not UTF-8"),
        ({"receipt": "x" * 1_048_577}, 413, "bytes"),
    ],
)
def test_bad_receipts_in_the_form(client: Client, data: dict[str, Any], status: int, words: str) -> None:
    """What was pasted comes back with what is wrong with it; a program gets a problem."""
    kind = "multipart/form-data" if "file" in data else FORM
    page = client.post("/receipt/verify", data=dict(data), content_type=kind, headers=BROWSER)
    assert (page.status_code, page.mimetype) == (status, "text/html")
    assert words in page.text
    assert "<b>" not in page.text
    if "file" not in data:
        told = client.post("/receipt/verify", data=data, content_type=kind)
        assert (told.status_code, told.content_type) == (status, "application/problem+json")


def test_answers_for_programs_lead_to_citation_and_receipt(client: Client) -> None:
    """In each format `Link` leads to what tells how to cite the answer, and to its receipt, on both paths."""
    for query, forms in ((TABLE, ["json", "xml", "csv", "tsv"]), (GRAPH, ["ttl", "nt", "rdf", "jsonld"])):
        told = receipt(client, query)
        for form in (*forms, *forms):  # made now, then given again from memory
            address = "/sparql?" + urlencode({"query": query, "format": form, "timeout": 5})
            answer = client.get(address)
            links = linked(answer)
            assert set(links) == {"describedby", f"describedby {RECEIPT}"}
            cited = client.get(links["describedby"])
            assert cited.content_type == "application/vnd.citationstyles.csl+json"
            (item,) = cited.get_json(force=True)
            assert told["result"]["sha256"] in item["note"]
            proof = client.get(links[f"describedby {RECEIPT}"])
            assert proof.get_json()["result"] == told["result"]
            assert linked(client.head(address)) == links


def linked(answer: TestResponse) -> dict[str, str]:
    """The links of an answer of the endpoint by their relations, as paths."""
    found = re.findall(r'<([^>]*)>; rel="([^"]*)"', answer.headers.get("Link", ""))
    return {rel: urljoin("/sparql", target) for target, rel in found}


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("SELECT (NOW() AS ?x) {}", "it has no receipt"),
        ("SELECT ?x { ?x ?y 'a' } # " + "x" * 1000, "it is too long for a header"),
        ("SELECT", "it has no answer"),
    ],
)
def test_answers_without_links(client: Client, query: str, why: str) -> None:
    """Where there is no receipt, or no room for its address, no link leads there."""
    assert linked(client.get("/sparql?" + urlencode({"query": query}))) == {}, why


def test_headers_stay_small(client: Client) -> None:
    """With the longest query that has links all headers fit into the 4 kB that proxies set aside."""
    query = "SELECT ?x { ?x ?y 'a' } #"
    rest = 1000 - len(urlencode({"query": query}))
    answer = client.get("/sparql?" + urlencode({"query": query + "x" * rest}))
    assert len(linked(answer)) == 2
    assert sum(len(name) + len(value) + 4 for name, value in answer.headers) < 4000
    assert linked(client.get("/sparql?" + urlencode({"query": query + "x" * (rest + 1)}))) == {}


def test_posted_queries_have_no_links(client: Client) -> None:
    """What is posted has no address that could lead to its receipt."""
    answer = client.post("/sparql", data=TABLE, content_type=DIRECT)
    assert answer.status_code == 200
    assert linked(answer) == {}


def test_links_hold_what_was_sent(client: Client) -> None:
    """Graphs and the rest go along, the format does not; what is no part of an address is escaped."""
    graph = "https://w3id.org/nameplate/graph/facts/doc-000"
    asked = urlencode({"query": TABLE, "default-graph-uri": graph})
    links = linked(client.get(f"/sparql?format=csv&{asked}"))
    assert links[f"describedby {RECEIPT}"] == f"/receipt?{asked}"
    assert client.get(links[f"describedby {RECEIPT}"]).get_json()["query"]["defaultGraphs"] == [graph]
    odd = linked(client.get('/sparql?query=ASK{?a<urn:b>",;"}'))
    assert odd == {
        "describedby": "/cite?query=ASK%7B?a%3Curn:b%3E%22%2C%3B%22%7D&form=csl",
        f"describedby {RECEIPT}": "/receipt?query=ASK%7B?a%3Curn:b%3E%22%2C%3B%22%7D",
    }


def test_other_peoples_answers_have_no_links(reader: Client) -> None:
    """Data from a file have neither citations nor receipts."""
    answer = reader.get("/sparql?" + urlencode({"query": "ASK {}"}))
    assert (answer.status_code, "Link" in answer.headers) == (200, False)


def test_answers_as_of_a_day_are_linked(site: Client) -> None:
    """The day goes along, and the description of then is linked as ever."""
    above = f"SELECT ?x {{ {CAC} <http://www.w3.org/ns/org#subOrganizationOf> ?x }}"
    answer = site.get("/sparql?" + urlencode({"query": above, "at": "2020-06-30"}))
    links = re.findall(r'<([^>]*)>; rel="describedby[^"]*"', ", ".join(answer.headers.getlist("Link")))
    assert [urljoin("/sparql", link).partition("?")[0].rpartition("/")[2] for link in links] == [
        "cite",
        "receipt",
        "sparql",
    ]
    assert site.get(urljoin("/sparql", links[1])).get_json()["query"]["at"] == "2020-06-30"


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
        stated = {"query": told["query"]["text"], "sha256": told["result"]["sha256"], "release": "0.1.0"}
        cited = client.get("/receipt/verify?" + urlencode(stated)).get_json()
        assert (cited["verdict"], cited["now"]["release"]["version"]) == ("same", "0.1.0")
        assert verdict(client, forged)["verdict"] == "different"
    finally:
        app.close()


def test_the_release_of_a_receipt_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command asks the published version of the receipt, or the build, and says which one it was."""
    built = write_chained(tmp_path)
    project = tmp_path / "project"
    for folder in ("instances", "releases", "build/releases"):
        (project / folder).mkdir(parents=True)
    for version in ("0.1.0", "0.2.0"):
        (found,) = built.rglob(f"{version}.nq.zst")
        shutil.copy(found, project / "releases" / found.name)
    build = Path(shutil.copytree(built, project / "build" / "releases" / built.name))
    quads = list(parse((build / "quads.nq").read_bytes(), format=RdfFormat.N_QUADS))
    manifest = json.loads((build / "manifest.json").read_text(encoding="utf-8"))
    manifest["canonical_sha256"] = hashlib.sha256(document(quads)).hexdigest()
    (build / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    monkeypatch.setenv("NAMEPLATE_ROOT", str(project))
    monkeypatch.chdir(project)
    query, run = tmp_path / "query.rq", CliRunner()
    query.write_text(f"SELECT ?o {{ <{thing('under-bureau')}> ?p ?o }}", encoding="utf-8")
    places = {
        "0.1.0": Path("releases", "0.1.0.nq.zst"),
        "0.2.0": Path("releases", "0.2.0.nq.zst"),
        built.name: Path("build", "releases", built.name),
    }
    sent = tmp_path / "receipt.json"
    for name, place in places.items():
        made = run.invoke(main, ["receipt", "make", str(query), "--release", str(place)])
        assert json.loads(made.stdout)["release"]["name"] == name
        sent.write_text(made.stdout, encoding="utf-8")
        told = run.invoke(main, ["receipt", "verify", str(sent)])
        assert told.exit_code == 0, told.output
        assert told.stdout.splitlines() == [
            "same: Asked again of the same data, the answer is the same.",
            f"asked: {place}",
        ]
        there = run.invoke(main, ["receipt", "verify", str(sent), "--release", str(place.parent)])
        assert there.stdout == told.stdout
    other = run.invoke(main, ["receipt", "verify", str(sent), "--release", "releases"])
    assert (other.exit_code, other.stdout.partition(":")[0]) == (1, "other release")
    assert other.stdout.splitlines()[-1] == "asked: releases/0.2.0.nq.zst"
    draft = json.loads(sent.read_text(encoding="utf-8"))
    draft["release"] |= {"name": "0.11.0-dev-00", "version": "0.11.0-dev", "canonicalSha256": "f" * 64}
    sent.write_text(json.dumps(draft), encoding="utf-8")
    (project / "build" / "releases" / "current").write_text(built.name, encoding="utf-8")
    lost = run.invoke(main, ["receipt", "verify", str(sent)])
    assert lost.exit_code == 1
    assert lost.stdout.startswith(
        "not published: The receipt is of 0.11.0-dev-00, which is not at hand and is"
    )
    assert lost.stdout.splitlines()[-1] == f"asked: build/releases/{built.name}"
    empty = run.invoke(main, ["receipt", "verify", str(sent), "--release", "instances"])
    assert (empty.exit_code, "is no release and has none in it" in empty.output) == (2, True)
