"""Days and periods in Chinese words, from the English ones of `server.periods` and of statements. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from server.web.languages import Language

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_SEASONS: Final = {"spring": "春", "summer": "夏", "autumn": "秋", "winter": "冬"}
_DOUBTS: Final = {"about": "约", "uncertain": "不确定", "about, uncertain": "约，不确定"}
_DATE: Final = re.compile(
    r"(?:(?:(?P<day>\d+) )?(?P<month>[A-Z][a-z]+) |(?P<season>[a-z]+) )?(?P<year>-?[\dX]{4})"
    r"(?: \((?P<doubt>[a-z, ]+)\))?"
)
#: What a part of a period says → the same in Chinese; dates stand in the places.
_PARTS: Final = (
    ("from between (.+) and (.+)", "始于 {} 至 {} 之间"),
    ("from (.+)", "自 {} 起"),
    ("since (.+)", "自 {} 起至今"),
    ("begun by (.+)", "{} 或之前已开始"),
    ("ended by (.+)", "{} 或之前已结束"),
    ("until (.+)", "至 {}"),
    ("as last known, (.+)", "最后所知：{}"),
    ("as last known", "最后所知"),
    ("dates not known", "日期不详"),
    ("(.+) to (.+)", "{} 至 {}"),
    ("(.+) or earlier", "{} 或更早"),
    ("(.+) or later", "{} 或更晚"),
    ("(.+) or (.+)", "{} 或 {}"),
)
_COMPILED: Final = tuple((re.compile(english), chinese) for english, chinese in _PARTS)
_TRADITIONAL: Final = str.maketrans("约确于间开结后详晚", "約確於間開結後詳晚")


def chinese_period(english: str, language: Language) -> str:
    """A day or period in Chinese; as it stands where it is worded otherwise.

    >>> from server.web.languages import language_of
    >>> chinese_period("from 31 July 2018; as last known, 2025", language_of("zh-Hans"))
    '自 2018年7月31日 起；最后所知：2025年'
    """
    told = [_part(part) for part in english.split("; ")]
    if any(part is None for part in told):
        return english
    text = "；".join(part or "" for part in told)
    return text.translate(_TRADITIONAL) if language.tag == "zh-Hant" else text


def _part(english: str) -> str | None:
    """A part of a period; None if it is worded otherwise."""
    if not english:
        return ""
    date = _date(english)
    if date is not None:
        return date
    for pattern, chinese in _COMPILED:
        found = pattern.fullmatch(english)
        if found:
            return _filled(chinese, found.groups(), _part)
    return None


def _filled(text: str, parts: tuple[str, ...], told: Callable[[str], str | None]) -> str | None:
    filled = [told(part) for part in parts]
    return None if None in filled else text.format(*filled)


def _date(english: str) -> str | None:
    """A date as `server.periods.date_text` writes it, or None."""
    found = _DATE.fullmatch(english)
    if found is None:
        return None
    day, month, season, doubt = (found[name] for name in ("day", "month", "season", "doubt"))
    known = (month is None or month in _MONTHS) and (season is None or season in _SEASONS)
    if not known or (doubt is not None and doubt not in _DOUBTS):
        return None
    text = f"{found['year']}年"
    if month:
        text += f"{_MONTHS.index(month) + 1}月" + (f"{day}日" if day else "")
    elif season:
        text += _SEASONS[season]
    return text + (f"（{_DOUBTS[doubt]}）" if doubt else "")
