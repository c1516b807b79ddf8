"""Pages as they are spoken: each text and attribute that a reader meets, with the language of its mark."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final

#: Attributes that are shown or read aloud.
_SHOWN: Final = ("title", "aria-label", "placeholder", "alt", "data-label", "aria-roledescription", "label")
#: Elements whose text is of no language: programs, data, what the machine has read.
_UNSPOKEN: Final = frozenset({"script", "style", "code", "pre", "kbd", "samp", "var", "textarea"})
_VOID: Final = frozenset(("area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"))
#: What an element that is opened closes, where its end may be left out.
_CLOSES: Final = {
    **{tag: {tag} for tag in ("li", "option", "p")},
    **{tag: {"dt", "dd"} for tag in ("dt", "dd")},
    **{tag: {"td", "th"} for tag in ("td", "th")},
}


@dataclass(frozen=True)
class Spoken:
    """Words of a page.

    Attributes:
        words: the text.
        language: of the nearest element that names one.
        place: the elements around it, the nearest last.
        attribute: its name, where it is one.
    """

    words: str
    language: str
    place: tuple[str, ...]
    attribute: str = ""


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.stack: list[tuple[str, str, bool]] = []
        self.found: list[Spoken] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        while self.stack and self.stack[-1][0] in _CLOSES.get(tag, ()):
            self.stack.pop()
        said = {name: value or "" for name, value in attrs}
        _, language, silent = self.stack[-1] if self.stack else ("", "", False)
        language = said.get("lang", language)
        silent = silent or tag in _UNSPOKEN or said.get("translate") == "no"
        place = (*(one[0] for one in self.stack), tag)
        if not silent:
            self.found += [Spoken(said[name], language, place, name) for name in _SHOWN if said.get(name)]
        if tag == "meta" and said.get("name") == "description":
            self.found.append(Spoken(said["content"], language, place, "content"))
        if tag not in _VOID:
            self.stack.append((tag, language, silent))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.stack.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in (one[0] for one in self.stack):
            while self.stack.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self.stack and data.strip() and not self.stack[-1][2]:
            place = tuple(one[0] for one in self.stack)
            self.found.append(Spoken(" ".join(data.split()), self.stack[-1][1], place))


def spoken(page: str) -> Iterator[Spoken]:
    """Each text and shown attribute of a page."""
    reader = _Page()
    reader.feed(page.replace("<wbr>", ""))  # a line may break there; the word goes on
    reader.close()
    yield from reader.found
