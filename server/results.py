"""Answers to queries in canonical form: the same bytes for the same answer, however it was written. Pure.

A table becomes text in the manner of SPARQL 1.1 TSV: a line of the variables in code point order, then a line
for each row with its terms as canonical N-Triples writes them, unbound ones empty, TAB between them, each
line ended by LF; rows in code point order of their UTF-8 bytes, each as often as it comes. A truth value is
`true` or `false` and LF. A graph is its canonical N-Quads document (RDFC-1.0).

Blank nodes of a table are named by RDFC-1.0 as well. The graph for that has a blank node for each different
row in which one stands, with a triple for each term (`COLUMN` and the percent-encoded name of the variable as
predicate) and one for how often the row comes (`TIMES`).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias
from urllib.parse import quote

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

from server.canonical import document, relabelled
from server.names import BASE

Term: TypeAlias = NamedNode | BlankNode | Literal | Triple
Row: TypeAlias = tuple[Term | None, ...]

#: Predicates of the graph by which blank nodes of a table are named.
COLUMN: Final = BASE + "receipt#column-"
TIMES: Final = BASE + "receipt#times"


@dataclass(frozen=True)
class Summed:
    """What an answer comes to.

    Attributes:
        kind: `table`, `boolean` or `graph`.
        sha256: SHA-256 of its canonical form, in hexadecimal.
        variables: names of the columns of a table, in code point order.
        rows: rows of a table.
        triples: triples of a graph.
        boolean: a truth value.
    """

    kind: str
    sha256: str
    variables: tuple[str, ...] | None = None
    rows: int | None = None
    triples: int | None = None
    boolean: bool | None = None

    @property
    def nothing_found(self) -> bool:
        """Whether nothing fits: no row, no triple, or `false`."""
        return not (self.rows or self.triples or self.boolean)


def summed_results(answer: bytes, form: QueryResultsFormat) -> Summed:
    """What the answer of a SELECT or ASK comes to.

    Args:
        answer: the whole answer.
        form: how it is written; not CSV, which does not tell an IRI from a text.

    Raises:
        SyntaxError, ValueError: it is not written so.
    """
    found = parse_query_results(answer, format=form)
    if isinstance(found, QueryBoolean):
        return Summed("boolean", _sha256(canonical_boolean(truth=bool(found))), boolean=bool(found))
    variables = [variable.value for variable in found.variables]
    rows = [tuple(solution) for solution in found]
    return Summed(
        "table", _sha256(canonical_table(variables, rows)), variables=tuple(sorted(variables)), rows=len(rows)
    )


def summed_graph(answer: bytes, form: RdfFormat) -> Summed:
    """What the answer of a CONSTRUCT or DESCRIBE comes to.

    Raises:
        SyntaxError, ValueError: it is not written so.
    """
    triples = relabelled(Quad(q.subject, q.predicate, q.object) for q in parse(answer, format=form))
    return Summed("graph", _sha256(document(triples)), triples=len(triples))


def canonical_boolean(*, truth: bool) -> bytes:
    """The canonical form of a truth value."""
    return b"true\n" if truth else b"false\n"


def canonical_table(variables: Sequence[str], rows: Iterable[Sequence[Term | None]]) -> bytes:
    """The canonical form of a table.

    Args:
        variables: names of its columns.
        rows: a term, or None, for each of them.
    """
    order = sorted(range(len(variables)), key=lambda n: variables[n])
    names = [variables[n] for n in order]
    counted = Counter(tuple(row[n] for n in order) for row in rows)
    ground = {row: times for row, times in counted.items() if not _holds_blank(row)}
    named = ground if len(ground) == len(counted) else {**ground, **_named(names, counted)}
    lines = sorted(_line(row) for row, times in named.items() for _ in range(times))
    return "\t".join(f"?{name}" for name in names).encode() + b"\n" + b"".join(lines)


def _named(names: Sequence[str], counted: Counter[Row]) -> dict[Row, int]:
    """The rows that hold blank nodes, these with canonical names, and how often each comes."""
    quads: list[Quad] = []
    columns = [NamedNode(COLUMN + quote(name, safe="")) for name in names]
    times = NamedNode(TIMES)
    for row, count in counted.items():
        if _holds_blank(row):
            node = BlankNode()
            quads.append(Quad(node, times, Literal(str(count))))
            quads += [Quad(node, c, term) for c, term in zip(columns, row, strict=True) if term is not None]
    cells: dict[object, dict[NamedNode, Term]] = {}
    for quad in relabelled(quads):
        cells.setdefault(quad.subject, {})[quad.predicate] = quad.object
    found: Counter[Row] = Counter()
    for by_column in cells.values():
        found[tuple(by_column.get(column) for column in columns)] += int(str(_value(by_column[times])))
    return found


def _value(term: Term) -> str:
    return term.value if isinstance(term, Literal) else str(term)


def _holds_blank(row: Row) -> bool:
    return any(_is_blank(term) for term in row)


def _is_blank(term: Term | None) -> bool:
    """Whether a term is a blank node, or a triple that holds one."""
    if isinstance(term, Triple):
        return _is_blank(term.subject) or _is_blank(term.object)
    return isinstance(term, BlankNode)


def _line(row: Row) -> bytes:
    return "\t".join(_written(term) for term in row).encode() + b"\n"


def _written(term: Term | None) -> str:
    """A term as canonical N-Triples writes it."""
    if isinstance(term, Triple):
        parts = (term.subject, term.predicate, term.object)
        return f"<<( {' '.join(_written(part) for part in parts)} )>>"
    return "" if term is None else str(term)


def _sha256(canonical: bytes) -> str:
    return hashlib.sha256(canonical).hexdigest()
