"""The front page."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from server.web.contexts.lists import Entry
from server.web.contexts.values import Figure, Node, Text


@dataclass(frozen=True)
class Plate:
    """A nameplate, and whether it is a `party` or a `state` one."""

    node: Node
    system: str


@dataclass(frozen=True)
class Plates:
    """An institution and the nameplates that it holds, as last known."""

    institution: Node
    plates: tuple[Plate, ...]


@dataclass(frozen=True)
class Door:
    """A list that readers come in by, and how many things it has."""

    title: Text
    href: str
    count: int


@dataclass(frozen=True)
class HomePage:
    """The front page.

    Attributes:
        title: of the dataset.
        lead: what it is, in its own words.
        figures: numbers of the release.
        plates: institutions with the nameplates that they hold.
        examples: things to begin with.
        stands_behind: where a nameplate leads to the body behind it; empty if there is none.
        doors: the lists of things.
        picture: of the policy system, as SVG; empty without one.
        version: of the release.
        issued: its day.
        published: whether it is.
        latest: the newest published version with its day, where that is another.
    """

    title: str
    lead: tuple[Text, ...]
    figures: tuple[Figure, ...]
    plates: tuple[Plates, ...]
    examples: tuple[Entry, ...]
    stands_behind: str
    doors: tuple[Door, ...]
    picture: Markup
    version: str
    issued: str
    published: bool = True
    latest: tuple[str, str] | None = None
