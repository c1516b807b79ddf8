"""What a request to the endpoint asks for, read strictly (SPARQL 1.1 Protocol §2.1)."""

from __future__ import annotations

import math
import re
from binascii import a2b_qp
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from werkzeug.wrappers import Request

from server.dates import BadDate, stretch
from server.errors import QueryRefused

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_FORM: Final = "application/x-www-form-urlencoded"
_QUERY: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"
_MAX_PARAMETERS: Final = 1000
#: Characters of a period that are read; the longest is two days with a slash.
_MAX_PERIOD: Final = 30
_BROKEN_ESCAPE: Final = re.compile(rb"%(?![0-9A-Fa-f]{2})")

_READ_ONLY: Final = (
    "The data here are read-only: updates are not offered. "
    "Download a dump and load it into a store of your own."
)

#: Key of the WSGI environment: the text of the query that the request asks.
QUERY: Final = "nameplate.query"

Parameters = list[tuple[str, str]]


@dataclass(frozen=True)
class Operation:
    """A query operation.

    Attributes:
        query: text of the query; None where there is none, which asks for the service description.
        default_graphs: IRIs of `default-graph-uri`.
        named_graphs: IRIs of `named-graph-uri`.
        format: the extension that a link asks for instead of Accept (`csv`); empty if none.
        seconds: a shorter deadline that the client wishes, else None.
        at: first and last day of the period as of which the data are asked; None: as they are last known.
        asked_at: that period as the request words it; empty if there is none.
        example: name of the published query that the form is to hold; empty if there is none.
    """

    query: str | None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    format: str = ""
    seconds: float | None = None
    at: tuple[date, date] | None = None
    asked_at: str = ""
    example: str = ""

    def beside(self) -> Parameters:
        """What asks the same of the same data, beside the query and the period: graphs, deadline."""
        return [
            *(("default-graph-uri", iri) for iri in self.default_graphs),
            *(("named-graph-uri", iri) for iri in self.named_graphs),
            *([("timeout", f"{self.seconds:g}")] if self.seconds else []),
        ]


@dataclass(frozen=True)
class Sent:
    """What a request holds, before anybody has looked whether it makes sense.

    Attributes:
        queries: texts of queries.
        parameters: what stands beside them.
        is_post: whether there has to be a query.
        limit: bytes that a query may have.
    """

    queries: Sequence[str]
    parameters: Parameters
    is_post: bool
    limit: int

    def draft(self) -> Operation:
        """The first query and how it is to be told, for whoever is shown what was wrong."""
        query = self.queries[0] if self.queries and not self._is_long() else None
        return Operation(
            query,
            default_graphs=tuple(_values(self.parameters, "default-graph-uri")),
            named_graphs=tuple(_values(self.parameters, "named-graph-uri")),
            format=self._first("format"),
            asked_at=self._first("at")[:_MAX_PERIOD],
            example=self._first("example"),
        )

    def operation(self) -> Operation:
        """What is asked for.

        Raises:
            QueryRefused: with the status that the protocol or HTTP has for it.
        """
        if _values(self.parameters, "update"):
            raise QueryRefused(_READ_ONLY, status=403)
        if self.is_post and not self.queries:
            raise QueryRefused("the form has no field named query")
        if len(self.queries) > 1:
            raise QueryRefused("the request holds more than one query; send one")
        if self._is_long():
            raise QueryRefused(f"a query may have {self.limit:,} bytes", status=413)
        return replace(
            self.draft(),
            seconds=_seconds(self._first("timeout")),
            at=period(_values(self.parameters, "at")),
        )

    def _first(self, name: str) -> str:
        return "".join(_values(self.parameters, name)[:1])

    def _is_long(self) -> bool:
        return bool(self.queries) and len(self.queries[0].encode()) > self.limit


def read_sent(environ: WSGIEnvironment, limit: int) -> Sent:
    """What a GET, HEAD or POST holds.

    Args:
        environ: the request; of its body at most `limit` + 1 bytes are read.
        limit: bytes that a query or a body may have.

    Raises:
        QueryRefused: it cannot be read; with the status that the protocol or HTTP has for it.
    """
    parameters = _parameters(environ.get("QUERY_STRING", "").encode("latin-1"))
    queries = [in_lines(query) for query in _values(parameters, "query")]
    is_post = environ["REQUEST_METHOD"] == "POST"
    if is_post:
        request = Request(environ)
        body = _body(request, limit)
        if _media_type(request) == _QUERY:
            queries.append(_utf8(body, "the query"))
        else:
            fields = _parameters(body)
            queries += [in_lines(query) for query in _values(fields, "query")]
            parameters += fields
    return Sent(queries, parameters, is_post, limit)


def in_lines(query: str) -> str:
    """A query with the ends of lines that it was written with: forms of HTML send CR LF, whatever they hold.

    So a query has one hash and one address, whoever asks it.
    """
    return query.replace("\r\n", "\n")


def _values(parameters: Parameters, name: str) -> list[str]:
    return [value for key, value in parameters if key == name]


def _parameters(encoded: bytes) -> Parameters:
    """Names and values of a query string or of a form."""
    _utf8(encoded, "the form")
    if _BROKEN_ESCAPE.search(encoded):
        raise QueryRefused(
            "a percent sign is not followed by two hexadecimal digits; write %25 for the sign itself"
        )
    if encoded.count(b"&") >= _MAX_PARAMETERS:
        raise QueryRefused(f"the request has more than {_MAX_PARAMETERS} parameters")
    pairs = [part.partition(b"=") for part in encoded.split(b"&") if part]
    return [(_decoded(name), _decoded(value)) for name, _, value in pairs]


def _decoded(encoded: bytes) -> str:
    """A name or value without its escapes, all of which are whole.

    With another sign before the digits these are the escapes of quoted-printable, which the standard library
    reads ten times as fast; and every query comes by here.
    """
    quoted = encoded.replace(b"+", b" ").replace(b"=", b"=3D").replace(b"%", b"=")
    return _utf8(a2b_qp(quoted), "a parameter")


def _utf8(data: bytes, what: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise QueryRefused(f"{what} is not UTF-8") from None


def _seconds(written: str) -> float | None:
    """The deadline that a client wishes, in seconds; none where it is 0, which other endpoints take so."""
    try:
        wished = float(written.strip() or 0)
    except ValueError:
        wished = math.nan
    if not math.isfinite(wished) or wished < 0:
        raise QueryRefused("the parameter timeout takes a number of seconds, as timeout=2.5")
    return wished or None


def period(values: Sequence[str], name: str = "at") -> tuple[date, date] | None:
    """The period as of which the data are asked; an empty field of a form asks for none.

    Args:
        values: of the parameter.
        name: what that is called.

    Raises:
        QueryRefused: it is no day, month, year or period, or there are two.
    """
    asked = [value.strip() for value in values if value.strip()]
    if not asked:
        return None
    if len(asked) > 1:
        raise QueryRefused(f"the parameter {name} is given {len(asked)} times; send one day or period")
    try:
        return stretch(asked[0][:_MAX_PERIOD])
    except BadDate as error:
        forms = "a day, a month, a year or two of these: 2016-12-31, 2016-12, 2016, 2014/2018"
        raise QueryRefused(f"the parameter {name} takes {forms}. {error}") from error


def _media_type(request: Request) -> str:
    """The type of the body: a form or a query.

    Raises:
        QueryRefused: 415 for any other, 403 for an update.
    """
    found = request.mimetype
    if found == _UPDATE:
        raise QueryRefused(_READ_ONLY, status=403)
    if found not in (_FORM, _QUERY):
        raise QueryRefused(f"POST takes {_QUERY} or {_FORM}", status=415)
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if charset not in ("utf-8", "utf8", "us-ascii"):
        raise QueryRefused("only UTF-8 is read", status=415)
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise QueryRefused("compressed requests are not read", status=415)
    return found


def _body(request: Request, limit: int) -> bytes:
    """The body, never cut short without a word."""
    _media_type(request)
    too_long = QueryRefused(f"a request body may have {limit:,} bytes", status=413)
    if (request.content_length or 0) > limit:
        raise too_long
    body = bytearray()
    while len(body) <= limit and (piece := request.stream.read(limit + 1 - len(body))):
        body += piece
    if len(body) > limit:
        raise too_long
    return bytes(body)
