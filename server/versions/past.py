"""The past that a release carries with it, so that whoever serves it compares nothing: files by their paths.

- `past/{version}.nq.zst`: each version published before it, as it was published;
- `past/identifiers.txt`: of each identifier, which of those versions know it, one a line, in byte order;
- `changes/versions.json`: the list of versions, newest first, the release itself among them;
- `changes/{version}.json`: what changed in each, with sources and labels;
- `changes/{version}.rdfp`: the patch that makes it of the one before.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from pyoxigraph import NamedNode, Quad, RdfFormat, serialize

from server.names import DATASET, ONTOLOGY, expand
from server.versions import told
from server.versions.chain import ENDING, Published
from server.versions.changelog import of_version
from server.versions.changes import Changes
from server.versions.identity import identifiers
from server.versions.nature import changes
from server.versions.number import number
from server.versions.patch import EXTENSION, between, written
from server.versions.readable import readable
from server.versions.release import Release

PAST: Final = "past/"
CHANGES: Final = "changes/"
IDENTIFIERS: Final = PAST + "identifiers.txt"
VERSIONS: Final = CHANGES + "versions.json"

_VERSION_IRI: Final = expand("owl:versionIRI")


def past(earlier: Sequence[Published], own: Release) -> Iterator[tuple[str, bytes]]:
    """The files of a release that tell of its past, each path with its content.

    Args:
        earlier: the versions published before it, oldest first.
        own: the release itself, its quads canonical.

    Raises:
        ReleaseError: one of the versions is damaged.
    """
    told_of: list[dict[str, Any]] = []
    known: dict[str, list[str]] = {}
    before: Release | None = None
    for one in earlier:
        at = of_version(one)
        yield f"{PAST}{one.version}{ENDING}", one.path.read_bytes()
        for iri in _answered(at):
            known.setdefault(iri, []).append(one.version)
        found = changes(before, at)
        told_of.append(_entry(at, found, one.sha256, one.path.stat().st_size))
        yield from _changed(before, at, found)
        before = at
    found = changes(before, own)
    told_of.append(_entry(own, found, _hash(own.quads), None))
    yield from _changed(before, own, found)
    yield VERSIONS, _json({"versions": told_of[::-1]})
    lines = sorted(f"<{iri}> {' '.join(versions)}\n".encode() for iri, versions in known.items())
    yield IDENTIFIERS, b"".join(lines)


def _answered(release: Release) -> set[str]:
    """What a version has an answer for: all that it describes, and what it has a tombstone for."""
    versions = {
        q.object.value
        for q in release.quads
        if q.predicate.value == _VERSION_IRI and isinstance(q.object, NamedNode)
    }
    return identifiers(release.quads) | release.tombstones.keys() | versions | {DATASET, ONTOLOGY}


def _changed(before: Release | None, at: Release, found: Changes) -> Iterator[tuple[str, bytes]]:
    yield f"{CHANGES}{at.version}.json", _json(readable(found, before, at))
    if before is not None:
        yield f"{CHANGES}{at.version}.{EXTENSION}", written(between(before, at))


def _entry(release: Release, found: Changes, sha256: str, size: int | None) -> dict[str, Any]:
    """A version of the list."""
    return {
        "version": release.version,
        "iri": f"{DATASET}/{release.version}",
        "issued": release.issued.isoformat(),
        "published": number(release.version) is not None,
        "quads": len(release.quads),
        **({} if size is None else {"bytes": size}),
        "sha256": sha256,
        "earlier": found.earlier,
        "counts": told.as_json(found)["counts"],
    }


def _hash(quads: Sequence[Quad]) -> str:
    """SHA-256 of quads that are canonical already, as a document (RDFC-1.0 §5)."""
    lines = (serialize(quads, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True)
    return hashlib.sha256(b"".join(sorted(lines))).hexdigest()


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
