"""What two tellings of a document must have in common: its parts in order, and the facts in each.

Words differ from language to language; headings, paragraphs, rows of tables, items of lists, blocks of code
and pictures do not, and neither do the code, the links and the numbers in them.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MONTH: Final = re.compile(rf"\b(?:{'|'.join(_MONTHS)})\b(?= \d)|(?<=\d )(?:{'|'.join(_MONTHS)})\b")
_NUMBER: Final = re.compile(r"\d+(?:[.,:/-]\d+)*")
_NONE: Final = "nothing"


@dataclass(frozen=True)
class Part:
    """A part of a document.

    Attributes:
        kind: heading and its depth, paragraph, row and its cells, item, or block of code and its language.
        facts: code, links, pictures and numbers in it.
        line: where it begins, from 1.
        heading: the words of the heading above it.
    """

    kind: str
    facts: Counter[str]
    line: int
    heading: str


def outline(text: str, *, code: bool) -> list[Part]:
    """The parts of a document.

    Args:
        text: Markdown.
        code: whether the lines of blocks of code are facts.
    """
    tokens = MarkdownIt("commonmark", {"html": False}).enable("table").parse(text)
    return list(_parts(tokens, code=code))


def difference(english: str, other: str, *, code: bool) -> str:
    """Where two tellings first differ, and in what; empty if they do not."""
    heading = ""
    for one, two in zip_longest(outline(english, code=code), outline(other, code=code)):
        if one is None or two is None:
            return f"under “{heading}”: {_named(one)}, but {_named(two)}"
        heading = one.heading
        if one.kind != two.kind:
            return f"under “{heading}”: {_named(one)}, but {_named(two)}"
        if one.facts != two.facts:
            missing, more = (
                sorted((one.facts - two.facts).elements()),
                sorted((two.facts - one.facts).elements()),
            )
            return f"under “{heading}”: {_named(one)}, but {_named(two)}: missing {missing}, more {more}"
    return ""


def _named(part: Part | None) -> str:
    return f"line {part.line} is {part.kind}" if part else _NONE


def _parts(tokens: Sequence[Token], *, code: bool) -> Iterator[Part]:
    heading, item, row, facts, line = "", False, 0, Counter[str](), 0
    for at, token in enumerate(tokens):
        line = token.map[0] + 1 if token.map else line
        if token.type == "heading_open":
            heading = tokens[at + 1].content
            yield Part(f"a heading of depth {token.tag[1]}", _facts(tokens[at + 1]), line, heading)
        elif token.type == "list_item_open":
            item = True
        elif token.type == "paragraph_open":
            yield Part("an item" if item else "a paragraph", _facts(tokens[at + 1]), line, heading)
            item = False
        elif token.type == "fence":
            lines = Counter(token.content.splitlines()) if code else Counter[str]()
            yield Part(f"a block of code ({token.info or 'of no language'})", lines, line, heading)
        elif token.type == "tr_open":
            row, facts = 0, Counter()
        elif token.type in {"th_open", "td_open"}:
            row += 1
            facts += _facts(tokens[at + 1])
        elif token.type == "tr_close":
            yield Part(f"a row of {row} cells", facts, line, heading)


def _facts(inline: Token) -> Counter[str]:
    found = Counter[str]()
    for one in inline.children or ():
        if one.type == "code_inline":
            found[f"`{one.content}`"] += 1
        elif one.type == "link_open":
            found[f"({_target(str(one.attrs['href']))})"] += 1
        elif one.type == "image":
            found[f"!({_target(str(one.attrs['src']))})"] += 1
        elif one.type == "text":
            plain = _MONTH.sub(lambda month: str(_MONTHS.index(month[0]) + 1), one.content)
            found.update(_NUMBER.findall(plain))
    return found


def _target(href: str) -> str:
    """Where a link leads, from whatever folder; of a question its path alone, since words stand in it."""
    if re.match(r"[a-z]+:", href):
        return href.partition("?")[0]
    return posixpath.normpath(href).removeprefix("docs/").replace("../", "").removeprefix("docs/")
