"""The 24 checks of FOOPS!, the FAIR checker of ontologies, on the vocabulary as it is served over HTTP.

What an outside registry would have to assign does not exist and is not claimed: those rows do not apply yet.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.request import Request, urlopen

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, XSD, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS

from server.names import BASE, ONTOLOGY, PREFIXES

HEADER = URIRef(ONTOLOGY)
BIBO, FOAF, VANN = PREFIXES["bibo"], PREFIXES["foaf"], PREFIXES["vann"]
PERSISTENT = re.compile(
    r"https?://(w3id\.org|(dx\.)?doi\.org|purl\.[a-z.]+|linked\.data\.gov\.au|dbpedia\.org|www\.w3\.org|perma\.cc"
    r"|data\.europa\.eu)/"
)
FORMS = {
    "application/rdf+xml": "xml",
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/ld+json": "json-ld",
}
NOT_REGISTERED = "The ontology is in no registry yet, and claims none: registering it is for the publishers."
NO_DOI = "No DOI has been assigned, and none is claimed; all else of the row is there."


class Served:
    """The ontology at an address."""

    def __init__(self, url: str) -> None:
        """Read it as Turtle."""
        self.url = url
        body, _, _ = self.get(ONTOLOGY, "text/turtle")
        self.graph = Graph().parse(data=body, format="turtle")

    def get(self, iri: str, accept: str) -> tuple[bytes, str, str]:
        """Body, media type and final address of what is answered for an IRI of the project."""
        request = Request(f"{self.url}/{iri.removeprefix(BASE)}", headers={"Accept": accept})
        with urlopen(request) as answer:
            return answer.read(), answer.headers.get_content_type(), answer.url

    def one(self, predicate: URIRef) -> str:
        """The one value that the header has."""
        (value,) = self.graph.objects(HEADER, predicate)
        return str(value)

    def has(self, *predicates: URIRef) -> bool:
        """Whether the header has a value for each."""
        return all(str(next(self.graph.objects(HEADER, p), "")).strip() for p in predicates)

    def terms(self) -> set[URIRef]:
        """Every class and property that the ontology defines."""
        kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
        found = {s for kind in kinds for s in self.graph.subjects(RDF.type, kind)}
        return {s for s in found if isinstance(s, URIRef) and s.startswith(ONTOLOGY)}


@pytest.fixture(scope="module")
def served(server_url: str) -> Served:
    """The vocabulary of the release, over HTTP."""
    return Served(server_url)


def parsed(served: Served, iri: str, accept: str) -> Graph:
    """What is served for an IRI in a form, which it must say that it is."""
    body, kind, _ = served.get(iri, accept)
    assert kind == accept
    return Graph().parse(data=body, format=FORMS[accept])


def purl1(_: Served) -> None:
    """The IRI is one of a service of persistent addresses."""
    assert PERSISTENT.match(ONTOLOGY)


def om1(served: Served) -> None:
    """The minimum is declared."""
    namespace = URIRef(VANN + "preferredNamespaceUri")
    minimum = (DCTERMS.title, DCTERMS.description, DCTERMS.license, OWL.versionIRI, DCTERMS.creator)
    assert served.has(*minimum, namespace)
    assert served.one(namespace) == ONTOLOGY


def om2(served: Served) -> None:
    """What is recommended is declared."""
    prefix = URIRef(VANN + "preferredNamespacePrefix")
    assert served.has(prefix, OWL.versionInfo, DCTERMS.created, DCTERMS.bibliographicCitation)
    assert served.one(DCTERMS.bibliographicCitation).endswith(served.one(OWL.versionIRI))


def om3(served: Served) -> None:
    """Publisher, logo, status, sources and days are declared; the logo is there, no DOI is claimed."""
    logo = URIRef(FOAF + "logo")
    detailed = (
        DCTERMS.publisher,
        logo,
        URIRef(BIBO + "status"),
        DCTERMS.source,
        DCTERMS.issued,
        DCTERMS.modified,
    )
    assert served.has(*detailed)
    assert served.get(served.one(logo), "*/*")[1] == "image/svg+xml"
    assert not served.has(URIRef(BIBO + "doi"))


def om4_1(served: Served) -> None:
    """There is one licence."""
    assert served.one(DCTERMS.license) == "https://creativecommons.org/licenses/by/4.0/"


def om4_2(served: Served) -> None:
    """The licence is an address on the web; its own host answers for it, which is not asked here."""
    (licence,) = served.graph.objects(HEADER, DCTERMS.license)
    assert isinstance(licence, URIRef)
    assert re.fullmatch(r"https://creativecommons\.org/licenses/by/\d\.\d/", licence)


def om5_1(served: Served) -> None:
    """Who made it and on which day."""
    assert served.one(DCTERMS.creator) == BASE + "id/curators"
    (created,) = served.graph.objects(HEADER, DCTERMS.created)
    assert isinstance(created, Literal)
    assert created.datatype == XSD.date


def om5_2(served: Served) -> None:
    """Who published it and on which day."""
    assert served.one(DCTERMS.publisher) == BASE + "id/curators"
    (issued,) = served.graph.objects(HEADER, DCTERMS.issued)
    assert isinstance(issued, Literal)
    assert issued.datatype == XSD.date


def find1(served: Served) -> None:
    """The prefix is declared, and is the one of the project."""
    assert PREFIXES[served.one(URIRef(VANN + "preferredNamespacePrefix"))] == ONTOLOGY


def unregistered(served: Served) -> None:
    """No registry is claimed, and the header says that there is none."""
    assert not served.has(URIRef(PREFIXES["schema"] + "includedInDataCatalog"))
    notes = {str(note) for note in served.graph.objects(HEADER, SKOS.historyNote)}
    assert [note for note in notes if "no registry lists it yet" in note]


def uri1(served: Served) -> None:
    """What the IRI answers says of itself that it is that ontology."""
    assert (HEADER, RDF.type, OWL.Ontology) in parsed(served, ONTOLOGY, "application/rdf+xml")


def uri2(served: Served) -> None:
    """The one ontology of the document has the IRI under which it is served."""
    assert list(served.graph.subjects(RDF.type, OWL.Ontology)) == [HEADER]


def ver1(served: Served) -> None:
    """The version has an IRI of its own, which ends in the semantic version."""
    assert served.one(OWL.versionIRI) == f"{ONTOLOGY}{served.one(OWL.versionInfo)}/" != ONTOLOGY


def ver2(served: Served) -> None:
    """The version's IRI answers with that version."""
    graph = parsed(served, served.one(OWL.versionIRI), "text/turtle")
    assert graph.value(HEADER, OWL.versionIRI) == URIRef(served.one(OWL.versionIRI))


def cn1(served: Served) -> None:
    """HTML and each RDF format are negotiated, and all RDF formats say the same."""
    assert served.get(ONTOLOGY, "text/html")[1] == "text/html"
    assert {len(parsed(served, ONTOLOGY, form)) for form in FORMS} == {len(served.graph)}


def doc1(served: Served) -> None:
    """The page has every term by its label."""
    body, kind, _ = served.get(ONTOLOGY, "text/html")
    assert kind == "text/html"
    text = body.decode()
    assert [t for t in served.terms() if f'href="/{t.removeprefix(BASE)}"' not in text] == []


def rdf1(served: Served) -> None:
    """A strict parser reads it, and it is not small."""
    assert len(served.terms()) > 100


def http1(_: Served) -> None:
    """The IRI is one of the web."""
    assert ONTOLOGY.startswith("https://")


def voc1(served: Served) -> None:
    """What the header says is said in vocabularies that are known."""
    known = tuple(
        PREFIXES[p]
        for p in ("bibo", "dcterms", "foaf", "owl", "rdf", "rdfs", "schema", "skos", "vann", "void")
    )
    assert [p for p in served.graph.predicates(HEADER) if not str(p).startswith(known)] == []


def voc2(served: Served) -> None:
    """Terms stand below terms of ORG, PROV and SKOS."""
    above = {
        str(o)
        for p in (RDFS.subClassOf, RDFS.subPropertyOf)
        for s, o in served.graph.subject_objects(p)
        if s in served.terms()
    }
    for prefix in ("org", "prov", "skos"):
        assert any(iri.startswith(PREFIXES[prefix]) for iri in above)


def voc3(served: Served) -> None:
    """Every term has a label."""
    assert [
        t
        for t in served.terms()
        if (t, RDFS.label, None) not in served.graph and (t, SKOS.prefLabel, None) not in served.graph
    ] == []


def voc4(served: Served) -> None:
    """Every term has a definition."""
    assert [t for t in served.terms() if (t, SKOS.definition, None) not in served.graph] == []


#: Row → the check, and why it does not apply where it does not.
ROWS: dict[str, tuple[Callable[[Served], None], str]] = {
    "PURL1": (purl1, ""),
    "OM1": (om1, ""),
    "OM2": (om2, ""),
    "OM3": (om3, NO_DOI),
    "OM4.1": (om4_1, ""),
    "OM4.2": (om4_2, ""),
    "OM5.1": (om5_1, ""),
    "OM5.2": (om5_2, ""),
    "FIND1": (find1, ""),
    "FIND2": (unregistered, NOT_REGISTERED),
    "FIND3": (unregistered, NOT_REGISTERED),
    "FIND_3_BIS": (unregistered, NOT_REGISTERED),
    "URI1": (uri1, ""),
    "URI2": (uri2, ""),
    "VER1": (ver1, ""),
    "VER2": (ver2, ""),
    "CN1": (cn1, ""),
    "DOC1": (doc1, ""),
    "RDF1": (rdf1, ""),
    "HTTP1": (http1, ""),
    "VOC1": (voc1, ""),
    "VOC2": (voc2, ""),
    "VOC3": (voc3, ""),
    "VOC4": (voc4, ""),
}


def rows() -> list[object]:
    """A case for each row, marked for the score card."""
    return [
        pytest.param(
            check,
            id=row,
            marks=pytest.mark.card("FOOPS!", row, status="na" if reason else "pass", reason=reason),
        )
        for row, (check, reason) in ROWS.items()
    ]


@pytest.mark.parametrize("check", rows())
def test_row(served: Served, check: Callable[[Served], None]) -> None:
    """The row holds; of one that does not apply, what can be had is there and nothing is claimed."""
    check(served)


def test_all_rows_are_there() -> None:
    """FOOPS! has 24 checks."""
    assert len(ROWS) == 24
