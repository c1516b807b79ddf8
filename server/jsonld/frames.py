"""Frames: how a JSON-LD processor makes of our ordinary JSON-LD what `server.jsonld.nested` writes. Pure."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Final

from server.jsonld.names import CLAIM, Names
from server.names import ONTOLOGY, expand

#: Kind of thing → the classes of such things.
KINDS: Final = MappingProxyType(
    {
        "institution": (ONTOLOGY + "Institution",),
        "nameplate": (ONTOLOGY + "Nameplate",),
        "person": (expand("foaf:Person"),),
        "association": (ONTOLOGY + "Association",),
        "post": (expand("org:Post"),),
        "concept": (expand("skos:Concept"),),
        "document": (ONTOLOGY + "Document",),
        "event": (expand("schema:Event"), expand("org:ChangeEvent"), expand("schema:EventSeries")),
        "claim": (ONTOLOGY + "Claim",),
        "place": (ONTOLOGY + "Place",),
    }
)

_CITATION: Final = ONTOLOGY + "citation"
_PASSAGE: Final = ONTOLOGY + "passage"
_LABEL: Final = expand("skos:prefLabel")

#: What is not there is left out.
_PRESENT: Final = MappingProxyType({"@omitDefault": True})
#: What goes by its identifier alone. A claim that is named by its label is not put beside the thing as well.
_ALONE: Final = MappingProxyType({"@embed": "@never", **_PRESENT})
#: A thing where it is named. The label goes by its IRI: an empty map of languages would match no label.
_STUB: Final = MappingProxyType(
    {"@embed": "@always", "@explicit": True, "id": {}, _LABEL: dict(_PRESENT), **_PRESENT}
)


def frame(kind: str, names: Names) -> dict[str, Any]:
    """The frame of a kind of `KINDS` (JSON-LD 1.1 Framing): such things, and the claims beside them.

    Who wants one thing of several puts its `id` in.

    Raises:
        KeyError: there is no such kind.
    """
    classes = KINDS[kind]
    found = {
        "@context": names.context(),
        "@embed": "@always",
        "@omitDefault": True,
        "@requireAll": False,
        "type": [names.short(iri) for iri in classes],
        **_links(names),
    }
    if CLAIM not in classes:
        found["statements"] = [{"type": names.short(CLAIM), **_links(names)}]
    return found


def _links(names: Names) -> dict[str, Any]:
    """What becomes of the things that a thing names, property by property."""
    found: dict[str, Any] = {}
    for term in sorted(names.terms.values(), key=lambda term: term.name):
        if term.iri == _CITATION:
            passage = names.terms.get(_PASSAGE)
            whole = {} if passage is None else {passage.name: dict(_STUB)}
            found[term.name] = {**_PRESENT, **whole, **_tokens(names)}
        elif term.kind in {"thing", "plain"}:
            found[term.name] = dict(_ALONE if term.iri in names.claiming else _STUB)
    return {**found, **_tokens(names)}


def _tokens(names: Names) -> dict[str, Any]:
    """Fixed values go by their names."""
    tokens = sorted(term.name for term in names.terms.values() if term.kind == "token")
    return {name: dict(_ALONE) for name in tokens}
