"""What a thing's page tells of other things: posts, changes, the editions of a series, gaps."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from typing import Final

from pyoxigraph import NamedNode

from server.names import ONTOLOGY, expand
from server.periods import form
from server.store.dated_documents import DatedDocuments
from server.web.contexts.lists import Entry
from server.web.contexts.statements import Statement
from server.web.contexts.things import Section
from server.web.contexts.values import Node
from server.web.headings import named
from server.web.nodes import Namer
from server.web.statements import grouped, statement
from server.web.summary import short
from server.web.words import worded

_CHANGE: Final = expand("org:ChangeEvent")
_GAP: Final = ONTOLOGY + "gapSubject"
#: The last day on which a statement can have held: of what is not over it has none.
_ENDS: Final = ONTOLOGY + "endsLatest"
#: Statements that are told in full under one heading, whether they have an end or not.
_MANY: Final = 12


@dataclass(frozen=True)
class Kin:
    """Things that name the one whose page it is, under a heading of their own.

    Attributes:
        anchor: of the heading.
        predicates: by which they name it.
        within: by which further ones name those.
        brief: whether each is told in one line rather than with all claims about it.
        plain: the role, by its IRI, that goes without saying under that heading.
    """

    anchor: str
    predicates: tuple[str, ...]
    within: tuple[str, ...] = ()
    brief: bool = False
    plain: str = ""


_TITLED: Final = ONTOLOGY + "titledUnder"
#: The bodies on which a nameplate hangs, or hung.
_BORNE: Final = (ONTOLOGY + "nameplateOf", ONTOLOGY + "wasNameplateOf")
_KIN: Final = (
    Kin(
        "posts",
        (expand("org:postIn"), ONTOLOGY + "leadPostIn", _TITLED),
        plain=ONTOLOGY + "holder",
    ),
    Kin("forums", (ONTOLOGY + "forumsOf",), within=(ONTOLOGY + "amongForums",)),
    Kin("editions", (ONTOLOGY + "editionOf",), brief=True),
)

#: What a line tells of a thing: predicate of a statement claim about it, and words with its object.
_BRIEF: Final = {ONTOLOGY + "editionNumber": "number %(value)s"}
_DATED: Final = ONTOLOGY + "datedEvent"

#: Heading of what is said of a whole and told of its parts too: predicate to the whole, roles of the whole.
_WHOLES: Final = {
    "of-the-series": (ONTOLOGY + "editionOf", (ONTOLOGY + "organized", ONTOLOGY + "coOrganized")),
}


@dataclass(frozen=True)
class Parts:
    """The sections that tell of other things, and the IRIs of those things."""

    sections: tuple[Section, ...]
    things: frozenset[str]


def parts(namer: Namer, iri: str) -> Parts:
    """Everything that the page of a thing tells of others."""
    naming = namer.documents.incoming(iri)[1]
    sections: list[Section] = []
    things: set[str] = set()
    for kin in _KIN:
        found = [one for one in _kin(namer, naming, iri, kin) if not (kin.brief and _is_over(namer, one))]
        things.update(found)
        if found and kin.brief:
            sections.append(_section(namer, kin.anchor, entries=_lines(namer, found)))
        elif found:
            ordered = sorted(found, key=lambda one: namer.node(one).label.value)
            called = (_called(namer, replace(_part(namer, one), plain=kin.plain)) for one in ordered)
            section = _section(namer, kin.anchor, _short(namer, tuple(called)))
            sections.append(replace(section, elsewhere=_untitled(namer, iri, kin)))
    if changes := [s for s in naming if any(namer.vocabulary.is_a(k, _CHANGE) for k in namer.kinds(s))]:
        things.update(changes)
        changes = [one for one in changes if not _is_over(namer, one)]
        here = set(
            namer.documents.claims(iri)
        )  # what is told of the thing itself stands elsewhere on its page
        parted = (_part(namer, one, besides=here) for one in changes)
        told = sorted((part for part in parted if part.groups), key=_earliest)
        sections.append(_section(namer, "changes", tuple(told), _lines(namer, changes)))
    if gaps := [s for s in naming if NamedNode(iri) in namer.objects(s, _GAP)]:
        things.update(gaps)
        groups = grouped(statement(namer, gap, iri) for gap in gaps)
        sections.append(replace(_section(namer, "gaps"), groups=groups))
    return Parts((*sections, *_of_wholes(namer, iri)), frozenset(things))


def _untitled(namer: Namer, iri: str, kin: Kin) -> tuple[Node, ...]:
    """The bodies of a nameplate in which posts with holders stand that no nameplate is named for."""

    def has(body: str) -> bool:
        posts = _kin(namer, namer.documents.incoming(body)[1], body, kin)
        return any(namer.documents.claims(one) and not namer.iris(one, _TITLED) for one in posts)

    bodies = dict.fromkeys(body for predicate in _BORNE for body in namer.iris(iri, predicate))
    nodes = (short(namer, body) for body in bodies if has(body))
    return tuple(replace(node, href=f"{node.href}#{kin.anchor}") for node in nodes)


def _called(namer: Namer, part: Section) -> Section:
    """A part under the name of its thing as sentences have it; what kind of thing it is stands beside it."""
    node = part.about
    return part if node is None else replace(part, about=replace(short(namer, node.iri), kind=node.kind))


def _short(namer: Namer, parts: tuple[Section, ...]) -> tuple[Section, ...]:
    """Parts with many statements: those of what has an end in a line each, unless another disputes them."""
    if sum(part.number for part in parts) <= _MANY:
        return parts
    return tuple(_parted(namer, part) for part in parts)


def _parted(namer: Namer, part: Section) -> Section:
    """A part, what has an end apart from the rest; only what goes without saying its role has a line.

    What is uncertain at the time as of which the page is stays with the rest, where that is said.
    """
    past = tuple(
        group.statements[0]
        for group in part.groups
        if not group.disputed
        and not group.statements[0].rivals
        and group.statements[0].held != "possibly"
        and namer.first(group.statements[0].node.iri, _ENDS)
        and {end.role.iri for end in group.statements[0].ends} == {part.plain}
    )
    kept = tuple(group for group in part.groups if group.statements[0] not in past)
    return replace(part, groups=kept, briefly=past)


def _is_over(namer: Namer, iri: str) -> bool:
    """Whether all that is said of a thing is of other times than the one as of which the page is."""
    documents = namer.documents
    return (
        isinstance(documents, DatedDocuments) and bool(documents.left_out(iri)) and not documents.claims(iri)
    )


def _section(
    namer: Namer, anchor: str, told: tuple[Section, ...] = (), entries: tuple[Entry, ...] = ()
) -> Section:
    return Section(anchor, worded(named(anchor).words, namer.spoken), parts=told, entries=entries)


def _kin(namer: Namer, naming: Iterable[str], iri: str, kin: Kin) -> list[str]:
    """The things that name one by some predicates, and those that name them as parts of themselves."""
    found = [s for s in naming if any(NamedNode(iri) in namer.objects(s, p) for p in kin.predicates)]
    if kin.within:
        for one in list(found):
            further = replace(kin, predicates=kin.within)
            found += _kin(namer, namer.documents.incoming(one)[1], one, further)
    return list(dict.fromkeys(found))


def _part(
    namer: Namer, iri: str, roles: tuple[str, ...] = (), besides: Container[str] = frozenset()
) -> Section:
    """Claims about another thing, as a part of a section: all of them, or those in which it has some role.

    Some claims are left out: those that stand elsewhere.
    """
    node = namer.node(iri)
    claims = [
        claim
        for claim in namer.documents.claims(iri)
        if claim not in besides
        and (not roles or any(NamedNode(iri) in namer.objects(claim, role) for role in roles))
    ]
    statements = [statement(namer, claim, iri) for claim in claims]
    words = namer.term(iri).label.value  # of a table, in the language of the page's own words
    return Section(iri.rpartition("/")[2], words, grouped(statements), about=node, roles=True)


def _earliest(part: Section) -> str:
    return min((group.statements[0].sort for group in part.groups), default="9999")


def _lines(namer: Namer, iris: Iterable[str]) -> tuple[Entry, ...]:
    """Things in the order of their dates, each with these and what else the table has, in a line."""
    rows = []
    for iri in iris:
        said = [(s, words) for s in _statements(namer, iri) if (words := _words(namer, s, iri))]
        said.sort(key=lambda row: (row[0].standing != "Endorsed", row[0].sort))
        lines = dict.fromkeys(words for _, words in said)
        hearsay = worded(_HEARSAY, namer.spoken)
        sure = [line for line in lines if not line.endswith(hearsay)]
        told = [w for w in lines if not any(w != o and w.removesuffix(hearsay) in o for o in sure)]
        sort = min((s.sort for s, _ in said), default="9999")
        joint = form(namer.spoken.tag).joint
        rows.append((sort, Entry(namer.node(iri), joint.join(told))))
    return tuple(entry for _, entry in sorted(rows, key=lambda row: (row[0], row[1].node.iri)))


_HEARSAY: Final = " (reported)"


def _statements(namer: Namer, iri: str) -> list[Statement]:
    """The claims about a thing that are neither rejected nor denials."""
    found = (statement(namer, claim, iri) for claim in namer.documents.claims(iri))
    return [one for one in found if one.standing != "Rejected" and not one.negative]


def _words(namer: Namer, claim: Statement, iri: str) -> str:
    """What a line tells of a claim; empty if nothing."""
    words = ""
    if NamedNode(iri) in namer.objects(claim.node.iri, _DATED):
        words = claim.period
    elif (shape := _BRIEF.get(namer.first(claim.node.iri, expand("rdf:predicate")))) is not None:
        value = namer.first(claim.node.iri, expand("rdf:object"))
        words = worded(shape, namer.spoken) % {"value": value}
    return words + worded(_HEARSAY, namer.spoken) if words and claim.standing == "Reported" else words


def _of_wholes(namer: Namer, iri: str) -> list[Section]:
    """What is said of the wholes that a thing is part of."""
    sections = []
    for anchor, (predicate, roles) in _WHOLES.items():
        about = (_part(namer, whole, roles) for whole in namer.iris(iri, predicate))
        told = tuple(part for part in about if part.groups)
        if told:
            sections.append(_section(namer, anchor, told))
    return sections
