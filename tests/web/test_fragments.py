"""Triple Pattern Fragments over HTTP: each pattern gives what SPARQL finds, page by page, with controls."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import (
    BlankNode,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    parse,
)
from werkzeug.test import Client, TestResponse

from server.documents import QUADS
from server.names import DATASET, HYDRA, ID, ONTOLOGY, PREFIXES
from server.web.fragments import SIZE
from server.web.nodes import text_of
from server.web.patterns import GENID, read_pattern

TRIG = {"Accept": "application/trig"}
ROOT = "https://w3id.org/nameplate"
PREF_LABEL = PREFIXES["skos"] + "prefLabel"


@pytest.fixture(scope="module")
def triples(release: Path) -> Store:
    """The union of the release's graphs, held by the engine itself."""
    store = Store()
    quads = parse(path=str(release / QUADS), format=RdfFormat.N_QUADS)
    store.extend(Quad(q.subject, q.predicate, q.object) for q in quads)
    return store


def parts(response: TestResponse) -> tuple[set[Triple], list[Triple]]:
    """The data of a fragment and what it says of itself, from its TriG."""
    assert response.status_code == 200, response.text
    data: set[Triple] = set()
    about: list[Triple] = []
    for quad in parse(response.data, format=RdfFormat.TRIG):
        if isinstance(quad.graph_name, NamedNode):
            assert quad.graph_name.value.endswith("#metadata")
            about.append(quad.triple)
        else:
            data.add(quad.triple)
    return data, about


def said(about: list[Triple], name: str) -> str:
    """What a fragment says of itself with a term of Hydra; empty if nothing."""
    found = {text_of(t.object) for t in about if t.predicate.value == HYDRA + name}
    assert len(found) <= 1
    return found.pop() if found else ""


def read_whole(site: Client, query: dict[str, str]) -> tuple[int, set[Triple], int]:
    """The total that is promised, all triples of a fragment, and over how many pages."""
    data: set[Triple] = set()
    pages = 0
    total = -1
    while True:
        found, about = parts(site.get("/fragments", query_string=query, headers=TRIG))
        assert not data & found, "a triple is on two pages"
        assert len(found) <= SIZE
        data |= found
        pages += 1
        assert total in {-1, int(said(about, "totalItems"))}
        total = int(said(about, "totalItems"))
        following = said(about, "next")
        if not following:
            return total, data, pages
        assert len(found) == SIZE, "a page that is not the last is full"
        query = dict(parse_qsl(urlsplit(following).query, keep_blank_values=True))


def skolem(triple: Triple) -> Triple:
    """A triple as fragments write it."""

    def written(term: object) -> object:
        return NamedNode(ROOT + GENID + term.value) if isinstance(term, BlankNode) else term

    return Triple(written(triple.subject), triple.predicate, written(triple.object))  # type: ignore[arg-type]  # blank nodes only


PATTERNS: list[tuple[str, str, str]] = [
    ("", "", ID + "cac"),
    (ID + "cac", "", ""),
    (ID + "cac", PREF_LABEL, ""),
    ("", PREF_LABEL, ""),
    ("", PREF_LABEL, '"Cyberspace Administration of China"@en'),
    ("", PREFIXES["rdf"] + "type", ONTOLOGY + "DualNameplateInstitution"),
    ("?x", "?p", "?x"),
    ("?same", "?same", "?other"),
    (ID + "nobody", "", ""),
    ("", "", '"2016-06-29"^^' + PREFIXES["xsd"] + "date"),
    ("", "", f'"2016-06-29"^^<{PREFIXES["xsd"]}date>'),
    ("<" + ID + "cac>", "", ""),
]


@pytest.mark.parametrize(("subject", "predicate", "target"), PATTERNS)
def test_a_fragment_is_what_the_engine_finds(
    site: Client, triples: Store, subject: str, predicate: str, target: str
) -> None:
    """All pages together hold each triple that fits once, and the total is their number."""
    pattern = read_pattern(subject, predicate, target, ROOT)
    text = f"CONSTRUCT {{ {pattern.template()} }} WHERE {pattern.group()}"
    found = triples.query(text)
    assert isinstance(found, QueryTriples)
    expected = {skolem(t) for t in found}
    asked = {"subject": subject, "predicate": predicate, "object": target}
    total, data, pages = read_whole(site, {k: v for k, v in asked.items() if v})
    assert data == expected
    assert total == len(expected)
    assert pages == max(1, -(-total // SIZE))


def test_blank_nodes_can_be_asked_for_again(site: Client, triples: Store) -> None:
    """A blank node of one fragment is the subject and the object of others, by the same name."""
    node = next(q.object for q in triples if isinstance(q.object, BlankNode) and q.subject != q.object)
    name = ROOT + GENID + node.value
    about = {skolem(q.triple) for q in triples.quads_for_pattern(node, None, None)}
    naming = {skolem(q.triple) for q in triples.quads_for_pattern(None, None, node)}
    assert naming
    assert read_whole(site, {"subject": name})[:2] == (len(about), about)
    assert read_whole(site, {"object": name})[:2] == (len(naming), naming)
    led = site.get(GENID + node.value)
    assert led.status_code == 303
    assert parts(site.get(led.headers["Location"], headers=TRIG))[0] == about
    assert site.get(GENID + "nobody").status_code == 404


@pytest.mark.card("DWBP", "18")
def test_the_controls_lead_to_every_pattern(site: Client) -> None:
    """The form names the three positions by RDF's own terms, and the pages lead on and back."""
    response = site.get("/fragments", query_string={"predicate": PREF_LABEL, "page": "2"}, headers=TRIG)
    _, about = parts(response)
    template = said(about, "template")
    assert template.startswith("http")
    assert template.endswith("/fragments{?subject,predicate,object}")
    mapped = {text_of(t.object) for t in about if t.predicate.value == HYDRA + "property"}
    assert mapped == {PREFIXES["rdf"] + name for name in ("subject", "predicate", "object")}
    here = next(t.object for t in about if t.predicate.value == PREFIXES["foaf"] + "primaryTopic")
    assert isinstance(here, NamedNode)
    assert parse_qsl(urlsplit(here.value).query) == [("predicate", PREF_LABEL), ("page", "2")]
    assert said(about, "previous") == said(about, "first")
    assert "page=3" in said(about, "next")
    subsets = {text_of(t.subject) for t in about if t.predicate.value == PREFIXES["void"] + "subset"}
    assert DATASET in subsets
    count = next(t.object for t in about if t.predicate.value == PREFIXES["void"] + "triples")
    assert isinstance(count, Literal)
    assert count.value == said(about, "totalItems")


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ({"subject": "cac"}, 400, "no absolute IRI"),
        ({"subject": '"cac"'}, 400, "the subject is a literal"),
        ({"predicate": '"cac"'}, 400, "the predicate is no IRI"),
        ({"object": '"cac'}, 400, "no literal"),
        ({"object": '"cac"@'}, 400, "no literal"),
        ({"object": '"cac"^^date'}, 400, "no literal"),
        ({"object": "http://exa mple.org/"}, 400, "no absolute IRI"),
        ({"subject": "?1"}, 400, "no variable"),
        ({"page": "0"}, 400, "one whole number from 1 on"),
        ({"page": "x"}, 400, "one whole number from 1 on"),
        ({"subject": ID + "cac", "page": "1000"}, 404, "no page"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    site: Client, query: dict[str, str], status: int, words: str
) -> None:
    """The refusal names the place and the remedy."""
    response = site.get("/fragments", query_string=query, headers={"Accept": "application/problem+json"})
    assert response.status_code == status
    assert words in response.get_json()["detail"]


def test_a_parameter_given_twice_is_refused(site: Client) -> None:
    """Nobody is left to guess which of two patterns was answered."""
    assert site.get("/fragments?subject=urn:a&subject=urn:b").status_code == 400


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", "application/trig"),
        ("*/*", "application/trig"),
        ("text/html", "text/html; charset=utf-8"),
        ("text/turtle", "text/turtle; charset=utf-8"),
        ("application/n-quads", "application/n-quads"),
        ("application/n-triples", "application/n-triples"),
        ("application/ld+json", "application/ld+json"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/n-quads,application/trig;q=0.9,text/html;q=0.1", "application/n-quads"),
    ],
)
def test_every_format_says_the_same(site: Client, accept: str, kind: str) -> None:
    """Formats without graphs hold data and controls together, the others apart; 304 for who has it."""
    query = {"subject": ID + "cac"}
    response = site.get("/fragments", query_string=query, headers={"Accept": accept})
    assert response.status_code == 200
    assert response.headers["Content-Type"] == kind
    assert "Accept" in response.headers["Vary"]
    form = RdfFormat.from_media_type(kind.partition(";")[0])
    if form is not None:
        told = Dataset(Quad(q.subject, q.predicate, q.object) for q in parse(response.data, format=form))
        data, about = parts(site.get("/fragments", query_string=query, headers=TRIG))
        assert len(told) == len(data) + len(set(about))
        assert {Quad(t.subject, t.predicate, t.object) for t in data} <= set(told)
    again = site.get(
        "/fragments",
        query_string=query,
        headers={"Accept": accept, "If-None-Match": response.headers["ETag"]},
    )
    assert again.status_code == 304


def test_the_page_for_people_shows_the_triples(site: Client) -> None:
    """With the form filled in as it was asked, labels for IRIs, and a way on."""
    html = site.get(
        "/fragments", query_string={"predicate": PREF_LABEL}, headers={"Accept": "text/html"}
    ).text
    assert f'value="{PREF_LABEL}"' in html
    assert 'rel="next"' in html
    one = site.get("/fragments", query_string={"subject": ID + "cac"}, headers={"Accept": "text/html"}).text
    assert "Cyberspace Administration of China" in one
    evil = site.get("/fragments", query_string={"object": '"<script>"'}, headers={"Accept": "text/html"}).text
    assert "<script>" not in evil
    assert "No triple fits" in evil


@settings(max_examples=200)
@given(value=st.text(max_size=12), language=st.sampled_from(["", "en", "zh-Hans"]))
def test_a_literal_is_read_as_it_is_written(value: str, language: str) -> None:
    """Quotation marks, line breaks and the rest stand for themselves between the outer quotation marks."""
    written = f'"{value}"' + (f"@{language}" if language else "")
    pattern = read_pattern("", "", written, ROOT)
    expected = Literal(value, language=language.lower()) if language else Literal(value)
    assert pattern.object == expected
