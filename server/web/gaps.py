"""What was looked for in the sources and is not stated there, on one page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flask import Blueprint, Response

from server.names import ID, ONTOLOGY, PREFIXES
from server.web import pages
from server.web.asked import tongue
from server.web.contexts.coverage import GapGroup, GapRow, GapsPage
from server.web.contexts.values import Node
from server.web.documents import forms_of_page
from server.web.nodes import Namer, slugged
from server.web.rendering import render
from server.web.representations import HTML
from server.web.responses import Link, content
from server.web.site import site
from server.web.wording import local_name

_SUBJECT = ONTOLOGY + "gapSubject"


def blueprint() -> Blueprint:
    """The route of the page."""
    made = Blueprint("gaps", __name__)
    made.add_url_rule("/gaps", view_func=page)
    return made


def page() -> Response:
    """Every known gap, by what it is about."""
    links = [Link(site().urls.to("/dataset"), "describedby")]
    listed = forms_of_page("/gaps", "Known gaps", links=links)
    if listed is not None:
        return listed
    made = _page(pages.namer(tongue()))
    body = render("gaps.html", page=made, tongue=tongue())
    return content(body, HTML.content_type, links=links, negotiated=False)


def _page(namer: Namer) -> GapsPage:
    by_subjects: dict[tuple[Node, ...], list[GapRow]] = {}
    for iri in namer.documents.under(ID):
        subjects = sorted(namer.named(iri, _SUBJECT), key=_order)
        if subjects:
            by_subjects.setdefault(tuple(subjects), []).append(_row(namer, iri))
    groups = [GapGroup(subjects, tuple(rows)) for subjects, rows in by_subjects.items()]
    groups.sort(key=lambda group: [_order(node) for node in group.subjects])
    return GapsPage(sum(len(group.rows) for group in groups), tuple(_anchored(groups)))


def _anchor(iri: str) -> str:
    """By which the gaps about a thing are found on the page."""
    return f"about-{local_name(iri)}"


def _anchored(groups: list[GapGroup]) -> Iterator[GapGroup]:
    """The groups with anchors: a thing is found at the first group about it, best at one about it alone."""
    first: dict[str, int] = {}
    for place, group in sorted(enumerate(groups), key=lambda row: len(row[1].subjects)):
        for subject in group.subjects:
            first.setdefault(_anchor(subject.iri), place)
    for place, group in enumerate(groups):
        yield replace(group, anchors=tuple(name for name, where in first.items() if where == place))


def _row(namer: Namer, iri: str) -> GapRow:
    return GapRow(
        node=namer.node(iri),
        properties=tuple(namer.term(one) for one in namer.iris(iri, ONTOLOGY + "gapProperty")),
        missing=namer.told(iri, PREFIXES["dcterms"] + "description"),
        documents=tuple(slugged(node) for node in namer.named(iri, ONTOLOGY + "searchedIn")),
    )


def _order(node: Node) -> tuple[str, str]:
    """By label, then by IRI."""
    return node.label.value.lower(), node.iri
