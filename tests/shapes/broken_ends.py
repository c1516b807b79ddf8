"""Examples of every kind of relation with an end missing, doubled or of a wrong kind, made from one table.

All are reported only, so that nothing follows from them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tests.shapes.broken import NOW, REPORTED, THING, Broken, concepts

_BODIES: Final = ("id:cac", "id:ccac")
_PLATES: Final = ("id:siio", "id:scio")
_ASSOCIATIONS: Final = ("id:csac", "id:isc")
_INSTRUMENTS: Final = ("id:icp-licence", "id:public-pledge")
_DOCUMENTS: Final = ("id:doc-000", "id:doc-003")
_PEOPLE: Final = ("id:xi-jinping", "id:xu-lin")
_POSTS: Final = ("id:post-csac-chair", "id:post-isc-chair")
_SYSTEMS: Final = ("id:cyber-policy-system", "x:system")
_EVENTS: Final = ("id:meeting-ccac-first", "id:reform-2014")
_CONCEPTS: Final = ("x:one", "x:two")
_KINDS: Final = ("id:kind-agency", "id:kind-regulator")

#: What is the end of no relation.
_WRONG: Final = "id:name-kinds"


@dataclass(frozen=True)
class End:
    """One end of a kind of relation.

    Attributes:
        relation: the kind of relation.
        name: the property.
        right: two values that are right, one at a time.
        other: the other end, as it should be.
        count: what is said where there is none or two.
        kind: what is said of a value of a wrong kind; None where any value will do.
    """

    relation: str
    name: str
    right: tuple[str, str]
    other: str
    count: str
    kind: str | None


def _end(relation: str, name: str, right: tuple[str, str], other: str, says: str) -> End:
    """An end of which one message says everything."""
    return End(relation, name, right, other, says, says)


_ENDS: Final = (
    _end("NameplateHolding", "heldPlate", _PLATES, "bearer id:cac", "what is held is exactly one nameplate"),
    _end("NameplateHolding", "bearer", _BODIES, "heldPlate id:siio", "hangs on exactly one institution"),
    End("Classification", "classified", _BODIES, "kind id:kind-agency", "of exactly one thing", None),
    _end("Classification", "kind", _KINDS, "classified id:cac", "exactly one kind of the scheme"),
    End(
        "OfficeTie",
        "office",
        _PLATES,
        "servedBody id:ccac",
        "exactly one office",
        "a plate or an institution",
    ),
    _end("OfficeTie", "servedBody", _BODIES, "office id:siio", "serves exactly one institution"),
    _end("SystemMembership", "systemMember", _BODIES, f"memberSystem {_SYSTEMS[0]}", "is exactly one body"),
    _end(
        "SystemMembership", "memberSystem", _SYSTEMS, "systemMember id:cac", "exactly one plate:PolicySystem"
    ),
    _end(
        "Subordination", "subordinate", _BODIES, "superior id:oep", "subordinate is exactly one institution"
    ),
    _end("Subordination", "superior", _BODIES, "subordinate id:oep", "superior is exactly one institution"),
    _end("Tie", "tied", _BODIES, "tiedTo id:oep", "starts from exactly one institution"),
    End("Tie", "tiedTo", _BODIES, "tied id:oep", "exactly one other end", "at an institution or a nameplate"),
    _end("Tenure", "holder", _PEOPLE, f"post {_POSTS[0]}", "held by exactly one person"),
    _end("Tenure", "post", _POSTS, "holder id:xu-lin", "exactly one post"),
    _end("CharterSupervision", "supervised", _ASSOCIATIONS, "supervisor id:cac", "is supervised by charter"),
    _end("CharterSupervision", "supervisor", _BODIES, "supervised id:isc", "the supervisor is exactly one"),
    _end("Registration", "registrant", _ASSOCIATIONS, "registrar id:mca", "what is registered"),
    _end("Registration", "registrar", _BODIES, "registrant id:isc", "the registrar is exactly one"),
    _end("Requirement", "dependent", _INSTRUMENTS, "prerequisite id:cn-domain", "what has a prerequisite"),
    _end(
        "Requirement", "prerequisite", _INSTRUMENTS, "dependent id:cn-domain", "a prerequisite is exactly one"
    ),
    _end("Publication", "issuer", _BODIES, "issued id:doc-000", "is brought out by exactly one"),
    _end("Publication", "issued", _DOCUMENTS, "issuer id:cac", "what is brought out"),
    _end("CoSponsorship", "coSponsor", _BODIES, "coSponsored id:doc-000", "a co-sponsor is exactly one"),
    _end("CoSponsorship", "coSponsored", _DOCUMENTS, "coSponsor id:cac", "what is co-sponsored"),
    _end("Participation", "participant", _PEOPLE, f"event {_EVENTS[0]}", "who takes part"),
    End(
        "Participation",
        "event",
        _EVENTS,
        "participant id:cac",
        "in exactly one event",
        "what one takes part in",
    ),
    _end("Organizing", "organizer", _BODIES, "organized id:wic", "an organizer is exactly one body"),
    _end("Attestation", "attested", _CONCEPTS, "witness id:doc-000", "what is attested is exactly one"),
    End(
        "Attestation",
        "witness",
        _DOCUMENTS,
        f"attested {_CONCEPTS[0]}",
        "exactly one witness",
        "a document, a speech or a person",
    ),
    _end("Development", "developed", _CONCEPTS, "forebear x:third", "what developed is exactly one"),
    _end("Development", "forebear", _CONCEPTS, "developed x:third", "develops from exactly one"),
    _end("Authorship", "author", _PEOPLE, "authored id:doc-000", "exactly one with plate:author"),
    _end("Authorship", "authored", _DOCUMENTS, "author id:xu-lin", "what is written is exactly one"),
    _end("CoOrganizing", "coOrganizer", _BODIES, "coOrganized id:wic", "a co-organizer is exactly one body"),
    End(
        "CoOrganizing",
        "coOrganized",
        ("id:wic", _EVENTS[0]),
        "coOrganizer id:cac",
        "a co-organizing is of exactly one",
        "what is co-organized is",
    ),
    _end("Delegation", "sender", _BODIES, "sentTo id:wic", "is sent by exactly one actor"),
    End(
        "Delegation",
        "sentTo",
        ("id:wic", _EVENTS[0]),
        "sender id:cac",
        "is sent to exactly one event",
        "goes to an event",
    ),
    _end(
        "Influence", "influencer", _BODIES, "influenced id:wic-organising-committee", "comes from exactly one"
    ),
    End(
        "Influence",
        "influenced",
        _BODIES,
        "influencer id:wic-organising-committee",
        "on exactly one actor or place",
        "whoever is influenced",
    ),
    End(
        "Organizing",
        "organized",
        ("id:wic", _EVENTS[0]),
        "organizer id:cac",
        "of exactly one",
        "is organized is",
    ),
)


def _examples(end: End) -> Iterator[Broken]:
    """An end missing, doubled and, where that matters, of a wrong kind."""
    mistakes = [("", end.count), (" , ".join(end.right), end.count)]
    if end.kind is not None:
        mistakes.append((_WRONG, end.kind))
    for values, says in mistakes:
        given = f"plate:{end.name} {values} ; " if values else ""
        yield Broken(
            end.relation,
            says,
            f"x:system a plate:PolicySystem ; {THING} .\n{concepts('one', 'two', 'third')}"
            f"x:a a plate:{end.relation} ; {given}plate:{end.other} ; {NOW} ; {REPORTED} .",
        )


ENDS: Final = tuple(example for end in _ENDS for example in _examples(end))
