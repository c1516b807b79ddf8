"""`/cite` over HTTP: what is cited, in which form and language, with which date; and links to it."""

from __future__ import annotations

import hashlib
import html
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jsonschema
import pytest
from pybtex.database import parse_string
from pyoxigraph import Literal, NamedNode, Quad
from werkzeug.test import Client, TestResponse

from server.names import BASE, DATASET, ID, ONTOLOGY, expand, thing
from tests.web.conftest import VERSION
from tests.web.reading import SEARCH_SCRIPT, programs

DAY = "2026-12-01"
CSL = json.loads((Path(__file__).parent / "data" / "csl-data.json").read_text(encoding="utf-8"))
TYPES = {
    "text": "text/plain; charset=utf-8",
    "bibtex": "application/x-bibtex; charset=utf-8",
    "csl": "application/vnd.citationstyles.csl+json",
    "html": "text/html; charset=utf-8",
}


def cite(client: Client, of: str | None = None, **more: str) -> TestResponse:
    """The answer of /cite."""
    asked = {"accessed": DAY, **more} if of is None else {"of": of, "accessed": DAY, **more}
    return client.get("/cite?" + urlencode(asked))


def item(client: Client, of: str | None = None, **more: str) -> dict[str, Any]:
    """The citation in CSL-JSON."""
    answer = cite(client, of, form="csl", **more)
    assert answer.status_code == 200, answer.text
    (found,) = answer.get_json(force=True)
    told: dict[str, Any] = found
    return told


def said(quads: set[Quad], iri: str, name: str, language: str | None = None) -> str:
    """The one value of a predicate in the data."""
    (found,) = {
        q.object.value
        for q in quads
        if q.subject == NamedNode(iri)
        and q.predicate == NamedNode(expand(name))
        and isinstance(q.object, (NamedNode, Literal))
        and (language is None or (isinstance(q.object, Literal) and q.object.language == language))
    }
    return found


def test_values_are_those_of_the_metadata(client: Client, quads: set[Quad]) -> None:
    """Title, makers, publisher, version, day and licence are what the dataset says of itself."""
    found = item(client)
    creator = said(quads, said(quads, DATASET, "dcterms:creator"), "skos:prefLabel", "en")
    assert found["title"] == said(quads, DATASET, "dcterms:title", "en")
    assert found["author"] == [{"literal": creator}]
    assert "publisher" not in found  # this dataset does not say
    assert found["version"] == VERSION
    assert found["issued"] == {"date-parts": [[2026, 11, 22]]}
    assert found["accessed"] == {"date-parts": [[2026, 12, 1]]}
    assert found["URL"] == DATASET
    assert said(quads, DATASET, "dcterms:license") in found["note"]
    assert "DOI" not in found


@pytest.mark.parametrize(
    ("of", "url", "title"),
    [
        (None, DATASET, None),
        ("/", DATASET, None),
        ("/dataset", DATASET, None),
        ("/dataset.ttl", DATASET, None),
        (f"/dataset/{VERSION}", DATASET, None),
        (DATASET, DATASET, None),
        ("/id/cac", thing("cac"), "Cyberspace Administration of China"),
        ("/page/cac", thing("cac"), "Cyberspace Administration of China"),
        ("/data/cac", thing("cac"), "Cyberspace Administration of China"),
        ("/data/cac.jsonld", thing("cac"), "Cyberspace Administration of China"),
        ("/data/cac.html", thing("cac"), "Cyberspace Administration of China"),
        (thing("cac"), thing("cac"), "Cyberspace Administration of China"),
        ("http://localhost/id/cac", thing("cac"), "Cyberspace Administration of China"),
        ("/coverage", BASE + "coverage", "Reading inventory"),
        ("/ontology/reused", BASE + "ontology/reused", "Reused vocabularies"),
        ("/shape/", BASE + "shape/", "Shapes"),
        ("/shape/Claim", BASE + "shape/Claim", None),
        ("/sources/", BASE + "sources/", "Sources"),
        ("/sources/doc-000", thing("doc-000"), None),
        ("/?at=2016", f"{BASE}?at=2016-01-01/2016-12-31", "Nameplate"),
        ("/search?q=cac", BASE + "search?q=cac", "cac · Search"),
        ("/dumps/", BASE + "dumps/", "Downloads"),
        ("/sparql", BASE + "sparql", "SPARQL"),
        ("/graph/facts/doc-000", BASE + "graph/facts/doc-000", None),
        ("/graph/facts/doc-000.nq", BASE + "graph/facts/doc-000", None),
    ],
)
def test_what_is_cited(client: Client, of: str | None, url: str, title: str | None) -> None:
    """A thing is cited by its IRI and label, whatever leads to it; a page by its address and title."""
    found = item(client, of)
    assert found["URL"] == url
    if title is not None:
        assert found["title"] == title
    whole = item(client)["title"]
    assert found.get("container-title", found["title"]) == whole


def test_a_thing_names_its_document(client: Client) -> None:
    """The address of the document stands beside, as of the day if there is one."""
    assert f"Document: {BASE}page/cac." in item(client, "/id/cac")["note"]
    for of, more in (("/page/cac?at=2016", {}), ("/id/cac", {"at": "2016"})):
        dated = item(client, of, **more)
        assert f"Document: {BASE}page/cac?at=2016-01-01/2016-12-31." in dated["note"]
        assert dated["note"].startswith("as of 2016-01-01/2016-12-31. ")
    assert "as of" not in item(client, "/id/cac")["note"]


def test_a_claim_names_what_it_rests_on(client: Client) -> None:
    """Passage and document of a claim are in its citation, with their IRIs."""
    note = item(client, "/id/rel-cac-oep")["note"]
    assert re.search(rf"Rests on [^:]+: {BASE}id/passage-000-\S+\.", note)


@pytest.mark.parametrize(
    ("language", "title", "words"),
    [
        ("en", "Cyberspace Administration of China", "Accessed 2026-12-01"),
        ("zh-Hans", "国家互联网信息办公室", "访问日期：2026-12-01"),
        ("zh-CN", "国家互联网信息办公室", "访问日期：2026-12-01"),
        ("zh-TW", "国家互联网信息办公室", "存取日期：2026-12-01"),
    ],
)
def test_languages(client: Client, language: str, title: str, words: str) -> None:
    """Labels and words are in the language that is asked for, by parameter or header."""
    found = item(client, "/id/cac", lang=language)
    assert (found["title"], words in found["note"]) == (title, True)
    by_header = client.get(f"/cite?of=/id/cac&accessed={DAY}&form=csl", headers={"Accept-Language": language})
    assert by_header.get_json(force=True) == [found]
    assert "Accept-Language" in by_header.headers["Vary"]


@pytest.mark.parametrize("form", TYPES)
@pytest.mark.parametrize("of", ["/dataset", "/id/cac"])
def test_forms(client: Client, of: str, form: str) -> None:
    """Each form has its type, is the same by parameter and by Accept, and is valid."""
    named = cite(client, of, form=form)
    assert named.content_type == TYPES[form]
    accepted = client.get(f"/cite?of={of}&accessed={DAY}", headers={"Accept": TYPES[form].partition(";")[0]})
    assert accepted.content_type == TYPES[form]
    assert "Accept" in accepted.headers["Vary"].split(", ")
    if form != "html":
        assert accepted.data == named.data
    if form == "csl":
        jsonschema.Draft7Validator(CSL).validate(named.get_json(force=True))
    if form == "bibtex":
        assert len(parse_string(named.text, "bibtex").entries) == 1
    if form == "text":
        assert named.text.count("\n") == 1


def test_the_page_has_all_three(client: Client) -> None:
    """The page shows each form as the form itself has it, to be copied without a script."""
    answer = cite(client, "/id/cac", form="html")
    blocks = [
        html.unescape(found)
        for found in re.findall(r'<pre class="copy.*?<code>(.*?)</code>', answer.text, re.S)
    ]
    others = [cite(client, "/id/cac", form=form).text for form in ("text", "bibtex", "csl")]
    assert [block.strip() for block in blocks] == [other.strip() for other in others]
    assert programs(answer.text) == [SEARCH_SCRIPT]


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, "text/plain"),
        ("*/*", "text/plain"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("text/x-bibliography", "text/plain"),
        ("application/json", "application/vnd.citationstyles.csl+json"),
        ("application/x-bibtex;q=0.5, application/vnd.citationstyles.csl+json;q=0.9", TYPES["csl"]),
        ("text/html;q=0, text/*", "text/plain"),
        ("image/png", None),
    ],
)
def test_negotiation(client: Client, accept: str | None, expected: str | None) -> None:
    """Accept chooses by type and weight; where it refuses all the answer lists what there is."""
    headers = {} if accept is None else {"Accept": accept}
    answer = client.get(f"/cite?of=/id/cac&accessed={DAY}", headers=headers)
    if expected is None:
        assert answer.status_code == 406
        assert "application/x-bibtex" in answer.get_json()["detail"]
    else:
        assert (answer.status_code, answer.mimetype) == (200, expected)


def test_links(client: Client) -> None:
    """A citation links to what it is of, and to its other forms, each of which is there."""
    answer = cite(client, "/id/cac", form="text")
    links = re.findall(r'<([^>]+)>; rel="([^"]+)"(?:; type="([^"]+)")?', answer.headers["Link"])
    assert (thing("cac"), "describes", "") in links
    others = [(href, kind) for href, rel, kind in links if rel == "alternate"]
    assert {kind for _, kind in others} == {
        TYPES[form].partition(";")[0] for form in ("bibtex", "csl", "html")
    }
    for href, kind in others:
        assert client.get(href).mimetype == kind
    assert answer.headers["Content-Disposition"] == f'inline; filename="nameplate-{VERSION}-cac.txt"'


def test_date_of_access(client: Client) -> None:
    """The reader's day is taken; without one it is the server's, said to be so, and nothing keeps it."""
    given, clock = cite(client, "/id/cac"), client.get("/cite?of=/id/cac")
    assert "Accessed 2026-12-01." in given.text
    assert "clock" not in given.text
    assert given.headers["Cache-Control"] != "no-store"
    today = datetime.now(UTC).date()
    days = [str(today - timedelta(days=1)), str(today)]
    assert any(f"Accessed {day} (day by the server's clock, UTC)." in clock.text for day in days)
    assert clock.headers["Cache-Control"] == "no-store"
    assert client.get("/cite").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("accessed=yesterday", 400),
        ("accessed=2026-02-30", 400),
        ("accessed=20261201", 400),
        ("form=ris", 400),
        ("of=/id/cac&of=/id/oep", 400),
        ("of=/id/cac&query=ASK+%7B%7D", 400),
        ("of=/id/cac%3Fat%3D2014&at=2015", 400),
        ("of=/id/cac&at=soon", 400),
        ("of=/dataset&at=2015", 400),
        ("of=/id/nobody", 404),
        ("of=/nowhere", 404),
        ("of=/cite", 404),
        ("of=/metrics", 404),
        ("of=/receipt", 404),
        ("of=/static/nameplate.css", 404),
        ("of=http://example.org/id/cac", 404),
        ("of=https://w3id.org/nameplate.evil/id/cac", 404),
        ("of=nonsense", 404),
        ("of=/dataset/9.9.9", 404),
        ("of=/version/9.9.9/id/cac", 404),
        ("of=//example.org/", 404),
        ("of=/id/%00", 404),
        ("query=SELECT", 400),
        ("query=SELECT+(NOW()+AS+%3Fx)+%7B%7D", 400),
    ],
)
def test_refused(client: Client, query: str, status: int) -> None:
    """What makes no sense is 400, what is not there 404."""
    answer = client.get(f"/cite?{query}")
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"


def test_downloads(client: Client, small: Path) -> None:
    """A download is cited with its size and the SHA-256 of its bytes."""
    for path in sorted((small / "dumps").rglob("*.zst"))[:2]:
        name = path.relative_to(small / "dumps").as_posix()
        found = item(client, f"/dumps/{VERSION}/{name}")
        assert (found["URL"], found["type"]) == (f"{BASE}dumps/{VERSION}/{name}", "dataset")
        data = path.read_bytes()
        assert f"{len(data):,} bytes, SHA-256 {hashlib.sha256(data).hexdigest()}." in found["note"]
        links = client.head(f"/dumps/{VERSION}/{name}").headers["Link"]
        (address,) = re.findall(rf'<([^>]*)>; rel="describedby"; type="{re.escape(TYPES["csl"])}"', links)
        there = client.get(f"{address}&accessed={DAY}", headers={"Accept": TYPES["csl"]})
        assert there.get_json(force=True) == [found]


def test_queries(client: Client) -> None:
    """An answer is cited with the hashes of its receipt, and its day; however the query is named."""
    query = "# title: What is said?\nSELECT ?p { <https://w3id.org/nameplate/id/cac> ?p ?o }"
    receipt = client.get("/receipt?" + urlencode({"query": query})).get_json()
    found = item(client, query=query)
    assert found == item(client, "/sparql?" + urlencode({"query": query}))
    assert found == item(client, "/receipt?" + urlencode({"query": query}))
    assert found["title"] == "Answer to the SPARQL query “What is said?”"
    assert receipt["query"]["sha256"] in found["note"]
    assert receipt["result"]["sha256"] in found["note"]
    assert f"{receipt['result']['rows']} rows" in found["note"]
    assert parse_qs(urlsplit(found["URL"]).query) == {"query": [query]}
    one = [item(client, query=q)["note"] for q in ("SELECT (1 AS ?x) {}", "CONSTRUCT { <a:a> <a:b> 1 } {}")]
    assert ["1 row. " in one[0], "1 triple. " in one[1]] == [True, True]
    nothing = item(client, query="ASK { FILTER(false) }")
    assert "Nothing was found, which is an answer" in nothing["note"]
    long = item(client, query=f"ASK {{ FILTER('{'x' * 3000}' = '') }}")
    assert long["URL"] == BASE + "sparql"
    assert "SHA-256 of the query" in long["note"]


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/page/cac",
        "/data/cac.html",
        "/dataset",
        "/ontology/",
        "/dumps/",
        "/sources/",
        "/search?q=cac",
        "/coverage",
        "/gaps",
        "/fragments",
        "/sparql",
        "/changes",
        "/policy",
        "/docs/",
        "/docs/limits",
    ],
)
def test_each_page_links_to_its_citation(client: Client, path: str) -> None:
    """Every page has a link that gives the citation of itself."""
    answer = client.get(path, headers={"Accept": "text/html"})
    found = re.search(r'<a href="(/cite\?of=[^"]+)"[^>]*>Cite this page</a>', answer.text)
    assert found, path
    there = client.get(html.unescape(found[1]) + f"&accessed={DAY}&form=csl")
    assert there.get_json(force=True) == [item(client, path)]


@pytest.mark.parametrize(
    ("path", "url", "title"),
    [
        ("/data/cac.ttl", ID + "cac", "Cyberspace Administration of China"),
        ("/data/cac.json", ID + "cac", "Cyberspace Administration of China"),
        ("/data/cac.jsonld?_profile=schema", ID + "cac", "Cyberspace Administration of China"),
        ("/data/ontology/Claim.ttl", ONTOLOGY + "Claim", "claim"),
        ("/ontology.ttl", ONTOLOGY, None),
        ("/dataset.ttl", BASE + "dataset", "Nameplate"),
        ("/graph/facts/doc-000.nq", BASE + "graph/facts/doc-000", None),
        ("/sources.ttl", BASE + "sources.ttl", "Sources"),
        ("/sources/doc-000.ttl", ID + "doc-000", None),
        ("/changes.json", BASE + "changes.json", "Versions"),
        ("/changes.atom", BASE + "changes.atom", "Versions"),
        ("/coverage.csv", BASE + "coverage.csv", "Reading inventory"),
        ("/coverage.json", BASE + "coverage.json", "Reading inventory"),
        ("/search?q=cac&format=json", BASE + "search?q=cac&format=json", "cac · Search"),
        ("/fragments?format=ttl", BASE + "fragments?format=ttl", "Triple pattern fragments"),
        ("/profiles.ttl", BASE + "profiles.ttl", "Profiles"),
        (f"/dumps/{VERSION}/manifest.json", f"{BASE}dumps/{VERSION}/manifest.json", None),
        (f"/dumps/{VERSION}/report.ttl", f"{BASE}dumps/{VERSION}/report.ttl", None),
    ],
)
def test_answers_for_programs_lead_to_their_citation(
    client: Client, path: str, url: str, title: str | None
) -> None:
    """What has no page to carry a link says in `Link` where its citation is, also to HEAD."""
    for answer in (client.get(path), client.head(path), client.get(path)):
        assert answer.status_code == 200
        (found,) = re.findall(r'<(/cite\?[^>]*)>; rel="describedby"; type="([^"]*)"', answer.headers["Link"])
        assert found[1] == TYPES["csl"]
    there = client.get(f"{found[0]}&accessed={DAY}", headers={"Accept": TYPES["csl"]})
    (told,) = there.get_json(force=True)
    assert told == item(client, path)
    assert told["URL"] == url
    assert (told["version"], told["accessed"]) == (VERSION, {"date-parts": [[*map(int, DAY.split("-"))]]})
    if title:
        assert told["title"] == title


@pytest.mark.parametrize(
    "path", ["/readyz", "/openapi.json", "/robots.txt", "/context.jsonld", "/linkset?of=/dataset"]
)
def test_what_runs_the_server_is_not_cited(client: Client, path: str) -> None:
    """What is no part of the data, and what only leads on, leads to no citation."""
    answer = client.get(path)
    assert answer.status_code == 200
    assert "/cite" not in answer.headers.get("Link", "")


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        (
            "zh-Hans",
            [
                "引用",
                "尚未正式发布，所引内容仍可能变动",
                "访问日期",
                "设定",
                "下载为文件",
                "每条陈述各有其来源与主张者",
            ],
        ),
        (
            "zh-Hant",
            [
                "引用",
                "尚未正式發布，所引內容仍可能變動",
                "存取日期",
                "設定",
                "下載為檔案",
                "每條陳述各有其來源與主張者",
            ],
        ),
    ],
)
def test_the_page_in_chinese(client: Client, tag: str, words: list[str]) -> None:
    """All that the page itself says is in the reader's language, and it says so."""
    english = cite(client, "/id/cac", form="html")
    page = cite(client, "/id/cac", form="html", lang=tag)
    assert f'<html lang="{tag}">' in page.text
    assert page.headers["Content-Language"] == tag
    main = page.text.partition("<main")[2].partition("</main>")[0]
    for word in words:
        assert word in main
    said = re.findall(
        r"<(?:h1|h2|p|label|button)[^>]*>([^<]+)<", english.text.partition("<main")[2].partition("</main>")[0]
    )
    for text in said:
        assert text not in main or text in {"BibTeX", "CSL-JSON"}, text


@pytest.mark.parametrize(
    ("tag", "title"),
    [("en", "Identifiers and persistence"), ("zh-Hans", "标识符与持久性"), ("zh-Hant", "識別碼與持久性")],
)
def test_titles_are_in_the_readers_language(client: Client, tag: str, title: str) -> None:
    """A page that has its own words in a language is cited by them, however the language is asked for."""
    assert item(client, "/policy", lang=tag)["title"] == title
    there = client.get(
        f"/cite?of=/policy&form=csl&accessed={DAY}", headers={"Accept-Language": f"{tag},en;q=0.1"}
    )
    assert [one["title"] for one in there.get_json(force=True)] == [title]


@pytest.mark.parametrize("path", ["/things/person", "/gaps", "/docs/limits"])
def test_a_page_has_one_citation_in_every_language(client: Client, path: str) -> None:
    """Its address has no language, however the page was reached; what is said of it is in the reader's."""
    names = set()
    for tag in ("en", "zh-Hans"):
        page = client.get(f"{path}?lang={tag}").text
        (link,) = re.findall(r'href="(/cite[^"]*)"', page)
        assert html.unescape(link) == f"/cite?of={path}&lang={tag}"
        found = item(client, f"{path}?lang=zh-Hant", lang=tag)
        assert found["URL"] == f"{BASE}{path[1:]}"
        names.add(found["title"])
    assert len(names) == 2


def test_one_page_of_a_thing_has_one_citation(client: Client) -> None:
    """However a page is reached it is the same, its link included; a day goes along."""
    pages = [client.get(path).text for path in ("/page/cac", "/data/cac.html", "/page/cac?lang=en")]
    assert pages[0] == pages[1]
    for kept in ('<input type="hidden" name="lang" value="en">', "&amp;lang=en", "?lang=en"):
        assert kept in pages[2]  # a language that was chosen is kept in links and forms
        pages[2] = pages[2].replace(kept, "")
        pages[0] = pages[0].replace(kept, "")  # which are also in the switch of languages
    assert re.sub(r"\n\s*\n", "\n", pages[2]) == re.sub(r"\n\s*\n", "\n", pages[0])


def test_errors_are_not_cited(client: Client) -> None:
    """A page that says that there is nothing has no citation."""
    answer = client.get("/id/nobody", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "/cite?" not in answer.text


def test_answers_link_to_citation_and_receipt(client: Client) -> None:
    """The page about an answer offers its citation and its receipt beside the downloads."""
    query = "SELECT ?p { <https://w3id.org/nameplate/id/cac> ?p ?o }"
    page = client.get("/sparql?" + urlencode({"query": query}), headers={"Accept": "text/html"}).text
    links = [html.unescape(href) for href in re.findall(r'href="(/(?:cite|receipt)\?query=[^"]+)"', page)]
    assert [client.get(link).mimetype for link in links] == ["text/html", "application/json"]
    assert client.get(links[1]).get_json()["query"]["text"] == query
    broken = client.get("/sparql?query=SELECT", headers={"Accept": "text/html"}).text
    assert "/receipt?" not in broken


def test_other_peoples_data_are_not_cited(reader: Client) -> None:
    """Of data from a file nobody knows how they are cited."""
    assert reader.get("/cite?of=/id/x").status_code == 404
    assert "/cite" not in reader.get("/", headers={"Accept": "text/html"}).text


@pytest.mark.parametrize(
    ("of", "version", "issued", "url", "title"),
    [
        ("/dataset", "0.10.0", [2027, 9, 1], f"{DATASET}/0.10.0", None),
        ("/dataset/0.10.0", "0.10.0", [2027, 9, 1], f"{DATASET}/0.10.0", None),
        ("/dataset/0.1.0", "0.1.0", [2027, 1, 10], f"{DATASET}/0.1.0", None),
        ("/dataset/0.1.0.ttl", "0.1.0", [2027, 1, 10], f"{DATASET}/0.1.0", None),
        (f"{DATASET}/0.2.0", "0.2.0", [2027, 6, 1], f"{DATASET}/0.2.0", None),
        ("/id/office", "0.10.0", [2027, 9, 1], thing("office"), "office"),
        ("/version/0.1.0/page/bureau", "0.1.0", [2027, 1, 10], thing("bureau"), "bureau"),
        ("/version/0.1.0/data/bureau.ttl", "0.1.0", [2027, 1, 10], thing("bureau"), "bureau"),
        ("/version/0.2.0/id/bureau", "0.2.0", [2027, 6, 1], thing("bureau"), "bureau"),
    ],
)
def test_versions(
    chained: Client, of: str, version: str, issued: list[int], url: str, title: str | None
) -> None:
    """A published version is cited by its own IRI and day, its documents by the addresses that stay."""
    found = item(chained, of)
    assert (found["version"], found["issued"], found["URL"]) == (version, {"date-parts": [issued]}, url)
    assert "ot published" not in found["note"]
    if title is not None:
        assert found["title"] == title
        assert f"version {version} {DATASET}/{version}." in found["note"]
    if of.startswith("/version/"):
        assert f"Document: {BASE}version/{version}/page/bureau." in found["note"]


def test_versions_without_it(chained: Client) -> None:
    """What a version did not know cannot be cited from it."""
    assert cite(chained, "/version/0.1.0/id/ministry").status_code == 404
    assert cite(chained, "/version/0.1.0/coverage").status_code == 404


def test_pages_of_versions_cite_that_version(chained: Client) -> None:
    """The link on a page of a past version leads to the citation of that version."""
    page = chained.get("/version/0.1.0/page/bureau", headers={"Accept": "text/html"}).text
    found = re.search(r'<a href="(/cite\?of=[^"]+)"[^>]*>Cite this page</a>', page)
    assert found
    there = chained.get(html.unescape(found[1]) + f"&accessed={DAY}&form=csl").get_json(force=True)
    assert there == [item(chained, "/version/0.1.0/page/bureau")]


@pytest.mark.parametrize(
    "path",
    [
        "/ontology/1.0.1/",
        "/ontology/1.0.0/",
        "/version/0.1.0/ontology/1.0.0/",
        "/version/0.1.0/ontology/reused",
        "/version/0.1.0/sources/",
    ],
)
def test_pages_that_are_of_no_thing_lead_to_their_citation(site: Client, path: str) -> None:
    """They are cited by the title that they have and the address at which they stay."""
    page = html.unescape(site.get(path, headers={"Accept": "text/html"}).text)
    assert f'href="/cite?of={path}"' in page
    found = item(site, path)
    assert found["URL"] == BASE + path[1:]
    assert f"<title>{found['title']} · Nameplate</title>" in page
    assert (found["version"] == "0.1.0") == path.startswith(("/version/0.1.0/", "/ontology/1.0.0/"))


def test_data_of_versions_lead_to_the_citation_of_that_version(chained: Client) -> None:
    """Data of a version name that version in their citation, and of a day that day."""
    for asked, note in (("", ""), ("?at=2012", "as of 2012-01-01/2012-12-31")):
        answer = chained.get(f"/version/0.1.0/data/office.ttl{asked}")
        (address,) = re.findall(r"<(/cite\?[^>]*)>", answer.headers["Link"])
        (told,) = chained.get(f"{address}&accessed={DAY}&form=csl").get_json(force=True)
        assert (told["version"], told["URL"]) == ("0.1.0", ID + "office")
        assert "https://w3id.org/nameplate/dataset/0.1.0" in told["note"]
        assert note in told["note"]


def test_given_up(chained: Client) -> None:
    """What was merged is cited by the survivor, what is gone as the last version that described it has it."""
    merged = item(chained, "/id/bureau")
    assert (merged["URL"], merged["title"]) == (thing("group"), "group")
    assert f"Formerly {thing('bureau')}." in merged["note"]
    gone = item(chained, "/id/name-office")
    assert (gone["version"], gone["URL"]) == ("0.2.0", thing("name-office"))
    assert f"Document: {BASE}version/0.2.0/page/name-office." in gone["note"]
    assert item(chained, thing("name-office")) == gone


@pytest.mark.parametrize(
    ("of", "version", "document"),
    [
        ("/id/office", "0.10.0", "version/0.10.0/page/office"),
        ("/data/office.ttl?at=2012", "0.10.0", "version/0.10.0/page/office?at=2012-01-01/2012-12-31"),
        ("/graph/ontology", "0.10.0", "version/0.10.0/graph/ontology"),
        ("/ontology/seatedIn", "0.10.0", "version/0.10.0/page/ontology/seatedIn"),
        ("/version/0.1.0/page/office?at=2012", "0.1.0", "version/0.1.0/page/office?at=2012-01-01/2012-12-31"),
        ("/version/0.1.0/graph/ontology", "0.1.0", "version/0.1.0/graph/ontology"),
        ("/version/0.1.0/graph/bounds.ttl", "0.1.0", "version/0.1.0/graph/bounds"),
    ],
)
def test_documents_that_stay(chained: Client, of: str, version: str, document: str) -> None:
    """Of a published version the document of that version is named, of the day that was asked for."""
    found = item(chained, of)
    assert found["version"] == version
    assert f"Document: {BASE}{document}." in found["note"]


def test_downloads_of_earlier_versions(chained: Client) -> None:
    """A download of an earlier version is cited with that version, and with its size and SHA-256."""
    path = "/dumps/0.1.0/nameplate-0.1.0.nq.zst"
    found, data = item(chained, path), chained.get(path).data
    assert (found["version"], found["issued"]) == ("0.1.0", {"date-parts": [[2027, 1, 10]]})
    assert (found["URL"], found["title"]) == (BASE + path[1:], "nameplate-0.1.0.nq.zst")
    assert f"{len(data):,} bytes, SHA-256 {hashlib.sha256(data).hexdigest()}." in found["note"]
    assert item(chained, "/dumps/0.2.0/changes.rdfp")["version"] == "0.2.0"
    assert cite(chained, "/dumps/0.9.0/nameplate-0.9.0.nq.zst").status_code == 404
    assert cite(chained, "/dumps/0.1.0/nothing").status_code == 404
