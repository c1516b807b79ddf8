"""The dataset's description as others read it over HTTP: DCAT-AP, VoID, DQV, PROV; figures counted again.

What the description says of numbers is asked of the query service, what it says of files of the files.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from pyshacl import validate
from rdflib import DCAT, DCTERMS, FOAF, PROV, RDF, SKOS, VOID, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from server.formats import GRAPH_FORMATS
from server.names import BASE, DATASET, GRAPH, ID, PREFIXES
from server.tables.columns import TABLES

SHAPES = Path(__file__).parent.parent / "release" / "dcat_ap.ttl"
SET = URIRef(DATASET)
DQV, SCHEMA, SPDX = PREFIXES["dqv"], PREFIXES["schema"], "http://spdx.org/rdf/terms#"
VERSION = URIRef(PREFIXES["dcat"] + "version")
LICENCE = URIRef("https://creativecommons.org/licenses/by/4.0/")


@pytest.fixture(scope="module")
def described(server_url: str) -> Graph:
    """The description as Turtle."""
    with urlopen(f"{server_url}/dataset.ttl") as answer:
        return Graph().parse(data=answer.read(), format="turtle")


@cache
def asked(url: str, query: str) -> tuple[tuple[str, ...], ...]:
    """The rows of a SELECT, each value as text; an unbound one is empty."""
    data = urlencode({"query": query}).encode()
    accept = {"Accept": "application/sparql-results+json"}
    with urlopen(Request(f"{url}/sparql", data=data, headers=accept)) as answer:
        found = json.load(answer)
    names = found["head"]["vars"]
    return tuple(
        tuple(row.get(name, {}).get("value", "") for name in names) for row in found["results"]["bindings"]
    )


def counted(url: str, pattern: str, what: str = "*") -> int:
    """How many solutions a pattern has, or distinct values of a variable."""
    return int(asked(url, f"SELECT (COUNT({what}) AS ?n) {{ {pattern} }}")[0][0])


def figure(graph: Graph, subject: Node, predicate: URIRef) -> int:
    """The one number that is said."""
    (value,) = graph.objects(subject, predicate)
    assert isinstance(value, Literal)
    return int(value)


@pytest.mark.card("DCAT-AP 3", "mandatory and recommended terms")
def test_profile_of_dcat_is_kept(described: Graph) -> None:
    """Every catalogue, dataset, distribution, service and agent has what DCAT-AP asks for."""
    kept, _, told = validate(described, shacl_graph=Graph().parse(SHAPES))
    assert kept, told


@pytest.mark.card(
    "DCAT-AP 3", "contact point", status="na", reason="No contact address exists; none is made up."
)
def test_no_contact_is_made_up(described: Graph) -> None:
    """There is none, and the dataset says so."""
    assert list(described.objects(SET, DCAT.contactPoint)) == []
    said = {str(note) for note in described.objects(SET, SKOS.historyNote)}
    assert [note for note in said if "no contact address" in note]
    assert [note for note in said if "联系地址" in note]


@pytest.mark.parametrize("missing", ["foaf:name", "dcat:accessURL", "dcat:endpointURL", "dcterms:publisher"])
def test_what_is_missing_is_noticed(described: Graph, missing: str) -> None:
    """The check can fail: without a mandatory term the profile is not kept."""
    prefix, _, name = missing.partition(":")
    graph = Graph() + described
    graph.remove((None, URIRef(PREFIXES[prefix] + name), None))
    assert not validate(graph, shacl_graph=Graph().parse(SHAPES))[0]


FIGURES = {
    "triples": ("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"),
    "entities": (f'SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s ?p ?o FILTER(STRSTARTS(STR(?s), "{ID}")) }}'),
    "classes": "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s a ?o }",
    "properties": "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }",
    "distinctSubjects": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
    "distinctObjects": "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }",
}


@pytest.mark.card("VoID", "triples, entities, classes, properties, distinctSubjects, distinctObjects")
@pytest.mark.parametrize("name", FIGURES)
def test_figures_are_counted_again(server_url: str, described: Graph, name: str) -> None:
    """Each figure of VoID is what a query counts now."""
    assert figure(described, SET, VOID[name]) == int(asked(server_url, FIGURES[name])[0][0])


@pytest.mark.card("VoID", "subsets: each named graph with its triples")
def test_graphs_are_counted_again(server_url: str, described: Graph) -> None:
    """Every named graph is a subset with its number of triples, and no other."""
    rows = asked(server_url, "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
    told = {
        str(g): figure(described, g, VOID.triples)
        for g in described.objects(SET, VOID.subset)
        if str(g).startswith(GRAPH)
    }
    assert told == {graph: int(number) for graph, number in rows}


@pytest.mark.card("VoID", "classPartition with entities")
def test_classes_are_counted_again(server_url: str, described: Graph) -> None:
    """Each class has as many members as a query finds, and every class that is used is there."""
    rows = asked(server_url, "SELECT ?c (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c } GROUP BY ?c")
    told = {
        str(described.value(part, VOID["class"])): figure(described, part, VOID.entities)
        for part in described.objects(SET, VOID.classPartition)
    }
    assert told == {name: int(number) for name, number in rows}


@pytest.mark.card("VoID", "propertyPartition with triples")
def test_properties_are_counted_again(server_url: str, described: Graph) -> None:
    """Each property has as many triples as a query finds, in all graphs."""
    query = "SELECT ?p (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?p"
    told = {
        str(described.value(part, VOID.property)): figure(described, part, VOID.triples)
        for part in described.objects(SET, VOID.propertyPartition)
    }
    assert told == {name: int(number) for name, number in asked(server_url, query)}


@pytest.mark.card("DWBP", "10")
@pytest.mark.card("VoID", "linksets with targets, predicate and triples")
def test_links_are_counted_again(server_url: str, described: Graph) -> None:
    """Each set of links has as many as a query finds, and says from where to where."""
    sets = list(described.subjects(RDF.type, VOID.Linkset))
    assert {"www.wikidata.org", "ror.org"} <= {str(s).rpartition("-")[2] for s in sets}
    for one in sets:
        assert described.value(one, VOID.subjectsTarget) == SET
        pattern = described.value(described.value(one, VOID.objectsTarget), VOID.uriRegexPattern)
        predicate = described.value(one, VOID.linkPredicate)
        text = str(pattern).replace("\\", "\\\\")
        found = counted(
            server_url, f'GRAPH ?g {{ ?s <{predicate}> ?o }} FILTER(ISIRI(?o) && REGEX(STR(?o), "{text}"))'
        )
        assert figure(described, one, VOID.triples) == found, one


@pytest.mark.card("DWBP", "15")
@pytest.mark.card("VoID", "vocabulary: each namespace in use")
def test_vocabularies_are_those_in_use(server_url: str, described: Graph) -> None:
    """Every predicate and class of the data is in a vocabulary that is named."""
    named = tuple(str(v) for v in described.objects(SET, VOID.vocabulary))
    used = {row[0] for row in asked(server_url, "SELECT DISTINCT ?t { { ?s ?t ?o } UNION { ?s a ?t } }")}
    assert {iri for iri in used if not iri.startswith(named)} == set()


@pytest.mark.card(
    "VoID", "dataDump, sparqlEndpoint, feature, uriSpace, exampleResource, rootResource, homepage"
)
def test_void_says_where_data_are(server_url: str, described: Graph) -> None:
    """Dumps, endpoint, formats and example are there; each answers what it should."""
    version = str(described.value(SET, VERSION))
    dumps = {str(d).removeprefix(f"{BASE}dumps/{version}/") for d in described.objects(SET, VOID.dataDump)}
    assert dumps == {
        f"nameplate-{version}.{form.extension}.{packing}"
        for form in GRAPH_FORMATS
        for packing in ("gz", "zst")
    }
    assert set(described.objects(SET, VOID.feature)) == {URIRef(form.iri) for form in GRAPH_FORMATS}
    assert list(described.objects(SET, VOID.sparqlEndpoint)) == [URIRef(BASE + "sparql")]
    assert list(described.objects(SET, VOID.uriSpace)) == [Literal(ID)]
    assert list(described.objects(SET, FOAF.homepage)) == [URIRef(BASE)]
    for predicate in (VOID.exampleResource, VOID.rootResource):
        for resource in described.objects(SET, predicate):
            with urlopen(f"{server_url}/{str(resource).removeprefix(BASE)}") as answer:
                assert answer.status == 200


@pytest.mark.card("Linked data", "9")
@pytest.mark.card("VoID", "/.well-known/void")
def test_well_known_address_leads_to_it(server_url: str, described: Graph) -> None:
    """VoID's own address leads to the same description."""
    with urlopen(f"{server_url}/.well-known/void") as answer:
        assert answer.url == f"{server_url}/dataset.ttl"
        assert answer.headers.get_content_type() == "text/turtle"
        assert len(Graph().parse(data=answer.read(), format="turtle")) == len(described)


@pytest.mark.card("DCAT 3", "distributions: byteSize and checksum are those of the file")
def test_files_are_as_described(server_url: str, described: Graph) -> None:
    """Each distribution is fetched: size, SHA-256 and media type are as described."""
    files = list(described.objects(SET, DCAT.distribution))
    assert len(files) == len(GRAPH_FORMATS) * 2 + len(TABLES) + 1
    for file in files:
        url = f"{server_url}/{str(described.value(file, DCAT.downloadURL)).removeprefix(BASE)}"
        with urlopen(url) as answer:
            body, sent = answer.read(), answer.headers.get_content_type()
        assert figure(described, file, DCAT.byteSize) == len(body)
        checksum = described.value(file, URIRef(SPDX + "checksum"))
        value = described.value(checksum, URIRef(SPDX + "checksumValue"))
        assert str(value).lower() == hashlib.sha256(body).hexdigest()
        packed = described.value(file, DCAT.compressFormat)
        kind = described.value(file, DCAT.mediaType)
        assert str(packed or kind).endswith(f"/{sent}")


@pytest.mark.card("DWBP", "2")
@pytest.mark.card("DCAT 3", "dataset: version, issued, modified, licence, language, theme, keyword, spatial")
def test_dataset_says_what_it_is(described: Graph, release: Path) -> None:
    """The values of the dataset's own description; version and days are those of the release."""
    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    day = Literal(manifest["issued"], datatype=XSD.date)
    table = "http://publications.europa.eu/resource/authority/"
    expected: dict[URIRef, set[Node]] = {
        DCTERMS.license: {LICENCE},
        DCTERMS.spatial: {URIRef(table + "country/CHN")},
        DCTERMS.accrualPeriodicity: {URIRef(table + "frequency/IRREG")},
        DCTERMS.accessRights: {URIRef(table + "access-right/PUBLIC")},
        DCTERMS.language: {URIRef(table + "language/ENG"), URIRef(table + "language/ZHO")},
        DCAT.theme: {URIRef(table + "data-theme/GOVE")},
        DCTERMS.identifier: {Literal(DATASET)},
        DCTERMS.publisher: {URIRef(ID + "curators")},
        VERSION: {Literal(manifest["version"])},
        DCTERMS.issued: {day},
        DCTERMS.modified: {day},
        DCAT.keyword: {
            *(Literal(word, lang="en") for word in ("China", "cyberspace administration", "nameplates")),
            *(Literal(word, lang="en") for word in ("party-state relations", "internet governance")),
            Literal("一个机构两块牌子", lang="zh-hans"),
        },
    }
    assert {p: set(described.objects(SET, p)) for p in expected} == expected
    names = set(described.objects(URIRef(ID + "curators"), FOAF.name))
    assert Literal("Nameplate curators", lang="en") in names


def test_period_is_that_of_the_data(server_url: str, described: Graph) -> None:
    """The period that is covered is from the first to the last day that bounds a claim."""
    query = """PREFIX plate: <https://w3id.org/nameplate/ontology/>
        SELECT (MIN(STR(?day)) AS ?first) (MAX(STR(?day)) AS ?last)
        { ?claim plate:startsEarliest|plate:startsLatest|plate:endsEarliest|plate:endsLatest ?day }"""
    ((first, last),) = asked(server_url, query)
    period = described.value(SET, DCTERMS.temporal)
    assert described.value(period, DCAT.startDate) == Literal(first, datatype=XSD.date)
    assert described.value(period, DCAT.endDate) == Literal(last, datatype=XSD.date)
    assert described.value(SET, URIRef(SCHEMA + "temporalCoverage")) == Literal(f"{first}/{last}")


def test_variables_are_the_relations_in_use(server_url: str, described: Graph) -> None:
    """What is measured is each kind of relation that some claim is of, by name."""
    query = """PREFIX plate: <https://w3id.org/nameplate/ontology/>
        PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        SELECT DISTINCT ?name { ?kind rdfs:subClassOf+ plate:Relation ; skos:prefLabel ?name
          FILTER(LANG(?name) = "en") FILTER EXISTS { ?claim a ?kind } }"""
    told = {str(v) for v in described.objects(SET, URIRef(SCHEMA + "variableMeasured"))}
    assert told == {name for (name,) in asked(server_url, query)}
    assert {"subordination", "tenure", "holding of a nameplate"} <= told


@pytest.mark.card("DWBP", "23")
@pytest.mark.card("DCAT 3", "data services")
def test_services_answer(server_url: str, described: Graph) -> None:
    """Each service of the catalogue serves the dataset, at an address that answers."""
    services = set(described.objects(URIRef(BASE), DCAT.service))
    assert services == {URIRef(BASE + "sparql"), URIRef(BASE + "fragments")}
    for service in services:
        assert described.value(service, DCAT.servesDataset) == SET
        for predicate in (DCAT.endpointURL, DCAT.endpointDescription):
            path = str(described.value(service, predicate)).removeprefix(BASE)
            with urlopen(f"{server_url}/{path}") as answer:
                assert answer.status == 200


@pytest.mark.card("DWBP", "5")
@pytest.mark.card("PROV", "version generated by a build that used the sources")
def test_provenance(described: Graph) -> None:
    """The version was made by a build of the curators, from the sources."""
    version = described.value(SET, VERSION)
    release = URIRef(f"{DATASET}/{version}")
    build = described.value(release, PROV.wasGeneratedBy)
    sources = set(described.objects(SET, PROV.wasDerivedFrom))
    assert sources
    assert (
        set(described.objects(build, PROV.used))
        == sources
        == set(described.objects(release, PROV.wasDerivedFrom))
    )
    assert described.value(build, PROV.wasAssociatedWith) == URIRef(ID + "curators")
    assert described.value(release, PROV.specializationOf) == SET


DQV_COUNTS = {
    "claims": "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?c plate:standing ?s }",
    "passages": "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?c a plate:Passage }",
    "gaps": "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?c a plate:KnownGap }",
    "relations": "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?c a plate:Relation ; plate:standing ?s }",
    "endorsed": "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?c plate:standing plate:Endorsed }",
    "reported": "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?c plate:standing plate:Reported }",
    "rejected": "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?c plate:standing plate:Rejected }",
}


@pytest.mark.card("DWBP", "6")
@pytest.mark.card("DQV", "measurements equal a fresh count")
@pytest.mark.parametrize("metric", DQV_COUNTS)
def test_quality_is_counted_again(server_url: str, described: Graph, metric: str) -> None:
    """What DQV measures is what a query counts now."""
    place = URIRef(f"{DATASET}#measured-{metric}")
    assert described.value(place, URIRef(DQV + "computedOn")) == SET
    query = f"PREFIX plate: <https://w3id.org/nameplate/ontology/> {DQV_COUNTS[metric]}"
    assert figure(described, place, URIRef(DQV + "value")) == int(asked(server_url, query)[0][0])


@pytest.mark.card("DWBP", "5")
@pytest.mark.card("DQV", "share of claims with a source")
def test_every_claim_has_its_source(server_url: str, described: Graph) -> None:
    """All claims cite a passage, by the measurement and by a query."""
    place = URIRef(f"{DATASET}#measured-claims-cited")
    assert described.value(place, URIRef(DQV + "value")) == Literal("1", datatype=XSD.decimal)
    query = """PREFIX plate: <https://w3id.org/nameplate/ontology/>
        SELECT (COUNT(*) AS ?n) { ?c plate:standing ?s
          FILTER NOT EXISTS { ?c plate:citation/plate:passage ?p } }"""
    assert asked(server_url, query) == (("0",),)


def test_no_number_stands_alone(described: Graph) -> None:
    """Every number of the description is of a kind that is counted again above, or is of a file."""
    numbers = {p for _, p, o in described if isinstance(o, Literal) and o.datatype == XSD.integer}
    assert numbers == {
        VOID.triples,
        VOID.entities,
        VOID.classes,
        VOID.properties,
        VOID.distinctSubjects,
        VOID.distinctObjects,
        URIRef(DQV + "value"),
    }
