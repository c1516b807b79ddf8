"""The comparison as a whole: it runs, and tells what it found where it belongs."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bench.kept import Kept, kept, together
from bench.measure import Case, Difference, Found, Holding
from bench.pool import Added
from bench.report import goals, insert, markdown, record


def _case(engine: str, cpu: float, *, cached: bool = False) -> Case:
    return Case("20k", engine, "01-label", "small", cached, 1, 10, 0, cpu, 1.0, 2.0, 100.0)


def _found(*cases: Case) -> Found:
    holdings = [
        Holding("200k", 200_000, "nameplate", 9.0, 2.0, 70_000_000, 100_000_000, in_memory=True),
        Holding("2M", 2_000_000, "nameplate", 9.0, 50.0, 70_000_000, 100_000_000, in_memory=False),
    ]
    return Found(
        list(cases), [*holdings, Holding("20k", 20_000, "oxigraph", 1.0, 1.0, 1, 1, in_memory=True)], []
    )


def test_goals_are_judged() -> None:
    """Ratios are to the reference without its cache; what is above a goal is missed."""
    found = _found(_case("nameplate", 0.8), _case("nameplate", 0.3, cached=True), _case("oxigraph", 1.0))
    judged = {goal.name: (round(goal.found, 3), goal.is_met) for goal in goals([found], Added(0.2, 0.25))}
    assert judged == {
        "20k: processor time of small queries, uncached": (0.8, True),
        "20k: processor time of small queries, cached": (0.3, False),
        "the pool adds to a small query": (0.05, True),
        "processor time to load a statement, 2M against 200k": (2.5, False),
        "200k: memory per million statements": (0.5, False),
    }


def test_tables_replace_those_of_the_last_run(tmp_path: Path) -> None:
    """What stands between the two lines is replaced, what stands around them stays."""
    path = tmp_path / "README.md"
    path.write_text("before\n<!-- made by `make bench`, from here -->\nold\n<!-- to here -->\nafter\n")
    insert(path, markdown([_found(_case("nameplate", 1.0), _case("oxigraph", 1.0))], None, ["A remark."]))
    text = path.read_text()
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "old" not in text
    assert "A remark." in text
    assert "| 01-label | 1.00 (1.00) | 1.00 | – |" in text


def test_a_later_run_leaves_what_was_found_of_other_data(tmp_path: Path) -> None:
    """A run of one dataset replaces what was kept of it, and of no other; small ones come first."""
    path = tmp_path / "results.json"
    holding = Holding("20k", 20_000, "oxigraph", 1.0, 1.0, 1, 1, in_memory=True)
    large = replace(holding, data="2M", count=2_000_000)
    old = [
        Found([_case("oxigraph", 1.0)], [holding], []),
        Found([replace(_case("oxigraph", 7.0), data="2M")], [large], []),
    ]
    record(
        path,
        ["2M, 20k: then"],
        [],
        holdings=[one for each in old for one in each.holdings],
        cases=[one for each in old for one in each.cases],
        differences=[Difference("2M", "ASK {}", {"oxigraph": 1})],
    )
    new = Found([_case("oxigraph", 2.0)], [holding], [])
    whole = together(kept(path, {"20k"}), [new], ["20k: now"])
    assert [(one.holdings[0].data, one.cases[0].cpu) for one in whole.found] == [("20k", 2.0), ("2M", 7.0)]
    assert whole.found[1].differences == [Difference("2M", "ASK {}", {"oxigraph": 1})]
    assert whole.remarks == ["2M, 20k: then", "20k: now"]
    assert kept(path, {"20k", "2M"}) == Kept([], [])
    assert kept(tmp_path / "none.json", ()) == Kept([], [])


def test_a_file_without_a_place_is_refused(tmp_path: Path) -> None:
    """A file without the two lines is left as it is."""
    path = tmp_path / "README.md"
    path.write_text("nothing\n")
    with pytest.raises(ValueError, match="lacks the lines"):
        insert(path, "tables")
    assert path.read_text() == "nothing\n"


def test_last_results_are_those_of_the_readme() -> None:
    """The newest kept results name the goals that the tables name."""
    folder = Path(__file__).resolve().parents[2] / "bench"
    newest = max((folder / "results").glob("*.json"))
    readme = (folder / "README.md").read_text(encoding="utf-8")
    names = [goal["name"] for goal in json.loads(newest.read_text(encoding="utf-8"))["goals"]]
    assert names
    assert [name for name in names if f"| {name} |" not in readme] == []


def test_a_small_run() -> None:
    """One engine, one query and few data: tables are printed, and nothing is written."""
    options = ["--data", "2k", "--engine", "nameplate", "--query", "02-claims", "--clients", "2"]
    command = [sys.executable, "-m", "bench", *options, "--seconds", "0.1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "| 02-claims | " in done.stdout
    assert "the pool adds to a small query" in done.stdout
