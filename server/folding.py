"""Wordings as they are compared: without case, accents, tones, spaces, hyphens and quotation marks. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

#: Marks that stand within a word or around it and part nothing: apostrophes, quotation marks, soft hyphens.
_SILENT: Final = re.compile("['\"`´‘’‚‛“”„‟′″«»‹›「」『』《》〈〉ʹʻʼʾʿ\u00ad\u200b-\u200d\u2060\ufeff]")
_WORD: Final = re.compile(r"[^\W_]+")
_HAN: Final = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def words(text: str) -> tuple[str, ...]:
    """The words of a text as they are compared; Chinese characters that stand together are one word.

    >>> words("Guójiā Hùliánwǎng “Xī'ān” (re-signed)")
    ('guojia', 'hulianwang', 'xian', 're', 'signed')
    """
    plain = _plain(_plain(text).casefold())
    return tuple(_WORD.findall(unicodedata.normalize("NFKC", plain)))


def beginnings(parts: tuple[str, ...]) -> frozenset[int]:
    """Where words begin in the row of these words written together: Chinese may begin one at each character.

    >>> sorted(beginnings(("wic", "网络")))
    [0, 3, 4]
    """
    starts, at = set(), 0
    for part in parts:
        starts.add(at)
        starts.update(at + place for place, character in enumerate(part) if _HAN.match(character))
        at += len(part)
    return frozenset(starts)


def is_han(letters: str) -> bool:
    """Whether letters begin with a Chinese character."""
    return _HAN.match(letters) is not None


def _plain(text: str) -> str:
    """A text without accents and silent marks, its letters as compatibility has them."""
    letters = unicodedata.normalize("NFKD", text)
    return _SILENT.sub("", "".join(c for c in letters if unicodedata.category(c) not in {"Mn", "Me"}))
