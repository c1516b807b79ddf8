"""schema.org in pages, as a block of JSON-LD that search engines read; what it says the page shows too.

A `script` element of a type that is no script is a data block: nothing of it runs, and a Content-Security-
Policy that allows no inline script has nothing to say of it (HTML, "prepare the script element", which ends
for data blocks before the policy is asked).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from markupsafe import Markup
from pyoxigraph import Literal, NamedNode, Quad

from server.names import BASE, DATASET, PREFIXES, expand
from server.web.about import authored
from server.web.contexts.things import ThingPage
from server.web.contexts.values import Node
from server.web.profiles.schema import TYPES
from server.web.vocabulary import Vocabulary

_SCHEMA: Final = PREFIXES["schema"]
_CONTEXT: Final = "https://schema.org/"
_ENDORSED: Final = "Endorsed"
#: Predicates that say that what is elsewhere is the same.
_SAME: Final = frozenset((expand("owl:sameAs"), expand("skos:exactMatch")))
#: What of the dataset is told, in order; what has words in several languages is told in English.
_TOLD: Final = (
    "description",
    "url",
    "identifier",
    "version",
    "license",
    "creditText",
    "datePublished",
    "dateModified",
    "keywords",
    "inLanguage",
    "temporalCoverage",
    "isAccessibleForFree",
    "conditionsOfAccess",
    "isBasedOn",
    "variableMeasured",
)
_FILE: Final = ("contentUrl", "encodingFormat", "contentSize", "sha256")
#: What is told as a list even where there is but one.
_LISTS: Final = frozenset({"keywords", "inLanguage", "isBasedOn", "variableMeasured"})


def block(said: Mapping[str, Any]) -> Markup:
    """Markup as a data block: no text in it can end the element (HTML, "restrictions for contents")."""
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    for character, escaped in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(character, escaped)
    return Markup(f'<script type="application/ld+json">\n{text}\n</script>')  # noqa: S704 (escaped above)


def dataset(quads: Sequence[Quad]) -> dict[str, Any]:
    """The dataset as Google's structured data for datasets has it, from its description."""
    held = _BySubject(quads)
    names = held.texts(DATASET, "dcterms:title")
    said: dict[str, Any] = {"@context": _CONTEXT, "@type": "Dataset", "@id": DATASET}
    said["name"] = names.pop("en", DATASET)
    if names:
        said["alternateName"] = [words for _, words in sorted(names.items())]
    for name in _TOLD:
        values = held.values(DATASET, name)
        if values:
            said[name] = values if name in _LISTS else values[0]
    for name in ("creator", "publisher"):
        agents = [_agent(held, str(iri)) for iri in held.values(DATASET, name)]
        if agents:
            said[name] = agents[0]
    for place in held.values(DATASET, "spatialCoverage"):
        label = held.texts(str(place), "skos:prefLabel").get("en")
        said["spatialCoverage"] = {"@type": "Place", "@id": place, **({"name": label} if label else {})}
    catalogue = held.texts(BASE, "dcterms:title").get("en", "")
    said["includedInDataCatalog"] = {"@type": "DataCatalog", "@id": BASE, "name": catalogue, "url": BASE}
    files = sorted(str(iri) for iri in held.values(DATASET, "distribution"))
    said["distribution"] = [
        {"@type": "DataDownload", "@id": file}
        | {name: value for name in _FILE for value in held.values(file, name)[:1]}
        for file in files
    ]
    return said


def thing(page: ThingPage, slug: str, vocabulary: Vocabulary) -> dict[str, Any]:
    """A page and the thing that it is about: what it is called, what it is, where else it is found.

    Args:
        page: of the thing.
        slug: by which the page is found.
        vocabulary: says under which classes those of the thing stand.
    """
    address = f"{BASE}page/{slug}"
    about: dict[str, Any] = {"@type": _kind(page, vocabulary), "@id": page.node.iri, "url": page.node.iri}
    about["name"] = page.node.label.value
    others = [page.node.second.value] if page.node.second else []
    others += [name.value for name in page.names]
    if others:
        about["alternateName"] = list(dict.fromkeys(others))
    if page.description:
        about["description"] = page.description[0].value
    same = [
        one.value.iri
        for one in page.references
        if one.predicate in _SAME and one.claim.standing == _ENDORSED and isinstance(one.value, Node)
    ]
    if same:
        about["sameAs"] = list(dict.fromkeys(same))
    said: dict[str, Any] = {"@context": _CONTEXT, "@type": "WebPage", "@id": address, "url": address}
    said["name"] = page.node.label.value
    said["isPartOf"] = {"@id": DATASET, "url": DATASET}
    if authored().licences:
        said["license"] = authored().licences[0]
    return {**said, "mainEntity": about}


def _kind(page: ThingPage, vocabulary: Vocabulary) -> str:
    for ours, theirs in TYPES:
        if any(vocabulary.is_a(kind.iri, expand(ours)) for kind in page.kinds):
            return theirs
    return "Thing"


def _agent(held: _BySubject, iri: str) -> dict[str, Any]:
    name = held.texts(iri, "foaf:name").get("en", iri)
    return {"@type": "Organization", "@id": iri, "name": name}


class _BySubject:
    """Quads by their subject and predicate."""

    def __init__(self, quads: Sequence[Quad]) -> None:
        """Sort the quads in."""
        self._held: dict[tuple[str, str], list[NamedNode | Literal]] = {}
        for quad in quads:
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
                key = quad.subject.value, quad.predicate.value
                self._held.setdefault(key, []).append(quad.object)

    def values(self, subject: str, name: str) -> list[str | bool]:
        """The values of a property of schema.org, in order; of words those in English or in none."""
        found = self._held.get((subject, _SCHEMA + name), [])
        kept = [v for v in found if not isinstance(v, Literal) or v.language in {None, "en"}]
        return sorted((_plain(value) for value in kept), key=str)

    def texts(self, subject: str, predicate: str) -> dict[str, str]:
        """What a predicate says, by language."""
        found = self._held.get((subject, expand(predicate)), [])
        return {value.language or "": value.value for value in found if isinstance(value, Literal)}


def _plain(value: NamedNode | Literal) -> str | bool:
    """A term as JSON has it."""
    if isinstance(value, Literal) and value.datatype.value == PREFIXES["xsd"] + "boolean":
        return value.value == "true"
    return value.value
