"""Charts of answers: where there is one, what it shows; where none suits, there is none."""

from __future__ import annotations

import pytest

from server.web.chart import MOST, chart
from server.web.table import Cell, Table


def number(value: float | str, datatype: str = "xsd:integer") -> Cell:
    """A cell with a number."""
    return Cell(str(value), datatype=datatype)


def table(variables: str, *rows: tuple[Cell | str, ...], total: int | None = None) -> Table:
    """A table of cells; texts stand for plain ones."""
    cells = tuple(tuple(Cell(one) if isinstance(one, str) else one for one in row) for row in rows)
    return Table(None, tuple(variables.split()), cells, len(rows) if total is None else total)


def test_numbers_with_names() -> None:
    """The longest bar has four fifths of the width, the others their share of it."""
    found = chart(table("kind claims", ("a", number(4)), ("b", number(1)), ("c", number(0))))
    assert found is not None
    assert (found.by, found.of, found.left_out) == (("kind",), "claims", 0)
    assert [(bar.label, bar.value, bar.width) for bar in found.bars] == [
        ("a", "4", 80.0),
        ("b", "1", 20.0),
        ("c", "0", 0.0),
    ]


def test_words_come_before_addresses() -> None:
    """Bars are named by the column with a language; the last column of numbers is drawn."""
    rows = [
        (f"id:{n}", number(9), Cell(f"Name {n}", language="en"), number(f"{n}.5", "xsd:decimal"))
        for n in (1, 2)
    ]
    found = chart(table("thing first name last", *rows))
    assert found is not None
    assert (found.by, found.of) == (("name",), "last")
    assert [(bar.label, bar.language) for bar in found.bars] == [("Name 1", "en"), ("Name 2", "en")]


def test_two_columns_may_name_a_bar() -> None:
    """Where no column tells the rows apart, two do."""
    found = chart(table("a b n", ("x", "1", number(1)), ("x", "2", number(2)), ("y", "1", number(3))))
    assert found is not None
    assert found.by == ("a", "b")
    assert [bar.label for bar in found.bars] == ["x, 1", "x, 2", "y, 1"]


def test_of_many_the_longest_are_drawn() -> None:
    """What is left out is counted."""
    found = chart(table("name n", *((f"r{n}", number(n)) for n in range(MOST + 5))))
    assert found is not None
    assert (len(found.bars), found.left_out, found.bars[0].value) == (MOST, 5, str(MOST + 4))


def test_rows_are_counted() -> None:
    """Without numbers, rows are counted by the first column with few values."""
    rows = [(f"id:{n}", kind) for n, kind in enumerate("aabababa")]
    found = chart(table("thing kind", *rows))
    assert found is not None
    assert (found.by, found.of) == (("kind",), "")
    assert [(bar.label, bar.value) for bar in found.bars] == [("a", "5"), ("b", "3")]


UNSUITED = {
    "yes or no": Table(boolean=True),
    "one row": table("a n", ("x", number(1))),
    "no rows": table("a n"),
    "cut off": table("a n", ("x", number(1)), ("y", number(2)), total=3),
    "all nought": table("a n", ("x", number(0)), ("y", number(0))),
    "below nought": table("a n", ("x", number(-1)), ("y", number(2))),
    "no number": table("a n", ("x", number("NaN", "xsd:double")), ("y", number(2))),
    "a year is none": table("a y", ("x", number(2013, "xsd:gYear")), ("y", number(2014, "xsd:gYear"))),
    "names of one kind": table("a", ("x",), ("y",), ("z",), ("u",)),
    "a gap": table("a n", ("x", number(1)), (Cell(), number(2))),
}


@pytest.mark.parametrize("answer", UNSUITED.values(), ids=UNSUITED)
def test_no_chart(answer: Table) -> None:
    """What compares nothing has no chart."""
    assert chart(answer) is None


@pytest.mark.parametrize(
    ("text", "label"),
    [("a" * 46, "a" * 46), ("a" * 47, "a" * 45 + "…"), ("网" * 23, "网" * 23), ("网" * 24, "网" * 22 + "…")],
)
def test_labels_fit(text: str, label: str) -> None:
    """A label is as wide as a phone shows; Chinese characters have the width of two letters."""
    found = chart(table("a n", (text, number(1)), ("b", number(2))))
    assert found is not None
    assert (found.bars[0].label, found.bars[0].whole) == (label, text)
