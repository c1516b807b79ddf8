"""Other people's data as a whole: what their description says is what questions to the same server count."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse
from werkzeug.test import Client

from server import counting
from server.counting import Counted, Distinct, Tally
from server.documents import write_documents
from server.names import PREFIXES
from server.wsgi import Publisher, create_app
from tests.running import running_server
from tests.web.conftest import Reader

BASE = "http://example.org/"
ME = "http://localhost/dataset#dataset"

#: Terms in several graphs, twice, with a space, a quotation mark and an escape; blank nodes; classes that
#: are none; things at the server's own paths, of one name, and apart by `#`.
TRIG = r"""
@prefix ex: <http://example.org/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:a a ex:K ; rdfs:label "A b"@en, "A \"c\" <d> ." ; ex:p ex:b, [ ex:q 1 ; a ex:K ] .
ex:b a ex:K, ex:L, [ ex:q 01 ] ; rdfs:label "A b" .
<http://example.org/id/b> a ex:M ; ex:q 1.0, "1" .
<http://example.org/v#x> a ex:K . <http://example.org/v#y> ex:p ex:a . <http://example.org/v> ex:p ex:a .
<http://example.org/w#x> ex:p ex:a . <http://example.org/w#y> ex:p <http://elsewhere.example/z> .
<http://elsewhere.example/z> a ex:K ; ex:p ex:a . <http://example.org/y/> ex:p ex:a . ex:é ex:p ex:a .
ex:dataset rdfs:label "the thing dataset" . ex:cite rdfs:label "the thing cite" .
ex:g { ex:a a ex:K ; ex:p ex:c . ex:b a ex:L }
_:g { ex:a a ex:K }
"""

EVERYWHERE = "{ ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } }"
TYPED = f"FILTER(?p = <{PREFIXES['rdf']}type> && ISIRI(?o))"
HERE = 'FILTER(ISIRI(?s) && STRSTARTS(STR(?s), "BASE"))'


@pytest.fixture(scope="module", params=["with a base", "without"])
def base(request: pytest.FixtureRequest) -> str | None:
    """What IRIs of things that are answered begin with, if any are."""
    return BASE if request.param == "with a base" else None


@pytest.fixture(scope="module")
def served(base: str | None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publisher]:
    """A publisher of the file."""
    path: Path = tmp_path_factory.mktemp("data") / "things.trig"
    path.write_text(TRIG, encoding="utf-8")
    made = create_app(path, base_iri=base, workers=1)
    yield made
    made.close()


@pytest.fixture(scope="module")
def client(served: Publisher) -> Client:
    """Somebody who asks it."""
    return Reader(served)


@pytest.fixture(scope="module")
def said(client: Client) -> dict[str, dict[str, list[str]]]:
    """The description: subject → predicate, by its prefix → values."""
    answer = client.get("/dataset.nt")
    assert answer.status_code == 200, answer.text
    found: dict[str, dict[str, list[str]]] = {}
    for quad in parse(answer.data, format=RdfFormat.N_TRIPLES):
        assert isinstance(quad.subject, NamedNode)
        assert isinstance(quad.object, NamedNode | Literal)
        found.setdefault(quad.subject.value, {}).setdefault(short(quad.predicate.value), []).append(
            quad.object.value
        )
    return found


def short(iri: str) -> str:
    """An IRI by its prefix."""
    return next(f"{p}:{iri.removeprefix(b)}" for p, b in PREFIXES.items() if iri.startswith(b))


def asked(client: Client, query: str) -> list[list[str]]:
    """The rows of an answer."""
    answer = client.get("/sparql", query_string={"query": query, "format": "json"})
    assert answer.status_code == 200, answer.text
    found = json.loads(answer.data)
    names = found["head"]["vars"]
    return [[row[name]["value"] for name in names] for row in found["results"]["bindings"]]


@pytest.mark.parametrize(
    ("figure", "query"),
    [
        ("triples", f"SELECT (COUNT(*) AS ?n) {{ SELECT DISTINCT ?s ?p ?o {{ {EVERYWHERE} }} }}"),
        ("distinctSubjects", f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ {EVERYWHERE} }}"),
        ("properties", f"SELECT (COUNT(DISTINCT ?p) AS ?n) {{ {EVERYWHERE} }}"),
        (
            "classes",
            f"SELECT (COUNT(DISTINCT ?o) AS ?n) {{ {EVERYWHERE} {TYPED} }}",
        ),
        (
            "entities",
            f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ {EVERYWHERE} {HERE} }}",
        ),
    ],
)
def test_figures_are_what_a_query_counts(
    client: Client, said: dict[str, dict[str, list[str]]], base: str | None, figure: str, query: str
) -> None:
    """Each number of the whole is that of a query for it on the same server."""
    assert asked(client, query.replace("BASE", base or "")) == [said[ME][f"void:{figure}"]]


def test_values_count_as_they_are_written(said: dict[str, dict[str, list[str]]]) -> None:
    """What an engine holds for one number, as 1 and 01, are two values, for they are two terms."""
    quads = parse(TRIG.encode(), format=RdfFormat.TRIG)
    assert said[ME]["void:distinctObjects"] == [str(len({str(q.object) for q in quads}))]


@pytest.mark.parametrize(
    ("partition", "term", "count", "query"),
    [
        (
            "classPartition",
            "class",
            "entities",
            f"SELECT ?o (COUNT(DISTINCT ?s) AS ?n) {{ {EVERYWHERE} {TYPED} }} GROUP BY ?o",
        ),
        (
            "propertyPartition",
            "property",
            "triples",
            f"SELECT ?p (COUNT(*) AS ?n) {{ SELECT DISTINCT ?s ?p ?o {{ {EVERYWHERE} }} }} GROUP BY ?p",
        ),
    ],
)
def test_partitions_are_what_a_query_counts(
    client: Client,
    said: dict[str, dict[str, list[str]]],
    partition: str,
    term: str,
    count: str,
    query: str,
) -> None:
    """Each class with its members, each property with its triples, the largest first."""
    parts = [said[part] for part in said[ME][f"void:{partition}"]]
    found = [[part[f"void:{term}"][0], part[f"void:{count}"][0]] for part in parts]
    assert sorted(found) == sorted(asked(client, query))
    assert [int(n) for _, n in found] == sorted((int(n) for _, n in found), reverse=True)


def test_graphs_are_what_a_query_counts(client: Client, said: dict[str, dict[str, list[str]]]) -> None:
    """Each graph with its triples; one that a blank node names has no name for others."""
    default = said[said[ME]["sd:defaultGraph"][0]]["void:triples"]
    assert asked(client, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == [default]
    named = [said[name] for name in said[ME]["sd:namedGraph"]]
    counts = {tuple(one.get("sd:name", ())): said[one["sd:graph"][0]]["void:triples"] for one in named}
    assert counts == {("http://example.org/g",): ["3"], (): ["1"]}
    every = [said[part]["void:triples"][0] for part in said[ME]["void:subset"]]
    (total,) = asked(client, f"SELECT (COUNT(*) AS ?n) {{ {EVERYWHERE} }}")
    assert sum(map(int, every)) == int(total[0])


def test_it_says_how_to_get_at_the_data(
    client: Client, said: dict[str, dict[str, list[str]]], base: str | None
) -> None:
    """Endpoint, look-up and examples are answered; nothing is said that nobody told or counted."""
    about = said[ME]
    assert about["void:sparqlEndpoint"] == ["http://localhost/sparql"]
    assert about.get("void:uriSpace") == ([base] if base else None)
    examples = about.get("void:exampleResource", [])
    assert bool(examples) is bool(base)
    for example in examples:
        answer = client.get(example.removeprefix(BASE[:-1]), headers={"Accept": "text/turtle"})
        assert answer.status_code == 303
        assert client.get(answer.headers["Location"]).status_code == 200
    (lookup,) = about["void:uriLookupEndpoint"]
    answer = client.get(lookup.removeprefix("http://localhost") + "http%3A%2F%2Fexample.org%2Fdataset")
    assert "the thing dataset" in answer.text
    assert set(about["void:vocabulary"]) == {PREFIXES["rdf"], PREFIXES["rdfs"], BASE}
    assert not about.keys() & {"dcterms:modified", "dcterms:license", "void:dataDump", "dcat:distribution"}


def test_the_service_is_of_the_same_dataset(client: Client, said: dict[str, dict[str, list[str]]]) -> None:
    """Description of the data and of the service name each other."""
    assert said["http://localhost/sparql"]["dcat:servesDataset"] == [ME]
    described = client.get("/sparql", headers={"Accept": "application/n-triples"}).data
    served = [
        t.object
        for t in parse(described, format=RdfFormat.N_TRIPLES)
        if t.predicate.value.endswith("defaultDataset")
    ]
    assert served == [NamedNode(ME)]


@pytest.mark.parametrize("extension", ["ttl", "nt", "rdf", "jsonld", "trig", "nq", "json", "html"])
def test_forms(client: Client, extension: str) -> None:
    """The description can be had in every format, and each is the same."""
    answer = client.get(f"/dataset.{extension}")
    assert answer.status_code == 200, answer.text
    assert f'<{ME}>; rel="describes"' in answer.headers["Link"]
    forms = {
        "ttl": RdfFormat.TURTLE,
        "rdf": RdfFormat.RDF_XML,
        "jsonld": RdfFormat.JSON_LD,
        "json": RdfFormat.JSON_LD,
        "trig": RdfFormat.TRIG,
        "nq": RdfFormat.N_QUADS,
        "nt": RdfFormat.N_TRIPLES,
    }
    if extension in forms:
        held = {q.triple for q in parse(answer.data, format=forms[extension])}
        plain = {q.triple for q in parse(client.get("/dataset.nt").data, format=RdfFormat.N_TRIPLES)}
        assert held == plain


@pytest.mark.parametrize(
    ("accept", "place"),
    [("text/turtle", "/dataset.ttl"), ("application/ld+json", "/dataset.jsonld"), ("text/html", "/dataset")],
)
def test_the_well_known_path_leads_there(client: Client, accept: str, place: str) -> None:
    """VoID §7.2: 303 to the description in the format asked for."""
    answer = client.get("/.well-known/void", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["Location"]) == (303, place)
    assert f'<{ME}>; rel="describes"' in answer.headers["Link"]


def test_pages_show_the_figures(client: Client, said: dict[str, dict[str, list[str]]]) -> None:
    """The front page and the page of the dataset have the same numbers, and the way to the data."""
    for path in ("/", "/dataset"):
        page = client.get(path, headers={"Accept": "text/html"}).text
        shown = dict(re.findall(r"<strong>([\d,]+)</strong><span>(.*?)</span>", page))
        assert {words: number for number, words in shown.items()}["statements"] == said[ME]["void:triples"][0]
        assert re.search('href="/dataset.ttl"', page)


def test_the_sitemap_has_each_page_once(client: Client, base: str | None) -> None:
    """What `#` sets apart shares a page; of two things of one name the one under /id/ has it."""
    found = re.findall("<loc>http://localhost(.*?)</loc>", client.get("/sitemap.xml").text)
    things = ["/page/a", "/page/b", "/page/cite", "/page/dataset", "/page/v", "/page/w", "/page/y/"]
    assert sorted(found) == sorted(["/", "/api", "/dataset", *([*things, "/page/%C3%A9"] if base else [])])
    assert [path for path in found if client.get(path).status_code != 200] == []
    assert client.get("/sitemap-2.xml").status_code == 404
    assert "Sitemap: http://localhost/sitemap.xml" in client.get("/robots.txt").text


@pytest.mark.parametrize(
    ("path", "words"),
    [("/cite", "names a version"), ("/receipt", "of which release"), ("/receipt/verify", "knows none")],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_a_file_has_not_is_said(
    client: Client, base: str | None, path: str, words: str, method: str
) -> None:
    """A citation names a version, which a file has not: 404 says so; a thing at the path comes first."""
    answer = client.open(path, method=method, headers={"Accept": "application/problem+json, text/html;q=0.1"})
    if path == "/cite" and base and method == "GET":
        assert (answer.status_code, answer.headers["Location"]) == (303, "/page/cite")
        return
    assert answer.status_code == 404
    assert words in answer.get_json()["detail"]


def test_things_at_the_servers_own_paths_are_told_of(client: Client, base: str | None) -> None:
    """A thing at /dataset has its page, and links lead there."""
    answer = client.get("/page/dataset")
    assert answer.status_code == (200 if base else 404)
    if base:
        assert "The thing dataset" in answer.text
        assert 'href="/page/dataset"' in client.get("/").text


def test_the_address_that_the_operator_gives(tmp_path: Path) -> None:
    """With a public address the dataset's IRI begins with it; else, for strangers, where its IRIs lead."""
    path = tmp_path / "a.ttl"
    path.write_text("<http://e.example/a> a <http://e.example/K> .\n", encoding="utf-8")
    for settings, begins in (
        ({"public_url": "https://data.example.org/x"}, "https://data.example.org/x"),
        ({"base_iri": "http://e.example/"}, "http://e.example"),
        ({}, "http://public-url-is-not-set.invalid"),
    ):
        app = create_app(path, workers=1, **settings)
        try:
            text = Client(app).get("/dataset.nt", headers={"Host": "evil.example"}).text
        finally:
            app.close()
        assert f"<{begins}/dataset#dataset>" in text
        assert "evil.example" not in text


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["a.ttl"], "The file a.ttl"),
        (["a\n\x1b.ttl"], "The file a??.ttl"),
        (["a.nt", "b.nt"], "The file a.nt and 1 more"),
    ],
)
def test_what_the_start_says_is_served(tmp_path: Path, names: list[str], said: str) -> None:
    """A file by its name, on one line whatever the name holds."""
    for name in names:
        (tmp_path / name).write_text("", encoding="utf-8")
    app = create_app([tmp_path / name for name in names], workers=1)
    try:
        assert app.serves == said
    finally:
        app.close()


def test_of_a_release_the_start_says_the_version_of_the_data(app: Publisher) -> None:
    """It is told apart from that of the program."""
    assert app.serves == "Data 0.0-dev"


def test_an_engine_is_described_without_numbers(tmp_path: Path) -> None:
    """Nothing is counted of what is somebody else's, and no sitemap is made or promised."""
    path = tmp_path / "a.ttl"
    path.write_text("<http://e.example/a> a <http://e.example/K> .\n", encoding="utf-8")
    with running_server("--data", str(path)) as url:
        app = create_app(engine=f"{url}/sparql", base_iri="http://e.example/")
        try:
            reader = Reader(app)
            described = reader.get("/dataset.nt").text
            assert "void#sparqlEndpoint> <http://localhost/sparql>" in described
            assert 'void#uriSpace> "http://e.example/"' in described
            assert "so no numbers are told" in described
            assert app.serves == f"The engine at {url.removeprefix('http://')}"
            assert not re.search("void#(triples|entities|classPartition)", described)
            assert reader.get("/dataset", headers={"Accept": "text/html"}).status_code == 200
            refused = reader.get("/sitemap.xml", headers={"Accept": "application/problem+json"})
            assert (refused.status_code, "no sitemap is made" in refused.get_json()["detail"]) == (404, True)
            assert "Sitemap" not in reader.get("/robots.txt").text
        finally:
            app.close()


def tallied(quads: list[Quad], directory: Path, **limits: int) -> Counted:
    """What is counted of quads while they are written."""
    tally = Tally(BASE, **limits)
    try:
        write_documents(quads, directory, tally)
        return tally.counted()
    finally:
        tally.close()


def test_many_terms_are_counted_and_not_listed(tmp_path: Path) -> None:
    """Above the limit each class and property counts, but none is counted by itself; pages are counted on."""
    is_a, p = (NamedNode(PREFIXES["rdf"] + "type"), NamedNode(BASE + "p"))
    things = [NamedNode(f"{BASE}{n:04}") for n in range(50)]
    quads = [Quad(thing, is_a, NamedNode(f"{BASE}K{n % 20}")) for n, thing in enumerate(things)]
    quads += [Quad(thing, p, Literal(str(n % 7))) for n, thing in enumerate(things)]
    found = tallied(quads, tmp_path, each=10, pages=20)
    assert (found.classes, found.by_class) == (20, {})
    assert (found.properties, dict(found.by_property)) == (2, {is_a.value: 50, p.value: 50})
    assert (found.triples, found.objects) == (100, 27)
    assert found.starts == (f"{BASE}0000", f"{BASE}0020", f"{BASE}0040")


@pytest.mark.parametrize("held", [1, 7, 100, 1_000])
def test_different_terms_are_counted_in_bounded_memory(held: int) -> None:
    """Whatever waits in the file, each term counts once."""
    counter = Distinct(held)
    for start in range(0, 900, 30):
        counter.add([str(number % 411).encode() for number in range(start, start + 60)])
    assert counter.count() == 411
    counter.close()


def test_a_large_file_is_listed_by_what_was_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The front page of many things has the largest classes; the parts of the sitemap have each page once."""
    monkeypatch.setattr(counting, "PAGES", 2_000)
    path = tmp_path / "many.nt"
    is_a = f"<{PREFIXES['rdf']}type>"
    lines = [f"<{BASE}t/{n}> {is_a} <{BASE}ns#K{n % 3}> .\n" for n in range(5_100)]
    path.write_text("".join(lines), encoding="utf-8")
    app = create_app(path, base_iri=BASE, workers=1)
    try:
        reader = Reader(app)
        assert re.findall(r"<h2 id=\"kind-\d\">(.*?)</h2>", reader.get("/").text) == [
            f"K{n} (1,700, the first 60)" for n in range(3)
        ]
        parts = re.findall("<loc>http://localhost(.*?)</loc>", reader.get("/sitemap.xml").text)
        assert parts == ["/sitemap-1.xml", "/sitemap-2.xml", "/sitemap-3.xml"]
        pages = [p for part in parts for p in re.findall("/page/t/[0-9]+", reader.get(part).text)]
        assert sorted(pages) == sorted(f"/page/t/{n}" for n in range(5_100))
    finally:
        app.close()
