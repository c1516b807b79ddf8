"""The matrix of who held posts on two sides, and its evidence, as tables and as one object."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from pyoxigraph import BlankNode, NamedNode

from server.names import DATASET, ONTOLOGY
from server.overlap import SIDES, Pair, Tenure, people
from server.tables.csvw import SEPARATOR
from server.web.citations import CITATION
from server.web.nodes import Namer

_SEATS: Final = ("first", "second")
_NAMED: Final = ("en", "zh")
MATRIX: Final = (
    *(f"{one}_{what}" for one in _SEATS for what in ("side", "seat", "seat_en", "seat_zh")),
    *("person", "person_en", "person_zh", "answer", "reported", "pairs"),
)
_TENURE: Final = (
    *("side", "seat", "post", "post_en", "statement", "standing", "period", "observed"),
    *("starts_earliest", "starts_latest", "ends_earliest", "ends_latest", "documents", "passages"),
)
EVIDENCE: Final = (
    *("person", "person_en", "person_zh", "answer", "reported", "seen_together", "settled_by"),
    *(f"{one}_{what}" for one in _SEATS for what in _TENURE),
)


def matrix_rows(namer: Namer, found: Sequence[Pair]) -> list[list[str]]:
    """A row for each person in each cell, by `MATRIX`."""
    return [
        [
            *(held[0].first.side.value, first, *_names(namer, first)),
            *(held[0].second.side.value, second, *_names(namer, second)),
            *(person.iri, *_names(namer, person.iri), person.answer.value),
            *(_yes(said=person.reported), str(len(person.pairs))),
        ]
        for (first, second), held in _cells(found).items()
        for person in people(held)
    ]


def evidence_rows(namer: Namer, found: Sequence[Pair]) -> list[list[str]]:
    """A row for each two statements, by `EVIDENCE`."""
    return [
        [
            *(pair.first.person, *_names(namer, pair.first.person), pair.answer.value),
            *(_yes(said=not pair.endorsed), pair.together, SEPARATOR.join(pair.settled or ())),
            *_tenure(namer, pair.first),
            *_tenure(namer, pair.second),
        ]
        for held in _cells(found).values()
        for person in people(held)
        for pair in person.pairs
    ]


def as_object(namer: Namer, found: Sequence[Pair], at: str, query: str) -> dict[str, Any]:
    """Matrix and evidence as one object.

    Args:
        namer: names things.
        found: the pairs.
        at: the period asked for; empty for all time.
        query: the name of the published query that gives the same pairs.
    """
    cells = [
        {
            "first": _seat(namer, held[0].first),
            "second": _seat(namer, held[0].second),
            "people": [
                {
                    "id": person.iri,
                    "name": _labels(namer, person.iri),
                    "answer": person.answer.value,
                    "reported": person.reported,
                    "evidence": [_pair(namer, pair) for pair in person.pairs],
                }
                for person in people(held)
            ],
        }
        for held in _cells(found).values()
    ]
    return {"dataset": DATASET, "at": at or None, "query": query, "cells": cells}


def _cells(found: Iterable[Pair]) -> dict[tuple[str, str], list[Pair]]:
    """The pairs by their two seats: by side, then by IRI."""
    cells: dict[tuple[str, str], list[Pair]] = {}
    ordered = sorted(
        found,
        key=lambda p: (SIDES.index(p.first.side), SIDES.index(p.second.side), p.first.seat, p.second.seat),
    )
    for pair in ordered:
        cells.setdefault((pair.first.seat, pair.second.seat), []).append(pair)
    return cells


def _pair(namer: Namer, pair: Pair) -> dict[str, Any]:
    return {
        "answer": pair.answer.value,
        "reported": not pair.endorsed,
        "seen_together": pair.together or None,
        "settled_by": list(pair.settled or ()),
        "statements": [
            dict(zip(_TENURE, _tenure(namer, one), strict=True))
            | dict(zip(("documents", "passages"), _sources(namer, one.claim), strict=True))
            for one in (pair.first, pair.second)
        ],
    }


def _seat(namer: Namer, one: Tenure) -> dict[str, Any]:
    return {"side": one.side.value, "id": one.seat, "name": _labels(namer, one.seat)}


def _tenure(namer: Namer, one: Tenure) -> list[str]:
    """The cells of a statement, by `_TENURE`."""
    bounds = one.bounds
    days = (bounds.starts_earliest, bounds.starts_latest, bounds.ends_earliest, bounds.ends_latest)
    return [
        *(one.side.value, one.seat, one.post, _labels(namer, one.post).get("en", ""), one.claim),
        "Endorsed" if one.endorsed else "Reported",
        namer.first(one.claim, ONTOLOGY + "validity"),
        SEPARATOR.join(filter(None, (namer.first(seen, ONTOLOGY + "validity") for seen in sorted(one.seen)))),
        *map(_day, days),
        *(SEPARATOR.join(iris) for iris in _sources(namer, one.claim)),
    ]


def _sources(namer: Namer, claim: str) -> tuple[list[str], list[str]]:
    """The documents and the passages that a claim rests on."""
    passages = {
        quad.object.value
        for citation in namer.objects(claim, CITATION)
        if isinstance(citation, BlankNode)
        for quad in namer.documents.node(citation.value)
        if quad.predicate.value == ONTOLOGY + "passage" and isinstance(quad.object, NamedNode)
    }
    return sorted(namer.iris(claim, ONTOLOGY + "drawsOn")), sorted(passages)


def _labels(namer: Namer, iri: str) -> dict[str, str]:
    """What a thing is called, in English and Chinese, as far as it is."""
    labels = namer.labels(iri)
    found = {"en": labels.get("en", ""), "zh": labels.get("zh-Hans", "")}
    return {tag: label for tag, label in found.items() if label}


def _names(namer: Namer, iri: str) -> list[str]:
    return [_labels(namer, iri).get(tag, "") for tag in _NAMED]


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _yes(*, said: bool) -> str:
    return "true" if said else "false"
