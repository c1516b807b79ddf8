"""Logic: the vocabulary is consistent under OWL 2 DL, every class can have members (HermiT decides)."""

from __future__ import annotations

import io
from pathlib import Path

import owlready2
import pytest
from rdflib import ORG, OWL, RDF, RDFS, BNode, Dataset, Graph, URIRef

from server.names import GRAPH, ONTOLOGY, thing

pytestmark = pytest.mark.needs("java")


def unsatisfiable(graph: Graph) -> list[str]:
    """IRIs of classes that can have no member.

    Raises:
        owlready2.OwlReadyInconsistentOntologyError: nothing at all satisfies the graph.
    """
    world = owlready2.World()
    text = graph.serialize(format="nt", encoding="utf-8")
    loaded = world.get_ontology(ONTOLOGY).load(fileobj=io.BytesIO(text))
    with loaded:
        owlready2.sync_reasoner_hermit(world, debug=0)
    nothing = str(OWL.Nothing)  # it is always in the list
    found = {str(kind.iri) for kind in world.inconsistent_classes() if hasattr(kind, "iri")}
    return sorted(found - {nothing})


def copy_of(graph: Graph) -> Graph:
    """A graph of its own with the same triples."""
    copy = Graph()
    copy += graph
    return copy


def test_the_data_has_a_model(vocabulary: Graph, release: Path) -> None:
    """What is said plainly of things, projected and inferred alike, contradicts no axiom."""
    quads = Dataset()
    quads.parse(release / "quads.nq", format="nquads")
    claims = set(quads.subjects(URIRef(ONTOLOGY + "standing"), None, unique=True))
    together = copy_of(vocabulary)
    before = len(together)
    for name in ("facts/doc-000", "facts/doc-003", "public", "current", "inferred"):
        for s, p, o in quads.graph(URIRef(GRAPH + name)):
            plain = isinstance(s, URIRef) and isinstance(o, URIRef) and s not in claims
            if plain and (p == RDF.type or str(p).startswith((ONTOLOGY, str(ORG)))):
                together.add((s, p, o))

    assert len(together) > before + 500
    assert unsatisfiable(together) == []


@pytest.mark.card("DWBP", "16")
@pytest.mark.card("Linked data", "3")
def test_consistent_and_satisfiable(vocabulary: Graph, project_root: Path) -> None:
    """The ontology has a model with every alignment, so it has one without; each class can have a member."""
    together = copy_of(vocabulary)
    for path in sorted((project_root / "ontology" / "alignments").glob("*.ttl")):
        together.parse(path)

    assert unsatisfiable(together) == []


def test_finds_an_impossible_class(vocabulary: Graph) -> None:
    """A class put under two disjoint classes is found, so an empty list means something."""
    broken = copy_of(vocabulary)
    impossible = URIRef(ONTOLOGY + "ImpossiblePlate")
    broken.add((impossible, RDF.type, OWL.Class))
    for above in ("PartyNameplate", "StateNameplate"):
        broken.add((impossible, RDFS.subClassOf, URIRef(ONTOLOGY + above)))

    assert unsatisfiable(broken) == [str(impossible)]


def test_finds_a_contradiction(vocabulary: Graph) -> None:
    """A thing that is a nameplate and a body at once makes the whole inconsistent."""
    broken = copy_of(vocabulary)
    both = URIRef(thing("both"))
    for kind in ("StateNameplate", "Institution"):
        broken.add((both, RDF.type, URIRef(ONTOLOGY + kind)))

    with pytest.raises(owlready2.OwlReadyInconsistentOntologyError):
        unsatisfiable(broken)


def test_a_country_is_not_its_government(vocabulary: Graph) -> None:
    """A thing that is a country and a body at once makes the whole inconsistent."""
    broken = copy_of(vocabulary)
    for kind in ("Polity", "Institution"):
        broken.add((URIRef(thing("both")), RDF.type, URIRef(ONTOLOGY + kind)))

    with pytest.raises(owlready2.OwlReadyInconsistentOntologyError):
        unsatisfiable(broken)


def test_reads_axioms_without_a_name(vocabulary: Graph) -> None:
    """A body with a plate of either kind that is said to be no dual institution is a contradiction."""
    broken = copy_of(vocabulary)
    body, excluded = URIRef(thing("body")), BNode()
    broken.add((excluded, RDF.type, OWL.Class))
    broken.add((excluded, OWL.complementOf, URIRef(ONTOLOGY + "DualNameplateInstitution")))
    broken.add((body, RDF.type, excluded))
    for kind in ("PartyNameplate", "StateNameplate"):
        held = URIRef(thing(kind))
        broken.add((held, RDF.type, URIRef(ONTOLOGY + kind)))
        broken.add((body, URIRef(ONTOLOGY + "hasNameplate"), held))

    with pytest.raises(owlready2.OwlReadyInconsistentOntologyError):
        unsatisfiable(broken)
