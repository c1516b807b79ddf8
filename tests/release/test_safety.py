"""Queries that would leave the machine, and queries that name their own graphs."""

from __future__ import annotations

import pytest

from server.release.safety import names_dataset, reaches_outside


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }",
        "select*{service<http://example.org/>{?s ?p ?o}}",
        "SELECT * { SERVICE SILENT ?x { ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <http://example.org/> {} }",
        "SELECT * { \\U00000053ERVICE <http://example.org/> {} }",
        "SELECT * # comment\n{ SERVICE <http://example.org/> {} }",
        "SELECT * { ?s ?p 'it\\'s' . SERVICE <http://example.org/> {} }",
        'SELECT * { ?s ?p """a "quoted" text""" . SERVICE <http://example.org/> {} }',
        "SELECT * { FILTER(1<2) SERVICE <http://example.org/> {} FILTER(2>1) }",
        "LOAD <file:///etc/passwd>",
        "\\UFFFFFFFF SERVICE",
    ],
)
def test_refused(query: str) -> None:
    """SERVICE and LOAD are seen in every spelling that the grammar knows."""
    assert reaches_outside(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?service ?p ?o }",
        "SELECT * { ?s plate:SERVICE ?load }",
        "SELECT * { ?s ?p 'SERVICE' , \"LOAD\" , '''SERVICE''' , \"\"\"LOAD\"\"\" }",
        "SELECT * { ?s <http://example.org/SERVICE> ?o } # SERVICE",
        "PREFIX service: <http://example.org/> SELECT * { ?s service:load ?o }",
        "SELECT * { ?s ?p ?selfservice }",
    ],
)
def test_harmless(query: str) -> None:
    """The same words in names, strings, IRIs and comments mean nothing."""
    assert not reaches_outside(query)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT * FROM <http://example.org/g> { ?s ?p ?o }", True),
        ("ask from named <http://example.org/g> { graph ?g { ?s ?p ?o } }", True),
        ("SELECT * WHERE { ?from ?p 'FROM' , <http://example.org/FROM> } # FROM", False),
        ("PREFIX from: <http://example.org/> SELECT * { ?s from:from ?o }", False),
    ],
)
def test_own_dataset(query: str, expected: bool) -> None:
    """FROM is seen where it is a keyword, and nowhere else."""
    assert names_dataset(query) is expected
