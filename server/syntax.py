"""The engine's syntax errors in words for people, for the endpoint and the command line alike."""

from __future__ import annotations

import re
from typing import Final

from server.errors import Place, QuerySyntaxError

#: Alternatives of the grammar that are worth listing; more help nobody.
_MAX_EXPECTED: Final = 8
_PLACE: Final = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_EXPECTED: Final = re.compile(r'"(?:\\.|[^"\\])*"|\[(?:\'(?:\\[^\']*|[^\'])\'|[^\]\'])*\]|[^",\[]+')


def syntax_error(message: str) -> QuerySyntaxError:
    """The engine's message as place and as a sentence for people.

    >>> str(syntax_error('error at 1:16: expected one of "{", DISTINCT'))
    'the query does not parse; expected here: DISTINCT or "{"'
    """
    found = _PLACE.fullmatch(message)
    if found is None:
        return QuerySyntaxError(f"the query does not parse: {' '.join(message.split())}")
    where = Place(int(found[1]), int(found[2]))
    expected = sorted({part.strip() for part in _EXPECTED.findall(found[3])} - {""})
    reasons = [part for part in expected if " " in part and part[0] not in "[\"'"]
    if reasons:
        return QuerySyntaxError("; ".join(reasons), place=where)
    plain = sorted(
        (part for part in expected if not part.startswith("[")), key=lambda part: part.startswith('"')
    )
    # keywords without a mark are what the engine happened to try last: SERVICE after a triple without object
    telling = len(plain) <= _MAX_EXPECTED and any(part.startswith('"') for part in plain)
    hint = f"; expected here: {' or '.join(plain)}" if telling else ""
    return QuerySyntaxError(f"the query does not parse{hint}", place=where)
