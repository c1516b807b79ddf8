"""How far every claim has its source."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import Store

from server.errors import Finding
from server.release.projection import ask
from server.release.sources import Project
from server.release.terms import STANDING, short


@dataclass(frozen=True)
class Coverage:
    """Counts for the summary of a check."""

    claims: int
    cited: int

    def __str__(self) -> str:
        """One line for people."""
        return f"{self.cited} of {self.claims} claims cite a passage"


def coverage(store: Store, project: Project) -> tuple[Coverage, list[Finding]]:
    """Coverage of provenance over a store of facts, and a finding for each claim without a citation."""
    claims = {q.subject for q in store.quads_for_pattern(None, STANDING, None, None)}
    uncited = [row["claim"] for row in ask(store, "uncited")]
    findings = [
        project.finding(
            claim, "uncited", f"{short(claim)} cites nothing: add plate:citation with the passage it rests on"
        )
        for claim in uncited
    ]
    return Coverage(len(claims), len(claims) - len(uncited)), sorted(findings)
