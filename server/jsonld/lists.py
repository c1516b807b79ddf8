"""What lists are told with: the terms of Hydra and of alternate representations, as JSON has them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from server.jsonld.names import Names, Use
from server.names import ALTR, HYDRA, PROF, expand

_NUMBER: Final = Use("typed", expand("xsd:integer"), many=False)
_ONE: Final = Use("thing", many=False)
_PAGES: Final = ("first", "previous", "next", "last")

#: Prefixes of the vocabularies.
PREFIXES: Final[Mapping[str, str]] = MappingProxyType({"hydra": HYDRA, "altr": ALTR, "prof": PROF})

_USES: Final[Mapping[str, Use]] = MappingProxyType(
    {
        **{HYDRA + name: Use("name") for name in ("Collection", "PartialCollectionView")},
        **{HYDRA + name: _NUMBER for name in ("totalItems", "itemsPerPage")},
        **{HYDRA + name: _ONE for name in ("view", *_PAGES)},
        HYDRA + "member": Use("thing"),
        HYDRA + "collection": Use("thing"),
        expand("foaf:isPrimaryTopicOf"): _ONE,
        expand("dcterms:isVersionOf"): _ONE,
        expand("dcterms:valid"): Use("typed", expand("edtf:EDTF"), many=False),
        ALTR + "Representation": Use("name"),
        ALTR + "hasRepresentation": Use("thing"),
        ALTR + "hasDefaultRepresentation": _ONE,
        PROF + "Profile": Use("name"),
        PROF + "hasToken": Use("plain", many=False),
    }
)

#: What these name is told whole where it is named, and not beside.
WHOLE: Final = frozenset(
    (*(HYDRA + name for name in ("member", "collection", "view")), ALTR + "hasRepresentation")
)

#: What these name goes by its identifier alone.
BARE: Final = frozenset(HYDRA + name for name in _PAGES)


def with_lists(names: Names) -> Names:
    """Names for the terms of lists as well."""
    known = replace(names, prefixes={**names.prefixes, **PREFIXES})
    return replace(known.with_uses(_USES), prefixes=names.prefixes)
