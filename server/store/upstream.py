"""HTTP to another SPARQL engine: only to the address that is configured, bounded in time and in bytes.

No redirect is followed, no proxy of the environment is used, and every status comes back as an answer.
The clock runs over the whole exchange: at the deadline the connection is cut, whatever it is doing.
"""

from __future__ import annotations

import base64
import http
import http.client
import netrc
import os
import socket
import tempfile
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from email.message import Message
from typing import IO, Any, Final, cast
from urllib.parse import urlsplit
from urllib.request import (
    BaseHandler,
    HTTPBasicAuthHandler,
    HTTPDigestAuthHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPPasswordMgrWithDefaultRealm,
    HTTPSHandler,
    OpenerDirector,
    Request,
    parse_http_list,
    parse_keqv_list,
)

from SPARQLWrapper import POST, SPARQLWrapper

from server.errors import StartError

#: Environment variables with the name and the password for an engine.
USER: Final = "NAMEPLATE_ENGINE_USER"
PASSWORD: Final = "NAMEPLATE_ENGINE_PASSWORD"  # noqa: S105  (the name of a variable)

_IN_MEMORY: Final = 1024 * 1024
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
    reply = send(bare, seconds=seconds, limit=_IN_MEMORY)
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


def send(request: Request, *, seconds: float, limit: int, login: Credentials | None = None) -> Reply:
    """Send a request and take the whole answer.

    Args:
        request: what is sent, and where.
        seconds: for the whole exchange.
        limit: bytes that the body may have.
        login: used where the engine asks for it, as Digest or Basic (RFC 7616, RFC 7617).

    Raises:
        UpstreamTimeout: the time has passed.
        UpstreamTooLarge: the body is longer.
        UpstreamError: there was no connection, or it ended early.
    """
    wire = _Wire()
    alarm = threading.Timer(seconds, wire.cut)
    alarm.daemon = True
    alarm.start()
    try:
        with _opener(wire, request.full_url, login).open(request, timeout=seconds) as response:
            return _taken(response, limit)
    except (OSError, http.client.HTTPException) as error:
        if wire.was_cut or isinstance(error, TimeoutError):
            raise UpstreamTimeout(f"no whole answer in {seconds:g} seconds") from error
        raise UpstreamError(f"{type(error).__name__}: {error}") from error
    except UpstreamError as error:
        if wire.was_cut:
            raise UpstreamTimeout(f"no whole answer in {seconds:g} seconds") from error
        raise
    finally:
        alarm.cancel()


def _taken(response: http.client.HTTPResponse, limit: int) -> Reply:
    """The whole body of a response."""
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise UpstreamError("the answer is compressed, which was not asked for")
    if (response.length or 0) > limit:
        raise UpstreamTooLarge(f"the answer has {response.length} bytes")
    framed = response.length is not None or response.chunked
    file = cast("IO[bytes]", tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115  (handed on)
    try:
        length = _copy(response, file, limit)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return Reply(response.status, response.headers, file, length, framed)


def _copy(response: http.client.HTTPResponse, file: IO[bytes], limit: int) -> int:
    """Take the body into a file; the library says nothing where a body of known length ends early."""
    length = 0
    while piece := response.read1(_PIECE):
        length += len(piece)
        if length > limit:
            raise UpstreamTooLarge(f"the answer has more than {limit} bytes")
        file.write(piece)
    if response.length:
        raise UpstreamError(f"the connection ended {response.length} bytes early")
    return length


class _Wire:
    """The connection of one exchange, which another thread can cut."""

    def __init__(self) -> None:
        self.was_cut = False
        self._sockets: list[socket.socket] = []

    def add(self, sock: socket.socket) -> None:
        """Take a socket into account; it is cut at once if the time has passed already."""
        self._sockets.append(sock)
        if self.was_cut:
            self.cut()

    def cut(self) -> None:
        """End the exchange."""
        self.was_cut = True
        for sock in self._sockets:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def plain(self, host: str, **options: Any) -> http.client.HTTPConnection:  # noqa: ANN401  (as the library has it)
        """A connection by HTTP."""
        return _watched(http.client.HTTPConnection(host, **options), self)

    def secure(self, host: str, **options: Any) -> http.client.HTTPConnection:  # noqa: ANN401  (likewise)
        """A connection by HTTPS."""
        return _watched(http.client.HTTPSConnection(host, **options), self)


def _watched(connection: http.client.HTTPConnection, wire: _Wire) -> http.client.HTTPConnection:
    connect = connection.connect

    def connect_and_tell() -> None:
        connect()
        wire.add(cast("socket.socket", connection.sock))

    connection.connect = connect_and_tell  # type: ignore[method-assign]  # one instance, not the class
    return connection


class _Http(HTTPHandler):
    """Opens `http:` on a wire."""

    def __init__(self, wire: _Wire) -> None:
        super().__init__()
        self._wire = wire

    def http_open(self, req: Request) -> http.client.HTTPResponse:
        return self.do_open(self._wire.plain, req)


class _Https(HTTPSHandler):
    """Opens `https:` on a wire; certificates are checked."""

    def __init__(self, wire: _Wire) -> None:
        super().__init__()
        self._wire = wire

    def https_open(self, req: Request) -> http.client.HTTPResponse:
        return self.do_open(self._wire.secure, req)


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


def _opener(wire: _Wire, url: str, login: Credentials | None) -> OpenerDirector:
    opener = OpenerDirector()
    handlers: list[BaseHandler] = [_Http(wire), _Https(wire), HTTPErrorProcessor(), _AnyStatus()]
    if login is not None:
        passwords = _passwords(url, login)
        handlers += [HTTPDigestAuthHandler(passwords), HTTPBasicAuthHandler(passwords)]
    for handler in handlers:
        opener.add_handler(handler)
    return opener
