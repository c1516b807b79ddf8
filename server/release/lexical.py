"""How a literal is written: as its datatype asks (XSD 1.1 part 2), and without characters that nobody sees.

The parser looks at neither.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Final

from pyoxigraph import Literal

from server.dates import BadDate, parse
from server.meant import meant
from server.names import PREFIXES

_ZONE: Final = r"(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)?"
_INTEGER: Final = re.compile(r"[+-]?[0-9]+")
_DATE: Final = re.compile(r"(-?[0-9]{4,})-([0-9]{2})-([0-9]{2})" + _ZONE)
_TIME: Final = re.compile(
    r"(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?|24:00:00(?:\.0+)?)" + _ZONE
)


def _matches(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda text: compiled.fullmatch(text) is not None


def _integer(low: int | None = None, high: int | None = None) -> Callable[[str], bool]:
    def fits(text: str) -> bool:
        if not _INTEGER.fullmatch(text) or len(text) > 40:
            return False
        return (low is None or int(text) >= low) and (high is None or int(text) <= high)

    return fits


def _date(text: str) -> bool:
    found = _DATE.fullmatch(text)
    if found is None:
        return False
    try:
        date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return False
    return True


def _date_time(text: str) -> bool:
    day, mark, time = text.partition("T")
    return bool(mark) and _date(day) and _TIME.fullmatch(time) is not None


_DOUBLE: Final = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[Ee][+-]?[0-9]+)?|[+-]?INF|NaN"

#: Datatype to check and an example that shows how it is written.
_RULES: Final[dict[str, tuple[Callable[[str], bool], str]]] = {
    "date": (_date, "2018-03-21"),
    "dateTime": (_date_time, "2018-03-21T08:00:00Z"),
    "time": (lambda text: _TIME.fullmatch(text) is not None, "08:00:00"),
    "gYear": (_matches(r"-?[0-9]{4,}" + _ZONE), "2018"),
    "gYearMonth": (_matches(r"-?[0-9]{4,}-(?:0[1-9]|1[0-2])" + _ZONE), "2018-03"),
    "boolean": (_matches("true|false|1|0"), "true"),
    "decimal": (_matches(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"), "3.5"),
    "double": (_matches(_DOUBLE), "3.5e0"),
    "float": (_matches(_DOUBLE), "3.5e0"),
    "integer": (_integer(), "12"),
    "nonNegativeInteger": (_integer(0), "12"),
    "positiveInteger": (_integer(1), "12"),
    "negativeInteger": (_integer(None, -1), "-12"),
    "nonPositiveInteger": (_integer(None, 0), "-12"),
    "long": (_integer(-(2**63), 2**63 - 1), "12"),
    "int": (_integer(-(2**31), 2**31 - 1), "12"),
    "short": (_integer(-(2**15), 2**15 - 1), "12"),
    "byte": (_integer(-128, 127), "12"),
    "unsignedLong": (_integer(0, 2**64 - 1), "12"),
    "unsignedInt": (_integer(0, 2**32 - 1), "12"),
    "unsignedShort": (_integer(0, 2**16 - 1), "12"),
    "unsignedByte": (_integer(0, 255), "12"),
    "anyURI": (_matches(r"[^\s<>\"{}|\\^`]*"), "https://example.org/"),
}
_EDTF: Final = PREFIXES["edtf"] + "EDTF"
#: Unicode's categories of characters that leave no mark: for format, and separators of lines and paragraphs.
_UNSEEN: Final = frozenset({"Cf", "Zl", "Zp"})


def invisible(text: str) -> int | None:
    """Where the first character stands that nobody sees, such as a zero-width space; None if there is none.

    >>> invisible("ca\u200bc")
    2
    """
    return next((i for i, letter in enumerate(text) if unicodedata.category(letter) in _UNSEEN), None)


def ill_typed(literal: Literal) -> str | None:
    """What is wrong with the spelling of a literal, with a right example; None if nothing is.

    Datatypes that are not known here are left alone.

    >>> from server.release.terms import node
    >>> ill_typed(Literal("abc", datatype=node("xsd:integer")))
    '"abc" is not an xsd:integer: write it as "12"'
    """
    datatype = literal.datatype.value
    if datatype == _EDTF:
        try:
            parse(literal.value)
        except BadDate as error:
            likely = meant(literal.value)
            return f"{error}; did you mean {likely}?" if likely else str(error)
        return None
    name = datatype.removeprefix(PREFIXES["xsd"])
    rule = _RULES.get(name) if name != datatype else None
    if rule is None or rule[0](literal.value):
        return None
    article = "an" if name[0] in "aeiou" else "a"
    return f'"{literal.value[:60]}" is not {article} xsd:{name}: write it as "{rule[1]}"'
