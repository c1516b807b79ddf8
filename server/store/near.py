"""Wordings that are nearly what is looked for: slips of the pen, and other characters of one sound. Pure.

Only what is long enough can be nearly so: a letter more or less makes another abbreviation of one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from server.folding import beginnings, is_han

#: From how many letters or Chinese characters on how many may be wrong.
_LETTERS: Final = ((20, 3), (12, 2), (5, 1))
_CHARACTERS: Final = ((14, 3), (8, 2), (5, 1))

#: Fewer letters than this, and fewer Chinese characters, are compared with whole wordings only.
_PART: Final = 6
_SOUNDED: Final = 3
#: Fewer letters than this are compared with whole words only; the first letter is to be right.
_SURE: Final = 8
#: Letters and Chinese characters that are compared at all.
_WORD: Final = 5
_PAIR: Final = 2
#: Words of a query that are compared one by one.
_WORDS: Final = 8
#: Letters beyond which nothing is near: no wording has so many, though a few characters may become them.
_LONGEST: Final = 400
#: How like, of a hundred, a wording is that is offered where nothing is near.
_LIKE: Final = 65.0
_MORE_LIKE: Final = 80.0
_LIKE_FROM: Final = 5


@dataclass(frozen=True, order=True)
class Near:
    """A wording that is nearly what is looked for.

    Attributes:
        slips: letters that are wrong; none where all sound the same.
        others: characters that are others, though they may sound the same.
        part: whether what is near is a part of the wording only.
        place: which wording.
        runs: the letters of it that are nearly so.
    """

    slips: int
    others: int
    part: bool
    place: int
    runs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Start:
    """Where a word of a wording begins.

    Attributes:
        text: the letters from there to the end, each Chinese character as the one that stands for its sound.
        place: which wording.
        at: where in the wording.
        ends: after how many letters a word ends.
    """

    text: str
    place: int
    at: int
    ends: frozenset[int]


class Nearness:
    """Wordings, looked through for what is nearly so; it never changes, so threads may share it."""

    def __init__(
        self, wordings: Iterable[tuple[str, ...]], exempt: Collection[int], sounds: Mapping[int, str]
    ) -> None:
        """Take up wordings.

        Args:
            wordings: their words as they are compared.
            exempt: places of those that are never nearly so.
            sounds: by the number of a Chinese character the one that stands for its sound.
        """
        self._sounds = sounds
        self._words = tuple(wordings)
        self._joined = tuple("".join(words) for words in self._words)
        self._open = tuple(place for place in range(len(self._words)) if place not in exempt)
        self._whole = {place: self._joined[place].translate(sounds) for place in self._open}
        self._starts: dict[str, list[_Start]] = {}
        self._holding: dict[str, set[int]] = {}
        for place in self._open:
            for start in self._beginnings(place):
                self._starts.setdefault(start.text[0], []).append(start)
            for word in self._words[place]:
                self._holding.setdefault(word, set()).add(place)
        self._vocabulary = sorted(self._holding)

    def near(self, asked: Sequence[str]) -> list[Near]:
        """The wordings that are nearly some words, each as it is nearest, nearest first."""
        joined = "".join(asked)
        if len(joined) > _LONGEST:
            return []
        best: dict[int, Near] = {}
        for found in (*self._wholes(joined), *self._runs(joined), *self._one_by_one(asked, joined)):
            other = best.get(found.place)
            if other is None or found < other:
                best[found.place] = found
        return sorted(best.values())

    def like(self, asked: Sequence[str], number: int) -> list[int]:
        """The places of the wordings that are most like some words, though not near; most like first."""
        joined = "".join(asked)
        if not (_SOUNDED if is_han(joined) else _LIKE_FROM) <= len(joined) <= _LONGEST:
            return []
        sought = joined.translate(self._sounds)
        least = _LIKE if len(joined) >= _SURE or is_han(joined) else _MORE_LIKE
        ranked = process.extract(sought, self._whole, scorer=fuzz.ratio, score_cutoff=least, limit=number)
        return [place for _, _, place in ranked]

    def word(self, asked: str) -> str:
        """The word of a wording that is nearest to a word; empty where none is near."""
        return min(self._fitting(asked).values(), default=(0, ""))[1] if len(asked) >= _WORD else ""

    def _beginnings(self, place: int) -> Iterator[_Start]:
        """Where words of a wording begin."""
        words, joined = self._words[place], self._joined[place].translate(self._sounds)
        ends = tuple(accumulate(map(len, words)))
        for at in sorted(beginnings(words)):
            yield _Start(joined[at:], place, at, frozenset(end - at for end in ends if end > at))

    def _wholes(self, joined: str) -> Iterator[Near]:
        """The wordings that are nearly the letters looked for as a whole."""
        han = _holds_han(joined)
        if len(joined) < (_PAIR if han else _WORD):
            return
        slips, sought = _allowed(joined), joined.translate(self._sounds)
        ranked = process.extract(sought, self._whole, scorer=OSA.distance, score_cutoff=slips, limit=None)
        for text, wrong, place in ranked:
            if han or len(joined) >= _SURE or text[0] == sought[0]:
                yield self._told(joined, int(wrong), place, 0, len(text))

    def _runs(self, joined: str) -> Iterator[Near]:
        """The wordings with a part, from where a word begins and from the same letter, that is nearly so."""
        if len(joined) < (_SOUNDED if _holds_han(joined) else _PART):
            return
        slips, sought = _allowed(joined), joined.translate(self._sounds)
        windows: dict[str, list[_Start]] = {}
        for start in self._starts.get(sought[0], ()):
            for length in _lengths(start, sought, slips):
                windows.setdefault(start.text[:length], []).append(start)
        ranked = process.extract(sought, list(windows), scorer=OSA.distance, score_cutoff=slips, limit=None)
        for window, wrong, _ in ranked:
            for start in windows[window]:
                yield self._told(joined, int(wrong), start.place, start.at, len(window))

    def _one_by_one(self, asked: Sequence[str], joined: str) -> Iterator[Near]:
        """The wordings of which a word begins with each of the words, or is nearly it, in whatever order."""
        if not 1 < len(asked) <= _WORDS or _holds_han(joined):
            return
        rows = [self._fitting(word) for word in dict.fromkeys(asked)]
        for place in set.intersection(*(set(row) for row in rows)):
            slips = sum(row[place][0] for row in rows)
            if 0 < slips <= _allowed(joined):
                yield Near(slips, slips, True, place, tuple(row[place][1] for row in rows))

    def _told(self, asked: str, slips: int, place: int, at: int, length: int) -> Near:
        """Letters in a row that are nearly those looked for."""
        whole = self._joined[place]
        run = whole[at : at + length]
        others = slips or sum(one != other for one, other in zip(asked, run, strict=True))
        return Near(slips, others, run != whole, place, (run,))

    def _fitting(self, word: str) -> dict[int, tuple[int, str]]:
        """By place, the slips, and the letters that a word begins with there or else the nearest word."""
        found: dict[int, tuple[int, str]] = {}
        slips = _allowed(word)
        if slips:
            choices = [one for one in self._beginning(word[0]) if len(one) >= _WORD]
            ranked = process.extract(word, choices, scorer=OSA.distance, score_cutoff=slips, limit=None)
            for other, wrong, _ in reversed(ranked):  # the nearest last, which is kept
                found |= dict.fromkeys(self._holding[other], (int(wrong), other))
        for other in self._beginning(word):
            found |= dict.fromkeys(self._holding[other], (0, word))
        return found

    def _beginning(self, letters: str) -> Iterator[str]:
        """The words of wordings that begin with letters."""
        for at in range(bisect_left(self._vocabulary, letters), len(self._vocabulary)):
            if not self._vocabulary[at].startswith(letters):
                return
            yield self._vocabulary[at]


def _holds_han(letters: str) -> bool:
    """Whether there is a Chinese character among letters."""
    return any(map(is_han, letters))


def _allowed(letters: str) -> int:
    """How many letters may be wrong."""
    table = _CHARACTERS if _holds_han(letters) else _LETTERS
    return next((slips for least, slips in table if len(letters) >= least), 0)


def _lengths(start: _Start, sought: str, slips: int) -> Iterator[int]:
    """How many letters from a beginning are compared with those looked for.

    Letters more or fewer are missing or added within: the last one is right, or a word ends there.
    """
    size, text, han = len(sought), start.text, is_han(sought)
    for length in range(size - slips, min(size + slips, len(text)) + 1):
        ends = not han and length in start.ends
        if ends or ((han or size >= _SURE) and (length == size or text[length - 1] == sought[-1])):
            yield length
