"""Things on lanes over years, as a picture that also stands alone (SVG 1.1). Pure.

What is known to a day is a dot; what lies somewhere in a month, a year or longer is a band of that length,
since nobody knows where in it. What ended nobody knows when is an arrow. What is only reported is dashed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from markupsafe import Markup, escape

from server.charts.widths import width
from server.web.contexts.values import Text

_LABEL: Final = 480
_WIDE: Final = 570
_LINE: Final = 22
_EM: Final = 12.5
#: Size of labels that are too long for the other.
_SMALL: Final = 11.0
_INK, _SOFT, _RULE, _BAND = "#1d2126", "#5a626c", "#dcd8cf", "#1c4f82"
_FONT: Final = "system-ui, 'Noto Sans', 'Noto Sans CJK SC', sans-serif"
_CJK: Final = "\u2e80"
_YEAR: Final = 365.25
#: Days up to which something is drawn as a dot.
_DOT: Final = 7
#: Years between ticks, by how many years are shown.
_STEPS: Final = ((12, 1), (30, 2), (60, 5), (140, 10))
_ENDS: Final = 8


@dataclass(frozen=True)
class Mark:
    """Something at a time: its first and last possible day, whether it is reported, what it is in words.

    `last` is None where no last day is known.
    """

    first: date
    last: date | None
    reported: bool
    words: Text
    href: str | None

    def is_before(self, day: date) -> bool:
        """Whether it was over before a day."""
        return self.last is not None and self.last < day


@dataclass(frozen=True)
class Lane:
    """A lane: what it is of, where that leads, and what is on it. Without marks it is a heading."""

    label: Text
    href: str | None
    marks: tuple[Mark, ...] = ()
    heading: bool = False


def bands(
    lanes: Sequence[Lane], span: tuple[date, date], title: str, words: str, earlier: str, credit: str = ""
) -> Markup:
    """The picture as an element of a page.

    Args:
        lanes: from top to bottom.
        span: first and last day that are shown.
        title: of the picture.
        words: what it shows, for those who do not see it.
        earlier: what a mark of an earlier time is called.
        credit: what it is of, with its address, as the last line.
    """
    lines = 34 + _LINE * len(lanes) + 10
    tall = lines + (_LINE if credit else 0)
    wide = _LABEL + _WIDE + 30
    scale = Scale(*span)
    parts = [ticks(scale, lines)]
    for place, lane in enumerate(lanes):
        y = 34 + place * _LINE
        room = _LABEL + _WIDE if lane.heading else _LABEL - 12
        small = cut(lane.label.value, room) != lane.label.value
        label = cut(lane.label.value, room, _SMALL if small else _EM)
        name = "soft" if lane.heading else "ink"
        weight = ' font-weight="600"' if lane.heading else f' font-size="{_SMALL:g}"' if small else ""
        tag = tagged(lane.label)
        ink = _SOFT if lane.heading else _INK
        told = f'<text class="{name}" x="0" y="{y + 14}" fill="{ink}"{weight}{tag}>{escape(label)}</text>'
        parts.append(link(told, lane.href))
        if not lane.heading:
            parts += _marks(lane.marks, scale, y + 10, earlier)
    if credit:
        told = f'<text class="soft" x="0" y="{tall - 8}" fill="{_SOFT}" font-size="11">'
        parts.append(f"{told}{escape(credit)}</text>")
    return Markup(  # noqa: S704 (every text that is put in is escaped)
        f'<svg class="bands" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        f' viewBox="0 0 {wide} {tall}" width="{wide}" height="{tall}" role="group"'
        f' aria-labelledby="picture-title" aria-describedby="picture-words"'
        f' font-family="{escape(_FONT)}" font-size="{_EM}">'
        f'<title id="picture-title">{escape(title)}</title><desc id="picture-words">{escape(words)}</desc>'
        f"{''.join(parts)}</svg>"
    )


@dataclass(frozen=True)
class Scale:
    """Where days stand: the first and the last that are shown, where they begin, how wide they are."""

    first: date
    last: date
    left: float = _LABEL
    wide: float = _WIDE

    def at(self, day: date) -> float:
        """How far to the right a day is; outside, at the edge."""
        share = (day - self.first).days / max(1, (self.last - self.first).days)
        return self.left + min(max(share, 0.0), 1.0) * self.wide


def ticks(scale: Scale, tall: float) -> str:
    """The years, with a line down to a height."""
    years = (scale.last - scale.first).days / _YEAR
    step = next((step for most, step in _STEPS if years <= most), 20)
    made = []
    for year in range(scale.first.year, scale.last.year + 1):
        if year % step == 0 and scale.first <= date(year, 1, 1) < scale.last:
            x = scale.at(date(year, 1, 1))
            made.append(f'<path class="rule" d="M{x:.1f} 22V{tall - 4:g}" stroke="{_RULE}"/>')
            made.append(f'<text class="soft" x="{x:.1f}" y="15" fill="{_SOFT}" font-size="11">{year}</text>')
    return "".join(made)


def _marks(marks: Iterable[Mark], scale: Scale, y: float, earlier: str) -> Iterator[str]:
    """A lane: earlier times one after the other at its beginning, in words; a rule, and on it the others."""
    left, within = float(_LABEL), []
    for mark in marks:
        said = f"<title{tagged(mark.words)}>{escape(mark.words.value)}</title>"
        if mark.is_before(scale.first):
            words = f"← {earlier} {_years(mark)}"
            text = f'<text class="soft" x="{left:g}" y="{y + 4}" fill="{_SOFT}" font-size="{_SMALL:g}">'
            yield link(f"{text}{said}{escape(words)}</text>", mark.href)
            left += round(width(words, _SMALL)) + 10
        else:
            within.append(link(_drawn(mark, scale, y, said), mark.href))
    yield f'<path class="rule" d="M{left:g} {y}H{_LABEL + _WIDE}" stroke="{_RULE}"/>'
    yield from within


def _years(mark: Mark) -> str:
    """The years between which something lies."""
    first, last = mark.first.year, mark.last.year if mark.last else mark.first.year
    return f"{first}" if first == last else f"{first}–{last}"


def _drawn(mark: Mark, scale: Scale, y: float, said: str) -> str:
    """A dot, a band, or an arrow where no last day is known."""
    ink = f'stroke="{_BAND}"' + (' stroke-dasharray="3 2"' if mark.reported else "")
    name, fill = ("band reported", "none") if mark.reported else ("band", _BAND)
    left = scale.at(mark.first)
    if mark.last is None:
        path = f"M{left:.1f} {y}h14m-4 -4l4 4l-4 4"
        return f'<path class="band open" d="{path}" fill="none" {ink}>{said}</path>'
    right = scale.at(mark.last)
    if (mark.last - mark.first).days <= _DOT:
        place = f'cx="{(left + right) / 2:.1f}" cy="{y}" r="4.5"'
        return f'<circle class="{name} dot" {place} fill="{fill}" {ink}>{said}</circle>'
    place = f'x="{left:.1f}" y="{y - 5}" width="{max(right - left, 3):.1f}" height="10" rx="3"'
    return f'<rect class="{name}" {place} fill="{fill}" fill-opacity="0.35" {ink}>{said}</rect>'


def tagged(text: Text) -> str:
    """The language of a text, as attributes for pages and for files."""
    return f' xml:lang="{text.language}" lang="{text.language}"' if text.language else ""


def link(inside: str, href: str | None) -> str:
    """A part of a picture that leads somewhere, wherever the picture stands."""
    return f'<a href="{escape(href)}" xlink:href="{escape(href)}">{inside}</a>' if href else inside


def cut(text: str, room: float, em: float = _EM) -> str:
    """A text of a size that fits, with an ellipsis where it is cut."""
    width, kept = 0.0, ""
    for sign in text:
        width += em * (1.0 if sign >= _CJK else 0.55)
        if width > room - em:
            return kept.rstrip() + "…"
        kept += sign
    return kept


def span_of(lanes: Iterable[Lane], begin: date) -> tuple[date, date]:
    """First and last day of a picture that begins on or after a day, with a little room at its end."""
    marks = [mark for lane in lanes for mark in lane.marks]
    firsts = [mark.first for mark in marks if not mark.is_before(begin)]
    first = max(min(firsts, default=begin), begin)
    last = max((mark.last or mark.first for mark in marks), default=begin)
    return years_of(first, max(first, last))


def years_of(first: date, last: date) -> tuple[date, date]:
    """The days with which the whole years begin and end that hold two days."""
    return date(first.year, 1, 1), date(min(last.year + 1, date.max.year), 1, 1)
