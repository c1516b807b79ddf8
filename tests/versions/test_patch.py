"""The patch of two releases makes the later one of the earlier one, exactly, and is no larger than needed."""

from __future__ import annotations

from hashlib import sha256
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, parse

from server.canonical import canonical_lines
from server.names import DATASET
from server.versions.patch import (
    BadPatch,
    Patch,
    applied,
    between,
    difference,
    read,
    written,
)
from server.versions.statements import statements
from tests.versions.made_up import VERSIONS, lines, release

_IRIS = st.sampled_from([NamedNode(f"https://example.org/{name}") for name in "abc"])
_BLANKS = st.sampled_from([BlankNode(name) for name in ("x", "y", "z", "c14n0", "n0")])
_TEXTS = st.sampled_from(
    [Literal("1"), Literal("一\n二", language="zh"), Literal('"\\'), Literal("\r\u2028. A"), Literal(7)]
)
_GRAPHS = st.one_of(_IRIS, st.just(DefaultGraph()), st.just(BlankNode("g")))
_QUADS = st.builds(Quad, st.one_of(_IRIS, _BLANKS), _IRIS, st.one_of(_IRIS, _BLANKS, _TEXTS), _GRAPHS)
_DATASETS = st.lists(_QUADS, max_size=12)


def parsed(version: str) -> list[Quad]:
    """A made-up release as its file has it."""
    return list(parse(lines(version), format=RdfFormat.N_QUADS))


@pytest.mark.parametrize(("earlier", "later"), list(pairwise(VERSIONS)))
@pytest.mark.parametrize("way", ["forth", "back"])
def test_releases(earlier: str, later: str, way: str) -> None:
    """Written, read and applied, the patch makes the very bytes of the other release's file."""
    old, new = (earlier, later) if way == "forth" else (later, earlier)
    patch = read(written(difference(parsed(old), parsed(new))))

    assert canonical_lines(applied(patch, parsed(old))) == lines(new)


@settings(max_examples=150)
@given(_DATASETS, _DATASETS)
def test_any_two_datasets(old: list[Quad], new: list[Quad]) -> None:
    """The same holds for any two datasets, blank nodes and graphs of any kind included."""
    patch = difference(old, new)

    assert read(written(patch)) == patch
    assert canonical_lines(applied(patch, old)) == canonical_lines(new)


@settings(max_examples=80)
@given(_DATASETS, st.permutations(["p", "q", "r", "s", "t"]))
def test_equal_datasets(quads: list[Quad], names: list[str]) -> None:
    """Between datasets that say the same under other labels the patch is empty, and so is the difference."""
    labels = dict(zip(("x", "y", "z", "c14n0", "n0"), names, strict=True)) | {"g": "g2"}

    def anew(term: object) -> object:
        return BlankNode(labels[term.value]) if isinstance(term, BlankNode) else term

    same = [
        Quad(*map(anew, (q.subject, q.predicate, q.object, q.graph_name)))  # type: ignore[arg-type]  # as before
        for q in quads
    ]

    assert difference(quads, same) == Patch((), ())
    without = [q for q in quads if not isinstance(q.graph_name, BlankNode)]
    others = [q for q in same if not isinstance(q.graph_name, BlankNode)]
    assert statements(without) == statements(others)


def test_as_small_as_the_change() -> None:
    """One citation more is one tie and what hangs off it; the others stay, whatever their labels."""
    patch = difference(parsed("0.1.0"), parsed("0.2.0"))
    cited = [q for q in patch.added if "citation" in q.predicate.value]
    kept = [q for q in patch.deleted if "citation" in q.predicate.value]

    assert len(cited) == 2  # of the new claim, and the second of the name
    assert kept == []


def test_text_of_a_patch() -> None:
    """A patch is rows of RDF Patch: header, one transaction, what goes before what comes."""
    old = list(parse('<urn:a> <urn:p> "1" <urn:g> .\n<urn:a> <urn:p> _:b .', format=RdfFormat.N_QUADS))
    new = list(parse('<urn:a> <urn:p> "2" <urn:g> .\n<urn:a> <urn:q> _:n0 .', format=RdfFormat.N_QUADS))
    head = {"id": f"<{DATASET}/0.2.0>", "sha256": '"bb"'}

    assert written(difference(old, new, head)).decode() == (
        f"H id <{DATASET}/0.2.0> .\n"
        'H sha256 "bb" .\n'
        "TX .\n"
        'D <urn:a> <urn:p> "1" <urn:g> .\n'
        "D <urn:a> <urn:p> _:b .\n"
        'A <urn:a> <urn:p> "2" <urn:g> .\n'
        "A <urn:a> <urn:q> _:n0 .\n"
        "TC .\n"
    )


def test_head_of_a_patch() -> None:
    """The patch between two versions names both and the hashes of both."""
    head = between(release("0.1.0"), release("0.2.0")).head

    assert head == {
        "id": f"<{DATASET}/0.2.0>",
        "prev": f"<{DATASET}/0.1.0>",
        "sha256": f'"{sha256(lines("0.2.0")).hexdigest()}"',
        "prev-sha256": f'"{sha256(lines("0.1.0")).hexdigest()}"',
    }


def test_names_of_new_nodes() -> None:
    """A node that is put in has a name that no node of the earlier release has."""
    old = [Quad(BlankNode("n0"), NamedNode("urn:p"), Literal("kept"))]
    new = [*old, Quad(BlankNode("c14n0"), NamedNode("urn:p"), Literal("new"))]

    assert [q.subject for q in difference(old, new).added] == [BlankNode("n1")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not exactly one transaction"),
        ("TX .\n", "not exactly one transaction"),
        ("TX .\nTC .\nTX .\nTC .\n", "not exactly one transaction"),
        ("TX .\nTA .\n", "line 2: a row of 'TA' cannot be read"),
        ("TX .\nPA ex <urn:x> .\nTC .\n", "line 2: a row of 'PA' cannot be read here: write terms out"),
        ("TX .\nA <urn:a> <urn:p> .\nTC .\n", "line 2: is no quad"),
        ("TX .\nA <urn:a> <urn:p> <urn:b> . <urn:a> <urn:p> <urn:c> .\nTC .\n", "line 2: is no quad"),
        ("TX .\nA # nothing\nTC .\n", "line 2: holds 0 quads"),
        ("TX .\nX <urn:a> .\nTC .\n", "line 2: a row of 'X'"),
    ],
)
def test_unreadable(text: str, message: str) -> None:
    """What is no such patch is told with its line."""
    with pytest.raises(BadPatch, match=message):
        read(text.encode())


def test_comments_and_blank_lines() -> None:
    """Comments and empty lines are passed over."""
    assert read(b"# by hand\n\nTX .\n# nothing\nTC .\n") == Patch((), ())


def test_wrong_release() -> None:
    """A patch is not applied to another release than it is from, nor twice."""
    patch = difference(parsed("0.1.0"), parsed("0.2.0"))

    with pytest.raises(BadPatch, match=r"to be taken out and not there: .*apply it to the release"):
        applied(patch, parsed("0.10.0"))
    only = Patch((), patch.added)
    with pytest.raises(BadPatch, match="there already"):
        applied(only, applied(only, parsed("0.1.0")))
