"""One query against a release, without a server."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Final

from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat, Store, serialize

from server.errors import QueryRefused, ReleaseError
from server.names import PREFIXES
from server.release.safety import names_dataset, reaches_outside
from server.release.terms import short
from server.syntax import syntax_error

_RESULTS: Final = {"csv": QueryResultsFormat.CSV, "json": QueryResultsFormat.JSON}


def answer(release: Path, query: str, form: str | None = None) -> str:
    """The answer as text: `table`, `csv`, `json` for SELECT and ASK, `ttl` for CONSTRUCT and DESCRIBE.

    Raises:
        QuerySyntaxError: the query does not parse.
        QueryRefused: it would leave the machine, or the form does not fit its kind.
        ReleaseError: the release cannot be read.
    """
    if reaches_outside(query):
        raise QueryRefused("SERVICE and LOAD are not offered: ask what the release itself holds", status=403)
    try:
        # the engine would let the union win over FROM
        result = _store(release).query(
            query, prefixes=PREFIXES, use_default_graph_as_union=not names_dataset(query)
        )
    except SyntaxError as error:
        raise syntax_error(str(error), query) from error
    if not isinstance(result, QuerySolutions | QueryBoolean):
        if form not in (None, "ttl"):
            raise QueryRefused(f"a query that makes triples is not printed as {form}: use --format ttl")
        triples = sorted(set(result), key=str)
        return (serialize(triples, format=RdfFormat.TURTLE, prefixes=PREFIXES) or b"").decode()
    if form == "ttl":
        raise QueryRefused("a query that makes rows is not printed as ttl: use --format table, csv or json")
    if form in _RESULTS and not (form == "csv" and isinstance(result, QueryBoolean)):
        return (result.serialize(format=_RESULTS[form]) or b"").decode().rstrip("\n") + "\n"
    if isinstance(result, QueryBoolean):
        return "true\n" if result else "false\n"
    rows = [[short(term) if term is not None else "" for term in row] for row in result]
    return _table([v.value for v in result.variables], rows)


def _store(release: Path) -> Store:
    """The quads of a release in a store."""
    path = release / "quads.nq"
    store = Store()
    try:
        with path.open("rb") as file:
            store.bulk_load(file, RdfFormat.N_QUADS)
    except (OSError, SyntaxError) as error:
        raise ReleaseError(path, f"cannot be read ({error}): build the release again") from error
    return store


def _table(head: list[str], rows: list[list[str]]) -> str:
    """Rows in columns, with a line under the head and the number of rows at the end."""
    widths = [max(map(_width, column)) for column in zip(head, *rows, strict=True)]
    lines = [head, ["-" * width for width in widths], *rows]
    text = "".join(
        "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)
        ).rstrip()
        + "\n"
        for line in lines
    )
    return f"{text}{len(rows)} row{'' if len(rows) == 1 else 's'}\n"


def _width(cell: str) -> int:
    """Columns that a cell takes on a terminal: Chinese characters take two."""
    visible = re.sub(r"[\r\n]", " ", cell)
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in visible)
