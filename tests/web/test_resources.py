"""Dereferencing: things lead to pages and data, data says what the source says, in every format."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    NamedNode,
    Quad,
    RdfFormat,
    parse,
)
from rdflib import Graph
from rdflib.compare import isomorphic
from werkzeug.test import Client

from server.formats import GRAPH_FORMATS, JSON_LD, N_QUADS, RDF_XML, TRIG, GraphFormat
from server.names import BASE, term, thing
from server.store.documents import Documents
from server.web.representations import KEEPING_GRAPHS
from server.wsgi import Publisher, create_app
from tests.web.conftest import Reader

NOT_FOUND = ["/id/nobody", "/page/nobody", "/data/nobody", "/data/nobody.ttl", "/data/cac.zip", "/data/.ttl"]

NEGOTIATION = [
    pytest.param("/id/cac", None, 303, "/page/cac", id="thing, no header"),
    pytest.param("/id/cac", "text/html", 303, "/page/cac", id="thing, a browser"),
    pytest.param("/id/cac", "text/turtle;charset=utf-8", 303, "/data/cac.ttl", id="thing, Turtle"),
    pytest.param("/id/cac", "application/rdf+xml", 303, "/data/cac.rdf", id="thing, RDF/XML"),
    pytest.param("/id/cac", "application/json", 303, "/data/cac.json", id="thing, JSON"),
    pytest.param("/id/cac", "image/png", 406, None, id="thing, nothing that is offered"),
    pytest.param("/ontology/Claim", "text/html", 303, "/page/ontology/Claim", id="term, page"),
    pytest.param("/ontology/Claim", "text/turtle", 303, "/data/ontology/Claim.ttl", id="term, data"),
    pytest.param("/ontology/Nothing", "text/turtle", 404, None, id="no such term"),
    pytest.param("/data/cac", None, 200, "text/turtle; charset=utf-8", id="data, no header"),
    pytest.param("/data/cac", "application/n-triples", 200, "application/n-triples", id="data, N-Triples"),
    pytest.param("/data/cac", "text/html", 200, "text/html; charset=utf-8", id="data, a browser"),
    pytest.param("/data/cac", "image/png", 406, None, id="data, nothing that is offered"),
    pytest.param("/data/cac.nq", "text/html", 200, "application/n-quads", id="an extension is final"),
    pytest.param(
        "/data/cac.html", "text/turtle", 200, "text/html; charset=utf-8", id="the page by extension"
    ),
    pytest.param("/page/cac", "text/turtle", 200, "text/html; charset=utf-8", id="a page is a page"),
]


@pytest.mark.card("DWBP", "19")
@pytest.mark.card("Linked data", "8")
@pytest.mark.parametrize(("path", "accept", "status", "where"), NEGOTIATION)
def test_accept_leads_to(
    client: Client, path: str, accept: str | None, status: int, where: str | None
) -> None:
    """Each path and header lead to the address or the media type that the row names."""
    response = client.get(path, headers={"Accept": accept} if accept else {})
    assert response.status_code == status
    if status == 303:
        assert response.headers["Location"] == where
    elif status == 200:
        assert response.content_type == where
        assert response.headers["ETag"]
    if "." not in path and not path.startswith("/page/"):
        assert "Accept" in response.headers["Vary"]


@pytest.mark.parametrize("path", NOT_FOUND)
@pytest.mark.parametrize("accept", ["text/html", "text/turtle", "application/json", "*/*", "image/png"])
def test_unknown_is_404_in_every_format(client: Client, path: str, accept: str) -> None:
    """An unknown thing is 404 whatever was asked for, and the refusal is not to be kept."""
    response = client.get(path, headers={"Accept": accept})
    assert response.status_code == 404
    assert response.headers["Cache-Control"] == "no-store"
    own = {"text/html": "text/html; charset=utf-8", "text/turtle": "text/turtle; charset=utf-8"}
    assert response.content_type == own.get(accept, "application/problem+json")


@pytest.mark.card("DWBP", "24")
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", ["/id/cac", "/data/cac.ttl", "/page/cac", "/ontology/", "/dataset", "/"])
def test_writing_is_405(client: Client, path: str, method: str) -> None:
    """Nothing can be written; the refusal names what is allowed."""
    response = client.open(path, method=method)
    assert response.status_code == 405
    assert {"GET", "HEAD"} <= set(response.headers["Allow"].split(", "))


@pytest.mark.card("DWBP", "24")
@pytest.mark.parametrize(
    "path", ["/id/cac", "/data/cac.ttl", "/page/cac", "/ontology/", "/dataset", "/dumps/", "/"]
)
def test_head_is_get_without_the_body(client: Client, path: str) -> None:
    """HEAD has the status and the headers of GET and no body."""
    got, asked = client.get(path), client.head(path)
    assert asked.status_code == got.status_code
    assert asked.data == b""
    for name in ("Content-Type", "Content-Length", "ETag", "Location", "Link", "Vary"):
        assert asked.headers.get(name) == got.headers.get(name)


@pytest.mark.card("DWBP", "14")
@pytest.mark.parametrize("form", GRAPH_FORMATS, ids=lambda f: f.extension)
def test_document_says_what_the_release_says(client: Client, small: Path, form: GraphFormat) -> None:
    """Each format parses to the quads of the document, term by term; without graphs, to their union.

    What the document says of itself stands beside them, in the default graph.
    """
    opened = Documents(small)
    expected = opened.document(thing("cac")) or []
    opened.close()
    body = client.get(f"/data/cac.{form.extension}").data
    document = NamedNode(BASE + "data/cac")
    found = [q for q in parse(body, format=form.rdf) if q.subject != document]
    if form not in KEEPING_GRAPHS:
        expected = [Quad(q.subject, q.predicate, q.object) for q in expected]
        assert all(str(q.graph_name) == "DEFAULT" for q in found)
    assert canonical(found) == canonical(expected)


def canonical(quads: list[Quad]) -> list[str]:
    """Quads as sorted text, blank nodes with canonical labels."""
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(str(quad) for quad in dataset)


@pytest.mark.parametrize(
    "form", [f for f in GRAPH_FORMATS if f not in (TRIG, N_QUADS)], ids=lambda f: f.extension
)
def test_a_second_parser_reads_the_same(client: Client, form: GraphFormat) -> None:
    """A parser of another make reads from each format the graph that it reads from N-Triples."""
    names = {"ttl": "turtle", "nt": "nt", "rdf": "xml", "jsonld": "json-ld"}
    read, plain = Graph(), Graph()
    read.parse(data=client.get(f"/data/cac.{form.extension}").data, format=names[form.extension])
    plain.parse(data=client.get("/data/cac.nt").data, format="nt")
    assert isomorphic(read, plain)


def test_spellings_are_kept(client: Client) -> None:
    """`"01"^^xsd:integer` and `"1"^^xsd:int` are served as they were written."""
    body = client.get("/data/cac.nt").text
    assert '"01"^^<http://www.w3.org/2001/XMLSchema#integer>' in body
    assert '"1"^^<http://www.w3.org/2001/XMLSchema#int>' in body


@pytest.mark.parametrize("host", ["localhost", "attacker.example", "w3id.org"])
def test_host_changes_nothing(client: Client, host: str) -> None:
    """Whatever a client sends as Host, the data, the tags and the addresses are the same."""
    headers = {"Host": host, "X-Forwarded-Host": "attacker.example", "X-Forwarded-Proto": "https"}
    for path in ("/id/cac", "/data/cac.ttl", "/page/cac", "/ontology", "/dumps", "/sources"):
        plain, sent = client.get(path), client.get(path, headers=headers)
        assert sent.data == plain.data or sent.status_code in {301, 308}
        assert sent.headers.get("ETag") == plain.headers.get("ETag")
        assert sent.headers.get("Location") == plain.headers.get("Location")
        assert "attacker" not in sent.headers.get("Location", "")


def test_redirects_of_the_router_are_relative(client: Client) -> None:
    """A path without its last slash leads to the one with it, on whatever host."""
    assert client.get("/dumps", headers={"Host": "attacker.example"}).headers["Location"] == "/dumps/"
    assert client.get("/ontology").headers["Location"] == "/ontology/"


@pytest.mark.parametrize("path", ["/data/cac.ttl", "/page/cac", "/ontology/", "/dataset", "/dumps/", "/"])
def test_known_representations_are_304(client: Client, path: str) -> None:
    """Who has the representation is told so; another's tag, or one that is no tag, gets the whole."""
    first = client.get(path)
    tag = first.headers["ETag"]
    for known in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        again = client.get(path, headers={"If-None-Match": known})
        assert again.status_code == 304
        assert again.data == b""
        assert again.headers["ETag"] == tag
        assert "Content-Length" not in again.headers or again.headers["Content-Length"] == "0"
    for unknown in ('"other"', "nonsense", ""):
        assert client.get(path, headers={"If-None-Match": unknown}).status_code == 200


def test_each_representation_has_its_own_tag(client: Client) -> None:
    """No two formats share a tag, so that nobody gets 304 for a format that they do not have."""
    tags = [client.get(f"/data/cac.{form.extension}").headers["ETag"] for form in GRAPH_FORMATS]
    tags.append(client.get("/page/cac").headers["ETag"])
    assert len(set(tags)) == len(tags)


def test_links_lead_to_every_other_form(client: Client) -> None:
    """A document links its other formats, what it describes, the dataset and its own lasting address."""
    links = client.get("/data/cac.ttl").headers["Link"]
    assert f'<{thing("cac")}>; rel="describes"' in links
    assert '</page/cac>; rel="alternate"; type="text/html"' in links
    assert '</data/cac.jsonld>; rel="alternate"; type="application/ld+json"' in links
    assert '</dataset>; rel="describedby"' in links
    assert '<https://w3id.org/nameplate/data/cac>; rel="canonical"' in links
    assert "</data/cac.ttl>" not in links
    assert len(links) < 4000


def test_links_are_true(client: Client) -> None:
    """Every alternate that is linked answers with the type that the link says."""
    for link in client.get("/page/cac").headers["Link"].split(", "):
        target, _, rest = link.partition(">; ")
        if 'rel="alternate"' in rest:
            answer = client.get(target.removeprefix("<"))
            assert answer.status_code == 200
            assert answer.content_type.split(";")[0] == rest.split('type="')[1].partition('"')[0]


def test_unpublished_is_never_kept_for_long(client: Client) -> None:
    """What is not published yet is asked for again every time, its dumps included."""
    for path in ("/id/cac", "/data/cac.ttl", "/page/cac", "/dumps/0.0-dev/manifest.json", "/dataset/0.0-dev"):
        assert client.get(path).headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "/id//evil",
        "/id/../dataset",
        "/data/%2e%2e/cac.ttl",
        "/id/cac%00",
        "/id/cac%0d%0aX: y",
    ],
)
def test_odd_paths_are_unknown(client: Client, path: str) -> None:
    """Paths that try to leave, or to add a header, are unknown; nothing else happens."""
    response = client.get(path)
    assert response.status_code in {400, 404}
    assert "X" not in response.headers


def test_other_sites_may_ask(client: Client) -> None:
    """A browser that asks beforehand learns that scripts of any site may read, with conditions and ranges."""
    response = client.options("/data/cac.ttl", headers={"Origin": "https://site.example"})
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "GET" in response.headers["Access-Control-Allow-Methods"]
    assert "If-None-Match" in response.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in response.headers


def test_every_answer_has_the_security_headers(client: Client) -> None:
    """Pages, data, redirects and refusals all carry them, and all may be read from other sites."""
    for path in ("/page/cac", "/data/cac.ttl", "/id/cac", "/id/nobody", "/static/nameplate.css"):
        headers = client.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "'unsafe-inline'" not in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["Referrer-Policy"]
        assert headers["Access-Control-Allow-Origin"] == "*"


# --- other people's data ---


@pytest.mark.parametrize(
    ("path", "accept", "location"),
    [
        ("/id/a", "text/turtle", "/data/a.ttl"),
        ("/id/a", "text/html", "/page/a"),
        ("/other/网信办", "text/turtle", "/data/other/%E7%BD%91%E4%BF%A1%E5%8A%9E.ttl"),
        ("/vocabulary", "text/turtle", "/data/vocabulary.ttl"),
        ("/id/dotted.name", "text/turtle", "/data/dotted.name.ttl"),
    ],
)
def test_their_iris_are_answered_at_their_path(reader: Client, path: str, accept: str, location: str) -> None:
    """An IRI under the base is answered at its own path, and what it leads to can be fetched."""
    response = reader.get(path, headers={"Accept": accept})
    assert (response.status_code, response.headers["Location"]) == (303, location)
    assert reader.get(location).status_code == 200


def test_their_document_is_theirs(reader: Client) -> None:
    """A document has a thing's own triples, the blank nodes on the way, and who refers to it, as spelt."""
    found = {q.triple for q in parse(reader.get("/data/a.nt").data, format=RdfFormat.N_TRIPLES)}
    subjects = {str(t.subject) for t in found if not isinstance(t.subject, BlankNode)}
    assert {
        "<http://example.org/id/a>",
        "<http://example.org/id/b>",
        "<http://elsewhere.example/id/x>",
    } <= subjects
    assert any('"01"^^' in str(t.object) for t in found)


def test_hash_iris_are_in_the_document_of_their_path(reader: Client) -> None:
    """A vocabulary with hash IRIs is one document with all its terms."""
    body = reader.get("/data/vocabulary.ttl").text
    assert "vocabulary#Thing" in body
    assert "vocabulary#near" in body
    assert reader.get("/page/vocabulary").status_code == 200


@pytest.mark.parametrize(
    ("name", "refused"), [("control", [RDF_XML]), ("odd", [RDF_XML]), ("nested", [RDF_XML, JSON_LD])]
)
@pytest.mark.parametrize("form", GRAPH_FORMATS, ids=lambda form: form.extension)
def test_what_a_format_cannot_hold_is_406(
    reader: Client, name: str, refused: list[GraphFormat], form: GraphFormat
) -> None:
    """Control characters, predicates without an XML name, triple terms: 406 says which format holds them."""
    fragment = f"/fragments?subject=http://example.org/id/{name}"
    for answer in (
        reader.get(f"/data/{name}.{form.extension}"),
        reader.get(fragment, headers={"Accept": form.media_type}),
    ):
        assert answer.status_code == (406 if form in refused else 200)
        assert form not in refused or re.search(r"Ask for (Turtle|TriG)", answer.text)


def test_their_pages_run_nothing(reader: Client) -> None:
    """Labels are text, and only web addresses become links."""
    page = reader.get("/page/a").text
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    evil = reader.get("/page/evil").text
    assert 'href="javascript:' not in evil
    assert 'href="data:' not in evil
    assert 'href="http://example.com/' in evil
    assert '<bdi lang="">\u202eevil' in reader.get("/page/rtl").text


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publisher]:
    """An app for things whose paths are those of the server or of other things."""
    path = tmp_path_factory.mktemp("taken") / "taken.nt"
    things = ("page/a", "data/a.ttl", "sparql", "metrics", "static/a", "b?c=1", "id/d", "d", "a#b", "#me")
    path.write_text("".join(f'<http://example.org/{one}> <http://e/p> "{one}" .\n' for one in things))
    made = create_app(path, base_iri="http://example.org/", workers=1)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("thing", "document", "reached"),
    [
        ("page/a", "page/a", False),
        ("data/a.ttl", "data/a.ttl", False),
        ("sparql", "sparql", False),
        ("metrics", "metrics", False),
        ("static/a", "static/a", False),
        ("b?c=1", "b%3Fc=1", False),
        ("id/d", "d", True),
        ("d", None, False),
        ("a#b", "a", True),
        ("#me", None, False),
    ],
)
def test_paths_that_are_taken(taken: Publisher, thing: str, document: str | None, reached: bool) -> None:
    """The server's own paths come first; a document is had all the same, as the guide to operating says."""
    client = Reader(taken)
    says = f'<http://example.org/{thing}> <http://e/p> "{thing}" .'
    if document is not None:
        assert says in client.get(f"/data/{document}.nt").text
        assert client.get(f"/page/{document}").status_code == 200
    own = client.get(f"/{thing}", headers={"Accept": "application/n-triples"}, follow_redirects=True)
    assert (says in own.text) is reached


def test_the_guide_names_every_path_that_is_taken(taken: Publisher) -> None:
    """What the app routes beside things is listed for whoever chooses IRIs."""
    (line,) = re.findall(r"whatever the data say:\n(.*)\.\n", Path("docs/operating.md").read_text())
    rules = [r for r in taken.flask.url_map.iter_rules() if not r.endpoint.startswith("absent.")]
    routes = {re.sub("<.*?>", "…", rule.rule) for rule in rules}
    assert set(re.findall("`(.*?)`", line)) == routes - {"/…", "/id/…"}


def test_no_base_no_things(tmp_path: Path) -> None:
    """Data without a base is only queried: the front page says so, and no path stands for a thing."""
    path = tmp_path / "x.nt"
    path.write_text("<http://e/a> <http://e/p> <http://e/b> .\n")
    app = create_app(path, workers=1)
    try:
        client = Client(app)
        assert "query service" in client.get("/").text
        assert client.get("/id/a").status_code == 404
        assert client.get("/dumps/").status_code == 404
    finally:
        app.close()


def test_term_page_tells_its_use(client: Client) -> None:
    """The page of a term has its labels, its definition, an example and how much it is used."""
    page = client.get("/page/ontology/Institution").text
    for words in (
        "institution",
        "机构",
        "organisation with staff",
        "the institution known as the CAC",
        "has 3",
    ):
        assert words in page
    assert term("Institution") in page
