"""Triple Pattern Fragments at `/fragments`: the data by one triple pattern at a time, page by page.

Cheap for the server, so that a client can do the joining: each page says how many triples fit and where the
next ones are (linkeddatafragments.org, with the controls of `server.web.hydra`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, request
from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse, serialize
from werkzeug.exceptions import NotAcceptable, NotFound

from server.formats import JSON, N_TRIPLES, RDF_XML, TRIG, GraphFormat, ResultFormat
from server.names import DATASET, HYDRA, PREFIXES
from server.store.protocol import QueryRequest
from server.web import pages
from server.web.addresses import absolute
from server.web.asked import acceptable, tongue
from server.web.clients import client_of
from server.web.contexts.values import Node, Value
from server.web.data_description import dataset_iri
from server.web.given import once, whole_number
from server.web.hydra import Page, controls
from server.web.nodes import Namer
from server.web.patterns import GENID, Pattern, named, read_pattern
from server.web.rendering import render
from server.web.representations import HTML, KEEPING_GRAPHS, NotWritableError, PageFormat, check_writable
from server.web.responses import Link, content, see_other
from server.web.site import site
from server.web.sparql import endpoint

PATH: Final = "/fragments"

#: Triples of a page.
SIZE: Final = 100
_POSITIONS: Final = ("subject", "predicate", "object")


@dataclass(frozen=True)
class Row:
    """A triple as a page shows it."""

    subject: Node
    predicate: Node
    object: Value


def blueprint() -> Blueprint:
    """The routes of fragments."""
    made = Blueprint("fragments", __name__)
    made.add_url_rule(PATH, view_func=fragment)
    made.add_url_rule(GENID + "<label>", view_func=blank_node)
    return made


def fragment() -> Response:
    """One page of the triples that fit a pattern.

    Raises:
        QueryRefused: a term of the pattern cannot be read.
        BadRequest: the page is no number, or a parameter is given twice.
        NotFound: there is no such page.
        NotAcceptable: the format cannot hold what it says.
        QueryError: the store has no answer now.
    """
    subject, predicate, value = (once(name) or "" for name in _POSITIONS)
    given = zip(_POSITIONS, (subject, predicate, value), strict=True)
    asked = tuple((name, term) for name, term in given if term)
    number = whole_number("page", 1)
    pattern = read_pattern(subject, predicate, value, _root())
    total, triples = _found(pattern, number)
    page = Page(absolute(PATH), _dataset(), asked, number, SIZE, total)
    if number > page.last:
        raise NotFound(f"This fragment has {page.last:,} pages; there is no page {number:,}.")
    chosen = acceptable(TRIG)
    held = [named(triple, _root()) for triple in triples]
    is_page = isinstance(chosen, PageFormat)
    body = _shown(page, held) if isinstance(chosen, PageFormat) else _written(page, held, chosen)
    links = [Link(site().urls.to("/dataset"), "collection")]
    return content(body, HTML.content_type if is_page else chosen.content_type, links=links)


def blank_node(label: str) -> Response:
    """A blank node, by the name that fragments give it: what is said of it is a fragment."""
    found = site().documents.node(label)
    if not found:
        raise NotFound("Nothing is known here of a blank node by that name.")
    address = Page(site().urls.to(PATH), "", (("subject", _root() + GENID + label),), 1, SIZE, 0)
    return see_other(address.fragment)


def _root() -> str:
    """What the names of blank nodes begin with."""
    return site().urls.root or absolute("")


def _dataset() -> str:
    return DATASET if site().release is not None else dataset_iri(absolute(""))


def _found(pattern: Pattern, number: int) -> tuple[int, list[Triple]]:
    """How many triples fit a pattern, and those of one page."""
    group = pattern.group()
    offset = (number - 1) * SIZE
    if pattern.is_blank:
        every = sorted(pattern.fitting(_triples(f"CONSTRUCT {{ {pattern.template()} }} {group}")), key=str)
        return len(every), every[offset : offset + SIZE]
    counted = json.loads(_asked(f"SELECT (COUNT(*) AS ?n) {group}", JSON))
    total = int(counted["results"]["bindings"][0]["n"]["value"])
    if offset >= total:
        return total, []
    # our own engine goes through its indexes in the same order every time; of others nobody knows
    order = " ORDER BY " + " ".join(pattern.variables) if site().settings.engine and pattern.variables else ""
    window = f"{order} OFFSET {offset} LIMIT {SIZE}"
    return total, _triples(f"CONSTRUCT {{ {pattern.template()} }} WHERE {group}{window}")


def _triples(text: str) -> list[Triple]:
    return [quad.triple for quad in parse(_asked(text, N_TRIPLES), format=RdfFormat.N_TRIPLES)]


def _asked(text: str, form: GraphFormat | ResultFormat) -> bytes:
    """The answer to a query of our own, within the budgets of the client that is behind it."""
    query = endpoint().examiner.examine(text)
    client = client_of(request.remote_addr, limit_loopback=endpoint().settings.limit_loopback)
    asked = QueryRequest(query, form, client=client)
    return endpoint().answers.answer(asked, endpoint().metered.query).answer.read()


def _written(page: Page, triples: list[Triple], form: GraphFormat) -> bytes:
    """Data and controls; where the format keeps graphs, the controls have one of their own."""
    about = NamedNode(page.at(page.number) + "#metadata")
    prefixes = {**PREFIXES, "hydra": HYDRA}
    if form in KEEPING_GRAPHS:
        data = [Quad(t.subject, t.predicate, t.object) for t in triples]
        said = [Quad(t.subject, t.predicate, t.object, about) for t in controls(page)]
        return serialize([*data, *said], format=form.rdf, prefixes=prefixes) or b""
    merged = list(dict.fromkeys([*triples, *controls(page)]))
    try:
        check_writable(merged, form)
    except NotWritableError as error:
        raise NotAcceptable(f"This page cannot be had as {form.name}: {error}. Ask for TriG.") from error
    return serialize(merged, format=form.rdf, prefixes=None if form is RDF_XML else prefixes) or b""


def _shown(page: Page, triples: list[Triple]) -> bytes:
    """The page for people: the form, and the triples as links."""
    namer = pages.namer(tongue())
    return render(
        "fragments.html",
        tongue=tongue(),
        page=page,
        path=site().urls.to(PATH),
        asked=dict(page.asked),
        positions=_POSITIONS,
        rows=[_row(namer, triple) for triple in triples],
        longest=2000,
    )


def _row(namer: Namer, triple: Triple) -> Row:
    subject = triple.subject.value if isinstance(triple.subject, NamedNode) else str(triple.subject)
    return Row(namer.node(subject), namer.term(triple.predicate.value), namer.value(triple.object))
