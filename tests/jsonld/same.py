"""Whether two documents say the same."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, Triple, parse


def triples(data: bytes, form: RdfFormat) -> set[Quad]:
    """What a document says, its blank nodes by canonical names."""
    return canonical(quad.triple for quad in parse(data, format=form))


def canonical(found: Iterable[Triple]) -> set[Quad]:
    """Triples with canonical names of blank nodes."""
    dataset = Dataset(Quad(t.subject, t.predicate, t.object) for t in found)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)
