"""Each rule of the shapes is broken by an example, and the facts of the project break none.

All examples stand in one store beside the project's own files, each in a namespace of its own, and the
shapes are run once over all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyoxigraph import Literal, Quad, Triple

from server.errors import Finding
from server.names import PREFIXES
from server.release.bounds import date_bounds
from server.release.load import load, read_file
from server.release.projection import claims_closed, last_known, store_of
from server.release.sources import Project, SourceFile, edition
from server.release.terms import Node, node, text
from server.release.validate import validate
from tests.shapes.allowed import ALLOWED
from tests.shapes.broken import Broken
from tests.shapes.broken_bodies import HIERARCHY, PLATES, POSTS
from tests.shapes.broken_changes import ASSOCIATIONS, CHANGES, EVENTS
from tests.shapes.broken_claims import CITATIONS, CLAIMS, GAPS
from tests.shapes.broken_ends import ENDS
from tests.shapes.broken_terms import HEADERS, TERMS
from tests.shapes.broken_things import DATES, NAMES, RELATIONS

EXAMPLES: tuple[Broken, ...] = (
    *CLAIMS,
    *CITATIONS,
    *GAPS,
    *RELATIONS,
    *NAMES,
    *DATES,
    *ENDS,
    *PLATES,
    *HIERARCHY,
    *POSTS,
    *ASSOCIATIONS,
    *CHANGES,
    *EVENTS,
    *TERMS,
    *HEADERS,
)
_MESSAGE = node("sh:message")
_COMPONENT = node("sh:sourceConstraintComponent")
#: What stands in a shape beside its constraints: where it looks, and parts that are shapes themselves.
_NO_CONSTRAINT = frozenset(
    {
        "path",
        "prefixes",
        "ignoredProperties",
        "property",
        "sparql",
        "severity",
        "targetClass",
        "targetSubjectsOf",
        "targetObjectsOf",
        PREFIXES["rdf"] + "type",
    }
)
_RESULT_MESSAGE = node("sh:resultMessage")
_PROLOGUE = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())


@dataclass(frozen=True)
class Outcome:
    """What the shapes say: findings by file, and each message of the report with the constraint it is for."""

    findings: Mapping[str, Sequence[Finding]]
    told: frozenset[tuple[str, str]]


@pytest.fixture(scope="module")
def project(project_root: Path) -> Project:
    """The files of the project."""
    return load(project_root)


@pytest.fixture(scope="module")
def outcome(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """What the shapes say of the project with all examples in it."""
    root = tmp_path_factory.mktemp("broken")
    texts = [*(example.turtle for example in EXAMPLES), *ALLOWED.values()]
    files = [_file(root, number, turtle) for number, turtle in enumerate(texts)]
    return _checked(Project(project.root, (*project.files, *files)))


def test_the_facts_break_no_rule(project: Project) -> None:
    """The files of the project pass all shapes; warnings are for people to weigh."""
    errors = [
        finding
        for findings in _checked(project).findings.values()
        for finding in findings
        if finding.severity == "error"
    ]

    assert [str(error) for error in errors] == []


@pytest.mark.parametrize(
    ("number", "example"),
    list(enumerate(EXAMPLES)),
    ids=[f"{example.shape}-{number}" for number, example in enumerate(EXAMPLES)],
)
def test_mistake_is_named(outcome: Outcome, number: int, example: Broken) -> None:
    """The shape that an example breaks says so at the example, and no other shape objects to it."""
    found = outcome.findings.get(_path(number), [])
    told = [f"{finding.rule}: {finding.message}" for finding in found]

    assert any(f.rule == example.shape and example.says in f.message for f in found), told
    assert {f.rule for f in found if f.severity == "error"} | {example.shape} == {
        example.shape,
        *example.also,
    }, told


@pytest.mark.parametrize(
    ("number", "why"), list(enumerate(ALLOWED, len(EXAMPLES))), ids=[why.replace(" ", "-") for why in ALLOWED]
)
def test_edge_is_allowed(outcome: Outcome, number: int, why: str) -> None:
    """What is near the edge of a rule but right passes all shapes."""
    found = outcome.findings.get(_path(number), [])

    assert [str(f) for f in found if f.severity == "error"] == [], why


def test_every_rule_has_an_example(project: Project, outcome: Outcome) -> None:
    """Each constraint with a message, and each part of it (count, class, pattern), is broken."""
    rules = _rules(project)

    assert rules
    assert sorted(rules - outcome.told) == []


def test_each_rule_has_words_of_its_own(project: Project) -> None:
    """No two rules say the same, and each says what is wrong and, after a colon, what to do."""
    messages = _messages(project)

    assert sorted({m for m in messages if messages.count(m) > 1}) == []
    assert [m for m in messages if ": " not in m or m.endswith(".")] == []


def test_every_constraint_speaks(project: Project) -> None:
    """Each constraint has a message, save in the shapes that others call and that no target runs."""
    shapes = project.triples("shapes")
    speaking = {t.subject for t in shapes if t.predicate == _MESSAGE}
    targets = {t.subject for t in shapes if t.predicate.value.startswith(PREFIXES["sh"] + "target")}
    parts = {
        t.object
        for t in shapes
        if t.predicate in (node("sh:property"), node("sh:sparql")) and t.subject in targets
    }

    assert parts
    assert parts - speaking == set()


def test_shapes_stand_beside_the_ontology(project_root: Path) -> None:
    """Each file of shapes is named for the file of the ontology that it guards; `meta` guards them all."""
    shapes = {path.stem for path in (project_root / "shapes").glob("*.ttl")}
    ontology = {path.stem for path in (project_root / "ontology").glob("*.ttl")}

    assert shapes - ontology == {"meta"}
    assert ontology - shapes == {"nameplate", "reused"}


def _checked(project: Project) -> Outcome:
    """Project, close and validate as the build does."""
    at = edition(project)
    bounds, _ = date_bounds(project, at.issued)
    authored = [project.triples(part) for part in ("ontology", "instances", "dataset")]
    store = store_of(*authored, bounds)
    for derive in (claims_closed, lambda store: last_known(store, at.issued)):
        store.extend(Quad(t.subject, t.predicate, t.object) for t in derive(store))
    findings, report = validate(store, project)
    by_file: dict[str, list[Finding]] = {}
    for finding in findings:
        by_file.setdefault(finding.place, []).append(finding)
    return Outcome(by_file, _told(report))


def _told(report: Iterable[Triple]) -> frozenset[tuple[str, str]]:
    """Messages of a report, each with the local name of the constraint's component."""
    components = {
        t.subject: text(t.object).removeprefix(PREFIXES["sh"]) for t in report if t.predicate == _COMPONENT
    }
    return frozenset(
        (text(t.object), components[t.subject]) for t in report if t.predicate == _RESULT_MESSAGE
    )


def _rules(project: Project) -> set[tuple[str, str]]:
    """What can be told: each message with each component of the constraint that it stands in."""
    said: dict[Node, str] = {}
    parameters: dict[Node, set[str]] = {}
    for triple in project.triples("shapes"):
        local = triple.predicate.value.removeprefix(PREFIXES["sh"])
        if triple.predicate == _MESSAGE:
            said[triple.subject] = text(triple.object)
        elif local == "select":
            parameters.setdefault(triple.subject, set()).add("SPARQLConstraintComponent")
        elif local not in _NO_CONSTRAINT:
            component = f"{local[0].upper()}{local[1:]}ConstraintComponent"
            parameters.setdefault(triple.subject, set()).add(component)
    return {(message, component) for shape, message in said.items() for component in parameters[shape]}


def _messages(project: Project) -> list[str]:
    """Every message of the shapes."""
    return [
        t.object.value
        for t in project.triples("shapes")
        if t.predicate == _MESSAGE and isinstance(t.object, Literal)
    ]


def _path(number: int) -> str:
    return f"instances/example-{number}.ttl"


def _file(root: Path, number: int, turtle: str) -> SourceFile:
    """An example as a file of the project, with a namespace of its own for `x:`."""
    path = root / _path(number)
    path.parent.mkdir(exist_ok=True)
    own = f"@prefix x: <{PREFIXES['id']}example-{number}-> .\n"
    path.write_text(_PROLOGUE + own + turtle, encoding="utf-8")
    problems: list[Finding] = []
    file = read_file(path, root, f"x{number}x", problems)
    assert file is not None, problems
    return file
