"""What the server's own processes, each beside the one that answers, do to themselves when they begin."""

from __future__ import annotations

import contextlib
import ctypes
import resource
import signal
import sys
from pathlib import Path
from typing import Final

MEGABYTE: Final = 1024 * 1024

_PR_SET_PDEATHSIG: Final = 1
_PAGE: Final = resource.getpagesize()


def end_with_parent() -> None:
    """Have the kernel end this process with the server, where it can (Linux); elsewhere the deadline does."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def go_first() -> None:
    """Have the kernel end this process, and not the server, when the memory of all is short (Linux)."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("500", encoding="ascii")


def limit_memory(growth: int) -> None:
    """Let the address space grow by so many bytes and no more; without /proc the limit is on all of it."""
    size = 0
    with contextlib.suppress(OSError):
        size = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * _PAGE
    resource.setrlimit(resource.RLIMIT_AS, (size + growth, size + growth))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file of a gigabyte helps nobody


def limit(megabytes: str, seconds: str) -> None:
    """Bound what this process takes from now on, as its arguments say: memory, and processor time."""
    limit_memory(int(megabytes) * MEGABYTE)
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
