"""Families of concepts as trees, beside the years in which each was used, as a picture. Pure.

Left stands the tree: a line leads from a forebear or wider concept to what grew out of it or stands under it.
Right stand the uses: where the year is known, a band of that year and who used it. What is only reported is
dashed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from markupsafe import Markup, escape

from server.charts.widths import line_ends, width
from server.charts.widths import lines as wrapped
from server.web.band_picture import Scale, cut, ticks
from server.web.contexts.values import Text
from server.web.wording import scripted

_TREE: Final = 350
_YEARS: Final = 630
_WIDE: Final = _TREE + _YEARS + 20
#: How wide it is where nothing was used.
_NARROW: Final = 620
_INDENT: Final = 30
_PAD: Final = 12
_BOX: Final = 226
_EM, _SMALL = 12.5, 11.0
_LINE: Final = 16
_STEP: Final = 19
_TOP: Final = 26
_INK, _SOFT, _RULE, _BAND, _GROUND = "#1d2126", "#5a626c", "#dcd8cf", "#1c4f82", "#ffffff"
_DASHED: Final = 'stroke-dasharray="5 3"'
#: What the sheet of the page says of each class, for a picture that stands alone.
_INKS: Final[Mapping[str, str]] = {
    "ground": f'fill="{_GROUND}" stroke="{_RULE}"',
    "concept": f'fill="{_GROUND}" stroke="{_INK}"',
    "name": f'fill="{_INK}" font-weight="600"',
    "family-name": f'fill="{_SOFT}" font-size="11" font-weight="600"',
    "small": f'fill="{_SOFT}" font-size="11"',
    "who": f'fill="{_BAND}" font-size="11"',
    "tie development": f'fill="none" stroke="{_INK}" stroke-width="2.2"',
    "tie broader": f'fill="none" stroke="{_BAND}" stroke-width="1.6"',
    "tie closeMatch": f'fill="none" stroke="{_SOFT}" stroke-width="1.2"',
    "tie related": f'fill="none" stroke="{_SOFT}" stroke-width="1.2"',
    "use": f'fill="{_BAND}" fill-opacity="0.35" stroke="{_BAND}"',
    "use reported": f'fill="none" stroke="{_BAND}" stroke-dasharray="3 2"',
    "arrow": f'fill="none" stroke="{_INK}"',
    "full": f'fill="{_INK}"',
}
_FONT: Final = "system-ui, 'Noto Sans', 'Noto Sans CJK SC', sans-serif"
#: The lines that end in an arrow.
_ARROWS: Final = ("development", "broader")
#: How much wider than estimated bold letters are.
_BOLD: Final = 1.2


@dataclass(frozen=True)
class Use:
    """A use of a concept: its first and last possible day, who, in words, and whether it was put forth.

    `before` is what is known of its time where that has no first day, in words of the page.
    """

    first: date | None
    last: date | None
    who: Text
    words: Text
    href: str | None
    reported: bool = False
    put_forth: bool = False
    before: str = ""


@dataclass(frozen=True)
class Line:
    """A line to a row above: its kind, its word, what it says, where that is stated, and the row."""

    kind: str
    word: str
    words: Text
    href: str | None
    reported: bool
    row: int


@dataclass(frozen=True)
class Row:
    """A concept: what it is called, where that leads, how deep it stands, its lines up, its uses.

    `here` marks the one whose page the picture is on.
    """

    label: Text
    href: str | None
    depth: int = 0
    lines: tuple[Line, ...] = ()
    uses: tuple[Use, ...] = ()
    here: bool = False


@dataclass(frozen=True)
class Panel:
    """A family with its heading."""

    heading: Text
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Said:
    """What the picture says itself: title, description, the legend, and the last line.

    `language` is the one of all of these.
    """

    title: str
    language: str
    words: str
    legend: tuple[tuple[str, str], ...]
    credit: str = ""


@dataclass(frozen=True)
class _Box:
    """Where a concept stands."""

    left: float
    top: float
    wide: float
    tall: float
    words: tuple[str, ...]

    @property
    def middle(self) -> float:
        return self.top + self.tall / 2


def draw(panels: Sequence[Panel], span: tuple[date, date] | None, said: Said) -> Markup:
    """The picture as an element of a page.

    Args:
        panels: from top to bottom.
        span: the first and the last day that are shown; without one there are no years.
        said: what the picture says itself.
    """
    scale = Scale(*(span or (date.min, date.max)), _TREE, _YEARS)
    wide = _WIDE if any(row.uses for panel in panels for row in panel.rows) else _NARROW
    grounds: list[str] = []
    families: list[str] = []
    top = float(_TOP if span else 1)
    for number, panel in enumerate(panels):
        name = f"picture-family-{number}"
        part, tall = _panel(panel, name, scale, top)
        place = f'x="1" y="{top:g}" width="{wide - 2}" height="{tall:g}"'
        grounds.append(f'<rect class="ground" {place} rx="5"/>')
        families.append(f'<g role="group" aria-labelledby="{name}">{part}</g>')
        top += tall + 10
    years = ticks(scale, top) if span else ""
    legend, top = _legend(said.legend, top + 8, wide)
    if said.credit:
        legend += _words(0, top + 12, said.credit)
        top += 20
    own = f' lang="{said.language}"'
    parts = "".join((*grounds, years, *families, legend)).replace(own, "")
    return Markup(  # noqa: S704 (every text that is put in is escaped)
        f'<svg class="descent" xmlns="http://www.w3.org/2000/svg"'
        f' viewBox="0 0 {wide} {top:g}" width="{wide}" height="{top:g}" role="group"'
        f' aria-labelledby="picture-title" aria-describedby="picture-words"'
        f' font-family="{escape(_FONT)}" font-size="{_EM}">'
        f'<title id="picture-title">{escape(said.title)}</title>'
        f'<desc id="picture-words">{escape(said.words)}</desc>{parts}</svg>'
    )


def _panel(panel: Panel, name: str, scale: Scale, top: float) -> tuple[str, float]:
    """A family, whose heading goes by a name in the picture, and how tall it is."""
    place = f'x="{_PAD:g}" y="{top + 18:g}"{_lang(panel.heading)}'
    heading = f'<text class="family-name" id="{name}" {place}>{_marked(panel.heading)}</text>'
    parts = [heading]
    boxes: list[_Box] = []
    names: list[str] = []
    y = top + 28
    for row in panel.rows:
        box = _box(row, y)
        uses, tall = _uses(row.uses, scale, box.top)
        boxes.append(box)
        parts.append(uses)
        parts += [_line(row.lines, place, boxes[line.row], box) for place, line in enumerate(row.lines)]
        names.append(_name(row, box))
        y = max(box.top + box.tall, box.top + tall) + 10
    return "".join((*parts, *names)), y - top + 2


def _box(row: Row, top: float) -> _Box:
    words = wrapped(row.label.value, _EM * _BOLD, _BOX - 20)
    wide = max(width(line, _EM) for line in words) * _BOLD + 20
    above = 15 if row.lines else 0
    return _Box(_PAD + row.depth * _INDENT, top + above, wide, len(words) * _LINE + 8, words)


def _name(row: Row, box: _Box) -> str:
    place = f'x="{box.left:g}" y="{box.top:g}" width="{box.wide:.1f}" height="{box.tall:g}"'
    shape = f'<rect class="{"concept here" if row.here else "concept"}" {place} rx="4"/>'
    spans = "".join(
        f'<tspan x="{box.left + 10:g}" y="{box.top + 16 + place * _LINE:g}">{escape(line)}{end}</tspan>'
        for place, (line, end) in enumerate(zip(box.words, line_ends(box.words), strict=True))
    )
    return _link(f'{shape}<text class="name"{_lang(row.label)}>{spans}</text>', row.href)


def _line(lines: Sequence[Line], place: int, upper: _Box, lower: _Box) -> str:
    """One of the lines from concepts above, with its word over the concept that it leads to."""
    line = lines[place]
    y = lower.middle + (place - (len(lines) - 1) / 2) * 11
    x = upper.left + 11 + place * 8
    if x + 8 < lower.left:
        path = f"M{x:g} {upper.top + upper.tall:g}V{y - 5:g}q0 5 5 5H{lower.left - 1:g}"
        tip = f"M{lower.left - 7:g} {y - 4:g}l6 4l-6 4"
    else:
        right = max(upper.left + upper.wide, lower.left + lower.wide) + 12
        start, end = upper.left + upper.wide, lower.left + lower.wide
        path = f"M{start:.0f} {upper.middle:g}H{right:.0f}V{y:g}H{end + 1:.0f}"
        tip = f"M{end + 7:.0f} {y - 4:g}l-6 4l6 4"
    dashed = " " + _DASHED if line.reported else ""
    drawn = f'<path class="tie {line.kind}" d="{path}"{dashed}/>'
    if line.kind in _ARROWS:
        drawn += f'<path class="tie {line.kind}" d="{tip}"/>'
    before = sum(width(one.word, _SMALL) + 10 for one in lines[:place])
    told = _words(round(lower.left + before), lower.top - 4, line.word)
    return _link(f"<title{_lang(line.words)}>{escape(line.words.value)}</title>{drawn}{told}", line.href)


def _uses(uses: Iterable[Use], scale: Scale, top: float) -> tuple[str, float]:
    """The uses of a concept in as few lines as hold them, and how tall these are."""
    taken: list[list[tuple[float, float]]] = []
    parts = []
    for use in uses:
        name = cut(use.who.value, min(300, _YEARS - 40 - width(use.before, _SMALL)))
        left, right = _reach(use, scale)
        long = width(use.before + name, _SMALL) * 0.95
        after = right + 5 + long <= _WIDE - 4
        text = right + 5 if after else left - 5 - long
        reach = (min(left, text) - 6, max(right, text + long) + 6)
        line = next(
            (n for n, row in enumerate(taken) if all(b <= reach[0] or reach[1] <= a for a, b in row)),
            len(taken),
        )
        if line == len(taken):
            taken.append([])
        taken[line].append(reach)
        parts.append(
            _use(
                use,
                name,
                (left, right),
                text if after else text + long,
                top + 10 + line * _STEP,
                after,
            )
        )
    return "".join(parts), len(taken) * _STEP


def _reach(use: Use, scale: Scale) -> tuple[float, float]:
    if use.first is None:
        return scale.left, scale.left
    left = scale.at(use.first)
    return left, left + 16 if use.last is None else max(scale.at(use.last), left + 3)


def _use(
    use: Use,
    name: str,
    reach: tuple[float, float],
    text: float,
    y: float,
    after: bool,
) -> str:
    left, right = reach
    look = "use reported" if use.reported else "use"
    shape = ""
    if use.first and use.last is None:
        dashed = ' stroke-dasharray="3 2"' if use.reported else ""
        shape = f'<path class="arrow" d="M{left:.0f} {y:g}h14m-4 -4l4 4l-4 4"{dashed}/>'
    elif use.first:
        place = f'x="{left:.0f}" y="{y - 5:g}" width="{right - left:.0f}" height="10" rx="3"'
        shape = f'<rect class="{look}" {place}/>'
    if use.first and use.put_forth:
        middle = (left + right) / 2
        shape += f'<path class="full" d="M{middle:.0f} {y - 4:g}l4 4l-4 4l-4 -4z"/>'
    anchor = "" if after else ' text-anchor="end"'
    words = f'<text class="who" x="{text:.0f}" y="{y + 4:g}"{anchor}>'
    who = f"<tspan{_lang(use.who)}>{escape(name)}</tspan>" if use.who.language else str(escape(name))
    title = f"<title{_lang(use.words)}>{escape(use.words.value)}</title>"
    return _link(f"{title}{shape}{words}{escape(use.before)}{who}</text>", use.href)


def _legend(legend: Iterable[tuple[str, str]], top: float, most: float) -> tuple[str, float]:
    """Signs and what they mean, in lines."""
    parts: list[str] = []
    left = 0.0
    for sign, meaning in legend:
        wide = width(meaning, _SMALL) + 60
        if left and left + wide > most:
            left, top = 0.0, top + 18
        parts.append(_sign(sign, left, top + 8))
        parts.append(_words(round(left + 36), top + 12, meaning))
        left += wide
    return "".join(parts), top + 20


def _sign(sign: str, x: float, y: float) -> str:
    if f"tie {sign}" in _INKS:
        tip = f"M{x + 24:.0f} {y - 4:g}l6 4l-6 4" if sign in _ARROWS else ""
        return f'<path class="tie {sign}" d="M{x:.0f} {y:g}h30{tip}"/>'
    name = "use reported" if sign == "reported" else "use"
    band = f'<rect class="{name}" x="{x:.0f}" y="{y - 5:g}" width="30" height="10" rx="3"/>'
    return band + (
        f'<path class="full" d="M{x + 15:.0f} {y - 4:g}l4 4l-4 4l-4 -4z"/>' if sign == "put" else ""
    )


def _words(x: float, y: float, words: str, name: str = "small") -> str:
    return f'<text class="{name}" x="{x:g}" y="{y:g}">{escape(words)}</text>'


def _marked(text: Text) -> str:
    """A text for an element of the picture, in which quoted English is marked as such."""
    told = str(scripted(text.value, text.language))
    return told.replace("<bdi", "<tspan").replace("</bdi>", "</tspan>")


def _lang(text: Text) -> str:
    return f' lang="{text.language}"' if text.language else ""


def _link(inside: str, href: str | None) -> str:
    return f'<a href="{escape(href)}">{inside}</a>' if href else inside


def inked(drawn: Markup) -> Markup:
    """The same with its colours and, as XML has them, its languages written into it, for where no page is."""
    text = re.sub(r' lang="([^"]*)"', r' xml:lang="\1" lang="\1"', str(drawn))
    for name, ink in _INKS.items():
        text = text.replace(f'class="{name}"', f'class="{name}" {ink}')
    return Markup(text)  # noqa: S704 (the picture, with attributes of this module)
