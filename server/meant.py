"""What somebody most likely meant who wrote a date in the way of books, and not in EDTF. Pure."""

from __future__ import annotations

import re
from typing import Final

from server.dates import BadDate, parse

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH: Final = r"(?P<m>[A-Za-z]{3,9})\.?"
#: Ways of writing one day, month or year; `y`, `m` and `d` are its parts.
_WRITTEN: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)? {_MONTH},? (?P<y>\d{{4}})",
        rf"{_MONTH} (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>\d{{4}})",
        rf"{_MONTH},? (?P<y>\d{{4}})",
        r"(?P<d>\d{1,2})\. ?(?P<m>\d{1,2})\. ?(?P<y>\d{4})",
        r"(?P<y>\d{4})[-./](?P<m>\d{1,2})(?:[-./](?P<d>\d{1,2}))?",
        r"(?P<y>\d{4}) ?年(?: ?(?P<m>\d{1,2}) ?月(?: ?(?P<d>\d{1,2}) ?日)?)?",
        r"(?P<y>\d{4})",
    )
)
#: Words before a date, and what becomes of the date.
_WORDS: Final = (
    (r"(?:c\.|ca\.?|circa|about|around|approximately)", "{}~"),
    (r"(?:perhaps|possibly|probably)", "{}?"),
    (r"(?:since|from)", "{}/"),
    (r"(?:until|till|up to|to)", "/{}"),
    (r"(?:by|before|no later than)", "[..{}]"),
    (r"(?:after|no earlier than)", "[{}..]"),
)
_JOINED: Final = re.compile(r"\s*(?:-{1,2}|\bto\b|\band\b|至)\s*")


def meant(text: str) -> str | None:
    """The EDTF date or interval that a text in another form most likely means; None if there is no telling.

    >>> meant("1 May 2014"), meant("2018–2020"), meant("c. 2014"), meant("once")
    ('2014-05-01', '2018/2020', '2014~', None)
    """
    plain = re.sub("[\u2010-\u2015\u2212]", "-", " ".join(text.split()))
    for guess in (_interval(plain), _one(plain), *(_after(plain, word, form) for word, form in _WORDS)):
        if guess is not None and _readable(guess):
            return guess
    return None


def _one(text: str) -> str | None:
    """One date of year, month or day precision."""
    for pattern in _WRITTEN:
        if (found := pattern.fullmatch(text)) is not None:
            parts = found.groupdict()
            month = _month(parts.get("m"))
            if parts.get("m") and month is None:
                continue
            day = f"{int(parts['d']):02}" if parts.get("d") else None
            return "-".join(part for part in (parts["y"], month, day) if part)
    return None


def _month(word: str | None) -> str | None:
    """A month's number with two digits, from its number or its English name."""
    if word is None:
        return None
    if word.isdigit():
        return f"{int(word):02}"
    short = word[:3].lower()
    return f"{_MONTHS.index(short) + 1:02}" if short in _MONTHS else None


def _interval(text: str) -> str | None:
    """Two dates joined by a hyphen or a word."""
    start, *rest = _JOINED.split(re.sub(r"^(?:from|between) ", "", text))
    first, last = _one(start), _one(rest[0]) if len(rest) == 1 else None
    return f"{first}/{last}" if first and last else None


def _after(text: str, word: str, form: str) -> str | None:
    """A date after a word such as since."""
    found = re.fullmatch(rf"{word} ?(.+)", text, re.IGNORECASE)
    date = _one(found[1]) if found else None
    return form.format(date) if date else None


def _readable(text: str) -> bool:
    try:
        parse(text)
    except BadDate:
        return False
    return True
