"""Who the client is, and by which address it came, where a trusted proxy stands in between. Pure WSGI.

What a proxy forwards counts only if the proxy's own address is trusted; from anyone else the headers are
dropped, so that nothing behind can believe them.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING, Final

from server.errors import StartError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_log: Final = logging.getLogger(__name__)

Network = IPv4Network | IPv6Network

#: Key of the WSGI environment: address that the connection came from, whoever the client is.
PEER: Final = "nameplate.peer"

#: Key of the WSGI environment: set where somebody unknown forwards for others, so nobody can say who asks.
UNRESOLVED: Final = "nameplate.unresolved"

#: Key of the WSGI environment: scheme and host that a trusted proxy was asked for, as `https://example.org`.
#: The path below which it was asked is no part of it: that is a setting (`--public-url`), the same for all.
FORWARDED: Final = "nameplate.forwarded"

_PREFIX: Final = "HTTP_X_FORWARDED_PREFIX"
_HEADERS: Final = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    _PREFIX,
)
#: Signs that somebody stands in between; nothing is taken from them.
_SIGNS: Final = ("HTTP_VIA", "HTTP_X_REAL_IP")
_UNNAMED: Final = (
    "requests are forwarded from %s by a proxy that --trusted-proxies does not name, so all of its clients "
    "count as this machine, which has no limits unless --limit-loopback is given; "
    "if the proxy is yours, start with --trusted-proxies %s"
)
_BELOW: Final = (
    "a proxy says by X-Forwarded-Prefix that people ask below %.100r, and links do not have that path: "
    "start with --public-url https://HOST/PATH if it is so; no request can choose it"
)
_SCHEMES: Final = frozenset(("http", "https"))
_HOST: Final = re.compile(r"(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")


def networks(texts: Iterable[str]) -> tuple[Network, ...]:
    """Networks from addresses and networks as people write them, `10.0.0.1` or `10.0.0.0/8`.

    Raises:
        StartError: one is neither.
    """
    found = []
    for text in texts:
        try:
            found.append(ip_network(text.strip(), strict=False))
        except ValueError as error:
            message = f"“{text}” is no address or network: write one as 10.0.0.1 or 10.0.0.0/8"
            raise StartError(message) from error
    return tuple(found)


def proxied(app: WSGIApplication, trusted: Sequence[Network], below: str = "") -> WSGIApplication:
    """The app, told of the client and not of the proxies.

    Args:
        app: what answers.
        trusted: networks of the proxies whose word counts.
        below: the path that links have before those of this server, without a slash at the end.
    """
    warned, misplaced = threading.Lock(), threading.Lock()  # taken once, and never given back

    def resolved(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        said = {name: environ.pop(name, "") for name in _HEADERS}
        sender = environ[PEER] = environ.get("REMOTE_ADDR", "")
        if not is_trusted(sender, trusted):
            if any(said.values()) or any(name in environ for name in _SIGNS):
                environ[UNRESOLVED] = True
                if is_loopback(sender) and warned.acquire(blocking=False):
                    _log.warning(_UNNAMED, sender, sender)
        else:
            environ["REMOTE_ADDR"] = client(sender, said["HTTP_X_FORWARDED_FOR"], trusted)
            scheme, host = said["HTTP_X_FORWARDED_PROTO"], said["HTTP_X_FORWARDED_HOST"]
            if scheme in _SCHEMES and _HOST.fullmatch(host):
                environ[FORWARDED] = f"{scheme}://{host}"
            prefix = said[_PREFIX].rstrip("/")
            if prefix not in {"", below} and misplaced.acquire(blocking=False):
                _log.warning(_BELOW, prefix)
        return app(environ, start_response)

    return resolved


def client(sender: str, forwarded_for: str, trusted: Sequence[Network]) -> str:
    """The first address, from the server outwards, that is no trusted proxy.

    What stands left of it was written by somebody unknown, and so was anything that is no address.

    >>> client("10.0.0.1", "6.6.6.6, 198.51.100.7, 10.0.0.2", networks(["10.0.0.0/8"]))
    '198.51.100.7'
    """
    found = sender
    for step in reversed([part.strip() for part in forwarded_for.split(",")]):
        if not is_trusted(found, trusted) or address_of(step) is None:
            break
        found = step
    return found


def address_of(text: str) -> IPv4Address | IPv6Address | None:
    """The address that a text is, or None; one of IPv4 that is written as IPv6 is one of IPv4."""
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def is_loopback(text: str) -> bool:
    """Whether a text is an address of this machine for itself."""
    address = address_of(text)
    return address is not None and address.is_loopback


def is_trusted(text: str, trusted: Sequence[Network]) -> bool:
    """Whether a text is an address in one of the networks."""
    address = address_of(text) if trusted else None
    return address is not None and any(address in network for network in trusted)
