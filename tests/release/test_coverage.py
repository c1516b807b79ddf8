"""Every claim cites, every plain triple has its claim."""

from __future__ import annotations

from pathlib import Path

from server.release.coverage import Coverage, coverage
from server.release.load import load
from tests.release.projects import add, reasoned, replace, small


def test_full_coverage(tmp_path: Path) -> None:
    """The small project is covered, and the line about it says so."""
    project = load(small(tmp_path / "p"))
    covered, findings = coverage(reasoned(project), project)
    assert findings == []
    assert str(covered) == "6 of 6 claims cite a passage; every plain triple has an endorsed claim"


def test_claim_without_citation(tmp_path: Path) -> None:
    """A claim that cites nothing is an error at its line."""
    root = small(tmp_path / "p")
    replace(root, "instances/bodies.ttl", "    plate:citation [ plate:passage id:passage-b-1 ] .", "    .")
    project = load(root)
    covered, findings = coverage(reasoned(project), project)
    assert covered == Coverage(claims=6, cited=5, unbacked=0)
    assert [(f.place, f.line, f.rule, f.severity) for f in findings] == [
        ("instances/bodies.ttl", 29, "uncited", "error")
    ]


def test_plain_triple_without_claim(tmp_path: Path) -> None:
    """A triple that is written outright needs a claim that is endorsed; a statement claim does as well."""
    root = small(tmp_path / "p")
    add(
        root,
        """
        id:x org:subOrganizationOf id:top ; org:holds id:post ; org:postIn id:top .
        id:c rdf:subject id:x ; rdf:predicate org:holds ; rdf:object id:post ;
          plate:standing plate:Endorsed ; plate:citation [ plate:passage id:passage-a-1 ] .
        id:r a plate:Subordination ; plate:subordinate id:x ; plate:superior id:top ;
          plate:standing plate:Reported ; plate:citation [ plate:passage id:passage-a-1 ] .
        """,
    )
    project = load(root)
    covered, findings = coverage(reasoned(project), project)
    assert [(f.rule, f.severity) for f in findings] == [("unsourced", "warning")]
    assert "id:x org:subOrganizationOf id:top is written outright" in findings[0].message
    assert str(covered).endswith("1 plain triples lack an endorsed claim")
