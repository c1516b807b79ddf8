"""Responses of the linked-data paths: entity tags, freshness, links, HEAD and 304."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from flask import Response, request

from server.web.site import site

#: How long what belongs to a published release may be kept, in seconds, where the next release can change it.
_FRESH: Final = 3600

#: For what can never change.
_FOREVER: Final = 365 * 24 * 3600


@dataclass(frozen=True)
class Link:
    """One link of a `Link` header (RFC 8288).

    Attributes:
        target: relative or absolute address, already escaped.
        rel: relation type.
        type: media type of what is found there; empty where nobody can know.
    """

    target: str
    rel: str
    type: str = ""

    def __str__(self) -> str:
        """The link as the header writes it."""
        kind = f'; type="{self.type}"' if self.type else ""
        return f'<{self.target}>; rel="{self.rel}"{kind}'


def freshness(*, immutable: bool = False) -> str:
    """The value of Cache-Control: what is not published yet is asked for again every time (house rule).

    `immutable` is for paths that name a version.
    """
    release = site().release
    if release is None or not release.published:
        return "no-cache"
    return f"public, max-age={_FOREVER}, immutable" if immutable else f"public, max-age={_FRESH}"


def content(
    body: bytes,
    content_type: str,
    *,
    links: Iterable[Link] = (),
    location: str | None = None,
    negotiated: bool = True,
    immutable: bool = False,
) -> Response:
    """A representation with its own entity tag; 304 where the client has it (RFC 9110 §13.1.2).

    `location` goes into Content-Location: where this one representation is found.
    """
    response = Response(body, content_type=content_type)
    response.set_etag(hashlib.sha256(body).hexdigest()[:32])
    response.headers["Cache-Control"] = freshness(immutable=immutable)
    if negotiated:
        response.vary.add("Accept")
    if location:
        response.headers["Content-Location"] = location
    _add(response, links)
    response.make_conditional(request)
    return response


def see_other(target: str, *, links: Iterable[Link] = ()) -> Response:
    """303 to a document about what was asked for, which is not itself a document (httpRange-14)."""
    response = Response(f"See {target}\n", 303, content_type="text/plain; charset=utf-8")
    response.headers["Location"] = target
    response.headers["Cache-Control"] = freshness()
    response.vary.add("Accept")
    _add(response, links)
    return response


def _add(response: Response, links: Iterable[Link]) -> None:
    held = [str(link) for link in links]
    if held:
        response.headers["Link"] = ", ".join(held)
