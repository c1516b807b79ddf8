"""The tables as of a day or period: what is certain and what is possible stand in columns of their own. Pure.

Each has the column `held` and no row of what was not so, or not there, then. In tables of things each column
that depends on the day has a companion, `…_possible`, with what is not certain and what nothing known speaks
against.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from server.holding import Held
from server.tables.columns import TABLES, Column, Table
from server.tables.csvw import SEPARATOR

#: Added to the name of a column for its companion.
POSSIBLE: Final = "_possible"
HELD: Final = Column(
    "held",
    "whether it held then",
    "当时是否成立",
    required=True,
    note="certainly, or possibly: the dates of its start or end leave it open; what did not hold has no row",
)
#: The same of things.
THERE: Final = replace(HELD, en="whether it was there then", zh="当时是否存在")

#: Table → columns whose values depend on the day.
_DEPENDING: Final[Mapping[str, frozenset[str]]] = {
    "organisations": frozenset(
        (
            *("other_names", "former_names", "kinds", "kinds_en", "superiors", "nameplates", "borne_by"),
            "homepage",
        )
    ),
    "people": frozenset(("posts",)),
    "posts": frozenset(("organisations", "nameplates", "holders")),
    "concepts": frozenset(("other_names", "broader", "related", "attested_in")),
}

#: A row as its query gives it, in the order of the table's columns.
Row = Sequence[str]


def table_named(name: str) -> Table | None:
    """The table of a name, as it is of all times."""
    return next((table for table in TABLES if table.name == name), None)


def is_of_statements(table: Table) -> bool:
    """Whether each row is a statement, which held or did not."""
    return table.name not in _DEPENDING


def dated_table(table: Table) -> Table:
    """The table as it is as of a day: its columns, and those that a day adds; it links to no other."""
    columns: list[Column] = []
    for column in table.columns:
        if column.name not in _DEPENDING.get(table.name, ()):
            columns.append(column)
            continue
        words = column.en.removeprefix("last known "), column.zh.removeprefix("最后所知")
        columns.append(replace(column, en=f"{words[0]}, certain", zh=f"确定的{words[1]}"))
        columns.append(
            replace(
                column,
                name=column.name + POSSIBLE,
                en=f"{words[0]}, possible",
                zh=f"可能的{words[1]}",
                property="",
            )
        )
    columns.insert(2, HELD if is_of_statements(table) else THERE)
    return replace(table, columns=tuple(columns), links=())


def of_statements(rows: Iterable[Row], held: Callable[[str], Held | None]) -> tuple[list[list[str]], int]:
    """Rows of statements with what is answered about each, and how many statements are left out.

    Args:
        rows: rows of all times; the second cell is the IRI of the statement.
        held: whether what a statement says held then.
    """
    kept: list[list[str]] = []
    gone: set[str] = set()
    for row in rows:
        answer = held(row[1])
        if answer is Held.NOT:
            gone.add(row[1])
        else:
            kept.append([*row[:2], (answer or Held.CERTAINLY).value, *row[2:]])
    return kept, len(gone)


def of_things(
    table: Table, certain: Iterable[Row], all_that_may: Iterable[Row], held: Callable[[str], Held]
) -> tuple[list[list[str]], int]:
    """Rows of things, with what is possible beside what is certain, and how many things are left out.

    Args:
        table: the table as it is of all times.
        certain: its rows by what is certain.
        all_that_may: its rows by what is certain or possible; the second cell is the IRI of the thing.
        held: whether a thing was there then.
    """
    sure = {row[0]: row for row in certain}
    depending = _DEPENDING[table.name]
    made, gone = [], 0
    for row in all_that_may:
        answer = held(row[1])
        if answer is Held.NOT:
            gone += 1
            continue
        cells: list[str] = []
        known = sure.get(row[0])
        for place, column in enumerate(table.columns):
            if column.name not in depending:
                cells.append(row[place])
                continue
            here = known[place] if known else ""
            had = here.split(SEPARATOR)
            cells += [here, SEPARATOR.join(v for v in row[place].split(SEPARATOR) if v not in had)]
        made.append([*cells[:2], answer.value, *cells[2:]])
    return made, gone
