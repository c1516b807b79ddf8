"""What a release carries of its past: the versions before it, who knows what, and what changed."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from server.canonical import canonical_lines
from server.names import DATASET, ID, ONTOLOGY, expand, thing
from server.packing import unpacked
from server.versions import patch
from server.versions.chain import LIMIT, chain
from server.versions.past import IDENTIFIERS, VERSIONS, past
from server.versions.readable import labels
from server.versions.release import Release
from tests.versions.made_up import folder, lines, release


@pytest.fixture(scope="module")
def carried(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What the last of three versions carries."""
    before = chain(folder(tmp_path_factory.mktemp("chain"), "0.1.0", "0.2.0"))
    return dict(past(before, release("0.10.0")))


def read(carried: dict[str, bytes], path: str) -> dict[str, Any]:
    """A file of JSON."""
    found: dict[str, Any] = json.loads(carried[path])
    return found


def test_files(carried: dict[str, bytes]) -> None:
    """There is a file for each version before, and what changed in each; the first has no patch."""
    assert sorted(carried) == [
        *("changes/0.1.0.json", "changes/0.10.0.json", "changes/0.10.0.rdfp", "changes/0.2.0.json"),
        *("changes/0.2.0.rdfp", "changes/versions.json"),
        *("past/0.1.0.nq.zst", "past/0.2.0.nq.zst", "past/identifiers.txt"),
    ]


@pytest.mark.parametrize("version", ["0.1.0", "0.2.0"])
def test_versions_as_published(carried: dict[str, bytes], version: str, tmp_path: Path) -> None:
    """A version before is there byte by byte as it was published."""
    file = tmp_path / "one.nq.zst"
    file.write_bytes(carried[f"past/{version}.nq.zst"])

    assert unpacked(file, LIMIT) == lines(version)


def test_list(carried: dict[str, bytes]) -> None:
    """The list has the newest first, each with day, size, hash and counts."""
    found = read(carried, VERSIONS)["versions"]

    assert [(one["version"], one["issued"], one["earlier"]) for one in found] == [
        ("0.10.0", "2027-09-01", "0.2.0"),
        ("0.2.0", "2027-06-01", "0.1.0"),
        ("0.1.0", "2027-01-10", None),
    ]
    assert [one["iri"] for one in found] == [f"{DATASET}/{one['version']}" for one in found]
    assert [one["quads"] for one in found] == [lines(one["version"]).count(b"\n") for one in found]
    assert [sum(one["counts"]["changes"].values()) for one in found] == [3, 8, 0]
    assert all(one["published"] for one in found)
    assert found[1]["bytes"] == len(carried["past/0.2.0.nq.zst"])


def test_hash_of_its_own(carried: dict[str, bytes], tmp_path: Path) -> None:
    """The hash that the list has of each version is that of the file that it will be published as."""
    found = read(carried, VERSIONS)["versions"]
    every = chain(folder(tmp_path))

    assert {one["version"]: one["sha256"] for one in found[1:]} == {
        one.version: one.sha256 for one in every[:2]
    }


@pytest.mark.parametrize(
    ("iri", "expected"),
    [
        (thing("office"), ["0.1.0", "0.2.0"]),
        (thing("ministry"), ["0.2.0"]),
        (thing("bureau"), ["0.1.0", "0.2.0"]),
        (expand("plate:seatedIn"), ["0.2.0"]),
        (expand("graph:facts/doc-b"), ["0.2.0"]),
        (DATASET, ["0.1.0", "0.2.0"]),
        (ONTOLOGY, ["0.1.0", "0.2.0"]),
    ],
)
def test_identifiers(carried: dict[str, bytes], iri: str, expected: list[str]) -> None:
    """Of each identifier it is said which versions before know it."""
    found = dict(line.split(" ", 1) for line in carried[IDENTIFIERS].decode().splitlines())

    assert found[f"<{iri}>"].split() == expected


def test_identifiers_can_be_searched(carried: dict[str, bytes]) -> None:
    """The lines are in byte order, each identifier once."""
    found = carried[IDENTIFIERS].splitlines()

    assert found == sorted(set(found))
    assert len({line.split(b" ")[0] for line in found}) == len(found)


def test_change_with_its_source(carried: dict[str, bytes]) -> None:
    """A change is told with the passages that it rests on, their document and the notes given there."""
    told = {one["thing"]: one for one in read(carried, "changes/0.2.0.json")["changes"]}

    assert told[thing("name-office")]["sources"] == [
        {"passage": thing("passage-a-1"), "document": thing("doc-a")},
        {"passage": thing("passage-b-1"), "document": thing("doc-b"), "endnotes": ["7"]},
    ]
    assert told[thing("ministry")]["sources"] == [
        {"passage": thing("passage-b-1"), "document": thing("doc-b")}
    ]
    assert told[expand("plate:seatedIn")]["sources"] == []


def test_change_in_words(carried: dict[str, bytes]) -> None:
    """Whatever is named and has a label is told by it, in each language that it has."""
    names = read(carried, "changes/0.2.0.json")["labels"]

    assert names[thing("office")] == {"en": "office", "zh-Hans": "办公室"}
    assert names[thing("doc-b")] == {"en": "Report B"}
    assert all(iri.startswith((ID, ONTOLOGY)) for iri in names)


def test_tags_of_labels() -> None:
    """Languages are in the case in which they are everywhere else, whatever script."""
    iri, form = NamedNode(thing("name-office")), NamedNode(expand("skosxl:literalForm"))
    forms = [Literal("bàngōngshì", language="zh-latn-pinyin"), Literal("辦公室", language="zh-hant")]
    release = Release("0.1.0", date(2025, 1, 1), tuple(Quad(iri, form, one) for one in forms))

    assert labels([iri.value], [release]) == {
        iri.value: {"zh-Hant": "辦公室", "zh-Latn-pinyin": "bàngōngshì"}
    }


def test_tombstone(carried: dict[str, bytes]) -> None:
    """What was merged or removed is told with what is left of it."""
    told = {one["thing"]: one for one in read(carried, "changes/0.10.0.json")["changes"]}

    assert told[thing("bureau")]["mergedInto"] == thing("group")
    assert told[thing("bureau")]["tombstone"] == {
        "labels": {"en": "bureau"},
        "reasons": {"en": "Another wording for the group.", "zh-Hans": "即该小组的另一种写法"},
    }


@pytest.mark.parametrize(("earlier", "later"), [("0.1.0", "0.2.0"), ("0.2.0", "0.10.0")])
def test_patches(carried: dict[str, bytes], earlier: str, later: str) -> None:
    """Each patch makes the version of the one before."""
    was: list[Quad] = list(parse(lines(earlier), format=RdfFormat.N_QUADS))
    made = patch.applied(patch.read(carried[f"changes/{later}.rdfp"]), was)

    assert canonical_lines(made) == lines(later)


def test_nothing_before() -> None:
    """The first version carries a list of itself alone, and no patch."""
    found = dict(past([], release("0.1.0")))

    assert sorted(found) == ["changes/0.1.0.json", "changes/versions.json", "past/identifiers.txt"]
    assert found[IDENTIFIERS] == b""
    assert [one["version"] for one in json.loads(found[VERSIONS])["versions"]] == ["0.1.0"]
