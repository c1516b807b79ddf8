"""Profile: the vocabulary stays in OWL 2 RL, so that rules draw every inference the data needs."""

from __future__ import annotations

import pytest
from rdflib import Graph

from tests.ontology.rl import violations

_PROLOGUE = """
@prefix : <https://example.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:p a owl:ObjectProperty . :d a owl:DatatypeProperty .
"""


@pytest.mark.card("DWBP", "16")
def test_within_the_profile(vocabulary: Graph) -> None:
    """No axiom of the ontology leaves OWL 2 RL."""
    assert violations(vocabulary) == []


@pytest.mark.parametrize(
    ("axiom", "part"),
    [
        (":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :B ] .", "some"),
        (":A rdfs:subClassOf [ a owl:Class ; owl:unionOf ( :B :C ) ] .", "unionOf"),
        (":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:minCardinality 1 ] .", "minCard"),
        (":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:maxCardinality 2 ] .", "0 and 1"),
        (":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:hasSelf true ] .", "hasSelf"),
        (
            "[ a owl:Restriction ; owl:onProperty :p ; owl:allValuesFrom :B ] rdfs:subClassOf :A .",
            "allValues",
        ),
        ("[ a owl:Class ; owl:complementOf :B ] rdfs:subClassOf :A .", "complementOf"),
        (":A owl:equivalentClass [ a owl:Class ; owl:unionOf ( :B :C ) ] .", "unionOf"),
        (":A owl:unionOf ( :B :C ) . :D rdfs:subClassOf :A .", "in place"),
        ("owl:Thing rdfs:subClassOf :A .", "owl:Thing"),
        (":p rdfs:domain [ a owl:Class ; owl:unionOf ( :B :C ) ] .", "unionOf"),
        (":p a owl:ReflexiveProperty .", "reflexive"),
        (":A owl:disjointUnionOf ( :B :C ) .", "disjoint union"),
        (":A owl:hasKey ( :p ) .", "key"),
        (":d rdfs:range xsd:date .", "no datatype"),
        (":p owl:propertyChainAxiom ( :q :r ) ; a owl:FunctionalProperty .", "FunctionalProperty"),
        (":p a owl:TransitiveProperty ; rdfs:subPropertyOf :q . :q a owl:IrreflexiveProperty .", "Irreflex"),
        (":p a owl:TransitiveProperty ; owl:propertyDisjointWith :q .", "disjoint with"),
        (
            """:p a owl:TransitiveProperty .
            :A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:maxCardinality 1 ] .""",
            "counted",
        ),
    ],
)
def test_finds_what_leaves_the_profile(axiom: str, part: str) -> None:
    """Each kind of axiom outside the profile is named."""
    found = violations(Graph().parse(data=_PROLOGUE + axiom, format="turtle"))

    assert any(part in message for message in found), found


@pytest.mark.parametrize(
    "axiom",
    [
        "[ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :B ] rdfs:subClassOf :A .",
        """[ a owl:Class ; owl:intersectionOf
            ( :B [ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :C ] ) ]
            rdfs:subClassOf :A .""",
        ":A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:maxCardinality 1 ] .",
        ":p owl:propertyChainAxiom ( :q :r ) ; rdfs:subPropertyOf :s .",
        ":A owl:disjointWith :B . :d rdfs:range xsd:boolean .",
    ],
)
def test_lets_the_profile_pass(axiom: str) -> None:
    """What the profile allows is not reported."""
    assert violations(Graph().parse(data=_PROLOGUE + axiom, format="turtle")) == []
