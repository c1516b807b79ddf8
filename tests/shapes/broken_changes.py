"""Examples that break the shapes of associations, changes, documents, events and of the ontology itself."""

from __future__ import annotations

from typing import Final

from tests.shapes.broken import ENDORSED, NOW, REPORTED, THING, Broken, absorbed, bodies, dated, during

_ASSOCIATION: Final = f"x:s a plate:Association ; {THING} .\n"
_INSTRUMENTS: Final = f"x:i a plate:Instrument ; {THING} .\nx:j a plate:Instrument ; {THING} .\n"


def _relation(kind: str, ends: str, rest: str = f"{NOW} ; {ENDORSED}", name: str = "a") -> str:
    """A relation of a kind; ends as in `tied x:b ; tiedTo x:c`, without their prefix."""
    prefixed = " ; ".join(f"plate:{end.strip()}" for end in ends.split(";"))
    return f"x:{name} a plate:{kind} ; {prefixed} ; {rest} .\n"


def _change(kind: str, rest: str, when: str = "2014") -> str:
    """A change x:e with its date."""
    return f"x:e a plate:{kind} ; {THING} ; {rest} .\n" + dated("e", when)


ASSOCIATIONS: Final = (
    Broken(
        "CharterSupervision",
        "what is supervised by charter",
        bodies("b", "c") + _relation("CharterSupervision", "supervised x:b ; supervisor x:c"),
    ),
    Broken(
        "CharterSupervision",
        "the supervisor is exactly one institution",
        _ASSOCIATION + _relation("CharterSupervision", "supervised x:s ; supervisor id:siio"),
    ),
    Broken(
        "CharterSupervision",
        "not both supervisor and registrar",
        _ASSOCIATION
        + bodies("b")
        + _relation("CharterSupervision", "supervised x:s ; supervisor x:b")
        + _relation("Registration", "registrant x:s ; registrar x:b", name="r"),
    ),
    Broken(
        "Registration",
        "what is registered",
        bodies("b", "c") + _relation("Registration", "registrant x:b ; registrar x:c"),
    ),
    Broken(
        "Registration",
        "the registrar is exactly one institution",
        _ASSOCIATION + _relation("Registration", "registrant x:s ; registrar id:siio"),
    ),
    Broken(
        "Registration",
        "one registrar at a time",
        _ASSOCIATION
        + bodies("b", "c")
        + _relation("Registration", "registrant x:s ; registrar x:b")
        + _relation("Registration", "registrant x:s ; registrar x:c", name="r"),
    ),
    Broken(
        "Requirement",
        "what has a prerequisite",
        bodies("b") + _INSTRUMENTS + _relation("Requirement", "dependent x:b ; prerequisite x:j"),
    ),
    Broken(
        "Requirement",
        "a prerequisite is exactly one",
        _INSTRUMENTS + _relation("Requirement", "dependent x:i"),
    ),
    Broken(
        "NoCircularRequirement",
        "only after itself",
        _INSTRUMENTS
        + _relation("Requirement", "dependent x:i ; prerequisite x:j")
        + _relation("Requirement", "dependent x:j ; prerequisite x:i", name="r"),
    ),
)

CHANGES: Final = (
    Broken("Change", "a change happens to bodies", _change("Founding", "org:resultingOrganization id:siio")),
    Broken(
        "Change",
        "points at a plate:Reform",
        bodies("b")
        + _change("Founding", "org:resultingOrganization x:b ; plate:partOfReform id:writing-000"),
    ),
    Broken(
        "Change",
        "original and result are different bodies",
        bodies("b") + _change("Founding", "org:originalOrganization x:b ; org:resultingOrganization x:b"),
    ),
    Broken(
        "Change",
        "certainly absorbed before the change",
        bodies("b", "c", "d")
        + absorbed("b", "c", "2010")
        + _change("Founding", "org:originalOrganization x:b ; org:resultingOrganization x:d"),
    ),
    Broken(
        "IdentityPreservingChange",
        "is of exactly one body",
        _change("Upgrading", "plate:toKind id:kind-commission"),
    ),
    Broken(
        "IdentityPreservingChange",
        "keeps the body",
        bodies("b", "c")
        + _change("Upgrading", "org:originalOrganization x:b ; org:resultingOrganization x:c"),
    ),
    Broken(
        "IdentityPreservingChange",
        "point into the scheme id:kinds",
        bodies("b") + _change("Upgrading", "org:originalOrganization x:b ; plate:toKind id:role-head"),
    ),
    Broken(
        "IdentityPreservingChange",
        "a name of the body that changed",
        bodies("b") + _change("Upgrading", "org:originalOrganization x:b ; plate:toName id:name-ccac-en"),
    ),
    Broken(
        "Founding",
        "brings about exactly one body",
        bodies("b") + _change("Founding", "org:originalOrganization x:b"),
    ),
    Broken("Absorption", "ends a body", bodies("b") + _change("Absorption", "org:resultingOrganization x:b")),
    Broken(
        "Absorption",
        "leaves exactly one body",
        bodies("b") + _change("Absorption", "org:originalOrganization x:b"),
    ),
    Broken(
        "NoOwnAncestor",
        "came about from itself",
        bodies("b", "c")
        + _change("Founding", "org:originalOrganization x:b ; org:resultingOrganization x:c")
        + f"x:f a plate:Founding ; {THING} ; org:originalOrganization x:c ; org:resultingOrganization x:b .\n"
        + dated("f", "2016"),
    ),
)

EVENTS: Final = (
    Broken(
        "Publication",
        "is brought out by exactly one",
        f"x:d a plate:Document ; {THING} .\n"
        + _relation("Publication", "issuer id:doc-000 ; issued x:d", f"{during('2010')} ; {ENDORSED}"),
    ),
    Broken(
        "Publication",
        "what is brought out",
        bodies("b") + _relation("Publication", "issuer x:b", f"{during('2010')} ; {REPORTED}"),
    ),
    Broken(
        "CoSponsorship",
        "a co-sponsor is exactly one",
        f"x:d a plate:Document ; {THING} .\n"
        + _relation("CoSponsorship", "coSponsor id:doc-000 ; coSponsored x:d"),
    ),
    Broken(
        "CoSponsorship",
        "what is co-sponsored",
        _relation("CoSponsorship", "coSponsor id:cac ; coSponsored id:wic"),
    ),
    Broken("StatedSize", "one whole number", 'x:a a skos:Collection ; plate:statedSize "four" .'),
    Broken(
        "StatedSize",
        "more members are listed",
        "x:a a skos:Collection ; plate:statedSize 1 ; skos:member id:siio , id:scio .",
    ),
    Broken(
        "Meeting",
        "the body whose members met",
        f"x:e a plate:Meeting ; {THING} ; plate:meetingOf id:siio .\n" + dated("e", "2014"),
    ),
    Broken(
        "Participation",
        "who takes part",
        _relation("Participation", "participant id:doc-000 ; event id:meeting-ccac-first"),
    ),
    Broken(
        "Participation",
        "in exactly one event",
        bodies("b") + _relation("Participation", "participant x:b", f"{NOW} ; {REPORTED}"),
    ),
    Broken(
        "Participation",
        "what one takes part in",
        bodies("b") + _relation("Participation", "participant x:b ; event id:cac"),
    ),
    Broken(
        "Organizing",
        "an organizer is exactly one body",
        _relation("Organizing", "organizer id:siio ; organized id:wic"),
    ),
    Broken(
        "Organizing",
        "of exactly one event",
        bodies("b") + _relation("Organizing", "organizer x:b", f"{NOW} ; {REPORTED}"),
    ),
    Broken(
        "Organizing",
        "what is organized",
        bodies("b") + _relation("Organizing", "organizer x:b ; organized id:cac"),
    ),
    Broken(
        "Capacity",
        "one role of the scheme",
        bodies("b")
        + _relation(
            "Participation", "participant x:b ; event id:meeting-ccac-first ; capacity id:kind-agency"
        ),
    ),
)
