"""Names in traditional characters, as the release derives them from those in simplified ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pyoxigraph import Literal

from server.names import ONTOLOGY, expand, graph
from server.store.documents import Documents
from server.web.languages import Language
from server.web.nodes import SIMPLIFIED, TRADITIONAL
from server.web.site import kept, site

_GRAPH: Final = graph("inferred")
_TRADITIONAL: Final = ONTOLOGY + "traditionalForm"
_FORM: Final = expand("skosxl:literalForm")


def traditional(language: Language) -> Mapping[str, str]:
    """Names in traditional characters by how simplified ones write them; none for who does not read them.

    They are read when first needed, and kept with the app: how a name is written is the same for every day.
    """
    if TRADITIONAL not in language.first:
        return {}
    return kept("nameplate.traditional", lambda: dict(_written(site().documents)))


def _written(documents: Documents) -> list[tuple[str, str]]:
    return [
        (form.value, derived.object.value)
        for derived in documents.graph(_GRAPH)
        if derived.predicate.value == _TRADITIONAL and isinstance(derived.object, Literal)
        for form in _forms(documents, str(derived.subject).strip("<>"))
    ]


def _forms(documents: Documents, name: str) -> list[Literal]:
    """What a statement of a name has, in simplified characters."""
    found = [quad.object for quad in documents.own(name) if quad.predicate.value == _FORM]
    return [
        form
        for form in found
        if isinstance(form, Literal) and (form.language or "").lower() == SIMPLIFIED.lower()
    ]
