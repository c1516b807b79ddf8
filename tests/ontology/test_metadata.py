"""The ontology describes itself: its header, and how each of its files stands to the others.

Rows OM1 to OM5, FIND1, VER1, URI2, VOC1 and VOC2 are those of FOOPS!, the checker of ontologies. What a
registry outside would have to assign (a DOI, a registry entry) does not exist, and is not claimed.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, XSD, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS

from server.names import BASE, ONTOLOGY, PREFIXES

HEADER = URIRef(ONTOLOGY)
BIBO, VANN = PREFIXES["bibo"], PREFIXES["vann"]
LANGUAGES = {"en", "zh-hans"}
MAPPINGS = {
    SKOS.closeMatch,
    SKOS.exactMatch,
    SKOS.broadMatch,
    SKOS.narrowMatch,
    SKOS.relatedMatch,
    OWL.equivalentClass,
    OWL.equivalentProperty,
    RDFS.subClassOf,
    RDFS.subPropertyOf,
}


@pytest.mark.parametrize(
    ("row", "predicate"),
    [
        ("OM1", DCTERMS.title),
        ("OM1", DCTERMS.description),
        ("OM1, OM4.1", DCTERMS.license),
        ("OM1, VER1", OWL.versionIRI),
        ("OM1, OM5.1", DCTERMS.creator),
        ("OM1", URIRef(VANN + "preferredNamespaceUri")),
        ("OM2, FIND1", URIRef(VANN + "preferredNamespacePrefix")),
        ("OM2", OWL.versionInfo),
        ("OM2, OM5.1", DCTERMS.created),
        ("OM2", DCTERMS.bibliographicCitation),
        ("OM3, OM5.2", DCTERMS.publisher),
        ("OM3", URIRef(BIBO + "status")),
        ("OM3", DCTERMS.source),
        ("OM3, OM5.2", DCTERMS.issued),
        ("OM3", DCTERMS.modified),
    ],
)
def test_header_declares(vocabulary: Graph, row: str, predicate: URIRef) -> None:
    """Each row of the checklist that the project can fill is filled."""
    assert (HEADER, predicate, None) in vocabulary, f"{row}: no {predicate}"


def test_one_header(vocabulary: Graph) -> None:
    """The files are parts of one ontology, declared once (URI2)."""
    assert list(vocabulary.subjects(RDF.type, OWL.Ontology)) == [HEADER]
    assert list(vocabulary.objects(None, OWL.imports)) == []


def test_title_and_description_in_both_languages(vocabulary: Graph) -> None:
    """Readers of English and of Chinese are told what the ontology is."""
    for predicate in (DCTERMS.title, DCTERMS.description):
        texts = list(vocabulary.objects(HEADER, predicate))

        assert sorted(language(text) for text in texts) == sorted(LANGUAGES)


def test_version(vocabulary: Graph) -> None:
    """The version IRI is the ontology's IRI and the semantic version number; no term carries a version."""
    number = str(vocabulary.value(HEADER, OWL.versionInfo))

    assert re.fullmatch(r"\d+\.\d+\.\d+(-[a-z0-9.]+)?", number)
    assert vocabulary.value(HEADER, OWL.versionIRI) == URIRef(f"{ONTOLOGY}{number}/")


def test_prefix_and_namespace(vocabulary: Graph) -> None:
    """The preferred prefix and namespace are those that the server uses."""
    prefix = str(vocabulary.value(HEADER, URIRef(VANN + "preferredNamespacePrefix")))

    assert PREFIXES[prefix] == ONTOLOGY
    assert str(vocabulary.value(HEADER, URIRef(VANN + "preferredNamespaceUri"))) == ONTOLOGY


def test_licence_is_an_iri(vocabulary: Graph) -> None:
    """The licence can be followed by a machine (OM4.2), and is the one the repository states."""
    licence = vocabulary.value(HEADER, DCTERMS.license)

    assert licence == URIRef("https://creativecommons.org/licenses/by/4.0/")


def test_dates_are_days_in_order(vocabulary: Graph) -> None:
    """Created, issued and modified are days, and none lies before the one that must precede it."""
    created, issued, modified = (
        vocabulary.value(HEADER, predicate)
        for predicate in (DCTERMS.created, DCTERMS.issued, DCTERMS.modified)
    )

    assert all(isinstance(day, Literal) and day.datatype == XSD.date for day in (created, issued, modified))
    assert str(created) <= str(modified)
    assert str(created) <= str(issued)


def test_invents_no_registration(vocabulary: Graph) -> None:
    """There is no DOI or registry entry yet: none is claimed, and the header says so."""
    claimed = [
        *vocabulary.objects(HEADER, URIRef(BIBO + "doi")),
        *vocabulary.objects(HEADER, URIRef(PREFIXES["schema"] + "includedInDataCatalog")),
    ]
    said = " ".join(str(note) for note in vocabulary.objects(HEADER, SKOS.historyNote))

    assert claimed == []
    assert "No DOI" in said
    assert "registry" in said


@pytest.mark.card("Linked data", "6")
@pytest.mark.card("DWBP", "15")
@pytest.mark.card("FOOPS!", "VOC2")
def test_reuses_vocabularies(vocabulary: Graph) -> None:
    """Terms specialise terms of W3C ORG, PROV-O and SKOS instead of standing alone (VOC2)."""
    above = {
        str(other)
        for predicate in (RDFS.subClassOf, RDFS.subPropertyOf)
        for term, other in vocabulary.subject_objects(predicate)
        if str(term).startswith(ONTOLOGY)
    }

    for prefix in ("org", "prov", "skos"):
        assert any(iri.startswith(PREFIXES[prefix]) for iri in above), prefix


def test_foreign_subjects_only_in_reused(ontology_files: dict[str, Graph]) -> None:
    """Other people's terms are described in `reused.ttl` alone."""
    foreign = [
        (name, str(subject))
        for name, graph in ontology_files.items()
        for subject in set(graph.subjects())
        if name != "reused.ttl" and isinstance(subject, URIRef) and not subject.startswith(BASE)
    ]

    assert foreign == []


def test_reused_terms_name_their_source(ontology_files: dict[str, Graph]) -> None:
    """Each restated term says which specification it was restated from, and none of ours is among them."""
    reused = ontology_files["reused.ttl"]
    subjects = {subject for subject in reused.subjects() if isinstance(subject, URIRef)}

    assert subjects
    assert [s for s in subjects if s.startswith(ONTOLOGY)] == []
    assert sorted(s for s in subjects if (s, DCTERMS.source, None) not in reused) == []


def test_one_block_per_thing(ontology_files: dict[str, Graph]) -> None:
    """No thing is described in two files."""
    seen: dict[URIRef, list[str]] = {}
    for name, graph in ontology_files.items():
        for subject in set(graph.subjects()):
            if isinstance(subject, URIRef):
                seen.setdefault(subject, []).append(name)

    assert {str(s): files for s, files in seen.items() if len(files) > 1} == {}


def test_alignments_stand_apart(project_root: Path, terms: frozenset[URIRef]) -> None:
    """Alignments map our terms to others and do nothing else, so leaving them out loses no axiom."""
    paths = sorted((project_root / "ontology" / "alignments").glob("*.ttl"))

    assert paths
    for path in paths:
        header = URIRef(f"{ONTOLOGY}alignments/{path.stem}")
        graph = Graph().parse(path)
        assert (header, RDF.type, OWL.Ontology) in graph, path.name
        assert (header, DCTERMS.license, None) in graph, path.name
        for subject, predicate, other in graph:
            if subject != header:
                assert subject in terms, (path.name, subject)
                assert predicate in MAPPINGS, (path.name, subject, predicate)
                assert not str(other).startswith(ONTOLOGY), (path.name, subject, other)


def language(text: object) -> str:
    """Language tag in lower case, empty where there is none."""
    return (text.language or "").lower() if isinstance(text, Literal) else ""
