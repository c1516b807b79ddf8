"""EDTF dates, and days between which something lies, in words. Pure."""

from __future__ import annotations

import re
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
_SEASONS: Final = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}
_DATE: Final = re.compile(
    r"(?P<year>-?[\dX]{4})(?:-(?P<month>[\dX]{2})(?:-(?P<day>[\dX]{2}))?)?(?P<doubt>[?~%]?)"
)
_DOUBT: Final = {"": "", "?": " (uncertain)", "~": " (about)", "%": " (about, uncertain)"}


def date_text(edtf: str) -> str:
    """One EDTF date in words; what is no such date is given as it stands.

    >>> date_text("2011-05"), date_text("2018-03-21"), date_text("199X")
    ('May 2011', '21 March 2018', '199X')
    """
    if edtf.startswith("[") and edtf.endswith("]"):
        return _one_of(edtf[1:-1])
    found = _DATE.fullmatch(edtf)
    if not found:
        return edtf
    year, month, day = found["year"], found["month"], found["day"]
    if month and month.isdigit() and 1 <= int(month) <= 12:
        name = _MONTHS[int(month) - 1]
        text = f"{int(day)} {name} {year}" if day and day.isdigit() else f"{name} {year}"
    elif month in _SEASONS:
        text = f"{_SEASONS[month]} {year}"
    else:
        text = year
    return text + _DOUBT[found["doubt"]]


def _one_of(dates: str) -> str:
    """An EDTF set of which one date is meant: a bound on one side, or a choice."""
    if dates.startswith(".."):
        return f"{date_text(dates[2:])} or earlier"
    if dates.endswith(".."):
        return f"{date_text(dates[:-2])} or later"
    return " or ".join(date_text(date.strip()) for date in dates.split(","))


def began_text(earliest: str, latest: str) -> str:
    """When something began, from the first and last day on which it may have; empty if neither is known.

    >>> began_text("2013-01-01", "2014-12-31"), began_text("2014-01-01", "2014-12-31")
    ('from between 2013 and 2014', 'from 2014')
    """
    first, last = earliest[:4], latest[:4]
    if first and first == last:
        return f"from {first}"
    if first and last:
        return f"from between {first} and {last}"
    return f"begun by {last}" if last else ""


def ended_text(earliest: str, latest: str) -> str:
    """When something ended, from the first and last day on which it may have; empty if the last is not known.

    >>> ended_text("2013-01-01", "2018-12-31"), ended_text("2018-01-01", "2018-12-31")
    ('ended by 2018', 'until 2018')
    """
    if not latest:
        return ""
    return f"until {latest[:4]}" if earliest[:4] == latest[:4] else f"ended by {latest[:4]}"


def period_text(edtf: str) -> str:
    """An EDTF date or interval in words: unknown ends are not spoken of, open ends are.

    >>> period_text("2011-05/"), period_text("/2014"), period_text("2014/.."), period_text("2011/2014")
    ('from May 2011', 'until 2014', 'since 2014', '2011 to 2014')
    """
    start, slash, end = edtf.partition("/")
    if not slash:
        return date_text(edtf)
    if start in {"", ".."}:
        return f"until {date_text(end)}" if end not in {"", ".."} else "dates not known"
    if end == "..":
        return f"since {date_text(start)}"
    if end == "":
        return f"from {date_text(start)}"
    return f"{date_text(start)} to {date_text(end)}"


def last_year(edtf: str) -> str:
    """The year in which an EDTF date or interval ends, or as much of it as is stated; empty if none is."""
    years = re.findall(r"(?:^|[/\[.,])(-?[\dX]{4})", edtf)
    return years[-1] if years else ""
