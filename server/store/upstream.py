"""HTTP to another SPARQL engine: only to the address that is configured, bounded in time and in bytes.

No redirect is followed, no proxy of the environment is used, and every status comes back as an answer.
The clock runs over the whole exchange, from the name of the host to the last byte.
"""

from __future__ import annotations

import base64
import http
import http.client
import netrc
import os
import ssl
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import Message
from typing import IO, Any, Final
from urllib.parse import urlsplit
from urllib.request import (
    BaseHandler,
    HTTPBasicAuthHandler,
    HTTPDigestAuthHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPPasswordMgrWithDefaultRealm,
    OpenerDirector,
    Request,
    parse_http_list,
    parse_keqv_list,
)

from SPARQLWrapper import POST, SPARQLWrapper

from server.errors import StartError
from server.store.spool import Spool
from server.store.timed import first_of, greet, resolved, tls, wrapped

#: Environment variables with the name and the password for an engine.
USER: Final = "NAMEPLATE_ENGINE_USER"
PASSWORD: Final = "NAMEPLATE_ENGINE_PASSWORD"  # noqa: S105  (the name of a variable)

_GREETING: Final = 1024 * 1024
_PIECE: Final = 64 * 1024


class UpstreamError(Exception):
    """The engine gave no whole answer; the message is for the operator, not for readers."""


class UpstreamTimeout(UpstreamError):
    """The deadline passed."""


class UpstreamTooLarge(UpstreamError):
    """The answer has more bytes than it may."""


@dataclass(frozen=True)
class Credentials:
    """Name and password for an engine; the password is not shown."""

    user: str
    password: str

    def __repr__(self) -> str:
        """Without the password."""
        return f"Credentials({self.user!r})"


@dataclass
class Reply:
    """A whole answer.

    Attributes:
        status: the HTTP status.
        headers: the headers.
        file: the body, at its start, in memory or on disk; to be closed.
        length: bytes of the body.
        framed: whether its length was known beforehand or it came in chunks: only then an end is an end.
    """

    status: int
    headers: Message
    file: IO[bytes]
    length: int
    framed: bool

    @property
    def media_type(self) -> str:
        """The media type, without parameters."""
        return self.headers.get_content_type() if "Content-Type" in self.headers else ""


def checked_url(url: str) -> str:
    """The address of an engine, if it is one.

    Raises:
        StartError: it is no http or https address, or it holds a password.
    """
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and not parts.fragment
        _ = parts.port
    except ValueError:
        usable = False
    if not usable:
        raise StartError(f"{url!r} is not the address of an engine: it begins with http:// or https://")
    if parts.username is not None or parts.password is not None:
        raise StartError(f"an address holds no password: set {USER} and {PASSWORD}, or use a netrc file")
    return url


def credentials(url: str, environ: Mapping[str, str]) -> Credentials | None:
    """Name and password for an engine: from the environment, else from a netrc file by host, else None.

    Raises:
        StartError: the netrc file cannot be read.
    """
    if environ.get(USER):
        return Credentials(environ[USER], environ.get(PASSWORD, ""))
    path = environ.get("NETRC") or os.path.expanduser("~/.netrc")  # noqa: PTH111  (Path.home fails without one)
    if not os.path.exists(path):  # noqa: PTH110  (likewise)
        return None
    try:
        found = netrc.netrc(path).authenticators(urlsplit(url).hostname or "")
    except (OSError, netrc.NetrcParseError) as error:
        raise StartError(f"{path}: cannot be read: {error}") from error
    return Credentials(found[0], found[2]) if found and found[2] is not None else None


class _Query(SPARQLWrapper):
    """SPARQLWrapper, for the requests that it makes; they are sent by `send`.

    Its own way of sending follows redirects and proxies, has no deadline and reads errors without a limit;
    its way of finding the form of a query searches hostile text with slow expressions.
    """

    def setQuery(self, query: str | bytes) -> None:  # noqa: N802  (the library's name)
        """Take a query as it is; it is known to be one."""
        self.queryString = query if isinstance(query, str) else query.decode()
        self.queryType = "SELECT"

    def request(self) -> Request:
        """The request."""
        return self._createRequest()


def query_request(
    endpoint: str, text: str, accept: str, parameters: Sequence[tuple[str, str]] = ()
) -> Request:
    """A query by POST, as a form (SPARQL 1.1 Protocol §2.1.2).

    Args:
        endpoint: address of the engine.
        text: the query.
        accept: what the answer may come in.
        parameters: further fields of the form, such as `default-graph-uri`.
    """
    wrapper = _Query(endpoint, agent="nameplate")
    wrapper.setMethod(POST)
    wrapper.setOnlyConneg(True)
    wrapper.setReturnFormat("json")
    wrapper.setQuery(text)
    for name, value in parameters:
        wrapper.addParameter(name, value)
    wrapper.addCustomHttpHeader("Accept", accept)
    return wrapper.request()


def introduced(request: Request, login: Credentials | None, seconds: float) -> Request:
    """A request with a body, with what the engine wants to know of the sender before it reads the body.

    An engine that is not told may close the connection while the body is on its way, so that its question is
    never heard.

    Raises:
        UpstreamError: as `send`.
    """
    if login is None:
        return request
    bare = Request(request.full_url, headers={"User-Agent": "nameplate"}, method="HEAD")  # noqa: S310  (checked)
    reply = send(bare, seconds=seconds, limit=_GREETING)
    reply.file.close()
    scheme, _, rest = reply.headers.get("WWW-Authenticate", "").partition(" ")
    if reply.status == http.HTTPStatus.UNAUTHORIZED and scheme.lower() == "digest":
        handler = HTTPDigestAuthHandler(_passwords(request.full_url, login))
        asked = parse_keqv_list([part for part in parse_http_list(rest) if part])
        request.add_unredirected_header(
            "Authorization", f"Digest {handler.get_authorization(request, asked)}"
        )
    elif reply.status == http.HTTPStatus.UNAUTHORIZED and scheme.lower() == "basic":
        pair = base64.b64encode(f"{login.user}:{login.password}".encode()).decode()
        request.add_unredirected_header("Authorization", f"Basic {pair}")
    return request


def _passwords(url: str, login: Credentials) -> HTTPPasswordMgrWithDefaultRealm:
    found = HTTPPasswordMgrWithDefaultRealm()
    found.add_password(None, url, login.user, login.password)
    return found


def send(
    request: Request,
    *,
    seconds: float,
    limit: int,
    login: Credentials | None = None,
    context: ssl.SSLContext | None = None,
) -> Reply:
    """Send a request and take the whole answer.

    Args:
        request: what is sent, and where.
        seconds: for the whole exchange.
        limit: bytes that the body may have.
        login: used where the engine asks for it, as Digest or Basic (RFC 7616, RFC 7617).
        context: how TLS is verified; None: by the machine's authorities, which are read anew each time.

    Raises:
        UpstreamTimeout: the time has passed.
        UpstreamTooLarge: the body is longer.
        UpstreamError: there was no connection, or it ended early.
        NoRoom: there is none for the answer.
    """
    until = time.monotonic() + seconds
    try:
        with _opener(_Opening(until, context), request.full_url, login).open(
            request, timeout=seconds
        ) as response:
            return _taken(response, limit)
    except (OSError, http.client.HTTPException) as error:
        if isinstance(error, TimeoutError) or isinstance(getattr(error, "reason", None), TimeoutError):
            raise UpstreamTimeout(f"no whole answer in {round(seconds, 1):g} seconds") from error
        raise UpstreamError(_told(error)) from error


def _told(error: OSError | http.client.HTTPException) -> str:
    """What was wrong with a connection: in the system's words, if these are all."""
    reason = getattr(error, "reason", error)
    if isinstance(reason, OSError) and not isinstance(reason, ssl.SSLError):
        return reason.strerror.lower() if reason.strerror else str(reason)
    return f"{type(error).__name__}: {error}"


def _taken(response: http.client.HTTPResponse, limit: int) -> Reply:
    """The whole body of a response."""
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise UpstreamError("the answer is compressed, which was not asked for")
    if (response.length or 0) > limit:
        raise UpstreamTooLarge(f"the answer has {response.length} bytes")
    framed = response.length is not None or response.chunked
    with Spool() as spool:
        _copy(response, spool, limit)
        return Reply(response.status, response.headers, spool.whole(), spool.length, framed)


def _copy(response: http.client.HTTPResponse, spool: Spool, limit: int) -> None:
    """Take the body; the library says nothing where a body of known length ends early."""
    while piece := response.read1(_PIECE):
        if spool.length + len(piece) > limit:
            raise UpstreamTooLarge(f"the answer has more than {limit} bytes")
        spool.write(piece)
    if response.length:
        raise UpstreamError(f"the connection ended {response.length} bytes early")


class _Plain(http.client.HTTPConnection):
    """A connection by HTTP that ends at a moment."""

    until = 0.0
    context: ssl.SSLContext | None = None

    def connect(self) -> None:
        """Connect to one of the host's addresses."""
        self.sock = first_of(resolved(self.host, self.port, self.until), self.port, self.until)


class _Secure(_Plain):
    """The same by HTTPS; certificates are checked."""

    default_port = http.client.HTTPS_PORT

    def connect(self) -> None:
        """Connect, and see who answers."""
        plain = first_of(resolved(self.host, self.port, self.until), self.port, self.until)
        try:
            self.sock = secured = wrapped(plain, self.context or tls(), self.host)
        except BaseException:
            plain.close()
            raise
        greet(secured)


class _Opening(HTTPHandler):
    """Opens `http:` and `https:` until a moment."""

    def __init__(self, until: float, context: ssl.SSLContext | None) -> None:
        super().__init__()
        self._until = until
        self._context = context

    def http_open(self, req: Request) -> http.client.HTTPResponse:
        return self._opened(_Plain, req)

    def https_open(self, req: Request) -> http.client.HTTPResponse:
        return self._opened(_Secure, req)

    https_request = HTTPHandler.http_request

    def _opened(self, kind: type[_Plain], request: Request) -> http.client.HTTPResponse:
        def made(host: str, **options: Any) -> _Plain:  # noqa: ANN401  (as the library has it)
            connection = kind(host, **options)
            connection.until, connection.context = self._until, self._context
            return connection

        return self.do_open(made, request)


class _AnyStatus(BaseHandler):
    """Hands on what is no success, redirects among it, as it came."""

    def http_error_default(  # the library's name and arguments
        self,
        _request: Request,
        response: http.client.HTTPResponse,
        _code: int,
        _message: str,
        _headers: Message,
    ) -> http.client.HTTPResponse:
        return response


def _opener(opening: _Opening, url: str, login: Credentials | None) -> OpenerDirector:
    opener = OpenerDirector()
    handlers: list[BaseHandler] = [opening, HTTPErrorProcessor(), _AnyStatus()]
    if login is not None:
        passwords = _passwords(url, login)
        handlers += [HTTPDigestAuthHandler(passwords), HTTPBasicAuthHandler(passwords)]
    for handler in handlers:
        opener.add_handler(handler)
    return opener
