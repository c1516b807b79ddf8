"""The front page."""

from __future__ import annotations

from dataclasses import dataclass

from server.web.contexts.lists import Entry, EntryGroup
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
class HomePage:
    """The front page."""

    title: str
    lead: tuple[Text, ...]
    figures: tuple[Figure, ...]
    plates: tuple[Plates, ...]
    examples: tuple[Entry, ...]
    groups: tuple[EntryGroup, ...]
    version: str
    issued: str
    published: bool = True
