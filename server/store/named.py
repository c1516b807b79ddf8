"""IRIs that a query names, in full: its prefixes and its base are read (SPARQL 1.1 Query §4.1.1). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple
from urllib.parse import urljoin

from server.store.tokens import Token, tokens

_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_CODEPOINT: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


class Named(NamedTuple):
    """A token, the IRI that it stands for, empty where it is none, and the word in capitals before it."""

    token: Token
    iri: str
    before: str


def named(text: str, base: str) -> Iterator[Named]:
    """The tokens of a query after each other, with their IRIs; what declares a prefix or a base is left out.

    Args:
        text: the query.
        base: what its relative IRIs are resolved against, unless it has a base of its own.
    """
    prefixes: dict[str, str] = {}
    before, declared = "", ""
    for token in tokens(text):
        iri = ""
        if token.kind == "name":
            prefix, _, local = token.text.partition(":")
            if before == "PREFIX":
                before, declared = "declared", prefix
                continue
            iri = prefixes.get(prefix, "") + re.sub(r"\\(.)", r"\1", local)
        elif token.kind == "iri":
            spelt = _CODEPOINT.sub(lambda got: chr(int(got[1] or got[2], 16)), token.text[1:-1])
            iri = spelt if _ABSOLUTE.match(spelt) else urljoin(base, spelt)
            if before in {"BASE", "declared"}:
                if before == "BASE":
                    base = iri
                else:
                    prefixes[declared] = iri
                before = ""
                continue
        yield Named(token, iri, before)
        before = token.text.upper() if token.kind == "word" else ""
