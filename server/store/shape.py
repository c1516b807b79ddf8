"""The shape of a query: what is left of it without its terms. Pure but for the seed of the process."""

from __future__ import annotations

from typing import Final

from server.store.tokens import Token

#: Tokens that stand as they are; of all others, terms, the kind is enough.
_VERBATIM: Final = frozenset(("word", "mark"))
#: Parts that are looked at.
_PARTS: Final = 1000


class Shape:
    """Gathers the tokens of one query.

    Queries of one shape differ in terms, and in the length of lists and of the whole by less than a factor
    of two: `{ ?a ?b "one" }` and `{ ?x ?y "two" }`. So one that was slow says something of the other.
    """

    def __init__(self) -> None:
        """Nothing was seen yet."""
        self._parts: list[str] = []

    def add(self, token: Token) -> None:
        """Take one token into account."""
        part = token.text.upper() if token.kind in _VERBATIM else token.kind
        parts = self._parts
        if len(parts) < _PARTS and not (parts and parts[-1] is part):
            parts.append(part)

    def number(self, text: str) -> int:
        """The same for queries of one shape, in one process; `text` is the whole query."""
        return hash((len(text).bit_length(), *self._parts))
