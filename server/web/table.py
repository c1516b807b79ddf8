"""Answers of queries as a page shows them. Pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from server.names import PREFIXES, curie

#: Rows that are read for a page; the downloads have all.
SHOWN: Final = 1000
#: Bytes that rows take of a page at most, about, and at least as long as the page can do without something
#: else: a long query stands in the page of its answer several times.
ROOM: Final = 44_000
LEAST: Final = 15_000
#: Bytes of a page that is light.
LIGHT: Final = 100_000
#: Datatypes that a page does not name.
UNTOLD: Final = frozenset(("xsd:integer", "xsd:decimal"))
#: What a row and a cell take beside their texts, and what a language or datatype adds, and an address, which
#: may have the language of the page in it.
_ROW, _CELL, _MORE, _LINKED = 10, 22, 28, 36
#: What a page that was too heavy is made lighter by beside what it is too heavy by.
_SPARE: Final = 100

_STRING: Final = PREFIXES["xsd"] + "string"


@dataclass(frozen=True)
class Cell:
    """One value: its text, where it links to, its language, its datatype in short; all empty if unbound."""

    text: str = ""
    href: str | None = None
    language: str = ""
    datatype: str = ""


@dataclass(frozen=True)
class Table:
    """The answer of a SELECT or ASK: a truth value, or variables and the first rows.

    Attributes:
        boolean: the answer of ASK, else None.
        variables: names of the columns.
        rows: the first `SHOWN` rows.
        total: how many rows there are.
    """

    boolean: bool | None = None
    variables: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    total: int = 0


def table(answer: bytes, link: Callable[[str], str | None]) -> Table:
    """Read SPARQL JSON results.

    Args:
        answer: the results.
        link: gives the address for an IRI, or None where it is not to be a link.
    """
    found = json.loads(answer)
    if "boolean" in found:
        return Table(boolean=found["boolean"])
    variables = tuple(found["head"]["vars"])
    bindings = found["results"]["bindings"]
    rows = tuple(tuple(cell(row.get(name), link) for name in variables) for row in bindings[:SHOWN])
    return Table(variables=variables, rows=rows, total=len(bindings))


def row_sizes(found: Table) -> list[int]:
    """What each row takes of a page, about, in bytes.

    >>> row_sizes(Table(rows=((Cell("a"), Cell("b", language="en")), (Cell(), Cell())), total=2))
    [86, 54]
    """
    return [_ROW + sum(map(_bytes, row)) for row in found.rows]


def shown(sizes: Sequence[int], room: int = ROOM) -> int:
    """How many parts a page shows: at least one of those that there are, and no more than have room.

    >>> shown([33] * 3), shown([33] * 3, room=80), shown([33] * 3, room=1), shown([])
    (3, 2, 1, 0)

    Args:
        sizes: what each part takes, in bytes.
        room: what there is, in bytes.
    """
    left = room
    for number, size in enumerate(sizes):
        left -= size
        if left < 0:
            return max(1, number)
    return len(sizes)


def fitted(sizes: Sequence[int], pages: Sequence[Callable[[int], bytes]]) -> bytes:
    """A page with as many parts as keep it light, in the first of its forms that is so.

    How heavy all the rest of it is only the finished page tells. Where it is too heavy it is made again with
    fewer parts, down to those that have the least room; then in its next form. The last form is taken with
    as few as keep it light, or with one.

    >>> rows = [100] * 500
    >>> len(fitted(rows, [lambda number: b"x" * (70_000 + 100 * number)]))
    99900
    >>> heavy, light = (lambda number: b"x" * (95_000 + 100 * number)), (lambda number: b"y" * 100 * number)
    >>> len(fitted(rows, [heavy])), len(fitted(rows, [heavy, light])), len(fitted([], [light, heavy]))
    (99900, 44000, 0)
    >>> made = []
    >>> len(fitted([20_000] * 3, [lambda number: made.append(number) or b"x" * (60_001 + 20_000 * number)]))
    80001
    >>> made
    [2, 1]

    Args:
        sizes: what the parts take, each, in bytes: rows of a table, lines of a text.
        pages: make it with that many of them, lighter and lighter; one at least.
    """
    made = b""
    for forms_left, page in zip(reversed(range(len(pages))), pages, strict=True):
        least = LEAST if forms_left else 0
        room, number = ROOM, shown(sizes)
        made = page(number)
        while len(made) >= LIGHT and room > least and number > 1:
            room = max(least, room - (len(made) - LIGHT) - _SPARE)
            if (fewer := shown(sizes, room)) < number:
                number = fewer
                made = page(number)
        if len(made) < LIGHT:
            break
    return made


def _bytes(one: Cell) -> int:
    """What a cell takes of a page, about."""
    beside = (one.language, "" if one.datatype in UNTOLD else one.datatype)
    link = _LINKED + len(one.href) if one.href else 0
    return _CELL + len(one.text.encode()) + link + sum(_MORE + len(part) for part in beside if part)


def cell(term: Mapping[str, Any] | None, link: Callable[[str], str | None]) -> Cell:
    """One term of SPARQL JSON results as a cell."""
    if term is None:
        return Cell()
    value = term["value"]
    if term["type"] == "uri":
        return Cell(curie(value), href=link(value))
    if term["type"] == "bnode":
        return Cell(f"_:{value}")
    if term["type"] == "triple":
        parts = (cell(value[part], link).text for part in ("subject", "predicate", "object"))
        return Cell(f"<<( {' '.join(parts)} )>>")
    datatype = term.get("datatype", _STRING)
    language = term.get("xml:lang", "")
    return Cell(value, language=language, datatype="" if datatype == _STRING else curie(datatype))
