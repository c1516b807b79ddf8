"""Whether a partner's answer is a whole table of SPARQL results. Pure.

A reader that takes rows as they come would take half an answer for a short one; so nothing is passed on
before its end was seen.
"""

from __future__ import annotations

import json
from typing import Final
from xml.parsers import expat

#: Media types that are asked for, best first.
JSON: Final = "application/sparql-results+json"
XML: Final = "application/sparql-results+xml"

_ROOT: Final = "http://www.w3.org/2005/sparql-results#|sparql"
_RESULTS: Final = "http://www.w3.org/2005/sparql-results#|results"
#: Elements, or brackets, inside one another; results need 6, and some more for each level of triple terms.
_MAX_DEPTH: Final = 64


def fault(media_type: str, body: bytes) -> str | None:
    """What is wrong with an answer to a SELECT, as the end of a sentence; None if it is whole.

    >>> fault("application/sparql-results+json", b'{"head": {"vars": []}, "results": {"bindings": [')
    'is no whole JSON'
    """
    if media_type == JSON:
        return _json_fault(body)
    if media_type == XML:
        return _xml_fault(body)
    return f"is {media_type or 'of no type'}, not SPARQL results"


def _json_fault(body: bytes) -> str | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return "is no whole JSON"
    match found:
        case {"head": {"vars": list()}, "results": {"bindings": list(rows)}}:
            if all(isinstance(row, dict) for row in rows) and not _is_deep(rows):
                return None
    return "is JSON, but no table of SPARQL results"


def _is_deep(rows: list[object]) -> bool:
    """Whether a row is nested deeper than any honest one, which the engine would follow to the end."""
    level: list[object] = rows
    for _ in range(_MAX_DEPTH):
        level = [
            part
            for value in level
            if isinstance(value, (dict, list))
            for part in (value.values() if isinstance(value, dict) else value)
            if isinstance(part, (dict, list))
        ]
        if not level:
            return False
    return True


def _xml_fault(body: bytes) -> str | None:
    checker = _XmlChecker()
    parser = expat.ParserCreate(namespace_separator="|")
    parser.StartElementHandler = checker.start
    parser.EndElementHandler = checker.end
    parser.StartDoctypeDeclHandler = checker.refuse
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, _Refused):
        return "is no whole XML"
    return None if checker.is_table else "is XML, but no table of SPARQL results"


class _Refused(Exception):
    """The XML holds what results never hold."""


class _XmlChecker:
    """What was seen of an XML document."""

    def __init__(self) -> None:
        self.is_table = False
        self._root = ""
        self._depth = 0

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        """An element begins."""
        self._root = self._root or name
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise _Refused
        self.is_table |= name == _RESULTS and self._root == _ROOT and self._depth == 2

    def end(self, _name: str) -> None:
        """An element ends."""
        self._depth -= 1

    def refuse(self, *_declaration: object) -> None:
        """A document type declaration: entities could grow without end."""
        raise _Refused
