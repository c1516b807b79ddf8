"""The manifest of a release: what is in it, how many, and the checksum of each file."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pyoxigraph import NamedNode, Quad

from server.errors import ReleaseError
from server.formats import GRAPH_FORMATS
from server.release.graphs import DERIVED, ONTOLOGY
from server.release.inputs import MANIFEST
from server.release.terms import STANDING, TYPE, in_namespaces, node

FORMAT: Final = 1
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


def describe_files(directory: Path) -> dict[str, dict[str, Any]]:
    """Size, checksum and kind of every file below a directory but the manifest."""
    files: dict[str, dict[str, Any]] = {}
    for path in sorted(p for p in directory.rglob("*") if p.is_file()):
        name = path.relative_to(directory).as_posix()
        if name != MANIFEST:
            files[name] = {"bytes": path.stat().st_size, "sha256": _checksum(path), **_kind(name)}
    return files


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _kind(name: str) -> dict[str, str]:
    """Media type and encoding by a file's name."""
    base = name.removesuffix(".gz")
    kinds = {f.extension: f.media_type for f in GRAPH_FORMATS} | {
        "json": "application/json",
        "rq": "application/sparql-query",
        "csv": "text/csv",
    }
    kind = {"media_type": kinds.get(base.rpartition(".")[2], "application/octet-stream")}
    return kind | ({"encoding": "gzip"} if base != name else {})


def write_manifest(directory: Path, head: Mapping[str, Any]) -> None:
    """Write the manifest of a directory; `head` is what it says beside the files."""
    manifest = {"format": FORMAT, **head, "files": describe_files(directory)}
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    (directory / MANIFEST).write_text(text + "\n", encoding="utf-8")


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
