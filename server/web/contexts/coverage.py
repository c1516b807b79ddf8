"""What became of the facts of the reading inventory, and what is known to be missing."""

from __future__ import annotations

from dataclasses import dataclass

from server.web.contexts.lists import Download
from server.web.contexts.values import Figure, Node, Text


@dataclass(frozen=True)
class FactRow:
    """A fact of the reading inventory: where it is from, what states it, or why nothing does."""

    number: str
    sources: tuple[Node, ...]
    status: str
    statements: tuple[Node, ...]
    reasons: tuple[Text, ...]


@dataclass(frozen=True)
class FactSection:
    """A section of the reading inventory, with its facts and a line that counts them."""

    letter: str
    title: Text
    second: Text
    told: str
    rows: tuple[FactRow, ...]


@dataclass(frozen=True)
class CoveragePage:
    """What became of each fact of the reading inventory."""

    figures: tuple[Figure, ...]
    sections: tuple[FactSection, ...]
    downloads: tuple[Download, ...]


@dataclass(frozen=True)
class GapRow:
    """A known gap: the properties without a value, what is missing in words, the documents that were read."""

    node: Node
    properties: tuple[Node, ...]
    missing: tuple[Text, ...]
    documents: tuple[Node, ...]


@dataclass(frozen=True)
class GapGroup:
    """The known gaps about the same things; `anchors` are by which these are found on the page."""

    subjects: tuple[Node, ...]
    rows: tuple[GapRow, ...]
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True)
class GapsPage:
    """Everything that was looked for and is not stated."""

    count: int
    groups: tuple[GapGroup, ...]
