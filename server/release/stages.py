"""The stages of a build, told while they go on."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeAlias

#: Takes one line about a stage that has ended.
Progress: TypeAlias = Callable[[str], None]


class Stages:
    """Tells each stage as it ends, with the seconds since the start."""

    def __init__(self, progress: Progress) -> None:
        """Start the clock; only what is told depends on it."""
        self._progress = progress
        self._start = time.monotonic()

    def done(self, stage: str, result: str) -> None:
        """Tell that a stage has ended and what came of it."""
        self._progress(f"{time.monotonic() - self._start:6.1f} s  {stage}: {result}")


def several(count: int, what: str) -> str:
    """A count with its noun: `1 file`, `2 files`."""
    return f"{count} {what}{'' if count == 1 else 's'}"
