"""Responses of the linked-data paths: entity tags, freshness, links, HEAD and 304."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from flask import Response, request

from server.formats import GRAPH_FORMATS
from server.web.asked import LANGUAGE, PROFILE, format_named, profile_used, written_in
from server.web.profiles.table import DEFAULT, Profile
from server.web.site import site

#: How long what belongs to a published release may be kept, in seconds, where the next release can change it.
_FRESH: Final = 3600

#: What is said of what can never change.
FOREVER: Final = "public, max-age=31536000, immutable"


#: Types of data, which say of each literal what language it is in.
_DATA: Final = tuple(form.media_type for form in GRAPH_FORMATS)


@dataclass(frozen=True)
class Link:
    """One link of a `Link` header (RFC 8288).

    Attributes:
        target: relative or absolute address, already escaped.
        rel: relation type.
        type: media type of what is found there; empty where nobody can know.
        profile: IRI of the profile that what is found there is told in, where it is said.
        anchor: from where the link leads, where that is not what is answered.
        token: short name by which a profile, the anchor, can be asked for.
    """

    target: str
    rel: str
    type: str = ""
    profile: str = ""
    anchor: str = ""
    token: str = ""

    def __str__(self) -> str:
        """The link as the header writes it."""
        said = {"type": self.type, "formats": self.profile, "token": self.token, "anchor": self.anchor}
        more = "".join(f'; {name}="{value}"' for name, value in said.items() if value)
        return f'<{self.target}>; rel="{self.rel}"{more}'


def freshness(*, immutable: bool = False) -> str:
    """The value of Cache-Control: what is not published yet is asked for again every time (house rule).

    `immutable` is for paths that name a version.
    """
    release = site().release
    if release is None or not release.published:
        return "no-cache"
    return FOREVER if immutable else f"public, max-age={_FRESH}"


def content(
    body: bytes,
    content_type: str,
    *,
    links: Iterable[Link] = (),
    location: str | None = None,
    negotiated: bool = True,
    immutable: bool = False,
    profile: Profile | None = None,
) -> Response:
    """A representation with its own entity tag; 304 where the client has it (RFC 9110 §13.1.2).

    Args:
        body: the representation.
        content_type: its type.
        links: what it is linked to.
        location: goes into Content-Location: where this one representation is found.
        negotiated: whether Accept may have led to it.
        immutable: whether the path names a version.
        profile: the profile that data is told in, where it could be told in others.
    """
    response = Response(body, content_type=content_type)
    kind = f"{content_type} {profile.name}" if profile and profile is not DEFAULT else content_type
    response.set_etag(tag(body, kind))
    response.headers["Cache-Control"] = freshness(immutable=immutable)
    if negotiated and format_named() is None:
        response.vary.add("Accept")
    if profile is not None:
        response.headers["Content-Profile"] = f"<{profile.iri}>"
        if PROFILE not in request.args:
            response.vary.add("Accept-Profile")
    elif profile_used():
        response.vary.add("Accept-Profile")
    tell_language(response)
    if location:
        response.headers["Content-Location"] = location
    _add(response, links)
    response.make_conditional(request)
    return response


def tag(body: bytes, kind: str) -> str:
    """The entity tag of a representation of some kind.

    Bytes may be the same in two formats, and in two profiles; their representations are not.
    """
    digest = hashlib.sha256(body)
    digest.update(kind.encode())
    return digest.hexdigest()[:32]


def see_other(target: str, *, links: Iterable[Link] = (), profiled: bool = False) -> Response:
    """303 to a document about what was asked for, which is not itself a document (httpRange-14).

    `profiled` says that Accept-Profile may have had a part in it.
    """
    response = Response(f"See {target}\n", 303, content_type="text/plain; charset=utf-8")
    response.headers["Location"] = target
    response.headers["Cache-Control"] = freshness()
    if format_named() is None:
        response.vary.add("Accept")
    if profiled and PROFILE not in request.args:
        response.vary.add("Accept-Profile")
    _add(response, links)
    return response


def tell_language(response: Response) -> None:
    """Have a response say which languages it is in, and that it depends on what its reader prefers."""
    languages = written_in()
    if languages is not None and response.mimetype not in _DATA:
        response.headers["Content-Language"] = languages
        if LANGUAGE not in request.args:
            response.vary.add("Accept-Language")


def _add(response: Response, links: Iterable[Link]) -> None:
    held = [str(link) for link in links]
    if held:
        response.headers["Link"] = ", ".join(held)
