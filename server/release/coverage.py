"""How far every claim has its source, and every fact of the reading inventory its statement."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Store

from server.errors import Finding
from server.release.inventory import INVENTORY, Inventory, LeftOut, Section, read_inventory
from server.release.projection import ask
from server.release.sources import Project
from server.release.terms import STANDING, Node, node, short

#: The file of a release that tells what became of each fact of the inventory.
COVERAGE: Final = "coverage.csv"

_FACT_NUMBER: Final = node("plate:factNumber")

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
class Coverage:
    """Counts for the summary of a check."""

    claims: int
    cited: int

    def __str__(self) -> str:
        """One line for people."""
        return f"{self.cited} of {self.claims} claims cite a passage"


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


def inventoried(project: Project) -> tuple[Facts | None, list[Finding]]:
    """What became of each fact of the project's inventory, if it has one, and what is wrong with either."""
    inventory, findings = read_inventory(project.root)
    if inventory is None:
        return None, findings
    facts, more = facts_covered(project, inventory)
    return facts, [*findings, *more]


def facts_covered(project: Project, inventory: Inventory) -> tuple[Facts, list[Finding]]:
    """What became of each fact, and findings.

    A number outside the inventory, a fact that is stated and left out as well, and, once the inventory is
    complete, a fact that is neither, are errors; before that, the last is a remark.
    """
    stated = _stated(project)
    left_out = {entry.fact: entry for entry in inventory.left_out}
    facts = [
        Fact(number, section, sources, _iris(stated.get(number, ())), left_out.get(number))
        for section in inventory.sections
        for number, sources in section.facts.items()
    ]
    findings = [
        *_outside(stated, {fact.number for fact in facts}, project),
        *_twice(facts),
        *_missing(facts, inventory),
    ]
    return Facts(tuple(facts)), sorted(findings)


def _stated(project: Project) -> Mapping[str, Sequence[Node]]:
    """Fact number → what carries it."""
    found: dict[str, dict[Node, None]] = {}
    for triple in project.triples("instances"):
        if triple.predicate == _FACT_NUMBER and isinstance(triple.object, Literal):
            subject = triple.subject
            owner = project.blank_owners.get(subject, subject) if isinstance(subject, BlankNode) else subject
            found.setdefault(triple.object.value, {})[owner] = None
    return {number: list(nodes) for number, nodes in found.items()}


def _iris(nodes: Iterable[Node]) -> tuple[str, ...]:
    return tuple(sorted(one.value for one in nodes if isinstance(one, NamedNode)))


def _outside(stated: Mapping[str, Sequence[Node]], known: set[str], project: Project) -> Iterator[Finding]:
    """Numbers that no section of the inventory has."""
    for number, nodes in stated.items():
        if number not in known:
            for one in nodes:
                message = (
                    f"{short(one)} carries the fact number {number}, which the inventory does not have: "
                    f"correct it, or add the fact to a section of {INVENTORY}"
                )
                yield project.finding(one, "fact-outside", message)


def _twice(facts: Iterable[Fact]) -> Iterator[Finding]:
    """Facts that are stated and left out as well."""
    for fact in facts:
        if fact.left_out and fact.statements:
            message = (
                f"{fact.number} is left out here and stated by {short(NamedNode(fact.statements[0]))}: "
                "delete this entry, or the fact number there"
            )
            yield Finding(INVENTORY, fact.left_out.line, "fact-twice", message)


def _missing(facts: Iterable[Fact], inventory: Inventory) -> Iterator[Finding]:
    """Facts that are neither stated nor left out, by section."""
    for section in inventory.sections:
        missing = [f.number for f in facts if f.status == MISSING and f.section == section]
        if missing:
            verb = "is" if len(missing) == 1 else "are"
            message = (
                f"{_folded(missing)} ({section.title}) {verb} neither stated nor left out: write a claim or "
                f'known gap with plate:factNumber "{missing[0]}", or a [[left_out]] entry with the reason'
            )
            severity = "error" if inventory.complete else "warning"
            yield Finding(INVENTORY, section.line, "fact-missing", message, severity)


def _folded(numbers: Sequence[str]) -> str:
    """Fact numbers in words, those that follow each other as a range.

    >>> _folded(["F001", "F003", "F004", "F005"])
    'F001, F003–F005'
    """
    runs: list[list[str]] = []
    for number in numbers:
        if runs and int(number[1:]) == int(runs[-1][-1][1:]) + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
