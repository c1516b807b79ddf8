"""Files of lines in byte order: made of more lines than memory holds, and searched where they lie on disk."""

from __future__ import annotations

import heapq
import os
import tempfile
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from functools import lru_cache
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

#: Bytes of lines that are sorted at a time, and such runs that are open at once.
_RUN: Final = 32 * 1024 * 1024
_RUNS: Final = 128
#: Bytes of a file that a search takes as one.
_BLOCK: Final = 4096
#: Bytes that are read at a time: lines that begin in one block are mostly whole.
_READ: Final = 2 * _BLOCK
#: Bytes of a line that tell its place in the order, and such beginnings that are kept.
_PROBE: Final = 256
_KEYS: Final = 16_384
#: Bytes at the start of a block in which a line mostly begins, and its own beginning mostly is.
_LOOK: Final = 4 * _PROBE
#: Comes after every line of UTF-8.
_AFTER: Final = b"\xff"


def in_order(blocks: Iterable[bytes], *, run: int = _RUN, runs: int = _RUNS) -> Iterator[bytes]:
    """Every line of some blocks once, in byte order.

    Args:
        blocks: whole lines, each with its newline.
        run: bytes of lines that are held in memory; all others wait in nameless files.
        runs: how many such files are open at once.
    """
    with ExitStack() as held:
        waiting: list[IO[bytes]] = []
        lines: list[bytes] = []
        size = 0
        for block in blocks:
            lines += block.splitlines(keepends=True)
            size += len(block)
            if size >= run:
                if len(waiting) == runs:
                    waiting = [held.enter_context(_written(heapq.merge(*waiting)))]
                lines.sort()
                waiting.append(held.enter_context(_written(lines)))
                lines, size = [], 0
        lines.sort()
        last = b""
        for line in heapq.merge(*waiting, lines):
            if line != last:
                yield line
                last = line


def _written(lines: Iterable[bytes]) -> IO[bytes]:
    """Lines in a nameless file, to be read from its start."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the caller closes it)
    try:
        file.writelines(lines)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file


class SortedLines:
    """A file of lines in byte order, found by how they begin; threads may share it.

    In memory are only the beginnings of some thousand lines that a search came by, whatever the file's size.
    """

    def __init__(self, path: Path) -> None:
        """Open a file.

        Raises:
            OSError: there is none, or it cannot be read.
        """
        self._file = os.open(path, os.O_RDONLY)
        self._blocks = range(-(-os.fstat(self._file).st_size // _BLOCK))
        self._key = lru_cache(_KEYS)(self._beginning)

    def close(self) -> None:
        """Give the file back; what is asked afterwards fails."""
        os.close(self._file)

    def starting(self, start: bytes) -> Iterator[bytes]:
        """The lines that begin so, in order; `start` holds no newline."""
        for piece in self._pieces(start):
            yield from piece.splitlines(keepends=True)

    def block(self, start: bytes) -> bytes:
        """The same in one piece."""
        return b"".join(self._pieces(start))

    def _pieces(self, start: bytes) -> Iterator[bytes]:
        """The same, whole lines, as many in a piece as are read at a time."""
        block = max(0, bisect_left(self._blocks, start[:_PROBE], key=self._key) - 1)
        # the byte before, which ends a line where one begins in the block; else a line of nothing
        offset = block * _BLOCK - 1
        data = os.pread(self._file, _READ, offset) if block else b"\n" + os.pread(self._file, _READ, 0)
        offset += len(data)
        while (found := data.find(b"\n" + start)) < 0:
            last = data.rfind(b"\n", 0, -1)
            if last >= 0 and data[last + 1 :] > start and not start.startswith(data[last + 1 :]):
                return
            more = os.pread(self._file, _READ, offset)
            if not more:
                return
            offset += len(more)
            data = data[max(last, 0) :] + more
        data = data[found + 1 :]
        while True:
            end = 0
            while data.startswith(start, end) and (after := data.find(b"\n", end)) >= 0:
                end = after + 1
            if end:
                yield data[:end]
            if end < len(data) and not start.startswith(data[end : end + len(start)]):
                return
            more = os.pread(self._file, _READ, offset)
            if not more:
                return
            offset += len(more)
            data = data[end:] + more

    def _beginning(self, block: int) -> bytes:
        """The beginning of the first line that begins in a block or later; `_AFTER` where there is none."""
        data = os.pread(self._file, _LOOK, max(0, block * _BLOCK - 1))
        start = data.find(b"\n") + 1 if block else 0
        end = data.find(b"\n", start) + 1 if start or not block else 0
        if end or (start and len(data) - start >= _PROBE):
            return data[start : end or None][:_PROBE]
        return next(self._lines(block), _AFTER)[:_PROBE]  # long lines, or the last

    def _lines(self, block: int) -> Iterator[bytes]:
        """The lines from the first that begins in a block."""
        lines = BufferedReader(_From(self._file, max(0, block * _BLOCK - 1)), _BLOCK)
        if block:
            lines.readline()
        return iter(lines)


class _From(RawIOBase):
    """A file that others have open, read from an offset on."""

    def __init__(self, file: int, offset: int) -> None:
        self._file = file
        self._offset = offset

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        found = os.preadv(self._file, [buffer], self._offset)
        self._offset += found
        return found
