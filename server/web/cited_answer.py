"""The answer to a query, as citations tell it: by its receipt."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlencode

from server.names import BASE
from server.receipts import Question, Receipt
from server.web.bibliography import Note, Part
from server.web.languages import Language
from server.web.proofs import ADDRESS
from server.web.words import said, worded

#: A comment of a query that gives it a title, as the published queries have it.
_TITLED: Final = re.compile(r"^#[ \t]*title:[ \t]*(\S.{0,200})$", re.MULTILINE | re.IGNORECASE)
#: Whether only what is certain was asked → what it means that nothing was found.
_NOTHING: Final = {
    False: "Nothing was found, which is an answer: the data do not state it",
    True: "Nothing certain then was found; what is only possible (graph/possible) was not asked",
}
#: What is said of a query that does not stand in a printed citation.
_HASH: Final = "SHA-256 of the query %(query)s"
_HASHES: Final = "SHA-256 of the query %(query)s, of the answer %(answer)s"


def answer(receipt: Receipt, language: Language) -> Part:
    """The answer to a query, by its receipt."""
    question, summed = receipt.question, receipt.result.summed
    name = question.sha256[:8]
    asked = _asked(question)
    notes = [
        *_counted(summed.rows, "%(number)s row", "%(number)s rows", language),
        *_counted(summed.triples, "%(number)s triple", "%(number)s triples", language),
        *([Note(worded(_NOTHING[question.only_certain], language))] if summed.nothing_found else []),
        Note(said(_HASHES, language, query=question.sha256, answer=summed.sha256)),
        *([Note(worded("Receipt:", language), f"{BASE}receipt{asked}")] if asked else []),
    ]
    return Part(
        label=label(question, language),
        iri=address(question),
        name=f"query-{name}",
        kind="dataset",
        notes=tuple(notes),
        at=question.at,
    )


def printed(question: Question, language: Language) -> Part:
    """The answer to a query without its receipt, as a printed page of it tells it."""
    hashed = () if _asked(question) else (Note(said(_HASH, language, query=question.sha256)),)
    return Part(label(question, language), address(question), "", "dataset", notes=hashed, at=question.at)


def address(question: Question) -> str:
    """Where the answer to a query is asked for, with the query, unless that is long."""
    return f"{BASE}sparql{_asked(question)}"


def _asked(question: Question) -> str:
    """What asks a query, as the end of an address; empty if it is long."""
    arguments = [
        ("query", question.text),
        *(("default-graph-uri", iri) for iri in question.default_graphs),
        *(("named-graph-uri", iri) for iri in question.named_graphs),
    ]
    asked = urlencode(arguments) + (f"&at={question.at}" if question.at else "")  # as all addresses have it
    return f"?{asked}" if len(asked) <= ADDRESS else ""


def label(question: Question, language: Language) -> str:
    """What the answer to a question is called: by the title in the query, or by its hash."""
    titled = _TITLED.search(question.text)
    if titled:
        return said("Answer to the SPARQL query “%(title)s”", language, title=titled[1].strip())
    return said("Answer to the SPARQL query %(hash)s", language, hash=question.sha256[:8])


def _counted(number: int | None, one: str, more: str, language: Language) -> list[Note]:
    """How many there are, if there are any."""
    return [Note(said(one if number == 1 else more, language, number=f"{number:,}"))] if number else []
