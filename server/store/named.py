"""IRIs that a query names, in full: its prefixes and its base are read (SPARQL 1.1 Query §4.1.1). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple
from urllib.parse import urljoin

from server.store.tokens import Token, tokens

_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_CODEPOINT: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
#: What stands before the IRI of a declaration: of a base, or of the prefix that was just named.
BASE: Final = "BASE"
DECLARED: Final = "declared"


class Named(NamedTuple):
    """A token, the IRI that it stands for, empty where it is none, and the word in capitals before it.

    What is `relative` is an IRI that was resolved against the base.
    """

    token: Token
    iri: str
    before: str
    relative: bool = False


def named(text: str, base: str) -> Iterator[Named]:
    """The tokens of a query after each other, with their IRIs; what declares a prefix or a base is left out.

    Args:
        text: the query.
        base: what its relative IRIs are resolved against, unless it has a base of its own.
    """
    return (one for one in read(text, base) if not (one.iri and one.before in {BASE, DECLARED}))


def read(text: str, base: str) -> Iterator[Named]:
    """The same with the IRIs of declarations, which come after `BASE` or `DECLARED`."""
    prefixes: dict[str, str] = {}
    before, declared = "", ""
    for token in tokens(text):
        iri, relative = "", False
        if token.kind == "name":
            prefix, _, local = token.text.partition(":")
            if before == "PREFIX":
                before, declared = DECLARED, prefix
                continue
            iri = prefixes.get(prefix, "") + re.sub(r"\\(.)", r"\1", local)
        elif token.kind == "iri":
            spelt = _CODEPOINT.sub(lambda got: chr(int(got[1] or got[2], 16)), token.text[1:-1])
            relative = _ABSOLUTE.match(spelt) is None
            iri = urljoin(base, spelt) if relative else spelt
            if before == BASE:
                base = iri
            elif before == DECLARED:
                prefixes[declared] = iri
        yield Named(token, iri, before, relative)
        before = token.word
