"""`docs/conformance.md` tells the figures that these tests hold the endpoint to, in each language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conformance.harness import known_failures
from tests.conformance.test_conformance import GOALS, KNOWN, REFUSED

#: The sections, as the rows of the page have them.
_ROWS = (
    "1.1 evaluation",
    "1.1 result formats",
    "1.1 syntax",
    "1.1 protocol (query)",
    "1.1 protocol (update refused)",
    "1.1 service description",
    "1.0 evaluation",
    "1.0 syntax",
    "1.2 evaluation",
    "1.2 syntax",
    "local spec",
    "local goal",
    "local read-only",
    "local limits",
)


@pytest.fixture(params=["docs/conformance.md", "docs/zh-Hans/conformance.md"])
def page(request: pytest.FixtureRequest, project_root: Path) -> str:
    """The page in a language."""
    place: str = request.param
    return (project_root / place).read_text(encoding="utf-8")


def test_each_section_is_told(page: str) -> None:
    """The table has a row for each section, with how many tests pass of how many."""
    assert set(_ROWS) == set(GOALS)
    rows = re.findall(r"^\| ([^|]+) \| (\d+) (?:of|/) (\d+) \| \d* ?\|$", page, re.MULTILINE)
    assert [(int(passed), int(number)) for _, passed, number in rows] == [GOALS[name] for name in _ROWS]
    told = [re.match(r"[\d.]*", label) for label, *_ in rows]
    assert [match and match[0] for match in told] == [name.split()[0].removeprefix("local") for name in _ROWS]
    local = sum(number for name, (_, number) in GOALS.items() if name.startswith("local"))
    assert re.search(rf"\b{local}\b", page.partition("\n| ")[0])


def test_what_fails_is_told(page: str) -> None:
    """How many fail in the engine alone too, how many of these nobody approved, and how many are refused."""
    known = known_failures(KNOWN)
    refused = sum(why == REFUSED for why in known.values())
    open_still = sum(why.startswith("[not approved]") for why in known.values())
    items = [int(number) for number in re.findall(r"^- \D*(\d+)", page, re.MULTILINE)]
    assert items[:2] == [len(known) - refused, refused]
    told = [set(map(int, re.findall(r"\d+", line))) for line in re.findall(r"^  .*", page, re.MULTILINE)]
    assert {len(known) - refused, open_still} in told


def test_the_versions_are_those_of_the_lock_file(page: str, project_root: Path) -> None:
    """What was measured is what is installed: another version is measured anew."""
    lock = (project_root / "requirements.lock").read_text(encoding="utf-8")
    for name in ("pyoxigraph", "pySHACL"):
        told = re.search(rf"\b{name}(?:\]\([^)]*\))? (\d+(?:\.\d+)+)", page)
        assert told
        assert f"\n{name.lower()}=={told[1]} " in lock
