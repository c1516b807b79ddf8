"""The downloads of versions that were published before, made again from what is kept of each, byte by byte.

The manifest of a version says which bytes they had. What comes out otherwise, since the program or what packs
has changed, is left out: nothing goes by the name of a published file that is not that file.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from server.canonical import ordered
from server.downloads import FOLDER
from server.errors import PublisherError
from server.packing import ENGINES
from server.release.inputs import code
from server.release.keeping import Kept
from server.release.manifest import read_manifest
from server.release.offer import write_downloads
from server.versions import kept
from server.versions.chain import Published
from server.versions.past import CHANGES, PAST

_QUADS: Final = "quads.nq"


def write_kept(directory: Path, versions: Sequence[Published], keeping: Kept) -> None:
    """Put into a release what is kept of those before it, and their downloads: `past/{version}/…`.

    Args:
        directory: of the release.
        versions: those before it, oldest first.
        keeping: where downloads are kept that were made before.

    Raises:
        ReleaseError: what is kept of one is damaged.
    """
    for one in versions:
        into = directory / f"{PAST}{one.version}"
        for name, data in kept.files(one.path.parent, one.version):
            _put(into / name, data)
            if name.startswith(CHANGES):  # what changed is told as it was told then
                _put(directory / name, data)
        if into.is_dir():
            for name, data in _downloads(one, into, keeping):
                _put(into / name, data)
            _put(kept.packed(into, one.version), one.path.read_bytes())
    keeping.tidy()


def _downloads(one: Published, into: Path, keeping: Kept) -> list[tuple[str, bytes]]:
    """The downloads of a version that come out as they were, by path in its release."""
    said = read_manifest(into)
    wanted = {name: entry["sha256"] for name, entry in said["files"].items() if name.startswith(FOLDER)}
    tried = _tried(one)
    found = {name: keeping.get(sha256) for name, sha256 in wanted.items()}
    if keeping.get(tried) is None and not all(found.values()):
        found = _made(one, into, said, wanted)
        for name, data in found.items():
            if data is not None:
                keeping.put(wanted[name], data)
        keeping.put(tried, b"tried")
    return [(name, data) for name, data in found.items() if data is not None]


def _made(
    one: Published, into: Path, said: Mapping[str, Any], wanted: Mapping[str, str]
) -> dict[str, bytes | None]:
    """Each download made anew; None where it is another than was published."""
    with tempfile.TemporaryDirectory(prefix="nameplate-remade-") as folder:
        place = Path(folder)
        for path in into.rglob("*"):
            if path.is_file():
                _put(place / path.relative_to(into), path.read_bytes())
        (place / _QUADS).write_bytes(one.data)
        try:
            write_downloads(ordered(one.quads), place, one.version, said["issued"])
        except PublisherError:  # a table of today may not fit the data of then
            return dict.fromkeys(wanted)
        return {name: _same(place / name, sha256) for name, sha256 in wanted.items()}


def _same(path: Path, sha256: str) -> bytes | None:
    data = path.read_bytes() if path.is_file() else b""
    return data if hashlib.sha256(data).hexdigest() == sha256 else None


def _tried(one: Published) -> str:
    """What says that the downloads of a version were tried with this program: another try is of no use."""
    digest = hashlib.sha256(one.packed_sha256.encode())
    for path in sorted(code()):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    digest.update("\n".join(ENGINES).encode())
    return digest.hexdigest()


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
