"""Every claim cites, and every fact of the reading inventory is stated or left out for a reason."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from server.errors import Finding
from server.release.build import build
from server.release.citing import Coverage, coverage
from server.release.coverage import inventoried
from server.release.inventory import read_inventory
from server.release.load import load
from server.release.sources import Project
from tests.release.projects import add, reasoned, replace, small


def test_full_coverage(tmp_path: Path) -> None:
    """The small project is covered, and the line about it says so."""
    project = load(small(tmp_path / "p"))
    covered, findings = coverage(reasoned(project), project)
    assert findings == []
    assert str(covered) == "6 of 6 claims cite a passage"


def test_claim_without_citation(tmp_path: Path) -> None:
    """A claim that cites nothing is an error at its line."""
    root = small(tmp_path / "p")
    replace(root, "instances/bodies.ttl", "    plate:citation [ plate:passage id:passage-b-1 ] .", "    .")
    project = load(root)
    covered, findings = coverage(reasoned(project), project)
    assert covered == Coverage(claims=6, cited=5)
    assert [(f.place, f.line, f.rule, f.severity) for f in findings] == [
        ("instances/bodies.ttl", 29, "uncited", "error")
    ]


INVENTORY = """
[[section]]
letter = "A"
title = "Offices"
title_zh = "办公室"
facts = [
    { first = "F001", last = "F003", sources = ["doc-a"] },
    { first = "F004", last = "F004", sources = ["doc-a", "doc-b"] },
]

[[left_out]]
fact = "F003"
reason = "a page number"
reason_zh = "页码"
"""


def inventoried_project(folder: Path, inventory: str = INVENTORY) -> Project:
    """The small project with an inventory; its subordination states F001 and F002, a name states F004."""
    root = small(folder)
    add(root, "plate:factNumber a owl:DatatypeProperty .", "ontology/numbers.ttl")
    (root / "instances" / "inventory.toml").write_text(inventory, encoding="utf-8")
    for claim, numbers in (("sub-office-group", '"F001" , "F002"'), ("name-office-short", '"F004"')):
        old = f"id:{claim} a "
        replace(root, "instances/bodies.ttl", old, f"id:{claim} plate:factNumber {numbers} ; a ")
    return load(root)


def told(findings: list[Finding]) -> list[tuple[str, int, str, str]]:
    """Place, line, rule and severity of findings."""
    return [(f.place, f.line, f.rule, f.severity) for f in findings]


def test_each_fact_has_its_row(tmp_path: Path) -> None:
    """Facts stated by one or more claims and facts left out are told apart, counted, and written as CSV."""
    facts, findings = inventoried(inventoried_project(tmp_path / "p"))
    assert facts is not None
    assert findings == []
    assert str(facts) == "3 of 4 facts stated, 1 left out"
    assert (facts.count("stated", "doc-a"), facts.count("stated", "doc-b")) == (3, 1)
    assert [line.split() for line in facts.table()] == [
        ["stated", "left", "out", "missing", "facts"],
        ["A", "3", "1", "0", "4", "Offices"],
        ["all", "3", "1", "0", "4"],
    ]
    rows = list(csv.DictReader(io.StringIO(facts.csv())))
    assert [(r["fact"], r["section"], r["source"], r["status"]) for r in rows] == [
        ("F001", "A", "doc-a", "stated"),
        ("F002", "A", "doc-a", "stated"),
        ("F003", "A", "doc-a", "left out"),
        ("F004", "A", "doc-a doc-b", "stated"),
    ]
    assert rows[0]["statements"] == "https://w3id.org/nameplate/id/sub-office-group"
    assert (rows[2]["statements"], rows[2]["reason"], rows[2]["reason_zh"]) == ("", "a page number", "页码")
    assert {(r["section_title"], r["section_title_zh"]) for r in rows} == {("Offices", "办公室")}


def test_no_inventory(tmp_path: Path) -> None:
    """A project without an inventory has nothing to hold its facts against."""
    assert inventoried(load(small(tmp_path / "p"))) == (None, [])


#: What goes wrong → a stretch of the inventory, what it becomes, where that is told as what, in which words.
MISTAKES = {
    "left out, not in the inventory": (
        'last = "F003"',
        'last = "F002"',
        "instances/inventory.toml:11: inventory",
        "F003 stands in no section",
    ),
    "stated and left out": (
        "[[left_out]]",
        '[[left_out]]\nfact = "F001"\nreason = "small"\nreason_zh = "小"\n[[left_out]]',
        "instances/inventory.toml:11: fact-twice",
        "F001 is left out here and stated by id:sub-office-group",
    ),
    "a number outside the inventory": (
        '{ first = "F004", last = "F004", sources = ["doc-a", "doc-b"] },',
        "",
        "instances/bodies.ttl:58: fact-outside",
        "id:name-office-short carries the fact number F004",
    ),
    "neither stated nor left out": (
        'last = "F004"',
        'last = "F009"',
        "instances/inventory.toml:2: fact-missing",
        "F005–F009 (Offices) are neither stated nor left out",
    ),
    "a part without fact numbers": (
        'first = "F004"',
        'first = "4"',
        "instances/inventory.toml:2: inventory",
        "a section needs",
    ),
    "a section without a title": (
        'title_zh = "办公室"',
        'title_zh = ""',
        "instances/inventory.toml:2: inventory",
        "mend its title_zh",
    ),
    "no reason in Chinese": (
        'reason_zh = "页码"',
        "",
        "instances/inventory.toml:11: inventory",
        "F003 is left out without reason_zh",
    ),
    "no TOML": (
        'fact = "F003"',
        "fact = ",
        "instances/inventory.toml:12: inventory",
        "mend the TOML",
    ),
}


@pytest.mark.parametrize(("old", "new", "place", "words"), MISTAKES.values(), ids=MISTAKES)
def test_mistakes(tmp_path: Path, old: str, new: str, place: str, words: str) -> None:
    """Each way in which facts, inventory and list can disagree is told at its place with a remedy."""
    assert old in INVENTORY
    _, findings = inventoried(inventoried_project(tmp_path / "p", INVENTORY.replace(old, new)))
    found = {f"{f.place}:{f.line}: {f.rule}": f for f in findings if f.severity == "error"}
    assert words in found[place].message


def test_incomplete_inventory(tmp_path: Path) -> None:
    """While a source is still being read, a fact that nothing states is a remark."""
    written = "complete = false\n" + INVENTORY.replace('last = "F004"', 'last = "F006"')
    facts, findings = inventoried(inventoried_project(tmp_path / "p", written))
    assert facts is not None
    assert str(facts) == "3 of 6 facts stated, 1 left out, 2 missing"
    assert told(findings) == [("instances/inventory.toml", 3, "fact-missing", "warning")]
    assert "F005–F006" in findings[0].message


def test_check_writes_the_table(tmp_path: Path) -> None:
    """`check --coverage FILE` tells each section and writes the table, also where there are problems."""
    root = inventoried_project(tmp_path / "p", INVENTORY.replace('last = "F004"', 'last = "F005"')).root
    table = tmp_path / "table.csv"
    done = subprocess.run(
        [sys.executable, "-m", "server", "check", "--coverage", str(table)],
        env={**os.environ, "NAMEPLATE_ROOT": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "instances/inventory.toml:2: fact-missing: F005 (Offices)" in done.stdout
    assert re.search(r"^A +3 +1 +1 +5  Offices$", done.stderr, re.MULTILINE)
    rows = list(csv.DictReader(io.StringIO(table.read_text(encoding="utf-8"))))
    assert [r["status"] for r in rows] == ["stated", "stated", "left out", "stated", "missing"]


def test_the_release_holds_the_table(tmp_path: Path) -> None:
    """A build tells each section, and its release has the table that the check writes."""
    project, lines = inventoried_project(tmp_path / "p"), list[str]()
    facts, _ = inventoried(project)
    directory, _ = build(project.root, tmp_path / "out", lines.append)
    assert facts is not None
    assert (directory / "coverage.csv").read_bytes() == facts.csv().encode()
    assert set(facts.table()) <= set(lines)
    manifest = json.loads((directory / "manifest.json").read_text())
    assert manifest["files"]["coverage.csv"]["media_type"] == "text/csv"


@pytest.mark.card("Linked data", "7")
def test_the_real_inventory_is_complete(project_root: Path) -> None:
    """Each fact of the curators' inventory is stated or left out for a reason; nothing is still to come."""
    facts, findings = inventoried(load(project_root))
    inventory, _ = read_inventory(project_root)
    assert inventory is not None
    assert inventory.complete
    assert facts is not None
    assert findings == []
    assert facts.count("missing") == 0


@pytest.mark.beside("../shared/sources")
def test_the_inventory_is_the_curators(project_root: Path) -> None:
    """The inventory has exactly the facts of the curators' notes, each with its documents."""
    notes = (project_root.parent / "shared" / "sources" / "facts.md").read_text(encoding="utf-8")
    expected = {}
    for line in notes.splitlines():
        cells = line.split(" | ")
        if re.fullmatch(r"F\d{3}", cells[0]):
            expected[cells[0]] = tuple(f"doc-{d}" for d in sorted(set(re.findall(r"(000|003) §", cells[5]))))
    inventory, findings = read_inventory(project_root)
    assert inventory is not None
    assert findings == []
    assert {fact: sources for s in inventory.sections for fact, sources in s.facts.items()} == expected
    assert len(expected) == 537
