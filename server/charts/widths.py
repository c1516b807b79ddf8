"""How wide words are, estimated without a font, and lines of words that fit a box. Pure.

The estimate is that of a wide sans-serif, so that a label fits its box in whatever font a reader has.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

_NARROW: Final = frozenset("iljtfrI.,:;'’!|()[] -")
_WIDE: Final = frozenset("mwMW@%—")
#: Parts of an em that a character is wide.
_EM: Final = {"narrow": 0.36, "lower": 0.57, "upper": 0.70, "wide": 0.88, "full": 1.0}

#: Signs after which Chinese may go on, on the next line.
_CLOSING: Final = frozenset("，。、；：）》”·")


def width(text: str, size: float) -> float:
    """Width of a text in pixels, at a size of its characters in pixels.

    >>> width("网信办", 10), round(width("CAC", 10), 1)
    (30.0, 21.0)
    """
    return size * sum(_EM[_measure(character)] for character in text)


def lines(text: str, size: float, most: float) -> tuple[str, ...]:
    """A text in as few lines as a width allows, all about equally long.

    A word that is wider stands in a line of its own.

    >>> lines("Central Propaganda Department", 10, 120)
    ('Central Propaganda', 'Department')
    >>> lines("国家互联网信息办公室", 10, 60)
    ('国家互联网', '信息办公室')
    """
    parts = _parts(text)
    filled = _filled(parts, size, most)
    narrower = most
    while narrower > size and len(closer := _filled(parts, size, narrower - size / 2)) == len(filled):
        if max(width(line, size) for line in closer) > most:
            break
        filled, narrower = closer, narrower - size / 2
    return tuple(filled)


def _filled(parts: list[str], size: float, most: float) -> list[str]:
    found: list[str] = []
    line = ""
    for part in parts:
        if line and width((line + part).rstrip(), size) > most:
            found.append(line.rstrip())
            line = ""
        line += part
    return [*found, line.rstrip()] if line.strip() else found


def _parts(text: str) -> list[str]:
    """What may not be parted: words with the space after them, and single Chinese characters."""
    found: list[str] = []
    for part in re.findall(r"[⺀-鿿＀-￯]|[^\s⺀-鿿＀-￯]+\s*|\s+", text):
        if found and part in _CLOSING:
            found[-1] += part
        else:
            found.append(part)
    return found


def _measure(character: str) -> str:
    if unicodedata.east_asian_width(character) in "WF":
        return "full"
    if character in _NARROW:
        return "narrow"
    if character in _WIDE:
        return "wide"
    return "upper" if character.isupper() or character.isdigit() else "lower"


def line_ends(parts: Sequence[str]) -> list[str]:
    """What is read between lines of one text: a space between words, nothing within Chinese.

    >>> line_ends(["State Council", "Information Office"]), line_ends(["国家互联网", "信息办公室"])
    ([' ', ''], ['', ''])
    """
    return [*(" " if line[-1:].isascii() else "" for line in parts[:-1]), *("" for _ in parts[-1:])]
