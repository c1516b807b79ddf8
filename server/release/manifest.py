"""The manifest of a release: what is in it, how many, and the checksum of each file."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pyoxigraph import NamedNode, Quad

from server.downloads import SIGNATURE, coding, media_type
from server.errors import ReleaseError
from server.layout import FORMAT, MANIFEST
from server.release.graphs import DERIVED, ONTOLOGY
from server.release.terms import STANDING, TYPE, in_namespaces, node

_PROPERTIES: Final = tuple(
    node("owl:" + name) for name in ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")
)


def counts(quads: Sequence[Quad]) -> dict[str, Any]:
    """Figures about a release; `asserted` and `derived` add up to `quads`."""
    graphs = Counter(q.graph_name.value for q in quads if isinstance(q.graph_name, NamedNode))
    derived = sum(graphs[name.value] for name in DERIVED)
    return {
        "quads": len(quads),
        "asserted": len(quads) - derived,
        "derived": derived,
        "graphs": dict(sorted(graphs.items())),
        "classes": len(_typed(quads, (node("owl:Class"),), ontology=True)),
        "properties": len(_typed(quads, _PROPERTIES, ontology=True)),
        "claims": len({q.subject for q in quads if q.predicate == STANDING}),
        "passages": len(_typed(quads, (node("plate:Passage"),))),
        "things": len(
            {
                q.subject
                for q in quads
                if isinstance(q.subject, NamedNode) and in_namespaces(q.subject.value, ["id"])
            }
        ),
    }


def _typed(quads: Iterable[Quad], kinds: Sequence[NamedNode], *, ontology: bool = False) -> set[str]:
    """Things of these classes; with `ontology`, only our own terms in its graph."""
    return {
        q.subject.value
        for q in quads
        if q.predicate == TYPE
        and q.object in kinds
        and isinstance(q.subject, NamedNode)
        and (not ontology or (q.graph_name == ONTOLOGY and in_namespaces(q.subject.value, ["plate"])))
    }


def describe_files(
    directory: Path, said: Mapping[str, Mapping[str, str]] | None = None
) -> dict[str, dict[str, Any]]:
    """Size, checksum and kind of every file below a directory but the manifest and its signature.

    `said` is what else is known of a file, by its path.
    """
    files: dict[str, dict[str, Any]] = {}
    for path in sorted(p for p in directory.rglob("*") if p.is_file()):
        name = path.relative_to(directory).as_posix()
        if name not in (MANIFEST, SIGNATURE):
            with path.open("rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            files[name] = describe_file(name, path.stat().st_size, sha256) | dict((said or {}).get(name, {}))
    return files


def describe_file(name: str, size: int, sha256: str) -> dict[str, Any]:
    """What the manifest says of a file, with media type and encoding by its name."""
    entry = {"bytes": size, "sha256": sha256, "media_type": media_type(name)}
    return entry | ({"encoding": coding(name)} if coding(name) else {})


def write_manifest(
    directory: Path, head: Mapping[str, Any], said: Mapping[str, Mapping[str, str]] | None = None
) -> None:
    """Write the manifest of a directory; `head` is what it says beside the files, `said` as above."""
    (directory / MANIFEST).write_bytes(manifest_bytes(head, describe_files(directory, said)))


def manifest_bytes(head: Mapping[str, Any], files: Mapping[str, Any]) -> bytes:
    """A manifest as it is written."""
    manifest = {"format": FORMAT, **head, "files": files}
    return (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()


def read_manifest(directory: Path) -> dict[str, Any]:
    """The manifest of a release.

    Raises:
        ReleaseError: there is none, or it cannot be read.
    """
    path = directory / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ReleaseError(directory, f"no {MANIFEST} here: name a release or a folder of dumps") from error
    except (OSError, ValueError) as error:
        raise ReleaseError(path, f"cannot be read ({error}): fetch or build the release again") from error
    if (
        not isinstance(manifest, dict)
        or manifest.get("format") != FORMAT
        or not isinstance(manifest.get("files"), dict)
    ):
        raise ReleaseError(path, f"is not a manifest of format {FORMAT}: use the nameplate that made it")
    return manifest
