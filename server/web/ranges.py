"""Ranges that are honoured: one of bytes, of what the client has the rest of (RFC 9110 §13.1.5, §14.2)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from werkzeug.http import parse_range_header

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

#: A strong entity tag; nothing else says in If-Range that the file is the same.
_STRONG: Final = re.compile(r'"[^"]*"')


def honour(environ: WSGIEnvironment) -> None:
    """Take a Range off a request that is to be passed over, so that the whole is sent.

    That is one of another unit, one that cannot be read, one of several parts, and one whose If-Range names
    the file by a weak tag or a date.
    """
    asked = parse_range_header(environ.get("HTTP_RANGE"))
    condition = environ.get("HTTP_IF_RANGE", "").strip()
    if (
        asked is None
        or asked.units != "bytes"
        or len(asked.ranges) != 1
        or (condition and not _STRONG.fullmatch(condition))
    ):
        environ.pop("HTTP_RANGE", None)
