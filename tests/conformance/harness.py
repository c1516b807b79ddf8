"""Running the harness that stands beside the project, and reading what it found."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

#: The harness, from the project's root.
FOLDER = "../shared/conformance"

#: Seconds after which a run is given up; it takes about a hundred.
SECONDS = 900

#: The suites of the W3C; 1.2 is not finished, and neither are its tests.
SUITES = "1.0,1.1,1.2"

#: Arguments that say what is asked, by what they call it.
TARGETS: Mapping[str, tuple[str, ...]] = {
    "over HTTP": (
        "--serve",
        f"{sys.executable} -m server serve --data {{data}} --port {{port}} --query-timeout 8",
        "--base",
        "http://127.0.0.1:{port}/sparql",
        "--jobs",
        "2",
        "--limit-seconds",
        "10",
    ),
    "in process": ("--app", "server.wsgi:create_app", "--base", "http://127.0.0.1/sparql"),
    "bare engine": (
        "--app",
        "engines:pyoxigraph_app",
        "--base",
        "http://127.0.0.1/sparql",
        "--no-protocol",
        "--no-local",
    ),
}


@dataclass(frozen=True)
class Report:
    """What one run found.

    Attributes:
        status: exit status; 1 where something failed that is not in the list of what may.
        said: what was printed.
        sections: of each section, how many tests passed, failed and were skipped.
        passed: ids of tests that passed, in the format that was asked for first.
        failures: ids of what failed, with the reason; `id#format` where another format was wrong.
    """

    status: int
    said: str
    sections: Mapping[str, Counter[str]]
    passed: frozenset[str]
    failures: Mapping[str, str] = field(default_factory=dict)


def run(root: Path, target: str, known: Path, out: Path) -> Report:
    """Put all tests to one target; what is outside `known` makes the status 1.

    Raises:
        AssertionError: the harness did not come to its end.
    """
    folder = (root / FOLDER).resolve()
    command = [sys.executable, str(folder / "conf.py"), "--tests", str(folder / "rdf-tests")]
    command += [*TARGETS[target], "--suites", SUITES, "--known", str(known), "--out", str(out)]
    # measuring the coverage of some 250 servers would double the time and find nothing new
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    done = subprocess.run(
        command, cwd=root, env=environment, capture_output=True, text=True, check=False, timeout=SECONDS
    )
    found = out / "results.json"
    assert found.is_file(), f"the harness ended with {done.returncode}:\n{done.stdout}{done.stderr}"
    return _read(json.loads(found.read_text(encoding="utf-8"))["outcomes"], done.returncode, done.stdout)


def known_failures(path: Path) -> dict[str, str]:
    """Ids that may fail, with the reason given beside them."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    return {name: why for name, _, why in (line.partition("\t") for line in lines)}


def _read(outcomes: list[dict[str, Any]], status: int, said: str) -> Report:
    sections: dict[str, Counter[str]] = {}
    failures: dict[str, str] = {}
    for outcome in outcomes:
        sections.setdefault(outcome["section"], Counter())[outcome["status"]] += 1
        if outcome["status"] == "failed":
            failures[outcome["id"]] = outcome["reason"]
        elif outcome["status"] == "passed":
            wrong = {
                name: how for name, how in outcome["formats"].items() if how not in {"ok", "not offered"}
            }
            failures |= {f"{outcome['id']}#{name}": how for name, how in wrong.items()}
    passed = frozenset(outcome["id"] for outcome in outcomes if outcome["status"] == "passed")
    return Report(status, said, sections, passed, failures)
