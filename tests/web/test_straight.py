"""Documents written from rows: byte for byte what is written from the quads themselves."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from server.formats import GRAPH_FORMATS, N_QUADS, N_TRIPLES, TURTLE, GraphFormat
from server.layers import POSSIBLE
from server.names import expand
from server.store.documents import Documents
from server.store.rows import rows
from server.web.representations import JSON, of_rows, serialised
from server.web.straight import lines_of

_IRIS = st.sampled_from(
    [
        NamedNode(iri)
        for iri in (
            "http://example.org/a",
            "http://example.org/b#c",
            "http://例.example/ü",
            "urn:x",
            expand("rdf:type"),
            expand("skos:prefLabel"),
        )
    ]
)
_NODES = st.sampled_from([BlankNode("b"), BlankNode("c14n1")])
_TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    st.sampled_from(['" <http://g> .', "a\nb", "\r\t\\", '"', " <", "_:b", ">> <http://g>", " .", '"^^<x>']),
)
_LITERALS = st.one_of(
    st.builds(Literal, _TEXTS),
    st.builds(lambda text: Literal(text, language="zh-hans"), _TEXTS),
    st.builds(lambda text: Literal(text, datatype=NamedNode("http://example.org/type")), _TEXTS),
)
_TRIPLES = st.builds(Triple, _IRIS, _IRIS, st.one_of(_IRIS, _NODES, _LITERALS))
_GRAPHS = st.sampled_from([DefaultGraph(), NamedNode("http://g"), NamedNode(POSSIBLE), BlankNode("g")])
_QUADS = st.builds(
    Quad, st.one_of(_IRIS, _NODES), _IRIS, st.one_of(_IRIS, _NODES, _LITERALS, _TRIPLES), _GRAPHS
)


def lines(quads: list[Quad]) -> list[bytes]:
    """Quads as a release has them, a line each."""
    return [serialize([quad], format=RdfFormat.N_QUADS) or b"" for quad in quads]


@given(st.lists(_QUADS, max_size=30), st.sampled_from([N_TRIPLES, TURTLE, N_QUADS]))
def test_any_quads(quads: list[Quad], form: GraphFormat) -> None:
    """Whatever stands in a literal, however often a triple is said, in whatever graphs."""
    assert of_rows(rows(b"".join(lines(quads))), form) == serialised(quads, form)


@given(st.lists(_QUADS, max_size=10))
def test_lines_may_come_in_pieces(quads: list[Quad]) -> None:
    """One by one or many at once, they are the same document."""
    assert rows(lines_of(quads)) == [row for line in lines(quads) for row in rows(line)]


@pytest.mark.parametrize("form", [*GRAPH_FORMATS, JSON], ids=lambda form: form.extension)
def test_documents_of_a_release(small: Path, form: GraphFormat) -> None:
    """Every document of a release, in every format."""
    documents = Documents(small)
    for iri in documents.subjects():
        if iri.startswith("_"):
            continue
        quads = documents.document(iri) or []
        assert quads
        assert of_rows(documents.rows(iri) or [], form, about=iri) == serialised(quads, form, about=iri)
    documents.close()
