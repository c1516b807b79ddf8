"""The marks `card` of all tests, as pytest collects them: of functions, and of cases of their tables."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import pytest

#: Where the collecting process is to write what it found.
_OUT: Final = "NAMEPLATE_CARD_MARKS"


@dataclass(frozen=True, order=True)
class Mark:
    """A mark of a test.

    Attributes:
        checklist: name of the checklist.
        row: which row of it.
        path: file of the test, from the project's root.
        test: name of the function, with its case where the mark is of that alone.
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
    """All marks of the tests under a project's root, in order.

    Raises:
        ValueError: the tests cannot be collected, or a mark is none.
    """
    files = sorted(p for p in (root / "tests").rglob("test_*.py") if "mark.card" in p.read_text("utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "marks.json"
        command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "tests.scorecard.marks"]
        command += ["-p", "no:cacheprovider", *map(str, files)]
        environ = {**os.environ, _OUT: str(out)}
        done = subprocess.run(command, cwd=root, env=environ, capture_output=True, text=True, check=False)
        if done.returncode or not out.exists():
            raise ValueError(f"the tests cannot be collected:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        return [Mark(**one) for one in json.loads(out.read_text(encoding="utf-8"))]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In the collecting process: write the marks down, also of tests that are left out on this machine."""
    if _OUT in os.environ:
        found = sorted(set(marks_of(items, config.rootpath)))
        Path(os.environ[_OUT]).write_text(json.dumps([asdict(mark) for mark in found]), encoding="utf-8")


def marks_of(items: Iterable[pytest.Item], root: Path) -> Iterable[Mark]:
    """The marks of collected tests.

    Raises:
        ValueError: a mark has no row, or says a status that there is not.
    """
    for item in items:
        path = item.path.relative_to(root).as_posix()
        of_all = getattr(getattr(item, "function", None), "pytestmark", [])
        for mark in item.iter_markers("card"):
            yield read(mark, path, item.name.partition("[")[0] if mark in of_all else item.name)


def read(mark: pytest.Mark, path: str, test: str) -> Mark:
    """What a mark says.

    Raises:
        ValueError: as above.
    """
    try:
        checklist, row = mark.args
        found = Mark(checklist, row, path, test, **mark.kwargs)
    except (ValueError, TypeError) as error:
        raise ValueError(f"{path}::{test}: {mark} is no mark of a row") from error
    if found.status not in {"pass", "na"} or (found.status == "na") != bool(found.reason):
        raise ValueError(f"{found.node}: the status is 'pass', or 'na' with a reason")
    return found
