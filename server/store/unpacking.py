"""Packed files of other people, read within bounds: a megabyte can unpack to a gigabyte of nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, cast

from server.errors import StartError
from server.packing import opened, packed

_MEGABYTE: Final = 1024 * 1024

#: Times its size that a packed file may have, unpacked. RDF comes to 5 to 60.
TIMES: Final = 100
#: Bytes that any may have, unpacked.
ALWAYS: Final = 64 * _MEGABYTE
#: Bytes that may be read before the next of what is in them is there: so much waits in memory.
STRETCH: Final = 256 * _MEGABYTE


class _Bounded:
    """A packed file as it is read, by whoever asks for bytes of it."""

    def __init__(self, file: IO[bytes], path: Path, *, most: int, stretch: int) -> None:
        """Read from the start of `file`.

        Args:
            file: unpacks as it is read.
            path: what it is called where it is told that it is too large.
            most: bytes that it may have in all.
            stretch: bytes that may be read without anything coming of them.
        """
        self._file = file
        self._path = path
        self._most = most
        self._stretch = stretch
        self._read = 0
        self._begun = 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes, none at the end.

        Raises:
            StartError: there are more than there may be.
        """
        data = self._file.read(size)
        self._read += len(data)
        if self._read > self._most:
            raise StartError(
                f"{self._path}: unpacks to more than {self._most // _MEGABYTE} MB, {TIMES} times its size, "
                "which data hardly do: if it is meant so, unpack it and serve the file that comes of it"
            )
        if self._read - self._begun > self._stretch:
            raise StartError(
                f"{self._path}: has {self._stretch // _MEGABYTE} MB in which there are not a thousand "
                "statements: if it is meant so, unpack it and serve the file that comes of it"
            )
        return data

    def begin(self) -> None:
        """Something came of what was read so far."""
        self._begun = self._read


@contextmanager
def unpacking(path: Path) -> Iterator[tuple[IO[bytes], Callable[[], None]]]:
    """A file to read, unpacked on the way, and within bounds, if its name says that it is packed.

    With it what is to be called whenever something came of what was read so far.

    Raises:
        OSError: it cannot be read; reading raises that, too, or one of `server.packing.DAMAGED`.
    """
    with opened(path) as file:
        if packed(path.name.lower()):
            most = max(ALWAYS, TIMES * path.stat().st_size)
            bounded = _Bounded(file, path, most=most, stretch=STRETCH)
            yield cast("IO[bytes]", bounded), bounded.begin
        else:
            yield file, lambda: None
