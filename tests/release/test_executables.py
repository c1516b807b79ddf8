"""What editors ask an endpoint in order to set themselves up, asked of the release in their own words."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, QuerySolutions, RdfFormat, Store

from server.heads import read_head
from server.names import BASE, DATASET, PREFIXES, expand, graph
from server.release.executables import executables, published_queries
from server.store.guard import examine

QUERIES = Path(__file__).resolve().parents[2] / "queries"

PREFIX_QUERY = """PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT DISTINCT ?prefix ?namespace
WHERE { [] sh:namespace ?namespace ; sh:prefix ?prefix }
ORDER BY ?prefix"""
EXAMPLE_QUERY = """PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX spex: <https://purl.expasy.org/sparql-examples/ontology#>
SELECT DISTINCT ?sq ?comment ?query WHERE {
  ?sq a sh:SPARQLExecutable ; rdfs:comment ?comment ; sh:select|sh:ask|sh:construct|spex:describe ?query .
} ORDER BY ?sq"""
#: What is told of a use of a class: its graph, how often it occurs, and what editors show instead of IRIs.
VOID_QUERY = """PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
PREFIX void: <http://rdfs.org/ns/void#>
PREFIX void-ext: <http://ldf.fi/void-ext#>
SELECT DISTINCT ?class ?property ?value ?datatype ?triples ?class_label ?property_label ?value_label WHERE {
  {
    OPTIONAL {
      ?graph sd:graph ?described . OPTIONAL { ?graph rdfs:label ?graph_label }
      ?described void:classPartition ?part
    }
    ?part void:class ?class ; void:propertyPartition ?use . ?use void:property ?property .
    OPTIONAL { ?class rdfs:label ?class_label } OPTIONAL { ?class rdfs:comment ?class_comment }
    OPTIONAL { ?use void:triples ?triples }
    OPTIONAL { ?property rdfs:label ?property_label } OPTIONAL { ?property rdfs:comment ?property_comment }
    OPTIONAL {
      {
        ?use void:classPartition [ void:class ?value ] .
        OPTIONAL { ?value rdfs:label ?value_label } OPTIONAL { ?value rdfs:comment ?value_comment }
      }
      UNION { ?use void-ext:datatypePartition [ void-ext:datatype ?datatype ] }
    }
  }
  UNION {
    ?links void:subjectsTarget [ void:class ?class ] ; void:linkPredicate ?property ;
      void:objectsTarget [ void:class ?value ]
  }
} ORDER BY ?class ?value ?datatype ?triples"""


@pytest.fixture(scope="module")
def store(release: Path) -> Store:
    """The release, as an endpoint has it."""
    store = Store()
    store.bulk_load((release / "quads.nq").read_bytes(), RdfFormat.N_QUADS)
    return store


def rows(store: Store, query: str) -> list[tuple[str, ...]]:
    """The rows of an answer, as text; what is unbound is empty."""
    answer = store.query(query, use_default_graph_as_union=True)
    assert isinstance(answer, QuerySolutions)
    return [
        tuple(v.value if isinstance(v, NamedNode | Literal) else "" for v in solution) for solution in answer
    ]


def test_prefixes(store: Store) -> None:
    """An editor finds every prefix of the project with its namespace."""
    assert sorted(rows(store, PREFIX_QUERY)) == sorted(PREFIXES.items())


def test_examples(store: Store) -> None:
    """An editor finds each published query once, in words, and its text is a query."""
    found = rows(store, EXAMPLE_QUERY)
    assert [iri.removeprefix(f"{DATASET}#query-") for iri, _, _ in found] == sorted(
        path.stem for path in QUERIES.glob("*.rq")
    )
    for iri, comment, text in found:
        assert comment, iri
        assert examine(text).kind.value in {"SELECT", "ASK", "CONSTRUCT"}
        assert not text.startswith("#")
        assert text in (QUERIES / f"{iri.rpartition('#query-')[2]}.rq").read_text(encoding="utf-8")


def test_uses_of_classes(store: Store) -> None:
    """An editor learns once which properties the members of a class have, how often, and their values."""
    found = rows(store, VOID_QUERY)
    told = {(c, p, v, d): (n, names) for c, p, v, d, n, *names in found}
    assert len(told) == len(found)
    tie = expand("plate:Subordination")
    above = (tie, expand("plate:superior"), expand("plate:Institution"), "")
    start = (tie, expand("plate:startsLatest"), "", expand("xsd:date"))
    assert told[above][1] == ["subordination", "superior", "institution"]
    assert told[start][1] == ["subordination", "starts latest", ""]
    (counted,) = rows(store, f"SELECT (COUNT(*) AS ?n) {{ ?s a <{tie}> ; <{above[1]}> ?o }}")
    assert told[above][0] == counted[0]
    assert all(int(triples) > 0 for triples, _ in told.values())


def test_terms_have_labels(store: Store) -> None:
    """Each class and property that is told of has one label, but for the words of RDF itself."""
    query = """PREFIX void: <http://rdfs.org/ns/void#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    SELECT ?term (COUNT(?label) AS ?labels) {
      { SELECT DISTINCT ?term { ?part void:propertyPartition ?use
        { ?use void:property ?term } UNION { ?part void:class ?term }
        UNION { ?use void:classPartition/void:class ?term }
        FILTER(?part != <DATASET>) } }
      OPTIONAL { GRAPH <GRAPH> { ?term rdfs:label ?label } }
    } GROUP BY ?term""".replace("DATASET", DATASET).replace("GRAPH>", graph("inferred") + ">")
    assert {term for term, labels in rows(store, query) if labels != "1"} == {
        expand(f"rdf:{name}") for name in ("type", "subject", "predicate", "object")
    }


def test_an_executable() -> None:
    """A query has its kinds, its titles in both languages, its keywords, its endpoint and its text."""
    head = "# title: What is there\n# title-zh: 有什么\n# description: All.\n# keywords: all, any , all\n"
    query = read_head(
        "what", head + "# more\nPREFIX e: <http://e/select>\nCONSTRUCT WHERE { ?select e:ask ?o }\n"
    )
    said = {
        (t.predicate.value, t.object.value)
        for t in executables([query])
        if t.subject == NamedNode(f"{DATASET}#query-what") and isinstance(t.object, NamedNode | Literal)
    }
    expected = {
        ("rdf:type", expand("sh:SPARQLExecutable")),
        ("rdf:type", expand("sh:SPARQLConstructExecutable")),
        ("rdfs:label", "What is there"),
        ("rdfs:label", "有什么"),
        ("rdfs:comment", "What is there"),
        ("dcterms:description", "All."),
        ("schema:keywords", "all"),
        ("schema:keywords", "any"),
        ("schema:target", BASE + "sparql"),
        ("sh:prefixes", DATASET),
        ("sh:construct", "PREFIX e: <http://e/select>\nCONSTRUCT WHERE { ?select e:ask ?o }"),
    }
    assert said == {(expand(name), value) for name, value in expected}


@pytest.mark.parametrize("text", ["# title: x\nDESCRIBE <http://e/s>", "SELECT * {}", "# title: x\n", ""])
def test_what_is_no_executable(text: str) -> None:
    """A form that SHACL has no term for, a query without a title, and no query at all are left out."""
    assert executables([read_head("x", text)]) == executables([])


def test_no_folder(tmp_path: Path) -> None:
    """A project without queries has none to publish."""
    assert published_queries(tmp_path / "none") == []
