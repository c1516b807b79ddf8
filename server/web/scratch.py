"""A folder for temporary files that goes with the server, however the server ends."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_PREFIX: Final = "nameplate-serve-"
_LOCK: Final = "lock"
_MADE: Final = "lock.made"


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """A new folder, removed at the end; those of servers that were killed before are removed at the start.

    A server holds a lock in its folder while one of its processes lives, so nobody takes it for left over.
    The lock has its name only once it is held, as others may look at any moment.
    """
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        if _left_over(folder):
            shutil.rmtree(folder, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=_PREFIX) as name:
        made = Path(name) / _MADE
        lock = os.open(made, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            made.rename(made.with_name(_LOCK))
            yield Path(name)
        finally:
            os.close(lock)


def _left_over(folder: Path) -> bool:
    """Whether nobody holds the lock of a folder; one without a lock, or of somebody else's, is let be."""
    try:
        lock = os.open(folder / _LOCK, os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    else:
        return True
    finally:
        os.close(lock)
