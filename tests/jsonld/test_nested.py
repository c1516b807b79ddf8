"""Triples as one nested object: its shape, and that it says what they say."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyld import jsonld
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from server.jsonld.names import Names
from server.jsonld.nested import nested
from server.jsonld.vocabulary import read
from server.names import ONTOLOGY, PREFIXES, expand
from tests.jsonld.same import canonical, triples

PROLOGUE = (
    "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items()) + "@prefix : <urn:> .\n"
)
VOCABULARY = """
plate:Claim a owl:Class . plate:Relation a owl:Class ; rdfs:subClassOf plate:Claim .
plate:Tie a owl:Class ; rdfs:subClassOf plate:Relation .
plate:Name a owl:Class ; rdfs:subClassOf plate:Claim .
plate:Citation a owl:Class . plate:Standing a owl:Class .
plate:Endorsed a plate:Standing .
plate:standing a owl:ObjectProperty ; rdfs:range plate:Standing .
plate:relationSubject a owl:ObjectProperty . plate:relationObject a owl:ObjectProperty .
plate:about a owl:ObjectProperty . plate:citation a owl:ObjectProperty . plate:passage a owl:ObjectProperty .
plate:tied a owl:ObjectProperty ; rdfs:subPropertyOf plate:relationSubject .
plate:endnote a owl:DatatypeProperty ; rdfs:range xsd:integer .
plate:sole a owl:DatatypeProperty ; rdfs:range xsd:boolean .
plate:validity a owl:DatatypeProperty ; rdfs:range edtf:EDTF .
plate:startsLatest a owl:DatatypeProperty ; rdfs:range xsd:date .
plate:note a owl:DatatypeProperty ; rdfs:range xsd:string .
skosxl:literalForm a owl:DatatypeProperty .
skos:prefLabel a owl:AnnotationProperty . skos:altLabel a owl:AnnotationProperty .
prov:wasAttributedTo a owl:ObjectProperty . foaf:homepage a owl:ObjectProperty .
"""


def turtle(text: str) -> list[Triple]:
    """Triples of a text in Turtle."""
    return [quad.triple for quad in parse((PROLOGUE + text).encode(), format=RdfFormat.TURTLE)]


def quads(text: str) -> list[Quad]:
    """The same as quads."""
    return [Quad(t.subject, t.predicate, t.object) for t in turtle(text)]


NAMES = read(quads(VOCABULARY), [])


def written(text: str, about: str | None = "urn:a", names: Names = NAMES) -> dict[str, Any]:
    """The object of a text in Turtle, without its context, and proof that it says the same."""
    given_ = turtle(text)
    found = nested(given_, about, names)
    for read_ in (triples(json.dumps(found).encode(), RdfFormat.JSON_LD), by_pyld(found)):
        assert read_ == canonical(given_)
    found.pop("@context")
    return found


def by_pyld(document: dict[str, Any]) -> set[Quad]:
    """What another processor reads from a document; it may fetch nothing."""

    def nothing(url: str, _: object) -> object:
        raise AssertionError(f"{url} was fetched")

    said = jsonld.to_rdf(document, {"format": "application/n-quads", "documentLoader": nothing})
    return triples(said.encode(), RdfFormat.N_QUADS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            ':a skos:prefLabel "A"@en , "甲"@zh-hans ; skos:altLabel "b"@en .',
            {"label": {"en": "A", "zh-Hans": "甲"}, "altLabel": {"en": ["b"]}},
            id="texts by language",
        ),
        pytest.param(':a skos:prefLabel "A" .', {"label": {"@none": "A"}}, id="text without a language"),
        pytest.param(
            ':a skos:prefLabel "A"@en , "B"@en .', {"label": {"en": ["A", "B"]}}, id="two of one language"
        ),
        pytest.param(
            ':a foaf:homepage :h ; plate:about :b . :b skos:prefLabel "B"@en .',
            {"homepage": ["urn:h"], "about": [{"id": "urn:b", "label": {"en": "B"}}]},
            id="things named",
        ),
        pytest.param(
            ":a plate:endnote 3 ; plate:sole true .", {"endnote": 3, "sole": True}, id="numbers and truth"
        ),
        pytest.param(
            ':a plate:endnote "03"^^xsd:integer , 12345678901234567890 ; plate:sole "1"^^xsd:boolean .',
            {"endnote": ["03", "12345678901234567890"], "sole": "1"},
            id="what JSON would write otherwise",
        ),
        pytest.param(
            ':a plate:note "x" , "y"@en , 2 , :b .',
            {
                "note": [
                    "x",
                    {"@value": "y", "@language": "en"},
                    {"@value": "2", "@type": expand("xsd:integer")},
                    {"id": "urn:b"},
                ]
            },
            id="anything where texts were meant",
        ),
        pytest.param(
            ':a plate:startsLatest "soon" .',
            {ONTOLOGY + "startsLatest": [{"@value": "soon"}]},
            id="a text where a day was meant",
        ),
        pytest.param(
            ':a plate:about "b" .',
            {ONTOLOGY + "about": [{"@value": "b"}]},
            id="a text where a thing was meant",
        ),
        pytest.param(
            ':a plate:validity "2014~"^^edtf:EDTF ; plate:startsLatest "2014-12-31"^^xsd:date .',
            {"period": {"edtf": "2014~", "startsLatest": "2014-12-31"}},
            id="a period",
        ),
        pytest.param(
            ":a a plate:Claim , plate:Tie , plate:Relation .",
            {"type": ["Tie", "Relation", "Claim"]},
            id="types, the most special first",
        ),
        pytest.param(
            ":a plate:citation [ plate:passage :p ; plate:endnote 1 ] .",
            {"sources": [{"endnote": 1, "passage": "urn:p"}]},
            id="a blank node within",
        ),
        pytest.param(
            ":a plate:about _:x ; plate:citation _:x . _:x plate:endnote 1 .",
            {"about": [{"id": "_:x"}], "sources": [{"id": "_:x"}], "included": [{"id": "_:x", "endnote": 1}]},
            id="a blank node named twice",
        ),
        pytest.param(":a <urn:x:-> :b .", {"urn:x:-": [{"id": "urn:b"}]}, id="a property without a name"),
        pytest.param(
            ":a <http://a.example/about> :b .",
            {"http://a.example/about": [{"id": "urn:b"}]},
            id="a name that is taken",
        ),
        pytest.param(
            ':a schema:about :b ; dcat:contactPoint "c" .',
            {"schemaAbout": ["urn:b"], "contactPoint": ["c"]},
            id="properties that the vocabulary does not have",
        ),
    ],
)
def test_values(text: str, expected: dict[str, object]) -> None:
    """Each sort of value has one form."""
    found = written(text)
    found.pop("statements")
    ids = {node["id"] for node in found.get("included", ()) if node["id"].startswith("_:")}
    told = json.dumps(found)
    for given_id in ids:  # the parser has named it
        told = told.replace(given_id, "_:x")
    assert json.loads(told) == {"id": "urn:a", **expected}


def test_statement() -> None:
    """A claim stands beside the thing, with both its ends by their labels."""
    found = written("""
        :a skos:prefLabel "A"@en ; plate:about :n .
        :s a plate:Tie , plate:Relation , plate:Claim ; plate:relationSubject :a ; plate:relationObject :b ;
           plate:tied :a ; plate:standing plate:Endorsed ; prov:wasAttributedTo :v .
        :n a plate:Name , plate:Claim ; plate:standing plate:Endorsed ; skosxl:literalForm "A"@en .
        :b skos:prefLabel "B"@en . :v skos:prefLabel "V"@en . plate:Tie skos:prefLabel "tie"@en .
        :d foaf:primaryTopic :a .
    """)
    a, b = {"id": "urn:a", "label": {"en": "A"}}, {"id": "urn:b", "label": {"en": "B"}}
    assert found["about"] == [{"id": "urn:n", "type": ["Name", "Claim"]}]
    assert found["statements"] == [
        {
            "id": "urn:s",
            "type": ["Tie", "Relation", "Claim"],
            "subject": a,
            "value": b,
            "standing": "Endorsed",
            "voices": [{"id": "urn:v", "label": {"en": "V"}}],
            "tied": a,
        },
        {"id": "urn:n", "type": ["Name", "Claim"], "value": {"en": "A"}, "standing": "Endorsed"},
    ]
    assert found["document"] == {"id": "urn:d", "primaryTopic": [a]}
    assert found["vocabulary"] == [{"id": ONTOLOGY + "Tie", "label": {"en": "tie"}}]
    assert "included" not in found
    assert list(found)[:2] == ["id", "label"]


def test_a_name_that_stands_for_something_else() -> None:
    """In a name `value` is its wording; the other end of a relation goes by its IRI there."""
    found = written(':a a plate:Name ; skosxl:literalForm "A"@en ; plate:relationObject :b .')
    assert found["value"] == {"en": "A"}
    assert found[ONTOLOGY + "relationObject"] == [{"id": "urn:b"}]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("_:x plate:about _:y . _:y plate:about _:x .", id="blank nodes in a ring"),
        pytest.param("_:x plate:about _:x .", id="one that names itself"),
        pytest.param("[] plate:about [ plate:about [] ] .", id="nothing that has a name"),
        pytest.param(":a plate:about :a ; foaf:homepage :b . :b plate:about :a .", id="things in a ring"),
        pytest.param(":a a [] , plate:Claim .", id="a class without a name"),
        pytest.param(':a plate:about ( 1 "b"@en :c ) .', id="a list"),
        pytest.param(":a plate:about (" + " 1" * 50 + ") .", id="a long list"),
        pytest.param("", id="nothing"),
    ],
)
@pytest.mark.parametrize("about", ["urn:a", None])
def test_odd_graphs(text: str, about: str | None) -> None:
    """Whatever the triples are, the object says the same."""
    assert written(text, about) is not None


_NODES = st.sampled_from([NamedNode("urn:a"), NamedNode("urn:b"), NamedNode(ONTOLOGY + "Endorsed")])
_BLANK = st.sampled_from([BlankNode("x"), BlankNode("y"), BlankNode("z")])
_PREDICATES = st.sampled_from(
    [
        NamedNode(iri)
        for iri in (
            *NAMES.terms,
            expand("rdf:type"),
            expand("skos:prefLabel"),
            "http://a.example/about",
            "urn:x:-",
        )
    ]
)
_LITERALS = st.one_of(
    st.builds(Literal, st.text(max_size=3, alphabet=st.characters(codec="utf-8", exclude_characters="\0"))),
    st.builds(
        Literal, st.sampled_from(["a", ""]), language=st.sampled_from(["en", "zh-hans", "zh-latn-pinyin"])
    ),
    st.builds(
        Literal,
        st.sampled_from(["1", "-0", "01", "true", "2014"]),
        datatype=st.sampled_from([NamedNode(expand(t)) for t in ("xsd:integer", "xsd:boolean", "edtf:EDTF")]),
    ),
)
_TRIPLES = st.builds(Triple, st.one_of(_NODES, _BLANK), _PREDICATES, st.one_of(_NODES, _BLANK, _LITERALS))


@given(st.lists(_TRIPLES, max_size=12))
def test_any_graph(given_: list[Triple]) -> None:
    """No triple is lost or made up."""
    found = nested(given_, "urn:a", NAMES)
    assert triples(json.dumps(found).encode(), RdfFormat.JSON_LD) == canonical(given_)
