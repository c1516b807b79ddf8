"""What a search found as RDF: its JSON is JSON-LD by a context of its own, with just these triples. Pure.

How each thing was found is told of its place in the list (`schema:ListItem`), not of the thing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from pyoxigraph import Quad, RdfFormat, parse

from server.jsonld import lists
from server.names import HYDRA, PREFIXES, expand

_INTEGER: Final = expand("xsd:integer")
_UNTOLD: Final = ("offset", "previous", "next", "page", "slug", "nameplates", "behind", "at")

#: Prefixes of what is told.
SHORT: Final[Mapping[str, str]] = MappingProxyType({**lists.PREFIXES, "schema": PREFIXES["schema"]})

#: What the names of the JSON stand for; most of how a thing was found is told to readers of the JSON alone.
CONTEXT: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "@version": 1.1,
        "id": "@id",
        "iri": "@id",
        "type": {"@id": "@type", "@container": "@set"},
        "Listing": HYDRA + "Collection",
        "ListingPage": HYDRA + "PartialCollectionView",
        "query": HYDRA + "freetextQuery",
        "total": {"@id": HYDRA + "totalItems", "@type": _INTEGER},
        "limit": {"@id": HYDRA + "itemsPerPage", "@type": _INTEGER},
        "view": {"@id": HYDRA + "view", "@type": "@id"},
        **{f"{name}Page": {"@id": HYDRA + name, "@type": "@id"} for name in ("first", "previous", "next")},
        "results": {"@id": HYDRA + "member", "@container": "@set"},
        "label": {"@id": expand("skos:prefLabel"), "@container": "@language"},
        "kind": {"@id": expand("rdf:type"), "@context": {"label": None}},
        "match": {
            "@reverse": expand("schema:item"),
            "@context": {
                "Match": expand("schema:ListItem"),
                "list": {"@reverse": expand("schema:itemListElement"), "@type": "@id"},
                "position": {"@id": expand("schema:position"), "@type": _INTEGER},
                "said": {"@id": expand("schema:description"), "@container": "@language"},
            },
        },
        **dict.fromkeys(_UNTOLD),
    }
)


def quads(told: Mapping[str, Any]) -> list[Quad]:
    """The triples of what a search tells as JSON, its context among it."""
    return list(parse(json.dumps(told).encode(), format=RdfFormat.JSON_LD))
