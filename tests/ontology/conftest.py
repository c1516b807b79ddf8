"""The vocabulary as the tests read it: file by file, and as one graph."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import OWL, RDF, Graph, URIRef

from server.names import ONTOLOGY

_KINDS = (
    OWL.Class,
    OWL.ObjectProperty,
    OWL.DatatypeProperty,
    OWL.AnnotationProperty,
    OWL.NamedIndividual,
)


@pytest.fixture(scope="session")
def ontology_files(project_root: Path) -> dict[str, Graph]:
    """Each file of the ontology, alignments left out, by its path under `ontology/`."""
    folder = project_root / "ontology"
    paths = sorted([*folder.glob("*.ttl"), *folder.glob("schemes/*.ttl")])
    return {path.relative_to(folder).as_posix(): Graph().parse(path) for path in paths}


@pytest.fixture(scope="session")
def vocabulary(ontology_files: dict[str, Graph]) -> Graph:
    """The ontology as one graph."""
    whole = Graph()
    for part in ontology_files.values():
        whole += part
    return whole


@pytest.fixture(scope="session")
def terms(vocabulary: Graph) -> frozenset[URIRef]:
    """Every class, property and named individual that the project mints."""
    declared = {term for kind in _KINDS for term in vocabulary.subjects(RDF.type, kind)}
    return frozenset(term for term in declared if isinstance(term, URIRef) and term.startswith(ONTOLOGY))
