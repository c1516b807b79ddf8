"""Content codings (RFC 9110 §8.4.1): what is kept is compressed once and well, all else fast."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

import brotli

from server.negotiation import choose_coding
from server.packing import gzip, zstd

#: Quality of Brotli; what is above gains little and takes many times as long.
_BROTLI: Final = 6

#: Coding → what encodes, the one that is preferred among equals first.
ENCODERS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "br": lambda body: bytes(brotli.compress(body, quality=_BROTLI)),
    "zstd": zstd,
    "gzip": gzip,
}

#: The same for what is sent once: a tenth of the time, and up to two thirds more to send.
FAST: Final[dict[str, Callable[[bytes], bytes]]] = {
    "zstd": lambda body: zstd(body, 1),
    "br": lambda body: bytes(brotli.compress(body, quality=1)),
    "gzip": lambda body: gzip(body, 1),
}

#: Bytes below which coding saves nothing worth a second copy.
_LEAST: Final = 500

_TEXTUAL: Final = (
    "text/",
    "application/ld+json",
    "application/n-",
    "application/rdf+xml",
    "application/trig",
    "application/linkset",
    "application/link-format",
)
_ENDS: Final = ("json", "xml", "javascript")


#: How many wordings of Accept-Encoding are remembered.
_WORDINGS: Final = 512


class Chosen:
    """What Accept-Encoding headers lead to; safe to use from many threads."""

    def __init__(self, offers: Iterable[str]) -> None:
        """Choose among codings, the earlier among equals."""
        self._offers = tuple(offers)
        self._known: dict[str, str] = {}

    def __call__(self, accept: str) -> str:
        """The coding that a header leads to; empty for none."""
        found = self._known.get(accept)
        if found is None:
            if len(self._known) >= _WORDINGS:
                self._known = {}
            found = self._known[accept] = choose_coding(accept, self._offers)
        return found


def compressible(content_type: str, size: int) -> bool:
    """Whether a body of a type and of so many bytes is worth coding."""
    essence = content_type.partition(";")[0].strip().lower()
    return size >= _LEAST and (essence.startswith(_TEXTUAL) or essence.endswith(_ENDS))


def tag(etag: str, coding: str) -> str:
    """The entity tag of a representation in a coding: each has its own (RFC 9110 §8.8.3)."""
    return f"{etag}-{coding}" if coding else etag
