"""Whether what a claim says held on a day or in a period: certainly, possibly or not, by its bounds. Pure.

The four bounds are those of `server.dates.Bounds`. Where only the year is known in which something began or
ended, a question about one of its days has the answer *possibly*, never yes or no.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable
from datetime import date, timedelta
from enum import Enum
from typing import Final

from server.dates import Bounds, earliest
from server.names import ONTOLOGY

_DAY: Final = timedelta(days=1)


class Held(Enum):
    """An answer."""

    CERTAINLY = "certainly"
    POSSIBLY = "possibly"
    NOT = "not"


class Manner(Enum):
    """How what a claim says stands to time.

    Attributes:
        STATE: it holds from a start to an end; without any bound it may hold on every day.
        EVENT: it happened, and from then on has happened.
        WORD: words about something, as `STATE`; without any bound they say nothing of time, so they hold.
    """

    STATE = "state"
    EVENT = "event"
    WORD = "word"


_NAMES_AND_TIES: Final = frozenset(ONTOLOGY + kind for kind in ("Relation", "Name"))
#: What was done or said at a time, but for the relations that say so of themselves.
_DONE: Final = frozenset(ONTOLOGY + kind for kind in ("Dating", "Assertion", "Proposal", "Recommendation"))


def manner(kinds: Collection[str], *, lasts: bool, remains: bool) -> Manner:
    """How a claim stands to time.

    Args:
        kinds: the IRIs of its classes, general ones too.
        lasts: whether one of them casts plain triples for as long as it holds (`plate:projectsTo`).
        remains: whether one casts plain triples for ever after (`plate:onceProjectsTo`).
    """
    if (remains and not lasts) or not _DONE.isdisjoint(kinds):
        return Manner.EVENT
    return Manner.STATE if lasts or not _NAMES_AND_TIES.isdisjoint(kinds) else Manner.WORD


def held(bounds: Bounds, first: date, last: date, how: Manner = Manner.STATE) -> Held:
    """Whether something with these bounds held at some time of a period; a day is a period of itself.

    >>> from server.dates import parse
    >>> [held(parse("2014/2018"), day, day).value for day in (date(2016, 12, 31), date(2018, 3, 20))]
    ['certainly', 'possibly']
    """
    if how is Manner.WORD and bounds == Bounds(ongoing=bounds.ongoing):
        return Held.CERTAINLY
    begun, until = bounds.starts_latest, bounds.ends_earliest
    if how is Manner.EVENT:
        begun, until = earliest(begun, bounds.ends_latest), date.max
    if begun is not None and until is not None and begun <= last and until >= first:
        return Held.CERTAINLY
    not_yet = bounds.starts_earliest is not None and bounds.starts_earliest > last
    no_more = how is not Manner.EVENT and bounds.ends_latest is not None and bounds.ends_latest < first
    if not_yet or no_more:
        return Held.NOT
    return Held.POSSIBLY


def apart(told: Iterable[tuple[str, Hashable, Bounds]], first: date, last: date) -> list[tuple[str, str]]:
    """Claims about one tie of which one tells of a time before a period and another of a time after it.

    That it held between is not said by either, and not concluded: somebody may hold a post twice.

    Args:
        told: claims that possibly held in the period, each with what it ties, and its bounds.
        first: day of the period.
        last: day of the period.

    Returns:
        For each such tie the last claim that tells of before, and the first that tells of after.
    """
    before: dict[Hashable, tuple[date, str]] = {}
    after: dict[Hashable, tuple[date, str]] = {}
    for claim, tie, bounds in told:
        begun, until = bounds.starts_latest, bounds.ends_earliest
        if begun is not None and begun <= last:
            before[tie] = max(before.get(tie, (begun, claim)), (begun, claim))
        if until is not None and until >= first:
            after[tie] = min(after.get(tie, (until, claim)), (until, claim))
    return [(claim, after[tie][1]) for tie, (_, claim) in before.items() if tie in after]


def change_days(bounds: Bounds, how: Manner = Manner.STATE) -> set[date]:
    """The days whose answer is another one than that of the day before.

    >>> from server.dates import parse
    >>> sorted(str(day) for day in change_days(parse("2014-03/2018")))
    ['2014-03-01', '2014-03-31', '2018-01-02', '2019-01-01']
    """
    begins = {bounds.starts_earliest, bounds.starts_latest, bounds.ends_latest} - {None}
    ends = {day + _DAY for day in (bounds.ends_earliest, bounds.ends_latest) if day and day < date.max}
    return {
        day
        for day in {*begins, *ends}
        if day is not None
        and day > date.min
        and held(bounds, day, day, how) is not held(bounds, day - _DAY, day - _DAY, how)
    }
