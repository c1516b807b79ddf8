"""Variables of a SELECT that counts or groups, which are themselves neither grouped nor counted. Pure.

The engine tells at the end of the query that there is one, or nothing of it; here it is told which, and what
to add (SPARQL 1.1 Query §11.4). What is looked through has all its brackets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from server.store.tokens import Token

_AGGREGATES: Final = frozenset(("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"))
#: Words that end a GROUP BY.
_AFTER_GROUPS: Final = frozenset(("HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"))
_DEPTHS: Final = {"(": 1, ")": -1}


def ungrouped(held: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """Where the first such variable of each SELECT stands, and what to write."""
    closers = _closers(held)
    for at, token in enumerate(held):
        if token.sign == "SELECT":
            yield from _of_select(list(_own(held, closers, at + 1)))


def _of_select(own: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """The same of the SELECT that these tokens follow."""
    body = next((at for at, depth in _depths(own) if depth == 0 and own[at].sign == "{"), None)
    if body is None:
        return
    head = next((at for at, token in enumerate(own[:body]) if token.sign in {"WHERE", "FROM"}), body)
    tail = own[body + 1 :]
    begun = next((at for at, token in enumerate(tail) if token.sign == "GROUP"), None)
    if begun is None and not any(_counts([*own[:head], *tail])):
        return
    grouped = [] if begun is None else _until(tail[begun + 1 :], _AFTER_GROUPS)
    named = {token.text[1:] for token in grouped if token.kind == "variable"}
    plain, made = _plain(own[:head])
    lacking = [token for token in plain if token.text[1:] not in named | made]
    if lacking:
        first, wanted = lacking[0], " ".join(dict.fromkeys(token.text for token in lacking))
        add = f"add GROUP BY {wanted}" if begun is None else f"add {wanted} to GROUP BY"
        yield first.start, f"{first.text} is neither grouped nor counted: {add}"


def _closers(held: Sequence[Token]) -> dict[int, int]:
    """Where each brace that is opened is closed, by the numbers of the tokens."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for at, token in enumerate(held):
        if token.sign == "{":
            opened.append(at)
        elif token.sign == "}" and opened:
            found[opened.pop()] = at
    return found


def _own(held: Sequence[Token], closers: Mapping[int, int], at: int) -> Iterator[Token]:
    """The tokens from one on that are of the query that it is in: of what stands in braces the first brace.

    Each token is of one query, so that many queries in one take no longer than one that is as long.
    """
    while at < len(held) and held[at].sign not in {"}", "SELECT"}:
        yield held[at]
        at = closers.get(at, at) + 1


def _counts(held: Sequence[Token]) -> Iterator[bool]:
    """Of each two tokens, whether an aggregate begins with them."""
    for one, after in pairwise(held):
        yield one.sign in _AGGREGATES and after.text == "("


def _plain(head: Sequence[Token]) -> tuple[list[Token], set[str]]:
    """The variables of a SELECT that stand in no aggregate, and the names that it makes (`AS ?n`)."""
    found: list[Token] = []
    made: set[str] = set()
    counted: int | None = None  # how deep the aggregate stands that is open
    for at, depth in _depths(head):
        token, before = head[at], head[at - 1].sign if at else ""
        if token.text == "(" and before in _AGGREGATES and counted is None:
            counted = depth
        elif token.text == ")" and counted is not None and depth < counted:
            counted = None
        elif token.kind == "variable" and before == "AS":
            made.add(token.text[1:])
        elif token.kind == "variable" and counted is None:
            found.append(token)
    return found, made


def _depths(held: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Each token by its number, and how many round brackets are open after it."""
    depth = 0
    for at, token in enumerate(held):
        depth += _DEPTHS.get(token.sign, 0)
        yield at, depth


def _until(held: Sequence[Token], words: frozenset[str]) -> Sequence[Token]:
    return held[: next((at for at, token in enumerate(held) if token.sign in words), len(held))]
