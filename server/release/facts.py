"""The facts of the reading inventory and what became of each: stated, left out or missing."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Final

from server.release.inventory import LeftOut, Section

#: What may become of a fact.
STATED, LEFT_OUT, MISSING = "stated", "left out", "missing"

_HEAD: Final = (
    "fact",
    "section",
    "section_title",
    "section_title_zh",
    "source",
    "status",
    "statements",
    "reason",
    "reason_zh",
)


@dataclass(frozen=True)
class Fact:
    """A fact of the inventory and what became of it.

    Attributes:
        number: as `F001`.
        section: where it stands in the inventory.
        sources: slugs of the source documents that hold it.
        statements: the claims, known gaps and observations that carry its number, by IRI.
        left_out: the entry that leaves it out, if there is one.
    """

    number: str
    section: Section
    sources: tuple[str, ...]
    statements: tuple[str, ...] = ()
    left_out: LeftOut | None = None

    @property
    def status(self) -> str:
        """`stated`, `left out` or `missing`."""
        return STATED if self.statements else LEFT_OUT if self.left_out else MISSING


@dataclass(frozen=True)
class Facts:
    """All facts of an inventory, in its order."""

    facts: tuple[Fact, ...]

    def count(self, status: str, source: str | None = None) -> int:
        """How many facts are of a status, among all or those of one source document."""
        return sum(f.status == status for f in self.facts if source is None or source in f.sources)

    def __str__(self) -> str:
        """One line for people."""
        told = f"{self.count(STATED)} of {len(self.facts)} facts stated, {self.count(LEFT_OUT)} left out"
        missing = self.count(MISSING)
        return f"{told}, {missing} missing" if missing else told

    def table(self) -> list[str]:
        """Lines for people: each section with its facts stated, left out, missing, and in all."""
        sections: dict[str, list[Fact]] = {}
        for fact in self.facts:
            sections.setdefault(fact.section.letter, []).append(fact)
        lines = [f"   {STATED:>8}{LEFT_OUT:>10}{MISSING:>9}{'facts':>7}"]
        for letter, facts in sections.items():
            part = Facts(tuple(facts))
            lines.append(f"{letter:<3}{part._row()}  {facts[0].section.title}")
        return [*lines, f"all{self._row()}"]

    def _row(self) -> str:
        counts = (self.count(STATED), self.count(LEFT_OUT), self.count(MISSING), len(self.facts))
        return "".join(f"{number:>{width}}" for number, width in zip(counts, (8, 10, 9, 7), strict=True))

    def csv(self) -> str:
        """One row for each fact (RFC 4180): statements as IRIs and sources as slugs, separated by spaces."""
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow(_HEAD)
        for fact in self.facts:
            section, reasons = fact.section, fact.left_out
            writer.writerow(
                (
                    fact.number,
                    section.letter,
                    section.title,
                    section.title_zh,
                    " ".join(fact.sources),
                    fact.status,
                    " ".join(fact.statements),
                    reasons.reason if reasons else "",
                    reasons.reason_zh if reasons else "",
                )
            )
        return text.getvalue()
