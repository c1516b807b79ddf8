"""Where the inputs of a release are, and their fingerprint: equal inputs, equal release.

Only hashing happens here, so that a server learns within milliseconds whether it has to build.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Final

from server.errors import PublisherError
from server.layout import CURRENT, MANIFEST
from server.packing import ENGINES
from server.versions.chain import FOLDER, before, chain

ROOT_VARIABLE: Final = "NAMEPLATE_ROOT"

#: Where what was worked out before is kept, below the project's folder.
CACHE: Final = Path("build", "cache")

_FOLDERS: Final = ("ontology", "instances", "shapes", "queries")
_ENGINES: Final = (
    "pyoxigraph",
    "reasonable",
    "owlrl",
    "pyshacl",
    "rdflib",
    "opencc",
    "pypinyin",
    "rjieba",
    "pygraphviz",
)
_VERSION: Final = re.compile(r'dcat:version\s+"([^"]*)"')
_PACKAGE: Final = Path(__file__).resolve().parent.parent
#: Folders of the package whose code and queries make a release, beside the modules at its top.
_CODE: Final = ("charts", "release", "tables", "versions")


class NoProject(PublisherError):
    """No folder with `ontology/` and `instances/` was found."""


def find_root(start: Path | None = None) -> Path:
    """The project's folder: `NAMEPLATE_ROOT`, else the nearest folder upward, else beside the package.

    Raises:
        NoProject: there is none.
    """
    named = os.environ.get(ROOT_VARIABLE)
    if named:
        root = Path(named).resolve()
        if not _is_root(root):
            raise NoProject(f"{root} ({ROOT_VARIABLE}) has no instances/: name the folder that holds it")
        return root
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents, _PACKAGE.parent):
        if _is_root(folder):
            return folder
    raise NoProject(f"no instances/ in {here} or above: go to the project's folder or set {ROOT_VARIABLE}")


def _is_root(folder: Path) -> bool:
    return (folder / "instances").is_dir()


def default_out(root: Path) -> Path:
    """Where releases go unless told otherwise."""
    return root / "build" / "releases"


def fingerprint(root: Path) -> str:
    """SHA-256 over everything that a release is a function of: files, code, versions of the engines."""
    digest = hashlib.sha256()
    for name, path in _files(root):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{content}  {name}\n".encode())
    for engine in _ENGINES:
        digest.update(f"{engine} {metadata.version(engine)}\n".encode())
    for packer in ENGINES:
        digest.update(f"{packer}\n".encode())
    return digest.hexdigest()


def _files(root: Path) -> Iterator[tuple[str, Path]]:
    """Input files with the names under which they count, in a fixed order."""
    for folder in _FOLDERS:
        found = [path for path in (root / folder).rglob("*") if path.is_file()]
        for path in sorted(found, key=lambda p: p.relative_to(root).as_posix()):
            yield path.relative_to(root).as_posix(), path
    for one in before(chain(root / FOLDER), _version(root)):
        for path in (one.path, *one.beside):
            yield path.relative_to(root).as_posix(), path
    for path in sorted(code(), key=lambda p: p.relative_to(_PACKAGE).as_posix()):
        yield "server/" + path.relative_to(_PACKAGE).as_posix(), path


def code() -> Iterator[Path]:
    """The modules and queries of the package that a release is a function of."""
    yield from _PACKAGE.glob("*.py")
    for folder in _CODE:
        for path in (_PACKAGE / folder).rglob("*"):
            if path.suffix in {".py", ".rq"}:
                yield path


def _version(root: Path) -> str:
    """The version as it is written, without reading the file as Turtle; empty if it is not found."""
    try:
        text = (root / "instances" / "dataset.ttl").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
    found = _VERSION.search(text)
    return found[1] if found else ""


def folder_name(version: str, inputs: str) -> str:
    """Name of the directory of a release."""
    return f"{version}-{inputs[:16]}"


def newest(out: Path) -> Path | None:
    """The directory that `current` names, or None if there is no release."""
    try:
        name = (out / CURRENT).read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    directory = out / name
    return directory if name and (directory / MANIFEST).is_file() else None


def up_to_date(root: Path, out: Path | None = None) -> Path | None:
    """The release of exactly the inputs as they are now, or None if one must be built."""
    folder = out or default_out(root)
    ending = f"-{fingerprint(root)[:16]}"
    current = newest(folder)
    return current if current is not None and current.name.endswith(ending) else None
