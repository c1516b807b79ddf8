"""Requests that name entity tags: who has an answer gets 304, who wants another one 412. Pure WSGI.

One rule for all that is answered to GET and HEAD (RFC 9110 §13): If-Match comes first, then If-None-Match. An
answer that is sent in a coding is known by the tag that it has in it, and by the one that it has uncoded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final

from werkzeug.exceptions import PreconditionFailed
from werkzeug.http import parse_etags, unquote_etag

from server.web.pieces import shut, unwritten
from server.web.problems import refused

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_WANTED: Final = "HTTP_IF_MATCH"
_KNOWN: Final = "HTTP_IF_NONE_MATCH"
_SINCE: Final = ("HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE")

#: Headers of what is not sent again (RFC 9110 §15.4.5).
NOT_IN_304: Final = frozenset(("content-length", "content-type", "content-encoding"))
NOT_MODIFIED: Final = "304 NOT MODIFIED"

Headers = list[tuple[str, str]]


class Conditional:
    """A WSGI application whose answers are compared with the tags that requests name.

    The answer is made first, so that 304 says what 200 would say. Ranges are left to what is behind.
    """

    def __init__(self, app: WSGIApplication) -> None:
        """Compare the answers of `app`."""
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        named = _WANTED in environ or _KNOWN in environ
        if not named or environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or "HTTP_RANGE" in environ:
            return self._app(environ, start_response)
        held: dict[str, str] = {
            name: environ.pop(name) for name in (_WANTED, _KNOWN, *_SINCE) if name in environ
        }
        seen: list[tuple[str, Headers]] = []

        def started(status: str, headers: Headers, *_error: object) -> Callable[[bytes], object]:
            seen.append((status, headers))
            return unwritten

        body = self._app(environ, started)
        environ.update(held)
        status, headers = seen[-1]
        tags = _tags(headers) if status.startswith("200") else ()
        has = known(environ, tags)
        if not fails(environ, tags) and not has:
            start_response(status, headers)
            return body
        shut(body)
        if fails(environ, tags):
            return another(environ, start_response)
        start_response(
            NOT_MODIFIED, [_as(has, pair) for pair in headers if pair[0].lower() not in NOT_IN_304]
        )
        return []


def fails(environ: WSGIEnvironment, tags: Sequence[str]) -> bool:
    """Whether a request wants an answer by a tag that this one has not (If-Match, RFC 9110 §13.1.1).

    Args:
        environ: the request.
        tags: those of the answer, without quotes; none if it has none, and cannot be compared.
    """
    wanted = environ.get(_WANTED)
    if not wanted or not tags:
        return False
    etags = parse_etags(wanted)
    return not any(etags.contains(tag) for tag in tags)


def known(environ: WSGIEnvironment, tags: Sequence[str]) -> str:
    """The first of the tags of an answer by which the client has it (§13.1.2); empty if none."""
    named = environ.get(_KNOWN)
    if not named or not tags:
        return ""
    etags = parse_etags(named)
    return next((tag for tag in tags if etags.contains_weak(tag)), "")


def another(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    """412: the client wants what it knew, and that is not here any more."""
    told = "This has another entity tag than If-Match names; ask again without."
    return refused(PreconditionFailed(told), environ, start_response)


def _tags(headers: Headers) -> tuple[str, ...]:
    """The tag of an answer without quotes, then the one that it has uncoded, if it is coded."""
    named = {name.lower(): value for name, value in headers}
    etag, _ = unquote_etag(named.get("etag"))
    ending = f"-{named.get('content-encoding')}"
    return (etag, etag.removesuffix(ending)) if etag else ()


def _as(tag: str, header: tuple[str, str]) -> tuple[str, str]:
    """A header; of the entity tag the one by which the client has the answer."""
    name, value = header
    if name.lower() != "etag":
        return header
    return name, ("W/" if value.startswith("W/") else "") + f'"{tag}"'
