"""Examples that break the shapes of the ontology's own terms, schemes and header, and of the dataset."""

from __future__ import annotations

from typing import Final

from tests.shapes.broken import Broken, Parts, described, mistakes

_LANGUAGES: Final = {
    "has an English label": ('skos:prefLabel "thing"@en',),
    "has a Chinese label": ('skos:prefLabel "事物"@zh-Hans', 'skos:prefLabel "shiwu"@zh-Latn-pinyin'),
    "is defined in English": ('skos:definition "something"@en',),
    "is defined in Chinese": ('skos:definition "某事物"@zh-Hans',),
}
_TERM: Final[Parts] = {
    "": ("a owl:Class",),
    **_LANGUAGES,
    "has an example": ('skos:example "17"@en',),
}
_ONTOLOGY: Final = "rdfs:isDefinedBy <https://w3id.org/nameplate/ontology/>"
_OTHER: Final = "<https://example.org/ontology/>"
_CONCEPT: Final[Parts] = {"": ("a skos:Concept",), **_LANGUAGES}
_IN_SCHEME: Final = "skos:topConceptOf id:kinds"


def _title(name: str) -> tuple[str, ...]:
    """A text in both languages; wrong in one, or twice in one."""
    return (
        f'{name} "Text"@en , "文"@zh-Hans',
        f'{name} "Text"@en , "Other"@en , "文"@zh-Hans',
        f'{name} "Text"@en',
    )


def _day(name: str) -> tuple[str, ...]:
    """A day; wrong if it is none, or two."""
    day = f'{name} "2026-11-22"^^xsd:date'
    return (day, f'{name} "2026-11-22"', f'{day} , "2026-11-23"^^xsd:date')


def _iri(name: str) -> tuple[str, ...]:
    """An IRI; wrong if it is a text, or two."""
    return (f"{name} {_OTHER}", f'{name} "text"', f"{name} {_OTHER} , <https://example.org/>")


def _text(name: str, right: str, *wrong: str) -> tuple[str, ...]:
    """One text; wrong if there are two."""
    return (f'{name} "{right}"', f'{name} "{right}" , "{right}0"', *(f'{name} "{text}"' for text in wrong))


_HEADER: Final[Parts] = {
    "": ("a owl:Ontology",),
    "the ontology has a title": _title("dcterms:title"),
    "the ontology is described": _title("dcterms:description"),
    "an abstract in English and in Chinese": _title("dcterms:abstract"),
    "what this version changed": _title("skos:historyNote"),
    "one version IRI": _iri("owl:versionIRI"),
    "one semantic version number": _text("owl:versionInfo", "9.9.9", "nine"),
    "the ontology has one licence": _iri("dcterms:license"),
    "a known creator": ("dcterms:creator id:curators", "dcterms:creator id:doc-000"),
    "the ontology has a known publisher": ("dcterms:publisher id:curators", "dcterms:publisher id:doc-000"),
    "was created on one day": _day("dcterms:created"),
    "was issued on one day": _day("dcterms:issued"),
    "last modified on one day": _day("dcterms:modified"),
    "how to cite it": ('dcterms:bibliographicCitation "Cite so."@en',),
    "how far it has come": _text("bibo:status", "draft"),
    "names its prefix": _text("vann:preferredNamespacePrefix", "x"),
    "names its namespace": _text("vann:preferredNamespaceUri", "https://example.org/"),
}
_DATASET: Final[Parts] = {
    "": ("a dcat:Dataset",),
    "the dataset has a title": _title("dcterms:title"),
    "the dataset has one licence": _iri("dcterms:license"),
    "the dataset has a known publisher": _HEADER["the ontology has a known publisher"],
    "from which known source documents": ("prov:wasDerivedFrom id:doc-000", "prov:wasDerivedFrom id:cac"),
}


TERMS: Final = (
    *mistakes("Term", _TERM, _ONTOLOGY),
    Broken("Term", "an example in words", described(_TERM, _ONTOLOGY, 'skos:example "this thing"@en')),
    Broken("Term", "a note on a term", described(_TERM, _ONTOLOGY, 'skos:scopeNote "Narrow."@en')),
    Broken("Term", "one label in each language", described(_TERM, _ONTOLOGY, 'skos:prefLabel "object"@en')),
    Broken(
        "Term", "one definition in each language", described(_TERM, _ONTOLOGY, 'skos:definition "else"@en')
    ),
    Broken("Term", "by the ontology as a whole", described(_TERM, f"rdfs:isDefinedBy {_OTHER}")),
    Broken("Term", "by the ontology as a whole", described(_TERM, f"{_ONTOLOGY} , {_OTHER}")),
    Broken("TermDefined", "leads back to its ontology", described(_TERM, name="plate:MadeUp")),
    *mistakes("SchemeOrConcept", _CONCEPT, _IN_SCHEME),
    Broken(
        "SchemeOrConcept",
        "one label in each language",
        described(_CONCEPT, _IN_SCHEME, 'skos:prefLabel "object"@en'),
    ),
    Broken("SchemeKnown", "no known scheme", described(_CONCEPT, "skos:topConceptOf id:cac")),
)

HEADERS: Final = (*mistakes("OntologyHeader", _HEADER), *mistakes("Dataset", _DATASET))
