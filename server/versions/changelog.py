"""The list of versions with what changed in each, as values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from pyoxigraph import Quad, RdfFormat, parse

from server.documents import QUADS
from server.errors import ReleaseError
from server.names import DATASET, expand
from server.packing import BadPacking, unpacked
from server.versions.chain import LIMIT, Published
from server.versions.changes import Changes
from server.versions.nature import changes
from server.versions.release import Release

_VERSION: Final = expand("dcat:version")
_ISSUED: Final = expand("dcterms:issued")


@dataclass(frozen=True)
class Entry:
    """A published version in the list.

    Attributes:
        version: its number.
        issued: the day that it was issued on.
        quads: how many it has.
        sha256: of its canonical N-Quads.
        bytes: size of the file that it is kept as.
        changes: since the version before it; none of the first.
    """

    version: str
    issued: date
    quads: int
    sha256: str
    bytes: int
    changes: Changes


def entries(versions: Sequence[Published]) -> list[Entry]:
    """The list of versions, newest first.

    Raises:
        ReleaseError: a file is damaged.
    """
    return [*_entries(versions)][::-1]


def _entries(versions: Sequence[Published]) -> Iterator[Entry]:
    earlier: Release | None = None
    for one in versions:
        later = of_version(one)
        size = one.path.stat().st_size
        told = changes(earlier, later)
        yield Entry(one.version, one.issued, len(later.quads), one.sha256, size, told)
        earlier = later


def of_version(published: Published) -> Release:
    """A published version as changes are looked for in it."""
    return Release(published.version, published.issued, published.quads)


def of_file(path: Path) -> Release:
    """A release of a release directory, or of a file of N-Quads, packed or not.

    Raises:
        ReleaseError: there is none, or it is damaged.
    """
    file = path / QUADS if path.is_dir() else path
    try:
        return of_quads(parse(unpacked(file, LIMIT), format=RdfFormat.N_QUADS), file)
    except (BadPacking, OSError, SyntaxError) as error:
        raise ReleaseError(file, f"cannot be read ({error}): name a release or its N-Quads") from error


def of_quads(quads: Iterable[Quad], place: Path) -> Release:
    """Quads as a release, with the version and the day that they say themselves.

    Raises:
        ReleaseError: they say neither, or more than one; `place` is named.
    """
    held = tuple(quads)
    said: dict[str, set[str]] = {_VERSION: set(), _ISSUED: set()}
    for quad in held:
        if getattr(quad.subject, "value", "") == DATASET and quad.predicate.value in said:
            said[quad.predicate.value].add(getattr(quad.object, "value", ""))
    if any(len(values) != 1 for values in said.values()):
        raise ReleaseError(place, "says no one version and day of itself: it is no release of this dataset")
    (version,), (issued,) = said.values()
    try:
        return Release(version, date.fromisoformat(issued), held)
    except ValueError as error:
        raise ReleaseError(place, f"says that it was issued on {issued}, which is no day") from error
