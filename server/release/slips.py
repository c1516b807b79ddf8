"""What most likely went wrong where a parser gave up on a file of Turtle. Pure.

A parser says where it can go no further; the slip is often on the line before, and of a kind that its words
do not name: another script's punctuation, a word processor's quotation marks, a mark left out.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Final

from server.names import PREFIXES

_CURLED: Final = re.compile("[\u201c\u201d\u201e\u00ab\u00bb\uff02]")
#: Punctuation of Chinese typing and what Turtle wants instead.
_WIDE: Final = dict(zip("；：，。．［］（）＠＾", ";:,..[]()@^", strict=True))
_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
_COMMENT: Final = re.compile(r"(?:^|(?<=\s))#.*$")
_DATE: Final = re.compile(r"(?:^|\s)([0-9]{4}(?:-[0-9]{2}){0,2}(?:/[0-9-]*)?)\^\^")
_SPACED: Final = re.compile(r"^id:([a-z0-9-]+(?: [a-z0-9-]+)+) a ")
_UNDECLARED: Final = re.compile(r"The prefix ([^:\s]*): ")


def likely(text: str, line: int, reason: str) -> str | None:
    """What to mend, in words that follow the parser's reason; None if nothing is plain.

    Args:
        text: the file.
        line: the line where the parser gave up, from 1.
        reason: what it said.
    """
    if (named := _UNDECLARED.match(reason)) is not None:
        return _prefix(named[1])
    lines = text.splitlines()
    here = lines[line - 1] if 0 < line <= len(lines) else ""
    before = next((n for n in range(line - 1, 0, -1) if _code(lines[n - 1]).strip()), 0)
    for number in dict.fromkeys((line, before)):
        content = lines[number - 1] if 0 < number <= len(lines) else ""
        if (mark := _in_line(content)) is not None:
            return f"on line {number}, {mark}"
    if (missing := _left_open(lines, line)) is not None:
        return missing
    if before and (end := _code(lines[before - 1]).rstrip()):
        if end[-1] not in ";,.[(" and not here.lstrip().startswith((";", ",", ".", "]")):
            return f"put a semicolon at the end of line {before}, or a dot if the block ends there"
        if end[-1] == ";" and re.match(r"\S+:\S* a\b|<", here):
            return f"a new block begins here: end line {before} with a dot"
    return None


def _prefix(name: str) -> str:
    """What to do about a prefix that is not declared."""
    if name in PREFIXES:
        return f"add the line @prefix {name}: <{PREFIXES[name]}> . at the top"
    found = get_close_matches(name, PREFIXES, n=1)
    return f"did you mean {found[0]}:?" if found else "declare it at the top, or correct its spelling"


def _code(line: str) -> str:
    """A line without the comment, and with nothing in its strings."""
    return _COMMENT.sub("", _STRING.sub('""', line))


def _in_line(line: str) -> str | None:
    """A slip that one line shows by itself."""
    code = _code(line)
    if (curled := _CURLED.search(code)) is not None:
        return f'use straight quotation marks " instead of {curled[0]}'
    if (wide := next((mark for mark in code if mark in _WIDE), None)) is not None:
        return f"type {_WIDE[wide]} instead of the full-width {wide}"
    if code.count('"') % 2:
        return 'a quotation mark " is missing'
    if (spaced := _SPACED.match(code)) is not None:
        return f"join the words of a name by a hyphen: id:{spaced[1].replace(' ', '-')}"
    if (date := _DATE.search(code)) is not None:
        return f'put the date into quotation marks: "{date[1]}"^^'
    return None


def _left_open(lines: list[str], line: int) -> str | None:
    """A bracket of the block that was opened and not closed by the line before."""
    start = next((n for n in range(line - 1, 0, -1) if lines[n - 1][:1].strip()), 1)
    block = [_code(content) for content in lines[start - 1 : line - 1]]
    depth = 0
    for number, content in enumerate(block, start):
        depth += content.count("[") - content.count("]")
        if depth > 0 and content.rstrip().endswith("."):
            return f"close the bracket with ] on line {number}"
    return None
