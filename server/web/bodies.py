"""Bodies of requests, taken before anything else is done: kept, or dropped. Pure WSGI.

A sender that is still sending would not read how it is answered, and would see its connection broken.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

#: Paths where bodies are read.
READ: Final = frozenset(("/sparql", "/receipt", "/receipt/verify"))

_PIECE: Final = 65_536
#: Digits of a length that is taken seriously.
_DIGITS: Final = 18


def keep(environ: WSGIEnvironment, limit: int, most: int) -> int:
    """Have the body at hand if it has up to `limit` bytes; drop it if it is longer. Its length.

    Args:
        environ: the request.
        limit: bytes of a body that is kept.
        most: bytes of a body that is dropped; of a longer one nothing is taken.
    """
    length = _length(environ)
    if length > limit:
        _drop(environ, length, most)
    elif length:
        environ["wsgi.input"] = io.BytesIO(environ["wsgi.input"].read(length))
    return length


def drop(environ: WSGIEnvironment, most: int) -> None:
    """Take the body, if it has up to `most` bytes, and forget it."""
    length = _length(environ)
    if length:
        _drop(environ, length, most)


def _drop(environ: WSGIEnvironment, length: int, most: int) -> None:
    if length > most or environ.get("HTTP_EXPECT"):  # who expects 100 waits for a word before it sends
        return
    left = length
    while left > 0 and (piece := environ["wsgi.input"].read(min(left, _PIECE))):
        left -= len(piece)
    environ["wsgi.input"] = io.BytesIO()


def _length(environ: WSGIEnvironment) -> int:
    """What the sender says of its length; nothing where that makes no sense, so that who reads it sees."""
    said = environ.get("CONTENT_LENGTH", "")
    return int(said) if said.isdecimal() and len(said) <= _DIGITS else 0
