"""Who held posts on two sides, and whether at once: certainly, possibly, or one after the other. Pure.

Two statements that somebody holds a post are compared by the day bounds of each alone, as everywhere: what no
source says of a time is not concluded. Two things are known beside the bounds. Statements that share an
observation held together: one source says both of one "now". And nobody holds one post twice at once: two
statements about it that certainly share a day tell of the same tenure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from itertools import combinations, product
from typing import Final, TypeAlias

from server.dates import Bounds, earliest, latest
from server.holding import Held, held

Days: TypeAlias = tuple[date, date]


class Side(Enum):
    """To which system a post belongs."""

    PARTY = "party"
    STATE = "state"
    ASSOCIATION = "quasi-state"


#: The order of sides in tables.
SIDES: Final = tuple(Side)


class Answer(Enum):
    """Whether two posts were held at once."""

    CERTAINLY = "certainly"
    POSSIBLY = "possibly"
    APART = "one-after-the-other"


#: The order of answers in tables.
ANSWERS: Final = tuple(Answer)


@dataclass(frozen=True)
class Tenure:
    """A statement that a person holds or held a post.

    Attributes:
        claim: its IRI.
        person: who.
        post: which.
        seat: the nameplate in the post's title, or the body that it stands in.
        side: to which system the post belongs.
        bounds: its day bounds.
        endorsed: whether the curators endorse it; else it is reported.
        seen: the observations that it rests on, with their bounds.
    """

    claim: str
    person: str
    post: str
    seat: str
    side: Side
    bounds: Bounds
    endorsed: bool = True
    seen: Mapping[str, Bounds] = field(default_factory=dict)


@dataclass(frozen=True)
class Pair:
    """Two statements about one person on two sides, and the answer by their own dates.

    Attributes:
        first: the one whose side comes first.
        second: the other.
        answer: whether both posts were held at once.
        together: the observation that says so of both; empty if none does.
        settled: the claims of another pair about the same posts that settles what this one leaves open.
    """

    first: Tenure
    second: Tenure
    answer: Answer
    together: str = ""
    settled: tuple[str, str] | None = None

    @property
    def endorsed(self) -> bool:
        """Whether both statements are."""
        return self.first.endorsed and self.second.endorsed

    @property
    def claims(self) -> tuple[str, str]:
        """The IRIs of both."""
        return self.first.claim, self.second.claim


@dataclass(frozen=True)
class Person:
    """Somebody in a cell of the matrix.

    Attributes:
        iri: who.
        answer: whether posts of both were held at once, by the strongest of the pairs.
        reported: whether that rests on a reported statement, since no pair is endorsed on both sides.
        pairs: the evidence.
    """

    iri: str
    answer: Answer
    reported: bool
    pairs: tuple[Pair, ...]


def both(one: Tenure, other: Tenure) -> tuple[Bounds, str]:
    """Day bounds of the time for which both posts were held, and the observation that says so of both.

    Whether there was such a time is another question, see `certain` and `never`.
    """
    a, b = one.bounds, other.bounds
    together = min((seen for seen in one.seen if seen in other.seen), default="")
    begun = (
        None if a.starts_latest is None or b.starts_latest is None else max(a.starts_latest, b.starts_latest)
    )
    until = (
        None if a.ends_earliest is None or b.ends_earliest is None else min(a.ends_earliest, b.ends_earliest)
    )
    if together:  # both were held at some time of it
        window = one.seen[together]
        begun, until = earliest(begun, window.ends_latest), latest(until, window.starts_earliest)
    return (
        Bounds(
            latest(a.starts_earliest, b.starts_earliest), begun, until, earliest(a.ends_latest, b.ends_latest)
        ),
        together,
    )


def certain(one: Bounds, other: Bounds) -> bool:
    """Whether two times certainly share a day: each had begun by the day to which the other lasts at least.

    >>> from server.dates import parse
    >>> certain(parse("2014/2018"), parse("2016-06")), certain(parse("2014/"), parse("2016"))
    (True, False)
    """
    return _by(one.starts_latest, other.ends_earliest) and _by(other.starts_latest, one.ends_earliest)


def never(one: Bounds, other: Bounds) -> bool:
    """Whether two times certainly share no day: one was over before the other began.

    >>> from server.dates import parse
    >>> never(parse("/2018-07-31"), parse("2018-08-21/")), never(parse("/2018"), parse("2018/"))
    (True, False)
    """
    return _before(one.ends_latest, other.starts_earliest) or _before(other.ends_latest, one.starts_earliest)


def answer(one: Tenure, other: Tenure, within: Days | None = None) -> Answer | None:
    """Whether two posts were held at once.

    Args:
        one: a statement.
        other: another about the same person.
        within: a period to which the question is limited, first and last day.

    Returns:
        The answer; None if one of the two was certainly not held in the period.
    """
    bounds, together = both(one, other)
    is_certain = bool(together) or certain(one.bounds, other.bounds)
    apart = not is_certain and never(one.bounds, other.bounds)
    if within is None:
        return Answer.APART if apart else Answer.CERTAINLY if is_certain else Answer.POSSIBLY
    if Held.NOT in {held(each.bounds, *within) for each in (one, other)}:
        return None
    then = Held.NOT if apart else held(bounds, *within)
    if then is Held.NOT:
        return Answer.APART
    return Answer.CERTAINLY if is_certain and then is Held.CERTAINLY else Answer.POSSIBLY


def pairs(statements: Iterable[Tenure], within: Days | None = None) -> list[Pair]:
    """Every pair of statements about one person and two sides, of some period if one is given.

    What a pair leaves open and another settles is left out of a period in which the other is of no account.
    """
    by_person: dict[str, list[Tenure]] = {}
    for one in statements:
        by_person.setdefault(one.person, []).append(one)
    found: list[Pair] = []
    for told in by_person.values():
        by_side = {side: [one for one in told if one.side is side] for side in SIDES}
        for before, after in combinations(SIDES, 2):
            for one, other in product(by_side[before], by_side[after]):
                by_dates = answer(one, other) or Answer.APART
                found.append(Pair(one, other, by_dates, both(one, other)[1]))
    settled = [_settled(pair, found) for pair in found]
    if within is None:
        return settled
    then = {pair.claims: answer(pair.first, pair.second, within) for pair in settled}
    return [
        replace(pair, answer=got)
        for pair in settled
        if (got := then[pair.claims]) is not None and not (pair.settled and then[pair.settled] is None)
    ]


def people(found: Iterable[Pair]) -> tuple[Person, ...]:
    """The people of some pairs, each with the strongest answer; those with certain ones first."""
    by_person: dict[str, list[Pair]] = {}
    for pair in found:
        by_person.setdefault(pair.first.person, []).append(pair)
    made = []
    for iri, told in by_person.items():
        endorsed = [pair for pair in told if pair.endorsed]
        open_to = [pair for pair in endorsed or told if pair.settled is None]
        strongest = min((pair.answer for pair in open_to), key=ANSWERS.index)
        told.sort(
            key=lambda pair: (
                not pair.endorsed,
                pair.settled is not None,
                ANSWERS.index(pair.answer),
                pair.first.claim,
                pair.second.claim,
            )
        )
        made.append(Person(iri, strongest, not endorsed, tuple(told)))
    return tuple(sorted(made, key=lambda one: (one.reported, ANSWERS.index(one.answer), one.iri)))


def _settled(pair: Pair, found: Iterable[Pair]) -> Pair:
    """The pair, with the one that settles it: about the same tenures, and by whose dates one was over before.

    A statement without a start may leave open what one with a start does not.
    """
    if pair.answer is not Answer.POSSIBLY:
        return pair
    for other in found:
        if (
            other.answer is Answer.APART
            and other.endorsed
            and _same_tenure(pair.first, other.first)
            and _same_tenure(pair.second, other.second)
        ):
            return replace(pair, settled=other.claims)
    return pair


def _same_tenure(one: Tenure, other: Tenure) -> bool:
    """Whether two statements certainly tell of one tenure: nobody holds one post twice at once."""
    if one.claim == other.claim:
        return True
    return one.person == other.person and one.post == other.post and certain(one.bounds, other.bounds)


def _by(begun: date | None, until: date | None) -> bool:
    return begun is not None and until is not None and begun <= until


def _before(over: date | None, begins: date | None) -> bool:
    return over is not None and begins is not None and over < begins
