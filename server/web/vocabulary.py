"""What the pages need to know of the vocabulary, read once from the release's ontology graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import Quad

from server.hierarchy import all_above, directly_above
from server.names import ONTOLOGY

CLAIM: Final = ONTOLOGY + "Claim"
_ENDS: Final = {
    "subject": ONTOLOGY + "relationSubject",
    "object": ONTOLOGY + "relationObject",
    "about": ONTOLOGY + "about",
}


@dataclass(frozen=True)
class Vocabulary:
    """Hierarchies of classes and properties.

    Attributes:
        above: class or property → everything above it, itself included.
        direct: class or property → what stands directly above it.
    """

    above: Mapping[str, frozenset[str]] = field(default_factory=dict)
    direct: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, quads: Iterable[Quad]) -> Vocabulary:
        """Read the hierarchies from the quads of an ontology."""
        direct = directly_above(quads)
        return cls(all_above(direct), {iri: frozenset(found) for iri, found in direct.items()})

    def is_a(self, iri: str, above: str) -> bool:
        """Whether a class or property is, or stands below, another."""
        return iri == above or above in self.above.get(iri, ())

    def most_specific(self, classes: Iterable[str]) -> list[str]:
        """Those of some classes that none of the others stands below, in order."""
        given = set(classes)
        return sorted(
            c for c in given if not any(d != c and self.is_a(d, c) and not self.is_a(c, d) for d in given)
        )

    def end(self, predicate: str) -> str | None:
        """Which end of a claim a predicate names: `subject`, `object` or `about`; None if it names none."""
        return next((end for end, above in _ENDS.items() if self.is_a(predicate, above)), None)
