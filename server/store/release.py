"""A release as the server sees it: where it is, what its manifest says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from server.errors import ReleaseError
from server.layout import CURRENT, FORMAT, MANIFEST


@dataclass(frozen=True)
class ReleaseFile:
    """One file of a release, as the manifest lists it.

    Attributes:
        path: path inside the release, with `/`.
        bytes: its size.
        sha256: its SHA-256 sum, in hexadecimal.
        media_type: what it holds, before any compression.
        encoding: `gzip` or `zstd` where it is compressed, else empty.
        graph: the named graph that it holds, if it is the dump of one.
        rdf_sha256: canonical hash (RDFC-1.0) of what is in it, if it is a dump.
    """

    path: str
    bytes: int
    sha256: str
    media_type: str = "application/octet-stream"
    encoding: str = ""
    graph: str = ""
    rdf_sha256: str = ""

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True)
class Release:
    """One immutable directory and what its manifest says of it.

    Attributes:
        directory: where it is.
        version: as `0.1.0` or, while unpublished, `0.2.0-dev`.
        issued: day on which the version is dated, as written in the manifest.
        counts: figures by name, as the manifest has them.
        files: every file but the manifest, by path inside the release.
        canonical_sha256: canonical hash (RDFC-1.0) of the dataset; empty if the manifest has none.
        merged_sha256: the same of all graphs in one.
    """

    directory: Path
    version: str
    issued: str
    counts: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, ReleaseFile] = field(default_factory=dict)
    canonical_sha256: str = ""
    merged_sha256: str = ""

    @property
    def published(self) -> bool:
        """Whether the version is final: what is `-dev` may be built again with other content."""
        return not self.version.endswith("-dev")

    @property
    def dumps(self) -> list[ReleaseFile]:
        """The dumps, by path."""
        return [f for path, f in sorted(self.files.items()) if path.startswith("dumps/")]


def open_release(directory: Path) -> Release:
    """Read the manifest of a release directory.

    Raises:
        ReleaseError: there is none, or it is not one that this version of the program can read.
    """
    path = directory / MANIFEST
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        if manifest["format"] != FORMAT:
            message = f"format {manifest['format']} is unknown here; use the program that built it"
            raise ReleaseError(path, message)
        return Release(
            directory=directory,
            version=manifest["version"],
            issued=manifest["issued"],
            counts=manifest["counts"],
            files={
                name: ReleaseFile(
                    path=name,
                    bytes=entry["bytes"],
                    sha256=entry["sha256"],
                    media_type=entry.get("media_type") or "application/octet-stream",
                    encoding=entry.get("encoding") or "",
                    graph=entry.get("graph") or "",
                    rdf_sha256=entry.get("rdf_sha256") or "",
                )
                for name, entry in manifest["files"].items()
            },
            canonical_sha256=manifest.get("canonical_sha256") or "",
            merged_sha256=manifest.get("merged_sha256") or "",
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReleaseError(path, f"cannot be read ({error}); run `nameplate build`") from error


def newest_release(out: Path) -> Path:
    """The directory that `current` names.

    Raises:
        ReleaseError: there is no release yet, or `current` names none.
    """
    pointer = out / CURRENT
    try:
        name = pointer.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ReleaseError(out, "there is no release yet; run `nameplate build`") from error
    if name in {"", ".", ".."} or Path(name).name != name or not (out / name).is_dir():
        raise ReleaseError(pointer, f"it names {name!r}, which is no release; run `nameplate build`")
    return out / name
