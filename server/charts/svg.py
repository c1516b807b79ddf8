"""A drawing as SVG: real text and links, every colour by a class, each look also by attributes. Pure.

Nothing moves from one day to another. What is not there is in the picture as a shade, so that scripts can
show another day by other classes: each thing and line carries its states, one letter a step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from server.charts.drawing import SMALL, Box, Drawing, Line, Point, Thing
from server.charts.kinds import BLUNT, LINES, WORDS, family, told_apart
from server.charts.times import State, When, name_then, names_around, thing_states, tie_state

#: Letters of states in `data-s`.
LETTERS: Final = {State.CERTAIN: "c", State.KNOWN: "k", State.POSSIBLE: "p", State.ABSENT: "a"}

_INK, _SOFT, _RED, _BLUE, _GREEN = "#1d2126", "#5a626c", "#9c2b23", "#1f3d5c", "#2d6a45"
#: Colours for those who have the picture without the sheet of the site.
_COLOURS: Final = {"party": _RED, "state": _BLUE, "association": _GREEN, "person": _SOFT, "voice": _SOFT}
_CORNERS: Final = {"association": 11.0, "event": 3.0, "voice": 3.0}
_FONT: Final = "system-ui,'Noto Sans','Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif"


@dataclass(frozen=True)
class Look:
    """How a drawing is shown.

    Attributes:
        tongue: language of its words; a layout of the drawing.
        title: what it is called.
        description: what is in it, in words.
        href: where a thing or claim leads.
        tie: what a kind of tie is called.
        then: what is said of what is uncertain, or not there, at the time; empty for all else.
        when: as of when.
        steps: times whose states it carries beside, for scripts.
        layout: which layout; that of the language unless it is given.
        prefix: of the identifiers in it, where several stand on one page.
        alone: whether it is a file of its own, so that colours stand in it.
        changed: places of ties that are marked as other ones than at another date.
    """

    tongue: str
    title: str
    description: str
    href: Callable[[str], str]
    tie: Callable[[str], str]
    then: Callable[[State], str]
    when: When = None
    steps: Sequence[When] = ()
    layout: str = ""
    prefix: str = "chart"
    alone: bool = False
    changed: frozenset[int] = frozenset()


def svg(drawing: Drawing, look: Look) -> str:
    """The picture, well-formed as XML and as a part of an HTML page."""
    layout = drawing.layouts[look.layout or look.tongue]
    width, height = _number(layout.width), _number(layout.height)
    said = {
        "class": "chart small" if look.layout.endswith(SMALL) else "chart",
        "viewBox": f"0 0 {width} {height}",
        "width": width,
        "height": height,
        "role": "img" if look.alone else "group",  # whose links nobody would hear of in an image
        "lang": look.tongue,
        "aria-labelledby": f"{look.prefix}-title {look.prefix}-desc",
    }
    if look.steps:  # what scripts put after the name of a line
        said["data-then"] = look.then(State.POSSIBLE)
    if look.alone:
        said |= {"xmlns": "http://www.w3.org/2000/svg", "font-family": _FONT, "font-size": "13"}
        said |= {"xml:lang": look.tongue}
    things = thing_states(drawing, look.when)
    beside = [thing_states(drawing, step) for step in look.steps]
    parts = [
        _tag("svg", said),
        f'<title id="{look.prefix}-title">{escape(look.title)}</title>',
        f'<desc id="{look.prefix}-desc">{escape(look.description)}</desc>',
    ]
    if look.alone:
        parts.append(f'<rect width="{width}" height="{height}" fill="#ffffff"/>')
    parts += [_tie(drawing, look, place, line) for place, line in layout.lines.items()]
    for place, box in layout.boxes.items():
        states = "".join(LETTERS[step[place]] for step in beside)
        parts.append(_thing(drawing, look, place, box, things[place], states))
    return "\n".join([*parts, "</svg>"])


def _tie(drawing: Drawing, look: Look, place: int, line: Line) -> str:
    tie = drawing.ties[place]
    now = tie_state(tie, look.when)
    states = "".join(LETTERS[tie_state(tie, step)] for step in look.steps)
    if look.alone and now is State.ABSENT:
        return ""
    group = LINES.get(tie.name, "tie")
    system = family(drawing.things[tie.end].kind) if group == "under" else group
    reported = all(claim.reported for claim in tie.claims)
    marks = [*(["reported"] if reported else []), *(["changed"] if place in look.changed else [])]
    said = {"class": " ".join(("tie", group, f"to-{system}", now.value, *marks))}
    if states:
        said["data-s"] = states
    if look.alone:
        certain = now is not State.POSSIBLE
        colour = _GREEN if group == "charge" else _COLOURS.get(system, _SOFT)
        said |= {"stroke": colour, "fill": colour, "stroke-width": "2" if certain else "1"}
        if not certain:
            said["opacity"] = "0.65"
        if reported or group == "change":
            said["stroke-dasharray"] = "6 4" if reported else "1 5"
    ends = [drawing.things[one] for one in (tie.start, tie.end)]
    start, end = (one.labels[look.tongue] for one in ends)
    if tie.start == tie.end:  # what became of it
        start, end = names_around(ends[0], look.tongue, tie.claims[0].bounds)
    elif start == end:  # a body, and the plate that has its name
        start, end = (told_apart(one.labels[look.tongue], one.kind, look.tongue) for one in ends)
    words = f"{start} — {look.tie(tie.kind)} → {end}"
    if now is State.POSSIBLE:
        words += look.then(now)
    shape = f'<path d="{_path(line.points)}" fill="none"/>' + _tip(line, group)
    return _linked(look.href(tie.claims[0].iri), said, f"<title>{escape(words)}</title>{shape}")


def _thing(drawing: Drawing, look: Look, place: int, box: Box, now: State, states: str) -> str:
    thing = drawing.things[place]
    group = family(thing.kind)
    said = {"class": " ".join(("thing", thing.kind, *([] if group == thing.kind else [group]), now.value))}
    if states:
        said["data-s"] = states
    if look.alone:
        said |= {"stroke-width": "1" if now is State.POSSIBLE else "2"}
    is_shade = look.alone and now is State.ABSENT
    colour = _COLOURS.get(group, _INK)
    words = WORDS[look.tongue].get(thing.kind, "")
    top = box.y - box.height / 2 + (13.5 if words else 5)
    x = _number(box.x)
    texts = []
    if words:
        paint = f' fill="{_SOFT if is_shade else colour}" font-size="10"' if look.alone else ""
        mark = '<tspan class="doubt"> ?</tspan>' if look.steps or now is State.POSSIBLE else ""
        texts.append(_text(x, _number(top), f"{escape(words)}{mark}", f' class="what"{paint}', look.alone))
    texts += _names(thing, look, box, top + (15.5 if words else 13.0), _SOFT if is_shade else _INK)
    if not look.alone:
        texts.append(_heard(look, box, {LETTERS[now], *states} & {"p", "a"}))
    shape = _shape(box, thing.kind, colour, alone=look.alone)
    if is_shade:  # its words can be read
        shape = f'<g opacity="0.3">{shape}</g>'
    return _linked(look.href(thing.iri), said, shape + "".join(texts))


def _heard(look: Look, box: Box, letters: set[str]) -> str:
    """For those who hear the picture: that a thing is uncertain or not there, chosen by its class."""
    told = (state for state in (State.POSSIBLE, State.ABSENT) if LETTERS[state] in letters)
    words = "".join(f'<tspan class="{LETTERS[one]}">{escape(look.then(one))}</tspan>' for one in told)
    return f'<text x="{_number(box.x)}" y="{_number(box.y)}" class="then">{words}</text>' if words else ""


def _names(thing: Thing, look: Look, box: Box, top: float, ink: str) -> list[str]:
    """What a thing is called, in lines; where that changes, each name as a group with its states."""
    label = thing.labels[look.tongue]
    other = thing.tongue(look.tongue)
    spoken = f' lang="{other}"' if other != look.tongue else ""
    paint = f' fill="{ink}"' if look.alone else ""
    now = name_then(thing, look.tongue, look.when)
    then = [name_then(thing, look.tongue, step) for step in look.steps]
    room = max(len(one) for one in (box.lines, *box.others)) if len({now, *then}) > 1 else len(box.lines)
    found = []
    names = {label: box.lines, **dict(zip(thing.others(look.tongue), box.others, strict=False))}
    for name, written in names.items():
        if name != now and (look.alone or name not in then):
            continue
        first = top + 8 * (max(room, len(written)) - len(written))
        shown = "".join(
            _text(
                _number(box.x),
                _number(first + 16 * number),
                escape(line),
                (spoken if name == label else "") + paint,
                look.alone,
            )
            for number, line in enumerate(written)
        )
        if len({now, *then}) > 1:
            states = "".join(LETTERS[State.CERTAIN if name == one else State.ABSENT] for one in then)
            state = State.CERTAIN if name == now else State.ABSENT
            shown = f'<g class="name {state.value}" data-s="{states}">{shown}</g>'
        found.append(shown)
    return found


def _text(x: str, y: str, words: str, said: str, alone: bool) -> str:
    anchor = ' text-anchor="middle" stroke="none"' if alone else ""
    return f'<text x="{x}" y="{y}"{said}{anchor}>{words}</text>'


def _shape(box: Box, kind: str, colour: str, *, alone: bool) -> str:
    """The outline of a box: what tells party, state, associations and people apart without colours."""
    left, top = box.x - box.width / 2, box.y - box.height / 2
    group = family(kind)
    radius = box.height / 2 if kind == "person" else _CORNERS.get(group, 0.0)
    paint = f' fill="#ffffff" stroke="{colour}"' if alone else ""
    inner = f' fill="none" stroke="{colour}" stroke-width="1"' if alone else ""
    parts = [_rect(left, top, box.width, box.height, radius, f' class="box"{paint}')]
    bar = f' fill="{colour}" stroke="none"' if alone else ""
    if kind == "party":
        parts.append(_rect(left, top, 6, box.height, 0, f' class="bar"{bar}'))
    elif kind == "state":
        parts.append(_rect(left + 3.5, top + 3.5, box.width - 7, box.height - 7, 0, f' class="inner"{inner}'))
    elif kind == "dual":
        both = ((left, "party", _RED), (left + box.width - 6, "state", _BLUE))
        for x, system, ink in both:
            paint = f' fill="{ink}" stroke="none"' if alone else ""
            parts.append(_rect(x, top, 6, box.height, 0, f' class="bar {system}"{paint}'))
    if kind.endswith("-plate"):  # a plate is screwed on
        parts += [
            f'<circle cx="{_number(x)}" cy="{_number(top + 7)}" r="2.2" class="bar"{bar}/>'
            for x in (left + 8, left + box.width - 8)
        ]
        if group == "party":
            parts.append(_rect(left, top + box.height - 4, box.width, 4, 0, f' class="bar"{bar}'))
        else:
            parts.append(
                _rect(left + 3.5, top + 3.5, box.width - 7, box.height - 7, 0, f' class="inner"{inner}')
            )
    return "".join(parts)


def _rect(x: float, y: float, width: float, height: float, radius: float, said: str) -> str:
    round_ = f' rx="{_number(radius)}"' if radius else ""
    place = f'x="{_number(x)}" y="{_number(y)}" width="{_number(width)}" height="{_number(height)}"'
    return f"<rect {place}{round_}{said}/>"


def _linked(href: str, said: dict[str, str], inner: str) -> str:
    """A group that leads somewhere. The table beneath has the same links, so the keyboard passes these by."""
    return f"{_tag('a', {'href': href, 'tabindex': '-1', **said})}{inner}</a>"


def _tag(name: str, said: dict[str, str]) -> str:
    return f"<{name} {' '.join(f'{key}={_quoted(value)}' for key, value in said.items())}>"


def _quoted(value: str) -> str:
    return f'"{escape(value)}"'


def _path(points: Sequence[Point]) -> str:
    first, *rest = (f"{_number(x)},{_number(y)}" for x, y in points)
    return f"M{first}C{' '.join(rest)}"


def _tip(line: Line, group: str) -> str:
    """What a line ends in: an arrow, or a dot where it has no direction."""
    x, y = line.tip
    if group in BLUNT:
        return f'<circle cx="{_number(x)}" cy="{_number(y)}" r="3"/>'
    from_x, from_y = line.points[-1]
    length = ((x - from_x) ** 2 + (y - from_y) ** 2) ** 0.5 or 1.0
    along, across = (x - from_x) / length, (y - from_y) / length
    back_x, back_y = x - 9 * along, y - 9 * across
    corners = (
        (x, y),
        (back_x - 3.6 * across, back_y + 3.6 * along),
        (back_x + 3.6 * across, back_y - 3.6 * along),
    )
    shown = " ".join(f"{_number(cx)},{_number(cy)}" for cx, cy in corners)
    return f'<polygon points="{shown}" stroke="none"/>'


def _number(value: float) -> str:
    """A number as short as it goes."""
    return f"{value:.1f}".removesuffix(".0")
