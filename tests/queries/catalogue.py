"""The published queries and their expected answers, read from `queries/`."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import TypeAlias

FOLDER = Path(__file__).resolve().parents[2] / "queries"
EXPECTED = FOLDER / "expected"

#: A row as CSV gives it: IRIs in full, literals plain, nothing for what is unbound.
Row: TypeAlias = tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """An answer: its columns and its rows, in the order in which they came."""

    columns: Row
    rows: tuple[Row, ...]

    def sorted(self) -> Table:
        """The same rows in an order of their own: two answers without ORDER BY are compared so."""
        return Table(self.columns, tuple(sorted(self.rows)))


@dataclass(frozen=True)
class Query:
    """A published query.

    Attributes:
        name: name of its file without the extension.
        text: the whole file.
        head: the comment lines at its top, by key.
        lines: the keys of those lines in order, repeated where a key is.
    """

    name: str
    text: str
    head: Mapping[str, str]
    lines: tuple[str, ...]

    @property
    def body(self) -> str:
        """The text without its comments: what the engines see."""
        return re.sub(r"^#.*\n", "", self.text, flags=re.MULTILINE)

    @property
    def bare(self) -> str:
        """The body without IRIs and strings, so that only keywords, names and variables are left."""
        return re.sub(r'<[^>\s]*>|"[^"]*"', " ", self.body)

    @property
    def ordered(self) -> bool:
        """Whether the order of the rows is part of the answer."""
        return "ORDER BY" in self.bare

    @property
    def expected(self) -> Table | None:
        """The expected answer; None for a query whose answer grows with the data."""
        path = EXPECTED / f"{self.name}.csv"
        return table(path.read_text(encoding="utf-8")) if path.exists() else None

    def comparable(self, answer: Table) -> Table:
        """An answer to this query as it is compared."""
        return answer if self.ordered else answer.sorted()

    def on(self, day: str) -> Query:
        """The same query about another day: each day in its text is replaced."""
        return Query(self.name, re.sub(r'"[0-9-]{10}"', f'"{day}"', self.text), self.head, self.lines)


def table(text: str) -> Table:
    """Read SPARQL results in CSV (SPARQL 1.1 Query Results CSV §3)."""
    columns, *rows = csv.reader(text.splitlines())
    return Table(tuple(columns), tuple(tuple(row) for row in rows))


def read(path: Path) -> Query:
    """Read one query file."""
    text = path.read_text(encoding="utf-8")
    notes = takewhile(lambda line: line.startswith("#"), text.splitlines())
    pairs = [(key.strip("# "), value.strip()) for key, _, value in (note.partition(":") for note in notes)]
    return Query(path.stem, text, dict(pairs), tuple(key for key, _ in pairs))


def queries() -> Iterator[Query]:
    """Every published query, by name."""
    return map(read, sorted(FOLDER.glob("*.rq")))


def query(name: str) -> Query:
    """One published query."""
    return read(FOLDER / f"{name}.rq")
