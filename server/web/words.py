"""What the server says itself, in the language of the reader: texts by their English wording.

The texts of other languages stand in `words.toml`, beside the English ones that code and templates have.
Where something is put into a text it has a place for it, `%(name)s`; a sentence that was already put together
is found by the text that it fits.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from flask import Flask
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from server.periods import shortest, stretch_text
from server.web.contexts.values import Text
from server.web.languages import Language
from server.web.wording import several

#: The name by which templates know the language that they are written in; without one that is English.
TONGUE: Final = "tongue"

_FILE: Final = Path(__file__).with_name("words.toml")
_PLACE: Final = re.compile(r"%\((\w+)\)s")
#: Characters of a sentence that is compared with texts.
_LONGEST: Final = 2_000


@dataclass(frozen=True)
class Words:
    """Texts of one language.

    Attributes:
        texts: English text → the text.
        fitting: what fits sentences that code puts together → the text.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    fitting: Sequence[tuple[re.Pattern[str], str]] = ()

    @classmethod
    def of(cls, texts: Mapping[str, str], told: Mapping[str, str]) -> Words:
        """Texts by their English wording.

        Args:
            texts: of pages.
            told: sentences that code puts together, with places.
        """
        fitting = [(_pattern(english), text) for english, text in told.items() if _PLACE.search(english)]
        return cls({**told, **texts}, fitting)

    def text(self, english: str) -> str | None:
        """The text for an English one or for a sentence; None if there is none."""
        found = self.texts.get(english)
        if found is not None or len(english) > _LONGEST:
            return found
        fits = ((pattern.fullmatch(english), text) for pattern, text in self.fitting)
        match, text = next(((match, text) for match, text in fits if match), (None, ""))
        return _PLACE.sub(lambda place: match[place[1]], text) if match else None


def _pattern(english: str) -> re.Pattern[str]:
    """What fits an English text with places."""
    parts = _PLACE.split(english)
    names = [f"(?P<{part}>.+?)" if place % 2 else re.escape(part) for place, part in enumerate(parts)]
    return re.compile("".join(names), re.DOTALL)


@cache
def words(tag: str) -> Words:
    """The texts of a language, read once; none for English and for what is not offered."""
    tables = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    texts, told = ({row["en"]: row[tag] for row in tables[name] if tag in row} for name in ("text", "told"))
    return Words.of(texts, told)


def worded(english: str, language: Language | None) -> str:
    """A text in a language, or in English where there is none."""
    if language is None or language.tag == "en":
        return english
    return words(language.tag).text(english) or english


def put(english: str, language: Language) -> Text:
    """A text with the language that it is in: English where there is none in that of the page."""
    told = worded(english, language)
    return Text(told, language.tag if told != english else "en")


def said(english: str, language: Language | None, **parts: object) -> str:
    """The same with something put into its places."""
    return worded(english, language) % parts


def marked(english: str, language: Language, **parts: str) -> Text:
    """The same for a page: what is put in may have markup of its own, such as that of `tagged`."""
    return Text(escape(worded(english, language)) % parts, language.tag)


def tagged(texts: Iterable[Text], language: Language) -> Markup:
    """Texts in a row, each that is in another language than the page marked as such."""
    found = (
        escape(text.value)
        if text.language == language.tag
        else Markup('<bdi lang="{}">{}</bdi>').format(text.language, text.value)
        for text in texts
    )
    return escape(worded(", ", language)).join(found)


def install(app: Flask) -> None:
    """Let the templates of an app translate, in the language of the page.

    `_("…")` and `{% trans %}` take texts that stand in the template, `|told` what code gives it; `|day`
    says a day or period in words, `|shortest` in the fewest signs.
    """
    app.jinja_env.filters["told"] = _told
    app.jinja_env.filters["day"] = _day
    app.jinja_env.filters["shortest"] = shortest
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.install_gettext_callables(_one, _several, newstyle=True)  # type: ignore[attr-defined]  # of the extension


@pass_context
def _told(context: Context, english: str) -> str:
    return worded(english, _tongue(context))


@pass_context
def _day(context: Context, shown: object) -> str:
    tongue = _tongue(context)
    return stretch_text(str(shown), tongue.tag if tongue else "en")


@pass_context
def _one(context: Context, english: str) -> str:
    return worded(english, _tongue(context))


@pass_context
def _several(context: Context, one: str, more: str, number: int) -> str:
    language = _tongue(context)
    return worded(one if number == 1 and language_counts(language) else more, language)


def counted(number: int, word: str, language: Language) -> str:
    """A number and what it counts, an English word for one, in a language."""
    if language_counts(language):
        return several(number, word)
    return said(f"%(number)s {word}s", language, number=f"{number:,}")


def language_counts(language: Language | None) -> bool:
    """Whether a language has words of its own for one of a kind; Chinese has not."""
    return language is None or not language.tag.startswith("zh")


def _tongue(context: Context) -> Language | None:
    found = context.get(TONGUE)
    return found if isinstance(found, Language) else None
