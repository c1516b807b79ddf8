"""Content codings: what is sent often is compressed once for each (RFC 9110 §8.4.1). Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import brotli

from server.packing import gzip, zstd

#: Quality of Brotli; what is above gains little and takes many times as long.
_BROTLI: Final = 6

#: Coding → what encodes, the one that is preferred among equals first.
ENCODERS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "br": lambda body: bytes(brotli.compress(body, quality=_BROTLI)),
    "zstd": zstd,
    "gzip": gzip,
}

#: Codings in that order.
CODINGS: Final = tuple(ENCODERS)

#: Bytes below which coding saves nothing worth a second copy.
_LEAST: Final = 500

_TEXTUAL: Final = (
    "text/",
    "application/ld+json",
    "application/n-",
    "application/rdf+xml",
    "application/trig",
)
_ENDS: Final = ("json", "xml", "javascript")


def compressible(content_type: str, size: int) -> bool:
    """Whether a body of a type and of so many bytes is worth coding."""
    essence = content_type.partition(";")[0].strip().lower()
    return size >= _LEAST and (essence.startswith(_TEXTUAL) or essence.endswith(_ENDS))


def tag(etag: str, coding: str) -> str:
    """The entity tag of a representation in a coding: each has its own (RFC 9110 §8.8.3)."""
    return f"{etag}-{coding}" if coding else etag
