"""Things and their data: `/id/…` leads to a page or to data, `/data/…` is the data.

The IRIs in the data never change with the host: the same path is answered wherever this runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from flask import Blueprint, Response, request
from pyoxigraph import NamedNode, Quad
from werkzeug.exceptions import NotAcceptable, NotFound

from server.formats import TURTLE, GraphFormat
from server.jsonld.names import Names
from server.names import ALTR, BASE, DATASET, PROF, expand
from server.store.rows import Row, rows
from server.web import about, alternate_pages, ontology_pages, pages, signposting
from server.web.as_of_data import certain, told_of
from server.web.asked import (
    LANGUAGE,
    PROFILE,
    acceptable,
    alternates_asked,
    default_format,
    extended,
    profile,
)
from server.web.fates import standing
from server.web.profiles.alternates import BY_QUERY
from server.web.profiles.neighbours import neighbours
from server.web.profiles.table import ALTERNATES, DEFAULT, PROFILES, Profile, alternates
from server.web.representations import (
    HTML,
    JSON,
    REPRESENTATIONS,
    NotWritableError,
    PageFormat,
    Representation,
    by_extension,
    of_rows,
    serialised,
)
from server.web.responses import Link, content, see_other
from server.web.shortnames import names
from server.web.site import site
from server.web.straight import lines_of


def blueprint() -> Blueprint:
    """The routes of things and their data, and of any IRI that is answered at its own path."""
    made = Blueprint("resources", __name__)
    made.add_url_rule("/id/<path:slug>", view_func=thing)
    made.add_url_rule("/page/<path:slug>", view_func=page)
    made.add_url_rule("/data/<path:name>", view_func=data)
    made.add_url_rule("/<path:path>", view_func=anything)
    return made


def thing(slug: str) -> Response:
    """A thing is not a document: 303 to the page or the data about it."""
    return dereferenced(known(f"/id/{slug}"))


def anything(path: str) -> Response:
    """Any other IRI that is answered here: a term of the vocabulary, or a thing of other people's data."""
    return dereferenced(known(f"/{path}"))


def page(slug: str) -> Response:
    """The page about a thing."""
    return page_of(by_slug(slug))


def data(name: str) -> Response:
    """The data about a thing: with an extension in that format, without one in the format asked for."""
    stem, dot, extension = name.rpartition(".")
    form = by_extension(extension) if dot else None
    if form is not None and (iri := found(stem)) is not None:
        return page_of(iri) if isinstance(form, PageFormat) else data_of(iri, form, exact=True)
    iri = by_slug(name)
    chosen = acceptable(TURTLE)
    return page_of(iri) if isinstance(chosen, PageFormat) else data_of(iri, chosen)


def dereferenced(iri: str) -> Response:
    """303 from a thing to its page or its data, by Accept; profile and language go along."""
    asked = profile()
    chosen = acceptable(default_format())
    urls = site().urls
    if isinstance(chosen, PageFormat):
        tag = request.args.get(LANGUAGE)
        told = {PROFILE: asked.name} if asked is ALTERNATES else {}
        target = extended(urls.to(f"/page/{urls.slug(iri)}"), told | ({LANGUAGE: tag} if tag else {}))
    else:
        target = _place(iri, chosen, asked)
    return see_other(target, links=links(iri), profiled=site().release is not None)


def page_of(iri: str) -> Response:
    """The page about a thing that is known, or that of the forms in which it can be had."""
    urls = site().urls
    place = urls.to(f"/page/{urls.slug(iri)}")
    negotiated = request.path.startswith("/data/")
    if alternates_asked():
        return content(
            alternate_pages.page(pages.namer().node(iri).label, alternates(urls.slug(iri) or "")),
            HTML.content_type,
            links=links(iri, HTML, ALTERNATES),
            location=extended(place, {PROFILE: ALTERNATES.name}),
            negotiated=negotiated,
            profile=ALTERNATES,
        )
    body = ontology_pages.thing(iri)
    return content(body, HTML.content_type, links=links(iri, HTML), location=place, negotiated=negotiated)


def data_of(iri: str, form: GraphFormat, *, exact: bool = False) -> Response:
    """The document about a thing that is known, in a format and a profile.

    Raises:
        NotAcceptable: the format cannot hold what the document says.
    """
    asked = profile()
    return told(iri, form, body_of(iri, form, asked), asked, exact=exact)


def body_of(iri: str, form: GraphFormat, asked: Profile = DEFAULT) -> bytes:
    """The document about a thing that is known, as bytes.

    Raises:
        NotAcceptable: the format cannot hold what the document says.
    """
    urls = site().urls
    path = urls.dated(f"/data/{urls.slug(iri)}")
    of_day = told_of(iri, whole=asked.build is None)
    if asked.build is None:
        return straightly([*rows_of(iri), *rows(about.lines(path, iri) + lines_of(of_day))], form, about=iri)
    said = [*about.about(path, iri), *of_day]
    conforms = NamedNode(expand("dcterms:conformsTo"))
    said += [Quad(q.subject, conforms, NamedNode(asked.iri)) for q in said[:1]]
    return written([*profiled(iri, asked), *said], form, _prefixes(asked), about=iri)


def told(
    iri: str, form: GraphFormat, body: bytes, asked: Profile = DEFAULT, *, exact: bool = False
) -> Response:
    """A document about a thing with its headers; `exact` says that its path names the format."""
    return content(
        body,
        form.content_type,
        links=links(iri, form, asked),
        location=_place(iri, form, asked),
        negotiated=not exact,
        profile=asked if site().release is not None else None,
    )


def _prefixes(asked: Profile) -> dict[str, str]:
    return {"altr": ALTR, "prof": PROF} if asked is ALTERNATES else dict(asked.prefixes)


def _place(iri: str, form: GraphFormat, asked: Profile) -> str:
    """Where the data about a thing is in a format and a profile."""
    urls = site().urls
    told = {} if asked is DEFAULT else {PROFILE: asked.name}
    return extended(urls.to(f"/data/{urls.slug(iri)}.{form.extension}"), told)


def profiled(iri: str, asked: Profile) -> list[Quad]:
    """What the data says about a thing, told in a profile."""
    quads = document(iri)
    if asked.build is None:
        return quads
    sure = certain(quads)
    around = neighbours(site().documents, sure) if asked.neighbours else []
    return asked.build(iri, [*sure, *around], pages.lexicon())


def rows_of(iri: str) -> list[Row]:
    """The same as rows."""
    documents = site().documents
    found = documents.rows(iri) or []
    for part in documents.under(iri + "#"):
        found += documents.rows(part) or []
    return found


def document(iri: str) -> list[Quad]:
    """What the data says about a thing, and about the parts of it that its hash IRIs name."""
    documents = site().documents
    quads = documents.document(iri) or []
    for part in documents.under(iri + "#"):
        quads.extend(documents.document(part) or [])
    return quads


def written(
    quads: Sequence[Quad],
    form: GraphFormat,
    prefixes: Mapping[str, str] | None = None,
    *,
    about: str | None = None,
) -> bytes:
    """Quads in a format; in JSON, what they are `about` comes first.

    Raises:
        NotAcceptable: the format cannot hold them; the message says why and what to ask for instead.
    """
    with _writing(form):
        return serialised(quads, form, prefixes, about=about, names=_called(form))


def straightly(found: Sequence[Row], form: GraphFormat, *, about: str) -> bytes:
    """Rows in a format, else like `written`.

    Raises:
        NotAcceptable: the format cannot hold them.
    """
    with _writing(form):
        return of_rows(found, form, about=about, names=_called(form))


def _called(form: GraphFormat) -> Names | None:
    """What classes and properties are called in a format; None: by their IRIs."""
    return names() if form is JSON else None


@contextmanager
def _writing(form: GraphFormat) -> Iterator[None]:
    try:
        yield
    except NotWritableError as error:
        told = f"This document cannot be had as {form.name}: {error}. Ask for Turtle."
        raise NotAcceptable(told) from error


def links(iri: str, chosen: Representation | None = None, asked: Profile = DEFAULT) -> list[Link]:
    """The other formats and profiles, the dataset's description, and what all of them describe."""
    urls = site().urls
    slug = urls.slug(iri)
    found = [Link(iri, "describes")] if chosen and iri.isascii() else []
    for form in REPRESENTATIONS:
        if isinstance(form, PageFormat) and form is not chosen:
            found.append(Link(urls.to(f"/page/{slug}"), "alternate", form.media_type))
        elif isinstance(form, GraphFormat) and form is not chosen:
            told = asked.iri if asked is not DEFAULT else ""
            found.append(Link(_place(iri, form, asked), "alternate", form.media_type, told))
    if site().release is not None:
        if chosen is HTML and asked is DEFAULT:
            found += signposting.thing(iri, str(slug))
        elif chosen is not None:
            found += [*signposting.whole(), *signposting.linkset(f"/data/{slug}")]
        found.append(Link(urls.to("/dataset"), "describedby"))
        found.append(Link(DATASET, "collection"))
        found.append(_canonical(str(slug), chosen))
        found += _profiles(iri, chosen, asked)
    else:
        found.append(Link(urls.to("/dataset"), "describedby"))
    return found


def _canonical(slug: str, chosen: Representation | None) -> Link:
    """The address that stays, and what it gives to who asks for nothing in particular (W3C CNP §7.1.1)."""
    root, dated = BASE.rstrip("/"), site().urls.dated
    if isinstance(chosen, GraphFormat):
        return Link(root + dated(f"/data/{slug}"), "canonical", TURTLE.media_type, DEFAULT.iri)
    return Link(root + dated(f"/page/{slug}"), "canonical", HTML.media_type)


def _profiles(iri: str, chosen: Representation | None, asked: Profile) -> list[Link]:
    """The profile that data is told in, the others in one format, and their names (W3C CNP §7.1)."""
    form = chosen if isinstance(chosen, GraphFormat) else TURTLE
    found = [Link(asked.iri, "profile")] if isinstance(chosen, GraphFormat) or asked is ALTERNATES else []
    found += [Link(BY_QUERY, "profile")] if asked is ALTERNATES else []
    found += [Link(_place(iri, form, o), "alternate", form.media_type, o.iri) for o in PROFILES if o != asked]
    if chosen is not HTML:  # whose own types are told by the same relation
        found += [Link(PROF + "Profile", "type", anchor=o.iri, token=o.name) for o in PROFILES]
    return found


def known(path: str) -> str:
    """The IRI of which something is known that is answered at a path.

    Raises:
        NotFound: there is none.
        GivenUp: the IRI was merged into another, or what it named is gone.
    """
    documents, urls = site().documents, site().urls
    for iri in urls.iris(path):
        if documents.look_up(iri) or any(documents.under(iri + "#")):
            return standing(iri)
    raise NotFound("Nothing is known here of a thing with that address.")


def found(slug: str) -> str | None:
    """The IRI that a slug stands for: under `/id/`, or at its own path."""
    for path in (f"/id/{slug}", f"/{slug}") if slug else ():
        try:
            return known(path)
        except NotFound:
            continue
    return None


def by_slug(slug: str) -> str:
    """The same.

    Raises:
        NotFound: it stands for nothing.
        GivenUp: the IRI was merged into another, or what it named is gone.
    """
    iri = found(slug)
    if iri is None:
        raise NotFound("Nothing is known here of a thing by that name.")
    return iri
