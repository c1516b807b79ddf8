"""`/receipt/verify`: whether a query has the same answer now, by its receipt or by what a citation tells."""

from __future__ import annotations

import json
import re
from typing import Final

from flask import Response, request
from werkzeug.exceptions import (
    BadRequest,
    HTTPException,
    NotAcceptable,
    RequestEntityTooLarge,
    UnsupportedMediaType,
)

from server.errors import QueryError
from server.negotiation import choose
from server.receipt_json import BadReceipt, read
from server.verdicts import Expected, Verdict, compared, expected, judged
from server.web import proving, receipt_pages
from server.web.asked import tongue
from server.web.operation import read_sent
from server.web.problems import in_language, problem, remedied, told
from server.web.representations import HTML
from server.web.site import site
from server.web.sparql import endpoint

_FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


def verify() -> Response:
    """The verdict on a receipt: whether its query has the same answer now.

    Raises:
        BadRequest: what is sent is no receipt, and tells not enough of one.
        NotAcceptable: neither JSON nor a page is accepted.
        QueryError: the query has no answer now.
    """
    form = receipt_pages.form()
    if form is None:
        raise NotAcceptable("A verdict is JSON, or a page: accept application/json or text/html.")
    sent = ""
    try:
        if request.method == "POST":
            sent = _sent()
            verdict = _verdict(_received(sent))
        elif request.args.keys() & {"query", "sha256", "release"}:
            verdict = _verdict(_stated())
        elif _may_be_form():
            return receipt_pages.verify_form()
        else:
            raise BadRequest(
                "POST the receipt that is to be verified, or give query, sha256 (of the answer) and release."
            )
    except (QueryError, HTTPException) as error:
        if form is not HTML:
            raise
        said = remedied(error) if isinstance(error, QueryError) else told(error)
        refused = problem(said)
        refused.set_data(receipt_pages.verify_form(in_language(said, tongue()), sent).get_data())
        return refused
    if form is HTML:
        return receipt_pages.verdict_page(verdict)
    return receipt_pages.data(judged(verdict))


def _may_be_form() -> bool:
    """Whether the form will do where nothing is asked: there is no other answer to that."""
    is_json = request.args.get("format") == "json"
    return not is_json and choose(request.headers.get("Accept"), (HTML,), HTML) is not None


def _verdict(before: Expected) -> Verdict:
    """What was expected beside what there is now."""
    question = before.question
    now = proving.asked_before(question, before.canonical_sha256) or proving.asked(question)
    return compared(before, now)


def _sent() -> str:
    """The receipt as the request holds it: pasted into a form, uploaded, or as the body.

    Raises:
        UnsupportedMediaType: the body is of another type.
        RequestEntityTooLarge: it has too many bytes.
        BadRequest: there is none, or it is no text.
    """
    limit = endpoint().settings.query_bytes
    if (request.content_length or 0) > limit:
        raise RequestEntityTooLarge(f"A receipt may have {limit:,} bytes.")
    if request.mimetype in _FORMS:
        request.max_form_memory_size = limit
        file = request.files.get("file")
        sent = request.form.get("receipt", "").strip().encode() or (file.read() if file else b"")
        if not sent:
            raise BadRequest("There is no receipt: paste one, or choose a file.")
    elif request.is_json or request.mimetype == "text/plain":
        sent = request.get_data(cache=False)
    else:
        raise UnsupportedMediaType("POST a receipt as application/json, or as the field of a form.")
    try:
        return sent.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadRequest("This is no JSON: it is not UTF-8.") from None


def _received(sent: str) -> Expected:
    """What a receipt says.

    Raises:
        BadRequest: it is none.
    """
    try:
        return expected(read(json.loads(sent)))
    except BadReceipt as error:
        raise BadRequest(f"This is no receipt. {error}.") from error
    except (ValueError, RecursionError) as error:
        raise BadRequest(f"This is no JSON: {error}.") from error


def _stated() -> Expected:
    """What the address says of an answer, as a citation tells it.

    Raises:
        BadRequest: that is not enough.
        QueryRefused: the query cannot be read.
    """
    operation = read_sent(request.environ, endpoint().settings.query_bytes).operation()
    sha256, release = (request.args.get(name, "").strip() for name in ("sha256", "release"))
    if operation.query is None or not sha256 or not release:
        raise BadRequest(
            "Give query, sha256 (of the answer) and release, as the citation or receipt has them."
        )
    if not _SHA256.fullmatch(sha256.lower()):
        raise BadRequest("The parameter sha256 takes the hash of the answer: 64 hexadecimal digits.")
    question = proving.question_of(operation, operation.query)
    return Expected(question, release, _canonical(release), {"sha256": sha256.lower()})


def _canonical(release: str) -> str:
    """The canonical hash of what goes by a name, a version or that hash here; empty if nothing does."""
    here, past = site().release, site().past
    names = {}
    if here is not None:
        names[here.directory.name] = here.canonical_sha256
        if here.published:
            names[here.version] = here.canonical_sha256
    names |= {one.version: one.sha256 for one in past.before if one.published} if past else {}
    return names.get(release) or (release if _SHA256.fullmatch(release) else "")
