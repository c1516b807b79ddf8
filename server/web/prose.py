"""Texts that the data give in several languages: which of them a reader gets. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from server.traditional import in_own_words
from server.web.contexts.values import Text
from server.web.languages import Language

_SCRIPTS: Final = ("zh-Hant", "zh-Hans")


def read(texts: Iterable[Text], spoken: Language) -> tuple[Text, ...]:
    """The texts in the language of a page alone, in its script; all of them where not all is said in it.

    Args:
        texts: what one thing's property says.
        spoken: the language of the page.
    """
    said = tuple(texts)
    numbers = Counter(text.language for text in said)
    own = next((tag for tag in spoken.first if numbers[tag]), None)
    if own is None or numbers[own] < max(numbers.values()):
        return said
    return tuple(in_script(text, spoken) for text in said if text.language == own)


def in_script(text: Text, spoken: Language) -> Text:
    """A text in the script of the page, where it is written in simplified characters."""
    if (spoken.tag, text.language) == _SCRIPTS:
        return replace(text, value=in_own_words(text.value), language=spoken.tag)
    return text
