"""What became of each fact of the reading inventory by the project's files, and what is wrong there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from server.errors import Finding
from server.release.facts import MISSING, Fact, Facts
from server.release.inventory import INVENTORY, Inventory, read_inventory
from server.release.sources import Project
from server.release.terms import Node, node, short

#: The file of a release that tells what became of each fact of the inventory.
COVERAGE: Final = "coverage.csv"

_FACT_NUMBER: Final = node("plate:factNumber")


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
