"""The list of versions and what changed in each, for readers and for programs; the feed; the policy."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse
from werkzeug.test import Client

from server.canonical import canonical_lines
from server.formats import GRAPH_FORMATS, GraphFormat
from server.names import BASE, DATASET, PREFIXES, expand, thing
from server.packing import unpacked
from server.versions import patch
from server.versions.chain import LIMIT
from server.web import changes
from server.web.sheets import TARGET, sheets, targets
from server.wsgi import Publisher, create_app
from tests.versions.made_up import VERSIONS, lines
from tests.web.chained import write_chained
from tests.web.conftest import Reader
from tests.web.reading import section

ATOM = "{http://www.w3.org/2005/Atom}"
CS = "http://purl.org/vocab/changeset/schema#"
FOREVER = "public, max-age=31536000, immutable"


@pytest.fixture(scope="module")
def client(chained: Client) -> Client:
    """A client of the last of three published versions."""
    return chained


@pytest.mark.parametrize("version", ["0.1.0", "0.2.0"])
def test_forms_of_a_version(client: Client, version: str) -> None:
    """In which forms changes can be had is told in their place; a slash too many leads to them."""
    path, here = f"/changes/{version}", BASE + f"changes/{version}"
    listed = parse(client.get(f"{path}.ttl?_profile=alt").data, format=RdfFormat.TURTLE)
    found = {
        q.object.value: q.subject.value
        for q in listed
        if q.predicate.value == expand("dcterms:format") and "_profile" not in q.subject.value
    }
    assert found["text/csv"] == f"{here}.csv"
    assert found["text/html"] == here
    page = client.get(f"{path}?_profile=alt&lang=zh-TW")
    assert f'<h1><bdi lang="zh-Hant">{version} 版的變更</bdi></h1>' in page.text
    assert client.get(f"{path}.csv?_profile=alt").mimetype == "text/csv"
    answer = client.get(f"{path}/?lang=en")
    assert (answer.status_code, answer.headers["Location"]) == (308, f"{path}?lang=en")


def words_of(page: str) -> str:
    """What a reader reads of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))


def test_nothing_is_said_twice(tmp_path: Path) -> None:
    """A passage that is called as its document is, and a label that holds the other one, stand once."""
    named = {
        "id:passage-a-2 a plate:Passage ;": 'id:passage-a-2 a plate:Passage ; skos:prefLabel "Report A"@en ;',
        '"bureau"@en': '"name: 局"@en , "局"@zh-Hans',
    }
    every = {}
    for version, (day, graphs) in VERSIONS.items():
        told = dict(graphs)
        for name, turtle in graphs.items():
            for old, new in named.items():
                turtle = turtle.replace(old, new)  # noqa: PLW2901 (one after the other)
            told[name] = turtle
        every[version] = (day, told)
    app = create_app(release=write_chained(tmp_path, "0.10.0", every), workers=1)
    try:
        pages = [words_of(Reader(app).get(f"/changes/{version}?lang=en").text) for version in every]
    finally:
        app.close()
    assert any("name: 局" in page for page in pages)
    assert [page for page in pages if "name: 局 局" in page] == []
    assert any("Source: Report A" in page for page in pages)
    assert [page for page in pages if "Report A, in Report A" in page] == []
    assert any(", in Report B" in page for page in pages)


# The list


def test_list_as_page(client: Client) -> None:
    """The newest comes first, with how much changed and why, and each leads to its changes."""
    answer = client.get("/changes", headers={"Accept": "text/html"})

    assert re.findall(r'<a href="/changes/([^"./]+\.[^"]*\.[0-9]+)">', answer.text) == [*VERSIONS][::-1]
    assert "Correction: 3. 0 statements added, 9 removed, 1 changed." in answer.text
    assert (
        "Reality changed: 3; our knowledge changed: 3; correction: 1; the vocabulary changed: 1"
        in answer.text
    )
    assert "The first version: 58 statements in all." in answer.text
    for nature in ("reality", "knowledge", "correction", "vocabulary", "translation"):
        assert f'<div id="{nature}">' in answer.text


def test_list_as_json(client: Client) -> None:
    """Programs are told number, day, size, hash and counts."""
    found = client.get("/changes", headers={"Accept": "application/json"}).get_json()["versions"]

    assert [one["version"] for one in found] == [*VERSIONS][::-1]
    first = found[-1]
    assert first["iri"] == f"{DATASET}/0.1.0"
    assert first["issued"] == "2027-01-10"
    assert first["sha256"] == hashlib.sha256(lines("0.1.0")).hexdigest()
    assert first["quads"] == 58
    assert found[0]["counts"]["changes"] == {
        "reality": 0,
        "knowledge": 0,
        "correction": 3,
        "vocabulary": 0,
        "translation": 0,
    }


def test_list_as_table(client: Client) -> None:
    """The table has a line for each version."""
    rows = list(csv.DictReader(io.StringIO(client.get("/changes.csv").text)))

    assert [(row["version"], row["reality"], row["correction"]) for row in rows] == [
        ("0.10.0", "0", "3"),
        ("0.2.0", "3", "1"),
        ("0.1.0", "0", "0"),
    ]


@pytest.mark.parametrize("form", GRAPH_FORMATS, ids=lambda form: form.extension)
@pytest.mark.parametrize("path", ["/changes", "/changes/0.2.0"])
def test_as_rdf(client: Client, form: GraphFormat, path: str) -> None:
    """Each format of RDF says the same, by extension and by Accept."""
    named = client.get(f"{path}.{form.extension}")
    asked = client.get(path, headers={"Accept": form.media_type})

    assert (named.status_code, named.data) == (200, asked.data)
    assert named.mimetype == asked.mimetype == form.media_type
    assert asked.headers["Content-Location"] == f"{path}.{form.extension}"
    assert len(of(named.data, form.rdf)) == len(of(client.get(f"{path}.nt").data, RdfFormat.N_TRIPLES))


def of(body: bytes, form: RdfFormat = RdfFormat.TURTLE) -> set[tuple[str, str, str]]:
    """The triples of a document."""
    return {
        (str(q.subject).strip("<>"), q.predicate.value, getattr(q.object, "value", ""))
        for q in parse(body, format=form)
    }


@pytest.mark.card("DWBP", "11")
@pytest.mark.card("DCAT 3", "dataset: previousVersion, hasVersion")
def test_chain_in_rdf(client: Client) -> None:
    """The list says which version follows which."""
    said = of(client.get("/changes.ttl").data)
    previous = expand("dcat:previousVersion")

    assert {(s, o) for s, p, o in said if p == previous} == {
        (f"{DATASET}/0.10.0", f"{DATASET}/0.2.0"),
        (f"{DATASET}/0.2.0", f"{DATASET}/0.1.0"),
    }
    assert not [o for _, p, o in said if p == expand("dcat:inSeries")]
    assert {o for s, p, o in said if p == expand("dcat:hasVersion")} == {f"{DATASET}/{v}" for v in VERSIONS}


# One version


@pytest.mark.card("DWBP", "8")
def test_changes_as_page(client: Client) -> None:
    """Changes stand by their nature, each with its reason, its values before and after, and its source."""
    page = client.get("/changes/0.2.0").text

    assert re.findall(r'<h2 id="([a-z]+)">', page) == ["reality", "knowledge", "correction", "vocabulary"]
    assert "Its period closed after 2027-01-10." in page
    moved = page[page.index("2015/..") - 40 : page.index("2015/2027-03") + 60]
    assert "<del>" in moved
    assert "<ins>" in moved
    assert re.search(r"Source: <a[^>]*>.*passage.*</a>, in <a[^>]*>Report A</a>", page)
    assert "Report B</a>, endnote 7" in page
    assert '<a href="/changes/0.1.0">0.1.0</a>' in page
    assert 'href="/dumps/0.2.0/changes.rdfp"' in page
    assert "What changed in 0.10.0" in page


def test_merged_and_removed_on_the_page(client: Client) -> None:
    """What was merged says into what, what was removed says what to use."""
    page = client.get("/changes/0.10.0").text

    assert '<span class="badge">merged</span>' in page
    assert re.search(r'It is the same as <a href="/id/group">group</a>', page)
    assert re.search(r'Instead: <a href="/id/office">office</a>', page)


def test_changes_of_the_first_version(client: Client) -> None:
    """The first version changed nothing; its page and data say so."""
    assert "The first version: nothing came before it" in client.get("/changes/0.1.0").text
    told = client.get("/changes/0.1.0.json").get_json()
    assert (told["earlier"], told["changes"]) == (None, [])
    assert client.get("/dumps/0.1.0/changes.rdfp").status_code == 404


def test_changes_as_json(client: Client) -> None:
    """Programs are told each change with nature, reason, statements and sources."""
    told = client.get("/changes/0.2.0", headers={"Accept": "application/json"}).get_json()

    assert (told["earlier"], told["later"]) == ("0.1.0", "0.2.0")
    one = next(change for change in told["changes"] if change["thing"] == thing("under-group"))
    assert (one["nature"], one["kind"], one["what"]) == ("reality", "claim", "changed")
    assert one["changed"][0]["after"]["value"] == "2015/2027-03"
    assert one["sources"] == [{"passage": thing("passage-a-1"), "document": thing("doc-a")}]


@pytest.mark.parametrize("path", ["/changes", "/changes/0.2.0"])
@pytest.mark.parametrize("extension", ["json", "csv", "ttl", "nq"])
def test_forms_by_query(client: Client, path: str, extension: str) -> None:
    """What the query names is what is had at the path of that form, whatever Accept says."""
    answer = client.get(f"{path}?format={extension}", headers={"Accept": "text/html"})
    other = client.get(f"{path}.{extension}")
    assert (answer.content_type, answer.data) == (other.content_type, other.data)
    assert "Accept" not in answer.headers.get("Vary", "").split(", ")


def test_changes_as_table(client: Client) -> None:
    """The table has a line for each statement, with its source."""
    answer = client.get("/changes/0.2.0.csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))

    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8; header=present"
    counts = client.get("/changes.json").get_json()["versions"][1]["counts"]["statements"]
    assert len(rows) == sum(counts.values()) == 19
    (moved,) = [row for row in rows if row["thing"] == thing("under-group")]
    assert (moved["predicate"], moved["nature"]) == ("plate:validity", "reality")
    assert (moved["before"], moved["after"]) == ('"2015/.."^^edtf:EDTF', '"2015/2027-03"^^edtf:EDTF')
    assert moved["sources"] == thing("passage-a-1")


def test_change_sets(client: Client) -> None:
    """In RDF each thing that changed has a change set with its nature, reason, source and statements."""
    quads: list[Quad] = list(parse(client.get("/changes/0.2.0.ttl").data, format=RdfFormat.TURTLE))
    (node,) = [
        q.subject
        for q in quads
        if q.predicate.value == CS + "subjectOfChange" and q.object == NamedNode(thing("under-group"))
    ]
    own = {q.predicate.value: q.object for q in quads if q.subject == node}

    assert own[expand("dcterms:type")] == NamedNode(PREFIXES["plate"].replace("ontology/", "changes#reality"))
    assert own[expand("dcterms:source")] == NamedNode(thing("passage-a-1"))
    for relation, value in (("removal", "2015/.."), ("addition", "2015/2027-03")):
        said = {q.predicate.value: q.object for q in quads if q.subject == own[CS + relation]}
        assert said[expand("rdf:subject")] == NamedNode(thing("under-group"))
        assert said[expand("rdf:predicate")] == NamedNode(expand("plate:validity"))
        assert getattr(said[expand("rdf:object")], "value", "") == value


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        ("/changes/0.3.0", "*/*", 404),
        ("/changes/0.2.0.pdf", "*/*", 404),
        ("/changes.pdf", "*/*", 404),
        ("/changes", "image/png", 406),
        ("/changes/0.2.0", "image/png", 406),
        ("/changes/../manifest", "*/*", 404),
    ],
)
def test_refused(client: Client, path: str, accept: str, status: int) -> None:
    """What there is not is refused, and nothing beside the changes is read."""
    assert client.get(path, headers={"Accept": accept}).status_code == status


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("*/*", "text/html"),
        ("application/json", "application/json"),
        ("application/ld+json", "application/ld+json"),
        ("text/csv", "text/csv"),
        ("text/turtle;q=0.9, text/csv;q=0.5", "text/turtle"),
    ],
)
def test_negotiation(client: Client, accept: str, media_type: str) -> None:
    """Each reader gets the form that it prefers, also after another was given."""
    for path in ("/changes", "/changes/0.2.0"):
        answer = client.get(path, headers={"Accept": accept})
        assert answer.mimetype == media_type
        assert "accept" in answer.headers["Vary"].lower()
        assert (
            client.get(path, headers={"Accept": accept, "If-None-Match": answer.headers["ETag"]}).status_code
            == 304
        )


def test_how_long_changes_are_good(client: Client, unpublished: Client) -> None:
    """What changed in a published version never changes; what is not published, and the list, may."""
    assert client.get("/changes/0.2.0.json").headers["Cache-Control"] == FOREVER
    assert unpublished.get("/changes/0.2.0.ttl").headers["Cache-Control"] == FOREVER
    assert unpublished.get("/changes/0.10.0-dev.ttl").headers["Cache-Control"] == "no-cache"
    assert client.get("/changes").headers["Cache-Control"] == "public, max-age=3600"


def test_what_the_next_version_would_change(unpublished: Client) -> None:
    """What is not published yet says what it would change."""
    page = unpublished.get("/changes").text

    assert "not published yet" in section(page, '<a href="/changes/0.10.0-dev">0.10.0-dev</a>')
    assert "this may change until it is" in unpublished.get("/changes/0.10.0-dev").text


@pytest.mark.parametrize(
    ("weights", "room", "pages"),
    [
        ([], 100, [0]),
        ([60, 40], 100, [2]),
        ([400] * 3, 1000, [2, 1]),
        ([500] * 9, 1000, [1, 2, 2, 2, 2]),
        ([2000, 2000, 10], 1000, [1, 1, 1]),
    ],
)
def test_each_page_of_changes_is_light(weights: list[int], room: int, pages: list[int]) -> None:
    """Every change is on one page, in order, and a page has as many as it has room for, one in any case."""
    found = sheets(weights, room)
    assert [place for one in found for place in one] == [*range(len(weights))]
    assert [len(one) for one in found] == pages
    assert targets(found, room) * TARGET <= room // 2


@pytest.mark.parametrize("tag", ["en", "zh-Hans", "zh-Hant"])
def test_every_change_can_be_read(client: Client, monkeypatch: pytest.MonkeyPatch, tag: str) -> None:
    """Pages lead from one to the next until each change was told; an address that names one leads to it."""
    monkeypatch.setattr(changes, "_ROOM", 4000)
    total = len(client.get("/changes/0.2.0.json?page=2").get_json()["changes"])
    href, found, pages = "/changes/0.2.0", [], []
    while href:
        answer = client.get(href, headers={"Accept-Language": tag, "Accept": "text/html"})
        assert answer.headers["Content-Location"] == href
        assert f'hreflang="x-default" href="{href}"' in answer.text
        assert answer.text.count('aria-current="page"') == 1
        found += re.findall(r'<h3 id="(change-[0-9]+)">', answer.text)
        pages.append(answer.text)
        after = re.search(r'<nav class="paging".*<a rel="next" href="([^"]*)">', answer.text, re.DOTALL)
        href = after[1] if after else ""
    assert found == [f"change-{number}" for number in range(1, total + 1)]
    assert len(pages) > 2
    assert sorted(re.findall(r'<b id="(change-[0-9]+)">', pages[0])) == sorted(
        set(found) - {*re.findall(r'<h3 id="(change-[0-9]+)">', pages[0])}
    )
    for place, nature in re.findall(r'<a href="(/changes/0.2.0[^"]*)#([a-z]+)">', pages[-1]):
        assert f'<h2 id="{nature}">' in client.get(place).text
    assert client.get(f"/changes/0.2.0?page={len(pages) + 1}").status_code == 404
    assert client.get("/changes/0.2.0?page=0").status_code == 400


def test_no_page_of_changes_is_heavy(site: Client) -> None:
    """In the language that takes most room, too, each page of what really changed is below 100 kB."""
    newest = site.get("/changes.json").get_json()["versions"][0]["version"]
    number, sizes, found = 1, [], 0
    while number:
        page = site.get(f"/changes/{newest}?page={number}&lang=zh-Hant")
        sizes.append(len(page.data))
        found += page.text.count('<h3 id="change-')
        number = number + 1 if f'rel="next" href="/changes/{newest}?' in page.text else 0
    assert max(sizes) < 100_000
    assert found == len(site.get(f"/changes/{newest}.json").get_json()["changes"])


# Patches and files


@pytest.mark.parametrize(("earlier", "later"), [("0.1.0", "0.2.0"), ("0.2.0", "0.10.0")])
def test_patch(client: Client, earlier: str, later: str) -> None:
    """The patch of a version, fetched, makes it of the one before, byte by byte."""
    answer = client.get(f"/dumps/{later}/changes.rdfp")
    was: list[Quad] = list(parse(lines(earlier), format=RdfFormat.N_QUADS))

    assert answer.headers["Content-Type"] == "application/rdf-patch"
    assert answer.headers["Cache-Control"] == FOREVER
    made = canonical_lines(patch.applied(patch.read(answer.data), was))
    assert made == lines(later)
    assert patch.read(answer.data).head["sha256"] == f'"{hashlib.sha256(made).hexdigest()}"'
    part = client.get(f"/dumps/{later}/changes.rdfp", headers={"Range": "bytes=0-9"})
    assert (part.status_code, part.data) == (206, answer.data[:10])


@pytest.mark.parametrize("version", list(VERSIONS))
def test_file_of_each_version(client: Client, version: str, tmp_path: Path) -> None:
    """Each version can be fetched whole at the path that it first had, and is what was published."""
    listing = client.get(f"/dumps/{version}/")
    answer = client.get(f"/dumps/{version}/nameplate-{version}.nq.zst")

    assert f"/dumps/{version}/nameplate-{version}.nq.zst" in listing.text
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/zstd")
    assert answer.headers["Cache-Control"] == FOREVER
    file = tmp_path / "one.nq.zst"
    file.write_bytes(answer.data)
    assert unpacked(file, LIMIT) == lines(version)


def test_files_beside(client: Client) -> None:
    """Nothing else is to be had of a version before, and of none that there is not."""
    assert client.get("/dumps/0.1.0/nameplate-0.2.0.nq.zst").status_code == 404
    assert client.get("/dumps/0.1.0/quads.nq").status_code == 404
    assert client.get("/dumps/0.3.0/").status_code == 404
    assert client.get("/dumps/0.3.0/changes.rdfp").status_code == 404


def test_list_of_downloads_leads_to_earlier_versions(client: Client) -> None:
    """Who looks for downloads finds those of earlier versions."""
    assert 'href="/dumps/0.1.0/"' in client.get("/dumps/").text


# The feed


def test_feed(client: Client) -> None:
    """The feed is Atom: what RFC 4287 asks for is there once, in each entry, and each moment is one."""
    answer = client.get("/changes.atom")
    feed = ET.fromstring(answer.data)  # noqa: S314 (it is made by the app under test)

    assert answer.headers["Content-Type"] == "application/atom+xml"
    assert feed.tag == ATOM + "feed"
    entries = feed.findall(ATOM + "entry")
    assert [entry.findtext(ATOM + "id") for entry in entries] == [
        f"{DATASET}/{version}" for version in [*VERSIONS][::-1]
    ]
    for node in (feed, *entries):
        for name in ("id", "title", "updated"):
            assert len(node.findall(ATOM + name)) == 1, name
        moment = node.findtext(ATOM + "updated") or ""
        assert datetime.strptime(moment, "%Y-%m-%dT%H:%M:%S%z")
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    relations = {link.get("rel"): link.get("href") for link in feed.findall(ATOM + "link")}
    assert set(relations) == {"self", "alternate"}
    assert all((href or "").startswith("http") for href in relations.values())
    assert feed.findtext(ATOM + "updated") == entries[0].findtext(ATOM + "updated") == "2027-09-01T00:00:00Z"


@pytest.mark.card("DWBP", "8")
@pytest.mark.card("Linked data", "9")
def test_entries_of_the_feed(client: Client) -> None:
    """An entry tells what changed in words, and leads to the page, the data and the patch."""
    feed = ET.fromstring(client.get("/changes.atom").data)  # noqa: S314 (it is made by the app under test)
    entry = feed.findall(ATOM + "entry")[1]

    links = {(link.get("rel"), link.get("type")): link.get("href") for link in entry.findall(ATOM + "link")}
    assert (links["alternate", "text/html"] or "").endswith("/changes/0.2.0")
    assert (links["related", "application/rdf-patch"] or "").endswith("/dumps/0.2.0/changes.rdfp")
    assert "Since 0.1.0: reality changed: 3" in (entry.findtext(ATOM + "summary") or "")
    content = entry.find(ATOM + "content")
    assert content is not None
    assert content.get("type") == "html"
    body = ET.fromstring(f"<div>{content.text}</div>")  # noqa: S314 (likewise)
    assert [heading.text for heading in body.findall("h3")] == [
        *("Reality changed", "Our knowledge changed", "Correction", "The vocabulary changed")
    ]


def test_feed_tells_of_published_versions_alone(unpublished: Client) -> None:
    """What is not published is not told in the feed."""
    feed = ET.fromstring(unpublished.get("/changes.atom").data)  # noqa: S314 (it is made by the app under test)

    assert [entry.findtext(ATOM + "title") for entry in feed.findall(ATOM + "entry")] == [
        *("Version 0.2.0", "Version 0.1.0")
    ]


# The policy, and what has no past


@pytest.mark.card("DWBP", "9")
@pytest.mark.card("Linked data", "10")
def test_policy(client: Client, unpublished: Client) -> None:
    """The policy says what is promised, and names the published versions."""
    page = client.get("/policy").text

    assert re.findall(r"<h2 id=\"([a-z]+)\"", page) == [
        *("identifiers", "never", "tombstones", "versions", "addresses", "corrections", "licence")
    ]
    assert "There are 3 published versions" in page
    assert "There are 2 published versions" in unpublished.get("/policy").text
    assert "There is no contact address yet" in page
    for path in re.findall(r'href="(/[^"]*)"', page.partition("<main")[2].partition("</main>")[0]):
        assert client.get(path).status_code == 200, path


def test_release_without_a_past(app: Publisher) -> None:
    """Where nothing is published yet, every page says so and nothing is invented."""
    site = Reader(app)
    assert "No version is published yet" in site.get("/policy").text
    assert "No version is published yet" in site.get("/changes").text
    feed = ET.fromstring(site.get("/changes.atom").data)  # noqa: S314 (it is made by the app under test)
    assert feed.findall(ATOM + "entry") == []
    assert site.get("/timemap/id/cac").status_code == 404
    assert (
        site.get("/id/cac", headers={"Accept-Datetime": "Tue, 01 Jun 2027 00:00:00 GMT"}).status_code == 303
    )
    assert site.get("/id/cac", headers={"Accept-Datetime": "soon"}).status_code == 400


def test_other_peoples_data_have_no_versions(reader: Client) -> None:
    """Other people's data have neither versions nor a policy of ours."""
    for path in ("/changes", "/changes.atom", "/policy", "/timemap/thing", "/version/1.0.0/id/x"):
        assert reader.get(path).status_code == 404
