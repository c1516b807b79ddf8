"""Results that were kept before: a run of some datasets replaces theirs, and leaves those of others."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from bench.measure import Case, Difference, Found, Holding


@dataclass(frozen=True)
class Kept:
    """What a file of results has of some datasets.

    Attributes:
        found: what was found, a value for each dataset.
        remarks: where and how that was measured.
    """

    found: list[Found]
    remarks: list[str]


def kept(path: Path, but: Collection[str]) -> Kept:
    """What a file has of other datasets than some; nothing where there is no file or no other dataset.

    Args:
        path: of results as `bench.report.record` writes them.
        but: names of datasets that were measured anew.
    """
    if not path.is_file():
        return Kept([], [])
    read = json.loads(path.read_bytes())
    cases, holdings = [Case(**one) for one in read["cases"]], [Holding(**one) for one in read["holdings"]]
    differences = [Difference(**one) for one in read["differences"]]
    names = [name for name in dict.fromkeys(one.data for one in holdings) if name not in but]
    found = [
        Found(
            [one for one in cases if one.data == name],
            [one for one in holdings if one.data == name],
            [one for one in differences if one.data == name],
        )
        for name in names
    ]
    return Kept(found, read["remarks"] if found else [])


def together(earlier: Kept, found: list[Found], remarks: list[str]) -> Kept:
    """Earlier and new results, small datasets first."""
    both = [*earlier.found, *found]
    return Kept(sorted(both, key=lambda one: one.holdings[0].count), [*earlier.remarks, *remarks])
