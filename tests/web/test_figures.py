"""Timeline, genealogy, delegations and statistics over HTTP: what they show is what queries find."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from typing import TypeAlias
from xml.etree import ElementTree as ET

import pytest
from werkzeug.test import Client

from server.names import ID, ONTOLOGY
from tests.queries.catalogue import query

SVG = "{http://www.w3.org/2000/svg}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
Rows: TypeAlias = list[dict[str, str]]
PREFIXES = "PREFIX plate: <https://w3id.org/nameplate/ontology/> PREFIX id: <https://w3id.org/nameplate/id/> "


def rows(client: Client, path: str) -> Rows:
    """The rows of a CSV of this server."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def asked(client: Client, text: str) -> Rows:
    """The answer to a query."""
    got = client.get("/sparql", query_string={"query": text}, headers={"Accept": "text/csv"})
    assert got.status_code == 200, got.text
    return list(csv.DictReader(io.StringIO(got.text)))


def test_timeline_has_every_date(site: Client) -> None:
    """Each event with each of its datings, and their days, as the query finds them."""
    found = {
        (r["event"], r["dating"]): (r["date"], r["from"], r["to"])
        for r in asked(site, query("timeline-of-events").text)
    }
    told = {
        (r["thing"], r["statement"]): (r["date"], r["starts_earliest"], r["ends_latest"])
        for r in rows(site, "/timeline.csv")
    }
    assert set(told) == set(found)
    assert {key: days for key, days in told.items() if key[1]} == {
        key: days for key, days in found.items() if key[1]
    }


@pytest.mark.parametrize(
    ("at", "kind", "expected"),
    [
        ("2013/2018", "edition", {"wic-2014", "wic-2015", "wic-2016", "wic-2017", "wic-2018"}),
        ("2014-11-20", "edition", {"wic-2014"}),
        ("2018", "reform", {"reform-2018"}),
        ("1990/2000", "meeting", set()),
    ],
)
def test_timeline_of_a_period(site: Client, at: str, kind: str, expected: set[str]) -> None:
    """What may lie in the period, of one kind, and nothing else; the answer says how many it leaves out."""
    path = f"/timeline.csv?at={at}&kind={kind}"
    assert {row["thing"].removeprefix(ID) for row in rows(site, path)} == expected
    whole = {row["thing"] for row in rows(site, f"/timeline.csv?kind={kind}")}
    answer = site.get(f"/timeline?at={at}&kind={kind}")
    assert answer.headers["Nameplate-Left-Out"] == str(len(whole) - len(expected))


def test_uncertain_is_said(site: Client) -> None:
    """On a day of which only the year is known, a dating is uncertain; the one with the days is not."""
    page = site.get("/timeline?at=2014-11-20&kind=edition").text
    cells = re.findall(r'<td class="when"[^>]*>(.*?)</td>', page, re.DOTALL)
    assert ["uncertain then" in cell for cell in cells] == [True, False]


def test_kind_that_there_is_not(site: Client) -> None:
    """It is refused with those that there are."""
    answer = site.get("/timeline?kind=party", headers={"Accept": "application/problem+json"})
    assert answer.status_code == 400
    assert "edition" in answer.get_json()["detail"]


def test_genealogy_has_every_attestation_and_descent(site: Client) -> None:
    """Each attested use and each development is in the table once, under its concept."""
    told = [(row["thing"], row["statement"]) for row in rows(site, "/genealogy.csv")]
    assert len(told) == len(set(told))
    uses = {
        (row["concept"], row["attestation"]) for row in asked(site, query("attestations-of-concepts").text)
    }
    descent = {
        (row["concept"], row["claim"])
        for row in asked(
            site,
            PREFIXES + "SELECT ?concept ?claim { ?claim a plate:Development ; plate:developed ?concept }",
        )
    }
    assert uses | descent <= set(told)
    kinds = Counter(row["group"] for row in rows(site, "/genealogy.csv"))
    assert (kinds["Attestation"], kinds["Development"]) == (len(uses), len(descent)) == (25, 2)


def test_first_use(site: Client) -> None:
    """Two first years stay two; the note names the first, and the narrower concept its wider one."""
    page = site.get("/genealogy").text
    section = re.search(r'<section aria-labelledby="community-mankind">.*?</section>', page, re.DOTALL)
    assert section
    assert "First attested: 2007, Hu Jintao." in section[0]
    assert 'href="/id/att-community-mankind-2012"' in section[0]
    narrower = re.search(r'<section aria-labelledby="community-cyberspace">.*?</section>', page, re.DOTALL)
    assert narrower
    assert "Wider concept: community of common destiny for mankind." in narrower[0]
    assert "First attested: 2015" in narrower[0]


def test_delegations_are_those_of_the_query(site: Client) -> None:
    """Senders and kinds as the query finds them; every row has its passage."""
    found = {(row["kind"], row["sender"]) for row in asked(site, query("delegations-by-kind").text)}
    told = [row for row in rows(site, "/delegations.csv") if row["kind"] == ONTOLOGY + "Delegation"]
    assert {(ID + row["group"], row["thing"]) for row in told} == found
    assert all(row["passages"] and row["statement"] for row in rows(site, "/delegations.csv"))


def test_taking_part_by_edition(site: Client) -> None:
    """Who is named as taking part in an edition, or in the conference, is who the data names."""
    text = PREFIXES + (
        "SELECT ?event ?who { ?claim a plate:Participation ; plate:event ?event ; plate:participant ?who . "
        "FILTER(?event = id:wic || EXISTS { ?event plate:editionOf id:wic }) }"
    )
    found = {(row["event"], row["who"]) for row in asked(site, text)}
    told = {
        (ID + row["group"], row["thing"])
        for row in rows(site, "/delegations.csv")
        if row["kind"] == ONTOLOGY + "Participation"
    }
    assert told == found
    assert found


def test_each_number_is_the_length_of_its_list(site: Client) -> None:
    """The query behind a number gives as many things as the number says; lists have as many."""
    for row in rows(site, "/statistics.csv"):
        if row["query"]:
            assert len(asked(site, row["query"])) == int(row["number"]), row
    page = site.get("/statistics").text
    lists = re.findall(r'<a href="(/things/\w+)" rel="nofollow">([\d,]+)</a>', page)
    assert lists
    for path, number in lists:
        listed = site.get(f"{path}.json").get_json()
        assert f"{listed['totalItems']:,}" == number, path


def test_totals(site: Client) -> None:
    """Standings, and ways of dating, add up to all statements."""
    numbers: dict[str, dict[str, int]] = {}
    for row in rows(site, "/statistics.csv"):
        numbers.setdefault(row["table"], {})[row["value"]] = int(row["number"])
    whole = numbers["standing"].pop("statements")
    count = "SELECT (COUNT(DISTINCT ?one) AS ?n) { ?one plate:standing ?standing }"
    assert whole == int(asked(site, PREFIXES + count)[0]["n"])
    assert sum(numbers["standing"].values()) == sum(numbers["dates"].values()) == whole


@pytest.mark.parametrize("path", ["/timeline", "/genealogy"])
def test_pictures_stand_alone(site: Client, path: str) -> None:
    """Each is well-formed, has title and description, and leads to this server from anywhere."""
    drawn = ET.fromstring(site.get(f"{path}.svg").data)  # noqa: S314 (made by the server that is tested)
    assert drawn.find(f"{SVG}title") is not None
    assert drawn.find(f"{SVG}desc") is not None
    told = ET.fromstring(site.get(f"{path}.svg?lang=zh-Hant").data)  # noqa: S314 (likewise)
    assert (drawn.get(XML_LANG), told.get(XML_LANG)) == ("en", "zh-Hant")
    assert all(one.get("lang") == one.get(XML_LANG) for one in told.iter())
    assert {"zh-Hans", "en"} & {one.get("lang") for one in told.iter()}
    links = [str(link.get("href")) for link in drawn.iter(f"{SVG}a")]
    assert links
    assert all(link.startswith("http") for link in links)


@pytest.mark.parametrize("path", ["/overlap", "/timeline", "/genealogy", "/delegations", "/statistics"])
def test_forms_of_each(site: Client, path: str) -> None:
    """A form by its path and by the query is the same; a page leads to the others, and can be cited."""
    for extension in ("csv", "json"):
        at_path, by_query = site.get(f"{path}.{extension}"), site.get(f"{path}?format={extension}")
        assert at_path.data == by_query.data
        assert at_path.content_type == by_query.content_type
    assert json.loads(site.get(f"{path}.json").data)["dataset"]
    assert f'<{path}.csv>; rel="alternate"; type="text/csv"' in site.get(path).headers["Link"]
    assert site.get("/cite", query_string={"of": path}).status_code == 200
    assert site.get(f"{path}?format=nothing").status_code == 406
    assert len(site.get(path).data) < 100_000


@pytest.mark.parametrize("tag", ["zh-Hans", "zh-Hant"])
@pytest.mark.parametrize("path", ["/timeline", "/genealogy", "/delegations", "/statistics"])
def test_in_chinese(site: Client, path: str, tag: str) -> None:
    """Headings and notes are in the language that is asked for."""
    answer = site.get(f"{path}?lang={tag}")
    assert answer.headers["Content-Language"] == tag
    for text in re.findall(
        r"<h1>(.*?)</h1>|<p class=\"lead\">(.*?)</p>|<p class=\"note\">(.*?)</p>", answer.text
    ):
        assert re.search(r"[\u4e00-\u9fff]", "".join(text)), text


def test_links_to_wikidata_add_up(site: Client) -> None:
    """What is in no list of things has a row of its own, and nothing counts twice."""
    table = csv.DictReader(io.StringIO(site.get("/statistics.csv").text.removeprefix("\ufeff")))
    every, *parts = [int(row["number"]) for row in table if row["table"] == "wikidata"]
    assert sum(parts) == every


@pytest.mark.parametrize("path", ["/genealogy", "/delegations", "/statistics"])
def test_what_has_no_days(site: Client, path: str) -> None:
    """These are of all times, and say so."""
    assert site.get(f"{path}?at=2016").status_code == 400


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/overlap?at=2016", "overlap?at=2016-01-01/2016-12-31"),
        ("/genealogy", "genealogy"),
        ("/chart?at=2018", "chart?at=2018-01-01/2018-12-31"),
        ("/chart/compare?from=2013&to=2018", "chart/compare?from=2013&amp;to=2018"),
        ("/chart?lang=en&at=2018", "chart?at=2018-01-01/2018-12-31"),
        ("/sparql?query=ASK+%7B%7D&lang=en&at=2018", "sparql?query=ASK+%7B%7D&amp;at=2018-01-01/2018-12-31"),
        ("/sparql?query=ASK+%7B%7D+%23" + "x" * 2000, "sparql"),
        ("/sparql?query=ASK+%7B%7D+%23" + "x" * 9000, "sparql"),
        ("/things/person?at=2016", "things/person?at=2016-01-01/2016-12-31"),
        ("/sources/doc-000", "id/doc-000"),
        ("/ontology/", "ontology/"),
        ("/ontology/reused", "ontology/reused"),
        ("/docs/first-query", "docs/first-query"),
    ],
)
def test_a_page_prints_with_its_citation(site: Client, path: str, address: str) -> None:
    """A sheet of paper says what it shows, where that is, and of which version."""
    printed = re.findall(
        r'<p class="printed">(.*?)</p>', site.get(path, headers={"Accept": "text/html"}).text
    )
    assert len(printed) == 1
    assert f"(https://w3id.org/nameplate/{address})" in printed[0]
    assert "Nameplate curators" in printed[0]
    assert " · " not in printed[0]
