"""The marks `card` in the text of the tests: what is written there counts, nothing has to be imported."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Mark:
    """A mark of a test.

    Attributes:
        checklist: name of the checklist.
        row: which row of it.
        path: file of the test, from the project's root.
        test: name of the function.
        status: `pass`, or `na` where the row does not apply.
        reason: why it does not.
    """

    checklist: str
    row: str
    path: str
    test: str
    status: str = "pass"
    reason: str = ""

    @property
    def node(self) -> str:
        """The test as pytest names it."""
        return f"{self.path}::{self.test}"


def marks(root: Path) -> list[Mark]:
    """All marks of the tests under a project's root, in the order of files and names.

    Raises:
        ValueError: a mark is not written with plain texts, or says a status that there is not.
    """
    found = (
        mark
        for path in sorted((root / "tests").rglob("test_*.py"))
        for mark in marks_of(path.read_text(encoding="utf-8"), path.relative_to(root).as_posix())
    )
    return sorted(set(found))


def marks_of(text: str, path: str) -> Iterator[Mark]:
    """The marks of one file: of its functions, and of single cases of their tables.

    Raises:
        ValueError: as above.
    """
    if "mark.card" not in text:
        return
    for function in ast.parse(text).body:
        if isinstance(function, ast.FunctionDef) and function.name.startswith("test_"):
            for decorator in function.decorator_list:
                for node in ast.walk(decorator):
                    if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.card":
                        yield _mark(node, path, function.name)


def _mark(call: ast.Call, path: str, test: str) -> Mark:
    try:
        checklist, row = (ast.literal_eval(argument) for argument in call.args)
        named = {str(word.arg): ast.literal_eval(word.value) for word in call.keywords}
        mark = Mark(checklist, row, path, test, **named)
    except (ValueError, TypeError) as error:
        raise ValueError(f"{path}::{test}: {ast.unparse(call)} is no mark of a row") from error
    if mark.status not in {"pass", "na"} or (mark.status == "na") != bool(mark.reason):
        raise ValueError(f"{mark.node}: the status is 'pass', or 'na' with a reason")
    return mark
