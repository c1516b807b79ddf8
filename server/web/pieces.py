"""Bodies of answers as WSGI hands them on: pieces that are read, closed, and never written (PEP 3333)."""

from __future__ import annotations

from collections.abc import Iterable


def shut(body: Iterable[bytes]) -> None:
    """Close a body that is not read any further, if it can be closed."""
    close = getattr(body, "close", None)
    if close is not None:
        close()


def whole(body: Iterable[bytes]) -> bytes:
    """A body in one piece; it is closed."""
    try:
        return b"".join(body)
    finally:
        shut(body)


def unwritten(_data: bytes) -> object:
    """What WSGI has for applications that write without returning a body; none here does."""
    raise NotImplementedError("answers are iterables: nothing is written")
