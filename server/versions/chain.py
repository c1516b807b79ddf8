"""The published versions in a folder, oldest first.

Each is `{version}.nq.zst`: the whole release, all graphs, as canonical N-Quads (RDFC-1.0) packed with
Zstandard. A file is never changed once it is there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from server.errors import ReleaseError
from server.names import DATASET, expand
from server.packing import BadPacking, unpacked
from server.versions.number import Number, number

if TYPE_CHECKING:
    from pyoxigraph import Quad

ENDING: Final = ".nq.zst"
FOLDER: Final = "releases"

#: What is kept of a version beside it (`server.versions.kept`), by the endings of the files' names.
BESIDE: Final = ".beside.zip"
MANIFEST: Final = ".manifest.json"
SIGNATURE: Final = ".manifest.json.sig"
ENDINGS: Final = (BESIDE, MANIFEST, SIGNATURE)

#: Bytes that one release may have unpacked; a thousand times what there is.
LIMIT: Final = 4 * 1024**3

_VERSION: Final = expand("dcat:version")
_ISSUED: Final = expand("dcterms:issued")


@dataclass(frozen=True)
class Published:
    """One version as it was published.

    Attributes:
        number: its place in the order of versions.
        path: the file.
    """

    number: Number
    path: Path

    @property
    def version(self) -> str:
        """As it is written: `0.1.0`."""
        return str(self.number)

    @property
    def iri(self) -> str:
        """The version's own IRI."""
        return f"{DATASET}/{self.version}"

    @property
    def beside(self) -> tuple[Path, ...]:
        """The files that are kept of it beside its quads."""
        paths = (self.path.with_name(self.version + ending) for ending in ENDINGS)
        return tuple(path for path in paths if path.is_file())

    @property
    def data(self) -> bytes:
        """Canonical N-Quads, sorted by line; unpacked anew each time, for a chain may be long.

        Raises:
            ReleaseError: the file is damaged, or cannot be read.
        """
        try:
            return unpacked(self.path, LIMIT)
        except (BadPacking, OSError) as error:
            raise ReleaseError(self.path, f"cannot be read ({error}): restore it from the history") from error

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the canonical N-Quads, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()

    @cached_property
    def packed_sha256(self) -> str:
        """SHA-256 of the file as it is, in hexadecimal.

        Raises:
            ReleaseError: it cannot be read.
        """
        try:
            return hashlib.sha256(self.path.read_bytes()).hexdigest()
        except OSError as error:
            raise ReleaseError(self.path, f"cannot be read ({error}): restore it from the history") from error

    @property
    def quads(self) -> tuple[Quad, ...]:
        """Every quad, blank nodes labelled as in the file; read anew each time.

        Raises:
            ReleaseError: the file is damaged.
        """
        return self._parsed(self.data)

    def about(self, *iris: str) -> tuple[Quad, ...]:
        """The quads with one of these subjects, read without the rest."""
        data = self.data
        return self._parsed(b"".join(_lines_of(f"<{iri}> ".encode(), data) for iri in iris))

    @cached_property
    def issued(self) -> date:
        """The day that it was issued on and that it speaks of.

        Raises:
            ReleaseError: it does not say, or calls itself by another version.
        """
        said = {q.predicate.value: getattr(q.object, "value", "") for q in self.about(DATASET)}
        if said.get(_VERSION) != self.version:
            message = f"calls itself {said.get(_VERSION, 'nothing')}: restore the file or its name"
            raise ReleaseError(self.path, message)
        try:
            return date.fromisoformat(said.get(_ISSUED, ""))
        except ValueError as error:
            raise ReleaseError(self.path, "says no day on which it was issued: restore the file") from error

    def _parsed(self, data: bytes) -> tuple[Quad, ...]:
        from pyoxigraph import RdfFormat, parse  # noqa: PLC0415 (who only looks for versions needs none)

        try:
            return tuple(parse(data, format=RdfFormat.N_QUADS))
        except SyntaxError as error:
            raise ReleaseError(self.path, f"is no N-Quads ({error}): restore it from the history") from error


def _lines_of(start: bytes, data: bytes) -> bytes:
    """The lines that begin so, which stand together, for all are sorted."""
    if not data.startswith(start):
        first = data.find(b"\n" + start) + 1
        if not first:
            return b""
    else:
        first = 0
    last = data.rfind(b"\n" + start) + 1 or first
    return data[first : data.index(b"\n", last) + 1]


def chain(folder: Path) -> tuple[Published, ...]:
    """The versions in a folder, in the order of their numbers; none if there is no folder.

    Raises:
        ReleaseError: a file there is named as no version is.
    """
    found = []
    for path in folder.glob("*" + ENDING):
        at = number(path.name.removesuffix(ENDING))
        if at is None:
            raise ReleaseError(path, f"is no version's name: name it as 0.1.0{ENDING}, or move it away")
        found.append(Published(at, path))
    return tuple(sorted(found, key=lambda one: one.number))


def before(versions: Sequence[Published], version: str) -> tuple[Published, ...]:
    """Those that come before a version; before one that is not to be published, all."""
    at = number(version)
    return tuple(one for one in versions if at is None or one.number < at)
