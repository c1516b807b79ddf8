"""The page of all sources."""

from __future__ import annotations

from dataclasses import dataclass

from server.web.contexts.lists import EntryGroup
from server.web.contexts.values import Node


@dataclass(frozen=True)
class ConsultedRow:
    """A page of the web: what it is called, when it was consulted, how many statements rest on it."""

    page: Node
    consulted: str
    count: int


@dataclass(frozen=True)
class Host:
    """The pages of one host."""

    name: str
    rows: tuple[ConsultedRow, ...]


@dataclass(frozen=True)
class SourcesPage:
    """All sources: documents read in whole, and pages of the web with a line that counts them."""

    groups: tuple[EntryGroup, ...]
    hosts: tuple[Host, ...]
    told: str
