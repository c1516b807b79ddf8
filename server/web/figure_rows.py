"""Statements as rows of a page that is made from the whole dataset, and of its table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from pyoxigraph import BlankNode, NamedNode

from server.dates import Bounds
from server.names import ONTOLOGY, PREFIXES
from server.periods import period_text
from server.store.dated_documents import bounds_of
from server.tables.csvw import SEPARATOR
from server.web.citations import CITATION
from server.web.contexts.figures import Line, Part
from server.web.contexts.values import Node, Text
from server.web.languages import Language
from server.web.nodes import Namer
from server.web.statements import statement
from server.web.wording import local_name
from server.web.words import said, worded

_VALIDITY: Final = ONTOLOGY + "validity"
_OBSERVED: Final = ONTOLOGY + "observedAt"
#: One day, in EDTF.
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_ENDED: Final = (ONTOLOGY + "endedBy", ONTOLOGY + "endedWith")
_STANDING: Final = ONTOLOGY + "standing"
_REJECTED: Final = ONTOLOGY + "Rejected"
_WORDS: Final = (
    PREFIXES["dcterms"] + "description",
    ONTOLOGY + "wordedAs",
    PREFIXES["skosxl"] + "literalForm",
)

#: The columns of a statement in a table.
COLUMNS: Final = (
    *("group", "thing", "thing_en", "thing_zh", "kind", "statement", "date", "observed"),
    *("starts_earliest", "starts_latest", "ends_earliest", "ends_latest", "standing", "certainty"),
    *("others", "words", "voices", "documents", "passages"),
)


def told(namer: Namer, claims: Iterable[str]) -> list[str]:
    """The claims that are neither rejected nor denials, in order of time."""
    found = [
        claim for claim in claims if namer.first(claim, _STANDING) != _REJECTED and not namer.is_denial(claim)
    ]
    return sorted(found, key=lambda claim: (*_order(bounds(namer, claim)), claim))


def bounds(namer: Namer, iri: str) -> Bounds:
    """The day bounds of a claim or event."""
    return bounds_of(namer.own(iri))


def _order(days: Bounds) -> tuple[str, str]:
    first = days.starts_earliest or days.ends_earliest or days.starts_latest
    last = days.ends_latest or days.starts_latest
    return (first.isoformat() if first else "9999", last.isoformat() if last else "9999")


def when(namer: Namer, claim: str, spoken: Language) -> tuple[str, ...]:
    """When what a claim says was so, in words: its period, when it was over, when it was seen."""
    found = []
    validity = namer.first(claim, _VALIDITY)
    if validity:
        found.append(period_text(validity, spoken.tag))
    over = bounds(namer, claim).ends_latest
    if over is not None and any(namer.iris(claim, predicate) for predicate in _ENDED):
        found.append(said("over by %(day)s", spoken, day=period_text(over.isoformat(), spoken.tag)))
    for seen in namer.iris(claim, _OBSERVED):
        day = namer.first(seen, _VALIDITY)
        if day:
            found.append(seen_in(day, spoken))
    return tuple(found) or (worded("no date given", spoken),)


def seen_in(day: str, spoken: Language) -> str:
    """When something was seen to be so, in words: on a day, or in a longer time."""
    words = period_text(day, spoken.tag)
    if _DAY.fullmatch(day):
        return said("seen on %(day)s", spoken, day=words)
    return said("seen in %(day)s", spoken, day=words)


def dated(namer: Namer, name: str, claim: str, language: Language) -> str:
    """A name, and when what a claim says of it was so, for places without markup."""
    return name + worded(": ", language) + worded("; ", language).join(when(namer, claim, language))


def line(namer: Namer, claim: str, spoken: Language, parts: Sequence[Part], held: str = "") -> Line:
    """A statement as a row."""
    return Line(
        when(namer, claim, spoken),
        tuple(p for p in parts if p.nodes or p.texts),
        statement(namer, claim),
        held,
    )


def part(namer: Namer, spoken: Language, word: str, iris: Iterable[str], texts: Iterable[Text] = ()) -> Part:
    """A part of a row, its word in the language of the page."""
    return Part(worded(word, spoken), tuple(namer.node(iri) for iri in iris), tuple(texts))


def words(namer: Namer, claim: str) -> tuple[Text, ...]:
    """What a claim says in words."""
    return namer.told(claim, *_WORDS)


def row(namer: Namer, group: str, thing: str, kind: str, claim: str, others: Iterable[str] = ()) -> list[str]:
    """A statement as a row of a table, by `COLUMNS`; `claim` is empty where nothing is stated."""
    days = bounds(namer, claim or thing)
    labels = namer.labels(thing)
    seen = [namer.first(one, _VALIDITY) for one in namer.iris(claim, _OBSERVED)] if claim else []
    return [
        *(group, thing, labels.get("en", ""), labels.get("zh-Hans", ""), kind, claim),
        *(namer.first(claim, _VALIDITY) if claim else "", SEPARATOR.join(filter(None, seen))),
        *(
            "" if day is None else day.isoformat()
            for day in (days.starts_earliest, days.starts_latest, days.ends_earliest, days.ends_latest)
        ),
        *((_local(namer, claim, "standing"), _local(namer, claim, "certainty")) if claim else ("", "")),
        SEPARATOR.join(others),
        SEPARATOR.join(text.value for text in words(namer, claim)) if claim else "",
        SEPARATOR.join(sorted(namer.iris(claim, PREFIXES["prov"] + "wasAttributedTo"))) if claim else "",
        SEPARATOR.join(sorted(namer.iris(claim, ONTOLOGY + "drawsOn"))) if claim else "",
        SEPARATOR.join(passages(namer, claim)) if claim else "",
    ]


def passages(namer: Namer, claim: str) -> list[str]:
    """The passages that a claim cites."""
    return sorted(
        {
            quad.object.value
            for citation in namer.objects(claim, CITATION)
            if isinstance(citation, BlankNode)
            for quad in namer.documents.node(citation.value)
            if quad.predicate.value == ONTOLOGY + "passage" and isinstance(quad.object, NamedNode)
        }
    )


def gaps(namer: Namer, iris: Iterable[str], about: Iterable[str]) -> tuple[Node, ...]:
    """Those of some known gaps that are about one of some things."""
    wanted = set(about)
    return tuple(
        namer.node(gap) for gap in iris if wanted.intersection(namer.iris(gap, ONTOLOGY + "gapSubject"))
    )


def _local(namer: Namer, claim: str, name: str) -> str:
    return SEPARATOR.join(local_name(iri) for iri in sorted(namer.iris(claim, ONTOLOGY + name)))
