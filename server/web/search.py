"""Search and suggestions: `/search` for people and programs, `/suggest` while somebody types.

Suggestions have the form of OpenSearch Suggestions 1.1, the description of both that of OpenSearch 1.1, so
that a browser can take up the site as a search engine; or that of the results, for programs.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from typing import Final, TypeVar
from xml.sax.saxutils import escape

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest, NotFound

from server.formats import GRAPH_FORMATS, GraphFormat
from server.store.search import Search
from server.web import found_graph, pages
from server.web.addresses import absolute
from server.web.asked import LANGUAGE, extended, tongue
from server.web.forms import Form, accepted
from server.web.found import as_object, described, found
from server.web.given import once, one_of, whole_number
from server.web.rendering import render
from server.web.resources import written
from server.web.responses import Link, content
from server.web.searched import SHOWN, Results, nearly, results_of, table, told
from server.web.site import site

#: Characters that may be looked for: more than the longest title.
LONGEST: Final = 300

#: Things on a page at most; suggestions unless more or fewer are asked for, and at most.
_MOST: Final = 100
_SUGGESTED: Final = 10
_MOST_SUGGESTED: Final = 25

_SUGGESTIONS: Final = "application/x-suggestions+json"
_DESCRIPTION: Final = "application/opensearchdescription+xml"


_HTML: Final = Form("html", "text/html", "HTML", ("application/xhtml+xml",), "; charset=utf-8")
_JSON: Final = Form("json", "application/json", "JSON")
_CSV: Final = Form("csv", "text/csv", "CSV", parameters="; charset=utf-8")
_Form = TypeVar("_Form", bound=Form | GraphFormat)
_FORMS: Final[tuple[Form | GraphFormat, ...]] = (_HTML, _JSON, _CSV, *GRAPH_FORMATS)
#: Of suggestions, that for browsers and that for programs.
_OPENSEARCH: Final = Form("opensearch", _SUGGESTIONS, "OpenSearch")
_OFFERED: Final = (_OPENSEARCH, _JSON)


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
    results = results_of(
        _index(), query, whole_number("limit", SHOWN, most=_MOST), whole_number("offset", 0, least=0), spoken
    )
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
    hits = _index().find(query)[: whole_number("limit", _SUGGESTED, most=_MOST_SUGGESTED)]
    spoken = tongue()
    namer = pages.namer(spoken)
    shown = found(namer, hits, spoken)
    answer: object
    if form is _JSON:
        answer = {
            "query": query,
            "language": spoken.tag,
            "nearly": nearly(hits),
            "suggestions": [as_object(namer, one, spoken) for one in shown],
        }
    else:
        answer = [
            query,
            [one.node.label.value for one in shown],
            [described(one, spoken) for one in shown],
            [one.node.iri for one in shown],
        ]
    return content(_json(answer), form.content_type, negotiated="format" not in request.args)


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
    named = {form.extension: form for form in forms}
    return named.get(one_of("format", named, "There is no such format.", empty=False))


def _here(form: Form | GraphFormat) -> str:
    """Where the search that is asked for is in another form."""
    return extended(site().urls.to(request.path), {**request.args, "format": form.extension})


def _query(*, required: bool, empty: bool = False) -> str:
    """What is looked for; empty where that may be."""
    asked = once("q")
    query = "".join(map(_printable, asked or ""))
    if required and (asked is None or (not query.strip() and not empty)):
        raise BadRequest("Nothing is looked for: give the words as q, as in ?q=CAC.")
    if len(query) > LONGEST:
        raise BadRequest(f"q has {len(query):,} characters; {LONGEST} are the most that are looked for.")
    return query


def _printable(character: str) -> str:
    """A character as it can stand in a page; a space for controls, halves of pairs and non-characters."""
    none = unicodedata.category(character) in {"Cc", "Cs"} or 0xFDD0 <= ord(character) <= 0xFDEF
    return " " if none or ord(character) & 0xFFFE == 0xFFFE else character


def _written(results: Results, form: Form | GraphFormat) -> bytes:
    if isinstance(form, GraphFormat):
        return written(found_graph.quads(told(results)), form, found_graph.SHORT)
    if form is _JSON:
        return _json(told(results))
    if form is _CSV:
        return table(results)
    others = [(f.name, results.at(results.offset, f.extension)) for f in _FORMS[1:]]
    return render("search.html", page=results, longest=LONGEST, others=others, tongue=tongue())


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False) + "\n").encode()
