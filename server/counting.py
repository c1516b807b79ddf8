"""What a file of sorted N-Quads holds, counted while it is written, in memory that does not grow with it.

A triple that stands in several graphs counts once. Terms count as they are written: `"01"^^xsd:integer` and
`"1"^^xsd:integer` are two.
"""

from __future__ import annotations

import tempfile
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import IO, Final, TypeAlias

from server.names import PREFIXES

#: A line: subject, predicate, object; the object again where it is an IRI or a blank node; graph where named.
Line: TypeAlias = tuple[bytes, bytes, bytes, bytes, bytes]

#: Classes, and properties, up to which each is counted by itself.
EACH: Final = 100_000
#: Classes of which members are kept, and how many of each.
LISTING: Final = 1_000
MEMBERS: Final = 60
#: Pages of things between the IRIs that are kept to find one's way among them.
PAGES: Final = 45_000

_TYPE: Final = f"<{PREFIXES['rdf']}type>".encode()
#: Hashes that are held in memory, and ranges of them that are compared one after the other.
_HELD: Final = 250_000
_RANGES: Final = 256
_EDGES: Final = tuple((n << 56) - (1 << 63) for n in range(1, _RANGES))
_SIZE: Final = array("q").itemsize


@dataclass(frozen=True)
class Counted:
    """What there is.

    Attributes:
        triples: different triples, whatever their graphs.
        subjects, objects: different terms in those places.
        entities: subjects with an IRI that begins with the base, or with any where there is no base.
        classes, properties: different ones; a class with a blank node for a name is none.
        by_class: class → its members; empty where there are more than `EACH`.
        by_property: property → its triples; likewise.
        members: class → the first `MEMBERS` entities of it, of `LISTING` classes at most.
        starts: of the entities under the base with a page of their own, in order, each `PAGES`th: what `#`
            sets apart is no page. Empty without a base.
    """

    triples: int = 0
    subjects: int = 0
    objects: int = 0
    entities: int = 0
    classes: int = 0
    properties: int = 0
    by_class: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    by_property: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    members: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    starts: tuple[str, ...] = ()


class Distinct:
    """How many different terms there are, told apart by hashes of 64 bits.

    Two of ten million terms share one with a chance of three in a million; who chooses the terms does not
    know the key of the hashes. Those that memory does not hold wait in a nameless file.
    """

    def __init__(self, held: int = _HELD) -> None:
        """Hold so many in memory."""
        self._limit = held
        self._held: set[int] = set()
        self._file: IO[bytes] | None = None
        self._runs: list[tuple[int, ...]] = []

    def close(self) -> None:
        """Give the file back."""
        if self._file is not None:
            self._file.close()

    def add(self, terms: Iterable[bytes]) -> None:
        """Take terms into account.

        Raises:
            OSError: there is no room for the file.
        """
        self._held.update(map(hash, terms))
        if len(self._held) > self._limit:
            self._spill()

    def count(self) -> int:
        """How many there are."""
        if self._file is None:
            return len(self._held)
        self._spill()
        total = 0
        for number in range(_RANGES):
            found: set[int] = set()
            for run in self._runs:
                self._file.seek(run[number] * _SIZE)
                part = array("q")
                part.frombytes(self._file.read((run[number + 1] - run[number]) * _SIZE))
                found.update(part)
            total += len(found)
        return total

    def _spill(self) -> None:
        """Write what is held, in order, and keep where each range of it begins."""
        values = array("q", sorted(self._held))
        self._held = set()
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 (`close` closes it)
        start = self._runs[-1][-1] if self._runs else 0
        ends = [start + bisect_left(values, edge) for edge in _EDGES]
        self._runs.append((start, *ends, start + len(values)))
        self._file.seek(start * _SIZE)
        self._file.write(values.tobytes())


class _Terms:
    """How often each term occurs, for as long as they are few; and how many there are."""

    def __init__(self, each: int) -> None:
        self._limit = each
        self.each: Counter[bytes] | None = Counter()
        self._distinct = Distinct()

    def close(self) -> None:
        self._distinct.close()

    def add(self, terms: Collection[bytes]) -> None:
        if self.each is None:
            self._distinct.add(terms)
            return
        self.each.update(terms)
        if len(self.each) > self._limit:
            self._distinct.add(self.each)
            self.each = None

    def count(self) -> int:
        return self._distinct.count() if self.each is None else len(self.each)

    def names(self) -> dict[str, int]:
        """Each with its number, in order of the IRIs."""
        return {term[1:-1].decode(): count for term, count in sorted((self.each or {}).items())}


class Tally:
    """What was counted so far of lines in byte order."""

    def __init__(self, base: str | None = None, *, each: int = EACH, pages: int | None = None) -> None:
        """Count; with a base, things under it are the entities.

        Args:
            base: what IRIs of entities begin with.
            each: classes, and properties, up to which each is counted.
            pages: as `PAGES`, which it is unless given.
        """
        self._start = f"<{base or ''}".encode()
        self._has_pages = bool(base)
        self._step = pages or PAGES
        self._triples = self._subjects = self._entities = self._pages = 0
        self._objects = Distinct()
        self._classes, self._properties = _Terms(each), _Terms(each)
        self._members: dict[bytes, list[bytes]] = {}
        self._starts: list[bytes] = []
        self._page = b""

    def close(self) -> None:
        """Give temporary files back."""
        for part in (self._objects, self._classes, self._properties):
            part.close()

    def add(self, lines: Collection[Line]) -> None:
        """Count lines, with all of each subject's together.

        Raises:
            OSError: there is no room for temporary files.
        """
        if len({line[4] for line in lines}) > 1:
            lines = {line[:3]: line for line in lines}.values()
        self._triples += len(lines)
        self._properties.add([line[1] for line in lines])
        self._objects.add([line[2] for line in lines])
        subjects = dict.fromkeys([line[0] for line in lines])
        self._subjects += len(subjects)
        entities = [subject for subject in subjects if subject.startswith(self._start)]
        self._entities += len(entities)
        typed = [(line[2], line[0]) for line in lines if line[1] == _TYPE and line[3].startswith(b"<")]
        self._classes.add([kind for kind, _ in typed])
        for kind, subject in typed:
            self._list(kind, subject)
        if self._has_pages:
            for subject in entities:
                self._turn(subject)

    def counted(self) -> Counted:
        """What there is, once all lines were added."""
        return Counted(
            self._triples,
            self._subjects,
            self._objects.count(),
            self._entities,
            self._classes.count(),
            self._properties.count(),
            self._classes.names(),
            self._properties.names(),
            {_iri(kind): tuple(map(_iri, things)) for kind, things in self._members.items()},
            tuple(map(_iri, self._starts)),
        )

    def _list(self, kind: bytes, subject: bytes) -> None:
        """Keep a member of a class, if few are kept."""
        listed = self._members.get(kind)
        if listed is None:
            if len(self._members) == LISTING:
                return
            listed = self._members[kind] = []
        if len(listed) < MEMBERS and subject.startswith(self._start):
            listed.append(subject)

    def _turn(self, subject: bytes) -> None:
        """Count the page that an entity is told of on."""
        page = subject.rstrip(b">").partition(b"#")[0]
        if page != self._page:
            if self._pages % self._step == 0:
                self._starts.append(subject)
            self._pages += 1
            self._page = page


def _iri(term: bytes) -> str:
    return term[1:-1].decode()
