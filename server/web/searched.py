"""A page of what was found: as a value, as a JSON object and as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import request
from pyoxigraph import Literal

from server.store.search import Hit, Search
from server.tags import bcp47
from server.web import found_graph, moment, pages
from server.web.addresses import absolute
from server.web.asked import LANGUAGE, extended, tongue
from server.web.contexts.values import Text
from server.web.found import Found, as_object, found
from server.web.languages import Language
from server.web.site import site

#: Things on a page unless more or fewer are asked for.
SHOWN: Final = 20
#: Wordings that are offered where nothing is found.
_LIKE: Final = 5
_BY_LABEL: Final = """PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?thing ?label WHERE {
  ?thing rdfs:label|skos:prefLabel|skos:altLabel|skos:definition|dcterms:title|dcterms:description ?label .
  FILTER(CONTAINS(LCASE(STR(?label)), %s))
}
LIMIT 100
"""


@dataclass(frozen=True)
class Results:
    """A page of what was found.

    Attributes:
        query: what was looked for, as it was asked.
        total: how many things there are.
        offset: how many come before those of this page.
        limit: how many a page has at most.
        found: those of this page.
        nearly: whether nothing is called so, and these only nearly.
        like: where nothing is found, wordings that are like what was looked for.
        parts: likewise, single words of it that find something.
    """

    query: str
    total: int = 0
    offset: int = 0
    limit: int = SHOWN
    found: tuple[Found, ...] = ()
    nearly: bool = False
    like: tuple[Text, ...] = ()
    parts: tuple[str, ...] = ()

    @property
    def as_of(self) -> str:
        """The day or period as of which it is told what was called so; empty: none."""
        at = site().at
        return moment.shown(at) if at is not None else ""

    @property
    def before(self) -> int | None:
        """Where the page before begins; None if there is none."""
        return max(0, self.offset - self.limit) if self.offset else None

    @property
    def after(self) -> int | None:
        """Where the next page begins; None if there is none."""
        return self.offset + self.limit if self.offset + self.limit < self.total else None

    def at(self, offset: int | None, extension: str = "") -> str:
        """The link to another page of the same search, or to this one in another form, in its language."""
        asked = {"q": self.query}
        if chosen := request.args.get(LANGUAGE):
            asked[LANGUAGE] = chosen
        if self.limit != SHOWN:
            asked["limit"] = str(self.limit)
        if offset:
            asked["offset"] = str(offset)
        if extension:
            asked["format"] = extension
        return extended(site().urls.to("/search"), asked)

    @property
    def by_label(self) -> str:
        """Where a query for labels and descriptions that hold the words can be run."""
        words = str(Literal(self.query.strip().lower()))
        return extended(site().urls.undated("/sparql"), {"query": _BY_LABEL % words})

    @property
    def address(self) -> str:
        """The absolute address of the search, whichever page of it this is."""
        day = {"at": self.as_of} if self.as_of else {}
        return absolute(extended("/search", {"q": self.query, **day}))

    def place(self, offset: int) -> str:
        """The absolute address of a page of this search, with all that it depends on."""
        asked = {"q": self.query, "limit": str(self.limit), "offset": str(offset)}
        return absolute(extended("/search", asked | ({"at": self.as_of} if self.as_of else {})))


def results_of(index: Search, query: str, limit: int, offset: int, spoken: Language) -> Results:
    """What some words find, as a page of it that begins after so many things, in a language."""
    hits: list[Hit] = index.find(query)
    shown = found(pages.namer(spoken), hits[offset : offset + limit], spoken)
    like = index.like(query, _LIKE) if not hits else []
    texts = tuple(Text(said.form, bcp47(said.language)) for said in like)
    parts = () if hits else tuple(index.parts(query))
    return Results(query, len(hits), offset, limit, shown, nearly(hits), texts, parts)


def nearly(hits: Sequence[Hit]) -> bool:
    """Whether things are called so nearly, and none quite so."""
    return bool(hits) and all(hit.fit.nearly for hit in hits)


def told(results: Results) -> dict[str, object]:
    """What was found, as a JSON object."""
    namer, address = pages.namer(tongue()), results.address
    day = {"at": results.as_of} if results.as_of else {}
    around = {"firstPage": 0, "previousPage": results.before, "nextPage": results.after}
    return {
        "@context": dict(found_graph.CONTEXT),
        "id": address,
        "type": ["Listing"],
        "query": results.query,
        **day,
        "total": results.total,
        "nearly": results.nearly,
        "offset": results.offset,
        "limit": results.limit,
        "previous": None if results.before is None else results.at(results.before, "json"),
        "next": None if results.after is None else results.at(results.after, "json"),
        "view": {
            "id": results.place(results.offset),
            "type": ["ListingPage"],
            **{name: results.place(offset) for name, offset in around.items() if offset is not None},
        },
        "results": [
            _placed(as_object(namer, one, tongue()), address, results.offset + place)
            for place, one in enumerate(results.found, 1)
        ],
    }


def _placed(told: dict[str, Any], address: str, place: int) -> dict[str, Any]:
    """A thing that was found, with its place in the list."""
    return {**told, "match": {"type": ["Match"], "list": address, "position": place, **told["match"]}}


def table(results: Results) -> bytes:
    """What was found as CSV (RFC 4180)."""
    written = io.StringIO()
    table = csv.writer(written)
    told = ["held"] if results.as_of else []
    columns = ("iri", "label", "kind", "why", "wording", "language", "name", "nameplate", "fit", "period")
    table.writerow((*columns, *told))
    for one in results.found:
        name, plate = one.hit.wording.claim, one.plate.iri if one.plate else ""
        table.writerow(
            (
                one.node.iri,
                one.node.label.value,
                one.node.kind.value if one.node.kind else "",
                one.why,
                one.wording.value,
                one.wording.language,
                name,
                plate,
                one.hit.fit.name.lower(),
                one.period,
                *([one.held] if results.as_of else []),
            )
        )
    return written.getvalue().encode()
