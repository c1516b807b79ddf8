"""The versions before a release, from the files that it carries: the list, what changed, and their documents.

A version is unpacked the first time that somebody asks for a document of it, into a folder that is removed
when others have been asked for since. How many are unpacked at once does not grow with their number.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from pyoxigraph import Literal, RdfFormat, parse

from server.config import Settings
from server.documents import QUADS, write_documents
from server.errors import QueryRefused, ReleaseError
from server.layout import MANIFEST
from server.lines import SortedLines
from server.names import graph
from server.packing import DAMAGED, opened
from server.store.dated import DatedStore, days_of
from server.store.days import ChangeDays
from server.store.documents import Documents
from server.store.making import Making
from server.store.protocol import Answer, Contents, QueryRequest
from server.store.release import Release, open_release
from server.versions.chain import ENDING
from server.versions.past import BURIED, CHANGES, IDENTIFIERS, PAST, VERSIONS

#: Versions that are unpacked at once, beyond those that are being read.
_OPEN: Final = 3


@dataclass(frozen=True)
class Version:
    """A version in the list.

    Attributes:
        version: its number; of what is not published, with `-dev`.
        iri: its own IRI.
        issued: its day.
        published: whether it will never change.
        quads: how many it has.
        sha256: of its canonical N-Quads.
        earlier: the version before it, if there is one.
        counts: changes by nature, and statements by what became of them.
        told: all of this as JSON.
    """

    version: str
    iri: str
    issued: date
    published: bool
    quads: int
    sha256: str
    earlier: str | None
    counts: Mapping[str, Mapping[str, int]] = field(compare=False)
    told: Mapping[str, Any] = field(repr=False, compare=False)

    @property
    def moment(self) -> datetime:
        """When it was issued: the beginning of its day, in UTC."""
        return datetime(self.issued.year, self.issued.month, self.issued.day, tzinfo=UTC)


class _Unasked:
    """The place of a store where only documents are asked for."""

    contents = Contents("")

    def query(self, request: QueryRequest) -> Answer:  # noqa: ARG002 (as stores have it)
        """No answer: versions have documents alone."""
        raise QueryRefused("earlier versions cannot be queried: fetch one and load it into a store")

    def ready(self) -> bool:
        """There is nothing to wait for."""
        return True

    def close(self) -> None:
        """There is nothing to end."""


class _States(DatedStore):
    """The documents of a version as of any day, without a store behind."""

    def __init__(self, documents: Documents, quads: Path, settings: Settings, making: Making | None) -> None:
        super().__init__(_Unasked(), quads, settings, making=making)
        self._documents = documents

    def _changes(self) -> ChangeDays:
        """The days on which something changes, as the documents have them."""
        if self._days is None:
            bounds = self._documents.graph(graph("bounds"))
            self._days = days_of(
                (q.predicate.value, q.object.value) for q in bounds if isinstance(q.object, Literal)
            )
        return self._days


class Book:
    """A version whose documents can be read.

    Attributes:
        version: which one.
        kept: what readers make of it, by name; it lasts as long as the documents do.
        readers: how many read it now.
        graphs: number of quads by named graph, once it is unpacked.
    """

    def __init__(self, version: Version, packed: Path, into: Path) -> None:
        """Read a version that is packed in a file from a folder that is made when it is needed."""
        self.version = version
        self.kept: dict[str, object] = {}
        self.readers = 0
        self.graphs: Mapping[str, int] = {}
        self._packed = packed
        self._into = into
        self._lock = threading.Lock()
        self._documents: Documents | None = None
        self._dated: DatedStore | None = None

    @property
    def directory(self) -> Path:
        """Where it is unpacked."""
        return self._into

    def documents(self) -> Documents:
        """Its documents, unpacked if they are not yet.

        Raises:
            ReleaseError: the file is damaged.
        """
        with self._lock:
            if self._documents is None:
                shutil.rmtree(self._into, ignore_errors=True)
                self._into.mkdir(parents=True)
                try:
                    with opened(self._packed) as lines:
                        quads = parse(lines, format=RdfFormat.N_QUADS)
                        found = write_documents(quads, self._into)
                except (*DAMAGED, OSError, SyntaxError) as error:
                    raise ReleaseError(self._packed, f"cannot be read ({error}): build again") from error
                self._documents = Documents(self._into)
                self.graphs = {name: count for name, count in found.graphs.items() if name}
            return self._documents

    def dated(self, settings: Settings, making: Making | None = None) -> DatedStore:
        """Its documents as of any day; it is closed with the rest.

        Args:
            settings: limits of making a state.
            making: makes the states; None: a thread of its own.
        """
        documents = self.documents()
        with self._lock:
            if self._dated is None:
                self._dated = _States(documents, self._into / QUADS, settings, making)
            return self._dated

    def close(self) -> None:
        """Remove what was unpacked."""
        with self._lock:
            if self._dated is not None:
                self._dated.close()
            self._dated = None
            if self._documents is not None:
                self._documents.close()
            self._documents = None
            shutil.rmtree(self._into, ignore_errors=True)


class Past:
    """The versions that a release knows, itself among them; threads may share it."""

    def __init__(self, release: Release) -> None:
        """Read the list of versions; a release that carries none has an empty one.

        Raises:
            ReleaseError: it carries one that cannot be read.
        """
        self._directory = release.directory
        self._own = release.version
        self.versions: Sequence[Version] = _read(release.directory / VERSIONS)
        path = release.directory / IDENTIFIERS
        self._known = SortedLines(path) if path.is_file() and path.stat().st_size else None
        self._releases = {
            one.version: open_release(place)
            for one in self.before
            if ((place := release.directory / f"{PAST}{one.version}") / MANIFEST).is_file()
        }
        self._books: OrderedDict[str, Book] = OrderedDict()
        self._lock = threading.Lock()
        self._folder = Path(tempfile.mkdtemp(prefix="nameplate-past-")) if self.before else None

    @property
    def published(self) -> list[Version]:
        """The published versions, oldest first."""
        return [one for one in self.versions if one.published]

    @property
    def before(self) -> list[Version]:
        """Those before the release itself, oldest first."""
        return [one for one in self.versions if one.version != self._own]

    def named(self, version: str) -> Version | None:
        """A version of the list."""
        return next((one for one in self.versions if one.version == version), None)

    def knowing(self, iri: str) -> list[Version]:
        """Which versions before the release itself have an answer for an identifier, oldest first."""
        names = {name.removeprefix(BURIED) for name in self._names(iri)}
        return [one for one in self.before if one.version in names]

    def describing(self, iri: str) -> list[Version]:
        """Those of them that describe it: in the others it was given up already."""
        names = self._names(iri)
        return [one for one in self.before if one.version in names]

    def _names(self, iri: str) -> set[str]:
        """The versions that know an identifier, as the release lists them."""
        if self._known is None or any(character in iri for character in " <>\n"):
            return set()
        start = f"<{iri}> ".encode(errors="surrogatepass")
        line = next(self._known.starting(start), b"")
        return set(line.removeprefix(start).decode().split())

    def changes(self, version: str) -> dict[str, Any]:
        """What changed in a version of the list, as `server.versions.readable` writes it.

        Raises:
            ReleaseError: the file is damaged.
        """
        return _json(self._directory / f"{CHANGES}{version}.json")

    def patch(self, version: str) -> Path:
        """Where the patch that makes a version is, if there is one."""
        return self._directory / f"{CHANGES}{version}.rdfp"

    def release(self, version: str) -> Release | None:
        """A version before the release itself as its manifest has it; None if that is not kept.

        Of the files that it lists those can be missing that cannot be made any more.
        """
        return self._releases.get(version)

    def packed(self, version: str) -> Path:
        """Where a version before the release itself is, as it was published."""
        return self._directory / f"{PAST}{version}{ENDING}"

    @contextmanager
    def lent(self, version: Version) -> Iterator[Book]:
        """A version before the release itself, to be read until the end of the block.

        Raises:
            ReleaseError: it is damaged.
        """
        assert self._folder is not None, "there is no version before"  # noqa: S101 (only listed ones are asked)
        with self._lock:
            book = self._books.get(version.version)
            if book is None:
                packed = self.packed(version.version)
                book = self._books[version.version] = Book(version, packed, self._folder / version.version)
            self._books.move_to_end(version.version)
            book.readers += 1
        try:
            yield book
        finally:
            with self._lock:
                book.readers -= 1
                for name, other in list(self._books.items()):
                    if len(self._books) > _OPEN and not other.readers:
                        del self._books[name]
                        other.close()

    @property
    def open(self) -> list[str]:
        """The versions that are unpacked, or about to be."""
        with self._lock:
            return list(self._books)

    def close(self) -> None:
        """Remove all that was unpacked."""
        with self._lock:
            for book in self._books.values():
                book.close()
            self._books.clear()
            if self._known is not None:
                self._known.close()
                self._known = None
            if self._folder is not None:
                shutil.rmtree(self._folder, ignore_errors=True)


def _read(path: Path) -> tuple[Version, ...]:
    if not path.is_file():
        return ()
    try:
        return tuple(
            Version(
                version=one["version"],
                iri=one["iri"],
                issued=date.fromisoformat(one["issued"]),
                published=one["published"],
                quads=one["quads"],
                sha256=one["sha256"],
                earlier=one["earlier"],
                counts=one["counts"],
                told=one,
            )
            for one in _json(path)["versions"][::-1]
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ReleaseError(path, f"is no list of versions ({error}): build again") from error


def _json(path: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ReleaseError(path, f"cannot be read ({error}): build again") from error
    return found
