"""Examples that break the shapes of the ontology's own terms, schemes and header, and of the dataset."""

from __future__ import annotations

from typing import Final

from tests.shapes.broken import Broken

_TERM: Final = {
    "type": "a owl:Class",
    "label en": 'skos:prefLabel "thing"@en',
    "label zh": 'skos:prefLabel "事物"@zh-Hans',
    "definition en": 'skos:definition "something"@en',
    "definition zh": 'skos:definition "某事物"@zh-Hans',
    "example": 'skos:example "this"@en',
    "defined by": "rdfs:isDefinedBy <https://w3id.org/nameplate/ontology/>",
}
_CONCEPT: Final = {key: _TERM[key] for key in ("label en", "label zh", "definition en", "definition zh")} | {
    "type": "a skos:Concept",
    "scheme": "skos:topConceptOf id:kinds",
}
_HEADER: Final = {
    "type": "a owl:Ontology",
    "title": 'dcterms:title "Title"@en , "标题"@zh-Hans',
    "description": 'dcterms:description "Description."@en , "描述"@zh-Hans',
    "version": "owl:versionIRI <https://w3id.org/nameplate/ontology/9.9.9/>",
    "number": 'owl:versionInfo "9.9.9"',
    "licence": "dcterms:license <https://creativecommons.org/licenses/by/4.0/>",
    "creator": "dcterms:creator id:curators",
    "publisher": "dcterms:publisher id:curators",
    "created": 'dcterms:created "2026-11-22"^^xsd:date',
    "issued": 'dcterms:issued "2026-11-22"^^xsd:date',
    "modified": 'dcterms:modified "2026-11-22"^^xsd:date',
    "citation": 'dcterms:bibliographicCitation "Cite so."@en',
    "status": "bibo:status <http://purl.org/ontology/bibo/status/draft>",
    "prefix": 'vann:preferredNamespacePrefix "x"',
    "namespace": 'vann:preferredNamespaceUri "https://example.org/"',
}
_DATASET: Final = {
    "type": "a dcat:Dataset",
    **{key: _HEADER[key] for key in ("title", "licence", "publisher")},
    "sources": "prov:wasDerivedFrom id:doc-000",
}


def _without(parts: dict[str, str], key: str, instead: str = "", name: str = "x:a") -> str:
    """A description that lacks one part, or has another in its place."""
    kept = [text for part, text in parts.items() if part != key]
    return f"{name} {' ; '.join([*kept, *filter(None, [instead])])} ."


TERMS: Final = (
    Broken("Term", "has an English label", _without(_TERM, "label en")),
    Broken(
        "Term", "has a Chinese label", _without(_TERM, "label zh", 'skos:prefLabel "shiwu"@zh-Latn-pinyin')
    ),
    Broken("Term", "one label in each language", _without(_TERM, "", 'skos:prefLabel "object"@en')),
    Broken("Term", "is defined in English", _without(_TERM, "definition en")),
    Broken("Term", "is defined in Chinese", _without(_TERM, "definition zh")),
    Broken("Term", "one definition in each language", _without(_TERM, "", 'skos:definition "anything"@en')),
    Broken("Term", "has an example", _without(_TERM, "example")),
    Broken(
        "Term",
        "by the ontology as a whole",
        _without(_TERM, "defined by", "rdfs:isDefinedBy <https://example.org/ontology/>"),
    ),
    Broken("TermDefined", "leads back to its ontology", _without(_TERM, "defined by", name="plate:Made-up")),
    Broken("SchemeOrConcept", "has an English label", _without(_CONCEPT, "label en")),
    Broken("SchemeOrConcept", "has a Chinese label", _without(_CONCEPT, "label zh")),
    Broken(
        "SchemeOrConcept", "one label in each language", _without(_CONCEPT, "", 'skos:prefLabel "object"@en')
    ),
    Broken("SchemeOrConcept", "is defined in English", _without(_CONCEPT, "definition en")),
    Broken("SchemeOrConcept", "is defined in Chinese", _without(_CONCEPT, "definition zh")),
    Broken("SchemeKnown", "no known scheme", _without(_CONCEPT, "scheme", "skos:topConceptOf id:cac")),
)

HEADERS: Final = (
    *(
        Broken("OntologyHeader", says, _without(_HEADER, key))
        for key, says in (
            ("title", "has a title in English"),
            ("description", "is described in English"),
            ("version", "has one version IRI"),
            ("licence", "the ontology has one licence"),
            ("creator", "has a known creator"),
            ("publisher", "the ontology has a known publisher"),
            ("created", "created on one day"),
            ("issued", "issued on one day"),
            ("modified", "last modified on one day"),
            ("citation", "how to cite it"),
            ("status", "how far it has come"),
            ("prefix", "names its prefix"),
            ("namespace", "names its namespace"),
        )
    ),
    Broken(
        "OntologyHeader", "semantic version number", _without(_HEADER, "number", 'owl:versionInfo "nine"')
    ),
    *(
        Broken("Dataset", says, _without(_DATASET, key))
        for key, says in (
            ("title", "the dataset has a title"),
            ("licence", "the dataset has one licence"),
            ("publisher", "the dataset has a known publisher"),
            ("sources", "from which known source documents"),
        )
    ),
)
