"""Whether two posts were held at once: by bounds, by what one source sees, and in a period."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from server.dates import Bounds, parse
from server.overlap import Answer, Side, Tenure, answer, pairs, people

SURE, OPEN, APART = Answer.CERTAINLY, Answer.POSSIBLY, Answer.APART


def tenure(
    name: str, side: Side, days: str, *, endorsed: bool = True, seen: str = "", post: str = ""
) -> Tenure:
    """A statement; `days` as a validity, or `[A, B]` as an observation at some time from A to B."""
    if days.startswith("["):
        first, last = (date.fromisoformat(day.strip()) for day in days[1:-1].split(","))
        bounds, windows = Bounds(None, last, first, None), {seen: Bounds(first, first, last, last)}
    else:
        bounds, windows = (parse(days) if days else Bounds()), {}
    return Tenure(name, "who", post or name, side.value, side, bounds, endorsed, windows if seen else {})


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("2014/2018", "2016-06", SURE),
        ("2014/2018", "2019/2020", APART),
        ("2014/2018", "2018/2020", OPEN),  # the year in which both may have changed
        ("2014/", "2016", OPEN),  # without an end it is as last known: silence is not yes
        ("2014/", "/2013-06", APART),
        ("/2018-07-31", "2018-08-21/", APART),
        ("/2018", "", OPEN),  # silence is not no
        ("[2021-09-01, 2021-12-31]", "2018-08-21/2022-06-09", SURE),
        ("[2021-09-01, 2021-12-31]", "2021-10/2021-11", OPEN),
        ("[2021-09-01, 2021-12-31]", "[2021-09-01, 2021-12-31]", OPEN),  # two sources, each of its own day
    ],
)
def test_answer_by_bounds(one: str, other: str, expected: Answer) -> None:
    """Certain where each had begun by a day to which the other lasts; apart where one was over; else open."""
    two = tenure("a", Side.PARTY, one), tenure("b", Side.STATE, other)
    assert answer(*two) is expected
    assert answer(*two[::-1]) is expected


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2021-01-01", "2021-12-31", SURE),
        ("2021-10-01", "2021-10-01", OPEN),  # on which day of the time of writing nobody knows
        ("2020-01-01", "2020-12-31", OPEN),
    ],
)
def test_one_source_sees_both(first: str, last: str, expected: Answer) -> None:
    """What shares an observation held together, at some time of it."""
    days = "[2021-09-01, 2021-12-31]"
    two = tenure("a", Side.PARTY, days, seen="writing"), tenure("b", Side.STATE, days, seen="writing")
    assert answer(*two) is SURE
    assert answer(*two, (date.fromisoformat(first), date.fromisoformat(last))) is expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2015-06-30", None), ("2017-06-30", SURE), ("2018-06-30", OPEN), ("2020-06-30", None)],
)
def test_a_day(day: str, expected: Answer | None) -> None:
    """On a day on which one certainly was not held there is no pair; in a year of change it is open."""
    two = tenure("a", Side.PARTY, "2014/2018"), tenure("b", Side.STATE, "2016/2019")
    asked = date.fromisoformat(day)
    assert answer(*two, (asked, asked)) is expected


def test_a_period_in_which_both_were_held_but_not_at_once() -> None:
    """Of a period with both, and no day of both, the answer is one after the other."""
    two = tenure("a", Side.PARTY, "2014/2015"), tenure("b", Side.STATE, "2017/2018")
    assert answer(*two, (date(2014, 1, 1), date(2018, 12, 31))) is APART


DAYS = ("2014/2018", "2016-06", "2014/", "/2013-06", "/2018", "", "2018-08-21/2022-06-09", "2021-10/2021-11")
WITHIN = ("2012", "2016", "2016-06-15", "2018", "2018-08/2021-10", "2021-09/2021-12", "2025")


@pytest.mark.parametrize("seen", ["", "o"])
def test_apart_in_a_period_is_apart(seen: str) -> None:
    """What the dates leave open is open in each period in which neither was certainly not held."""
    days = [*DAYS, *(["[2016-01-01, 2018-12-31]", "[2021-09-01, 2021-12-31]"] if seen else [])]
    found = set()
    for one, other, when in product(days, days, map(parse, WITHIN)):
        two = tenure("a", Side.PARTY, one, seen=seen), tenure("b", Side.STATE, other, seen=seen)
        assert when.starts_earliest
        assert when.ends_latest
        then = answer(*two, (when.starts_earliest, when.ends_latest))
        assert then is not APART or answer(*two) is APART
        found.add(then)
    assert found == {SURE, OPEN, APART, None}


def test_dates_of_the_same_tenure_settle_what_is_open() -> None:
    """A statement without a start leaves open what another about the same tenure settles; it is shown so."""
    party = tenure("office", Side.PARTY, "/2018-07-31")
    dated = tenure("dated", Side.STATE, "2018-08-21/2022-06-09", post="minister")
    seen = tenure("seen", Side.STATE, "[2021-09-01, 2021-12-31]", post="minister")
    found = {pair.claims: pair for pair in pairs([party, dated, seen])}
    assert found["office", "seen"].answer is OPEN
    assert found["office", "seen"].settled == ("office", "dated")
    (person,) = people(found.values())
    assert person.answer is APART
    day = date(2017, 1, 1)
    assert pairs([party, dated, seen], (day, day)) == []
    other = tenure("other", Side.STATE, "[2023-01-01, 2023-12-31]", post="minister")  # may be a second time
    (person,) = people(pairs([party, dated, other]))
    assert person.answer is OPEN


def test_reported_never_counts_as_endorsed() -> None:
    """Endorsed statements decide; by a reported one alone somebody is certain, and marked."""
    state = tenure("s", Side.STATE, "2018/2022")
    said = tenure("r", Side.PARTY, "2019/2021", endorsed=False)
    (person,) = people(pairs([state, said]))
    assert (person.answer, person.reported) == (SURE, True)
    (person,) = people(pairs([state, said, tenure("p", Side.PARTY, "2020/")]))
    assert (person.answer, person.reported) == (SURE, False)  # 2020 is within
    (person,) = people(pairs([state, said, tenure("p", Side.PARTY, "")]))
    assert (person.answer, person.reported) == (OPEN, False)


def test_one_side_is_no_overlap() -> None:
    """Two posts of the party are no pair, nor are posts of two people."""
    two = [tenure("a", Side.PARTY, "2014/2018"), tenure("b", Side.PARTY, "2014/2018")]
    assert pairs(two) == []
