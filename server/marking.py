"""Where in a wording the letters are that a search has found: places for `<mark>`. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from server.folding import beginnings, words


@dataclass(frozen=True)
class Piece:
    """A part of a wording, and whether it is what was found."""

    text: str
    marked: bool = False


def pieces(form: str, runs: Sequence[str]) -> tuple[Piece, ...]:
    """A wording in pieces, those marked that hold letters in a row as they are compared.

    Where its letters cannot be told apart one by one, it is one piece without a mark.

    >>> [(piece.text, piece.marked) for piece in pieces("Guójiā Hùliánwǎng", ["jiahu"])]
    [('Guó', False), ('jiā Hù', True), ('liánwǎng', False)]
    """
    found: list[Piece] = []
    at = 0
    for begin, end in spans(form, runs):
        found += [Piece(form[at:begin])] if begin > at else []
        found.append(Piece(form[begin:end], marked=True))
        at = end
    return (*found, *([Piece(form[at:])] if at < len(form) else []))


def spans(form: str, runs: Iterable[str]) -> tuple[tuple[int, int], ...]:
    """From where to where in a wording each row of letters stands, in order, none in another."""
    folded = words(form)
    joined = "".join(folded)
    letters = [(letter, place) for place, one in enumerate(form) for letter in "".join(words(one))]
    if "".join(letter for letter, _ in letters) != joined:
        return ()
    begin = beginnings(folded)
    taken = [False] * len(form)
    used: set[int] = set()
    for run in runs:
        places = [at for at in range(len(joined) - len(run) + 1) if run and joined.startswith(run, at)]
        free = [at for at in places if used.isdisjoint(range(at, at + len(run)))]
        at = next((at for at in free if at in begin), free[0] if free else -1)
        if at >= 0:
            used.update(range(at, at + len(run)))
            first, last = letters[at][1], letters[at + len(run) - 1][1]
            taken[first : last + 1] = [True] * (last + 1 - first)
    return tuple(_rows(form, taken))


def _rows(form: str, taken: list[bool]) -> Iterable[tuple[int, int]]:
    """The rows of letters that are taken, each with the accents that follow it."""
    at = 0
    while at < len(form):
        end = at
        while end < len(form) and (taken[end] or (end > at and unicodedata.combining(form[end]))):
            end += 1
        if end > at:
            yield at, end
        at = max(end, at + 1)
