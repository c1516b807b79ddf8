"""Search and suggestions over HTTP, asked of the release: the right thing first, the wrong one never."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from html5rdf import HTMLParser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat
from werkzeug.test import Client

import server.web
from server.formats import GRAPH_FORMATS, GraphFormat
from server.names import HYDRA, ID, expand
from server.web.nodes import text_of
from server.web.search import LONGEST
from server.wordings import SEARCH, parsed
from tests.jsonld.same import triples
from tests.web.reading import SEARCH_SCRIPT, programs

HTML = {"Accept": "text/html"}
JSON = {"Accept": "application/json"}
RESULTS = json.loads(
    (Path(server.web.__file__).parent / "schemas" / "results.json").read_text(encoding="utf-8")
)

#: What is asked, what comes first, what else must be there, what must not.
QUERIES: list[tuple[str, str, set[str], set[str]]] = [
    ("网信办", "plate-ccac-office", {"cac"}, {"scio", "oep"}),
    ("中央网信办", "plate-ccac-office", {"cac"}, {"scio", "siio"}),
    ("網信辦", "plate-ccac-office", {"cac"}, {"scio"}),
    ("国信办", "siio", {"cac"}, {"scio", "oep"}),
    ("国新办", "scio", set(), {"siio", "cac"}),
    ("CAC", "cac", set(), {"scio", "siio"}),
    ("cac", "cac", set(), {"scio", "siio"}),
    ("SIIO", "siio", {"cac"}, {"scio", "oep", "cpd"}),
    ("SCIO", "scio", {"oep"}, {"siio", "cac"}),
    ("State Internet Information Office", "siio", {"cac"}, {"scio", "oep"}),
    ("State Council Information Office", "scio", {"oep"}, {"siio", "cac"}),
    ("guojia hulianwang", "cac", {"siio"}, {"scio", "oep"}),
    ("guojiahulianwang", "cac", {"siio"}, {"scio", "oep"}),
    ("Guójiā Hùliánwǎng Xìnxī Bàngōngshì", "cac", {"siio"}, {"scio", "oep"}),
    ("国家互联网信息办公室", "cac", {"siio"}, {"scio", "oep"}),
    ("國家互聯網信息辦公室", "cac", {"siio"}, {"scio", "oep"}),
    ("国务院新闻办公室", "scio", {"oep"}, {"siio", "cac"}),
    ("guowuyuan xinwen bangongshi", "scio", set(), {"siio", "cac"}),
    ("cyberspace administration", "cac", set(), {"scio"}),
    ("administration cyberspace china", "cac", set(), {"scio"}),
    ("Office of External Propaganda", "oep", set(), {"siio", "cac"}),
    ("cyber sovereignty", "cyber-sovereignty", set(), set()),
    ("网络主权", "cyber-sovereignty", set(), set()),
    ("網絡主權", "cyber-sovereignty", set(), set()),
    ("wangluo zhuquan", "cyber-sovereignty", set(), set()),
    ("WIC", "wic", set(), set()),
    ("世界互联网大会", "wic", set(), set()),
    ("Xi Jinping", "xi-jinping", set(), set()),
    ("xijinping", "xi-jinping", set(), set()),
    ("习近平", "xi-jinping", set(), set()),
    ("Wuzhen", "wuzhen", set(), set()),
    ("leading small group", "ccac", set(), set()),
]


def asked(site: Client, query: str, **more: str | int) -> dict[str, Any]:
    """The answer to a search in JSON."""
    response = site.get("/search", query_string={"q": query, **more}, headers=JSON)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.get_json()
    return answer


def slugs(answer: dict[str, Any]) -> list[str]:
    """The things that were found, in order."""
    return [one["iri"].removeprefix(ID) for one in answer["results"]]


@pytest.mark.parametrize(("query", "first", "among", "never"), QUERIES, ids=[row[0] for row in QUERIES])
def test_right_thing_first(site: Client, query: str, first: str, among: set[str], never: set[str]) -> None:
    """What people call a thing leads to it, and never to what is easily taken for it."""
    found = slugs(asked(site, query, limit=100))

    assert found[:1] == [first]
    assert among <= set(found)
    assert not never & set(found)


def test_result_says_what_it_is_and_why(site: Client) -> None:
    """A result has its kind, the wording that fits with its kind, language and claim, and the institution."""
    first, second = asked(site, "中央网信办")["results"]

    assert first["kind"]["label"] == "party nameplate"
    assert first["label"]["en"] == "Office of the Central Cyberspace Affairs Commission"
    assert first["match"]["wording"] == "中央网信办"
    assert first["match"]["why"] == "abbreviation in simplified Chinese"
    assert first["match"]["standing"] == expand("plate:Endorsed")
    assert first["match"]["name"].startswith(ID + "name-plate-ccac-office")
    assert first["behind"][0] == {
        "iri": ID + "cac",
        "label": "Cyberspace Administration of China",
        "language": "en",
        "former": False,
    }
    assert second["match"]["nameplate"] == ID + "plate-ccac-office"
    assert {ID + "plate-ccac-office", ID + "siio"} <= {plate["iri"] for plate in second["nameplates"]}


def test_derived_wording_says_what_it_is_from(site: Client) -> None:
    """Pinyin is marked as derived, with the characters that it reads."""
    match = asked(site, "guojia hulianwang")["results"][0]["match"]

    assert (match["derived"], match["from"]) == ("pinyin", "国家互联网信息办公室")
    assert match["why"] == "full name in pinyin (derived)"


def test_former_name_is_marked(site: Client) -> None:
    """Who looks for what a body was called is told that it was."""
    match = asked(site, "Central Cybersecurity and Informatisation Leading Small Group")["results"][0][
        "match"
    ]

    assert match["former"] is True
    assert match["why"].startswith("former ")


def test_every_label_finds_its_thing(site: Client, release: Path) -> None:
    """Each wording of each thing finds the thing as an exact fit, before all that fit otherwise."""
    entries = parsed((release / SEARCH).read_text(encoding="utf-8")).entries
    bearers: dict[str, set[str]] = {}
    for entry in entries:
        for wording in entry.wordings:
            assert len(wording.form) <= LONGEST
            if not wording.written:
                bearers.setdefault(wording.form, set()).add(entry.iri)
    assert len(bearers) > 300
    for form, things in bearers.items():
        found = asked(site, form, limit=100)["results"]
        exact = {one["iri"] for one in found if one["match"]["fit"] in {"exact", "abbreviation"}}
        assert things <= exact, form
        assert [one["iri"] for one in found[: len(exact)]] == [
            one["iri"] for one in found if one["iri"] in exact
        ]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=LONGEST + 20), st.sampled_from(["html", "json", "csv"]))
def test_any_text_is_answered_or_refused(site: Client, query: str, form: str) -> None:
    """No text makes the server fail: it is answered, or refused for its length."""
    response = site.get("/search", query_string={"q": query, "format": form})
    suggested = site.get("/suggest", query_string={"q": query})

    assert response.status_code in {200, 400}
    assert suggested.status_code == (200 if len(query) <= LONGEST else 400)
    if response.status_code == 200 and form == "html":
        HTMLParser(strict=True, namespaceHTMLElements=False).parse(response.text)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=40))
def test_any_bytes_are_answered_or_refused(site: Client, query: bytes) -> None:
    """Not even bytes that are no text make the server fail."""
    escaped = "".join(f"%{byte:02x}" for byte in query)
    for path in ("search", "suggest"):
        assert site.get(f"/{path}?q={escaped}", headers=JSON).status_code in {200, 400}


REFUSED = [
    ("/search?format=json", "give the words as q"),
    ("/search?format=json&q=", "give the words as q"),
    ("/search?format=csv&q=%20", "give the words as q"),
    ("/search?q=" + "a" * (LONGEST + 1), f"{LONGEST} are the most"),
    ("/search?q=a&q=b", "more than once"),
    ("/search?q=a&limit=0", "from 1 to 100"),
    ("/search?q=a&limit=101", "from 1 to 100"),
    ("/search?q=a&limit=ten", "from 1 to 100"),
    ("/search?q=a&limit=%D9%A1", "from 1 to 100"),
    ("/search?q=a&offset=-1", "whole number"),
    ("/search?q=a&offset=1e3", "whole number"),
    ("/search?q=a&offset=99999999999", "whole number"),
    ("/search?q=a&format=xml", "html, json, csv"),
    ("/suggest", "give the words as q"),
    ("/suggest?q=" + "网" * (LONGEST + 1), f"{LONGEST} are the most"),
    ("/suggest?q=a&limit=26", "from 1 to 25"),
]


@pytest.mark.parametrize(("path", "said"), REFUSED)
def test_what_is_refused(site: Client, path: str, said: str) -> None:
    """What is outside the limits is 400, and the problem says what is wanted."""
    response = site.get(path, headers={"Accept": "application/problem+json, */*;q=0.1"})

    assert response.status_code == 400
    assert response.content_type == "application/problem+json"
    assert said in response.get_json()["detail"]


def test_search_comes_as_page_json_and_csv(site: Client) -> None:
    """Accept chooses, `format` names; the same things in each."""
    page = site.get("/search?q=wic", headers=HTML)
    data = site.get("/search?q=wic", headers=JSON)
    rows = site.get("/search?q=wic", headers={"Accept": "text/csv"})

    assert page.content_type == "text/html; charset=utf-8"
    assert data.content_type == "application/json"
    assert rows.content_type == "text/csv; charset=utf-8"
    assert data.data == site.get("/search?q=wic&format=json").data
    told = list(csv.DictReader(io.StringIO(rows.text)))
    assert [row["iri"] for row in told] == [one["iri"] for one in data.get_json()["results"]]
    assert told[0]["why"] == "abbreviation in English"
    for one in data.get_json()["results"]:
        assert f'href="{one["page"]}"' in page.text
    assert "Accept" in data.headers["Vary"]
    assert site.get("/search?q=wic", headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize("form", GRAPH_FORMATS, ids=lambda form: form.extension)
@pytest.mark.parametrize(
    "query", ["q=cyberspace&limit=5&offset=5", "q=cac", "q=nothing-is-called-so", "q=cac&lang=zh-Hant"]
)
def test_search_comes_as_rdf(site: Client, query: str, form: GraphFormat) -> None:
    """JSON is JSON-LD of just the triples that every format has: a list with its page and its things."""
    answer = site.get(f"/search?{query}&format={form.extension}")
    assert (answer.status_code, answer.mimetype) == (200, form.media_type)
    assert "Accept-Language" in answer.headers.get("Vary", "") or "lang=" in query
    found = asked_json(site, f"/search?{query}")
    said = triples(answer.data, form.rdf)
    assert said == triples(json.dumps(found).encode(), RdfFormat.JSON_LD)
    held = [(text_of(q.subject), q.predicate.value, text_of(q.object)) for q in said]
    assert {o for _, p, o in held if p == HYDRA + "member"} == {one["iri"] for one in found["results"]}
    assert [o for _, p, o in held if p == HYDRA + "totalItems"] == [str(found["total"])]
    labels = {(s, o) for s, p, o in held if p == expand("skos:prefLabel")}
    assert labels == {(one["iri"], label) for one in found["results"] for label in one["label"].values()}
    types = {(s, o) for s, p, o in held if p == expand("rdf:type")}
    assert {(one["iri"], one["kind"]["iri"]) for one in found["results"] if one["kind"]} <= types


def test_pages_of_results_have_addresses(site: Client) -> None:
    """A page says absolutely where it is, and where the pages beside it are."""
    found = asked_json(site, "/search?q=cyberspace&limit=5&offset=5")
    view = found["view"]
    assert view["id"] == "http://localhost/search?q=cyberspace&limit=5&offset=5"
    for name, offset in (("firstPage", 0), ("previousPage", 0), ("nextPage", 10)):
        there = asked_json(site, view[name].removeprefix("http://localhost"))
        assert (there["view"]["id"], there["offset"]) == (view[name], offset)
    alone = asked_json(site, "/search?q=nothing-is-called-so")
    assert set(alone["view"]) == {"id", "type", "firstPage"}


def asked_json(site: Client, path: str) -> dict[str, Any]:
    """What a search tells as JSON, which keeps to its schema."""
    found: dict[str, Any] = json.loads(site.get(path, headers=JSON).data)
    jsonschema.validate(found, RESULTS)
    return found


def test_answers_can_be_kept(site: Client) -> None:
    """Each form has its own entity tag; who has the answer is told so."""
    tags = set()
    for path in ("/search?q=cac", "/search?q=cac&format=json", "/search?q=cac&format=csv", "/suggest?q=cac"):
        response = site.get(path)
        tags.add(response.headers["ETag"])
        # what is not published is asked for again every time
        unpublished = "-dev-" in response.headers["Nameplate-Release"]
        assert response.headers["Cache-Control"] == ("no-cache" if unpublished else "public, max-age=3600")
        assert site.get(path, headers={"If-None-Match": response.headers["ETag"]}).status_code == 304
        assert site.head(path).headers["ETag"] == response.headers["ETag"]
    assert len(tags) == 4


def test_pages_of_results_join_up(site: Client) -> None:
    """Following `next` gives every thing once, in the order of one long page; `Link` says the same."""
    whole = slugs(asked(site, "china", limit=100))
    answer = asked(site, "china", limit=5)
    joined = slugs(answer)
    assert answer["previous"] is None
    while answer["next"]:
        response = site.get(answer["next"])
        assert f'<{answer["next"]}>; rel="next"' not in response.headers["Link"]
        answer = response.get_json()
        joined += slugs(answer)

    assert answer["total"] == len(whole) > 10
    assert joined == whole
    assert slugs(asked(site, "china", offset=5000)) == []
    links = site.get("/search?q=china&limit=5&offset=5", headers=HTML).headers["Link"]
    assert '</search?q=china&limit=5>; rel="prev"' in links
    assert '</search?q=china&limit=5&offset=10>; rel="next"' in links


def test_page_for_people(site: Client) -> None:
    """A labelled field that keeps the words; results with kind, reason and institution; no other form."""
    page = site.get("/search?q=網信辦", headers=HTML).text

    assert page.count('role="search"') == 1
    assert '<label for="q">' in page
    assert '<input type="search" id="q" name="q" value="網信辦"' in page
    assert "3 things found" in page
    assert "abbreviation in traditional Chinese (derived)" in page
    assert '<bdi lang="zh-Hant">中央<mark>網信辦</mark></bdi>' in page
    assert "institution behind it" in page
    assert "of its nameplate" in page
    assert 'name="robots" content="noindex"' in page


def test_page_without_words_is_the_form(site: Client) -> None:
    """A browser that asks for nothing gets the form, and nothing was found."""
    response = site.get("/search", headers=HTML)

    assert response.status_code == 200
    assert 'type="search"' in response.text
    assert "found" not in response.text


def test_words_are_never_markup(site: Client) -> None:
    """What is asked for is shown as it was typed, in all forms."""
    page = site.get("/search", query_string={"q": '"><script>alert(1)</script>'}, headers=HTML).text

    assert programs(page) == [SEARCH_SCRIPT]
    assert "&lt;script&gt;" in page


def test_every_page_has_the_search_box(site: Client) -> None:
    """Each page holds a labelled search field, the front page a large one; browsers are led to it."""
    for path in ("/", "/page/cac", "/sparql", "/id/nobody"):
        page = site.get(path, headers=HTML, follow_redirects=True).text
        name = "home-search" if path == "/" else "site-search"
        assert page.count('role="search"') == 1
        assert re.search(f'<label(?: class="aside")? for="{name}">', page)
        assert f'<input type="search" id="{name}" name="q" maxlength="{LONGEST}"' in page
        assert 'rel="search" type="application/opensearchdescription+xml"' in page


def test_suggestions_have_the_known_form(site: Client) -> None:
    """OpenSearch Suggestions 1.1: the words, then labels, descriptions and addresses, as many of each."""
    response = site.get("/suggest?q=guojia+hu&limit=2")
    words, labels, descriptions, iris = json.loads(response.data)

    assert response.content_type == "application/x-suggestions+json"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert words == "guojia hu"
    assert labels == ["Cyberspace Administration of China", "State Internet Information Office"]
    assert iris == [ID + "cac", ID + "siio"]
    assert descriptions[1].startswith("state nameplate · full name in pinyin (derived): guójiā")
    assert descriptions[1].endswith("nameplate of Cyberspace Administration of China")
    assert site.get("/suggest?q=").get_json(force=True) == ["", [], [], []]


def test_description_for_browsers(site: Client) -> None:
    """The OpenSearch description has absolute addresses, which a Host from elsewhere does not enter."""
    response = site.get("/opensearch.xml")
    assert response.content_type == "application/opensearchdescription+xml"
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    told = ET.fromstring(response.text)  # noqa: S314 (our own answer)
    urls = {url.get("type"): url.get("template", "") for url in told.iter(f"{space}Url")}
    assert urls["text/html"] == "http://localhost/search?q={searchTerms}"
    assert urls["application/x-suggestions+json"] == "http://localhost/suggest?q={searchTerms}"
    assert "evil" not in site.get("/opensearch.xml", headers={"Host": "evil.example"}).text


def test_other_peoples_data_has_no_search(reader: Client) -> None:
    """Without a release there is nothing to search, and no box that says otherwise."""
    assert reader.get("/search?q=a").status_code == 404
    assert 'type="search"' not in reader.get("/").text
