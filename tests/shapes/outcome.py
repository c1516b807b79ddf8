"""What the shapes say of the project with all broken and allowed examples in it, run once for all tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Quad, Triple

from server.errors import Finding
from server.names import PREFIXES
from server.release.bounds import date_bounds
from server.release.load import read_file
from server.release.projection import claims_closed, last_known, store_of
from server.release.sources import Project, SourceFile, edition
from server.release.terms import node, text
from server.release.validate import validate
from tests.shapes.allowed import ALLOWED
from tests.shapes.broken import Broken
from tests.shapes.broken_bodies import HIERARCHY, PLATES, POSTS
from tests.shapes.broken_changes import ASSOCIATIONS, CHANGES, EVENTS
from tests.shapes.broken_claims import CITATIONS, CLAIMS, GAPS
from tests.shapes.broken_discourse import CONCEPTS, PAGES, QUOTATIONS
from tests.shapes.broken_ends import ENDS
from tests.shapes.broken_events import EDITIONS, FORUMS, PLACES, PROPERTIES, SERVICES
from tests.shapes.broken_links import LINKS, STATEMENTS
from tests.shapes.broken_terms import HEADERS, TERMS
from tests.shapes.broken_things import DATES, NAMES, RELATIONS
from tests.shapes.broken_versions import TOMBSTONES, WORDS

EXAMPLES: tuple[Broken, ...] = (
    *CLAIMS,
    *CITATIONS,
    *GAPS,
    *STATEMENTS,
    *LINKS,
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
    *CONCEPTS,
    *PAGES,
    *QUOTATIONS,
    *EDITIONS,
    *FORUMS,
    *PROPERTIES,
    *PLACES,
    *SERVICES,
    *TERMS,
    *HEADERS,
    *TOMBSTONES,
    *WORDS,
)
_COMPONENT = node("sh:sourceConstraintComponent")
_RESULT_MESSAGE = node("sh:resultMessage")
_PROLOGUE = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())


@dataclass(frozen=True)
class Outcome:
    """What the shapes say: findings by file, and each message of the report with the constraint it is for."""

    findings: Mapping[str, Sequence[Finding]]
    told: frozenset[tuple[str, str]]

    def of(self, number: int) -> Sequence[Finding]:
        """What is said of the example of that number, allowed ones after broken ones."""
        return self.findings.get(_path(number), [])


def with_examples(project: Project, root: Path) -> Outcome:
    """What the shapes say of the project with all examples in it; their files are written under root."""
    texts = [*(example.turtle for example in EXAMPLES), *ALLOWED.values()]
    files = [_file(root, number, turtle) for number, turtle in enumerate(texts)]
    return checked(Project(project.root, (*project.files, *files)))


def checked(project: Project) -> Outcome:
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
