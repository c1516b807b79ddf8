"""For how long things were there: what follows from what is said of them, and what stays open."""

from __future__ import annotations

from datetime import date

import pytest

from server.dates import Bounds, parse
from server.holding import Held, Manner
from server.lives import Life, begun_by, dated, ended_by, met, seen, together

DAY, YEAR = parse("2011-05-04"), parse("2014")
FROM_2013 = Bounds(starts_earliest=date(2013, 1, 1))
WITHIN = "a day from 2014-01-01 to 2014-12-31"


@pytest.mark.parametrize(
    ("endorsed", "reported", "expected"),
    [
        (["[..2014]", "2011-05-04"], [], ("2011-05-04", "2011-05-04")),
        (["2014", "2014-05"], [], ("2014-05-01", "2014-05-31")),
        (["2011-05-04"], ["2011-05-05"], ("2011-05-04", "2011-05-05")),
        ([], ["2013", "2014"], ("2013-01-01", "2014-12-31")),
        ([], ["1980-04-08"], ("1980-04-08", "1980-04-08")),
        (["2013", "2014"], [], ("2013-01-01", "2014-12-31")),
        ([], [], ("None", "None")),
    ],
)
def test_datings_of_an_event(endorsed: list[str], reported: list[str], expected: tuple[str, str]) -> None:
    """Endorsed datings narrow it, reported ones leave it open, and those that clash leave room for each."""
    found = dated([parse(one) for one in endorsed], [parse(one) for one in reported])
    assert (str(found.starts_earliest), str(found.ends_latest)) == expected


@pytest.mark.parametrize(
    ("told", "asked", "answer", "doubt"),
    [
        ([], "2016", Held.POSSIBLY, "no source tells of a time"),
        ([begun_by(DAY)], "2011-05-03", Held.NOT, None),
        ([begun_by(DAY)], "2011-05-04", Held.CERTAINLY, None),
        ([begun_by(DAY)], "2012", Held.POSSIBLY, "until 2011-05-04 at the earliest"),
        ([begun_by(YEAR)], "2014-06", Held.POSSIBLY, f"since {WITHIN}"),
        ([begun_by(YEAR), seen(parse("2021"))], "2014", Held.CERTAINLY, None),
        ([begun_by(YEAR), seen(parse("2021"))], "2019", Held.CERTAINLY, None),
        ([ended_by(YEAR)], "2013", Held.POSSIBLY, "since 2014-12-31 at the latest"),
        ([ended_by(YEAR)], "2015", Held.NOT, None),
        ([begun_by(DAY), ended_by(YEAR)], "2013", Held.CERTAINLY, None),
        (
            [begun_by(DAY), ended_by(YEAR)],
            "2014-06",
            Held.POSSIBLY,
            f"until {WITHIN}",
        ),
        ([seen(parse("2013/2016"))], "2012", Held.POSSIBLY, "since 2013-12-31 at the latest"),
        ([seen(parse("2013/2016"))], "2015", Held.CERTAINLY, None),
        ([seen(parse("2013")), seen(parse("2020"))], "2017", Held.CERTAINLY, None),
        ([met(parse("2013"))], "2013", Held.POSSIBLY, "no source says until when"),
        (
            [FROM_2013],
            "2014",
            Held.POSSIBLY,
            "since 2013-01-01 at the earliest",
        ),
    ],
)
def test_what_follows(told: list[Bounds], asked: str, answer: Held, doubt: str | None) -> None:
    """Beginning and end decide; between two days on which a thing was there it was there."""
    known, at = Life(together(told)), parse(asked)
    assert at.starts_earliest
    assert at.ends_latest
    period = at.starts_earliest, at.ends_latest
    assert known.held(*period) is answer
    found = known.doubt(*period)
    assert (found and found[0] % found[1]) == doubt


def test_what_was_written_does_not_end() -> None:
    """What happened or came out on a day has done so ever after."""
    known = Life(begun_by(DAY), Manner.EVENT)
    answers = [known.held(day, day) for day in (date(2011, 5, 3), date(2011, 5, 4), date(2030, 1, 1))]
    assert answers == [Held.NOT, Held.CERTAINLY, Held.CERTAINLY]


def test_what_clashes_says_nothing() -> None:
    """Where a tie holds before a thing began, nothing is concluded of either."""
    assert together([begun_by(YEAR), seen(DAY)]) == Bounds()
