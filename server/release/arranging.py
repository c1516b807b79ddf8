"""How large the boxes of a chart are, and its layouts: the whole and a small part, in each language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from server.charts.drawing import SMALL, Layout, Thing, Tie
from server.charts.figures import TONGUES, Figure
from server.charts.kinds import BLUNT, LINES, WORDS
from server.charts.times import State, tie_state
from server.charts.widths import lines, width
from server.release.layout import Edge, Size, laid_out

#: Pixels: characters of names and of kinds, the widest a box may be for its words, its room.
SIZE: Final = 13.0
SMALL_SIZE: Final = 10.0
_MOST: Final = {"en": 124.0, "zh-Hans": 96.0, "zh-Hant": 96.0}
_ROOM: Final = 24.0
_LINE: Final = 16.0
#: What a plate's screws, or the bars at both sides, take from the line of the kind.
_BESIDE: Final = 12.0


def layouts(figure: Figure, things: Sequence[Thing], ties: Sequence[Tie]) -> dict[str, Layout]:
    """The whole in each language; and a small picture of what is last known, without people."""
    small = [
        tie
        for tie in ties
        if tie_state(tie, None) is State.KNOWN
        and LINES.get(tie.name) in {"under", "plate", "charge"}
        and "person" not in {things[tie.start].kind, things[tie.end].kind}
    ]
    found = {}
    for tongue in TONGUES:
        found[tongue] = _laid(figure, things, ties, ties, tongue)
        found[tongue + SMALL] = _laid(figure, things, ties, small, tongue)
    return found


#: How straight lines of a family are, and whether they rank.
_WEIGHTS: Final = {"under": 6, "plate": 8, "charge": 2, "post": 1, "tie": 1, "change": 1, "word": 1}
_UNRANKED: Final = frozenset({"tie", "change"})


def _laid(
    figure: Figure, things: Sequence[Thing], ties: Sequence[Tie], some: Sequence[Tie], tongue: str
) -> Layout:
    drawn = sorted({place for tie in some for place in (tie.start, tie.end)})
    boxes = {
        place: size(
            things[place], tongue, _MOST[tongue] * (1.4 if figure.across else 1.0), whole=some is ties
        )
        for place in drawn
    }
    edges = [
        Edge(
            ties.index(tie),
            tie.start,
            tie.end,
            _WEIGHTS[LINES.get(tie.name, "tie")],
            LINES.get(tie.name, "tie") not in _UNRANKED,
            LINES.get(tie.name, "tie") not in BLUNT,
            tie.name in figure.turned,
        )
        for tie in some
    ]
    return laid_out(boxes, edges, {"rankdir": "RL", "ranksep": "0.6"} if figure.across else {})


def size(thing: Thing, tongue: str, most: float, *, whole: bool = True) -> Size:
    """How large the box of a thing is, for its words in a language; as a whole for those of all times."""
    words = WORDS[tongue].get(thing.kind, "")
    name = lines(thing.labels[tongue], SIZE, most)
    others = tuple(lines(other, SIZE, most) for other in thing.others(tongue) if whole)
    beside = _BESIDE if thing.kind.endswith("-plate") or thing.kind == "dual" else 0.0
    wide = max(
        *(width(line, SIZE) for one in (name, *others) for line in one),
        width(words + " ?", SMALL_SIZE) + beside,
        40.0,
    )
    high = max(len(one) for one in (name, *others)) * _LINE + (14.0 if words else 0.0) + 12.0
    return Size(round(wide + _ROOM), high, name, others)
