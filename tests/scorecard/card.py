"""The card: the state of each row by its marks, and the page that tells them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tests.scorecard.marks import Mark
from tests.scorecard.rows import Checklist, Row

STATES: Final = ("pass", "n.a.", "fail")

_HEAD: Final = """\
# Score card

How the project does by the checklists of others, row by row.
This page is made by the tests: `make scorecard` runs those that decide a row and writes it anew.

- **pass**: the tests that are named hold.
- **n.a.**: the row does not apply here, for the reason that is given.
- **fail**: what it wants is not so, or not yet; what is missing is said.

F-UJI, FOOPS! and OOPS! are services on the web; none of them was asked.
Their rows are decided by tests of this project, which look for what those say that they look for.
"""


@dataclass(frozen=True)
class Told:
    """What is said of a row.

    Attributes:
        row: the row.
        state: `pass`, `n.a.` or `fail`.
        reason: why it is not `pass`.
        tests: what decides it.
    """

    row: Row
    state: str
    reason: str
    tests: tuple[Mark, ...]


def mistakes(lists: Sequence[Checklist], marks: Iterable[Mark]) -> list[str]:
    """What is wrong with rows and marks together: each in a line that says the remedy."""
    rows = {(one.name, row.id): row for one in lists for row in one.rows}
    marked = list(marks)
    found = [
        f"{mark.node}: tests/scorecard/rows.toml has no row {mark.row!r} of {mark.checklist!r}"
        for mark in marked
        if (mark.checklist, mark.row) not in rows
    ]
    decided = {(mark.checklist, mark.row) for mark in marked}
    for (checklist, name), row in rows.items():
        if not (row.na or row.missing or (checklist, name) in decided):
            found.append(f"{checklist} {name}: it wants a test that has the mark, or `na` or `missing`")
        if row.na and (row.missing or (checklist, name) in decided):
            found.append(f"{checklist} {name}: what does not apply has neither tests nor anything missing")
    return found


def told(checklist: Checklist, marks: Iterable[Mark], failed: Collection[str] = ()) -> Iterator[Told]:
    """The state of each row of a checklist.

    Args:
        checklist: the checklist.
        marks: of all tests.
        failed: nodes of tests that failed; cases of a table as `node[case]`.
    """
    broken = {*failed, *(node.partition("[")[0] for node in failed)}
    by_row: dict[str, list[Mark]] = {}
    for mark in marks:
        if mark.checklist == checklist.name:
            by_row.setdefault(mark.row, []).append(mark)
    for row in checklist.rows:
        tests = tuple(by_row.get(row.id, ()))
        unmet = [mark.test for mark in tests if mark.node in broken]
        excused = [mark.reason for mark in tests if mark.status == "na"]
        if unmet:
            yield Told(row, "fail", f"these tests fail: {', '.join(unmet)}", tests)
        elif row.missing or not (tests or row.na):
            yield Told(row, "fail", row.missing or "no test decides it", tests)
        elif excused or row.na:
            yield Told(row, "n.a.", "; ".join(excused) or row.na, tests)
        else:
            yield Told(row, "pass", "", tests)


def page(lists: Sequence[Checklist], marks: Sequence[Mark], failed: Collection[str] = ()) -> str:
    """The card as Markdown."""
    parts = {one: list(told(one, marks, failed)) for one in lists}
    lines = [_HEAD, "| checklist | rows | " + " | ".join(STATES) + " |", "| --- | --- | --- | --- | --- |"]
    totals: Counter[str] = Counter()
    for one, rows in parts.items():
        counts = Counter(row.state for row in rows)
        totals += counts
        lines.append(_counted(f"[{one.title}](#{_anchor(one.title)})", counts))
    lines.append(_counted("all", totals))
    for one, rows in parts.items():
        lines += ["", f"## {one.title}", "", f"<{one.source}>", ""]
        lines += ["| row | what | state | by |", "| --- | --- | --- | --- |"]
        lines += [f"| {r.row.id} | {r.row.title} | {r.state} | {_by(r)} |" for r in rows]
    return "\n".join(lines) + "\n"


def _counted(name: str, counts: Counter[str]) -> str:
    return f"| {name} | {counts.total()} | {' | '.join(str(counts[state]) for state in STATES)} |"


def _by(row: Told) -> str:
    """The reason, and a link to each test."""
    links = [f"[{mark.node.removeprefix('tests/')}](../{mark.path})" for mark in row.tests]
    return "<br>".join([row.reason, *links] if row.reason else links)


def _anchor(heading: str) -> str:
    """How GitHub and others make an anchor of a heading."""
    kept = "".join(char for char in heading.lower() if char.isalnum() or char in " -_")
    return kept.replace(" ", "-")
