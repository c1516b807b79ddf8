"""The quality of a release, measured on its quads and told in the Data Quality Vocabulary (DQV §4). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Quad, Triple

from server.names import BASE, DATASET, GRAPH, PREFIXES
from server.release.facts import LEFT_OUT, STATED, Facts
from server.release.measures import Held, Share, Value, measured
from server.release.metrics import DIMENSIONS, Dimension, Metric
from server.release.terms import node
from server.saying import kind, link, text, typed


@dataclass(frozen=True)
class Checked:
    """What the checks of a release came to, beside its quads.

    Attributes:
        facts: what became of each fact of the reading inventory; None if there is no inventory.
        report: the SHACL report.
        contradictions: how many the reasoner found.
    """

    facts: Facts | None = None
    report: Sequence[Triple] = ()
    contradictions: int = 0


def quality(quads: Iterable[Quad], checked: Checked, version: str) -> list[Triple]:
    """Dimensions, metrics and measurements of a release, and of each graph that holds what a source says.

    A metric that has nothing to be measured on (a share of nothing) has no measurement there.

    Args:
        quads: every quad of the release but those that describe it.
        checked: what cannot be seen in the quads.
        version: of the release, in whose folder the SHACL report is served.
    """
    held = Held(quads)
    report = f"{BASE}dumps/{version}/report.ttl"
    found = [*_vocabulary(), *_titles(report)]
    for scope in (None, *held.sources):
        values = {**measured(held, scope), **_facts(checked.facts, scope)}
        if scope is None:
            values |= _checks(checked)
        for metric in (m for dimension in DIMENSIONS for m in dimension.metrics):
            value = values.get(metric.slug)
            if value is not None and not (isinstance(value, Share) and value.all == 0):
                found += _measurement(metric, value, scope)
                if metric.slug.startswith("shacl-"):
                    found.append(link(_of(metric, scope), "prov:wasDerivedFrom", report))
    return found


def _facts(facts: Facts | None, scope: str | None) -> dict[str, Value]:
    """What became of the inventory's facts, of all or of those in the document of a graph."""
    source = scope.removeprefix(GRAPH + "facts/") if scope else None
    count = sum(source is None or source in fact.sources for fact in facts.facts) if facts else 0
    if facts is None or count == 0:
        return {}
    return {
        "facts": count,
        "facts-stated": Share(facts.count(STATED, source), count),
        "facts-left-out": facts.count(LEFT_OUT, source),
    }


def _checks(checked: Checked) -> dict[str, Value]:
    """Results of the validation by severity (SHACL §3.6), and whether there is no contradiction."""
    severities = [t.object for t in checked.report if t.predicate == node("sh:resultSeverity")]
    return {
        "shacl-violations": severities.count(node("sh:Violation")),
        "shacl-warnings": severities.count(node("sh:Warning")),
        "shacl-infos": severities.count(node("sh:Info")),
        "consistent": checked.contradictions == 0,
    }


def _vocabulary() -> Iterator[Triple]:
    """The dimensions and metrics: names, definitions, numbers."""
    for number, dimension in enumerate(DIMENSIONS, 1):
        place = f"{DATASET}#dimension-{dimension.slug}"
        yield kind(place, "dqv:Dimension")
        yield text(place, "skos:notation", str(number))
        yield from _words(place, dimension)
        for second, metric in enumerate(dimension.metrics, 1):
            measure = f"{DATASET}#metric-{metric.slug}"
            yield kind(measure, "dqv:Metric")
            yield link(measure, "dqv:inDimension", place)
            yield text(measure, "skos:notation", f"{number}.{second}")
            yield link(measure, "dqv:expectedDataType", PREFIXES["xsd"] + _DATATYPES[metric.kind])
            yield from _words(measure, metric)


_DATATYPES: Final[Mapping[str, str]] = {"share": "decimal", "count": "integer", "flag": "boolean"}


def _words(place: str, what: Dimension | Metric) -> Iterator[Triple]:
    """Label and definition in both languages."""
    for predicate, words in (("skos:prefLabel", what.label), ("skos:definition", what.definition)):
        for word, language in zip(words, ("en", "zh-hans"), strict=True):
            yield text(place, predicate, word, language)


def _titles(report: str) -> Iterator[Triple]:
    yield text(report, "dcterms:title", "SHACL validation report", "en")
    yield text(report, "dcterms:title", "SHACL 验证报告", "zh-hans")


def _of(metric: Metric, scope: str | None) -> str:
    """The IRI of a measurement."""
    ending = "--" + scope.removeprefix(GRAPH).replace("/", "-") if scope else ""
    return f"{DATASET}#measured-{metric.slug}{ending}"


def _measurement(metric: Metric, value: Value, scope: str | None) -> Iterator[Triple]:
    """One measurement; a share says in words of how many it is one."""
    measurement, target = _of(metric, scope), scope or DATASET
    yield link(target, "dqv:hasQualityMeasurement", measurement)
    yield kind(measurement, "dqv:QualityMeasurement")
    yield link(measurement, "dqv:isMeasurementOf", f"{DATASET}#metric-{metric.slug}")
    yield link(measurement, "dqv:computedOn", target)
    datatype = _DATATYPES[metric.kind]
    if isinstance(value, Share):
        # as XSD 1.1 has it in canonical form, so that engines which store numbers give it back unchanged
        share = f"{value.some / value.all:.4f}".rstrip("0").rstrip(".")
        yield typed(measurement, "dqv:value", share, datatype)
        words = f"{value.some} of {value.all}"
        yield text(measurement, "dcterms:description", words, "en")
    else:
        yield typed(measurement, "dqv:value", str(value).lower(), datatype)
