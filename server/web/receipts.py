"""Receipts of queries at `/receipt`: made, and verified by asking again (`server.receipts`).

A receipt costs what its query costs, and the hash of the answer; both count against the client's budgets.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import BoundedSemaphore
from typing import Final

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import (
    BadRequest,
    MethodNotAllowed,
    NotAcceptable,
    RequestEntityTooLarge,
    UnsupportedMediaType,
)

from server.dates import stretch
from server.errors import Overloaded, QueryError, QueryRefused, TooMany
from server.formats import JSON, N_TRIPLES
from server.negotiation import choose
from server.receipt_json import SCHEMA, BadReceipt, read, written
from server.receipts import Basis, Question, Receipt, Result
from server.store.again import again
from server.store.lasting import check_lasting
from server.store.protocol import Client, QueryRequest
from server.store.summing import summed
from server.verdicts import compared, expected, judged
from server.web.budgets import counts
from server.web.gated import leave
from server.web.moment import shown
from server.web.operation import QUERY, Operation, read_sent
from server.web.responses import Link, content
from server.web.site import site
from server.web.sparql import endpoint

PATH: Final = "/receipt"

#: Bytes of an answer that a receipt is made of.
MOST: Final = 8 * 1024 * 1024
#: Receipts that are worked out at once, once their answers are there.
_AT_ONCE: Final = 2

_SCHEMA_FILE: Final = Path(__file__).parent / "schemas" / "receipt.json"
_SCHEMA_TYPE: Final = "application/schema+json"
_ROOM: Final = "nameplate.receipts"


@dataclass(frozen=True)
class _Json:
    """JSON, as the one offer."""

    media_type: str = "application/json"
    aliases: tuple[str, ...] = ()


_JSON: Final = _Json()


def blueprint() -> Blueprint:
    """The routes of receipts."""
    made = Blueprint("receipts", __name__)
    made.add_url_rule(PATH, view_func=make, methods=["GET", "POST"])
    made.add_url_rule(f"{PATH}/verify", view_func=verify, methods=["GET", "POST"])
    made.add_url_rule(f"{PATH}/schema.json", view_func=schema)
    return made


def make() -> Response:
    """The receipt of a query, which is sent as to the endpoint.

    Raises:
        QueryError: the query has no answer, or none that a receipt can be of.
        NotAcceptable: JSON is not accepted.
    """
    _check_accept()
    operation = read_sent(request.environ, endpoint().settings.query_bytes).operation()
    if operation.query is None:
        raise QueryRefused("send the query of which you want a receipt, as you would send it to /sparql")
    receipt = asked(question_of(operation, operation.query), seconds=operation.seconds)
    return _answer(written(receipt), [Link(_schema_address(), "describedby", _SCHEMA_TYPE)])


def verify() -> Response:
    """The verdict on a receipt: whether its query has the same answer now.

    Raises:
        MethodNotAllowed: nothing is posted.
        BadRequest: the body is no receipt.
        QueryError: the query has no answer now.
    """
    if request.method != "POST":  # without this the path would be looked for among IRIs
        raise MethodNotAllowed(["POST", "OPTIONS"], "POST the receipt that is to be verified.")
    _check_accept()
    try:
        receipt = read(json.loads(_body()))
    except BadReceipt as error:
        raise BadRequest(f"This is no receipt. {error}.") from error
    except (ValueError, RecursionError) as error:
        raise BadRequest(f"This is no JSON: {error}.") from error
    now_answered = _asked_before(receipt) or asked(receipt.question)
    return _answer(judged(compared(expected(receipt), now_answered)), [])


def schema() -> Response:
    """The JSON Schema of receipts."""
    return content(_SCHEMA_FILE.read_bytes(), _SCHEMA_TYPE, negotiated=False)


def question_of(operation: Operation, text: str) -> Question:
    """What an operation asks, as a receipt has it."""
    at = "" if operation.at is None else shown(operation.at)
    return Question(text, operation.default_graphs, operation.named_graphs, at)


def asked(question: Question, *, seconds: float | None = None) -> Receipt:
    """The receipt of a question, asked of what is served here, within the budgets of the client.

    Args:
        question: what is asked.
        seconds: a shorter deadline than the server's, else None.

    Raises:
        QueryError: there is no answer, or none that a receipt can be of.
    """
    with _counted():
        return _asked(question, seconds)


def _asked(question: Question, seconds: float | None) -> Receipt:
    here, release = endpoint(), site().release
    if release is None or not release.canonical_sha256:
        raise QueryRefused("these data have no canonical hash by which a receipt could name them")
    client = here.client(request.environ)
    here.budgets.check(client, here.budgets.errors)
    request.environ[QUERY] = question.text
    query = here.examiner.examine(question.text)
    check_lasting(query)
    if question.at and not here.store.contents.dated:
        raise QueryRefused("these data cannot be asked as of a day: ask without at")
    form = N_TRIPLES if query.kind.is_graph else JSON
    to_run = QueryRequest(
        query=query,
        format=form,
        default_graphs=question.default_graphs,
        named_graphs=question.named_graphs,
        seconds=seconds,
        bytes=MOST,
        client=client,
        at=stretch(question.at) if question.at else None,
    )
    leave(request.environ)
    answer = here.answers.answer(to_run, here.metered.query).answer.read()
    with _room(), _timed(client):
        found = summed(answer, form)
    basis = Basis(release.directory.name, release.version, release.issued, release.canonical_sha256)
    return Receipt(question, basis, Result(form.media_type, len(answer), found), now(), here.program)


def _asked_before(receipt: Receipt) -> Receipt | None:
    """What the receipt's own version answers now, if that is an earlier one that is kept here."""
    here, past = endpoint(), site().past
    canonical = receipt.release.canonical_sha256
    version = next((one for one in past.before if one.sha256 == canonical), None) if past else None
    if past is None or version is None:
        return None
    with _counted():
        client = here.client(request.environ)
        here.budgets.check(client, here.budgets.errors)
        here.budgets.check(client, here.budgets.time)
        request.environ[QUERY] = receipt.question.text
        check_lasting(here.examiner.examine(receipt.question.text))
        leave(request.environ)
        with _room(), _timed(client):
            return again(
                past.packed(version.version),
                receipt.question,
                time=now(),
                program=here.program,
                megabytes=here.settings.query_memory,
                seconds=here.settings.query_timeout,
            )


def now() -> str:
    """This moment by the server's clock, as RFC 3339 writes it."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


@contextmanager
def _counted() -> Iterator[None]:
    """Have a query without an answer count against the client, as it does at the endpoint."""
    here = endpoint()
    try:
        yield
    except QueryError as error:
        if counts(error):
            here.budgets.spend(here.client(request.environ), here.budgets.errors, 1)
        if isinstance(error, TooMany):
            leave(request.environ)
            here.brake.hold()
        raise


@contextmanager
def _timed(client: Client) -> Iterator[None]:
    """Charge the client for the time that this takes."""
    here, begun = endpoint(), time.monotonic()
    try:
        yield
    finally:
        here.budgets.spend(client, here.budgets.time, time.monotonic() - begun)


@contextmanager
def _room() -> Iterator[None]:
    """Be one of the few that are summed at once.

    Raises:
        Overloaded: no place came free in time.
    """
    places = current_app.extensions.setdefault(_ROOM, BoundedSemaphore(_AT_ONCE))
    if not places.acquire(timeout=endpoint().settings.queue_seconds):
        raise Overloaded("many receipts are being made; try again in a moment", retry_after=5)
    try:
        yield
    finally:
        places.release()


def _check_accept() -> None:
    if choose(request.headers.get("Accept"), (_JSON,), _JSON) is None:
        raise NotAcceptable("Receipts are JSON: accept application/json.")


def _body() -> bytes:
    """The body of the request, which is JSON."""
    if not (request.is_json or request.mimetype == "text/plain"):
        raise UnsupportedMediaType("POST a receipt as application/json.")
    limit = endpoint().settings.query_bytes
    if (request.content_length or 0) > limit:
        raise RequestEntityTooLarge(f"A receipt may have {limit:,} bytes.")
    return request.get_data(cache=False)


def _schema_address() -> str:
    return site().urls.link(SCHEMA) or SCHEMA


def _answer(members: dict[str, object], links: list[Link]) -> Response:
    """A document of this moment, which no cache keeps."""
    body = json.dumps(members, ensure_ascii=False, indent=2).encode() + b"\n"
    response = Response(body, content_type=_JSON.media_type)
    response.headers["Cache-Control"] = "no-store"
    response.headers.update(endpoint().budgets.headers(endpoint().client(request.environ)))
    if links:
        response.headers["Link"] = ", ".join(map(str, links))
    return response
