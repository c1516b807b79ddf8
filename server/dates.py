"""Dates of uncertain precision as day bounds: EDTF (ISO 8601-2:2019) levels 0 and 1, and of level 2 one form.

Read are years, months and days (`2014`, `2014-02`, `2014-02-27`), the qualifiers `?`, `~` and `%`, and
intervals with `/`. An empty end of an interval is unknown; `..` as the end says that it is still so on the
day of the release. A qualifier is a doubt, not a span: it leaves the bounds as they are. `[..2014]` is one
day on or before the end of 2014, `[2014..]` one on or after its start.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from server.errors import PublisherError

_ONE_OF: Final = re.compile(r"\[(\.\.)?([^.\]]+)(?(1)|\.\.)\]")
_MOMENT: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?[?~%]?")


class BadDate(PublisherError, ValueError):
    """A date that cannot be read, or cannot be; the message quotes it and shows a right one."""


@dataclass(frozen=True)
class Bounds:
    """Days, inclusive, between which a period starts and ends; None where nothing is known.

    Attributes:
        starts_earliest: no start before this day.
        starts_latest: it has started by the end of this day.
        ends_earliest: it lasts to this day at least.
        ends_latest: no day of it after this one.
        ongoing: still so on the day of the release.
    """

    starts_earliest: date | None = None
    starts_latest: date | None = None
    ends_earliest: date | None = None
    ends_latest: date | None = None
    ongoing: bool = False

    @property
    def impossible(self) -> bool:
        """Whether no period at all fits between the bounds."""
        pairs = (
            (self.starts_earliest, self.starts_latest),
            (self.ends_earliest, self.ends_latest),
            (self.starts_earliest, self.ends_latest),
        )
        return any(low is not None and high is not None and low > high for low, high in pairs)

    def within(self, other: Bounds) -> Bounds:
        """What holds when both hold: the narrower bound of each pair."""
        return Bounds(
            latest(self.starts_earliest, other.starts_earliest),
            earliest(self.starts_latest, other.starts_latest),
            latest(self.ends_earliest, other.ends_earliest),
            earliest(self.ends_latest, other.ends_latest),
            self.ongoing or other.ongoing,
        ).closed()

    def closed(self) -> Bounds:
        """The same, as narrow as it follows: it began by its end and lasts at least to its start."""
        return Bounds(
            self.starts_earliest,
            earliest(self.starts_latest, self.ends_latest),
            latest(self.ends_earliest, self.starts_earliest),
            self.ends_latest,
            self.ongoing,
        )


def earliest(*days: date | None) -> date | None:
    """The first of the days that are known, or None."""
    return min((day for day in days if day is not None), default=None)


def latest(*days: date | None) -> date | None:
    """The last of the days that are known, or None."""
    return max((day for day in days if day is not None), default=None)


def hull(every: Iterable[Bounds]) -> Bounds:
    """The narrowest bounds that leave room for each: a dispute about a date widens it."""
    held = list(every)
    return Bounds(
        _if_known(min, (b.starts_earliest for b in held)),
        _if_known(max, (b.starts_latest for b in held)),
        _if_known(min, (b.ends_earliest for b in held)),
        _if_known(max, (b.ends_latest for b in held)),
    )


def _if_known(outer: Callable[[list[date]], date], days: Iterable[date | None]) -> date | None:
    """The outermost of the days, or None if one of them is unknown or there are none."""
    every = list(days)
    known = [day for day in every if day is not None]
    return outer(known) if known and len(known) == len(every) else None


def moment(text: str) -> tuple[date, date]:
    """First and last day that a date of year, month or day precision may mean.

    Raises:
        BadDate: it is no such date, or there is no such day.

    >>> moment("2016-02")
    (datetime.date(2016, 2, 1), datetime.date(2016, 2, 29))
    """
    found = _MOMENT.fullmatch(text)
    if found is None:
        raise BadDate(
            f"“{text}” is not a date: write a year, month or day as 2014, 2014-02 or 2014-02-27, "
            "with ?, ~ or % after it if it is in doubt"
        )
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
    except ValueError as error:
        raise BadDate(f"“{text}” is no day of the calendar ({error}): correct it") from error
    last_month = month or 12
    return first, date(first.year, last_month, day or calendar.monthrange(first.year, last_month)[1])


def stretch(text: str) -> tuple[date, date]:
    """First and last day of a year, month or day, or from one to another of these; nothing may be in doubt.

    Raises:
        BadDate: it is no such period, or there is no such day.

    >>> stretch("2016-12-31"), stretch("2014/2018-02")[1]
    ((datetime.date(2016, 12, 31), datetime.date(2016, 12, 31)), datetime.date(2018, 2, 28))
    """
    start, slash, end = text.partition("/")
    ends = (start, end) if slash else (start,)
    if any(_MOMENT.fullmatch(one) is None or one[-1] in "?~%" for one in ends):
        raise BadDate(f"“{text}” is no day, month, year or period with both of its ends, or one is in doubt")
    first, last = moment(start)[0], moment(ends[-1])[1]
    if last < first:
        raise BadDate(f"“{text}” ends before it starts: correct one of the two dates")
    return first, last


def parse(text: str) -> Bounds:
    """Day bounds of an EDTF date or interval.

    A date without a slash means a time within it. An unknown start is no later than the end; an unknown end
    no earlier than the start.

    Raises:
        BadDate: it cannot be read, names an impossible day, says nothing, or ends before it starts.

    >>> parse("2014-02/..").starts_latest
    datetime.date(2014, 2, 28)
    """
    if (one := _ONE_OF.fullmatch(text)) is not None:
        first, last = moment(one[2])
        return Bounds(None, last, None, last) if one[1] else Bounds(first, None, first, None)
    start, slash, end = text.partition("/")
    if not slash:
        first, last = moment(text)
        return Bounds(first, last, first, last)
    if "/" in end:
        raise BadDate(f"“{text}” has more than one slash: write one start and one end, as 2014/2018")
    if start == "..":
        raise BadDate(f"“{text}” has an open start: leave the start empty if it is unknown, as in /2018")
    if not start and not end:
        raise BadDate("“/” says nothing: give a start or an end, or leave the date out")
    begins = moment(start) if start else (None, None)
    ends = moment(end) if end not in ("", "..") else (None, None)
    bounds = Bounds(begins[0], begins[1], ends[0], ends[1], end == "..").closed()
    if bounds.impossible:
        raise BadDate(f"“{text}” ends before it starts: correct one of the two dates")
    return bounds
