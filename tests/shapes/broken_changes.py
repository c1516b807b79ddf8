"""Examples that break the shapes of associations, changes, documents, events and of the ontology itself."""

from __future__ import annotations

from typing import Final

from tests.shapes.broken import ENDORSED, NOW, THING, Broken, absorbed, bodies, dated

_ASSOCIATION: Final = f"x:s a plate:Association ; {THING} .\n"
_SET: Final = f"x:a a skos:Collection ; {THING}"
_INSTRUMENTS: Final = f"x:i a plate:Instrument ; {THING} .\nx:j a plate:Instrument ; {THING} .\n"


def _relation(kind: str, ends: str, rest: str = f"{NOW} ; {ENDORSED}", name: str = "a") -> str:
    """A relation of a kind; ends as in `tied x:b ; tiedTo x:c`, without their prefix."""
    prefixed = " ; ".join(f"plate:{end.strip()}" for end in ends.split(";"))
    return f"x:{name} a plate:{kind} ; {prefixed} ; {rest} .\n"


def _change(kind: str, rest: str, when: str = "2014") -> str:
    """A change x:e with its date."""
    return f"x:e a plate:{kind} ; {THING} ; {rest} .\n" + dated("e", when)


def _of_the_state(body: str) -> str:
    """The classification of one of the example's own bodies as an organ of the state."""
    ends = f"classified x:{body} ; kind id:kind-state-organ"
    return _relation("Classification", ends, name=f"classification-{body}")


ASSOCIATIONS: Final = (
    Broken(
        "CharterSupervision",
        "not both supervisor and registrar",
        _ASSOCIATION
        + bodies("b")
        + _of_the_state("b")
        + _relation("CharterSupervision", "supervised x:s ; supervisor x:b")
        + _relation("Registration", "registrant x:s ; registrar x:b", name="r"),
    ),
    Broken(
        "Registration",
        "one registrar at a time",
        _ASSOCIATION
        + bodies("b", "c")
        + _of_the_state("b")
        + _of_the_state("c")
        + _relation("Registration", "registrant x:s ; registrar x:b")
        + _relation("Registration", "registrant x:s ; registrar x:c", name="r"),
    ),
    Broken(
        "Registration",
        "only an authority of the state registers",
        _ASSOCIATION + bodies("b") + _relation("Registration", "registrant x:s ; registrar x:b"),
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
        bodies("b", "c") + _change("Upgrading", "org:originalOrganization x:b , x:c"),
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
    Broken(
        "Founding",
        "brings about exactly one body",
        bodies("b", "c") + _change("Founding", "org:resultingOrganization x:b , x:c"),
    ),
    Broken(
        "Absorption",
        "leaves exactly one body",
        bodies("b", "c", "d")
        + _change("Absorption", "org:originalOrganization x:b ; org:resultingOrganization x:c , x:d"),
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
        "FormerName",
        "no longer bears",
        'x:a skos:prefLabel "Old"@en ; skos:altLabel "New"@en ; plate:formerName "Old"@en .',
    ),
    Broken("StatedSize", "one whole number", f"{_SET} ; plate:statedSize 4 , 5 ."),
    Broken("StatedSize", "one whole number", f"{_SET} ; plate:statedSize -1 ."),
    Broken("StatedSize", "one whole number", f'{_SET} ; plate:statedSize "four" .'),
    Broken(
        "StatedSize",
        "more members are listed",
        f"{_SET} ; plate:statedSize 1 ; skos:member id:siio , id:scio .",
    ),
    Broken(
        "Meeting",
        "the body whose members met",
        f"x:e a plate:Meeting ; {THING} ; plate:meetingOf id:siio .\n" + dated("e", "2014"),
    ),
    Broken(
        "Capacity",
        "one role of the scheme",
        bodies("b")
        + _relation(
            "Participation",
            "participant x:b ; event id:meeting-ccac-first ; capacity id:role-speaker , id:role-attendee",
        ),
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
