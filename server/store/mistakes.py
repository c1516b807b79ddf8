"""Usual slips in a query, where the engine's own message does not tell them. Pure.

The engine tells what it happened to try last. So once it has refused a query, its tokens are looked through
for what no query has: a triple without its object, a word without what follows it, a bracket left open. What
is looked for is wrong wherever it stands; what is not found here stays as the engine tells it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from types import MappingProxyType
from typing import Final

from server.errors import QuerySyntaxError
from server.store.tokens import Token, place, tokens
from server.store.ungrouped import ungrouped

_CLOSERS: Final = MappingProxyType({"{": "}", "(": ")", "[": "]"})
_TERMS: Final = frozenset(("variable", "iri", "name", "blank", "string", "number"))
_TERM_WORDS: Final = frozenset(("A", "TRUE", "FALSE"))
_NO_LIST: Final = frozenset(("{", "WHERE", "FROM"))

#: Marks after which a triple pattern begins, and where it goes on with another predicate.
_BEGINS: Final = frozenset(("{", "}", "."))
_GOES_ON: Final = ";"
_ENDS: Final = frozenset(("}", ".", ";"))

_TRIPLE: Final = "write subject, predicate and object, as ?s ?p ?o"
_MISSING: Final = MappingProxyType(
    {
        1: f"a triple pattern ends here without predicate and object; {_TRIPLE}",
        2: f"a triple pattern ends here without an object; {_TRIPLE}",
    }
)


def explained(error: QuerySyntaxError, query: str) -> QuerySyntaxError:
    """The engine's error, or what is plainly wrong at its place or before it."""
    try:
        held = list(tokens(query))
    except QuerySyntaxError:  # it would have been told before
        return error
    found = list(_found(held)) or list(islice(ungrouped(held), 1))
    for at, message in sorted(found, key=lambda one: one[0]):
        where = place(query, at)
        if error.place is None or (where.line, where.column) <= (error.place.line, error.place.column):
            return QuerySyntaxError(message, place=where)
        break
    return error


def _found(held: list[Token]) -> Iterator[tuple[int, str]]:
    """Where something is wrong, and what."""
    yield from _words(held)
    yield from _triples(held)
    yield from _brackets(held)


def _words(held: list[Token]) -> Iterator[tuple[int, str]]:
    """Words that are not followed by what they need."""
    end = held[-1].start + len(held[-1].text) if held else 0
    following = [*held[1:], Token("end", "", end)]
    for token, after in zip(held, following, strict=True):
        word, then = token.sign, after.sign
        if word in {"SELECT", "DISTINCT", "REDUCED"} and then in _NO_LIST:
            yield after.start, f"{word} names no variable; write SELECT * or the variables, as SELECT ?s ?o"
        elif word in {"LIMIT", "OFFSET"} and after.kind != "number":
            yield after.start, f"{word} is followed by a whole number, as {word} 10"
        elif word in {"ORDER", "GROUP"} and then != "BY":
            yield after.start, f"{word} is followed by BY, as {word} BY ?s"
        elif word == "FILTER" and after.kind not in {"word", "name", "iri"} and then != "(":
            yield after.start, "FILTER is followed by a condition in brackets, as FILTER(?n > 3)"
        elif word in {"OPTIONAL", "UNION", "MINUS"} and then != "{":
            yield after.start, f"{word} is followed by a group in braces, as {word} {{ ?s ?p ?o }}"
        elif word == "^^" and after.kind not in {"iri", "name"}:
            yield after.start, '^^ is followed by a datatype, as "1"^^xsd:integer'


def _triples(held: list[Token]) -> Iterator[tuple[int, str]]:
    """Triple patterns of plain terms that lack their object, in groups and templates."""
    groups: list[bool] = []  # whether what stands in the brackets that are open is a pattern
    begun, terms, values = "", 0, False
    for token in held:
        word = token.sign
        if word in _ENDS and groups and groups[-1]:
            lacking = {_GOES_ON: {1: 2}}.get(begun, {1: 1, 2: 2}).get(terms)
            if lacking is not None:
                yield token.start, _MISSING[lacking]
        if word in _CLOSERS:
            groups.append(word == "{" and not values)
            values = values and word != "{"
        elif word in _CLOSERS.values():
            del groups[-1:]
        values = values or word == "VALUES"
        if word in _BEGINS or word == _GOES_ON:
            begun, terms = word, 0
        elif begun and (token.kind in _TERMS or word in _TERM_WORDS):
            terms += 1
        else:
            begun, terms = "", 0


def _brackets(held: list[Token]) -> Iterator[tuple[int, str]]:
    """Brackets that close nothing, or are not closed."""
    waiting: list[Token] = []
    for token in held:
        if token.kind != "mark":
            continue
        if token.text in _CLOSERS:
            waiting.append(token)
        elif token.text in _CLOSERS.values():
            if not waiting:
                yield token.start, f"this {token.text} closes nothing; take it out"
                return
            opener = waiting.pop()
            if _CLOSERS[opener.text] != token.text:
                wanted = _CLOSERS[opener.text]
                yield (
                    token.start,
                    f"there is {token.text} where {wanted} is to close the {opener.text} before",
                )
                return
    if waiting:
        token = waiting[-1]
        yield token.start, f"this {token.text} is not closed; write {_CLOSERS[token.text]} where it ends"
