"""The page of a thing, put together from its document: what is said of it, by whom, and what follows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Final

from markupsafe import Markup
from pyoxigraph import Literal, NamedNode, Quad

from server.names import DATASET, GRAPH, ONTOLOGY, PREFIXES, curie
from server.web import descent_drawn
from server.web.as_of_page import page_as_of, undated
from server.web.consulted import CONSULTED
from server.web.contexts.kinds import HeldPlate
from server.web.contexts.lists import Download
from server.web.contexts.statements import Group, Statement
from server.web.contexts.things import MUCH, Incoming, Section, ThingPage
from server.web.contexts.values import Node, Text
from server.web.courses import chart
from server.web.families import family
from server.web.headings import OF, TO, Heading, heading_of, named
from server.web.kinds import OTHER, Kind, kind_of
from server.web.nodes import TYPE, Namer, datum, text_of
from server.web.parts import parts
from server.web.prose import in_script
from server.web.references import facts, is_reference, references
from server.web.representations import REPRESENTATIONS
from server.web.same import question
from server.web.statements import grouped, statement
from server.web.summary import authorities, plates, summary
from server.web.urls import Urls
from server.web.used import uses
from server.web.wording import headline, local_name
from server.web.words import said, worded

_CURRENT = GRAPH + "current"
_DERIVED = frozenset({_CURRENT, GRAPH + "inferred", GRAPH + "bounds"})

#: Roles whose claims the page shows in other ways: those that rest on a source, and rivals.
_RESTS = ONTOLOGY + "drawsOn"
_ELSEWHERE: Final = frozenset({_RESTS, ONTOLOGY + "disputes"})
#: Sources so short that their pages list what rests on them.
_LISTED: Final = frozenset({CONSULTED})

_CAPACITY: Final = ONTOLOGY + "capacity"
#: Statements that a section shows; the rest is counted.
_MOST: Final = 40
#: Statements that are still one list.
_MUCH: Final = 6

_PREDICATE = PREFIXES["rdf"] + "predicate"
#: The ends of statement claims, as the table of headings calls them.
_STATED: Final = {PREFIXES["rdf"] + "subject": OF, PREFIXES["rdf"] + "object": TO}
_DESCRIPTIONS = (
    PREFIXES["skos"] + "definition",
    PREFIXES["dcterms"] + "description",
    PREFIXES["rdfs"] + "comment",
)
_RDFS_LABEL = NamedNode(PREFIXES["rdfs"] + "label")
_LABELS = (
    PREFIXES["skos"] + "prefLabel",
    PREFIXES["skos"] + "altLabel",
    _RDFS_LABEL.value,
    PREFIXES["dcterms"] + "title",
    PREFIXES["foaf"] + "name",
    PREFIXES["skosxl"] + "literalForm",
)


def thing_page(namer: Namer, urls: Urls, iri: str, until: date | None = None) -> ThingPage:
    """Everything that the page of a thing shows.

    Args:
        namer: names things in the language of the page.
        urls: links.
        iri: the thing.
        until: the last day of which anything is known; None: there are no charts.
    """
    own = namer.own(iri)
    asserted = [q for q in own if text_of(q.graph_name) not in _DERIVED] if _graphs(own) else own
    said = set(_triples(asserted))
    said |= {(_RDFS_LABEL, q.object) for q in asserted if q.predicate.value == _LABELS[0]}  # the heading
    derived = [q for q in own if q not in asserted and (q.predicate, q.object) not in said]
    roles = {claim: _role(namer, claim, iri)[1] for claim in namer.documents.claims(iri)}
    about = [claim for claim, role in roles.items() if role not in _ELSEWHERE]
    elsewhere = [claim for claim in about if is_reference(namer, claim, iri)]
    others = parts(namer, iri)
    partitions = [s for s in namer.documents.incoming(iri)[1] if s.startswith(DATASET + "#")]
    counted, _ = namer.documents.incoming(iri)
    shown_elsewhere = {*others.things, *partitions}
    resting = [claim for claim, role in roles.items() if role == _RESTS]
    listing = resting if any(kind in _LISTED for kind in namer.kinds(iri)) else []
    kind = OTHER if namer.is_claim(iri) else kind_of(namer.vocabulary, namer.kinds(iri))
    sections = [*_sections(namer, iri, (c for c in about if c not in elsewhere)), *others.sections]
    if listing:
        groups = grouped(statement(namer, claim) for claim in listing)
        sections.append(Section("resting", _words(namer, named("resting")), groups, roles=True))
    sections = [_parted(section) for section in sections]
    sections.sort(key=lambda section: kind.place(section.anchor, section.heading))
    much = sum(section.number for section in sections) > MUCH
    incoming, listed = _incoming(namer, iri, shown_elsewhere, _DERIVED if much else frozenset())
    return ThingPage(
        node=namer.node(iri),
        names=_names(namer, iri),
        kinds=tuple(namer.term(kind) for kind in namer.kinds(iri)),
        claim=_with_rivals(namer, iri) if namer.is_claim(iri) else None,
        facts=facts(namer, iri),
        references=references(namer, [statement(namer, claim, iri) for claim in elsewhere]),
        sections=tuple(_made_for(namer, iri, kind, section, until) for section in sections),
        asserted=namer.properties([q for q in asserted if q.predicate.value not in {TYPE}]),
        derived=namer.properties(derived),
        incoming=incoming,
        left_out=max(0, counted - listed - len(shown_elsewhere)),
        downloads=downloads(urls, iri),
        description=tuple(in_script(words, namer.spoken) for words in namer.told(iri, *_DESCRIPTIONS)),
        usage=_usage(namer, partitions) if iri.startswith(ONTOLOGY) else None,
        is_class=PREFIXES["owl"] + "Class" in namer.kinds(iri),
        resting=0 if listing else len(resting),
        address=undated(urls, iri),
        as_of=page_as_of(namer, urls, iri, others.things),
        kind=kind.name,
        summary=summary(namer, iri, kind.name),
        plates=_heads(namer, iri, kind),
        family=family(namer, iri) if kind.name == "concept" else None,
        descent=descent_drawn.of_family(namer, namer.spoken, iri) if kind.name == "concept" else Markup(),
        uses=uses(namer, iri) if kind.name == "concept" else (),
        question=question(iri),
        gaps=f"about-{local_name(iri)}",
        much=much,
        sources=_sources(sections),
    )


def _heads(namer: Namer, iri: str, kind: Kind) -> tuple[HeldPlate, ...]:
    """What stands at the head: the nameplates of an institution, the authorities of an association."""
    if kind.name == "association":
        return authorities(namer, iri)
    return plates(namer, iri) if kind.name == "institution" else ()


def _made_for(namer: Namer, iri: str, kind: Kind, section: Section, until: date | None) -> Section:
    """A section as the page of a kind has it: with its chart; closed where it is long and comes last."""
    posts = [part.about.iri for part in section.parts if part.about is not None]
    return replace(
        section,
        bands=chart(namer, iri, section.anchor, posts, until),
        closed=section.anchor in kind.last and section.anchor != "gaps" and len(section.groups) > 2,
        groups=section.groups[:_MOST],
        left_out=sum(len(group.statements) for group in section.groups[_MOST:]),
    )


def _parted(section: Section) -> Section:
    """What rests on a source by the kind of statement, participants by capacity; other sections as they are.

    Statements that dispute each other stay together.
    """
    found: dict[Node, list[Group]] = {}
    if section.anchor == "resting" and len(section.groups) > _MUCH:
        for group in section.groups:
            found.setdefault(group.statements[0].kind, []).append(group)
    elif section.anchor == "participants":
        for group in section.groups:
            found.setdefault(_capacity(group.statements[0]), []).append(group)
    if len(found) < 2:
        return section
    parts = (
        Section(local_name(about.iri).lower(), about.label.value, tuple(groups), about=about, roles=True)
        for about, groups in sorted(found.items(), key=lambda row: (-len(row[1]), row[0].iri))
    )
    return replace(section, groups=(), parts=tuple(parts))


def _capacity(one: Statement) -> Node:
    """In what capacity somebody took part; where none is told, what kind of statement it is."""
    told = (row.values[0] for row in one.details if row.predicate.iri == _CAPACITY)
    return next((value for value in told if isinstance(value, Node)), one.kind)


def _sources(sections: Iterable[Section]) -> tuple[Node, ...]:
    """The documents on which the statements of some sections rest, in the order of the page."""
    found: dict[str, Node] = {}
    for section in sections:
        for group in section.groups:
            for one in group.statements:
                for source in one.sources:
                    node = source.document or source.passage
                    if node is not None:
                        found.setdefault(node.iri, node)
        for node in _sources(section.parts):
            found.setdefault(node.iri, node)
    return tuple(found.values())


def downloads(urls: Urls, iri: str) -> tuple[Download, ...]:
    """The data about a thing in each format; none where the thing has no path here."""
    slug = urls.slug(iri)
    if slug is None:
        return ()
    return tuple(
        Download(form.name, form.media_type, urls.to(f"/data/{slug}.{form.extension}"))
        for form in REPRESENTATIONS[1:]
    )


def _graphs(quads: Iterable[Quad]) -> bool:
    return any(isinstance(q.graph_name, NamedNode) for q in quads)


def _triples(quads: Iterable[Quad]) -> Iterable[tuple[object, object]]:
    return ((q.predicate, q.object) for q in quads)


def _names(namer: Namer, iri: str) -> tuple[Text, ...]:
    """Every label of a thing that is a name, each once, the page's languages first."""
    labels = _LABELS[1:] if namer.composed(namer.kinds(iri)) else _LABELS
    found = [datum(o).text for p in labels for o in namer.objects(iri, p) if isinstance(o, Literal)]
    node = namer.node(iri)
    ahead = [text for text in (node.label, node.second) if text]
    return tuple(text for text in dict.fromkeys(found) if text not in ahead)


def _role(namer: Namer, claim: str, iri: str) -> tuple[str, str]:
    """Class of a claim and the predicate by which it names a thing; the most precise where there are two."""
    roles = [
        q.predicate.value
        for q in namer.own(claim)
        if isinstance(q.object, NamedNode) and q.object.value == iri and q.predicate.value != TYPE
    ]
    precise = namer.vocabulary.most_specific(roles)
    ends = [role for role in precise if namer.vocabulary.end(role)] or precise
    return next(iter(namer.kinds(claim)), ""), ends[0] if ends else ""


def _sections(namer: Namer, iri: str, claims: Iterable[str]) -> list[Section]:
    """The claims about a thing under headings."""
    made: dict[str, Section] = {}
    under: dict[str, list[Statement]] = {}
    places: dict[str, int] = {}
    for claim in claims:
        section, place = _section(namer, *_key(namer, claim, iri))
        made.setdefault(section.anchor, section)
        under.setdefault(section.anchor, []).append(statement(namer, claim, iri))
        places[claim] = place if section.roles else 0
    return [replace(section, groups=grouped(under[anchor], places)) for anchor, section in made.items()]


def _key(namer: Namer, claim: str, iri: str) -> tuple[str, str]:
    """What decides on the heading of a claim: class and the role of the thing, or predicate and end."""
    kind, role = _role(namer, claim, iri)
    return (namer.first(claim, _PREDICATE), _STATED[role]) if role in _STATED else (kind, role)


def _section(namer: Namer, kind: str, role: str) -> tuple[Section, int]:
    """The section for a key, still without its statements, and the place of the key among those under it."""
    short = (curie(kind) if role in _STATED.values() else _short(kind), _short(role))
    heading = heading_of(*short)
    if heading is not None:
        place = heading.keys.index(short) if short in heading.keys else 0
        words = _words(namer, heading)
        return Section(heading.anchor, words, roles=heading.roles, prose=heading.prose), place
    anchor = re.sub(r"[/:]", "-", "-".join(part for part in short if part)).lower()
    return Section(anchor, _made_heading(namer, kind, role)), 0


def _words(namer: Namer, heading: Heading) -> str:
    """A heading in the language of the page."""
    return worded(heading.words, namer.spoken)


def _short(iri: str) -> str:
    """How the table of headings names a class or a role."""
    return iri.removeprefix(ONTOLOGY) if iri.startswith(ONTOLOGY) else curie(iri)


def _made_heading(namer: Namer, kind: str, role: str) -> str:
    """A heading from the labels of a class of claims and of a role in it, or of the predicate stated."""
    name = namer.term(kind).label.value if kind else "claim"
    if role in _STATED.values():
        return headline(name) if role == OF else said("%(name)s, of what", namer.spoken, name=headline(name))
    there = namer.term(role).label.value
    return said("%(name)s, as %(role)s", namer.spoken, name=headline(name), role=there)


def _usage(namer: Namer, partitions: list[str]) -> int:
    """How many members a class has, or triples a property, by the dataset's own description."""
    counts = (namer.first(p, PREFIXES["void"] + "entities", PREFIXES["void"] + "triples") for p in partitions)
    return max((int(count) for count in counts if count), default=0)


def _with_rivals(namer: Namer, iri: str) -> Group:
    """A claim and those that dispute it, itself first."""
    own = statement(namer, iri)
    rivals = (statement(namer, rival.iri) for rival in own.rivals)
    return Group((own, *sorted(rivals, key=lambda s: (s.sort, s.node.iri))))


def _incoming(
    namer: Namer, iri: str, elsewhere: set[str], cast: frozenset[str]
) -> tuple[tuple[Incoming, ...], int]:
    """What else names a thing, by predicate, and how many different things that is.

    What names it in some graphs alone is left out: those cast from statements that the page has.
    """
    found: dict[str, dict[str, None]] = {}
    subjects: set[str] = set()
    for subject in namer.documents.incoming(iri)[1]:
        if subject in elsewhere:
            continue
        naming = [q for q in namer.own(subject) if q.object == NamedNode(iri)]
        if naming and all(text_of(q.graph_name) in cast for q in naming):
            continue
        subjects.add(subject)
        direct = [q.predicate.value for q in naming if text_of(q.graph_name) not in cast]
        for predicate in namer.vocabulary.most_specific(direct) or [PREFIXES["rdfs"] + "seeAlso"]:
            found.setdefault(predicate, {})[subject] = None
    rows = [
        Incoming(namer.term(p), tuple(sorted((namer.node(s) for s in names), key=lambda n: n.label.value)))
        for p, names in found.items()
    ]
    return tuple(sorted(rows, key=lambda row: row.predicate.label.value)), len(subjects)
