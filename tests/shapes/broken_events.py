"""Examples that break the shapes of editions, forums, delegations, influence, places and services."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from tests.shapes.broken import (
    ENDORSED,
    NOW,
    REPORTED,
    THING,
    Broken,
    Parts,
    bodies,
    dated,
    mistakes,
    stated,
)

_SERIES: Final = (
    f"x:s a plate:EventSeries ; {THING} .\n"
    f"x:o a plate:Organizing ; plate:organizer id:cac ; plate:organized x:s ; {NOW} ; {REPORTED} .\n"
)
_EDITION: Final[Parts] = {
    "": (f"a plate:Edition ; {THING}",),
    "exactly one plate:EventSeries": (
        "plate:editionOf x:s",
        "plate:editionOf x:s , x:t",
        "plate:editionOf id:cac",
    ),
}


def _edition(name: str, edtf: str, number: int | None = None) -> str:
    """A dated edition of x:s, with its number as the build casts it from an endorsed claim."""
    numbered = stated(f"n-{name}", f"x:{name}", "plate:editionNumber", str(number), ENDORSED)
    return (
        f"x:{name} a plate:Edition ; {THING} ; plate:editionOf x:s .\n"
        + dated(name, edtf)
        + (numbered if number is not None else "")
    )


def _organized(kind: str, ends: str) -> str:
    """An endorsed relation of x:b to the edition x:e, seen now."""
    return f"x:r a plate:{kind} ; {ends} ; {NOW} ; {ENDORSED} .\n"


def _founded(body: str, edtf: str) -> str:
    """The founding of one of the example's own bodies."""
    return (
        bodies(body)
        + f"x:f a plate:Founding ; {THING} ; org:resultingOrganization x:{body} .\n"
        + dated("f", edtf)
    )


EDITIONS: Final = (
    *(
        replace(
            one, turtle=f"{one.turtle}\n{_SERIES}x:t a plate:EventSeries ; {THING} .\n{dated('a', '2016')}"
        )
        for one in mistakes("Edition", _EDITION)
        if "plate:editionOf" in one.turtle
    ),
    Broken(
        "Edition",
        "exactly one plate:EventSeries",
        f"x:a a plate:Edition ; {THING} .\n{dated('a', '2016')}"
        f"x:o a plate:Organizing ; plate:organizer id:cac ; plate:organized x:a ; {NOW} ; {REPORTED} .\n",
    ),
    Broken(
        "Edition",
        "has one number",
        _SERIES + _edition("a", "2016", 2) + stated("m", "x:a", "plate:editionNumber", "3", ENDORSED),
    ),
    Broken("Edition", "have the same number", _SERIES + _edition("a", "2016", 2) + _edition("b", "2017", 2)),
    Broken("Edition", "numbered out of order", _SERIES + _edition("a", "2017", 2) + _edition("b", "2016", 3)),
    Broken(
        "Edition",
        "has an organiser",
        f"x:s a plate:EventSeries ; {THING} .\n" + _edition("a", "2016"),
    ),
    *(
        Broken(
            "OrganizerExists",
            "did not yet exist",
            _SERIES + _founded("b", "2018") + _edition("e", "2016") + _organized(kind, ends),
        )
        for kind, ends in (
            ("Organizing", "plate:organizer x:b ; plate:organized x:e"),
            ("CoOrganizing", "plate:coOrganizer x:b ; plate:coOrganized x:e"),
        )
    ),
)


def _forums(name: str, rest: str) -> str:
    return f"x:{name} a plate:ForumGroup ; {THING} ; {rest} .\n"


FORUMS: Final = (
    Broken("ForumGroup", "are those of an edition", f"x:a a plate:ForumGroup ; {THING} ."),
    Broken("ForumGroup", "those of one plate:Edition", _forums("a", "plate:forumsOf id:cac")),
    Broken(
        "ForumGroup",
        "those of one plate:Edition",
        _SERIES + _edition("e", "2016") + _edition("g", "2017") + _forums("a", "plate:forumsOf x:e , x:g"),
    ),
    Broken(
        "ForumGroup",
        "points at the larger group",
        _SERIES + _edition("e", "2016") + _forums("a", "plate:forumsOf x:e ; plate:amongForums x:e"),
    ),
    Broken(
        "ForumGroup",
        "of the same edition",
        _SERIES
        + _edition("e", "2016")
        + _edition("g", "2017")
        + _forums("w", "plate:forumsOf x:e")
        + _forums("a", "plate:forumsOf x:g ; plate:amongForums x:w"),
    ),
    Broken(
        "ForumGroup",
        "more forums than the whole",
        _SERIES
        + _edition("e", "2016")
        + _forums("w", "plate:forumsOf x:e")
        + _forums("a", "plate:amongForums x:w")
        + stated("n", "x:w", "plate:statedSize", "20", ENDORSED)
        + stated("m", "x:a", "plate:statedSize", "21", ENDORSED),
    ),
    Broken("Occurrence", "an occurrence is no claim", f"x:a a plate:Occurrence ; {THING} ; {NOW} ."),
)

_PLACE: Final = f"x:p a plate:Place ; {THING} .\n"
_MEETING: Final = "id:meeting-ccac-first"

PROPERTIES: Final = (
    Broken("EventStatement", "stands on an event", _PLACE + stated("a", "id:cac", "plate:heldAt", "x:p")),
    Broken("EventStatement", "stands on an event", stated("a", "id:cac", "plate:theme", '"Motto"@en')),
    Broken("EventStatement", "a topic is that of an event", stated("a", "id:cac", "plate:topic", '"Law"@en')),
    Broken("EventStatement", "a meeting prepares for", stated("a", _MEETING, "plate:preparesFor", "id:cac")),
    Broken(
        "EventStatement",
        "the mode of attendance",
        stated("a", _MEETING, "plate:attendanceMode", "id:kind-agency"),
    ),
    Broken(
        "Occasion",
        "plate:occasion points at an event",
        f'x:a a plate:Gloss ; plate:about id:cac ; dcterms:description "Made up."@en ; '
        f"plate:occasion id:siio ; {ENDORSED} .",
    ),
    *(
        Broken(
            "Delegation",
            "of one kind of the scheme",
            f"x:a a plate:Delegation ; plate:sender id:cac ; plate:sentTo id:wic ; "
            f"plate:delegationKind {kind} ; {NOW} ; {REPORTED} .",
        )
        for kind in ("id:delegation-high-level , id:delegation-minimal", "id:kind-agency")
    ),
)

PLACES: Final = (
    Broken(
        "NoPlaceInItself",
        "lies in itself",
        _PLACE
        + f"x:q a plate:Place ; {THING} .\n"
        + stated("a", "x:p", "plate:locatedIn", "x:q", ENDORSED)
        + stated("b", "x:q", "plate:locatedIn", "x:p", ENDORSED),
    ),
    Broken(
        "Polity", "a country is not its government", f"x:a a plate:Polity , plate:Institution ; {THING} ."
    ),
    *(
        Broken("ActorGroup", "not one person or body", f"x:a a plate:ActorGroup , {other} ; {THING} .")
        for other in ("plate:Institution", "foaf:Person")
    ),
    Broken(
        "Influence",
        "does not influence itself",
        f"x:a a plate:Influence ; plate:influencer id:cac ; plate:influenced id:cac ; {NOW} ; {REPORTED} .",
    ),
    *(
        Broken(
            "Influence",
            "by one means of the scheme",
            f"x:a a plate:Influence ; plate:influencer id:cac ; plate:influenced id:ccac ; "
            f"plate:influenceKind {kind} ; {NOW} ; {REPORTED} .",
        )
        for kind in ("id:influence-example , id:influence-agreement", "id:delegation-minimal")
    ),
)

SERVICES: Final = (
    Broken(
        "OnlineService",
        "not the company that runs it",
        f"x:a a plate:OnlineService , org:FormalOrganization ; {THING} .",
    ),
    Broken(
        "ServiceStatement",
        "points at a service or an organization",
        stated("a", "id:cac", "plate:isParentOf", "id:post-isc-chair"),
    ),
    Broken("ServiceStatement", "points at an account", stated("a", "id:cac", "foaf:account", "id:siio")),
    Broken(
        "NoParentOfItself",
        "its own parent",
        bodies("b", "c")
        + stated("a", "x:b", "plate:isParentOf", "x:c", ENDORSED)
        + stated("h", "x:c", "plate:isParentOf", "x:b", ENDORSED),
    ),
)
