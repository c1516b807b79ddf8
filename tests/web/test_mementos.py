"""A release with a past: what each version said is had for ever, by its number or by date and time."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse
from werkzeug.test import Client

from server.names import DATASET, GRAPH, ID, ONTOLOGY, expand, thing
from server.versions.identity import Merged, fate, identifiers, tombstones
from server.wsgi import create_app
from tests.versions.made_up import VERSIONS, release
from tests.web.chained import LAST, write_chained
from tests.web.conftest import Reader

JANUARY = "Sun, 10 Jan 2027 00:00:00 GMT"
JUNE = "Tue, 01 Jun 2027 00:00:00 GMT"
SEPTEMBER = "Wed, 01 Sep 2027 00:00:00 GMT"
FOREVER = "public, max-age=31536000, immutable"


@pytest.fixture
def client(chained: Client) -> Client:
    """A client of the last of three published versions."""
    return Reader(chained.application)


def triples(body: bytes) -> set[tuple[str, str, str]]:
    """The triples of a Turtle document."""
    return {(str(q.subject), str(q.predicate), str(q.object)) for q in parse(body, format=RdfFormat.TURTLE)}


def links(header: str) -> list[tuple[str, set[str], str]]:
    """Target, relations and datetime of the links of a header or a TimeMap."""
    found = []
    for target, rest in re.findall(r"<([^>]*)>((?:;\s*[a-z]+=\"[^\"]*\")*)", header):
        own = dict(re.findall(r"([a-z]+)=\"([^\"]*)\"", rest))
        found.append((target, set(own["rel"].split()), own.get("datetime", "")))
    return found


def mementos(header: str) -> list[tuple[str, set[str], str]]:
    """Those of the links that lead to mementos, in order of time, their host taken off."""
    return [
        (re.sub(r"^https?://[^/]+(/nameplate)?", "", t), r, d) for t, r, d in links(header) if "memento" in r
    ]


# Documents of versions


@pytest.mark.parametrize(
    ("version", "holder"), [("0.1.0", "bureau"), ("0.2.0", "bureau"), ("0.10.0", "group")]
)
def test_data_of_each_version(client: Client, version: str, holder: str) -> None:
    """A document is what the version said, for ever, and says of when it is."""
    answer = client.get(f"/version/{version}/data/under-bureau.ttl")

    subject, predicate = f"<{thing('under-bureau')}>", f"<{expand('plate:superior')}>"
    assert answer.status_code == 200
    assert {o for s, p, o in triples(answer.data) if (s, p) == (subject, predicate)} == {f"<{thing(holder)}>"}
    assert answer.headers["Cache-Control"] == FOREVER
    assert (
        answer.headers["Memento-Datetime"] == {"0.1.0": JANUARY, "0.2.0": JUNE, "0.10.0": SEPTEMBER}[version]
    )
    assert answer.headers["Nameplate-Release"] == version
    assert answer.headers["Content-Type"] == "text/turtle; charset=utf-8"


@pytest.mark.parametrize("extension", ["ttl", "nt", "rdf", "jsonld", "trig", "nq", "html"])
def test_every_format(client: Client, extension: str) -> None:
    """A version is had in all formats, and what is had does not change."""
    first, again = (client.get(f"/version/0.1.0/data/office.{extension}") for _ in range(2))

    assert (first.status_code, first.data) == (200, again.data)
    assert first.headers["ETag"] == again.headers["ETag"]
    tag = {"If-None-Match": first.headers["ETag"]}
    assert client.get(f"/version/0.1.0/data/office.{extension}", headers=tag).status_code == 304


def test_page_of_a_version(client: Client) -> None:
    """A page says which version it is of, that there is a newer one, and where to see what is said now."""
    answer = client.get("/version/0.1.0/page/bureau")

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=3600"  # a still newer one changes the page
    assert "Version <a" in answer.text
    assert '<a href="/dataset/0.10.0" rel="latest-version">0.10.0</a>' in answer.text
    assert '<a href="/page/bureau" rel="original">' in answer.text
    assert 'href="/version/0.1.0/id/office"' in answer.text, "links stay within the version"
    assert 'href="/static/nameplate.css"' in answer.text


def test_page_of_the_newest_version(client: Client) -> None:
    """The page of the newest version says that it is of a version, and of no newer one."""
    page = client.get("/version/0.10.0/page/group").text

    assert "as it was published" in page
    assert "A newer version" not in page


def test_todays_page_is_of_no_version(client: Client) -> None:
    """The page that changes says nothing of the kind and leads to pages that change."""
    page = client.get("/page/group").text

    assert "as it was published" not in page
    assert '"/version/' not in page


@pytest.mark.parametrize(
    ("accept", "target"),
    [("text/html", "/version/0.2.0/page/office"), ("text/turtle", "/version/0.2.0/data/office.ttl")],
)
def test_thing_of_a_version(client: Client, accept: str, target: str) -> None:
    """A thing leads to the version's own page or data."""
    answer = client.get("/version/0.2.0/id/office", headers={"Accept": accept})

    assert (answer.status_code, answer.headers["Location"]) == (303, target)
    assert answer.headers["Memento-Datetime"] == JUNE
    assert client.get(target).status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/version/0.1.0/id/ministry", 404),
        ("/version/0.1.0/data/ministry.ttl", 404),
        ("/version/0.1.0/ontology/seatedIn", 404),
        ("/version/0.2.0/ontology/seatedIn", 303),
        ("/version/0.1.0/ontology/", 200),
        ("/version/0.1.0/ontology.ttl", 200),
        ("/version/0.1.0/graph/facts/doc-a", 200),
        ("/version/0.1.0/graph/facts/doc-b", 404),
        ("/version/0.2.0/graph/facts/doc-b.nq", 200),
        ("/version/0.1.0/", 303),
        ("/version/0.1.0/sparql", 404),
        ("/version/0.1.0/version/0.1.0/id/office", 404),
        ("/version/0.3.0/id/office", 404),
        ("/version/../id/office", 404),
        ("/version/0.10.0-dev/id/office", 404),
    ],
)
def test_what_a_version_has(client: Client, path: str, status: int) -> None:
    """A version has what it described, and nothing that came later."""
    answer = client.get(path, headers={"Accept": "text/turtle"})

    assert answer.status_code == status
    if status == 404:
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Memento-Datetime" not in answer.headers


def test_the_host_does_not_enter_data_of_a_version(client: Client) -> None:
    """The IRIs of a version's data are those of today."""
    text = client.get("/version/0.1.0/data/office.nt").text

    assert "version/0.1.0" not in text.replace(f"{DATASET}/0.1.0", "").replace(
        "https://w3id.org/nameplate/version/0.1.0/data/office", ""
    )
    assert f"<{thing('office')}>" in text


def test_many_versions_at_once(tmp_path: Path) -> None:
    """However many ask for however many versions at once, each gets its own; three at most stay unpacked."""
    day, graphs = VERSIONS["0.1.0"]
    numbers = [f"0.{number}.0" for number in range(1, 9)]
    every = {
        version: (
            day.replace("-10", f"-{place:02}"),
            {**graphs, "facts/doc-a": graphs["facts/doc-a"].replace('"bureau"', f'"bureau {version}"')},
        )
        for place, version in enumerate(numbers, 10)
    }
    made = create_app(release=write_chained(tmp_path, numbers[-1], every), workers=1, cache_bytes=0)

    def asked(version: str) -> bool:
        answer = Reader(made).get(f"/version/{version}/data/bureau.ttl")
        return answer.status_code == 200 and f'"bureau {version}"@en' in answer.text

    try:
        with ThreadPoolExecutor(6) as pool:
            assert all(pool.map(asked, [*numbers, *numbers[::-1]] * 3))
        past = made.flask.extensions["nameplate.site"].past
        assert 1 <= len(past.open) <= 3
    finally:
        made.close()


# The dataset


@pytest.mark.card("DWBP", "7")
@pytest.mark.card("DWBP", "11")
@pytest.mark.parametrize("version", list(VERSIONS))
def test_dataset_of_each_version(client: Client, version: str) -> None:
    """Each version of the dataset is described as it described itself, for ever."""
    answer = client.get(f"/dataset/{version}", headers={"Accept": "text/turtle"})

    said = triples(answer.data)
    assert answer.headers["Cache-Control"] == FOREVER
    assert (f"<{DATASET}>", f"<{expand('dcat:version')}>", f'"{version}"') in said
    issued = f'"{VERSIONS[version][0]}"^^<{expand("xsd:date")}>'
    assert (f"<{DATASET}/{version}>", f"<{expand('dcterms:issued')}>", issued) in said
    place = answer.headers["Content-Location"]
    assert place == f"/dataset/{version}.ttl"
    assert triples(client.get(place).data) == said


def test_page_of_the_dataset_of_a_version(client: Client) -> None:
    """Its page says that there is a newer version."""
    page = client.get("/dataset/0.1.0").text

    assert 'A newer version is <a href="/dataset/0.10.0"' in page
    assert '<a href="/dataset" rel="original">' in page


def test_unknown_version_names_those_that_there_are(client: Client) -> None:
    """Who asks for a version that there is not is told which there are."""
    answer = client.get("/dataset/0.3.0", headers={"Accept": "application/problem+json"})

    assert answer.status_code == 404
    assert "0.1.0, 0.2.0, 0.10.0" in answer.get_json()["detail"]


# Memento


@pytest.mark.parametrize(
    ("when", "version"),
    [
        ("Sat, 01 Jan 2000 00:00:00 GMT", "0.1.0"),
        ("Sat, 09 Jan 2027 23:59:59 GMT", "0.1.0"),
        (JANUARY, "0.1.0"),
        ("Mon, 31 May 2027 23:59:59 GMT", "0.1.0"),
        (JUNE, "0.2.0"),
        ("Tue, 31 Aug 2027 23:59:59 GMT", "0.2.0"),
        (SEPTEMBER, "0.10.0"),
        ("Fri, 01 Jan 2100 00:00:00 GMT", "0.10.0"),
    ],
)
@pytest.mark.parametrize("gate", ["", "/timegate"])
@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/id/office", "/version/{}/id/office"),
        ("/page/office", "/version/{}/page/office"),
        ("/data/office.ttl", "/version/{}/data/office.ttl"),
        ("/data/office", "/version/{}/data/office"),
        ("/ontology/Subordination", "/version/{}/ontology/Subordination"),
        ("/ontology/", "/version/{}/ontology/"),
        ("/graph/facts/doc-a", "/version/{}/graph/facts/doc-a"),
        ("/dataset", "/dataset/{}"),
        ("/dataset.ttl", "/dataset/{}.ttl"),
    ],
)
def test_by_date_and_time(client: Client, when: str, version: str, gate: str, path: str, target: str) -> None:
    """Each resource leads to the version that was the newest at a moment; before the first, to the first."""
    answer = client.get(gate + path, headers={"Accept-Datetime": when})

    assert (answer.status_code, answer.headers["Location"]) == (302, target.format(version))
    assert "accept-datetime" in answer.headers["Vary"].lower()
    assert "Memento-Datetime" not in answer.headers, "it is told by what is found there"
    assert (path, {"original"}, "") in links(answer.headers["Link"])
    followed = client.get(answer.headers["Location"], follow_redirects=True)
    assert followed.status_code == 200
    assert (
        followed.headers["Memento-Datetime"]
        == {"0.1.0": JANUARY, "0.2.0": JUNE, "0.10.0": SEPTEMBER}[version]
    )


@pytest.mark.parametrize(
    ("path", "versions"),
    [
        ("/id/ministry", ["0.2.0", "0.10.0"]),
        ("/id/bureau", ["0.1.0", "0.2.0", "0.10.0"]),
        ("/ontology/seatedIn", ["0.2.0", "0.10.0"]),
        ("/data/doc-b.nq", ["0.2.0", "0.10.0"]),
        ("/dataset", ["0.1.0", "0.2.0", "0.10.0"]),
    ],
)
def test_timemap(client: Client, path: str, versions: list[str]) -> None:
    """The TimeMap lists the versions that have a resource, in order, first and last by name."""
    answer = client.get(f"/timemap{path}")

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/link-format"
    moments = {"0.1.0": JANUARY, "0.2.0": JUNE, "0.10.0": SEPTEMBER}
    found = mementos(answer.text)
    assert [when for _, _, when in found] == [moments[version] for version in versions]
    assert "first" in found[0][1]
    assert "last" in found[-1][1]
    assert all(client.get(target).status_code in (200, 301, 303, 410) for target, _, _ in found)
    relations = [relation for _, relations, _ in links(answer.text) for relation in relations]
    assert [relations.count(name) for name in ("original", "self", "timegate")] == [1, 1, 1]
    assert f'from="{moments[versions[0]]}"; until="{moments[versions[-1]]}"' in answer.text


def test_timemap_by_iri(client: Client) -> None:
    """A resource may be named by its IRI."""
    assert client.get(f"/timemap/{thing('office')}").data == client.get("/timemap/id/office").data
    answer = client.get(f"/timegate/{thing('office')}", headers={"Accept-Datetime": JANUARY})
    assert answer.headers["Location"] == "/version/0.1.0/id/office"


def test_gate_without_a_date(client: Client) -> None:
    """A TimeGate that is not told when leads to the newest version."""
    assert client.get("/timegate/id/office").headers["Location"] == "/version/0.10.0/id/office"


@pytest.mark.parametrize(
    "when",
    [
        *("yesterday", "", "2027-06-01", "2027-06-01T00:00:00Z", "Tue, 01 Jun 2027 00:00:00", "1"),
        *(
            "Tue, 01 Jun 2027 00:00:00 +0200",
            "Tue, 31 Feb 2027 00:00:00 GMT",
            "Tue, 01 Jun 2027 25:00:00 GMT",
        ),
    ],
)
@pytest.mark.parametrize("path", ["/id/office", "/timegate/id/office", "/dataset", "/data/office.ttl"])
def test_bad_date(client: Client, path: str, when: str) -> None:
    """What is no date and time is refused, with how to write one."""
    answer = client.get(path, headers={"Accept-Datetime": when})

    assert answer.status_code == 400
    assert "Tue, 01 Jun 2027 12:00:00 GMT" in answer.text


@pytest.mark.parametrize("path", ["/id/office", "/page/office", "/data/office.ttl", "/dataset", "/ontology/"])
def test_originals_say_where_their_past_is(client: Client, path: str) -> None:
    """What changes says that it can be had by date, and where; asked twice, also where it was kept."""
    for _ in range(2):
        answer = client.get(path)
        found = links(answer.headers["Link"])

        assert "accept-datetime" in answer.headers["Vary"].lower()
        assert (f"/timegate{path}", {"timegate"}, "") in found
        assert (f"/timemap{path}", {"timemap"}, "") in found
        assert (path, {"original"}, "") in found
        assert "Memento-Datetime" not in answer.headers


def test_memento_says_what_is_beside(client: Client) -> None:
    """A document of a version leads to the original, to both ends, and to the versions beside it."""
    answer = client.get("/version/0.2.0/data/office.ttl")

    found = links(answer.headers["Link"])
    assert ("/data/office.ttl", {"original"}, "") in found
    assert ("/timegate/data/office.ttl", {"timegate"}, "") in found
    assert mementos(answer.headers["Link"]) == [
        ("/version/0.1.0/data/office.ttl", {"first", "prev", "memento"}, JANUARY),
        ("/version/0.2.0/data/office.ttl", {"memento"}, JUNE),
        ("/version/0.10.0/data/office.ttl", {"last", "next", "memento"}, SEPTEMBER),
    ]


def test_links_of_a_memento_lead_somewhere(client: Client) -> None:
    """Whatever documents of a version link to on this server is there."""
    for path in ("/version/0.1.0/data/office.ttl", "/version/0.2.0/page/office", "/dataset/0.1.0"):
        answer = client.get(path)
        targets = {target for target, _, _ in links(answer.headers["Link"]) if target.startswith("/")}
        if answer.mimetype == "text/html":
            found = re.findall(r'href="(/[^"#]*)', answer.text)
            targets |= {target.replace("&amp;", "&") for target in found}
        assert len(targets) > 10
        for target in sorted(targets):
            assert client.get(target).status_code < 400, (path, target)


def test_version_that_has_it_not(client: Client) -> None:
    """Where a version has not what later ones have, the way to these is told, and nothing of a memento."""
    answer = client.get("/version/0.1.0/data/ministry.ttl")

    found = links(answer.headers["Link"])
    assert answer.status_code == 404
    assert "Memento-Datetime" not in answer.headers
    assert ("/data/ministry.ttl", {"original"}, "") in found
    assert ("/timegate/data/ministry.ttl", {"timegate"}, "") in found
    assert ("/timemap/data/ministry.ttl", {"timemap"}, "") in found
    assert mementos(answer.headers["Link"]) == [
        ("/version/0.2.0/data/ministry.ttl", {"first", "next", "memento"}, JUNE),
        ("/version/0.10.0/data/ministry.ttl", {"last", "memento"}, SEPTEMBER),
    ]
    for path in ("/version/0.1.0/data/nobody.ttl", "/version/0.3.0/data/office.ttl", "/version/0.1.0/sparql"):
        nothing = client.get(path)
        assert (nothing.status_code, mementos(nothing.headers.get("Link", ""))) == (404, []), path


@pytest.mark.parametrize(
    ("path", "when", "status"),
    [
        ("/id/ministry", "Sat, 01 Jan 2000 00:00:00 GMT", 302),  # its first version is not that of all
        ("/timegate/id/ministry", JANUARY, 302),
        ("/timegate/id/office", "soon", 400),
        ("/id/office", "soon", 400),
        ("/timegate/id/nobody", JUNE, 404),
        ("/id/nobody", JUNE, 404),
        ("/id/office", "", 303),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_refusals_vary(client: Client, path: str, when: str, status: int, method: str) -> None:
    """Whatever is answered where a moment counts says so to caches, refusals as well."""
    answer = client.open(path, method=method, headers={"Accept-Datetime": when} if when else {})

    assert answer.status_code == status
    assert "accept-datetime" in answer.headers["Vary"].lower()
    if status == 302:
        assert answer.headers["Location"] == "/version/0.2.0/id/ministry"


def test_moment_of_a_version(client: Client) -> None:
    """The path of a version has said which one: a moment asked for beside it changes nothing."""
    plain = client.get("/version/0.1.0/data/office.ttl")
    for when in (SEPTEMBER, "soon"):
        answer = client.get("/version/0.1.0/data/office.ttl", headers={"Accept-Datetime": when})
        assert (answer.status_code, answer.data) == (200, plain.data)
        assert answer.headers["Memento-Datetime"] == JANUARY


def test_two_moments(client: Client) -> None:
    """Two moments at once are none."""
    answer = client.get("/id/office", headers=[("Accept-Datetime", JUNE), ("Accept-Datetime", JANUARY)])

    assert answer.status_code == 400


def test_only_version(tmp_path: Path) -> None:
    """Where one version is published, it is the first and the last."""
    day, graphs = VERSIONS["0.1.0"]
    made = create_app(release=write_chained(tmp_path, "0.1.0", {"0.1.0": (day, graphs)}), workers=1)
    try:
        reader = Reader(made)
        only = [("/version/0.1.0/id/office", {"first", "last", "memento"}, JANUARY)]
        assert mementos(reader.get("/timemap/id/office").text) == only
        assert mementos(reader.get("/version/0.1.0/id/office").headers["Link"]) == only
        for when in ("Sat, 01 Jan 2000 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT"):
            answer = reader.get("/id/office", headers={"Accept-Datetime": when})
            assert answer.headers["Location"] == "/version/0.1.0/id/office"
        assert reader.get("/dataset/0.1.0").headers["Memento-Datetime"] == JANUARY
    finally:
        made.close()


@pytest.mark.parametrize("path", ["/data/office.nt", "/page/office"])
def test_past_of_what_was_so_on_a_day(client: Client, path: str) -> None:
    """What was so on a day is a resource of its own: it, its versions and the way to them keep the day."""
    now = client.get(f"{path}?at=2012-06")
    then = client.get(f"/version/0.2.0{path}?at=2012-06")
    every = client.get(f"/timemap{path}?at=2012-06")

    assert "Memento-Datetime" not in now.headers
    assert then.headers["Memento-Datetime"] == JUNE
    for header in (now.headers["Link"], then.headers["Link"], every.text):
        found = {next(iter(r)): t for t, r, _ in links(header) if r & {"original", "timegate", "timemap"}}
        assert found["original"].endswith(f"{path}?at=2012-06")
        assert found["timegate"].endswith(f"/timegate{path}?at=2012-06")
    expected = [f"/version/{version}{path}?at=2012-06" for version in VERSIONS]
    assert [target for target, _, _ in mementos(then.headers["Link"])] == expected
    assert [target for target, _, _ in mementos(every.text)] == expected


def test_no_version_had_it(client: Client) -> None:
    """What no version had is nowhere in the past."""
    for path in ("/timegate/id/nobody", "/timemap/id/nobody", "/timemap/sparql", "/timegate/"):
        assert client.get(path).status_code == 404
    assert client.get("/id/nobody", headers={"Accept-Datetime": JUNE}).status_code == 404


@pytest.mark.parametrize("path", ["/sparql?query=ASK%7B%7D", "/", "/dumps/", "/healthz"])
def test_other_paths_know_no_date(client: Client, path: str) -> None:
    """What versions do not have is answered as things are."""
    assert client.get(path, headers={"Accept-Datetime": "nonsense"}).status_code == 200


@pytest.mark.parametrize("gate", ["", "/timegate"])
@pytest.mark.parametrize(
    ("when", "version", "at", "holds"),
    [
        # the first version held that the office was under the bureau from 2010, the second that from 2011
        (JANUARY, "0.1.0", "2010-12-31", {"under-bureau"}),
        (JUNE, "0.2.0", "2010-12-31", set()),
        (JUNE, "0.2.0", "2012", {"under-bureau"}),
        # the first version knew no end of what was under the group
        (JANUARY, "0.1.0", "2016", {"under-group"}),
        (JUNE, "0.2.0", "2016", {"under-group"}),
        (JUNE, "0.2.0", "2027-05-01", {"under-ministry"}),
        (SEPTEMBER, "0.10.0", "2027-05-01", {"under-ministry"}),
    ],
)
def test_when_said_and_when_so(
    client: Client, gate: str, when: str, version: str, at: str, holds: set[str]
) -> None:
    """When it was said and when it was so are two questions: both are answered, and each is told."""
    asked = client.get(f"{gate}/data/office.nt?at={at}", headers={"Accept-Datetime": when})
    assert asked.headers["Location"] == f"/version/{version}/data/office.nt?at={at}"

    found = client.get(asked.headers["Location"])

    said = parse(found.data, format=RdfFormat.N_TRIPLES)
    subordinate = expand("plate:subordinate")
    assert {q.subject.value for q in said if q.predicate.value == subordinate} == {
        thing(name) for name in holds
    }
    assert found.headers["Memento-Datetime"] == when
    assert found.headers["Nameplate-At"].startswith(at[:4])
    assert found.headers["Nameplate-Release"] == version
    assert "/sparql" not in found.headers["Link"], "the query service knows of no earlier version"


def test_page_of_when_said_and_when_so(client: Client) -> None:
    """The page says both, and its links keep both."""
    page = client.get("/version/0.1.0/page/office?at=2012").text

    assert "Version <a" in page
    assert 'Shown is what this version says of <time datetime="2012">2012</time>.' in page
    assert 'href="/version/0.1.0/id/bureau?at=2012' in page
    period = client.get("/version/0.1.0/page/office?at=2012-01-01/2013-12-31").text
    assert "Shown is what this version says of 2012 to 2013." in period


def test_bad_day_in_a_version(client: Client) -> None:
    """A day that is none is refused in a version as everywhere, and the page says nothing of it."""
    answer = client.get("/version/0.1.0/page/office?at=soon", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.mimetype) == (400, "text/html")
    assert "Shown is what this version says" not in answer.text


# What is not published yet


def test_unpublished_is_no_memento(unpublished: Client) -> None:
    """What is not published is served at its own paths and is in no list of the past."""
    found = mementos(unpublished.get("/timemap/id/office").text)

    assert [when for _, _, when in found] == [JANUARY, JUNE]
    assert unpublished.get("/version/0.10.0-dev/id/office").status_code == 404
    assert unpublished.get("/dataset/0.10.0-dev").status_code == 200
    answer = unpublished.get("/id/office", headers={"Accept-Datetime": "Fri, 01 Jan 2100 00:00:00 GMT"})
    assert answer.headers["Location"] == "/version/0.2.0/id/office"


def test_published_versions_are_kept_beside_what_is_not(unpublished: Client) -> None:
    """A published version may be kept for ever, whatever is served beside it; that may not."""
    assert unpublished.get("/version/0.1.0/data/office.ttl").headers["Cache-Control"] == FOREVER
    assert unpublished.get("/dataset/0.2.0.ttl").headers["Cache-Control"] == FOREVER
    assert unpublished.get("/data/office.ttl").headers["Cache-Control"] == "no-cache"


# Identity


def every_identifier() -> list[str]:
    """The identifiers of all published versions."""
    held = [release(version).quads for version in VERSIONS]
    return sorted({iri for quads in held for iri in identifiers(quads) | tombstones(quads).keys()})


@pytest.mark.card("DWBP", "26")
@pytest.mark.card("DWBP", "27")
def test_no_identifier_is_lost(client: Client) -> None:
    """Each identifier that was ever published is answered: described, moved to its survivor, or gone."""
    now = release(LAST).quads
    described, stones = identifiers(now), tombstones(now)
    met = set()
    for iri in every_identifier():
        path = iri.removeprefix("https://w3id.org/nameplate")
        what = fate(iri, described, stones)
        for accept in ("text/html", "text/turtle", "application/ld+json", "*/*"):
            answer = client.get(path, headers={"Accept": accept})
            if isinstance(what, Merged):
                survivor = what.into.removeprefix("https://w3id.org/nameplate")
                assert (answer.status_code, answer.headers["Location"]) == (301, survivor), iri
            elif iri in described:
                assert answer.status_code == (200 if iri.startswith(GRAPH) else 303), iri
                assert client.get(path, headers={"Accept": accept}, follow_redirects=True).status_code == 200
            else:
                assert answer.status_code == 410, iri
            met.add(answer.status_code)
    assert met == {200, 301, 303, 410}
    assert {iri[: len(base)] for iri in every_identifier() for base in (ID, ONTOLOGY, GRAPH)} >= {
        ID,
        ONTOLOGY,
        GRAPH,
    }


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/id/bureau", "/id/group"),
        ("/page/bureau", "/page/group"),
        ("/data/bureau", "/data/group"),
        ("/data/bureau.ttl", "/data/group.ttl"),
        ("/data/bureau.jsonld?lang=en", "/data/group.jsonld?lang=en"),
        ("/version/0.10.0/data/bureau.ttl", "/version/0.10.0/data/group.ttl"),
        ("/linkset?of=/id/bureau", "/linkset?of=/id/group"),
        ("/linkset?of=/page/bureau&x=1", "/linkset?of=/page/group&x=1"),
        ("/linkset?of=/data/bureau.ttl", "/linkset?of=/data/group.ttl"),
    ],
)
def test_merged(client: Client, path: str, target: str) -> None:
    """What was merged leads to its survivor, in the same form and with the same question, for ever."""
    answer = client.get(path)

    assert (answer.status_code, answer.headers["Location"]) == (301, target)
    assert client.get(target, follow_redirects=True).status_code == 200


@pytest.mark.parametrize(
    ("path", "accept", "media_type"),
    [
        ("/id/name-office", "*/*", "text/html"),
        ("/id/name-office", "text/turtle", "text/turtle"),
        ("/id/name-office", "application/ld+json", "application/ld+json"),
        ("/id/name-office", "application/rdf+xml", "application/rdf+xml"),
        ("/id/name-office", "application/problem+json", "application/problem+json"),
        ("/id/name-office", "image/png", "application/problem+json"),
        ("/page/name-office", "text/html", "text/html"),
        ("/data/name-office", "*/*", "text/turtle"),
        ("/data/name-office.ttl", "text/html", "text/turtle"),
        ("/data/name-office.nq", "*/*", "application/n-quads"),
        ("/data/name-office.html", "*/*", "text/html"),
        ("/id/name-office?format=nt", "text/html", "application/n-triples"),
        ("/data/name-office?format=html", "text/turtle", "text/html"),
        ("/id/name-office?_mediatype=text/turtle", "text/html", "text/turtle"),
        ("/page/name-office?_mediatype=application/rdf%2Bxml", "text/html", "application/rdf+xml"),
        ("/id/name-office", "application/json", "application/json"),
        ("/data/name-office", "application/json", "application/json"),
        ("/data/name-office.json", "*/*", "application/json"),
        ("/id/name-office?format=json", "text/html", "application/json"),
    ],
)
def test_removed(client: Client, path: str, accept: str, media_type: str) -> None:
    """What was removed is gone, and what is left of it is told in the form asked for."""
    answer = client.get(path, headers={"Accept": accept})

    assert answer.status_code == 410
    assert answer.mimetype == media_type
    assert "common word" in answer.text
    assert re.search("id[:/]office", answer.text)
    assert "2027-09-01" in answer.text


def test_tombstone_in_chinese(client: Client) -> None:
    """What is left of it is read in another language by the links of the page."""
    page = client.get("/page/name-office", headers={"Accept": "text/html"}).text
    place = re.search(r'href="([^"]*)" rel="alternate nofollow">简体中文', page)
    assert place
    assert '<html lang="zh-Hans">' in client.get(place[1].removeprefix("/nameplate")).text


def test_tombstone_leads_on(client: Client) -> None:
    """The page, and the header, lead to the tombstone as data, to what to use, and to what was said last."""
    answer = client.get("/page/name-office", headers={"Accept": "text/html"})
    then = "/version/0.2.0/page/name-office"

    assert f'<a href="{then}" rel="predecessor-version">version 0.2.0</a>' in answer.text
    assert f'<{then}>; rel="predecessor-version"' in answer.headers["Link"]
    assert client.get(then).status_code == 200
    for extension in ("ttl", "nt", "rdf", "jsonld", "json", "trig", "nq"):
        place = f"/data/name-office.{extension}"
        assert f'rel="alternate" type="{client.get(place).mimetype}" href="{place}"' in answer.text
        assert f'<a href="{place}"' in answer.text
    told = client.get("/data/name-office.json").get_json()
    assert told["id"] == thing("name-office")
    assert client.get("/version/0.10.0/page/name-office").status_code == 410


def test_tombstone_as_problem(client: Client) -> None:
    """Programs are told why in both languages, first in theirs, since when, and what to use."""
    told = client.get("/id/name-office", headers={"Accept": "application/problem+json"}).get_json()

    assert told == {
        "type": "https://w3id.org/nameplate/problems/gone",
        "title": "Gone",
        "status": 410,
        "detail": "No name, but a common word.",
        "identifier": thing("name-office"),
        "labels": {"en": "office, a name"},
        "reasons": {"en": "No name, but a common word.", "zh-Hans": "并非名称"},
        "since": "2027-09-01",
        "replacedBy": [thing("office")],
    }
    problem = {"Accept": "application/problem+json"}
    for path, asked, tag, title, reason in (
        ("/id/name-office", "zh-TW", "zh-Hant", "已移除", "並非名稱"),
        ("/id/name-office?lang=zh-Hans", "en", "zh-Hans", "已移除", "并非名称"),
        ("/id/name-office", "fr", "en", "Gone", "No name, but a common word."),
    ):
        answer = client.get(path, headers=problem | {"Accept-Language": asked})
        spoken = answer.get_json()
        assert (spoken["title"], spoken["detail"]) == (title, reason)
        assert spoken["reasons"] == told["reasons"]
        assert answer.headers["Content-Language"].split(", ")[0] == tag
        assert ("Accept-Language" in answer.vary) == ("lang=" not in path)


@pytest.mark.card("DWBP", "22")
@pytest.mark.card("DWBP", "27")
def test_tombstone_as_data(client: Client) -> None:
    """The tombstone is a document: its type, when and why it was given up."""
    said = {
        Quad(q.subject, q.predicate, q.object)
        for q in parse(client.get("/data/name-office.ttl").data, format=RdfFormat.TURTLE)
    }
    subject = NamedNode(thing("name-office"))

    assert Quad(subject, NamedNode(expand("rdf:type")), NamedNode(expand("plate:Tombstone"))) in said
    replaced = NamedNode(expand("dcterms:isReplacedBy"))
    assert Quad(subject, replaced, NamedNode(thing("office"))) in said


def test_what_was_removed_is_still_in_its_versions(client: Client) -> None:
    """A version that described what was removed since still does; later ones say that it is gone."""
    assert client.get("/version/0.2.0/data/name-office.ttl").status_code == 200
    gone = client.get("/version/0.10.0/data/name-office.ttl")
    assert gone.status_code == 410
    assert gone.headers["Memento-Datetime"] == SEPTEMBER
    by_date = client.get("/id/name-office", headers={"Accept-Datetime": JUNE})
    assert by_date.headers["Location"] == "/version/0.2.0/id/name-office"


def test_graphs_and_vocabularies_of_the_past(tmp_path: Path) -> None:
    """A graph that was given up is told to be gone; an earlier vocabulary is answered as it was."""
    first, second = VERSIONS["0.1.0"], VERSIONS["0.2.0"]
    numbered = "<{0}> a owl:Ontology ; owl:versionIRI <{0}{1}/> .".format
    gone = """
    <https://w3id.org/nameplate/graph/facts/doc-c> a plate:Tombstone ; skos:prefLabel "Report C"@en ;
        prov:invalidatedAtTime "2027-06-01T00:00:00Z"^^xsd:dateTime ; skos:changeNote "No source."@en .
    """
    was = {
        **first[1],
        "ontology": first[1]["ontology"] + numbered(ONTOLOGY, "1.0.0"),
        "facts/doc-c": 'id:doc-c a plate:SourceDocument ; skos:prefLabel "Report C"@en .',
    }
    now = {**second[1], "ontology": second[1]["ontology"] + numbered(ONTOLOGY, "2.0.0"), "metadata": gone}
    every = {"0.1.0": (first[0], was), "0.2.0": (second[0], now)}
    made = create_app(release=write_chained(tmp_path, "0.2.0", every), workers=1)
    try:
        reader = Reader(made)
        for path in ("/graph/facts/doc-c", "/graph/facts/doc-c.ttl"):
            answer = reader.get(path)
            assert answer.status_code == 410
            assert "No source." in answer.text
        assert reader.get("/version/0.1.0/graph/facts/doc-c.ttl").status_code == 200
        assert reader.get("/ontology/2.0.0/").status_code == 200
        old = reader.get("/ontology/1.0.0/", headers={"Accept": "text/turtle"})
        assert (old.status_code, old.headers["Memento-Datetime"]) == (200, JANUARY)
        assert b"seatedIn" not in old.data
        assert reader.get("/ontology/3.0.0/").status_code == 404
        for version in ("1.0.0", "2.0.0"):
            led = reader.get(f"/ontology/{version}")
            assert (led.status_code, led.headers["Location"]) == (308, f"/ontology/{version}/")
    finally:
        made.close()


def test_a_version_of_the_vocabulary_is_answered_as_it_was_first(tmp_path: Path) -> None:
    """What goes by a version of the vocabulary stays the same, though a later release had it otherwise."""
    numbered = f"<{ONTOLOGY}> a owl:Ontology ; owl:versionIRI <{ONTOLOGY}1.0.0/> ."
    every = {
        version: (day, {**graphs, "ontology": graphs["ontology"] + numbered})
        for version, (day, graphs) in VERSIONS.items()
    }
    assert "seatedIn" not in every["0.1.0"][1]["ontology"]
    app = create_app(release=write_chained(tmp_path, "0.10.0", every), workers=1)
    try:
        reader = Reader(app)
        for path in ("/ontology/1.0.0/", "/ontology/1.0.0.ttl"):
            told = reader.get(path, headers={"Accept": "text/turtle"})
            assert (told.status_code, told.headers["Memento-Datetime"]) == (200, JANUARY)
            assert told.headers["Cache-Control"] == FOREVER
            assert "seatedIn" not in told.text
        assert "seatedIn" in reader.get("/ontology.ttl").text
    finally:
        app.close()


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/id/", "/things/"),
        ("/graph/", "/dataset"),
        ("/version/0.1.0/id/", "/dataset/0.1.0"),
        ("/version/0.1.0/graph/", "/dataset/0.1.0"),
    ],
)
def test_what_iris_begin_with(client: Client, path: str, target: str) -> None:
    """The IRIs that those of things and of graphs begin with lead to lists of them."""
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Location"]) == (303, target)
    assert client.get(target).status_code == 200


@pytest.mark.parametrize(
    ("path", "of_version"),
    [
        ("/sources/doc-a", "/version/0.1.0/sources/doc-a"),
        ("/sources/doc-a.ttl", "/version/0.1.0/sources/doc-a.ttl"),
        ("/sources/doc-a/passage-a-1", "/version/0.1.0/sources/doc-a/passage-a-1"),
        ("/sources/", "/version/0.1.0/sources/"),
        ("/sources.json", "/version/0.1.0/sources.json"),
    ],
)
def test_sources(client: Client, path: str, of_version: str) -> None:
    """Sources and passages can be had as a version has them, and are their own TimeGates."""
    by_date = client.get(path, headers={"Accept-Datetime": "Mon, 01 Mar 2027 12:00:00 GMT"})
    assert (by_date.status_code, by_date.headers["Location"]) == (302, of_version)
    then = client.get(of_version)
    assert (then.status_code, then.headers["Memento-Datetime"]) == (200, JANUARY)
    assert f'<{path}>; rel="original"' in then.headers["Link"]
    (first, *_), *_ = mementos(client.get(f"/timemap{path}").text)
    assert first == of_version


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was unpacked is removed when the server ends."""
    directory = write_chained(tmp_path / "release")
    place = tmp_path / "tmp"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    made = create_app(release=directory, workers=1)
    assert Reader(made).get("/version/0.1.0/data/office.ttl").status_code == 200
    assert list(place.glob("nameplate-past-*/0.1.0/quads.nq"))
    made.close()
    assert not list(place.glob("nameplate-past-*"))
