"""Negotiation to the letter, over a running server: every kind of path, every kind of header, one table."""

from __future__ import annotations

import http.client
import json
import re
import urllib.parse
from dataclasses import dataclass

import pytest
from pyoxigraph import RdfFormat, parse

from server.formats import GRAPH_FORMATS
from server.names import expand
from server.web.representations import REPRESENTATIONS

#: What a header leads to where a page is the default, and where Turtle is: extensions, None for 406.
Leads = tuple[str | None, str | None]

CHROME = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,"
    "application/signed-exchange;v=b3;q=0.7"
)
OWL_API = "application/rdf+xml, application/xml; q=0.7, text/xml; q=0.6, text/plain; q=0.1, */*; q=0.09"
ONE_OF_EACH = (
    "text/turtle;q=0.9, application/rdf+xml;q=0.8, application/ld+json;q=0.7, application/n-triples;q=0.6"
)

#: Name of the row: the lines of Accept that are sent, and where they lead.
HEADERS: dict[str, tuple[list[str], Leads]] = {
    "no header": ([], ("html", "ttl")),
    "an empty header": ([""], ("html", "ttl")),
    "anything": (["*/*"], ("html", "ttl")),
    "a bare star": (["*"], ("html", "ttl")),
    "HTML": (["text/html"], ("html", "html")),
    "XHTML": (["application/xhtml+xml"], ("html", "html")),
    "Turtle": (["text/turtle"], ("ttl", "ttl")),
    "N-Triples": (["application/n-triples"], ("nt", "nt")),
    "RDF/XML": (["application/rdf+xml"], ("rdf", "rdf")),
    "JSON-LD": (["application/ld+json"], ("jsonld", "jsonld")),
    "TriG": (["application/trig"], ("trig", "trig")),
    "N-Quads": (["application/n-quads"], ("nq", "nq")),
    "Turtle by an old name": (["application/x-turtle"], ("ttl", "ttl")),
    "JSON": (["application/json"], ("json", "json")),
    "XML": (["application/xml"], ("rdf", "rdf")),
    "plain text": (["text/plain"], ("nt", "nt")),
    "names have no case": (["TEXT/TURTLE"], ("ttl", "ttl")),
    "a charset": (["text/turtle;charset=utf-8"], ("ttl", "ttl")),
    "a charset in quotes, spaces": (['text/turtle ; charset="UTF-8" ; q=1.0'], ("ttl", "ttl")),
    "a profile of JSON-LD": (
        ['application/ld+json;profile="http://www.w3.org/ns/json-ld#flattened"'],
        ("jsonld", "jsonld"),
    ),
    "weights": (["text/html;q=0.2, application/n-triples;q=0.9"], ("nt", "nt")),
    "three digits of weight": (["text/html;q=0.001, text/turtle;q=0.002"], ("ttl", "ttl")),
    "equals go by the order of offers": (["application/n-quads, text/turtle"], ("ttl", "ttl")),
    "named before anything": (["*/*, application/rdf+xml"], ("rdf", "rdf")),
    "a type": (["application/*"], ("json", "json")),
    "text": (["text/*"], ("html", "html")),
    "text but no page": (["text/*, text/html;q=0"], ("ttl", "ttl")),
    "anything but a page": (["*/*, text/html;q=0"], ("ttl", "ttl")),
    "anything but a page or Turtle": (["*/*, text/html;q=0, text/turtle;q=0"], ("json", "json")),
    "the exact range decides": (["text/*;q=1, text/turtle;q=0.1, application/trig;q=0.5"], ("html", "html")),
    "two lines": (["text/turtle;q=0.5", "application/ld+json"], ("jsonld", "jsonld")),
    "three lines, one empty": (["image/png", "", "application/trig;q=0.1"], ("trig", "trig")),
    "Chrome": ([CHROME], ("html", "html")),
    "Firefox": (["text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"], ("html", "html")),
    "an old Firefox": (
        ["text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"],
        ("html", "html"),
    ),
    "an old Explorer": (["text/html, application/xhtml+xml, */*"], ("html", "html")),
    "Java's URLConnection": (["text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"], ("html", "html")),
    "an <img>": (["image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5"], ("html", "ttl")),
    "the OWL API": ([OWL_API], ("rdf", "rdf")),
    "rdflib": (
        ["application/rdf+xml;q=0.5, text/n3;q=0.5, text/turtle, application/n-triples;q=0.8"],
        ("ttl", "ttl"),
    ),
    "Jena": (
        [
            "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,application/rdf+xml;q=0.7,*/*;q=0.3"
        ],
        ("ttl", "ttl"),
    ),
    "one of each": ([ONE_OF_EACH], ("ttl", "ttl")),
    "Comunica": (
        ["application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,text/html;q=0.2"],
        ("nq", "nq"),
    ),
    "junk": (["turtle"], ("html", "ttl")),
    "separators": ([", ;;, /"], ("html", "ttl")),
    "junk beside a range": (["/, ;q=1, application/trig"], ("trig", "trig")),
    "half a wildcard": (["*/turtle, application/ld+json;q=0.3"], ("jsonld", "jsonld")),
    "a weight that is none": (["text/html;q=high, application/ld+json"], ("jsonld", "jsonld")),
    "an image": (["image/png"], (None, None)),
    "nothing at all": (["*/*;q=0"], (None, None)),
    "not this": (["text/turtle;q=0"], (None, None)),
    "an image, or Excel": (["image/*;q=0.5, application/vnd.ms-excel"], (None, None)),
}

#: Path: the index of its default in `Leads`, and where each representation of it is.
PATHS: dict[str, tuple[int, str, str]] = {
    "/id/cac": (0, "/page/cac", "/data/cac.{}"),
    "/ontology/Claim": (0, "/page/ontology/Claim", "/data/ontology/Claim.{}"),
    "/.well-known/void": (1, "/dataset", "/dataset.{}"),
    "/data/cac": (1, "/page/cac", "/data/cac.{}"),
    "/data/ontology/Claim": (1, "/page/ontology/Claim", "/data/ontology/Claim.{}"),
    "/ontology/": (0, "/ontology/", "/ontology.{}"),
    "/dataset": (0, "/dataset", "/dataset.{}"),
    "/graph/current": (0, "/graph/current", "/graph/current.{}"),
    "/sources/": (0, "/sources/", "/sources.{}"),
    "/sources/doc-000": (0, "/sources/doc-000", "/sources/doc-000.{}"),
    "/sources/doc-000/passage-000-cac-1": (
        0,
        "/sources/doc-000/passage-000-cac-1",
        "/sources/doc-000/passage-000-cac-1.{}",
    ),
    "/profiles/": (0, "/profiles/", "/profiles.{}"),
    "/profiles/schema": (0, "/profiles/schema", "/profiles/schema.{}"),
}
REDIRECTS = ("/id/cac", "/ontology/Claim", "/.well-known/void")

TYPES = {form.extension: form.media_type for form in REPRESENTATIONS}


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def type(self) -> str:
        """The media type without parameters."""
        return (self.headers["Content-Type"] or "").partition(";")[0]

    def listed(self, name: str) -> set[str]:
        """The members of a header that is a list, in lower case."""
        return {part.strip().lower() for part in (self.headers[name] or "").split(",")}


class Raw:
    """A client that sends headers line by line as they are written, each request on a connection of its own.

    A server closes a connection on which nothing comes, however long the tests between two requests take.
    """

    def __init__(self, url: str) -> None:
        """Find the server."""
        address = urllib.parse.urlsplit(url)
        self._connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=60)

    def ask(self, path: str, *lines: tuple[str, str], method: str = "GET") -> Answer:
        """Send a request and read the answer to its end."""
        self._connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in lines:
            self._connection.putheader(name, value)
        self._connection.endheaders()
        answer = self._connection.getresponse()
        told = Answer(answer.status, answer.headers, answer.read())
        self._connection.close()
        return told


@pytest.fixture(scope="module")
def raw(server_url: str) -> Raw:
    """A client of a running server that serves the release of the project's files."""
    return Raw(server_url)


@pytest.mark.parametrize("name", HEADERS)
@pytest.mark.parametrize("path", PATHS)
def test_accept_leads_to(raw: Raw, path: str, name: str) -> None:
    """Each header leads, on each path, to the representation that its row names, or to 406."""
    lines, leads = HEADERS[name]
    default, page, data = PATHS[path]
    wanted = leads[default]
    answer = raw.ask(path, *(("Accept", line) for line in lines))
    assert "accept" in answer.listed("Vary")
    if wanted is None:
        assert (answer.status, answer.type) == (406, "application/problem+json")
        offers = {offer["type"] for offer in json.loads(answer.body)["offers"]}
        assert offers == set(TYPES.values())
        return
    place = page if wanted == "html" else data.format(wanted)
    if path in REDIRECTS:
        assert (answer.status, answer.headers["Location"]) == (303, place)
    else:
        assert (answer.status, answer.type) == (200, TYPES[wanted])
        assert answer.headers["Content-Location"] == place


@pytest.mark.parametrize("extension", TYPES)
@pytest.mark.parametrize("path", PATHS)
def test_a_named_format_is_final(raw: Raw, path: str, extension: str) -> None:
    """`?format=`, `?_mediatype=` and an extension say the format, whatever Accept is; HEAD says as GET."""
    _, page, data = PATHS[path]
    place = page if extension == "html" else data.format(extension)
    other = ("Accept", "image/png")
    named = urllib.parse.urlencode({"_mediatype": TYPES[extension]})
    for asked in (f"{path}?format={extension}", f"{path}?{named}"):
        answer = raw.ask(asked, other)
        assert "accept" not in answer.listed("Vary")
        if path in REDIRECTS:
            assert (answer.status, answer.headers["Location"]) == (303, place)
        else:
            assert (answer.status, answer.type) == (200, TYPES[extension])
    final = raw.ask(place, other) if extension != "html" else raw.ask(place, ("Accept", "text/html"))
    assert (final.status, final.type) == (200, TYPES[extension])
    head = raw.ask(place, other if extension != "html" else ("Accept", "text/html"), method="HEAD")
    assert head.body == b""
    for name in (
        "Content-Type",
        "Content-Length",
        "ETag",
        "Link",
        "Vary",
        "Cache-Control",
        "Content-Profile",
    ):
        assert head.headers[name] == final.headers[name], name


@pytest.mark.parametrize("path", PATHS)
def test_every_format_is_itself(raw: Raw, path: str) -> None:
    """What is sent as a format parses as it, has a tag of its own, and 304 answers who has it."""
    _, _, data = PATHS[path]
    tags = set()
    for form in GRAPH_FORMATS:
        answer = raw.ask(data.format(form.extension))
        assert next(iter(parse(answer.body, format=form.rdf)), None) is not None
        tags.add(answer.headers["ETag"])
        again = raw.ask(data.format(form.extension), ("If-None-Match", answer.headers["ETag"]))
        assert (again.status, again.body) == (304, b"")
        assert again.headers["ETag"] == answer.headers["ETag"]
        assert again.headers["Vary"] == answer.headers["Vary"]
    assert len(tags) == len(GRAPH_FORMATS)


@pytest.mark.parametrize("path", PATHS)
def test_alternates_are_what_their_links_say(raw: Raw, path: str) -> None:
    """Each alternate in Link answers with the type, and in the profile, that the link names."""
    links = raw.ask(path, ("Accept", "text/turtle")).headers["Link"]
    assert len(links) < 4000
    found = re.findall(r'<([^>]+)>; rel="alternate"; type="([^"]+)"(?:; formats="([^"]+)")?', links)
    if path != "/.well-known/void":
        assert {kind for _, kind, _ in found} >= set(TYPES.values()) - {"text/turtle"}
    for target, kind, profile in found:
        answer = raw.ask(target, ("Accept", kind), method="HEAD")
        assert (answer.status, answer.type) == (200, kind)
        assert not profile or answer.headers["Content-Profile"] == f"<{profile}>"


#: Accept → the form in which a refusal is told.
REFUSALS = {
    "no header": (None, "application/problem+json"),
    "anything": ("*/*", "application/problem+json"),
    "problem details": ("application/problem+json", "application/problem+json"),
    "JSON": ("application/json", "application/problem+json"),
    "a browser": (CHROME, "text/html"),
    "a page": ("text/html", "text/html"),
    "plain text": ("text/plain", "text/plain"),
    "Turtle": ("text/turtle", "text/turtle"),
    "Turtle, rather than anything": ("*/*;q=0.1, text/turtle", "text/turtle"),
    "N-Triples": ("application/n-triples", "application/n-triples"),
    "RDF/XML": ("application/rdf+xml", "application/rdf+xml"),
    "JSON-LD": ("application/ld+json", "application/ld+json"),
    "N-Quads": ("application/n-quads", "application/n-quads"),
    "an image": ("image/png", "application/problem+json"),
    "nothing": ("*/*;q=0", "application/problem+json"),
    "junk": ("/;,", "application/problem+json"),
}
#: What is refused: method, path, status.
REFUSED = {
    "no such thing": ("GET", "/id/nobody", 404),
    "no such data": ("GET", "/data/nobody.ttl", 404),
    "no such page": ("GET", "/page/nobody", 404),
    "no such term": ("GET", "/ontology/Nothing", 404),
    "no such source": ("GET", "/sources/nothing", 404),
    "no such graph": ("GET", "/graph/nothing", 404),
    "no such profile": ("GET", "/profiles/nothing", 404),
    "no such format of a thing": ("GET", "/id/cac?format=nothing", 406),
    "no such format of data": ("GET", "/data/cac?_mediatype=image/png", 406),
    "no such format of the vocabulary": ("GET", "/ontology/?format=nothing", 406),
    "no such format of the dataset": ("GET", "/dataset?format=nothing", 406),
    "no such format of a source": ("GET", "/sources/doc-000?format=nothing", 406),
    "nothing can be deleted": ("DELETE", "/id/cac", 405),
}


@pytest.mark.parametrize("name", REFUSALS)
@pytest.mark.parametrize("what", REFUSED)
def test_refusals_are_negotiated(raw: Raw, what: str, name: str) -> None:
    """Each refusal is told in the form that its row names, with its status; 406 says what there is."""
    method, path, status = REFUSED[what]
    accept, wanted = REFUSALS[name]
    answer = raw.ask(path, *([("Accept", accept)] if accept else []), method=method)
    assert (answer.status, answer.type) == (status, wanted)
    assert "accept" in answer.listed("Vary")
    assert answer.headers["Cache-Control"] == "no-store"
    text = answer.body.decode()
    form = next((form for form in GRAPH_FORMATS if form.media_type == wanted), None)
    if form is not None:
        said = {
            (q.predicate.value, getattr(q.object, "value", "")) for q in parse(answer.body, format=form.rdf)
        }
        assert ("http://www.w3.org/2011/http#statusCodeValue", str(status)) in said
        offered = {value for predicate, value in said if predicate == expand("dcterms:format")}
        assert offered == (set(TYPES.values()) if status == 406 else set())
    elif wanted == "application/problem+json":
        assert json.loads(text)["status"] == status
        assert len(json.loads(text).get("offers", [])) == (len(TYPES) if status == 406 else 0)
    elif status == 406:
        assert all(kind in text for kind in TYPES.values())
        assert re.search(r"\?format=jsonld", text)


def test_the_matrix_is_as_large_as_it_says() -> None:
    """The cases of the tables above: headers on paths, formats by name, refusals."""
    assert len(HEADERS) * len(PATHS) + 2 * len(TYPES) * len(PATHS) + len(REFUSALS) * len(REFUSED) == CASES


#: Cases in the tables.
CASES = 1092


@pytest.mark.parametrize("path", PATHS)
def test_in_turtle_a_prefix_is_what_it_says(raw: Raw, path: str) -> None:
    """Documents in Turtle are UTF-8, say so, and parse with their own prefixes alone."""
    answer = raw.ask(PATHS[path][2].format("ttl"))
    assert answer.headers["Content-Type"] == "text/turtle; charset=utf-8"
    answer.body.decode("utf-8")
    assert list(parse(answer.body, format=RdfFormat.TURTLE))
