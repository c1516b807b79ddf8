"""What is kept of a published version beside its quads, so that what was told of it stays word for word.

- `{version}.manifest.json`: the manifest of the release as it was published, with every size and checksum;
- `{version}.manifest.json.sig`: its signature, if it was signed;
- `{version}.beside.zip`: what of the release does not follow from the quads: the description with sizes and
  checksums, the report, the reading inventory, the queries, what explains the vocabulary, what changed.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from server.downloads import FOLDER, stem
from server.downloads import SIGNATURE as SIGNED
from server.errors import ReleaseError
from server.layout import MANIFEST as SAID
from server.versions.chain import BESIDE, MANIFEST, SIGNATURE

#: The description of a release with sizes and checksums.
DESCRIPTION: Final = "metadata.ttl"

_PATTERNS: Final = (DESCRIPTION, "report.ttl", "coverage.csv", "queries/*", "vocabulary/*", "changes/{0}.*")
#: The first day that a zip can tell: no time enters.
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)


def packed(directory: Path, version: str) -> Path:
    """Where a release has its canonical N-Quads, packed for download."""
    return directory / FOLDER / f"{stem(version)}.nq.zst"


def of_release(directory: Path, version: str) -> dict[str, bytes]:
    """The files that are kept of a release, by the endings of their names.

    Args:
        directory: of the release.
        version: its number.
    """
    found = {BESIDE: _beside(directory, version), MANIFEST: (directory / SAID).read_bytes()}
    signature = directory / SIGNED
    return found | ({SIGNATURE: signature.read_bytes()} if signature.is_file() else {})


def _beside(directory: Path, version: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for pattern in _PATTERNS:
            for path in sorted(directory.glob(pattern.format(version))):
                entry = zipfile.ZipInfo(path.relative_to(directory).as_posix(), _NO_TIME)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, path.read_bytes())
    return out.getvalue()


def files(folder: Path, version: str) -> Iterator[tuple[str, bytes]]:
    """The files of a published version as its release had them, by path in it; none if none are kept.

    Args:
        folder: of the published versions.
        version: one of them.

    Raises:
        ReleaseError: what is kept is damaged.
    """
    place = folder / f"{version}{MANIFEST}"
    if not place.is_file():
        return
    beside = folder / f"{version}{BESIDE}"
    try:
        manifest = place.read_bytes()
        said = json.loads(manifest)["files"]
        yield SAID, manifest
        with zipfile.ZipFile(beside) as archive:
            for name in archive.namelist():
                data = archive.read(name)
                if hashlib.sha256(data).hexdigest() != said.get(name, {}).get("sha256"):
                    raise ReleaseError(beside, f"has another {name} than was published: restore it")
                yield name, data
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise ReleaseError(beside, f"cannot be read ({error}): restore it from the history") from error
    signature = folder / f"{version}{SIGNATURE}"
    if signature.is_file():
        yield SIGNED, signature.read_bytes()
