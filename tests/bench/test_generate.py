"""Generated data: how much, of what shape, and the same each time."""

from __future__ import annotations

import itertools
import tracemalloc
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest

from bench.catalogue import Kind, kinds, parameters, texts
from bench.generate import PREFIXES, generate, write
from server.names import PREFIXES as PUBLISHED

_COUNT = 20_000
#: What one institution and one document may have, above which the data would be of another size.
_SLACK = 1_000


@pytest.fixture(scope="module")
def quads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Generated data in graphs."""
    path = tmp_path_factory.mktemp("generated") / "data.nq"
    write(path, _COUNT, 1)
    return path


@pytest.fixture(scope="module")
def store(quads: Path) -> ox.Store:
    """The same, to be asked."""
    store = ox.Store()
    store.load(path=str(quads), format=ox.RdfFormat.N_QUADS)
    return store


def _rows(store: ox.Store, query: str) -> list[ox.QuerySolution]:
    heads = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    found = store.query(heads + query, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    return list(found)


def test_as_many_as_asked_for(store: ox.Store) -> None:
    """There are as many statements as asked for and few more, none of them twice."""
    assert _COUNT <= len(store) < _COUNT + _SLACK


def test_the_number_is_told(tmp_path: Path) -> None:
    """What `write` tells is the number of lines, each one a statement."""
    path = tmp_path / "data.nq"
    told = write(path, 500, 1, named=False)
    found = list(ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS))
    assert len(found) == told == len(path.read_text(encoding="utf-8").splitlines())
    assert {quad.graph_name for quad in found} == {ox.DefaultGraph()}


def test_a_seed_decides(tmp_path: Path, quads: Path) -> None:
    """The same seed gives the same bytes, another seed others."""
    same, other = tmp_path / "same.nq", tmp_path / "other.nq"
    write(same, _COUNT, 1)
    write(other, _COUNT, 2)
    assert same.read_bytes() == quads.read_bytes() != other.read_bytes()


def test_smaller_data_are_the_beginning_of_larger() -> None:
    """Whatever the size, the same institution has the same statements."""
    few = list(generate(2_000, 7))
    assert few == list(itertools.islice(generate(5_000, 7), len(few)))


def test_memory_does_not_grow_with_size() -> None:
    """Ten times the statements take hardly more memory to make."""
    peaks = []
    for triples in (5_000, 50_000):
        tracemalloc.start()
        for _ in generate(triples, 1):
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 2 * peaks[0]


def test_names_are_those_of_the_dataset() -> None:
    """Prefixes mean what they mean in the dataset."""
    assert {name: PUBLISHED[name] for name in PREFIXES} == PREFIXES


def test_every_claim_is_whole(store: ox.Store) -> None:
    """A claim has standing, voice, certainty, time of writing, a document, and citations of its passages."""
    claims = _rows(store, "SELECT ?claim { ?claim a plate:Claim }")
    whole = _rows(
        store,
        """SELECT ?claim (COUNT(DISTINCT ?citation) AS ?citations) {
            ?claim a plate:Claim ; plate:standing ?standing ; plate:certainty ?certainty ;
              prov:wasAttributedTo ?voice ; plate:observedAt ?at ; plate:about ?thing ;
              plate:drawsOn ?document ; plate:citation ?citation .
            ?citation a plate:Citation ; plate:passage ?passage .
            ?passage dcterms:isPartOf ?document ; bibo:section ?section .
            FILTER(ISBLANK(?citation))
        } GROUP BY ?claim""",
    )
    assert len(whole) == len(claims) > 500


def test_graphs_are_those_of_a_release(quads: Path) -> None:
    """Facts are apart by source; bounds, what is inferred and the current state have graphs of their own."""
    counts = Counter(
        quad.graph_name.value.removeprefix("https://w3id.org/nameplate/graph/")
        for quad in ox.parse(path=str(quads), format=ox.RdfFormat.N_QUADS)
        if isinstance(quad.graph_name, ox.NamedNode)
    )
    assert set(counts) == {"facts/doc-000", "facts/doc-001", "bounds", "inferred", "current"}
    assert counts["bounds"] < counts["inferred"] < counts["facts/doc-000"] + counts["facts/doc-001"]


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.name)
def test_queries_find_something(store: ox.Store, quads: Path, kind: Kind) -> None:
    """Each type of query has parameters in the data, and finds something with one of them at least."""
    found = 0
    for text in texts(kind, parameters(quads, 1, sets=20)):
        answer = store.query(text, use_default_graph_as_union=True)
        assert isinstance(answer, (ox.QuerySolutions, ox.QueryTriples))
        found += len(list(answer))
    assert found
