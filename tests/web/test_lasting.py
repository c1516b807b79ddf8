"""What is not published says so where it is cited, and names the published version to be cited instead."""

from __future__ import annotations

import hashlib
import html
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlencode

import jsonschema
import pytest
from pybtex.database import parse_string
from werkzeug.test import Client

from server.names import BASE, DATASET, expand, thing
from server.wsgi import create_app
from tests.versions.made_up import VERSIONS
from tests.web.chained import write_chained
from tests.web.conftest import Reader

DAY = "2026-12-01"
NEXT = "0.10.0-dev"
CSL = json.loads((Path(__file__).parent / "data" / "csl-data.json").read_text(encoding="utf-8"))
PAGE = {"Accept": "text/html"}
#: Names, numbers and addresses, which are the same in each language.
NAMES = "|".join(
    (
        *(r"https?://[^\s。]+", "[0-9a-f]{64}", r"nameplate-[\w.]+", r"\d+\.\d+\.\d+(?:-dev[-0-9a-f]*)?"),
        *("Report [AB]", r"(?:id:)?passage-[ab]-\d"),
    )
)


def cited(client: Client, of: str, form: str, **more: str) -> str:
    """A citation in a form."""
    answer = client.get("/cite?" + urlencode({"of": of, "accessed": DAY, "form": form, **more}))
    assert answer.status_code == 200, answer.text
    return answer.text


def item(client: Client, of: str, **more: str) -> dict[str, Any]:
    """A citation in CSL-JSON, which fits its schema."""
    items = json.loads(cited(client, of, "csl", **more))
    jsonschema.Draft7Validator(CSL).validate(items)
    (found,) = items
    told: dict[str, Any] = found
    return told


@pytest.mark.parametrize(
    ("of", "there"),
    [
        ("/id/office", "version/0.2.0/page/office"),
        ("/page/office?at=2012", "version/0.2.0/page/office?at=2012-01-01/2012-12-31"),
        ("/data/office.ttl", "version/0.2.0/page/office"),
        (thing("under-bureau"), "version/0.2.0/page/under-bureau"),
        ("/id/bureau", "version/0.2.0/page/group"),  # merged into that one since
        ("/ontology/seatedIn", "version/0.2.0/page/ontology/seatedIn"),
        ("/graph/facts/doc-a.nq", "version/0.2.0/graph/facts/doc-a"),
        ("/sources/", "version/0.2.0/sources/"),
        ("/dataset", "dataset/0.2.0"),
        (f"/dataset/{NEXT}", "dataset/0.2.0"),
        ("/", "dataset/0.2.0"),
        ("/changes", "dataset/0.2.0"),
        (f"/changes/{NEXT}", "dataset/0.2.0"),
        ("/changes.json", "dataset/0.2.0"),
        ("/dumps/", "dumps/0.2.0/"),
        (f"/dumps/{NEXT}/SHA256SUMS", "dumps/0.2.0/SHA256SUMS"),
    ],
)
def test_what_is_cited_instead(unpublished: Client, of: str, there: str) -> None:
    """Each form says that it is not published, and where the newest version has it; that can be cited."""
    said = "Not a published version, it may still change (build 0.10.0-dev-0123456789abcdef)"
    instead = f"Cite version 0.2.0 instead: {BASE}{there}. "
    text = cited(unpublished, of, "text")
    assert f"{said}. {instead}" in text
    told = item(unpublished, of)
    assert (told["version"], told["status"]) == (NEXT, "not a published version")
    assert f"{said}. {instead}" in told["note"]
    link = told["custom"]["citeInstead"]
    assert (link["version"], link["URL"], link["describesIt"]) == ("0.2.0", BASE + there, True)
    (entry,) = parse_string(cited(unpublished, of, "bibtex"), "bibtex").entries.values()
    assert rf"Cite version 0.2.0 instead: \url{{{BASE}{there}}}. " in entry.fields["note"]
    at = link["citation"].removeprefix(BASE.rstrip("/"))
    heads = unpublished.get("/cite?" + urlencode({"of": of, "accessed": DAY})).headers["Link"]
    assert f'<{at}>; rel="predecessor-version"' in heads
    cite = unpublished.get(f"{at}&accessed={DAY}&form=csl")
    (published,) = json.loads(cite.text)
    assert (published["version"], "status" in published, "custom" in published) == ("0.2.0", False, False)
    assert "ot a published" not in published["note"]


@pytest.mark.parametrize(
    ("path", "there"),
    [
        ("/page/office", "/version/0.2.0/page/office"),
        ("/page/office?at=2012", "/version/0.2.0/page/office?at=2012"),
        ("/data/office.html", "/version/0.2.0/page/office"),
        ("/sources/", "/version/0.2.0/sources/"),
        ("/sources/doc-a", "/version/0.2.0/sources/doc-a"),
        ("/dataset", "/dataset/0.2.0"),
        ("/changes", "/dataset/0.2.0"),
        (f"/dumps/{NEXT}/", "/dumps/0.2.0/"),
    ],
)
def test_pages_lead_to_what_is_published(unpublished: Client, path: str, there: str) -> None:
    """The end of a page leads to what a published version has of it, and to the citation of that."""
    page = unpublished.get(path, headers=PAGE)
    assert page.status_code == 200
    assert "What is not published should not be cited: cite" in page.text
    (href,) = re.findall(r'<a href="([^"]+)" rel="predecessor-version">', page.text)
    assert html.unescape(href) == there
    for asked in (unpublished.get, unpublished.head):
        assert f'<{there}>; rel="predecessor-version"' in asked(path, headers=PAGE).headers["Link"]
    published = unpublished.get(there, headers=PAGE)
    assert (published.status_code, published.headers["Nameplate-Release"]) == (200, "0.2.0")
    assert "should not be cited" not in published.text
    (cite,) = re.findall(r'<a href="([^"]+)" rel="nofollow">its citation</a>', page.text)
    assert unquote(html.unescape(cite)) == f"/cite?of={there}"
    told = unpublished.get(html.unescape(cite) + f"&form=csl&accessed={DAY}").get_json(force=True)
    assert told == [item(unpublished, there)]
    assert told[0]["version"] == "0.2.0"


@pytest.mark.parametrize(
    ("of", "tag", "told"),
    [
        (
            "/timeline?at=2012",
            "en",
            f"Version 0.2.0, which is the last that was published, has data, but not this: {DATASET}/0.2.0. ",
        ),
        ("/search?q=office", "zh-Hans", f"最近发布的版本 0.2.0 有数据，但没有此项：{DATASET}/0.2.0。"),
        (
            "/genealogy",
            "zh-Hant",
            f"最近發布的版本 0.2.0 有資料，但沒有此項：{DATASET}/0.2.0。",
        ),
    ],
)
def test_what_versions_do_not_keep(unpublished: Client, of: str, tag: str, told: str) -> None:
    """Of a page or an answer that is made anew each time the build is cited, and nothing is said to be it."""
    found = item(unpublished, of, lang=tag)
    assert found["version"] == NEXT
    assert f"{NEXT}-0123456789abcdef" in found["note"]
    assert told in found["note"]
    assert found["custom"]["citeInstead"]["describesIt"] is False
    for path in (of, f"/cite?of={quote(of)}&accessed={DAY}"):
        page = unpublished.get(f"{path}{'&' if '?' in path else '?'}lang={tag}", headers=PAGE)
        assert page.status_code == 200
        assert "predecessor-version" not in page.text + page.headers.get("Link", "")
        assert f'<a href="/dataset/0.2.0?lang={tag}">0.2.0</a>' in page.text


def test_what_no_version_has(tmp_path: Path) -> None:
    """What is new is told to be in no published version, in citation and page; the newest is named."""
    day, graphs = VERSIONS["0.10.0"]
    facts = graphs["facts/doc-a"] + 'id:fresh a plate:Institution ; skos:prefLabel "fresh"@en .'
    every = {**VERSIONS, "0.10.0": (day, {**graphs, "facts/doc-a": facts})}
    app = create_app(release=write_chained(tmp_path, NEXT, every), workers=1)
    try:
        client = Reader(app)
        told = item(client, "/id/fresh")
        lacks = (
            f"Version 0.2.0, which is the last that was published, does not describe it: {DATASET}/0.2.0. "
        )
        assert lacks in told["note"]
        assert told["custom"]["citeInstead"] == {
            "version": "0.2.0",
            "URL": f"{DATASET}/0.2.0",
            "citation": f"{BASE}cite?of=/dataset/0.2.0",
            "describesIt": False,
        }
        page = client.get("/page/fresh", headers=PAGE).text
        assert '<a href="/dataset/0.2.0" rel="predecessor-version">0.2.0</a>, which is the last' in page
    finally:
        app.close()


def test_nothing_is_published(client: Client) -> None:
    """Before the first version there is nothing else to cite, and nothing is named."""
    told = item(client, "/id/cac")
    assert "Not a published version, it may still change (build " in told["note"]
    assert "instead" not in told["note"]
    assert "custom" not in told
    assert "should not be cited" not in client.get("/page/cac", headers=PAGE).text


def test_what_is_published_names_nothing_else(chained: Client) -> None:
    """A published version is cited as it is."""
    told = item(chained, "/id/office")
    assert {"status", "custom"} & told.keys() == set()
    assert "should not be cited" not in chained.get("/page/office", headers=PAGE).text
    assert "predecessor-version" not in chained.get("/cite?of=/id/office").headers["Link"]


@pytest.mark.parametrize(
    ("tag", "status", "instead", "link"),
    [
        ("zh-Hans", "非正式发布版本", "请改引版本 0.2.0：", "未正式发布的内容不宜引用："),
        ("zh-Hant", "非正式發布版本", "請改引版本 0.2.0：", "未正式發布的內容不宜引用："),
    ],
)
def test_it_is_told_in_chinese(unpublished: Client, tag: str, status: str, instead: str, link: str) -> None:
    """Citation and page tell it in the reader's language."""
    told = item(unpublished, "/id/office", lang=tag)
    assert told["status"] == status
    assert f"{instead}{BASE}version/0.2.0/page/office。" in told["note"]
    assert link in cited(unpublished, "/id/office", "html", lang=tag)


@pytest.mark.parametrize(
    ("path", "version"),
    [
        ("/dumps/0.1.0/", "0.1.0"),
        ("/dumps/0.1.0/nameplate-0.1.0.nq.zst", "0.1.0"),
        ("/dumps/0.1.0/SHA256SUMS", "0.1.0"),
        ("/dumps/0.2.0/changes.rdfp", "0.2.0"),
        ("/changes/0.1.0", "0.1.0"),
        ("/changes/0.2.0.json", "0.2.0"),
        ("/changes/0.2.0.csv", "0.2.0"),
        ("/dataset/0.1.0", "0.1.0"),
        ("/dataset/0.1.0.ttl", "0.1.0"),
        ("/version/0.1.0/page/office", "0.1.0"),
        (f"/changes/{NEXT}", NEXT),
        (f"/dumps/{NEXT}/", NEXT),
        ("/changes", NEXT),
    ],
)
def test_what_tells_of_a_version_names_it(unpublished: Client, path: str, version: str) -> None:
    """Header, end of the page and citation name the version that is told of, not the one that is served."""
    header = f"{NEXT}-0123456789abcdef" if version == NEXT else version
    for asked in (unpublished.get, unpublished.head, unpublished.get):
        answer = asked(path, headers=PAGE)
        assert (answer.status_code, answer.headers["Nameplate-Release"]) == (200, header)
    told = item(unpublished, path)
    assert told["version"] == version
    if answer.mimetype != "text/html":
        return
    footer = answer.text.partition("<footer")[2]
    named = re.findall(r'Release <a href="([^"]+)">([^<]+)</a>(, not published yet)?', footer)
    assert named == [(f"/dataset/{version}", version, ", not published yet" if version == NEXT else "")]
    assert ("should not be cited" in footer) == (version == NEXT)


def test_refusals_name_what_is_served(unpublished: Client) -> None:
    """That a version lacks something is said by what is served."""
    answer = unpublished.get("/dumps/0.1.0/nothing.ttl")
    assert answer.status_code == 404
    assert answer.headers["Nameplate-Release"] == f"{NEXT}-0123456789abcdef"


def of_bytes(data: bytes) -> str:
    """What a citation says of bytes."""
    return f"{len(data):,} bytes, SHA-256 {hashlib.sha256(data).hexdigest()}."


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("manifest.json", "Manifest of version {}"),
        ("SHA256SUMS", "Checksums of version {}"),
        ("report.ttl", "Validation report of version {}"),
        ("changes.rdfp", "Patch that makes version {} of the one before"),
    ],
)
def test_what_tells_of_downloads(site: Client, name: str, title: str) -> None:
    """What tells of the downloads has a title, the version and the hash of its bytes; links lead there."""
    version = site.get("/dataset.jsonld") and item(site, "/dataset")["version"]
    path = f"/dumps/{version}/{name}"
    answer = site.get(path)
    if name == "changes.rdfp" and answer.status_code == 404:  # the first version makes nothing of another
        assert site.get("/cite?of=" + path).status_code == 404
        return
    told = item(site, path)
    assert (told["title"], told["version"], told["type"]) == (title.format(version), version, "dataset")
    assert told["URL"] == BASE + path[1:]
    assert of_bytes(answer.data) in told["note"]
    links = dict(re.findall(r'<([^>]+)>; rel="(describedby|linkset)"', answer.headers["Link"]))
    assert links == {f"/cite?of={path}": "describedby", f"/linkset?of={path}": "linkset"}
    anchors = [one["anchor"] for one in site.get(f"/linkset?of={path}").get_json()["linkset"]]
    assert f"http://localhost{path}" in anchors


def test_unpacked_downloads(site: Client) -> None:
    """A download that is unpacked on the way is cited with the file that it is unpacked from."""
    version = item(site, "/dataset")["version"]
    for name in (f"nameplate-{version}.nq", f"nameplate-{version}.ttl", "graphs/ontology.ttl"):
        path = f"/dumps/{version}/{name}"
        packed, plain = site.get(path + ".gz").data, site.get(path, headers={"Accept-Encoding": "identity"})
        told = item(site, path)
        assert (told["title"], told["version"]) == (name.rpartition("/")[2], version)
        assert f"Unpacked from {name.rpartition('/')[2]}.gz: {of_bytes(packed)}" in told["note"]
        own = f"SHA-256 of it unpacked: {hashlib.sha256(plain.data).hexdigest()}. "
        assert (own in told["note"]) == name.endswith(".nq")
        assert f"</linkset?of={path}>" in plain.headers["Link"]
        assert site.get(f"/linkset?of={path}").status_code == 200
    assert site.get(f"/linkset?of=/dumps/{version}/nothing").status_code == 404
    assert site.get(f"/cite?of=/dumps/{version}/nothing").status_code == 404


@pytest.mark.parametrize(
    ("language", "title", "day"),
    [
        ("en", "People", "as of 2016-01-01/2016-12-31"),
        ("zh-Hans", "人物", "截至 2016-01-01/2016-12-31"),
        ("zh-Hant", "人物", "截至 2016-01-01/2016-12-31"),
    ],
)
def test_tables_of_a_day(site: Client, language: str, title: str, day: str) -> None:
    """A table of a day has title, day and hash; without a day it is the download."""
    told = item(site, "/tables/people.csv?at=2016", lang=language)
    assert told["title"] == title
    assert told["URL"] == f"{BASE}tables/people.csv?at=2016-01-01/2016-12-31"
    assert told["note"].startswith(day)
    data = site.get("/tables/people.csv?at=2016").data
    assert hashlib.sha256(data).hexdigest() in told["note"]
    link = site.get("/tables/people.csv?at=2016").headers["Link"]
    assert f'</cite?of={quote("/tables/people.csv?at=2016", safe="/")}>; rel="describedby"' in link
    version = told["version"]
    plain = item(site, "/tables/people.csv", lang=language)
    assert plain == item(site, f"/dumps/{version}/tables/people.csv", lang=language)
    assert site.get("/cite?of=/tables/nothing.csv").status_code == 404


@pytest.mark.parametrize("extension", ["json", "csv", "ttl"])
def test_changes_of_a_version(unpublished: Client, extension: str) -> None:
    """What changed in a version is cited as of that version, with the hash of the bytes that stay."""
    path = f"/changes/0.2.0.{extension}"
    told = item(unpublished, path)
    assert (told["title"], told["version"]) == ("Changes in 0.2.0", "0.2.0")
    assert of_bytes(unpublished.get(path).data) in told["note"]


LICENCE, MAKERS = "https://creativecommons.org/licenses/by/4.0/", thing("curators")


@pytest.mark.parametrize("path", ["/changes", "/changes.json", "/tables/people.csv?at=2016-12-31"])
def test_links_of_changes_and_tables(site: Client, path: str) -> None:
    """Changes and tables of a day lead to licence, makers, citation and the set of their links."""
    answer = site.get(path)
    links = re.findall(r'<([^>]+)>; rel="([^"]+)"', answer.headers["Link"])
    assert {(LICENCE, "license"), (MAKERS, "author")} <= set(links)
    (linkset,) = {href for href, rel in links if rel == "linkset"}
    (told,) = site.get(linkset).get_json()["linkset"]
    assert told["anchor"] == f"http://localhost{path}"
    assert [told[rel][0]["href"] for rel in ("license", "author")] == [LICENCE, MAKERS]
    (cite,) = told["describedby"]
    assert cite["type"] == "application/vnd.citationstyles.csl+json"
    cited = site.get(cite["href"].removeprefix("http://localhost") + f"&form=csl&accessed={DAY}")
    assert cited.get_json(force=True) == [item(site, path)]


@pytest.mark.parametrize(
    ("of", "iri"),
    [
        ("/changes", DATASET),
        ("/changes/0.2.0", f"{DATASET}/0.2.0"),
        ("/changes/0.1.0.ttl", f"{DATASET}/0.1.0"),
    ],
)
def test_sets_of_changes_name_the_version(unpublished: Client, of: str, iri: str) -> None:
    """The links of what changed lead to the version that it is about."""
    (told,) = unpublished.get(f"/linkset?of={of}").get_json()["linkset"]
    assert (told["anchor"], told["describes"]) == (f"http://localhost{of}", [{"href": iri}])


@pytest.mark.parametrize(
    "of", ["/changes/9.9.9", "/tables/people.csv", "/tables/nothing.csv?at=2016", "/tables/people?at=2016"]
)
def test_no_sets_of_what_is_not_there(unpublished: Client, of: str) -> None:
    """There is no set of links of a version, or of a table of a day, that is not there."""
    assert unpublished.get("/linkset?" + urlencode({"of": of})).status_code == 404


def test_names_in_traditional_characters(site: Client) -> None:
    """Title and makers are in the characters of the reader, and marks are those of the language alone."""
    told = {tag: item(site, "/id/cac", lang=tag) for tag in ("zh-Hans", "zh-Hant")}
    assert [told[tag]["container-title"] for tag in told] == [
        "牌子：中国网络政策系统关联开放数据",
        "牌子：中國網絡政策系統關聯開放數據",
    ]
    assert [told[tag]["author"] for tag in told] == [
        [{"literal": "牌子数据编者"}],
        [{"literal": "牌子數據編者"}],
    ]
    assert told["zh-Hant"]["publisher"] == "牌子數據編者"
    assert told["zh-Hant"]["title"] == "國家互聯網信息辦公室"
    for tag in told:
        assert ". " not in told[tag]["note"]
        (entry,) = parse_string(cited(site, "/id/cac", "bibtex", lang=tag), "bibtex").entries.values()
        assert ". " not in entry.fields["note"]
        assert re.fullmatch(r"[载載]：\{《.*》，版本 .*\}", entry.fields["howpublished"])
    assert "牌子數據編者。《牌子：中國網絡政策系統關聯開放數據》，版本 " in cited(
        site, "/id/cac", "text", lang="zh-Hant"
    )


@pytest.mark.parametrize("tag", ["zh-Hans", "zh-Hant"])
@pytest.mark.parametrize(
    "asked",
    [
        {"of": "/dataset"},
        {"of": "/id/office", "at": "2012"},
        {"of": "/id/under-bureau"},
        {"of": "/id/passage-a-1"},
        {"of": "/id/bureau"},
        {"of": "/id/name-office"},
        {"of": "/graph/facts/doc-a"},
        {"of": "/changes/0.2.0.json"},
        {"of": f"/dumps/{NEXT}/SHA256SUMS"},
        {"of": "/dumps/0.2.0/changes.rdfp"},
        {"of": "/dumps/0.1.0/nameplate-0.1.0.nq.zst"},
    ],
    ids=lambda asked: asked["of"],
)
def test_all_words_of_a_citation_are_in_the_language(
    unpublished: Client, asked: dict[str, str], tag: str
) -> None:
    """Nothing that the server says itself in a citation is left in English, nor its marks."""
    told = unpublished.get("/cite?" + urlencode({**asked, "lang": tag, "form": "csl"})).get_json(force=True)[
        0
    ]
    left = re.sub(NAMES, "", told["note"] + told.get("status", ""))
    assert set(re.findall("[A-Za-z]+", left)) <= {"SHA"}
    assert not set(left) & set(".,:;()“”") - {","}
    assert re.search("[\u4e00-\u9fff]", left)


def test_documents_say_what_is_to_be_cited(tmp_path: Path) -> None:
    """Data that are not published say in their citation which version is to be cited instead."""
    predicate = expand("dcterms:bibliographicCitation")
    said = 'dcterms:bibliographicCitation "Makers. Made up, {}"@en .'
    every = {
        version: (
            day,
            {**graphs, "metadata": f"{graphs.get('metadata', '')}<{DATASET}> {said.format(version)}"},
        )
        for version, (day, graphs) in VERSIONS.items()
    }
    app = create_app(release=write_chained(tmp_path, NEXT, every), workers=1)
    try:
        client = Reader(app)
        now, then = client.get("/data/office.nt").text, client.get("/version/0.2.0/data/office.nt").text
        ends = [re.findall(rf"{re.escape(predicate)}> \"(.*)\"@en", text) for text in (now, then)]
        whole = f"“office” ({thing('office')}). In: Makers. Made up, "
        instead = f". Not a published version: cite version 0.2.0 instead, {DATASET}/0.2.0"
        assert ends == [[f"{whole}0.10.0{instead}"], [f"{whole}0.2.0"]]
    finally:
        app.close()
