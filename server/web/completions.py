"""What an editor completes: prefixes, classes and properties, as the description of the data counts them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Final

from flask import Blueprint, Response
from pyoxigraph import Literal, NamedNode, Quad

from server.names import PREFIXES, expand
from server.web import catalogue, pages
from server.web.languages import LANGUAGES
from server.web.nodes import Namer
from server.web.responses import content
from server.web.site import Site, kept, site

#: Where the list is.
PATH: Final = "/sparql/terms.json"
_KEY: Final = "nameplate.completions"
#: The class or the property of a part (VoID §4.2), and how many there are of it.
_PARTS: Final = {"class": "entities", "property": "triples"}


def blueprint() -> Blueprint:
    """The route of the list."""
    made = Blueprint("completions", __name__)
    made.add_url_rule(PATH, view_func=terms)
    return made


def terms() -> Response:
    """What an editor completes: prefixes; classes and properties, most used first, with their names."""
    body = kept(_KEY, lambda: json.dumps(_told(site()), ensure_ascii=False, separators=(",", ":")).encode())
    return content(body, "application/json", negotiated=False)


def _told(here: Site) -> dict[str, object]:
    counted: dict[str, Mapping[str, int]]
    if here.release is not None:
        quads = catalogue.description()
        counted = {kind: partitions(quads, kind) for kind in _PARTS}
    elif here.counted is not None:
        counted = {"class": here.counted.by_class, "property": here.counted.by_property}
    else:
        counted = {kind: {} for kind in _PARTS}
    held = PREFIXES if here.contents is None else here.contents.prefixes
    return {
        "prefixes": dict(held),
        "classes": _listed(counted["class"]),
        "properties": _listed(counted["property"]),
    }


def partitions(quads: Iterable[Quad], kind: str) -> dict[str, int]:
    """How often each class, or property, is used by all of a dataset, as its description says it. Pure.

    Args:
        quads: the description.
        kind: `class` or `property`.
    """
    names, numbers = NamedNode(expand(f"void:{kind}")), NamedNode(expand(f"void:{_PARTS[kind]}"))
    named: dict[object, str] = {}
    counted: dict[object, int] = {}
    for quad in quads:
        if quad.predicate == names and isinstance(quad.object, NamedNode):
            named[quad.subject] = quad.object.value
        elif quad.predicate == numbers and isinstance(quad.object, Literal):
            counted[quad.subject] = int(quad.object.value)
    found: dict[str, int] = {}
    for part, iri in named.items():  # a property is a part of classes as well, which count less of it
        found[iri] = max(found.get(iri, 0), counted.get(part, 0))
    return found


def _listed(counted: Mapping[str, int]) -> list[list[object]]:
    """Terms with how often they are used and their names in English and in Chinese, most used first."""
    here = site()
    namer = Namer(here.documents, here.urls, pages.vocabulary())
    found: list[list[object]] = []
    for iri, count in sorted(counted.items(), key=lambda one: (-one[1], one[0])):
        labels = {tag.lower(): text for tag, text in namer.labels(iri).items()}
        found.append([iri, count, *(labels.get(language.tag.lower(), "") for language in LANGUAGES[:2])])
    return found
