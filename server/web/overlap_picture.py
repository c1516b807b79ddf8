"""The matrix of who held posts on two sides, as a picture that also stands alone (SVG 1.1). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from markupsafe import Markup, escape

from server.charts.widths import line_ends
from server.web.contexts.overlap import Cell, OverlapPage, Seat, Who
from server.web.contexts.values import Text

_LABEL: Final = 232
_COLUMN: Final = 176
_LINE: Final = 19
_PAD: Final = 12
_EM: Final = 13
#: Colours of a picture that stands alone; on a page the sheet has others for the dark.
_INKS: Final[Mapping[str, str]] = {"party": "#9c2b23", "state": "#1f3d5c", "quasi-state": "#2d6a45"}
_INK, _SOFT, _RULE, _PAPER = "#1d2126", "#5a626c", "#dcd8cf", "#fbfaf7"
_FONT: Final = "system-ui, 'Noto Sans', 'Noto Sans CJK SC', sans-serif"
_WIDE: Final = "\u2e80"
#: Share of the type size that a character takes, CJK and others.
_CJK, _LATIN = 1.0, 0.56
_REPORTED: Final = "reported"


def picture(
    page: OverlapPage, legend: Iterable[tuple[str, str]], title: str, words: str, credit: str = ""
) -> Markup:
    """The picture as an element of a page.

    Args:
        page: the matrix.
        legend: signs and what they mean, by class of style.
        title: of the picture.
        words: what it shows, for those who do not see it.
        credit: what it is of, with its address, as the last line.
    """
    legend = list(legend)
    heads = [_wrapped(seat.node.label.value, _COLUMN - 2 * _PAD) for seat in page.columns]
    head = max((len(lines) for lines in heads), default=1) * _LINE + 2 * _PAD + _LINE
    wide = _LABEL + _COLUMN * len(page.columns)
    parts: list[str] = []
    left = 0.0
    for place, (seat, lines) in enumerate(zip(page.columns, heads, strict=True)):
        left = float(_LABEL + place * _COLUMN + _PAD)
        parts.append(_words(left, _PAD + _EM, [seat.words], "side", _SOFT, size=11))
        parts.append(_seat(seat, left, _PAD + _LINE + _EM, lines))
    top = float(head)
    for row in page.rows:
        lines = _wrapped(row.seat.node.label.value, _LABEL - 2 * _PAD)
        inside = max([len(lines) + 1, *(len(cell.people) for cell in row.cells if cell)])
        tall = inside * _LINE + 2 * _PAD
        parts.append(_rule(top, wide))
        parts.append(_words(_PAD, top + _PAD + _EM, [row.seat.words], "side", _SOFT, size=11))
        parts.append(_seat(row.seat, _PAD, top + _PAD + _LINE + _EM, lines))
        for place, cell in enumerate(row.cells):
            parts.append(_cell(cell, _LABEL + place * _COLUMN, top, tall))
        top += tall
    parts.append(_rule(top, wide))
    left = float(_PAD)
    top += _PAD
    for sign, meaning in legend:
        width = _width(meaning) + 44
        if left + width > wide:
            left, top = float(_PAD), top + _LINE
        parts.append(_sign(sign, left + 5, top + 8))
        parts.append(_words(left + 17, top + _EM, [meaning], "legend", _SOFT, size=12))
        left += width
    if credit:
        top += _LINE
        parts.append(_words(_PAD, top + _EM, [credit], "legend", _SOFT, size=11))
    top += _LINE + _PAD
    return Markup(  # noqa: S704 (every text that is put in is escaped)
        f'<svg class="overlap" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        f' viewBox="0 0 {wide} {top:g}" width="{wide}" height="{top:g}" role="group"'
        f' aria-labelledby="picture-title" aria-describedby="picture-words"'
        f' font-family="{escape(_FONT)}" font-size="{_EM}">'
        f'<title id="picture-title">{escape(title)}</title><desc id="picture-words">{escape(words)}</desc>'
        f"{''.join(parts)}</svg>"
    )


def alone(inside: Markup, base: str, page: str, tag: str) -> bytes:
    """The picture as a file, on paper, with links that lead to this server from anywhere.

    Args:
        inside: the picture as an element.
        base: what links to paths are added to.
        page: the address of the page that it stands on.
        tag: of the language of its words, where they do not say another.
    """
    text = (
        str(inside) or f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_LABEL} {_LINE}"><desc/></svg>'
    )
    text = text.replace('href="/', f'href="{base}/').replace('href="#', f'href="{escape(page)}#')
    text = text.replace("<svg ", f'<svg xml:lang="{tag}" lang="{tag}" ', 1)
    start = text.index("</desc>") + len("</desc>") if "</desc>" in text else text.index("<desc/>")
    ground = f'<rect width="100%" height="100%" fill="{_PAPER}"/>'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text[:start]}{ground}{text[start:]}\n'.encode()


def _seat(seat: Seat, left: float, top: float, lines: list[str]) -> str:
    made = _words(left, top, lines, f"seat {seat.side}", _INKS[seat.side], seat.node.label, bold=True)
    return _link(made, seat.node.href)


def _cell(cell: Cell | None, left: float, top: float, tall: float) -> str:
    if cell is None:
        box = f'x="{left + 1}" y="{top + 1:g}" width="{_COLUMN - 2}" height="{tall - 2:g}"'
        return f'<rect class="none" {box} fill="{_RULE}" fill-opacity="0.35"/>'
    drawn: list[str] = []
    for place, who in enumerate(cell.people):
        y = top + _PAD + place * _LINE
        drawn.append(_sign(_class(who), left + _PAD + 5, y + 8))
        drawn.append(_words(left + _PAD + 17, y + _EM, [who.node.label.value], "who", _INK, who.node.label))
    return _link("".join(drawn), f"#{cell.anchor}") if drawn else ""


def _class(who: Who) -> str:
    return _REPORTED if who.reported else who.answer


def _sign(name: str, x: float, y: float) -> str:
    """A sign: full for certainly, half for possibly, an arrow for one after the other, dashed: reported."""
    circle = f'<circle cx="{x:g}" cy="{y:g}" r="5"'
    if name == "certainly":
        return f'{circle} class="sign full" fill="{_INK}" stroke="{_INK}"/>'
    if name == "possibly":
        half = f'<path class="sign full" d="M{x:g} {y - 5:g}a5 5 0 0 0 0 10z" fill="{_INK}"/>'
        return f'{circle} class="sign" fill="none" stroke="{_INK}"/>{half}'
    if name == _REPORTED:
        return f'{circle} class="sign" fill="none" stroke="{_INK}" stroke-dasharray="2.5 2"/>'
    arrow = f"M{x - 5:g} {y:g}h9M{x + 1:g} {y - 3.5:g}l3.5 3.5l-3.5 3.5"
    return f'<path class="sign" d="{arrow}" fill="none" stroke="{_INK}" stroke-width="1.5"/>'


def _rule(top: float, wide: float) -> str:
    return f'<path class="rule" d="M0 {top:g}H{wide:g}" stroke="{_RULE}"/>'


def _link(inside: str, href: str | None) -> str:
    return f'<a href="{escape(href)}" xlink:href="{escape(href)}">{inside}</a>' if href and inside else inside


def _words(
    left: float,
    top: float,
    lines: Iterable[str],
    name: str,
    ink: str,
    said: Text | None = None,
    *,
    size: int = _EM,
    bold: bool = False,
) -> str:
    """Lines of text, with the language that they are in; a space between words is read where a line ends."""
    lines = list(lines)
    tag = f' xml:lang="{said.language}" lang="{said.language}"' if said and said.language else ""
    weight = ' font-weight="600"' if bold else ""
    spans = "".join(
        f'<tspan x="{left:g}" y="{top + place * _LINE:g}">{escape(line)}{end}</tspan>'
        for place, (line, end) in enumerate(zip(lines, line_ends(lines), strict=True))
    )
    return f'<text class="{name}" fill="{ink}" font-size="{size}"{weight}{tag}>{spans}</text>'


def _width(text: str) -> float:
    return sum(_EM * (_CJK if sign >= _WIDE else _LATIN) for sign in text)


def _wrapped(text: str, room: float) -> list[str]:
    """A text in lines that fit, as few as can be and about as long as each other."""
    lines = _filled(text, room)
    for tried in range(int(room), 0, -4):
        narrower = _filled(text, tried)
        if len(narrower) > len(lines):
            break
        lines = narrower
    return lines


def _filled(text: str, room: float) -> list[str]:
    """A text in lines that fit, each as full as can be, cut between words, or between characters of CJK."""
    words = list(text) if text and text[0] >= _WIDE else text.split(" ")
    between = "" if text and text[0] >= _WIDE else " "
    lines: list[str] = []
    for word in words:
        if lines and _width(lines[-1] + between + word) * 1.04 <= room:
            lines[-1] += between + word
        else:
            lines.append(word)
    return lines
