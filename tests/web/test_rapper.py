"""What is served, read by Raptor, a parser that shares no code with the publisher."""

from __future__ import annotations

import gzip
import json
import subprocess
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

pytestmark = pytest.mark.needs("rapper")

#: Extension of a format, and Raptor's name for it; it reads no JSON-LD.
FORMATS = {"ttl": "turtle", "nt": "ntriples", "rdf": "rdfxml", "trig": "trig", "nq": "nquads"}
THINGS = ("cac", "siio", "ccac", "zhuang-rongwen", "csac", "dating-cac-2013", "passage-000-cac-1", "doc-000")
PATHS = [f"/data/{thing}" for thing in THINGS] + ["/ontology", "/dataset", "/graph/current"]


def count(data: bytes, language: str) -> int:
    """How many triples Raptor reads; what it warns of or cannot read fails the test."""
    done = subprocess.run(
        ["rapper", "-q", "-i", language, "-o", "ntriples", "-", "http://example.org/"],
        input=data,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr.decode()) == (0, "")
    return len(set(done.stdout.splitlines()))


def fetched(url: str, accept: str = "*/*") -> bytes:
    """The body of an answer."""
    with urllib.request.urlopen(urllib.request.Request(url, headers={"Accept": accept})) as answer:
        body: bytes = answer.read()
    return body


@pytest.mark.parametrize("path", PATHS)
def test_documents(server_url: str, path: str) -> None:
    """Each document has the same triples in every format."""
    counts = {
        extension: count(fetched(f"{server_url}{path}.{extension}"), FORMATS[extension])
        for extension in FORMATS
    }

    assert counts["nt"] > 1
    assert counts == dict.fromkeys(FORMATS, counts["nt"])


@pytest.mark.parametrize("accept", ["text/turtle", "application/n-triples", "application/rdf+xml"])
def test_answers(server_url: str, accept: str) -> None:
    """CONSTRUCT answers have the same triples in every format."""
    query = (
        "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o ; a <https://w3id.org/nameplate/ontology/Subordination> }"
    )
    url = f"{server_url}/sparql?" + urllib.parse.urlencode({"query": query})
    language = {
        "text/turtle": "turtle",
        "application/n-triples": "ntriples",
        "application/rdf+xml": "rdfxml",
    }[accept]

    assert count(fetched(url, accept), language) == len(fetched(url, "application/n-triples").splitlines())


@pytest.mark.card("DWBP", "12")
@pytest.mark.parametrize("extension", FORMATS)
def test_dumps(release: Path, server_url: str, extension: str) -> None:
    """Each dump has every statement; the graphs share none, so triples and quads are as many."""
    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    version = manifest["version"]
    packed = fetched(f"{server_url}/dumps/{version}/nameplate-{version}.{extension}.gz")

    assert count(gzip.decompress(packed), FORMATS[extension]) == manifest["counts"]["quads"]
