"""The measured quality of the release, and how much each class and property is used, as tables of a page."""

from __future__ import annotations

from collections.abc import Mapping

from server.names import DATASET, PREFIXES
from server.web.contexts.lists import Entry
from server.web.contexts.quality import DimensionTable, Measure, MetricRow, TermCounts
from server.web.contexts.values import Node, Text
from server.web.languages import Language
from server.web.nodes import Namer
from server.web.prose import in_script
from server.web.words import put, said

_DQV = PREFIXES["dqv"]
_NUMBER = PREFIXES["skos"] + "notation"
_WORDS = PREFIXES["dcterms"] + "description"
_BOOLEANS: Mapping[str, str] = {"true": "yes", "false": "no"}


def measurements(namer: Namer) -> tuple[DimensionTable, ...]:
    """The measurements of the dataset and its graphs, by dimension; none if the release has none."""
    scopes = [DATASET, *sorted(namer.iris(DATASET, PREFIXES["void"] + "subset"))]
    found: dict[str, dict[str, Measure]] = {}
    for scope in scopes:
        for measurement in namer.iris(scope, _DQV + "hasQualityMeasurement"):
            metric = namer.first(measurement, _DQV + "isMeasurementOf")
            found.setdefault(metric, {})[scope] = _measure(namer, measurement, metric)
    dimensions: dict[str, list[str]] = {}
    for metric in sorted(found, key=lambda iri: _place(namer, iri)):
        dimensions.setdefault(namer.first(metric, _DQV + "inDimension"), []).append(metric)
    return tuple(
        _table(namer, dimension, {metric: found[metric] for metric in metrics}, scopes)
        for dimension, metrics in dimensions.items()
    )


def term_counts(namer: Namer) -> tuple[TermCounts, ...]:
    """How many members each class has, and how many triples each property."""
    return (
        _counts(namer, "classes", "Classes", "Members", ("classPartition", "class", "entities")),
        _counts(namer, "properties", "Properties", "Triples", ("propertyPartition", "property", "triples")),
    )


def _counts(namer: Namer, anchor: str, heading: str, counted: str, names: tuple[str, str, str]) -> TermCounts:
    partition, term, figure = (PREFIXES["void"] + name for name in names)
    parts = namer.iris(DATASET, partition)
    rows = [Entry(namer.term(namer.first(p, term)), count=int(namer.first(p, figure) or 0)) for p in parts]
    rows.sort(key=lambda row: (-(row.count or 0), row.node.label.value.lower(), row.node.iri))
    return TermCounts(anchor, heading, counted, tuple(rows))


def _table(
    namer: Namer, dimension: str, metrics: Mapping[str, Mapping[str, Measure]], scopes: list[str]
) -> DimensionTable:
    """One dimension, with a column for each scope in which something of it is measured."""
    columns = [scope for scope in scopes if any(scope in values for values in metrics.values())]
    definition = PREFIXES["skos"] + "definition"
    rows = tuple(
        MetricRow(
            metric=namer.node(metric),
            anchor=metric.partition("#")[2],
            number=namer.first(metric, _NUMBER),
            definition=tuple(in_script(one, namer.spoken) for one in namer.texts(metric, definition)),
            values=tuple(values.get(scope, Measure()) for scope in columns),
        )
        for metric, values in metrics.items()
    )
    heads = tuple(_column(namer, scope) for scope in columns)
    return DimensionTable(namer.node(dimension), dimension.partition("#")[2], heads, rows)


def _column(namer: Namer, scope: str) -> Node:
    """What a column is about: the whole, or the graph of one source."""
    node = namer.node(scope)
    if scope == DATASET:
        return Node(scope, None, put("Whole", namer.spoken))
    name, source = node.label.value, node.label.value.removeprefix("claims by source: ")
    return Node(scope, node.href, put(name, namer.spoken) if name == source else Text(source))


def _measure(namer: Namer, measurement: str, metric: str) -> Measure:
    """One value: a share in per cent, a count with its thousands set off, yes or no."""
    value = namer.first(measurement, _DQV + "value")
    if namer.first(metric, _DQV + "expectedDataType") == PREFIXES["xsd"] + "decimal":
        return Measure(_per_cent(float(value)), _of(namer.first(measurement, _WORDS), namer.spoken))
    return Measure(_BOOLEANS.get(value) or f"{int(value):,}")


def _of(words: str, spoken: Language) -> str:
    """How many of how many, which the release says in English, in the language of the page."""
    part, of, whole = words.partition(" of ")
    return said("%(part)s of %(whole)s", spoken, part=part, whole=whole) if of else words


def _per_cent(share: float) -> str:
    """A share in per cent; only the whole is 100%, and only nothing is 0%.

    >>> _per_cent(1.0), _per_cent(0.9999), _per_cent(0.354), _per_cent(0.0001), _per_cent(0.0)
    ('100%', '99.9%', '35.4%', '0.1%', '0%')
    """
    return f"{share:.0%}" if share in {0.0, 1.0} else f"{min(max(share, 0.001), 0.999):.1%}"


def _place(namer: Namer, metric: str) -> tuple[int, ...]:
    """The number of a metric, so that 1.10 comes after 1.9."""
    return tuple(int(part) for part in namer.first(metric, _NUMBER).split(".") if part.isdigit())
