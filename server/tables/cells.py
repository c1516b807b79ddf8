"""Rows of a table from the answers of its query, and as CSV (RFC 4180). Pure but for the file of a query."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from server.errors import ReleaseError
from server.heads import Headed, read_head
from server.tables.columns import NAMESPACES, Column, Kind
from server.tables.csvw import SEPARATOR
from server.tags import bcp47

_HERE: Final = Path(__file__).resolve().parent
#: Between values in the answers of the queries; no text holds it.
_UNIT: Final = "\x1f"
#: Spreadsheets take a file for UTF-8 if it begins with this.
_MARK: Final = "\ufeff"


def query_path(name: str) -> Path:
    """The file with the query of a table."""
    return _HERE / f"{name}.rq"


def table_query(name: str) -> Headed:
    """The query of a table."""
    return read_head(name, query_path(name).read_text(encoding="utf-8"))


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
        return bcp47(value)
    return value.removeprefix(NAMESPACES[kind]) if kind in NAMESPACES else value


def written(names: Iterable[str], rows: Iterable[list[str]]) -> bytes:
    """Names of columns, and rows, as a file."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(names)
    writer.writerows(rows)
    return (_MARK + out.getvalue()).encode()
