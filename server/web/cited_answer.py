"""The answer to a query, as citations tell it: by its receipt."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlencode

from server.citations import Note, Part
from server.names import BASE
from server.receipts import Receipt
from server.web.cited_words import WORDS
from server.web.languages import Language
from server.web.proofs import ADDRESS

#: A comment of a query that gives it a title, as the published queries have it.
_TITLED: Final = re.compile(r"^#[ \t]*title:[ \t]*(\S.{0,200})$", re.MULTILINE | re.IGNORECASE)


def answer(receipt: Receipt, language: Language) -> Part:
    """The answer to a query, by its receipt."""
    words, question, summed = WORDS[language.tag], receipt.question, receipt.result.summed
    name = question.sha256[:8]
    titled = _TITLED.search(question.text)
    arguments = [
        ("query", question.text),
        *(("default-graph-uri", iri) for iri in question.default_graphs),
        *(("named-graph-uri", iri) for iri in question.named_graphs),
        *([("at", question.at)] if question.at else []),
    ]
    asked = urlencode(arguments)
    fits = len(asked) <= ADDRESS
    counted = [
        (words.row if summed.rows == 1 else words.rows).format(summed.rows) if summed.rows else "",
        (words.triple if summed.triples == 1 else words.triples).format(summed.triples)
        if summed.triples
        else "",
        (words.nothing_certain if question.only_certain else words.nothing) if summed.nothing_found else "",
        words.answer.format(question.sha256, summed.sha256),
    ]
    notes = [Note(text) for text in counted if text]
    return Part(
        label=words.query.format(f"“{titled[1].strip()}”" if titled else name),
        iri=f"{BASE}sparql" + (f"?{asked}" if fits else ""),
        name=f"query-{name}",
        kind="dataset",
        notes=(*notes, *([Note(words.receipt, f"{BASE}receipt?{asked}")] if fits else [])),
        at=question.at,
    )
