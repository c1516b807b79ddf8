"""Tables written as CSV (RFC 4180), from queries over the release."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from pyoxigraph import QuerySolutions, RdfFormat, Store

from server.downloads import TABLES_METADATA
from server.errors import ReleaseError
from server.heads import Headed
from server.tables.cells import cells, query_path, table_query, written
from server.tables.columns import TABLES, Table
from server.tables.csvw import csvw


def tables(quads: Path, about: Mapping[str, str]) -> dict[str, bytes]:
    """The tables of a release and their description, by file name.

    Args:
        quads: a file with the release as N-Quads.
        about: `title`, `version`, `issued` and if there is one `license`.

    Raises:
        ReleaseError: a text holds the sign that separates values, or a query no longer fits its table.
    """
    store = Store()
    store.bulk_load(path=quads, format=RdfFormat.N_QUADS)
    files: dict[str, bytes] = {}
    heads: dict[str, Mapping[str, str]] = {}
    for table in TABLES:
        query = table_query(table.name)
        heads[table.name] = query.fields
        files[f"{table.name}.csv"] = written([c.name for c in table.columns], _rows(store, table, query))
    text = json.dumps(csvw(TABLES, heads, about), ensure_ascii=False, indent=1)
    files[TABLES_METADATA] = (text + "\n").encode()
    return files


def _rows(store: Store, table: Table, query: Headed) -> list[list[str]]:
    """The rows, in the order of their cells."""
    found = store.query(query.query, use_default_graph_as_union=True)
    if not isinstance(found, QuerySolutions):
        raise ReleaseError(query_path(table.name), "is no SELECT: a table is made of rows")
    variables = [variable.value for variable in found.variables]
    if variables != [column.name for column in table.columns]:
        raise ReleaseError(
            query_path(table.name), f"selects {variables}: name the columns as columns.py does"
        )
    return sorted(
        cells(table.columns, [getattr(term, "value", "") for term in solution]) for solution in found
    )
