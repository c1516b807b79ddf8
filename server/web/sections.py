"""The page of a thing, put together from its document: what is said of it, by whom, and what follows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from server.names import DATASET, GRAPH, ONTOLOGY, PREFIXES
from server.web.contexts import Download, Group, Incoming, Node, Section, Statement, Text, ThingPage
from server.web.nodes import TYPE, Namer, datum, text_of
from server.web.representations import REPRESENTATIONS
from server.web.statements import grouped, statement
from server.web.urls import Urls
from server.web.wording import headline

#: Headings by class of claim and role of the thing in it, in the order of the page. What has no row here gets
#: a heading made of the vocabulary's labels, after these.
_HEADINGS: Final[dict[tuple[str, str], str]] = {
    ("Name", "nameOf"): "Names",
    ("NameplateHolding", "bearer"): "Nameplates",
    ("NameplateHolding", "heldPlate"): "Bearer",
    ("Subordination", "subordinate"): "Superiors",
    ("OfficeTie", "office"): "Office of",
    ("Subordination", "superior"): "Subordinate bodies",
    ("OfficeTie", "servedBody"): "Offices",
    ("Classification", "classified"): "Kinds over time",
    ("Dating", "datedEvent"): "When it happened",
    ("Tenure", "holder"): "Posts",
    ("Tenure", "post"): "Holders",
    ("CharterSupervision", "supervised"): "Supervisors",
    ("CharterSupervision", "supervisor"): "Supervised associations",
    ("Registration", "registrant"): "Registration authorities",
    ("Registration", "registrar"): "Registered associations",
    ("Tie", "tied"): "Tied to",
    ("Tie", "tiedTo"): "Bodies tied to it",
    ("SystemMembership", "systemMember"): "Policy systems",
    ("SystemMembership", "memberSystem"): "Members of the system",
    ("Responsibility", "about"): "Responsibilities",
    ("Publication", "issuer"): "Documents issued",
    ("Publication", "issued"): "Issued by",
    ("Organizing", "organizer"): "Events organised",
    ("Organizing", "organized"): "Organisers",
    ("Participation", "participant"): "Events taken part in",
    ("Participation", "event"): "Participants",
    ("Classification", "kind"): "What is of this kind",
    ("Gloss", "about"): "What it is, by its sources",
    ("Appraisal", "about"): "Appraisals",
}
_ORDER: Final = {key: place for place, key in enumerate(_HEADINGS)}

_CURRENT = GRAPH + "current"
_DERIVED = frozenset({_CURRENT, GRAPH + "inferred", GRAPH + "bounds"})

_POST_IN = (PREFIXES["org"] + "postIn", ONTOLOGY + "leadPostIn", ONTOLOGY + "titledUnder")

#: Roles whose claims the page shows in other ways: those that rest on a source, and rivals.
_ELSEWHERE: Final = frozenset({ONTOLOGY + "drawsOn", ONTOLOGY + "disputes"})
_CHANGE = PREFIXES["org"] + "ChangeEvent"
_DESCRIPTIONS = (
    PREFIXES["skos"] + "definition",
    PREFIXES["dcterms"] + "description",
    PREFIXES["rdfs"] + "comment",
)
_LABELS = (
    PREFIXES["skos"] + "prefLabel",
    PREFIXES["skos"] + "altLabel",
    PREFIXES["rdfs"] + "label",
    PREFIXES["dcterms"] + "title",
    PREFIXES["foaf"] + "name",
    PREFIXES["skosxl"] + "literalForm",
)


def thing_page(namer: Namer, urls: Urls, iri: str) -> ThingPage:
    """Everything that the page of a thing shows."""
    own = namer.own(iri)
    asserted = [q for q in own if text_of(q.graph_name) not in _DERIVED] if _graphs(own) else own
    said = set(_triples(asserted))
    derived = [q for q in own if q not in asserted and (q.predicate, q.object) not in said]
    about = [claim for claim in namer.documents.claims(iri) if _role(namer, claim, iri)[1] not in _ELSEWHERE]
    claims = [statement(namer, claim, iri) for claim in about]
    changes = _changes(namer, iri)
    posts = _posts(namer, iri)
    gaps = _gaps(namer, iri)
    shown_elsewhere = {g.node.iri for g in gaps} | {
        n.iri for n in (*(p.about for p in posts if p.about), *(c.about for c in changes if c.about))
    }
    counted, _ = namer.documents.incoming(iri)
    parts = [subject for subject in namer.documents.incoming(iri)[1] if subject.startswith(DATASET + "#")]
    shown_elsewhere.update(parts)
    incoming, listed = _incoming(namer, iri, shown_elsewhere)
    sections = [*_sections(namer, iri, claims)]
    if posts:
        sections.insert(_after(sections), Section("posts", "Posts and holders", parts=tuple(posts)))
    if gaps:
        sections.append(Section("gaps", "Not stated in the sources", grouped(gaps)))
    if changes:
        sections.append(Section("changes", "Changes", parts=tuple(changes)))
    return ThingPage(
        node=namer.node(iri),
        names=_names(namer, iri),
        kinds=tuple(namer.term(kind) for kind in namer.kinds(iri)),
        claim=_with_rivals(namer, iri) if namer.is_claim(iri) else None,
        part_of=tuple(
            namer.node(o.value)
            for o in namer.objects(iri, PREFIXES["dcterms"] + "isPartOf")
            if isinstance(o, NamedNode)
        ),
        sections=tuple(sections),
        asserted=namer.properties([q for q in asserted if q.predicate.value not in {TYPE}]),
        derived=namer.properties(derived),
        incoming=incoming,
        left_out=max(0, counted - listed - len(shown_elsewhere)),
        downloads=downloads(urls, iri),
        description=tuple(
            datum(o).text for p in _DESCRIPTIONS for o in namer.objects(iri, p) if isinstance(o, Literal)
        ),
        usage=_usage(namer, parts) if iri.startswith(ONTOLOGY) else None,
        is_class=PREFIXES["owl"] + "Class" in namer.kinds(iri),
        resting=sum(_role(namer, c, iri)[1] == ONTOLOGY + "drawsOn" for c in namer.documents.claims(iri)),
        reported=sum(s.standing == "Reported" for s in claims),
    )


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
    """Every label of a thing, each once, the page's languages first."""
    found = [datum(o).text for p in _LABELS for o in namer.objects(iri, p) if isinstance(o, Literal)]
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


def _sections(namer: Namer, iri: str, claims: list[Statement]) -> list[Section]:
    """The claims about a thing under headings, those with a row in the table first."""
    by_role: dict[tuple[str, str], list[Statement]] = {}
    for claim in claims:
        by_role.setdefault(_role(namer, claim.node.iri, iri), []).append(claim)
    made = []
    for (kind, role), statements in by_role.items():
        key = (kind.removeprefix(ONTOLOGY), role.removeprefix(ONTOLOGY))
        heading = _HEADINGS.get(key) or _made_heading(namer, kind, role)
        anchor = "-".join(part for part in key if part).replace("/", "-").replace(":", "-").lower()
        place = _ORDER.get(key, len(_ORDER))
        made.append((place, heading, Section(anchor, heading, grouped(statements))))
    return [section for _, _, section in sorted(made, key=lambda row: row[:2])]


def _made_heading(namer: Namer, kind: str, role: str) -> str:
    """A heading from the labels of a class of claims and of a role in it."""
    name = namer.node(kind).label.value if kind else "claim"
    if not role:
        return f"{headline(name)}, citing it"
    return f"{headline(name)}, as {namer.node(role).label.value}"


def _after(sections: list[Section]) -> int:
    """Where the posts of a body go: after its superiors, or after whatever the table has before them."""
    wanted = [_HEADINGS[key] for key in _HEADINGS if _ORDER[key] < _ORDER["Classification", "classified"]]
    places = [place for place, section in enumerate(sections) if section.heading in wanted]
    return places[-1] + 1 if places else 0


def _posts(namer: Namer, iri: str) -> list[Section]:
    """The posts that stand in a body or are titled under a plate, each with the claims about its holders."""
    posts = [
        subject
        for subject in namer.documents.incoming(iri)[1]
        if any(NamedNode(iri) in namer.objects(subject, predicate) for predicate in _POST_IN)
    ]
    return [_part(namer, post) for post in sorted(posts, key=lambda p: namer.node(p).label.value)]


def _changes(namer: Namer, iri: str) -> list[Section]:
    """The changes that a body went through, each with the claims about its date and outcome."""
    events = [
        subject
        for subject in namer.documents.incoming(iri)[1]
        if any(namer.vocabulary.is_a(kind, _CHANGE) for kind in namer.kinds(subject))
    ]
    parts = [_part(namer, event) for event in events]
    return sorted(parts, key=lambda part: min((g.statements[0].sort for g in part.groups), default="9999"))


def _gaps(namer: Namer, iri: str) -> list[Statement]:
    """What was looked for about a thing and is not stated."""
    return [
        statement(namer, subject, iri)
        for subject in namer.documents.incoming(iri)[1]
        if NamedNode(iri) in namer.objects(subject, ONTOLOGY + "gapSubject")
    ]


def _usage(namer: Namer, partitions: list[str]) -> int:
    """How many members a class has, or triples a property, by the dataset's own description."""
    counts = (namer.first(p, PREFIXES["void"] + "entities", PREFIXES["void"] + "triples") for p in partitions)
    return max((int(count) for count in counts if count), default=0)


def _with_rivals(namer: Namer, iri: str) -> Group:
    """A claim and those that dispute it, itself first."""
    own = statement(namer, iri)
    rivals = (statement(namer, rival.iri) for rival in own.rivals)
    return Group((own, *sorted(rivals, key=lambda s: (s.sort, s.node.iri))))


def _part(namer: Namer, iri: str) -> Section:
    """Claims about another thing, as a part of a section."""
    node: Node = namer.node(iri)
    statements = [statement(namer, claim, iri) for claim in namer.documents.claims(iri)]
    return Section(iri.rpartition("/")[2], node.label.value, grouped(statements), about=node)


def _incoming(namer: Namer, iri: str, elsewhere: set[str]) -> tuple[tuple[Incoming, ...], int]:
    """What else names a thing, by predicate, and how many different things that is."""
    found: dict[str, dict[str, None]] = {}
    subjects: set[str] = set()
    for subject in namer.documents.incoming(iri)[1]:
        if subject in elsewhere:
            continue
        subjects.add(subject)
        direct = [q.predicate.value for q in namer.own(subject) if q.object == NamedNode(iri)]
        for predicate in namer.vocabulary.most_specific(direct) or [PREFIXES["rdfs"] + "seeAlso"]:
            found.setdefault(predicate, {})[subject] = None
    rows = [
        Incoming(namer.term(p), tuple(sorted((namer.node(s) for s in names), key=lambda n: n.label.value)))
        for p, names in found.items()
    ]
    return tuple(sorted(rows, key=lambda row: row.predicate.label.value)), len(subjects)
