"""Lines between concepts: what the query finds is in the table and in the picture, family by family."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from werkzeug.test import Client

from server.names import ID
from server.web.descent import GREW, Tie, families
from tests.queries.catalogue import query
from tests.web.test_figures import asked, rows

SVG = "{http://www.w3.org/2000/svg}"


def tie(kind: str, upper: str, lower: str) -> Tie:
    """A line between two concepts."""
    return Tie(kind, upper, lower, f"{lower}-{upper}", reported=False)


def test_every_line_of_the_query_is_told(site: Client) -> None:
    """Each line is in the table with both its ends, and on the page beside its claim."""
    found = {
        (row["concept"], row["other"], row["claim"])
        for row in asked(site, query("lines-between-concepts").text)
    }
    told = {
        (row["thing"], other, row["statement"])
        for row in rows(site, "/genealogy.csv")
        for other in row["others"].split(" | ")
    }
    assert found <= told
    page = site.get("/genealogy").text
    table = page[page.index('<section aria-labelledby="lines">') :].split("</section>")[0]
    assert all(f'href="{claim.removeprefix("https://w3id.org/nameplate")}"' in table for _, _, claim in found)
    assert table.count("<tr>") == len({claim for *_, claim in found}) + 1


def test_every_line_is_drawn(site: Client) -> None:
    """A line of the picture leads to its claim and says both ends; one that is only reported is dashed."""
    drawn = ET.fromstring(site.get("/genealogy.svg").data)  # noqa: S314 (made by the server that is tested)
    links = {str(link.get("href")).rpartition("/id/")[2]: link for link in drawn.iter(f"{SVG}a")}
    for row in asked(site, query("lines-between-concepts").text):
        link = links[row["claim"].removeprefix(ID)]
        path = link.find(f"{SVG}path")
        assert path is not None
        assert (path.get("stroke-dasharray") is not None) == row["standing"].endswith("Reported"), row
        assert path.get("stroke"), "it needs no sheet"
    words = links["dev-cyber-sovereignty-state-sovereignty"].findtext(f"{SVG}title")
    assert words == "cyber sovereignty grew out of state sovereignty (ASPI authors)"


def headings(page: str) -> list[str]:
    """What the groups of the picture are called by: the headings that they name."""
    names = re.findall(r'<g role="group" aria-labelledby="([^"]+)">', page)
    return [
        found[1]
        for name in names
        if (found := re.search(rf'<text [^>]*id="{name}"[^>]*>([^<]+)</text>', page))
    ]


@pytest.mark.parametrize("tag", ["zh-Hans", "zh-Hant"])
def test_families_are_named(site: Client, tag: str) -> None:
    """A family is called after its best-known concept, in the language of the page."""
    assert "Family of cyber sovereignty" in headings(site.get("/genealogy").text)
    name = {"zh-Hans": "网络主权一族", "zh-Hant": "網絡主權一族"}[tag]
    page = site.get(f"/genealogy?lang={tag}").text
    assert name in headings(page)
    assert "Family of" not in page
    quoted = {"zh-Hans": "“{}”一族", "zh-Hant": "「{}」一族"}[tag].format(
        '<tspan lang="en">cyber power</tspan>'
    )
    assert quoted in page, "a name that no source prints in Chinese is quoted"


def test_families_begin_with_the_forebear() -> None:
    """The oldest family first; in each, what grew out of a concept hangs on it, also over several steps."""
    found = (
        tie("related", "d", "c"),
        tie(GREW, "b", "c"),
        tie("broader", "a", "b"),
        tie(GREW, "y", "z"),
    )
    made = families(found, {"z": "2010-01-01", "c": "2012-01-01"})
    assert [[(m.concept, m.depth) for m in members] for members in made] == [
        [("y", 0), ("z", 1)],
        [("a", 0), ("b", 1), ("c", 2), ("d", 3)],
    ]
    assert [[t.kind for t in m.ties] for m in made[1]] == [[], ["broader"], [GREW], ["related"]]


def test_a_ring_of_lines_ends() -> None:
    """Each concept of a ring stands once, and no line is lost."""
    found = (tie(GREW, "a", "b"), tie(GREW, "b", "c"), tie(GREW, "c", "a"))
    (members,) = families(found, {})
    assert sorted(m.concept for m in members) == ["a", "b", "c"]
    assert {t for m in members for t in m.ties} == set(found)


def test_the_page_of_a_concept_has_its_family(site: Client) -> None:
    """Its own family, with its concept marked; as of a day, or without a family, there is none."""
    page = site.get("/page/cyber-sovereignty").text
    drawn = page[page.index('<svg class="descent"') :].split("</svg>")[0]
    assert 'href="/id/dev-cyber-sovereignty-state-sovereignty"' in drawn
    assert drawn.count('class="concept here"') == 1
    assert "/genealogy#cyber-sovereignty" in drawn, "several uses in one lead to the list"
    assert '<svg class="descent"' not in site.get("/page/cyber-sovereignty?at=2016").text
    assert '<svg class="descent"' not in site.get("/page/social-management").text


def test_a_family_that_nobody_used_has_no_years(site: Client) -> None:
    """Where no use is told of, the tree stands alone."""
    page = site.get("/page/united-front").text
    assert 'viewBox="0 0 620 ' in page
    assert 'class="rule"' not in page[page.index('<svg class="descent"') :]
