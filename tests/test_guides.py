"""Programs that the guides print run as they are printed, against a real server or in the place they name."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.readme import blocks

#: Guide, language, and what each of its programs prints, in order.
PROGRAMS = (
    (
        "docs/json.md",
        "python",
        ["{'zh-Hans': '国家互联网信息办公室'}", "Cyberspace Administration of China ["],
    ),
    ("docs/json.md", "js", ["国家互联网信息办公室", "Zhuang Rongwen"]),
    ("docs/dumps.md", "python", ["Zhuang Rongwen | "]),
)
WITH = {"python": [sys.executable], "js": ["node", "--input-type=module"]}


@pytest.mark.parametrize(
    ("guide", "language", "number", "said"),
    [
        pytest.param(guide, language, number, said, marks=[pytest.mark.needs("node")] * (language == "js"))
        for guide, language, lines in PROGRAMS
        for number, said in enumerate(lines)
    ],
)
def test_program(
    server_url: str, release: Path, tmp_path: Path, guide: str, language: str, number: int, said: str
) -> None:
    """It ends well and prints what it is about; that of the downloads runs in the unpacked archive."""
    (archive,) = (release / "dumps").glob("*.zip")
    shutil.unpack_archive(archive, tmp_path)
    (place,) = (path.parent for path in tmp_path.rglob("manifest.json"))
    program = blocks(language, guide)[number].at(server_url)

    done = subprocess.run(
        WITH[language], input=program, cwd=place, capture_output=True, text=True, check=False, timeout=60
    )

    assert done.returncode == 0, done.stderr
    assert said in done.stdout
    assert "undefined" not in done.stdout


@pytest.mark.needs("node")
def test_a_program_prints_what_the_data_have(server_url: str) -> None:
    """The first one prints each tie of the thing, with its period and the place where it is written."""
    program = blocks("js", "docs/json.md")[0].at(server_url)
    done = subprocess.run(WITH["js"], input=program, capture_output=True, text=True, check=True, timeout=60)
    with urllib.request.urlopen(f"{server_url}/data/cac.json") as answer:
        thing = json.load(answer)
    ties = [s for s in thing["statements"] if s["type"][0] == "Subordination" and s["standing"] == "Endorsed"]
    printed = [line.split(" | ") for line in done.stdout.splitlines() if line.count(" | ") == 2]
    assert len(printed) == len(ties) > 3
    for (name, when, place), tie in zip(printed, ties, strict=True):
        assert name == tie["value"]["label"]["en"]
        period = tie["period"]
        assert when == period.get("edtf", ", ".join(f"{bound} {day}" for bound, day in period.items()))
        assert place == tie["sources"][0]["passage"]["label"]["en"]
    assert {when for _, when, _ in printed} >= {"2018/", "/2014"}


@pytest.mark.parametrize(("guide", "language", "lines"), PROGRAMS)
def test_every_program_is_run(guide: str, language: str, lines: list[str]) -> None:
    """No program stands in a guide that is not run here."""
    assert len(blocks(language, guide)) == len(lines)


def test_nothing_is_asked_before_a_program_runs() -> None:
    """A package that npx has to fetch is fetched without a question."""
    commands = [block.text for block in blocks("sh", "docs/http.md") if "npx" in block.text]
    assert len(commands) == 1
    assert all(command.startswith("npx --yes ") for command in commands)
