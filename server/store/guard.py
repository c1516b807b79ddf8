"""What may reach the engine: the form of a query is read, and what is not offered is refused. Pure.

The engine recurses without a limit, so depth is limited here; its planner takes time that grows with the
cube of the number of patterns, so that is limited too; it would follow SERVICE to any address, so SERVICE
is refused unless its target is on a list. Everything else is the engine's business: this is no parser.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from server.errors import Place, QueryRefused, QuerySyntaxError
from server.names import PREFIXES
from server.store.partners import Partner
from server.store.protocol import Kind, Query
from server.store.services import Services
from server.store.shape import shape
from server.store.tokens import matches, place, token_of

#: Brackets of all kinds that may be open at once.
MAX_DEPTH: Final = 64
#: Operators, triple patterns and clauses in one query.
MAX_OPERATORS: Final = 256
#: Tokens in one query; a list of values counts one each.
MAX_TOKENS: Final = 100_000

_OPEN: Final = frozenset(("(", "{", "[", "<<", "<<(", "{|"))
_CLOSE: Final = frozenset((")", "}", "]", ">>", ")>>", "|}"))
_OPERATORS: Final = frozenset(
    ("/", "|", "^", "!", "+", "-", "*", "?", "&&", "||", "=", "!=", "<", ">", "<=", ">=", ".", ";")
)
_CLAUSES: Final = frozenset(
    ("UNION", "OPTIONAL", "MINUS", "FILTER", "BIND", "EXISTS", "GRAPH", "VALUES", "IN")
)
_UPDATES: Final = frozenset(
    ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")
)
_VOLATILE: Final = frozenset(("NOW", "RAND", "UUID", "STRUUID", "BNODE"))
_PROLOGUE: Final = frozenset(("BASE", "PREFIX", "VERSION"))
_PROLOGUE_PARTS: Final = frozenset(("iri", "name", "string"))
#: Words that say something of a query as a whole; of all others none is looked at.
_TELLING: Final = _CLAUSES | _UPDATES | _VOLATILE | _PROLOGUE | {"FROM", *Kind.__members__}
#: An IRI up to what none holds (RFC 3987).
_BROKEN_IRI: Final = re.compile(r'<[^<>"{}|^`\\\x00-\x20]*')
_SERVICE: Final = "SERVICE"
#: Characters that are shown of what stands in the place of a query.
_SHOWN: Final = 20

_UPDATE: Final = (
    "The data here are read-only: updates are not offered. "
    "Download a dump and load it into a store of your own."
)


def examine(text: str, allowed: Sequence[Partner] = ()) -> Query:
    """Read the form of a query.

    Args:
        text: the query.
        allowed: endpoints that it may name in SERVICE.

    Raises:
        QuerySyntaxError: it is no query, or a string is not closed.
        QueryRefused: 403 for SERVICE and updates, 400 for what is too deep or has too many
            operators, 413 for too many tokens.
    """
    if "\0" in text:
        raise QuerySyntaxError("U+0000 cannot stand in a query", place=place(text, text.index("\0")))
    tally = _Tally(text, allowed)
    tally.read()
    if tally.kind is None:
        raise QuerySyntaxError("the query is empty: send SELECT, ASK, CONSTRUCT or DESCRIBE")
    services = tuple(tally.services.found)
    volatile = tally.volatile or bool(services)
    return Query(
        text,
        tally.kind,
        has_dataset=tally.has_dataset,
        volatile=volatile,
        services=services,
        shape=shape(tally.parts, len(text)),
    )


class _Tally:
    """What was seen of a query so far."""

    def __init__(self, text: str, allowed: Sequence[Partner]) -> None:
        self.services = Services(text, allowed)
        self.parts: list[str] = []
        self.kind: Kind | None = None
        self.has_dataset = False
        self.volatile = False
        self._text = text
        self._open: list[str] = []
        self._operators = 0
        self._statement = False
        self._declares = False
        self._prefixes: set[str] = set()

    def read(self) -> None:
        """Take every token into account, or raise. Every query comes by here: no more is done than needed."""
        has_services = _SERVICE in self._text.upper()
        last = ""
        for number, match in enumerate(matches(self._text), 1):
            kind = match.lastgroup
            if kind is None:  # white space at the end
                break
            if number > MAX_TOKENS:
                message = f"the query has more than {MAX_TOKENS:,} tokens; send several smaller ones"
                self._refuse(match, message, 413)
            if has_services:
                self.services.add(token_of(match), len(self._open))
            part = kind
            if kind == "mark":
                part = match[kind]
                self._mark(match, part)
            elif kind == "word":
                part = match[kind].upper()
                self._word(match, part)
            elif kind == "name":
                self._name(match)
            elif kind == "open":
                token_of(match)
            if self.kind is None and not (kind in _PROLOGUE_PARTS or part in _PROLOGUE):
                self._not_a_query(match)
            if part != last:
                self.parts.append(part)
                last = part

    def _word(self, match: re.Match[str], word: str) -> None:
        self._declares = False
        if word in _TELLING:
            if word in _UPDATES and (self.kind is None or self._statement):
                raise QueryRefused(_UPDATE, status=403, place=self._place(match))
            if self.kind is None and word in Kind.__members__:
                self.kind = Kind(word)
            self._declares = word == "PREFIX"
            self.has_dataset |= word == "FROM"
            self.volatile |= word in _VOLATILE
            if word in _CLAUSES:
                self._count(match)
        self._statement = False

    def _mark(self, match: re.Match[str], mark: str) -> None:
        self._statement = False
        if mark in _OPEN:
            self._open.append(mark)
            if len(self._open) > MAX_DEPTH:
                self._refuse(
                    match, f"the query is nested too deeply: at most {MAX_DEPTH} brackets may be open at once"
                )
        elif mark in _CLOSE:
            del self._open[-1:]
        elif mark in _OPERATORS or (mark == "," and self._open[-1:] != ["("]):
            self._statement = mark == ";" and not self._open
            self._count(match)

    def _name(self, match: re.Match[str]) -> None:
        prefix = match["name"].partition(":")[0]
        if self._declares:
            self._prefixes.add(prefix)
            self._declares = False
        elif prefix not in self._prefixes:
            if self._text[match.start("name") - 1 : match.start("name")] == "<":
                self._unclosed(match.start("name") - 1)
            known = PREFIXES.get(prefix, "…")
            message = f"the prefix {prefix}: is not declared; begin the query with PREFIX {prefix}: <{known}>"
            raise QuerySyntaxError(message, place=self._place(match))

    def _count(self, match: re.Match[str]) -> None:
        """Count an operator, a pattern or a clause."""
        self._operators += 1
        if self._operators > MAX_OPERATORS:
            message = (
                f"the query has more than {MAX_OPERATORS} operators and patterns; send several smaller ones"
            )
            self._refuse(match, message)

    def _unclosed(self, start: int) -> None:
        """Say what is wrong with an IRI of which the end is not found."""
        found = _BROKEN_IRI.match(self._text, start)
        end = found.end() if found else start + 1
        after = self._text[end : end + 1]
        ends = re.compile("[<>\r\n]").search(self._text, end)
        message = "the IRI that starts here is not closed: write > where it ends"
        if ends is not None and ends[0] == ">" and after not in {"", ">"}:
            shown = "a space" if after.isspace() else repr(after)
            message += f", or escape {shown}, which no IRI holds, as %{ord(after):02X}"
        raise QuerySyntaxError(message, place=place(self._text, start))

    def _not_a_query(self, match: re.Match[str]) -> None:
        text = token_of(match).text
        if text == "<":
            self._unclosed(match.start("mark"))
        shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
        message = f"a query starts with SELECT, ASK, CONSTRUCT or DESCRIBE, not with {shown!r}"
        raise QuerySyntaxError(message, place=self._place(match))

    def _refuse(self, match: re.Match[str], message: str, status: int = 400) -> None:
        raise QueryRefused(message, status=status, place=self._place(match))

    def _place(self, match: re.Match[str]) -> Place:
        return place(self._text, match.start(match.lastgroup or 0))
