"""Each rule of the shapes is broken by an example, and the facts of the project break none.

All examples stand in one store beside the project's own files, each in a namespace of its own, and the
shapes are run once over all of them.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pyoxigraph import Literal

from server.names import PREFIXES
from server.release.sources import Project
from server.release.terms import Node, node, text
from tests.shapes.allowed import ALLOWED
from tests.shapes.broken import Broken
from tests.shapes.outcome import EXAMPLES, Outcome, checked

_MESSAGE = node("sh:message")
#: What no language changes: terms with their prefixes, paths of files, language tags, numbers.
_NAMED = re.compile(r"[a-z]+:[A-Za-z][\w-]*|\b[a-z-]+/[a-z/.-]+|@[a-z-]+|[0-9]+", re.ASCII | re.IGNORECASE)
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


def test_the_facts_break_no_rule(project: Project) -> None:
    """The files of the project pass all shapes; warnings are for people to weigh."""
    errors = [
        finding
        for findings in checked(project).findings.values()
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
    found = outcome.of(number)
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
    found = outcome.of(number)

    assert [str(f) for f in found if f.severity == "error"] == [], why


def test_every_rule_has_an_example(project: Project, outcome: Outcome) -> None:
    """Each constraint with a message, and each part of it (count, class, pattern), is broken."""
    rules = _rules(project)

    assert rules
    assert sorted(rules - outcome.told) == []


def test_each_rule_has_words_of_its_own(project: Project) -> None:
    """No two rules say the same; each says in both languages what is wrong and, after a colon, what to do."""
    messages = _messages(project, "en")
    chinese = _messages(project, "zh-hans")

    assert sorted({m for m in messages if messages.count(m) > 1}) == []
    assert [m for m in messages if ": " not in m or m.endswith(".")] == []
    assert sorted({m for m in chinese if chinese.count(m) > 1}) == []
    assert [m for m in chinese if "：" not in m or m.endswith("。")] == []
    speaking = {t.subject for t in project.triples("shapes") if t.predicate == _MESSAGE}
    assert len(messages) == len(chinese) == len(speaking)


def test_a_rule_names_the_same_in_both_languages(project: Project) -> None:
    """What to do is the same in either language: the same terms, files, tags and numbers stand in both."""
    named: dict[Node, dict[str, set[str]]] = {}
    for triple in project.triples("shapes"):
        if triple.predicate == _MESSAGE and isinstance(triple.object, Literal):
            told = named.setdefault(triple.subject, {})
            told[str(triple.object.language)] = set(_NAMED.findall(triple.object.value))

    assert any(told["en"] for told in named.values())
    assert [told for told in named.values() if told["en"] != told["zh-hans"]] == []


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


def _rules(project: Project) -> set[tuple[str, str]]:
    """What can be told: each message with each component of the constraint that it stands in."""
    said: dict[Node, str] = {}
    parameters: dict[Node, set[str]] = {}
    for triple in project.triples("shapes"):
        local = triple.predicate.value.removeprefix(PREFIXES["sh"])
        if triple.predicate == _MESSAGE:
            if isinstance(triple.object, Literal) and triple.object.language == "en":
                said[triple.subject] = text(triple.object)
        elif local == "select":
            parameters.setdefault(triple.subject, set()).add("SPARQLConstraintComponent")
        elif local not in _NO_CONSTRAINT:
            component = f"{local[0].upper()}{local[1:]}ConstraintComponent"
            parameters.setdefault(triple.subject, set()).add(component)
    return {(message, component) for shape, message in said.items() for component in parameters[shape]}


def _messages(project: Project, language: str) -> list[str]:
    """Every message of the shapes in a language."""
    return [
        t.object.value
        for t in project.triples("shapes")
        if t.predicate == _MESSAGE and isinstance(t.object, Literal) and t.object.language == language
    ]
