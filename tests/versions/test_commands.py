"""`nameplate changes` tells what changed between versions in five forms."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pyoxigraph import RdfFormat, parse

from server.canonical import canonical_lines
from server.cli import main
from server.names import thing
from server.versions.patch import applied, read
from tests.versions.made_up import folder, lines


def told(tmp_path: Path, *arguments: str) -> Result:
    """What `nameplate changes` says of the three made-up versions."""
    place = tmp_path / "releases"
    if not place.exists():
        folder(place)
    return CliRunner().invoke(main, ["changes", "--releases", str(place), *arguments])


def test_text(tmp_path: Path) -> None:
    """The text is a changelog: version, day, counts, then changes by nature with their reasons."""
    done = told(tmp_path, "0.2.0", "0.10.0")

    assert done.exit_code == 0
    assert done.output.splitlines() == [
        "## 0.10.0 - 2027-09-01",
        "",
        "Since 0.2.0: statements 0 added, 9 removed, 1 changed.",
        "",
        "### Correction",
        "",
        "- id:under-bureau, claim – another value stands in the place of one",
        "  - plate:superior id:bureau → id:group",
        "- office, a name (id:name-office), claim removed – No name, but a common word.",
        "- bureau (id:bureau), thing merged into id:group – Another wording for the group.",
    ]


def test_all_versions(tmp_path: Path) -> None:
    """Without arguments all versions are told, newest first."""
    done = told(tmp_path)

    assert [line for line in done.output.splitlines() if line.startswith("## ")] == [
        "## 0.10.0 - 2027-09-01",
        "## 0.2.0 - 2027-06-01",
        "## 0.1.0 - 2027-01-10",
    ]
    assert done.output.endswith("The first version.\n")
    assert told(tmp_path, "0.2.0").output == told(tmp_path, "0.2.0", "0.10.0").output


def test_table(tmp_path: Path) -> None:
    """The table has a line for each version, or for each change."""
    every = [line.split() for line in told(tmp_path, "--format", "table").output.splitlines()]
    pair = told(tmp_path, "0.2.0", "0.10.0", "--format", "table").output.splitlines()

    natures = ["reality", "knowledge", "correction", "vocabulary", "translation"]
    assert every[0][:8] == ["version", "issued", "quads", *natures]
    assert [row[0] for row in every[1:]] == ["0.10.0", "0.2.0", "0.1.0"]
    assert [row[3:] for row in every[1:]] == [
        ["0", "0", "3", "0", "0", "0", "9", "1"],
        ["3", "3", "1", "1", "0", "17", "0", "2"],
        ["0", "0", "0", "0", "0", "0", "0", "0"],
    ]
    assert pair[0].split() == ["correction", "claim", "changed", "1", "id:under-bureau", "id:under-bureau"]
    assert len(pair) == 3


def test_csv(tmp_path: Path) -> None:
    """The CSV has a line for each statement."""
    rows = list(csv.DictReader(io.StringIO(told(tmp_path, "0.1.0", "0.2.0", "--format", "csv").output)))
    moved = [row for row in rows if row["thing"] == thing("under-group")]

    assert len(rows) == 19
    assert moved == [
        {
            "earlier": "0.1.0",
            "later": "0.2.0",
            "nature": "reality",
            "reason": "its period closed after 2027-01-10",
            "kind": "claim",
            "thing": thing("under-group"),
            "label": "id:under-group",
            "what": "changed",
            "predicate": "plate:validity",
            "before": '"2015/.."^^edtf:EDTF',
            "after": '"2015/2027-03"^^edtf:EDTF',
        }
    ]
    every = told(tmp_path, "--format", "csv").output
    assert {row["later"] for row in csv.DictReader(io.StringIO(every))} == {"0.2.0", "0.10.0"}


def test_json(tmp_path: Path) -> None:
    """The JSON has every change with its statements, nested values whole."""
    found = json.loads(told(tmp_path, "0.1.0", "0.2.0", "--format", "json").output)
    cited = next(one for one in found["changes"] if one["thing"] == thing("name-office"))
    every = json.loads(told(tmp_path, "--format", "json").output)["versions"]

    assert found["counts"] == {
        "changes": {"reality": 3, "knowledge": 3, "correction": 1, "vocabulary": 1, "translation": 0},
        "statements": {"added": 17, "removed": 0, "changed": 2},
    }
    assert (cited["kind"], cited["what"], cited["nature"]) == ("claim", "changed", "knowledge")
    (citation,) = cited["added"]
    assert citation["predicate"].endswith("citation")
    assert citation["value"]["type"] == "nested"
    assert [branch["value"] for branch in citation["value"]["value"]][1:] == [
        {"type": "literal", "value": "7", "datatype": "http://www.w3.org/2001/XMLSchema#integer"},
        {"type": "uri", "value": thing("passage-b-1")},
    ]
    assert [one["version"] for one in every] == ["0.10.0", "0.2.0", "0.1.0"]
    merged = next(one for one in every[0]["changes"] if one["thing"] == thing("bureau"))
    assert merged["mergedInto"] == thing("group")


def test_patch(tmp_path: Path) -> None:
    """The RDF Patch makes the later version of the earlier one, also from a file to a version."""
    (tmp_path / "old.nq").write_bytes(lines("0.1.0"))
    for name in ("0.1.0", str(tmp_path / "old.nq")):
        patch = read(told(tmp_path, name, "0.10.0", "--format", "rdfp").output.encode())
        old = parse(lines("0.1.0"), format=RdfFormat.N_QUADS)

        assert canonical_lines(applied(patch, old)) == lines("0.10.0")


def test_directory_of_a_build(tmp_path: Path) -> None:
    """What is not published yet is named by its directory."""
    build = tmp_path / "1.0.0-abc"
    build.mkdir()
    (build / "quads.nq").write_bytes(lines("0.10.0"))

    assert told(tmp_path, "0.2.0", str(build)).output == told(tmp_path, "0.2.0", "0.10.0").output


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["0.3.0"], 2, "0.3.0 is neither a published version (0.1.0, 0.2.0, 0.10.0) nor a file or directory"),
        (["0.1.0", "1.0.0"], 2, "1.0.0 is neither a published version"),
        (["--format", "rdfp"], 2, "an RDF Patch is between two versions"),
        (["0.1.0", "{here}"], 1, "cannot be read"),
        (["0.1.0", "{here}/text.nq"], 1, "cannot be read"),
        (["0.1.0", "{here}/other.nq"], 1, "says no one version and day of itself"),
    ],
)
def test_not_told(tmp_path: Path, arguments: list[str], status: int, message: str) -> None:
    """What is no version is refused with what there is."""
    (tmp_path / "text.nq").write_text("text")
    (tmp_path / "other.nq").write_text("<urn:a> <urn:p> <urn:b> .\n")
    done = told(tmp_path, *(argument.format(here=tmp_path) for argument in arguments))

    assert done.exit_code == status
    assert message in " ".join(done.output.replace("│", "").split())


@pytest.mark.parametrize(
    ("arguments", "output"),
    [
        ([], "No version is published yet.\n"),
        (["--format", "json"], '{"versions": []}'),
        (["--format", "csv"], "earlier,later,nature,reason,kind,thing,label,what,predicate,before,after"),
    ],
)
def test_nothing_published(tmp_path: Path, arguments: list[str], output: str) -> None:
    """Where nothing is published yet, that is told."""
    done = CliRunner().invoke(main, ["changes", "--releases", str(tmp_path / "none"), *arguments])

    assert done.exit_code == 0
    assert "".join(done.output.split()) == "".join(output.split())


def test_nothing_to_compare_with(tmp_path: Path) -> None:
    """One version alone has nothing to be compared with."""
    build = tmp_path / "build.nq"
    build.write_bytes(lines("0.1.0"))
    done = CliRunner().invoke(main, ["changes", "--releases", str(tmp_path / "none"), str(build)])

    assert done.exit_code == 1
    assert "no version is published yet: name TO, as the directory of a build" in done.output
