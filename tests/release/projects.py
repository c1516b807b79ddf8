"""The small project that the pipeline's tests build, and how they change it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Store, Triple, parse

from server.names import PREFIXES
from server.release.bounds import date_bounds
from server.release.load import load
from server.release.projection import claims_closed, store_of
from server.release.sources import Project, edition
from server.release.terms import short

_SMALL = Path(__file__).parent / "small"
_PROLOGUE = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())


def small(folder: Path) -> Path:
    """A copy of the small project in a folder that does not exist yet."""
    return Path(shutil.copytree(_SMALL, folder))


def add(root: Path, turtle: str, path: str = "instances/added.ttl") -> Path:
    """Write a file of Turtle, all prefixes declared, into a project; its path."""
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(_PROLOGUE + turtle, encoding="utf-8")
    return file


def replace(root: Path, path: str, old: str, new: str) -> None:
    """Change one place of a file of the project."""
    file = root / path
    text = file.read_text(encoding="utf-8")
    assert text.count(old) >= 1, f"{path} does not hold {old!r}"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def with_facts(folder: Path, turtle: str) -> Project:
    """The small vocabulary with no facts but these, loaded."""
    root = small(folder)
    (root / "instances" / "bodies.ttl").unlink()
    add(root, turtle)
    return load(root)


def reasoned(project: Project) -> Store:
    """A store of a project with day bounds and the claims' closure, as projection needs it.

    Claims that begin after the release's day may be in it, since projection knows other days as well.
    """
    bounds, findings = date_bounds(project, edition(project).issued)
    assert [f for f in findings if f.rule != "not-begun"] == []
    store = store_of(project.triples("ontology"), project.triples("instances"), bounds)
    store.extend(Quad(t.subject, t.predicate, t.object) for t in claims_closed(store))
    return store


def told(triples: Iterator[Triple] | list[Triple]) -> set[str]:
    """Triples in short form: `id:office org:subOrganizationOf id:top`."""
    return {f"{short(t.subject)} {short(t.predicate)} {short(t.object)}" for t in triples}


def triples(turtle: str) -> list[Triple]:
    """Triples of a text, all prefixes declared."""
    return [q.triple for q in parse(_PROLOGUE + turtle, format=RdfFormat.TURTLE)]


def day(text: str) -> date:
    """A day from its ISO form."""
    return date.fromisoformat(text)
