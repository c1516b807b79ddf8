"""What the vocabulary lets follow from plain triples, and what it must not."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse
from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef

from server.names import ID, ONTOLOGY, PREFIXES, curie
from server.release.reasoning import closure

_AXIOMS = {RDFS.subPropertyOf, OWL.inverseOf, OWL.propertyChainAxiom, RDFS.domain, RDFS.range}
_PROLOGUE = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())


def _follows(vocabulary: Graph, turtle: str) -> set[str]:
    """What follows about the things of the facts, as `id:a plate:p id:b`."""
    axioms = parse(vocabulary.serialize(format="nt"), format=RdfFormat.N_TRIPLES)
    said = [quad.triple for quad in parse(_PROLOGUE + turtle, format=RdfFormat.TURTLE)]
    closed = closure([*(quad.triple for quad in axioms), *said])
    return {
        " ".join(curie(term.value) for term in (t.subject, t.predicate, t.object))
        for t in closed.triples
        if isinstance(t.subject, NamedNode)
        and isinstance(t.object, NamedNode)
        and t.subject.value.startswith(ID)
    }


@pytest.mark.parametrize(
    ("facts", "inference"),
    [
        (
            "id:a plate:developsFrom id:b . id:b plate:developsFrom id:c .",
            "id:a plate:hasForebear id:c",
        ),
        ("id:a plate:locatedIn id:b . id:b plate:locatedIn id:c .", "id:a plate:locatedIn id:c"),
        ("id:a a plate:Polity .", "id:a rdf:type prov:Agent"),
        ("id:a a plate:Edition .", "id:a rdf:type schema:Event"),
        ("id:a a plate:Speech .", "id:a rdf:type plate:Document"),
        ("id:a plate:coOrganizes id:b .", "id:a plate:takesPartIn id:b"),
        ("id:a plate:editionOf id:b .", "id:b rdf:type plate:EventSeries"),
        ("id:a skos:broader id:b .", "id:b skos:narrower id:a"),
        ("id:a plate:heldAt id:b .", "id:b rdf:type dcterms:Location"),
    ],
)
def test_follows(vocabulary: Graph, facts: str, inference: str) -> None:
    """What the axioms are there for is drawn."""
    assert inference in _follows(vocabulary, facts)


@pytest.mark.parametrize(
    ("facts", "no_inference"),
    [
        (
            "id:a skos:broader id:b ; plate:attestedIn id:d . id:b a plate:GovernanceConcept .",
            "id:b plate:attestedIn id:d",
        ),
        (
            "id:a skos:broader id:b . id:b plate:attestedIn id:d .",
            "id:a plate:attestedIn id:d",
        ),
        (
            "id:a plate:developsFrom id:b . id:b plate:attestedIn id:d .",
            "id:a plate:attestedIn id:d",
        ),
        (
            "id:a plate:developsFrom id:b . id:b plate:developsFrom id:c .",
            "id:a plate:developsFrom id:c",
        ),
        (
            "id:a skos:exactMatch dcterms:elsewhere . id:b skos:exactMatch dcterms:elsewhere .",
            "id:a skos:exactMatch id:b",
        ),
        (
            "id:a plate:forumsOf id:e . id:b plate:amongForums id:a .",
            "id:b plate:editionOf id:e",
        ),
        ("id:a plate:hasInfluenced id:b . id:b plate:hasInfluenced id:c .", "id:a plate:hasInfluenced id:c"),
        ("id:a plate:hasSentDelegatesTo id:b .", "id:a plate:takesPartIn id:b"),
    ],
)
def test_does_not_follow(vocabulary: Graph, facts: str, no_inference: str) -> None:
    """Use of a concept is not inherited, and a tie says no more than it says."""
    assert no_inference not in _follows(vocabulary, facts)


def test_no_axiom_makes_an_attestation(vocabulary: Graph) -> None:
    """Nothing but a claim can bring about that a concept is attested: no chain, no narrower property."""
    attested = URIRef(ONTOLOGY + "attestedIn")

    assert list(vocabulary.objects(attested, OWL.propertyChainAxiom)) == []
    assert list(vocabulary.subjects(RDFS.subPropertyOf, attested)) == []
    assert list(vocabulary.subjects(OWL.inverseOf, attested)) == []
    assert list(vocabulary.objects(attested, OWL.inverseOf)) == []
    assert (attested, RDF.type, OWL.TransitiveProperty) not in vocabulary


def test_matches_carry_no_axiom(vocabulary: Graph) -> None:
    """What is linked to another dataset stays one link: nothing follows from it about things here."""
    for match in (SKOS.exactMatch, SKOS.closeMatch):
        about = set(vocabulary.predicates(match, None))

        assert not about & {
            RDFS.subPropertyOf,
            OWL.inverseOf,
            OWL.propertyChainAxiom,
            RDFS.domain,
            RDFS.range,
        }
        assert set(vocabulary.objects(match, RDF.type)) == {OWL.ObjectProperty}


def test_ends_of_relations_type_nothing(vocabulary: Graph) -> None:
    """The ends of relations have neither domain nor range, since reported claims have ends too."""
    ends = {
        end
        for top in ("relationSubject", "relationObject")
        for end in vocabulary.transitive_subjects(RDFS.subPropertyOf, URIRef(ONTOLOGY + top))
    }
    axioms = {
        (end, kind) for end in ends for kind in (RDFS.domain, RDFS.range) if (end, kind, None) in vocabulary
    }

    assert len(ends) > 40
    assert axioms == set()
