"""What became of an identifier: it names something, it was merged into another, or what it named is gone.

Once published, an identifier is answered for ever. One that is given up leaves a tombstone in
`instances/tombstones.ttl`, which all later releases hold.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, TypeAlias

from pyoxigraph import Literal, NamedNode, Quad

from server.names import GRAPH, ID, ONTOLOGY, expand

TOMBSTONE: Final = NamedNode(expand("plate:Tombstone"))
_TYPE: Final = expand("rdf:type")
_INTO: Final = expand("plate:mergedInto")
_REPLACED: Final = expand("dcterms:isReplacedBy")
_WHEN: Final = expand("prov:invalidatedAtTime")
_WHY: Final = expand("skos:changeNote")
_LABEL: Final = expand("skos:prefLabel")


@dataclass(frozen=True)
class Tombstone:
    """What is left of an identifier that was given up.

    Attributes:
        iri: the identifier.
        day: when it was given up; None where that is not said.
        reasons: why, by language tag.
        labels: what the thing was called, by language tag.
        into: the survivor, where two were found to be one.
        replaced_by: what to use in its place, where the thing was removed.
    """

    iri: str
    day: date | None = None
    reasons: tuple[tuple[str, str], ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    into: str | None = None
    replaced_by: tuple[str, ...] = ()

    def reason(self, language: str = "en") -> str:
        """Why it was given up, in a language where that is there, else in any."""
        texts = dict(self.reasons)
        return texts.get(language) or next(iter(texts.values()), "")


@dataclass(frozen=True)
class Alive:
    """The identifier names something that is described."""


@dataclass(frozen=True)
class Merged:
    """What it named was found to be the same as something else: see there for ever."""

    into: str
    tombstone: Tombstone


@dataclass(frozen=True)
class Gone:
    """What it named is no longer described."""

    tombstone: Tombstone


@dataclass(frozen=True)
class Unknown:
    """It was never published here."""


Fate: TypeAlias = Alive | Merged | Gone | Unknown


def fate(iri: str, described: Container[str], tombstones: Mapping[str, Tombstone]) -> Fate:
    """What became of an identifier.

    Args:
        iri: the identifier.
        described: those that the release describes.
        tombstones: of the same release, by identifier.

    Of a merge into what was merged again the last survivor is told; where none is described at the end, the
    thing is gone.
    """
    if iri in described:
        return Alive()
    first = at = tombstones.get(iri)
    if first is None:
        return Unknown()
    passed = {iri}
    while at is not None and at.into is not None and at.into not in passed:
        if at.into in described:
            return Merged(at.into, first)
        passed.add(at.into)
        at = tombstones.get(at.into)
    return Gone(first)


def successors(buried: Mapping[str, Tombstone]) -> dict[str, list[str]]:
    """What stands in the place of identifiers that were given up → these, in order.

    Of what was merged that is the last survivor, and what was merged on the way is told there as well; of
    what was removed it is whatever may be used instead.
    """
    found: dict[str, set[str]] = {}
    for stone in buried.values():
        last = _survivor(stone, buried)
        for end in (*stone.replaced_by, *([last] if last else [])):
            found.setdefault(end, set()).add(stone.iri)
    return {end: sorted(given_up) for end, given_up in sorted(found.items())}


def _survivor(stone: Tombstone, buried: Mapping[str, Tombstone]) -> str | None:
    """Where a merge ends; None where that was removed, or where it runs in a circle."""
    passed = {stone.iri}
    at = stone.into
    while at is not None and at in buried and at not in passed:
        passed.add(at)
        at = buried[at].into
    return None if at in passed else at


def tombstones(quads: Iterable[Quad]) -> dict[str, Tombstone]:
    """The tombstones of a release, by identifier."""
    held = list(quads)
    buried = {q.subject for q in held if q.predicate.value == _TYPE and q.object == TOMBSTONE}
    said: dict[str, dict[str, list[NamedNode | Literal]]] = {}
    for quad in held:
        if (
            isinstance(quad.subject, NamedNode)
            and quad.subject in buried
            and isinstance(quad.object, NamedNode | Literal)
        ):
            values = said.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, [])
            values.append(quad.object)
    return {iri: _tombstone(iri, values) for iri, values in sorted(said.items())}


def _tombstone(iri: str, said: Mapping[str, list[NamedNode | Literal]]) -> Tombstone:
    targets = sorted(v.value for v in said.get(_INTO, ()) if isinstance(v, NamedNode))
    others = sorted({v.value for v in said.get(_REPLACED, ()) if isinstance(v, NamedNode)} - set(targets))
    times = sorted(v.value for v in said.get(_WHEN, ()))
    return Tombstone(
        iri,
        datetime.fromisoformat(times[0]).date() if times else None,
        _texts(said.get(_WHY, ())),
        _texts(said.get(_LABEL, ())),
        targets[0] if targets else None,
        tuple(others),
    )


def _texts(values: Iterable[NamedNode | Literal]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((v.language or "", v.value) for v in values if isinstance(v, Literal)))


def identifiers(quads: Iterable[Quad]) -> set[str]:
    """The identifiers that a release describes: things, claims, passages, documents, terms, named graphs."""
    held = list(quads)
    named = {q.subject.value for q in held if isinstance(q.subject, NamedNode)}
    graphs = {q.graph_name.value for q in held if isinstance(q.graph_name, NamedNode)}
    buried = tombstones(held).keys()
    ours = {iri for iri in named if iri.startswith((ID, ONTOLOGY)) and iri != ONTOLOGY}
    return (ours | {iri for iri in graphs if iri.startswith(GRAPH)}) - buried


def lost(earlier: Iterable[Quad], later: Iterable[Quad]) -> list[str]:
    """Identifiers of an earlier release that a later one neither describes nor has a tombstone for."""
    was, has = list(earlier), list(later)
    published = identifiers(was) | tombstones(was).keys()
    return sorted(published - identifiers(has) - tombstones(has).keys())
