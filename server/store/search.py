"""Finding things by what they are called: every wording of a release in one text, looked through as a whole.

A hit says how well a wording fits. Where nothing begins with the words or holds them as words, things are
looked for whose names have them together, and else what is only nearly so: `server.store.near` has how.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Final

from server.errors import ReleaseError
from server.folding import beginnings, is_han, words
from server.names import ID, ONTOLOGY
from server.store.near import Nearness
from server.store.shortened import Shortened
from server.wordings import SEARCH, Entry, Wording, parsed

_ABBREVIATION: Final = ID + "name-abbreviation"
_ENDORSED: Final = ONTOLOGY + "Endorsed"

#: Fewer letters than this are not looked for inside words.
_INSIDE: Final = 4


class Fit(IntEnum):
    """How a wording fits what is looked for, best first."""

    EXACT = 0
    ABBREVIATION = 1
    PREFIX = 2
    WORDS = 3
    INSIDE = 4
    SPREAD = 5
    SHORTENED = 6
    SOUND = 7
    NEAR = 8

    @property
    def nearly(self) -> bool:
        """Whether the wording is not what is looked for, only nearly."""
        return self >= Fit.SOUND


#: How many times more wordings are compared than are offered as like what was looked for.
_MANY: Final = 4
#: Words of which each is looked for by itself where all of them find nothing, or no name has them all.
_PARTS: Final = 8
#: Letters of an abbreviation, with fewer than which nothing is nearly so.
_SHORT: Final = 4


@dataclass(frozen=True)
class Hit:
    """A thing that was found, and why.

    Attributes:
        entry: the thing.
        fit: how the best of its wordings fits.
        wording: that wording.
        plate: the nameplate that has the wording, where the thing itself has not; else None.
        former: whether the wording, or the nameplate, is one of the past.
        runs: the letters of the wording that fit, as they are compared.
        slips: how many of them are wrong, or other ones that sound the same.
        part: whether these are a part of the wording only, likewise; or not all of what is looked for.
    """

    entry: Entry
    fit: Fit
    wording: Wording
    plate: Entry | None = None
    former: bool = False
    runs: tuple[str, ...] = ()
    slips: int = 0
    part: bool = False

    @property
    def rank(self) -> tuple[int, bool, int, bool, bool, bool, bool, bool, bool]:
        """What tells the better of two hits: the lesser one."""
        said = self.wording
        reported = said.standing not in {"", _ENDORSED}
        apart = self.fit is Fit.WORDS and len(self.runs) > 1
        how = self.fit, apart, self.slips, self.part
        return *how, self.plate is not None, self.former, reported, not said.claim, bool(said.written)

    @property
    def order(self) -> tuple[object, ...]:
        """Where the hit stands among those of other things."""
        how, whose = self.rank[:4], self.rank[4:8]
        length = len(self.wording.form)
        return *how, bool(self.entry.sort), *whose, length, self.entry.label.casefold(), self.entry.iri


#: Who is called by a wording: the thing, the wording, the plate that it comes by, whether that is past.
_Bearer = tuple[Entry, Wording, Entry | None, bool]


class Search:
    """The wordings of one release; it never changes, so threads may share it."""

    def __init__(self, entries: Iterable[Entry], sounds: Mapping[str, str] | None = None) -> None:
        """Take up things; an institution is found by what its nameplates are called, too.

        Args:
            entries: the things.
            sounds: Chinese characters that are read alike, by how they are.
        """
        self._entries = {entry.iri: entry for entry in entries}
        bearers: dict[tuple[str, ...], list[_Bearer]] = {}
        for entry in self._entries.values():
            for bearer in self._called(entry):
                folded = words(bearer[1].form)
                if folded:
                    bearers.setdefault(folded, []).append(bearer)
        self._bearers = list(bearers.values())
        self._ends: list[int] = []
        text, starts = [], bytearray()
        for folded in bearers:
            joined = "".join(folded)
            marks = bytearray(len(joined) + 1)
            for at in beginnings(folded):
                marks[at] = 1
            text.append(joined + "\n")
            starts += marks
            self._ends.append(len(starts))
        self._text = "".join(text)
        self._starts = bytes(starts)
        alike = {ord(one): held[0] for held in (sounds or {}).values() for one in held}
        exempt = {place for place, folded in enumerate(bearers) if self._is_short(place, folded)}
        self._nearness = Nearness(bearers, exempt, alike)
        self._shortened = Shortened(
            (place, "".join(folded)) for place, folded in enumerate(bearers) if self._is_long(place)
        )

    @classmethod
    def opened(cls, directory: Path, beside: Iterable[Entry] = ()) -> Search:
        """The wordings of a release directory, and of what else can be found.

        Raises:
            ReleaseError: it has none, or they are of another shape.
        """
        path = directory / SEARCH
        try:
            held = parsed(path.read_text(encoding="utf-8"))
            return cls((*held.entries, *beside), held.sounds)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ReleaseError(path, f"cannot be read ({error}); build the release again") from error

    def find(self, query: str) -> list[Hit]:
        """The things that some words fit, or else nearly fit, best first, each once.

        A wording that is the words, before one that begins with them, before one that has them in a row from
        where a word begins, before one in which each of them begins a word, before one that holds them inside
        a word; among these the thing's own before those of
        its nameplates, what it is called before what it was called, endorsed before reported, names before
        labels; then short wordings before long ones, and equals by label. Where there is none of them but
        the last, things come whose wordings together have a word that begins with each of the words, or has
        what that is short for, or that have a Chinese name of which one word is characters in their order;
        texts that only mention the words come after these. Where there are none of these either, a wording
        that is only nearly so: first one that sounds the same, then by the letters that are wrong.
        """
        asked = words(query)
        best: dict[str, Hit] = {}
        for hit in self._hits(asked):
            _keep(best, hit)
        cut = False
        if all(hit.fit is Fit.INSIDE or _mentions(hit) for hit in best.values()):
            for hit in self._cut(asked):
                cut = True
                _keep(best, hit)
        for more in (self._spread, self._near):
            if asked and all(hit.fit is Fit.INSIDE for hit in best.values()):
                for hit in more(asked):
                    _keep(best, hit)
        return sorted(best.values(), key=lambda hit: (cut and bool(hit.entry.sort), *hit.order))

    def like(self, query: str, number: int) -> list[Wording]:
        """The wordings of things that are most like some words that nothing fits, most like first."""
        asked = words(query)
        places = self._nearness.like(asked, _MANY * number) if asked else []
        called = (next((b[1] for b in self._bearers[place] if not b[0].sort), None) for place in places)
        return [wording for wording in called if wording][:number]

    def parts(self, query: str) -> list[str]:
        """Words that find something, of some words that together find nothing, slips of the pen mended.

        A short word is one only if something is called so: `of` finds much, and nothing that is wanted.
        """
        found = []
        for word in dict.fromkeys(words(query)[:_PARTS]):
            fits = {fit for _, fit in self._fitting((word,))}
            short = len(word) <= _SHORT and not is_han(word)
            known = Fit.EXACT in fits if short else bool(fits - {Fit.INSIDE})
            found.append(word if known else self._nearness.word(word))
        return [word for word in dict.fromkeys(found) if word]

    def _hits(self, asked: Sequence[str]) -> Iterator[Hit]:
        """The things of wordings that words fit, for each such wording."""
        joined = "".join(asked)
        for place, fit in self._fitting(asked):
            runs = tuple(asked) if fit is Fit.WORDS and joined not in self._letters(place) else (joined,)
            for entry, wording, plate, former in self._bearers[place]:
                short = fit is Fit.EXACT and wording.kind == _ABBREVIATION
                yield Hit(entry, Fit.ABBREVIATION if short else fit, wording, plate, former, runs)

    def _spread(self, asked: Sequence[str]) -> Iterator[Hit]:
        """The things whose wordings together have each of several words; the wordings with most of them.

        What has all of them in one wording comes first. An abbreviation stands for what it is short for, too.
        """
        several = frozenset(asked)
        if not 1 < len(several) <= _PARTS or any(len(word) == 1 and not is_han(word) for word in several):
            return
        found: dict[str, dict[int, dict[str, str]]] = {}
        for word in dict.fromkeys(asked):
            for letters in dict.fromkeys(self._written_out(word)):
                for place in (place for place, fit in self._occurrences(letters) if fit is not Fit.INSIDE):
                    for iri in {bearer[0].iri for bearer in self._bearers[place]}:
                        found.setdefault(iri, {}).setdefault(place, {}).setdefault(word, letters)
        for iri, places in found.items():
            if several.issubset(word for runs in places.values() for word in runs):
                most = max(sum(map(len, runs)) for runs in places.values())
                for place, runs in places.items():
                    if sum(map(len, runs)) == most:
                        marked, some = tuple(runs.values()), len(runs) < len(several)
                        for entry, wording, plate, former in self._bearers[place]:
                            if entry.iri == iri:
                                yield Hit(entry, Fit.SPREAD, wording, plate, former, marked, part=some)

    def _written_out(self, word: str) -> Iterator[str]:
        """The letters of a word, and of the longer names of what has it as an abbreviation."""
        yield word
        for place, fit in self._occurrences(word):
            for entry, wording, plate, _ in self._bearers[place] if fit is Fit.EXACT else ():
                if wording.kind == _ABBREVIATION and plate is None:
                    names = ("".join(words(other.form)) for other in entry.wordings)
                    yield from (name for name in names if len(name) > len(word))

    def _cut(self, asked: Sequence[str]) -> Iterator[Hit]:
        """The things with a Chinese name of which a single word may be a short form."""
        letters = asked[0] if len(asked) == 1 else ""
        for place in self._shortened.places(letters):
            for entry, wording, plate, former in self._bearers[place]:
                if _is_name(entry, wording):
                    yield Hit(entry, Fit.SHORTENED, wording, plate, former, tuple(letters))

    def _is_long(self, place: int) -> bool:
        """Whether a wording is a name that is no abbreviation."""
        return any(_is_name(entry, wording) for entry, wording, _, _ in self._bearers[place])

    def _near(self, asked: Sequence[str]) -> Iterator[Hit]:
        """The things of wordings that are nearly some words; what only sounds so leaves out all else."""
        found = self._nearness.near(asked)
        alike = [near for near in found if not near.slips]
        for near in alike or found:
            fit = Fit.NEAR if near.slips else Fit.SOUND
            for entry, wording, plate, former in self._bearers[near.place]:
                yield Hit(entry, fit, wording, plate, former, near.runs, near.others, near.part)

    def _is_short(self, place: int, folded: tuple[str, ...]) -> bool:
        """Whether a wording is an abbreviation of letters, of which another letter makes another."""
        joined = "".join(folded)
        if is_han(joined):
            return False
        named = any(said.kind == _ABBREVIATION and not said.written for _, said, _, _ in self._bearers[place])
        return len(joined) <= _SHORT or (named and len(folded) == 1)

    def _letters(self, place: int) -> str:
        """The letters of a wording."""
        begin, end = self._span(place)
        return self._text[begin : end - 1]

    def _called(self, entry: Entry) -> Iterator[_Bearer]:
        """What a thing is called, and what its nameplates are."""
        for wording in entry.wordings:
            yield entry, wording, None, wording.former
        for tie in entry.plates:
            plate = self._entries.get(tie.iri)
            for wording in plate.wordings if plate else ():
                yield entry, wording, plate, wording.former or tie.former

    def _fitting(self, asked: Sequence[str]) -> Iterator[tuple[int, Fit]]:
        """The wordings that some words fit, by their places, and how."""
        if not asked:
            return
        found = dict(self._occurrences("".join(asked)))
        yield from found.items()
        if len(asked) > 1:
            by_length = sorted(set(asked), key=len, reverse=True)
            places = [place for place, fit in self._occurrences(by_length[0]) if fit is not Fit.INSIDE]
            for place in places:
                if place not in found and all(self._begins(place, word) for word in by_length[1:]):
                    yield place, Fit.WORDS

    def _occurrences(self, joined: str) -> Iterator[tuple[int, Fit]]:
        """The wordings that hold some letters in a row, each once, and how."""
        inside = len(joined) >= _INSIDE
        at = self._text.find(joined)
        while at >= 0:
            place = bisect_right(self._ends, at)
            fit = self._fit(place, joined, at)
            if fit is not Fit.INSIDE or inside:
                yield place, fit
            at = self._text.find(joined, self._ends[place])

    def _fit(self, place: int, joined: str, at: int) -> Fit:
        """How a wording holds some letters that first occur in it at some place of the text."""
        begin, end = self._span(place)
        if at == begin:
            return Fit.EXACT if end - begin == len(joined) + 1 else Fit.PREFIX
        return Fit.WORDS if self._begins(place, joined) else Fit.INSIDE

    def _begins(self, place: int, letters: str) -> bool:
        """Whether some letters begin a word of a wording."""
        begin, end = self._span(place)
        at = self._text.find(letters, begin, end)
        while at >= 0 and not self._starts[at]:
            at = self._text.find(letters, at + 1, end)
        return at >= 0

    def _span(self, place: int) -> tuple[int, int]:
        """Where a wording begins in the text, and where the next one does."""
        return (self._ends[place - 1] if place else 0), self._ends[place]


def _is_name(entry: Entry, wording: Wording) -> bool:
    """Whether a wording is a name of a thing of the domain and no abbreviation."""
    return bool(wording.kind) and wording.kind != _ABBREVIATION and not entry.sort


def _mentions(hit: Hit) -> bool:
    """Whether what was found is a text that has the words among others, and no thing."""
    return bool(hit.entry.sort) and hit.fit is not Fit.EXACT


def _keep(best: dict[str, Hit], hit: Hit) -> None:
    """Keep a hit unless its thing has a better one."""
    other = best.get(hit.entry.iri)
    if other is None or hit.rank < other.rank:
        best[hit.entry.iri] = hit
