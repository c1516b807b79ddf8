"""Tables written as CSV (RFC 4180), from queries over the release."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from pyoxigraph import QuerySolutions, RdfFormat, Store

from server.downloads import TABLES_METADATA
from server.errors import ReleaseError
from server.heads import Headed, read_head
from server.release.tables.columns import NAMESPACES, TABLES, Column, Kind, Table
from server.release.tables.csvw import SEPARATOR, csvw

_HERE: Final = Path(__file__).resolve().parent
#: Between values in the answers of the queries; no text holds it.
_UNIT: Final = "\x1f"
#: Spreadsheets take a file for UTF-8 if it begins with this.
_MARK: Final = "\ufeff"


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


def table_query(name: str) -> Headed:
    """The query of a table."""
    return read_head(name, (_HERE / f"{name}.rq").read_text(encoding="utf-8"))


def _rows(store: Store, table: Table, query: Headed) -> list[list[str]]:
    """The rows, in the order of their cells."""
    found = store.query(query.query, use_default_graph_as_union=True)
    if not isinstance(found, QuerySolutions):
        raise ReleaseError(_HERE / f"{table.name}.rq", "is no SELECT: a table is made of rows")
    variables = [variable.value for variable in found.variables]
    if variables != [column.name for column in table.columns]:
        raise ReleaseError(
            _HERE / f"{table.name}.rq", f"selects {variables}: name the columns as columns.py does"
        )
    return sorted(
        cells(table.columns, [getattr(term, "value", "") for term in solution]) for solution in found
    )


def cells(columns: Sequence[Column], values: Sequence[str]) -> list[str]:
    """A row of a table, by the values that its query gives.

    Raises:
        ReleaseError: a value holds the sign that stands between values.
    """
    return [_cell(column, value) for column, value in zip(columns, values, strict=True)]


def _cell(column: Column, value: str) -> str:
    """What stands in a cell: short names, one form of language tags, several values in order.

    Raises:
        ReleaseError: a value holds the sign that stands between values.
    """
    if not column.many:
        return _value(column.kind, value)
    values = sorted(_value(column.kind, part) for part in value.split(_UNIT)) if value else []
    for one in values:
        if SEPARATOR in one:
            raise ReleaseError(
                Path(f"{column.name}"), f"{one!r} holds {SEPARATOR!r}, which separates values: reword it"
            )
    return SEPARATOR.join(values)


def _value(kind: Kind, value: str) -> str:
    if kind is Kind.LANGUAGE:
        return "-".join(part.title() if len(part) == 4 else part for part in value.split("-"))
    return value.removeprefix(NAMESPACES[kind]) if kind in NAMESPACES else value


def written(names: Iterable[str], rows: Iterable[list[str]]) -> bytes:
    """Names of columns, and rows, as a file."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(names)
    writer.writerows(rows)
    return (_MARK + out.getvalue()).encode()
