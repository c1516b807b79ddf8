"""Canonical forms of answers: row order, spelling and serialisation change nothing, any cell does."""

from __future__ import annotations

import hashlib
import io
import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    Triple,
    serialize,
)

from server.results import Row, Term, canonical_table, summed_graph, summed_results

INTEGER = NamedNode("http://www.w3.org/2001/XMLSchema#integer")
FORMS = (QueryResultsFormat.JSON, QueryResultsFormat.XML, QueryResultsFormat.TSV)
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=6)
GROUND = st.one_of(
    st.sampled_from([NamedNode("http://example.org/a"), NamedNode("http://example.org/中")]),
    TEXTS.map(Literal),
    TEXTS.map(lambda text: Literal(text, language="zh-Hans")),
    st.integers(-99, 99).map(lambda number: Literal(str(number), datatype=INTEGER)),
)
TERMS = st.one_of(
    st.none(), GROUND, st.integers(0, 3).map(lambda n: BlankNode(f"b{n}")), st.just(BlankNode("z"))
)
TABLES = st.lists(st.tuples(TERMS, TERMS), max_size=6)


def digest(variables: Sequence[str], rows: Sequence[Sequence[Term | None]]) -> str:
    """The hash of a table."""
    return hashlib.sha256(canonical_table(variables, rows)).hexdigest()


def test_canonical_form_of_a_table() -> None:
    """The form is text that `sort` can make: columns and rows in order, each row as often as it comes."""
    rows: list[Row] = [
        (Literal("b\t"), NamedNode("http://example.org/x")),
        (None, Literal("中", language="zh-Hans")),
        (Literal("b\t"), NamedNode("http://example.org/x")),
        (Literal("1", datatype=INTEGER), None),
    ]
    assert canonical_table(("z", "a"), rows).decode() == (
        "?a\t?z\n"
        '\t"1"^^<http://www.w3.org/2001/XMLSchema#integer>\n'
        '"中"@zh-hans\t\n'
        '<http://example.org/x>\t"b\\t"\n'
        '<http://example.org/x>\t"b\\t"\n'
    )


def test_blank_nodes_of_a_table() -> None:
    """Blank nodes have names that follow from what stands beside them, in triples too."""
    one, two = BlankNode("one"), BlankNode("two")
    triple = Triple(two, NamedNode("http://example.org/p"), Literal("x"))
    rows: list[Row] = [(one, Literal("first")), (two, Literal("second")), (triple, None)]
    text = canonical_table(("node", "word"), rows).decode()
    first, second = (
        next(line.split("\t")[0] for line in text.splitlines() if word in line)
        for word in ("first", "second")
    )
    assert first.startswith("_:c14n")
    assert first != second
    assert f'<<( {second} <http://example.org/p> "x" )>>\t\n' in text


@given(TABLES, st.randoms(use_true_random=False))
def test_order_of_rows_and_columns_changes_nothing(
    rows: list[tuple[Term | None, Term | None]], chance: random.Random
) -> None:
    """Shuffled rows, swapped columns and renamed blank nodes give the same hash."""
    shuffled = list(rows)
    chance.shuffle(shuffled)
    swapped = [(second, first) for first, second in shuffled]
    other = [tuple(_renamed(term) for term in row) for row in swapped]
    assert digest(("x", "y"), rows) == digest(("y", "x"), other)


@given(TABLES, st.integers(0, 11), GROUND)
def test_any_changed_cell_changes_the_hash(
    rows: list[tuple[Term | None, Term | None]], where: int, term: Term
) -> None:
    """A cell with another term, a row more and a row less give another hash."""
    before = digest(("x", "y"), rows)
    fresh = Literal(f"changed {term}")
    assert digest(("x", "y"), [*rows, (fresh, None)]) != before
    assert digest(("x", "y"), [*rows, (None, None)]) != before
    if rows:
        at, column = where // 2 % len(rows), where % 2
        row = (fresh, rows[at][1]) if column == 0 else (rows[at][0], fresh)
        assert digest(("x", "y"), [*rows[:at], row, *rows[at + 1 :]]) != before
        assert digest(("x", "y"), rows[1:]) != before


@given(st.lists(st.tuples(st.one_of(st.none(), GROUND), st.one_of(st.none(), GROUND)), max_size=6))
def test_serialisation_changes_nothing(rows: list[tuple[Term | None, Term | None]]) -> None:
    """JSON, XML and TSV of one answer, written by the engine, come to the same."""
    cells = " ".join(f"({_shown(a)} {_shown(b)})" for a, b in rows)
    found = []
    for form in FORMS:
        answer = Store().query(f"SELECT ?x ?y {{ VALUES (?x ?y) {{ {cells} }} }}")
        assert isinstance(answer, QuerySolutions)
        file = io.BytesIO()
        answer.serialize(file, form)
        found.append(summed_results(file.getvalue(), form))
    assert found[0] == found[1] == found[2]
    assert (found[0].rows, found[0].variables) == (len(rows), ("x", "y"))
    assert found[0].sha256 == digest(("x", "y"), rows)


@pytest.mark.parametrize("truth", [True, False])
def test_truth_values(truth: bool) -> None:
    """A truth value is one line, and `false` is an answer in which nothing was found."""
    found = summed_results(
        f'{{"head": {{}}, "boolean": {str(truth).lower()}}}'.encode(), QueryResultsFormat.JSON
    )
    assert found.sha256 == hashlib.sha256(f"{str(truth).lower()}\n".encode()).hexdigest()
    assert (found.kind, found.boolean, found.nothing_found) == ("boolean", truth, not truth)


def test_graphs_in_every_format() -> None:
    """A graph has one hash in each format: that of its canonical N-Quads."""
    node, p = BlankNode("x"), NamedNode("http://example.org/p")
    graph = [Triple(NamedNode("http://example.org/a"), p, node), Triple(node, p, Literal("中"))]
    expected = (
        '<http://example.org/a> <http://example.org/p> _:c14n0 .\n_:c14n0 <http://example.org/p> "中" .\n'
    )
    forms = (RdfFormat.TURTLE, RdfFormat.N_TRIPLES, RdfFormat.RDF_XML, RdfFormat.JSON_LD)
    found = {summed_graph(serialize(graph, format=form) or b"", form) for form in forms}
    assert {(one.sha256, one.triples) for one in found} == {
        (hashlib.sha256(expected.encode()).hexdigest(), 2)
    }


def test_nothing_found() -> None:
    """An empty table and an empty graph are answers."""
    empty = summed_results(b'{"head": {"vars": ["x"]}, "results": {"bindings": []}}', QueryResultsFormat.JSON)
    assert (empty.rows, empty.nothing_found) == (0, True)
    assert empty.sha256 == hashlib.sha256(b"?x\n").hexdigest()
    graph = summed_graph(b"", RdfFormat.N_TRIPLES)
    assert (graph.triples, graph.nothing_found, graph.sha256) == (0, True, hashlib.sha256(b"").hexdigest())


def _renamed(term: Term | None) -> Term | None:
    return BlankNode(f"other{term.value}") if isinstance(term, BlankNode) else term


def _shown(term: Term | None) -> str:
    return "UNDEF" if term is None else str(term)
