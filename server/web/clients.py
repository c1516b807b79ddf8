"""Who counts as one client. Pure.

The address is the one that `server.web.proxies` has resolved; nothing here believes a header.
"""

from __future__ import annotations

from ipaddress import IPv6Address, ip_network
from typing import Final

from server.store.protocol import Client
from server.web.proxies import address_of

#: Bits of an IPv6 address that tell one customer of a provider from another; the rest anyone can vary.
_PREFIX: Final = 64


def client_of(address: str | None, *, limit_loopback: bool) -> Client:
    """The client behind an address; for IPv6 the whole network of 64 bits.

    Args:
        address: resolved address of the request; empty or None where the server gives none.
        limit_loopback: whether limits hold for this machine, too.
    """
    found = address_of(address or "")
    if found is None:  # all of these are one client, and nobody says that it is here
        return Client("unknown", is_exempt=False)
    is_exempt = found.is_loopback and not limit_loopback
    if isinstance(found, IPv6Address) and not found.is_loopback:
        return Client(str(ip_network((found, _PREFIX), strict=False)), is_exempt=False)
    return Client(str(found), is_exempt=is_exempt)
