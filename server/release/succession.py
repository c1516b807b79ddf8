"""How a release follows those published before it: what it says and carries of them, and may not lose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, NamedNode, Quad, Triple

from server.errors import Finding
from server.names import DATASET, GRAPH, curie
from server.release.sources import Project
from server.release.terms import DATASET_NODE, node
from server.versions.chain import FOLDER, Published, before, chain
from server.versions.identity import identifiers, tombstones
from server.versions.past import past
from server.versions.release import Release

TOMBSTONES: Final = "instances/tombstones.ttl"

_HAS: Final = node("dcat:hasVersion")
_CURRENT: Final = node("dcat:hasCurrentVersion")
_PREVIOUS: Final = node("dcat:previousVersion")
_REVISES: Final = node("prov:wasRevisionOf")


def predecessors(root: Path, version: str) -> tuple[Published, ...]:
    """The published versions of a project that come before one of its releases, oldest first.

    Raises:
        ReleaseError: a file among them is named as no version is.
    """
    return before(chain(root / FOLDER), version)


def succession(versions: Sequence[Published], version: str) -> list[Triple]:
    """What a release says of those before it (DCAT 3 §11): each by its IRI, as it described itself then.

    Args:
        versions: those before it, oldest first.
        version: its own.

    Raises:
        ReleaseError: one of them is damaged.
    """
    return list(dict.fromkeys(_succession(versions, version)))


def _succession(versions: Sequence[Published], version: str) -> Iterator[Triple]:
    own = NamedNode(f"{DATASET}/{version}")
    yield Triple(DATASET_NODE, _CURRENT, own)
    for one in versions:
        yield Triple(DATASET_NODE, _HAS, NamedNode(one.iri))
        yield from (q.triple for q in one.about(one.iri) if not isinstance(q.object, BlankNode))
    if versions:
        last = NamedNode(versions[-1].iri)
        yield Triple(own, _PREVIOUS, last)
        yield Triple(own, _REVISES, last)


def write_past(
    directory: Path, versions: Sequence[Published], version: str, issued: date, quads: Sequence[Quad]
) -> None:
    """Put into a release those before it and what changed from each to the next (`server.versions.past`).

    Args:
        directory: of the release.
        versions: those before it, oldest first.
        version: its own.
        issued: its day.
        quads: all of it, canonical.

    Raises:
        ReleaseError: one of the versions is damaged.
    """
    for name, data in past(versions, Release(version, issued, tuple(quads))):
        path = directory / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)


def lost_identifiers(project: Project, versions: Sequence[Published]) -> list[Finding]:
    """A finding for each identifier of the last published version that nothing describes any more.

    Since that version was held to the same, it answers for all before it. Graphs are made by the build; they
    are compared when a version is published.
    """
    if not versions:
        return []
    last = versions[-1]
    published = identifiers(last.quads) | tombstones(last.quads).keys()
    described = {
        t.subject.value
        for t in project.triples("ontology", "instances", "dataset")
        if isinstance(t.subject, NamedNode)
    }
    gone = sorted(iri for iri in published - described if not iri.startswith(GRAPH))
    remedy = f"put it back, or give it a tombstone in {TOMBSTONES}"
    return [
        Finding(TOMBSTONES, 0, "identifier-lost", f"{curie(iri)} was published in {last.version}: {remedy}")
        for iri in gone
    ]
