"""How a release follows those published before it: what it says and carries of them, and may not lose."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, NamedNode, Quad, Triple

from server.canonical import document
from server.downloads import FOLDER as FILES
from server.downloads import media_type, stem
from server.errors import Finding
from server.names import DATASET, GRAPH, curie
from server.release import graphs
from server.release.distributions import DumpFile, file_iri, sized
from server.release.keeping import Kept
from server.release.sources import DATASET_FILE, Project
from server.release.terms import DATASET_NODE, node
from server.versions.chain import ENDING, FOLDER, Published, before, chain
from server.versions.identity import identifiers, successors, tombstones
from server.versions.number import Number, number
from server.versions.past import past
from server.versions.release import Release
from server.versions.sums import faults
from server.versions.vocabulary import unraised

TOMBSTONES: Final = "instances/tombstones.ttl"

_HAS: Final = node("dcat:hasVersion")
_CURRENT: Final = node("dcat:hasCurrentVersion")
_PREVIOUS: Final = node("dcat:previousVersion")
_REVISES: Final = node("prov:wasRevisionOf")
_REPLACES: Final = node("dcterms:replaces")
_VERSION_IRI: Final = node("owl:versionIRI")
_DOWNLOADS: Final = frozenset(map(node, ("dcat:distribution", "schema:distribution", "void:dataDump")))


def predecessors(root: Path, version: str) -> tuple[Published, ...]:
    """The published versions of a project that come before one of its releases, oldest first.

    Raises:
        ReleaseError: a file among them is named as no version is.
    """
    return before(chain(root / FOLDER), version)


def succession(versions: Sequence[Published], version: str) -> list[Triple]:
    """What a release says of those before it (DCAT 3 §11): each by its IRI, as it described itself then.

    The current version is the newest that is published; before the first, what is to be it. Of the downloads
    that an earlier one told of, only that is told which is kept.

    Args:
        versions: those before it, oldest first.
        version: its own.

    Raises:
        ReleaseError: one of them is damaged.
    """
    return list(dict.fromkeys(_succession(versions, version)))


def _succession(versions: Sequence[Published], version: str) -> Iterator[Triple]:
    own = NamedNode(f"{DATASET}/{version}")
    current = own if number(version) or not versions else NamedNode(versions[-1].iri)
    yield Triple(DATASET_NODE, _CURRENT, current)
    for one in versions:
        yield Triple(DATASET_NODE, _HAS, NamedNode(one.iri))
        name = stem(one.version) + ENDING
        kept = NamedNode(file_iri(one.version, name))
        for quad in one.about(one.iri, kept.value):
            told_of = quad.predicate in _DOWNLOADS and quad.object != kept
            if not told_of and not isinstance(quad.object, BlankNode):
                yield quad.triple
    if versions:
        last = NamedNode(versions[-1].iri)
        yield Triple(own, _PREVIOUS, last)
        yield Triple(own, _REVISES, last)


def kept_sizes(versions: Sequence[Published]) -> list[Triple]:
    """Size and checksum of the file that is kept of each earlier version; a release itself holds none."""
    found: dict[Triple, None] = {}
    for one in versions:
        name = stem(one.version) + ENDING
        size = one.path.stat().st_size
        file = DumpFile(FILES + name, media_type(name), size, one.packed_sha256)
        found.update(dict.fromkeys(sized([file], one.version)))
    return list(found)


def replacing(described: Sequence[Triple]) -> list[Triple]:
    """What stands in the place of identifiers that were given up says so: tombstones the other way round.

    Args:
        described: what the tombstones are among.
    """
    buried = tombstones(Quad(t.subject, t.predicate, t.object) for t in described)
    return [
        Triple(NamedNode(end), _REPLACES, NamedNode(iri))
        for end, given_up in successors(buried).items()
        for iri in given_up
    ]


def write_past(
    directory: Path,
    versions: Sequence[Published],
    version: str,
    issued: date,
    quads: Sequence[Quad],
    kept: Path | None = None,
) -> None:
    """Put into a release those before it and what changed from each to the next (`server.versions.past`).

    Args:
        directory: of the release.
        versions: those before it, oldest first.
        version: its own.
        issued: its day.
        quads: all of it, canonical.
        kept: folder where what was found of published versions before is kept, if any is.

    Raises:
        ReleaseError: one of the versions is damaged.
    """
    keeping = Kept(kept) if kept else None
    for name, data in past(versions, Release(version, issued, tuple(quads)), keeping):
        path = directory / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)


def tampered(root: Path) -> list[Finding]:
    """A finding for each published version whose file is lost, changed, or was put there by hand."""
    folder = root / FOLDER
    return [
        Finding(f"{FOLDER}/{name}", 0, "published-file", told) for name, told in faults(folder, chain(folder))
    ]


def departed(root: Path, version: str, quads: Callable[[], Sequence[Quad]]) -> list[Finding]:
    """A finding if the release has the number of a published version and is not what was published.

    Args:
        root: the project's folder.
        version: of the release.
        quads: gives all of it, canonical; asked only where there is such a version.
    """
    at = number(version)
    published = next((one for one in chain(root / FOLDER) if one.number == at), None)
    if at is None or published is None:
        return []
    was, has = (set(data.splitlines()) for data in (published.data, document(quads())))
    if was == has:
        return []
    graphs = sorted({line.rsplit(b" ", 2)[1].decode().strip("<>") for line in was ^ has})
    told = (
        f"{version} is published, and what the files give now is not what was published "
        f"({len(has - was)} quads more, {len(was - has)} fewer, in {', '.join(map(curie, graphs))}). "
        f'A published version never changes: write dcat:version "{_next(at)}-dev", or take the change back'
    )
    return [Finding(DATASET_FILE, 0, "published-version", told)]


def _next(at: Number) -> Number:
    """The number that a version with other statements has."""
    return Number(at.major, at.minor + 1, 0)


def unraised_vocabulary(project: Project, versions: Sequence[Published]) -> list[Finding]:
    """A warning if the vocabulary was changed since the last published version and has its version IRI still.

    A build may go on; `nameplate publish` refuses it, since that IRI is answered as it was published.
    """
    if not versions:
        return []
    last = versions[-1]
    ontology = project.triples("ontology")
    told = (
        f"the vocabulary is another than in {last.version}, where it was published under this version IRI: "
        "raise owl:versionIRI and owl:versionInfo before the next version is published"
    )
    now = graphs.layered([(graphs.ONTOLOGY, ontology)])
    return [
        project.finding(triple.subject, "vocabulary-version", f"<{iri}>: {told}", "warning")
        for iri in unraised(last.quads, now)
        for triple in ontology
        if triple.predicate == _VERSION_IRI and triple.object == NamedNode(iri)
    ]


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
