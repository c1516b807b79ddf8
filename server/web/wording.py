"""Language tags and dates as people read them. Pure."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final


def bcp47(tag: str) -> str:
    """A language tag in the case that BCP 47 §2.1.1 recommends; RDF keeps it in lower case.

    >>> bcp47("zh-hans"), bcp47("zh-latn-pinyin"), bcp47("en-gb")
    ('zh-Hans', 'zh-Latn-pinyin', 'en-GB')
    """
    parts = tag.split("-")
    cased = [parts[0].lower()]
    for before, part in pairwise(parts):
        if len(before) == 1:
            cased.append(part.lower())
        elif len(part) == 2:
            cased.append(part.upper())
        elif len(part) == 4 and part.isalpha():
            cased.append(part.title())
        else:
            cased.append(part.lower())
    return "-".join(cased)


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


def local_name(iri: str) -> str:
    """The last step of an IRI, for things that have no label."""
    return re.split(r"[/#]", iri.rstrip("/#"))[-1] or iri


def words_of(iri: str) -> str:
    """The last step of an IRI as words.

    >>> words_of("http://www.w3.org/ns/org#ChangeEvent")
    'change event'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", local_name(iri)).lower()


def headline(text: str) -> str:
    """Words with the first letter in upper case, for headings."""
    return text[:1].upper() + text[1:]


def byte_size(size: int) -> str:
    """A number of bytes as people read it.

    >>> byte_size(532), byte_size(1536), byte_size(2_500_000)
    ('532 bytes', '1.5 kB', '2.5 MB')
    """
    if size < 1000:
        return f"{size} bytes"
    value = float(size)
    for unit in ("kB", "MB", "GB", "TB"):
        value /= 1000
        if value < 1000 or unit == "TB":
            break
    return f"{value:.1f} {unit}"
