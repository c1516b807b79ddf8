"""Whether two graphs are the same: term by term, or but for the spelling of their literals. Pure.

Engines store numbers and truth values as such and write them in their own way: "1.0" comes back as "1". That
is the same value, and the comparison says so; a change of value is never passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import Quad, Triple

from server.canonical import canonical_hash, relabelled
from server.spelling import spelled


@dataclass(frozen=True)
class Fingerprint:
    """What tells a graph from every other.

    Attributes:
        count: number of its triples.
        exact: SHA-256 of its canonical N-Quads (RDFC-1.0), term by term.
        values: the same of the graph with each number and truth value in one spelling.
    """

    count: int
    exact: str
    values: str

    def is_same(self, other: Fingerprint) -> bool:
        """Whether both are of the same graph, but for the spelling of literals."""
        return self.count == other.count and self.values == other.values


def fingerprint(triples: Sequence[Triple]) -> Fingerprint:
    """The fingerprint of a graph."""
    exact = _sha256(triples)
    alike = [spelled(triple) for triple in triples]
    return Fingerprint(len(triples), exact, exact if alike == list(triples) else _sha256(alike))


def _sha256(triples: Iterable[Triple]) -> str:
    return canonical_hash(relabelled(Quad(t.subject, t.predicate, t.object) for t in triples))
