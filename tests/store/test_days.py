"""Days between which nothing changes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.store.days import ChangeDays

#: Start at the earliest, at the latest, end at the earliest, at the latest; None is not known.
Claim = tuple[date | None, date | None, date | None, date | None]

DAYS = st.dates(date(2010, 1, 1), date(2010, 2, 9))
CLAIMS = st.lists(st.tuples(*[st.none() | DAYS] * 4), max_size=6)
PERIODS = st.tuples(DAYS, DAYS).map(lambda pair: (min(pair), max(pair)))


def state(claims: list[Claim], first: date, last: date) -> list[tuple[bool, bool, bool, bool]]:
    """Of each claim: whether it holds for certain, cannot hold, has happened, has ended."""
    return [
        (
            b is not None and c is not None and b <= last and c >= first,
            (a is not None and a > last) or (d is not None and d < first),
            (b is not None and b <= last) or (d is not None and d <= last),
            d is not None and d < first,
        )
        for a, b, c, d in claims
    ]


def changes(claims: list[Claim]) -> ChangeDays:
    """The change days of some claims."""
    starts = [day for claim in claims for day in claim[:2] if day is not None]
    ends = [day for claim in claims for day in claim[2:] if day is not None]
    return ChangeDays.of(starts, ends)


@given(CLAIMS, PERIODS)
def test_the_same_state(claims: list[Claim], period: tuple[date, date]) -> None:
    """The days given in place of a period have the state of that period, and stand for themselves."""
    same = changes(claims).same(period)
    assert state(claims, *same) == state(claims, *period)
    assert changes(claims).same(same) == same


@given(CLAIMS)
def test_few_states(claims: list[Claim]) -> None:
    """All days together have no more states than there are bounds, and the two sides of each."""
    every = [date(2009, 12, 1) + timedelta(days=n) for n in range(100)]
    known = changes(claims)
    assert len({known.same((day, day)) for day in every}) <= len(known.starts) + len(known.ends) + 1


@pytest.mark.parametrize("day", [date.min, date.max, date(1700, 1, 1)])
def test_far_days(day: date) -> None:
    """Before and after all that is known, one state stands for every day."""
    known = ChangeDays.of([date(2014, 2, 27)], [date(2018, 3, 21)])
    near = date(2014, 2, 26) if day < date(2014, 1, 1) else date(2018, 3, 22)
    assert known.same((day, day)) == known.same((near, near))
    assert ChangeDays().same((day, day)) == ChangeDays().same((near, near))


@pytest.mark.parametrize("day", [date.min, date.max])
def test_bounds_at_the_ends_of_the_calendar(day: date) -> None:
    """The first and the last day that there are can be bounds, too."""
    known = ChangeDays.of([date.min], [date.max])
    assert known.same((day, day)) == (date.max, day)
