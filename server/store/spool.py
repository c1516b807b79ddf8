"""Where an answer is gathered until it is whole: in memory while it is small, then in a file without a name.

The file has no entry in any folder, so it is gone with the process that wrote it, however that ends. Answers
leave some of the disk free, whatever its size and however many there are.
"""

from __future__ import annotations

import contextlib
import errno
import io
import logging
import shutil
import tempfile
from collections.abc import Iterator
from types import TracebackType
from typing import IO, Final, Self

from server.errors import NoRoom

#: Bytes of an answer that are kept in memory.
IN_MEMORY: Final = 1024 * 1024
#: Bytes of the disk that answers leave free, and how often in an answer that is looked at.
RESERVE: Final = 256 * 1024 * 1024
_LOOK_EVERY: Final = 16 * 1024 * 1024

_log: Final = logging.getLogger(__name__)

_MESSAGE: Final = (
    "the server has no room now for an answer of this size; ask for less with LIMIT, or come back later"
)


class Spool:
    """Bytes that are written once, then read from the start."""

    def __init__(self) -> None:
        """Begin in memory."""
        self._file: IO[bytes] = io.BytesIO()
        self._on_disk = False
        self._next_look = 0
        self.length = 0

    def write(self, data: bytes) -> None:
        """Add bytes.

        Raises:
            NoRoom: the disk is full, or nearly so, or cannot be written.
        """
        if self._on_disk or self.length + len(data) > IN_MEMORY:
            self._write_to_disk(data)
        else:
            self._file.write(data)
        self.length += len(data)

    def whole(self) -> IO[bytes]:
        """The file at its start; it is the caller's from here on.

        Raises:
            NoRoom: the last bytes found no room.
        """
        if self._on_disk:
            with _told():
                self._file.seek(0)
        else:
            self._file.seek(0)
        return self._file

    def close(self) -> None:
        """Give up the memory or the file."""
        with contextlib.suppress(OSError):  # bytes that found no room are of no use any more
            self._file.close()

    def __enter__(self) -> Self:
        """The spool itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it after an error; a whole answer is the caller's."""
        if kind is not None:
            self.close()

    def _write_to_disk(self, data: bytes) -> None:
        with _told():
            if not self._on_disk:
                self._to_disk()
            if self.length >= self._next_look:
                self._look()
            self._file.write(data)

    def _to_disk(self) -> None:
        held = self._file
        self._look()
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 (handed on)
        self._on_disk = True
        held.seek(0)
        self._file.write(held.read())
        held.close()

    def _look(self) -> None:
        self._next_look = self.length + _LOOK_EVERY
        free = shutil.disk_usage(tempfile.gettempdir()).free
        if free < RESERVE:
            raise OSError(errno.ENOSPC, f"{free:,} bytes are free")


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """What goes wrong with the disk is told to the log as it is, and to the client as what it may do."""
    try:
        yield
    except OSError as error:
        _log.warning("an answer could not be written to %s: %s", tempfile.gettempdir(), error)
        raise NoRoom(_MESSAGE, retry_after=60) from error
