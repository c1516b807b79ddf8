"""Pages of the web that were consulted for single facts, by host."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from server.folding import is_han
from server.names import ONTOLOGY, expand
from server.web.contexts.sources import ConsultedRow, Host
from server.web.contexts.values import Text
from server.web.languages import Language
from server.web.nodes import Namer
from server.web.wording import headline, several
from server.web.words import language_counts, said

#: Words and the host before what a page is about: `page of shine.cn: …`, `shine.cn网页：…`.
_OF_HOST: Final = re.compile(r"[^:：]* [^:： ]*\.[^:：]*: |[^:：]*\.[^:：]*[\u4e00-\u9fff]：")
#: The class of these pages.
CONSULTED: Final = ONTOLOGY + "ConsultedPage"


def hosts(namer: Namer, iris: Iterable[str]) -> tuple[Host, ...]:
    """Some pages by their host, both in order of their names."""
    found: dict[str, list[ConsultedRow]] = {}
    for iri in iris:
        found.setdefault(_host(namer, iri), []).append(_row(namer, iri))
    return tuple(
        Host(name, tuple(sorted(rows, key=lambda row: (row.page.label.value.lower(), row.page.iri))))
        for name, rows in sorted(found.items())
    )


def told(namer: Namer, iris: list[str], language: Language) -> str:
    """How many pages there are, and how many statements rest on them."""
    claims = {claim for iri in iris for claim in namer.documents.claims(iri)}
    if language_counts(language):
        verb = "rests" if len(claims) == 1 else "rest"
        return f"{several(len(claims), 'statement')} {verb} on {several(len(iris), 'page')}."
    text = "%(statements)s statements rest on %(pages)s pages."
    return said(text, language, statements=f"{len(claims):,}", pages=f"{len(iris):,}")


def _row(namer: Namer, iri: str) -> ConsultedRow:
    node = namer.node(iri)
    # the label begins with the host, which has a column of its own
    of_host = _OF_HOST.match(node.label.value)
    if of_host:
        title = node.label.value[of_host.end() :]
        chinese = any(map(is_han, title)) or not node.label.language.startswith("zh")
        node = replace(node, label=Text(headline(title), node.label.language if chinese else "en"))
    day = namer.first(iri, ONTOLOGY + "consultedOn")
    return ConsultedRow(node, day, len(namer.documents.claims(iri)))


def _host(namer: Namer, iri: str) -> str:
    """The host of a page's address, without its `www`."""
    return urlsplit(namer.first(iri, expand("schema:url"))).netloc.removeprefix("www.")
