"""The project as the tests of the shapes read it, and what the shapes say of it with all examples."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.release.load import load
from server.release.sources import Project
from tests.shapes.outcome import Outcome, with_examples


@pytest.fixture(scope="session")
def project(project_root: Path) -> Project:
    """The files of the project."""
    return load(project_root)


@pytest.fixture(scope="session")
def outcome(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """What the shapes say of the project with all examples in it."""
    return with_examples(project, tmp_path_factory.mktemp("broken"))
