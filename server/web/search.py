"""Search and suggestions: `/search` for people and programs, `/suggest` while somebody types.

Suggestions have the form of OpenSearch Suggestions 1.1, the description of both that of OpenSearch 1.1, so
that a browser can take up the site as a search engine; or that of the results, for programs.
"""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from xml.sax.saxutils import escape

from flask import Blueprint, Response, request
from pyoxigraph import Literal
from werkzeug.exceptions import BadRequest, NotFound

from server.formats import GRAPH_FORMATS, GraphFormat
from server.store.search import Hit, Search
from server.tags import bcp47
from server.web import found_graph, moment, pages
from server.web.addresses import absolute
from server.web.as_of_page import words_of
from server.web.asked import LANGUAGE, extended, tongue
from server.web.contexts.values import Text
from server.web.forms import Form, accepted
from server.web.found import Found, as_object, described, found
from server.web.languages import Language
from server.web.rendering import render
from server.web.resources import written
from server.web.responses import Link, content
from server.web.site import site

#: Characters that may be looked for: more than the longest title.
LONGEST: Final = 300

#: Things on a page unless more or fewer are asked for, and at most.
_SHOWN: Final = 20
_MOST: Final = 100
_SUGGESTED: Final = 10
_MOST_SUGGESTED: Final = 25

_SUGGESTIONS: Final = "application/x-suggestions+json"
_DESCRIPTION: Final = "application/opensearchdescription+xml"
_NUMBER: Final = re.compile(r"[0-9]{1,6}\Z")


_HTML: Final = Form("html", "text/html", "HTML", ("application/xhtml+xml",), "; charset=utf-8")
_JSON: Final = Form("json", "application/json", "JSON")
_CSV: Final = Form("csv", "text/csv", "CSV", parameters="; charset=utf-8")
_Form = TypeVar("_Form", bound=Form | GraphFormat)
_FORMS: Final[tuple[Form | GraphFormat, ...]] = (_HTML, _JSON, _CSV, *GRAPH_FORMATS)
#: Of suggestions, that for browsers and that for programs.
_OPENSEARCH: Final = Form("opensearch", _SUGGESTIONS, "OpenSearch")
_OFFERED: Final = (_OPENSEARCH, _JSON)

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
    limit: int = _SHOWN
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
    def as_of_words(self) -> str:
        """The same in words."""
        return words_of(self.as_of) if self.as_of else ""

    @property
    def before(self) -> int | None:
        """Where the page before begins; None if there is none."""
        return max(0, self.offset - self.limit) if self.offset else None

    @property
    def after(self) -> int | None:
        """Where the next page begins; None if there is none."""
        return self.offset + self.limit if self.offset + self.limit < self.total else None

    def at(self, offset: int | None, extension: str = "") -> str:
        """The link to another page of the same search, or to this one in another form."""
        asked = {"q": self.query}
        if self.limit != _SHOWN:
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


def blueprint() -> Blueprint:
    """The routes of search."""
    made = Blueprint("search", __name__)
    made.add_url_rule("/search", view_func=search)
    made.add_url_rule("/suggest", view_func=suggest)
    made.add_url_rule("/opensearch.xml", view_func=description)
    return made


def search() -> Response:
    """What some words find, a page at a time; without words a form for people.

    Raises:
        BadRequest: nothing is looked for, too much, or a number is none.
        NotOffered: no form that is asked for can be had.
    """
    form = _form()
    query = _query(required=form is not _HTML)
    spoken = tongue()
    results = _results(query, _number("limit", _SHOWN, 1, _MOST), _number("offset", 0, 0, None), spoken)
    links = [
        Link(results.at(results.offset, f.extension), "alternate", f.media_type)
        for f in _FORMS
        if f is not form
    ]
    links += [
        Link(results.at(place, request.args.get("format", "")), relation)
        for relation, place in (("prev", results.before), ("next", results.after))
        if place is not None
    ]
    response = content(
        _written(results, form),
        form.content_type,
        links=links if query else (),
        negotiated="format" not in request.args,
    )
    if form is _CSV:
        response.headers["Content-Disposition"] = 'attachment; filename="search.csv"'
    if isinstance(form, GraphFormat) and LANGUAGE not in request.args:
        response.vary.add("Accept-Language")  # which chooses among labels
    return response


def suggest() -> Response:
    """What somebody may be about to type: OpenSearch Suggestions 1.1, or JSON as results have it.

    Raises:
        BadRequest: there is no `q`, it is too long, or `limit` is no number.
        NotOffered: no form that is asked for can be had.
    """
    form = _asked(_OFFERED) or accepted(_OFFERED, _OPENSEARCH, _here)
    query = _query(required=True, empty=True)
    hits = _index().find(query)[: _number("limit", _SUGGESTED, 1, _MOST_SUGGESTED)]
    spoken = tongue()
    namer = pages.namer(spoken)
    shown = found(namer, hits, spoken)
    told: object
    if form is _JSON:
        told = {
            "query": query,
            "language": spoken.tag,
            "nearly": _nearly(hits),
            "suggestions": [as_object(namer, one, spoken) for one in shown],
        }
    else:
        told = [
            query,
            [one.node.label.value for one in shown],
            [described(one, spoken) for one in shown],
            [one.node.iri for one in shown],
        ]
    return content(_json(told), form.content_type, negotiated="format" not in request.args)


def description() -> Response:
    """The OpenSearch 1.1 description of both, with absolute addresses as it demands."""
    name = escape(site().name)
    body = f"""<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
<ShortName>{name}</ShortName>
<Description>Institutions, nameplates, people, posts and ideas, in English, Chinese and pinyin</Description>
<InputEncoding>UTF-8</InputEncoding>
<Url type="text/html" template="{escape(absolute("/search"))}?q={{searchTerms}}"/>
<Url type="{_SUGGESTIONS}" template="{escape(absolute("/suggest"))}?q={{searchTerms}}"/>
</OpenSearchDescription>
"""
    return content(body.encode(), _DESCRIPTION, negotiated=False)


def _index() -> Search:
    """The wordings of what is served.

    Raises:
        NotFound: nothing is served that can be searched.
    """
    index = site().search
    if index is None:
        raise NotFound("What is served here cannot be searched.")
    return index


def _form() -> Form | GraphFormat:
    """The form of results that `format` names, else the one that `Accept` prefers."""
    return _asked(_FORMS) or accepted(_FORMS, _HTML, _here)


def _asked(forms: Sequence[_Form]) -> _Form | None:
    """The form that `format` names; None if it names none."""
    name = request.args.get("format")
    chosen = next((form for form in forms if form.extension == name), None)
    if name is not None and chosen is None:
        raise BadRequest(f"There is no such format. There are: {', '.join(f.extension for f in forms)}.")
    return chosen


def _here(form: Form | GraphFormat) -> str:
    """Where the search that is asked for is in another form."""
    return extended(site().urls.to(request.path), {**request.args, "format": form.extension})


def _query(*, required: bool, empty: bool = False) -> str:
    """What is looked for; empty where that may be."""
    given = request.args.getlist("q")
    if len(given) > 1:
        raise BadRequest("q was given more than once: give it once.")
    query = "".join(map(_printable, given[0])) if given else ""
    if required and (not given or (not query.strip() and not empty)):
        raise BadRequest("Nothing is looked for: give the words as q, as in ?q=CAC.")
    if len(query) > LONGEST:
        raise BadRequest(f"q has {len(query):,} characters; {LONGEST} are the most that are looked for.")
    return query


def _printable(character: str) -> str:
    """A character as it can stand in a page; a space for controls, halves of pairs and non-characters."""
    none = unicodedata.category(character) in {"Cc", "Cs"} or 0xFDD0 <= ord(character) <= 0xFDEF
    return " " if none or ord(character) & 0xFFFE == 0xFFFE else character


def _number(name: str, usual: int, least: int, most: int | None) -> int:
    """A number of the request."""
    given = request.args.get(name)
    if given is None:
        return usual
    number = int(given) if _NUMBER.match(given) else -1
    if number < least or (most is not None and number > most):
        wanted = f"from {least} to {most}" if most is not None else f"from {least} to 999999"
        raise BadRequest(f"{name} is to be a whole number {wanted}.")
    return number


def _results(query: str, limit: int, offset: int, spoken: Language) -> Results:
    hits: list[Hit] = _index().find(query)
    shown = found(pages.namer(spoken), hits[offset : offset + limit], spoken)
    like = _index().like(query, _LIKE) if not hits else []
    texts = tuple(Text(said.form, bcp47(said.language)) for said in like)
    parts = () if hits else tuple(_index().parts(query))
    return Results(query, len(hits), offset, limit, shown, _nearly(hits), texts, parts)


def _nearly(hits: Sequence[Hit]) -> bool:
    """Whether things are called so nearly, and none quite so."""
    return bool(hits) and all(hit.fit.nearly for hit in hits)


def _written(results: Results, form: Form | GraphFormat) -> bytes:
    if isinstance(form, GraphFormat):
        return written(found_graph.quads(_told(results)), form, found_graph.SHORT)
    if form is _JSON:
        return _json(_told(results))
    if form is _CSV:
        return _table(results)
    others = [(f.name, results.at(results.offset, f.extension)) for f in _FORMS[1:]]
    return render("search.html", page=results, longest=LONGEST, others=others, tongue=tongue())


def _told(results: Results) -> dict[str, object]:
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


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False) + "\n").encode()


def _table(results: Results) -> bytes:
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
