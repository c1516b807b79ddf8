"""Files of lines in byte order: made of more lines than memory holds, and searched where they lie on disk."""

from __future__ import annotations

import heapq
import os
import tempfile
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from functools import lru_cache
from pathlib import Path
from typing import IO, Final

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
#: Bytes that are read at a time to get over a line that is long.
_MANY: Final = 256 * 1024
#: Beginnings that are kept of blocks at equal distances, from where a search goes on.
_SAMPLES: Final = 4096
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

    In memory are only the beginnings of some thousand lines, whatever the file's size: of some at equal
    distances, so that a search in a large file takes hardly longer, and of those that one came by.
    """

    def __init__(self, path: Path) -> None:
        """Open a file.

        Raises:
            OSError: there is none, or it cannot be read.
        """
        self._file = os.open(path, os.O_RDONLY)
        self._blocks = range(-(-os.fstat(self._file).st_size // _BLOCK))
        self._step = -(-len(self._blocks) // _SAMPLES) or 1
        self._samples: list[bytes] = []
        self._key = lru_cache(_KEYS)(self._beginning)

    def close(self) -> None:
        """Give the file back; what is asked afterwards fails."""
        os.close(self._file)

    def starting(self, start: bytes) -> Iterator[bytes]:
        """The lines that begin so, in order; `start` holds no newline."""
        for piece in self._pieces(start):
            yield from piece.splitlines(keepends=True)

    def since(self, start: bytes) -> Iterator[bytes]:
        """The lines from the first on that does not come before `start`, in order."""
        offset = self._before(start[:_PROBE]) * _BLOCK
        data = b""
        if offset:  # to the end of the line before, which may be the byte before
            offset, data = self._after(offset - 1)
            data = data[1:]
        while more := os.pread(self._file, _MANY, offset):
            offset += len(more)
            data += more
            end = data.rfind(b"\n") + 1
            yield from (line for line in data[:end].splitlines(keepends=True) if line >= start)
            data = data[end:]
        yield from (line for line in data.splitlines(keepends=True) if line >= start)

    def block(self, start: bytes) -> bytes:
        """The same in one piece."""
        return b"".join(self._pieces(start))

    def _pieces(self, start: bytes) -> Iterator[bytes]:
        """The same, whole lines, as many in a piece as are read at a time."""
        block = self._before(start[:_PROBE])
        # the byte before, which ends a line where one begins in the block; else a line of nothing
        offset = block * _BLOCK - 1
        data = os.pread(self._file, _READ, offset) if block else b"\n" + os.pread(self._file, _READ, 0)
        offset += len(data)
        while (found := data.find(b"\n" + start)) < 0:
            last = data.rfind(b"\n", 0, -1)
            line = data[last + 1 :]
            if last >= 0 and line > start and not start.startswith(line):
                return
            if last >= 0 and len(line) > len(start) and line[-1:] != b"\n":  # a long one, that comes before
                offset, data = self._after(offset)
                if not data:
                    return
                continue
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

    def _before(self, start: bytes) -> int:
        """The last block of which the first line comes before all that begin so; else the first."""
        if not self._samples:
            self._samples = [self._beginning(block) for block in self._blocks[:: self._step]]
        place = bisect_left(self._samples, start)
        low, high = max(0, place - 1) * self._step, min(place * self._step, len(self._blocks))
        return max(0, bisect_left(self._blocks, start, low, high, key=self._key) - 1)

    def _beginning(self, block: int) -> bytes:
        """The beginning of the first line that begins in a block or later; `_AFTER` where there is none."""
        offset = max(0, block * _BLOCK - 1)
        data = os.pread(self._file, _LOOK, offset)
        start = data.find(b"\n") + 1 if block else 0
        if block and not start:  # in the middle of a long line
            offset, data = self._after(offset + len(data))
            if not data:
                return _AFTER
            offset, start = offset - len(data), 1
        if len(data) - start < _PROBE:
            data, start = os.pread(self._file, _PROBE, offset + start), 0
        end = data.find(b"\n", start) + 1
        return data[start : end or None][:_PROBE] or _AFTER

    def _after(self, offset: int) -> tuple[int, bytes]:
        """What comes from the end of a line on, some of it, and where that ends; nothing if that is all."""
        while more := os.pread(self._file, _MANY, offset):
            offset += len(more)
            cut = more.find(b"\n")
            if cut >= 0:
                return offset, more[cut:]
        return offset, b""
