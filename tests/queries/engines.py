"""Three ways to ask a release: rdflib, pyoxigraph, and a running endpoint."""

from __future__ import annotations

import urllib.parse
import urllib.request

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Store, Triple
from rdflib import Dataset

from tests.queries.catalogue import Table, table

#: Seconds that an answer over HTTP may take; far above what is promised.
_PATIENCE = 30


def in_rdflib(dataset: Dataset, text: str) -> Table:
    """Ask rdflib, whose default graph is the union of all graphs."""
    answer = dataset.query(text)
    columns = answer.vars or []
    rows = [tuple(str(row.get(column, "")) for column in columns) for row in answer.bindings]
    return Table(tuple(map(str, columns)), tuple(rows))


def in_pyoxigraph(store: Store, text: str) -> Table:
    """Ask pyoxigraph, with the union of all graphs as the default graph."""
    answer = store.query(text, use_default_graph_as_union=True)
    assert isinstance(answer, QuerySolutions)
    columns = tuple(variable.value for variable in answer.variables)
    return Table(columns, tuple(tuple(_plain(value) for value in row) for row in answer))


def over_http(url: str, text: str) -> Table:
    """Ask the endpoint by GET, as SPARQL 1.1 Protocol §2.1.1 has it, for an answer in CSV."""
    address = f"{url}/sparql?{urllib.parse.urlencode({'query': text})}"
    asked = urllib.request.Request(address, headers={"Accept": "text/csv"})
    with urllib.request.urlopen(asked, timeout=_PATIENCE) as answer:
        return table(answer.read().decode("utf-8"))


def _plain(value: NamedNode | BlankNode | Literal | Triple | None) -> str:
    """A term as CSV gives it."""
    return "" if value is None else str(value) if isinstance(value, Triple) else value.value
