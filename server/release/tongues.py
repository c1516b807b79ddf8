"""How labels are put together in each language, of parts that have names in it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from server.borrowing import can_stand, has_letters
from server.folding import is_han
from server.periods import period_text

#: Titles that nothing prints: what the curators call a place which has none.
_OURS: Final = re.compile(r"\[.*\]")
#: Where something is on a page, in English → in Chinese.
_LOCATORS: Final = (
    (re.compile(r"lines? ([\d, –-]+)"), "第{}行"),
    (re.compile(r"Articles? ([\d, –-]+)"), "第{}条"),
)


@dataclass(frozen=True)
class Place:
    """Where a passage is, as the data say it; what they do not say is empty.

    Attributes:
        section: title of the section, in square brackets where nothing is printed.
        locator: in words.
        paragraph, pages: numbers, or several.
        first, last: numbers of lines.
    """

    section: str
    locator: str
    paragraph: str
    pages: str
    first: str
    last: str

    @property
    def lines(self) -> str:
        """The lines, as one number or from one to another."""
        return self.first if self.last in {"", self.first} else f"{self.first}–{self.last}"


class English:
    """Labels in English: every part has a name."""

    tag: Final = "en"
    joint: Final = ", "

    def claim(self, kind: str, ends: list[list[str]], validity: str) -> str:
        """A claim by its kind, what it is about, and its period."""
        period = f", {period_text(validity)}" if validity else ""
        return f"{kind}: {' – '.join(', '.join(names) for names in ends)}{period}"

    def place(self, where: Place) -> str:
        """A passage by its place: section, locator, paragraph, pages, lines."""
        several = "pp." if any(mark in where.pages for mark in "-,") else "p."
        parts = (
            where.section,
            where.locator,
            f"¶ {where.paragraph}" if where.paragraph else "",
            f"{several} {where.pages.replace('-', '–')}" if where.pages else "",
            f"line{'s' if '–' in where.lines else ''} {where.lines}" if where.first else "",
        )
        return ", ".join(part for part in parts if part)

    def locator(self, words: str) -> str:
        """Where something is on a page."""
        return words

    def borrowed(self, name: str) -> str:
        """A name in English."""
        return name

    def printed(self, words: str) -> str:
        """A wording, or a title as printed."""
        return words

    def apart(self, name: str, kind: str) -> str:
        """A name that another thing has, too, with what kind of thing bears it."""
        return f"{name} ({kind})"


class Chinese:
    """Labels in simplified Chinese: a part that cannot be named in a Chinese text is empty, and so is all."""

    tag: Final = "zh-hans"
    joint: Final = "，"

    def claim(self, kind: str, ends: list[list[str]], validity: str) -> str:
        """A claim by its kind, what it is about, and its period; empty where one of them has no name."""
        if not kind or not all(name for names in ends for name in names):
            return ""
        period = f"，{period_text(validity, 'zh-Hans')}" if validity else ""
        return f"{kind}：{' – '.join('、'.join(names) for names in ends)}{period}"

    def place(self, where: Place) -> str:
        """A passage by its place, the title of the section as it is printed; empty if that cannot be said."""
        locator = self.locator(where.locator)
        if where.locator and not locator:
            return ""
        title = "" if _OURS.fullmatch(where.section) else self.printed(where.section)
        parts = (
            locator,
            f"第{where.paragraph}段" if where.paragraph else "",
            f"第{where.pages.replace('-', '–')}页" if where.pages else "",
            f"第{where.lines}行" if where.first else "",
        )
        return title + "，".join(part for part in parts if part)

    def locator(self, words: str) -> str:
        """Where something is on a page; empty if that cannot be said."""
        found = ((pattern.fullmatch(words), said) for pattern, said in _LOCATORS)
        numbered = next((said.format(match[1].replace(", ", "、")) for match, said in found if match), "")
        return numbered or self.borrowed(words)

    def borrowed(self, name: str) -> str:
        """A name in English, where it is a proper name; else empty."""
        return name if can_stand(name) else ""

    def printed(self, words: str) -> str:
        """A wording, or a title as printed: in quotation marks where it is not Chinese."""
        return f"“{words}”" if has_letters(words) and not any(map(is_han, words)) else words

    def apart(self, name: str, kind: str) -> str:
        """A name that another thing has, too, with what kind of thing bears it."""
        return f"{name}（{kind}）"


Tongue = English | Chinese

#: The languages in which labels are composed, the one that every label has first.
TONGUES: Final[tuple[Tongue, ...]] = (English(), Chinese())
