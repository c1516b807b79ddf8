"""The page about who held posts on two sides: summary, matrix, picture and evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final

from markupsafe import Markup

from server.holding import Held, held
from server.names import ONTOLOGY
from server.overlap import ANSWERS, SIDES, Answer, Days, Pair, Person, Side, Tenure, people
from server.periods import period_text, stretch_text
from server.web.contexts.lists import Download
from server.web.contexts.overlap import (
    Cell,
    Evidence,
    OverlapPage,
    Seat,
    SeatRow,
    Shown,
    SideRow,
    Told,
    Uncounted,
    Who,
)
from server.web.figure_answers import credit
from server.web.figure_rows import seen_in
from server.web.languages import Language
from server.web.nodes import Namer
from server.web.overlap_picture import picture
from server.web.statements import statement
from server.web.wording import local_name
from server.web.words import said, worded

SIDE_WORDS: Final = {
    Side.PARTY: "party",
    Side.STATE: "state",
    Side.ASSOCIATION: "quasi-state association",
}
ANSWER_WORDS: Final = {
    Answer.CERTAINLY: "certainly at once",
    Answer.POSSIBLY: "possibly at once",
    Answer.APART: "one after the other",
}
REPORTED: Final = "only by a reported statement"
_TITLE: Final = "People with posts of the party, the state and quasi-state associations"
_WORDS: Final = (
    "A matrix: nameplates and bodies of the party and the state in rows, of the state and of quasi-state "
    "associations in columns; in each cell the people who held posts of both. The table says the same."
)
_VALIDITY: Final = ONTOLOGY + "validity"
_OBSERVED: Final = ONTOLOGY + "observedAt"
_ENDED: Final = (ONTOLOGY + "endedBy", ONTOLOGY + "endedWith")


@dataclass(frozen=True)
class Asked:
    """What the page is about beside the pairs: the period, and what stands around the matrix."""

    at: str
    within: Days | None
    address: str
    left_out: int
    picks: tuple[tuple[str, str], ...]
    downloads: tuple[Download, ...]
    query: str


def overlap_page(
    namer: Namer, spoken: Language, found: Sequence[Pair], others: Iterable[tuple[str, str]], asked: Asked
) -> OverlapPage:
    """The page.

    Args:
        namer: names things.
        spoken: the language of the page's own words.
        found: the pairs of statements.
        others: claims and posts that count on no side.
        asked: the period and the links.
    """
    maker = _Maker(namer, spoken, tuple(found), asked.within)
    sides = maker.sides()
    ordered = sorted(sides, key=lambda seat: (SIDES.index(sides[seat]), namer.node(seat).label.value.lower()))
    seats = {
        iri: Seat(namer.node(iri), sides[iri].value, maker.word(SIDE_WORDS[sides[iri]])) for iri in ordered
    }
    rows = [seat for seat in ordered if any(pair.first.seat == seat for pair in found)]
    columns = [seat for seat in ordered if any(pair.second.seat == seat for pair in found)]
    persons = {pair.first.person for pair in found}
    made = OverlapPage(
        sides=tuple(maker.side_row(*two) for two in combinations(SIDES, 2)),
        columns=tuple(seats[seat] for seat in columns),
        rows=tuple(SeatRow(seats[row], tuple(maker.cell(row, column) for column in columns)) for row in rows),
        picture=Markup(""),
        evidence=tuple(
            maker.evidence(seats[row], seats[column])
            for row in rows
            for column in columns
            if maker.between(row, column)
        ),
        uncounted=_uncounted(namer, others, persons),
        people=len(persons),
        at=asked.at,
        address=asked.address,
        at_words=stretch_text(asked.at, spoken.tag) if asked.at else "",
        left_out=asked.left_out,
        picks=asked.picks,
        downloads=asked.downloads,
        query=asked.query,
    )
    return replace(made, picture=_picture(made, maker)) if made.rows else made


class _Maker:
    """Makes the parts of a page in one language."""

    def __init__(self, namer: Namer, spoken: Language, found: tuple[Pair, ...], within: Days | None) -> None:
        self.namer = namer
        self.spoken = spoken
        self._within = within
        self._found = found
        self._sides = {one.seat: one.side for pair in found for one in (pair.first, pair.second)}

    def word(self, english: str) -> str:
        """A word of the page."""
        return worded(english, self.spoken)

    def sides(self) -> dict[str, Side]:
        """The seats that are in any pair, with their sides."""
        return dict(self._sides)

    def who(self, person: Person) -> Who:
        """Somebody in a cell."""
        words = self.word(ANSWER_WORDS[person.answer])
        if person.reported:
            words = said("%(answer)s, only by a reported statement", self.spoken, answer=words)
        return Who(self.namer.node(person.iri), person.answer.value, words, person.reported)

    def side_row(self, first: Side, second: Side) -> SideRow:
        """Two sides."""
        found = people(p for p in self._found if (p.first.side, p.second.side) == (first, second))
        by_answer = {
            one: tuple(self.who(p) for p in found if p.answer is one and not p.reported) for one in ANSWERS
        }
        return SideRow(
            self.word(SIDE_WORDS[first]),
            self.word(SIDE_WORDS[second]),
            (first.value, second.value),
            by_answer[Answer.CERTAINLY],
            by_answer[Answer.POSSIBLY],
            by_answer[Answer.APART],
            tuple(self.who(p) for p in found if p.reported),
        )

    def between(self, row: str, column: str) -> list[Pair]:
        """The pairs of two seats."""
        return [p for p in self._found if (p.first.seat, p.second.seat) == (row, column)]

    def cell(self, row: str, column: str) -> Cell | None:
        """What stands where two seats meet; None where they are of one side."""
        if SIDES.index(self._sides[row]) >= SIDES.index(self._sides[column]):
            return None
        return Cell(anchor(row, column), tuple(self.who(p) for p in people(self.between(row, column))))

    def evidence(self, row: Seat, column: Seat) -> Evidence:
        """What a cell leads to."""
        found = people(self.between(row.node.iri, column.node.iri))
        return Evidence(
            anchor(row.node.iri, column.node.iri),
            row,
            column,
            tuple(self.who(person) for person in found),
            tuple(self._shown(pair) for person in found for pair in person.pairs),
        )

    def _shown(self, pair: Pair) -> Shown:
        settled = None if pair.settled is None else tuple(self.namer.node(claim) for claim in pair.settled)
        return Shown(
            self.namer.node(pair.first.person),
            self._told(pair.first),
            self._told(pair.second),
            pair.answer.value,
            self.word(ANSWER_WORDS[pair.answer]),
            self._why(pair),
            None if settled is None else (settled[0], settled[1]),
            not pair.endorsed,
        )

    def _told(self, one: Tenure) -> Told:
        row = statement(self.namer, one.claim)
        return Told(row, self.namer.node(one.post), row.wording, self._when(one), not one.endorsed)

    def _when(self, one: Tenure) -> tuple[str, ...]:
        """When a statement holds, in words: its period, when it was over, when it was seen."""
        namer, told = self.namer, []
        validity = namer.first(one.claim, _VALIDITY)
        if validity:
            told.append(period_text(validity, self.spoken.tag))
        ended = next((iri for p in _ENDED for iri in namer.iris(one.claim, p)), "")
        if ended and one.bounds.ends_latest is not None:
            told.append(
                said("over by %(day)s", self.spoken, day=self._day(one.bounds.ends_latest.isoformat()))
            )
        for seen in namer.iris(one.claim, _OBSERVED):
            day = namer.first(seen, _VALIDITY)
            if day:
                told.append(seen_in(day, self.spoken))
        return tuple(told) or (self.word("no date given"),)

    def _day(self, edtf: str) -> str:
        return period_text(edtf, self.spoken.tag)

    def _why(self, pair: Pair) -> str:
        """Why the answer of a pair is as it is, of the period that is asked for."""
        if pair.together and (pair.answer is Answer.CERTAINLY or self._within is None):
            return said("One source sees both at once: %(seen)s.", self.spoken, seen=self._seen(pair))
        if pair.answer is Answer.CERTAINLY:
            return self.word("Each had begun by a day to which the other lasts at least.")
        if pair.answer is Answer.APART:
            return self.word("By the dates one was over before the other began.")
        if pair.together:
            return self._why_possibly(pair)
        return self.word("No date speaks against it, and none makes it sure.")

    def _why_possibly(self, pair: Pair) -> str:
        """Why a pair that one source sees at once is no more than possible in a period."""
        seen, day = self._seen(pair), self._day(self.namer.first(pair.together, _VALIDITY))
        if self._within and held(pair.first.seen[pair.together], *self._within) is Held.NOT:
            return said(
                "One source sees both at once, but at another time (%(seen)s, %(day)s): "
                "nothing known speaks against the time asked for.",
                self.spoken,
                seen=seen,
                day=day,
            )
        return said(
            "One source sees both at once (%(seen)s, %(day)s), but on which days is not known: "
            "nothing speaks against the time asked for.",
            self.spoken,
            seen=seen,
            day=day,
        )

    def _seen(self, pair: Pair) -> str:
        return self.namer.node(pair.together).label.value


def anchor(row: str, column: str) -> str:
    """Where the evidence of two seats stands on the page."""
    return f"{local_name(row)}--{local_name(column)}"


def legend(spoken: Language) -> list[tuple[str, str]]:
    """The signs of the picture and what they mean."""
    rows = [(one.value, worded(ANSWER_WORDS[one], spoken)) for one in ANSWERS]
    return [*rows, ("reported", worded(REPORTED, spoken))]


def _picture(made: OverlapPage, maker: _Maker) -> Markup:
    title, told = maker.word(_TITLE), maker.word("Overlap of leaders")
    if made.at_words:
        words, when = "%(title)s, %(when)s", made.at_words
        title, told = (said(words, maker.spoken, title=one, when=when) for one in (title, told))
    return picture(
        made, legend(maker.spoken), title, maker.word(_WORDS), credit(told, made.address, maker.spoken)
    )


def _uncounted(
    namer: Namer, others: Iterable[tuple[str, str]], persons: Iterable[str]
) -> tuple[Uncounted, ...]:
    """The posts without a side that people of the matrix held."""
    wanted = set(persons)
    by_post: dict[str, dict[str, None]] = {}
    for claim, post in others:
        for person in namer.iris(claim, ONTOLOGY + "holder"):
            if person in wanted:
                by_post.setdefault(post, {})[person] = None
    return tuple(
        Uncounted(namer.node(post), tuple(namer.node(person) for person in who))
        for post, who in sorted(by_post.items())
    )
