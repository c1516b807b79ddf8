"""What the server says itself, in the language of the reader: texts by their English wording.

The texts of other languages stand in gettext catalogs, `translations/`, and are read as they are written:
nothing is compiled beforehand. Where something is put into a text it has a place for it, `%(name)s`. A
sentence that code puts together before it is known who reads it has the context `told`; it is found by the
text that it fits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask
from flask_babel import Babel, force_locale, get_locale
from markupsafe import Markup, escape

from server.periods import shortest, stretch_text
from server.web.contexts.values import Text
from server.web.languages import LANGUAGES, Language
from server.web.wording import several

#: The name by which templates know the language that they are written in; without one that is English.
TONGUE: Final = "tongue"
#: Context of sentences that code puts together.
TOLD: Final = "told"

_CATALOGS: Final = Path(__file__).with_name("translations")
_PLACE: Final = re.compile(r"%\((\w+)\)s")
#: Characters of a sentence that is compared with texts.
_LONGEST: Final = 2_000


@dataclass(frozen=True)
class Words:
    """Texts of one language.

    Attributes:
        catalog: its catalog.
        texts: English text → the text.
        fitting: what fits sentences that code puts together → the text.
    """

    catalog: NullTranslations
    texts: Mapping[str, str] = field(default_factory=dict)
    fitting: Sequence[tuple[re.Pattern[str], str]] = ()

    def text(self, english: str) -> str | None:
        """The text for an English one or for a sentence; None if there is none."""
        found = self.texts.get(english)
        if found is not None or len(english) > _LONGEST:
            return found
        fits = ((pattern.fullmatch(english), text) for pattern, text in self.fitting)
        match, text = next(((match, text) for match, text in fits if match), (None, ""))
        return _PLACE.sub(lambda place: match[place[1]], text) if match else None


#: The texts of the page that is being made, which has many of them.
_SPOKEN: Final[ContextVar[Words | None]] = ContextVar("_SPOKEN", default=None)


def _pattern(english: str) -> re.Pattern[str]:
    """What fits an English text with places."""
    parts = _PLACE.split(english)
    names = [f"(?P<{part}>.+?)" if place % 2 else re.escape(part) for place, part in enumerate(parts)]
    return re.compile("".join(names), re.DOTALL)


def catalog_file(tag: str) -> Path:
    """Where the catalog of a language is."""
    return _CATALOGS / tag.replace("-", "_") / "LC_MESSAGES" / "messages.po"


@cache
def words(tag: str) -> Words:
    """The texts of a language, read once; none for English and for what is not offered."""
    path = catalog_file(tag)
    if not path.is_file():
        return Words(NullTranslations())
    with path.open("rb") as written:
        read = read_po(written, locale=tag.replace("-", "_"))
    compiled = BytesIO()
    write_mo(compiled, read)
    compiled.seek(0)
    rows = [row for row in read if isinstance(row.id, str) and row.id]
    told = ((str(row.id), str(row.string)) for row in rows if row.context == TOLD)
    fitting = [(_pattern(english), text) for english, text in told if _PLACE.search(english)]
    return Words(Translations(compiled), {str(row.id): str(row.string) for row in rows}, fitting)


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


def install(app: Flask, selected: Callable[[], Language]) -> None:
    """Let the templates of an app translate, in the language of the page.

    `_("…")` and `{% trans %}` take texts that stand in the template, `|told` what code gives it; `|day`
    says a day or period in words, `|shortest` in the fewest signs.

    Args:
        app: the app.
        selected: the language that a request prefers, where none is forced.
    """
    Babel(configure_jinja=False).init_app(app, locale_selector=lambda: _locale(selected()))
    app.jinja_env.filters |= {"told": _one, "day": _day, "shortest": shortest}
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.install_gettext_callables(_one, _several, newstyle=True)  # type: ignore[attr-defined]  # of the extension


@contextmanager
def speaking(language: Language | None) -> Iterator[None]:
    """Let templates speak a language meanwhile; English where there is none."""
    spoken = language or LANGUAGES[0]
    with force_locale(_locale(spoken)):
        before = _SPOKEN.set(words(spoken.tag))
        try:
            yield
        finally:
            _SPOKEN.reset(before)


def _locale(language: Language) -> str:
    return language.tag.replace("-", "_")


def _one(english: str) -> str:
    return _words().text(english) or english


def _several(one: str, more: str, number: int) -> str:
    return _words().catalog.ngettext(one, more, number)


def _words() -> Words:
    return _SPOKEN.get() or words(_tag())


def _tag() -> str:
    return str(get_locale() or LANGUAGES[0].tag).replace("_", "-")


def _day(shown: object) -> str:
    return stretch_text(str(shown), _tag())


def counted(number: int, word: str, language: Language) -> str:
    """A number and what it counts, an English word for one, in a language."""
    if language_counts(language):
        return several(number, word)
    return said(f"%(number)s {word}s", language, number=f"{number:,}")


def language_counts(language: Language | None) -> bool:
    """Whether a language has words of its own for one of a kind; Chinese has not."""
    return language is None or not language.tag.startswith("zh")
