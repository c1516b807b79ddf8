"""IRIs of the project: namespaces, graph names, and the one place where IRIs are minted.

The IRIs live in the data and never change with the host that serves them: a copy on a laptop says the
same as the public one.
"""

from __future__ import annotations

from typing import Final

BASE: Final = "https://w3id.org/nameplate/"
ONTOLOGY: Final = BASE + "ontology/"
ID: Final = BASE + "id/"
GRAPH: Final = BASE + "graph/"
DATASET: Final = BASE + "dataset"

#: Vocabularies of lists, of representations and of profiles: the server alone speaks of these.
HYDRA: Final = "http://www.w3.org/ns/hydra/core#"
ALTR: Final = "http://www.w3.org/ns/dx/connegp/altr#"
PROF: Final = "http://www.w3.org/ns/dx/prof/"

#: Prefixes used in files, documents, examples and the query form, in the order in which they are printed.
PREFIXES: Final[dict[str, str]] = {
    "plate": ONTOLOGY,
    "id": ID,
    "graph": GRAPH,
    "bibo": "http://purl.org/ontology/bibo/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "dqv": "http://www.w3.org/ns/dqv#",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "skosxl": "http://www.w3.org/2008/05/skos-xl#",
    "time": "http://www.w3.org/2006/time#",
    "vann": "http://purl.org/vocab/vann/",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def thing(slug: str) -> str:
    """The IRI of the thing known by a slug: `thing("cac")` is `https://w3id.org/nameplate/id/cac`."""
    return ID + slug


def term(name: str) -> str:
    """The IRI of a term of the ontology: `term("Claim")`."""
    return ONTOLOGY + name


def graph(name: str) -> str:
    """The IRI of a named graph of the release: `graph("facts/doc-000")`."""
    return GRAPH + name


def curie(iri: str) -> str:
    """The short form that people read, or the IRI itself where no prefix fits.

    >>> curie("https://w3id.org/nameplate/id/cac")
    'id:cac'
    """
    fits = [(len(base), prefix, base) for prefix, base in PREFIXES.items() if iri.startswith(base)]
    if not fits:
        return iri
    _, prefix, base = max(fits)
    return f"{prefix}:{iri.removeprefix(base)}"


def expand(short: str) -> str:
    """The IRI that a short form stands for.

    Raises:
        KeyError: the prefix is not one of `PREFIXES`.
    """
    prefix, _, local = short.partition(":")
    return PREFIXES[prefix] + local


def sparql_prologue() -> str:
    """PREFIX lines for every prefix of the project."""
    return "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
