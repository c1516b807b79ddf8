"""The release as a whole: vocabulary, dataset, graphs, sources, dumps, and what crawlers ask for."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse
from werkzeug.test import Client

from server.names import BASE, DATASET, GRAPH, ONTOLOGY, expand
from server.tables.columns import TABLES
from server.web.catalogue import _unfolded
from server.web.contexts.values import Nested, Node, Property, Text
from server.web.languages import LANGUAGES
from server.web.representations import REPRESENTATIONS, PageFormat
from server.wsgi import Publisher, create_app
from tests.web.conftest import Reader, write_release

DOCUMENTS = {
    "/ontology/": "/ontology",
    "/dataset": "/dataset",
    "/graph/current": "/graph/current",
    "/graph/facts/doc-000": "/graph/facts/doc-000",
}


@pytest.mark.card("DWBP", "1")
@pytest.mark.parametrize("path", DOCUMENTS)
@pytest.mark.parametrize("form", REPRESENTATIONS, ids=lambda f: f.extension)
def test_documents_come_in_every_format(client: Client, path: str, form: PageFormat) -> None:
    """Each document of the release is had by Accept and by extension, with the same bytes."""
    asked = client.get(path, headers={"Accept": form.media_type})
    named = client.get(f"{DOCUMENTS[path]}.{form.extension}")
    assert asked.status_code == named.status_code == 200
    assert asked.content_type == named.content_type == form.content_type
    assert asked.data == named.data
    assert "Accept" in asked.headers["Vary"]


@pytest.mark.parametrize("path", [*DOCUMENTS, "/", "/dataset/0.0-dev", "/ontology/0.1.0/"])
def test_nothing_else_is_offered(client: Client, path: str) -> None:
    """What no format can satisfy is 406, and the refusal lists what there is."""
    response = client.get(path, headers={"Accept": "image/png"})
    assert response.status_code == 406
    assert "text/turtle" in response.text


@pytest.mark.parametrize(
    "path",
    [
        "/ontology/9.9.9/",
        "/ontology.zip",
        "/dataset/1999",
        "/dataset.zip",
        "/graph/nothing",
        "/graph/current.zip",
        "/sources/nothing",
        "/sources/doc-000/nothing",
        "/sources/cac/passage-000-cac-1",
        "/dumps/1999/",
        "/dumps/0.0-dev/nothing.gz",
        "/dumps/0.0-dev/..%2fmanifest.json",
        "/dumps/0.0-dev/%2e%2e/quads.nq",
        "/dumps/1999/manifest.json",
        "/dumps/0.0-dev/manifest.json.sig",
        "/dumps/0.0-dev/graphs/",
        "/dumps/0.0-dev/graphs/nothing.ttl.gz",
        "/dumps/0.0-dev/tables/../../quads.nq",
        "/static/nothing.css",
        "/static/../site.py",
        "/.git/config",
    ],
)
def test_unknown_is_404(client: Client, path: str) -> None:
    """Versions, graphs, sources and files that the release does not have are unknown."""
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("asked", ["?format=ttl", "?lang=zh-Hans&_mediatype=text/html", ""])
def test_the_slash_keeps_what_is_asked(client: Client, asked: str) -> None:
    """The vocabulary without its slash leads to it with the same query."""
    answer = client.get(f"/ontology{asked}")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"/ontology/{asked}")


def test_vocabulary_is_its_graph(client: Client, quads: set[Quad]) -> None:
    """The vocabulary in RDF is the ontology graph, and its page lists each term with its definition."""
    found = {q.triple for q in parse(client.get("/ontology.nt").data, format=RdfFormat.N_TRIPLES)}
    named = {t for t in found if isinstance(t.subject, NamedNode) and isinstance(t.object, NamedNode)}
    graph = NamedNode(GRAPH + "ontology")
    expected = {q.triple for q in quads if q.graph_name == graph}
    assert {
        t for t in expected if isinstance(t.subject, NamedNode) and isinstance(t.object, NamedNode)
    } == named
    assert len(found) == len(expected)
    page = client.get("/ontology/", headers={"Accept": "text/html"}).text
    assert "organisation with staff, posts and a history" in page
    assert client.get("/ontology/0.1.0/").status_code == 200


def test_graph_keeps_its_name(client: Client, quads: set[Quad]) -> None:
    """A graph as N-Quads says its own name."""
    graph = NamedNode(GRAPH + "current")
    found = set(parse(client.get("/graph/current.nq").data, format=RdfFormat.N_QUADS))
    assert found == {q for q in quads if q.graph_name == graph}


def test_description_has_sizes_of_the_very_files(client: Client) -> None:
    """Size and checksum in the description are those of the bytes that the download address gives."""
    triples = [q.triple for q in parse(client.get("/dataset.ttl").data, format=RdfFormat.TURTLE)]
    sizes = {
        t.subject.value: int(t.object.value)
        for t in triples
        if t.predicate == NamedNode(expand("dcat:byteSize"))
        and isinstance(t.subject, NamedNode)
        and isinstance(t.object, Literal)
    }
    # six formats packed in two ways, the tables and the archive
    assert len(sizes) == 6 * 2 + len(TABLES) + 1
    for file, size in sizes.items():
        body = client.get("/" + file.removeprefix(BASE)).data
        assert len(body) == size
        assert hashlib.sha256(body).hexdigest() in client.get("/dataset.ttl").text


@pytest.mark.card("DWBP", "17")
def test_description_counts_the_release(client: Client, quads: set[Quad]) -> None:
    """`void:triples` is the number of triples of a dump."""
    dump = gzip.decompress(client.get("/dumps/0.0-dev/nameplate-0.0-dev.nq.gz").data)
    figure = NamedNode(expand("void:triples"))
    counted = [
        q.object
        for q in parse(client.get("/dataset.nt").data, format=RdfFormat.N_TRIPLES)
        if q.subject == NamedNode(DATASET) and q.predicate == figure
    ]
    assert [str(value) for value in counted] == [f'"{len(dump.splitlines())}"^^<{expand("xsd:integer")}>']
    assert len(dump.splitlines()) == len(quads)


def test_well_known_void_leads_to_the_description(client: Client) -> None:
    """Programs find the description in RDF, people as a page."""
    assert client.get("/.well-known/void").headers["Location"] == "/dataset.ttl"
    page = client.get("/.well-known/void", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["Location"]) == (303, "/dataset")


def test_parts_that_name_each_other_are_told_once() -> None:
    """What names what it is named by is told where it is named first; after that a link leads there."""
    parts = {f"{DATASET}#a": f"{DATASET}#b", f"{DATASET}#b": f"{DATASET}#a", DATASET: f"{DATASET}#a"}

    def said(iri: str) -> tuple[Property, ...]:
        return (Property(Node("p", None, Text("p")), (Node(parts[iri], None, Text("part")),)),)

    namer = SimpleNamespace(spoken=LANGUAGES[0], own=str, properties=said)
    ((first,),) = (row.values for row in _unfolded(cast("Any", namer), cast("Any", DATASET)))
    assert isinstance(first, Nested)
    ((second,),) = (row.values for row in first.properties)
    assert isinstance(second, Nested)
    assert (first.anchor, second.anchor) == ("a", "b")
    assert second.properties == said(f"{DATASET}#b")


@pytest.mark.parametrize("path", ["/dataset", "/dataset/{version}"])
def test_the_page_of_the_dataset_has_what_it_leads_to(site: Client, release: Path, path: str) -> None:
    """A link to a part of the page leads to one; what has no page of its own is told where it is named."""
    version = json.loads((release / "manifest.json").read_text(encoding="utf-8"))["version"]
    page = site.get(path.format(version=version), headers={"Accept": "text/html"}).text
    named = set(re.findall(r'href="(?:/dataset[^"#]*)?#([^"]+)"', page))
    ids = re.findall(r' id="([^"]+)"', page)
    assert named - set(ids) == set()
    assert len(ids) == len(set(ids))
    assert "build" in ids
    assert expand("void:") in page


def test_the_page_of_a_graph_leads_to_what_there_is(site: Client) -> None:
    """What is whole comes first; of parts of the dataset those are links that have a place on its page."""
    headers = {"Accept": "text/html"}
    listed = site.get("/graph/metadata", headers=headers).text.partition('id="things"')[2]
    named = re.findall(r'href="/dataset#([^"]+)"', listed)
    assert set(named) <= set(re.findall(r' id="([^"]+)"', site.get("/dataset", headers=headers).text))
    things = re.findall(r"<li>(.*?)</li>", listed.partition("</ul>")[0], re.DOTALL)
    data = parse(site.get("/graph/metadata.nt").data, format=RdfFormat.N_TRIPLES)
    spoken_of = {quad.subject.value for quad in data if isinstance(quad.subject, NamedNode)}
    whole = sum(not iri.startswith(f"{DATASET}#") for iri in spoken_of)
    assert 0 < whole < len(things)
    assert ["/dataset#" in one for one in things] == [number >= whole for number in range(len(things))]


def test_front_page_leads_programs_to_the_description(client: Client) -> None:
    """Who asks the front page for data is sent to the dataset's description."""
    assert "Cyberspace Administration of China" in client.get("/").text
    response = client.get("/", headers={"Accept": "application/ld+json"})
    assert (response.status_code, response.headers["Location"]) == (303, "/dataset.jsonld")


def test_sources_list_passages_and_their_statements(client: Client) -> None:
    """A source has its passages, a passage the statements that rest on it."""
    assert "/sources/doc-000" in client.get("/sources/").text
    source = client.get("/sources/doc-000").text
    assert "/sources/doc-000/passage-000-cac-1" in source
    assert ">¶ 1</a>" in source  # below the heading of its section
    passage = client.get("/sources/doc-000/passage-000-cac-1").text
    assert "Office of External Propaganda" in passage
    assert "endnote&nbsp;17" in passage


def test_checksums_are_those_of_the_files(client: Client, small: Path) -> None:
    """The manifest and SHA256SUMS name what the files really have, and nothing else."""
    manifest = json.loads(client.get("/dumps/0.0-dev/manifest.json").data)
    lines = client.get("/dumps/0.0-dev/SHA256SUMS").text.splitlines()
    sums = {line.split("  ")[1]: line.split("  ")[0] for line in lines}
    dumps = small / "dumps"
    files = {path.relative_to(dumps).as_posix(): path for path in dumps.rglob("*") if path.is_file()}
    assert set(sums) == set(files)
    for name, path in files.items():
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        assert sums[name] == digest
        assert manifest["files"][f"dumps/{name}"]["sha256"] == digest


@pytest.mark.parametrize("path", ["/dumps/", "/dumps/0.0-dev/"])
def test_every_download_is_listed_with_its_size(client: Client, small: Path, path: str) -> None:
    """The page links each file, which is there with its size, and says what it is in words."""
    page = client.get(path).text
    manifest = json.loads((small / "manifest.json").read_text())
    dumps = {name: entry for name, entry in manifest["files"].items() if name.startswith("dumps/")}
    found = dict(
        re.findall(
            r'href="/dumps/0\.0-dev/([^"]+)" type="[^"]+">[^<]*</a>&nbsp;<data[^>]*value="(\d+)"', page
        )
    )
    assert found == {name.removeprefix("dumps/"): str(entry["bytes"]) for name, entry in dumps.items()}
    for words in ("Everything in one file", "Organisations and their nameplates", "the vocabulary", "TriG"):
        assert words in page
    assert manifest["canonical_sha256"] in page
    assert manifest["merged_sha256"] in page


SENT = [
    ("nameplate-0.0-dev.ttl.gz", "application/gzip"),
    ("nameplate-0.0-dev.jsonld.zst", "application/zstd"),
    ("graphs/facts-doc-000.nq.zst", "application/zstd"),
    ("nameplate-0.0-dev.zip", "application/zip"),
    ("tables/organisations.csv", "text/csv; charset=utf-8; header=present"),
    ("tables/csv-metadata.json", "application/csvm+json"),
]


@pytest.mark.parametrize(("path", "kind"), SENT)
def test_media_types_of_downloads(client: Client, small: Path, path: str, kind: str) -> None:
    """Each file is sent byte for byte under the type of what it is, with a name, and in parts if asked."""
    whole = (small / "dumps" / path).read_bytes()
    response = client.get(f"/dumps/0.0-dev/{path}")
    assert response.data == whole
    assert response.content_type == kind
    assert "Content-Encoding" not in response.headers
    disposition = response.headers["Content-Disposition"]
    assert disposition == f"attachment; filename={path.rpartition('/')[2]}"
    part = client.get(f"/dumps/0.0-dev/{path}", headers={"Range": "bytes=3-9"})
    assert (part.status_code, part.data) == (206, whole[3:10])


@pytest.mark.card("DWBP", "3")
def test_a_table_leads_to_its_description(client: Client) -> None:
    """The Link of a table is where CSV on the Web looks for its metadata."""
    links = client.get("/dumps/0.0-dev/tables/people.csv").headers["Link"]
    expected = '</dumps/0.0-dev/tables/csv-metadata.json>; rel="describedby"; type="application/csvm+json"'
    assert expected in links


FILE = "/dumps/0.0-dev/nameplate-0.0-dev.nt.gz"


def test_dump_is_the_file(client: Client, small: Path) -> None:
    """A dump is sent as the gzip file it is: no content coding, a name to save it under, a strong tag."""
    response = client.get(FILE, headers={"Accept-Encoding": "gzip"})
    expected = (small / "dumps" / "nameplate-0.0-dev.nt.gz").read_bytes()
    assert response.data == expected
    assert response.content_type == "application/gzip"
    assert "Content-Encoding" not in response.headers
    assert "nameplate-0.0-dev.nt.gz" in response.headers["Content-Disposition"]
    assert response.headers["ETag"] == f'"{hashlib.sha256(expected).hexdigest()}"'
    assert response.headers["Accept-Ranges"] == "bytes"


RANGES = [
    pytest.param("bytes=0-9", 206, slice(0, 10), id="the first bytes"),
    pytest.param("bytes=10-", 206, slice(10, None), id="from a byte on"),
    pytest.param("bytes=-7", 206, slice(-7, None), id="the last bytes"),
    pytest.param("bytes=99999999-", 416, None, id="past the end"),
    pytest.param("bytes=-99999999", 200, slice(None), id="more of the last bytes than there are"),
]


@pytest.mark.parametrize(("header", "status", "part"), RANGES)
def test_ranges(client: Client, small: Path, header: str, status: int, part: slice | None) -> None:
    """A range gives just those bytes, one that cannot be had 416."""
    whole = (small / "dumps" / "nameplate-0.0-dev.nt.gz").read_bytes()
    response = client.get(FILE, headers={"Range": header})
    assert response.status_code == status
    if part is not None:
        assert response.data == whole[part]
    if status == 206:
        assert response.headers["Content-Range"].endswith(f"/{len(whole)}")


def test_range_of_a_file_that_has_changed_is_the_whole(client: Client) -> None:
    """If-Range with another tag gives the whole file, so that no two files are mixed."""
    response = client.get(FILE, headers={"Range": "bytes=0-9", "If-Range": '"another"'})
    assert response.status_code == 200


def test_a_range_is_of_get_alone(client: Client) -> None:
    """HEAD tells what GET of the whole would (RFC 9110 §14.2)."""
    response = client.head(FILE, headers={"Range": "bytes=0-9"})
    assert response.status_code == 200
    assert "Content-Range" not in response.headers


CONDITIONS = [
    pytest.param("If-None-Match", "{}", 304, id="the client has it"),
    pytest.param("If-None-Match", "W/{}", 304, id="the client has it, compared weakly"),
    pytest.param("If-None-Match", "*", 304, id="the client has any"),
    pytest.param("If-None-Match", '"another"', 206, id="the client has another"),
    pytest.param("If-Match", "{}", 206, id="the client wants the same"),
    pytest.param("If-Match", '"another"', 412, id="the client wants another"),
]


@pytest.mark.parametrize(("name", "value", "status"), CONDITIONS)
def test_conditions_come_before_ranges(client: Client, name: str, value: str, status: int) -> None:
    """What a client has or wants decides first; a range is of what is sent only then (RFC 9110 §13.2.2)."""
    tag = client.get(FILE).headers["ETag"]
    response = client.get(FILE, headers={"Range": "bytes=0-9", name: value.format(tag)})
    assert response.status_code == status
    assert len(response.data) == {304: 0, 206: 10}.get(status, len(response.data))
    if status == 412:
        assert response.mimetype == "application/problem+json"
        assert response.json is not None
        assert response.json["status"] == 412


@pytest.mark.parametrize("coding", ["identity", "gzip", "zstd"])
def test_head_of_what_is_unpacked(client: Client, coding: str) -> None:
    """HEAD says of unpacked data what GET would, its length, too."""
    path, asked = FILE.removesuffix(".gz"), {"Accept-Encoding": coding}
    got, head = (client.open(path, method=method, headers=asked) for method in ("GET", "HEAD"))
    kept = ("Content-Type", "Content-Length", "Content-Encoding", "ETag", "Accept-Ranges", "Vary")
    assert [head.headers.get(name) for name in kept] == [got.headers.get(name) for name in kept]
    assert head.data == b""
    assert len(got.data) == int(got.headers["Content-Length"]) > 100


def test_links_out_of_the_release_are_not_followed(tmp_path: Path) -> None:
    """A dump that is a link to a file elsewhere is unknown, and so is one that has gone."""
    directory = tmp_path / "0.0-dev-0123456789abcdef"
    directory.mkdir()
    write_release(directory, "0.0-dev")
    dumps = directory / "dumps"
    secret = tmp_path / "secret"
    secret.write_text("secret")
    (dumps / "nameplate-0.0-dev.nt.gz").unlink()
    (dumps / "nameplate-0.0-dev.nt.gz").symlink_to(secret)
    (dumps / "nameplate-0.0-dev.nq.gz").unlink()
    app = create_app(release=directory, workers=1)
    try:
        reader = Reader(app)
        assert reader.get(FILE).status_code == 404
        assert reader.get(FILE.replace(".nt.", ".nq.")).status_code == 404
        assert reader.get(FILE.replace(".nt.", ".ttl.")).status_code == 200
    finally:
        app.close()


def test_known_dump_is_304(client: Client) -> None:
    """Who has the file is told so, also on HEAD."""
    tag = client.get(FILE).headers["ETag"]
    assert client.get(FILE, headers={"If-None-Match": tag}).status_code == 304
    assert client.head(FILE).headers["ETag"] == tag


@pytest.fixture
def published(tmp_path: Path) -> Iterator[Publisher]:
    """An app with a published release and a public address."""
    directory = tmp_path / "1.0-0123456789abcdef"
    directory.mkdir()
    write_release(directory, "1.0")
    app = create_app(release=directory, workers=1, public_url="https://data.example/nameplate/")
    yield app
    app.close()


def test_published_release_may_be_kept(published: Publisher) -> None:
    """Data whose path names a version never change, the rest may be kept for a while."""
    client = Reader(published)
    for path in ("/dumps/1.0/manifest.json", "/dumps/1.0/nameplate-1.0.nq.zst", "/dataset/1.0.ttl"):
        assert "immutable" in client.get(path).headers["Cache-Control"]
    for path in ("/data/cac.ttl", "/id/cac", "/dumps/", "/dataset/1.0", "/dumps/1.0/nameplate-1.0.ttl.gz"):
        assert client.get(path).headers["Cache-Control"] == "public, max-age=3600"


def test_public_address_is_in_links_not_in_data(published: Publisher) -> None:
    """With a public address links begin with it; the data keeps its own IRIs."""
    client = Reader(published)
    assert client.get("/id/cac").headers["Location"] == "https://data.example/nameplate/page/cac"
    assert client.get("/dumps").headers["Location"] == "https://data.example/nameplate/dumps/"
    assert 'href="https://data.example/nameplate/id/ccac"' in client.get("/page/cac").text
    assert "data.example" not in client.get("/data/cac.ttl").text
    assert ONTOLOGY in client.get("/data/cac.ttl").text


def test_other_peoples_data_has_a_front_page(reader: Client) -> None:
    """Their things are listed by kind under the name of the file."""
    page = reader.get("/").text
    assert "theirs.ttl.gz" in page
    assert "thing (8)" in page.lower()
    described = reader.get("/", headers={"Accept": "text/turtle"})
    assert (described.status_code, described.headers["Location"].rpartition("/")[2]) == (303, "dataset.ttl")
