"""Examples that break the shapes of bodies, nameplates, systems, hierarchy and posts."""

from __future__ import annotations

from typing import Final

from tests.shapes.broken import (
    ENDORSED,
    NOW,
    REPORTED,
    THING,
    Broken,
    absorbed,
    bodies,
    during,
    plates,
    unprinted,
)


def _relation(kind: str, ends: str, rest: str = f"{NOW} ; {ENDORSED}") -> str:
    """A relation x:a of a kind; ends as in `tied x:b ; tiedTo x:c`, without their prefix."""
    prefixed = " ; ".join(f"plate:{end.strip()}" for end in ends.split(";"))
    return f"x:a a plate:{kind} ; {prefixed} ; {rest} .\n"


def _under(name: str, ends: tuple[str, str], rest: str) -> str:
    """A subordination of that name."""
    below, above = ends
    return (
        f"x:{name} a plate:Subordination ; "
        f"plate:subordinate x:{below} ; plate:superior x:{above} ; {rest} .\n"
    )


def _holding(name: str, plate: str, body: str, rest: str = f"{NOW} ; {ENDORSED}") -> str:
    """A holding of that name."""
    return (
        f"x:{name} a plate:NameplateHolding ; plate:heldPlate x:{plate} ; plate:bearer x:{body} ; {rest} .\n"
    )


PLATES: Final = (
    *(
        Broken("PassingClass", "read off dated claims and never written", f"x:a a plate:{kind} ; {THING} .")
        for kind in ("PartyOrgan", "StateOrgan", "PoliticalParty", "QuasiStateAssociation")
    ),
    *(
        Broken("Nameplate", "of the party or of the state", bodies("b") + _holding("h", "p", "b") + plate)
        for plate in (
            f"x:p a plate:Nameplate ; {THING} .\n{unprinted('p')}",
            f"x:p a plate:PartyNameplate , plate:StateNameplate ; {THING} .\n{unprinted('p')}",
        )
    ),
    Broken(
        "Nameplate",
        "a post stands in a body",
        bodies("b")
        + plates("p")
        + _holding("h", "p", "b")
        + f"x:o a org:Post ; {THING} ; org:role id:role-head ; plate:leadPostIn x:p .",
        also=("Post",),
    ),
    Broken(
        "Nameplate",
        "hierarchy is among bodies",
        bodies("b", "c")
        + plates("p")
        + _holding("h", "p", "b")
        + _under("a", ("p", "c"), f"{NOW} ; {REPORTED}"),
        also=("Subordination",),
    ),
    Broken(
        "ChineseName",
        "is written in Chinese on a door",
        bodies("b") + f"x:p a plate:StateNameplate ; {THING} .\n" + _holding("h", "p", "b"),
    ),
    Broken(
        "NameplateHolding",
        "and never another plate",
        plates("p")
        + f"x:h a plate:NameplateHolding ; plate:heldPlate x:p ; plate:bearer id:scio ; {NOW} ; {REPORTED} .",
    ),
    Broken(
        "Post",
        "and not both",
        bodies("b", "c") + f"x:o a org:Post ; {THING} ; org:role id:role-head ; org:postIn x:b , x:c .",
    ),
    Broken("BearerKnown", "on which body this plate hangs", plates("p")),
    Broken(
        "NameplateHolding",
        "on one body at a time",
        bodies("b", "c")
        + plates("p")
        + _holding("a", "p", "b", f"{during('2010/2014')} ; {ENDORSED}")
        + _holding("h", "p", "c", f"{during('2012/2016')} ; {ENDORSED}"),
    ),
    Broken(
        "NameplateHolding",
        "on one body at a time",
        bodies("b", "c") + plates("p") + _holding("a", "p", "b") + _holding("h", "p", "c"),
    ),
    Broken(
        "DualInstitution",
        "neither party organ nor state organ",
        bodies("b")
        + plates("p")
        + f"x:q a plate:PartyNameplate ; {THING} .\n{unprinted('q')}"
        + _holding("h", "p", "b")
        + _holding("i", "q", "b")
        + _relation("Classification", "classified x:b ; kind id:kind-party-organ"),
    ),
)

HIERARCHY: Final = (
    Broken(
        "Subordination",
        "no body is its own superior",
        bodies("b") + _under("a", ("b", "b"), f"{NOW} ; {REPORTED}"),
    ),
    Broken(
        "Subordination",
        "write plate:sole true",
        bodies("b", "c") + _under("a", ("b", "c"), f"plate:sole true , false ; {NOW} ; {ENDORSED}"),
    ),
    Broken(
        "Subordination",
        "write plate:sole true",
        bodies("b", "c") + _under("a", ("b", "c"), f'plate:sole "solely" ; {NOW} ; {ENDORSED}'),
    ),
    Broken(
        "Subordination",
        "under two superiors at once",
        bodies("b", "c", "d")
        + _under("a", ("b", "c"), f"{during('2010/2014')} ; {ENDORSED}")
        + _under("h", ("b", "d"), f"{during('2012/2016')} ; {ENDORSED}"),
    ),
    Broken(
        "Subordination",
        "under two superiors at once",
        bodies("b", "c", "d")
        + _under("a", ("b", "c"), f"{NOW} ; {ENDORSED}")
        + _under("h", ("b", "d"), f"{NOW} ; {ENDORSED}"),
    ),
    Broken(
        "Subordination",
        "a sole superior has no other",
        bodies("b", "c", "d")
        + _under("a", ("b", "c"), f"plate:sole true ; plate:jointWith x:h ; {NOW} ; {ENDORSED}")
        + _under("h", ("b", "d"), f"{NOW} ; {ENDORSED}"),
    ),
    Broken(
        "JointSubordination",
        "over one and the same body",
        bodies("b", "c", "d")
        + _under("a", ("b", "c"), f"plate:jointWith x:h ; {NOW} ; {ENDORSED}")
        + _under("h", ("d", "c"), f"{NOW} ; {ENDORSED}"),
    ),
    Broken(
        "NoCycle",
        "above itself",
        bodies("b", "c", "d")
        + _under("a", ("b", "c"), f"{NOW} ; {ENDORSED}")
        + _under("h", ("c", "d"), f"{NOW} ; {ENDORSED}")
        + _under("i", ("d", "b"), f"{NOW} ; {ENDORSED}"),
    ),
)


def _post(rest: str) -> str:
    """A post x:o."""
    return f"x:o a org:Post ; {THING} ; {rest} .\n"


def _tenure(name: str, who: str, rest: str = f"{NOW} ; {ENDORSED}") -> str:
    """A tenure of the post x:o."""
    return f"x:{name} a plate:Tenure ; plate:holder x:{who} ; plate:post x:o ; {rest} .\n"


def _people(*names: str) -> str:
    return "".join(f"x:{name} a foaf:Person ; {THING} .\n" for name in names)


POSTS: Final = (
    Broken(
        "Post",
        "and not both",
        bodies("b") + _post("org:role id:role-head ; plate:titledUnder id:siio ; org:postIn x:b"),
    ),
    Broken("Post", "and not both", _post("org:role id:role-head")),
    Broken(
        "Post",
        "is titled under a nameplate",
        bodies("b") + _post("org:role id:role-head ; plate:titledUnder x:b"),
    ),
    Broken("Post", "a post stands in a body", _post("org:role id:role-head ; org:postIn id:wic")),
    Broken("Post", "has a role", bodies("b") + _post("org:postIn x:b ; org:role id:kind-agency")),
    Broken("Post", "has a role", bodies("b") + _post("org:postIn x:b")),
    Broken(
        "Tenure",
        "beyond the absorption of its body",
        bodies("b", "d")
        + absorbed("b", "d", "2014")
        + _people("w")
        + _post("org:role id:role-head ; plate:leadPostIn x:b")
        + _tenure("a", "w", f"{during('2016')} ; {ENDORSED}"),
    ),
    Broken(
        "OneHead",
        "in this post at once",
        bodies("b")
        + _people("w", "v")
        + _post("org:role id:role-head ; plate:leadPostIn x:b")
        + _tenure("a", "w")
        + _tenure("h", "v"),
    ),
)
