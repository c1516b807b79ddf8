"""Functions that nobody knows are found in a query, and nothing else is taken for one."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from server.errors import Place
from server.store.calls import Call, unknown_calls

XSD = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "
EX = "PREFIX ex: <http://f/>\n"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("SELECT (<http://f/a>(1) AS ?x) {}", [Call("<http://f/a>", "http://f/a", Place(1, 9))]),
        (EX + "ASK { FILTER ex:a(1) }", [Call("ex:a", "http://f/a", Place(2, 14))]),
        (
            EX + "SELECT (ex:a(ex:b(1)) AS ?x) { BIND(ex:a(2) AS ?y) } ORDER BY ex:c(?x)",
            [
                Call("ex:a", "http://f/a", Place(2, 9)),
                Call("ex:b", "http://f/b", Place(2, 14)),
                Call("ex:c", "http://f/c", Place(2, 63)),
            ],
        ),
        ("BASE <http://f/x/> ASK { FILTER(<../y>(1)) }", [Call("<../y>", "http://f/y", Place(1, 33))]),
        (
            XSD + "ASK { FILTER(xsd:foo(1)) }",
            [Call("xsd:foo", "http://www.w3.org/2001/XMLSchema#foo", Place(1, 62))],
        ),
        (XSD + "ASK { FILTER(xsd:integer('1') = xsd:dateTime('2020-01-01T00:00:00Z')) }", []),
        (EX + "ASK { ?s ex:p (1 2), (ex:a ex:b) FILTER(STRLEN('ex:f(1)') > 1) }", []),
        (EX + "ASK { ?s ex:p/(ex:q|^ex:r) ?o FILTER(?o IN (ex:a, ex:b)) }", []),
        (EX + "SELECT * { VALUES (?a ?b) { (ex:a ex:b) (ex:c UNDEF) } }", []),
    ],
)
def test_calls(query: str, found: list[Call]) -> None:
    """Each is named once, as it is written, with its IRI and its place; casts and lists are none."""
    assert unknown_calls(query, "http://base/") == found
    if not found:
        ox.Store().query(query)
