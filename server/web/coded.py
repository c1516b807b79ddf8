"""Answers that are made for one request, compressed on their way out (RFC 9110 §8.4.1). Pure WSGI.

What is kept is compressed well, once (`server.web.cache`). What is made for one request is compressed fast,
up to a size, and by a few at once: more is sent as it is, which everybody can read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Final

from server.web.codings import FAST, Chosen, compressible
from server.web.pieces import unwritten, whole

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

#: Bytes of the largest body that is compressed, and bodies that are at once.
LARGEST: Final = 1024 * 1024
AT_ONCE: Final = 2

_CONDITION: Final = "HTTP_IF_NONE_MATCH"
_NAME: Final = "Accept-Encoding"
_TAG: Final = re.compile(r'"[^"]*"')

Headers = list[tuple[str, str]]


class Coded:
    """A WSGI application whose answers are compressed for those who take it.

    An answer that can be says `Vary: Accept-Encoding` either way, and has another entity tag in each coding.
    """

    def __init__(self, app: WSGIApplication, *, largest: int = LARGEST, at_once: int = AT_ONCE) -> None:
        """Compress the answers of `app` that have up to `largest` bytes, `at_once` at the same time."""
        self._app = app
        self._largest = largest
        self._places = BoundedSemaphore(at_once)
        self._chosen = Chosen(FAST)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
        coding = self._chosen(accepted) if accepted and "HTTP_RANGE" not in environ else ""
        known = _uncoded(environ, coding) if coding and _CONDITION in environ else frozenset()
        seen: list[tuple[str, Headers]] = []

        def started(status: str, headers: Headers, *_error: object) -> Callable[[bytes], object]:
            seen.append((status, headers))
            return unwritten

        body = self._app(environ, started)
        status, headers = seen[-1]
        if status.startswith("304"):
            start_response(status, _varied(_tagged(headers, coding, among=known)))
            return body
        if not status.startswith("200") or not self._is_codable(headers):
            start_response(status, headers)
            return body
        if not coding or not self._places.acquire(blocking=False):
            start_response(status, _varied(headers))
            return body
        try:
            uncoded = whole(body)
            # of HEAD there is no body; how long that of GET would be only GET finds out
            made = b"" if environ["REQUEST_METHOD"] == "HEAD" else FAST[coding](uncoded)
        finally:
            self._places.release()
        headers = [pair for pair in _tagged(headers, coding) if pair[0].lower() != "content-length"]
        headers.append(("Content-Encoding", coding))
        if made:
            headers.append(("Content-Length", str(len(made))))
        start_response(status, _varied(headers))
        return [made]

    def _is_codable(self, headers: Headers) -> bool:
        """Whether a body is whole, of a size and type worth it, and not coded already."""
        kind, length = "", 0
        for name, value in headers:
            match name.lower():
                case "content-type":
                    kind = value
                case "content-length":
                    length = int(value)
                case "content-encoding":
                    return False
                case "accept-ranges" if value != "none":
                    return False
        return length <= self._largest and compressible(kind, length)


def _uncoded(environ: WSGIEnvironment, coding: str) -> frozenset[str]:
    """Have a request that names answers in a coding name them uncoded as well; the tags that they have so."""
    ending = f'-{coding}"'
    coded = [tag for tag in _TAG.findall(environ[_CONDITION]) if tag.endswith(ending)]
    plain = [tag.removesuffix(ending) + '"' for tag in coded]
    environ[_CONDITION] = ", ".join([environ[_CONDITION], *plain])
    return frozenset(plain)


def _tagged(headers: Headers, coding: str, among: frozenset[str] | None = None) -> Headers:
    """Headers with the tag of an answer in a coding; with `among`, only if it is one of these uncoded."""

    def own(name: str, value: str) -> str:
        is_tag = name.lower() == "etag" and (among is None or value.removeprefix("W/") in among)
        return f'{value[:-1]}-{coding}"' if is_tag else value

    return [(name, own(name, value)) for name, value in headers]


def _varied(headers: Headers) -> Headers:
    """Headers that say that an answer is one of several by what is asked for with Accept-Encoding."""
    for place, (name, value) in enumerate(headers):
        if name.lower() == "vary":
            told = value if _NAME.lower() in value.lower() else f"{value}, {_NAME}"
            return [*headers[:place], (name, told), *headers[place + 1 :]]
    return [*headers, ("Vary", _NAME)]
