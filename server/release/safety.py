"""Whether a query that people wrote would leave the machine if it were run."""

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


def reaches_outside(query: str) -> bool:
    r"""Whether a query calls SERVICE or LOAD, outside of strings, IRIs, comments and names.

    Escapes (`\u0053ERVICE`) are undone first, as the grammar does (SPARQL 1.1 Query §19.2).

    >>> reaches_outside("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }")
    True
    >>> reaches_outside('SELECT * { ?service ?p "SERVICE" } # SERVICE')
    False
    """
    plain = re.sub(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})", _character, query)
    return _OUTSIDE.search(_HARMLESS.sub(" ", plain)) is not None


def _character(found: re.Match[str]) -> str:
    """The character that an escape stands for; one that is none stays as it is."""
    code = int(found[1] or found[2], 16)
    return chr(code) if code < 0x110000 else found[0]
