"""The sources, their passages, and the statements that rest on each."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response
from pyoxigraph import NamedNode, Quad
from werkzeug.exceptions import NotFound

from server.names import BASE, GRAPH, ID, ONTOLOGY, PREFIXES
from server.web import listing, pages
from server.web.asked import tongue
from server.web.consulted import CONSULTED, hosts, told
from server.web.contexts.lists import Entry, EntryGroup, ListPage
from server.web.contexts.sources import SourcesPage
from server.web.contexts.values import Node, Text
from server.web.coverage import covered
from server.web.documents import answered, titled
from server.web.fates import standing
from server.web.languages import Language
from server.web.nodes import TYPE, Namer
from server.web.rendering import render
from server.web.representations import split
from server.web.resources import document
from server.web.sections import downloads
from server.web.site import site
from server.web.words import counted, put, worded

_PART_OF = PREFIXES["dcterms"] + "isPartOf"
_PASSAGE = ONTOLOGY + "Passage"
_ALL = BASE + "sources/"
_TITLES = ("Sources", "来源", "來源")


def blueprint() -> Blueprint:
    """The routes of the sources."""
    made = Blueprint("sources", __name__)
    made.add_url_rule("/sources/", view_func=every)
    made.add_url_rule("/sources.<extension>", view_func=every)
    made.add_url_rule("/sources/<name>", view_func=one)
    made.add_url_rule("/sources/<slug>/<name>", view_func=passage_of)
    return made


def every(extension: str | None = None) -> Response:
    """All sources: the documents that were read in whole, then the pages of the web."""
    return answered("/sources/", _ALL, extension, _quads_of_all, _page_of_all, title=titled("Sources"))


def _quads_of_all() -> list[Quad]:
    """The list of sources, and what is said of each."""
    namer = pages.namer()
    found = _sources(namer)
    listed = [*listing.head(_ALL, _TITLES, len(found)), *(listing.member(_ALL, iri) for iri in found)]
    return [*listed, *(quad for iri in found for quad in namer.own(iri))]


def _page_of_all() -> bytes:
    spoken = tongue()
    namer = pages.namer(spoken)
    found = _sources(namer)
    consulted = [iri for iri in found if CONSULTED in namer.kinds(iri)]
    entries = tuple(
        Entry(
            replace(namer.node(iri), href=site().urls.to(f"/sources/{iri.removeprefix(ID)}")),
            worded(", ", spoken).join(_counted_in(namer, iri, spoken)),
        )
        for iri in found
        if iri not in consulted
    )
    groups = (
        EntryGroup("sources", worded("Documents read in whole", spoken), entries),
        EntryGroup("read", worded("How far they are covered", spoken), _read(spoken)),
    )
    made = SourcesPage(groups, hosts(namer, consulted), told(namer, consulted, spoken))
    return render("sources.html", page=made, tongue=spoken)


def _read(spoken: Language) -> tuple[Entry, ...]:
    """The pages that tell what was found in the sources, and what was not."""
    to = site().urls.to
    table = Node(BASE + "coverage", to("/coverage"), put("Reading inventory", spoken))
    gaps = Node(BASE + "gaps", to("/gaps"), put("Known gaps", spoken))
    found = Entry(table, worded("each fact that was found, and what states it", spoken))
    missing = Entry(gaps, worded("what was looked for and is not stated", spoken))
    return (found, missing) if covered() else (missing,)


def one(name: str) -> Response:
    """One source with its passages, section by section.

    Raises:
        NotFound: there is no source of that name.
        GivenUp: there was one.
    """
    slug, extension = split(name)
    namer, iri = pages.namer(), ID + slug
    passages = _passages(namer, iri)
    if not passages:
        if iri in site().documents:
            standing(iri)
        raise NotFound("There is no source by that name.")
    return answered(
        f"/sources/{slug}",
        iri,
        extension,
        lambda: [quad for part in (iri, *passages) for quad in site().documents.quads(part)],
        lambda: _page_of_one(pages.namer(tongue()), slug, passages),
    )


def _page_of_one(namer: Namer, slug: str, passages: list[str]) -> bytes:
    iri, spoken = ID + slug, tongue()
    sections: dict[Text, list[Entry]] = {}
    for passage in passages:
        found = namer.node(passage)
        heading = next(iter(namer.texts(passage, PREFIXES["bibo"] + "section")), None)
        heading = heading or Text(worded("Without a section", spoken))
        sections.setdefault(heading, []).append(
            Entry(_within(found, heading), "", len(namer.documents.claims(passage)))
        )
    node = namer.node(iri)
    page = ListPage(
        title=node.label.value,
        language=node.label.language,
        second=node.second,
        facts=namer.properties(
            [q for q in namer.own(iri) if q.predicate.value != TYPE and not _derived(q.graph_name)]
        ),
        groups=tuple(
            EntryGroup(f"section-{place}", heading.value, tuple(entries), heading.language)
            for place, (heading, entries) in enumerate(sections.items(), 1)
        ),
        downloads=downloads(site().urls, iri),
        notes=(worded("The number beside a passage is that of the statements which rest on it.", spoken),),
    )
    links_to = {p: site().urls.to(f"/sources/{slug}/{p.removeprefix(ID)}") for p in passages}
    return render("list.html", page=_relinked(page, links_to), tongue=spoken)


def _within(passage: Node, section: Text) -> Node:
    """A passage as it is called below the heading of its section: its place there alone."""
    label = passage.label
    before = (f"{section.value}, ", f"“{section.value}”")
    short = next((label.value.removeprefix(b) for b in before if label.value.startswith(b)), label.value)
    return replace(passage, label=replace(label, value=short))


def passage_of(slug: str, name: str) -> Response:
    """A passage of a source with the statements that rest on it.

    Raises:
        NotFound: the source has no such passage.
        GivenUp: it had one.
    """
    passage, extension = split(name)
    iri = ID + passage
    if ID + slug not in pages.namer().iris(iri, _PART_OF):
        if iri in site().documents:
            standing(iri)
        raise NotFound("The source has no such passage.")
    path = f"/sources/{slug}/{passage}"
    return answered(path, iri, extension, lambda: document(iri), lambda: pages.thing(iri))


def _counted_in(namer: Namer, iri: str, spoken: Language) -> tuple[str, str]:
    """How many passages a source has, and how many statements rest on them."""
    passages, claims = len(_passages(namer, iri)), len(namer.documents.claims(iri))
    return counted(passages, "passage", spoken), counted(claims, "statement", spoken)


def _sources(namer: Namer) -> list[str]:
    """The documents that have passages."""
    return sorted(
        {part for iri in namer.documents.under(ID + "passage-") for part in namer.iris(iri, _PART_OF)}
    )


def _passages(namer: Namer, iri: str) -> list[str]:
    """The passages of a document in the order of its text."""
    found = [
        passage for passage in namer.documents.under(ID + "passage-") if iri in namer.iris(passage, _PART_OF)
    ]
    return sorted(found, key=lambda p: (int(namer.first(p, ONTOLOGY + "firstLine") or 0), _counted(p)))


def _counted(passage: str) -> tuple[tuple[int, str], ...]:
    """A key that puts passages without numbered lines in the order of the numbers in their names."""
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in passage.split("-"))


def _derived(graph: object) -> bool:
    return isinstance(graph, NamedNode) and graph.value in {GRAPH + "inferred", GRAPH + "current"}


def _relinked(page: ListPage, links_to: dict[str, str]) -> ListPage:
    """The page with the names of some things leading elsewhere."""
    groups = tuple(
        replace(
            group,
            entries=tuple(
                replace(entry, node=replace(entry.node, href=links_to.get(entry.node.iri, entry.node.href)))
                for entry in group.entries
            ),
        )
        for group in page.groups
    )
    return replace(page, groups=groups)
