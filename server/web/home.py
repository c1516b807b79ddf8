"""The front page, and what crawlers ask for."""

from __future__ import annotations

from flask import Blueprint, Response
from markupsafe import Markup

from server.counting import Counted
from server.names import BASE, DATASET, ID, ONTOLOGY, expand
from server.periods import shortest
from server.web import drawn, moment, pages, sitemap, things
from server.web.asked import acceptable, tongue
from server.web.catalogue import LISTED, figures, told_of
from server.web.contexts.front import Door, HomePage, Plate, Plates
from server.web.contexts.lists import Entry, EntryGroup, ListPage
from server.web.contexts.values import Text
from server.web.data_description import largest
from server.web.data_pages import figures as figures_of_data
from server.web.documents import forms_of_page
from server.web.languages import language_of
from server.web.nodes import Namer
from server.web.rendering import render
from server.web.representations import HTML, PageFormat
from server.web.responses import Link, content, see_other
from server.web.site import site
from server.web.wording import headline
from server.web.words import said, worded

#: Kinds that are not listed on the front page: they are found from the things they are about.
_CLAIMLIKE = ("Citation", "Passage")

#: What a reader comes for, first; what stands below one of these classes counts as it. The rest follows.
_FIRST = tuple(
    expand(name)
    for name in (
        "plate:DualNameplateInstitution",
        "plate:Nameplate",
        "plate:Association",
        "org:Organization",
        "foaf:Person",
        "org:Post",
        "prov:Activity",
        "schema:EventSeries",
        "schema:Event",
        "plate:Instrument",
        "bibo:Document",
        "plate:GovernanceConcept",
    )
)

#: Things of other people's data up to which each is looked at; above, classes that the front page has.
_FEW = 5_000
_CLASSES = 40

#: Where a reader may begin.
_PARTY = ONTOLOGY + "PartyNameplate"
_BEGINNINGS = ("cac", "siio", "ccac", "zhuang-rongwen")


def blueprint() -> Blueprint:
    """The routes that every site has."""
    made = Blueprint("home", __name__)
    made.add_url_rule("/", view_func=home)
    made.add_url_rule("/robots.txt", view_func=robots)
    return made


def home() -> Response:
    """The front page; for readers of data, the way to the dataset's description."""
    here = site()
    if here.release is None:
        return _of_data()
    links = [Link(here.urls.to("/dataset"), "describedby"), Link(BASE, "canonical")]
    listed = forms_of_page("/", "Home page", links=links)
    if listed is not None:
        return listed
    chosen = acceptable(HTML)
    if not isinstance(chosen, PageFormat):
        return see_other(here.urls.to(f"/dataset.{chosen.extension}"))
    shown = moment.shown(here.at) if here.at is not None else ""
    told = {"as_of": shortest(shown)}
    return content(
        render("home.html", page=_home(pages.namer(tongue())), **told, tongue=tongue()),
        HTML.content_type,
        links=links,
    )


def _of_data() -> Response:
    """The front page of other people's data; for readers of data, the way to their description."""
    to = site().urls.to
    chosen = acceptable(HTML)
    if not isinstance(chosen, PageFormat):
        return see_other(to(f"/dataset.{chosen.extension}"))
    page = _contents(pages.namer(tongue()))
    body = render("data_home.html", page=page, figures=figures_of_data(), tongue=tongue())
    return content(body, HTML.content_type, links=[Link(to("/dataset"), "describedby")])


def robots() -> Response:
    """Crawlers may read everything but the query service, and are told where the sitemap is."""
    return content(sitemap.robots(), "text/plain; charset=utf-8", negotiated=False)


def _home(namer: Namer) -> HomePage:
    """The front page of a release."""
    here = site()
    release = here.release
    examples = tuple(
        Entry(node, node.kind.value, language=node.kind.language) if node.kind else Entry(node)
        for node in (namer.node(ID + slug) for slug in _BEGINNINGS if ID + slug in namer.documents)
    )
    past = here.past.published[-1] if here.past and here.past.published else None
    return HomePage(
        title=namer.term(DATASET).label.value,
        lead=told_of(namer),
        figures=figures(),
        plates=_plates(namer),
        examples=examples,
        stands_behind=here.urls.to("/page/siio") if ID + "siio" in namer.documents else "",
        doors=tuple(Door(*row) for row in things.doors()),
        picture=Markup("" if here.at is not None else drawn.small_picture()),  # noqa: S704 (our own drawing, its texts escaped)
        version=release.version if release else "",
        issued=release.issued if release else "",
        published=release.published if release else False,
        latest=(past.version, past.issued.isoformat()) if past else None,
    )


def _contents(namer: Namer) -> ListPage:
    """The front page of other people's data."""
    here = site()
    if here.urls.base and here.counted is not None and here.counted.entities > _FEW:
        groups = _by_class(namer, here.counted)
    else:
        groups = _by_kind(namer, here.urls.base)
    spoken = namer.spoken
    answered = worded("Each thing is answered at its own path, as a page and as data.", spoken)
    notes = [answered] if here.urls.base else []
    if not groups and here.urls.base and here.counted is not None and here.counted.entities:
        notes.append(worded("None of them has a class, by which this page would list them.", spoken))
    elif not groups:
        none = "No thing in the data has an IRI that is answered here; the query service has it all."
        notes.append(worded(none, spoken))
    return ListPage(title=here.name, groups=groups, notes=tuple(notes))


def _rank(namer: Namer, kind: str) -> int:
    """Where things of a kind stand on the front page."""
    places = (place for place, first in enumerate(_FIRST) if namer.vocabulary.is_a(kind, first))
    return next(places, len(_FIRST))


def _plates(namer: Namer) -> tuple[Plates, ...]:
    """The institutions with two nameplates that the page begins with, and what hangs at each door."""
    found = []
    for slug in _BEGINNINGS:
        plates = namer.iris(ID + slug, ONTOLOGY + "hasNameplate")
        if len(plates) > 1:
            party = [p for p in plates if any(namer.vocabulary.is_a(k, _PARTY) for k in namer.kinds(p))]
            found.append(
                Plates(
                    namer.node(ID + slug),
                    tuple(Plate(namer.node(p), "party" if p in party else "state") for p in sorted(plates)),
                )
            )
    return tuple(found)


def _by_class(namer: Namer, counted: Counted) -> tuple[EntryGroup, ...]:
    """The classes with most members, and the first of these, as they were counted: nothing is looked through.

    A thing stands below each of its classes, for which of them is the most specific would have to be asked.
    """
    found: list[EntryGroup] = []
    for kind, _ in largest(counted.by_class):
        things = counted.members.get(kind, ())
        if things and len(found) < _CLASSES:
            nodes = sorted((namer.node(iri) for iri in things), key=lambda n: n.label.value.lower())
            heading, language = _heading(namer, kind, counted.by_class[kind], len(things))
            entries = tuple(Entry(node) for node in nodes)
            found.append(EntryGroup(f"kind-{len(found) + 1}", heading, entries, language))
    return tuple(found)


def _heading(namer: Namer, kind: str, total: int, shown: int) -> tuple[str, str]:
    """What a group of things of a class is called, with how many there are, and the language of that.

    A heading cannot tell which part of it is in which language: it is wholly in that of the class's label.
    """
    label = namer.kind(kind) if kind else Text(worded("Without a class", namer.spoken), namer.spoken.tag)
    spoken = language_of(label.language)
    words = "%(name)s (%(total)s, the first %(shown)s)" if shown < total else "%(name)s (%(total)s)"
    name = headline(label.value)
    return said(words, spoken, name=name, total=f"{total:,}", shown=shown), label.language


def _by_kind(namer: Namer, prefix: str) -> tuple[EntryGroup, ...]:
    """The things under a prefix by their class, claims and passages left out, the greater kinds first."""
    found: dict[str, list[str]] = {}
    for iri in namer.documents.under(prefix) if prefix else ():
        kinds = namer.kinds(iri)
        if not namer.is_claim(iri) and not any(kind.endswith(_CLAIMLIKE) for kind in kinds):
            found.setdefault(kinds[0] if kinds else "", []).append(iri)
    groups: list[EntryGroup] = []
    for kind, iris in sorted(found.items(), key=lambda row: (_rank(namer, row[0]), -len(row[1]), row[0])):
        nodes = sorted((namer.node(iri) for iri in iris[:LISTED]), key=lambda n: n.label.value.lower())
        anchor = f"kind-{len(groups) + 1}"
        heading, language = _heading(namer, kind, len(iris), min(len(iris), LISTED))
        groups.append(EntryGroup(anchor, heading, tuple(Entry(node) for node in nodes), language))
    return tuple(groups)
