"""Short names: the rule that gives them, and the context that they make."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import RdfFormat, parse
from werkzeug.test import Client

from server.jsonld.names import BESIDE, KEYWORDS, Names, Use
from server.names import GRAPH, ONTOLOGY, expand
from server.store.documents import Documents
from tests.jsonld.test_nested import NAMES

THING = Use("thing")


def names(*iris: str) -> dict[str, str]:
    """IRI → name, of IRIs that may be short."""
    found = Names().with_uses({i if "//" in i else expand(i): THING for i in iris})
    return {iri: term.name for iri, term in found.terms.items()}


@pytest.mark.parametrize(
    ("iris", "expected"),
    [
        pytest.param(["plate:about"], ["about"], id="ours"),
        pytest.param(["schema:about", "plate:about"], ["schemaAbout", "about"], id="ours goes first"),
        pytest.param(["schema:name", "foaf:name"], ["schemaName", "name"], id="the order of prefixes"),
        pytest.param(["bibo:Document", "plate:Document"], ["BiboDocument", "Document"], id="classes"),
        pytest.param(["plate:Name", "plate:name"], ["Name", "name"], id="capital and small"),
        pytest.param(["skos:prefLabel", "rdfs:label"], ["label", "rdfsLabel"], id="a name for readers"),
        pytest.param(["dcterms:type", "schema:id"], ["dctermsType", "schemaId"], id="words of JSON-LD"),
        pytest.param(["schema:document"], ["schemaDocument"], id="words of documents"),
        pytest.param(["plate:in-two_words"], ["inTwoWords"], id="camel case"),
        pytest.param(["http://a.example/x#y", "plate:y"], [None, "y"], id="taken, and no prefix"),
        pytest.param(["http://a.example/7", "http://a.example/"], [None, None], id="no name at all"),
    ],
)
def test_rule(iris: list[str], expected: list[str | None]) -> None:
    """The earlier keeps the name, whatever order they come in; the later has its prefix before."""
    for given in (iris, iris[::-1]):
        found = names(*given)
        assert [found.get(i if "//" in i else expand(i)) for i in iris] == expected


def test_names_are_kept() -> None:
    """What gets names later takes none away."""
    first = Names().with_uses({expand("schema:about"): THING})
    later = first.with_uses({expand("plate:about"): THING})
    assert {iri: term.name for iri, term in later.terms.items()} == {
        expand("schema:about"): "about",
        expand("plate:about"): "plateAbout",
    }


def test_context() -> None:
    """Each sort of value has its definition, in order of the names."""
    context = NAMES.context()
    told = {
        "about": {"@id": ONTOLOGY + "about", "@type": "@id", "@container": "@set"},
        "subject": {"@id": ONTOLOGY + "relationSubject", "@type": "@id"},
        "standing": {"@id": ONTOLOGY + "standing", "@type": "@vocab"},
        "label": {"@id": expand("skos:prefLabel"), "@container": "@language"},
        "altLabel": {"@id": expand("skos:altLabel"), "@container": ["@language", "@set"]},
        "endnote": {"@id": ONTOLOGY + "endnote", "@type": expand("xsd:integer")},
        "edtf": {"@id": ONTOLOGY + "validity", "@type": expand("edtf:EDTF"), "@nest": "period"},
        "note": {"@id": ONTOLOGY + "note"},
        "Endorsed": ONTOLOGY + "Endorsed",
        "Name": {
            "@id": ONTOLOGY + "Name",
            "@context": {"value": {"@id": expand("skosxl:literalForm"), "@container": "@language"}},
        },
    }
    assert {name: context[name] for name in told} == told
    assert next(iter(context)) == "@version"
    own = list(context)[1 + len(KEYWORDS) :]
    assert own == sorted(own)


@pytest.fixture(scope="module")
def context(site: Client) -> dict[str, Any]:
    """The context of the release."""
    found: dict[str, Any] = site.get("/context.jsonld").get_json()["@context"]
    return found


def _iri(entry: object) -> object:
    """What an entry of a context stands for."""
    return entry.get("@id") if isinstance(entry, dict) else entry


def test_every_term_of_ours_is_in(context: dict[str, Any], release: Path) -> None:
    """Each class and property that the vocabulary declares has a name of its own, without a prefix."""
    documents = Documents(release)
    kinds = {expand(kind) for kind in ("owl:Class", "owl:ObjectProperty", "owl:DatatypeProperty")}
    declared = {
        str(q.subject)[1:-1]
        for q in documents.graph(GRAPH + "ontology")
        if q.predicate.value == expand("rdf:type")
        and getattr(q.object, "value", "") in kinds
        and str(q.subject).startswith(f"<{ONTOLOGY}")
    }
    documents.close()
    named = {_iri(entry): name for name, entry in context.items()}
    assert len(declared) > 200
    assert declared - named.keys() == set()
    renamed = {iri: named[iri] for iri in declared if iri != ONTOLOGY + named[iri]}
    assert sorted(renamed.values()) == ["documents", "edtf", "sources", "subject", "value"]


def test_whatever_occurs_is_in(context: dict[str, Any], release: Path) -> None:
    """Each class and property that the release uses has a name."""
    quads = parse((release / "quads.nq").read_bytes(), format=RdfFormat.N_QUADS)
    used: set[str] = set()
    for quad in quads:
        used.add(quad.predicate.value)
        if quad.predicate.value == expand("rdf:type"):
            used.add(getattr(quad.object, "value", ""))
    named = {_iri(entry) for entry in context.values()}
    assert len(used) > 200
    missing = {iri for iri in used - named if iri.startswith((ONTOLOGY, *map(expand, ("org:", "prov:"))))}
    assert missing == set()


def test_what_is_one_never_is_many(context: dict[str, Any], release: Path) -> None:
    """A property without an array has one value at most in all of the release, or one in each language."""
    single = {
        entry["@id"]: entry
        for entry in context.values()
        if isinstance(entry, dict) and "@set" not in entry.get("@container", ())
    }
    counts: dict[tuple[str, ...], set[str]] = {}
    for quad in parse((release / "quads.nq").read_bytes(), format=RdfFormat.N_QUADS):
        if quad.predicate.value in single and quad.predicate.value != expand("rdf:type"):
            key = (str(quad.subject), quad.predicate.value, getattr(quad.object, "language", None) or "")
            counts.setdefault(key, set()).add(str(quad.object))
    assert len(counts) > 5000
    assert {key[1] for key, values in counts.items() if len(values) > 1} == set()


def test_it_is_the_same_each_time(site: Client) -> None:
    """Equal releases give equal bytes, and the words of documents are not in it."""
    one, two = (site.get("/context.jsonld") for _ in range(2))
    assert one.data == two.data
    assert one.content_type == "application/ld+json"
    assert not set(BESIDE) & json.loads(one.data)["@context"].keys()
