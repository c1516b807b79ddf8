"""Queries that would leave the machine."""

from __future__ import annotations

import pytest

from server.release.safety import reaches_outside


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
