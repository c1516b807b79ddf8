"""The dataset's description: figures equal fresh counts, nothing is made up, and it counts itself."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse

from server.names import BASE, DATASET, GRAPH, PREFIXES, expand, thing
from server.release.describe import describe
from server.release.distributions import DumpFile

TINY = Path(__file__).parent.parent / "web" / "data" / "tiny.trig"
VERSION = "0.0-dev"
DUMP = DumpFile("dumps/nameplate-0.0-dev.ttl.gz", "text/turtle", 1234, "ab" * 32)


@pytest.fixture(scope="module")
def quads() -> list[Quad]:
    """The small dataset, with a link out of it."""
    link = Quad(
        NamedNode(thing("cac")),
        NamedNode(expand("skos:exactMatch")),
        NamedNode("http://www.wikidata.org/entity/Q10876193"),
        NamedNode(GRAPH + "links"),
    )
    return [*parse(TINY.read_bytes(), format=RdfFormat.TRIG), link]


@pytest.fixture(scope="module")
def dataset(quads: list[Quad]) -> list[Quad]:
    """What is authored about the dataset."""
    return [q for q in quads if q.subject == NamedNode(DATASET)]


@pytest.fixture(scope="module")
def described(quads: list[Quad], dataset: list[Quad]) -> list[Triple]:
    """The description as it stands in the release."""
    return describe(quads, dataset, VERSION)


def values(triples: list[Triple], subject: str, predicate: str) -> list[str]:
    """The values of a predicate, as text."""
    return [
        t.object.value
        for t in triples
        if t.subject == NamedNode(subject)
        and t.predicate == NamedNode(expand(predicate))
        and isinstance(t.object, (NamedNode, Literal))
    ]


def test_figures_are_those_of_the_whole_release(quads: list[Quad], described: list[Triple]) -> None:
    """Triples, subjects, objects, classes, properties: counted with the description itself among them."""
    whole = [q.triple for q in quads] + described
    rdf_type = NamedNode(expand("rdf:type"))
    expected = {
        "triples": len(whole),
        "properties": len({t.predicate for t in whole}),
        "classes": len({t.object for t in whole if t.predicate == rdf_type}),
        "distinctSubjects": len({str(t.subject) for t in whole}),
        "distinctObjects": len({str(t.object) for t in whole}),
        "entities": len({t.subject for t in whole if str(t.subject).startswith(f"<{BASE}id/")}),
    }
    found = {name: int(values(described, DATASET, f"void:{name}")[0]) for name in expected}
    assert found == expected


def test_nothing_is_said_twice(quads: list[Quad], described: list[Triple]) -> None:
    """What is authored is not repeated, and every triple of the description is there once."""
    assert len(described) == len(set(described))
    assert not set(described) & {q.triple for q in quads}


def test_each_graph_is_counted(quads: list[Quad], described: list[Triple]) -> None:
    """Every named graph is a part with its own number of triples; the metadata graph counts itself."""
    current = sum(q.graph_name == NamedNode(GRAPH + "current") for q in quads)
    assert values(described, GRAPH + "current", "void:triples") == [str(current)]
    metadata = sum(q.graph_name == NamedNode(GRAPH + "metadata") for q in quads)
    assert values(described, GRAPH + "metadata", "void:triples") == [str(metadata + len(described))]


def test_partitions_count_members_and_uses(quads: list[Quad], described: list[Triple]) -> None:
    """A class has its distinct members, a property its triples."""
    assert values(described, DATASET + "#class-plate-Subordination", "void:entities") == [
        str(sum(q.object == NamedNode(expand("plate:Subordination")) for q in quads))
    ]
    assert values(described, DATASET + "#property-plate-standing", "void:triples") == [
        str(sum(q.predicate == NamedNode(expand("plate:standing")) for q in quads))
    ]


def test_links_out_are_counted(described: list[Triple]) -> None:
    """Links to another dataset make a linkset of their own."""
    linkset = DATASET + "#links-skos-exactMatch-www.wikidata.org"
    assert values(described, linkset, "void:triples") == ["1"]


def test_authored_words_are_repeated_for_other_readers(described: list[Triple]) -> None:
    """Title, description and licence are there for catalogues and search engines too."""
    assert values(described, DATASET, "schema:name") == ["Nameplate"]
    assert values(described, BASE, "dcterms:title") == ["Nameplate"]
    assert values(described, DATASET, "schema:license") == ["https://creativecommons.org/licenses/by/4.0/"]


def test_nothing_is_made_up(described: list[Triple]) -> None:
    """What nobody authored is absent: no publisher, no contact, no identifier of a registry."""
    assert values(described, DATASET, "schema:publisher") == []
    assert not any("contactPoint" in t.predicate.value or "doi" in t.predicate.value for t in described)


def test_sizes_and_checksums_come_with_the_files(quads: list[Quad], dataset: list[Quad]) -> None:
    """With the dumps at hand each file has its size and sum; the figures stay those of the release."""
    alone, full = describe(quads, dataset, VERSION), describe(quads, dataset, VERSION, [DUMP])
    file = f"{BASE}dumps/{VERSION}/nameplate-{VERSION}.ttl.gz"
    assert full[: len(alone)] == alone
    assert values(alone, file, "dcat:byteSize") == []
    assert values(full, file, "dcat:byteSize") == ["1234"]
    assert values(full, file, "schema:sha256") == ["ab" * 32]
    checksum = values(full, file + "#checksum", "rdf:type")
    assert checksum == ["http://spdx.org/rdf/terms#Checksum"]


def test_uses_of_a_class_name_values_by_kind(quads: list[Quad], dataset: list[Quad]) -> None:
    """With the files, each class tells its properties and what their values are."""
    full = describe(quads, dataset, VERSION, [DUMP])
    use = DATASET + "#class-plate-Subordination--plate-superior"
    assert values(full, use, "void:property") == [expand("plate:superior")]
    assert values(full, use + "--plate-Institution", "void:class") == [expand("plate:Institution")]
    period = DATASET + "#class-plate-Subordination--plate-validity--edtf-EDTF"
    found = [t.object for t in full if t.subject == NamedNode(period) and "datatype" in t.predicate.value]
    assert found == [NamedNode(PREFIXES["edtf"] + "EDTF")]


def _members(triples: list[Triple]) -> dict[str, set[str]]:
    """Thing → its classes."""
    found: dict[str, set[str]] = {}
    for t in triples:
        if t.predicate == NamedNode(expand("rdf:type")) and isinstance(t.object, NamedNode):
            found.setdefault(str(t.subject), set()).add(t.object.value)
    return found


@pytest.mark.card("VoID", "partitions of classes by property, class and datatype")
def test_uses_are_as_counted_afresh(release: Path) -> None:
    """Each kept use of a class of the release, with its values, has the number of a fresh count."""
    triples = [q.triple for q in parse((release / "metadata.ttl").read_bytes(), format=RdfFormat.TURTLE)]
    beside = {GRAPH + "ontology", GRAPH + "metadata"}
    held = [
        q.triple
        for q in parse((release / "quads.nq").read_bytes(), format=RdfFormat.N_QUADS)
        if isinstance(q.graph_name, NamedNode) and q.graph_name.value not in beside
    ]
    said: dict[str, dict[str, list[str]]] = {}
    for t in triples:
        value = t.object.value if isinstance(t.object, (NamedNode, Literal)) else ""
        said.setdefault(str(t.subject)[1:-1], {}).setdefault(t.predicate.value, []).append(value)
    classes = _members(held)
    plain: Counter[tuple[str, str]] = Counter()
    valued: Counter[tuple[str, str, str]] = Counter()
    for t in held:
        kinds = classes.get(str(t.object), set())
        if isinstance(t.object, Literal):
            kinds = {t.object.datatype.value}
        for kind in classes.get(str(t.subject), set()):
            plain[kind, t.predicate.value] += 1
            valued.update((kind, t.predicate.value, value) for value in kinds)
    checked = 0
    for part in said[DATASET][expand("void:classPartition")]:
        (kind,) = said[part][expand("void:class")]
        for use in said[part].get(expand("void:propertyPartition"), ()):
            (predicate,) = said[use][expand("void:property")]
            assert said[use][expand("void:triples")] == [str(plain[kind, predicate])], use
            for step, name in _STEPS:
                for target in said[use].get(step, ()):
                    (value,) = said[target][name]
                    count = [str(valued[kind, predicate, value])]
                    assert said[target][expand("void:triples")] == count, target
                    checked += 1
    assert checked > 100
    described, whole = (release / "metadata.ttl").stat(), (release / "quads.nq").stat()
    assert described.st_size < whole.st_size / 4


_STEPS = (
    (expand("void:classPartition"), expand("void:class")),
    ("http://ldf.fi/void-ext#datatypePartition", "http://ldf.fi/void-ext#datatype"),
)


def test_what_is_general_is_left_out(quads: list[Quad], dataset: list[Quad]) -> None:
    """A class that only stands above others, and a predicate said more precisely, have no uses."""
    type_of, graph = NamedNode(expand("rdf:type")), NamedNode(GRAPH + "inferred")
    claim, about = NamedNode(expand("plate:Relation")), NamedNode(expand("plate:about"))
    tie, cac = NamedNode(thing("rel-cac-ccac")), NamedNode(thing("cac"))
    more = [*quads, Quad(tie, type_of, claim, graph), Quad(tie, about, cac, graph)]
    full = describe(more, dataset, VERSION, [DUMP])
    assert values(full, DATASET + "#class-plate-Relation", "void:entities") == ["1"]
    assert values(full, DATASET + "#class-plate-Relation", "void:propertyPartition") == []
    assert values(full, DATASET + "#class-plate-Subordination--plate-about", "void:triples") == []
    assert values(full, DATASET + "#class-plate-Subordination--plate-subordinate", "void:triples") == ["3"]


def test_the_dataset_is_described_for_catalogues(release: Path) -> None:
    """Place, languages, theme and rhythm are IRIs that catalogues know; no contact is made up."""
    triples = [q.triple for q in parse((release / "metadata.ttl").read_bytes(), format=RdfFormat.TURTLE)]
    table = "http://publications.europa.eu/resource/authority/"
    expected = {
        "dcterms:language": [table + "language/ENG", table + "language/ZHO"],
        "schema:inLanguage": ["en", "zh"],
        "dcterms:spatial": [table + "country/CHN"],
        "schema:spatialCoverage": [table + "country/CHN"],
        "dcterms:accrualPeriodicity": [table + "frequency/IRREG"],
        "dcat:theme": [table + "data-theme/GOVE"],
        "dcterms:modified": values(triples, DATASET, "dcterms:issued"),
        "dcat:contactPoint": [],
    }
    assert {name: sorted(values(triples, DATASET, name)) for name in expected} == expected
    assert {"http://spdx.org/rdf/terms#", "http://ldf.fi/void-ext#"} <= set(
        values(triples, DATASET, "void:vocabulary")
    )


def test_same_input_same_description(quads: list[Quad], dataset: list[Quad], described: list[Triple]) -> None:
    """The order of the quads changes nothing."""
    assert describe(list(reversed(quads)), dataset, VERSION) == described
