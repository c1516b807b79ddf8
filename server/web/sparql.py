"""The SPARQL endpoint: SPARQL 1.1 Protocol for queries, the service description, and a page for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib import metadata
from typing import Final

from flask import Blueprint, Flask, Response, current_app, request

from server.config import Settings
from server.errors import QueryError, QueryRefused, TooMany
from server.formats import JSON, RESULT_FORMATS, TRIPLE_FORMATS, TURTLE, GraphFormat, ResultFormat
from server.negotiation import choose
from server.store.broker_fetch import PRODUCT
from server.store.examiner import LARGE, Examiner
from server.store.partners import Partner, partners
from server.store.protocol import Client, Query, QueryRequest, Store
from server.web import moment
from server.web.addresses import absolute
from server.web.answers import Answers, tag
from server.web.brake import Brake
from server.web.budgets import Budgets, counts
from server.web.clients import client_of
from server.web.description import describe, limits, written
from server.web.examples import Example
from server.web.gated import Gated, leave
from server.web.metered import Metered
from server.web.operation import QUERY, Operation, read_operation
from server.web.problems import query_problem
from server.web.recall import KEPT
from server.web.rendering import render
from server.web.representations import HTML, PageFormat
from server.web.site import site
from server.web.table import SHOWN, Table, table
from server.web.validators import dressed, not_modified, volatile

_KEY: Final = "nameplate.sparql"
_ALLOW: Final = "GET, HEAD, POST, OPTIONS"
#: Bytes of an answer that a page is made of.
_PAGE_BYTES: Final = 8 * 1024 * 1024

_SHOWN_PREFIXES: Final = frozenset(("plate", "id", "graph", "rdfs", "skos", "org", "dcterms"))

Form = GraphFormat | ResultFormat | PageFormat

blueprint = Blueprint("sparql", __name__)


class Endpoint:
    """What the endpoint answers from."""

    def __init__(self, store: Store, settings: Settings, examples: Sequence[Example] = ()) -> None:
        """Answer from `store` within the limits of `settings`; offer `examples` to people."""
        self.store = store
        self.settings = settings
        self.budgets = Budgets(settings)
        self.examiner = Examiner(settings.queue_seconds)
        self.brake = Brake()
        self.metered = Metered(store, self.budgets)
        self.answers = Answers(
            room=settings.answers_bytes,
            entries=settings.answers_entries,
            patience=settings.queue_seconds + settings.query_timeout,
        )
        self.partners = partners(settings.service_allow)
        self.examples = tuple(examples)
        self.program = " ".join(f"{name} {metadata.version(name)}" for name in ("nameplate", "pyoxigraph"))

    def close(self) -> None:
        """End what reading queries has started; more than once is fine."""
        self.examiner.close()


def install(app: Flask, endpoint: Endpoint) -> None:
    """Put the endpoint into an app."""
    app.extensions[_KEY] = endpoint
    settings = endpoint.settings
    gated = Gated(app.wsgi_app, limit=settings.query_bytes, patience=settings.queue_seconds)
    app.wsgi_app = gated  # type: ignore[method-assign]  # the way that Flask documents
    app.register_blueprint(blueprint)


def endpoint() -> Endpoint:
    """The endpoint of the app that answers."""
    found: Endpoint = current_app.extensions[_KEY]
    return found


@blueprint.route("/sparql", methods=["OPTIONS"], provide_automatic_options=False)
def options() -> Response:
    """What may be sent, for people and for browsers that ask before they send (CORS)."""
    response = Response(status=204)
    response.headers["Allow"] = _ALLOW
    response.headers["Access-Control-Allow-Methods"] = _ALLOW
    response.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type, If-None-Match"
    response.headers["Access-Control-Max-Age"] = "86400"
    return response


@blueprint.route("/sparql", methods=["GET", "POST"], provide_automatic_options=False)
def sparql() -> Response:
    """Answer a query; without one, describe the service."""
    operation = read_operation(request, endpoint().settings.query_bytes)
    if operation.at is not None and not endpoint().store.contents.dated:
        raise QueryRefused("these data cannot be asked as of a day: ask without at")
    return moment.dressed(_response(operation), operation.at)


def _response(operation: Operation) -> Response:
    if operation.query is None:
        return _description(operation)
    request.environ[QUERY] = operation.query
    try:
        return _answer(operation, operation.query)
    except QueryError as error:
        if counts(error):
            endpoint().budgets.spend(_client(), endpoint().budgets.errors, 1)
        if isinstance(error, TooMany):
            leave(request.environ)
            endpoint().brake.hold()
        if _wanted(operation, (JSON, *TRIPLE_FORMATS, HTML), JSON) is not HTML:
            raise
        return _page(operation, error=error)


@blueprint.after_request
def tell(response: Response) -> Response:
    """Tell the client what is left of its budgets, in answers that are for it alone."""
    if "no-store" in response.headers.get("Cache-Control", ""):
        response.headers.update(endpoint().budgets.headers(_client()))
    return response


def _client() -> Client:
    """Who asks."""
    return client_of(request.remote_addr, limit_loopback=endpoint().settings.limit_loopback)


def _wanted(operation: Operation, offers: Sequence[Form], default: Form) -> Form | None:
    """The format that a link names, else the one that Accept prefers."""
    named = next((form for form in offers if form.extension == operation.format), None)
    return named or choose(request.headers.get("Accept"), offers, default)


def _answer(operation: Operation, text: str) -> Response:
    endpoint().budgets.check(_client(), endpoint().budgets.errors)
    if len(text) > LARGE:
        leave(request.environ)
    query = endpoint().examiner.examine(text, _partners())
    query = replace(query, volatile=query.volatile or endpoint().store.contents.changing)
    offers, form = _negotiated(operation, query)
    is_page = isinstance(form, PageFormat)
    data = (TURTLE if query.kind.is_graph else JSON) if isinstance(form, PageFormat) else form
    wanted = _request(operation, query, data, _PAGE_BYTES if is_page else None)
    etag = tag(endpoint().store.contents.tag, endpoint().program, wanted, form.extension)
    unchanged = None if query.volatile else not_modified(etag)
    if unchanged is not None:
        return unchanged
    leave(request.environ)
    found = endpoint().answers.answer(wanted, endpoint().metered.query)
    if is_page:
        return _results_page(operation, query, found.answer.read(), offers)
    response = Response(found.answer.chunks(), content_type=found.answer.content_type)
    response.call_on_close(found.answer.close)
    response.content_length = found.answer.length
    if form.extension in {"csv", "tsv"}:
        response.headers["Content-Disposition"] = f'attachment; filename="results.{form.extension}"'
    if query.volatile:
        return volatile(response)
    if found.digest:
        request.environ[KEPT] = wanted
    return dressed(response, etag, found)


def _partners() -> tuple[Partner, ...]:
    """What the query may name in SERVICE: nothing if a broker sent it, so no circle can form."""
    is_chained = request.headers.get("User-Agent", "").startswith(PRODUCT)
    return () if is_chained else endpoint().partners


def _negotiated(operation: Operation, query: Query) -> tuple[tuple[GraphFormat | ResultFormat, ...], Form]:
    """What this form of query can be answered in, and the format to answer in now.

    Raises:
        QueryRefused: 406, the request accepts none of them.
    """
    offers: tuple[GraphFormat | ResultFormat, ...] = TRIPLE_FORMATS
    if not query.kind.is_graph:
        offers = tuple(f for f in RESULT_FORMATS if f.boolean or query.kind.value != "ASK")
    form = _wanted(operation, (*offers, HTML), offers[0])
    if form is None:
        known = ", ".join(offer.media_type for offer in offers)
        raise QueryRefused(
            f"{query.kind.value} is answered in {known}; none of these is in Accept", status=406
        )
    return offers, form


def _request(
    operation: Operation, query: Query, form: GraphFormat | ResultFormat, limit: int | None = None
) -> QueryRequest:
    return QueryRequest(
        query=query,
        format=form,
        default_graphs=operation.default_graphs,
        named_graphs=operation.named_graphs,
        seconds=operation.seconds,
        bytes=limit,
        at=operation.at,
        client=_client(),
    )


def _description(operation: Operation) -> Response:
    offers: tuple[GraphFormat | PageFormat, ...] = (*TRIPLE_FORMATS, HTML)
    chosen = choose(request.headers.get("Accept"), offers, TURTLE) or TURTLE
    if isinstance(chosen, PageFormat):
        return _page(operation)
    held = moment.contents(endpoint().store, operation.at)
    triples = describe(absolute("/sparql"), held, endpoint().settings, as_of=operation.at is not None)
    response = Response(written(triples, chosen), content_type=chosen.content_type)
    response.vary.add("Accept")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _results_page(operation: Operation, query: Query, answer: bytes, offers: Sequence[Form]) -> Response:
    """The page about an answer, which is Turtle or JSON."""
    if query.kind.is_graph:
        return _page(operation, turtle=answer.decode(), offers=offers)
    return _page(operation, result=table(answer, site().urls.link), offers=offers)


def _page(
    operation: Operation,
    *,
    error: QueryError | None = None,
    result: Table | None = None,
    turtle: str | None = None,
    offers: Sequence[Form] = (),
) -> Response:
    """The page with the form, and under it what was found or what went wrong."""
    body = render(
        "sparql.html",
        query=operation.query,
        starter=_starter(),
        dated=endpoint().store.contents.dated,
        at=None if operation.at is None else moment.shown(operation.at),
        error=error,
        result=result,
        turtle=turtle,
        offers=offers,
        shown=SHOWN,
        examples=endpoint().examples,
        limits=limits(endpoint().settings),
    )
    response = Response() if error is None else query_problem(error)
    response.set_data(body)
    response.content_type = HTML.content_type
    response.vary.add("Accept")
    response.headers["Cache-Control"] = "no-cache" if error is None else "no-store"
    return response


def _starter() -> str:
    """What the form holds before anything was asked."""
    prefixes = endpoint().store.contents.prefixes
    lines = [f"PREFIX {prefix}: <{iri}>" for prefix, iri in prefixes.items() if prefix in _SHOWN_PREFIXES]
    return "\n".join([*lines, "", "SELECT * WHERE {", "  ?thing ?property ?value", "}", "LIMIT 20"]).lstrip()
