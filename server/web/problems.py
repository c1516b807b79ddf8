"""Every refusal in one shape: RFC 9457 problem details, or a small page, plain text or RDF for those who ask.

A problem never holds a trace, a path of the server, or words of the request as markup.
"""

from __future__ import annotations

import errno
import json
import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from flask import Flask, Response, request
from pyoxigraph import BlankNode, Literal, NamedNode, Quad
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from server.errors import PublisherError, QueryError, ResultTooLarge, ServiceRefused
from server.formats import GRAPH_FORMATS, GraphFormat
from server.names import BASE, expand
from server.negotiation import choose, choose_language
from server.web.addresses import absolute
from server.web.asked import LANGUAGE, NotOffered, tongue
from server.web.everywhere import HEADERS
from server.web.forms import Form
from server.web.languages import LANGUAGES, Language, language_of
from server.web.rendering import render
from server.web.representations import serialised
from server.web.site import site
from server.web.words import said, worded

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_log: Final = logging.getLogger(__name__)

#: Key of the WSGI environment: the slug of the problem that the request met.
OUTCOME: Final = "nameplate.outcome"

#: Key of the WSGI environment: seconds for which the refusal was held back on purpose.
HELD: Final = "nameplate.held"

#: The path whose clients ask for RDF as the answer to a query, and take no problem for it.
_QUERIES: Final = "/sparql"

#: The W3C's vocabulary of HTTP messages.
HTTP: Final = "http://www.w3.org/2011/http#"

#: Problem types are IRIs that end in the slug.
TYPES: Final = BASE + "problems/"


_FROM_YOUR_SIDE: Final = '''\
from urllib.parse import urlencode

from rdflib import Graph

here = """
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
CONSTRUCT { ?thing skos:prefLabel ?name }
WHERE { ?thing skos:prefLabel ?name FILTER(LANG(?name) = "en") } LIMIT 5
"""
both = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?thing ?name ?item {
  ?thing skos:prefLabel ?name
  SERVICE <https://query.wikidata.org/sparql> { ?item rdfs:label ?name }
}
"""
ours = Graph().parse("ENDPOINT?" + urlencode({"query": here}), format="turtle")
try:
    for row in ours.query(both):
        print(*row)
except OSError as error:
    print("Wikidata cannot be reached from here:", error)
'''


#: A place in a query and what is wrong there.
_PLACED: Final = re.compile(r"line (?P<line>\d+), column (?P<column>\d+): (?P<reason>.*)", re.DOTALL)

#: Errors of a machine that is short of something: room on a disk or under a limit, descriptors, memory.
_SHORT: Final = frozenset(
    (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN)
)


_JSON: Final = Form("json", "application/problem+json", aliases=("application/json",))
_TEXT: Final = Form("txt", "text/plain", parameters="; charset=utf-8")
_HTML: Final = Form("html", "text/html", aliases=("application/xhtml+xml",), parameters="; charset=utf-8")
#: Text, also for who asks for a page where none can be made.
_BARE: Final = replace(_TEXT, aliases=(_HTML.media_type, *_HTML.aliases))


@dataclass(frozen=True)
class Told:
    """What is told of an error.

    Attributes:
        status: HTTP status.
        title: the kind of problem, the same every time.
        detail: what happened this time and what to do.
        slug: short name of the kind; empty for what the status alone says (`about:blank`).
        headers: further headers, such as Allow or Retry-After.
        extra: further members of the problem object, such as line and column.
        offers: what there is instead, each with where it is.
        links: where to go from here, each with what people read.
    """

    status: int
    title: str
    detail: str
    slug: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, object] = field(default_factory=dict)
    offers: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, str], ...] = ()


def told(error: QueryError | HTTPException) -> Told:
    """What an error says of itself. Pure."""
    links = tuple(getattr(error, "links", ()))
    if isinstance(error, HTTPException):
        status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
        own = {name: value for name, value in error.get_headers() if name.lower() != "content-type"}
        offers = error.offers if isinstance(error, NotOffered) else ()
        detail = error.description or ""
        if isinstance(error, MethodNotAllowed) and error.valid_methods:
            methods = ", ".join(sorted(error.valid_methods))
            detail = f"The method is not allowed here; this address takes {methods}."
        return Told(status, HTTPStatus(status).phrase, detail, headers=own, offers=offers, links=links)
    headers = {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
    detail = str(error)
    extra = dict(error.extra)
    if error.place is not None:
        detail = f"line {error.place.line}, column {error.place.column}: {detail}"
        extra |= {"line": error.place.line, "column": error.place.column}
    title = error.slug.replace("-", " ").capitalize()
    return Told(error.status, title, detail, error.slug, headers, extra, links=links)


def problem(found: Told) -> Response:
    """A refusal, in the form that the request accepts; problem details where it accepts none of them."""
    request.environ[OUTCOME] = found.slug
    described = () if request.path == _QUERIES else GRAPH_FORMATS
    forms: tuple[Form | GraphFormat, ...] = (_JSON, _TEXT, _HTML, *described)
    form = choose(request.headers.get("Accept"), forms, _JSON) or _JSON
    spoken = None if isinstance(form, GraphFormat) else tongue()
    shown = in_language(found, spoken)
    if isinstance(form, GraphFormat):
        body = serialised(_described(found), form, {"http": HTTP})
    else:
        page = form is _HTML
        told_in = _languages(found, shown, spoken or LANGUAGES[0]).rpartition(", ")[2]
        body = (
            render("problem.html", problem=shown, told_in=told_in, tongue=spoken)
            if page
            else _written(shown, form)
        )
    response = Response(body, found.status, content_type=form.content_type)
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept")
    if spoken is not None:
        response.headers["Content-Language"] = _languages(found, shown, spoken)
        if LANGUAGE not in request.args:
            response.vary.add("Accept-Language")
    for name, value in found.headers.items():
        response.headers[name] = value
    return response


def in_language(found: Told, language: Language | None) -> Told:
    """What is told of an error, in a language as far as there are words."""
    links = tuple((worded(words, language), place) for words, place in found.links)
    return replace(
        found, title=worded(found.title, language), detail=_worded(found.detail, language), links=links
    )


def _worded(detail: str, language: Language | None) -> str:
    """What happened, in a language; in English with its place where there are no words for it."""
    placed = _PLACED.fullmatch(detail)
    reason = worded(placed["reason"], language) if placed else detail
    if placed is None or reason == placed["reason"]:
        return worded(detail, language)
    return said(
        "line %(line)s, column %(column)s: %(reason)s",
        language,
        line=placed["line"],
        column=placed["column"],
        reason=reason,
    )


def _languages(found: Told, shown: Told, language: Language) -> str:
    """The languages that an error is told in: what has no words in the reader's stays in English."""
    mixed = language is not LANGUAGES[0] and bool(found.detail) and shown.detail == found.detail
    return f"{language.tag}, {LANGUAGES[0].tag}" if mixed else language.tag


def refused(
    error: QueryError | HTTPException,
    environ: WSGIEnvironment,
    start_response: StartResponse,
    **headers: str,
) -> list[bytes]:
    """The same in front of the app, on WSGI alone: problem details, or plain text for those who ask.

    Args:
        error: what came in the way.
        environ: the request.
        start_response: as WSGI has it.
        headers: headers beyond those that the error needs.
    """
    found = told(error)
    environ[OUTCOME] = found.slug
    form = choose(environ.get("HTTP_ACCEPT"), (_JSON, _BARE), _JSON) or _JSON
    tags = [language.tag for language in LANGUAGES]
    spoken = language_of(choose_language(environ.get("HTTP_ACCEPT_LANGUAGE"), tags))
    shown = in_language(found, spoken)
    body = _written(shown, form)
    own = {
        "Content-Language": _languages(found, shown, spoken),
        "Content-Type": form.content_type,
        "Content-Length": str(len(body)),
        "Cache-Control": "no-store",
        "Vary": "Accept, Accept-Language",
        **found.headers,
        **headers,
        **HEADERS,
    }
    start_response(f"{found.status} {HTTPStatus(found.status).phrase}", list(own.items()))
    return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]


def _described(found: Told) -> Iterator[Quad]:
    """A problem in RDF: the response, in the W3C's HTTP Vocabulary, with what it says."""
    node = BlankNode("problem")

    def says(predicate: str, value: NamedNode | BlankNode | Literal, subject: BlankNode = node) -> Quad:
        return Quad(subject, NamedNode(predicate), value)

    yield says(expand("rdf:type"), NamedNode(HTTP + "Response"))
    yield says(HTTP + "statusCodeValue", Literal(found.status))
    yield says(HTTP + "reasonPhrase", Literal(HTTPStatus(found.status).phrase))
    if found.slug:
        yield says(expand("dcterms:type"), NamedNode(TYPES + found.slug))
    for language in LANGUAGES:
        shown, tag = in_language(found, language), language.tag.lower()
        if language is LANGUAGES[0] or shown.title != found.title:
            yield says(expand("dcterms:title"), Literal(shown.title, language=tag))
        if language is LANGUAGES[0] or shown.detail != found.detail:
            yield says(expand("dcterms:description"), Literal(shown.detail, language=tag))
    for number, (name, place) in enumerate(found.offers):
        offer = BlankNode(f"offer{number}")
        yield says(expand("dcterms:hasFormat"), offer)
        yield says(expand("dcterms:format"), Literal(name), offer)
        yield says(expand("schema:url"), Literal(place, datatype=NamedNode(expand("xsd:anyURI"))), offer)


def _written(found: Told, form: Form) -> bytes:
    """A problem as text or as problem details."""
    if form.media_type == _TEXT.media_type:
        places = "".join(f"{name} {place}\n" for name, place in (*found.offers, *found.links))
        return f"{found.title}\n{found.detail}\n{places}".encode()
    about = TYPES + found.slug if found.slug else "about:blank"
    members: dict[str, object] = {
        "type": about,
        "title": found.title,
        "status": found.status,
        "detail": found.detail,
    }
    if found.offers:
        members["offers"] = [{"type": name, "href": place} for name, place in found.offers]
    if found.links:
        members["links"] = [{"title": words, "href": place} for words, place in found.links]
    return json.dumps({**members, **found.extra}, ensure_ascii=False).encode() + b"\n"


def remedied(error: QueryError) -> Told:
    """What is told of a query's error, with what there is here to help."""
    found = told(error)
    if isinstance(error, ServiceRefused):
        return replace(found, extra={**found.extra, "example": from_your_side(absolute("/sparql"))})
    if isinstance(error, ResultTooLarge) and (release := site().release) is not None:
        dumps = absolute(f"/dumps/{release.version}/")
        return replace(
            found,
            detail=f"{found.detail}; or take all of the data from {dumps}",
            headers={**found.headers, "Link": f'<{dumps}>; rel="related"'},
            extra={**found.extra, "dumps": dumps},
        )
    return found


def query_problem(error: QueryError) -> Response:
    """The refusal that tells a query's error."""
    return problem(remedied(error))


def from_your_side(endpoint: str) -> str:
    """A program that asks two endpoints and joins what they answer, for whoever cannot use SERVICE here."""
    return _FROM_YOUR_SIDE.replace("ENDPOINT", endpoint)


def install(app: Flask) -> None:
    """Have the app answer every error as a problem."""
    app.register_error_handler(QueryError, query_problem)
    app.register_error_handler(HTTPException, _http_problem)
    app.register_error_handler(PublisherError, _our_fault)
    app.register_error_handler(OSError, _short_of_something)
    app.register_error_handler(Exception, _our_fault)


def _http_problem(error: HTTPException) -> Response:
    """An error that Flask or Werkzeug raised, with its headers (Allow, for one)."""
    return problem(told(error))


def _short_of_something(error: OSError) -> Response:
    """The machine has no room on a disk, no memory or no descriptor left: that passes, so it is 503."""
    if error.errno not in _SHORT:
        return _our_fault(error)
    _log.error("%s %r: %s", request.method, request.path, error.strerror)
    detail = "The server has no room left for the moment; try again later."
    return problem(Told(503, "Out of resources", detail, "out-of-resources", {"Retry-After": "10"}))


def _our_fault(error: Exception) -> Response:
    """An error that nobody foresaw: the log has it, the reader does not."""
    _log.error("%s %r from %s failed", request.method, request.path, request.remote_addr, exc_info=error)
    detail = "The server failed. The maintainers can read why in its log; try again later."
    return problem(Told(500, "Internal Server Error", detail))
