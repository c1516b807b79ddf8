"""`_profile=alt`: in which profiles and formats a resource can be had, told in each of them, and true."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse
from werkzeug.test import Client

from server.names import ALTR, BASE, PROF, expand, term, thing
from server.web.languages import LANGUAGES
from server.web.profiles.alternates import BY_QUERY, MODEL
from server.web.profiles.table import ALTERNATES, DEFAULT, PROFILES, PROFILES_IRI, preferred
from server.web.representations import DATA, REPRESENTATIONS
from tests.jsonld.same import triples
from tests.web.conftest import VERSION

TYPES = [form.media_type for form in REPRESENTATIONS]


def told(client: Client, path: str) -> set[Quad]:
    """The triples of a document."""
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "text/turtle")
    return set(parse(answer.data, format=RdfFormat.TURTLE))


def values(quads: set[Quad], subject: str, predicate: str) -> set[str]:
    """What some triples say of a subject."""
    return {
        quad.object.value
        for quad in quads
        if quad.subject == NamedNode(subject)
        and quad.predicate.value == predicate
        and isinstance(quad.object, NamedNode | Literal)
    }


def test_every_form_is_listed_once(client: Client) -> None:
    """A thing has its page and the page of its forms, and its data in each profile and format."""
    quads = told(client, "/data/cac.ttl?_profile=alt")
    found = values(quads, thing("cac"), ALTR + "hasRepresentation")
    kinds = Counter(
        (
            next(iter(values(quads, one, expand("dcterms:conformsTo"))), ""),
            *values(quads, one, expand("dcterms:format")),
        )
        for one in found
    )
    wanted = [("", "text/html"), (MODEL, "text/html")]
    wanted += [(profile.iri, form.media_type) for profile in PROFILES for form in DATA]
    assert kinds == Counter(wanted)
    default = values(quads, thing("cac"), ALTR + "hasDefaultRepresentation")
    assert default == {BASE + "page/cac"}
    assert values(quads, BASE + "page/cac", expand("dcterms:language")) == {one.tag for one in LANGUAGES}
    for profile in PROFILES:
        assert values(quads, profile.iri, PROF + "hasToken") == {profile.name}
        assert values(quads, profile.iri, expand("rdf:type")) == {PROF + "Profile"}


@pytest.mark.parametrize("subject", ["data/cac", "dataset", "profiles/plain", "things/person", "sources/"])
def test_what_is_listed_is_there(client: Client, subject: str) -> None:
    """Each representation is answered at its address, in the format and the profile that are said of it."""
    path = (
        f"/{subject.rstrip('/')}.ttl?_profile=alt"
        if subject != "profiles/plain"
        else "/profiles/plain.ttl?_profile=alt"
    )
    quads = told(client, path)
    rows = [
        quad.object.value
        for quad in quads
        if quad.predicate.value == ALTR + "hasRepresentation" and isinstance(quad.object, NamedNode)
    ]
    assert len(rows) >= 2 * len(REPRESENTATIONS)
    for iri in rows:
        answer = client.get(
            "/" + iri.removeprefix(BASE),
            headers={"Accept": "image/png"} if "." in iri.removeprefix(BASE) else {},
        )
        assert answer.status_code == 200, iri
        assert {answer.mimetype} == values(quads, iri, expand("dcterms:format"))
        profile = values(quads, iri, expand("dcterms:conformsTo"))
        if profile:
            assert {answer.headers["Content-Profile"]} == {f"<{one}>" for one in profile}


@pytest.mark.parametrize("path", ["/data/cac", "/dataset", "/ontology", "/sources", "/things/person"])
@pytest.mark.parametrize("form", DATA, ids=lambda form: form.extension)
def test_every_format_says_the_same(client: Client, path: str, form: object) -> None:
    """The list is negotiated like everything else, and is the same in each format."""
    chosen = next(one for one in DATA if one is form)
    plain = client.get(f"{path}.ttl?_profile=alt")
    answer = client.get(f"{path}.{chosen.extension}?_profile=alt")
    assert answer.mimetype == chosen.media_type
    assert triples(answer.data, chosen.rdf) == triples(plain.data, RdfFormat.TURTLE)
    assert answer.headers["Content-Profile"] == f"<{MODEL}>"
    assert f'<{BY_QUERY}>; rel="profile"' in answer.headers["Link"]
    assert f'<{MODEL}>; rel="profile"' in answer.headers["Link"]


def test_json_is_nested(client: Client) -> None:
    """In JSON each representation stands whole in the list of the resource."""
    found = json.loads(client.get("/data/cac.json?_profile=alt").data)
    assert found["id"] == thing("cac")
    rows = {one["id"]: one for one in found["hasRepresentation"]}
    plain = rows[BASE + "data/cac.ttl?_profile=plain"]
    assert plain["type"] == ["Representation"]
    assert plain["conformsTo"][0]["id"] == PROFILES_IRI + "plain"
    assert plain["conformsTo"][0]["label"]["zh-Hans"] == "简明描述"
    assert "text/turtle" in json.dumps(plain)
    default = found["hasDefaultRepresentation"]
    assert default["id"] == BASE + "page/cac"


@pytest.mark.parametrize(
    ("accept", "place"),
    [
        (None, "/page/siio?_profile=alt"),
        ("text/html", "/page/siio?_profile=alt"),
        ("application/json", "/data/siio.json?_profile=alt"),
        ("text/turtle", "/data/siio.ttl?_profile=alt"),
    ],
)
@pytest.mark.parametrize("asked", ["query", "header"])
def test_things_lead_to_it(client: Client, accept: str | None, place: str, asked: str) -> None:
    """A thing leads to the list, by argument or by header, in the form that is accepted."""
    headers = {"Accept": accept} if accept else {}
    if asked == "header":
        headers["Accept-Profile"] = f"<{MODEL}>"
    answer = client.get("/id/siio" + ("?_profile=alt" if asked == "query" else ""), headers=headers)
    assert (answer.status_code, answer.headers["Location"]) == (303, place)
    there = client.get(place)
    assert there.headers["Content-Profile"] == f"<{MODEL}>"


def test_the_page(client: Client) -> None:
    """People read the same: each profile with its formats, as links that lead there."""
    answer = client.get("/page/cac?_profile=alt")
    assert answer.mimetype == "text/html"
    assert answer.headers["Content-Location"] == "/page/cac?_profile=alt"
    for profile in PROFILES:
        assert profile.title[0] in answer.text
    places = re.findall(r'<li><a href="(/(?:data|page)/[^"]+)"', answer.text)
    assert len(places) == len(set(places)) == 2 + len(PROFILES) * len(DATA)
    assert "/data/cac.ttl?_profile=schema" in places
    assert client.get("/page/cac").text != answer.text
    assert client.get("/page/cac").headers["ETag"] != answer.headers["ETag"]


@pytest.mark.parametrize("path", ["/data/cac", "/id/cac", "/data/cac.ttl?_profile=plain"])
def test_names_are_mapped(client: Client, path: str) -> None:
    """Each name of a profile is told with its IRI; pages, whose types are told so as well, do without."""
    links = client.get(path, headers={"Accept": "text/turtle"}).headers["Link"]
    for profile in PROFILES:
        link = f'<{PROF}Profile>; rel="type"; token="{profile.name}"; anchor="{profile.iri}"'
        assert links.count(link) == 1
    assert f"{PROF}Profile" not in client.get("/page/cac").headers["Link"]


def test_the_usual_form_is_marked(client: Client) -> None:
    """`canonical` is what is had without asking, with its type and profile."""
    data = client.get("/data/cac.jsonld").headers["Link"]
    assert f'<{BASE}data/cac>; rel="canonical"; type="text/turtle"; formats="{DEFAULT.iri}"' in data
    usual = client.get("/data/cac")
    assert (usual.mimetype, usual.headers["Content-Profile"]) == ("text/turtle", f"<{DEFAULT.iri}>")
    page = client.get("/page/cac").headers["Link"]
    assert f'<{BASE}page/cac>; rel="canonical"; type="text/html"' in page


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("plain", "plain"),
        ("nothing,plain", "plain"),
        ("schema,plain", "schema"),
        (f"<{PROFILES_IRI}statements>,plain", "statements"),
        (f"nothing, <https://a.example/x>, <{PROFILES_IRI}schema>", "schema"),
        (f"{PROFILES_IRI}plain", "plain"),
        (f"<{MODEL}>", "alt"),
        ("nothing", "provenance"),
        ("", "provenance"),
        (",,<>", "provenance"),
    ],
)
def test_argument_is_a_list_in_order(client: Client, asked: str, name: str) -> None:
    """`_profile` takes names and IRIs, the best first; of those the first that there is."""
    answer = client.get("/data/cac.ttl", query_string={"_profile": asked})
    profile = preferred(name)
    assert profile is not None
    assert answer.headers["Content-Profile"] == f"<{profile.iri}>"


@pytest.mark.parametrize(
    ("header", "profile"),
    [
        (f"<{MODEL}>", ALTERNATES),
        (f"<{MODEL}>;q=0", DEFAULT),
        (f"<{MODEL}>;q=0.2, <{PROFILES_IRI}plain>;q=0.1", ALTERNATES),
        (f"<{DEFAULT.iri}>;q=0, <{PROFILES_IRI}plain>;q=0", preferred("statements")),
        ("alt", ALTERNATES),
    ],
)
def test_header_asks_for_it(client: Client, header: str, profile: object) -> None:
    """By header it is a profile like the others, with weights, and is never what one gets unasked."""
    answer = client.get("/data/cac", headers={"Accept": "text/turtle", "Accept-Profile": header})
    chosen = next(one for one in PROFILES if one is profile)
    assert answer.headers["Content-Profile"] == f"<{chosen.iri}>"
    assert "Accept-Profile" in answer.headers["Vary"]


def test_it_is_described(client: Client) -> None:
    """Among the profiles it has a page, by its name."""
    quads = told(client, "/profiles/alt.ttl")
    assert values(quads, MODEL, PROF + "hasToken") == {"alt"}
    assert values(quads, MODEL, expand("dcterms:format")) == set(TYPES[1:])
    assert values(told(client, "/profiles.ttl"), PROFILES_IRI, expand("dcterms:hasPart")) == {
        profile.iri for profile in PROFILES
    }


def test_terms_have_it(client: Client) -> None:
    """So do the terms of the vocabulary."""
    quads = told(client, "/data/ontology/Claim.ttl?_profile=alt")
    assert BASE + "page/ontology/Claim" in values(quads, term("Claim"), ALTR + "hasRepresentation")


def test_other_data_has_none(reader: Client) -> None:
    """Data of other people is in one profile: nothing is listed in its place."""
    assert reader.get("/page/a?_profile=alt").data == reader.get("/page/a").data


def test_json_is_named_with_the_others(client: Client) -> None:
    """The set of links and the API's description name every form that a document has, JSON among them."""
    sets = json.loads(client.get("/linkset?of=/page/cac").data)["linkset"]
    described = next(one["describedby"] for one in sets if one["anchor"].endswith("/page/cac"))
    assert [one["type"] for one in described if one["href"].startswith("http://localhost/data/")] == TYPES[1:]
    anchors = {one["anchor"] for one in sets}
    assert {f"http://localhost/data/cac.{form.extension}" for form in DATA} <= anchors
    landing = json.loads(client.get("/linkset?of=/dataset").data)["linkset"]
    assert {f"http://localhost/dataset.{form.extension}" for form in DATA} <= {
        one["anchor"] for one in landing
    }
    paths = json.loads(client.get("/openapi.json").data)["paths"]
    for path in ("/data/{name}", "/dataset", "/ontology/", "/sources/", "/things/{name}", "/graph/{name}"):
        assert list(paths[path]["get"]["responses"]["200"]["content"]) == TYPES, path


EACH_REFUSED = "provenance;q=0, plain;q=0, statements;q=0, schema;q=0"
DOCUMENTS = [
    *("/ontology/", "/ontology.ttl", "/dataset", "/dataset.ttl", f"/dataset/{VERSION}", "/sources/"),
    *("/sources/doc-000", "/things/", "/things/person", "/graph/ontology", "/page/cac"),
]


@pytest.mark.parametrize("path", DOCUMENTS)
@pytest.mark.parametrize(
    ("asked", "status", "profile"),
    [
        ("alt", 200, MODEL),
        (f"<{MODEL}>", 200, MODEL),
        (f"<urn:other>, <{MODEL}>;q=0.5", 200, MODEL),
        ("<urn:other>", 200, None),
        ("plain", 200, None),
        ("alt;q=0", 200, None),
        (EACH_REFUSED, 200, None),
        ("*", 200, None),
        ("*;q=0", 406, None),
        ("plain, *;q=0", 406, None),
        ("alt, *;q=0", 200, MODEL),
    ],
)
def test_profiles_of_documents(
    client: Client, path: str, asked: str, status: int, profile: str | None
) -> None:
    """What has no profiles is told as it is, or the list of its forms; also from memory, and Vary says so."""
    accept = "text/html" if path.startswith("/page/") else "text/turtle"
    for _ in range(2):  # made, and kept
        answer = client.get(path, headers={"Accept": accept, "Accept-Profile": asked})
        assert answer.status_code == status
        if status == 200:
            assert answer.mimetype == accept
            assert answer.headers.get("Content-Profile") == (f"<{profile}>" if profile else None)
            assert "Accept-Profile" in answer.headers["Vary"].split(", ")
            assert (b"hasDefaultRepresentation" in answer.data or b"Alternate" in answer.data) == bool(
                profile
            )
        else:
            assert MODEL in client.get(path, headers={"Accept-Profile": asked}).get_json()["detail"]


#: Paths that are pages first of all: what their lists are called, and their forms beside.
PAGES = {
    "/": ("Home page", "首页", ()),
    "/dumps/": ("Downloads", "下载", ()),
    f"/dumps/{VERSION}/": (f"Downloads of {VERSION}", f"{VERSION} 版的下载", ()),
    "/changes": ("Versions", "版本", ("application/json", "text/csv", *TYPES[1:2], *TYPES[3:])),
    "/policy": ("Identifiers and persistence", "标识符与持久性", ()),
    "/docs/": ("Documentation", "文档", ("text/markdown",)),
    "/docs/limits": ("Limits", "限额", ("text/markdown",)),
    "/coverage": ("Reading inventory", "阅读清单", ("text/csv", "application/json")),
    "/gaps": ("Known gaps", "已知空缺", ()),
    "/overlap": ("Overlap of leaders", "领导交叉任职", ("text/csv", "application/json", "image/svg+xml")),
    "/timeline": ("Timeline", "时间线", ("text/csv", "application/json", "image/svg+xml")),
    "/genealogy": ("Genealogy of concepts", "概念谱系", ("text/csv", "application/json", "image/svg+xml")),
    "/delegations": ("Delegations", "代表团", ("text/csv", "application/json")),
    "/statistics": ("Statistics", "统计", ("text/csv", "application/json")),
    "/api": ("API", "API", ()),
}


@pytest.mark.parametrize("path", PAGES)
def test_pages_have_it_too(client: Client, path: str) -> None:
    """So have pages that are no documents of the data: each form is there, and is as it is said to be."""
    beside = PAGES[path][2]
    quads = told(client, f"{path}?_profile=alt&format=ttl")
    iri = BASE.rstrip("/") + path
    rows = values(quads, iri, ALTR + "hasRepresentation")
    assert values(quads, iri, ALTR + "hasDefaultRepresentation") == {iri}
    assert len(rows) == 2 + len(beside) + len(DATA)
    found: Counter[str] = Counter()
    for one in rows:
        answer = client.get("/" + one.removeprefix(BASE))
        profile = values(quads, one, expand("dcterms:conformsTo"))
        assert (answer.status_code, {answer.mimetype}) == (200, values(quads, one, expand("dcterms:format")))
        assert answer.headers.get("Content-Profile") == (f"<{MODEL}>" if profile else None)
        found[answer.mimetype or ""] += not profile
    assert +found == Counter(["text/html", *beside])


@pytest.mark.parametrize("path", [*PAGES, "/things/person", "/problems/", "/profiles/", "/sources/"])
def test_their_lists_have_titles(client: Client, path: str) -> None:
    """Such a list is called what the page is called, in the reader's language."""
    more = {
        "/things/person": ("People", "人物"),
        "/problems/": ("Types of problems", "问题类型"),
        "/profiles/": ("Profiles", "描述方式（profile）"),
        "/sources/": ("Sources", "来源"),
    }
    names = more.get(path) or PAGES[path][:2]
    for name, tag in zip(names, ("en", "zh-Hans"), strict=True):
        headers = {"Accept": "text/html", "Accept-Profile": f"<{MODEL}>", "Accept-Language": tag}
        answer = client.get(path, headers=headers)
        assert f'<h1><bdi lang="{tag}">{name}</bdi></h1>' in answer.text
        assert f"<title>{name} · " in answer.text
        assert answer.headers["Content-Language"] == tag
        vary = set(answer.headers["Vary"].split(", "))
        assert vary >= {"Accept", "Accept-Profile", "Accept-Language"}


@pytest.mark.parametrize("path", PAGES)
def test_their_other_profiles(client: Client, path: str) -> None:
    """They have no other profile: one that is not known leads to the page, and to refuse all is refused."""
    plain = client.get(path, headers={"Accept": "text/html"})
    for asked in ("<urn:other>", "plain", "alt;q=0"):
        answer = client.get(path, headers={"Accept": "text/html", "Accept-Profile": asked})
        assert (answer.status_code, answer.data) == (200, plain.data)
    assert client.get(path, headers={"Accept-Profile": "*;q=0"}).status_code == 406
