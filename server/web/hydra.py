"""What a fragment says of itself: how many triples it has, and how to get at others. Pure.

Triple Pattern Fragments §§3–4 (linkeddatafragments.org), in the vocabularies VoID and Hydra.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from server.names import HYDRA, PREFIXES

_POSITIONS: Final = ("subject", "predicate", "object")


@dataclass(frozen=True)
class Page:
    """One page of a fragment.

    Attributes:
        address: of the fragments, absolute, without parameters.
        dataset: IRI of the dataset.
        asked: the parameters that the request gave, the number of the page left out.
        number: of this page, from 1.
        size: triples of a full page.
        total: triples of the fragment.
    """

    address: str
    dataset: str
    asked: tuple[tuple[str, str], ...]
    number: int
    size: int
    total: int

    @property
    def last(self) -> int:
        """The number of the last page; a fragment without triples has one page."""
        return max(1, -(-self.total // self.size))

    def at(self, number: int, **more: str) -> str:
        """The address of a page of this fragment."""
        asked = [*self.asked, *(((("page", str(number)),)) if number > 1 else ()), *more.items()]
        return self.address + ("?" + urlencode(asked) if asked else "")

    @property
    def fragment(self) -> str:
        """The IRI of the fragment as a whole: that of its first page."""
        return self.at(1)


def controls(page: Page) -> Iterator[Triple]:
    """Everything that a client needs to go on, about the page itself."""
    here, fragment = NamedNode(page.at(page.number)), NamedNode(page.fragment)
    dataset = NamedNode(page.dataset)
    yield Triple(NamedNode(here.value + "#metadata"), _foaf("primaryTopic"), here)
    yield from _search(page, dataset)
    yield Triple(dataset, _void("subset"), here)
    if here != fragment:
        yield Triple(dataset, _void("subset"), fragment)
        yield Triple(fragment, _void("subset"), here)
    yield Triple(here, _rdf("type"), _hydra("PartialCollectionView"))
    for name in ("totalItems", "itemsPerPage"):
        yield Triple(here, _hydra(name), _number(page.total if name == "totalItems" else page.size))
    yield Triple(here, _void("triples"), _number(page.total))
    yield Triple(here, _hydra("first"), fragment)
    yield Triple(here, _hydra("last"), NamedNode(page.at(page.last)))
    if page.number > 1:
        yield Triple(here, _hydra("previous"), NamedNode(page.at(page.number - 1)))
    if page.number < page.last:
        yield Triple(here, _hydra("next"), NamedNode(page.at(page.number + 1)))


def _search(page: Page, dataset: NamedNode) -> Iterator[Triple]:
    """The form by which any pattern is asked for."""
    form = BlankNode("form")
    yield Triple(dataset, _rdf("type"), _void("Dataset"))
    yield Triple(dataset, _rdf("type"), _hydra("Collection"))
    yield Triple(dataset, _hydra("search"), form)
    yield Triple(form, _rdf("type"), _hydra("IriTemplate"))
    yield Triple(form, _hydra("template"), Literal(page.address + "{?subject,predicate,object}"))
    yield Triple(form, _hydra("variableRepresentation"), _hydra("ExplicitRepresentation"))
    for position in _POSITIONS:
        row = BlankNode(position)
        yield Triple(form, _hydra("mapping"), row)
        yield Triple(row, _hydra("variable"), Literal(position))
        yield Triple(row, _hydra("property"), _rdf(position))


def _hydra(name: str) -> NamedNode:
    return NamedNode(HYDRA + name)


def _void(name: str) -> NamedNode:
    return NamedNode(PREFIXES["void"] + name)


def _rdf(name: str) -> NamedNode:
    return NamedNode(PREFIXES["rdf"] + name)


def _foaf(name: str) -> NamedNode:
    return NamedNode(PREFIXES["foaf"] + name)


def _number(value: int) -> Literal:
    return Literal(str(value), datatype=NamedNode(PREFIXES["xsd"] + "integer"))
