"""What became of the facts of the reading inventory, and what is known to be missing."""

from __future__ import annotations

from collections.abc import Mapping
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
    """A section of the reading inventory: where its facts are, their numbers, how many have which status."""

    letter: str
    href: str
    title: Text
    second: Text
    facts: tuple[str, ...]
    counts: Mapping[str, int]


@dataclass(frozen=True)
class CoveragePage:
    """What became of the facts of the reading inventory, by section; `statuses` are those that there are."""

    figures: tuple[Figure, ...]
    statuses: tuple[str, ...]
    sections: tuple[FactSection, ...]
    downloads: tuple[Download, ...]


@dataclass(frozen=True)
class FactsPage:
    """A section with its facts and a line that counts them; `around` are those before and after it."""

    section: FactSection
    told: str
    rows: tuple[FactRow, ...]
    around: Mapping[str, FactSection]
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
