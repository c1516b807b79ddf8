"""Pages, data, lists and tables as of a day: who was above whom, who held a post, what a body was called."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from html5rdf import HTMLParser
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse
from werkzeug.test import Client, TestResponse

from server.layers import POSSIBLE
from server.names import BASE, GRAPH, ID, ONTOLOGY, expand
from tests.web.endpoint import get
from tests.web.test_kinds_of_pages import headings, section, words_of

SURE, MAYBE = "certainly", "possibly"
DAYS = ("2013-06-01", "2014-06-01", "2016-12-31", "2018-03-20", "2020-06-30")

JOINT = {"rel-cac-ccac-joint": MAYBE, "rel-cac-office-state-council": MAYBE, "rel-cac-ccac-presided": MAYBE}

#: day → each claim about a superior of the CAC that is shown, and whether it held: both authorities began in
#: 2013 or 2014 and ended by 2018, the sole one began in 2018.
SUPERIORS = {
    "2013-06-01": {**JOINT, "rel-siio-scio": MAYBE},
    "2014-06-01": {**JOINT, "rel-siio-scio": MAYBE},
    "2016-12-31": JOINT,
    "2018-03-20": {**JOINT, "rel-cac-ccac-sole": MAYBE},
    "2020-06-30": {"rel-cac-ccac-sole": SURE, "rel-cac-ccac-presided": MAYBE},
}

#: The same of its directors; of Zhuang Rongwen one source tells of 2025 and of no start.
DIRECTORS = {
    "2013-06-01": {"tenure-wang-chen-cac": MAYBE, "tenure-lu-wei-cac": SURE, "tenure-zhuang-cac-2025": MAYBE},
    "2014-06-01": {"tenure-lu-wei-cac": SURE, "tenure-zhuang-cac-2025": MAYBE},
    "2016-12-31": {"tenure-xu-lin-cac": SURE, "tenure-zhuang-cac-2025": MAYBE},
    "2018-03-20": {"tenure-xu-lin-cac": SURE, "tenure-zhuang-cac-2025": MAYBE},
    "2020-06-30": {"tenure-zhuang-cac": MAYBE, "tenure-zhuang-cac-2025": MAYBE},
}

#: The same of the Chinese names of the leading group, which became a commission on 21 March 2018.
NAMES = {
    "2013-06-01": {},
    "2014-06-01": {"name-clsg-zh": MAYBE},
    "2016-12-31": {"name-clsg-zh": SURE},
    "2018-03-20": {"name-clsg-zh": MAYBE},
    "2018": {"name-clsg-zh": SURE, "name-ccac-zh": SURE},
    "2020-06-30": {"name-ccac-zh": MAYBE},
}


def marks(page: str, heading: str) -> dict[str, str]:
    """The claims under a heading of a page as of a day, and whether each held then."""
    if heading not in headings(page):
        return {}
    rows = re.findall(r"<tr[^>]*>\s*<td.*?</tr>|<article.*?</article>", section(page, heading), re.DOTALL)
    found = {}
    for row in rows:
        claim = re.search(r'class="permalink" href="/id/([^"?]+)\?at=', row)
        assert claim
        found[claim[1]] = MAYBE if 'class="held possibly"' in row else SURE
    return found


def quads(answer: TestResponse, form: RdfFormat) -> set[Quad]:
    """The quads of a document."""
    assert answer.status_code == 200, answer.text
    return set(parse(answer.data, format=form))


@pytest.mark.parametrize("day", DAYS)
def test_superiors_of_the_cac(asker: Client, day: str) -> None:
    """A boundary year answers that it is uncertain, and the year after it that it is so, or not."""
    assert marks(asker.get(f"/page/cac?at={day}").text, "Superiors") == SUPERIORS[day]


@pytest.mark.parametrize("day", DAYS)
def test_directors_of_the_cac(asker: Client, day: str) -> None:
    """Days of appointment decide; who is not known to have left is uncertain ever after."""
    assert marks(asker.get(f"/page/post-cac-director?at={day}").text, "Holders") == DIRECTORS[day]


@pytest.mark.parametrize("day", DAYS)
def test_two_statements_are_not_added_up(asker: Client, day: str) -> None:
    """Between two statements about one tie it is uncertain, on pages and in queries; the page names the two.

    Of the party's post one statement has both dates, so all days between are certain.
    """
    page = asker.get(f"/page/post-cac-director?at={day}").text
    told = re.findall(r'<p class="apart">(.*?)</p>', page, re.DOTALL)
    pairs = [re.findall(r'href="/(?:id|page)/([^"?]+)\?at=', one) for one in told]
    between = day >= "2018-07-31"
    assert pairs == ([["tenure-zhuang-cac", "tenure-zhuang-cac-2025"]] if between else [])
    assert all("so it is uncertain" in one for one in told)
    links = r'href="/(?:id|page)/([^"?]+)\?at=[^"]*">'
    rows = dict(re.findall(rf'class="permalink" {links}claim (\d+)<', page))
    for one in told:  # two claims may be called alike: they have the numbers of their rows
        numbers = dict(re.findall(rf"{links}[^<]* \(claim (\d+)\)</a>", one))
        assert len(numbers) == 2
        assert numbers.items() <= rows.items()
    held = marks(asker.get(f"/page/post-ccac-office-director?at={day}").text, "Holders")
    assert held.get("tenure-zhuang-ccac-office-stated") == (SURE if between else None)
    for post, graph, expected in (
        ("post-cac-director", "", False),
        ("post-cac-director", POSSIBLE, True),
        ("post-ccac-office-director", "", between),
    ):
        holds = f"<{ID}zhuang-rongwen> <http://www.w3.org/ns/org#holds> <{ID}{post}>"
        asked = f"ASK {{ GRAPH <{graph}> {{ {holds} }} }}" if graph else f"ASK {{ {holds} }}"
        assert get(asker, asked, "application/sparql-results+json", at=day).get_json()["boolean"] is expected


@pytest.mark.parametrize("day", NAMES)
def test_names_of_the_leading_group_and_the_commission(asker: Client, day: str) -> None:
    """One body has the group's name before the upgrade, the commission's after, and both within its year."""
    found = marks(asker.get(f"/page/ccac?at={day}").text, "Names")
    assert {name: held for name, held in found.items() if name in {"name-clsg-zh", "name-ccac-zh"}} == NAMES[
        day
    ]


@pytest.mark.parametrize("slug", ["cac", "ccac", "xu-lin", "post-cac-director", "wic", "csac"])
@pytest.mark.parametrize("day", ["2016-12-31", "2020-06-30"])
def test_plain_triples_are_those_of_the_endpoint(asker: Client, slug: str, day: str) -> None:
    """What a document says plainly is what a query as of the same day finds, certain and possible apart."""
    found = quads(asker.get(f"/data/{slug}.nq?at={day}"), RdfFormat.N_QUADS)
    for name in ("current", "inferred", "possible"):
        query = (
            f"CONSTRUCT {{ <{ID}{slug}> ?p ?o }} WHERE {{ GRAPH <{GRAPH}{name}> {{ <{ID}{slug}> ?p ?o }} }}"
        )
        asked = parse(get(asker, query, "application/n-triples", at=day).data, format=RdfFormat.N_TRIPLES)
        here = {
            q.triple
            for q in found
            if q.subject == NamedNode(ID + slug) and str(q.graph_name)[1:-1] == GRAPH + name
        }
        assert here == {q.triple for q in asked}


@pytest.mark.parametrize("day", ["2016-12-31", "2018-03-20"])
@pytest.mark.parametrize(
    ("extension", "form"),
    [
        ("ttl", RdfFormat.TURTLE),
        ("nt", RdfFormat.N_TRIPLES),
        ("rdf", RdfFormat.RDF_XML),
        ("jsonld", RdfFormat.JSON_LD),
    ],
)
def test_what_is_possible_is_told_where_graphs_are_kept(
    asker: Client, extension: str, form: RdfFormat, day: str
) -> None:
    """TriG has what is possible in its graph; a format without graphs has all else, and says so."""
    trig = quads(asker.get(f"/data/cac.trig?at={day}"), RdfFormat.TRIG)
    perhaps = {q.triple for q in trig if q.graph_name == NamedNode(POSSIBLE)}
    flat = {q.triple for q in quads(asker.get(f"/data/cac.{extension}?at={day}"), form)}
    above = NamedNode(expand("org:subOrganizationOf"))
    assert {t.object for t in perhaps if t.predicate == above} == {
        NamedNode(ID + "ccac"),
        NamedNode(ID + "office-of-the-state-council"),
    }
    named = {
        t for t in flat if isinstance(t.subject, NamedNode) and isinstance(t.object, NamedNode | Literal)
    }
    whole = {q.triple for q in trig if isinstance(q.subject, NamedNode)} - perhaps
    assert named == {t for t in whole if isinstance(t.object, NamedNode | Literal)}
    (comment,) = {
        str(t.object)
        for t in flat
        if t.subject == NamedNode(f"{BASE}data/cac?at={day}")
        and t.predicate == NamedNode(expand("rdfs:comment"))
    }
    assert f"may have held then: {len(perhaps)};" in comment


def test_claims_of_other_times_are_left_out_and_counted(asker: Client) -> None:
    """With the claims of a document as of a day those that it leaves out are all that there are."""
    standing = NamedNode(ONTOLOGY + "standing")

    def claims(path: str) -> tuple[set[str], TestResponse]:
        answer = asker.get(path)
        found = {str(q.subject) for q in quads(answer, RdfFormat.N_QUADS) if q.predicate == standing}
        return found, answer

    every, undated = claims("/data/cac.nq")
    then, dated = claims("/data/cac.nq?at=2016-12-31")
    assert then < every
    assert dated.headers["Nameplate-Left-Out"] == str(len(every - then))
    assert "Nameplate-Left-Out" not in undated.headers
    assert f"<{ID}rel-siio-scio>" in every - then
    page = asker.get("/page/cac?at=2016-12-31")
    said = re.search(r"(\d+) statements of other times are left out", words_of(page.text))
    assert said
    assert said[1] == page.headers["Nameplate-Left-Out"]


def test_a_dated_document_says_what_it_is(asker: Client) -> None:
    """In its headers and in itself: the day, the same as last known, how it is cited."""
    answer = asker.get("/data/cac?at=2016-12-31", headers={"Accept": "text/turtle"})
    address = f"{BASE}data/cac?at=2016-12-31"
    links = ", ".join(answer.headers.get_all("Link"))
    assert answer.headers["Nameplate-At"] == "2016-12-31"
    assert answer.headers["Content-Location"] == "/data/cac.ttl?at=2016-12-31"
    assert f'<{address}>; rel="canonical"' in links
    assert '</data/cac.trig?at=2016-12-31>; rel="alternate"; type="application/trig"' in links
    assert '<http://localhost/sparql?at=2016-12-31>; rel="describedby"' in links
    said = {
        (q.predicate.value, str(q.object))
        for q in quads(answer, RdfFormat.TURTLE)
        if str(q.subject) == f"<{address}>"
    }
    assert (expand("dcterms:isVersionOf"), f"<{BASE}data/cac>") in said
    assert (expand("dcterms:valid"), f'"2016-12-31"^^<{expand("edtf:EDTF")}>') in said
    assert (expand("foaf:primaryTopic"), f"<{ID}cac>") in said


def test_the_address_is_one_of_a_representation_of_its_own(asker: Client) -> None:
    """Each day has its tag, a known one is 304; a year is cited by its two days; nothing speaks of now."""
    tags = {
        asker.get(f"/page/cac{query}").headers["ETag"] for query in ("", "?at=2016-12-31", "?at=2020-06-30")
    }
    assert len(tags) == 3
    first = asker.get("/page/cac?at=2016-12-31")
    again = asker.get("/page/cac?at=2016-12-31", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.headers["Nameplate-At"]) == (304, "2016-12-31")
    year = asker.get("/page/ccac?at=2018")
    assert f'<{BASE}page/ccac?at=2018-01-01/2018-12-31>; rel="canonical"' in ", ".join(
        year.headers.get_all("Link")
    )
    assert year.headers["Nameplate-At"] == "2018-01-01/2018-12-31"
    assert "As of 2018" in words_of(year.text)


@pytest.mark.parametrize(
    ("accept", "target"),
    [("text/html", "/page/cac?at=2016-12-31"), ("application/trig", "/data/cac.trig?at=2016-12-31")],
)
def test_a_thing_leads_to_its_document_of_the_day(asker: Client, accept: str, target: str) -> None:
    """303 keeps the day."""
    answer = asker.get("/id/cac?at=2016-12-31", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["Location"]) == (303, target)


@pytest.mark.parametrize("profile", ["plain", "statements", "schema"])
def test_no_profile_tells_what_is_only_possible_as_certain(asker: Client, profile: str) -> None:
    """The ways to tell data have no place for doubt: at the end of 2016 they name no superior plainly."""
    found = quads(asker.get(f"/data/cac.trig?at=2016-12-31&_profile={profile}"), RdfFormat.TRIG)
    plain = [expand("org:subOrganizationOf"), expand("schema:parentOrganization")]
    named = [q.object for q in found if q.subject == NamedNode(ID + "cac") and q.predicate.value in plain]
    assert [thing for thing in named if isinstance(thing, NamedNode)] == []


def test_profile_goes_with_the_day(asker: Client) -> None:
    """The plain profile as of a day has what is certain then and no claim."""
    answer = asker.get("/data/cac.nt?at=2020-06-30&_profile=plain")
    said = quads(answer, RdfFormat.N_TRIPLES)
    above = NamedNode(expand("org:subOrganizationOf"))
    assert {q.object for q in said if q.predicate == above and q.subject == NamedNode(ID + "cac")} == {
        NamedNode(ID + "ccac")
    }
    assert not any(q.predicate.value == ONTOLOGY + "standing" for q in said)


def test_the_page_is_whole_and_its_links_keep_the_day(asker: Client) -> None:
    """Valid HTML; every link to a thing keeps the day; the form asks for another without a script."""
    page = asker.get("/page/cac?at=2016-12-31").text
    HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    things = re.findall(r'href="(/(?:id|page|data)/[^"]*)"', page)
    assert {link for link in things if "?at=" not in link} == {"/page/cac"}  # the page as last known
    assert '<meta name="robots" content="noindex, nofollow">' in page
    assert re.search(
        r'<form class="as-of" method="get" action="/page/cac">.*name="at" value="2016-12-31"', page
    )
    assert '<form class="as-of" method="get" action="/page/cac">' in asker.get("/page/cac").text
    assert "As of" not in headings(asker.get("/page/cac?at=").text)


def test_changes_lead_from_day_to_day(asker: Client) -> None:
    """Directors of the CAC: the change after the end of 2016 is the day on which one followed another."""
    page = asker.get("/page/post-cac-director?at=2016-12-31").text
    before, after = (
        re.search(rf'<a rel="{way} nofollow" href="(/page/post-cac-director\?at=([^"]+))"', page)
        for way in ("prev", "next")
    )
    assert before
    assert after
    assert (before[2], after[2]) == ("2016-06-30", "2018-07-31")
    changed = asker.get(after[1]).text
    assert marks(changed, "Holders") != DIRECTORS["2016-12-31"]
    assert marks(changed, "Holders")["tenure-zhuang-cac"] == SURE


@pytest.mark.parametrize(
    "path", ["/page/cac", "/data/cac", "/data/cac.ttl", "/id/cac", "/search", "/tables/names.csv", "/"]
)
@pytest.mark.parametrize("at", ["x", "2016-02-30", "2018/2014", "2014?", "2014&at=2015"])
def test_bad_days(asker: Client, path: str, at: str) -> None:
    """What is no day is a mistake of the request, wherever it is asked, as it is of a query."""
    assert asker.get(f"{path}?at={at}").status_code == 400


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/ontology/", "The vocabulary is the same for every day."),
        ("/ontology/Tenure", "The vocabulary is the same for every day."),
        ("/page/ontology/Tenure", "The vocabulary is the same for every day."),
        ("/dataset", "described as they are released"),
        ("/dataset/0.1.0", "described as they are released"),
        ("/graph/current", "described as they are released"),
        ("/sources/", "as they are read"),
        ("/coverage.csv", "has no days"),
        ("/gaps", "have no days"),
        ("/dumps/", "hold every time at once"),
        ("/fragments", "of all times at once"),
        ("/suggest?q=cac", "Suggestions are of all times at once."),
        *((path, "told by version, not by day") for path in ("/changes", "/changes.json", "/changes.atom")),
        *(
            (path, "the same for every day")
            for path in ("/policy", "/shape/", "/api", "/openapi.json", "/problems/")
        ),
        *((path, "the same for every day") for path in ("/profiles/", "/profiles/plain", "/context.jsonld")),
        *((path, "the same for every day") for path in ("/receipt/schema.json", "/sitemap.xml")),
        *((path, "the same for every day") for path in ("/robots.txt", "/opensearch.xml")),
    ],
)
def test_what_has_no_days_says_why(asker: Client, path: str, reason: str) -> None:
    """Nothing is shown as of a day that is the same on each: 400 with the reason, and what can be asked."""
    answer = asker.get(f"{path}{'&' if '?' in path else '?'}at=2016")
    assert answer.status_code == 400
    assert reason in answer.get_json()["detail"]
    assert "/page/" in answer.get_json()["detail"]


def test_other_data_have_no_days(reader: Client) -> None:
    """Other people's data are not asked as of a day, and their pages do not offer it."""
    answer = reader.get("/page/a?at=2016")
    assert (answer.status_code, answer.get_json()["detail"]) == (
        400,
        "these data cannot be asked as of a day: ask without at",
    )
    page = reader.get("/page/a")
    assert (page.status_code, 'name="at"' in page.text) == (200, False)


def table(client: Client, name: str, at: str) -> list[dict[str, str]]:
    """The rows of a table as of a day."""
    answer = client.get(f"/tables/{name}.csv?at={at}")
    assert answer.status_code == 200, answer.text
    assert answer.content_type.startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


@pytest.mark.parametrize(
    ("day", "certain", "possible"),
    [("2016-12-31", "", "ccac|office-of-the-state-council"), ("2020-06-30", "ccac", "")],
)
def test_table_of_organisations(asker: Client, day: str, certain: str, possible: str) -> None:
    """What is certain and what is possible stand in columns of their own."""
    rows = {row["organisation"]: row for row in table(asker, "organisations", day)}
    assert (rows["cac"]["superiors"], rows["cac"]["superiors_possible"]) == (certain, possible)


@pytest.mark.parametrize("day", ["2016-12-31", "2020-06-30"])
def test_tables_of_statements(asker: Client, day: str) -> None:
    """Each row says whether it held; the tables have the claims that the pages show, with the same answer."""
    rows = table(asker, "tenures", day)
    found = {row["statement"]: row["held"] for row in rows if row["post"] == "post-cac-director"}
    assert found == DIRECTORS[day]
    relations = {row["statement"]: row["held"] for row in table(asker, "relations", day)}
    above = {claim: relations[claim] for claim in SUPERIORS[day]}
    assert above == SUPERIORS[day]
    every = asker.get("/tables/tenures.csv", follow_redirects=True).data.decode("utf-8-sig")
    gone = asker.get(f"/tables/tenures.csv?at={day}").headers["Nameplate-Left-Out"]
    assert len(list(csv.DictReader(io.StringIO(every)))) == len(rows) + int(gone)


@pytest.mark.parametrize("name", ["organisations", "people", "posts", "concepts", "names", "statements"])
def test_tables_are_described(asker: Client, name: str) -> None:
    """The description that a table links to names its columns in their order, and its address."""
    answer = asker.get(f"/tables/{name}.csv?at=2016-12-31")
    assert f'</tables/{name}.csv-metadata.json?at=2016-12-31>; rel="describedby"' in answer.headers["Link"]
    told = asker.get(f"/tables/{name}.csv-metadata.json?at=2016-12-31")
    assert told.content_type == "application/csvm+json"
    (described,) = told.get_json()["tables"]
    assert described["url"] == f"/tables/{name}.csv?at=2016-12-31"
    head = answer.data.decode("utf-8-sig").splitlines()[0].split(",")
    assert [column["name"] for column in described["tableSchema"]["columns"]] == head


def test_tables_without_a_day_are_downloads(asker: Client) -> None:
    """The table of all times is among the downloads; there is no other table."""
    answer = asker.get("/tables/tenures.csv")
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("/tables/tenures.csv")
    assert asker.get(answer.headers["Location"]).status_code == 200
    assert asker.get("/tables/nothing.csv?at=2016-12-31").status_code == 404


@pytest.mark.parametrize(
    ("day", "held"), [("2016-12-31", "certainly"), ("2018-03-20", "possibly"), ("2020-06-30", "not")]
)
def test_search_says_whether_a_name_was_borne_then(asker: Client, day: str, held: str) -> None:
    """The leading group's name is found on every day, and it is told whether it was borne."""
    found = asker.get(f"/search?q=中央网络安全和信息化领导小组&at={day}&format=json").get_json()
    first = found["results"][0]
    assert (found["at"], first["iri"], first["match"]["held"]) == (day, ID + "ccac", held)
    assert first["page"] == f"/id/ccac?at={day}"


def test_the_home_page_of_a_day(asker: Client) -> None:
    """It says which day it is of, and leads to what held then."""
    page = asker.get("/?at=2016-12-31").text
    assert "As of 31 December 2016" in words_of(page)
    assert 'href="/id/cac?at=2016-12-31"' in page


def test_addresses_of_the_guide(asker: Client) -> None:
    """Each address of the guide's table of examples answers, as of the day that it names."""
    guide = (Path(__file__).resolve().parents[2] / "docs" / "views.md").read_text(encoding="utf-8")
    addresses = re.findall(r"^\| `(/[^`]+at=[^`]+)` \|", guide, re.MULTILINE)
    assert len(addresses) == 14
    for address in addresses:
        answer = asker.get(address)
        assert (answer.status_code, answer.headers["Nameplate-At"][:4]) == (
            200,
            address.partition("at=")[2][:4],
        )
