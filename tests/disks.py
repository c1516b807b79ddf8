"""A small disk of a test's own, which can be full: a file system in memory, seen by nobody else."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

#: In a mount namespace of its own; as whoever may mount there, which needs no privilege on most systems.
_UNSHARED: Final = ("unshare", "--mount", "--map-root-user")
#: Says that the disk is there, and keeps it until nobody writes to it any more.
_HOLD: Final = 'mount -t tmpfs -o "size=$1m" none "$0" && echo there && exec cat'


@dataclass(frozen=True)
class Disk:
    """A disk.

    Attributes:
        folder: where it is; the path leads through the process that holds it.
    """

    folder: Path

    def fill(self, but: int = 0) -> None:
        """Leave no byte free, or so many."""
        with self._filler.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, shutil.disk_usage(self.folder).free - but)
        assert shutil.disk_usage(self.folder).free == but

    def free(self) -> None:
        """Give the room back."""
        self._filler.unlink()

    @property
    def _filler(self) -> Path:
        return self.folder / "filler"


def can_mount() -> bool:
    """Whether this system lets the tests have disks of their own."""
    if shutil.which(_UNSHARED[0]) is None:
        return False
    command = [*_UNSHARED, "mount", "-t", "tmpfs", "none", tempfile.gettempdir()]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@contextlib.contextmanager
def small_disk(under: Path, megabytes: int) -> Iterator[Disk]:
    """A disk of so many megabytes, gone at the end with all that is on it.

    Args:
        under: an empty folder, in which nothing shows.
        megabytes: its size.
    """
    command = [*_UNSHARED, "sh", "-c", _HOLD, str(under), str(megabytes)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"there\n", "the disk was not mounted"
        yield Disk(Path(f"/proc/{holder.pid}/root") / under.relative_to("/"))
        holder.stdin.close()
