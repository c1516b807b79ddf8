"""Whether a release, a folder of its dumps or one dump is what its manifest says."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from server.errors import Finding, StartError
from server.release.inputs import MANIFEST
from server.release.manifest import read_manifest

#: Of a folder of downloads, what the server made beside the dumps.
_BESIDE: Final = frozenset((MANIFEST, "SHA256SUMS"))

Entries = dict[str, dict[str, object]]


def verify(path: Path) -> tuple[int, list[Finding]]:
    """How many files are intact, and a finding for each that is damaged, missing or not in the manifest.

    A folder without `dumps/` in it is taken for one of downloaded dumps: files are looked for by their own
    names, and only the dumps are asked for. A file is compared with the manifest beside it.

    Raises:
        ReleaseError: there is no usable manifest.
    """
    directory = path.parent if path.is_file() else path
    manifest = read_manifest(directory)
    expected: Entries = {name: entry for name, entry in manifest["files"].items() if isinstance(entry, dict)}
    downloads = not (directory / "dumps").is_dir() and not (directory / "quads.nq").exists()
    if path.is_file():
        return _one(path, expected | _dumps(expected))
    if downloads:
        expected = _dumps(expected)
    findings = []
    for name, entry in sorted(expected.items()):
        problem = _problem(directory / name, entry)
        if problem is not None:
            findings.append(Finding(name, 0, *problem))
    ignored = _BESIDE if downloads else {MANIFEST}
    for found in sorted(directory.rglob("*")):
        name = found.relative_to(directory).as_posix()
        if (found.is_file() or found.is_symlink()) and name not in expected and name not in ignored:
            findings.append(Finding(name, 0, "extra", "is not in the manifest: it belongs to something else"))
    missing_or_damaged = sum(f.rule != "extra" for f in findings)
    return len(expected) - missing_or_damaged, findings


def intact(directory: Path) -> Path:
    """The release, if its files are what its manifest says.

    Raises:
        StartError: one is missing or damaged; the message names it.
        ReleaseError: there is no usable manifest.
    """
    for finding in verify(directory)[1]:
        if finding.rule != "extra":
            where = directory / finding.place
            why = f"is {finding.rule}, so the release is not served"
            raise StartError(f"{where} {why}: remove {directory} and run nameplate build")
    return directory


def _dumps(expected: Entries) -> Entries:
    """The entries of the dumps, by the names that the files have once they are downloaded."""
    return {n.removeprefix("dumps/"): entry for n, entry in expected.items() if n.startswith("dumps/")}


def _one(path: Path, expected: Entries) -> tuple[int, list[Finding]]:
    """As `verify`, for one file."""
    if path.name not in expected:
        return 0, [Finding(path.name, 0, "extra", "is not in the manifest: it belongs to something else")]
    problem = _problem(path, expected[path.name])
    return (1, []) if problem is None else (0, [Finding(path.name, 0, *problem)])


def _problem(path: Path, entry: dict[str, object]) -> tuple[str, str] | None:
    """Rule and message if a file is not what its entry says."""
    if not path.is_file():
        return "missing", "is not here: fetch it again"
    content = path.read_bytes()
    if len(content) != entry.get("bytes"):
        return "damaged", f"has {len(content)} bytes instead of {entry.get('bytes')}: fetch it again"
    if hashlib.sha256(content).hexdigest() != entry.get("sha256"):
        return "damaged", "has another SHA-256 than the manifest says: fetch it again"
    return None
