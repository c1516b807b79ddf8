"""A release as changes are looked for in it: what it asserts of each thing, what each thing is called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from server.dates import Bounds
from server.names import GRAPH, curie, expand
from server.versions.identity import Tombstone, tombstones
from server.versions.statements import Statement, asserted, statements


class Kind(StrEnum):
    """What a change is about."""

    CLAIM = "claim"
    THING = "thing"
    PASSAGE = "passage"
    SOURCE = "source"
    TERM = "term"


_TYPE: Final = expand("rdf:type")
_STANDING: Final = expand("plate:standing")
_ONTOLOGY: Final = GRAPH + "ontology"
_BOUNDS: Final = GRAPH + "bounds"
_LABELS: Final = tuple(map(expand, ("skos:prefLabel", "rdfs:label", "dcterms:title")))
_SOURCES: Final = frozenset(map(expand, ("plate:SourceDocument", "plate:ConsultedPage")))
_PASSAGE: Final = expand("plate:Passage")
_ONGOING: Final = expand("plate:ongoing")
_DAYS: Final = {
    expand("plate:startsEarliest"): "starts_earliest",
    expand("plate:startsLatest"): "starts_latest",
    expand("plate:endsEarliest"): "ends_earliest",
    expand("plate:endsLatest"): "ends_latest",
}


@dataclass(frozen=True)
class Release:
    """A release as changes are looked for in it.

    Attributes:
        version: what it is called.
        issued: the day that it was issued on and that it speaks of.
        quads: all of it.
    """

    version: str
    issued: date
    quads: tuple[Quad, ...] = field(repr=False)

    @cached_property
    def said(self) -> Mapping[str, frozenset[Statement]]:
        """What is asserted of each thing."""
        return statements(asserted(self.quads))

    @cached_property
    def tombstones(self) -> Mapping[str, Tombstone]:
        """What is left of identifiers that were given up."""
        return tombstones(self.quads)

    @cached_property
    def claims(self) -> frozenset[str]:
        """What has a standing."""
        return frozenset(
            iri for iri, said in self.said.items() if any(s.predicate == _STANDING for s in said)
        )

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """What the vocabulary describes: its terms, and the concepts of its schemes."""
        own = {_text(q.subject) for q in self.quads if _text(q.graph_name) == _ONTOLOGY}
        return frozenset(own | {_ONTOLOGY})

    @cached_property
    def bounds(self) -> Mapping[str, Bounds]:
        """Days between which what is dated starts and ends."""
        days: dict[str, dict[str, date]] = {}
        ongoing = set()
        for quad in self.quads:
            if _text(quad.graph_name) == _BOUNDS and isinstance(quad.object, Literal):
                if quad.predicate.value in _DAYS:
                    known = days.setdefault(_text(quad.subject), {})
                    known[_DAYS[quad.predicate.value]] = date.fromisoformat(quad.object.value)
                elif quad.predicate.value == _ONGOING and quad.object.value == "true":
                    ongoing.add(_text(quad.subject))
        return {iri: Bounds(**days.get(iri, {}), ongoing=iri in ongoing) for iri in sorted({*days, *ongoing})}

    @cached_property
    def _labels(self) -> Mapping[str, str]:
        best: dict[str, tuple[int, str]] = {}
        for quad in self.quads:
            if quad.predicate.value in _LABELS and isinstance(quad.object, Literal):
                rank = _LABELS.index(quad.predicate.value) + (0 if quad.object.language == "en" else 10)
                found = (rank, quad.object.value)
                iri = _text(quad.subject)
                best[iri] = min(best.get(iri, found), found)
        return {iri: label for iri, (_, label) in best.items()}

    def label(self, iri: str) -> str:
        """What a thing is called in English where that is known, else its short form."""
        return self._labels.get(iri) or curie(iri)

    def kind(self, iri: str) -> Kind:
        """What sort of thing it is."""
        if iri in self.claims:
            return Kind.CLAIM
        if iri in self.vocabulary:
            return Kind.TERM
        own = {
            s.value.value
            for s in self.said.get(iri, ())
            if s.predicate == _TYPE and isinstance(s.value, NamedNode)
        }
        if _PASSAGE in own:
            return Kind.PASSAGE
        return Kind.SOURCE if own & _SOURCES else Kind.THING


def _text(term: object) -> str:
    return getattr(term, "value", "")
