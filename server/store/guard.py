"""What may reach the engine: the form of a query is read, and what is not offered is refused. Pure.

The engine recurses without a limit, so depth is limited here; its planner takes time that grows with the
cube of the number of patterns, so that is limited too; it would follow SERVICE to any address, so SERVICE
is refused unless its target is on a list. Everything else is the engine's business: this is no parser.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from server.errors import QueryRefused, QuerySyntaxError
from server.names import PREFIXES
from server.store.partners import Partner
from server.store.protocol import Kind, Query
from server.store.services import Services
from server.store.shape import Shape
from server.store.tokens import Token, place, tokens

#: Brackets of all kinds that may be open at once.
MAX_DEPTH: Final = 64
#: Operators and triple patterns in one query.
MAX_OPERATORS: Final = 256
#: Tokens in one query; a list of values counts one each.
MAX_TOKENS: Final = 100_000

_OPEN: Final = frozenset(("(", "{", "[", "<<", "<<(", "{|"))
_CLOSE: Final = frozenset((")", "}", "]", ">>", ")>>", "|}"))
_OPERATORS: Final = frozenset(
    ("/", "|", "^", "!", "+", "-", "*", "?", "&&", "||", "=", "!=", "<", ">", "<=", ">=")
)
_PATTERNS: Final = frozenset((".", ";"))
_CLAUSES: Final = frozenset(
    ("UNION", "OPTIONAL", "MINUS", "FILTER", "BIND", "EXISTS", "GRAPH", "VALUES", "IN")
)
_UPDATES: Final = frozenset(
    ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")
)
_VOLATILE: Final = frozenset(("NOW", "RAND", "UUID", "STRUUID", "BNODE"))
_PROLOGUE: Final = frozenset(("BASE", "PREFIX", "VERSION"))
_PROLOGUE_PARTS: Final = frozenset(("iri", "name", "string"))

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
    for token in tokens(text):
        tally.add(token)
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
        shape=tally.shape.number(text),
    )


class _Tally:
    """What was seen of a query so far."""

    def __init__(self, text: str, allowed: Sequence[Partner]) -> None:
        self.services = Services(text, allowed)
        self.shape = Shape()
        self.kind: Kind | None = None
        self.has_dataset = False
        self.volatile = False
        self._text = text
        self._open: list[str] = []
        self._operators = 0
        self._count = 0
        self._statement = False
        self._declares = False
        self._prefixes: set[str] = set()

    def add(self, token: Token) -> None:
        """Take one token into account, or raise."""
        self._count += 1
        if self._count > MAX_TOKENS:
            self._refuse(
                token, f"the query has more than {MAX_TOKENS:,} tokens; send several smaller ones", 413
            )
        self.services.add(token, len(self._open))
        self.shape.add(token)
        if token.kind == "word":
            self._word(token, token.text.upper())
        elif token.kind == "mark":
            self._mark(token)
        elif token.kind == "name":
            self._name(token)
        if self.kind is None and not (token.kind in _PROLOGUE_PARTS or token.text.upper() in _PROLOGUE):
            shown = token.text if len(token.text) <= 20 else token.text[:20] + "…"
            message = f"a query starts with SELECT, ASK, CONSTRUCT or DESCRIBE, not with {shown!r}"
            raise QuerySyntaxError(message, place=place(self._text, token.start))

    def _word(self, token: Token, word: str) -> None:
        if word in _UPDATES and (self.kind is None or self._statement):
            raise QueryRefused(_UPDATE, status=403, place=place(self._text, token.start))
        if self.kind is None and word in Kind.__members__:
            self.kind = Kind(word)
        self._declares = word == "PREFIX"
        self.has_dataset |= word == "FROM"
        self.volatile |= word in _VOLATILE
        self._operators += word in _CLAUSES
        self._statement = False
        self._check_operators(token)

    def _mark(self, token: Token) -> None:
        mark = token.text
        if mark in _OPEN:
            self._open.append(mark)
            if len(self._open) > MAX_DEPTH:
                self._refuse(
                    token, f"the query is nested too deeply: at most {MAX_DEPTH} brackets may be open at once"
                )
        elif mark in _CLOSE:
            del self._open[-1:]
        elif mark in _OPERATORS or mark in _PATTERNS or (mark == "," and self._open[-1:] != ["("]):
            self._operators += 1
        self._statement = mark == ";" and not self._open
        self._check_operators(token)

    def _name(self, token: Token) -> None:
        prefix = token.text.partition(":")[0]
        if self._declares:
            self._prefixes.add(prefix)
            self._declares = False
        elif prefix not in self._prefixes:
            known = PREFIXES.get(prefix, "…")
            message = f"the prefix {prefix}: is not declared; begin the query with PREFIX {prefix}: <{known}>"
            raise QuerySyntaxError(message, place=place(self._text, token.start))

    def _check_operators(self, token: Token) -> None:
        if self._operators > MAX_OPERATORS:
            message = (
                f"the query has more than {MAX_OPERATORS} operators and patterns; send several smaller ones"
            )
            self._refuse(token, message)

    def _refuse(self, token: Token, message: str, status: int = 400) -> None:
        raise QueryRefused(message, status=status, place=place(self._text, token.start))
