"""What all tests share: the project's root, one built release, one running server, and the rule on skips.

A test says with `@pytest.mark.needs("java")` which programs it runs. Where one is absent the test is
skipped and the summary says so; with `CI=true` it fails, since there the programs are installed.
A test says with `@pytest.mark.beside("../shared/sources")` that it compares the project with a folder that
is not part of it; where the folder is absent the test is left out and the summary says so. So is a test with
`@pytest.mark.mounts` where the system lets nobody mount a disk of his own.
A test says with `@pytest.mark.card("FOOPS!", "VER1")` which row of which outside checklist it decides;
`docs/scorecard.md` is made from these. A row that does not apply has `status="na"` and the reason.
A test of `ALONE` is marked `alone`: it measures time or memory, or kills and starves, and others beside it
would be in its way. `make test` runs all others side by side, then these one after the other. Only the
harness of the W3C suites runs beside these, at the lowest priority: it takes what they leave.
Side by side, modules of `SLOW` are begun first, so that in the end nobody waits for another's long module.
"""

from __future__ import annotations

import gc
import os
import shutil
from collections import Counter
from collections.abc import Generator, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.browser import sums
from tests.disks import can_mount
from tests.release.projects import small
from tests.running import built_release, once, running_server

_ROOT = Path(__file__).resolve().parent.parent
_TESTS = Path(__file__).resolve().parent
_LEFT_OUT = pytest.StashKey[dict[str, str]]()

#: Folders whose tests wait for what gives way to all others.
PATIENT = ("conformance/",)

#: Folders and modules whose tests want the machine for themselves.
ALONE = (
    "bench/",
    "store/test_pool.py",
    "web/test_budgets.py",
    "web/test_crowd.py",
    "web/test_faults.py",
    "web/test_hostile.py",
    "web/test_large_answers.py",
    "web/test_machine.py",
    "web/test_sparql_server.py",
)

#: Modules that take long for their number of tests, as they are begun side by side: first one that needs the
#: release, which takes long to build, and one that does not.
SLOW = (
    "browser/test_pages.py",
    "shapes/test_shapes.py",
    "web/test_release_pages.py",
    "browser/test_query_page.py",
    "browser/test_validity.py",
    "release/test_build.py",
    "web/test_days.py",
    "browser/test_journeys.py",
    "web/test_ontology_pages.py",
    "web/test_forms.py",
    "test_cli.py",
    "web/test_full_disk.py",
    "web/test_federation.py",
    "release/test_reasoning.py",
    "web/test_nginx.py",
    "test_readme.py",
    "web/test_at.py",
    "web/test_kinds_of_pages.py",
    "web/test_answers.py",
    "web/test_ready.py",
    "release/test_guidance.py",
    "web/test_base_path.py",
    "jsonld/test_served.py",
)


def _strict() -> bool:
    """Whether a skip is a failure."""
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marks; properties are tried without a clock, which a busy machine would fail."""
    settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("unhurried")
    config.addinivalue_line("markers", "needs(*programs): the test runs these programs")
    config.addinivalue_line("markers", "beside(folder): the test reads this folder outside the project")
    config.addinivalue_line("markers", "mounts: the test mounts a disk of its own")
    config.addinivalue_line("markers", "alone: the test wants the machine for itself")
    config.addinivalue_line("markers", "patient: the test gives way to all others")
    config.addinivalue_line(
        "markers",
        "card(checklist, row, status='pass', reason=''): the test decides this row of an outside checklist;"
        " status is 'pass' or 'na', with a reason",
    )
    config.stash[_LEFT_OUT] = {}
    wanted = {"alone": ALONE, "patient": PATIENT}.get(config.option.markexpr)
    if wanted and config.args_source is pytest.Config.ArgsSource.TESTPATHS:  # nothing else needs to be read
        config.args[:] = [str(_TESTS / place) for place in wanted]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Apply the marks."""
    kept: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    mounting = cache(can_mount)
    for item in items:
        place = item.path.relative_to(_TESTS).as_posix() if item.path.is_relative_to(_TESTS) else ""
        if place.startswith(ALONE):
            item.add_marker(pytest.mark.alone)
        if place.startswith(PATIENT):
            item.add_marker(pytest.mark.patient)
        for mark in item.iter_markers("needs"):
            absent = [program for program in mark.args if shutil.which(program) is None]
            if absent:
                item.add_marker(pytest.mark.skip(reason=f"not installed: {', '.join(absent)}"))
        folders = [_ROOT / mark.args[0] for mark in item.iter_markers("beside")]
        if not all(folder.exists() for folder in folders):
            config.stash[_LEFT_OUT][item.nodeid] = "the folder it compares with is not here"
        elif item.get_closest_marker("mounts") and not mounting():
            config.stash[_LEFT_OUT][item.nodeid] = "no disk can be mounted here"
        (left_out if item.nodeid in config.stash[_LEFT_OUT] else kept).append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = kept
    if hasattr(config, "workeroutput"):  # side by side: the one who sums up sees no test itself
        _begin_with_slow(items)
        config.workeroutput["left_out"] = config.stash[_LEFT_OUT]


def pytest_collection_finish() -> None:
    """Have what was collected looked through no more: it stays to the end."""
    gc.collect()
    gc.freeze()


def _begin_with_slow(items: list[pytest.Item]) -> None:
    """Put modules of `SLOW` first, then those with the most tests; `--no-loadscope-reorder` keeps that."""
    numbers = Counter(item.path for item in items)
    ranks = {_TESTS / place: rank for rank, place in enumerate(SLOW)}
    items.sort(key=lambda item: (ranks.get(item.path, len(SLOW)), -numbers[item.path]))


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:  # noqa: ANN401 (a class of pytest-xdist that it does not publish)
    """Take over what one of those who run side by side has left out."""
    node.config.stash[_LEFT_OUT].update(getattr(node, "workeroutput", {}).get("left_out", {}))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip into a failure where skips are not allowed."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and _strict():
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid}\nWith CI=true nothing may be skipped. {reason}"
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Turn the skip of a whole module into a failure where skips are not allowed."""
    report = yield
    if report.skipped and _strict():
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid}: a whole module was skipped; with CI=true nothing may be."
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Tell what tests of pages summed up, and name loudly what did not run."""
    summed = list(sums.lines(terminalreporter.getreports("passed") + terminalreporter.getreports("failed")))
    if summed:
        terminalreporter.write_sep("-", "pages in a browser")
        terminalreporter.write_line("\n".join(summed))
    skipped = terminalreporter.getreports("skipped")
    left_out = config.stash[_LEFT_OUT]
    if not skipped and not left_out:
        return
    terminalreporter.write_sep("!", "NOT RUN", red=True, bold=True)
    for report in skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
        terminalreporter.write_line(f"{report.nodeid}: {reason}", red=True)
    for nodeid, reason in left_out.items():
        terminalreporter.write_line(f"{nodeid}: {reason}", red=True)


@pytest.fixture(scope="session")
def project_root() -> Path:
    """The folder that holds `pyproject.toml`."""
    return _ROOT


@pytest.fixture(scope="session")
def built_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small project with a release in its usual place, built once; whoever changes it takes a copy."""

    def make(place: Path) -> Path:
        root = small(place / "project")
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("NAMEPLATE_ROOT", str(root))
            built_release(root, root / "build" / "releases")
        return root

    return once(tmp_path_factory, "built", make)


@pytest.fixture(scope="session")
def release(project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Directory of a release of the real files, built once for all tests."""
    return once(tmp_path_factory, "release", lambda place: built_release(project_root, place))


@pytest.fixture(scope="session")
def server_url(release: Path) -> Iterator[str]:
    """Address, without a slash at its end, of a real server process that serves the release."""
    with running_server("--release", str(release)) as url:
        yield url
