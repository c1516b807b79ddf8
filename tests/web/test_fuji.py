"""The metrics of F-UJI 0.8, the FAIR data assessment, on the dataset as it is served over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.request import Request, urlopen

import pytest
from rdflib import DCAT, DCTERMS, PROV, RDF, Graph, URIRef

from server.names import BASE, DATASET, PREFIXES
from tests.web.test_markup import fetched, said

SET = URIRef(DATASET)
SCHEMA = PREFIXES["schema"]
NOT_YET = "w3id.org gets its redirect when the first version is on the web; nobody maintains it yet."


@dataclass
class Read:
    """What an assessor finds: the page's block, the description, and the server."""

    url: str
    block: dict[str, Any]
    graph: Graph

    def downloads(self) -> list[str]:
        """The addresses of the content, as the markup has them."""
        return [one["contentUrl"] for one in self.block["distribution"]]


@pytest.fixture(scope="module")
def read(server_url: str) -> Read:
    """The landing page and the description by negotiation at the same address."""
    with urlopen(Request(f"{server_url}/dataset", headers={"Accept": "text/turtle"})) as answer:
        graph = Graph().parse(data=answer.read(), format="turtle")
    return Read(server_url, said(fetched(f"{server_url}/dataset")[0]), graph)


def metadata_identifier(read: Read) -> None:
    """The dataset is named by an IRI, in the block and in the description."""
    assert read.block["@id"] == read.block["identifier"] == DATASET
    assert (SET, RDF.type, DCAT.Dataset) in read.graph


def data_identifier(read: Read) -> None:
    """Each file is named by an IRI of its own."""
    files = read.downloads()
    assert len(set(files)) == len(files) > 20
    assert all(file.startswith(BASE) for file in files)


def persistent_syntax(_: Read) -> None:
    """The IRIs are those of a service of persistent addresses."""
    assert DATASET.startswith("https://w3id.org/")


def not_registered(read: Read) -> None:
    """No registration is claimed: the dataset says that it has none."""
    notes = {str(note) for note in read.graph.objects(SET, URIRef(PREFIXES["skos"] + "historyNote"))}
    assert [note for note in notes if "no registry entry exists" in note]
    assert [note for note in notes if "未列入登记目录" in note]


def citation_core(read: Read) -> None:
    """Creator, title, identifier, publisher, day: what a citation needs."""
    assert read.block["creator"]["name"] == read.block["publisher"]["name"] == "Nameplate curators"
    assert read.block["name"].startswith("Nameplate")
    assert read.block["datePublished"] == str(read.graph.value(SET, DCTERMS.issued))


def descriptive_core(read: Read) -> None:
    """Summary and keywords besides."""
    assert len(read.block["description"]) > 50
    assert {"China", "internet governance"} <= set(read.block["keywords"])


def content_is_located(read: Read) -> None:
    """The markup has the address of each file that the description has."""
    assert set(read.downloads()) == {str(f) for f in read.graph.objects(SET, DCAT.distribution)}


def access_is_said(read: Read) -> None:
    """Public, by the EU's table of access rights, and free of charge."""
    public = "http://publications.europa.eu/resource/authority/access-right/PUBLIC"
    assert read.block["isAccessibleForFree"] is True
    assert read.block["conditionsOfAccess"] == public == str(read.graph.value(SET, DCTERMS.accessRights))


def metadata_is_retrievable(read: Read) -> None:
    """The identifier's own path answers, for people and for programs."""
    for accept in ("text/html", "application/ld+json"):
        request = Request(f"{read.url}/{DATASET.removeprefix(BASE)}", headers={"Accept": accept})
        with urlopen(request) as answer:
            assert answer.headers.get_content_type() == accept


def data_are_retrievable(read: Read) -> None:
    """Every file answers under its identifier, and is as large as is said."""
    for one in read.block["distribution"]:
        with urlopen(Request(f"{read.url}/{one['@id'].removeprefix(BASE)}", method="HEAD")) as answer:
            assert f"{answer.headers['Content-Length']} B" == one["contentSize"]


def standard_protocol(_: Read) -> None:
    """Metadata are had by HTTPS."""
    assert DATASET.startswith("https://")


def standard_protocol_of_data(read: Read) -> None:
    """Data are had by HTTPS."""
    assert all(file.startswith("https://") for file in read.downloads())


def structured_by_negotiation(read: Read) -> None:
    """The description is RDF of some size."""
    assert len(read.graph) > 1_000


def known_vocabularies(read: Read) -> None:
    """The dataset is described in vocabularies that are registered."""
    used = {str(p) for p in read.graph.predicates(SET)}
    for prefix in ("dcterms", "dcat", "void", "prov", "schema", "dqv"):
        assert any(iri.startswith(PREFIXES[prefix]) for iri in used), prefix


def related_are_named(read: Read) -> None:
    """The sources are named with the relation in which they stand, in page and description."""
    sources = {str(o) for o in read.graph.objects(SET, PROV.wasDerivedFrom)}
    assert {BASE + "id/doc-000", BASE + "id/doc-003"} <= sources
    assert set(read.block["isBasedOn"]) == sources


def related_are_linked(read: Read) -> None:
    """Each is named by an address, under which this server tells what it is called."""
    for iri in read.graph.objects(SET, PROV.wasDerivedFrom):
        assert isinstance(iri, URIRef)
        place = read.url + "/" + str(iri).removeprefix(BASE)
        with urlopen(Request(place, headers={"Accept": "text/turtle"})) as answer:
            told = Graph().parse(data=answer.read(), format="turtle")
        assert (iri, URIRef(PREFIXES["skos"] + "prefLabel"), None) in told


def resource_type(read: Read) -> None:
    """It is a dataset, in three vocabularies."""
    kinds = set(read.graph.objects(SET, RDF.type))
    assert {DCAT.Dataset, URIRef(SCHEMA + "Dataset"), URIRef(PREFIXES["void"] + "Dataset")} <= kinds


def size_and_type(read: Read) -> None:
    """Each file has a size and a media type; the query service has an address and a protocol."""
    for one in read.block["distribution"]:
        assert one["contentSize"].removesuffix(" B").isdecimal()
        assert "/" in one["encodingFormat"]
    service = URIRef(BASE + "sparql")
    assert read.graph.value(service, DCAT.endpointURL) == service
    assert read.graph.value(service, DCTERMS.conformsTo) == URIRef("http://www.w3.org/TR/sparql11-protocol/")


def variables(read: Read) -> None:
    """What is recorded is named."""
    assert {"subordination", "tenure"} <= set(read.block["variableMeasured"])


def licence(read: Read) -> None:
    """The licence is an IRI, the same everywhere."""
    found = {
        str(o)
        for f in read.graph.objects(SET, DCAT.distribution)
        for o in read.graph.objects(f, DCTERMS.license)
    }
    assert found == {read.block["license"]} == {"https://creativecommons.org/licenses/by/4.0/"}


def provenance_in_dublin_core(read: Read) -> None:
    """Creator, source, days and a statement of provenance."""
    for predicate in (DCTERMS.creator, DCTERMS.source, DCTERMS.issued, DCTERMS.modified, DCTERMS.provenance):
        assert read.graph.value(SET, predicate) is not None


def provenance_in_prov(read: Read) -> None:
    """What it was made from, by which activity, by whom."""
    for predicate in (PROV.wasDerivedFrom, PROV.wasGeneratedBy, PROV.wasAttributedTo):
        assert read.graph.value(SET, predicate) is not None


def community_standard(read: Read) -> None:
    """DCAT as Europe's open-data portals use it, with their tables."""
    assert (URIRef(BASE), RDF.type, DCAT.Catalog) in read.graph
    assert "publications.europa.eu/resource/authority" in str(read.graph.value(SET, DCAT.theme))


def open_formats(read: Read) -> None:
    """CSV and N-Triples are among the formats."""
    assert {"text/csv", "application/n-triples"} <= {
        one["encodingFormat"] for one in read.block["distribution"]
    }


#: Test of the assessment → the check, and why it does not apply where it does not.
ROWS: dict[str, tuple[Callable[[Read], None], str]] = {
    "FsF-F1-01MD-1": (metadata_identifier, ""),
    "FsF-F1-01MD-2": (data_identifier, ""),
    "FsF-F1-02MD-1": (persistent_syntax, ""),
    "FsF-F1-02MD-2": (not_registered, NOT_YET),
    "FsF-F1-02MD-4": (persistent_syntax, ""),
    "FsF-F1-02MD-5": (not_registered, NOT_YET),
    "FsF-F2-01M-2": (citation_core, ""),
    "FsF-F2-01M-3": (descriptive_core, ""),
    "FsF-F3-01M-2": (content_is_located, ""),
    "FsF-A1-01M-1": (access_is_said, ""),
    "FsF-A1-02MD-1": (metadata_is_retrievable, ""),
    "FsF-A1-02MD-2": (data_are_retrievable, ""),
    "FsF-A1.1-01MD-1": (standard_protocol, ""),
    "FsF-A1.1-01MD-2": (standard_protocol_of_data, ""),
    "FsF-A1.2-01MD-1": (standard_protocol, ""),
    "FsF-A1.2-01MD-2": (standard_protocol_of_data, ""),
    "FsF-I1-01M-2": (structured_by_negotiation, ""),
    "FsF-I2-01M-2": (known_vocabularies, ""),
    "FsF-I3-01M-1": (related_are_named, ""),
    "FsF-I3-01M-2": (related_are_linked, ""),
    "FsF-R1-01M-1": (resource_type, ""),
    "FsF-R1-01M-2": (size_and_type, ""),
    "FsF-R1-01M-3": (variables, ""),
    "FsF-R1.1-01M-1": (licence, ""),
    "FsF-R1.2-01M-1": (provenance_in_dublin_core, ""),
    "FsF-R1.2-01M-2": (provenance_in_prov, ""),
    "FsF-R1.3-01M-1": (community_standard, ""),
    "FsF-R1.3-01M-3": (community_standard, ""),
    "FsF-R1.3-02D-1": (open_formats, ""),
}


@pytest.mark.parametrize(
    "check",
    [
        pytest.param(
            check,
            id=row,
            marks=pytest.mark.card("F-UJI", row, status="na" if reason else "pass", reason=reason),
        )
        for row, (check, reason) in ROWS.items()
    ],
)
def test_metric(read: Read, check: Callable[[Read], None]) -> None:
    """The test of the assessment has what it looks for; two more, on markup, are beside the markup's own."""
    check(read)
