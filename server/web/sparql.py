"""The SPARQL endpoint: SPARQL 1.1 Protocol for queries, the service description, and a page for people."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Final
from urllib.parse import quote, quote_plus, urlencode

from flask import Blueprint, Flask, Response, current_app, request
from markupsafe import escape
from werkzeug.exceptions import NotFound

from server import layers
from server.errors import QueryError, TooMany
from server.formats import TRIPLE_FORMATS, TURTLE, GraphFormat
from server.names import BASE, ID, ONTOLOGY
from server.store.calls import Call, unknown_calls
from server.store.protocol import Client, Kind
from server.store.strange import Strange, strange_names
from server.web import completions, moment
from server.web.addresses import absolute
from server.web.asked import LANGUAGE, tongue
from server.web.asking import ASKED, MEGABYTE, PAGE_BYTES, Asked, Asking, Shown
from server.web.budgets import counts
from server.web.chart import chart
from server.web.data_description import dataset_iri
from server.web.description import bounds, describe, tags, written
from server.web.editor import editor
from server.web.endpoint import Endpoint, Form, wanted
from server.web.examples import Example, kind_of
from server.web.gated import Gated, leave
from server.web.operation import Operation
from server.web.problems import HELD, in_language, query_problem, remedied
from server.web.proofs import ADDRESS, LINKED
from server.web.rendering import render
from server.web.representations import HTML, PageFormat
from server.web.responses import see_other
from server.web.site import kept, site
from server.web.snippets import FILE, snippets
from server.web.table import Table, fitted, row_sizes, table
from server.web.validators import Headers

_KEY: Final = "nameplate.sparql"
_ALLOW: Final = "GET, HEAD, POST, OPTIONS"

#: Characters in a line of the form, about; the least and the most lines that it shows at once.
_WIDTH: Final = 100
_LEAST: Final = 5
_MOST: Final = 24

#: Forms of the page, lighter and lighter: whether there is one list of downloads, and of examples just their
#: titles; whether programs read the query from a file.
_LIGHTER: Final = ((False, False), (True, False), (True, True))

#: What the form of a release holds before anything was asked; the language is the reader's.
_FIRST: Final = """SELECT ?institution ?name WHERE {
  ?institution a plate:DualNameplateInstitution ;
    skos:prefLabel ?name .
  FILTER(LANGMATCHES(LANG(?name), "%s"))
}
LIMIT 20"""
#: The same of other people's data.
_ANYTHING: Final = """SELECT * WHERE {
  ?thing ?property ?value
}
LIMIT 20"""
#: Prefixes of other people's data that it holds at most, and those of a release.
_PREFIXES: Final = 25
_SHOWN_PREFIXES: Final = frozenset(("plate", "id", "skos"))


def blueprint() -> Blueprint:
    """The routes of the endpoint."""
    made = Blueprint("sparql", __name__)
    made.add_url_rule("/sparql", view_func=options, methods=["OPTIONS"], provide_automatic_options=False)
    made.add_url_rule("/sparql", view_func=sparql, methods=["GET", "POST"], provide_automatic_options=False)
    made.after_request(tell)
    return made


def install(
    app: Flask,
    endpoint: Endpoint,
    *,
    published: bool = False,
    headers: Headers | None = None,
    provable: bool = False,
) -> None:
    """Put the endpoint into an app.

    Args:
        app: the app.
        endpoint: what questions are answered from.
        published: whether the data are a published release.
        headers: what every answer has.
        provable: whether there are citations and receipts of answers.
    """
    app.extensions[_KEY] = endpoint
    settings = endpoint.settings
    asking = Asking(app.wsgi_app, endpoint, published=published, headers=headers or [], provable=provable)
    gated = Gated(asking, limit=settings.query_bytes, patience=settings.queue_seconds)
    app.wsgi_app = gated  # type: ignore[method-assign]  # the way that Flask documents
    app.register_blueprint(blueprint())


def endpoint() -> Endpoint:
    """The endpoint of the app that answers."""
    found: Endpoint = current_app.extensions[_KEY]
    return found


def options() -> Response:
    """What may be sent, for people and for browsers that ask before they send (CORS)."""
    response = Response(status=204)
    response.headers["Allow"] = _ALLOW
    response.headers["Access-Control-Allow-Methods"] = _ALLOW
    response.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type, If-None-Match"
    response.headers["Access-Control-Max-Age"] = "86400"
    return response


def sparql() -> Response:
    """What is found out about a question; without one, what the service says of itself."""
    asked: Asked = request.environ[ASKED]
    if asked.operation is None:
        raise asked.error or LookupError(ASKED)
    return moment.dressed(_response(asked, asked.operation), asked.operation.at)


def _response(asked: Asked, operation: Operation) -> Response:
    if asked.error is not None:
        return _failure(asked.error, operation, asked.offers)
    if asked.shown is not None:
        return _results_page(asked.shown, operation)
    if asked.reply is not None:
        return Response(asked.reply.body, asked.reply.status, asked.reply.headers)
    if "run" in request.args and (example := _example(operation)) is not None:
        return _running(example, operation)
    return _description(operation)


def _failure(error: Exception, operation: Operation, offers: Sequence[Form]) -> Response:
    """What a query met, on a page for people; else as a problem."""
    if not isinstance(error, QueryError):
        raise error
    if counts(error):
        endpoint().budgets.spend(_client(), endpoint().budgets.errors, 1)
    if isinstance(error, TooMany):
        leave(request.environ)
        start = time.perf_counter()
        endpoint().brake.hold()
        request.environ[HELD] = time.perf_counter() - start
    if not endpoint().shows_pages(operation, request.headers.get("Accept")):
        raise error
    return _page(operation, error=error, offers=offers)


def tell(response: Response) -> Response:
    """Tell the client what is left of its budgets, in answers that are for it alone."""
    if "no-store" in response.headers.get("Cache-Control", ""):
        response.headers.update(endpoint().budgets.headers(_client()))
    return response


def _client() -> Client:
    """Who asks."""
    return endpoint().client(request.environ)


def _description(operation: Operation) -> Response:
    offers: tuple[GraphFormat | PageFormat, ...] = (*TRIPLE_FORMATS, HTML)
    chosen = wanted(operation.format, request.headers.get("Accept"), offers) or TURTLE
    if not isinstance(chosen, GraphFormat):
        return _page(operation)
    held = moment.contents(endpoint().store.contents, operation.at, _client(), endpoint().answered)
    iri = dataset_iri(absolute("")) if site().contents else ""
    triples = describe(
        absolute("/sparql"), held, endpoint().settings, as_of=operation.at is not None, iri=iri
    )
    response = Response(written(triples, chosen), content_type=chosen.content_type)
    response.vary.add("Accept")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _running(example: Example, operation: Operation) -> Response:
    """The way to the answer of a published query."""
    when = [(name, request.args[name]) for name in ("at", LANGUAGE) if name in request.args]
    asked = [("example", example.slug), ("query", example.query), *operation.beside(), *when]
    return see_other(f"{site().urls.to('/sparql')}?{urlencode(asked, quote_via=quote)}#results")


def _results_page(shown: Shown, operation: Operation) -> Response:
    """The page about an answer, which is Turtle or JSON."""
    possible = None if shown.query.has_dataset else _possible(operation)
    if shown.query.kind.is_graph:
        told = shown.answer.decode().strip()
        lines = told.split("\n") if told else []  # a literal may hold other ends of lines
        return _page(operation, lines=lines, offers=shown.offers, possible=possible)
    result = table(shown.answer, site().urls.link)
    return _page(operation, result=result, offers=shown.offers, possible=possible)


def _page(
    operation: Operation,
    *,
    error: QueryError | None = None,
    result: Table | None = None,
    lines: Sequence[str] | None = None,
    offers: Sequence[Form] = (),
    possible: str | None = None,
) -> Response:
    """The page with the form, and under it what was found or what went wrong."""
    spoken = tongue()
    found = None if error is None else remedied(error)
    told = found and in_language(found, spoken)
    example = _example(operation)
    starter = _starter(spoken.tag if spoken.tag == "en" else "zh-Hans")
    written = operation.query or (example.query if example else starter)
    at = operation.asked_at if operation.at is None else moment.shown(operation.at)
    question = [("query", operation.query)] if operation.query else []
    when = [("at", at)] if at else []
    beside = operation.beside()
    read = [(LANGUAGE, request.args[LANGUAGE])] if LANGUAGE in request.args else []
    asked = _linked([*question, *beside, *when])
    programs = partial(snippets, absolute("/sparql"), written, kind_of(written), [*beside, *when])
    has_answer = result is not None or lines is not None
    page = partial(
        render,
        "sparql.html",
        tongue=spoken,
        query=operation.query,
        starter=starter,
        written=written,
        height=_height(written),
        example=example,
        dated=endpoint().store.contents.dated,
        at=at,
        asked=asked,
        again=[*question, *beside, *when] if question and not 0 < len(asked) <= ADDRESS else [],
        cited_as=urlencode([*question, *beside, *when]),
        beside=beside,
        read=read,
        possible=possible,
        unknown=_unknown(operation) if has_answer else [],
        strange=_strange(operation) if has_answer else [],
        ontology=ONTOLOGY,
        graphs=[pair for pair in beside if pair[0].endswith("graph-uri")],
        of_all=_linked([*question, *when]),
        told=told,
        told_in="en" if found and told and found.detail == told.detail else spoken.tag,
        result=result,
        chart=chart(result) if result else None,
        lines=lines,
        offers=offers,
        groups=endpoint().groups,
        kinds=Kind,
        editor=kept("nameplate.editor", editor),
        terms=completions.PATH,
        page_limit=endpoint().settings.result_limit * MEGABYTE > PAGE_BYTES and PAGE_BYTES // MEGABYTE,
        bounds=bounds(endpoint().settings),
        tags=tags(endpoint().settings),
    )

    def form(*, sparing: bool, in_file: bool) -> Callable[[int], bytes]:
        told_by = [] if told else programs(in_file=in_file)
        return lambda number: page(
            shown=number, sparing=sparing, snippets=told_by, in_file=FILE if in_file else ""
        )

    sizes = row_sizes(result) if result else [len(escape(line).encode()) + 1 for line in lines or ()]
    forms = [form(sparing=sparing, in_file=in_file) for sparing, in_file in _LIGHTER]
    body = fitted(sizes, forms)
    response = Response() if error is None else query_problem(error)
    response.set_data(body)
    response.content_type = HTML.content_type
    response.headers["Content-Language"] = spoken.tag
    response.vary.add("Accept")
    if not read:
        response.vary.add("Accept-Language")
    response.headers["Cache-Control"] = "no-cache" if error is None else "no-store"
    return response


def _example(operation: Operation) -> Example | None:
    """The published query that the page is about: the one that is there, by its words, or is asked for."""
    known = endpoint().examples
    if operation.query is not None:
        words = operation.query.split()
        return next((one for one in known.values() if one.query.split() == words), None)
    if not operation.example:
        return None
    found = known.get(operation.example)
    if found is None:
        raise NotFound("There is no example of that name; /sparql lists them.")
    return found


def _possible(operation: Operation) -> str | None:
    """The query string that asks the same with what may have held in the default graph.

    Every graph is named in it, for whoever names one chooses. None where no period is asked, the request
    chooses its graphs, or the query speaks of what is possible.
    """
    if operation.at is None or operation.query is None or operation.default_graphs or operation.named_graphs:
        return None
    if layers.POSSIBLE.rpartition("/")[2] in operation.query:
        return None
    every = sorted({*endpoint().store.contents.graphs, layers.POSSIBLE})
    chosen = replace(operation, default_graphs=tuple(every), named_graphs=tuple(every))
    return _linked([("query", operation.query), *chosen.beside(), ("at", moment.shown(operation.at))]) or None


def _linked(parameters: Sequence[tuple[str, str]]) -> str:
    """Parameters as a query string, as forms write it if that is long; empty if it is too long for a link.

    A form makes two characters of each end of a line.
    """
    found = (urlencode(parameters, quote_via=how) for how in (quote, quote_plus))
    return next((one for one in found if len(one) + len("%0D") * one.count("%0A") <= LINKED), "")


def _unknown(operation: Operation) -> list[Call]:
    """The functions of a query that have no value here; another engine may have its own."""
    settings = endpoint().settings
    if settings.engine is not None or operation.query is None:
        return []
    return unknown_calls(operation.query, settings.base_iri or BASE)


def _strange(operation: Operation) -> list[Strange]:
    """The names of a query that are of our namespaces and that the release does not know."""
    here = site()
    if here.release is None or here.settings.engine is not None or operation.query is None:
        return []
    base, documents = here.settings.base_iri or BASE, here.documents
    return strange_names(
        operation.query,
        base,
        (ONTOLOGY, ID),
        documents,
        lambda space: kept(f"nameplate.names {space}", lambda: tuple(documents.under(space))),
    )


def _height(text: str) -> int:
    """Lines that a field for a text should show."""
    needed = sum(1 + len(line) // _WIDTH for line in text.splitlines())
    return min(max(needed + 1, _LEAST), _MOST)


def _starter(tag: str) -> str:
    """What the form holds before anything was asked, by a reader of a language."""
    contents = endpoint().store.contents
    known = layers.CURRENT in contents.graphs
    lines = [
        f"PREFIX {prefix}: <{iri}>"
        for prefix, iri in list(contents.prefixes.items())[:_PREFIXES]
        if prefix in _SHOWN_PREFIXES or not known
    ]
    return "\n".join([*lines, "", _FIRST % tag if known else _ANYTHING]).lstrip()
