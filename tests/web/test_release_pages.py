"""The release itself on the web: every thing has its page and its data; the acid tests can be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from html5rdf import HTMLParser
from pyoxigraph import RdfFormat, parse
from werkzeug.test import Client

from server.names import BASE, ID, ONTOLOGY
from server.store.documents import Documents
from tests.web.reading import section


@pytest.fixture(scope="module")
def slugs(release: Path) -> list[str]:
    """What names each thing and each term on the web."""
    documents = Documents(release)
    found = [*documents.under(ID), *documents.under(ONTOLOGY)]
    documents.close()
    return [iri.removeprefix(BASE).removeprefix("id/") for iri in found]


@pytest.mark.timeout(900)  # thousands of pages, also on a slow machine
def test_every_thing_has_a_page(site: Client, slugs: list[str]) -> None:
    """Each page answers, and one in ten is looked at by a strict HTML5 parser."""
    for place, slug in enumerate(slugs):
        response = site.get(f"/page/{slug}")
        assert response.status_code == 200, slug
        if place % 10 == 0:
            HTMLParser(strict=True, namespaceHTMLElements=False).parse(response.text)


def test_terms_are_called_once(site: Client) -> None:
    """The label that programs look for repeats the heading, and is told to programs alone."""
    assert "not authored" not in site.get("/page/ontology/Subordination").text
    assert 'rdfs:label "subordination"@en' in site.get("/data/ontology/Subordination.ttl").text


def test_every_thing_has_data_in_the_choosiest_formats(site: Client, slugs: list[str]) -> None:
    """Each document can be had as Turtle and as RDF/XML, and both parse to as many triples."""
    for slug in slugs:
        turtle, xml = site.get(f"/data/{slug}.ttl"), site.get(f"/data/{slug}.rdf")
        assert (turtle.status_code, xml.status_code) == (200, 200), slug
        triples = len(list(parse(turtle.data, format=RdfFormat.TURTLE)))
        assert triples == len(list(parse(xml.data, format=RdfFormat.RDF_XML))), slug


def test_the_institution_shows_both_plates(site: Client) -> None:
    """The CAC has a state and a party nameplate, former superiors with their end, and posts with holders."""
    page = site.get("/page/cac").text
    plates = section(page, "Nameplates")
    assert "state nameplate" in plates
    assert "party nameplate" in plates
    assert "until 2014" in section(page, "Superiors")
    assert "Zhuang Rongwen" in section(page, "Posts and holders")
    assert "国家互联网信息办公室" in page


def test_the_plate_shows_its_bearer(site: Client) -> None:
    """The SIIO is a plate whose bearer is the institution."""
    assert "/id/cac" in section(site.get("/page/siio").text, "Bearer")


def test_the_founding_dispute_stands_side_by_side(site: Client) -> None:
    """Both years of the CAC's founding are reported, next to each other, neither endorsed."""
    changes = section(site.get("/page/cac").text, "Changes")
    disputed = re.findall(r'<tbody class="disputed">.*?</tbody>', changes, re.DOTALL)
    years = [rivals for rivals in disputed if "2013" in rivals]
    assert len(years) == 1
    for words in ("2014", "Reported"):
        assert words in years[0]
    assert "Endorsed" not in years[0]


def test_terms_say_what_they_are_and_how_they_are_named(site: Client) -> None:
    """A property is first an object property, then symmetric; who names a term stands under a plain role."""
    disputes = site.get("/page/ontology/disputes").text
    kinds = re.search(r'<p class="kinds">.*?</p>', disputes, re.DOTALL)
    assert kinds
    words = re.sub(r"<[^>]+>", "", kinds[0])
    assert words.split(" · ")[0] == "object property"
    assert "symmetric" in words
    assert "of</span></dt>" not in site.get("/page/ontology/Claim").text


def test_what_has_no_label_is_named_by_its_whole_iri(site: Client) -> None:
    """A version of the vocabulary has no label, and no short form that Turtle would read."""
    page = site.get("/dataset", headers={"Accept": "text/html"}).text
    assert f"{ONTOLOGY}1.0.1/</bdi>" in page
    assert "plate:1.0.1/" not in page
    vocabulary = site.get("/ontology/", headers={"Accept": "text/html"}).text
    for words in ("preferred namespace URI", "version IRI"):
        assert words in vocabulary
