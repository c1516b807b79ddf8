"""Sentences about terms: a text with places, in the language of the page, and what is put into them. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, TypeAlias

from server.web.contexts.ontology import Phrase
from server.web.contexts.values import Node, Text
from server.web.languages import Language
from server.web.words import language_counts, worded

#: What may be put into a place.
Part: TypeAlias = "str | Node | Text | Phrase"

_PLACE: Final = re.compile(r"%\((\w+)\)s")
_VOWELS: Final = frozenset("aeiouAEIOU")
#: Beginnings that are written with a vowel and spoken without.
_SPOKEN: Final = ("uni", "use", "eu")


def phrase(english: str, spoken: Language, **parts: Part) -> Phrase:
    """A text of the page with things in its places.

    A place whose name begins with `a_` has the article of what is put into it, in English.
    """
    found: list[str | Node | Text] = []
    for number, piece in enumerate(_PLACE.split(worded(english, spoken))):
        if number % 2:
            part = parts[piece]
            if piece.startswith("a_"):
                part = articled(part, spoken)
            found += part if isinstance(part, tuple) else (part,)
        elif piece:
            found.append(piece)
    return joined(found)


def joined(parts: Sequence[str | Node | Text]) -> Phrase:
    """Parts with words that follow each other put together."""
    found: list[str | Node | Text] = []
    for part in parts:
        if isinstance(part, str) and found and isinstance(found[-1], str):
            found[-1] += part
        else:
            found.append(part)
    return tuple(found)


def listed(parts: Sequence[Part], last: str, spoken: Language) -> Phrase:
    """Several things one after the other.

    Args:
        parts: what is listed.
        last: the English word before the last of them: `and` or `or`; with a comma before it for clauses.
        spoken: the language of the page.
    """
    before = worded(last, spoken)
    if language_counts(spoken):
        between, final = ", ", f"{before} " if before.startswith(",") else f" {before} "
    else:
        between, final = "，" if before.startswith("，") else "、", before
    found: list[str | Node | Text] = []
    for number, part in enumerate(parts):
        if number:
            found.append(final if number == len(parts) - 1 else between)
        found += part if isinstance(part, tuple) else (part,)
    return joined(found)


def quoted(part: Part, spoken: Language) -> Phrase:
    """Something in the quotation marks of the page."""
    before, after = ("「", "」") if spoken.tag == "zh-Hant" else ("“", "”")
    return joined([before, *(part if isinstance(part, tuple) else (part,)), after])


def articled(part: Part, spoken: Language) -> Phrase:
    """Something with its article, in English."""
    rest = part if isinstance(part, tuple) else (part,)
    return joined([_article(part), *rest]) if language_counts(spoken) else rest


def _article(part: Part) -> str:
    """`a` or `an` before something, by how it is written."""
    first = part[0] if isinstance(part, tuple) else part
    words = first if isinstance(first, str) else first.label.value if isinstance(first, Node) else first.value
    vowel = words[:1] in _VOWELS and not words.lower().startswith(_SPOKEN)
    return "an " if vowel else "a "


def plain(words: Phrase) -> str:
    """A sentence without its links."""
    parts = (
        part if isinstance(part, str) else part.label.value if isinstance(part, Node) else part.value
        for part in words
    )
    return "".join(parts)


def single(node: Node) -> Node:
    """A term as sentences name it: in one language."""
    return replace(node, second=None)
