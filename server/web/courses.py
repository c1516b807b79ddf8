"""Charts of a thing's page, from its statements: superiors, holders of posts, the posts of a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from pyoxigraph import NamedNode

from server.names import expand
from server.periods import form
from server.store.dated_documents import DatedDocuments, bounds_of
from server.web.bands import Row, bands
from server.web.contexts.kinds import Bands
from server.web.contexts.statements import Statement
from server.web.contexts.values import Node, Text
from server.web.languages import LANGUAGES
from server.web.nodes import Namer
from server.web.statements import period, statement
from server.web.summary import POST_IN, short, system_of
from server.web.words import said, worded

#: Section of a page → class of its statements, role of the thing, role of what is drawn; the title.
_DRAWN: Final = {
    "superiors": ("Subordination", "subordinate", "superior", "Superiors of %(thing)s over time"),
    "nameplates": ("NameplateHolding", "bearer", "heldPlate", "Nameplates of %(thing)s over time"),
    "bearer": ("NameplateHolding", "heldPlate", "bearer", "Bearers of %(thing)s over time"),
    "held-posts": ("Tenure", "holder", "post", "Posts of %(thing)s over time"),
    "holders": ("Tenure", "post", "holder", "Holders of %(thing)s over time"),
}
_POSTS: Final = "Holders of the posts of %(thing)s over time"
#: Headings of lanes of posts.
GROUPS: Final = {
    "party": "Party",
    "state": "State",
    "both": "Party and state, under two nameplates",
    "association": "Associations",
    "": "Other",
}
_ORDER: Final = list(GROUPS)
_STANDING: Final = expand("plate:standing")
_CERTAINTY: Final = expand("plate:certainty")
#: What a chart is called, for the words table.
TITLES: Final = (*(row[3] for row in _DRAWN.values()), _POSTS)


def chart(namer: Namer, iri: str, anchor: str, posts: Iterable[str], until: date | None) -> Bands | None:
    """The chart of a section, if it has one.

    Args:
        namer: names things.
        iri: the thing whose page it is.
        anchor: of the section.
        posts: the posts of the thing, where the section tells of them.
        until: the last day of which anything is known; None: nothing is drawn.
    """
    if until is None:
        return None
    if anchor == "posts":
        rows = [
            row
            for post in sorted(posts, key=lambda one: namer.node(one).label.value)
            for row in _rows(namer, post, "Tenure", "post", "holder", group=short(namer, post))
        ]
        title = _POSTS
    elif anchor in _DRAWN:
        kind, role, other, title = _DRAWN[anchor]
        rows = list(_rows(namer, iri, kind, role, other))
        if anchor == "holders":  # people are of no side, their post is
            rows = [replace(row, system=_system(namer, iri)) for row in rows]
        if anchor == "held-posts":
            rows = [
                replace(row, group=worded(GROUPS[row.system], namer.spoken))
                for row in sorted(rows, key=lambda row: _ORDER.index(row.system))
            ]
    else:
        return None
    named = said(title, namer.spoken, thing=namer.node(iri).label.value)
    return bands(f"chart-{anchor}", named, rows, until, _day(namer), form(namer.spoken.tag).joint)


def _rows(namer: Namer, iri: str, kind: str, role: str, other: str, group: str | Node = "") -> Iterator[Row]:
    """The statements of a class about a thing, in order of their time."""
    here, above = NamedNode(iri), expand(f"plate:{kind}")
    claims = [
        statement(namer, claim, iri)
        for claim in namer.documents.claims(iri)
        if here in namer.objects(claim, expand(f"plate:{role}"))
        and any(namer.vocabulary.is_a(one, above) for one in namer.kinds(claim))
    ]
    for one in sorted(claims, key=lambda s: (s.sort, s.node.iri)):
        if one.standing == "Rejected" or one.negative:
            continue
        for node in (short(namer, iri) for iri in namer.iris(one.node.iri, expand(f"plate:{other}"))):
            yield Row(
                node=node,
                system=_system(namer, group.iri if isinstance(group, Node) else node.iri),
                claim=one.node,
                words=_words(namer, one, node),
                bounds=bounds_of(namer.own(one.node.iri)),
                when=one.period,
                group=group,
                apart=bool(one.rivals) or one.standing != "Endorsed",
                reported=one.standing != "Endorsed",
                seen=_seen(namer, one.node.iri),
            )


def _seen(namer: Namer, claim: str) -> bool:
    """Whether a statement tells of some day on which it was so: when it was observed, or a date alone."""
    when = namer.first(claim, expand("plate:validity"))
    return bool(
        namer.first(claim, expand("plate:observedAt")) or (when and "/" not in when and "[" not in when)
    )


def _words(namer: Namer, one: Statement, node: Node) -> Text:
    """What those read who point at a bar: in English where the thing has no name in the page's language."""
    claim, spoken = one.node.iri, namer.spoken
    language = spoken if namer.can_stand(node.label) else LANGUAGES[0]
    judged = (*namer.iris(claim, _STANDING), *namer.iris(claim, _CERTAINTY))
    labels = (
        namer.labels(iri).get("en", "") if language is not spoken else namer.term(iri).label.value
        for iri in judged
    )
    marks = [mark for mark in (period(namer, claim, language), *labels) if mark]
    told = node.label.value
    for mark in marks:
        told = said("%(title)s, %(when)s", language, title=told, when=mark)
    return Text(told, language.tag)


def _system(namer: Namer, iri: str) -> str:
    """Party, state, both or association, by the classes of a thing, or of the body in which a post is."""
    bodies = (body for predicate in POST_IN for body in namer.iris(iri, predicate))
    return next((found for one in (iri, *bodies) if (found := system_of(namer, one))), "")


def _day(namer: Namer) -> date | None:
    """The first day of the time as of which the page is."""
    documents = namer.documents
    return documents.period[0] if isinstance(documents, DatedDocuments) else None
