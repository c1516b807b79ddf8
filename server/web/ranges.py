"""Ranges that are honoured: one of bytes, of what the client has the rest of (RFC 9110 §13.2.2, §14.2)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from werkzeug.http import parse_etags, parse_range_header

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

#: A strong entity tag; nothing else says in If-Range that the file is the same.
_STRONG: Final = re.compile(r'"[^"]*"')


def honour(environ: WSGIEnvironment, tag: str, length: int) -> None:
    """Take a Range off a request that is to be passed over, so that the whole is sent, or nothing anew.

    That is one of another unit, one that cannot be read, one of several parts, one whose If-Range names the
    file by a weak tag or a date, one that asks for the last bytes and more of them than there are, and any
    where the client has the file already (If-None-Match) or wants another one (If-Match): these come first.

    Args:
        environ: the request; its Range is taken off.
        tag: entity tag of the file, without quotes.
        length: bytes of the file.
    """
    asked = parse_range_header(environ.get("HTTP_RANGE"))
    condition = environ.get("HTTP_IF_RANGE", "").strip()
    if (
        asked is None
        or environ["REQUEST_METHOD"] != "GET"  # of others a range means nothing (RFC 9110 §14.2)
        or asked.units != "bytes"
        or len(asked.ranges) != 1
        or (condition and not _STRONG.fullmatch(condition))
        or -asked.ranges[0][0] >= length > 0
        or _is_settled(environ, tag)
    ):
        environ.pop("HTTP_RANGE", None)


def _is_settled(environ: WSGIEnvironment, tag: str) -> bool:
    """Whether the conditions of a request are answered without the file."""
    known, wanted = (environ.get(name) for name in ("HTTP_IF_NONE_MATCH", "HTTP_IF_MATCH"))
    return bool(known and parse_etags(known).contains_weak(tag)) or bool(
        wanted and not parse_etags(wanted).contains(tag)
    )
