"""What stands above what: the hierarchies of classes and properties, read from quads. Pure."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Final, TypeVar

from pyoxigraph import NamedNode, Quad

from server.names import PREFIXES

_BELOW: Final = frozenset({PREFIXES["rdfs"] + "subClassOf", PREFIXES["rdfs"] + "subPropertyOf"})
_Place = TypeVar("_Place", bound=Hashable)


def reached(start: _Place, onward: Callable[[_Place], Iterable[_Place]]) -> set[_Place]:
    """Every place that steps lead to from a start, itself included.

    Args:
        start: where to begin.
        onward: place → those that are one step away.
    """
    found, waiting = {start}, [start]
    while waiting:
        fresh = set(onward(waiting.pop())) - found
        found |= fresh
        waiting.extend(fresh)
    return found


def directly_above(quads: Iterable[Quad]) -> dict[str, set[str]]:
    """Class or property → those with a name that it is put directly under."""
    direct: dict[str, set[str]] = {}
    for quad in quads:
        if (
            quad.predicate.value in _BELOW
            and isinstance(quad.subject, NamedNode)
            and isinstance(quad.object, NamedNode)
        ):
            direct.setdefault(quad.subject.value, set()).add(quad.object.value)
    return direct


def all_above(direct: dict[str, set[str]]) -> dict[str, frozenset[str]]:
    """Class or property → everything above it, by what is directly above it; itself included."""
    return {iri: frozenset(reached(iri, lambda place: direct.get(place, ()))) for iri in direct}
