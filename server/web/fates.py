"""Identifiers that were given up: a merged one leads to its survivor, of a removed one a tombstone is shown.

410 is told in every format in which a thing would be described, and as problem details to whoever takes
nothing else: what it was called, when it was given up, why, and what to use instead.
"""

from __future__ import annotations

import json
from typing import Final
from urllib.parse import urlencode

from flask import Flask, Response, request
from pyoxigraph import Quad

from server.formats import TURTLE, GraphFormat
from server.names import expand
from server.negotiation import choose
from server.store.documents import Documents
from server.store.past import Version
from server.tags import bcp47
from server.versions.identity import (
    TOMBSTONE,
    Alive,
    Fate,
    Gone,
    Merged,
    Tombstone,
    Unknown,
    fate,
    tombstones,
)
from server.web import shortnames
from server.web.asked import format_named, tongue
from server.web.contexts.lists import Download
from server.web.contexts.values import Text
from server.web.contexts.versions import GonePage, LastDocument
from server.web.forms import Form
from server.web.languages import Language
from server.web.pages import namer
from server.web.problems import OUTCOME, TYPES
from server.web.prose import in_script
from server.web.rendering import render
from server.web.representations import DATA, HTML, JSON, PageFormat, by_extension, negotiated, serialised
from server.web.responses import Link, freshness, tell_language
from server.web.site import site
from server.web.urls import placed
from server.web.words import worded

#: What a problem of this kind is called.
SLUG: Final = "gone"

_LINKSET: Final = "/linkset"

#: Paths that are data unless a page is asked for.
_FOR_DATA: Final = "/data/"

_TYPE: Final = expand("rdf:type")
_LABEL: Final = expand("skos:prefLabel")
_WHY: Final = expand("skos:changeNote")


#: What is told where a tombstone gives no reason.
_UNSAID: Final = "What this identifier named is no longer described."

#: Problem details, as one offer beside descriptions.
_JSON: Final = Form("json", "application/problem+json")


class GivenUp(Exception):
    """A request for an identifier that names nothing any more."""

    def __init__(self, iri: str, what: Merged | Gone) -> None:
        """Say which it is and what became of it."""
        super().__init__(iri)
        self.iri = iri
        self.what = what


def install(app: Flask) -> None:
    """Have the app answer for identifiers that were given up."""
    app.register_error_handler(GivenUp, _answered)


def standing(iri: str) -> str:
    """An IRI of which something is known, if it still names what it named.

    Raises:
        GivenUp: it was merged into another, or what it named is gone.
    """
    here = site()
    what = fate_of(here.documents, iri) if here.release is not None else Alive()
    if isinstance(what, Merged | Gone):
        raise GivenUp(iri, what)
    return iri


def fate_of(documents: Documents, iri: str) -> Fate:
    """What became of an identifier that some documents speak of."""
    found: dict[str, Tombstone] = {}
    at: str | None = iri
    while at is not None and at not in found:
        buried = documents.says(at, _TYPE, TOMBSTONE.value)
        stone = tombstones(documents.own(at)).get(at) if buried else None
        if stone is None:
            break
        found[at] = stone
        at = stone.into
    if not found:
        return Alive() if iri in documents else Unknown()
    described = [at] if at is not None and at not in found and documents.own(at) else []
    return fate(iri, described, found)


def last_described(iri: str) -> Version | None:
    """The last version that described what an identifier named before it was given up."""
    past = site().past
    return next(reversed(past.describing(iri)), None) if past else None


def _answered(error: GivenUp) -> Response:
    """301 to the survivor, or 410 with the tombstone."""
    if isinstance(error.what, Merged):
        return _moved(error.what)
    return _gone(error.iri, error.what.tombstone)


def _moved(what: Merged) -> Response:
    """301 to the same kind of document about the survivor; what was asked beside goes along."""
    urls = site().urls
    asked = request.query_string.decode("ascii", "replace")
    if request.path == _LINKSET:  # what was given up is named in the query there
        place = _LINKSET
        given = [(n, _place(v, what.into) if n == "of" else v) for n, v in request.args.items(multi=True)]
        asked = urlencode(given, safe="/")
    else:
        place = _place(request.path, what.into)
    target = urls.undated(place) + (f"?{asked}" if asked else "")
    response = Response(f"See {target}\n", 301, content_type="text/plain; charset=utf-8")
    response.headers["Location"] = target
    response.headers["Cache-Control"] = freshness()
    response.headers["Link"] = str(Link(what.tombstone.iri, "describes"))
    return response


def _place(path: str, into: str) -> str:
    """Where the survivor has what was asked for at a path."""
    urls = site().urls
    slug = urls.slug(into) or ""
    if path.startswith("/page/"):
        return f"/page/{slug}"
    if path.startswith(_FOR_DATA):
        form = by_extension(path.rpartition(".")[2])
        return f"{_FOR_DATA}{slug}" + (f".{form.extension}" if form else "")
    return urls.path(into) or "/"


def _gone(iri: str, stone: Tombstone) -> Response:
    """410 with the tombstone, in the format that the path names or the request prefers."""
    asked = format_named()
    named = by_extension(request.path.rpartition(".")[2]) if request.path.startswith(_FOR_DATA) else None
    if named is None and asked is not None:  # a plus sign in a query is a space
        named = by_extension(asked) or negotiated(asked.replace(" ", "+"), None)
    usual = TURTLE if request.path.startswith(_FOR_DATA) else HTML
    form = named or choose(request.headers.get("Accept"), (HTML, *DATA, _JSON), usual)
    request.environ[OUTCOME] = SLUG
    last = _last_document(iri)
    links = _links(iri, stone, last)
    if isinstance(form, PageFormat):
        body, kind = render("gone.html", page=_page(stone, last), tongue=tongue()), form.content_type
    elif isinstance(form, GraphFormat):
        called = shortnames.names() if form is JSON else None
        body, kind = serialised(_quads(iri), form, about=iri, names=called), form.content_type
    else:
        body, kind = _problem(stone, tongue()), _JSON.media_type
    response = Response(body, 410, content_type=kind)
    response.headers["Cache-Control"] = freshness()
    response.headers["Link"] = ", ".join(map(str, links))
    if named is None:
        response.vary.add("Accept")
    tell_language(response)
    return response


def _quads(iri: str) -> list[Quad]:
    return site().documents.document(iri) or []


def _last_document(iri: str) -> LastDocument | None:
    """The document of the last version that described what is gone."""
    last, path = last_described(iri), site().urls.path(iri)
    if last is None or path is None:
        return None
    slug = site().urls.slug(iri)
    place = path if path.startswith("/graph/") else f"/page/{slug}"
    return LastDocument(last.version, site().urls.to(placed(place, last.version)), last.issued.isoformat())


def _links(iri: str, stone: Tombstone, last: LastDocument | None) -> list[Link]:
    urls = site().urls
    slug = urls.slug(iri)
    found = [Link(iri, "describes")] if iri.isascii() else []
    found += [Link(urls.to(f"/data/{slug}.{f.extension}"), "alternate", f.media_type) for f in DATA]
    found += [Link(urls.link(other) or other, "successor-version") for other in stone.replaced_by]
    return found + ([Link(last.href, "predecessor-version")] if last else [])


def _page(stone: Tombstone, last: LastDocument | None) -> GonePage:
    names = namer(tongue())
    return GonePage(
        iri=stone.iri,
        labels=names.texts(stone.iri, _LABEL),
        reasons=names.texts(stone.iri, _WHY),
        day=stone.day.isoformat() if stone.day else "",
        instead=tuple(names.node(other) for other in stone.replaced_by),
        last=last,
        downloads=tuple(
            Download(form.name, form.media_type, site().urls.to(f"{_FOR_DATA}{slug}.{form.extension}"))
            for form in DATA
            if (slug := site().urls.slug(stone.iri))
        ),
    )


def _problem(stone: Tombstone, spoken: Language) -> bytes:
    """The tombstone as problem details, its title and reason in a language as far as there are words."""
    reasons = tuple(Text(words, bcp47(language)) for language, words in stone.reasons)
    told = [in_script(reason, spoken) for reason in reasons]
    reason = next((text.value for tag in spoken.first for text in told if text.language == tag), "")
    members = {
        "type": TYPES + SLUG,
        "title": worded("Gone", spoken),
        "status": 410,
        "detail": reason or stone.reason() or worded(_UNSAID, spoken),
        "identifier": stone.iri,
        "labels": {bcp47(language): words for language, words in stone.labels},
        "reasons": {text.language: text.value for text in reasons},
        "since": stone.day.isoformat() if stone.day else None,
        "replacedBy": list(stone.replaced_by),
    }
    return json.dumps(members, ensure_ascii=False).encode() + b"\n"
