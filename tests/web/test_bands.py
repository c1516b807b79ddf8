"""Charts of what held when: what is drawn whole, hatched or as a dot, by the bounds of a statement."""

from __future__ import annotations

from datetime import date

import pytest

from server.dates import Bounds, parse
from server.web.bands import Row, bands
from server.web.contexts.kinds import Bands
from server.web.contexts.values import Node, Text

UNTIL = date(2026, 12, 31)


def node(name: str) -> Node:
    """A thing by that name."""
    return Node(f"http://e/{name}", f"/{name}", Text(name, "en"))


def drawn(*rows: Row) -> Bands:
    """The chart of some rows."""
    chart = bands("chart", "Title", rows, UNTIL)
    assert chart
    return chart


def row(name: str, bounds: Bounds, **more: object) -> Row:
    """A statement about a thing of that name."""
    claim = node(f"claim-{name}-{len(str(bounds))}-{bounds.starts_earliest}")
    return Row(node(name), "party", claim, name, bounds, "then", **more)  # type: ignore[arg-type]  # as tables have it


#: Bounds that make the axis run from 2010 to the end of 2026: 17 years of 720.
WIDE = row("wide", parse("2011/2026"))

PARTS = [
    ("2014/2018", False, "?!?", 0),
    ("2014-03-05/2016-02-01", False, "!", 0),
    ("2014-03-05/", False, "!?", 0),
    ("/2018", False, "?", 0),
    ("2018", True, "?", 1),
    ("2018", False, "?", 0),
]


@pytest.mark.parametrize(("edtf", "seen", "parts", "marks"), PARTS)
def test_parts_of_a_bar(edtf: str, seen: bool, parts: str, marks: int) -> None:
    """Whole between the last day of its start and the first of its end; a dot for a day that is not known."""
    bar = drawn(WIDE, row("one", parse(edtf), seen=seen)).lanes[1].bars[0]
    assert "".join("!" if part.sure else "?" for part in bar.stretches) == parts
    assert len(bar.marks) == marks
    for one, other in zip(bar.stretches, bar.stretches[1:], strict=False):
        assert one.x + one.width == pytest.approx(other.x, abs=0.2)


def test_days_are_where_the_axis_has_them() -> None:
    """A bar from the start of a year begins at the tick of that year."""
    chart = drawn(WIDE, row("one", parse("2018-01-01/2019-01-01")))
    ticks = {tick.year: tick.x for tick in chart.ticks}
    part = chart.lanes[1].bars[0].stretches[0]
    assert part.x == ticks["2018"]
    assert part.x + part.width == pytest.approx(ticks["2018"] + 42.3, abs=0.2)


def test_accounts_that_are_disputed_have_lanes_of_their_own() -> None:
    """Statements about one thing share a lane, under one another; a disputed one stands apart."""
    first, second = row("one", parse("2014/2016")), row("one", parse("2017/"))
    rival = row("one", parse("2015/2018"), apart=True, reported=True)
    lanes = drawn(first, second, rival).lanes
    assert [len(lane.bars) for lane in lanes] == [2, 1]
    assert lanes[0].bars[0].y < lanes[0].bars[1].y < lanes[1].y
    assert [lane.disputed for lane in lanes] == [False, True]
    assert lanes[1].bars[0].reported


def test_what_tells_of_no_time_is_not_drawn() -> None:
    """Without a day there is no chart."""
    assert bands("chart", "Title", [row("one", Bounds())], UNTIL) is None
    assert bands("chart", "Title", [], UNTIL) is None


@pytest.mark.parametrize(("first", "most"), [("2024", 12), ("1990", 12), ("1850", 12), ("0900", 14)])
def test_years_of_the_axis_are_few(first: str, most: int) -> None:
    """However long the time, the axis names some years only, in order."""
    years = [tick.year for tick in drawn(row("one", parse(f"{first}/"))).ticks]
    assert 1 <= len(years) <= most
    assert years == sorted(years, key=int)
