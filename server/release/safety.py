"""What a query that people wrote asks for besides the default graph: the outside, or graphs that it names."""

from __future__ import annotations

import re
from typing import Final

# strings, IRIs, comments, variables and prefixed names: where a keyword is no keyword
_HARMLESS: Final = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*\'\'\''
    r'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\''
    r"|<[^<>\"{}|^`\\\s]*>|#[^\n]*|[?$]\w+|[\w-]*:[\w:.%-]*",
    re.DOTALL,
)
_OUTSIDE: Final = re.compile(r"\b(?:SERVICE|LOAD)\b", re.IGNORECASE)
_DATASET: Final = re.compile(r"\bFROM\b", re.IGNORECASE)


def reaches_outside(query: str) -> bool:
    r"""Whether a query calls SERVICE or LOAD, outside of strings, IRIs, comments and names.

    Escapes (`\u0053ERVICE`) are undone first, as the grammar does (SPARQL 1.1 Query §19.2).

    >>> reaches_outside("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }")
    True
    >>> reaches_outside('SELECT * { ?service ?p "SERVICE" } # SERVICE')
    False
    """
    return _OUTSIDE.search(_keywords(query)) is not None


def names_dataset(query: str) -> bool:
    """Whether a query names its own dataset with FROM or FROM NAMED (SPARQL 1.1 Query §13.2).

    >>> names_dataset("SELECT * FROM <http://example.org/g> { ?s ?p ?o }")
    True
    >>> names_dataset('SELECT ?from { ?from ?p "FROM" } # FROM')
    False
    """
    return _DATASET.search(_keywords(query)) is not None


def _keywords(query: str) -> str:
    """The query with its escapes undone and with all that is no keyword left out."""
    plain = re.sub(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})", _character, query)
    return _HARMLESS.sub(" ", plain)


def _character(found: re.Match[str]) -> str:
    """The character that an escape stands for; one that is none stays as it is."""
    code = int(found[1] or found[2], 16)
    return chr(code) if code < 0x110000 else found[0]
