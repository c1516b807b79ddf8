"""A drawing: things, ties with claims and days, where all of it stands; as values and as JSON. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, TypeAlias

from server.charts.figures import TONGUES
from server.dates import Bounds
from server.holding import Manner
from server.names import ONTOLOGY

Point: TypeAlias = tuple[float, float]

REPORTED: Final = ONTOLOGY + "Reported"


@dataclass(frozen=True)
class Thing:
    """A node.

    Attributes:
        iri: what it is.
        kind: a row of `server.charts.kinds.KINDS`.
        labels: what it is called, by language.
        names: full names of which it is told when they were borne, by language.
    """

    iri: str
    kind: str
    labels: Mapping[str, str]
    names: Mapping[str, tuple[tuple[str, Bounds], ...]] = field(default_factory=dict)

    def tongue(self, asked: str) -> str:
        """The language of what it is called in a language: English where it has no name in that."""
        return TONGUES[0] if self.labels[asked] == self.labels[TONGUES[0]] else asked

    def others(self, tongue: str) -> tuple[str, ...]:
        """What it was called at other times, in a language."""
        found = dict.fromkeys(name for name, _ in self.names.get(tongue, ()))
        return tuple(name for name in found if name != self.labels[tongue])


@dataclass(frozen=True)
class Claim:
    """What says that a tie held.

    Attributes:
        iri: the claim.
        standing: IRI of its standing.
        period: as it is claimed (EDTF); empty where it is not.
        bounds: its four days.
        manner: how it stands to time.
        known: whether it holds as last known.
        begun: events with which it began.
        ended: events with which, or by which, it ended.
        passages: where it is written.
    """

    iri: str
    standing: str
    period: str
    bounds: Bounds
    manner: Manner
    known: bool
    begun: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()

    @property
    def reported(self) -> bool:
        """Whether it is only reported."""
        return self.standing == REPORTED


@dataclass(frozen=True)
class Tie:
    """A line: all claims of one kind of tie between two things.

    Attributes:
        start: place of the first thing in the drawing.
        end: place of the other.
        kind: IRI of the kind of tie.
        claims: what says so.
    """

    start: int
    end: int
    kind: str
    claims: tuple[Claim, ...]

    @property
    def name(self) -> str:
        """The local name of its kind."""
        return self.kind.rpartition("/")[2]


@dataclass(frozen=True)
class Event:
    """Something that changed the things of the drawing.

    Attributes:
        iri: the event.
        datings: claims of when it was, each with its date (EDTF), its standing and its day bounds.
        things: things of the drawing that it changed.
        passages: where a reform is told, which changed no single thing.
    """

    iri: str
    datings: tuple[tuple[str, str, str, Bounds], ...]
    things: tuple[str, ...]
    passages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Box:
    """Where a thing stands.

    Attributes:
        x, y: its middle.
        width, height: its size.
        lines: its label in lines.
        others: likewise what it was called at other times, as `Thing.others` has it.
    """

    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]
    others: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Line:
    """Where a tie runs: a spline of cubic pieces, and the tip of its arrow."""

    points: tuple[Point, ...]
    tip: Point


@dataclass(frozen=True)
class Layout:
    """Where everything stands, in pixels from the upper left corner.

    Attributes:
        width: of the whole.
        height: of the whole.
        boxes: of things, by their place in the drawing.
        lines: of ties, likewise.
    """

    width: float
    height: float
    boxes: Mapping[int, Box]
    lines: Mapping[int, Line]


@dataclass(frozen=True)
class Drawing:
    """All that is ever in a chart.

    Attributes:
        name: of the figure.
        issued: day of the release.
        things, ties, events: see there.
        layouts: by language; `{language}/small` has a part of it only.
    """

    name: str
    issued: date
    things: tuple[Thing, ...]
    ties: tuple[Tie, ...]
    events: tuple[Event, ...]
    layouts: Mapping[str, Layout]


#: Ending of the name of a layout that has a part only.
SMALL: Final = "/small"


def written(drawing: Drawing) -> bytes:
    """A drawing as JSON: one row a line, so that two releases can be compared by eye."""
    said = {
        "figure": drawing.name,
        "issued": drawing.issued.isoformat(),
        "things": [
            [
                one.iri,
                one.kind,
                dict(one.labels),
                {tongue: _names(told) for tongue, told in one.names.items()},
            ]
            for one in drawing.things
        ],
        "ties": [
            [tie.start, tie.end, tie.kind, [_claim(claim) for claim in tie.claims]] for tie in drawing.ties
        ],
        "events": [
            [
                one.iri,
                [[*told[:3], _days(told[3])] for told in one.datings],
                list(one.things),
                list(one.passages),
            ]
            for one in drawing.events
        ],
        "layouts": {name: _layout(one) for name, one in drawing.layouts.items()},
    }
    rows = [f" {json.dumps(key)}: {_rows(value)}" for key, value in said.items()]
    return ("{\n" + ",\n".join(rows) + "\n}\n").encode()


def read(text: bytes) -> Drawing:
    """A drawing by its JSON.

    Raises:
        ValueError, KeyError, TypeError, IndexError: it is not of that shape.
    """
    said = json.loads(text)
    return Drawing(
        said["figure"],
        date.fromisoformat(said["issued"]),
        tuple(
            Thing(iri, kind, labels, {tongue: _names_of(told) for tongue, told in names.items()})
            for iri, kind, labels, names in said["things"]
        ),
        tuple(
            Tie(start, end, kind, tuple(_claim_of(claim) for claim in claims))
            for start, end, kind, claims in said["ties"]
        ),
        tuple(
            Event(
                iri,
                tuple((claim, edtf, how, _bounds(days)) for claim, edtf, how, days in told),
                tuple(of),
                tuple(passages),
            )
            for iri, told, of, passages in said["events"]
        ),
        {name: _layout_of(one) for name, one in said["layouts"].items()},
    )


def _rows(value: object) -> str:
    if isinstance(value, list):
        return "[\n" + ",\n".join("  " + _short(one) for one in value) + "\n ]"
    if isinstance(value, dict):
        return (
            "{\n" + ",\n".join(f"  {json.dumps(key)}: {_short(one)}" for key, one in value.items()) + "\n }"
        )
    return _short(value)


def _short(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "iri": claim.iri,
        "standing": claim.standing,
        "period": claim.period,
        "days": _days(claim.bounds),
        "manner": claim.manner.value,
        "known": claim.known,
        "begun": list(claim.begun),
        "ended": list(claim.ended),
        "passages": list(claim.passages),
    }


def _claim_of(said: Mapping[str, Any]) -> Claim:
    return Claim(
        said["iri"],
        said["standing"],
        said["period"],
        _bounds(said["days"]),
        Manner(said["manner"]),
        bool(said["known"]),
        *(tuple(said[name]) for name in ("begun", "ended", "passages")),
    )


def _names(told: tuple[tuple[str, Bounds], ...]) -> list[list[Any]]:
    return [[name, _days(bounds)] for name, bounds in told]


def _names_of(said: list[list[Any]]) -> tuple[tuple[str, Bounds], ...]:
    return tuple((name, _bounds(days)) for name, days in said)


def _days(bounds: Bounds) -> list[str | None]:
    four = (bounds.starts_earliest, bounds.starts_latest, bounds.ends_earliest, bounds.ends_latest)
    return [day.isoformat() if day else None for day in four]


def _bounds(days: list[str | None]) -> Bounds:
    first, second, third, fourth = (date.fromisoformat(day) if day else None for day in days)
    return Bounds(first, second, third, fourth)


def _layout(layout: Layout) -> dict[str, Any]:
    return {
        "size": [layout.width, layout.height],
        "boxes": {
            place: [box.x, box.y, box.width, box.height, box.lines, box.others]
            for place, box in layout.boxes.items()
        },
        "lines": {place: [*line.points, line.tip] for place, line in layout.lines.items()},
    }


def _layout_of(said: Mapping[str, Any]) -> Layout:
    width, height = said["size"]
    return Layout(
        width,
        height,
        boxes={
            int(place): Box(x, y, width, height, tuple(lines), tuple(tuple(name) for name in others))
            for place, (x, y, width, height, lines, others) in said["boxes"].items()
        },
        lines={
            int(place): Line(tuple((x, y) for x, y in points[:-1]), (points[-1][0], points[-1][1]))
            for place, points in said["lines"].items()
        },
    )
