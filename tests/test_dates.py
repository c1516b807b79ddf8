"""EDTF dates as day bounds."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from server.dates import BadDate, Bounds, moment, parse

_DAYS = st.dates(min_value=date(1, 1, 1), max_value=date(9999, 12, 31))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("text", "starts", "ends"),
    [
        ("2014", ("2014-01-01", "2014-12-31"), ("2014-01-01", "2014-12-31")),
        ("2014-02", ("2014-02-01", "2014-02-28"), ("2014-02-01", "2014-02-28")),
        ("2016-02", ("2016-02-01", "2016-02-29"), ("2016-02-01", "2016-02-29")),
        ("2014-02-27", ("2014-02-27", "2014-02-27"), ("2014-02-27", "2014-02-27")),
        ("2014-02-27~", ("2014-02-27", "2014-02-27"), ("2014-02-27", "2014-02-27")),
        ("2014?/2018%", ("2014-01-01", "2014-12-31"), ("2018-01-01", "2018-12-31")),
        ("2014/", ("2014-01-01", "2014-12-31"), ("2014-01-01", None)),
        ("/2014", (None, "2014-12-31"), ("2014-01-01", "2014-12-31")),
        ("2014/2014-05", ("2014-01-01", "2014-05-31"), ("2014-05-01", "2014-05-31")),
        ("2014-05/2014", ("2014-05-01", "2014-05-31"), ("2014-05-01", "2014-12-31")),
        ("2014-02/..", ("2014-02-01", "2014-02-28"), ("2014-02-01", None)),
        ("/..", (None, None), (None, None)),
        ("[..2014]", (None, "2014-12-31"), (None, "2014-12-31")),
        ("[2014-05..]", ("2014-05-01", None), ("2014-05-01", None)),
    ],
)
def test_bounds(
    text: str, starts: tuple[str | None, str | None], ends: tuple[str | None, str | None]
) -> None:
    """Each precision, qualifier and open or unknown end gives the days that it leaves room for."""
    bounds = parse(text)
    assert (bounds.starts_earliest, bounds.starts_latest) == tuple(map(_day, starts))
    assert (bounds.ends_earliest, bounds.ends_latest) == tuple(map(_day, ends))
    assert bounds.ongoing == text.endswith("/..")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not a date"),
        ("14", "is not a date"),
        ("2014-2", "is not a date"),
        ("2014-02-27T00:00", "is not a date"),
        ("201X", "is not a date"),
        ("[2014]", "is not a date"),
        ("[..2014..]", "is not a date"),
        ("[..2014-02-30]", "no day of the calendar"),
        ("2014 ", "is not a date"),
        ("２０１４", "is not a date"),
        ("2018-02-30", "no day of the calendar"),
        ("2018-13", "no day of the calendar"),
        ("0000", "no day of the calendar"),
        ("2019/2018", "ends before it starts"),
        ("2018-02/2018-01", "ends before it starts"),
        ("../2018", "open start"),
        ("/", "says nothing"),
        ("2018/2019/2020", "more than one slash"),
    ],
)
def test_refused(text: str, said: str) -> None:
    """What is no date, or cannot be, is refused with its own words and a remedy."""
    with pytest.raises(BadDate, match=said) as raised:
        parse(text)
    assert text.strip("[].") in str(raised.value)


@given(_DAYS, _DAYS)
def test_days_bound_themselves(one: date, other: date) -> None:
    """An interval of two days has these days as bounds, or is refused the wrong way round."""
    text = f"{one.isoformat()}/{other.isoformat()}"
    if one > other:
        with pytest.raises(BadDate):
            parse(text)
    else:
        assert parse(text) == Bounds(one, one, other, other)


@given(_DAYS, st.sampled_from((4, 7, 10)), st.sampled_from(("", "?", "~", "%")))
def test_moment_holds_its_day(day: date, precision: int, qualifier: str) -> None:
    """A day lies within its year, its month and itself, and the year holds the finer ones."""
    first, last = moment(day.isoformat()[:precision] + qualifier)
    assert first <= day <= last
    coarser = moment(day.isoformat()[:4])
    assert coarser[0] <= first <= last <= coarser[1]


@given(st.text(alphabet="0123456789-/.?~%[]", max_size=24))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Every text is a consistent period or a BadDate, never another error."""
    try:
        bounds = parse(text)
    except BadDate:
        return
    assert not bounds.impossible
    assert bounds == bounds.closed()


@given(_DAYS, _DAYS, _DAYS, _DAYS)
def test_within_narrows(a: date, b: date, c: date, d: date) -> None:
    """What holds together is within each, in whichever order it is told."""
    assume(a <= b and c <= d)
    one, other = Bounds(a, b, a, b), Bounds(c, d, c, d)
    both = one.within(other)
    assert both == other.within(one)
    assert both.starts_earliest == max(a, c)
    assert both.impossible == (max(a, c) > min(b, d))


def test_touching_bounds_are_possible() -> None:
    """Days are inclusive: a start and an end on the same day make a period of one day."""
    day = date(2014, 2, 27)
    assert not Bounds(day, day, day, day).impossible
    assert Bounds(day, day, None, day - timedelta(days=1)).impossible
