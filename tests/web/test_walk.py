"""A project that is built and published three times: what it ever named is answered for, in every form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse
from werkzeug.test import Client

from server.formats import GRAPH_FORMATS
from server.names import BASE, GRAPH, expand, graph, term, thing
from server.versions.chain import chain
from server.versions.identity import identifiers, tombstones
from server.wsgi import create_app
from tests.web.conftest import Reader
from tests.web.walked import VERSIONS

#: Identifier → what became of it in the last version.
FATES = {
    thing("bureau"): thing("office"),
    thing("annex"): thing("office"),
    thing("department"): thing("ministry"),
    thing("passage-a-2"): thing("passage-a-1"),
    **dict.fromkeys(map(thing, ("rumour", "sub-rumour-top", "doc-c", "passage-c-1", "hearsay")), ""),
    term("hunch"): "",
    graph("facts/doc-c"): "",
}

#: How an identifier is asked for: what is accepted, and the media type of what is found where it leads.
FORMS = {
    "text/html": "text/html",
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8": "text/html",
    "*/*": "",
    "application/json": "",
    **{form.media_type: form.media_type for form in GRAPH_FORMATS},
}


@pytest.fixture(scope="module")
def client(walked: Path) -> Iterator[Client]:
    """A client of the last of the three."""
    out = walked / "build" / "releases"
    made = create_app(release=out / (out / "current").read_text().strip(), workers=1)
    yield Reader(made)
    made.close()


@pytest.fixture(scope="module")
def known(walked: Path) -> Mapping[str, set[str]]:
    """Each identifier that was ever published, with the versions that have an answer for it."""
    found: dict[str, set[str]] = {}
    for one in chain(walked / "releases"):
        quads = one.quads
        for iri in identifiers(quads) | tombstones(quads).keys():
            found.setdefault(iri, set()).add(one.version)
    return found


def path_of(iri: str) -> str:
    """Where an identifier is answered."""
    return "/" + iri.removeprefix(BASE)


def test_what_was_published(known: Mapping[str, set[str]]) -> None:
    """The walk meets things, claims, passages, documents, terms and graphs, living and given up."""
    assert {iri: sorted(known[iri]) for iri in (thing("bureau"), term("hunch"), graph("facts/doc-c"))} == {
        thing("bureau"): ["0.1.0", "0.2.0", "0.3.0"],
        term("hunch"): ["0.1.0", "0.2.0", "0.3.0"],
        graph("facts/doc-c"): ["0.1.0", "0.2.0", "0.3.0"],
    }
    assert FATES.keys() < known.keys()
    assert {thing("office"), thing("sub-office-top"), thing("passage-b-1"), graph("metadata")} < known.keys()


@pytest.mark.card("DWBP", "27")
@pytest.mark.parametrize(("accept", "media_type"), FORMS.items())
def test_walk(client: Client, known: Mapping[str, set[str]], accept: str, media_type: str) -> None:
    """In each form, by GET and by HEAD, an identifier is described, leads to its survivor, or is gone."""
    for iri in sorted(known):
        into = FATES.get(iri)
        answer = client.get(path_of(iri), headers={"Accept": accept})
        head = client.head(path_of(iri), headers={"Accept": accept})
        same = ("Content-Type", "Location", "Link", "Vary", "ETag", "Cache-Control", "Content-Length")
        assert head.status_code == answer.status_code, iri
        assert {n: head.headers.get(n) for n in same} == {n: answer.headers.get(n) for n in same}, iri
        assert head.data == b""
        if into:
            assert (answer.status_code, answer.headers["Location"]) == (301, path_of(into)), iri
            answer = client.get(path_of(into), headers={"Accept": accept})
        if into == "":
            assert answer.status_code == 410, iri
        elif iri.startswith(GRAPH):
            assert answer.status_code == 200, iri
        else:
            assert answer.status_code == 303, iri
            answer = client.get(answer.headers["Location"], headers={"Accept": accept})
            assert answer.status_code == 200, iri
        assert media_type in {"", answer.mimetype}, (iri, answer.mimetype)


@pytest.mark.parametrize("extension", ["html", "json", *(form.extension for form in GRAPH_FORMATS)])
def test_walk_by_name(client: Client, known: Mapping[str, set[str]], extension: str) -> None:
    """Documents under `/data/` and `/page/` are answered for as the identifiers are."""
    for iri in sorted(iri for iri in known if iri.startswith(thing(""))):
        slug, into = iri.removeprefix(thing("")), FATES.get(iri)
        status = 410 if into == "" else 301 if into else 200
        data = client.get(f"/data/{slug}.{extension}")
        page = client.get(f"/page/{slug}")
        assert (data.status_code, page.status_code) == (status, status), (iri, extension)
        if into:
            end = into.removeprefix(thing(""))
            assert data.headers["Location"] == f"/data/{end}.{extension}"
            assert page.headers["Location"] == f"/page/{end}"


def test_walk_through_the_versions(client: Client, known: Mapping[str, set[str]]) -> None:
    """Each version answers for what it knew as it did then, and has nothing of what came later."""
    had = {"0.1.0": {"bureau", "rumour", "hearsay"}, "0.2.0": {"annex", "ministry", "hearsay"}}
    for version in VERSIONS:
        for iri in sorted(known):
            answer = client.get(f"/version/{version}{path_of(iri)}", headers={"Accept": "text/turtle"})
            if version in known[iri]:
                assert answer.status_code in (200, 301, 303, 410), (version, iri)
                assert "Memento-Datetime" in answer.headers
            else:
                assert answer.status_code == 404, (version, iri)
        for slug in had.get(version, ()):
            assert client.get(f"/version/{version}/data/{slug}.ttl").status_code == 200
    then = client.get("/version/0.2.0/id/bureau", headers={"Accept": "text/html"})
    assert (then.status_code, then.headers["Location"]) == (301, "/version/0.2.0/id/annex")


REPLACES = f"<{expand('dcterms:replaces')}>"


@pytest.mark.parametrize(
    ("survivor", "given_up"),
    [
        ("office", ["annex", "bureau"]),  # the bureau by way of the annex
        ("ministry", ["department"]),
        ("passage-a-1", ["passage-a-2"]),
        ("top", ["rumour"]),
        ("group", []),
    ],
)
def test_survivors_say_what_they_replace(client: Client, survivor: str, given_up: list[str]) -> None:
    """Data and page of what took the place of others name these, in every form."""
    subject = f"<{thing(survivor)}>"
    expected = {f"<{thing(slug)}>" for slug in given_up}
    for form in GRAPH_FORMATS:
        said = parse(client.get(f"/data/{survivor}.{form.extension}").data, format=form.rdf)
        found = {str(q.object) for q in said if (str(q.subject), str(q.predicate)) == (subject, REPLACES)}
        assert found == expected, form.extension
    told = client.get(f"/data/{survivor}.json").get_json().get("replaces", [])
    assert {one["id"] for one in told} == {thing(slug) for slug in given_up}
    page = client.get(f"/page/{survivor}").text
    shown = set(re.findall(r'href="/id/([a-z0-9-]+)"', page))
    assert set(given_up) <= shown
    assert shown.isdisjoint({"annex", "bureau", "department", "rumour", "passage-a-2"} - {*given_up})


def test_earlier_versions_replace_what_they_did(client: Client) -> None:
    """What a version says of survivors is what was so then."""
    said = parse(client.get("/version/0.2.0/data/annex.nt").data, format=RdfFormat.N_TRIPLES)

    assert {str(q.object) for q in said if str(q.predicate) == REPLACES} == {f"<{thing('bureau')}>"}
