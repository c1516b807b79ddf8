"""Every claim cites."""

from __future__ import annotations

from pathlib import Path

from server.release.coverage import Coverage, coverage
from server.release.load import load
from tests.release.projects import reasoned, replace, small


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
