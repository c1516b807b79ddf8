"""Every term is written well: named, defined, exemplified, tied to others, used."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, QueryBoolean, RdfFormat, Store
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, URIRef
from rdflib.term import Node

from server.names import ONTOLOGY, PREFIXES, curie

LANGUAGES = ["en", "zh-hans"]
NOTES = (SKOS.prefLabel, SKOS.altLabel, SKOS.definition, SKOS.scopeNote, SKOS.example, SKOS.historyNote)
#: What describes a term and says nothing about how it hangs together with others.
_DESCRIPTION = {
    *NOTES,
    SKOS.editorialNote,
    SKOS.changeNote,
    RDFS.isDefinedBy,
    URIRef(PREFIXES["dcterms"] + "source"),
}
_PLAIN_TYPES = {
    OWL.Class,
    OWL.ObjectProperty,
    OWL.DatatypeProperty,
    OWL.AnnotationProperty,
    OWL.NamedIndividual,
}


def texts(graph: Graph, term: Node, predicate: URIRef) -> list[Literal]:
    """Literals of a predicate."""
    return [value for value in graph.objects(term, predicate) if isinstance(value, Literal)]


def short(terms: list[URIRef]) -> list[str]:
    """Short names in order, for messages."""
    return sorted(curie(term) for term in terms)


def test_there_are_terms(terms: frozenset[URIRef]) -> None:
    """The classes that others are told to build on exist under their names."""
    promised = {
        "Claim",
        "PartyOrgan",
        "StateNameplate",
        "PartyNameplate",
        "QuasiStateAssociation",
        "GovernanceConcept",
        "DualNameplateInstitution",
        "NameplateHolding",
        "Passage",
        "KnownGap",
        "Dating",
        "Appraisal",
        "PartyPost",
        "StatePost",
        "standing",
        "citation",
        "drawsOn",
        "nameplateOf",
        "hasNameplate",
        "validity",
        "observedAt",
        "titledUnder",
        "hasHeld",
        "Formulation",
        "Attestation",
        "Edition",
        "Polity",
        "ConsultedPage",
        "IdentityLink",
        "editionOf",
        "heldAt",
        "occasion",
    }

    assert sorted(name for name in promised if URIRef(ONTOLOGY + name) not in terms) == []


@pytest.mark.parametrize("predicate", [SKOS.prefLabel, SKOS.definition], ids=["label", "definition"])
def test_exactly_one_per_language(vocabulary: Graph, terms: frozenset[URIRef], predicate: URIRef) -> None:
    """Each term has one label and one definition in English and in Chinese, and none without a language."""
    wrong = {}
    for term in terms:
        found = Counter((text.language or "").lower() for text in texts(vocabulary, term, predicate))
        if not set(LANGUAGES) <= found.keys() or "" in found or max(found.values()) > 1:
            wrong[curie(term)] = found

    assert wrong == {}


def test_example(vocabulary: Graph, terms: frozenset[URIRef]) -> None:
    """Each term has an example."""
    assert short([term for term in terms if not texts(vocabulary, term, SKOS.example)]) == []


def test_examples_are_of_the_data(vocabulary: Graph, terms: frozenset[URIRef], release: Path) -> None:
    """What an example names is described, and an example that reads as triples is so in the release."""
    store = Store()
    store.bulk_load(path=release / "quads.nq", format=RdfFormat.N_QUADS)
    held, wrong = 0, []
    for example in _examples(vocabulary, terms):
        named = [NamedNode(PREFIXES["id"] + slug) for slug in re.findall(r"\bid:([\w-]+)", example)]
        holds = [
            asked for pattern in (example, f"?it {example}") if (asked := _holds(store, pattern)) is not None
        ]
        held += any(holds)
        if not all(holds) or not all(any(store.quads_for_pattern(name, None, None)) for name in named):
            wrong.append(example)

    assert wrong == []
    assert held > 80


def _examples(vocabulary: Graph, terms: frozenset[URIRef]) -> list[str]:
    """The examples of the terms; those in Chinese name the same."""
    found = (text for term in terms for text in texts(vocabulary, term, SKOS.example))
    return sorted({str(text) for text in found if text.language == "en"})


def _holds(store: Store, pattern: str) -> bool | None:
    """Whether triples written in Turtle are found; nothing if it is not triples that are written."""
    try:
        answer = store.query(f"ASK {{ {pattern} }}", prefixes=PREFIXES, use_default_graph_as_union=True)
    except SyntaxError:
        return None
    assert isinstance(answer, QueryBoolean)
    return bool(answer)


def test_defined_by_the_ontology(vocabulary: Graph, terms: frozenset[URIRef]) -> None:
    """Each term leads back to the ontology."""
    lost = [t for t in terms if list(vocabulary.objects(t, RDFS.isDefinedBy)) != [URIRef(ONTOLOGY)]]

    assert short(lost) == []


def test_texts_are_clean(vocabulary: Graph, terms: frozenset[URIRef]) -> None:
    """No text has white space at its ends, doubled blanks or a line break, and each says its language."""
    unclean = {
        (curie(term), str(text))
        for term in terms
        for predicate in NOTES
        for text in texts(vocabulary, term, predicate)
        if not text.language or str(text) != " ".join(str(text).split())
    }

    assert unclean == set()


def test_definition_form(vocabulary: Graph, terms: frozenset[URIRef]) -> None:
    """A definition could replace its term in a sentence: no full stop, no article, no capital."""
    wrong = {
        (curie(term), str(text))
        for term in terms
        for text in texts(vocabulary, term, SKOS.definition)
        if str(text).endswith((".", "。")) or re.match(r"[A-Z][a-z]|an? |the ", str(text))
    }

    assert wrong == set()


def test_definition_is_not_circular(vocabulary: Graph, terms: frozenset[URIRef]) -> None:
    """A definition neither starts with the label of its term nor is the label."""
    circular = {
        (curie(term), str(definition))
        for term in terms
        for label in texts(vocabulary, term, SKOS.prefLabel)
        for definition in texts(vocabulary, term, SKOS.definition)
        if label.language == definition.language
        and re.match(re.escape(str(label)) + r"(?![a-z])", str(definition), re.IGNORECASE)
        and (label.language == "en" or len(label) > 2 or str(label) == str(definition))
    }

    assert circular == set()


@pytest.mark.parametrize("predicate", [SKOS.prefLabel, SKOS.definition], ids=["label", "definition"])
def test_not_used_twice(vocabulary: Graph, terms: frozenset[URIRef], predicate: URIRef) -> None:
    """No two terms share a label or a definition."""
    count = Counter(text for term in terms for text in texts(vocabulary, term, predicate))

    assert {text: n for text, n in count.items() if n > 1} == {}


def test_names_follow_the_style(vocabulary: Graph, terms: frozenset[URIRef]) -> None:
    """Classes and individuals are UpperCamel, properties lowerCamel, without digits or underscores."""
    properties = {OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}
    wrong = []
    for term in terms:
        is_property = bool(properties & set(vocabulary.objects(term, RDF.type)))
        if not re.fullmatch(
            r"[a-z][A-Za-z]*" if is_property else r"[A-Z][A-Za-z]*", term.removeprefix(ONTOLOGY)
        ):
            wrong.append(term)

    assert short(wrong) == []


def test_one_kind_of_term(vocabulary: Graph, terms: frozenset[URIRef]) -> None:
    """No term is a class and a property, or a property of two kinds."""
    kinds = _PLAIN_TYPES - {OWL.NamedIndividual}
    double = [term for term in terms if len(kinds & set(vocabulary.objects(term, RDF.type))) > 1]

    assert short(double) == []


def test_in_an_axiom_or_a_shape(vocabulary: Graph, terms: frozenset[URIRef], project_root: Path) -> None:
    """Each term hangs together with others: in an axiom of its own or of another term, or in a shape."""
    shapes = Graph()
    for path in sorted((project_root / "shapes").glob("**/*.ttl")):
        shapes.parse(path)
    tied: set[Node] = {node for triple in shapes for node in triple}
    tied |= {
        URIRef(ONTOLOGY + name) for text in _strings(shapes) for name in re.findall(r"plate:(\w+)", text)
    }
    for subject, predicate, value in vocabulary:
        if predicate in _DESCRIPTION or (predicate == RDF.type and value in _PLAIN_TYPES):
            continue
        tied |= {subject, predicate, value}

    assert short([term for term in terms if term not in tied]) == []


def test_every_term_used_is_declared(terms: frozenset[URIRef], project_root: Path) -> None:
    """Neither the ontology nor the facts, shapes or queries use a term that is not declared."""
    used: dict[str, str] = {}
    for path in _files(project_root):
        text = path.read_text(encoding="utf-8")
        code = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
        for name in re.findall(r"(?<![\w:])plate:([A-Za-z]\w*)", re.sub(r'"(?:[^"\\\n]|\\.)*"', '""', code)):
            used.setdefault(name, path.relative_to(project_root).as_posix())

    assert {name: path for name, path in used.items() if URIRef(ONTOLOGY + name) not in terms} == {}


@pytest.mark.parametrize("predicate", [RDFS.subClassOf, RDFS.subPropertyOf], ids=["classes", "properties"])
def test_no_cycle(vocabulary: Graph, terms: frozenset[URIRef], predicate: URIRef) -> None:
    """No term stands above itself."""
    cyclic = [
        term
        for term in terms
        if any(
            term in vocabulary.transitive_objects(up, predicate) for up in vocabulary.objects(term, predicate)
        )
    ]

    assert short(cyclic) == []


def test_concepts_of_the_schemes(vocabulary: Graph) -> None:
    """Each concept of a scheme is in that scheme and named in both languages."""
    schemes = set(vocabulary.subjects(RDF.type, SKOS.ConceptScheme))
    wrong = [
        str(concept)
        for concept in vocabulary.subjects(SKOS.inScheme)
        if sorted(
            (t.language or "").lower() for t in texts(vocabulary, concept, SKOS.prefLabel) if t.language
        )[:2]
        != LANGUAGES
        or not set(vocabulary.objects(concept, SKOS.inScheme)) <= schemes
    ]

    assert schemes
    assert sorted(wrong) == []


@pytest.mark.parametrize("folder", ["ontology", "instances", "shapes"])
def test_turtle_layout(project_root: Path, folder: str) -> None:
    """The files are laid out as `make format` lays them out, so that diffs show facts alone."""
    program = Path(sys.executable).with_name("turtlefmt")
    done = subprocess.run(
        [program, "--check", project_root / folder], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, f"run: make format\n{done.stdout}{done.stderr}"


def _files(root: Path) -> list[Path]:
    folders = ("ontology", "instances", "shapes", "queries")
    return sorted(
        path for name in folders for path in (root / name).rglob("*") if path.suffix in {".ttl", ".rq"}
    )


def _strings(graph: Graph) -> list[str]:
    return [str(value) for value in graph.objects() if isinstance(value, Literal)]
