"""The overlap of leaders over HTTP: page, picture, CSV and JSON say what the published query finds."""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape
from typing import TypeAlias
from xml.etree import ElementTree as ET

import pytest
from werkzeug.test import Client

from server.names import ID
from tests.queries.catalogue import query
from tests.web.test_sparql_page import Page

SVG = "{http://www.w3.org/2000/svg}"
Rows: TypeAlias = list[dict[str, str]]


def rows(client: Client, path: str) -> Rows:
    """The rows of a CSV of this server."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def asked(client: Client, name: str) -> Rows:
    """The answer to a published query."""
    got = client.get("/sparql", query_string={"query": query(name).text}, headers={"Accept": "text/csv"})
    return list(csv.DictReader(io.StringIO(got.text)))


@pytest.mark.parametrize(
    ("at", "number"),
    [
        ("", 13),
        ("?at=1990-01-01", 9),
        ("?at=2016", 9),
        ("?at=2017", 9),  # what other dates of the same tenures settle is left out
        ("?at=2018", 13),
        ("?at=2018-08-01", 10),
        ("?at=2019-12-02", 11),
        ("?at=2021", 11),
        ("?at=2021-10-01", 11),
        ("?at=2021-09/2021-12", 11),
        ("?at=2022", 6),
        ("?at=2025-12", 5),
        ("?at=0001-01-01/9999-12-31", 13),
    ],
)
def test_evidence_is_what_the_query_finds(site: Client, at: str, number: int) -> None:
    """The query to which the page leads has each two statements of it, with answer and standing; no other."""
    link = re.search(
        r'href="(/sparql\?[^"]*)" rel="nofollow">Posts of one person', site.get(f"/overlap{at}").text
    )
    assert link
    found = {
        (r["first"], r["second"]): (r["answer"], r["reported"])
        for r in (rows(site, f"{unescape(link[1])}&format=csv") if at else asked(site, "overlap-of-leaders"))
    }
    told = {
        (r["first_statement"], r["second_statement"]): (r["answer"], r["reported"])
        for r in rows(site, f"/overlap-evidence.csv{at}")
    }
    assert told == found
    assert len(found) == number
    if at:  # the answer can be had in other forms, and cited
        answer = site.get(unescape(link[1]), headers={"Accept": "text/html"})
        assert [part in answer.text for part in ('id="permalink"', 'class="printed"')] == [True, True]
        page = Page(answer.text)
        assert len(rows(site, page.download("csv"))) == number
        assert "@misc{" in site.get(page.led("form", "html"), headers={"Accept": "text/html"}).text
        assert len(answer.data) < 100_000
    name = json.loads(site.get(f"/overlap.json{at}").data)["query"]
    assert name == ("overlap-of-leaders-in-a-period" if at else "overlap-of-leaders")


def cells(client: Client, path: str) -> dict[tuple[str, str], dict[str, str]]:
    """Cell, by the slugs of its seats → person → answer, with `?` where it rests on a reported statement."""
    made: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows(client, path):
        cell = made.setdefault((row["first_seat"].removeprefix(ID), row["second_seat"].removeprefix(ID)), {})
        cell[row["person"].removeprefix(ID)] = row["answer"] + ("?" if row["reported"] == "true" else "")
    return made


def test_matrix(site: Client) -> None:
    """Who stands where, as the sources have it: Xu Lin left one office before he came to the other."""
    assert cells(site, "/overlap.csv") == {
        ("ccac", "siio"): {"zhuang-rongwen": "certainly?"},
        ("cpd", "scio"): {"xu-lin": "certainly"},
        ("cpd", "siio"): {"zhuang-rongwen": "certainly"},
        ("plate-ccac-office", "scio"): {"xu-lin": "one-after-the-other"},
        ("plate-ccac-office", "siio"): {"wang-xiujun": "possibly", "zhuang-rongwen": "certainly"},
        ("plate-ccac-office", "csac"): {"wang-xiujun": "possibly"},
        ("siio", "csac"): {"wang-xiujun": "possibly"},
    }


@pytest.mark.parametrize(
    ("at", "cell", "person", "expected"),
    [
        ("2021", ("cpd", "siio"), "zhuang-rongwen", "certainly"),
        ("2021-10-01", ("cpd", "siio"), "zhuang-rongwen", "possibly"),
        ("2017", ("plate-ccac-office", "scio"), "xu-lin", None),
        ("2018", ("plate-ccac-office", "scio"), "xu-lin", "one-after-the-other"),
        ("2021-09/2021-12", ("plate-ccac-office", "siio"), "zhuang-rongwen", "certainly"),
        ("2017", ("ccac", "siio"), "zhuang-rongwen", "possibly?"),
        ("2022", ("plate-ccac-office", "siio"), "wang-xiujun", None),
    ],
)
def test_as_of(site: Client, at: str, cell: tuple[str, str], person: str, expected: str | None) -> None:
    """On a day or in a period: certainly, possibly, in turn, or not there."""
    assert cells(site, f"/overlap.csv?at={at}").get(cell, {}).get(person) == expected


def test_as_of_is_told(site: Client) -> None:
    """The answer names the period and how many statements it leaves out; the page keeps the day in links."""
    answer = site.get("/overlap?at=2016")
    assert answer.headers["Nameplate-At"] == "2016-01-01/2016-12-31"
    number = int(answer.headers["Nameplate-Left-Out"])
    assert f"{number} statements about posts are of other times" in answer.text
    assert (
        "/page/xu-lin?at=2016-01-01/2016-12-31" in answer.text
        or "/id/xu-lin?at=2016-01-01/2016-12-31" in answer.text
    )
    assert site.get("/overlap?at=sometime").status_code == 400


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (
            "at=2016",
            "but at another time (time of writing of source 000, September 2021 to December 2021): nothing",
        ),
        ("at=2016&lang=zh-Hans", "但在另一时间（"),
        ("at=2016&lang=zh-Hant", "但在另一時間（"),
        (
            "at=2021-10-01",
            "2021), but on which days is not known: nothing speaks against the time asked for.",
        ),
        ("at=2021-09/2021-12", "One source sees both at once: time of writing of source 000."),
    ],
)
def test_reasons_fit_the_time(site: Client, asked: str, why: str) -> None:
    """What a source sees at another time is no reason for that which is asked for."""
    page = site.get(f"/overlap?{asked}").text
    assert why in page
    assert ("One source sees both at once:" in page) == ("/" in asked)


def test_cells_lead_to_their_evidence(site: Client) -> None:
    """Each name in table and picture leads to an anchor: both statements, with sources and claims."""
    page = site.get("/overlap").text
    targets = set(re.findall(r'href="#([^"]+--[^"]+)"', page))
    assert len(targets) == 7
    assert targets == set(re.findall(r'<h3 id="([^"]+--[^"]+)"', page))
    section = re.search(r'<h3 id="cpd--scio".*?</section>', page, re.DOTALL)
    assert section
    for href in ("/id/tenure-xu-cpd", "/id/tenure-xu-scio", "/id/passage-000-makeup-5"):
        assert f'href="{href}"' in section[0]
    assert "One source sees both at once" in section[0]
    assert "seen in September 2021 to December 2021" in section[0]
    assert "seen on 2 December 2019" in page
    reported = re.search(r'<h3 id="ccac--siio".*?</section>', page, re.DOTALL)
    assert reported
    assert "One of the two is reported and not endorsed." in reported[0]
    assert 'href="/sparql?example=overlap-of-leaders"' in page


def test_json_has_matrix_and_evidence(site: Client) -> None:
    """The object has the cells of the table, and under each person the statements with their sources."""
    made = json.loads(site.get("/overlap.json").data)
    assert made["at"] is None
    found = {(c["first"]["id"].removeprefix(ID), c["second"]["id"].removeprefix(ID)) for c in made["cells"]}
    assert found == set(cells(site, "/overlap.csv"))
    pair = next(c for c in made["cells"] if c["second"]["id"] == ID + "csac")["people"][0]["evidence"][0]
    assert all(told["passages"] and told["documents"] for told in pair["statements"])


def test_picture_stands_alone(site: Client) -> None:
    """The file is well-formed, has title, description and text, and its links are absolute."""
    answer = site.get("/overlap.svg")
    assert answer.content_type.startswith("image/svg+xml")
    drawn = ET.fromstring(answer.data)  # noqa: S314 (made by the server that is tested)
    assert drawn.find(f"{SVG}title") is not None
    assert drawn.find(f"{SVG}desc") is not None
    words = " ".join("".join(text.itertext()) for text in drawn.iter(f"{SVG}text"))
    office = "State Council Information Office"
    for name in ("Xu Lin", "Zhuang Rongwen", "Wang Xiujun", "certainly at once", office):
        assert name in words
    assert all(str(link.get("href")).startswith("http") for link in drawn.iter(f"{SVG}a"))


@pytest.mark.parametrize(("tag", "title"), [("zh-Hans", "领导交叉任职"), ("zh-Hant", "領導交叉任職")])
def test_in_chinese(site: Client, tag: str, title: str) -> None:
    """The page and its picture are in the language that is asked for."""
    answer = site.get(f"/overlap?lang={tag}")
    assert answer.headers["Content-Language"] == tag
    assert title in answer.text
    assert "Certainly at once" not in answer.text
    assert "certainly at once" not in answer.text


def test_no_line_of_a_name_is_left_a_single_character(site: Client) -> None:
    """A name that takes several lines of the picture is cut into lines of about one length."""
    drawn = ET.fromstring(site.get("/overlap.svg?lang=zh-Hans").data)  # noqa: S314 (made by the server tested)
    names = [["".join(line.itertext()).strip() for line in text] for text in drawn.iter(f"{SVG}text")]
    cut = [lines for lines in names if len(lines) > 1 and "".join(lines).endswith("办公室")]
    assert cut
    assert all(max(map(len, lines)) - min(map(len, lines)) <= 1 for lines in cut)


def test_citation(site: Client) -> None:
    """Page and table of a day are cited with the day."""
    for path in ("/overlap?at=2018", "/overlap.csv?at=2018"):
        answer = site.get("/cite", query_string={"of": path})
        assert answer.status_code == 200, path
        assert "2018" in answer.text
