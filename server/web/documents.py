"""Documents that are not about one thing: the vocabulary, the dataset's description, a graph."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from flask import Response
from pyoxigraph import Quad
from werkzeug.exceptions import NotFound

from server.formats import GraphFormat
from server.names import ALTR, BASE, DATASET, PROF
from server.web import alternate_pages, pages, signposting
from server.web.asked import FORMATS, PROFILE, acceptable, alternates_asked, extended, tongue
from server.web.contexts.lists import Download
from server.web.contexts.values import Text
from server.web.forms import Form
from server.web.profiles.alternates import BY_QUERY, Alternate, of_document, of_page
from server.web.profiles.table import ALTERNATES, listed
from server.web.representations import HTML, REPRESENTATIONS, PageFormat, Representation, by_extension
from server.web.resources import written
from server.web.responses import Link, content
from server.web.site import site
from server.web.words import said


def answered(
    path: str,
    iri: str,
    extension: str | None,
    quads: Callable[[], Sequence[Quad]],
    page: Callable[[], bytes],
    *,
    immutable: bool = False,
    title: Callable[[], Text] | None = None,
) -> Response:
    """A document in the representation that its extension or the request's Accept names.

    Args:
        path: where the document is, without an extension.
        iri: what the document describes.
        extension: of the request; None to negotiate, HTML being the default.
        quads: gives its data.
        page: gives its page.
        immutable: whether the path names a version.
        title: gives what it is called, where that is not said of what it describes.

    Raises:
        NotFound: there is no such format.
        NotAcceptable: no format that is asked for can be had.
    """
    form = acceptable(HTML) if extension is None else by_extension(extension)
    if form is None:
        raise NotFound("There is no such format.")
    if alternates_asked():
        return alternates(path, iri, form, negotiated=extension is None, title=title)
    body = page() if isinstance(form, PageFormat) else written(quads(), form, about=iri)
    return content(
        body,
        form.content_type,
        links=_links(path, iri, form),
        location=_place(path, form),
        negotiated=extension is None,
        immutable=immutable and not isinstance(form, PageFormat),  # pages tell of later versions
    )


def alternates(
    path: str,
    iri: str,
    form: Representation,
    *,
    negotiated: bool,
    title: Callable[[], Text] | None = None,
) -> Response:
    """In which forms a document can be had, in place of the document (W3C CNP §7.2.1).

    Args:
        path: where the document is, without an extension.
        iri: what it describes.
        form: in which this is told.
        negotiated: whether Accept may have led to it.
        title: gives what it is called, where that is not said of what it describes.
    """
    place = extended(_place(path, form), {PROFILE: ALTERNATES.name})
    called = title or (lambda: _called(iri, path))
    return _alternates(of_document(path), iri, form, called, _links(path, iri, form), place, negotiated)


def forms_of_page(
    path: str,
    title: str,
    beside: Iterable[Form | GraphFormat] = (),
    links: Iterable[Link] = (),
    *,
    extension: str | None = None,
    **parts: str,
) -> Response | None:
    """In which forms a page can be had, in place of the page; None if the request does not ask for that.

    Args:
        path: of the page.
        title: what it is called, in English.
        beside: the forms that it has beside, each at the path with its extension.
        links: those of the page.
        extension: of the request, if it names a form.
        parts: what stands in the places of the title.

    Raises:
        NotAcceptable: no format that is asked for can be had.
    """
    if not alternates_asked():
        return None
    form = by_extension(extension) if extension else acceptable(HTML)
    if form is None:  # in a form that is no data, such as CSV, nothing can be listed
        return None
    others = [(f"{path.rstrip('/')}.{f.extension}", f.media_type, f.name) for f in beside]
    asked = {PROFILE: ALTERNATES.name}
    if not isinstance(form, PageFormat):
        asked[FORMATS[0]] = form.extension
    return _alternates(
        of_page(path, others),
        BASE.rstrip("/") + path,
        form,
        titled(title, **parts),
        list(links),
        extended(site().urls.to(path), asked),
        extension is None,
    )


def titled(english: str, **parts: str) -> Callable[[], Text]:
    """What gives a title of the server's own in the language of the page; asked for where there is one."""
    return lambda: Text(said(english, tongue(), **parts), tongue().tag)


def _alternates(
    found: Sequence[Alternate],
    iri: str,
    form: Representation,
    title: Callable[[], Text],
    links: Sequence[Link],
    place: str,
    negotiated: bool,
) -> Response:
    if isinstance(form, PageFormat):
        body = alternate_pages.page(title(), found)
    else:
        body = written(listed(iri, found), form, {"altr": ALTR, "prof": PROF}, about=iri)
    profiles = (Link(ALTERNATES.iri, "profile"), Link(BY_QUERY, "profile"))
    return content(
        body,
        form.content_type,
        links=[*links, *profiles],
        location=place,
        negotiated=negotiated,
        profile=ALTERNATES,
    )


def _called(iri: str, path: str) -> Text:
    """What something is called in the language of the page, else in English, else its path."""
    tongue()
    namer = pages.namer()
    return namer.node(iri).label if namer.labels(iri) else Text(path)


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
    found.append(Link(iri.partition("#")[0], "canonical"))
    found += [Link(_place(path, f), "alternate", f.media_type) for f in REPRESENTATIONS if f is not chosen]
    if release is not None and iri != DATASET:
        found.append(Link(site().urls.to("/dataset"), "describedby"))
    return found


def _place(path: str, form: Representation) -> str:
    to = site().urls.to
    return to(path) if isinstance(form, PageFormat) else to(f"{path.rstrip('/')}.{form.extension}")
