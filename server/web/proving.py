"""Receipts as they are made here: of what is served or of an earlier version, within the client's budgets.

A receipt costs what its query costs, and the hash of the answer; both count.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import BoundedSemaphore
from typing import Final

from flask import current_app, request

from server.dates import stretch
from server.errors import Overloaded, QueryError, QueryRefused, TooMany
from server.formats import JSON, N_TRIPLES
from server.receipts import Basis, Question, Receipt, Result
from server.store.again import again
from server.store.lasting import check_lasting
from server.store.protocol import Client, QueryRequest
from server.store.summing import summed
from server.web.budgets import counts
from server.web.gated import leave
from server.web.moment import shown
from server.web.operation import QUERY, Operation
from server.web.proofs import PROVABLE
from server.web.site import site
from server.web.sparql import endpoint

#: Receipts that are worked out at once, once their answers are there.
_AT_ONCE: Final = 2
_ROOM: Final = "nameplate.receipts"


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
        bytes=PROVABLE,
        client=client,
        at=stretch(question.at) if question.at else None,
    )
    leave(request.environ)
    answer = here.answers.answer(to_run, here.metered.query).answer.read()
    with _room(), _timed(client):
        found = summed(answer, form)
    basis = Basis(release.directory.name, release.version, release.issued, release.canonical_sha256)
    return Receipt(question, basis, Result(form.media_type, len(answer), found), now(), here.program)


def asked_before(question: Question, canonical: str) -> Receipt | None:
    """What an earlier version answers now, if one with that canonical hash is kept here.

    Raises:
        QueryError: there is no answer, or none that a receipt can be of.
    """
    here, past = endpoint(), site().past
    version = next((one for one in past.before if one.sha256 == canonical), None) if past else None
    if past is None or version is None:
        return None
    with _counted():
        client = here.client(request.environ)
        here.budgets.check(client, here.budgets.errors)
        here.budgets.check(client, here.budgets.time)
        request.environ[QUERY] = question.text
        check_lasting(here.examiner.examine(question.text))
        leave(request.environ)
        with _room(), _timed(client):
            return again(
                past.packed(version.version),
                question,
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
