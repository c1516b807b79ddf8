"""What the pages of the vocabulary call its files and the vocabularies of other people. Configuration."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

#: Files of the vocabulary, in the order of the page: heading, and what is in them.
FILES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "core": (
            "Claims, citations and dates",
            "What is dated or disputed is a claim with a voice, a standing, a certainty and a source.",
        ),
        "bodies": (
            "Bodies and nameplates",
            "Institutions, the plates they act under, what they are for a time.",
        ),
        "hierarchy": ("Who is under whom", "Subordination and other ties between bodies."),
        "posts": (
            "Posts and who holds them",
            "Posts, tenures, and under which nameplate a post has its title.",
        ),
        "associations": (
            "Associations and instruments",
            "Associations close to the state, their supervisors and registrars, what is required of whom.",
        ),
        "change": ("Change", "Foundings, absorptions, upgrades and reforms."),
        "discourse": (
            "Documents and concepts",
            "Who issued or wrote what, and who put which concept into which words.",
        ),
        "events": ("Events", "Series and editions, who organises them, who takes part and in what capacity."),
        "places": (
            "Places and actors",
            "Places, countries as actors, and influence of one actor on another.",
        ),
        "services": ("Services", "Services on the network and the companies behind them."),
        "versions": ("Versions", "Identifiers that were given up, and why a version says something else."),
        "meta": (
            "The vocabulary and the dataset themselves",
            "What describes the vocabulary and the dataset.",
        ),
        "nameplate": ("The vocabulary as a whole", "Its own description."),
    }
)
#: Files whose terms have places of their own on the page.
APART: Final = ("reused", "nameplate")
#: Terms of no known file.
REST: Final = ("Other terms", "")

#: Vocabularies of other people, by namespace: what they are called.
VOCABULARIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "http://www.w3.org/ns/org#": "The Organization Ontology (ORG)",
        "http://www.w3.org/ns/prov#": "PROV-O",
        "http://www.w3.org/2004/02/skos/core#": "SKOS",
        "http://www.w3.org/2008/05/skos-xl#": "SKOS-XL",
        "http://xmlns.com/foaf/0.1/": "FOAF",
        "https://schema.org/": "schema.org",
        "http://purl.org/ontology/bibo/": "BIBO",
        "http://purl.org/dc/terms/": "DCMI Metadata Terms",
        "http://purl.org/vocab/vann/": "VANN",
        "http://rdfs.org/ns/void#": "VoID",
        "http://www.w3.org/ns/dcat#": "DCAT",
        "http://www.w3.org/ns/dqv#": "Data Quality Vocabulary (DQV)",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "RDF",
        "http://www.w3.org/2000/01/rdf-schema#": "RDF Schema",
        "http://www.w3.org/2002/07/owl#": "OWL 2",
        "http://www.w3.org/2006/time#": "OWL-Time",
        "http://www.cidoc-crm.org/cidoc-crm/": "CIDOC CRM",
        "http://data.europa.eu/m8g/": "Core Public Organisation Vocabulary (CPOV)",
        "http://wikiba.se/ontology#": "Wikibase",
    }
)

#: How a term stands to one of another vocabulary.
ALIGNED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "rdfs:subClassOf": "Every %(this)s is a %(other)s.",
        "rdfs:subPropertyOf": "Where “%(this)s” holds between two things, “%(other)s” holds too.",
        "owl:equivalentClass": "“%(this)s” and “%(other)s” have the same members.",
        "owl:equivalentProperty": "“%(this)s” and “%(other)s” hold between the same things.",
        "skos:exactMatch": "“%(this)s” means the same as “%(other)s”.",
        "skos:closeMatch": "“%(this)s” is close to “%(other)s”.",
        "skos:relatedMatch": "“%(this)s” has to do with “%(other)s”.",
        "skos:broadMatch": "“%(this)s” is narrower than “%(other)s”.",
        "skos:narrowMatch": "“%(this)s” is wider than “%(other)s”.",
    }
)

#: Kinds of terms, and how properties behave.
KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "owl:Class": "class",
        "owl:ObjectProperty": "object property",
        "owl:DatatypeProperty": "datatype property",
        "owl:AnnotationProperty": "annotation property",
        "owl:TransitiveProperty": "transitive property",
        "owl:SymmetricProperty": "symmetric property",
        "owl:AsymmetricProperty": "asymmetric property",
        "owl:IrreflexiveProperty": "irreflexive property",
        "owl:ReflexiveProperty": "reflexive property",
        "owl:FunctionalProperty": "functional property",
        "owl:InverseFunctionalProperty": "inverse functional property",
    }
)

#: States of the vocabulary, by the last step of their IRI.
STATES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "draft": "draft: it may still change",
        "published": "published",
        "deprecated": "no longer to be used",
    }
)


def texts() -> set[str]:
    """Every English text of this module that is translated."""
    pairs = (*FILES.values(), REST)
    return {text for pair in pairs for text in pair if text} | {
        *ALIGNED.values(),
        *KINDS.values(),
        *STATES.values(),
    }
