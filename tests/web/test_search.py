"""Search and suggestions over HTTP, asked of the release: the right thing first, the wrong one never."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import time
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
from server.store.search import Search
from server.web.guide_table import GUIDES
from server.web.nodes import text_of
from server.web.search import LONGEST
from server.wordings import SEARCH, parsed
from tests.jsonld.same import triples
from tests.web.reading import SEARCH_SCRIPT, programs

HTML = {"Accept": "text/html"}
JSON = {"Accept": "application/json"}
CSV = {"Accept": "text/csv"}
RESULTS, SUGGESTIONS = (
    json.loads((Path(server.web.__file__).parent / "schemas" / f"{name}.json").read_text(encoding="utf-8"))
    for name in ("results", "suggestions")
)

#: What is asked, what comes first, what else must be there, what must not.
QUERIES: list[tuple[str, str, set[str], set[str]]] = [
    ("网信办", "plate-ccac-office", {"cac"}, {"scio", "oep"}),
    ("中央网信办", "plate-ccac-office", {"cac"}, {"scio", "siio"}),
    ("国家网信办", "cac", {"siio"}, {"scio", "oep"}),
    ("國家網信辦", "cac", {"siio"}, {"scio", "oep"}),
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
    ("ＣＡＣ", "cac", set(), {"scio", "siio"}),
    ("c.a.c.", "cac", set(), {"scio", "siio"}),
    ("xI　jInPing", "xi-jinping", set(), set()),
    ("“网信办”。", "plate-ccac-office", {"cac"}, {"scio"}),
    ("网信", "plate-ccac-office", {"cac"}, set()),
    ("外宣办", "oep", set(), {"cac"}),
    ("中央對外宣傳辦公室", "oep", set(), {"cac"}),
    ("lǔ wěi", "lu-wei", set(), set()),
    ("Twitter", "x-twitter", set(), set()),
]

#: What is misspelled, what comes first, what must not come; the last column is how it is put in the answer.
SLIPS: list[tuple[str, str, set[str], str]] = [
    ("Cybersapce Administration", "cac", {"scio", "ccac"}, "spelled nearly so"),
    ("Adminstration Cyberspace", "cac", {"scio", "ccac"}, "spelled nearly so"),
    ("Cyberspace Administratoin of Chian", "cac", {"scio"}, "spelled nearly so"),
    ("Lu Wie", "lu-wei", set(), "spelled nearly so"),
    ("Xi Jingping", "xi-jinping", {"lu-wei"}, "spelled nearly so"),
    ("guojia hulianwng", "cac", {"scio", "oep"}, "spelled nearly so"),
    ("guojiahulianwng", "cac", {"scio", "oep"}, "spelled nearly so"),
    ("Guójiā Hùliánwǎmg", "cac", {"scio", "oep"}, "spelled nearly so"),
    ("wuzen", "wuzhen", set(), "spelled nearly so"),
    ("World Internet Conferense", "wic", set(), "spelled nearly so"),
    ("Office of Extrenal Propaganda", "oep", {"cac"}, "spelled nearly so"),
    ("ｗｕｚｅｎ", "wuzhen", set(), "spelled nearly so"),
    ("网信瓣", "plate-ccac-office", {"scio"}, "sounding the same"),
    ("網信瓣", "plate-ccac-office", {"scio"}, "sounding the same"),
    ("习进平", "xi-jinping", set(), "sounding the same"),
    ("世界互联网大惠", "wic", {"wuzhen"}, "sounding the same"),
    ("国家互联网信息力公室", "cac", {"scio"}, "spelled nearly so"),
]

#: What finds nothing: abbreviations of other bodies, other people, other places, letters and signs.
NOTHING = [
    *("CAD", "CAAC", "SIIQ", "SCI0", "SIO", "CCDJ", "SCXO", "WIQ"),
    *("Wen Jiabao", "Hunan", "Facebook", "Trump", "习近乎", "外交部", "国资委", "发改委", "公安部"),
    *("zzzzqqq", "zz zz zz", "x" * 300, "国" * 300, "\ufdfa" * 300, "!?…"),
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
    answer = asked(site, query, limit=100)
    found = slugs(answer)

    assert answer["nearly"] is False
    assert found[:1] == [first]
    assert among <= set(found)
    assert not never & set(found)


@pytest.mark.parametrize(("query", "first", "never", "said"), SLIPS, ids=[row[0] for row in SLIPS])
def test_a_slip_does_no_harm(site: Client, query: str, first: str, never: set[str], said: str) -> None:
    """What is nearly so is found, and each answer says of each that it is only that."""
    answer = asked(site, query, limit=100)
    found = slugs(answer)
    assert answer["nearly"] is True
    assert found[0] == first
    assert not never & set(found)
    for one in answer["results"]:
        match = one["match"]
        assert match["fit"] in {"near", "sound"}
        assert match["why"].endswith(f", {said}")
        assert match["said"] == {"en": f"{match['why']}: {match['wording']}"}
        assert match["slips"] > 0
        assert match["marked"]


@pytest.mark.parametrize("query", NOTHING)
def test_what_is_not_here_is_not_found(site: Client, query: str) -> None:
    """Another abbreviation is another body: letters are exchanged in none, nor in short names."""
    assert slugs(asked(site, query)) == []


def test_a_slip_costs_little(release: Path) -> None:
    """Nothing that may be asked takes 30 ms of the processor: not the longest, the oddest or the nearest."""
    search = Search.opened(release)
    forms = [
        w.form for e in parsed((release / SEARCH).read_text(encoding="utf-8")).entries for w in e.wordings
    ]
    longest = sorted(forms, key=len)[-20:]
    slips = [f"{form[:7]}{form[8:290]}q" for form in longest]
    queries = [
        *slips,
        " ".join(forms)[:LONGEST],
        "c c c c c c c cyberspaqe",
        "网信" * 150,
        "\ufdfa" * LONGEST,
    ]
    for query in [*queries, "cybersapce " * 27, "a b " * 75]:
        taken = []
        for _ in range(3):
            began = time.thread_time()
            search.find(query)
            taken.append(time.thread_time() - began)
        assert min(taken) < 0.03, query


REASONS = [
    ("en", "Office of External Propaganda", "former full name in English (until 2014)", "institution"),
    ("zh-Hans", "Office of External Propaganda", "曾用英文全称（至2014年为止）", "机构"),
    ("zh-Hant", "Office of External Propaganda", "曾用英文全稱（至2014年為止）", "機構"),
    ("en", "leading small group", "former short name in English (2014 to 2018)", "party organ"),
    ("en", "Lu Wie", "full name in English, spelled nearly so", "person"),
    ("zh-Hans", "Lu Wie", "英文全称，写法相近", "人物"),
    ("zh-Hant", "网信瓣", "簡體中文縮寫，讀音相同", "黨的牌子"),
    (
        "en",
        "国家网信办",
        "full name in simplified Chinese, of which these are characters in their order",
        "institution with two nameplates",
    ),
    ("zh-Hans", "国家网信办", "简体中文全称，所查各字依次见于其中", "一个机构两块牌子的机构"),
    ("zh-Hant", "國家網信辦", "繁體中文全稱（推得），所查各字依次見於其中", "一個機構兩塊牌子的機構"),
    ("zh-Hans", "CAC", "英文缩写", "一个机构两块牌子的机构"),
]


@pytest.mark.parametrize(("tag", "query", "why", "kind"), REASONS)
def test_reasons_in_each_language(site: Client, tag: str, query: str, why: str, kind: str) -> None:
    """What a result is and why it is there, in each language, on the page and in each form for programs."""
    first = asked(site, query, lang=tag)["results"][0]
    assert (first["match"]["why"], first["kind"]["label"]) == (why, kind)
    asking = {"q": query, "lang": tag}
    page = re.sub(r"<[^>]+>", "", site.get("/search", query_string=asking, headers=HTML).text)
    assert why in page
    rows = csv.DictReader(io.StringIO(site.get("/search", query_string=asking | {"format": "csv"}).text))
    row = next(rows)
    assert (row["why"], row["fit"], row["kind"]) == (why, first["match"]["fit"], kind)
    assert (row["period"] or None) == first["match"]["period"]
    graph = site.get("/search", query_string=asking | {"format": "nt"}).text
    said = first["match"]["said"][tag]
    assert f'schema.org/description> "{said}"@{tag.lower()}' in graph
    told = site.get("/suggest", query_string=asking).get_json(force=True)
    called = next(iter(first["label"].values())) == first["match"]["wording"]
    assert why in told[2][0] or (called and not first["match"]["former"] and first["match"]["slips"] == 0)


def test_terms_and_queries_are_found(site: Client) -> None:
    """The vocabulary by its labels, published queries by their titles, each after things that fit as well."""
    term = asked(site, "institution with two nameplates")["results"][0]
    assert (term["slug"], term["kind"]["label"]) == ("ontology/DualNameplateInstitution", "class")
    assert asked(site, "hasNameplate")["results"][0]["slug"] == "ontology/hasNameplate"
    query = asked(site, "associations under two authorities")["results"][0]
    assert query["kind"]["label"] == "published query"
    assert query["page"] == "/sparql?example=two-authorities"
    assert query["slug"] is None
    fits = [
        (one["match"]["fit"], one["slug"] or "~") for one in asked(site, "nameplate", limit=100)["results"]
    ]
    words = [("ontology/" in slug or slug == "~") for fit, slug in fits if fit == "words"]
    assert words == sorted(words)


def test_documents_of_the_guide_are_found(site: Client) -> None:
    """By their titles in the reader's language, after things, and each leads to its page."""
    titles = {"en": "How to cite", "zh-Hans": "如何引用", "zh-Hant": "如何引用"}
    kinds = {"en": "document of the guide", "zh-Hans": "指南文档", "zh-Hant": "指南文件"}
    for tag, title in titles.items():
        (first, *_) = asked(site, title, lang=tag)["results"]
        assert (first["page"], first["slug"]) == ("/docs/how-to-cite", None)
        assert (first["label"], first["kind"]["label"]) == ({tag: title}, kinds[tag])
        assert first["kind"]["iri"] == expand("foaf:Document")
        assert site.get(first["page"]).status_code == 200
    for one in GUIDES:
        found = asked(site, one.title, limit=100)["results"]
        assert one.path in {result["page"] for result in found}, one.title


def test_further_results_are_in_the_same_language(site: Client) -> None:
    """A program that names a language, and follows the links, has all in that."""
    answer = asked(site, "office", lang="zh-Hans", limit=1)
    assert "lang=zh-Hans" in answer["next"]
    there = site.get(answer["next"]).get_json()
    assert list(there["results"][0]["match"]["said"]) == ["zh-Hans"]


def test_words_of_several_names(site: Client) -> None:
    """What has the words together, though no name has them all, is found and says so."""
    answer = asked(site, "wic organisation")
    assert answer["nearly"] is False
    (first, *_) = answer["results"]
    assert first["match"]["fit"] == "spread"
    assert first["match"]["why"].endswith("together with other names")
    assert slugs(answer)[0] == "wic-organisation"
    assert slugs(asked(site, "WIC 2014"))[0] == "wic-2014"
    assert slugs(asked(site, "siio cac"))[0] == "cac"
    assert slugs(asked(site, "CAC director"))[0] == "post-cac-director"


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
    """A field that keeps the words, which are printed, too; results with kind, reason and institution."""
    page = site.get("/search?q=網信辦", headers=HTML).text

    assert page.count('role="search"') == 1
    assert '<label for="q">' in page
    assert '<input type="search" id="q" name="q" value="網信辦"' in page
    assert "2 things found" in page
    assert "abbreviation in traditional Chinese (derived)" in page
    assert '<bdi lang="zh-Hant">中央<mark>網信辦</mark></bdi>' in page
    assert "institution behind it" in page
    assert "of its nameplate" in page
    assert 'name="robots" content="noindex"' in page
    assert '<p class="lead on-paper">Searched for: <bdi>網信辦</bdi></p>' in page


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


def test_suggestions_for_programs(site: Client) -> None:
    """By Accept or `format` the same things as objects, as results have them, in the language asked for."""
    path = "/suggest?q=Lu+Wie&limit=3"
    answer = site.get(path, headers=JSON)
    told = answer.get_json()
    jsonschema.validate(told, SUGGESTIONS)
    assert answer.content_type == "application/json"
    assert "Accept" in answer.headers["Vary"]
    assert site.get(f"{path}&format=json").data == answer.data
    assert (
        site.get(f"{path}&format=opensearch", headers=JSON).content_type == "application/x-suggestions+json"
    )
    assert (told["query"], told["language"], told["nearly"]) == ("Lu Wie", "en", True)
    first = told["suggestions"][0]
    result = asked(site, "Lu Wie")["results"][0]
    placed = {"type", "list", "position"}
    assert first == result | {"match": {k: v for k, v in result["match"].items() if k not in placed}}
    assert (first["slug"], first["page"], first["label"]["zh-Hans"]) == ("lu-wei", "/id/lu-wei", "鲁炜")
    chinese = site.get(f"{path}&format=json&lang=zh-Hans").get_json()["suggestions"][0]
    assert next(iter(chinese["label"].items())) == ("zh-Hans", "鲁炜")
    assert (chinese["kind"]["label"], chinese["kind"]["language"]) == ("人物", "zh-Hans")
    assert site.get("/suggest?q=a&format=xml").status_code == 400
    assert site.get("/suggest?q=a", headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize("tag", ["en", "zh-Hans", "zh-Hant"])
def test_what_nothing_is_called_leads_on(site: Client, tag: str) -> None:
    """Like spellings, single words that find something, what is searched at all, and the words as a query."""
    answer = site.get(f"/search?q=Cyberspice+Ministry+of+China%22+%5C&lang={tag}", headers=HTML)
    places = re.findall(r'<a href="([^"]+)"', answer.text.partition("<main")[2].partition("</main>")[0])
    assert {f"{place}?lang={tag}" for place in ("/things/", "/ontology/", "/gaps")} <= set(places)
    for word in ("cyberspace", "china", "Cyberspace%20Administration%20of%20China"):
        assert f"/search?q={word}&amp;lang={tag}" in places
    query = next(html.unescape(place) for place in places if place.startswith("/sparql"))
    assert site.get(query, headers={"Accept": "text/csv"}).text.strip() == "thing,label"
    found = site.get(query.replace("cyberspice+ministry+of+china%5C%22+%5C%5C", "cyberspace"), headers=CSV)
    assert "Cyberspace Administration of China" in found.text


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
