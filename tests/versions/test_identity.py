"""An identifier that was published once is answered for ever: alive, merged, gone, and never unknown."""

from __future__ import annotations

import re
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, parse

from server.names import graph, term, thing
from server.versions.chain import FOLDER, chain
from server.versions.identity import (
    Alive,
    Fate,
    Gone,
    Merged,
    Tombstone,
    Unknown,
    fate,
    identifiers,
    lost,
    tombstones,
)
from tests.versions import made_up
from tests.versions.made_up import VERSIONS, changed

_BUREAU = Tombstone(
    thing("bureau"),
    date(2027, 9, 1),
    (("en", "Another wording for the group."), ("zh-hans", "即该小组的另一种写法")),
    (("en", "bureau"),),
    into=thing("group"),
)
_NAME = Tombstone(
    thing("name-office"),
    date(2027, 9, 1),
    (("en", "No name, but a common word."), ("zh-hans", "并非名称")),
    (("en", "office, a name"),),
    replaced_by=(thing("office"),),
)


@pytest.mark.parametrize(
    ("iri", "expected"),
    [
        (thing("office"), Alive()),
        (thing("passage-a-1"), Alive()),
        (thing("doc-b"), Alive()),
        (thing("under-group"), Alive()),
        (term("seatedIn"), Alive()),
        (graph("facts/doc-a"), Alive()),
        (thing("bureau"), Merged(thing("group"), _BUREAU)),
        (thing("name-office"), Gone(_NAME)),
        (thing("nobody"), Unknown()),
        ("https://example.org/office", Unknown()),
    ],
)
def test_fate(iri: str, expected: Fate) -> None:
    """Each kind of identifier has its answer, with what its tombstone says."""
    quads = made_up.release("0.10.0").quads

    assert fate(iri, identifiers(quads), tombstones(quads)) == expected


@pytest.mark.parametrize(
    ("steps", "alive", "expected"),
    [
        ({"a": "b"}, "b", "b"),
        ({"a": "b", "b": "c"}, "c", "c"),
        ({"a": "b", "b": "c"}, "bc", "b"),
        ({"a": "b", "b": None}, "", None),
        ({"a": "b", "b": "a"}, "", None),
        ({"a": "a"}, "", None),
        ({"a": "x"}, "", None),
    ],
)
def test_merged_again(steps: dict[str, str | None], alive: str, expected: str | None) -> None:
    """The last survivor is told; where there is none, the thing is gone, and a circle has an end."""
    buried = {old: Tombstone(old, into=new) for old, new in steps.items()}
    found = fate("a", set(alive), buried)

    assert found == (Merged(expected, buried["a"]) if expected else Gone(buried["a"]))


@pytest.mark.parametrize(
    ("language", "text"), [("zh-hans", "并非名称"), ("de", "No name, but a common word.")]
)
def test_reason_in_a_language(language: str, text: str) -> None:
    """The reason is told in the language asked for, else in one that is there."""
    assert _NAME.reason(language) == text


@pytest.mark.parametrize(("earlier", "later"), list(combinations(VERSIONS, 2)))
def test_no_identifier_of_the_made_up_is_lost(earlier: str, later: str) -> None:
    """Every identifier of an earlier version is known to each later one."""
    assert lost(made_up.release(earlier).quads, made_up.release(later).quads) == []


def test_lost() -> None:
    """What is gone without a tombstone is told, a tombstone itself and a graph included."""
    one = changed(
        "0.1.0",
        "2027-01-10",
        facts="id:a a plate:Institution . id:c plate:standing plate:Endorsed .",
        public="id:p a plate:Passage .",
        ontology="plate:Term a owl:Class .",
        metadata="id:b a plate:Tombstone .",
    )
    other = changed("0.2.0", "2027-06-01", facts="id:c plate:standing plate:Endorsed .")

    assert lost(one.quads, other.quads) == [
        graph("ontology"),
        graph("public"),
        thing("a"),
        thing("b"),
        thing("p"),
        term("Term"),
    ]


@pytest.mark.card("DWBP", "27")
@pytest.mark.card("Linked data", "10")
def test_no_published_identifier_is_lost(project_root: Path, release: Path) -> None:
    """Every identifier of every version published so far is alive, merged or gone in the newest build."""
    built: list[Quad] = list(parse((release / "quads.nq").read_bytes(), format=RdfFormat.N_QUADS))
    described, buried = identifiers(built), tombstones(built)
    unknown = {
        (one.version, iri)
        for one in chain(project_root / FOLDER)
        for iri in identifiers(one.quads) | tombstones(one.quads).keys()
        if fate(iri, described, buried) == Unknown()
    }

    assert unknown == set()
    assert fate(thing("cac"), described, buried) == Alive()


def test_example_of_the_guide(project_root: Path) -> None:
    """The tombstones that the guide shows are read as it says."""
    guide = (project_root / "docs" / "versions.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```turtle\n(@prefix.*?)```", guide, re.DOTALL)
    buried = tombstones(parse(example, format=RdfFormat.TURTLE))

    assert {iri: (one.day, one.into, one.replaced_by) for iri, one in buried.items()} == {
        thing("example-bureau"): (date(2027, 9, 1), thing("cac"), ()),
        thing("name-example"): (date(2027, 9, 1), None, (thing("cac"),)),
    }
    assert [len(one.reasons) for one in buried.values()] == [2, 2]
