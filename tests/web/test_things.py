"""Lists of things: whole, in every form the same, page by page, and as of a day."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jsonschema
import pytest
from pyoxigraph import NamedNode, RdfFormat
from werkzeug.test import Client

from server.formats import TURTLE
from server.names import BASE, HYDRA, ID, ONTOLOGY, expand
from server.store.documents import Documents
from server.web.listing import LISTS, LISTS_IRI
from server.web.representations import DATA, KEEPING_GRAPHS, REPRESENTATIONS
from tests.jsonld.same import triples

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "server" / "web" / "schemas" / "list.json").read_text(encoding="utf-8")
)


def told(client: Client, path: str) -> dict[str, Any]:
    """A list as JSON."""
    answer = client.get(path, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    found: dict[str, Any] = json.loads(answer.data)
    jsonschema.validate(found, SCHEMA)
    return found


def of_class(release: Path, *classes: str, under: str = ID) -> set[str]:
    """The things of some classes, by the quads of the release."""
    documents = Documents(release)
    wanted = {NamedNode(iri) for iri in classes}
    found = {
        iri
        for iri in documents.under(under)
        if any(q.predicate.value == expand("rdf:type") and q.object in wanted for q in documents.own(iri))
    }
    documents.close()
    return found


@pytest.mark.parametrize("kind", LISTS, ids=lambda kind: kind.name)
def test_a_list_has_everything_once(site: Client, release: Path, kind: Any) -> None:  # noqa: ANN401 (a row of LISTS)
    """Page after page there are the things of the class, each once, as many as it says."""
    found: list[str] = []
    path: str | None = f"/things/{kind.name}?limit=1000"
    while path:
        page = told(site, path)
        found += [one["id"] for one in page["items"]]
        path = page["view"].get("nextPage")
        path = path and path.removeprefix("http://localhost")
    assert page["totalItems"] == len(found) == len(set(found))
    assert set(found) == of_class(release, *kind.classes, under=kind.under)


def test_what_is_said_of_a_thing(site: Client) -> None:
    """A row has identifier, types, labels by language, and an address where its data is."""
    rows = {one["id"]: one for one in told(site, "/things/institution?limit=1000")["items"]}
    cac = rows[ID + "cac"]
    assert cac["label"]["en"] == "Cyberspace Administration of China"
    assert cac["label"]["zh-Hans"] == "国家互联网信息办公室"
    assert "DualNameplateInstitution" in cac["type"]
    assert site.get(urlsplit(cac["isPrimaryTopicOf"]).path).status_code == 200
    order = [one["label"].get("en", "").casefold() for one in rows.values() if "en" in one.get("label", {})]
    assert order == sorted(order)


@pytest.mark.parametrize(
    "path", ["/things", "/things/person", "/things/claim", "/things/class", "/things/event", "/sources"]
)
@pytest.mark.parametrize("form", DATA, ids=lambda form: form.extension)
def test_every_form_says_the_same(site: Client, path: str, form: Any) -> None:  # noqa: ANN401 (a row of DATA)
    """All forms have the triples of Turtle, by extension, by `format` and by Accept."""
    answer = site.get(f"{path}.{form.extension}")
    assert (answer.status_code, answer.mimetype) == (200, form.media_type)
    plain = triples(site.get(f"{path}.ttl").data, RdfFormat.TURTLE)
    assert triples(answer.data, form.rdf) == plain
    place = path + "/" if path in {"/things", "/sources"} else path
    for asked in (
        site.get(place, headers={"Accept": form.media_type}),
        site.get(f"{place}?format={form.extension}"),
    ):
        assert (asked.data, asked.headers["ETag"]) == (answer.data, answer.headers["ETag"])
        assert asked.headers["Content-Location"] == f"{path}.{form.extension}"
    if form is TURTLE or form in KEEPING_GRAPHS:
        assert HYDRA.encode() in answer.data


def test_pages_lead_to_each_other(site: Client) -> None:
    """Header and body lead forward and back, in the form that was asked for."""
    second = site.get("/things/claim.json?page=2&limit=10")
    links = second.headers["Link"]
    last = -(-json.loads(second.data)["totalItems"] // 10)
    assert '</things/claim.json?limit=10>; rel="first"' in links
    assert '</things/claim.json?limit=10>; rel="prev"' in links
    assert '</things/claim.json?limit=10&page=3>; rel="next"' in links
    assert f'</things/claim.json?limit=10&page={last}>; rel="last"' in links
    assert '</things.json>; rel="up"' in links
    view = json.loads(second.data)["view"]
    assert view["id"] == "http://localhost/things/claim?limit=10&page=2"
    assert view["nextPage"] == "http://localhost/things/claim?limit=10&page=3"
    assert view["previousPage"] == "http://localhost/things/claim?limit=10"
    end = site.get(f"/things/claim.json?page={last}&limit=10")
    assert 'rel="next"' not in end.headers["Link"]
    assert "nextPage" not in json.loads(end.data)["view"]


def test_all_forms_are_linked(site: Client) -> None:
    """Whoever has one form is told of all others, JSON among them, and of the list's lasting address."""
    answer = site.get("/things/person?page=1", headers={"Accept": "text/html"})
    found = re.findall(r'<([^>]+)>; rel="alternate"; type="([^"]+)"', answer.headers["Link"])
    assert found == [(f"/things/person.{form.extension}", form.media_type) for form in DATA]
    assert f'<{BASE}things/person>; rel="canonical"' in answer.headers["Link"]
    for place, media_type in found:
        assert f'<a href="{place}" type="{media_type}">' in answer.text
    assert {"Accept", "Accept-Language"} <= set(re.split(r", *", answer.headers["Vary"]))


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/things/nothing", 404),
        ("/things/person.exe", 404),
        ("/things/person?page=100000", 404),
        ("/things/person?page=0", 400),
        ("/things/person?page=x", 400),
        ("/things/person?page=1&page=2", 400),
        ("/things/person?limit=1001", 400),
        ("/things/person?limit=0", 400),
        ("/things/person?format=exe", 406),
        ("/things.exe", 404),
    ],
)
def test_what_there_is_not(site: Client, path: str, status: int) -> None:
    """What is not there and what is no number is refused, and the refusal says what there is."""
    answer = site.get(path, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")


def test_the_list_of_lists(site: Client) -> None:
    """It names each list with the number of its things, which is that of the list itself."""
    found = told(site, "/things/")
    assert found["id"] == LISTS_IRI
    assert [one["id"] for one in found["items"]] == [kind.iri for kind in LISTS]
    for one in found["items"]:
        path = "/" + one["id"].removeprefix(BASE)
        assert told(site, path + "?limit=1")["totalItems"] == one["totalItems"] > 0


def test_names_are_those_of_the_context(site: Client) -> None:
    """Every name of a list stands for what the published context says."""
    published = json.loads(site.get("/context.jsonld").data)["@context"]
    for path in ("/things/", "/things/person"):
        context = told(site, path)["@context"]
        assert {name: published.get(name) for name in context if name not in {"document"}} == {
            name: value for name, value in context.items() if name not in {"document"}
        }
    assert published["totalItems"] == {"@id": HYDRA + "totalItems", "@type": expand("xsd:integer")}
    assert published["items"]["@id"] == HYDRA + "member"


def test_sources_are_a_list(site: Client) -> None:
    """The sources stand in their list, whole, where they are named."""
    found = told(site, "/sources/")
    assert found["id"] == BASE + "sources/"
    rows = {one["id"]: one for one in found["items"]}
    assert found["totalItems"] == len(rows)
    assert {ID + "doc-000", ID + "doc-003"} <= set(rows)
    assert rows[ID + "doc-000"]["label"]["en"]


def test_pages_for_people(site: Client) -> None:
    """The page has the names as links, the way to the other pages, and its words in the reader's language."""
    page = site.get("/things/institution?limit=5&page=2", headers={"Accept": "text/html"})
    assert page.text.count('<li><a href="/id/') == 5
    assert '<a rel="prev" href="/things/institution?limit=5">Previous</a>' in page.text
    assert '<a rel="next" href="/things/institution?limit=5&amp;page=3">Next</a>' in page.text
    total = told(site, "/things/institution")["totalItems"]
    assert f"6 to 10 of {total}" in page.text
    chinese = site.get("/things/institution?limit=5&page=2&lang=zh-Hant", headers={"Accept": "text/html"})
    assert chinese.headers["Content-Language"] == "zh-Hant"
    assert f"第 6 至 10 項，共 {total} 項" in chinese.text
    assert '>機構</bdi> <span class="second">' in chinese.text
    assert '<a href="/things/">' in site.get("/", headers={"Accept": "text/html"}).text


@pytest.mark.parametrize(
    ("name", "words", "said"),
    [("person", "person", False), ("claim", "aim", False), ("institution", "party organ", True)],
)
def test_of_what_kind_a_thing_is_stands_beside_it_where_that_tells_something(
    site: Client, name: str, words: str, *, said: bool
) -> None:
    """Not where all are of one kind, and not where the name begins with it."""
    page = site.get(f"/things/{name}", headers={"Accept": "text/html"}).text
    assert (f"<p>{words}</p>" in page) is said


def test_as_of_a_day(client: Client) -> None:
    """The same list as of a day keeps the day in every address, and says so."""
    answer = client.get("/things/institution.json?at=2016-12-31&limit=2")
    assert answer.headers["Nameplate-At"] == "2016-12-31"
    found = json.loads(answer.data)
    jsonschema.validate(found, SCHEMA)
    assert found["view"]["nextPage"].endswith("/things/institution?limit=2&at=2016-12-31&page=2")
    places = [one["isPrimaryTopicOf"] for one in found["items"]]
    assert all(place.endswith("?at=2016-12-31") for place in places)
    then = client.get(places[0].removeprefix("http://localhost"), headers={"Accept": "application/json"})
    assert then.headers["Nameplate-At"] == "2016-12-31"


def test_head_and_304(site: Client) -> None:
    """HEAD has what GET has; who has the page already is told so."""
    got = site.get("/things/person.json")
    head = site.head("/things/person.json")
    assert head.headers["ETag"] == got.headers["ETag"]
    assert head.data == b""
    assert site.get("/things/person.json", headers={"If-None-Match": got.headers["ETag"]}).status_code == 304


def test_other_data_has_no_lists(reader: Client) -> None:
    """Kinds are of this vocabulary: data from a file have none."""
    assert reader.get("/things/").status_code == 404


def test_terms(site: Client) -> None:
    """The vocabulary is listed, too."""
    rows = {one["id"] for one in told(site, "/things/class?limit=1000")["items"]}
    assert {ONTOLOGY + "Claim", ONTOLOGY + "Nameplate"} <= rows
    assert len(REPRESENTATIONS) == len(DATA) + 1


@pytest.mark.parametrize(
    ("tag", "words"), [("zh-Hans", "对象属性"), ("zh-Hant", "物件屬性"), ("en", "object property")]
)
def test_kinds_of_terms_are_in_the_language_of_the_page(site: Client, tag: str, words: str) -> None:
    """Terms of OWL have no label in the data: words are lent to them."""
    assert f"<p>{words}</p>" in site.get(f"/things/property?lang={tag}", headers={"Accept": "text/html"}).text
