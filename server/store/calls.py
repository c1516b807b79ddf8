"""Where a query calls a function by an IRI. Pure."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urljoin

from server.errors import Place
from server.store.tokens import place, tokens

_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_CODEPOINT: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def called(text: str, iri: str, base: str) -> tuple[str, Place] | None:
    """As what a function is called first, and where; None where the text does not tell.

    Args:
        text: a query that parses.
        iri: of the function.
        base: what relative IRIs of the query are resolved against, unless it has a base of its own.
    """
    prefixes: dict[str, str] = {}
    before, declared, named = "", "", ("", "", 0)
    for token in tokens(text):
        full = ""
        if token.kind == "name":
            prefix, _, local = token.text.partition(":")
            full = prefixes.get(prefix, "") + re.sub(r"\\(.)", r"\1", local)
        elif token.kind == "iri":
            spelt = _CODEPOINT.sub(lambda found: chr(int(found[1] or found[2], 16)), token.text[1:-1])
            full = spelt if _ABSOLUTE.match(spelt) else urljoin(base, spelt)
        if token.kind == "name" and before == "PREFIX":
            declared = token.text.partition(":")[0]
        elif token.kind == "iri" and before == "BASE":
            base = full
        elif token.kind == "iri" and before == "declared":
            prefixes[declared] = full
        elif token.text == "(" and named[0] == iri:
            return named[1], place(text, named[2])
        before = "declared" if before == "PREFIX" else token.text.upper()
        named = (full, token.text, token.start)
    return None
