"""Rows that ask what a visitor from outside can read: over HTTP, of the dataset and its services."""

from __future__ import annotations

from datetime import date
from urllib.request import Request, urlopen

import pytest
from rdflib import DCAT, DCTERMS, RDF, Graph, Literal, URIRef

from server.names import BASE, DATASET, ID, PREFIXES

SET = URIRef(DATASET)


@pytest.fixture(scope="module")
def dataset(server_url: str) -> Graph:
    """The description of the dataset."""
    return Graph().parse(data=read(f"{server_url}/dataset", "text/turtle")[1], format="turtle")


def read(url: str, accept: str) -> tuple[str, bytes]:
    """The media type and the body of what is at an address."""
    with urlopen(Request(url, headers={"Accept": accept})) as answer:
        assert answer.status == 200
        return answer.headers.get_content_type(), answer.read()


@pytest.mark.card("DWBP", "21")
def test_how_often_and_when_is_said(dataset: Graph) -> None:
    """The rhythm is irregular, and the day of the last change is said; it is not before the first issue."""
    rhythm = "http://publications.europa.eu/resource/authority/frequency/IRREG"
    assert dataset.value(SET, DCTERMS.accrualPeriodicity) == URIRef(rhythm)
    issued, modified = (
        date.fromisoformat(str(dataset.value(SET, p))) for p in (DCTERMS.issued, DCTERMS.modified)
    )
    assert date(2026, 1, 1) < issued <= modified


@pytest.mark.card("VoID", "dataset: title, description, licence, publisher")
def test_core_of_the_metadata(dataset: Graph) -> None:
    """Creator, title, identifier, publisher, date, summary and keywords, each with its value."""
    curators = URIRef(ID + "curators")
    assert (SET, RDF.type, URIRef(PREFIXES["void"] + "Dataset")) in dataset
    assert list(dataset.objects(SET, DCTERMS.creator)) == [curators]
    assert list(dataset.objects(SET, DCTERMS.publisher)) == [curators]
    assert list(dataset.objects(SET, DCTERMS.identifier)) == [Literal(DATASET)]
    licence = URIRef("https://creativecommons.org/licenses/by/4.0/")
    assert list(dataset.objects(SET, DCTERMS.license)) == [licence]
    titles = {str(t) for t in dataset.objects(SET, DCTERMS.title)}
    assert "Nameplate: China's cyber policy system as linked open data" in titles
    assert all(len(str(text)) >= 50 for text in dataset.objects(SET, DCTERMS.description))
    assert {"China", "internet governance", "nameplates"} <= {
        str(word) for word in dataset.objects(SET, DCAT.keyword)
    }


def test_everything_is_had_by_https(dataset: Graph) -> None:
    """Identifiers of metadata, data and services are of HTTPS, a standard that knows authentication."""
    addresses = {
        str(value)
        for predicate in (DCAT.downloadURL, DCAT.endpointURL, URIRef(PREFIXES["void"] + "dataDump"))
        for value in dataset.objects(None, predicate)
    }
    assert len(addresses) > 10
    assert {a for a in (*addresses, DATASET) if not a.startswith("https://")} == set()


@pytest.mark.card("Google Dataset", "DataCatalog: name")
def test_the_catalogue_has_a_name(dataset: Graph) -> None:
    """The dataset is in a catalogue of schema.org's kind, which has a name and is at the home page."""
    schema = PREFIXES["schema"]
    (catalogue,) = dataset.objects(SET, URIRef(schema + "includedInDataCatalog"))
    assert catalogue == URIRef(BASE)
    assert (catalogue, RDF.type, URIRef(schema + "DataCatalog")) in dataset
    assert "Nameplate: China's cyber policy system as linked open data" in {
        str(name) for name in dataset.objects(catalogue, URIRef(schema + "name"))
    }


@pytest.mark.card("DWBP", "13")
def test_values_have_types_and_languages(server_url: str) -> None:
    """No date of the data is a plain text, and each label says its language."""
    query = """PREFIX dcterms: <http://purl.org/dc/terms/> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
        ASK { { ?s dcterms:issued|dcterms:created|dcterms:modified ?v FILTER(DATATYPE(?v) = xsd:string) }
          UNION { ?s skos:prefLabel|skos:definition ?v FILTER(LANG(?v) = "") } }"""
    request = Request(
        f"{server_url}/sparql",
        data=query.encode(),
        headers={"Content-Type": "application/sparql-query", "Accept": "application/sparql-results+json"},
    )
    with urlopen(request) as answer:
        assert b'"boolean":false' in answer.read().replace(b" ", b"")
