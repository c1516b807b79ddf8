"""The W3C's SPARQL tests and those of the harness: goals by section, and nothing new that fails."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.conformance.harness import FOLDER, SECONDS, TARGETS, Report, known_failures, run

pytestmark = [pytest.mark.beside(FOLDER), pytest.mark.timeout(SECONDS)]

KNOWN = Path(__file__).with_name("known.txt")

#: Reason of those that the engine would pass, and that policy forbids.
REFUSED = "SERVICE is refused by policy"

#: Of each section, how many tests must pass and how many there are.
GOALS = {
    "1.0 evaluation": (269, 283),
    "1.0 syntax": (198, 199),
    "1.1 evaluation": (215, 225),
    "1.1 result formats": (9, 10),
    "1.1 syntax": (103, 103),
    "1.1 protocol (query)": (20, 20),
    "1.1 protocol (update refused)": (14, 14),
    "1.1 service description": (3, 3),
    "1.2 evaluation": (61, 63),
    "1.2 syntax": (180, 183),
    "local spec": (47, 47),
    "local goal": (15, 15),
    "local read-only": (14, 14),
    "local limits": (11, 11),
}

#: Sections that need servers of their own, which can be ended.
_OVER_HTTP_ONLY = {"local limits"}


@pytest.fixture(scope="module")
def runs(
    project_root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mapping[str, Future[Report]]]:
    """What the harness finds of each target, asked side by side: each waits more than it works."""
    with ThreadPoolExecutor(len(TARGETS)) as pool:
        yield {
            target: pool.submit(run, project_root, target, KNOWN, tmp_path_factory.mktemp("found"))
            for target in TARGETS
        }


@pytest.fixture(scope="module")
def over_http(runs: Mapping[str, Future[Report]]) -> Report:
    """What the harness finds of servers that it starts, one for each set of data."""
    return runs["over HTTP"].result()


@pytest.fixture(scope="module")
def in_process(runs: Mapping[str, Future[Report]]) -> Report:
    """What the harness finds of apps that it makes with the WSGI factory and calls itself."""
    return runs["in process"].result()


@pytest.fixture(scope="module")
def bare(runs: Mapping[str, Future[Report]]) -> Report:
    """What the harness finds of the engine alone."""
    return runs["bare engine"].result()


@pytest.fixture(scope="module", params=["over_http", "in_process"])
def report(request: pytest.FixtureRequest) -> Report:
    """What it finds by either way."""
    found: Report = request.getfixturevalue(request.param)
    return found


def test_nothing_new_fails(report: Report) -> None:
    """What fails is on the list, by either way, whatever the format; the harness says so too."""
    known = known_failures(KNOWN)
    fresh = {name: why for name, why in report.failures.items() if name not in known}
    assert not fresh
    assert report.status == 0, report.said


@pytest.mark.parametrize("section", GOALS)
def test_goal(report: Report, section: str, request: pytest.FixtureRequest) -> None:
    """Each section is run whole, and as many of its tests pass as should."""
    if section in _OVER_HTTP_ONLY:
        report = request.getfixturevalue("over_http")
    least, number = GOALS[section]
    found = report.sections[section]
    assert found["passed"] + found["failed"] == number, "not all of it was run"
    failed = {name: why for name, why in report.failures.items() if name.startswith(section[:4])}
    assert found["passed"] >= least, failed


def test_no_worse_than_the_engine(report: Report, bare: Report) -> None:
    """Whatever the engine gets right alone, it gets right here, but for what policy forbids."""
    refused = {name for name, why in known_failures(KNOWN).items() if why == REFUSED}
    assert bare.passed, "the engine was not asked"
    assert bare.passed - report.passed == refused


def test_the_list_is_of_the_engine(over_http: Report, bare: Report) -> None:
    """Each line of the list fails here, and in the engine alone too unless it is a refusal."""
    known = known_failures(KNOWN)
    refused = {name for name, why in known.items() if why == REFUSED}
    assert known.keys() <= over_http.failures.keys(), "these pass now: take them off the list"
    assert known.keys() - refused <= bare.failures.keys(), "these are no fault of the engine"
    assert all("/service/" in name or "/syntax-fed/" in name for name in refused)


def test_the_list_grows_no_longer(project_root: Path) -> None:
    """Nothing is on the list that was not there when the harness came."""
    theirs = known_failures(project_root / FOLDER / "known-pyoxigraph.txt")
    assert known_failures(KNOWN).keys() <= theirs.keys()
