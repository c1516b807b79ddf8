"""Functions that a query calls by an IRI and that nobody here knows. Pure.

Such a call has no value (SPARQL 1.1 Query §17.6), so an answer may be empty and nothing says why.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from server.errors import Place
from server.names import PREFIXES
from server.store.named import named
from server.store.tokens import place

#: Casts that the engine has (SPARQL 1.1 Query §17.1, and more of XPath's).
_CASTS: Final = frozenset(
    PREFIXES["xsd"] + name
    for name in (
        *("boolean", "double", "float", "decimal", "integer", "string", "dateTime", "date", "time"),
        *("duration", "dayTimeDuration", "yearMonthDuration", "gYear", "gYearMonth", "gMonth", "gMonthDay"),
        "gDay",
    )
)
#: Words after which an expression may stand outside of brackets.
_BEFORE: Final = frozenset(("FILTER", "HAVING", "BY", "ASC", "DESC"))


@dataclass(frozen=True)
class Call:
    """A call of an unknown function: as it is written, its IRI, and where it stands."""

    name: str
    iri: str
    place: Place


def unknown_calls(text: str, base: str) -> list[Call]:
    """The unknown functions of a query that parses, each where it is called first.

    Args:
        text: the query.
        base: what its relative IRIs are resolved against, unless it has a base of its own.
    """
    found: dict[str, Call] = {}
    for name, iri, start in _calls(text, base):
        if iri not in _CASTS:
            found.setdefault(iri, Call(name, iri, place(text, start)))
    return list(found.values())


def _calls(text: str, base: str) -> Iterator[tuple[str, str, int]]:
    """Names before brackets where an expression stands; elsewhere a list may follow a predicate."""
    depth = [0]  # round brackets that are open in each group
    last = ("", "", 0, False)
    for token, iri, before, _ in named(text, base):
        if token.text == "(" and last[1] and last[3]:
            yield last[:3]
        if token.kind == "mark":
            if token.text == "{":
                depth.append(0)
            elif token.text == "}":
                depth = depth[:-1] or [0]
            elif token.text in {"(", ")"}:
                depth[-1] += 1 if token.text == "(" else -1
        last = (token.text, iri, token.start, depth[-1] > 0 or before in _BEFORE)
