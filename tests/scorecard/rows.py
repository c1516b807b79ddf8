"""The rows of the checklists as `rows.toml` has them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROWS: Final = Path(__file__).with_name("rows.toml")


@dataclass(frozen=True)
class Row:
    """A row of a checklist.

    Attributes:
        id: how the checklist numbers or names it.
        title: what it wants.
        na: why it does not apply; empty: it does.
        missing: what has not been done, though tests may hold for the rest; empty: tests decide.
    """

    id: str
    title: str
    na: str = ""
    missing: str = ""


@dataclass(frozen=True)
class Checklist:
    """A checklist.

    Attributes:
        name: what marks call it.
        title: what its authors call it.
        source: where it is.
        rows: in its order.
    """

    name: str
    title: str
    source: str
    rows: tuple[Row, ...]


def checklists(path: Path = ROWS) -> tuple[Checklist, ...]:
    """Every checklist with its rows.

    Raises:
        TypeError: a row has a field that there is not.
    """
    read = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(
        Checklist(
            name, one["title"], one["source"], tuple(Row(key, **row) for key, row in one["rows"].items())
        )
        for name, one in read.items()
    )
