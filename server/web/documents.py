"""Documents that are not about one thing: the vocabulary, the dataset's description, a graph."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Response
from pyoxigraph import Quad
from werkzeug.exceptions import NotFound

from server.names import ALTR, DATASET, PROF
from server.web import alternate_pages, signposting
from server.web.asked import PROFILE, acceptable, alternates_asked, extended
from server.web.contexts.lists import Download
from server.web.contexts.values import Text
from server.web.profiles.alternates import BY_QUERY, of_document
from server.web.profiles.table import ALTERNATES, listed
from server.web.representations import HTML, REPRESENTATIONS, PageFormat, Representation, by_extension
from server.web.resources import written
from server.web.responses import Link, content
from server.web.site import site


def answered(
    path: str,
    iri: str,
    extension: str | None,
    quads: Callable[[], Sequence[Quad]],
    page: Callable[[], bytes],
    *,
    immutable: bool = False,
) -> Response:
    """A document in the representation that its extension or the request's Accept names.

    Args:
        path: where the document is, without an extension.
        iri: what the document describes.
        extension: of the request; None to negotiate, HTML being the default.
        quads: gives its data.
        page: gives its page.
        immutable: whether the path names a version.

    Raises:
        NotFound: there is no such format.
        NotAcceptable: no format that is asked for can be had.
    """
    form = acceptable(HTML) if extension is None else by_extension(extension)
    if form is None:
        raise NotFound("There is no such format.")
    if alternates_asked():
        return alternates(path, iri, form, negotiated=extension is None)
    body = page() if isinstance(form, PageFormat) else written(quads(), form, about=iri)
    return content(
        body,
        form.content_type,
        links=_links(path, iri, form),
        location=_place(path, form),
        negotiated=extension is None,
        immutable=immutable and not isinstance(form, PageFormat),  # pages tell of later versions
    )


def alternates(path: str, iri: str, form: Representation, *, negotiated: bool) -> Response:
    """In which forms a document can be had, in place of the document (W3C CNP §7.2.1).

    Args:
        path: where the document is, without an extension.
        iri: what it describes.
        form: in which this is told.
        negotiated: whether Accept may have led to it.
    """
    found = of_document(path)
    if isinstance(form, PageFormat):
        body = alternate_pages.page(Text(site().documents.label(iri, "en") or path), found)
    else:
        body = written(listed(iri, found), form, {"altr": ALTR, "prof": PROF}, about=iri)
    links = [*_links(path, iri, form), Link(ALTERNATES.iri, "profile"), Link(BY_QUERY, "profile")]
    place = extended(_place(path, form), {PROFILE: ALTERNATES.name})
    return content(
        body, form.content_type, links=links, location=place, negotiated=negotiated, profile=ALTERNATES
    )


def downloads(path: str) -> tuple[Download, ...]:
    """The data of a document in each format."""
    return tuple(Download(f.name, f.media_type, _place(path, f)) for f in REPRESENTATIONS[1:])


def _links(path: str, iri: str, chosen: Representation) -> list[Link]:
    release = site().release
    lands = release is not None and (iri == DATASET or iri.startswith(DATASET + "/"))
    if release is not None and lands and isinstance(chosen, PageFormat):
        found = signposting.landing(release, path, iri)
    else:
        found = [Link(iri, "describes"), *signposting.whole(), *(signposting.linkset(path) if lands else [])]
    found.append(Link(iri, "canonical"))
    found += [Link(_place(path, f), "alternate", f.media_type) for f in REPRESENTATIONS if f is not chosen]
    if release is not None and iri != DATASET:
        found.append(Link(site().urls.to("/dataset"), "describedby"))
    return found


def _place(path: str, form: Representation) -> str:
    to = site().urls.to
    return to(path) if isinstance(form, PageFormat) else to(f"{path.rstrip('/')}.{form.extension}")
