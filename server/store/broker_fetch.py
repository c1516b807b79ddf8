"""One request to a partner: the only place from which the service calls anybody.

The name is resolved once, every address is checked, and the connection goes to an address that was checked,
under the partner's own name for HTTP and TLS. Nothing is followed, kept or sent along.
"""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlencode

from server.errors import PartnerFailed, QueryError, ServiceRefused
from server.store.broker_results import JSON, XML, fault
from server.store.partners import Partner, is_loopback
from server.store.reachable import is_public
from server.store.timed import Connect, Resolve, connect, first_of, greet, resolve, resolved, tls, wrapped

#: How the broker names itself; a service of this kind offers it no SERVICE, so no circle can form.
PRODUCT: Final = "nameplate-broker"

_PIECE: Final = 64 * 1024
_BUSY: Final = frozenset((408, 429, 502, 503, 504))
_SERVER_ERROR: Final = 500
#: Seconds to leave a busy partner alone that does not say for how long.
_REST: Final = 10


class Slow(PartnerFailed):
    """The time was up before the partner had answered."""


class Busy(PartnerFailed):
    """The partner asks to be left alone for `retry_after` seconds."""


class BadQuery(PartnerFailed):
    """The partner answered well, but not to this query; it has not failed."""


@dataclass(frozen=True)
class Reply:
    """A whole answer of a partner: its media type and its bytes."""

    media_type: str
    body: bytes


class Fetcher:
    """Asks partners; safe to use from many threads."""

    def __init__(
        self,
        *,
        resolve: Resolve = resolve,
        connect: Connect = connect,
        context: ssl.SSLContext | None = None,
    ) -> None:
        """Ask through these; tests put their own in place.

        Args:
            resolve: name and port to addresses.
            connect: address, port and moment to a connection.
            context: how TLS is verified; None: by the machine's authorities.
        """
        self._resolve = resolve
        self._connect = connect
        self._context = context or tls()
        self._checking = threading.Lock()  # a check takes memory, so there is one at a time
        self._agent = f"{PRODUCT}/{metadata.version('nameplate')}"

    def fetch(
        self, partner: Partner, query: str, until: float, limit: int, opened: Callable[[socket.socket], None]
    ) -> Reply:
        """The partner's whole answer to a SELECT (SPARQL 1.1 Protocol §2.1.2).

        Args:
            partner: whom to ask.
            query: what.
            until: when to give up, on the monotonic clock.
            limit: bytes that the answer may have.
            opened: told of each socket as it is opened; whoever shuts it down ends the request.

        Raises:
            ServiceRefused: the partner's name leads to an address that may not be reached.
            PartnerFailed: there is no whole answer.
        """
        try:
            sock = self._connection(partner, until, opened)
            with sock:
                return self._ask(partner, query, limit, sock)
        except QueryError:
            raise
        except TimeoutError:
            raise Slow(f"{partner.origin} did not answer in time", status=503, retry_after=10) from None
        except ssl.SSLError as error:
            reason = getattr(error, "verify_message", "") or error.reason or "TLS failed"
            raise PartnerFailed(f"{partner.origin} cannot be trusted: {reason}") from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            what = "the connection broke" if isinstance(error, http.client.HTTPException) else "no connection"
            raise PartnerFailed(f"{partner.origin} gave no whole answer: {what}") from error

    def _connection(
        self, partner: Partner, until: float, opened: Callable[[socket.socket], None]
    ) -> socket.socket:
        sock = first_of(self._addresses(partner, until), partner.port, until, self._connect)
        try:
            opened(sock)
            if partner.scheme == "http":
                return sock
            secured = wrapped(sock, self._context, partner.host)
        except BaseException:
            sock.close()
            raise
        try:
            opened(secured)
            greet(secured)
        except BaseException:
            secured.close()
            raise
        return secured

    def _addresses(self, partner: Partner, until: float) -> list[str]:
        """Addresses to connect to, in order: all of the name's, and all of them allowed."""
        if partner.address is not None:
            found = [str(partner.address)]
        else:
            found = list(resolved(partner.host, partner.port, until, self._resolve))
        for text in found:
            address = ip_address(text.partition("%")[0])
            if not is_public(address) and not is_loopback(partner):
                message = f"{partner.origin} is at an address that is not public, and is not asked"
                raise ServiceRefused(message, status=403)
        return found

    def _ask(self, partner: Partner, query: str, limit: int, sock: socket.socket) -> Reply:
        over_tls = partner.scheme == "https"
        kind = http.client.HTTPSConnection if over_tls else http.client.HTTPConnection
        connection = kind(partner.host, partner.port)
        connection.auto_open = 0  # no other connection than the one that was checked
        connection.sock = sock
        try:
            connection.request(
                "POST",
                partner.path,
                urlencode({"query": query}).encode(),
                {
                    "Accept": f"{JSON}, {XML};q=0.5",
                    "Content-Type": "application/x-www-form-urlencoded",
                    "User-Agent": self._agent,
                    "Connection": "close",
                },
            )
            with connection.getresponse() as response:
                _check_status(partner, response)
                media_type = response.headers.get_content_type()
                if response.headers.get("Content-Encoding", "identity").lower() != "identity":
                    raise PartnerFailed(f"{partner.origin} answered compressed, which was not asked for")
                if media_type not in (JSON, XML):
                    what = fault(media_type, b"")
                    raise PartnerFailed(f"{partner.origin} gave no whole answer: what it sent {what}")
                body = _read(partner, response, limit)
        finally:
            connection.close()
        with self._checking:
            wrong = fault(media_type, body)
        if wrong is not None:
            raise PartnerFailed(f"{partner.origin} gave no whole answer: what it sent {wrong}")
        return Reply(media_type, body)


def _check_status(partner: Partner, response: http.client.HTTPResponse) -> None:
    """Pass a 200.

    Raises:
        PartnerFailed: for any other; `Busy` where the partner says for how long.
    """
    status = response.status
    if status == http.HTTPStatus.OK:
        return
    message = f"{partner.origin} answered with status {status}"
    if status in _BUSY:
        said = response.headers.get("Retry-After", "")
        rest = int(said) if re.fullmatch("[0-9]{1,5}", said) else _REST
        raise Busy(message, status=503, retry_after=max(1, rest))
    if http.HTTPStatus.BAD_REQUEST <= status < _SERVER_ERROR:
        raise BadQuery(f"{message}, so it does not take this query from here")
    if http.HTTPStatus.MULTIPLE_CHOICES <= status < http.HTTPStatus.BAD_REQUEST:
        message += ", a redirect, which is not followed"
    raise PartnerFailed(message)


def _read(partner: Partner, response: http.client.HTTPResponse, limit: int) -> bytes:
    """The body to its end."""
    too_long = BadQuery(
        f"{partner.origin} sent more than {limit:,} bytes, what is left of the limit; "
        "put LIMIT or more conditions into the SERVICE clause"
    )
    if (response.length or 0) > limit:
        raise too_long
    body = bytearray()
    while piece := response.read(_PIECE):
        body += piece
        if len(body) > limit:
            raise too_long
    if response.length:
        raise PartnerFailed(f"{partner.origin} gave no whole answer: {response.length:,} bytes are missing")
    return bytes(body)
