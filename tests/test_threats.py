"""`docs/threats.md` names tests that exist, and tests name rows that stand there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.web.test_threats import QUERIES, RAW

TESTS = Path(__file__).resolve().parent
ROWS = [
    (found[1], re.findall(r"`([^`]+)`", found[2]))
    for found in re.finditer(
        r"^\| ([A-Z]\d[^|]*) \|.*\| ([^|]+) \|$",
        (TESTS.parent / "docs" / "threats.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
]


def ids(written: str) -> list[str]:
    """`Q01–Q03, Q07` as the ids that it stands for."""
    found = []
    for part in written.split(", "):
        first, _, last = part.partition("–")
        letter, numbers = first[0], range(int(first[1:]), int((last or first)[1:]) + 1)
        found += [f"{letter}{number:02}" for number in numbers]
    return found


@cache
def found_in(name: str) -> frozenset[str]:
    """The tests in a file."""
    tree = ast.parse((TESTS / name).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize(("row", "named"), ROWS, ids=[row for row, _ in ROWS])
def test_each_row_has_its_tests(row: str, named: list[str]) -> None:
    """Every row names at least one test, and each that it names is there."""
    assert named
    for name in named:
        path, _, test = name.partition("::")
        assert test.startswith("test_"), row
        assert test in found_in(path), name


def test_ids() -> None:
    """No id stands in two rows, and each id of a table of tests is in a row that names that table."""
    every = [one for row, _ in ROWS for one in ids(row)]
    assert len(every) == len(set(every)) > 150
    for table, test in ((RAW, "test_raw"), (QUERIES, "test_query")):
        shown = {one for row, named in ROWS if f"web/test_threats.py::{test}" in named for one in ids(row)}
        assert {name.split()[0] for name in table} <= shown
