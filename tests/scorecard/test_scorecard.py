"""The score card says what the tests decide: no row without a word, no mark without a row, no old page."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.scorecard.card import mistakes, page, told
from tests.scorecard.marks import Mark, marks, read
from tests.scorecard.rows import Checklist, Row, checklists

LIST = Checklist(
    "List",
    "A list",
    "https://example.org/",
    (Row("1", "tested"), Row("2", "excused", na="why"), Row("3", "undone", missing="what"), Row("4", "?")),
)


@pytest.fixture(scope="module")
def marked(project_root: Path) -> list[Mark]:
    """The marks of all tests."""
    return marks(project_root)


MARK = Mark("List", "1", "tests/test_a.py", "test_one")


def test_every_row_is_decided(marked: list[Mark]) -> None:
    """Each row has a test or a word on why it has none, and each mark names a row."""
    assert mistakes(checklists(), marked) == []


def test_the_page_is_up_to_date(project_root: Path, marked: list[Mark]) -> None:
    """`docs/scorecard.md` is what rows and marks make (GOLDEN=write, or `make scorecard`, writes it anew)."""
    path = project_root / "docs" / "scorecard.md"
    made = page(checklists(), marked)
    if os.environ.get("GOLDEN") == "write":
        path.write_text(made, encoding="utf-8")

    assert path.read_text(encoding="utf-8") == made, "make scorecard writes it anew"


@pytest.mark.parametrize(
    ("checklist", "rows"),
    [
        ("DWBP", 35),
        ("Linked data", 10),
        ("F-UJI", 31),
        ("FOOPS!", 24),
        ("OOPS!", 43),
        ("FAIR Signposting", 11),
        ("Google Dataset", 7),
        ("VoID", 11),
        ("DCAT 3", 4),
        ("DCAT-AP 3", 2),
        ("PROV", 1),
        ("DQV", 2),
        ("SPARQL-SD", 7),
        ("FAIR vocabularies", 1),
        ("OpenAPI", 2),
    ],
)
def test_no_row_is_left_out(checklist: str, rows: int) -> None:
    """Each checklist has as many rows as its authors wrote."""
    assert {one.name: len(one.rows) for one in checklists()}[checklist] == rows


def test_states() -> None:
    """A row is met by its tests, excused by a reason, and else not met, with what is missing."""
    found = [(one.state, one.reason) for one in told(LIST, [MARK])]
    assert found == [("pass", ""), ("n.a.", "why"), ("fail", "what"), ("fail", "no test decides it")]


@pytest.mark.parametrize("failed", ["tests/test_a.py::test_one", "tests/test_a.py::test_one[a case]"])
def test_a_test_that_fails(failed: str) -> None:
    """A row of which a test failed is not met, and the test is named."""
    first = next(told(LIST, [MARK], [failed]))
    assert (first.state, first.reason) == ("fail", "these tests fail: test_one")


def test_mistakes_are_told() -> None:
    """A mark of no row, a row with a test and an excuse, and a row with nothing are told."""
    wrong = mistakes(
        [LIST], [MARK, Mark("List", "9", "tests/test_a.py", "test_two"), Mark("List", "2", "a", "b")]
    )
    assert [line.partition(": ")[0] for line in wrong] == ["tests/test_a.py::test_two", "List 2", "List 4"]


def test_the_page_links_tests() -> None:
    """Totals, reasons and links stand on the page."""
    text = page([LIST], [MARK])
    assert "| [A list](#a-list) | 4 | 1 | 1 | 2 |" in text
    assert "| all | 4 | 1 | 1 | 2 |" in text
    assert "| 1 | tested | pass | [test_a.py::test_one](../tests/test_a.py) |" in text
    assert "| 3 | undone | fail | what |" in text


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        (pytest.mark.card("List", "1"), MARK),
        (
            pytest.mark.card("List", "3", status="na", reason="why"),
            Mark("List", "3", MARK.path, MARK.test, "na", "why"),
        ),
    ],
)
def test_marks_are_read(mark: pytest.MarkDecorator, expected: Mark) -> None:
    """A mark says the row, and why it does not apply."""
    assert read(mark.mark, MARK.path, MARK.test) == expected


@pytest.mark.parametrize(
    "mark",
    [
        pytest.mark.card("List"),
        pytest.mark.card("List", "1", status="fail"),
        pytest.mark.card("List", "1", status="na"),
        pytest.mark.card("List", "1", because="why"),
    ],
)
def test_marks_that_are_none(mark: pytest.MarkDecorator) -> None:
    """A mark without a row, of no such status, or that excuses without a reason, is refused."""
    with pytest.raises(ValueError, match=r"test_a\.py::test_one"):
        read(mark.mark, MARK.path, MARK.test)
