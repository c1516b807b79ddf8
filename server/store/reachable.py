"""Which network addresses a request on somebody's behalf may go to: public ones only. Pure."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network
from typing import Final

#: Prefixes whose addresses lead to an IPv4 address inside them, or to no host at all.
_EMBEDDING: Final = tuple(
    IPv6Network(text)
    for text in (
        "::/96",
        "::ffff:0:0/96",
        "::ffff:0:0:0/96",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "2001::/32",
        "2002::/16",
        "5f00::/16",
        "fec0::/10",
    )
)


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is one of the public network, plainly.

    Loopback, private, link-local, shared, multicast, reserved and documentation addresses are not, nor are
    IPv6 addresses that carry an IPv4 address (mapped, compatible, translated, 6to4, Teredo).
    """
    if not address.is_global or address.is_multicast or address.is_reserved or address.is_unspecified:
        return False
    return isinstance(address, IPv4Address) or not any(address in network for network in _EMBEDDING)
