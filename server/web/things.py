"""`/things/`: lists of things by kind, as pages, for web developers and in RDF, a hundred things a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response
from pyoxigraph import NamedNode, Quad
from werkzeug.exceptions import NotFound

from server.holding import Held
from server.jsonld.lists import PREFIXES
from server.names import BASE, DATASET, expand
from server.periods import date_text, stretch_text
from server.tables.columns import STATEMENTS, TABLES_OF
from server.tags import bcp47
from server.web import as_of, listing, moment, pages
from server.web.about import authored
from server.web.addresses import absolute
from server.web.as_of import AT
from server.web.asked import acceptable, alternates_asked, tongue
from server.web.contexts.lists import Download, Entry, EntryGroup, ListPage
from server.web.contexts.values import Node, Text
from server.web.documents import alternates
from server.web.given import whole_number
from server.web.hydra import Page
from server.web.languages import LANGUAGES
from server.web.listing import ALL, LISTS, LISTS_IRI, TIMELESS, TONGUES, Kind, Then
from server.web.lives import life
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
from server.web.site import kept, own, site
from server.web.words import said, worded

PATH: Final = "/things/"

#: Things of a page unless more or fewer are asked for, and at most.
SIZE: Final = 100
MOST: Final = 1000

_KEY: Final = "nameplate.lists"
_CSV: Final = ".csv"

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
        called = partial(_titled, ALL)
        return alternates(PATH, LISTS_IRI, form, negotiated=extension is None, title=called)
    asked = {AT: _day()} if _day() else {}
    found = {kind.name: _then(kind.name) for kind in LISTS} if asked else {}
    counts = {
        name: len(then.listed if (then := found.get(name)) else iris) for name, iris in _members().items()
    }
    if asked:
        gone = _gone()
        as_of.left_out(gone)
    iri = _named("", LISTS_IRI)
    if isinstance(form, PageFormat):
        body = _page_of_all(counts, found, asked)
    else:
        said = listing.as_of(iri, LISTS_IRI, _day(), _comment(gone)) if asked else ()
        quads = [*listing.of_all(counts, _named), *said, *_whose(iri)]
        body = written(quads, form, PREFIXES, about=iri)
    links = _links(PATH, iri, form, asked)
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
        raise _no_list(name)
    if _day() and kind.name in TIMELESS:
        raise as_of.NoDays(f"{TIMELESS[kind.name]} {as_of.OTHERS}")
    form, path = _form(extension), PATH + kind.name
    if alternates_asked():
        called = partial(_titled, kind.titles)
        return alternates(path, kind.iri, form, negotiated=extension is None, title=called)
    then = _then(kind.name)
    iris = then.listed if then else _members()[kind.name]
    size, number = whole_number("limit", SIZE, most=MOST), whole_number("page", 1)
    asked = ({"limit": str(size)} if size != SIZE else {}) | ({AT: _day()} if _day() else {})
    page = Page(absolute(path), DATASET, tuple(asked.items()), number, size, len(iris))
    if number > page.last:
        pages_there = "1 page" if page.last == 1 else f"{page.last:,} pages"
        raise NotFound(f"This list has {pages_there}; there is no page {number:,}.")
    here, iri = asked | _numbered(number), _named(kind.name, kind.iri)
    shown = iris[(number - 1) * size : number * size]
    if isinstance(form, PageFormat):
        body = _page_of_one(kind, page, shown, here, then)
    else:
        quads = [*listing.of_kind(iri, kind.titles, page, shown, _said), *_whose(iri)]
        if then is not None:
            quads += listing.as_of(iri, kind.iri, _day(), _comment(then.gone))
            quads += listing.parts(iri, then, shown)
        body = written(quads, form, PREFIXES, about=iri)
    if then is not None:
        as_of.left_out(then.gone)
    links = _links(path, iri, form, here)
    for relation, other in listing.relations(page):
        rel = "prev" if relation == "previous" else relation
        links.append(Link(_place(path, form, asked | _numbered(other)), rel))
    links.append(Link(_place(PATH, form, {AT: _day()} if _day() else {}), "up"))
    place = _place(path, form, here)
    return content(body, form.content_type, links=links, location=place, negotiated=extension is None)


def doors() -> tuple[tuple[Text, str, int], ...]:
    """Each list: its title in the reader's language, its address, and its number of things as last known."""
    spoken, members = tongue(), _members()
    place = [language.tag for language in LANGUAGES].index(spoken.tag)
    to = site().urls.to
    return tuple(
        (Text(kind.titles[place], spoken.tag), to(PATH + kind.name), len(members[kind.name]))
        for kind in LISTS
        if members[kind.name]
    )


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
    """The things of each list as last known, found on first use and kept with the app."""
    return kept(_KEY, lambda: listing.members(own().documents, pages.vocabulary()))


def _then(name: str) -> Then | None:
    """What a list is as of the day that is asked for; None if none is, or if it has no days."""
    at = site().at
    return None if at is None or name in TIMELESS else listing.then(_members()[name], life, at)


def _gone() -> int:
    """How many things of all lists were not there on the day that is asked for."""
    at = site().at
    assert at is not None  # noqa: S101 (whoever asks has looked)
    dated = dict.fromkeys(iri for name, iris in _members().items() if name not in TIMELESS for iri in iris)
    return listing.then(dated, life, at).gone


def _named(name: str, iri: str) -> str:
    """The IRI of a list as of the day that is asked for, if one is and the list has days."""
    return as_of.at_day(iri, _day()) if _day() and name not in TIMELESS else iri


def _comment(gone: int) -> str:
    """What a list says in words of the day as of which it is."""
    return f"As of {stretch_text(_day())}. What was certainly not there then is left out: {gone}."


def _no_list(name: str) -> NotFound:
    """That there is no such list; or as CSV none, but tables."""
    stem = name.removesuffix(_CSV)
    tables = TABLES_OF.get(stem, STATEMENTS) if stem != name and any(k.name == stem for k in LISTS) else ()
    if not tables:
        return NotFound(f"There is no such list. There are: {', '.join(kind.name for kind in LISTS)}.")
    there = [f"{table}{_CSV}" for table in tables]
    error = NotFound(f"Lists are not offered as CSV. There are tables of it: {', '.join(there)}.")
    error.links = tuple((table, site().urls.to(f"/tables/{table}")) for table in there)  # type: ignore[attr-defined]  # told with the problem
    return error


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
    yield from listing.told(site().documents.own(iri), place)
    if site().at is not None:
        yield from listing.told_bounds(iri, life(iri))


def _numbered(number: int) -> dict[str, str]:
    return {"page": str(number)} if number > 1 else {}


def _place(path: str, form: Representation, asked: _Asked) -> str:
    """Where a list is in a form."""
    here = path if isinstance(form, PageFormat) else f"{path.rstrip('/')}.{form.extension}"
    return _extended(site().urls.undated(here), asked)


def _extended(address: str, asked: _Asked) -> str:
    """An address with arguments; the slash of a period stays one, as in the IRIs of documents."""
    return f"{address}?{urlencode(asked, safe='/')}" if asked else address


def _links(path: str, iri: str, chosen: Representation, asked: _Asked) -> list[Link]:
    """The other forms, what the list is of, and its address that stays."""
    found = [Link(iri, "describes"), Link(_extended(BASE.rstrip("/") + path, asked), "canonical")]
    found += [Link(_place(path, f, asked), "alternate", f.media_type) for f in REPRESENTATIONS if f != chosen]
    return [*found, Link(site().urls.undated("/dataset"), "describedby"), Link(DATASET, "collection")]


def _title(titles: tuple[str, str, str]) -> tuple[Text, Text]:
    """A title in the language of the page, and the other that stands beside it."""
    by_tag = {bcp47(tag): title for tag, title in zip(TONGUES, titles, strict=True)}
    asked = tongue()
    return Text(by_tag[asked.tag], asked.tag), Text(by_tag[asked.second], asked.second)


def _titled(titles: tuple[str, str, str]) -> Text:
    return _title(titles)[0]


def _downloads(path: str, asked: _Asked) -> tuple[Download, ...]:
    return tuple(Download(f.name, f.media_type, _place(path, f, asked)) for f in DATA)


def _page_of_all(counts: Mapping[str, int], found: Mapping[str, Then | None], asked: _Asked) -> bytes:
    title, second = _title(ALL)
    heading = worded("Kinds of things, with how many there are", tongue())
    entries = []
    for kind in LISTS:
        label, other = _title(kind.titles)
        then = found.get(kind.name)
        href = _place(PATH + kind.name, HTML, asked if then else {})
        text = _counted(then) if then else worded("has no days", tongue()) if asked else ""
        node = Node(kind.iri, href, label, other if other != label else None)
        entries.append(Entry(node, text, counts[kind.name]))
    page = ListPage(
        title.value,
        second=second,
        groups=(EntryGroup("lists", heading, tuple(entries)),),
        downloads=_downloads(PATH, asked),
        language=title.language,
    )
    now = _place(PATH, HTML, {})
    return render(
        "things.html",
        page=page,
        around={},
        now=now,
        then=None,
        of_page="",
        day=_day(),
        tongue=tongue(),
    )


def _page_of_one(kind: Kind, page: Page, iris: tuple[str, ...], asked: _Asked, then: Then | None) -> bytes:
    title, second = _title(kind.titles)
    first = (page.number - 1) * page.size
    heading = worded("There are none.", tongue())
    if iris:
        numbers = {"first": f"{first + 1:,}", "last": f"{first + len(iris):,}", "total": f"{page.total:,}"}
        heading = said("%(first)s to %(last)s of %(total)s", tongue(), **numbers)
    around = {
        relation: _place(PATH + kind.name, HTML, dict(page.asked) | _numbered(number))
        for relation, number in listing.relations(page)
    }
    groups = (EntryGroup("things", heading, _entries(iris)),)
    shown = ListPage(
        title.value,
        second=second if second.value != title.value else None,
        groups=groups if then is None else _parts(then, iris),
        downloads=_downloads(PATH + kind.name, asked),
        language=title.language,
    )
    return render(
        "things.html",
        page=shown,
        around=around,
        lists=_place(PATH, HTML, {AT: _day()} if _day() else {}),
        now=_place(PATH + kind.name, HTML, {}) if kind.name not in TIMELESS else "",
        then=then,
        of_page=heading,
        day=_day(),
        tongue=tongue(),
    )


def _entries(iris: Sequence[str]) -> tuple[Entry, ...]:
    """Things as a page lists them; as of a day with what is open about each.

    Of what kind one is stands beside it, unless all are of that or its name begins with it.
    """
    namer, at = pages.namer(tongue()), site().at
    nodes = [namer.node(iri) for iri in iris]
    several = len({node.kind for node in nodes}) > 1
    entries = []
    for iri, node in zip(iris, nodes, strict=True):
        kind = node.kind.value if node.kind and several else ""
        kind = "" if node.label.value.startswith((f"{kind}: ", f"{kind}：")) else kind
        doubt = life(iri).doubt(*at) if at is not None else None
        days = {name: date_text(str(day), tongue().tag) for name, day in doubt[1].items()} if doubt else {}
        words = said(doubt[0], tongue(), **days) if doubt else ""
        entries.append(Entry(node, " · ".join(filter(None, (kind, words)))))
    return tuple(entries)


def _parts(then: Then, iris: Iterable[str]) -> tuple[EntryGroup, ...]:
    """The things of a page as of a day, those that are certain apart."""
    shown = list(iris)
    found = []
    for answer, words in ((Held.CERTAINLY, "Certain then"), (Held.POSSIBLY, "Uncertain then")):
        inside = set(then.of(answer))
        if entries := _entries([iri for iri in shown if iri in inside]):
            found.append(EntryGroup(answer.value, worded(words, tongue()), entries))
    return tuple(found)


def _counted(then: Then) -> str:
    """How many things were there, may have been and were not."""
    numbers = {"certain": len(then.certain), "possible": len(then.possible), "gone": then.gone}
    return said("%(certain)s certain, %(possible)s uncertain, %(gone)s not then", tongue(), **numbers)
