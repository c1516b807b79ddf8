"""The languages in which pages name things, one row each. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Language:
    """A language that a reader can ask for.

    Attributes:
        tag: as BCP 47 writes it.
        name: what its readers call it.
        first: languages in which things are named, best first.
        second: the one that stands beside.
        content: what a page in it is written in (Content-Language): its own words are English.
    """

    tag: str
    name: str
    first: tuple[str, ...]
    second: str
    content: str


#: What is offered, the default first.
LANGUAGES: Final = (
    Language("en", "English", ("en",), "zh-Hans", "en"),
    Language("zh-Hans", "简体中文", ("zh-Hans",), "en", "zh-Hans, en"),
    Language("zh-Hant", "繁體中文", ("zh-Hant", "zh-Hans"), "en", "zh-Hant, zh-Hans, en"),
)


def language_of(tag: str) -> Language:
    """The row of a tag; the default where there is none."""
    return next((language for language in LANGUAGES if language.tag == tag), LANGUAGES[0])
