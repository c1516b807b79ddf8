"""The process that writes the files of a state (`server.store.dating`), as whoever starts it sees it."""

from __future__ import annotations

import subprocess
from pathlib import Path
from threading import Lock
from typing import Final

from server.errors import WorkerLost
from server.store.days import Period
from server.store.programs import start

#: Seconds of work that a state may take to be made, and of the clock.
_WORK: Final = 60
_CLOCK: Final = 120.0


class DatingProcess:
    """Writes one state at a time; another thread may close it meanwhile."""

    def __init__(self, quads: Path, memory: int) -> None:
        """Start nothing yet.

        Args:
            quads: file with the quads of the release.
            memory: bytes that the process may have.
        """
        self._quads = quads
        self._memory = memory
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False

    @property
    def is_running(self) -> bool:
        """Whether a state is being written."""
        return self._process is not None

    def write(self, path: Path, period: Period, niceness: int) -> bytes:
        """Have the file of a state written, with its documents beside it; the counts.

        Raises:
            WorkerLost: it was not.
        """
        with self._lock:
            if self._closed:
                raise WorkerLost("the server is stopping")
            process = self._process = start(
                "server.store.dating",
                *(self._quads, *(day.isoformat() for day in period), path, self._memory, _WORK, niceness),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        try:
            told, words = process.communicate(timeout=_CLOCK)
        except subprocess.TimeoutExpired:
            process.kill()
            told, words = process.communicate()
        with self._lock:
            self._process = None
        if process.returncode != 0:
            path.unlink(missing_ok=True)
            last_words = " ".join(words.decode("utf-8", "replace").split())[-300:]
            raise WorkerLost(
                f"the process that makes it ended with status {process.returncode}: {last_words}"
            )
        return told

    def close(self) -> None:
        """End what runs, and start nothing more; repeatable."""
        with self._lock:
            self._closed = True
            if self._process is not None:
                self._process.kill()
