"""SPARQL cut into tokens, as the grammar does it (SPARQL 1.1 Query §19.8, SPARQL 1.2). Pure.

Comments, strings, IRIs, prefixed names and variables are single tokens, so a keyword found here is one.
Codepoint escapes are read in strings and IRIs only, as SPARQL 1.2 §19.2 rules and as the engine does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from server.errors import Place, QuerySyntaxError

_BASE: Final = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME: Final = _BASE + "_0-9\u00b7\u0300-\u036f\u203f-\u2040"
_ESCAPE: Final = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_LOCAL: Final = rf"(?:[{_NAME}:-]|{_ESCAPE})"

# A prefix longer than 256 characters falls apart into several tokens. That keeps the time linear, and more
# tokens can never hide a keyword.
_TOKEN: Final = re.compile(
    rf"""
    (?:[ \t\r\n]+|\#[^\r\n]*)*+
    (?:
      (?P<iri><[^<>"{{}}|^`\x00-\x20]*>)
    | (?P<string>"{{3}}(?:[^"\\]|\\.|"(?!""))*"{{3}} | '{{3}}(?:[^'\\]|\\.|'(?!''))*'{{3}}
        | (?!"{{3}})"[^"\\\r\n]*(?:\\.[^"\\\r\n]*)*" | (?!'{{3}})'[^'\\\r\n]*(?:\\.[^'\\\r\n]*)*')
    | (?P<open>["'])
    | (?P<variable>[?$][{_NAME}]+)
    | (?P<blank>_:[{_NAME}](?:[{_NAME}.-]*[{_NAME}-])?)
    | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)?)
    | (?P<name>(?:[{_BASE}][{_NAME}.-]{{0,255}}+(?<!\.))?:
        (?:(?!\.)(?:[{_NAME}:-]++|{_ESCAPE}|\.++(?={_LOCAL}))*+)?)
    | (?P<number>[0-9]+\.[0-9]*[eE][+-]?[0-9]+|[0-9]*(?:\.[0-9]+|[0-9])(?:[eE][+-]?[0-9]+)?)
    | (?P<word>[A-Za-z][A-Za-z0-9_]*)
    | (?P<mark><<\(|\)>>|<<|>>|\{{\||\|\}}|&&|\|\||\^\^|!=|<=|>=|.)
    | \Z)
    """,
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """One token: its kind (`word`, `mark`, `iri`, `string`, …), its text and where it starts."""

    kind: str
    text: str
    start: int

    @property
    def word(self) -> str:
        """A word, in capitals; empty for what is none."""
        return self.text.upper() if self.kind == "word" else ""

    @property
    def sign(self) -> str:
        """A word, in capitals, or a mark; empty for what is neither."""
        return self.text.upper() if self.kind in {"word", "mark"} else ""


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a query in order, without white space and comments.

    Raises:
        QuerySyntaxError: a string is not closed.
    """
    for match in matches(text):
        if match.lastgroup is not None:
            yield token_of(match)


def matches(text: str) -> Iterator[re.Match[str]]:
    """The tokens as matches, for who reads few of them; the last may be none, with no `lastgroup`."""
    return _TOKEN.finditer(text)


def token_of(match: re.Match[str]) -> Token:
    """The token of a match.

    Raises:
        QuerySyntaxError: it is a string that is not closed.
    """
    kind = match.lastgroup or ""
    start = match.start(kind)
    if kind == "open":
        raise QuerySyntaxError("a string that starts here is not closed", place=place(match.string, start))
    return Token(kind, match[kind], start)


def place(text: str, start: int) -> Place:
    """Line and column, both from 1, of an offset."""
    line = text.count("\n", 0, start) + 1
    return Place(line, start - text.rfind("\n", 0, start))
