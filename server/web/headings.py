"""Headings of a thing's page: which statements stand under which, in what order. Configuration, no code.

A statement is found by its class and the role that the thing has in it; a statement claim by its predicate
and the end at which the thing stands. What has no row here gets a heading made of the vocabulary's labels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

#: In the place of a class: whatever class a claim is of.
ANY: Final = "*"
#: In the place of a role: the thing is the subject, or the object, of what a statement claim states.
OF, TO = "of", "to"


@dataclass(frozen=True)
class Heading:
    """A part of the page.

    Attributes:
        anchor: its name in the page's address.
        words: the heading.
        keys: class of claim and role of the thing in it, or predicate of a statement claim and its end.
        roles: whether each statement says what the other end is to the thing, where kinds stand together.
        prose: whether the statements are sentences: a long list of them is folded.
    """

    anchor: str
    words: str
    keys: tuple[tuple[str, str], ...] = ()
    roles: bool = False
    prose: bool = False


def _said(anchor: str, words: str, *kinds: str) -> Heading:
    """What is said in prose about a thing."""
    return Heading(anchor, words, tuple((kind, "about") for kind in kinds), prose=True)


def _told(anchor: str, words: str, *kinds: str) -> Heading:
    """What a document or speech says, as another quotes it."""
    return Heading(anchor, words, tuple((kind, "prov:hadPrimarySource") for kind in kinds), prose=True)


def _stated(anchor: str, words: str, predicate: str, *ends: str) -> Heading:
    """What statement claims with a predicate say, the thing standing at one of some ends."""
    return Heading(anchor, words, tuple((predicate, end) for end in ends))


#: In the order of the page. Those without keys are filled in other ways: see `server.web.parts`.
HEADINGS: Final = (
    Heading("wordings", "Wordings", (("Formulation", "nameOf"),)),
    Heading("names", "Names", (("Name", "nameOf"),)),
    Heading(
        "brief",
        "In brief",
        tuple(
            (predicate, OF)
            for predicate in (
                "dcterms:type",
                "plate:editionNumber",
                "plate:attendanceMode",
                "plate:theme",
                "plate:heldAt",
                "plate:locatedIn",
                "plate:statedSize",
                "plate:topic",
                "plate:drawnFrom",
                "plate:omits",
                "dcterms:isPartOf",
            )
        ),
        roles=True,
    ),
    Heading("when", "When it happened", (("Dating", "datedEvent"),)),
    _stated("agents", "Who brought it about", "prov:wasAssociatedWith", OF),
    Heading("began", "What began with it", ((ANY, "beganWith"),), roles=True),
    Heading("ended", "What ended with it", ((ANY, "endedBy"), (ANY, "endedWith")), roles=True),
    # documents
    Heading("issued-by", "Issued or delivered by", (("Publication", "issued"),)),
    Heading("authors", "Written by", (("Authorship", "authored"), ("dcterms:creator", OF))),
    Heading("co-sponsors", "Co-sponsors", (("CoSponsorship", "coSponsored"),)),
    _stated("launched-by", "Launched at", "plate:launches", TO),
    _stated("quoted-from", "Quoted from", "plate:quotedFrom", OF),
    # concepts
    _stated("broader", "Broader concepts", "skos:broader", OF),
    _stated("narrower", "Narrower concepts", "skos:broader", TO),
    _stated("related", "Related concepts", "skos:related", OF, TO),
    _stated("close", "Close to", "skos:closeMatch", OF, TO),
    Heading("developed-from", "Developed from", (("Development", "developed"),)),
    Heading("developed-into", "Developed into", (("Development", "forebear"),)),
    _stated("members", "Members", "skos:member", OF),
    _stated("member-of", "Member of", "skos:member", TO),
    Heading("attestations", "Where it is attested", (("Attestation", "attested"),)),
    Heading("in-this-wording", "Where it has this wording", (("Attestation", "wording"),)),
    # events
    Heading("editions", "Editions"),
    Heading("forums", "Forums"),
    # bodies and people
    Heading("nameplates", "Nameplates", (("NameplateHolding", "bearer"),)),
    Heading("bearer", "Bearer", (("NameplateHolding", "heldPlate"),)),
    Heading("superiors", "Superiors", (("Subordination", "subordinate"),)),
    Heading("office-of", "Office of", (("OfficeTie", "office"),)),
    Heading("subordinates", "Subordinate bodies", (("Subordination", "superior"),)),
    Heading("offices", "Offices", (("OfficeTie", "servedBody"),)),
    Heading("posts", "Posts and holders"),
    Heading("kinds", "Kinds over time", (("Classification", "classified"),)),
    _stated("parents", "Parent organisations", "plate:isParentOf", TO),
    _stated("parent-of", "Parent of", "plate:isParentOf", OF),
    Heading("held-posts", "Posts", (("Tenure", "holder"),)),
    Heading("holders", "Holders", (("Tenure", "post"),)),
    Heading("supervisors", "Supervisors", (("CharterSupervision", "supervised"),)),
    Heading("supervised", "Supervised associations", (("CharterSupervision", "supervisor"),)),
    Heading("registrars", "Registration authorities", (("Registration", "registrant"),)),
    Heading("registered", "Registered associations", (("Registration", "registrar"),)),
    Heading(
        "named-as", "Relations told under this name", ((ANY, "subjectAs"), (ANY, "objectAs")), roles=True
    ),
    _stated("brought-about", "What it brought about", "prov:wasAssociatedWith", TO),
    Heading("tied-to", "Tied to", (("Tie", "tied"),)),
    Heading("ties", "Bodies tied to it", (("Tie", "tiedTo"),)),
    Heading("systems", "Policy systems", (("SystemMembership", "systemMember"),)),
    Heading("system-members", "Members of the system", (("SystemMembership", "memberSystem"),)),
    _said("responsibilities", "Responsibilities", "Responsibility"),
    _stated("accounts", "Accounts", "foaf:account", OF),
    Heading("documents", "Documents issued", (("Publication", "issuer"),)),
    Heading("authored", "Documents written", (("Authorship", "author"), ("dcterms:creator", TO))),
    Heading("co-sponsored", "Documents co-sponsored", (("CoSponsorship", "coSponsor"),)),
    Heading("events", "Events organised", (("Organizing", "organizer"),)),
    Heading("organisers", "Organisers", (("Organizing", "organized"),)),
    Heading("co-organised", "Events co-organised", (("CoOrganizing", "coOrganizer"),)),
    Heading("co-organisers", "Co-organisers", (("CoOrganizing", "coOrganized"),)),
    Heading("of-the-series", "Organisers of the series"),
    Heading("participations", "Events taken part in", (("Participation", "participant"),)),
    Heading("participants", "Participants", (("Participation", "event"),)),
    _stated("launches", "Launched there", "plate:launches", OF),
    _stated("prepares-for", "Prepares for", "plate:preparesFor", OF),
    _stated("prepared-by", "Prepared by", "plate:preparesFor", TO),
    # places, countries
    Heading("delegations-sent", "Delegations sent", (("Delegation", "sender"),)),
    Heading("delegations", "Delegations to it", (("Delegation", "sentTo"),)),
    Heading("influence", "Influence on others", (("Influence", "influencer"),)),
    Heading("influenced-by", "Influence on it", (("Influence", "influenced"),)),
    _stated("located-here", "Located here", "plate:locatedIn", TO),
    _stated("held-here", "Held here", "plate:heldAt", TO),
    _stated("parts", "Parts", "dcterms:isPartOf", TO),
    _stated("drawn-from-it", "Groups drawn from it", "plate:drawnFrom", TO),
    # what a document, speech or event says
    _stated("quotations", "Quotations", "plate:quotedFrom", TO),
    Heading("attested-in-it", "Concepts attested", (("Attestation", "witness"),)),
    _told("holds", "What it holds to be so", "Assertion", "Circumstance", "Gloss"),
    _told("calls-for", "What it calls for", "Proposal", "Aim", "Recommendation"),
    _told("ascribes", "Rights and duties it ascribes", "Right", "Obligation", "Responsibility"),
    _told("draws-from-it", "What else is told from it", ANY),
    Heading("occasion", "On that occasion", ((ANY, "occasion"),), prose=True),
    Heading("of-this-kind", "What is of this kind", (("Classification", "kind"), ("dcterms:type", TO))),
    # what is said of it
    _said("glosses", "What it is, by its sources", "Gloss"),
    _said("circumstances", "What is stated of it", "Circumstance"),
    _said("assertions", "What is held of it", "Assertion"),
    _said("aims", "Aims", "Aim"),
    _said("proposals", "What is called for", "Proposal"),
    _said("rights", "Rights", "Right"),
    _said("duties", "Duties", "Obligation", "Requirement"),
    _said("appraisals", "Appraisals", "Appraisal"),
    _said("advice", "Advice", "Recommendation"),
    _stated("maybe-same", "Possibly the same", "plate:possiblySameAs", OF, TO),
    _stated("different", "Not the same as", "owl:differentFrom", OF, TO),
    Heading("gaps", "Not stated in the sources"),
    Heading("changes", "Changes"),
    Heading("resting", "What it supports", ((ANY, ""),), roles=True),
)

PLACES: Final = {heading.anchor: place for place, heading in enumerate(HEADINGS)}
_BY_KEY: Final = {key: heading for heading in HEADINGS for key in heading.keys}


def named(anchor: str) -> Heading:
    """The heading of a name."""
    return HEADINGS[PLACES[anchor]]


def heading_of(kind: str, role: str) -> Heading | None:
    """The heading for a class of claims and a role in them; None if there is no row for it."""
    return _BY_KEY.get((kind, role)) or _BY_KEY.get((ANY, role))
