"""Checking where the machine gives little."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.release.projects import small


@pytest.mark.parametrize(
    ("limit", "most"),
    [(resource.RLIMIT_NOFILE, 16), (resource.RLIMIT_AS, 256 * 1024 * 1024)],
    ids=["16 descriptors", "256 MB"],
)
def test_little_of_everything(tmp_path: Path, limit: int, most: int) -> None:
    """D33, D34: it is done, or refused in a line and without a trace; the files are as they were."""
    root = small(tmp_path / "project")
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    done = subprocess.run(
        [sys.executable, "-m", "server", "check"],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        preexec_fn=lambda: resource.setrlimit(limit, (most, most)),
    )
    assert done.returncode in {0, 1}, done.stderr
    assert "Traceback" not in done.stderr
    assert {path: path.read_bytes() for path in before} == before
