"""The page of each kind of thing, of the release that the project's files make: what stands first."""

from __future__ import annotations

import re

import pytest
from html5rdf import HTMLParser
from html5rdf.html5parser import ParseError
from werkzeug.test import Client

#: One of each kind of thing.
THINGS = [
    "cyber-sovereignty",
    "four-principles",
    "name-cyber-sovereignty-zh",
    "wic",
    "wic-2020",
    "wic-2021",
    "forums-2021",
    "doc-speech-2015",
    "doc-white-paper-2010",
    "quotation-sovereignty",
    "prc",
    "wuzhen",
    "state-council",
    "xi-jinping",
    "wechat",
    "link-state-council-wikidata",
    "web-chinadaily-siio",
    "passage-web-chinadaily-siio",
]


def words_of(markup: str) -> str:
    """What a reader reads of some markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", markup)).strip()


def headings(page: str) -> list[str]:
    """The headings of a page's sections, in order."""
    return [words_of(found) for found in re.findall(r"<h2 id=[^>]*>(.*?)</h2>", page)]


def section(page: str, heading: str) -> str:
    """The part of a page under a heading."""
    found = re.search(rf"<h2[^>]*>{heading}</h2>.*?</section>", page, re.DOTALL)
    assert found, f"{heading}, not among {headings(page)}"
    return found[0]


def head(page: str) -> str:
    """What stands beside a page's title, as a reader reads it."""
    found = re.search(r'<div class="head">.*?<aside', page, re.DOTALL)
    assert found
    return words_of(found[0])


@pytest.mark.parametrize("slug", THINGS)
def test_page_is_whole(site: Client, slug: str) -> None:
    """Valid HTML; no id and no heading twice; no bare predicate in a heading; every link leads somewhere."""
    page = site.get(f"/page/{slug}").text
    try:
        HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    except ParseError as error:  # pragma: no cover (the message of a failure)
        pytest.fail(f"{slug}: {error}")
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert len(headings(page)) == len(set(headings(page)))
    assert [h for h in headings(page) if "Statement claim" in h or "rdf:" in h] == []
    for target in sorted(set(re.findall(r'href="(/[^"]*)"', page))):
        plain = target.replace("&amp;", "&").partition("#")[0]
        assert site.get(plain).status_code in {200, 303}, target


ORDERS = [
    ("cyber-sovereignty", ["Genealogy", "Wordings", "Where it is attested", "Related concepts"]),
    ("four-principles", ["Members", "What is stated of it", "Names"]),
    (
        "wic",
        ["In brief", "Editions", "Organisers", "Co-organisers", "Delegations to it", "Appraisals", "Names"],
    ),
    ("wic-2021", ["When it happened", "In brief", "Organisers of the series", "Participants", "Forums"]),
    ("doc-speech-2015", ["Issued or delivered by", "Concepts attested", "What it calls for"]),
    ("doc-white-paper-2010", ["Issued or delivered by", "In brief", "Concepts attested"]),
    ("wuzhen", ["In brief", "Held here", "Names"]),
    ("prc", ["Located here", "Influence on others", "What is stated of it", "Appraisals", "Names"]),
    ("cac", ["Nameplates", "Superiors", "Posts and holders", "Changes", "Responsibilities", "Names"]),
    ("csac", ["Registration authorities", "Supervisors", "Posts and holders", "Appraisals", "Names"]),
    ("xi-jinping", ["Posts", "Appraisals", "Names"]),
    ("siio", ["Bearer", "Posts and holders", "Relations told under this name", "Names"]),
    ("event-siio-founding", ["When it happened", "Who brought it about", "What began with it"]),
]


@pytest.mark.parametrize(("slug", "wanted"), ORDERS)
def test_sections_come_in_their_order(site: Client, slug: str, wanted: list[str]) -> None:
    """Of each kind of thing, what matters most for it comes first, and gaps after what is stated."""
    found = headings(site.get(f"/page/{slug}").text)
    assert [h for h in found if h in wanted] == wanted
    if "Not stated in the sources" in found:
        assert found.index("Not stated in the sources") > found.index(wanted[0])


@pytest.mark.parametrize(
    ("path", "bodies"),
    [
        ("siio", ["/id/cac"]),
        ("siio?at=2016", ["/id/cac?at=2016-01-01/2016-12-31"]),
        ("plate-ccac-office", ["/id/cac"]),
        ("cac", []),
        ("cpd", []),
    ],
)
def test_posts_that_name_no_nameplate_are_told_at_their_body(
    site: Client, path: str, bodies: list[str]
) -> None:
    """The page of a nameplate has the posts that are titled after it, and leads to the others of its body."""
    page = site.get(f"/page/{path}", headers={"Accept": "text/html"}).text
    found = re.findall(r"titles name no nameplate, and who held them: (.*?)</p>", page)
    assert re.findall(r'href="([^"]*)#posts"', " ".join(found)) == bodies


def test_wordings_are_by_language_with_their_other_forms(site: Client) -> None:
    """English wordings, then Chinese ones with traditional characters and pinyin; no pinyin without tones."""
    wordings = words_of(section(site.get("/page/cyber-sovereignty").text, "Wordings"))
    places = [
        wordings.index(w) for w in ("cyber sovereignty", "internet sovereignty", "网络主权", "網絡主權")
    ]
    assert places == sorted(places)
    assert "wǎngluò zhǔquán" in wordings
    assert "wangluo" not in wordings


def test_attestations_say_when_by_whom_in_what_and_where(site: Client) -> None:
    """In order of date, each with its document or speech, whose word that is, the wording, the occasion."""
    part = section(site.get("/page/cyber-sovereignty").text, "Where it is attested")
    told = words_of(part)
    assert "opening speech of Xi Jinping at the World Internet Conference of 2015" in told
    assert "by Xi Jinping" in told
    assert re.search(r"on the occasion of (?:场合)?\s*World Internet Conference of 2015", told)
    assert "in the wording internet sovereignty" in told
    when = re.findall(r"<tr[^>]*><td>.*?<td>(\d{4})", part, re.DOTALL)
    assert len(when) > 1
    assert when == sorted(when)


def test_an_edition_names_its_series_and_a_series_its_editions(site: Client) -> None:
    """The edition says in its head what it is one of; the series lists editions by date, each in a line."""
    edition = site.get("/page/wic-2021").text
    assert "edition of World Internet Conference" in head(edition)
    assert "attendance mode partly virtual" in words_of(section(edition, "In brief"))
    forums = words_of(section(edition, "Forums"))
    assert "stated size 20" in forums
    assert "topic cybersecurity" in forums
    assert "GSMA" in section(edition, "Organisers of the series")
    lines = re.findall(r"<li>(.*?)</li>", section(site.get("/page/wic").text, "Editions"), re.DOTALL)
    years = [found[0] for line in lines if (found := re.search(r"of (\d{4})", words_of(line)))]
    assert len(years) >= 5
    assert years == sorted(years)
    assert "19 November 2014 to 21 November 2014; number 1" in words_of(lines[0])


def test_elsewhere_is_one_line_with_the_claim_behind_it(site: Client) -> None:
    """Other datasets, identifiers and websites stand in the head, each with its claim; not in a section."""
    page = site.get("/page/state-council").text
    for words in (
        "Also in Wikidata: Q59261 claim",
        "Also in ROR: 02fzqav45 claim",
        "Website: www.gov.cn claim",
    ):
        assert words in head(page)
    assert "statement claim" not in head(page)  # a link to it tells its number, not the line again
    assert 'href="http://www.wikidata.org/entity/Q59261" rel="external"' in page
    assert 'href="/id/link-state-council-wikidata"' in page
    assert not any("Identity" in heading for heading in headings(page))


def test_a_consulted_page_leads_to_the_web(site: Client) -> None:
    """Its address is a link, the day of consulting is said, and what rests on it is listed."""
    page = site.get("/page/web-chinadaily-siio").text
    address = "http://usa.chinadaily.com.cn/china/2011-05/04/content_12442599.htm"
    assert f'href="{address}" rel="external"' in page
    assert "consulted on 22 November 2026" in head(page)
    assert "Qian Xiaoqian" in section(page, "What it supports")
    passage = site.get("/page/passage-web-chinadaily-siio").text
    assert "Page of chinadaily.com.cn: State Internet Information Office announced" in head(passage)


@pytest.mark.card("DWBP", "35")
def test_citations_of_the_web_name_the_page(site: Client) -> None:
    """A citation of a page of the web is a link by that page's label, never the word page in brackets."""
    page = site.get("/page/wic-2020").text
    assert "[page]" not in page
    assert ">page of shine.cn: World Internet Conference of 2020" in page


def test_sources_read_and_consulted_are_apart(site: Client) -> None:
    """Documents with their passages; then pages of the web by host with day and count."""
    page = site.get("/sources/").text
    assert headings(page)[0] == "Documents read in whole"
    documents = section(page, "Documents read in whole")
    assert documents.count("<li>") == 2
    assert re.search(r"\d+ passages, \d+ statements", documents)
    pages = section(page, "Pages of the web, consulted for single facts").replace("<wbr>", "")
    row = re.search(r'<th scope="rowgroup"[^>]*>aspistrategist.org.au</th>.*?</tr>', pages, re.DOTALL)
    assert row
    assert "2026-11-22" in row[0]
    assert re.search(r'<td class="number" data-label="Statements">\d+</td>', row[0])
    assert not re.search(r"\b1 (?:passages|statements|pages)\b", words_of(page))


def test_much_said_is_folded(site: Client) -> None:
    """Of more than five sentences under a heading the rest opens on demand."""
    appraisals = section(site.get("/page/prc").text, "Appraisals")
    shown, folded, rest = appraisals.partition("<details>")
    assert folded
    assert 0 < len(re.findall(r"<tr[^>]*><td>", shown)) <= 5
    assert re.search(r"<summary>\d+ more</summary>", rest)


def test_gaps_of_a_thing_are_said_on_its_page(site: Client) -> None:
    """What was looked for about a document and is not stated has its section, with the property."""
    gaps = words_of(section(site.get("/page/doc-speech-2015").text, "Not stated in the sources"))
    assert "gap property" in gaps
