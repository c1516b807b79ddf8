"""What of a chart is of a time: events that fall into it, and names that were borne in it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from server.charts.drawing import Event
from server.charts.times import called
from server.dates import Bounds


def first_day(event: Event) -> date:
    """The first day on which an event may have been."""
    return min(
        (day for *_, bounds in event.datings if (day := bounds.starts_earliest or bounds.starts_latest)),
        default=date.max,
    )


def within(
    events: Sequence[Event],
    about: Collection[str],
    first: date | None,
    last: date | None,
) -> list[str]:
    """The events between two days, by one dating of each, that have to do with a claim.

    Args:
        events: of the chart.
        about: the things that the claim ties, and the passages in which it is written.
        first: day on which what it says may have begun or ended.
        last: likewise.

    Returns:
        Those that changed one of the things, and reforms that the same passage tells of.
    """
    if first is None or last is None:
        return []
    return [
        event.iri
        for event in events
        if not {*event.things, *event.passages}.isdisjoint(about)
        and any(
            bounds.starts_earliest is not None
            and bounds.starts_earliest <= last
            and bounds.starts_latest is not None
            and bounds.starts_latest >= first
            for *_, bounds in event.datings
        )
    ]


def borne(label: str, names: Sequence[tuple[str, Bounds]]) -> tuple[tuple[str, Bounds], ...]:
    """The dated names of a thing that a chart shows at some time, and its label; none if that is all."""
    days = (day for _, bounds in names for day in (bounds.starts_latest, bounds.ends_earliest) if day)
    shown = {called(label, names, (day, day)) for day in days}
    return (
        tuple((name, bounds) for name, bounds in names if name in {*shown, label}) if len(shown) > 1 else ()
    )
