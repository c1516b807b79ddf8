"""A bar chart of an answer, where there is one to be had. Pure.

It is drawn of a column of numbers with names beside them; else rows are counted by a column that has a few
values only. Everything in it stands in the table, too.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from server.web.table import Cell, Table

#: Bars of a chart at most; of longer answers the longest bars are drawn.
MOST: Final = 20
#: Values of a column by which rows are counted, at most; each stands in this many rows on average at least.
_VALUES: Final = 12
_ROWS_EACH: Final = 2
#: Width of a label, in Latin letters; a Chinese character has the width of two.
_WIDTH: Final = 46
#: Share of the picture's width that the longest bar has, in per cent.
_LONGEST: Final = 80.0
_WIDE: Final = frozenset("WF")
_NUMERIC: Final = frozenset(
    f"xsd:{name}"
    for name in (
        "integer",
        "decimal",
        "double",
        "float",
        "int",
        "long",
        "short",
        "nonNegativeInteger",
        "positiveInteger",
        "unsignedInt",
    )
)


@dataclass(frozen=True)
class Bar:
    """One bar.

    Attributes:
        label: what it is of, cut to what fits.
        whole: the same, uncut.
        language: of the label; empty if it has none.
        value: the number as it is written.
        width: how long the bar is, in per cent of the picture's width.
    """

    label: str
    whole: str
    language: str
    value: str
    width: float


@dataclass(frozen=True)
class Chart:
    """A bar chart.

    Attributes:
        by: the variables that name the bars.
        of: the variable whose numbers they show; empty where rows are counted.
        bars: longest first where rows are counted or bars are left out, else as the rows stand.
        left_out: bars that are not drawn.
    """

    by: tuple[str, ...]
    of: str
    bars: tuple[Bar, ...]
    left_out: int = 0


def chart(table: Table) -> Chart | None:
    """The chart of an answer of which all rows are here; None where none suits it."""
    if table.boolean is not None or len(table.rows) <= 1 or table.total > len(table.rows):
        return None
    return _of_numbers(table) or _of_counts(table)


def _of_numbers(table: Table) -> Chart | None:
    """Of the last column of numbers, named by what tells the rows apart."""
    columns = list(zip(*table.rows, strict=True))
    numbers = [_numbers(column) for column in columns]
    of = next((n for n in reversed(range(len(columns))) if numbers[n] is not None), None)
    if of is None:
        return None
    values = numbers[of] or []
    by = _naming(columns, [n for n in range(len(columns)) if numbers[n] is None])
    if not by or not any(values):
        return None
    named = [tuple(row[n] for n in by) for row in table.rows]
    rows = list(zip(named, columns[of], values, strict=True))
    if len(rows) > MOST:
        rows.sort(key=lambda row: -row[2])
    longest = max(values)
    bars = tuple(_bar(cells, number.text, value / longest) for cells, number, value in rows[:MOST])
    variables = tuple(table.variables[n] for n in by)
    return Chart(variables, table.variables[of], bars, max(0, len(rows) - MOST))


def _of_counts(table: Table) -> Chart | None:
    """Of rows, counted by the first column with few values."""
    for variable, column in zip(table.variables, zip(*table.rows, strict=True), strict=True):
        counted = Counter(column)
        few = 1 < len(counted) <= min(_VALUES, len(column) // _ROWS_EACH)
        if few and all(cell.text for cell in column) and _numbers(column) is None:
            found = counted.most_common()
            bars = tuple(_bar((cell,), str(count), count / found[0][1]) for cell, count in found)
            return Chart((variable,), "", bars)
    return None


def _numbers(column: Sequence[Cell]) -> list[float] | None:
    """The numbers of a column; None if one is none, or below nought."""
    if any(cell.datatype not in _NUMERIC for cell in column):
        return None
    try:
        values = [float(cell.text) for cell in column]
    except ValueError:
        return None
    return values if all(math.isfinite(value) and value >= 0 for value in values) else None


def _naming(columns: Sequence[Sequence[Cell]], candidates: Sequence[int]) -> tuple[int, ...]:
    """The column, or the two, by which each row has a name of its own; none if there are no such.

    Words come before addresses: a column with languages names things better than one of IRIs.
    """
    ordered = sorted(candidates, key=lambda n: (not any(cell.language for cell in columns[n]), n))
    for chosen in (*((n,) for n in ordered), *combinations(candidates, 2)):
        names = list(zip(*(columns[n] for n in chosen), strict=True))
        if all(cell.text for cells in names for cell in cells) and len(set(names)) == len(names):
            return chosen
    return ()


def _bar(cells: Sequence[Cell], value: str, share: float) -> Bar:
    text = ", ".join(cell.text for cell in cells)
    language = cells[0].language if len({cell.language for cell in cells}) == 1 else ""
    return Bar(_cut(text), text, language, value, round(share * _LONGEST, 2))


def _cut(text: str) -> str:
    """A text that is not wider than a label may be."""
    width = 0
    for place, character in enumerate(text):
        width += 2 if unicodedata.east_asian_width(character) in _WIDE else 1
        if width > _WIDTH:
            return f"{text[: place - 1].rstrip()}…"
    return text
