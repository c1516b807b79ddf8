"""What the pages need to know of the vocabulary, read once from the release's ontology graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import NamedNode, Quad

from server.names import ONTOLOGY, PREFIXES

CLAIM: Final = ONTOLOGY + "Claim"
_SUBCLASS: Final = PREFIXES["rdfs"] + "subClassOf"
_SUBPROPERTY: Final = PREFIXES["rdfs"] + "subPropertyOf"
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
        direct: dict[str, set[str]] = {}
        for quad in quads:
            if (
                quad.predicate.value in {_SUBCLASS, _SUBPROPERTY}
                and isinstance(quad.subject, NamedNode)
                and isinstance(quad.object, NamedNode)
            ):
                direct.setdefault(quad.subject.value, set()).add(quad.object.value)
        return cls(
            above={iri: frozenset(_closure(iri, direct)) for iri in direct},
            direct={iri: frozenset(found) for iri, found in direct.items()},
        )

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


def _closure(start: str, direct: Mapping[str, set[str]]) -> set[str]:
    """Everything that is reached upwards, the start included."""
    found, waiting = {start}, [start]
    while waiting:
        fresh = direct.get(waiting.pop(), set()) - found
        found |= fresh
        waiting.extend(fresh)
    return found
