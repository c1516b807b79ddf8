"""Canonical form: the same for every way of writing a dataset, another for every other dataset."""

from __future__ import annotations

import hashlib
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    parse,
    serialize,
)

from server.canonical import canonical_hash, document, merged, relabelled

_NAMES = [NamedNode(f"http://example.org/{letter}") for letter in "abc"]
_BLANKS = [BlankNode(letter) for letter in "xyzw"]
_RESOURCES = st.sampled_from([*_NAMES, *_BLANKS])
_QUADS = st.lists(
    st.builds(
        Quad,
        _RESOURCES,
        st.sampled_from(_NAMES),
        _RESOURCES | st.sampled_from([Literal("1"), Literal("一", language="zh-hans")]),
        st.sampled_from([DefaultGraph(), *_NAMES, _BLANKS[0]]),
    ),
    max_size=12,
)


@given(quads=_QUADS)
def test_labels_follow_from_quads_with_blank_nodes(quads: list[Quad]) -> None:
    """Leaving the others out gives the labels that canonicalizing everything gives."""
    whole = Dataset(quads)
    whole.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    assert set(relabelled(quads)) == set(whole)
    assert len(relabelled(quads)) == len(whole)


@given(quads=_QUADS, random=st.randoms(use_true_random=False))
def test_one_hash_for_every_order_and_labelling(quads: list[Quad], random: Random) -> None:
    """Other labels, another order and repetition make no difference to the document."""
    text = (serialize(quads, format=RdfFormat.N_QUADS) or b"").decode()
    for blank in _BLANKS:
        text = text.replace(f"_:{blank.value} ", f"_:other{blank.value} ")
    lines = text.splitlines(keepends=True) * 2
    random.shuffle(lines)
    again = list(parse("".join(lines), format=RdfFormat.N_QUADS))
    assert document(relabelled(again)) == document(relabelled(quads))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ('\b\t\n\f\r"\\', r"\b\t\n\f\r\"\\"),
        ("\0\x01\x0b\x1f\x7f", r"\u0000\u0001\u000B\u001F\u007F"),
        ("'é一\x80\u2028\U0001f600", "'é一\x80\u2028\U0001f600"),
    ],
)
def test_canonical_n_quads(text: str, written: str) -> None:
    """Characters are escaped where canonical N-Quads escape them, and nowhere else (RDFC-1.0 §5)."""
    quad = Quad(_NAMES[0], _NAMES[1], Literal(text), DefaultGraph())
    expected = f'<http://example.org/a> <http://example.org/b> "{written}" .\n'
    assert document([quad]).decode() == expected


def test_a_document_of_the_specification() -> None:
    """Labels and order are those of an example of the specification (RDFC-1.0, "unique hashes")."""
    text = """
        <http://example.com/#p> <http://example.com/#q> _:e0 .
        <http://example.com/#p> <http://example.com/#r> _:e1 .
        _:e0 <http://example.com/#s> <http://example.com/#u> .
        _:e1 <http://example.com/#t> <http://example.com/#u> .
    """
    expected = (
        "<http://example.com/#p> <http://example.com/#q> _:c14n0 .\n"
        "<http://example.com/#p> <http://example.com/#r> _:c14n1 .\n"
        "_:c14n0 <http://example.com/#s> <http://example.com/#u> .\n"
        "_:c14n1 <http://example.com/#t> <http://example.com/#u> .\n"
    )
    quads = relabelled(parse(text, format=RdfFormat.N_TRIPLES))
    assert document(quads).decode() == expected
    assert canonical_hash(quads) == hashlib.sha256(expected.encode()).hexdigest()


def test_merged() -> None:
    """A statement that stands in two graphs stands once where they are one."""
    quads = [Quad(_NAMES[0], _NAMES[1], _BLANKS[0], name) for name in (_NAMES[0], _NAMES[1], DefaultGraph())]
    assert document(merged(quads)) == b"<http://example.org/a> <http://example.org/b> _:c14n0 .\n"
