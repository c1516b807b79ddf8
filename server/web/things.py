"""`/things/`: lists of things by kind, as pages, for web developers and in RDF, a hundred things a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from flask import Blueprint, Response, current_app, request
from pyoxigraph import NamedNode, Quad
from werkzeug.exceptions import BadRequest, NotFound

from server.jsonld.lists import PREFIXES
from server.names import BASE, DATASET, expand
from server.tags import bcp47
from server.web import listing, moment, pages
from server.web.about import authored
from server.web.addresses import absolute
from server.web.as_of import AT
from server.web.asked import acceptable, alternates_asked, extended, tongue
from server.web.contexts.lists import Download, Entry, EntryGroup, ListPage
from server.web.contexts.values import Node, Text
from server.web.documents import alternates
from server.web.hydra import Page
from server.web.listing import ALL, LISTS, LISTS_IRI, TONGUES, Kind
from server.web.rendering import render
from server.web.representations import (
    DATA,
    HTML,
    REPRESENTATIONS,
    PageFormat,
    Representation,
    by_extension,
    split,
)
from server.web.resources import written
from server.web.responses import Link, content
from server.web.site import site
from server.web.words import said, worded

PATH: Final = "/things/"

#: Things of a page unless more or fewer are asked for, and at most.
SIZE: Final = 100
MOST: Final = 1000

_KEY: Final = "nameplate.lists"
#: Days whose lists are kept.
_DAYS: Final = 8
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,6}\Z")

#: Arguments that go along with a page of a list.
_Asked = Mapping[str, str]


def blueprint() -> Blueprint:
    """The routes of lists."""
    made = Blueprint("things", __name__)
    made.add_url_rule(PATH, view_func=every)
    made.add_url_rule("/things.<extension>", view_func=every)
    made.add_url_rule(PATH + "<name>", view_func=one)
    return made


def every(extension: str | None = None) -> Response:
    """The lists that there are, each with the number of its things.

    Raises:
        NotFound: there is no such format.
        NotAcceptable: none that is asked for can be had.
    """
    form = _form(extension)
    if alternates_asked():
        return alternates(PATH, LISTS_IRI, form, negotiated=extension is None)
    counts = {name: len(iris) for name, iris in _members().items()}
    asked = {AT: _day()} if _day() else {}
    if isinstance(form, PageFormat):
        body = _page_of_all(counts, asked)
    else:
        body = written([*listing.of_all(counts), *_whose(LISTS_IRI)], form, PREFIXES, about=LISTS_IRI)
    links = _links(PATH, LISTS_IRI, form, asked)
    place = _place(PATH, form, asked)
    return content(body, form.content_type, links=links, location=place, negotiated=extension is None)


def one(name: str) -> Response:
    """A page of a list: what its things are, what they are called, and where their data is.

    Raises:
        NotFound: there is no such list, no such page, or no such format.
        BadRequest: a number is none.
        NotAcceptable: no format that is asked for can be had.
    """
    stem, extension = split(name)
    kind = next((kind for kind in LISTS if kind.name == stem), None)
    if kind is None:
        raise NotFound(f"There is no such list. There are: {', '.join(kind.name for kind in LISTS)}.")
    form, path = _form(extension), PATH + kind.name
    if alternates_asked():
        return alternates(path, kind.iri, form, negotiated=extension is None)
    iris = _members()[kind.name]
    size, number = _number("limit", SIZE, MOST), _number("page", 1, None)
    asked = ({"limit": str(size)} if size != SIZE else {}) | ({AT: _day()} if _day() else {})
    page = Page(absolute(path), DATASET, tuple(asked.items()), number, size, len(iris))
    if number > page.last:
        raise NotFound(f"This list has {page.last:,} pages; there is no page {number:,}.")
    here = asked | _numbered(number)
    shown = iris[(number - 1) * size : number * size]
    if isinstance(form, PageFormat):
        body = _page_of_one(kind, page, shown, here)
    else:
        quads = [*listing.of_kind(kind, page, shown, _said), *_whose(kind.iri)]
        body = written(quads, form, PREFIXES, about=kind.iri)
    links = _links(path, kind.iri, form, here)
    for relation, other in listing.relations(page):
        rel = "prev" if relation == "previous" else relation
        links.append(Link(_place(path, form, asked | _numbered(other)), rel))
    links.append(Link(_place(PATH, form, {AT: _day()} if _day() else {}), "up"))
    place = _place(path, form, here)
    return content(body, form.content_type, links=links, location=place, negotiated=extension is None)


def _form(extension: str | None) -> Representation:
    """The representation that an extension names, or that the request prefers."""
    form = acceptable(HTML) if extension is None else by_extension(extension)
    if form is None:
        raise NotFound("There is no such format.")
    return form


def _day() -> str:
    """The day or period as of which lists are asked; empty for none."""
    at = site().at
    return "" if at is None else moment.shown(at)


def _members() -> Mapping[str, tuple[str, ...]]:
    """The things of each list, found on first use and kept with the app; those of a few days, too."""
    kept: dict[str, Mapping[str, tuple[str, ...]]] = current_app.extensions.setdefault(_KEY, {})
    day = _day()
    found = kept.get(day)
    if found is None:
        found = listing.members(site().documents, pages.vocabulary())
        if len(kept) > _DAYS:
            kept.clear()
        kept[day] = found
    return found


def _whose(iri: str) -> Iterator[Quad]:
    """The dataset that a list is of, and its licence."""
    yield Quad(NamedNode(iri), NamedNode(expand("void:inDataset")), NamedNode(DATASET))
    for licence in authored().licences:
        yield Quad(NamedNode(iri), NamedNode(expand("dcterms:license")), NamedNode(licence))


def _said(iri: str) -> Iterator[Quad]:
    """What a list says of one of its things."""
    urls = site().urls
    slug = urls.slug(iri)
    place = None if slug is None else absolute(urls.dated(f"/data/{slug}"))
    return listing.told(site().documents.own(iri), place)


def _number(name: str, usual: int, most: int | None) -> int:
    """A number of the request, from 1 on."""
    given = request.args.getlist(name)
    if not given:
        return usual
    number = int(given[0]) if len(given) == 1 and _NUMBER.match(given[0]) else 0
    if number < 1 or (most is not None and number > most):
        wanted = f"from 1 to {most:,}" if most is not None else "from 1 on"
        raise BadRequest(f"{name} is to be one whole number {wanted}.")
    return number


def _numbered(number: int) -> dict[str, str]:
    return {"page": str(number)} if number > 1 else {}


def _place(path: str, form: Representation, asked: _Asked) -> str:
    """Where a list is in a form."""
    here = path if isinstance(form, PageFormat) else f"{path.rstrip('/')}.{form.extension}"
    return extended(site().urls.undated(here), asked)


def _links(path: str, iri: str, chosen: Representation, asked: _Asked) -> list[Link]:
    """The other forms, what the list is of, and its address that stays."""
    found = [Link(iri, "describes"), Link(extended(BASE.rstrip("/") + path, asked), "canonical")]
    found += [Link(_place(path, f, asked), "alternate", f.media_type) for f in REPRESENTATIONS if f != chosen]
    return [*found, Link(site().urls.undated("/dataset"), "describedby"), Link(DATASET, "collection")]


def _title(titles: tuple[str, str, str]) -> tuple[Text, Text]:
    """A title in the language of the page, and the other that stands beside it."""
    by_tag = {bcp47(tag): title for tag, title in zip(TONGUES, titles, strict=True)}
    asked = tongue()
    return Text(by_tag[asked.tag], asked.tag), Text(by_tag[asked.second], asked.second)


def _downloads(path: str, asked: _Asked) -> tuple[Download, ...]:
    return tuple(Download(f.name, f.media_type, _place(path, f, asked)) for f in DATA)


def _page_of_all(counts: Mapping[str, int], asked: _Asked) -> bytes:
    title, second = _title(ALL)
    heading = worded("Kinds of things, with how many there are", tongue())
    entries = []
    for kind in LISTS:
        label, other = _title(kind.titles)
        node = Node(kind.iri, _place(PATH + kind.name, HTML, asked), label, other if other != label else None)
        entries.append(Entry(node, count=counts[kind.name]))
    page = ListPage(
        title.value,
        (second,),
        groups=(EntryGroup("lists", heading, tuple(entries)),),
        downloads=_downloads(PATH, asked),
        language=title.language,
    )
    return render("list.html", page=page, tongue=tongue())


def _page_of_one(kind: Kind, page: Page, iris: tuple[str, ...], asked: _Asked) -> bytes:
    namer = pages.namer()
    title, second = _title(kind.titles)
    first = (page.number - 1) * page.size
    nodes = [namer.node(iri) for iri in iris]
    heading = worded("There are none.", tongue())
    if iris:
        numbers = {"first": f"{first + 1:,}", "last": f"{first + len(iris):,}", "total": f"{page.total:,}"}
        heading = said("%(first)s to %(last)s of %(total)s", tongue(), **numbers)
    around = {
        relation: _place(PATH + kind.name, HTML, dict(page.asked) | _numbered(number))
        for relation, number in listing.relations(page)
    }
    shown = ListPage(
        title.value,
        (second,) if second.value != title.value else (),
        groups=(EntryGroup("things", heading, tuple(Entry(node, node.kind) for node in nodes)),),
        downloads=_downloads(PATH + kind.name, asked),
        language=title.language,
    )
    return render("things.html", page=shown, around=around, lists=_place(PATH, HTML, {}), tongue=tongue())
