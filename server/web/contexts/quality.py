"""Tables of what was measured and counted."""

from __future__ import annotations

from dataclasses import dataclass

from server.web.contexts.lists import Entry
from server.web.contexts.values import Node, Text


@dataclass(frozen=True)
class Measure:
    """A measured value as people read it, and of how many it is a share; both empty if not measured."""

    value: str = ""
    words: str = ""


@dataclass(frozen=True)
class MetricRow:
    """A metric: its number and what it measures, and its values in the columns of its table."""

    metric: Node
    anchor: str
    number: str
    definition: tuple[Text, ...]
    values: tuple[Measure, ...]


@dataclass(frozen=True)
class DimensionTable:
    """The measurements of one dimension of quality: a column for the dataset, one for each graph measured."""

    dimension: Node
    anchor: str
    columns: tuple[Node, ...]
    rows: tuple[MetricRow, ...]


@dataclass(frozen=True)
class TermCounts:
    """Classes with their members, or properties with their triples, the most used first."""

    anchor: str
    heading: str
    counted: str
    rows: tuple[Entry, ...]
