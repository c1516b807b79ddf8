"""How far every statement has its source: claims that cite, plain triples that an endorsed claim backs."""

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
    unbacked: int

    def __str__(self) -> str:
        """One line for people."""
        plain = f"{self.unbacked} plain triples lack" if self.unbacked else "every plain triple has"
        return f"{self.cited} of {self.claims} claims cite a passage; {plain} an endorsed claim"


def coverage(store: Store, project: Project) -> tuple[Coverage, list[Finding]]:
    """Coverage of provenance over a store of facts and the claims' closure (nothing projected in it)."""
    claims = {q.subject for q in store.quads_for_pattern(None, STANDING, None, None)}
    uncited = [row["claim"] for row in ask(store, "uncited")]
    findings = [
        project.finding(
            claim, "uncited", f"{short(claim)} cites nothing: add plate:citation with the passage it rests on"
        )
        for claim in uncited
    ]
    unsourced = ask(store, "unsourced")
    for row in unsourced:
        subject, plain, value = row["subject"], row["plain"], row["object"]
        message = (
            f"{short(subject)} {short(plain)} {short(value)} is written outright: "
            "write the endorsed relation that it is drawn from instead"
        )
        findings.append(project.finding(subject, "unsourced", message, "warning"))
    return Coverage(len(claims), len(claims) - len(uncited), len(unsourced)), sorted(findings)
