"""EDTF dates, and days between which something lies, in words of each language. Pure.

The one place where dates are written for readers: `21 March 2018`, `2018年3月21日`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DATE: Final = re.compile(
    r"(?P<year>-?[\dX]{4})(?:-(?P<month>[\dX]{2})(?:-(?P<day>[\dX]{2}))?)?(?P<doubt>[?~%]?)"
)


@dataclass(frozen=True)
class Form:
    """How a language writes dates and periods; places are `{0}` and `{1}`.

    Attributes:
        day, month, year: a date of that precision, by its numbers and in English the name of the month.
        seasons: those that EDTF numbers.
        doubts: a date in doubt, by the sign for that.
        choice: what stands between dates of which one is meant.
        earlier, later: a date that is a bound on one side.
        until, since, begun, between: a period with one end, with an end that is open, with both.
        unknown: a period of which nothing is known.
        start, start_between, start_by: when something began, by years; likewise `end` and `end_by`.
        seen, seen_in: as what it was last known.
        joint: what stands between parts of a period.
    """

    day: str
    month: str
    year: str
    seasons: Mapping[str, str]
    doubts: Mapping[str, str]
    choice: str
    earlier: str
    later: str
    until: str
    since: str
    begun: str
    between: str
    unknown: str
    start: str
    start_between: str
    start_by: str
    end: str
    end_by: str
    seen: str
    seen_in: str
    joint: str


_ENGLISH: Final = Form(
    day="{2} {name} {0}",
    month="{name} {0}",
    year="{0}",
    seasons={"21": "spring {0}", "22": "summer {0}", "23": "autumn {0}", "24": "winter {0}"},
    doubts={"?": "{0} (uncertain)", "~": "about {0}", "%": "about {0} (uncertain)"},
    choice=" or ",
    earlier="{0} or earlier",
    later="{0} or later",
    until="until {0}",
    since="since {0}",
    begun="from {0}",
    between="{0} to {1}",
    unknown="dates not known",
    start="from {0}",
    start_between="from between {0} and {1}",
    start_by="begun by {0}",
    end="until {0}",
    end_by="ended by {0}",
    seen="as last known",
    seen_in="as last known, {0}",
    joint="; ",
)
_SIMPLIFIED: Final = Form(
    day="{0}年{1}月{2}日",
    month="{0}年{1}月",
    year="{0}年",
    seasons={"21": "{0}年春季", "22": "{0}年夏季", "23": "{0}年秋季", "24": "{0}年冬季"},
    doubts={"?": "{0}（存疑）", "~": "约{0}", "%": "约{0}（存疑）"},
    choice="或",
    earlier="{0}或更早",
    later="{0}或更晚",
    until="至{0}为止",
    since="{0}至今",
    begun="{0}起",
    between="{0}至{1}",
    unknown="起止时间不详",
    start="{0}年起",
    start_between="始于{0}年至{1}年之间",
    start_by="不晚于{0}年开始",
    end="至{0}年为止",
    end_by="不晚于{0}年结束",
    seen="据最后所知",
    seen_in="据{0}年最后所知",
    joint="；",
)
_TRADITIONAL: Final = Form(
    day="{0}年{1}月{2}日",
    month="{0}年{1}月",
    year="{0}年",
    seasons={"21": "{0}年春季", "22": "{0}年夏季", "23": "{0}年秋季", "24": "{0}年冬季"},
    doubts={"?": "{0}（存疑）", "~": "約{0}", "%": "約{0}（存疑）"},
    choice="或",
    earlier="{0}或更早",
    later="{0}或更晚",
    until="至{0}為止",
    since="{0}至今",
    begun="{0}起",
    between="{0}至{1}",
    unknown="起訖時間不詳",
    start="{0}年起",
    start_between="始於{0}年至{1}年之間",
    start_by="不晚於{0}年開始",
    end="至{0}年為止",
    end_by="不晚於{0}年結束",
    seen="據最後所知",
    seen_in="據{0}年最後所知",
    joint="；",
)
_FORMS: Final = {"zh-Hans": _SIMPLIFIED, "zh-Hant": _TRADITIONAL}


def form(tag: str) -> Form:
    """How a language writes dates, by its tag; English where it is none of those offered."""
    return _FORMS.get(tag, _ENGLISH)


def date_text(edtf: str, tag: str = "en") -> str:
    """One EDTF date in words; what is no such date is given as it stands.

    >>> date_text("2011-05"), date_text("2018-03-21"), date_text("199X")
    ('May 2011', '21 March 2018', '199X')
    >>> date_text("2018-03", "zh-Hans"), date_text("2020~", "zh-Hant")
    ('2018年3月', '約2020年')
    """
    if edtf.startswith("[") and edtf.endswith("]"):
        return _one_of(edtf[1:-1], tag)
    found = _DATE.fullmatch(edtf)
    if not found:
        return edtf
    words, year, month, day = form(tag), found["year"], found["month"], found["day"]
    if month and month.isdigit() and 1 <= int(month) <= 12:
        exact = day and day.isdigit()
        shape = words.day if exact else words.month
        text = shape.format(year, int(month), int(day) if exact else "", name=_MONTHS[int(month) - 1])
    else:
        text = words.seasons.get(month or "", words.year).format(year)
    return words.doubts[found["doubt"]].format(text) if found["doubt"] else text


def _one_of(dates: str, tag: str) -> str:
    """An EDTF set of which one date is meant: a bound on one side, or a choice."""
    words = form(tag)
    if dates.startswith(".."):
        return words.earlier.format(date_text(dates[2:], tag))
    if dates.endswith(".."):
        return words.later.format(date_text(dates[:-2], tag))
    return words.choice.join(date_text(date.strip(), tag) for date in dates.split(","))


def began_text(earliest: str, latest: str, tag: str = "en") -> str:
    """When something began, from the first and last day on which it may have; empty if neither is known.

    >>> began_text("2013-01-01", "2014-12-31"), began_text("2014-01-01", "2014-12-31")
    ('from between 2013 and 2014', 'from 2014')
    """
    words, first, last = form(tag), earliest[:4], latest[:4]
    if first and first == last:
        return words.start.format(first)
    if first and last:
        return words.start_between.format(first, last)
    return words.start_by.format(last) if last else ""


def ended_text(earliest: str, latest: str, tag: str = "en") -> str:
    """When something ended, from the first and last day on which it may have; empty if the last is not known.

    >>> ended_text("2013-01-01", "2018-12-31"), ended_text("2018-01-01", "2018-12-31")
    ('ended by 2018', 'until 2018')
    """
    if not latest:
        return ""
    words = form(tag)
    return (words.end if earliest[:4] == latest[:4] else words.end_by).format(latest[:4])


def period_text(edtf: str, tag: str = "en") -> str:
    """An EDTF date or interval in words: unknown ends are not spoken of, open ends are.

    >>> period_text("2011-05/"), period_text("/2014"), period_text("2014/.."), period_text("2011/2014")
    ('from May 2011', 'until 2014', 'since 2014', '2011 to 2014')
    >>> period_text("2018-07-31/", "zh-Hans"), period_text("2014/2018", "zh-Hans")
    ('2018年7月31日起', '2014年至2018年')
    """
    words = form(tag)
    start, slash, end = edtf.partition("/")
    if not slash:
        return date_text(edtf, tag)
    if start in {"", ".."}:
        return words.until.format(date_text(end, tag)) if end not in {"", ".."} else words.unknown
    if end == "..":
        return words.since.format(date_text(start, tag))
    if end == "":
        return words.begun.format(date_text(start, tag))
    return words.between.format(date_text(start, tag), date_text(end, tag))


def shortest(shown: str) -> str:
    """A day or period, as it can be asked for, in the fewest signs that mean the same.

    >>> shortest("2014-01-01/2014-12-31"), shortest("2014-02-27"), shortest("2014-01-01/2018-12-31")
    ('2014', '2014-02-27', '2014/2018')
    >>> shortest("2016-02-01/2016-02-29"), shortest("2016-02-01/2016-03-31"), shortest("")
    ('2016-02', '2016-02/2016-03', '')
    """
    first, _, last = shown.partition("/")
    if not first.endswith("-01") or not _ends_month(last):
        return shown
    size = 4 if first.endswith("-01-01") and last.endswith("-12-31") else 7
    first, last = first[:size], last[:size]
    return first if first == last else f"{first}/{last}"


def _ends_month(day: str) -> bool:
    try:
        last = date.fromisoformat(day)
    except ValueError:
        return False
    return last.day == monthrange(last.year, last.month)[1]


def stretch_text(shown: str, tag: str = "en") -> str:
    """A day or period, as it can be asked for, in words.

    >>> stretch_text("2016-12-31"), stretch_text("2016-01-01/2016-12-31")
    ('31 December 2016', '2016')
    """
    return period_text(shortest(shown), tag)


def seen_text(edtf: str, tag: str = "en") -> str:
    """That something was so when it was last seen, by the period of that observation; with its year if known.

    >>> seen_text("2021-09/2021-12"), seen_text("")
    ('as last known, 2021', 'as last known')
    """
    words, year = form(tag), last_year(edtf)
    return words.seen_in.format(year) if year else words.seen


def last_year(edtf: str) -> str:
    """The year in which an EDTF date or interval ends, or as much of it as is stated; empty if none is."""
    years = re.findall(r"(?:^|[/\[.,])(-?[\dX]{4})", edtf)
    return years[-1] if years else ""
