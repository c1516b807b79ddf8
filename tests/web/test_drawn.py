"""The charts over HTTP: which lines are certain when, what changed between dates, pictures and tables."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from werkzeug.test import Client

from server.names import ID, ONTOLOGY
from server.web.drawn import small_picture
from server.wsgi import create_app
from tests.queries.test_figures import CONFERENCE, FIGURES, SYSTEM, Figure

PATHS = {SYSTEM.name: "/chart", CONFERENCE.name: "/chart/conference"}
SVG = "{http://www.w3.org/2000/svg}"

each = pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.name)


def told(site: Client, path: str) -> dict[str, Any]:
    """What a path says as JSON."""
    answer = site.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/json"), answer.text
    found: dict[str, Any] = json.loads(answer.data)
    return found


def short(iri: str) -> str:
    """The last step of an IRI."""
    return iri.removeprefix(ID).removeprefix(ONTOLOGY)


def edges(site: Client, path: str, *states: str) -> set[tuple[str, str, str]]:
    """The lines of a chart whose claims are in one of some states."""
    return {
        (short(tie["from"]), short(tie["tie"]), short(tie["to"]))
        for tie in told(site, path)["ties"]
        if tie["state"] in states
    }


#: Lines that are certain at some time of a year.
CERTAIN = {
    "2012": set(),
    "2015": {
        ("oep", "Absorption", "cpd"),
        ("oep", "Founding", "cac"),
        ("plate-clsg-office", "NameplateHolding", "cac"),
        ("plate-clsg-office", "OfficeTie", "ccac"),
        ("siio", "NameplateHolding", "cac"),
    },
}
CERTAIN["2016"] = CERTAIN["2015"]
CERTAIN["2019"] = {
    ("oep", "Absorption", "cpd"),
    ("oep", "Founding", "cac"),
    ("siio", "NameplateHolding", "cac"),
    ("cac", "Subordination", "ccac"),
    ("ccac", "Subordination", "ccp"),
    ("ccac", "Upgrading", "ccac"),
    ("plate-ccac-office", "NameplateHolding", "cac"),
}


@pytest.mark.parametrize("year", CERTAIN)
def test_what_is_certain(site: Client, year: str) -> None:
    """By the rules of all data as of a day, in the JSON, in the CSV and in the picture alike."""
    assert edges(site, f"/chart.json?at={year}", "certain") == CERTAIN[year]
    text = site.get(f"/chart.csv?at={year}").data.decode("utf-8-sig")
    rows = [row for row in csv.DictReader(io.StringIO(text)) if row["state"] == "certain"]
    assert {(short(row["from"]), short(row["tie"]), short(row["to"])) for row in rows} == CERTAIN[year]
    picture = site.get(f"/chart?at={year}").text
    assert len(re.findall(r'class="tie [^"]*\bcertain\b', picture)) == len(CERTAIN[year])


@pytest.mark.parametrize(
    ("at", "line", "states"),
    [
        ("2016-12-31", ("cac", "Subordination", "ccac"), {"possible", "absent"}),
        ("2016-12-31", ("cac", "Subordination", "office-of-the-state-council"), {"possible"}),
        ("2020-06-30", ("cac", "Subordination", "ccac"), {"certain", "possible", "absent"}),
        ("2020-06-30", ("cac", "Subordination", "office-of-the-state-council"), {"absent"}),
        ("2018-03-20", ("ccac", "Subordination", "ccp"), {"possible"}),
        ("2016", ("oep", "Subordination", "ccp"), {"absent"}),
        ("2021", ("zhuang-rongwen", "Tenure", "siio"), {"certain"}),
    ],
)
def test_states_of_a_line(site: Client, at: str, line: tuple[str, str, str], states: set[str]) -> None:
    """Each claim about a tie is judged by its own dates, as on the pages of what it ties."""
    start, kind, end = line
    ties = told(site, f"/chart.json?at={at}")["ties"]
    ours = [t for t in ties if (short(t["from"]), short(t["tie"]), short(t["to"])) == line]
    assert {tie["state"] for tie in ours} == states, (start, kind, end)


def test_last_known(site: Client) -> None:
    """Without a date there is what is last known; not what ended."""
    known = edges(site, "/chart.json", "known")
    assert {("cac", "Subordination", "ccac"), ("plate-ccac-office", "NameplateHolding", "cac")} <= known
    gone = {("cac", "Subordination", "office-of-the-state-council"), ("siio", "Subordination", "scio")}
    assert not gone & known
    assert edges(site, "/chart.json", "certain", "possible") == set()


@each
def test_everything_is_there_and_nothing_else(site: Client, figure: Figure) -> None:
    """The things and lines of the figure are in its chart, whenever; what the source does not say is not."""
    found = told(site, f"{PATHS[figure.name]}.json")
    drawn = {(short(t["from"]), short(t["tie"]), short(t["to"])) for t in found["ties"]}
    assert {short(thing["id"]) for thing in found["things"]} == figure.nodes
    assert set(figure.edges) <= drawn
    ends = {frozenset((start, end)) for start, _, end in drawn}
    assert [pair for pair in figure.never if frozenset(pair) in ends] == []


@each
@pytest.mark.parametrize("at", ["", "?at=2014", "?at=2014&lang=zh-Hant", "?at=1900-01-01", "?lang=zh-Hans"])
def test_picture_is_whole(site: Client, figure: Figure, at: str) -> None:
    """The SVG is well-formed, has a title and a description, and a box with text and link for each thing."""
    answer = site.get(f"{PATHS[figure.name]}.svg{at}")
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    root = ET.fromstring(answer.data)  # noqa: S314 (made by the site itself)
    ids = root.attrib["aria-labelledby"].split()
    assert root.attrib["role"] == "img"
    assert [
        root.find(f"{SVG}{name}[@id='{one}']") is not None
        for name, one in zip(("title", "desc"), ids, strict=True)
    ] == [True] * 2
    boxes = [one for one in root.iter(f"{SVG}a") if one.attrib["class"].startswith("thing ")]
    assert len(boxes) == len(figure.nodes)
    assert all("".join(box.itertext()).strip() for box in boxes)


@each
def test_links_of_a_picture_lead_somewhere(site: Client, figure: Figure) -> None:
    """Every box and every line of the page's picture is a link; each thing's is answered with its page."""
    page = site.get(PATHS[figure.name]).text
    found = re.findall(r'<a href="([^"]+)" tabindex="-1" class="(\w+)', page)
    assert {short(href.replace("/id/", ID)) for href, kind in found if kind == "thing"} == figure.nodes
    assert {site.get(href).status_code for href, _ in found} == {303}
    things = [href for href, kind in found if kind == "thing"]
    assert {site.get(href, follow_redirects=True).status_code for href in things} == {200}


@each
def test_links_keep_the_day(site: Client, figure: Figure) -> None:
    """As of a day, links of the picture and of the table lead to what things were then."""
    page = site.get(f"{PATHS[figure.name]}?at=2016-06-01").text
    found = re.findall(r'href="(/id/[^"]+)"', page)
    assert len(found) > 2 * len(figure.nodes)
    assert [href for href in found if not href.endswith("?at=2016-06-01")] == []


def test_what_changed_from_2013_to_2018(site: Client) -> None:
    """What began, ended and became certain, each with the events that the claims name."""
    changes = told(site, "/chart/compare.json?from=2013&to=2018")["changes"]
    found = {(short(c["claim"]), c["change"]): {short(event) for event in c["events"]} for c in changes}
    assert found == {
        ("rel-cac-ccac-sole", "begun"): {"event-ccac-upgrade"},
        ("rel-ccac-ccp", "begun"): {"event-ccac-upgrade"},
        ("dating-ccac-upgrade", "begun"): {"event-ccac-upgrade"},
        ("dating-oep-absorption", "begun"): {"event-oep-absorption"},
        ("holding-ccac-office-cac", "begun"): set(),
        ("holding-clsg-office-cac", "begun"): {"event-cac-establishment", "reform-2014"},
        ("office-clsg", "begun"): {"reform-2014"},
        ("tie-cac-scio", "ended"): {"event-oep-absorption"},
        ("rel-oep-ccp", "ended"): {"event-oep-absorption"},
        ("holding-plate-oep", "ended"): {"event-oep-absorption", "reform-2014"},
        ("holding-scio-oep", "ended"): {"event-oep-absorption", "reform-2014"},
        ("rel-siio-scio", "ended"): {"reform-2014"},
        ("dating-siio-founding", "became certain"): {"event-siio-founding"},
        ("holding-siio-cac", "became certain"): {"event-siio-founding"},
    }
    assert all(change["passages"] for change in changes)


@pytest.mark.parametrize(
    ("dates", "change", "claims"),
    [
        ("from=2021&to=2023", "became uncertain", {"rel-cac-ccac-sole", "holding-siio-cac"}),
        ("from=2013&to=2014", "begun", {"holding-clsg-office-cac", "dating-oep-absorption"}),
        ("from=2015&to=2019-06-01", "ended", {"office-clsg", "rel-cac-office-state-council"}),
        ("from=2012&to=2013", "may have begun", {"tie-cac-scio", "rel-cac-ccac-joint"}),
    ],
)
def test_kinds_of_change(site: Client, dates: str, change: str, claims: set[str]) -> None:
    """Each difference has its kind, in JSON, in CSV and on the page."""
    found = told(site, f"/chart/compare.json?{dates}")["changes"]
    assert claims <= {short(one["claim"]) for one in found if one["change"] == change}
    text = site.get(f"/chart/compare.csv?{dates}").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["change"], row["claim"]) for row in rows] == [(one["change"], one["claim"]) for one in found]
    page = site.get(f"/chart/compare?{dates}").text
    assert page.count(f'class="turn {change.replace(" ", "-")}"') == [r["change"] for r in rows].count(change)


def test_nothing_differs(site: Client) -> None:
    """Between two days with nothing between them there are no changes, and the page says so."""
    assert told(site, "/chart/compare.json?from=2015-03-01&to=2017-03-01")["changes"] == []
    assert (
        site.get("/chart/compare.json?from=2018&to=2013").data
        == site.get("/chart/compare.json?from=2013&to=2018").data
    )
    assert "Nothing differs." in site.get("/chart/compare?from=2015-03-01&to=2017-03-01").text


def test_steps(site: Client) -> None:
    """Named years come first; the slider has every time between changes, and ends with what is last known."""
    page = site.get("/chart?at=2014").text
    years = re.findall(r'<a href="/chart\?at=(\d+)"( aria-current="page")?>', page)
    assert [year for year, _ in years] == ["2011", "2013", "2014", "2018", "2021"]
    assert [year for year, here in years if here] == ["2014"]
    times = re.findall(r'data-at="([^"]*)"', page)
    firsts = [time.partition("/")[0] for time in times]
    assert firsts[1:4] == ["2013-01-01", "2014-01-01", "2014-12-31"]
    assert times[-1] == ""
    assert firsts[:-1] == sorted(firsts[:-1])
    states = re.findall(r'data-s="([^"]+)"', page)
    assert {len(one) for one in states} == {len(times)}
    assert "←" in page
    assert 'href="/chart?at=2013-01-01"' in page
    assert 'href="/chart?at=2015-01-01"' in page


@pytest.mark.parametrize("at", ["2012-06-01", "2014-06-01", "2016-06-01", "2019-06-01", "2021-12-31", ""])
def test_a_step_shows_what_the_page_shows(site: Client, at: str) -> None:
    """The letters by which a script steps say what the picture and table of that date say."""
    page = site.get(f"/chart?at={at}").text
    times = re.findall(r'data-at="([^"]*)"', page)
    letters = {"c": "certain", "k": "known", "p": "possible", "a": "absent"}
    spans = [(time.partition("/")[0], time.partition("/")[2] or time) for time in times[:-1]]
    place = next((n for n, (_, last) in enumerate(spans) if at <= last), len(spans)) if at else len(spans)
    for kinds, states in re.findall(r'class="([^"]+)" data-s="([^"]+)"', page):
        assert letters[states[place]] in kinds.split()


@pytest.mark.parametrize(
    "path", ["/chart", "/chart/conference", "/chart/compare", "/chart/conference/compare"]
)
@pytest.mark.parametrize("tag", ["en", "zh-Hans", "zh-Hant"])
def test_pages_are_in_the_language(site: Client, path: str, tag: str) -> None:
    """Page and picture are in the reader's language, each under 100 kB."""
    answer = site.get(path, headers={"Accept": "text/html", "Accept-Language": tag})
    assert answer.status_code == 200
    assert answer.headers["Content-Language"] == tag
    assert f'<html lang="{tag}">' in answer.text
    assert 'class="chart" viewBox' in answer.text
    assert ("How to read it" in answer.text) == (tag == "en")
    assert len(answer.data) < 100_000


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/chart?at=tomorrow", 400, "is no day, month, year or period"),
        ("/chart?at=2016~", 400, '<a href="/chart">The same as last known, without a day</a>'),
        ("/chart/compare?from=2013&to=x", 400, "the parameter to takes a day, a month"),
        ("/chart/compare?from=x&lang=zh-Hans", 400, "参数 from 应为某日"),
        ("/chart/compare?from=2013&from=2014", 400, "the parameter from is given 2 times"),
        ("/chart/compare?from=x", 400, '<a href="/chart/compare">The same between its usual dates</a>'),
        ("/chart/compare?at=2013", 400, "name them with from and to"),
        ("/chart.png", 404, "svg, csv, json"),
        ("/chart/compare.svg", 404, "csv, json"),
        ("/chart?format=ttl", 406, "image/svg+xml"),
    ],
)
def test_refusals(site: Client, path: str, status: int, words: str) -> None:
    """What cannot be had is said with what can."""
    answer = site.get(path, headers={"Accept": "text/html"} if "<a " in words else {})
    assert (answer.status_code, words in answer.text) == (status, True), answer.text


def test_forms(site: Client) -> None:
    """The same is had by extension, by parameter and by Accept; the answer says as of when it is."""
    for form, media_type in (("svg", "image/svg+xml"), ("csv", "text/csv"), ("json", "application/json")):
        by_path = site.get(f"/chart.{form}?at=2014")
        assert by_path.data == site.get(f"/chart?at=2014&format={form}").data
        assert by_path.data == site.get("/chart?at=2014", headers={"Accept": media_type}).data
        assert by_path.headers["Nameplate-At"] == "2014-01-01/2014-12-31"
        assert by_path.headers["ETag"]
    assert site.get("/chart?at=2014").headers["Vary"].startswith("Accept")


def test_a_release_without_charts(client: Client) -> None:
    """What was made without them has none, and says so."""
    answer = client.get("/chart")
    assert (answer.status_code, "This release has no chart." in answer.text) == (404, True)
    assert "/chart<" not in client.get("/sitemap.xml").text


def test_they_are_found(site: Client) -> None:
    """The sitemap has both."""
    listed = site.get("/sitemap.xml").text
    assert [f"{path}</loc>" in listed for path in PATHS.values()] == [True, True]


@pytest.mark.parametrize(
    ("at", "tag", "name"),
    [
        ("?at=2016", "en", "Central Cybersecurity and Informatisation Leading Small Group"),
        ("?at=2016", "zh-Hans", "中央网络安全和信息化领导小组"),
        ("?at=2016", "zh-Hant", "中央網絡安全和信息化領導小組"),
        ("?at=2018-06-01", "en", "Central Cyberspace Affairs Commission"),
        ("?at=2020", "zh-Hans", "中央网络安全和信息化委员会"),
        ("", "en", "Central Cyberspace Affairs Commission"),
    ],
)
def test_names_are_of_the_time(site: Client, at: str, tag: str, name: str) -> None:
    """The Commission was called otherwise before; where its name is in doubt it is called as last known."""
    picture = site.get(f"/chart.svg{at}", headers={"Accept-Language": tag}).data
    boxes = [one for one in ET.fromstring(picture).iter(f"{SVG}a") if "/id/ccac" in one.attrib["href"]]  # noqa: S314 (of the site itself)
    words = "".join(text.text or "" for box in boxes for text in box.iter(f"{SVG}text"))
    assert words.replace(" ", "").endswith(name.replace(" ", ""))


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (
            "/chart?lang=zh-Hans",
            "国家互联网信息办公室（国家牌子） — 挂牌 → 国家互联网信息办公室（一个机构两块牌子）",
        ),
        (
            "/chart?lang=zh-Hant",
            "國家互聯網信息辦公室（國家牌子） — 掛牌 → 國家互聯網信息辦公室（一個機構兩塊牌子）",
        ),
        ("/chart?lang=zh-Hans", '国家互联网信息办公室</a> <span class="kind">国家牌子</span></th>'),
        ("/chart?lang=zh-Hans", "挂牌：国家互联网信息办公室（国家牌子） – 国家互联网信息办公室"),
        ("/chart/conference?lang=zh-Hans", ">2014年11月19日至2014年11月21日</a>"),
        ("/chart/conference", ">19 November 2014 to 21 November 2014</a>"),
    ],
)
def test_charts_say(site: Client, path: str, words: str) -> None:
    """Two things of one name are told apart, dates of events are in words, no period is said twice."""
    page = site.get(path, headers={"Accept": "text/html"}).text
    assert words in page
    assert not re.search(r"(至2014年为止|until 2014)[；;] ?\1", page)


@pytest.mark.parametrize(
    ("tag", "possible", "absent"),
    [
        ("en", ": uncertain then", ": not then"),
        ("zh-Hans", "：当时不确定", "：当时并非如此"),
        ("zh-Hant", "：當時不確定", "：當時並非如此"),
    ],
)
def test_what_is_not_certain_is_heard(site: Client, tag: str, possible: str, absent: str) -> None:
    """A box has words for each state that it is ever in, of which its class chooses; a line has a title.

    In Chinese only what has an English name alone is named in English, not what it has to do with the other.
    """
    page = site.get("/chart?at=2013", headers={"Accept": "text/html", "Accept-Language": tag}).text
    (drawn,) = re.findall(r'<svg class="chart".*?</svg>', page, re.DOTALL)
    picture = ET.fromstring(drawn)  # noqa: S314 (of the site itself)
    words = {"p": possible, "a": absent}
    seen = set()
    for one in picture.iter("a"):
        kinds, states = one.attrib["class"].split(), one.attrib["data-s"]
        if "thing" in kinds:
            told = {
                part.attrib["class"]: part.text
                for text in one.iter("text")
                for part in text
                if part.get("class") in words
            }
            assert told == {letter: words[letter] for letter in words if letter in states}
            seen |= set(kinds)
        else:
            title = one.find("title")
            assert title is not None
            assert title.text
            assert "lang" not in title.attrib
            assert title.text.endswith(possible) == ("possible" in kinds), title.text
            relation = re.split(" — | → ", title.text)[1]
            assert relation.isascii() == (tag == "en"), title.text
    assert {"possible", "absent"} <= seen
    assert picture.attrib["data-then"] == possible


@pytest.mark.parametrize(
    ("tag", "before", "after"),
    [
        (
            "en",
            "Central Cybersecurity and Informatisation Leading Small Group",
            "Central Cyberspace Affairs Commission",
        ),
        ("zh-Hans", "中央网络安全和信息化领导小组", "中央网络安全和信息化委员会"),
        ("zh-Hant", "中央網絡安全和信息化領導小組", "中央網絡安全和信息化委員會"),
    ],
)
def test_what_became_of_a_body_is_told_by_names(site: Client, tag: str, before: str, after: str) -> None:
    """What was raised to something else is named as before on one side, as after on the other, in CSV too."""
    headers = {"Accept": "text/html", "Accept-Language": tag}
    for path in ("/chart/compare?from=2013&to=2018", "/chart?at=2018"):
        rows = re.findall(r"<tr\b.*?</tr>", site.get(path, headers=headers).text, re.DOTALL)
        (row,) = (one for one in rows if one.count('href="/id/ccac') + one.count('href="/page/ccac') == 2)
        shown = [
            re.sub(r"<[^>]+>", "", name) for name in re.findall(r'href="/(?:id|page)/ccac[^>]*>([^<]*)<', row)
        ]
        assert shown == [before, after]
    for path in ("/chart.csv", "/chart/compare.csv?from=2013&to=2018"):
        text = site.get(path, headers={"Accept-Language": tag}).data.decode("utf-8-sig")
        (named,) = (one for one in csv.DictReader(io.StringIO(text)) if one["from"] == one["to"])
        assert [named["from_name"], named["to_name"]] == [before, after]


def test_small_picture(release: Path) -> None:
    """For other pages there is a small one: bodies alone, as last known, in the reader's language."""
    app = create_app(release=release, workers=1)
    try:
        with app.flask.test_request_context("/?lang=zh-Hans"):
            picture = small_picture()
    finally:
        app.close()
    root = ET.fromstring(picture)  # noqa: S314 (of the site itself)
    kinds = [one.attrib["class"].split() for one in root.iter("a")]
    assert root.attrib["class"] == "chart small"
    assert {kind[-1] for kind in kinds} == {"known"}
    assert not any("person" in kind for kind in kinds)
    assert "国家互联网" in picture
    assert len(picture) < 12_000


@pytest.mark.parametrize(
    ("path", "asked", "dates"),
    [
        ("/chart", "", ("2013", "2018")),
        ("/chart", "from=2018", ("2018", "2021")),
        ("/chart", "to=2014", ("2013", "2014")),
        ("/chart", "to=2013", ("2011", "2013")),
        ("/chart/conference", "from=2020", ("2020", "2021")),
        ("/chart", "from=2024", ("2024", "2024")),
        ("/chart", "to=2005", ("2005", "2005")),
    ],
)
def test_dates_that_are_not_given(site: Client, path: str, asked: str, dates: tuple[str, str]) -> None:
    """A comparison opens at dates between which something changes, whichever of them is given.

    Where nothing does, it does not go back in time, by which what begins would be told as ended.
    """
    page = site.get(f"{path}/compare?{asked}").text
    assert re.findall(r'name="(?:from|to)" value="([^"]*)"', page) == list(dates)
    assert ("Nothing differs." in page) == (dates[0] == dates[1])


@pytest.mark.parametrize(("at", "dates"), [("2018", ("2018", "2021")), ("2021", ("2013", "2021"))])
def test_dates_that_a_chart_offers(site: Client, at: str, dates: tuple[str, str]) -> None:
    """Beside the date that is shown stands a later one at which something is different, else an earlier."""
    page = site.get(f"/chart?at={at}").text
    assert re.findall(r'name="(?:from|to)" value="([^"]*)"', page) == list(dates)
