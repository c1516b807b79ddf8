"""Results kept in a folder by what they follow from, so that a build works out only what is new."""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path
from typing import Final

from server.packing import DAMAGED, BadPacking, unpacked, zstd

_ENDING: Final = ".zst"
#: Bytes that one result may have.
_LIMIT: Final = 1 << 30
#: Zstandard's level for what is read by the next build alone.
_LEVEL: Final = 3


class Kept:
    """Results by key, in a folder that may be removed at any time.

    The folder only saves time: a file in it that is damaged, or cannot be written, is passed over.
    """

    def __init__(self, folder: Path) -> None:
        """Keep results in a folder, which need not exist."""
        self._folder = folder
        self._used: set[str] = set()

    def get(self, key: str) -> bytes | None:
        """The result that was kept under a key, if it is whole."""
        with contextlib.suppress(BadPacking, OSError, *DAMAGED):
            found = unpacked(self._path(key), _LIMIT)
            if found[:64] == _sum(found[65:]):
                self._used.add(key)
                return found[65:]
        return None

    def put(self, key: str, result: bytes) -> None:
        """Keep a result."""
        self._used.add(key)
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            fresh = self._path(key).with_suffix(f".{os.getpid()}")
            fresh.write_bytes(zstd(_sum(result) + b"\n" + result, _LEVEL))
            fresh.replace(self._path(key))

    def tidy(self) -> None:
        """Remove what was neither read nor written."""
        with contextlib.suppress(OSError):
            for path in self._folder.iterdir():
                if path.name.removesuffix(_ENDING) not in self._used:
                    path.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self._folder / (key + _ENDING)


def _sum(data: bytes) -> bytes:
    return hashlib.sha256(data).hexdigest().encode()
