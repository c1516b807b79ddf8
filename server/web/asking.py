"""A question to the endpoint, from the request to the whole answer, on WSGI alone.

Most requests are questions of programs, and to route and wrap one costs a framework as much as it costs the
engine to find the answer. So they are answered here, in front of the app. What people see, and every
refusal, the app makes of what was found out here (`Asked`): no query is read or run twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from werkzeug.wsgi import ClosingIterator

from server.errors import QueryRefused, ResultTooLarge
from server.formats import JSON, TURTLE
from server.store.examiner import LARGE
from server.store.protocol import Query, QueryRequest
from server.web.answers import tag
from server.web.endpoint import Endpoint, Offers
from server.web.gated import leave
from server.web.operation import QUERY, Operation, read_sent
from server.web.proofs import PROVABLE, proofs
from server.web.recall import KEPT
from server.web.representations import PageFormat
from server.web.validators import Headers, freshness, known, validating

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: Key of the WSGI environment: how far the question was answered (`Asked`).
ASKED: Final = "nameplate.asked"

_PATH: Final = "/sparql"
_METHODS: Final = frozenset(("GET", "HEAD", "POST"))
MEGABYTE: Final = 1024 * 1024
#: Bytes of an answer that a page is made of.
PAGE_BYTES: Final = 8 * MEGABYTE
_FOR_PAGES: Final = (
    f"the answer has more than the {PAGE_BYTES // MEGABYTE} MB that a page is made of; "
    "take it in another format, or in pages, with ORDER BY, LIMIT and OFFSET"
)
#: Bytes up to which an answer is handed over at once.
_AT_ONCE: Final = 64 * 1024


@dataclass(frozen=True)
class Reply:
    """An answer as it is sent."""

    status: str
    headers: Headers
    body: Iterable[bytes]


@dataclass(frozen=True)
class Shown:
    """What a page is to be made of: an answer in Turtle or JSON, and what else it can be had in."""

    query: Query
    answer: bytes
    offers: Offers


@dataclass
class Asked:
    """How far a question was answered.

    Attributes:
        operation: what the request asks for; None where it could not be read.
        error: what came in the way.
        offers: what else an answer that is too large for a page can be had in.
        reply: the answer.
        shown: the answer, where a page was asked for.
    """

    operation: Operation | None = None
    error: Exception | None = None
    offers: Offers = ()
    reply: Reply | None = None
    shown: Shown | None = None


class Asking:
    """A WSGI application that answers questions itself, and leaves the rest to another."""

    def __init__(
        self,
        app: WSGIApplication,
        endpoint: Endpoint,
        *,
        published: bool,
        headers: Headers,
        provable: bool = False,
    ) -> None:
        """Answer from an endpoint.

        Args:
            app: what answers all else.
            endpoint: what questions are answered from.
            published: whether the data are a published release.
            headers: what every answer has.
            provable: whether there are citations and receipts of answers.
        """
        self._app = app
        self._endpoint = endpoint
        self._published = published
        self._headers = headers
        self._provable = provable

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if environ.get("PATH_INFO") != _PATH or environ.get("REQUEST_METHOD") not in _METHODS:
            return self._app(environ, start_response)
        asked = environ[ASKED] = Asked()
        try:
            self._ask(environ, asked)
        except Exception as error:  # noqa: BLE001 (the app raises it again, and tells it)
            asked.error = error
        reply = asked.reply
        if reply is None or (asked.operation is not None and asked.operation.at is not None):
            return self._app(environ, start_response)
        start_response(reply.status, reply.headers)
        return reply.body

    def _ask(self, environ: WSGIEnvironment, asked: Asked) -> None:
        """Find out what is asked, and the answer."""
        sent = read_sent(environ, self._endpoint.settings.query_bytes)
        asked.operation = draft = sent.draft()
        if draft.query is not None:
            environ[QUERY] = draft.query
        operation = sent.operation()
        if operation.at is not None and not self._endpoint.store.contents.dated:
            raise QueryRefused("these data cannot be asked as of a day: ask without at")
        asked.operation = operation
        if operation.query is not None:
            self._answer(environ, asked, operation, operation.query)

    def _answer(self, environ: WSGIEnvironment, asked: Asked, operation: Operation, text: str) -> None:
        endpoint = self._endpoint
        client = endpoint.client(environ)
        endpoint.budgets.check(client, endpoint.budgets.errors)
        if len(text) > LARGE:
            leave(environ)
        query = endpoint.examiner.examine(text, endpoint.partners_for(environ))
        contents = endpoint.store.contents
        if contents.changing and not query.volatile:
            query = replace(query, volatile=True)
        offers, form = endpoint.negotiated(operation, environ.get("HTTP_ACCEPT"), query.kind)
        is_page = isinstance(form, PageFormat)
        request = QueryRequest(
            query=query,
            format=(TURTLE if query.kind.is_graph else JSON) if isinstance(form, PageFormat) else form,
            default_graphs=operation.default_graphs,
            named_graphs=operation.named_graphs,
            seconds=operation.seconds,
            bytes=PAGE_BYTES if is_page else None,
            client=client,
            at=operation.at,
        )
        etag = tag(contents.tag, endpoint.program, request, form.extension)
        is_get = environ["REQUEST_METHOD"] != "POST"
        fresh = freshness(published=self._published and is_get)
        held = known(etag, environ) if is_get and not query.volatile else None
        if held is not None:
            headers = [("Vary", "Accept"), ("Cache-Control", fresh), ("ETag", held), *self._headers]
            asked.reply = Reply("304 NOT MODIFIED", headers, [])
            return
        leave(environ)
        try:
            found = endpoint.answers.answer(request, endpoint.metered.query)
        except ResultTooLarge as error:
            if is_page and endpoint.settings.result_limit * MEGABYTE > PAGE_BYTES:
                asked.offers = offers
                raise ResultTooLarge(_FOR_PAGES) from error
            raise
        answer = found.answer
        if is_page:
            asked.shown = Shown(query, answer.read(), offers)
            return
        headers = [("Content-Type", answer.content_type), ("Content-Length", str(answer.length))]
        if form.extension in {"csv", "tsv", "xml"}:
            headers.append(("Content-Disposition", f'attachment; filename="results.{form.extension}"'))
        headers.append(("Vary", "Accept"))
        if query.volatile:
            headers += [("Cache-Control", "no-store"), *endpoint.budgets.headers(client).items()]
        else:
            headers += [("Cache-Control", fresh), *validating(etag, found)]
            if found.digest:
                environ[KEPT] = request
            if self._provable and is_get and answer.length <= PROVABLE:
                links = proofs(environ.get("QUERY_STRING", ""))
                if links:
                    headers.append(("Link", links))
        headers += self._headers
        body: Iterable[bytes]
        if environ["REQUEST_METHOD"] == "HEAD":
            answer.close()
            body = []
        elif answer.length <= _AT_ONCE:
            body = [answer.read()]
        else:
            body = ClosingIterator(answer.chunks(), answer.close)
        asked.reply = Reply("200 OK", headers, body)
