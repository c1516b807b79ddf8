"""Whether a release, or a folder of its dumps, is what its manifest says."""

from __future__ import annotations

import hashlib
from pathlib import Path

from server.errors import Finding
from server.release.inputs import MANIFEST
from server.release.manifest import read_manifest


def verify(directory: Path) -> tuple[int, list[Finding]]:
    """How many files are intact, and a finding for each that is damaged, missing or not in the manifest.

    A folder without `dumps/` in it is taken for one of downloaded dumps: files are looked for by their own
    names, and only the dumps are asked for.

    Raises:
        ReleaseError: there is no usable manifest.
    """
    manifest = read_manifest(directory)
    expected = {name: entry for name, entry in manifest["files"].items() if isinstance(entry, dict)}
    if not (directory / "dumps").is_dir() and not (directory / "quads.nq").exists():
        expected = {
            name.removeprefix("dumps/"): entry
            for name, entry in expected.items()
            if name.startswith("dumps/")
        }
    findings = []
    for name, entry in sorted(expected.items()):
        problem = _problem(directory / name, entry)
        if problem is not None:
            findings.append(Finding(name, 0, *problem))
    for path in sorted(directory.rglob("*")):
        name = path.relative_to(directory).as_posix()
        if (path.is_file() or path.is_symlink()) and name not in expected and name != MANIFEST:
            findings.append(Finding(name, 0, "extra", "is not in the manifest: it belongs to something else"))
    missing_or_damaged = sum(f.rule != "extra" for f in findings)
    return len(expected) - missing_or_damaged, findings


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
