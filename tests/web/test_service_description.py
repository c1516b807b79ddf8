"""The endpoint's description of itself: each thing that it says of itself is tried."""

from __future__ import annotations

from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from rdflib import RDF, VOID, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from server.config import Settings
from server.formats import GRAPH_FORMATS, RESULT_FORMATS, TRIPLE_FORMATS
from server.names import PREFIXES
from server.web.description import limits

SD = Namespace(PREFIXES["sd"])


@pytest.fixture(scope="module")
def described(server_url: str) -> Graph:
    """The description as Turtle."""
    with urlopen(Request(f"{server_url}/sparql", headers={"Accept": "text/turtle"})) as answer:
        return Graph().parse(data=answer.read(), format="turtle")


def values(graph: Graph, predicate: URIRef) -> set[Node]:
    """What the service says."""
    (service,) = graph.subjects(RDF.type, SD.Service)
    return set(graph.objects(service, predicate))


@pytest.mark.card("SPARQL-SD", "negotiated RDF at the endpoint without a query")
@pytest.mark.parametrize("form", TRIPLE_FORMATS, ids=lambda f: f.extension)
def test_description_is_negotiated(server_url: str, described: Graph, form: object) -> None:
    """Every format of triples says the same."""
    kind = next(f for f in GRAPH_FORMATS if f is form)
    with urlopen(Request(f"{server_url}/sparql", headers={"Accept": kind.media_type})) as answer:
        assert answer.headers.get_content_type() == kind.media_type
        parser = {"rdf": "xml", "jsonld": "json-ld", "nt": "nt", "ttl": "turtle"}[kind.extension]
        assert len(Graph().parse(data=answer.read(), format=parser)) == len(described)


@pytest.mark.card("SPARQL-SD", "endpoint, supportedLanguage, defaultEntailmentRegime")
def test_endpoint_is_the_one_that_was_asked(server_url: str, described: Graph) -> None:
    """Address and languages are true: a query of SPARQL 1.1 is answered there."""
    assert values(described, SD.endpoint) == {URIRef(f"{server_url}/sparql")}
    assert values(described, SD.supportedLanguage) == {SD.SPARQL10Query, SD.SPARQL11Query}
    assert values(described, SD.defaultEntailmentRegime) == {URIRef("http://www.w3.org/ns/entailment/Simple")}
    query = urlencode({"query": "ASK { FILTER NOT EXISTS { ?s <urn:x> ?o } }"})
    with urlopen(f"{server_url}/sparql?{query}") as answer:
        assert b"true" in answer.read()


@pytest.mark.card("SPARQL-SD", "every resultFormat is fetched")
def test_formats_are_had(server_url: str, described: Graph) -> None:
    """Each format that is advertised is what is answered when it is asked for, and there are no others."""
    forms = (*RESULT_FORMATS, *TRIPLE_FORMATS)
    assert values(described, SD.resultFormat) == {URIRef(form.iri) for form in forms}
    for form in forms:
        asked = (
            "SELECT * { ?s ?p ?o } LIMIT 1"
            if form in RESULT_FORMATS
            else "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1"
        )
        request = Request(
            f"{server_url}/sparql?{urlencode({'query': asked})}", headers={"Accept": form.media_type}
        )
        with urlopen(request) as answer:
            assert answer.headers.get_content_type() == form.media_type
            assert answer.read()


@pytest.mark.card("SPARQL-SD", "feature: only true ones; no BasicFederatedQuery while SERVICE is off")
def test_features_are_true(server_url: str, described: Graph) -> None:
    """The default graph is the union, as is said; federation, which is off, is not advertised."""
    assert values(described, SD.feature) == {SD.UnionDefaultGraph}
    both = "ASK { GRAPH ?g { ?s <http://www.w3.org/2004/02/skos/core#prefLabel> ?o } ?s ?p ?o }"
    with urlopen(f"{server_url}/sparql?{urlencode({'query': both})}") as answer:
        assert b"true" in answer.read()


@pytest.mark.card("SPARQL-SD", "defaultDataset: namedGraph with name and triples")
def test_graphs_are_counted(server_url: str, described: Graph) -> None:
    """Each named graph has the number of triples that a query counts; so has the default graph."""
    (dataset,) = values(described, SD.defaultDataset)
    told = {}
    for named in described.objects(dataset, SD.namedGraph):
        count = described.value(described.value(named, SD.graph), VOID.triples)
        assert isinstance(count, Literal)
        told[str(described.value(named, SD.name))] = int(count)
    query = urlencode({"query": "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"})
    with urlopen(Request(f"{server_url}/sparql?{query}", headers={"Accept": "text/csv"})) as answer:
        rows = [line.rsplit(",", 1) for line in answer.read().decode().splitlines()[1:]]
    assert told == {graph: int(number) for graph, number in rows}
    total = described.value(described.value(dataset, SD.defaultGraph), VOID.triples)
    assert int(str(total)) == sum(told.values())


@pytest.mark.card(
    "SPARQL-SD",
    "extensionFunction",
    status="na",
    reason="The endpoint has no functions but those of SPARQL 1.1.",
)
def test_no_function_is_advertised(described: Graph) -> None:
    """None is claimed."""
    assert values(described, SD.extensionFunction) == set()


@pytest.mark.parametrize(
    ("size", "told"),
    [(1024 * 1024, "1 MB"), (3 * 1024 * 1024, "3 MB"), (1536 * 1024, "1536 kB"), (16 * 1024, "16 kB")],
)
def test_limits_are_told_in_one_unit(size: int, told: str) -> None:
    """What a query may have is told in megabytes, as what an answer may have, where they are whole."""
    assert f"A query has at most {told} and 100,000 tokens." in limits(Settings(query_bytes=size))
