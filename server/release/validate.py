"""SHACL validation of everything that is asserted and projected, each result as a finding.

The data stand in a pyoxigraph store, with the ontology in it: SPARQL constraints take milliseconds there and
minutes on an rdflib graph. Nothing is inferred for it and nothing is fetched: `owl:imports` are not
followed, and shapes that speak of SERVICE or scripts are refused.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Store, Triple, parse, serialize

from server.errors import Finding, PublisherError
from server.names import PREFIXES
from server.release.safety import reaches_outside
from server.release.sources import Project
from server.release.terms import Term, node, short, text

#: Seconds after which validation is given up; it takes one or two.
SECONDS: Final = 300.0

_SEVERITY: Final = {"Violation": "error", "Warning": "warning", "Info": "info"}
_QUERIES: Final = tuple(node("sh:" + name) for name in ("select", "ask", "construct"))
_SH: Final = PREFIXES["sh"]
_TARGETS: Final = frozenset(
    node("sh:" + name)
    for name in ("targetClass", "targetNode", "targetObjectsOf", "targetSubjectsOf", "target")
)
_HALVES: Final = (0, 1)
_CLASS: Final = node("rdfs:Class")  # a shape that is a class has its members for targets
_REPORT: Final = node("sh:ValidationReport")
_CONFORMS: Final = node("sh:conforms")
_TRUE: Final = Literal("true", datatype=node("xsd:boolean"))
_FALSE: Final = Literal("false", datatype=node("xsd:boolean"))


def validate(
    data: Store, project: Project, seconds: float = SECONDS, told: frozenset[str] = frozenset()
) -> tuple[list[Finding], list[Triple]]:
    """Findings of all shapes over a store, and the report as triples.

    What is wrong with things of which mistakes have been `told` already, or by naming them, is no finding.

    Shapes that could reach the network are findings, and nothing is validated then; so are shapes that are
    malformed or take longer than so many seconds.
    """
    shapes = project.triples("shapes")
    unsafe = [
        project.finding(t.subject, "shape-unsafe", f"{short(t.predicate)} {why}")
        for t in shapes
        if (why := _unsafe(t)) is not None
    ]
    if unsafe:
        return unsafe, []
    try:
        report = _report(data, shapes, seconds)
    except _Unusable as error:
        return [Finding("shapes/", 0, "shapes-unusable", str(error))], []
    return _findings(report, project, told), report


def _unsafe(triple: Triple) -> str | None:
    """Why a triple of the shapes may not be run, or None."""
    if triple.predicate in _QUERIES and reaches_outside(text(triple.object)):
        return "reaches outside (SERVICE): ask the data that are here"
    if triple.predicate in (node("sh:jsFunctionName"), node("sh:jsLibrary"), node("sh:js")):
        return "runs a script: write the shape in SHACL or SPARQL"
    return None


def _report(data: Store, shapes: Sequence[Triple], seconds: float) -> list[Triple]:
    """The validation report of pyshacl, made by two processes that take half of the shapes each.

    Raises:
        _Unusable: there is none, and why.
    """
    facts = _n_triples(q.triple for q in data)
    halves = _halves(shapes)
    with ThreadPoolExecutor(len(halves)) as beside:
        return _joined(list(beside.map(lambda half: _part(facts, _n_triples(half), seconds), halves)))


def _halves(shapes: Sequence[Triple]) -> list[list[Triple]]:
    """The shapes twice, each time with the targets of half of them; once, if classes are shapes as well.

    The other half stays in, since shapes refer to each other; without targets it is looked at only then.
    """
    aimed = sorted({t.subject for t in shapes if t.predicate in _TARGETS}, key=str)
    if len(aimed) < len(_HALVES) or any(t.object == _CLASS for t in shapes):
        return [list(shapes)]
    parts = [set(aimed[half :: len(_HALVES)]) for half in _HALVES]
    return [[t for t in shapes if t.predicate not in _TARGETS or t.subject in part] for part in parts]


def _part(data: str, shapes: str, seconds: float) -> list[Triple]:
    """The report of one process.

    Raises:
        _Unusable: there is none, and why.
    """
    try:
        # the arguments are this interpreter and a module of ours; nothing in them comes from outside
        done = subprocess.run(
            [sys.executable, "-m", "server.release.validator"],
            input=json.dumps({"data": data, "shapes": shapes}),
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=Path(__file__).parents[2],
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        message = f"the shapes did not end within {seconds:g} s: simplify the pattern or query added last"
        raise _Unusable(message) from error
    if done.returncode != 0:
        said = [line for line in done.stderr.strip().splitlines() if line] or ["no reason given"]
        raise _Unusable(f"the shapes cannot be used: {said[-1]}")
    return [quad.triple for quad in parse(done.stdout, format=RdfFormat.N_TRIPLES)]


def _joined(reports: Sequence[Sequence[Triple]]) -> list[Triple]:
    """Reports as one: it conforms if all of them do."""
    heads = {t.subject for report in reports for t in report if t.object == _REPORT}
    conform = all(t.object == _TRUE for report in reports for t in report if t.predicate == _CONFORMS)
    one = BlankNode("report")
    joined = {
        Triple(one if t.subject in heads else t.subject, t.predicate, t.object): None
        for report in reports
        for t in report
        if t.predicate != _CONFORMS
    }
    return [*joined, Triple(one, _CONFORMS, _TRUE if conform else _FALSE)]


class _Unusable(PublisherError):
    """The shapes give no report."""


def _n_triples(triples: Iterable[Triple]) -> str:
    return (serialize(triples, format=RdfFormat.N_TRIPLES) or b"").decode()


def _findings(report: Iterable[Triple], project: Project, told_of: frozenset[str]) -> list[Finding]:
    """One finding for each result of a report, but for those about things that have been told of."""
    values: dict[Term, dict[str, list[Term]]] = {}
    for triple in report:
        local = triple.predicate.value.removeprefix(_SH)
        values.setdefault(triple.subject, {}).setdefault(local, []).append(triple.object)
    shape_names = _shape_names(project)
    # what a result rests on is told by the message of the result (SHACL §3.6.2.6)
    details = {detail for result in values.values() for detail in result.get("detail", [])}
    findings = []
    for subject, result in values.items():
        if "focusNode" not in result or "sourceConstraintComponent" not in result or subject in details:
            continue
        focus = result["focusNode"][0]
        if any(text(about) in told_of for about in (_owner(focus, project), *result.get("value", []))):
            continue
        message = " / ".join(sorted(map(text, _in_english(result.get("resultMessage", [])))))
        path = [short(p) for p in result.get("resultPath", []) if isinstance(p, NamedNode)]
        value = [short(v) for v in result.get("value", []) if not isinstance(v, BlankNode) and v != focus]
        told = f"{short(_owner(focus, project))}{' ' + path[0] if path else ''}: {message}"
        if value:
            told += f" (here: {value[0]})"
        severity = text(result.get("resultSeverity", [node("sh:Violation")])[0]).removeprefix(_SH)
        shape = shape_names.get(result["sourceShape"][0]) if "sourceShape" in result else None
        component = text(result["sourceConstraintComponent"][0]).removeprefix(_SH)
        findings.append(project.finding(focus, shape or component, told, _SEVERITY.get(severity, "error")))
    return sorted(set(findings))


def _in_english(messages: list[Term]) -> list[Term]:
    """The messages in English, of those in several languages; all where none is."""
    return [m for m in messages if isinstance(m, Literal) and m.language == "en"] or messages


def _owner(focus: Term, project: Project) -> Term:
    return project.blank_owners.get(focus, focus) if isinstance(focus, BlankNode) else focus


def _shape_names(project: Project) -> dict[Term, str]:
    """Local name of each shape; a nameless one goes by the shape that it is part of."""
    names: dict[Term, str] = {}
    for triple in project.triples("shapes"):
        for part in (triple.subject, triple.object):
            if isinstance(part, Literal):
                continue
            named = _owner(part, project)
            if isinstance(named, NamedNode):
                names[part] = re.split(r"[/#]", named.value)[-1]
    return names
