"""Documents: written sorted, read by offset, and saying term by term what the source says."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from server.documents import write_documents
from server.errors import ReleaseError
from server.names import GRAPH, term, thing
from server.store.documents import REFERRERS, Documents

TINY = Path(__file__).parent.parent / "web" / "data" / "tiny.trig"


def tiny() -> list[Quad]:
    """The quads of the small dataset that the tests of the web share."""
    return list(parse(TINY.read_bytes(), format=RdfFormat.TRIG))


@pytest.fixture
def documents(tmp_path: Path) -> Iterator[Documents]:
    """The small dataset, written and opened."""
    write_documents(tiny(), tmp_path)
    opened = Documents(tmp_path)
    yield opened
    opened.close()


def test_order_of_quads_changes_no_byte(tmp_path: Path) -> None:
    """The same quads in another order, some of them twice, give the same two files."""
    quads = tiny()
    first, second = tmp_path / "a", tmp_path / "b"
    for directory, given_quads in ((first, quads), (second, list(reversed(quads)) * 2)):
        directory.mkdir()
        write_documents(given_quads, directory)
    for name in ("quads.nq", "index.txt"):
        assert (first / name).read_bytes() == (second / name).read_bytes()


def test_lines_are_sorted_and_parse_to_the_same_quads(tmp_path: Path) -> None:
    """The file holds the quads that went in, each once, in byte order."""
    quads = tiny()
    write_documents(quads, tmp_path)
    text = (tmp_path / "quads.nq").read_bytes()
    lines = text.splitlines()
    assert lines == sorted(set(lines))
    assert set(parse(text, format=RdfFormat.N_QUADS)) == set(quads)


def test_quads_come_back_term_by_term(documents: Documents) -> None:
    """Spellings and datatypes that a store would rewrite are read as they were written."""
    values = {q.object for q in documents.quads(thing("cac")) if q.predicate.value == term("serial")}
    integer = NamedNode("http://www.w3.org/2001/XMLSchema#integer")
    whole = NamedNode("http://www.w3.org/2001/XMLSchema#int")
    assert values == {Literal("01", datatype=integer), Literal("1", datatype=whole)}


def test_blank_nodes_come_with_their_thing(documents: Documents) -> None:
    """A citation, and a list of any length, are part of what is said of the thing they hang off."""
    citation = [q for q in documents.quads(thing("holding-siio-cac")) if isinstance(q.subject, BlankNode)]
    assert {q.predicate.value for q in citation} >= {term("passage"), term("endnote")}
    assert {q.object for q in documents.quads(thing("list"))} >= {
        NamedNode(thing("cac")),
        NamedNode(thing("ccac")),
    }


def test_document_holds_claims_whole_and_labels(documents: Documents) -> None:
    """A document has the thing, each claim that names it with its citation, and labels of all they name."""
    quads = documents.document(thing("cac"))
    assert quads is not None
    subjects = {q.subject.value for q in quads if isinstance(q.subject, NamedNode)}
    assert subjects >= {thing(s) for s in ("cac", "holding-siio-cac", "rel-cac-ccac", "rel-cac-oep", "siio")}
    assert (NamedNode(thing("siio")), Literal("State Internet Information Office", language="en")) in {
        (q.subject, q.object) for q in quads
    }
    assert any(q.predicate.value == term("passage") for q in quads)
    assert len(quads) == len(set(quads))


def test_claims_are_found_by_thing_passage_source_and_rival(documents: Documents) -> None:
    """Claims are about what they name, the passages they cite, the documents they draw on, and each other."""
    everything = [thing(s) for s in ("holding-siio-cac", "rel-cac-ccac", "rel-cac-oep")]
    assert set(documents.claims(thing("cac"))) >= set(everything)
    assert set(documents.claims(thing("passage-000-cac-1"))) >= set(everything)
    assert documents.claims(thing("doc-000")) == everything
    assert documents.claims(thing("rel-cac-ccac")) == [thing("rel-cac-oep")]


def test_who_speaks_is_not_what_a_claim_is_about(documents: Documents) -> None:
    """The voice and the standing of claims do not gather every claim there is."""
    assert documents.claims(thing("curators")) == []
    assert documents.claims(term("Endorsed")) == []


def test_unknown_is_none(documents: Documents) -> None:
    """Nothing is known of an IRI that no quad names."""
    assert documents.document(thing("nobody")) is None
    assert documents.document("") is None
    assert documents.document("http://e/a b\n") is None
    assert documents.document('https://w3id.org/nameplate/id/cac> "') is None


def test_graph_is_given_quad_by_quad(documents: Documents) -> None:
    """A named graph is given whole, the default graph apart, an unknown graph as empty."""
    expected = {q for q in tiny() if q.graph_name == NamedNode(GRAPH + "current")}
    assert set(documents.graph(GRAPH + "current")) == expected
    assert list(documents.graph(None)) == []
    assert list(documents.graph(GRAPH + "absent")) == []
    assert list(documents.graph("no IRI at all")) == []


def test_default_graph_is_told_from_named_ones(tmp_path: Path) -> None:
    """Without a graph name the default graph is given, whatever its lines end with."""
    quads = [
        Quad(NamedNode("http://e/a"), NamedNode("http://e/p"), NamedNode("http://e/g")),
        Quad(NamedNode("http://e/a"), NamedNode("http://e/p"), Literal("x"), NamedNode("http://e/g")),
    ]
    write_documents(quads, tmp_path)
    opened = Documents(tmp_path)
    assert list(opened.graph(None)) == [quads[0]]
    assert list(opened.graph("http://e/g")) == [quads[1]]
    opened.close()


def test_labels_by_language(documents: Documents) -> None:
    """Labels are found by tag in any case; another language is no stand-in."""
    assert documents.label(thing("cac"), "zh-Hans") == "国家互联网信息办公室"
    assert documents.label(thing("doc-000"), "en") == "A study"
    assert documents.label(thing("siio"), "zh-Hans") is None


def test_best_predicate_gives_the_label(tmp_path: Path) -> None:
    """A preferred label goes before a title, and a label without a language serves any reader."""
    subject = NamedNode("http://e/a")
    write_documents(
        [
            Quad(subject, NamedNode("http://purl.org/dc/terms/title"), Literal("title", language="en")),
            Quad(
                subject,
                NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel"),
                Literal("label", language="en"),
            ),
            Quad(subject, NamedNode("http://www.w3.org/2000/01/rdf-schema#label"), Literal("plain")),
        ],
        tmp_path,
    )
    opened = Documents(tmp_path)
    assert opened.label("http://e/a", "en") == "label"
    assert opened.label("http://e/a", "zh-Hans") == "plain"
    opened.close()


def test_things_without_claims_show_who_names_them(tmp_path: Path) -> None:
    """Without claims, a document tells who refers to the thing, up to a bound, and how many it leaves out."""
    target, predicate, part = NamedNode("http://e/t"), NamedNode("http://e/p"), NamedNode("http://e/part")
    quads = [Quad(NamedNode(f"http://e/{i:04}"), predicate, target) for i in range(REFERRERS + 30)]
    quads += [
        Quad(NamedNode("http://e/0000a"), part, BlankNode("b")),
        Quad(BlankNode("b"), predicate, target),
        Quad(NamedNode("http://e/0000a"), part, Literal("not on the way")),
    ]
    write_documents(quads, tmp_path)
    opened = Documents(tmp_path)
    document = opened.document("http://e/t")
    assert document is not None
    assert opened.cut("http://e/t") == 31
    assert len(document) == REFERRERS + 1
    assert quads[-2] in document
    assert quads[-1] not in document
    opened.close()


def test_circles_of_blank_nodes_end(tmp_path: Path) -> None:
    """Blank nodes that name each other are read once each, and nobody's blank node is nobody's."""
    p = NamedNode("http://e/p")
    a, b, lost = BlankNode("a"), BlankNode("b"), BlankNode("lost")
    target = NamedNode("http://e/t")
    quads = [
        Quad(NamedNode("http://e/s"), p, a),
        Quad(a, p, b),
        Quad(b, p, a),
        Quad(b, p, target),
        Quad(lost, p, target),
    ]
    write_documents(quads, tmp_path)
    opened = Documents(tmp_path)
    assert len(opened.quads("http://e/s")) == 4
    assert opened.incoming("http://e/t") == (1, ["http://e/s"])
    opened.close()


def test_damaged_directories_are_refused(tmp_path: Path) -> None:
    """A directory without documents, or with an index of another shape, is refused with a remedy."""
    with pytest.raises(ReleaseError, match="build the release again"):
        Documents(tmp_path)
    write_documents([], tmp_path)
    (tmp_path / "index.txt").write_text("<http://e/a> {}\n")
    with pytest.raises(ReleaseError, match="cannot be opened"):
        Documents(tmp_path)


def test_subjects_are_iris(documents: Documents) -> None:
    """Subjects are listed without blank nodes and without marks."""
    found = list(documents.subjects())
    assert thing("cac") in found
    assert found == sorted(found)
    assert all(iri.startswith("https://") for iri in found)


nodes = st.sampled_from([*(NamedNode(f"http://e/{i}") for i in range(5)), *map(BlankNode, "abcde")])
literals = st.sampled_from(
    [Literal(text) for text in ("x", 'a " <http://e/g> .', "_:g", "\r\n", "é")]
    + [Literal("01", datatype=NamedNode("http://e/d")), Literal("y", language="en")]
)
predicates = st.sampled_from(
    [NamedNode("http://e/p"), NamedNode(term("standing")), NamedNode(term("certainty"))]
)
graphs = st.sampled_from([DefaultGraph(), NamedNode("http://e/g"), NamedNode("http://e/h")])
triples = st.builds(Triple, nodes, predicates, st.one_of(nodes, literals))
some_quads = st.lists(st.builds(Quad, nodes, predicates, st.one_of(nodes, literals, triples), graphs))


@given(some_quads)
def test_any_references_are_those_of_the_definition(
    tmp_path_factory: pytest.TempPathFactory, quads: list[Quad]
) -> None:
    """Claims about a thing and others that name it, directly or by blank nodes in whatever circles."""
    directory = tmp_path_factory.mktemp("documents")
    written = write_documents(quads, directory)
    opened = Documents(directory)
    claiming = {q.subject for q in quads if q.predicate.value == term("standing")}
    naming: dict[NamedNode, set[NamedNode]] = {}
    for quad in quads:
        if isinstance(quad.object, NamedNode) and quad.predicate.value == "http://e/p":
            naming.setdefault(quad.object, set()).update(_roots(quad.subject, quads) - {quad.object})
    for thing_named in (NamedNode(f"http://e/{i}") for i in range(5)):
        owners = naming.get(thing_named, set())
        claims = sorted(o.value for o in owners & claiming)
        others = sorted(o.value for o in owners - claiming)
        assert opened.claims(thing_named.value) == claims
        assert opened.incoming(thing_named.value) == (len(others), others) or not owners
    counts = Counter(q.graph_name for q in set(quads))
    assert written.graphs == {
        None if isinstance(g, DefaultGraph) else g.value: count for g, count in counts.items()
    }
    opened.close()


def _roots(node: object, quads: list[Quad]) -> set[NamedNode]:
    """The IRIs that a node hangs off."""
    found: set[Any] = set()
    waiting: set[Any] = {node}
    while waiting:
        found |= waiting
        blank = {n for n in waiting if isinstance(n, BlankNode)}
        waiting = {q.subject for q in quads if q.object in blank} - found
    return {n for n in found if isinstance(n, NamedNode)}


_MANY = """
import sys
from pathlib import Path
from typing import Any
from pyoxigraph import BlankNode, Literal, NamedNode, Quad
from server.documents import write_documents
from server.store.process import limit_memory

def quads(count):
    p = NamedNode("http://example.com/p")
    for number in range(count):
        subject, node = NamedNode(f"http://example.com/things/{number}"), BlankNode(f"n{number}")
        yield Quad(subject, p, Literal(f"thing number {number} " * 3))
        yield Quad(subject, p, node)
        yield Quad(node, p, NamedNode(f"http://example.com/things/{number // 7}"))

limit_memory(int(sys.argv[2]) * 1024 * 1024)
print(sum(write_documents(quads(int(sys.argv[3])), Path(sys.argv[1])).graphs.values()))
"""


def test_documents_of_many_quads_are_made_in_little_memory(tmp_path: Path) -> None:
    """A hundred and twenty thousand quads take half of what they would take as objects."""
    command = [sys.executable, "-c", _MANY, str(tmp_path), "72", "40000"]
    assert subprocess.run(command, capture_output=True, check=True, text=True).stdout == "120000\n"
    opened = Documents(tmp_path)
    assert opened.incoming("http://example.com/things/7")[0] == 7
    assert len(opened.quads("http://example.com/things/39999")) == 3
    opened.close()


@pytest.mark.parametrize("iri", ["http://e/a> <http://e/p", "http://e/a> ", "http://e/\ud800", "", "\n", "#"])
def test_what_is_no_iri_is_not_known(tmp_path: Path, iri: str) -> None:
    """What would only begin as a line does, or cannot be written, is found nowhere."""
    write_documents(
        [Quad(NamedNode("http://e/a"), NamedNode("http://e/p"), NamedNode("http://e/b"))], tmp_path
    )
    opened = Documents(tmp_path)
    assert iri not in opened
    assert opened.document(iri) is None
    assert not list(opened.under("http://e/a>"))
    assert not list(opened.under("http://e/a> <http://e/p"))
    opened.close()


texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]))


@given(st.lists(st.tuples(texts, st.sampled_from(["", "en", "zh-hans"])), min_size=1))
def test_any_literal_survives(tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, str]]) -> None:
    """Whatever a literal holds, the document gives it back unchanged."""
    directory = tmp_path_factory.mktemp("documents")
    subject, predicate = NamedNode("http://e/s"), NamedNode("http://e/p")
    quads = {
        Quad(subject, predicate, Literal(text, language=language) if language else Literal(text))
        for text, language in pairs
    }
    write_documents(quads, directory)
    opened = Documents(directory)
    assert set(opened.quads("http://e/s")) == quads
    opened.close()
