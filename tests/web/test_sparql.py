"""The endpoint as the SPARQL 1.1 Protocol describes it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from rdflib.query import ResultRow
from werkzeug.test import Client, EnvironBuilder, run_wsgi_app

from server.errors import ReleaseError, StartError
from server.wsgi import Publisher, create_app
from tests.store.hostile import ENDLESS, HUNGRY, LONG
from tests.web.conftest import Reader
from tests.web.endpoint import BROWSER, DIRECT, FORM, get, post

JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
CSV = "text/csv"
TSV = "text/tab-separated-values"
TURTLE = "text/turtle"
NT = "application/n-triples"
RDFXML = "application/rdf+xml"
JSONLD = "application/ld+json"


@pytest.fixture(scope="module")
def app(data: Path) -> Iterator[Publisher]:
    """The app with a little data."""
    made = create_app(
        data,
        workers=2,
        query_timeout=5.0,
        query_memory=256,
        result_limit=1,
        query_bytes=20_000,
        queue_seconds=30,
    )
    yield made
    made.close()


@pytest.fixture
def client(app: Publisher) -> Client:
    """A client of it."""
    return Reader(app)


ONE = "ASK { ?s ?p 'one' }"


@pytest.mark.card("SPARQL-SD", "protocol")
@pytest.mark.parametrize(
    ("content_type", "body", "target"),
    [
        (DIRECT, "ASK {}", "/sparql"),
        ("Application/SPARQL-Query; charset=UTF-8", "ASK { FILTER('é' = '\\u00e9') }", "/sparql"),
        (FORM, "query=ASK+%7B%7D", "/sparql"),
        (FORM + "; charset=utf-8", "query=ASK%7BFILTER(1%2B1%3D2)%7D&unknown=x", "/sparql"),
        (FORM, "default-graph-uri=http://example.org/g1&query=ASK{?s+?p+'one'}", "/sparql"),
        (DIRECT, ONE, "/sparql?default-graph-uri=http://example.org/g1"),
        (
            DIRECT,
            ONE,
            "/sparql?default-graph-uri=http://example.org/g2&default-graph-uri=http://example.org/g1",
        ),
        (DIRECT, "ASK { GRAPH ?g { ?s ?p 'two' } }", "/sparql?named-graph-uri=http://example.org/g2"),
        (
            DIRECT,
            "ASK FROM <http://example.org/g2> { ?s ?p 'one' }",
            "/sparql?default-graph-uri=http://example.org/g1",
        ),
    ],
)
def test_true_by_post(client: Client, content_type: str, body: str, target: str) -> None:
    """Queries come in a form or as they are, with the dataset in the form or in the address."""
    answer = post(client, body, content_type, target)
    assert answer.status_code == 200
    assert answer.get_json(force=True)["boolean"] is True


@pytest.mark.card("DWBP", "23")
@pytest.mark.card("SPARQL-SD", "protocol")
@pytest.mark.parametrize(
    ("target", "truth"),
    [
        ("?query=ASK+%7B%7D", True),
        ("?query=ASK%20%7BFILTER(%22100%2525%22%3D%22100%25%22)%7D", False),
        ("?query=ASK{FILTER('%C3%A9'%3D'\u00e9')}", True),
        ("?query=ASK{?s+?p+'one'}", False),
        ("?query=ASK{GRAPH+?g{?s+?p+'one'}}", True),
        ("?query=ASK{?s+?p+?o}&default-graph-uri=http://nowhere.example/", False),
        ("?query=ASK{GRAPH+?g{?s+?p+'two'}}&named-graph-uri=http://example.org/g1", False),
        ("?query=ASK{?s+?p+?o}&named-graph-uri=http://example.org/g1", False),
        ("?query=ASK+FROM+%3Chttp://nowhere.example/%3E{?s+?p+?o}", False),
        ("?query=ASK{}&format=nonsense&callback=alert", True),
        ("?query=ASK{}&timeout=1000000", True),
        ("?query=ASK{}&timeout=0", True),
    ],
)
def test_truth_by_get(client: Client, target: str, truth: bool) -> None:
    """Parameters are decoded once; a graph that is not here is empty; unknown parameters are passed over."""
    answer = client.get("/sparql" + target)
    assert answer.status_code == 200
    assert answer.get_json(force=True)["boolean"] is truth


@pytest.mark.card("SPARQL-SD", "protocol")
@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("?query=", "empty"),
        ("?query=%23+comment", "empty"),
        ("?query=ASK{}&query=ASK{}", "more than one query"),
        ("?query=ASK{'%FF'}", "not UTF-8"),
        ("?query=ASK{}&timeout=soon", "a number of seconds"),
        ("?query=ASK{}&timeout=-1", "a number of seconds"),
        ("?query=ASK{}&timeout=inf", "a number of seconds"),
        ("?query=ASK{}&x=%zz", "percent sign"),
        ("?query=ASK{}&" + "&".join(f"x{i}=1" for i in range(1001)), "more than 1000 parameters"),
        ("?query=ASK{}&default-graph-uri=g1", "not an absolute IRI"),
        ("?query=ASK{", "this { is not closed"),
        ("?query=SELECT+*+{?s+?p+?o}+GROUP+BY+?s", "line 1"),
        ("?query=ASK{a:b+a:c+a:d}", "prefix a: is not declared"),
    ],
)
def test_bad_requests(client: Client, target: str, words: str) -> None:
    """What is wrong with a request is told with 400."""
    answer = client.get("/sparql" + target)
    assert answer.status_code == 400
    assert words in answer.get_json(force=True)["detail"]


@pytest.mark.parametrize(
    ("content_type", "body", "status", "words"),
    [
        (FORM, "", 400, "no field named query"),
        (FORM, "q=ASK{}", 400, "no field named query"),
        (FORM, "query=ASK{}&query=ASK{}", 400, "more than one"),
        (FORM, b"query=ASK{'\xff'}", 400, "not UTF-8"),
        (DIRECT, b"ASK{'\xff'}", 400, "not UTF-8"),
        (DIRECT, "ASK{ ?s ?p '\0' }", 400, "U+0000"),
        (DIRECT, "ASK{}".encode("utf-16"), 400, "not UTF-8"),
        (DIRECT + ";charset=utf-16", "ASK{}".encode("utf-16"), 415, "UTF-8"),
        ("text/plain", "ASK{}", 415, "application/sparql-query"),
        ("", "ASK{}", 415, "application/sparql-query"),
        ("text/turtle", "<a:a> <a:b> <a:c> .", 415, "POST takes"),
        ("application/sparql-update", "CLEAR ALL", 403, "read-only"),
        (FORM, "update=CLEAR+ALL", 403, "read-only"),
        (FORM, "query=ASK{}&update=CLEAR+ALL", 403, "read-only"),
        (DIRECT, "CLEAR ALL", 403, "read-only"),
        (DIRECT, "ASK { SERVICE <http://127.0.0.1:9/> {} }", 403, "never calls another"),
        (DIRECT, "ASK {" * 100, 400, "nested too deeply"),
        (DIRECT, "#" * 20_001, 413, "20,000 bytes"),
    ],
)
def test_bad_posts(client: Client, content_type: str, body: str | bytes, status: int, words: str) -> None:
    """What is wrong with a POST is told with the status that HTTP or the protocol has for it."""
    answer = post(client, body, content_type)
    assert answer.status_code == status
    problem = answer.get_json(force=True)
    assert words in problem["detail"]
    assert problem["status"] == status
    assert answer.headers["Cache-Control"] == "no-store"


def test_update_alone_is_refused_as_an_update(client: Client) -> None:
    """An update in a form or in the address is refused by policy."""
    assert client.get("/sparql?update=CLEAR+ALL").status_code == 403
    assert client.post("/sparql?query=ASK{}", data="ASK{}", content_type=DIRECT).status_code == 400


def test_compressed_requests_are_not_read(client: Client) -> None:
    """A body in another coding is refused, not misread."""
    answer = client.post("/sparql", data=b"x", content_type=DIRECT, headers={"Content-Encoding": "gzip"})
    assert answer.status_code == 415


@pytest.mark.parametrize("size", [19_000, 20_000, 20_001, 100_000])
def test_a_body_without_length_is_never_cut(app: Publisher, size: int) -> None:
    """A chunked body is read whole or refused, also where its end changes what it means."""
    body = ("ASK {" + " " * (size - 12) + "?s a 1}").encode()
    environ = EnvironBuilder("/sparql", method="POST", data=body, content_type=DIRECT).get_environ()
    del environ["CONTENT_LENGTH"]
    environ["wsgi.input_terminated"] = True
    found, status, _ = run_wsgi_app(app, environ, buffered=True)
    assert status.startswith("200" if size <= 20_000 else "413")
    assert (b'"boolean":false' in b"".join(found)) is (size <= 20_000)


def test_a_long_query_in_the_address(client: Client) -> None:
    """The limit holds for GET as well."""
    assert get(client, "ASK {}" + " " * 20_000).status_code == 413


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods(client: Client, method: str) -> None:
    """They are refused with what is allowed."""
    answer = client.open("/sparql", method=method, data=b"x")
    assert answer.status_code == 405
    assert {m.strip() for m in answer.headers["Allow"].split(",")} == {"GET", "HEAD", "POST", "OPTIONS"}
    assert answer.get_json(force=True)["detail"].endswith("this address takes GET, HEAD, OPTIONS, POST.")


def test_options_and_cors(client: Client) -> None:
    """Pages of other sites may ask, and read what they need of the headers."""
    answer = client.options("/sparql", headers={"Origin": "https://example.com"})
    assert answer.status_code == 204
    assert answer.headers["Allow"] == "GET, HEAD, POST, OPTIONS"
    assert "Content-Type" in answer.headers["Access-Control-Allow-Headers"]
    for response in (answer, get(client, "ASK {}"), get(client, "ASK {"), client.put("/sparql")):
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in response.headers
        exposed = response.headers["Access-Control-Expose-Headers"].split(", ")
        assert {"Cache-Status", "Retry-After"} <= set(exposed)


def test_head_is_get_without_a_body(client: Client) -> None:
    """Same status and headers."""
    whole = get(client, ONE)
    head = client.head("/sparql?query=" + ONE)
    assert head.status_code == 200
    assert head.data == b""
    for name in ("Content-Type", "Content-Length", "ETag", "Vary"):
        assert head.headers[name] == whole.headers[name]


@pytest.mark.parametrize(
    ("query", "accept", "content_type"),
    [
        ("SELECT * {}", None, JSON),
        ("SELECT * {}", "*/*", JSON),
        ("SELECT * {}", "application/json", JSON),
        ("SELECT * {}", "application/xml", XML),
        ("SELECT * {}", f"{XML};q=0.5, {CSV};q=0.9", CSV + "; charset=utf-8"),
        ("SELECT * {}", "text/*", CSV + "; charset=utf-8"),
        ("SELECT * {}", TSV, TSV + "; charset=utf-8"),
        ("SELECT * {}", BROWSER, "text/html; charset=utf-8"),
        ("ASK {}", XML, XML),
        ("ASK {}", f"{CSV}, */*;q=0.1", JSON),
        ("CONSTRUCT WHERE {?s ?p ?o}", None, TURTLE + "; charset=utf-8"),
        ("CONSTRUCT WHERE {?s ?p ?o}", "text/turtle; version=1.2", TURTLE + "; charset=utf-8"),
        ("CONSTRUCT WHERE {?s ?p ?o}", NT, NT),
        ("CONSTRUCT WHERE {?s ?p ?o}", f"{TURTLE};q=0.2, {RDFXML};q=0.8", RDFXML),
        ("DESCRIBE <http://example.org/s>", JSONLD, JSONLD),
        ("DESCRIBE <http://example.org/s>", BROWSER, "text/html; charset=utf-8"),
    ],
)
def test_negotiation(client: Client, query: str, accept: str | None, content_type: str) -> None:
    """Each form of query is answered in the format that Accept prefers, and says that it was chosen."""
    answer = get(client, query, accept)
    assert answer.status_code == 200
    assert answer.content_type == content_type
    assert "Accept" in answer.headers["Vary"]


@pytest.mark.parametrize(
    ("query", "accept", "offered"),
    [("SELECT * {}", TURTLE, JSON), ("ASK {}", CSV, JSON), ("CONSTRUCT WHERE {?s ?p ?o}", CSV, TURTLE)],
)
def test_not_acceptable(client: Client, query: str, accept: str, offered: str) -> None:
    """What cannot be had is refused with what can."""
    answer = get(client, query, accept)
    assert answer.status_code == 406
    assert offered in answer.get_json(force=True)["detail"]


@pytest.mark.parametrize(
    ("query", "form", "content_type"),
    [
        ("SELECT * {}", "csv", CSV),
        ("SELECT * {}", "turtle", JSON),
        ("CONSTRUCT WHERE {?s ?p ?o}", "nt", NT),
        ("CONSTRUCT WHERE {?s ?p ?o}", "json", JSONLD),
        ("CONSTRUCT WHERE {?s ?p ?o}", "xml", RDFXML),
        ("ASK {}", "html", "text/html"),
        (None, "nt", NT),
        (None, "html", "text/html"),
    ],
)
def test_format_by_link(client: Client, query: str | None, form: str, content_type: str) -> None:
    """A link may name the format, since it cannot send Accept; names of others are passed over."""
    assert get(client, query, format=form).mimetype == content_type


@pytest.mark.parametrize(
    ("query", "form"), [("ASK {}", "csv"), ("SELECT * {}", "ttl"), ("DESCRIBE <a:b>", "tsv")]
)
def test_formats_that_do_not_fit(client: Client, query: str, form: str) -> None:
    """A link that names a format of another kind of answer gets none in a third one."""
    answer = get(client, query, format=form)
    assert answer.status_code == 406
    assert f"not in {form}" in answer.get_json(force=True)["detail"]


def test_tables_are_downloads(client: Client) -> None:
    """CSV is not opened by a browser in place, and its values stay as they are."""
    answer = get(client, "SELECT ('=1+1' AS ?x) {}", CSV)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="results.csv"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.data == b"x\r\n=1+1\r\n"


@pytest.mark.parametrize(
    ("media", "parser"), [(TURTLE, "turtle"), (NT, "nt"), (RDFXML, "xml"), (JSONLD, "json-ld")]
)
def test_graphs_say_the_same(client: Client, media: str, parser: str) -> None:
    """All four graph formats hold the same triples."""
    query = "CONSTRUCT WHERE { <http://example.org/s> ?p ?o }"
    found = rdflib.Graph().parse(data=get(client, query, media).data, format=parser)
    expected = rdflib.Graph().parse(data=get(client, query, NT).data, format="nt")
    assert len(found) == 5
    assert found.isomorphic(expected)


def test_turtle_uses_the_prefixes_of_the_file(client: Client) -> None:
    """Readers get the short names that the data's authors use."""
    answer = get(client, "CONSTRUCT { ?s ?p 1 } WHERE { ?s ?p 'default' }", TURTLE)
    assert "e:s e:p 1" in answer.text


def test_etags(client: Client) -> None:
    """An answer is known again by its tag: one for each format, none where the next answer may differ."""
    first = get(client, ONE)
    tag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get("/sparql?query=" + ONE, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == tag
    assert get(client, ONE, XML).headers["ETag"] != tag
    assert get(client, ONE, default_graph_uri="http://example.org/g1").headers["ETag"] != tag
    assert get(client, ONE, named_graph_uri="http://example.org/g1").headers["ETag"] != tag
    volatile = get(client, "SELECT (RAND() AS ?x) {}")
    assert "ETag" not in volatile.headers
    assert volatile.headers["Cache-Control"] == "no-store"
    posted = client.post("/sparql", data=ONE, content_type=DIRECT, headers={"If-None-Match": tag})
    assert posted.status_code == 200


@pytest.mark.parametrize(
    ("query", "status", "kind", "retry"),
    [
        (ENDLESS, 503, "query-timeout", True),
        (HUNGRY, 503, "query-memory", True),
        (LONG, 413, "result-too-large", False),
        ("ASK { SERVICE ?x {} }", 403, "query-refused", False),
        ("ASK {", 400, "query-syntax", False),
    ],
)
def test_problems(client: Client, query: str, status: int, kind: str, retry: bool) -> None:
    """Each refusal has its type, and says when to come back where that makes sense."""
    answer = get(client, query, timeout="1" if kind == "query-timeout" else "60")
    problem = json.loads(answer.data)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert problem["type"].endswith("/problems/" + kind)
    assert ("Retry-After" in answer.headers) is retry
    assert ("line" in problem) is (status in {400, 403})


def test_errors_in_the_form_that_is_asked_for(client: Client) -> None:
    """JSON for programs, text for those who say so, a page for browsers; never the query as markup."""
    query = "ASK { <script>alert(1)</script>"
    assert get(client, query, TURTLE).content_type == "application/problem+json"
    text = get(client, query, "text/plain, */*;q=0.1")
    assert text.content_type == "text/plain; charset=utf-8"
    assert "line 1, column" in text.text
    page = get(client, query, BROWSER)
    assert (page.status_code, page.mimetype) == (400, "text/html")
    assert "<script>" not in page.text
    assert "&lt;script&gt;" in page.text


@pytest.mark.card("SPARQL-SD", "negotiated RDF at the endpoint without a query")
@pytest.mark.card("SPARQL-SD", "endpoint, supportedLanguage, defaultEntailmentRegime")
@pytest.mark.parametrize(
    ("accept", "media", "parser"),
    [(None, TURTLE, "turtle"), (RDFXML, RDFXML, "xml"), ("image/png", TURTLE, "turtle")],
)
def test_service_description(client: Client, accept: str | None, media: str, parser: str) -> None:
    """Without a query the endpoint describes itself: its address, formats, graphs, limits."""
    answer = client.get(
        "/sparql", headers={"Host": "127.0.0.1:8000"} | ({"Accept": accept} if accept else {})
    )
    assert answer.mimetype == media
    graph = rdflib.Graph().parse(data=answer.data, format=parser)
    found = graph.query(
        """
        PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
        PREFIX void: <http://rdfs.org/ns/void#>
        SELECT ?endpoint ?default ?name ?triples (COUNT(?format) AS ?formats) {
          ?service a sd:Service ; sd:endpoint ?endpoint ; sd:resultFormat ?format ;
            sd:defaultDataset ?dataset ; sd:supportedLanguage sd:SPARQL11Query .
          ?dataset sd:defaultGraph [ void:triples ?default ] ;
            sd:namedGraph [ sd:name ?name ; sd:graph [ void:triples ?triples ] ] .
          FILTER NOT EXISTS { ?service sd:feature sd:UnionDefaultGraph }
        } GROUP BY ?endpoint ?default ?name ?triples ORDER BY ?name"""
    )
    assert [[str(value) for value in row] for row in found if isinstance(row, ResultRow)] == [
        ["http://127.0.0.1:8000/sparql", "6", "http://example.org/g1", "1", "8"],
        ["http://127.0.0.1:8000/sparql", "6", "http://example.org/g2", "1", "8"],
    ]
    assert "5 seconds" in answer.text
    assert "Of those that take more than 200 ms, 1 runs at once." in answer.text


@pytest.mark.card("SPARQL-SD", "endpoint, supportedLanguage, defaultEntailmentRegime")
@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("localhost", "http://localhost/sparql"),
        ("[::1]:8000", "http://[::1]:8000/sparql"),
        ("evil.example", "http://public-url-is-not-set.invalid/sparql"),
        ("127.0.0.1.evil.example", "http://public-url-is-not-set.invalid/sparql"),
    ],
)
def test_a_host_from_outside_is_not_repeated(client: Client, host: str, address: str) -> None:
    """The address of the endpoint is the request's on loopback only."""
    answer = client.get("/sparql", headers={"Host": host})
    assert f"<{address}>" in answer.text
    assert "evil" not in answer.text


def test_public_url(tmp_path: Path) -> None:
    """With a public address that is what is said."""
    path = tmp_path / "data.nt"
    path.write_text("", encoding="utf-8")
    app = create_app(path, public_url="https://data.example/", workers=1)
    try:
        assert "sd:endpoint <https://data.example/sparql>" in Reader(app).get("/sparql").text
    finally:
        app.close()


def test_settings_and_releases_that_do_not_exist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A setting that nobody knows, and a project without a release, are told at once."""
    with pytest.raises(StartError, match=r"no such setting: colour; there are .*base_iri"):
        create_app(None, colour="red")
    (tmp_path / "instances").mkdir()
    monkeypatch.setenv("NAMEPLATE_ROOT", str(tmp_path))
    with pytest.raises(ReleaseError, match="run `nameplate build`"):
        create_app()


def test_readiness(tmp_path: Path) -> None:
    """Ready while a worker is up; alive always."""
    path = tmp_path / "data.nt"
    path.write_text("", encoding="utf-8")
    app = create_app(path, workers=1)
    client = Reader(app)
    assert client.get("/readyz").status_code == 200
    app.close()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    assert client.get("/healthz").text == "ok\n"
