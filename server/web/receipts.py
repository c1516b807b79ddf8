"""Receipts of queries at `/receipt`: as JSON, and as a page for people.

How they are made is told by `server.web.proving`, how they are verified by `server.web.verifying`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotAcceptable

from server.errors import QueryRefused
from server.receipt_json import SCHEMA, written
from server.web import proving, receipt_pages, verifying
from server.web.asked import written_in
from server.web.operation import read_sent
from server.web.representations import HTML
from server.web.responses import Link, content
from server.web.site import site
from server.web.sparql import endpoint

PATH: Final = "/receipt"

_SCHEMA_FILE: Final = Path(__file__).parent / "schemas" / "receipt.json"
_SCHEMA_TYPE: Final = "application/schema+json"


def blueprint() -> Blueprint:
    """The routes of receipts."""
    made = Blueprint("receipts", __name__)
    made.add_url_rule(PATH, view_func=make, methods=["GET", "POST"])
    made.add_url_rule(f"{PATH}/verify", view_func=verifying.verify, methods=["GET", "POST"])
    made.add_url_rule(f"{PATH}/schema.json", view_func=schema)
    made.after_request(_of_this_moment)
    return made


def make() -> Response:
    """The receipt of a query, which is sent as to the endpoint.

    Raises:
        QueryError: the query has no answer, or none that a receipt can be of, or is for another release.
        NotAcceptable: neither JSON nor a page is accepted.
    """
    form = receipt_pages.form()
    if form is None:
        raise NotAcceptable("Receipts are JSON, or a page: accept application/json or text/html.")
    _of_what_is_served(request.args.getlist("release"))
    operation = read_sent(request.environ, endpoint().settings.query_bytes).operation()
    if operation.query is None:
        raise QueryRefused("send the query of which you want a receipt, as you would send it to /sparql")
    receipt = proving.asked(proving.question_of(operation, operation.query), seconds=operation.seconds)
    response = receipt_pages.receipt_page(receipt) if form is HTML else receipt_pages.data(written(receipt))
    response.headers["Link"] = str(Link(site().urls.link(SCHEMA) or SCHEMA, "describedby", _SCHEMA_TYPE))
    return response


def _of_what_is_served(named: Sequence[str]) -> None:
    """See that a request which names a release names the one that is asked.

    Raises:
        QueryRefused: it names another, of which a receipt would not be.
    """
    release = site().release
    known = {release.version, release.directory.name, release.canonical_sha256} if release else set()
    for other in named:
        if other not in known:
            raise QueryRefused(
                f"receipts are made here of {release.version if release else 'the data that are served'}, "
                f"not of {other}: leave release out, or run `nameplate receipt make --release` with its file"
            )


def schema() -> Response:
    """The JSON Schema of receipts."""
    return content(_SCHEMA_FILE.read_bytes(), _SCHEMA_TYPE, negotiated=False)


def _of_this_moment(response: Response) -> Response:
    """The response, which no cache keeps unless it is the schema."""
    if response.mimetype != _SCHEMA_TYPE:
        response.headers["Cache-Control"] = "no-store"
        response.headers.update(endpoint().budgets.headers(endpoint().client(request.environ)))
        response.vary.add("Accept")
        languages = written_in() if response.mimetype == HTML.media_type else None
        if languages is not None:
            response.headers.setdefault("Content-Language", languages)
            response.vary.add("Accept-Language")
    return response
