"""The engine's syntax errors in words for people, for the endpoint and the command line alike."""

from __future__ import annotations

import re
from typing import Final

from server.errors import Place, QuerySyntaxError

#: Which functions there are.
HAVING: Final = "there are those of SPARQL 1.1, and casts such as xsd:integer"

#: Alternatives of the grammar that are worth listing; more help nobody.
_MAX_EXPECTED: Final = 8
#: Characters that are shown of a name.
_MAX_NAME: Final = 40
_PLACE: Final = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_EXPECTED: Final = re.compile(r'"(?:\\.|[^"\\])*"|\[(?:\'(?:\\[^\']*|[^\'])\'|[^\]\'])*\]|[^",\[]+')

#: A bare name with a bracket right after it; what else a name could stand in is passed over as a whole.
_CALLED: Final = re.compile(
    r"""
      <[^<>"{}|^`\x00-\x20]*> | \#[^\r\n]*
    | "{3}(?:[^"\\]|\\.|"(?!""))*"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*'{3}
    | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*'
    | [?$@][\w-]* | [\w.-]*:(?:[\w.:-]|%|\\.)*
    | (?P<name>[A-Za-z_]\w*)\( | [\w.-]+
    """,
    re.VERBOSE | re.DOTALL,
)
#: What a bracket may follow: functions and aggregates (SPARQL 1.1 Query §17.4, §18.5; some of 1.2), keywords.
_WORDS: Final = """
ABS AVG BNODE BOUND CEIL COALESCE CONCAT CONTAINS COUNT DATATYPE DAY ENCODE_FOR_URI EXISTS FLOOR
GROUP_CONCAT HOURS IF IRI ISBLANK ISIRI ISLITERAL ISNUMERIC ISURI LANG LANGMATCHES LCASE MAX MD5 MIN
MINUTES MONTH NOW RAND REGEX REPLACE ROUND SAMETERM SAMPLE SECONDS SHA1 SHA256 SHA384 SHA512 STR STRAFTER
STRBEFORE STRDT STRENDS STRLANG STRLEN STRSTARTS STRUUID SUBSTR SUM TIMEZONE TZ UCASE URI UUID YEAR
ADJUST HASLANG HASLANGDIR ISTRIPLE LANGDIR OBJECT PREDICATE STRLANGDIR SUBJECT TRIPLE
A AS ASC ASK BASE BIND BY CONSTRUCT DESC DESCRIBE DISTINCT FALSE FILTER FROM GRAPH GROUP HAVING IN LATERAL
LIMIT MINUS NAMED NOT OFFSET OPTIONAL ORDER PREFIX REDUCED SELECT SEPARATOR SERVICE SILENT TRUE UNDEF
UNION VALUES VERSION WHERE
"""
_CALLABLE: Final = frozenset(_WORDS.split())


def syntax_error(message: str, query: str = "") -> QuerySyntaxError:
    """The engine's message as place and as a sentence for people.

    Args:
        message: as the engine worded it.
        query: what it was about. The engine passes over a function that it does not know, and blames what
            comes after it.

    >>> str(syntax_error('error at 1:16: expected one of "{", DISTINCT'))
    'the query does not parse; expected here is one of these: DISTINCT, "{"'
    """
    found = _PLACE.fullmatch(message)
    unknown = _unknown_function(query)
    if unknown is not None:
        name, at = unknown
        if found is None or (at.line, at.column) <= (int(found[1]), int(found[2])):
            return QuerySyntaxError(f"there is no function {name}; {HAVING}", place=at)
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
    expects = "expected here is one of these" if len(plain) > 1 else "expected here"
    hint = f"; {expects}: {', '.join(plain)}" if telling else ""
    return QuerySyntaxError(f"the query does not parse{hint}", place=where)


def _unknown_function(query: str) -> tuple[str, Place] | None:
    """The first bare name that is called as a function and is none, and where it stands."""
    for match in _CALLED.finditer(query):
        name = match["name"]
        if name and name.upper() not in _CALLABLE:
            line = query.count("\n", 0, match.start()) + 1
            shown = name if len(name) <= _MAX_NAME else name[:_MAX_NAME] + "…"
            return shown, Place(line, match.start() - query.rfind("\n", 0, match.start()))
    return None
