"""The dataset's description: figures equal fresh counts, nothing is made up, and it counts itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse

from server.names import BASE, DATASET, GRAPH, PREFIXES, expand, thing
from server.release.describe import DumpFile, describe

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


def test_same_input_same_description(quads: list[Quad], dataset: list[Quad], described: list[Triple]) -> None:
    """The order of the quads changes nothing."""
    assert describe(list(reversed(quads)), dataset, VERSION) == described
