"""The profile `schema`: a thing in the terms of schema.org, for whoever knows no others.

Only what the curators endorse is told, since schema.org has no words for what is merely reported. A nameplate
is a `Brand`: it names an institution and is none. A relation with dates is a `Role` between its ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from server.names import ONTOLOGY, PREFIXES, expand
from server.web.profiles.dates import days, known_date
from server.web.profiles.reading import TYPE, Lexicon, Reading, Subject, Term

SCHEMA: Final = PREFIXES["schema"]
_NAMES: Final = (expand("skos:prefLabel"), expand("dcterms:title"), expand("foaf:name"), expand("rdfs:label"))

#: Class of ours → class of schema.org; the first row that fits decides.
TYPES: Final = (
    ("plate:Nameplate", "Brand"),
    ("plate:PoliticalParty", "PoliticalParty"),
    ("plate:PublicAuthority", "GovernmentOrganization"),
    ("plate:Association", "Organization"),
    ("org:Organization", "Organization"),
    ("foaf:Person", "Person"),
    ("foaf:Group", "Organization"),
    ("schema:EventSeries", "EventSeries"),
    ("schema:Event", "Event"),
    ("org:ChangeEvent", "Event"),
    ("skos:ConceptScheme", "DefinedTermSet"),
    ("skos:Collection", "DefinedTermSet"),
    ("skos:Concept", "DefinedTerm"),
    ("plate:Claim", "Claim"),
    ("bibo:Document", "CreativeWork"),
    ("plate:Document", "CreativeWork"),
    ("plate:Passage", "CreativeWork"),
    ("plate:Quotation", "Quotation"),
    ("plate:Place", "Place"),
    ("org:Post", "Occupation"),
)

#: Property of ours → property of schema.org.
PROPERTIES: Final = (
    ("skos:altLabel", "alternateName"),
    ("dcterms:description", "description"),
    ("skos:definition", "description"),
    ("skos:scopeNote", "disambiguatingDescription"),
    ("dcterms:identifier", "identifier"),
    ("foaf:homepage", "url"),
    ("schema:url", "url"),
    ("skos:exactMatch", "sameAs"),
    ("owl:sameAs", "sameAs"),
    ("org:subOrganizationOf", "parentOrganization"),
    ("org:hasSubOrganization", "subOrganization"),
    ("org:memberOf", "memberOf"),
    ("org:hasMember", "member"),
    ("plate:hasNameplate", "brand"),
    ("plate:heldAt", "location"),
    ("plate:editionOf", "superEvent"),
    ("skos:inScheme", "inDefinedTermSet"),
    ("dcterms:creator", "author"),
    ("dcterms:isPartOf", "isPartOf"),
    ("plate:locatedIn", "containedInPlace"),
)

#: Class of claims → property of its subject and its inverse; both are told from either end.
RELATIONS: Final = (
    ("Organizing", "", "organizer"),
    ("CoOrganizing", "", "contributor"),
    ("Participation", "", "attendee"),
    ("Publication", "", "publisher"),
    ("Authorship", "", "author"),
)

#: Class of claims that hold for a time → the property that a role stands for, from its subject.
ROLES: Final = (
    ("Tenure", "memberOf", "OrganizationRole"),
    ("SystemMembership", "memberOf", "OrganizationRole"),
    ("Subordination", "parentOrganization", "Role"),
)

_VALIDITY: Final = ONTOLOGY + "validity"


def schema(iri: str, quads: Sequence[Quad], lexicon: Lexicon) -> list[Quad]:
    """The thing, and by name what it is related to, in the terms of schema.org.

    Args:
        iri: the thing.
        quads: its document, and the own quads of what the document names (`neighbours`).
        lexicon: what the vocabulary says.
    """
    reading = Reading(quads, lexicon)
    thing = NamedNode(iri)
    made = list(_described(reading, thing))
    for claim in reading.claims():
        if reading.is_endorsed(claim):
            made.extend(_related(reading, claim, thing))
    others = dict.fromkeys(q.object for q in made if isinstance(q.object, NamedNode) and q.object != thing)
    described = (quad for other in others for quad in _named(reading, other))
    return list(dict.fromkeys([*made, *described]))


def _say(subject: Subject, prop: str, value: Term) -> Quad:
    return Quad(subject, NamedNode(SCHEMA + prop), value)


def _type(reading: Reading, thing: NamedNode) -> str:
    """The class of schema.org for a thing."""
    vocabulary = reading.lexicon.vocabulary
    kinds = reading.types(thing)
    for ours, theirs in TYPES:
        if any(vocabulary.is_a(kind, expand(ours)) for kind in kinds):
            return theirs
    return "Thing"


def _named(reading: Reading, thing: NamedNode) -> Iterator[Quad]:
    """Class and names of something that is only mentioned; nothing of what the document does not tell of."""
    names = next((found for p in _NAMES if (found := reading.objects(thing, p))), [])
    if not names or thing.value.startswith(SCHEMA):
        return
    yield Quad(thing, NamedNode(TYPE), NamedNode(SCHEMA + _type(reading, thing)))
    for label in names:
        yield _say(thing, "name", label)


def _described(reading: Reading, thing: NamedNode) -> Iterator[Quad]:
    """What the thing's own quads say."""
    yield from _named(reading, thing)
    yield _say(thing, "identifier", Literal(thing.value, datatype=NamedNode(expand("xsd:anyURI"))))
    kind = _type(reading, thing)
    for ours, theirs in PROPERTIES:
        for value in reading.objects(thing, expand(ours)):
            if isinstance(value, NamedNode | Literal):
                yield _say(thing, theirs, value)
    if kind in {"Event", "EventSeries"}:
        yield from _dated(reading, thing, thing)
    for founding in reading.objects(thing, expand("org:resultedFrom")):
        if isinstance(founding, NamedNode) and (day := known_date(days(reading, founding, "starts"))):
            yield _say(thing, "foundingDate", day)


def _dated(reading: Reading, subject: Subject, of: NamedNode) -> Iterator[Quad]:
    """First and last day, as far as they are known to a day, a month or a year; nothing that is about."""
    validity = reading.first(of, _VALIDITY)
    if isinstance(validity, Literal) and any(mark in validity.value for mark in "~?%"):
        return
    for which, prop in (("starts", "startDate"), ("ends", "endDate")):
        day = known_date(days(reading, of, which))
        if day is not None:
            yield _say(subject, prop, day)


def _related(reading: Reading, claim: NamedNode, thing: NamedNode) -> Iterator[Quad]:
    """What a claim says of the thing."""
    kind = reading.kind(claim).removeprefix(ONTOLOGY)
    literal = reading.first(claim, expand("skosxl:literalForm"))
    if literal is not None and reading.first(claim, ONTOLOGY + "nameOf") == thing:
        preferred = [name for p in _NAMES for name in reading.objects(thing, p)]
        if literal not in preferred:
            yield _say(thing, "alternateName", literal)
        return
    first, second = reading.end(claim, "subject"), reading.end(claim, "object")
    if not (first and second and isinstance(first[1], NamedNode) and isinstance(second[1], NamedNode)):
        return
    subject, value = first[1], second[1]
    for name, _, inverse in RELATIONS:
        if kind == name and value == thing:
            yield _say(value, inverse, subject)
            if inverse == "publisher" and (day := _published(reading, claim)):
                yield _say(value, "datePublished", day)
    for name, prop, role in ROLES:
        if kind == name and subject == thing:
            yield from _role(reading, claim, thing, value, prop, role)


def _published(reading: Reading, claim: NamedNode) -> Literal | None:
    return next((q.object for q in _dated(reading, claim, claim) if isinstance(q.object, Literal)), None)


def _role(
    reading: Reading, claim: NamedNode, thing: NamedNode, value: NamedNode, prop: str, role: str
) -> Iterator[Quad]:
    """A relation that holds for a time; that of a post is with the body in which it is."""
    node = BlankNode(claim.value.rpartition("/")[2].replace("-", ""))
    bodies = reading.objects(value, expand("org:postIn")) if prop == "memberOf" else []
    titles = reading.objects(claim, ONTOLOGY + "printedTitle")
    if not titles:
        roles = [r for r in reading.objects(value, expand("org:role")) if isinstance(r, NamedNode)]
        titles = [label for r in roles for label in reading.objects(r, _NAMES[0])]
    yield _say(thing, prop, node)
    yield Quad(node, NamedNode(TYPE), NamedNode(SCHEMA + role))
    for body in bodies or [value]:
        yield _say(node, prop, body)
    for title in titles:
        yield _say(node, "roleName", title)
    yield from _dated(reading, node, claim)
