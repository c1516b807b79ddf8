"""Bands of time: what held when, as a drawing with lanes. Pure geometry, from day bounds to places.

A part of a bar is whole where what it stands for is certain, and hatched where nothing known speaks against
it: the same two answers as `server.holding` gives for a day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from server.dates import Bounds
from server.web.contexts.kinds import Bands, Bar, Lane, LaneGroup, Stretch, Tick
from server.web.contexts.values import Node, Text

_WIDTH: Final = 720
_AXIS: Final = 24.0
_GROUP: Final = 26.0
_WORDS: Final = 18.0
_BAR: Final = 13.0
_GAP: Final = 7.0
#: The least that is drawn of what is certain.
_LEAST: Final = 3.0
#: Letters of a line, about.
_ROOM: Final = 100
#: Years that the axis names, at most, and the steps between them.
_TICKS: Final = 12
_STEPS: Final = (1, 2, 5, 10, 20, 50, 100)


@dataclass(frozen=True)
class Row:
    """A statement to be drawn.

    Attributes:
        node: what its lane is called.
        system: `party`, `state`, `association` or empty.
        claim: the statement, and `words` what it says.
        bounds: the days between which it began and ended.
        when: its period in words.
        group: what its lane stands under: words, or a thing.
        apart: whether it has a lane of its own, as one of several accounts.
        reported: whether the curators do not vouch for it.
        seen: whether it is known to have been so on some day.
    """

    node: Node
    system: str
    claim: Node
    words: Text
    bounds: Bounds
    when: str
    group: str | Node = ""
    apart: bool = False
    reported: bool = False
    seen: bool = False


@dataclass(frozen=True)
class _Scale:
    """Days on the axis."""

    first: date
    last: date

    def x(self, day: date) -> float:
        """Where a day is, within the axis."""
        days = (min(max(day, self.first), self.last) - self.first).days
        return round(days / (self.last - self.first).days * _WIDTH, 1)


def bands(
    name: str,
    title: str,
    rows: Sequence[Row],
    until: date,
    at: date | None = None,
    joint: str = "; ",
) -> Bands | None:
    """A chart of some statements; None if none of them tells of a time.

    Args:
        name: of the chart, for what points to it.
        title: what it shows.
        rows: the statements, in the order of their lanes.
        until: the last day of which anything is known.
        at: the day as of which the page is.
        joint: what stands between periods of one lane.
    """
    known = [day for row in rows for day in _days(row.bounds)]
    if not known:
        return None
    scale = _Scale(date(min(known).year - 1, 1, 1), date(max(*known, until, *_one(at)).year, 12, 31))
    groups: list[LaneGroup] = []
    lanes: list[Lane] = []
    y = _AXIS
    group: str | Node = ""
    for lane in _lanes(rows):
        first = lane[0]
        if first.group != group:
            group = first.group
            y += _GROUP
            named = LaneGroup(y - 8, node=group) if isinstance(group, Node) else LaneGroup(y - 8, group)
            groups.append(named)
        bars = tuple(_bar(row, y + _WORDS + number * _BAR, scale) for number, row in enumerate(lane))
        whens = dict.fromkeys(row.when for row in lane if row.when)
        words = joint.join(whens)  # one of several alone would say that there is no other
        fitting = words if _fits(first.node, words) else ""
        lanes.append(
            Lane(first.node, first.system, y + _WORDS - 5, fitting, bars, any(r.apart for r in lane))
        )
        y += _WORDS + len(lane) * _BAR + _GAP
    return Bands(
        name,
        title,
        _WIDTH,
        y,
        tuple(_ticks(scale)),
        tuple(groups),
        tuple(lanes),
        tuple(dict.fromkeys(row.system or "other" for row in rows)),
        scale.x(until),
        scale.x(at) if at else None,
    )


def _one(day: date | None) -> tuple[date, ...]:
    return () if day is None else (day,)


def _days(bounds: Bounds) -> list[date]:
    days = (bounds.starts_earliest, bounds.starts_latest, bounds.ends_earliest, bounds.ends_latest)
    return [day for day in days if day is not None and day < date.max]


def _lanes(rows: Iterable[Row]) -> list[list[Row]]:
    """Rows that share a lane: those about one thing under one heading, unless they are accounts apart."""
    found: dict[tuple[str | Node, str, str], list[Row]] = {}
    for row in rows:
        found.setdefault((row.group, row.node.iri, row.claim.iri if row.apart else ""), []).append(row)
    return list(found.values())


def _bar(row: Row, y: float, scale: _Scale) -> Bar:
    bounds = row.bounds
    begun, until = bounds.starts_latest, bounds.ends_earliest
    first = scale.x(bounds.starts_earliest or scale.first)
    last = scale.x(scale.last if bounds.ends_latest is None else bounds.ends_latest)
    if begun is not None and until is not None and begun <= until:
        sure = scale.x(begun), scale.x(until)
        sure = sure[0], max(sure[1], sure[0] + _LEAST)
        parts = [(first, sure[0], False), (*sure, True), (sure[1], last, False)]
        marks: tuple[float, ...] = ()
    else:
        parts = [(first, last, False)]
        marks = (
            ()
            if until is None or not row.seen
            else (_middle(scale.x(until), scale.x(max(until, begun or until))),)
        )
    stretches = tuple(
        Stretch(start, round(end - start, 1), sure) for start, end, sure in parts if end - start >= 1
    )
    return Bar(row.claim, row.words, round(y, 1), stretches, marks, row.reported)


def _middle(first: float, last: float) -> float:
    """Where something was seen on a day that is known to lie between two."""
    return round((first + last) / 2, 1)


def _fits(node: Node, words: str) -> bool:
    """Whether a name and words beside it have room in a line; a sign of Chinese is as wide as two letters."""
    return sum(2 if ord(sign) > 0x2E80 else 1 for sign in node.label.value + words) <= _ROOM


def _ticks(scale: _Scale) -> Iterable[Tick]:
    years = range(scale.first.year, scale.last.year + 1)
    step = next((step for step in _STEPS if len(years) / step <= _TICKS), _STEPS[-1])
    return (Tick(scale.x(date(year, 1, 1)), str(year)) for year in years if year % step == 0)
