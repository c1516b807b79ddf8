"""The measurements of a release: each value counted again through SPARQL, and said as DQV has it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, RdfFormat, Store, Triple, parse

from server.names import BASE, DATASET, GRAPH, PREFIXES, expand
from server.release.metrics import DIMENSIONS, Metric
from server.release.quality import Checked, quality
from tests.release.projects import triples

METRICS = {metric.slug: metric for dimension in DIMENSIONS for metric in dimension.metrics}

CLAIM = "GRAPH ?g { ?x plate:standing ?standing }"
CITED = CLAIM + " ?x plate:citation ?citation . ?citation plate:passage ?passage ."
TIMED = CLAIM + " ?x plate:validity|plate:observedAt|plate:beganWith|plate:endedBy ?time ."
THING = """GRAPH ?g { ?x a ?class } FILTER(STRSTARTS(STR(?x), STR(id:)))
  FILTER NOT EXISTS { ?x plate:standing ?s } FILTER NOT EXISTS { ?x a plate:KnownGap }
  FILTER NOT EXISTS { ?x a plate:Passage } FILTER NOT EXISTS { ?x a plate:Observation }"""
CHINESE = 'langMatches(LANG(?label), "zh") && !langMatches(LANG(?label), "zh-latn")'
MATCH = "owl:sameAs|skos:exactMatch|skos:closeMatch|skos:broadMatch|skos:narrowMatch"

#: Metric → the pattern whose distinct ?x it counts, in graphs ?g that hold what sources say.
COUNTED: Mapping[str, str] = {
    "claims": CLAIM,
    "claims-cited": CITED,
    "claims-with-endnote": CLAIM + " ?x plate:citation ?citation . ?citation plate:endnote ?note .",
    "passages": "GRAPH ?g { ?x a plate:Passage }",
    "passages-cited": "GRAPH ?g { ?x a plate:Passage } ?citation plate:passage ?x .",
    "gaps": "GRAPH ?g { ?x a plate:KnownGap }",
    "things": THING,
    "things-english": THING + ' ?x skos:prefLabel ?label FILTER(langMatches(LANG(?label), "en"))',
    "things-chinese": f"{THING} ?x skos:prefLabel ?label FILTER({CHINESE})",
    "names-english": CLAIM + ' ?x skosxl:literalForm ?label FILTER(langMatches(LANG(?label), "en"))',
    "names-chinese": f"{CLAIM} ?x skosxl:literalForm ?label FILTER({CHINESE})",
    "claims-timed": TIMED,
    "claims-to-the-day": CLAIM + r' ?x plate:validity ?v FILTER(REGEX(STR(?v), "\\d{4}-\\d{2}-\\d{2}"))',
    "relations": CLAIM + " ?x a plate:Relation .",
    "relations-timed": TIMED + " ?x a plate:Relation .",
    "endorsed": "GRAPH ?g { ?x plate:standing plate:Endorsed }",
    "reported": "GRAPH ?g { ?x plate:standing plate:Reported }",
    "rejected": "GRAPH ?g { ?x plate:standing plate:Rejected }",
    "disputed": CLAIM + " ?x plate:disputes|^plate:disputes ?rival .",
    "denials": CLAIM + " ?x plate:polarity plate:Negative .",
    "things-in-wikidata": THING
    + f' ?x {MATCH} ?item FILTER(STRSTARTS(STR(?item), "http://www.wikidata.org/entity/"))',
}

#: Share → the count that it is a share of.
WHOLES: Mapping[str, str] = {
    "claims-cited": "claims",
    "claims-with-endnote": "claims",
    "passages-cited": "passages",
    "facts-stated": "facts",
    "things-english": "things",
    "things-chinese": "things",
    "claims-timed": "claims",
    "claims-to-the-day": "claims",
    "relations-timed": "relations",
    "things-in-wikidata": "things",
}

#: Metrics that are not counted in the quads.
ELSEWHERE = {
    "facts",
    "facts-stated",
    "facts-left-out",
    "consistent",
    *(s for s in METRICS if s[:5] == "shacl"),
}


@pytest.fixture(scope="module")
def store(release: Path) -> Store:
    """The quads of the release of the real files."""
    made = Store()
    made.bulk_load(path=release / "quads.nq", format=RdfFormat.N_QUADS)
    return made


def rows(store: Store, query: str) -> list[list[str]]:
    """The answer of a SELECT over the union of all graphs, as text."""
    answer = store.query(query, prefixes=PREFIXES, use_default_graph_as_union=True)
    assert isinstance(answer, QuerySolutions)
    return [[getattr(term, "value", "") for term in row] for row in answer]


def measured(store: Store) -> dict[tuple[str, str], tuple[str, str]]:
    """Metric and what it was computed on → value and words, as the release itself tells them."""
    found = rows(
        store,
        """SELECT ?metric ?on ?value ?words WHERE {
          ?on dqv:hasQualityMeasurement ?measurement .
          ?measurement a dqv:QualityMeasurement ; dqv:computedOn ?on ;
            dqv:isMeasurementOf ?metric ; dqv:value ?value .
          OPTIONAL { ?measurement dcterms:description ?words } }""",
    )
    return {(metric.partition("#metric-")[2], on): (value, words) for metric, on, value, words in found}


def counted(store: Store, slug: str, on: str) -> int:
    """A fresh count for a metric, of the dataset or of one graph."""
    graphs = f"FILTER(?g = <{on}>)" if on != DATASET else _SOURCES
    (row,) = rows(store, f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {COUNTED[slug]} {graphs} }}")
    return int(row[0])


_SOURCES = 'FILTER(REGEX(STR(?g), "/graph/(facts/|public|links)"))'


def test_every_metric_is_measured(store: Store) -> None:
    """Each metric has a measurement of the dataset, and each is counted again by some test."""
    found = measured(store)
    assert {slug for slug, on in found if on == DATASET} == set(METRICS)
    assert set(COUNTED) | ELSEWHERE == set(METRICS)
    assert {on for _, on in found} >= {DATASET, GRAPH + "facts/doc-000", GRAPH + "facts/doc-003"}


@pytest.mark.card("DWBP", "6")
@pytest.mark.parametrize("slug", sorted(COUNTED))
def test_values_are_as_counted_afresh(store: Store, slug: str) -> None:
    """The value for the dataset, and for each graph that has one, is what SPARQL counts."""
    found = {on: value for (metric, on), value in measured(store).items() if metric == slug}
    assert DATASET in found
    for on, (value, words) in found.items():
        some = counted(store, slug, on)
        if METRICS[slug].kind == "share":
            whole = counted(store, WHOLES[slug], on)
            assert words == f"{some} of {whole}", on
            assert float(value) == pytest.approx(some / whole, abs=0.00005), on
        else:
            assert value == str(some), on


def test_facts_are_those_of_the_coverage_table(store: Store, release: Path) -> None:
    """Facts, and those stated and left out, are as many as the rows of coverage.csv, by source too."""
    table = list(csv.DictReader(io.StringIO((release / "coverage.csv").read_text(encoding="utf-8"))))
    found = measured(store)
    for on, source in ((DATASET, ""), *((GRAPH + "facts/" + s, s) for s in ("doc-000", "doc-003"))):
        held = [row for row in table if not source or source in row["source"].split()]
        stated = sum(row["status"] == "stated" for row in held)
        left_out = sum(row["status"] == "left out" for row in held)
        assert found["facts", on][0] == str(len(held))
        assert found["facts-stated", on][1] == f"{stated} of {len(held)}"
        assert found["facts-left-out", on][0] == str(left_out)


def test_statements_of_the_coverage_table_are_there(store: Store, release: Path) -> None:
    """Each statement that the table names carries the fact's number in the data, and no other does."""
    table = csv.DictReader(io.StringIO((release / "coverage.csv").read_text(encoding="utf-8")))
    told = {(row["fact"], iri) for row in table for iri in row["statements"].split()}
    found = rows(store, "SELECT ?fact ?iri WHERE { ?iri plate:factNumber ?fact }")
    assert told == {(fact, iri) for fact, iri in found}


def test_checks_are_those_of_the_report(store: Store, release: Path) -> None:
    """Results by severity are those of report.ttl, which the measurements name; there is no contradiction."""
    report = Store()
    report.bulk_load(path=release / "report.ttl", format=RdfFormat.TURTLE)
    found = measured(store)
    for slug, severity in (("violations", "Violation"), ("warnings", "Warning"), ("infos", "Info")):
        (count,) = rows(
            report,
            f"SELECT (COUNT(?r) AS ?n) WHERE {{ ?r a sh:ValidationResult; sh:resultSeverity sh:{severity} }}",
        )
        assert found[f"shacl-{slug}", DATASET][0] == count[0]
    assert found["shacl-violations", DATASET][0] == "0"
    assert found["consistent", DATASET][0] == "true"
    named = rows(
        store,
        "SELECT DISTINCT ?report WHERE { ?m dqv:isMeasurementOf ?metric ; prov:wasDerivedFrom ?report "
        'FILTER(CONTAINS(STR(?metric), "#metric-shacl")) }',
    )
    assert len(named) == 1
    assert named[0][0].startswith(BASE + "dumps/")


@pytest.mark.parametrize("metric", METRICS.values(), ids=lambda m: m.slug)
def test_metrics_say_what_they_are(store: Store, metric: Metric) -> None:
    """A metric has its dimension, number, datatype, and label and definition in both languages."""
    (row,) = rows(
        store,
        f"""SELECT ?dimension ?number ?datatype ?en ?zh ?den ?dzh WHERE {{
          <{DATASET}#metric-{metric.slug}> a dqv:Metric ; dqv:inDimension/skos:notation ?dimension ;
            skos:notation ?number ; dqv:expectedDataType ?datatype ;
            skos:prefLabel ?en , ?zh ; skos:definition ?den , ?dzh .
          FILTER(LANG(?en) = "en" && LANG(?den) = "en")
          FILTER(LANG(?zh) = "zh-hans" && LANG(?dzh) = "zh-hans") }}""",
    )
    assert row[1].startswith(row[0] + ".")
    assert row[3:] == [*metric.label, *metric.definition]
    kinds = rows(
        store,
        "SELECT DISTINCT (DATATYPE(?v) AS ?d) WHERE { ?m dqv:value ?v ; "
        f"dqv:isMeasurementOf <{DATASET}#metric-{metric.slug}> }}",
    )
    assert kinds == [[row[2]]]


def test_partitions_have_counts(store: Store) -> None:
    """Each class that the release uses has its number of members, each property its number of triples."""
    for kind, pattern in (
        ("class", "void:classPartition [ void:class ?term ; void:entities ?told ]"),
        ("property", "void:propertyPartition [ void:property ?term ; void:triples ?told ]"),
    ):
        fresh = "?x a ?term" if kind == "class" else "?x ?term ?y"
        told = dict(rows(store, f"SELECT ?term ?told WHERE {{ <{DATASET}> {pattern} }}"))
        counts = rows(store, f"SELECT ?term (COUNT(*) AS ?n) WHERE {{ {fresh} }} GROUP BY ?term")
        assert told == {term: n for term, n in counts if ":" in term}


def test_a_share_of_nothing_is_not_measured() -> None:
    """Without claims there is no share of them; without an inventory nothing is said of facts."""
    found = quality([], Checked(), "1")
    values = {
        t.subject.value.partition("#measured-")[2]: t.object.value
        for t in found
        if t.predicate == NamedNode(expand("dqv:value"))
        and isinstance(t.subject, NamedNode)
        and isinstance(t.object, Literal)
    }
    assert values["claims"] == "0"
    assert "claims-cited" not in values
    assert "facts" not in values


def test_results_and_contradictions_are_counted() -> None:
    """A warning in the report and a contradiction show in the measurements."""
    report = triples("[] a sh:ValidationResult ; sh:resultSeverity sh:Warning .")
    found = quality([], Checked(report=report, contradictions=2), "1")
    assert _value(found, "shacl-warnings") == "1"
    assert _value(found, "shacl-violations") == "0"
    assert _value(found, "consistent") == "false"


def test_each_graph_counts_its_own() -> None:
    """Claims count in the graph where their standing is, also where another graph says more of them."""
    written = triples(
        "id:a plate:standing plate:Endorsed ; plate:citation [ plate:passage id:p ] . id:p a plate:Passage ."
    )
    quads = [Quad(t.subject, t.predicate, t.object, NamedNode(GRAPH + "public")) for t in written]
    typed = triples("id:a a plate:Relation .")
    quads += [Quad(t.subject, t.predicate, t.object, NamedNode(GRAPH + "inferred")) for t in typed]
    found = quality(quads, Checked(), "1")
    for ending in ("", "--public"):
        assert _value(found, "relations" + ending) == "1"
        assert _value(found, "claims-cited" + ending) == "1"
        assert _value(found, "passages-cited" + ending) == "1"


def _value(found: list[Triple], measurement: str) -> str:
    """The value of one measurement."""
    (value,) = (
        t.object
        for t in found
        if t.subject == NamedNode(f"{DATASET}#measured-{measurement}")
        and t.predicate == NamedNode(expand("dqv:value"))
    )
    assert isinstance(value, Literal)
    return value.value


def test_description_stays_small(release: Path) -> None:
    """The measurements are in the description, and it stays small beside what it describes."""
    described = (release / "metadata.ttl").read_bytes()
    assert len(described) < (release / "quads.nq").stat().st_size / 4
    assert any("#measured-" in str(q.subject) for q in parse(described, format=RdfFormat.TURTLE))
