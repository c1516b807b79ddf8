"""What processes cost, as Linux counts it: processor time and memory of a process and all below it."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Final

_PROC: Final = Path("/proc")
#: How Linux makes the clock of a process out of its id (`clock_getcpuclockid`).
_SHIFT: Final = 3
_SCHED: Final = 2
#: Places of `cutime` and `cstime` after the name of a process in `stat` (proc_pid_stat(5), fields 16 and 17).
_CUTIME: Final = 13
_CSTIME: Final = 14


def tree(root: int) -> list[int]:
    """A process and all below it."""
    below: dict[int, list[int]] = {}
    for path in _PROC.iterdir():
        if path.name.isdigit():
            try:
                parent = int((path / "stat").read_text(errors="replace").rpartition(")")[2].split()[1])
            except (OSError, IndexError):  # it has ended
                continue
            below.setdefault(parent, []).append(int(path.name))
    found = [root]
    for process in found:
        found += below.get(process, [])
    return found


def processor_times(root: int) -> dict[int, float]:
    """Seconds of processor time that each process of a tree has had, to the nanosecond."""
    found = {}
    for process in tree(root):
        try:
            found[process] = time.clock_gettime_ns((~process << _SHIFT) | _SCHED) / 1e9
        except OSError:  # it has ended
            continue
    return found


def spent(before: dict[int, float], after: dict[int, float]) -> float:
    """Seconds of processor time between two readings; what a process that ended meanwhile had is lost."""
    return sum(seconds - before.get(process, 0.0) for process, seconds in after.items())


def ended(root: int) -> float:
    """Seconds of processor time that the children of a tree had which have ended and were waited for."""
    total = 0.0
    for process in tree(root):
        try:
            fields = (_PROC / str(process) / "stat").read_text(errors="replace").rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        total += sum(map(int, fields[_CUTIME : _CSTIME + 1])) / os.sysconf("SC_CLK_TCK")
    return total


def memory(root: int) -> int:
    """Bytes that the processes of a tree hold, pages that are shared by n counted at one n-th (PSS)."""
    total = 0
    for process in tree(root):
        try:
            lines = (_PROC / str(process) / "smaps_rollup").read_text().splitlines()
        except OSError:  # it has ended
            continue
        total += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return total
