"""SERVICE in a query: each target is read, looked up in the list, and can be put in another's place. Pure.

Only the target itself is replaced, by its place in the text; strings and comments are never looked into.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

from server.errors import Place, ServiceRefused
from server.store.partners import Partner, listed
from server.store.tokens import Token, place

#: SERVICE clauses in one query.
MAX_SERVICES: Final = 8

_OFF: Final = (
    "SERVICE is not offered here, with or without SILENT: this server never calls another. "
    "Ask each endpoint for its part and join the answers in your program, or let a client that federates "
    "(Comunica, or rdflib) do it from your side."
)
_ESCAPED: Final = re.compile(r"\\(.)")


@dataclass(frozen=True)
class Service:
    """One SERVICE clause whose target is a partner.

    Attributes:
        start: offset of the target's first character.
        end: offset after its last.
        partner: what it names.
        silent: whether a failure counts as an empty solution (SPARQL 1.1 Federated Query §2.3).
    """

    start: int
    end: int
    partner: Partner
    silent: bool


class Services:
    """Reads SERVICE clauses while a query goes by, token by token."""

    def __init__(self, text: str, allowed: Sequence[Partner]) -> None:
        """Allow these partners in the query `text`."""
        self.found: list[Service] = []
        self._text = text
        self._allowed = allowed
        self._base = ""
        self._prefixes: dict[str, str] = {}
        self._before = ("", "")
        self._silent: bool | None = None
        self._inside: int | None = None

    def add(self, token: Token, depth: int) -> None:
        """Take one token into account.

        Args:
            token: the token.
            depth: brackets that are open before it.

        Raises:
            ServiceRefused: 403 for a target that is not on the list, 400 for one that is no IRI.
        """
        word = token.word
        if self._inside is not None and token.text == "}" and depth <= self._inside + 1:
            self._inside = None
        if word == "SERVICE":
            self._begin(token, depth)
        elif self._silent is not None and word != "SILENT":
            self._target(token)
        elif word == "SILENT" and self._silent is not None:
            self._silent = True
        self._declare(token)
        self._before = (self._before[1], word or token.text)

    def _begin(self, token: Token, depth: int) -> None:
        if not self._allowed:
            self._refuse(token, _OFF, 403)
        if self._inside is not None or self._silent is not None:
            self._refuse(token, "a SERVICE inside another is not offered; write them side by side")
        if len(self.found) == MAX_SERVICES:
            self._refuse(token, f"a query may have {MAX_SERVICES} SERVICE clauses; send several smaller ones")
        self._silent = False
        self._inside = depth

    def _target(self, token: Token) -> None:
        if token.kind not in {"iri", "name"}:
            message = "after SERVICE comes the address of an endpoint; variables are not offered there"
            self._refuse(token, message)
        iri = self._iri(token)
        partner = listed(iri, self._allowed)
        if partner is None:
            shown = ", ".join(f"<{one}>" for one in self._allowed)
            message = (
                f"SERVICE may name {shown} here and nothing else, with or without SILENT; "
                "ask other endpoints from your side and join the answers in your program"
            )
            self._refuse(token, message, 403)
            return
        self.found.append(Service(token.start, token.start + len(token.text), partner, bool(self._silent)))
        self._silent = None

    def _iri(self, token: Token) -> str:
        """The IRI that a token stands for; what is not plain cannot be on the list and stays as it is."""
        if token.kind == "iri":
            return self._resolved(token.text[1:-1])
        prefix, _, local = token.text.partition(":")
        return self._prefixes.get(prefix, "") + _ESCAPED.sub(r"\1", local)

    def _resolved(self, iri: str) -> str:
        try:
            return urljoin(self._base, iri) if ":" not in iri.partition("/")[0] else iri
        except ValueError:
            return iri

    def _declare(self, token: Token) -> None:
        if token.kind != "iri":
            return
        if self._before[1] == "BASE":
            self._base = self._resolved(token.text[1:-1])
        elif self._before[0] == "PREFIX" and self._before[1].endswith(":"):
            self._prefixes[self._before[1][:-1]] = self._resolved(token.text[1:-1])

    def _refuse(self, token: Token, message: str, status: int = 400) -> None:
        raise ServiceRefused(message, status=status, place=place(self._text, token.start))


def retargeted(text: str, services: Sequence[Service], targets: Sequence[str]) -> str:
    """The query with other targets, in the order of `services`."""
    parts, end = [], 0
    for service, target in zip(services, targets, strict=True):
        parts += [text[end : service.start], f"<{target}>"]
        end = service.end
    return "".join((*parts, text[end:]))


def original_place(text: str, services: Sequence[Service], targets: Sequence[str], found: Place) -> Place:
    """Where in the query as it came something is that was found in `retargeted` text."""
    shift = 0
    for service, target in zip(services, targets, strict=True):
        start = place(text, service.start)
        if start.line == found.line:
            end = start.column + shift + len(target) + 2
            if found.column < end:
                return (
                    start if found.column >= start.column + shift else Place(found.line, found.column - shift)
                )
            shift = end - start.column - (service.end - service.start)
    return Place(found.line, found.column - shift)
