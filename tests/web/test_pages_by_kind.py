"""Pages made for their kind, of the release that the project's files make: what each tells."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urljoin, urlsplit

import pytest
from werkzeug.test import Client

from server.names import ID, ONTOLOGY
from server.wsgi import create_app
from tests.web.endpoint import get
from tests.web.test_kinds_of_pages import headings, section, words_of

#: The public address of a server, a long one.
FAR = "https://data.some-institute.example.org/research/nameplate"
#: Kind of page → slug, the whole summary in English, and a part of it in Chinese.
SUMMARIES = [
    (
        "cac",
        """One institution under two nameplates, Office of the Central Cyberspace Affairs Commission (from
        2018; as last known, 2021), State Internet Information Office (begun by 2014; as last known,
        2021; disputed); answers to Central Cyberspace Affairs Commission (from 2018; as last known,
        2021); belongs to the cyber policy system (as last known, 2021); led by Zhuang Rongwen (from 31
        July 2018; as last known, 2025).""",
        "隶属于中央网络安全和信息化委员会（2018年起；据2021年最后所知）",
    ),
    (
        "siio",
        "Nameplate of Cyberspace Administration of China (begun by 2014; as last known, 2021; disputed).",
        "为国家互联网信息办公室（不晚于2014年开始；据2021年最后所知；有争议）的牌子。",
    ),
    (
        "csac",
        """Registered with Ministry of Civil Affairs (as last known, 2021); supervised by Cyberspace
        Administration of China (as last known, 2021); belongs to the cyber policy system (as last
        known, 2021); led by Wang Xiujun (as last known, 2021).""",
        "在民政部（据2021年最后所知）登记；由国家互联网信息办公室（据2021年最后所知）主管",
    ),
    (
        "lu-wei",
        """Held the posts director, Cyberspace Administration of China (April 2013 to 29 June 2016),
        director, office of the Central Leading Group for Cybersecurity and Informatization (ended by
        2018; as last known, 2014).""",
        "（2013年4月至2016年6月29日）",
    ),
    (
        "cyber-sovereignty",
        """Worded as “cyber sovereignty” ※, “internet sovereignty” ※, “网络主权” ※; the first use recorded
        here is white paper of 2010 that asserts internet sovereignty (2010; disputed).""",
        "此处所载最早用例为2010年主张网络主权的白皮书（2010年；有争议）。",
    ),
    (
        "doc-speech-2015",
        """Issued or delivered by Xi Jinping (2015); attests community of common destiny for cyberspace
        (2015), cyber hegemony (2015), cyber sovereignty (2015) and 3 more.""",
        "由习近平（2015年）发布或发表",
    ),
    (
        "wic-2014",
        "Dated 19 November 2014 to 21 November 2014 ※; ",
        "时间为2014年11月19日至2014年11月21日",
    ),
    (
        "wic",
        """the first edition described is World Internet Conference of 2014 (19 November 2014 to 21
        November 2014)""",
        "所述首届为2014年世界互联网大会（2014年11月19日至2014年11月21日）",
    ),
    (
        "wuzhen",
        "Located in Zhejiang Province ※.",
        "位于浙江省 ※。",
    ),
    (
        "passage-000-systems-3",
        "42 statements rest on it.",
        "有 42 条陈述以之为据。",
    ),
    (
        "post-cac-director",
        "Held by Zhuang Rongwen (from 31 July 2018; as last known, 2025).",
        "由庄荣文（2018年7月31日起；据2025年最后所知）担任。",
    ),
    (
        "event-siio-founding",
        "Dated 4 May 2011 (disputed).",
        "时间为2011年5月4日（有争议）。",
    ),
]


def summary(page: str) -> str:
    """The sentence at the head of a page, as a reader reads it; empty if there is none."""
    found = re.search(r'<p class="summary">.*?</p>', page, re.DOTALL)
    seen = re.sub(r'<span class="unseen">.*?</span>', "", found[0]) if found else ""
    return " ".join(html.unescape(words_of(seen)).split())


@pytest.mark.parametrize(("slug", "english", "chinese"), SUMMARIES)
def test_summary(site: Client, slug: str, english: str, chinese: str) -> None:
    """The head says in a sentence what endorsed statements say, in the language of the reader."""
    told, wanted = summary(site.get(f"/page/{slug}").text), " ".join(english.split())
    assert wanted in told if slug.startswith("wic") else told == wanted
    assert chinese in summary(site.get(f"/page/{slug}?lang=zh-Hans").text)


@pytest.mark.parametrize("slug", [row[0] for row in SUMMARIES])
def test_each_part_of_a_summary_leads_to_its_statement(site: Client, slug: str) -> None:
    """Everything that a summary names stands beside a link to a statement that is endorsed."""
    page = site.get(f"/page/{slug}").text
    found = re.search(r'<p class="summary">.*?</p>', page, re.DOTALL)
    assert found
    claims = re.findall(r'class="because" href="/id/([^"]+)"', found[0])
    assert len(claims) >= found[0].count('<span class="named">')
    for claim in claims:
        asked = f"ASK {{ <{ID}{claim}> <{ONTOLOGY}standing> <{ONTOLOGY}Endorsed> }}"
        assert get(site, asked, "application/sparql-results+json").get_json()["boolean"] is True, claim


@pytest.mark.parametrize(
    "path",
    [
        *("cac", "cac?at=2016-12-31", "ccac", "scio", "siio", "wic", "xi-jinping", "cyber-sovereignty"),
        *("post-cac-director", "dating-cac-2014", "zhuang-rongwen?at=2019", "csac"),
    ],
)
def test_what_is_only_reported_is_counted(site: Client, path: str) -> None:
    """A page says of how many of its rows that they are only reported; each of these is marked."""
    answer = site.get(f"/page/{path}", headers={"Accept": "text/html"})
    assert answer.status_code == 200
    notice = re.search(r'<p class="notice">(\d+) of the statements on this page (?:is|are) only', answer.text)
    marks = answer.text.count('<span class="standing reported">') - bool(notice)
    assert (int(notice[1]) if notice else 0) == marks
    assert marks or path in {"post-cac-director", "csac"}
    assert len(answer.data) < 100_000


@pytest.mark.parametrize(
    ("tag", "words"), [("en", "sole Yes"), ("zh-Hans", "唯一 是"), ("zh-Hant", "唯一 是")]
)
def test_what_is_true_is_told_in_words(site: Client, tag: str, words: str) -> None:
    """A detail that is true or false is not told as data."""
    headers = {"Accept": "text/html", "Accept-Language": tag}
    page = site.get("/page/rel-cac-ccac-sole", headers=headers).text
    claimed = page[page.index('id="this-claim"') :]
    assert words in words_of(claimed[: claimed.index("</section>")])


def test_what_is_only_reported_is_no_summary(site: Client) -> None:
    """That Zhuang Rongwen directs the Commission itself is only reported; so the head does not say it."""
    page = site.get("/page/zhuang-rongwen").text
    assert "director, Central Cyberspace Affairs Commission" not in summary(page)
    assert "Director of the Central Cyberspace Affairs Commission" in section(page, "Posts")


@pytest.mark.parametrize(
    ("day", "superior", "leader"),
    [("2016-12-31", "", "Xu Lin"), ("2020-06-30", "Central Cyberspace Affairs Commission", "")],
)
def test_summary_of_a_day_tells_what_is_certain_then(
    asker: Client, day: str, superior: str, leader: str
) -> None:
    """Nothing that may have held is told as if it did."""
    told = summary(asker.get(f"/page/cac?at={day}").text)
    assert ("answers to" in told) == bool(superior)
    assert superior in told
    assert ("led by" in told) == bool(leader)
    assert leader in told


def lanes(page: str, anchor: str) -> list[tuple[str, str, list[str]]]:
    """The lanes of a chart: system, words of the lane, and for each bar which of its parts are certain."""
    found = re.search(rf'<svg[^>]*aria-labelledby="chart-{anchor}-title">.*?</svg>', page, re.DOTALL)
    assert found
    rows = re.findall(r'<g class="lane (\w+)"[^>]*>\s*<text[^>]*>(.*?)</text>(.*?)</g>', found[0], re.DOTALL)
    bars = r'<a href="/id/([^"?]+)[^"]*"[^>]*><title>.*?</title>(.*?)</a>'
    return [
        (
            system,
            words_of(words),
            [
                claim
                + ":"
                + "".join("?" if "maybe" in part else "!" for part in re.findall("<rect[^>]*>", of))
                for claim, of in re.findall(bars, rest, re.DOTALL)
            ],
        )
        for system, words, rest in rows
    ]


def test_superiors_are_drawn(site: Client) -> None:
    """One lane for each superior; whole where it is certain, hatched before and after."""
    drawn = lanes(site.get("/page/cac").text, "superiors")
    assert [row[0] for row in drawn] == ["party", "other", "other"]
    assert drawn[0][2] == ["rel-cac-ccac-joint:?", "rel-cac-ccac-sole:?!?", "rel-cac-ccac-presided:?"]
    assert drawn[2][1] == "Office of External Propaganda until 2014"


def test_posts_of_a_person_are_in_lanes_of_party_and_state(site: Client) -> None:
    """Posts of the party, of the state, of an institution with both; what is reported is marked."""
    page = site.get("/page/zhuang-rongwen").text
    drawn = lanes(page, "held-posts")
    assert [row[0] for row in drawn][:6] == ["party", "party", "party", "party", "state", "both"]
    groups = [words_of(found) for found in re.findall(r'<text class="group"[^>]*>(.*?)</text>', page)]
    assert groups == ["Party", "State", "Party and state, under two nameplates", "Other"]
    marked = [words for _, words, bars in drawn if "reported only" in words for _ in bars]
    assert len(marked) == 2
    assert ["tenure-zhuang-ccac-office-stated:!?"] in [bars for *_, bars in drawn]


def test_every_bar_has_its_row(site: Client) -> None:
    """What is drawn stands in the table as well."""
    page = site.get("/page/cac").text
    for anchor, heading in (("superiors", "Superiors"), ("posts", "Posts and holders")):
        drawn = {bar.partition(":")[0] for *_, bars in lanes(page, anchor) for bar in bars}
        rows = set(re.findall(r'class="permalink" href="/id/([^"]+)"', section(page, heading)))
        assert drawn
        assert drawn <= rows


def test_of_many_posts_those_that_are_over_have_a_line(site: Client) -> None:
    """Former holders have their sources in their line, and whole statements in the page of the post."""
    posts = section(site.get("/page/cac").text, "Posts and holders")
    over = re.findall(r'<ul class="briefly">.*?</ul>.*?href="/id/([^"]+)"', posts, re.DOTALL)
    lines = re.findall(r'<ul class="briefly">(.*?)</ul>', posts, re.DOTALL)
    assert len(over) == len(lines) > 2
    for one in re.findall(r"<li>.*?(?=<li>|$)", "".join(lines), re.DOTALL):
        said = re.search(r'<a href="/id/(passage|web)-[^>]*>[^<]+</a>(.*)', one, re.DOTALL)
        assert said
        assert re.search("asserted|hedged|quoted", said[2])
    for post, told in zip(over, lines, strict=True):
        claims = set(re.findall(r'class="permalink" href="/id/([^"]+)"', told))
        assert claims
        rows = re.findall(
            r"<tr[^>]*><td>.*?</tr>", section(site.get(f"/page/{post}").text, "Holders"), re.DOTALL
        )
        cited = {
            claim
            for row in rows
            if re.search(r'<td>(<ul><li>)?<a href="/id/(passage|web)-', row)
            for claim in re.findall(r'class="permalink" href="/id/([^"]+)"', row)
        }
        assert claims <= cited
    kept = re.sub(r'<ul class="briefly">.*?</ul>', "", posts, flags=re.DOTALL)
    assert "tenure-zhuang-cac" in kept
    assert "tenure-lu-wei-cac" not in re.sub(r"<figure.*?</figure>", "", kept, flags=re.DOTALL)


_LINKED = r'class="permalink" href="/id/([^"?]+)'


def test_of_many_posts_of_a_period_what_is_uncertain_has_its_row(site: Client) -> None:
    """Holders who certainly held a post then, and left it, have a line; of the others it is said."""
    posts = section(site.get("/page/cac?at=2013/2018").text, "Posts and holders")
    lines = "".join(re.findall(r'<ul class="briefly">.*?</ul>', posts, re.DOTALL))
    assert "tenure-lu-wei-cac" in lines
    rows = re.findall(r"<tr>(?:(?!</tr>).)*uncertain then.*?</tr>", posts, re.DOTALL)
    uncertain = set(re.findall(_LINKED, "".join(rows)))
    assert len(uncertain) >= len(rows) > 0
    assert not uncertain & set(re.findall(_LINKED, lines))


def _leads_to(page: str, path: str, pattern: str) -> set[tuple[str, frozenset[tuple[str, str]]]]:
    """Where links of a page lead whose tag begins so, with their arguments but for day and language."""
    hrefs = re.findall(pattern + r'href="([^"]+)"', page)
    places = [urlsplit(urljoin(path, html.unescape(href))) for href in hrefs]
    return {
        (
            place.netloc + place.path,
            frozenset(one for one in parse_qsl(place.query) if one[0] not in {"at", "lang"}),
        )
        for place in places
    }


@pytest.mark.parametrize(
    "path",
    [
        "/page/cac?at=2013/2018",
        "/page/cac?at=2018&lang=zh-Hans",
        "/page/cac?at=2010-01-02/2021-12-30&lang=zh-Hant",
        "/page/cac?at=1990/2030&lang=zh-Hans",
        "/version/0.1.0/page/cac?lang=zh-Hant",
        "/version/0.1.0/page/cac?at=2014-02-27/2018-03-21&lang=en",
        "/version/0.1.0/page/cac?at=2000/2026&lang=zh-Hant",
    ],
)
def test_a_heavy_page_is_made_light_and_says_the_same(
    site: Client, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """It leads to all statements, sources and things that it would lead to, and marks the same."""
    light = site.get(path, headers={"Accept": "text/html"})
    assert light.status_code == 200
    assert len(light.data) < 100_000
    monkeypatch.setattr("server.web.fitting.LIGHT", 10**6)
    heavy = site.get(
        f"{path}&again", headers={"Accept": "text/html"}
    )  # under another name, since answers are kept
    assert len(heavy.data) >= 100_000
    for pattern in ('<a class="permalink" ', r"<a (?:[a-z]+=\"[^\"]*\" )*"):
        there = _leads_to(heavy.text, path, pattern)
        assert there
        assert _leads_to(light.text, path, pattern) >= there
    for mark in ("held possibly", "disputed-label", "standing reported", "<rect ", '<h2 id="'):
        assert light.text.count(mark) == heavy.text.count(mark), mark


@pytest.fixture(scope="module")
def far(release: Path) -> Iterator[Client]:
    """A client of the release at a long public address."""
    app = create_app(release=release, workers=1, public_url=FAR)
    yield Client(app)
    app.close()


@pytest.mark.parametrize(
    ("path", "places"),
    [
        ("/page/cac?at=2013-02-03/2018-11-12&lang=zh-Hans", "/id/"),
        ("/version/0.1.0/page/cac?at=2000/2026", "/id/"),
        ("/version/0.1.0/page/cac?at=2010-01-02/2021-12-30&lang=zh-Hant", "/id/"),
        *((f"/ontology/?lang={tag}", "/") for tag in ("en", "zh-Hans", "zh-Hant")),
        ("/ontology/1.0.0/?lang=en", "/"),
        ("/ontology/1.0.1/?lang=zh-Hant", "/"),
        ("/version/0.1.0/ontology/?lang=en", "/"),
        *((f"/genealogy?lang={tag}", "/") for tag in ("en", "zh-Hans", "zh-Hant")),
        ("/genealogy?names=1&lang=zh-Hant", "/"),
        ("/timeline?lang=zh-Hans", "/"),
        ("/timeline?at=2000/2026&lang=zh-Hant", "/"),
        ("/chart?at=2016&lang=zh-Hant", "/"),
        ("/chart?lang=zh-Hans", "/"),
        ("/dataset?lang=en", "/"),
        ("/dataset?lang=zh-Hant", "/"),
        ("/dataset/0.1.0?lang=en", "/graph/"),  # of the terms that are used most there are fewer
    ],
)
def test_heavy_pages_are_light_at_any_address(site: Client, far: Client, path: str, places: str) -> None:
    """However long the address of the server, their links are short and lead below it."""
    there = far.get(path, headers={"Accept": "text/html"})
    assert there.status_code == 200
    assert len(there.data) < 100_000
    patterns = ('<a class="permalink" ', r"<a (?:class=\"[a-z]+\" )?")
    for pattern in patterns if "/page/" in path else patterns[1:]:
        leads = _leads_to(site.get(path, headers={"Accept": "text/html"}).text, path, pattern)
        own = {(place, said) for place, said in leads if place.startswith("/") and places in place}
        assert own
        below = {(FAR.removeprefix("https://") + place, said) for place, said in own}
        assert _leads_to(there.text, FAR + path, pattern) >= below


@pytest.mark.parametrize("thing", ["cac", "ccp", "wic", "wic-2014"])
def test_a_line_says_what_its_row_says(site: Client, monkeypatch: pytest.MonkeyPatch, thing: str) -> None:
    """A denial is one, words are all there with their other forms, and ends have their roles."""
    told = {}
    for weight in (10**6, 1):  # under which the page is light at once, or never
        monkeypatch.setattr("server.web.fitting.LIGHT", weight)
        told[weight] = site.get(f"/page/{thing}?{weight}", headers={"Accept": "text/html"}).text
    rows, lines = told.values()
    assert lines.count('<ul class="briefly">') > rows.count('<ul class="briefly">')
    assert not re.search(r"<li>(\s|<[^>]*>)*[,、]", lines)
    assert lines.count('<strong class="not">') == rows.count('<strong class="not">')
    for words in re.findall(r'<div class="(?:wording|forms)"[^>]*>(.*?)</div>', rows, re.DOTALL):
        for form in words_of(words).split(" · "):
            assert form in words_of(lines)
    roles = set(re.findall(r'<div class="end"><span class="role">(.*?)</span>', rows))
    assert roles <= set(re.findall(r'<span class="role">(.*?)</span>', lines))


@pytest.mark.parametrize("asked", ["", "?at=2016"])
def test_what_follows_from_many_statements_is_a_link_away(site: Client, asked: str) -> None:
    """Where much is stated the derived triples are in tables and in Turtle; of a day, in that of the day."""
    heading = 'Derived <span class="badge">not authored</span>'
    derived = section(site.get(f"/page/cac{asked}").text, heading)
    links = [html.unescape(link) for link in re.findall(r'href="([^"]+)"', derived)]
    assert len(links) == (1 if asked else 3)
    assert [site.get(link, headers={"Accept": "text/html"}).status_code for link in links] == [200] * len(
        links
    )
    held = site.get(links[-1]).text
    assert "plate:hasNameplate" in held
    assert "plate:citation" not in held
    if not asked:
        for link, words in zip(links, ("has nameplate", "nameplate of"), strict=False):
            assert words in site.get(link, headers={"Accept": "text/html"}).text


def test_nameplates_stand_side_by_side(site: Client) -> None:
    """Those that hang now before the one that hung there, each with its system, its period, its statement."""
    page = site.get("/page/cac").text
    found = re.search(r'<ul class="plates".*?</ul>', page, re.DOTALL)
    assert found
    assert re.findall(r'<li class="([^"]+)">', found[0]) == ["party", "state", "party past"]
    assert words_of(found[0]).endswith("Leading Small Group 中央网络安全和信息化领导小组办公室2014 to 2018")


def test_authorities_of_an_association_are_told_apart(site: Client) -> None:
    """Who registers it, who supervises it, who leads it: three cards, each with its statement."""
    found = re.search(r'<ul class="plates".*?</ul>', site.get("/page/csac").text, re.DOTALL)
    assert found
    assert re.findall(r'<li class="(\w*)"><span class="role">([^<]+)<', found[0]) == [
        ("state", "registered with"),
        ("both", "supervised by"),
        ("", "led by"),
    ]


def test_changes_are_a_list_in_order(site: Client) -> None:
    """What changed an institution comes in order of time, a line each, before the statements about it."""
    course = re.findall(r'<ul class="entries course">(.*?)</ul>', site.get("/page/cac").text, re.DOTALL)
    assert len(course) == 1
    lines = [words_of(line) for line in re.findall(r"<li>.*?</li>", course[0], re.DOTALL)]
    assert len(lines) >= 2
    assert lines[0].startswith("setting-up of the State Internet Information Office")
    assert "4 May 2011" in lines[0]


def test_a_concept_has_its_family_and_its_uses(site: Client) -> None:
    """Forebears with their statement; who used which wording in what and when."""
    page = site.get("/page/cyber-sovereignty").text
    assert "forebear state sovereignty (about 2020; reported only)" in words_of(section(page, "Genealogy"))
    uses = section(page, "Wordings in use")
    first = re.search(r"<tbody>\s*<tr>(.*?)</tr>", uses, re.DOTALL)
    assert first
    cells = [words_of(cell) for cell in re.findall(r"<td>(.*?)</td>", first[1], re.DOTALL)]
    assert cells[0] == "internet sovereignty"
    assert cells[1].startswith("State Council Information Office")
    assert cells[2].startswith("white paper of 2010")
    assert cells[3] == "2010"


def test_what_rests_on_a_passage_is_grouped(site: Client) -> None:
    """Statements of one kind stand together under the name of the kind."""
    part = section(site.get("/page/passage-000-systems-3").text, "What it supports")
    kinds = re.findall(r'<h3 id="resting-(\w+)">', part)
    assert {"name", "tenure", "subordination"} & set(kinds)
    assert len(kinds) == len(set(kinds)) >= 4


@pytest.mark.parametrize(
    "slug", ["cac", "csac", "zhuang-rongwen", "passage-000-cac-1", "doc-white-paper-2010"]
)
def test_this_page_as_sparql(site: Client, slug: str) -> None:
    """The query that a page offers gives the statements about the thing."""
    link = re.search(r'href="([^"]+)"[^>]*>This page as SPARQL', site.get(f"/page/{slug}").text)
    assert link
    query = parse_qs(urlsplit(html.unescape(link[1])).query)["query"][0]
    rows = get(site, query, "application/sparql-results+json").get_json()["results"]["bindings"]
    asked = {row["statement"]["value"] for row in rows}
    told = {
        line.split(" ", 1)[0].strip("<>")
        for line in site.get(f"/data/{slug}.nt").text.splitlines()
        if "nameplate/ontology/standing>" in line and "nameplate/id/" in line
    }
    assert asked == told


WORDS = [
    ("zh-Hans", "上级", "本页的 SPARQL 查询", "采信"),
    ("zh-Hant", "上級", "本頁的 SPARQL 查詢", "採信"),
]


@pytest.mark.parametrize(("tag", "superiors", "sparql", "endorsed"), WORDS)
def test_pages_of_things_are_in_chinese(
    site: Client, tag: str, superiors: str, sparql: str, endorsed: str
) -> None:
    """Headings, dates and ways on are in the script of the reader; no English heading is left."""
    page = site.get(f"/page/cac?lang={tag}").text
    assert f'<html lang="{tag}">' in page
    assert {superiors, "牌子"} <= set(headings(page))
    assert [heading for heading in headings(page) if re.search("[a-z]{3}", heading)] == []
    for words in ("2018年7月31日起", sparql, f'<span class="standing endorsed">{endorsed}</span>'):
        assert words in page


@pytest.mark.parametrize("slug", [row[0] for row in SUMMARIES])
def test_english_in_a_chinese_page_says_so(site: Client, slug: str) -> None:
    """What is in the language of the page has no mark of it; names in English are marked as such."""
    page = site.get(f"/page/{slug}?lang=zh-Hans").text
    body = page[page.index('<main id="main">') :]
    assert 'lang="zh-Hans"' not in re.sub(r"<h1.*?</h1>", "", body)
    assert re.findall(r'<a href="/id/[^"]*">([A-Z][a-z]+ [A-Za-z ]+)</a>', body) == []


@pytest.mark.parametrize(
    ("slug", "most"),
    [("cac", 95), ("ccac", 65), ("wic", 65), ("prc", 65), ("name-full", 85), ("zhuang-rongwen", 45)],
)
def test_pages_stay_small(site: Client, slug: str, most: int) -> None:
    """The largest pages, in thousands of bytes; one with very many statements says how many are left out."""
    page = site.get(f"/page/{slug}")
    assert len(page.data) < most * 1000
    assert ("more statements are left out here" in page.text) == (slug == "name-full")


def test_gaps_lead_to_their_place_among_all(site: Client) -> None:
    """The known gaps of a thing are said on its page, and found on the page of all."""
    part = section(site.get("/page/cac").text, "Not stated in the sources")
    assert 'href="/gaps#about-cac"' in part
    page = site.get("/gaps").text
    assert page.count('id="about-cac"') == 1
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_nameplates_of_a_day(asker: Client) -> None:
    """One that may have hung there then is not told as one that did, nor as one that does no more."""
    found = re.search(r'<ul class="plates".*?</ul>', asker.get("/page/cac?at=2016-12-31").text, re.DOTALL)
    assert found
    told = [words_of(one) for one in re.findall(r"<li.*?</li>", found[0], re.DOTALL)]
    assert [("uncertain then" in one, "formerly" in one) for one in told] == [
        (False, False),
        (False, False),
        (True, False),
    ]
    assert told[2].startswith("party nameplate uncertain thenOffice of the Central Cyberspace Affairs")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/page/cac", "Document: https://w3id.org/nameplate/page/cac."),
        ("/page/cac?at=2016-12-31", "Document: https://w3id.org/nameplate/page/cac?at=2016-12-31."),
        ("/page/cac?at=2016", "), as of 2016-01-01/2016-12-31. In: "),
        ("/page/cac?at=2016", "Document: https://w3id.org/nameplate/page/cac?at=2016-01-01/2016-12-31."),
        ("/", "Nameplate curators. Nameplate: China's cyber policy system as linked open data, version "),
        ("/dataset", "linked open data, version "),
        ("/sources/doc-000", "Document: https://w3id.org/nameplate/sources/doc-000."),
        ("/version/0.1.0/ontology/", "Document: https://w3id.org/nameplate/version/0.1.0/ontology/."),
        ("/ontology/1.0.0/", "/ontology/1.0.0/). In: "),
        ("/ontology/1.0.0/", "version 0.1.0, 2026. https://w3id.org/nameplate/dataset/0.1.0."),
        ("/chart?at=2016", "/chart?at=2016-01-01/2016-12-31), as of 2016-01-01/2016-12-31. In: "),
        ("/overlap?at=2016-12&names=1", "overlap?names=1&at=2016-12-01/2016-12-31), as of "),
        ("/version/0.1.0/page/cac", "Document: https://w3id.org/nameplate/version/0.1.0/page/cac."),
        ("/dumps/0.1.0/", "version 0.1.0, 2026. https://w3id.org/nameplate/dataset/0.1.0."),
        ("/changes/0.1.0", "version 0.1.0, 2026. https://w3id.org/nameplate/dataset/0.1.0."),
        ("/page/cac?lang=zh-Hans", "文档：https://w3id.org/nameplate/page/cac。"),
    ],
)
def test_a_printed_page_ends_with_its_citation(asker: Client, path: str, words: str) -> None:
    """What is cited on paper is the page that was printed: its day, its version, in its language."""
    printed = re.search(r'<p class="printed">(.*?)</p>', asker.get(path).text)
    assert printed
    assert words in html.unescape(printed[1])
    assert "Accessed" not in printed[1]


def test_a_post_is_told_in_chinese_by_body_and_role(site: Client) -> None:
    """Readers of Chinese are told a post by its body and its role."""
    told = summary(site.get("/page/zhuang-rongwen?lang=zh-Hant").text)
    assert told.startswith(
        "任職：中央網絡安全和信息化委員會辦公室：主任（2018年7月31日起；據2025年最後所知；有爭議）"
    )
    assert "世界互聯網大會國際組織：主席（據2022年最後所知）" in told


@pytest.mark.parametrize(
    ("post", "side"),
    [
        ("cac-director", "both"),
        ("siio-director", "state"),
        ("cpd-head", "party"),
        ("csac-chair", "association"),
    ],
)
def test_holders_have_the_colour_of_their_post(site: Client, post: str, side: str) -> None:
    """Who held a post is drawn in the colour of its side, or of both; people have none."""
    lanes = re.findall(r'class="lane ([a-z]+)"', site.get(f"/page/post-{post}").text)
    assert set(lanes) == {side}


@pytest.mark.parametrize(
    ("slug", "said"), [("cac", True), ("xi-jinping", False), ("rel-cac-oep", False), ("doc-000", False)]
)
def test_what_has_no_link_to_wikidata_says_so(site: Client, slug: str, said: bool) -> None:
    """Where Wikidata may have an item, a page without a link says that none is stated."""
    page = site.get(f"/page/{slug}").text
    assert ("No link to Wikidata is stated here" in page) is said
    if slug == "xi-jinping":
        assert 'href="http://www.wikidata.org/entity/Q15031"' in page
