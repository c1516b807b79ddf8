"""Whether a release, a folder of its downloads or one download is what its manifest says."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from server.downloads import FOLDER, SIGNATURE, stem
from server.errors import Finding, StartError
from server.layout import MANIFEST
from server.release.manifest import read_manifest
from server.release.sameness import NotRdf, Unreadable, holds
from server.versions.chain import ENDING
from server.versions.chain import MANIFEST as KEPT_MANIFEST
from server.versions.chain import SIGNATURE as KEPT_SIGNATURE
from server.versions.past import PAST

#: Of a folder of downloads, what the server made beside the dumps.
_BESIDE: Final = frozenset((MANIFEST, SIGNATURE, "SHA256SUMS"))

#: What the patch that makes a version is called among its downloads; saved, it has the version before that.
PATCH: Final = "changes.rdfp"

#: How far above a file its manifest may be: `dumps/graphs/` is two folders deep.
_ABOVE: Final = 3

Entries = dict[str, dict[str, object]]


@dataclass(frozen=True)
class Verdict:
    """What was found.

    Attributes:
        intact: how many files are what the manifest says.
        findings: what is damaged, missing, or not of this release.
        notes: what was found beside that: content that is the same in other bytes.
    """

    intact: int
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()


def verify(path: Path) -> Verdict:
    """What is intact, and a finding for each file that is damaged, missing or not in the manifest.

    A folder with the manifest of a release but not its `dumps/` is taken for one of downloads: files are
    looked for by their own names, in it or in folders as the release has them, and none is missed.

    Raises:
        ReleaseError: there is no usable manifest.
    """
    if path.is_file():
        return verify_file(path)
    manifest = read_manifest(path)
    expected = _entries(manifest)
    if any(name.startswith(FOLDER) for name in expected) and not _is_whole(path):
        return _downloads(path)
    findings = []
    for name, entry in sorted(expected.items()):
        problem = _problem(path / name, entry)
        if problem is not None:
            findings.append(Finding(name, 0, *problem))
    extra = [n for n in _files(path) if n not in expected and n not in (MANIFEST, SIGNATURE)]
    findings += [Finding(name, 0, *_EXTRA) for name in extra]
    missing_or_damaged = sum(f.rule != "extra" for f in findings)
    return Verdict(len(expected) - missing_or_damaged, tuple(findings))


def verify_file(path: Path, manifest: Path | None = None) -> Verdict:
    """Whether one file is of a release: byte for byte, or else, if it is RDF, statement by statement.

    Args:
        path: the file.
        manifest: the folder with the manifest; without it the one beside the file, or up to two folders
            above it.

    Raises:
        ReleaseError: there is no usable manifest.
    """
    folder = manifest or home(path)
    said = read_manifest(folder)
    if path.name == MANIFEST:
        return Verdict(1)
    expected = _entries(said)
    entry = _entry(path, folder, expected, str(said.get("version")))
    problem = _EXTRA if entry is None else _problem(path, entry)
    if problem is None:
        return Verdict(1)
    name = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name
    try:
        what = holds(path, said)
    except NotRdf:
        return Verdict(0, (Finding(name, 0, *problem),))
    except Unreadable as error:
        found = ("damaged", str(error)) if entry is None else problem
        return Verdict(0, (Finding(name, 0, *found),))
    if what is None:
        return Verdict(0, (Finding(name, 0, *(_OTHER if entry is None else problem)),))
    return Verdict(1, notes=(f"{name}: other bytes, the same statements: {what}",))


def intact(directory: Path) -> Path:
    """The release, if its files are what its manifest says.

    Raises:
        StartError: one is missing or damaged; the message names it.
        ReleaseError: there is no usable manifest.
    """
    for finding in verify(directory).findings:
        if finding.rule != "extra":
            where = directory / finding.place
            why = f"is {finding.rule}, so the release is not served"
            raise StartError(f"{where} {why}: remove {directory} and run nameplate build")
    return directory


_EXTRA: Final = ("extra", "is not in the manifest: it belongs to something else")
_OTHER: Final = (
    "other",
    "holds other statements than the whole or any graph of the release: compare versions, or fetch it again",
)


def _entries(manifest: Mapping[str, Any]) -> Entries:
    return {name: entry for name, entry in manifest["files"].items() if isinstance(entry, dict)}


def _is_whole(directory: Path) -> bool:
    """Whether a folder is a release and not some of its downloads."""
    return (directory / FOLDER).is_dir() or (directory / "quads.nq").exists()


def _files(directory: Path) -> list[str]:
    """Paths of what is in a folder, links among them."""
    return [
        path.relative_to(directory).as_posix()
        for path in sorted(directory.rglob("*"))
        if path.is_file() or path.is_symlink()
    ]


def _downloads(directory: Path) -> Verdict:
    """As `verify`, for a folder of downloads."""
    found = [verify_file(directory / name, directory) for name in _files(directory) if name not in _BESIDE]
    if not found:
        alone = Finding(MANIFEST, 0, "missing", "is alone here: put the files beside it")
        return Verdict(0, (alone,))
    return Verdict(
        sum(one.intact for one in found),
        tuple(finding for one in found for finding in one.findings),
        tuple(note for one in found for note in one.notes),
    )


def beside(path: Path, into: Path) -> Path | None:
    """A folder with the manifest of a published version that is kept beside its file, under that name.

    Args:
        path: of the file, such as `releases/0.1.0.nq.zst`.
        into: an empty folder.

    Returns:
        The folder, or None if no such manifest is there.
    """
    version = path.name.removesuffix(ENDING)
    if version == path.name or not path.with_name(version + KEPT_MANIFEST).is_file():
        return None
    for name, ending in ((MANIFEST, KEPT_MANIFEST), (SIGNATURE, KEPT_SIGNATURE)):
        if (held := path.with_name(version + ending)).is_file():
            (into / name).write_bytes(held.read_bytes())
    return into


def home(path: Path) -> Path:
    """The folder with the manifest of a file: its own or one of two above; its own if none has it."""
    above = path.resolve().parents[:_ABOVE]
    return next((folder for folder in above if (folder / MANIFEST).is_file()), path.parent)


def _entry(path: Path, folder: Path, expected: Entries, version: str) -> dict[str, object] | None:
    """What the manifest says of a file, found by its place or else by its name."""
    otherwise = {
        f"{version}{ENDING}": f"{FOLDER}{stem(version)}{ENDING}",
        PATCH: f"changes/{version}.rdfp",
        f"{stem(version)}-{PATCH}": f"changes/{version}.rdfp",
    }
    if path.name in otherwise:
        return expected.get(otherwise[path.name])
    place, home = path.resolve(), folder.resolve()
    if place.is_relative_to(home):
        name = place.relative_to(home).as_posix()
        for known in (name, FOLDER + name):
            if known in expected:
                return expected[known]
    alike = {name: entry for name, entry in expected.items() if name.rpartition("/")[2] == path.name}
    # files of earlier versions that a release carries have the names of its own
    named = [entry for name, entry in alike.items() if not name.startswith(PAST)] or [*alike.values()]
    return named[0] if len(named) == 1 else None


def _problem(path: Path, entry: dict[str, object]) -> tuple[str, str] | None:
    """Rule and message if a file is not what its entry says."""
    if not path.is_file():
        return "missing", "is not here: fetch it again"
    size = path.stat().st_size
    if size != entry.get("bytes"):
        return "damaged", f"has {size} bytes instead of {entry.get('bytes')}: fetch it again"
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != entry.get("sha256"):
            return "damaged", "has another SHA-256 than the manifest says: fetch it again"
    return None
