"""The past that a release carries with it, so that whoever serves it compares nothing: files by their paths.

- `past/{version}.nq.zst`: each version published before it, as it was published;
- `past/identifiers.txt`: of each identifier, which of those versions know it, one a line, in byte order; with
  `!` before a version that has no more than a tombstone for it;
- `changes/versions.json`: the list of versions, newest first, the release itself among them;
- `changes/{version}.json`: what changed in each, with sources and labels;
- `changes/{version}.rdfp`: the patch that makes it of the one before.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Protocol

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
#: Stands before a version that has no more than a tombstone.
BURIED: Final = "!"
VERSIONS: Final = CHANGES + "versions.json"

_VERSION_IRI: Final = expand("owl:versionIRI")


class Keeping(Protocol):
    """Keeps results by key."""

    def get(self, key: str) -> bytes | None:
        """What was kept under a key."""
        ...

    def put(self, key: str, result: bytes) -> None:
        """Keep a result."""
        ...

    def tidy(self) -> None:
        """Remove what was not asked for."""
        ...


@dataclass(frozen=True)
class _Step:
    """What is told of a version that was published: it never changes.

    Attributes:
        entry: its place in the list of versions.
        changes: what changed in it, as JSON.
        patch: what makes it of the one before; None of the first.
        answered: the identifiers that it has an answer for.
        buried: those among them that it has a tombstone for.
    """

    entry: dict[str, Any]
    changes: str
    patch: str | None
    answered: list[str]
    buried: list[str]


def past(
    earlier: Sequence[Published], own: Release, kept: Keeping | None = None
) -> Iterator[tuple[str, bytes]]:
    """The files of a release that tell of its past, each path with its content.

    Args:
        earlier: the versions published before it, oldest first.
        own: the release itself, its quads canonical.
        kept: what was found of published versions before, by their files and by the code; two are compared
            only if that is not in it.

    Raises:
        ReleaseError: one of the versions is damaged.
    """
    told_of: list[dict[str, Any]] = []
    known: dict[str, list[str]] = {}
    before: Published | None = None
    code = _code() if kept else b""
    for one in earlier:
        yield f"{PAST}{one.version}{ENDING}", one.path.read_bytes()
        step = _kept_step(before, one, kept, code) if kept else _step(before, one)
        buried = set(step.buried)
        for iri in step.answered:
            known.setdefault(iri, []).append(f"{BURIED if iri in buried else ''}{one.version}")
        told_of.append(step.entry)
        yield f"{CHANGES}{one.version}.json", step.changes.encode()
        if step.patch is not None:
            yield f"{CHANGES}{one.version}.{EXTENSION}", step.patch.encode()
        before = one
    if kept:
        kept.tidy()
    last = of_version(before) if before else None
    found = changes(last, own)
    told_of.append(_entry(own, found, _hash(own.quads), None))
    yield f"{CHANGES}{own.version}.json", _json(readable(found, last, own))
    if last:
        yield f"{CHANGES}{own.version}.{EXTENSION}", written(between(last, own))
    yield VERSIONS, _json({"versions": told_of[::-1]})
    lines = sorted(f"<{iri}> {' '.join(versions)}\n".encode() for iri, versions in known.items())
    yield IDENTIFIERS, b"".join(lines)


def _kept_step(before: Published | None, one: Published, kept: Keeping, code: bytes) -> _Step:
    """A step as it was found before, else found now and kept."""
    names = (one.version, one.packed_sha256, before.version if before else "")
    parts = (code, *(name.encode() for name in names), (before.packed_sha256 if before else "").encode())
    key = hashlib.sha256(b"\0".join(parts)).hexdigest()
    held = kept.get(key)
    if held is not None:
        return _Step(**json.loads(held))
    step = _step(before, one)
    kept.put(key, json.dumps(asdict(step), ensure_ascii=False).encode())
    return step


def _code() -> bytes:
    """What differences follow from beside the versions: the code of this package and of what it uses."""
    here = Path(__file__).resolve().parent
    files = sorted([*here.glob("*.py"), *here.parent.glob("*.py")])
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).digest()


def _step(before: Published | None, one: Published) -> _Step:
    """How a published version differs from the one before."""
    was, at = of_version(before) if before else None, of_version(one)
    found = changes(was, at)
    return _Step(
        _entry(at, found, one.sha256, one.path.stat().st_size),
        _json(readable(found, was, at)).decode(),
        written(between(was, at)).decode() if was else None,
        sorted(_answered(at)),
        sorted(at.tombstones),
    )


def _answered(release: Release) -> set[str]:
    """What a version has an answer for: all that it describes, and what it has a tombstone for."""
    versions = {
        q.object.value
        for q in release.quads
        if q.predicate.value == _VERSION_IRI and isinstance(q.object, NamedNode)
    }
    return identifiers(release.quads) | release.tombstones.keys() | versions | {DATASET, ONTOLOGY}


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
