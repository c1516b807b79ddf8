"""What an engine must not be left to read for itself: a query's dataset, its base, names of its procedures.

Engines differ where `FROM` meets the parameters of the protocol, and in which named graphs a query without
`FROM NAMED` sees. So the dataset is taken out of the text and told by the protocol alone. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

from server.errors import QueryRefused
from server.store.tokens import Token, place, tokens

#: Schemes by which Virtuoso calls its own procedures, whoever asks.
_PROCEDURES: Final = ("bif:", "sql:")
_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_CODEPOINT: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


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
    reader = _Reader(text, base)
    for token in tokens(text):
        reader.add(token)
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

    def __init__(self, text: str, base: str) -> None:
        self.has_base = False
        self.relative = False
        self.cuts: list[tuple[int, int]] = []
        self.default_graphs: list[str] = []
        self.named_graphs: list[str] = []
        self._text = text
        self._base = base
        self._prefixes: dict[str, str] = {}
        self._declared = ""
        self._clause: Token | None = None
        self._named = False
        self._last = ""

    def add(self, token: Token) -> None:
        """Take one token into account."""
        word = token.text.upper() if token.kind == "word" else ""
        if token.kind == "name" and self._last == "PREFIX":
            self._declared = token.text
        elif token.kind in {"iri", "name"}:
            self._iri(token)
        if word == "FROM":
            self._clause, self._named = token, False
        elif word == "NAMED" and self._clause is not None:
            self._named = True
        self._last = word

    def _iri(self, token: Token) -> None:
        iri = _CODEPOINT.sub(lambda found: chr(int(found[1] or found[2], 16)), token.text[1:-1])
        if token.kind == "name":
            prefix, _, local = token.text.partition(":")
            iri = self._prefixes.get(prefix + ":", "") + re.sub(r"\\(.)", r"\1", local)
        if iri.lower().startswith(_PROCEDURES):
            where = place(self._text, token.start)
            raise QueryRefused(f"<{iri[:4]}…> names a procedure of the engine; none is offered", place=where)
        self.relative |= token.kind == "iri" and _ABSOLUTE.match(iri) is None
        if self._last == "BASE":
            self.has_base = True
            self._base = urljoin(self._base, iri)
        elif self._declared:
            self._prefixes[self._declared] = iri
            self._declared = ""
        elif self._clause is not None:
            self.cuts.append((self._clause.start, token.start + len(token.text)))
            graphs = self.named_graphs if self._named else self.default_graphs
            graphs.append(iri if _ABSOLUTE.match(iri) else urljoin(self._base, iri))
            self._clause = None


def names(graphs: tuple[str, ...]) -> Iterator[str]:
    """The graphs once each, in order."""
    return iter(dict.fromkeys(graphs))
