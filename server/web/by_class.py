"""The things of a release by the classes that they are said to be of, or that follow; found once and kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pyoxigraph import NamedNode

from server.names import ID, expand
from server.store.documents import Documents
from server.web.site import kept, own

_TYPE: Final = expand("rdf:type")


def by_class() -> Mapping[str, tuple[str, ...]]:
    """Class → its things, in order of their IRIs; of the data as last known, whatever day is asked for."""
    return kept("nameplate.by_class", lambda: of(own().documents))


def of(documents: Documents) -> dict[str, tuple[str, ...]]:
    """The same of some documents."""
    found: dict[str, dict[str, None]] = {}
    for iri in documents.under(ID):
        for quad in documents.own(iri):
            if quad.predicate.value == _TYPE and isinstance(quad.object, NamedNode):
                found.setdefault(quad.object.value, {})[iri] = None
    return {kind: tuple(iris) for kind, iris in found.items()}
