"""Dates of schema.org from the days between which something began or ended. Pure."""

from __future__ import annotations

import calendar
from datetime import date
from typing import Final

from pyoxigraph import Literal, NamedNode

from server.names import ONTOLOGY, expand
from server.web.profiles.reading import Reading, Subject

_DATE: Final = NamedNode(expand("xsd:date"))
_MONTH: Final = NamedNode(expand("xsd:gYearMonth"))
_YEAR: Final = NamedNode(expand("xsd:gYear"))


def days(reading: Reading, thing: Subject, which: str) -> tuple[date, date] | None:
    """The first and the last day on which something may have begun (`starts`) or ended (`ends`)."""
    found = [reading.first(thing, f"{ONTOLOGY}{which}{end}") for end in ("Earliest", "Latest")]
    read = [date.fromisoformat(day.value) for day in found if isinstance(day, Literal)]
    return (read[0], read[1]) if len(read) == len(found) else None


def known_date(between: tuple[date, date] | None) -> Literal | None:
    """A day, month or year that is known; None where the days between are none of these.

    >>> known_date((date(2018, 1, 1), date(2018, 12, 31)))
    <Literal value=2018 datatype=<NamedNode value=http://www.w3.org/2001/XMLSchema#gYear>>
    >>> known_date((date(2013, 1, 1), date(2014, 12, 31))) is None
    True
    """
    if between is None:
        return None
    first, last = between
    if first == last:
        return Literal(first.isoformat(), datatype=_DATE)
    if (first.year, first.month) == (last.year, last.month) and first.day == 1:
        if last.day == calendar.monthrange(last.year, last.month)[1]:
            return Literal(f"{first:%Y-%m}", datatype=_MONTH)
        return None
    if first.year == last.year and (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return Literal(f"{first:%Y}", datatype=_YEAR)
    return None
