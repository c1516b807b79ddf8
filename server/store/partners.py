"""The endpoints that a query may name in SERVICE: an exact list, read from what the operator wrote. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

from server.errors import StartError
from server.store.reachable import is_public

_PORTS: Final = {"http": 80, "https": 443}
_MAX_PORT: Final = 65_535

# Nothing but plain names, plain paths and literal addresses: no user, no query, no fragment, no escapes, no
# trailing dot, so two parsers cannot read two hosts in one text.
_ENDPOINT: Final = re.compile(
    r"(?P<scheme>https?)://"
    r"(?P<host>[a-z0-9](?:[a-z0-9.-]{0,252}[a-z0-9])?|\[[0-9a-f:.]{2,45}\])"
    r"(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<path>(?:/[A-Za-z0-9._~!$&'()*+,;=:@-]*)*)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Partner:
    """An endpoint: scheme and host in lower case, port as a number, path as written.

    Attributes:
        scheme: `http` or `https`.
        host: a name, or an address without brackets.
        port: the port, also where it is the usual one.
        path: from the first slash; `/` where none was written.
    """

    scheme: str
    host: str
    port: int
    path: str

    @property
    def address(self) -> IPv4Address | IPv6Address | None:
        """The address, where the host is one and not a name."""
        return _address(self.host)

    @property
    def origin(self) -> str:
        """Scheme and host, with the port where it is not the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == _PORTS[self.scheme] else f":{self.port}")

    def __str__(self) -> str:
        """The endpoint's address in its plain spelling."""
        return self.origin + self.path


def read(text: str) -> Partner | None:
    """The endpoint that a text names; None if it is not plainly one.

    >>> str(read("HTTPS://Query.Wikidata.org:443/sparql"))
    'https://query.wikidata.org/sparql'
    >>> read("https://query.wikidata.org@evil.example/sparql")
    """
    found = _ENDPOINT.fullmatch(text)
    if found is None:
        return None
    scheme, host = found["scheme"].lower(), found["host"].lower().strip("[]")
    port = int(found["port"] or _PORTS[scheme])
    if not 0 < port <= _MAX_PORT or ".." in host or (":" in host and _address(host) is None):
        return None
    return Partner(scheme, host, port, found["path"] or "/")


def partners(texts: Iterable[str]) -> tuple[Partner, ...]:
    """The list as the operator wrote it.

    A loopback address counts only where it is written as one (`http://127.0.0.1:7878/query`): no name can
    come to mean it, so nobody but the operator can put it there.

    Raises:
        StartError: an entry is no plain address of an endpoint, or can never be reached.
    """
    found = []
    for text in texts:
        partner = read(text.strip())
        if partner is None:
            message = (
                f"“{text}” is no address of an endpoint; "
                "write --service-allow https://query.wikidata.org/sparql, without user, query or fragment"
            )
            raise StartError(message)
        address = partner.address
        if address is None and re.search(r"(?:^|\.)(?:0x[0-9a-f]*|[0-9]+)$", partner.host):
            raise StartError(f"“{text}” has an address in another form than 127.0.0.1 or [::1]")
        if address is not None and not (is_loopback(partner) or is_public(address)):
            message = f"“{text}” is a private address; SERVICE may reach public ones and this machine's own"
            raise StartError(message)
        found.append(partner)
    return tuple(found)


def listed(iri: str, allowed: Sequence[Partner]) -> Partner | None:
    """The partner whose scheme, host, port and path are exactly those of the IRI; None if there is none."""
    partner = read(iri)
    return partner if partner in allowed else None


def is_loopback(partner: Partner) -> bool:
    """Whether the operator wrote a loopback address, as an address."""
    address = partner.address
    return address is not None and address.is_loopback and getattr(address, "ipv4_mapped", None) is None


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
