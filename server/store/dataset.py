"""What an engine must not be left to read for itself: a query's dataset, its base, names of its procedures.

Engines differ where `FROM` meets the parameters of the protocol, and in which named graphs a query without
`FROM NAMED` sees. So the dataset is taken out of the text and told by the protocol alone. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from server.errors import QueryRefused
from server.store.named import BASE, DECLARED, Named, read
from server.store.tokens import Token, place

#: Schemes by which Virtuoso calls its own procedures, whoever asks.
_PROCEDURES: Final = ("bif:", "sql:")


@dataclass(frozen=True)
class Portable:
    """A query that reads the same in every engine.

    Attributes:
        text: the query without its dataset, with a base where it needs one.
        default_graphs: IRIs of its `FROM`.
        named_graphs: IRIs of its `FROM NAMED`.
    """

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


def portable(text: str, base: str) -> Portable:
    """A query as any engine may have it.

    Args:
        text: a query that parses.
        base: what its relative IRIs are resolved against, unless it has a base of its own.

    Raises:
        QueryRefused: it calls a procedure of the engine.
    """
    reader = _Reader(text)
    for one in read(text, base):
        reader.add(one)
    pieces, end = [], 0
    for start, stop in reader.cuts:
        pieces += [text[end:start], re.sub(r"[^\r\n]", " ", text[start:stop])]
        end = stop
    whole = "".join([*pieces, text[end:]])
    if reader.relative and not reader.has_base:
        whole = f"BASE <{base}>\n{whole}"
    return Portable(whole, tuple(reader.default_graphs), tuple(reader.named_graphs))


class _Reader:
    """What was seen of a query so far."""

    def __init__(self, text: str) -> None:
        self.has_base = False
        self.relative = False
        self.cuts: list[tuple[int, int]] = []
        self.default_graphs: list[str] = []
        self.named_graphs: list[str] = []
        self._text = text
        self._clause: Token | None = None
        self._named = False

    def add(self, one: Named) -> None:
        """Take one token into account."""
        token = one.token
        word = token.word
        if one.iri:
            self._iri(one)
        if word == "FROM":
            self._clause, self._named = token, False
        elif word == "NAMED" and self._clause is not None:
            self._named = True

    def _iri(self, one: Named) -> None:
        token, iri = one.token, one.iri
        if iri.lower().startswith(_PROCEDURES):
            where = place(self._text, token.start)
            raise QueryRefused(f"<{iri[:4]}…> names a procedure of the engine; none is offered", place=where)
        self.relative |= one.relative
        if one.before == BASE:
            self.has_base = True
        elif one.before != DECLARED and self._clause is not None:
            self.cuts.append((self._clause.start, token.start + len(token.text)))
            (self.named_graphs if self._named else self.default_graphs).append(iri)
            self._clause = None


def names(graphs: tuple[str, ...]) -> Iterator[str]:
    """The graphs once each, in order."""
    return iter(dict.fromkeys(graphs))
