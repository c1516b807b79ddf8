"""The lines of a chart, and what changed between two dates, as CSV and JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from server.charts.drawing import Claim, Drawing, Tie
from server.charts.figures import Figure
from server.charts.times import When, compared, state, thing_states
from server.dates import Bounds
from server.names import DATASET
from server.tables.cells import written
from server.web.drawn_ends import ends
from server.web.nodes import Namer

#: Columns of the table of a chart, and what the table of changes has before them.
_COLUMNS: Final = (
    *("from", "from_name", "tie", "to", "to_name", "period", "starts_earliest", "starts_latest"),
    *("ends_earliest", "ends_latest", "state", "standing", "passages", "claim"),
)
_CHANGES: Final = ("change", "before", "after", "events")


def as_csv(namer: Namer, drawing: Drawing, when: When) -> bytes:
    """Every claim of a chart as a row, with whether it held (RFC 4180)."""
    return written(_COLUMNS, (_cells(namer, drawing, *one, when) for one in _claims(drawing)))


def as_json(namer: Namer, figure: Figure, drawing: Drawing, when: When, shown: str) -> bytes:
    """The same with the things of the chart."""
    states = thing_states(drawing, when)
    return _json(
        {
            "dataset": DATASET,
            "figure": figure.name,
            "at": shown or None,
            "things": [
                {"id": one.iri, "kind": one.kind, "label": dict(one.labels), "state": there.value}
                for one, there in zip(drawing.things, states, strict=True)
            ],
            "ties": [_told(namer, drawing, *one, when) for one in _claims(drawing)],
        }
    )


def changes_as_csv(namer: Namer, drawing: Drawing, both: tuple[tuple[When, str], tuple[When, str]]) -> bytes:
    """What changed between two dates, one claim a row."""
    rows = (
        [
            *(change.turn.value, change.before.value, change.after.value, " ".join(change.events)),
            *_cells(namer, drawing, drawing.ties[change.place], change.claim, both[1][0]),
        ]
        for change in compared(drawing, both[0][0], both[1][0])
    )
    return written((*_CHANGES, *_COLUMNS), rows)


def changes_as_json(
    namer: Namer, figure: Figure, drawing: Drawing, both: tuple[tuple[When, str], tuple[When, str]]
) -> bytes:
    """The same as objects."""
    return _json(
        {
            "dataset": DATASET,
            "figure": figure.name,
            "from": both[0][1] or None,
            "to": both[1][1] or None,
            "changes": [
                {
                    "change": change.turn.value,
                    "before": change.before.value,
                    "after": change.after.value,
                    "events": list(change.events),
                    **_told(namer, drawing, drawing.ties[change.place], change.claim, both[1][0]),
                }
                for change in compared(drawing, both[0][0], both[1][0])
            ],
        }
    )


def _claims(drawing: Drawing) -> list[tuple[Tie, Claim]]:
    return [(tie, claim) for tie in drawing.ties for claim in tie.claims]


def _cells(namer: Namer, drawing: Drawing, tie: Tie, claim: Claim, when: When) -> list[str]:
    start, end = drawing.things[tie.start], drawing.things[tie.end]
    names = [one.label.value for one in ends(namer, drawing, tie, claim)]
    return [
        *(start.iri, names[0], tie.kind, end.iri, names[1], claim.period),
        *(day or "" for day in _days(claim.bounds).values()),
        *(state(claim, when).value, claim.standing, " ".join(claim.passages), claim.iri),
    ]


def _told(namer: Namer, drawing: Drawing, tie: Tie, claim: Claim, when: When) -> Mapping[str, Any]:
    start, end = drawing.things[tie.start], drawing.things[tie.end]
    return {
        "from": start.iri,
        "tie": tie.kind,
        "tieLabel": namer.node(tie.kind).label.value,
        "to": end.iri,
        "period": claim.period or None,
        "days": _days(claim.bounds),
        "state": state(claim, when).value,
        "standing": claim.standing,
        "passages": list(claim.passages),
        "claim": claim.iri,
    }


def _days(bounds: Bounds) -> Mapping[str, str | None]:
    four = {
        "startsEarliest": bounds.starts_earliest,
        "startsLatest": bounds.starts_latest,
        "endsEarliest": bounds.ends_earliest,
        "endsLatest": bounds.ends_latest,
    }
    return {name: day.isoformat() if day else None for name, day in four.items()}


def _json(said: Mapping[str, Any]) -> bytes:
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()
