"""The profile `plain`: what holds of a thing, stated and derived, and what things are called. No claims."""

from __future__ import annotations

from collections.abc import Sequence

from pyoxigraph import NamedNode, Quad

from server.store.documents import LABELS
from server.web.profiles.reading import Lexicon, Reading


def plain(iri: str, quads: Sequence[Quad], lexicon: Lexicon) -> list[Quad]:
    """The thing's own quads, those of its hash parts, and labels of what they name.

    Where the thing is itself a claim it is told whole, as it would be otherwise.
    """
    reading = Reading(quads, lexicon)
    own = [
        quad
        for subject in reading.subjects()
        if isinstance(subject, NamedNode) and (subject.value == iri or subject.value.startswith(iri + "#"))
        for quad in reading.hanging(subject)
    ]
    return list(dict.fromkeys([*own, *labels(reading, own)]))


def labels(reading: Reading, quads: Sequence[Quad]) -> list[Quad]:
    """What the document calls everything that some quads name; what no claim says of itself."""
    terms = dict.fromkeys(t for q in quads for t in (q.subject, q.predicate, q.object))
    return [
        quad
        for term in terms
        if isinstance(term, NamedNode)
        for quad in reading.quads(term)
        if quad.predicate.value in LABELS
    ]
