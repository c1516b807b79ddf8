"""Reading other people's files."""

from __future__ import annotations

import gzip
import socketserver
import threading
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, NamedNode

from server.errors import StartError
from server.packing import PACKERS
from server.store.data import read_files

SAME = {
    "ttl": "@prefix e: <http://e/> . e:s e:p '01'^^<http://www.w3.org/2001/XMLSchema#integer> .",
    "nt": '<http://e/s> <http://e/p> "01"^^<http://www.w3.org/2001/XMLSchema#integer> .',
    "nq": '<http://e/s> <http://e/p> "01"^^<http://www.w3.org/2001/XMLSchema#integer> .',
    "trig": "PREFIX e: <http://e/> { e:s e:p '01'^^<http://www.w3.org/2001/XMLSchema#integer> }",
    "rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">'
    '<rdf:Description rdf:about="http://e/s"><e:p '
    'rdf:datatype="http://www.w3.org/2001/XMLSchema#integer">01</e:p></rdf:Description></rdf:RDF>',
    "jsonld": '{"@id": "http://e/s", "http://e/p": '
    '{"@value": "01", "@type": "http://www.w3.org/2001/XMLSchema#integer"}}',
}
SAME |= {"owl": SAME["rdf"], "xml": SAME["rdf"], "json": SAME["jsonld"], "TTL": SAME["ttl"]}


@pytest.mark.parametrize("extension", SAME)
@pytest.mark.parametrize("packing", ["", ".gz", ".zst", ".GZ"])
def test_every_format_says_the_same(tmp_path: Path, extension: str, packing: str) -> None:
    """The extension tells the format, packed or not, and literals stay as they are written."""
    path = tmp_path / f"data.v1.{extension}{packing}"
    content = SAME[extension].encode()
    path.write_bytes(PACKERS[packing.lower()](content) if packing else content)
    (quad,) = read_files([path]).quads
    assert str(quad.subject) == "<http://e/s>"
    assert str(quad.object) == '"01"^^<http://www.w3.org/2001/XMLSchema#integer>'


def test_graphs_and_prefixes_are_kept(tmp_path: Path) -> None:
    """Named graphs stay named, and the first file's prefixes count."""
    first, second = tmp_path / "a.trig", tmp_path / "b.ttl"
    first.write_text("PREFIX e: <http://e/> e:g { e:s e:p e:o }", encoding="utf-8")
    second.write_text("PREFIX e: <http://other/> PREFIX f: <http://f/> f:s f:p f:o .", encoding="utf-8")
    data = read_files([first, second])
    assert next(data.quads).graph_name == NamedNode("http://e/g")
    assert len(list(data.quads)) == 1
    assert data.prefixes == {"e": "http://e/", "f": "http://f/"}


def test_blank_nodes_of_different_files_stay_apart(tmp_path: Path) -> None:
    """A label means something in its own file only; with one file it is kept."""
    paths = [tmp_path / "a.nt", tmp_path / "b.nt"]
    for path in paths:
        path.write_text("_:x <http://e/p> 'v' .".replace("'", '"'), encoding="utf-8")
    assert len({quad.subject for quad in read_files(paths).quads}) == 2
    assert next(read_files(paths[:1]).quads).subject == BlankNode("x")


def test_relative_iris(tmp_path: Path) -> None:
    """They are resolved against the base that the operator names."""
    path = tmp_path / "a.ttl"
    path.write_text("<x> <p> <o> .", encoding="utf-8")
    assert next(read_files([path], "http://e/").quads).subject == NamedNode("http://e/x")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.ttl", b"<http://e/s> <http://e/p> .\n", "a.ttl:1:27: . is not a valid RDF object"),
        (
            "a.ttl",
            b"@prefix e: <http://e/> .\ne:s e:p <x> .",
            "a.ttl:2:9: No scheme found in an absolute IRI",
        ),
        ("a.ttl", b"<x> <x> <x> .", "set --base-iri"),
        ("a.nq", b"\xff\xfe<\x00", "a.nq:1:1: "),
        ("a.trig", b"{ <http://e/s> ", "a.trig:1:"),
        ("a.rdf", b"<?xml version='1.0'?>\n<rdf:RDF>\n<x></y></rdf:RDF>", "a.rdf:3:"),
        (
            "a.rdf",
            b"<?xml version='1.0'?><a xmlns='http://e/' xmlns:b='http://b/'><b:c b:d='</a>",
            "a.rdf:1:",
        ),
        ("a.jsonld", b'{"a": 1,', "a.jsonld:1:"),
        *(
            (
                "a.jsonld",
                b'{"@context": %s, "x": 1}' % context,
                "a.jsonld: @context names a document elsewhere",
            )
            for context in (
                b'"http://127.0.0.1:9/c.jsonld"',
                b'[{"e": "http://e/"}, "c.jsonld"]',
                b'{"@import": "https://schema.org/"}',
            )
        ),
        *(
            (
                "a.rdf",
                b"<?xml version='1.0'?>\n<!DOCTYPE a [\n<!ENTITY %s>]>\n<a/>" % entity,
                "a.rdf:3: an entity is in another file",
            )
            for entity in (b'x SYSTEM "http://e/x"', b'x PUBLIC "x" "x.txt"', b'% x SYSTEM "x.dtd"')
        ),
        ("a.ttl.gz", b"no gzip", "a.ttl.gz: the file cannot be read: Not a gzipped file"),
        ("a.ttl.zst", b"no frame", "a.ttl.zst: the file cannot be read: "),
        pytest.param(
            "a.ttl.gz",
            gzip.compress(b"<http://e/s> <http://e/p> 1 ." * 99)[:-20],
            "cannot be read",
            id="a.ttl.gz cut off",  # not its bytes, in which the time is
        ),
        ("a.csv", b"a,b", "tells no RDF format; known are .ttl"),
        ("data", b"", "tells no RDF format"),
    ],
)
def test_a_broken_file_is_told_in_one_line(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    """File, line and column where there is one, and what is wrong."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(StartError) as wrong:
        list(read_files([path]).quads)
    assert message in str(wrong.value)
    assert str(wrong.value).startswith(str(path))
    assert "\n" not in str(wrong.value)


def test_xml_that_only_rdf_finds_wrong(tmp_path: Path) -> None:
    """Where the XML is well-formed but no RDF, the file is named without a line."""
    path = tmp_path / "a.rdf"
    path.write_text(
        '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><r:li/></r:RDF>', encoding="utf-8"
    )
    with pytest.raises(StartError, match=r"a\.rdf: "):
        list(read_files([path]).quads)


def test_a_missing_file(tmp_path: Path) -> None:
    """It is named."""
    with pytest.raises(StartError, match=r"absent\.ttl: the file cannot be read: No such file"):
        list(read_files([tmp_path / "absent.ttl"]).quads)


def test_nothing_is_fetched(tmp_path: Path) -> None:
    """Remote contexts, imports and external entities make no connection and read no file."""
    hits: list[str] = []

    class Canary(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            hits.append(str(self.client_address))

    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Canary) as canary:
        threading.Thread(target=canary.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{canary.server_address[1]}/"
        entity = '<!DOCTYPE a [<!ENTITY x SYSTEM "%s">]>'
        xml = SAME["rdf"].replace(">01<", ">&x;<")
        contents = {
            "context.jsonld": f'{{"@context": "{address}", "x": 1}}',
            "http.rdf": entity % address + xml,
            "file.rdf": entity % (tmp_path / "secret.txt").as_uri() + xml,
            "imports.ttl": f"<http://e/> <http://www.w3.org/2002/07/owl#imports> <{address}> .",
        }
        for name, content in contents.items():
            (tmp_path / name).write_text(content, encoding="utf-8")
            try:
                found = " ".join(map(str, read_files([tmp_path / name]).quads))
            except StartError as error:
                found = str(error)
            assert "secret" not in found.replace("secret.txt", "")
        canary.shutdown()
    assert hits == []
