"""Lists as of a day: what was there for certain, what is open, what is left out; in every form the same."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jsonschema
import pytest
from html5rdf import HTMLParser
from pyoxigraph import Literal, NamedNode, RdfFormat, parse
from werkzeug.test import Client

from server.dates import stretch
from server.holding import Held, Manner
from server.lives import Life
from server.names import BASE, HYDRA, ID, ONTOLOGY, expand
from server.periods import date_text
from server.store.documents import Documents
from server.store.lives import lives
from server.web.listing import LISTS, TIMELESS
from server.web.representations import DATA
from tests.jsonld.same import triples
from tests.web.test_things import SCHEMA

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "views.md"
WITH_DAYS = tuple(kind.name for kind in LISTS if kind.name not in TIMELESS)

_2012 = {"cac", "ccp", "isc", "oep", "ufwd"}
_2016 = _2012 - {"oep"} | {"ccac", "cpd", "csac", "mca", "office-of-the-state-council", "state-council"}
_2016 |= {"zhejiang-government"}
_2020 = _2016 | {"ccp-central-committee", "wic-organising-committee"}
_2020 |= {f"zhejiang-{name}" for name in ("committee", "propaganda-department", "standing-committee")}

#: Year → institutions that were there for certain, and those that were not; all others are uncertain.
INSTITUTIONS: dict[str, tuple[set[str], set[str]]] = {
    "1900": (set(), {"cac", "csac", "isc", "ufwd"}),
    "2012": (_2012, {"csac"}),
    "2016": (_2016, {"oep"}),
    "2020": (_2020, {"oep"}),
}

#: List, day and thing → what stands beside it on the page; "" where it is certain, None where it is left out.
OPEN = [
    ("institution", "2011-05-03", "cac", None),
    ("institution", "2011-05-04", "cac", ""),
    ("institution", "2014-04-30", "oep", ""),
    ("institution", "2014-05-20", "oep", "until a day from 1 May 2014 to 31 May 2014"),
    ("institution", "2014-06-01", "oep", None),
    ("institution", "1942-06", "ufwd", "since a day from 1 January 1942 to 31 December 1942"),
    ("institution", "1900", "mca", "since 25 March 2016 at the latest"),
    ("institution", "2026", "csac", "until 1 September 2021 at the earliest"),
    ("association", "2016-03-24", "csac", None),
    ("association", "2016-03-25", "csac", ""),
    ("nameplate", "1900", "scio", "since 8 June 2010 at the latest"),
    ("nameplate", "2016", "scio", ""),
    ("post", "2011-05-03", "post-cac-director", None),
    ("post", "2016", "post-cac-director", ""),
    ("person", "1900", "lu-wei", "since 30 April 2013 at the latest"),
    ("person", "2016", "lu-wei", ""),
    ("person", "2020", "lu-wei", "until 29 June 2016 at the earliest"),
    ("person", "2016", "cai-qi", "no source tells of a time"),
    ("event", "2014-06-01", "event-cac-establishment", "since a day from 1 January 2013 to 31 December 2014"),
    ("event", "2014-11-18", "wic-2014", None),
    ("event", "2020", "wic-2014", ""),
    ("document", "2009", "doc-white-paper-2010", None),
    ("document", "2020", "doc-white-paper-2010", ""),
    ("claim", "2012", "tenure-xu-lin-cac", None),
    ("claim", "2016-12-31", "tenure-xu-lin-cac", ""),
    ("claim", "2016-12-31", "rel-cac-ccac-joint", "until a day from 1 January 2013 to 31 December 2018"),
]


def told(client: Client, name: str, at: str) -> tuple[dict[str, Any], str]:
    """A list as of a day as JSON, and how many things it leaves out by its header."""
    answer = client.get(f"/things/{name}.json?limit=1000&at={at}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = json.loads(answer.data)
    jsonschema.validate(found, SCHEMA)
    return found, answer.headers["Nameplate-Left-Out"]


def slugs(rows: list[dict[str, Any]]) -> list[str]:
    """The things of rows, by their short names."""
    return [row["id"].removeprefix(ID) for row in rows]


def parts(found: dict[str, Any]) -> tuple[set[str], set[str]]:
    """What of a list is certain, and what is open."""
    certain, possible = found["collection"]
    assert certain["id"].endswith("#certainly")
    assert possible["id"].endswith("#possibly")
    sets = [slugs(part.get("items", [])) for part in (certain, possible)]
    assert [len(one) for one in sets] == [part["totalItems"] for part in (certain, possible)]
    return set(sets[0]), set(sets[1])


def rows(page: str) -> dict[str, tuple[str, str]]:
    """The entries of a page: the mark of each, and what stands below it."""
    entry = re.compile(
        r'<li><a href="/id/([^"?]+)[^>]*>.*?<span class="held (\w+)">[^<]*</span>(?:<p>(.*?)</p>)?</li>'
    )
    return {slug: (mark, below.rpartition(" · ")[2]) for slug, mark, below in entry.findall(page)}


@pytest.mark.parametrize("at", INSTITUTIONS)
def test_institutions(asker: Client, at: str) -> None:
    """Foundings, absorptions and ties decide; what nothing speaks against stays, and all are told."""
    found, gone = told(asker, "institution", at)
    certain, possible = parts(found)
    every = set(slugs(json.loads(asker.get("/things/institution.json").data)["items"]))
    sure, left_out = INSTITUTIONS[at]
    assert certain == sure
    assert possible == every - sure - left_out
    assert (gone, found["totalItems"]) == (str(len(left_out)), len(every) - len(left_out))
    assert slugs(found["items"])[: len(sure)] == [one for one in slugs(found["items"]) if one in sure]


@pytest.fixture(scope="module")
def known(release: Path) -> Mapping[str, Life]:
    """What is known of the time of each thing."""
    documents = Documents(release)
    found = lives(documents)
    documents.close()
    return found


@pytest.mark.parametrize(("name", "at", "thing", "expected"), OPEN)
def test_what_is_open_about_a_thing(
    asker: Client, known: Mapping[str, Life], name: str, at: str, thing: str, expected: str | None
) -> None:
    """What is known of a thing decides; pages of some years mark it so, and the data have it in that part."""
    period, life = stretch(at), known.get(ID + thing, Life())
    doubt = life.doubt(*period)
    mark = {None: Held.NOT, "": Held.CERTAINLY}.get(expected, Held.POSSIBLY)
    assert life.held(*period) is mark
    days = {part: date_text(str(day)) for part, day in doubt[1].items()} if doubt else {}
    assert (doubt[0] % days if doubt else "") == (expected or "")
    if at in INSTITUTIONS:
        page = asker.get(f"/things/{name}?limit=1000&at={at}").text
        assert rows(page).get(thing, ("not", ""))[0] == mark.value
        assert (not expected) or rows(page)[thing][1] == expected
        certain, possible = parts(told(asker, name, at)[0])
        assert (thing in certain, thing in possible) == (mark is Held.CERTAINLY, mark is Held.POSSIBLY)


@pytest.mark.parametrize("name", WITH_DAYS)
def test_the_three_answers_are_all(asker: Client, name: str) -> None:
    """Certain, uncertain and left out are the list as last known, and the page has what the data have."""
    whole = json.loads(asker.get(f"/things/{name}.json?limit=1").data)["totalItems"]
    found, gone = told(asker, name, "2016")
    certain, possible = parts(found)
    assert len(certain) + len(possible) + int(gone) == whole
    assert found["totalItems"] == len(certain) + len(possible)
    page = asker.get(f"/things/{name}?limit=1000&at=2016")
    marked = {slug: mark for slug, (mark, _) in rows(page.text).items()}
    assert marked == dict.fromkeys(certain, "certainly") | dict.fromkeys(possible, "possibly")
    assert f"left out: {gone}." in page.text


@pytest.mark.parametrize("at", ["1900", "2016"])
def test_nobody_is_left_out(asker: Client, at: str) -> None:
    """No source tells of births and deaths, so no day is without any of the people."""
    assert told(asker, "person", at)[1] == "0"


def test_statements_are_as_on_their_pages(asker: Client) -> None:
    """The list of claims has the answers that the table of relations has."""
    certain, possible = parts(told(asker, "claim", "2016")[0])
    answer = asker.get("/tables/relations.csv?at=2016")
    table = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))
    held = {row["statement"]: row["held"] for row in table}
    assert held
    assert {claim for claim, one in held.items() if one == "certainly"} <= certain
    assert {claim for claim, one in held.items() if one == "possibly"} <= possible


@pytest.mark.parametrize(
    ("table", "lists"),
    [("organisations", ("institution", "nameplate")), ("people", ("person",)), ("posts", ("post",))],
)
@pytest.mark.parametrize("at", ["1900", "2012"])
def test_tables_say_the_same(asker: Client, table: str, lists: tuple[str, ...], at: str) -> None:
    """Tables of things have the answer in a column, and no row of what was not there."""
    answer = asker.get(f"/tables/{table}.csv?at={at}")
    made = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    held = {row["iri"].removeprefix(ID): row["held"] for row in made}
    every = asker.get(f"/tables/{table}.csv", follow_redirects=True).data.decode("utf-8-sig")
    everything = {row["iri"].removeprefix(ID) for row in csv.DictReader(io.StringIO(every))}
    assert answer.headers["Nameplate-Left-Out"] == str(len(everything) - len(held))
    for name in lists:
        certain, possible = parts(told(asker, name, at)[0])
        shared = dict.fromkeys(certain, "certainly") | dict.fromkeys(possible, "possibly")
        assert {one: held.get(one) for one in shared if one in everything} == {
            one: answer for one, answer in shared.items() if one in everything
        }


@pytest.mark.parametrize("path", ["/things", "/things/institution", "/things/claim"])
@pytest.mark.parametrize("form", DATA, ids=lambda form: form.extension)
def test_every_form_says_the_same(asker: Client, path: str, form: Any) -> None:  # noqa: ANN401 (a row of DATA)
    """All forms have the triples of Turtle, the parts among them."""
    found = asker.get(f"{path}.{form.extension}?at=2016")
    plain = triples(asker.get(f"{path}.ttl?at=2016").data, RdfFormat.TURTLE)
    assert (found.status_code, found.mimetype) == (200, form.media_type)
    assert triples(found.data, form.rdf) == plain
    assert found.headers["Nameplate-At"] == "2016-01-01/2016-12-31"


def test_what_a_list_says_of_its_day(asker: Client) -> None:
    """Its IRI has the day; it says of when and of what it is, and when a thing began and ended."""
    answer = asker.get("/things/institution.ttl?at=2012")
    said = {(str(q.subject)[1:-1], q.predicate.value, q.object) for q in parse(answer.data, RdfFormat.TURTLE)}
    iri = f"{BASE}things/institution?at=2012-01-01/2012-12-31"
    edtf, day = (NamedNode(expand(name)) for name in ("edtf:EDTF", "xsd:date"))
    comment = "As of 2012. What was certainly not there then is left out: 1."
    for subject, predicate, value in (
        (iri, expand("dcterms:isVersionOf"), NamedNode(f"{BASE}things/institution")),
        (iri, expand("dcterms:valid"), Literal("2012-01-01/2012-12-31", datatype=edtf)),
        (iri, expand("rdfs:comment"), Literal(comment, language="en")),
        (iri, HYDRA + "collection", NamedNode(f"{iri}#possibly")),
        (iri, HYDRA + "member", NamedNode(ID + "oep")),
        (f"{iri}#possibly", HYDRA + "member", NamedNode(ID + "mca")),
        (f"{iri}#certainly", HYDRA + "member", NamedNode(ID + "cac")),
        (ID + "oep", ONTOLOGY + "endsEarliest", Literal("2014-05-01", datatype=day)),
        (ID + "oep", ONTOLOGY + "endsLatest", Literal("2014-05-31", datatype=day)),
        (ID + "cac", ONTOLOGY + "startsEarliest", Literal("2011-05-04", datatype=day)),
    ):
        assert (subject, predicate, value) in said
    assert f'<{iri}>; rel="canonical"' in ", ".join(answer.headers.get_all("Link"))
    assert f"{BASE}things/institution" not in {subject for subject, _, _ in said}


def test_names_are_those_of_the_context(asker: Client) -> None:
    """Every name of a list as of a day stands for what the published context says."""
    published = json.loads(asker.get("/context.jsonld").data)["@context"]
    context = told(asker, "institution", "2012")[0]["@context"]
    assert {name: published.get(name) for name in context} == context


def test_pages_of_a_list(asker: Client) -> None:
    """What is certain comes first, page after page, and every address keeps the day."""
    first = asker.get("/things/institution?limit=4&at=2012").text
    second = asker.get("/things/institution?limit=4&at=2012&page=2").text
    marks = [mark for page in (first, second) for mark, _ in rows(page).values()]
    assert marks == ["certainly"] * 5 + ["possibly"] * 3
    assert (
        '<a rel="next" href="/things/institution?limit=4&amp;at=2012-01-01/2012-12-31&amp;page=2">' in first
    )
    assert '<a rel="up" href="/things/?at=2012-01-01/2012-12-31">' in first
    assert ("5 to 8 of 21" in second, 'id="certainly"' in second) == (True, True)
    assert asker.get("/things/institution?limit=4&at=2012&page=7").status_code == 404


def test_the_page_says_its_day(asker: Client) -> None:
    """Valid HTML with banner and title, the way to the list as last known, a form, links of the day."""
    page = asker.get("/things/institution?at=2012").text
    HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    assert "<title>Institutions, as of 2012 · " in page
    assert '<h2 id="as-of-heading">As of <time datetime="2012">2012</time></h2>' in page
    assert '<a href="/things/institution">The list as last known</a>' in page
    form = '<form class="as-of" method="get" action="/things/institution">'
    assert re.search(re.escape(form) + r'.*name="at" value="2012"', page)
    assert '<meta name="robots" content="noindex, nofollow">' in page
    assert all("?at=2012-01-01/2012-12-31" in link for link in re.findall(r'href="(/id/[^"]*)"', page))
    undated = asker.get("/things/institution").text
    assert (form in undated, "noindex" in undated, "as-of-heading" in undated) == (True, False, False)
    assert '<form class="as-of"' not in asker.get("/things/class").text
    assert f"/cite?of={quote('/things/institution?at=2012', safe='/')}" in page


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        (
            "zh-Hans",
            ("机构（截至2012年）", "当时确定者", "当时不确定", "最迟始于2016年3月25日", "最后所知的列表"),
        ),
        (
            "zh-Hant",
            ("機構（截至2012年）", "當時確定者", "當時不確定", "最遲始於2016年3月25日", "最後所知的列表"),
        ),
    ],
)
def test_pages_are_in_the_language(asker: Client, tag: str, words: tuple[str, ...]) -> None:
    """Banner, marks and what is open are in the language of the page."""
    page = asker.get(f"/things/institution?at=2012&lang={tag}")
    assert page.headers["Content-Language"] == tag
    assert [word for word in words if word not in page.text] == []


def test_the_citation_is_of_the_day(asker: Client) -> None:
    """It names the list as of the day, with the address of that day."""
    cited = asker.get("/cite?form=text&of=/things/institution%3Fat%3D2012").text
    assert "“Institutions, as of 2012”" in cited
    assert "as of 2012-01-01/2012-12-31" in cited
    address = re.search(r"\((https://w3id\.org/nameplate/things/[^)]+)\)", cited)
    assert address
    assert asker.get("/" + address[1].removeprefix(BASE)).headers["Nameplate-At"] == "2012-01-01/2012-12-31"


def test_the_list_of_lists(asker: Client) -> None:
    """It counts what each list has then; what has no days leads to the list as it is."""
    answer = asker.get("/things.json?at=2012")
    found = json.loads(answer.data)
    jsonschema.validate(found, SCHEMA)
    by_name = {one["id"].removeprefix(BASE + "things/").partition("?")[0]: one for one in found["items"]}
    assert by_name["institution"]["id"] == f"{BASE}things/institution?at=2012-01-01/2012-12-31"
    assert by_name["institution"]["totalItems"] == 21
    assert by_name["class"]["id"] == f"{BASE}things/class"
    apart = {name: int(told(asker, name, "2012")[1]) for name in WITH_DAYS}
    assert int(answer.headers["Nameplate-Left-Out"]) == sum(apart.values()) - apart["association"]
    page = asker.get("/things/?at=2012").text
    assert '<a href="/things/institution?at=2012-01-01/2012-12-31">' in page
    assert "5 certain, 16 uncertain, 1 not then" in page
    assert '<a href="/things/class">' in page
    assert "has no days" in page


@pytest.mark.parametrize("name", TIMELESS)
def test_what_has_no_days(asker: Client, name: str) -> None:
    """Such a list is refused with the reason, and leads to the list as it is."""
    answer = asker.get(f"/things/{name}?limit=5&at=2016")
    said = answer.get_json()
    assert (answer.status_code, said["type"]) == (400, BASE + "problems/no-days")
    assert said["detail"].startswith(TIMELESS[name])
    assert [link["href"] for link in said["links"]] == [f"/things/{name}?limit=5"]


@pytest.mark.parametrize(
    ("path", "back"),
    [
        ("/page/cac", "/page/cac"),
        ("/things/institution", "/things/institution"),
        ("/version/0.1.0/page/cac", "/version/0.1.0/page/cac"),
        ("/search?q=cac", "/search?q=cac"),
    ],
)
def test_what_is_no_day(asker: Client, path: str, back: str) -> None:
    """It is told what forms there are, under a title that fits, with the way to the same without a day."""
    address = f"{path}{'&' if '?' in path else '?'}at=yesterday"
    answer = asker.get(address, headers={"Accept": "text/html"})
    assert answer.status_code == 400
    assert "<title>No such day · " in answer.text
    assert "2016-12-31, 2016-12, 2016, 2014/2018" in answer.text
    assert f'<a href="{back}">The same as last known, without a day</a>' in answer.text
    chinese = asker.get(address, headers={"Accept": "text/html", "Accept-Language": "zh-CN"}).text
    assert "<h1>没有这样的日期</h1>" in chinese
    assert "“yesterday”不是某日" in chinese
    told = asker.get(address, headers={"Accept": "application/json"}).get_json()
    assert (told["type"], told["links"][0]["href"]) == (BASE + "problems/no-such-day", back)
    assert asker.get("/problems/no-such-day", headers={"Accept": "text/html"}).status_code == 200


def test_a_version_can_be_asked_as_of_a_day(asker: Client) -> None:
    """Its pages have the form, which leads to the same page of the version as of then."""
    form = '<form class="as-of" method="get" action="/version/0.1.0/page/cac">'
    assert form in asker.get("/version/0.1.0/page/cac").text
    then = asker.get("/version/0.1.0/page/cac?at=2016-12-31")
    assert (then.status_code, then.headers["Nameplate-At"]) == (200, "2016-12-31")
    assert form in then.text
    assert "As of <time" in then.text


def test_a_page_that_there_is_not(asker: Client) -> None:
    """One page is one page."""
    said = asker.get("/things/place?page=2", headers={"Accept": "application/json"})
    assert said.get_json()["detail"] == "This list has 1 page; there is no page 2."
    several = asker.get("/things/place?page=9&limit=5", headers={"Accept": "application/json"})
    assert several.get_json()["detail"] == "This list has 2 pages; there is no page 9."
    for tag, words in (("zh-CN", "该列表只有 1 页"), ("zh-TW", "該列表只有 1 頁")):
        headers = {"Accept": "application/json", "Accept-Language": tag}
        assert words in asker.get("/things/place?page=2", headers=headers).get_json()["detail"]


@pytest.mark.parametrize(
    ("name", "tables"),
    [
        ("person", ["people.csv", "tenures.csv"]),
        ("institution", ["organisations.csv", "names.csv", "relations.csv"]),
        ("concept", ["concepts.csv", "names.csv"]),
        ("event", ["statements.csv"]),
    ],
)
def test_lists_as_csv_name_their_tables(asker: Client, name: str, tables: list[str]) -> None:
    """There are no lists as CSV; the refusal leads to tables, which are there, of the day if one is asked."""
    answer = asker.get(f"/things/{name}.csv", headers={"Accept": "application/json"})
    said = answer.get_json()
    assert answer.status_code == 404
    assert said["detail"] == f"Lists are not offered as CSV. There are tables of it: {', '.join(tables)}."
    assert [link["title"] for link in said["links"]] == tables
    for link in said["links"]:
        assert asker.get(link["href"], follow_redirects=True).mimetype == "text/csv"
    page = asker.get(f"/things/{name}.csv?at=2012", headers={"Accept": "text/html"}).text
    assert f'<a href="/tables/{tables[0]}?at=2012-01-01/2012-12-31">{tables[0]}</a>' in page
    assert (
        asker.get("/things/nothing.csv", headers={"Accept": "application/json"}).get_json()["detail"][:22]
        == "There is no such list."
    )


def test_figures_of_the_guide(asker: Client) -> None:
    """The guide's table of institutions has the figures of the lists."""
    guide = GUIDE.read_text(encoding="utf-8")
    years = re.findall(r"\d{4}", re.search(r"^\| list \|(.*)$", guide, re.MULTILINE)[1])  # type: ignore[index]  # else it fails
    written = [
        [int(cell) for cell in row.split("|")]
        for row in re.findall(r"^\| institutions, [a-z ]+ \|(.*)\|$", guide, re.MULTILINE)
    ]
    found = [told(asker, "institution", year) for year in years]
    counted = [(*map(len, parts(one)), int(gone)) for one, gone in found]
    assert [list(row) for row in zip(*counted, strict=True)] == written


def test_nothing_known_clashes(known: Mapping[str, Life]) -> None:
    """What is said of a thing goes together, and its days of certainty have no gap."""
    assert len(known) > 500
    for life in known.values():
        assert not life.bounds.impossible
        if life.how is Manner.STATE:
            answers = [life.held(date(year, 1, 1), date(year, 12, 31)) for year in range(1990, 2027)]
            certain = [place for place, answer in enumerate(answers) if answer is Held.CERTAINLY]
            assert certain == list(range(min(certain, default=0), min(certain, default=0) + len(certain)))
