"""Headers that every answer has, whoever makes it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

HEADERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": (
            "Accept-Ranges, Allow, Cache-Status, Content-Disposition, Content-Location, Content-Profile, "
            "Content-Range, ETag, Link, Location, Memento-Datetime, Nameplate-At, Nameplate-Left-Out, "
            "Nameplate-Release, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id"
        ),
        "Content-Security-Policy": (
            "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
            "script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
            "frame-ancestors 'none'"
        ),
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "X-Content-Type-Options": "nosniff",
    }
)
