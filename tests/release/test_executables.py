"""What editors ask an endpoint in order to set themselves up, asked of the release in their own words."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, QuerySolutions, RdfFormat, Store

from server.heads import read_head
from server.names import BASE, DATASET, PREFIXES, expand
from server.release.executables import executables, published_queries
from server.store.guard import examine

QUERIES = Path(__file__).resolve().parents[2] / "queries"

PREFIX_QUERY = """PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT DISTINCT ?prefix ?namespace
WHERE { [] sh:namespace ?namespace ; sh:prefix ?prefix }
ORDER BY ?prefix"""
EXAMPLE_QUERY = """PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?sq ?comment ?query WHERE {
  ?sq a sh:SPARQLExecutable ; rdfs:comment ?comment ; sh:select|sh:ask|sh:construct|sh:describe ?query .
} ORDER BY ?sq"""
VOID_QUERY = """PREFIX void: <http://rdfs.org/ns/void#>
PREFIX void-ext: <http://ldf.fi/void-ext#>
SELECT DISTINCT ?subjectClass ?prop ?objectClass ?objectDatatype WHERE {
  { ?cp void:class ?subjectClass ; void:propertyPartition ?pp . ?pp void:property ?prop .
    OPTIONAL {
      { ?pp void:classPartition [ void:class ?objectClass ] }
      UNION { ?pp void-ext:datatypePartition [ void-ext:datatype ?objectDatatype ] }
    } }
  UNION {
    ?linkset void:subjectsTarget ?subjectClass ; void:linkPredicate ?prop ; void:objectsTarget ?objectClass
  }
}"""


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
    """An editor learns which properties the members of a class have, and what their values are."""
    found = rows(store, VOID_QUERY)
    above = tuple(map(expand, ("plate:Subordination", "plate:superior", "plate:Institution")))
    start = tuple(map(expand, ("plate:Subordination", "plate:startsLatest")))
    assert (*above, "") in found
    assert (*start, "", expand("xsd:date")) in found


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
