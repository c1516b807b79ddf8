"""Pages: whole and valid, readable without script, honest about standing, voice and source."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from html5rdf import HTMLParser
from html5rdf.html5parser import ParseError
from werkzeug.test import Client

from server.formats import GRAPH_FORMATS
from tests.web.reading import SEARCH_SCRIPT, programs, section

GOLDEN = Path(__file__).parent / "golden"

PAGES = [
    "/",
    "/page/cac",
    "/page/siio",
    "/page/rel-cac-oep",
    "/page/passage-000-cac-1",
    "/page/doc-000",
    "/page/list",
    "/page/ontology/Claim",
    "/page/ontology/superior",
    "/ontology/",
    "/dataset",
    "/coverage",
    "/coverage?section=A",
    "/gaps",
    "/overlap",
    "/overlap?at=2016",
    "/timeline",
    "/genealogy",
    "/delegations",
    "/statistics",
    "/docs/",
    "/docs/limits",
    "/graph/current",
    "/sources/",
    "/sources/doc-000",
    "/sources/doc-000/passage-000-cac-1",
    "/dumps/",
    "/search",
    "/search?q=office",
    "/search?q=state&limit=1",
    "/search?q=nothing+of+the+kind",
    "/search?limit=none",
    "/id/nobody",
]


def page_at(client: Client, path: str) -> str:
    """A page as a browser gets it."""
    return client.get(path, headers={"Accept": "text/html"}, follow_redirects=True).text


@pytest.mark.parametrize("path", PAGES)
def test_page_is_valid_html(client: Client, path: str) -> None:
    """An HTML5 parser finds no error in the page."""
    try:
        HTMLParser(strict=True, namespaceHTMLElements=False).parse(page_at(client, path))
    except ParseError as error:  # pragma: no cover (the message of a failure)
        pytest.fail(f"{path}: {error}")


@pytest.mark.parametrize("path", PAGES)
def test_page_can_be_read_by_all(client: Client, path: str) -> None:
    """Language, title, one main heading, landmarks, a way past the header; no script, no style inside.

    Data in a page (`application/ld+json`) are in a script element and are no script.
    """
    page = re.sub(
        r'<script type="application/ld\+json">.*?</script>', "", page_at(client, path), flags=re.DOTALL
    )
    assert '<html lang="en">' in page
    assert re.search(r'<title( lang="[^"]*")?>[^<]+</title>', page)
    assert page.count("<h1") == 1
    for landmark in ("<header", "<nav", '<main id="main"', "<footer", 'href="#main"'):
        assert landmark in page
    assert programs(page) == [SEARCH_SCRIPT]
    assert "<style" not in page
    assert " style=" not in page
    assert not re.search(r"""[\s"'/]on\w+\s*=""", re.sub(r">[^<]*<", "><", page))


@pytest.mark.parametrize("path", PAGES)
def test_anchors_are_there_once(client: Client, path: str) -> None:
    """No two parts of a page share an id, and what names an id finds it."""
    page = page_at(client, path)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'aria-labelledby="([^"]+)"', page)) <= set(ids)


@pytest.mark.parametrize("path", PAGES)
def test_tables_have_captions_and_headed_columns(client: Client, path: str) -> None:
    """Each table says what it holds and what each column is."""
    for table in re.findall(r"<table.*?</table>", page_at(client, path), re.DOTALL):
        assert re.search(r'<caption( id="[^"]+")?>\S', table)
        assert 'scope="col"' in table


@pytest.mark.parametrize("path", PAGES)
def test_links_on_this_server_are_alive(client: Client, path: str) -> None:
    """Every link of a page that stays here leads somewhere."""
    asked = client.get(path, headers={"Accept": "text/html"}, follow_redirects=True)
    switch = set(re.findall(r'<a hreflang="[^"]*" lang="[^"]*" href="([^"]*)"', asked.text))
    for target in sorted(set(re.findall(r'href="(/[^"]*)"', asked.text))):
        plain = target.replace("&amp;", "&").partition("#")[0]
        wanted = {asked.status_code} if target in switch else {200, 303}
        assert client.get(plain).status_code in wanted, target


@pytest.mark.card("DWBP", "13")
def test_tags_are_in_bcp47_case(client: Client) -> None:
    """HTML says zh-Hans where RDF says zh-hans."""
    page = page_at(client, "/page/cac")
    assert 'lang="zh-Hans">国家互联网信息办公室' in page
    assert "zh-hans" not in page


def test_reported_is_marked_and_disputes_stand_side_by_side(client: Client) -> None:
    """Rivals share one part of the table, each with its standing, its voice and its source."""
    page = page_at(client, "/page/cac")
    assert "2 of the statements on this page are only" in page
    disputed = re.search(r'<tbody class="disputed">.*?</tbody>', page, re.DOTALL)
    assert disputed
    assert disputed[0].count("<article") == 2
    for words in ("Reported", "Endorsed", "the curators", "¶\u00a01", "until 2014", "from 2014"):
        assert words in disputed[0]


def test_links_to_claims_are_told_apart(client: Client) -> None:
    """Each is called by a number of its own; the page of a claim does not link itself."""
    links = set(re.findall(r'class="permalink" href="([^"]+)">claim (\d+)</a>', page_at(client, "/page/cac")))
    assert len(links) > 2
    assert len({place for place, _ in links}) == len({number for _, number in links}) == len(links)
    assert 'class="permalink" href="/id/rel-cac-ccac"' not in page_at(client, "/page/rel-cac-ccac")


@pytest.mark.card("DWBP", "35")
def test_statement_says_who_when_and_where(client: Client) -> None:
    """A nameplate's row has its period, who says so, the passage and the endnote as printed."""
    page = page_at(client, "/page/cac")
    row = re.search(r"<h2[^>]*>Nameplates</h2>.*?</section>", page, re.DOTALL)
    assert row
    for words in (
        "State Internet Information Office",
        "state nameplate",
        "from May 2011",
        "the curators",
        "The CAC, ¶\u00a01",
        "endnote&nbsp;17",
    ):
        assert words in row[0]


def test_posts_show_holders_by_their_printed_title(client: Client) -> None:
    """A body's posts have their holders, the title as printed, and how recent that is."""
    posts = section(page_at(client, "/page/cac"), "Posts and holders")
    for words in (
        "director",
        "Zhuang",
        "Director of the SIIO",
        "as last known, 2021",
        "ended by 2021",
        "asserted",
    ):
        assert words in posts
    assert "Director of the SIIO" in section(page_at(client, "/page/siio"), "Posts and holders")
    assert "Director of the SIIO" in section(page_at(client, "/page/zhuang"), "Posts")


def test_changes_and_gaps_have_their_place(client: Client) -> None:
    """What happened to a body, with its date, and what the sources do not say."""
    page = page_at(client, "/page/cac")
    assert "founding of the office" in section(page, "Changes")
    assert "May 2011" in section(page, "Changes")
    assert "Who led it first is not stated." in section(page, "Not stated in the sources")


def test_what_is_denied_says_so(client: Client) -> None:
    """A rejected or negative claim is marked, keeps its reason, and its endnote says what it covers."""
    names = section(page_at(client, "/page/cac"), "Names")
    for words in (
        "Not so:",
        "an older name",
        "Rejected",
        "2011 to 2014",
        "nobody else says so",
        "endnote&nbsp;3 (",
        "p. 2",
    ):
        assert words in names


def test_plate_in_a_statement_is_kept(client: Client) -> None:
    """The nameplate under which a source names a body stands beside the body."""
    assert "named there as" in page_at(client, "/page/observed-apart")
    assert "from between 2013 and 2014; as last known" in page_at(client, "/page/observed-apart")


def test_statement_of_a_triple_shows_its_three_parts(client: Client) -> None:
    """A claim about one triple shows subject, predicate and object."""
    page = page_at(client, "/page/stmt-1")
    for words in ("Cyberspace Administration of China", "related", "Office of External Propaganda"):
        assert words in page


def test_passage_says_what_it_is_part_of(client: Client) -> None:
    """A passage is named by its place and leads to its document."""
    page = page_at(client, "/page/passage-000-cac-1")
    assert '<h1><bdi lang="en">The CAC, ¶ 1' in page
    assert '<span class="role">part of</span>' in page
    assert '<span class="role">所属：</span>' in page_at(client, "/page/passage-000-cac-1?lang=zh-Hans")


@pytest.mark.card("DWBP", "31")
def test_derived_is_kept_apart(client: Client) -> None:
    """What the release derived is under a heading of its own, not among what people wrote."""
    page = page_at(client, "/page/cac")
    derived = re.search(r'<section aria-labelledby="derived".*?</section>', page, re.DOTALL)
    assert derived
    assert "has nameplate" in derived[0]
    asserted = re.search(r'<section aria-labelledby="asserted".*?</section>', page, re.DOTALL)
    assert asserted
    assert "has nameplate" not in asserted[0]


def test_claim_has_its_rivals_beside_it(client: Client) -> None:
    """The page of a claim shows it and what it disputes in the same shape, whoever named the dispute."""
    for claim in ("rel-cac-oep", "rel-cac-ccac"):
        page = page_at(client, f"/page/{claim}")
        assert "What is claimed, and what disputes it" in page
        assert page.count("<article") == 2


def test_source_does_not_list_all_its_statements(client: Client) -> None:
    """The page of a source counts its statements and leads to its passages."""
    page = page_at(client, "/page/doc-000")
    assert "3 statements rest on this source" in page
    assert "<table" not in page


@pytest.mark.parametrize("extension", ["html", *(f.extension for f in GRAPH_FORMATS)])
def test_golden(client: Client, extension: str) -> None:
    """The page and the data of a thing are, byte for byte, what was looked at and found good.

    With `GOLDEN=write` in the environment the files are written anew; read the difference.
    """
    body = client.get(f"/data/cac.{extension}").data
    path = GOLDEN / f"cac.{extension}"
    if os.environ.get("GOLDEN") == "write":
        path.write_bytes(body)
    assert body == path.read_bytes()
