"""SERVICE as users and attackers meet it: over HTTP, off and on, and the programs that do without it."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from email.message import Message
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from werkzeug.test import Client

from server.cli import main
from server.web.problems import from_your_side
from server.wsgi import Publisher, create_app
from tests.readme import Block, blocks, label
from tests.running import free_port, running_server
from tests.store.stubs import Canary, Stub
from tests.web.endpoint import get

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

WIKIDATA = "https://query.wikidata.org/sparql"
OURS = """\
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
<http://e/1> skos:prefLabel "Office"@en , "办公室"@zh .
<http://e/2> skos:prefLabel "Bureau"@en .
"""
THEIRS = """\
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
<http://w/Q1> rdfs:label "Office"@en , "Amt"@de . <http://w/Q2> rdfs:label "Ministry"@en .
"""
JOIN = """
PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?thing ?item { ?thing skos:prefLabel ?name SERVICE <PARTNER> { ?item rdfs:label ?name } }
"""
#: Spellings of this machine in which addresses were ever smuggled.
HOSTS = """
127.0.0.1 127.1 127.0.1 2130706433 0x7f000001 0x7f.1 0177.0.0.1 017700000001 127.000.000.001 0 0.0.0.0
localhost LOCALHOST localhost. localhost.localdomain [::1] [::] [0:0:0:0:0:0:0:1] [::ffff:127.0.0.1]
[::ffff:7f00:1] [::127.0.0.1] 127.0.0.2 x@127.0.0.1 GOOD@127.0.0.1 127.0.0.1%20 127%2e0.0.1
１２７.0.0.1 127。0。0。1 ①27.0.0.1
127.0.0.1.nip.io \\u0031\\u0032\\u0037.0.0.1
"""
#: And of an address on it.
ADDRESSES = """
http://127.0.0.1:PORT http://127.0.0.1:PORT/good http://127.0.0.1:PORT/?GOOD http://127.0.0.1:PORT/#GOOD
HTTP://127.0.0.1:PORT/ http:\\u002f\\u002f127.0.0.1:PORT/ http:127.0.0.1:PORT/ https://127.0.0.1:PORT/
//127.0.0.1:PORT/ ws://127.0.0.1:PORT/ ftp://127.0.0.1:PORT/ gopher://127.0.0.1:PORT/_GET
"""
SPELLINGS = [*(f"http://{host}:PORT/" for host in HOSTS.split()), *ADDRESSES.split()]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with our data and a partner's."""
    folder = tmp_path_factory.mktemp("federation")
    (folder / "ours.ttl").write_text(OURS, encoding="utf-8")
    (folder / "theirs.ttl").write_text(THEIRS, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def stub() -> Iterator[Stub]:
    """A partner that behaves as its paths say."""
    with Stub().serving() as made:
        yield made


@pytest.fixture(scope="module", params=["off", "on"])
def app(request: pytest.FixtureRequest, files: Path, stub: Stub) -> Iterator[Publisher]:
    """An app without and with a partner."""
    allowed = (stub.url("good"),) if request.param == "on" else ()
    made = create_app(files / "ours.ttl", workers=1, service_allow=allowed)
    yield made
    made.close()


def from_here(app: Publisher) -> Client:
    """A client on this machine, which no budget holds back."""

    def local(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return app({**environ, "REMOTE_ADDR": "127.0.0.1"}, start_response)

    return Client(local)


@pytest.mark.parametrize("silent", ["", "SILENT "])
def test_forged_addresses_reach_nobody(app: Publisher, stub: Stub, silent: str) -> None:
    """In whatever spelling an address is written, and wherever SERVICE stands, nobody is called."""
    canary = Canary()
    client = from_here(app)
    for spelling in SPELLINGS:
        iri = spelling.replace("PORT", str(canary.port)).replace("GOOD", stub.url("good"))
        service = f"SERVICE {silent}<{iri}> {{ ?s ?p ?o }}"
        for query in (
            f"SELECT * {{ {service} }}",
            f"CONSTRUCT {{ ?s ?p ?o }} {{ {service} }}",
            f"ASK {{ ?s ?p ?o FILTER EXISTS {{ {service} }} }}",
            f"ASK {{ OPTIONAL {{ {{ SELECT * {{ {service} }} }} }} }}",
            f"BASE <{iri}> ASK {{ SERVICE {silent}<> {{ ?s ?p ?o }} }}",
            f"PREFIX x: <{iri}> ASK {{ SERVICE {silent}x: {{ ?s ?p ?o }} }}",
            f"ASK {{ VALUES ?x {{ <{iri}> }} SERVICE {silent}?x {{ ?s ?p ?o }} }}",
            f"ASK {{ BIND(<{iri}> AS ?x) SERVICE {silent}?x {{ ?s ?p ?o }} }}",
            f"ASK {{ {service * 50} }}",
        ):
            answer = client.post("/sparql", data=query.encode(), content_type="application/sparql-query")
            assert answer.status_code in {400, 403}, query
    canary.close()
    assert canary.calls == 0
    assert stub.asked == []


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_graphs_are_names(app: Publisher, files: Path, scheme: str) -> None:
    """FROM, GRAPH and the protocol's parameters name graphs of the dataset; nothing is fetched or read."""
    canary = Canary()
    iri = f"http://127.0.0.1:{canary.port}/" if scheme == "http" else (files / "ours.ttl").as_uri()
    client = from_here(app)
    for query, parameters in (
        ("SELECT * FROM <IRI> { ?s ?p ?o }", {}),
        ("SELECT * FROM NAMED <IRI> { GRAPH ?g { ?s ?p ?o } }", {}),
        ("SELECT * { GRAPH <IRI> { ?s ?p ?o } }", {}),
        ("SELECT * { ?s ?p ?o }", {"default-graph-uri": iri}),
        ("SELECT * { GRAPH ?g { ?s ?p ?o } }", {"named-graph-uri": iri, "should-sponge": "grab-all"}),
        ("SELECT * { GRAPH ?g { ?s ?p ?o } }", {"xslt-uri": iri, "endpoint": iri}),
    ):
        answer = client.get("/sparql?" + urlencode({"query": query.replace("IRI", iri), **parameters}))
        assert answer.status_code == 200
        assert answer.json is not None
        assert answer.json["results"]["bindings"] == []
    assert client.post("/sparql", data={"update": f"LOAD <{iri}>"}).status_code == 403
    assert get(client, f"LOAD <{iri}>").status_code == 403
    canary.close()
    assert canary.calls == 0


def test_a_broker_gets_no_service(files: Path, stub: Stub) -> None:
    """What comes from a broker goes no further, so two services that allow each other make no circle."""
    app = create_app(files / "ours.ttl", workers=1, service_allow=(stub.url("good"),))
    query = urlencode({"query": f"ASK {{ SERVICE <{stub.url('good')}> {{ ?s ?p ?o }} }}"})
    client = from_here(app)
    assert client.get("/sparql?" + query, headers={"User-Agent": "nameplate-broker/9"}).status_code == 403
    assert client.get("/sparql?" + query).status_code == 200
    app.close()


def test_two_servers(files: Path) -> None:
    """A server started with a partner joins what is here with what is there, and says that it can."""
    with (
        running_server("--data", str(files / "theirs.ttl")) as partner,
        running_server("--data", str(files / "ours.ttl"), "--service-allow", f"{partner}/sparql") as url,
    ):
        query = JOIN.replace("PARTNER", f"{partner}/sparql")
        for _ in range(2):
            status, headers, body = over_http(url, query)
            assert status == 200
            assert "ETag" not in headers
            rows = json.loads(body)["results"]["bindings"]
            assert [(row["thing"]["value"], row["item"]["value"]) for row in rows] == [
                ("http://e/1", "http://w/Q1")
            ]
        status, _, body = over_http(url, query.replace(f"{partner}/sparql", f"{partner}/nothing"))
        assert status == 403
        assert f"{partner}/sparql" in json.loads(body)["detail"]
        description = over_http(url, None)[2]
        graph = ox.Store()
        graph.load(description, ox.RdfFormat.TURTLE)
        feature = "http://www.w3.org/ns/sparql-service-description#"
        assert graph.query(f"ASK {{ ?s <{feature}feature> <{feature}BasicFederatedQuery> }}")
        assert f"<{partner}/sparql>".encode() in description


#: How partners fail, with the status that the query gets for it and a word of what is said.
FAILING = {
    "redirect": (502, "redirect"),
    "slow": (503, "in time"),
    "dripping-body": (503, "in time"),
    "huge": (502, "more than 8,388,608 bytes"),
    "huge-unframed": (502, "more than 8,388,608 bytes"),
    "html": (502, "text/html"),
    "html-as-json": (502, "no whole JSON"),
    "half": (502, "no whole JSON"),
    "cut": (502, "missing"),
}


@pytest.fixture(scope="module")
def among_failing(files: Path, stub: Stub) -> Iterator[tuple[str, str]]:
    """A server that may ask partners that fail, one that nobody listens as, and a name of this machine."""
    nobody = f"http://127.0.0.1:{free_port()}/sparql"
    inside = f"http://localhost:{stub.server_port}/good"
    allowed = [nobody, inside, *map(stub.url, [*FAILING, "good"])]
    options = [word for iri in allowed for word in ("--service-allow", iri)]
    with running_server("--data", str(files / "ours.ttl"), "--workers", "2", *options) as url:
        yield url, nobody


@pytest.mark.parametrize("path", FAILING)
def test_a_partner_that_fails(among_failing: tuple[str, str], stub: Stub, path: str) -> None:
    """A problem that names the partner, never fewer rows; with SILENT the rows that are here."""
    (url, _), (expected, words) = among_failing, FAILING[path]
    before = stub.times("good")
    for silent in ("", "SILENT "):
        query = JOIN.replace("<PARTNER>", f"{silent}<{stub.url(path)}>")
        status, headers, body = over_http(url, query, timeout="1")
        if silent:
            assert (status, len(json.loads(body)["results"]["bindings"])) == (200, 3)
        else:
            assert (status, headers["Content-Type"]) == (expected, "application/problem+json")
            detail = json.loads(body)["detail"]
            assert words in detail
            assert f"http://127.0.0.1:{stub.server_port}" in detail
    assert stub.times("good") == before


def test_a_partner_that_cannot_be_reached(among_failing: tuple[str, str]) -> None:
    """502 five times, then it is left alone for half a minute at most, while everything else goes on."""
    url, nobody = among_failing
    for number in range(7):
        status, headers, body = over_http(url, JOIN.replace("PARTNER", nobody) + f"# {number}")
        assert status == (502 if number < 5 else 503)
    assert 0 < int(headers["Retry-After"]) <= 30
    assert "left alone" in json.loads(body)["detail"]
    status, _, body = over_http(url, JOIN.replace("<PARTNER>", f"SILENT <{nobody}>"))
    assert (status, len(json.loads(body)["results"]["bindings"])) == (200, 3)
    assert over_http(url, "ASK { ?s ?p ?o }")[0] == 200


def test_a_name_of_this_machine(among_failing: tuple[str, str], stub: Stub) -> None:
    """What the machine's own list of hosts says of a name is looked at: 403, and nobody is called."""
    url, _ = among_failing
    before = stub.times("good")
    for silent in ("", "SILENT "):
        partner = f"{silent}<http://localhost:{stub.server_port}/good>"
        status, _, body = over_http(url, JOIN.replace("<PARTNER>", partner))
        assert status == 403
        assert "not public" in json.loads(body)["detail"]
    assert stub.times("good") == before


def over_http(url: str, query: str | None, **parameters: str) -> tuple[int, Message, bytes]:
    """Status, headers and body of a query, or of the service description."""
    target = f"{url}/sparql" + ("" if query is None else "?" + urlencode({"query": query, **parameters}))
    try:
        with urllib.request.urlopen(target, timeout=30) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


@pytest.mark.parametrize("block", blocks("python", "docs/federation.md"), ids=label)
def test_from_your_side(files: Path, block: Block) -> None:
    """The guide's programs join two endpoints, neither of which follows SERVICE."""
    with (
        running_server("--data", str(files / "theirs.ttl")) as partner,
        running_server("--data", str(files / "ours.ttl")) as url,
    ):
        assert WIKIDATA in block.text
        program = block.at(url).replace(WIKIDATA, f"{partner}/sparql")
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
        assert done.stdout.split() == ["http://e/1", "Office", "http://w/Q1"], done.stderr


@pytest.mark.parametrize("block", blocks("python", "docs/federation.md"), ids=label)
def test_from_your_side_alone(files: Path, block: Block) -> None:
    """Where the other endpoint cannot be reached the programs say so, and nothing else."""
    with running_server("--data", str(files / "ours.ttl")) as url:
        program = block.at(url).replace(WIKIDATA, f"http://127.0.0.1:{free_port()}/sparql")
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Wikidata cannot be reached from here: ")
    assert "Traceback" not in done.stderr


def test_the_refusal_says_how(app: Publisher) -> None:
    """A refusal holds the guide's first program, with this endpoint's address."""
    answer = get(from_here(app), "ASK { SERVICE <http://e/> { ?s ?p ?o } }")
    assert answer.status_code == 403
    assert answer.json is not None
    assert "join the answers in your program" in answer.json["detail"]
    assert answer.json["example"] == from_your_side("http://localhost/sparql")
    first = blocks("python", "docs/federation.md")[0].text
    assert first == from_your_side("http://127.0.0.1:8000/sparql")


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("http://127.0.0.1:PORT/sparql", "this server itself"),
        ("http://[::1]:PORT/sparql", "this server itself"),
        ("http://10.0.0.1/sparql", "private address"),
        ("query.wikidata.org", "no address of an endpoint"),
    ],
)
def test_a_list_that_cannot_be(files: Path, entry: str, words: str) -> None:
    """`nameplate serve` ends with one line that says which entry is wrong."""
    port = free_port()
    arguments = ["--data", str(files / "ours.ttl"), "--port", str(port)]
    done = CliRunner().invoke(
        main, ["serve", *arguments, "--service-allow", entry.replace("PORT", str(port))]
    )
    assert done.exit_code == 1
    assert words in done.output
    assert done.output.count("\n") == 1
