"""The quality of a release, measured on its quads and told in the Data Quality Vocabulary (DQV §4). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from pyoxigraph import Literal, NamedNode, Quad, Triple

from server.names import BASE, DATASET, GRAPH, ID, PREFIXES
from server.release.facts import LEFT_OUT, STATED, Facts
from server.release.metrics import DIMENSIONS, Dimension, Metric
from server.release.terms import CITATION, PASSAGE, PASSAGE_CLASS, STANDING, TYPE, Node, Term, node, text

#: A class of the Wikidata namespace of items.
_WIKIDATA: Final = "http://www.wikidata.org/entity/"

#: Graphs that do not describe the domain.
_NOT_DOMAIN: Final = frozenset({GRAPH + "ontology", GRAPH + "metadata"})
#: Graphs that hold what sources say, each measured on its own too.
_BY_SOURCE: Final = (GRAPH + "facts/", GRAPH + "public", GRAPH + "links")

_ENDNOTE: Final = node("plate:endnote")
_LABEL: Final = node("skos:prefLabel")
_NAME: Final = node("plate:Name")
_WORDING: Final = node("skosxl:literalForm")
_GAP: Final = node("plate:KnownGap")
_RELATION: Final = node("plate:Relation")
_DISPUTES: Final = node("plate:disputes")
_VALIDITY: Final = node("plate:validity")
_TIMES: Final = (_VALIDITY, node("plate:observedAt"), node("plate:beganWith"), node("plate:endedBy"))
_NO_THINGS: Final = (PASSAGE_CLASS, _GAP, node("plate:Observation"))
_STANDINGS: Final = {
    name: node("plate:" + name.capitalize()) for name in ("endorsed", "reported", "rejected")
}
_NEGATIVE: Final = (node("plate:polarity"), node("plate:Negative"))
_MATCHES: Final = tuple(
    node(name)
    for name in ("owl:sameAs", "skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch")
)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_CHINESE: Final = re.compile(r"zh(?!-latn)(?:-.*)?", re.IGNORECASE)
_ENGLISH: Final = re.compile(r"en(?:-.*)?", re.IGNORECASE)


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


@dataclass(frozen=True)
class Share:
    """Some of a number of things."""

    some: int
    all: int


#: A measured value, by the kind of its metric.
Value: TypeAlias = Share | int | bool


def quality(quads: Iterable[Quad], checked: Checked, version: str) -> list[Triple]:
    """Dimensions, metrics and measurements of a release, and of each graph that holds what a source says.

    A metric that has nothing to be measured on (a share of nothing) has no measurement there.

    Args:
        quads: every quad of the release but those that describe it.
        checked: what cannot be seen in the quads.
        version: of the release, in whose folder the SHACL report is served.
    """
    held = _Held(quads)
    report = f"{BASE}dumps/{version}/report.ttl"
    found = [*_vocabulary(), *_titles(report)]
    for scope in (None, *held.sources):
        values = {**_measured(held, scope), **_facts(checked.facts, scope)}
        if scope is None:
            values |= _checks(checked)
        for metric in (m for dimension in DIMENSIONS for m in dimension.metrics):
            value = values.get(metric.slug)
            if value is not None and not (isinstance(value, Share) and value.all == 0):
                found += _measurement(metric, value, scope)
                if metric.slug.startswith("shacl-"):
                    found.append(_says(_of(metric, scope), "prov:wasDerivedFrom", NamedNode(report)))
    return found


class _Held:
    """The quads of the domain, looked at as measuring needs them."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        domain = [q for q in quads if _graph(q) not in _NOT_DOMAIN]
        self._by_predicate: dict[NamedNode, list[Quad]] = {}
        for quad in domain:
            self._by_predicate.setdefault(quad.predicate, []).append(quad)
        self.types: dict[Node, set[Term]] = {}
        for quad in self.with_(TYPE):
            self.types.setdefault(quad.subject, set()).add(quad.object)
        self.claims = {q.subject for q in self.with_(STANDING)}
        self.sources = sorted({g for q in domain if (g := _graph(q)).startswith(_BY_SOURCE)})

    def with_(self, predicate: NamedNode, scope: str | None = None) -> Iterator[Quad]:
        """The quads with a predicate, of all graphs or of one."""
        for quad in self._by_predicate.get(predicate, ()):
            if scope is None or _graph(quad) == scope:
                yield quad

    def are(self, subjects: Iterable[Node], kind: NamedNode) -> set[Node]:
        """Those of some subjects that are of a class, as far as types are stated or inferred."""
        return {one for one in subjects if kind in self.types.get(one, ())}


def _graph(quad: Quad) -> str:
    """The IRI of a quad's graph; empty for the default graph."""
    return quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""


def _measured(held: _Held, scope: str | None) -> dict[str, Value]:
    """What is counted in the quads, by metric, of everything or of what stands in one graph."""
    claims = {q.subject for q in held.with_(STANDING, scope)}
    citations = {(q.subject, q.object) for q in held.with_(CITATION) if q.subject in claims}
    placed = {q.subject for q in held.with_(PASSAGE)}
    noted = {q.subject for q in held.with_(_ENDNOTE)}
    described = {q.subject for q in held.with_(TYPE, scope) if _graph(q).startswith(_BY_SOURCE)}
    passages = held.are(described, PASSAGE_CLASS)
    cited = {q.object for q in held.with_(PASSAGE)}
    timed = {q.subject for predicate in _TIMES for q in held.with_(predicate)}
    to_the_day = {q.subject for q in held.with_(_VALIDITY) if _DAY.search(text(q.object))}
    relations = held.are(claims, _RELATION)
    rivals = {end for q in held.with_(_DISPUTES) for end in (q.subject, q.object)}
    denials = {q.subject for q in held.with_(_NEGATIVE[0]) if q.object == _NEGATIVE[1]}
    return {
        "claims": len(claims),
        "claims-cited": Share(len({c for c, citation in citations if citation in placed}), len(claims)),
        "claims-with-endnote": Share(len({c for c, citation in citations if citation in noted}), len(claims)),
        "passages": len(passages),
        "passages-cited": Share(len(passages & cited), len(passages)),
        "gaps": len(held.are(described, _GAP)),
        "claims-timed": Share(len(claims & timed), len(claims)),
        "claims-to-the-day": Share(len(claims & to_the_day), len(claims)),
        "relations": len(relations),
        "relations-timed": Share(len(relations & timed), len(relations)),
        **_standings(held, scope),
        "disputed": len(claims & rivals),
        "denials": len(claims & denials),
        **_languages(held, scope, described),
    }


def _standings(held: _Held, scope: str | None) -> dict[str, Value]:
    """How many claims have each standing."""
    return {
        name: len({q.subject for q in held.with_(STANDING, scope) if q.object == standing})
        for name, standing in _STANDINGS.items()
    }


def _languages(held: _Held, scope: str | None, described: set[Node]) -> dict[str, Value]:
    """Things and names by language, and links; things of the whole dataset only, since sources share them."""
    wordings = [q for q in held.with_(_WORDING, scope) if q.subject in held.claims]
    names: dict[str, Value] = {
        "names-english": len({q.subject for q in wordings if _in(q.object, _ENGLISH)}),
        "names-chinese": len({q.subject for q in wordings if _in(q.object, _CHINESE)}),
    }
    if scope is not None:
        return names
    things = {
        one
        for one in described - held.claims
        if isinstance(one, NamedNode) and one.value.startswith(ID) and held.types[one].isdisjoint(_NO_THINGS)
    }
    labels = list(held.with_(_LABEL))
    matched = {q.subject for p in _MATCHES for q in held.with_(p) if text(q.object).startswith(_WIKIDATA)}
    return {
        **names,
        "things": len(things),
        "things-english": Share(
            len(things & {q.subject for q in labels if _in(q.object, _ENGLISH)}), len(things)
        ),
        "things-chinese": Share(
            len(things & {q.subject for q in labels if _in(q.object, _CHINESE)}), len(things)
        ),
        "things-in-wikidata": Share(len(things & matched), len(things)),
    }


def _in(term: Term, language: re.Pattern[str]) -> bool:
    return isinstance(term, Literal) and language.fullmatch(term.language or "") is not None


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
        yield _says(place, "rdf:type", node("dqv:Dimension"))
        yield _says(place, "skos:notation", Literal(str(number)))
        yield from _words(place, dimension)
        for second, metric in enumerate(dimension.metrics, 1):
            measure = f"{DATASET}#metric-{metric.slug}"
            yield _says(measure, "rdf:type", node("dqv:Metric"))
            yield _says(measure, "dqv:inDimension", NamedNode(place))
            yield _says(measure, "skos:notation", Literal(f"{number}.{second}"))
            yield _says(measure, "dqv:expectedDataType", NamedNode(PREFIXES["xsd"] + _DATATYPES[metric.kind]))
            yield from _words(measure, metric)


_DATATYPES: Final[Mapping[str, str]] = {"share": "decimal", "count": "integer", "flag": "boolean"}


def _words(place: str, what: Dimension | Metric) -> Iterator[Triple]:
    """Label and definition in both languages."""
    for predicate, words in (("skos:prefLabel", what.label), ("skos:definition", what.definition)):
        for word, language in zip(words, ("en", "zh-hans"), strict=True):
            yield _says(place, predicate, Literal(word, language=language))


def _titles(report: str) -> Iterator[Triple]:
    yield _says(report, "dcterms:title", Literal("SHACL validation report", language="en"))
    yield _says(report, "dcterms:title", Literal("SHACL 验证报告", language="zh-hans"))


def _of(metric: Metric, scope: str | None) -> str:
    """The IRI of a measurement."""
    ending = "--" + scope.removeprefix(GRAPH).replace("/", "-") if scope else ""
    return f"{DATASET}#measured-{metric.slug}{ending}"


def _measurement(metric: Metric, value: Value, scope: str | None) -> Iterator[Triple]:
    """One measurement; a share says in words of how many it is one."""
    measurement, target = _of(metric, scope), scope or DATASET
    yield _says(target, "dqv:hasQualityMeasurement", NamedNode(measurement))
    yield _says(measurement, "rdf:type", node("dqv:QualityMeasurement"))
    yield _says(measurement, "dqv:isMeasurementOf", NamedNode(f"{DATASET}#metric-{metric.slug}"))
    yield _says(measurement, "dqv:computedOn", NamedNode(target))
    datatype = NamedNode(PREFIXES["xsd"] + _DATATYPES[metric.kind])
    if isinstance(value, Share):
        share = f"{value.some / value.all:.4f}".rstrip("0")
        yield _says(measurement, "dqv:value", Literal(share + "0" * share.endswith("."), datatype=datatype))
        words = f"{value.some} of {value.all}"
        yield _says(measurement, "dcterms:description", Literal(words, language="en"))
    else:
        yield _says(measurement, "dqv:value", Literal(str(value).lower(), datatype=datatype))


def _says(subject: str, predicate: str, value: NamedNode | Literal) -> Triple:
    return Triple(NamedNode(subject), node(predicate), value)
