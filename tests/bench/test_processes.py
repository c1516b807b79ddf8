"""What processes are found to cost."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from bench.processes import ended, memory, processor_times, tree

_WORK = "import time\nwhile time.process_time() < 0.3: pass"
_PARENT = f"""
import subprocess, sys
subprocess.run([sys.executable, "-c", {_WORK!r}], check=True)
print("done", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def parent() -> Iterator[subprocess.Popen[str]]:
    """A process whose child has worked for 0.3 seconds of processor time and has ended."""
    with subprocess.Popen(
        [sys.executable, "-c", _PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "done\n"
        yield process
        process.kill()


def test_a_child_that_ended_is_counted(parent: subprocess.Popen[str]) -> None:
    """What a child had that has ended stands in no living process, and is found all the same."""
    assert tree(parent.pid) == [parent.pid]
    assert sum(processor_times(parent.pid).values()) < 0.3
    assert 0.28 <= ended(parent.pid) < 1


def test_children_are_in_the_tree() -> None:
    """A process counts with all that it began; one that has gone counts nothing."""
    code = (
        f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {'import time; time.sleep(60)'!r}])"
    )
    with subprocess.Popen([sys.executable, "-c", code]) as process:
        for _ in range(500):
            if len(found := tree(process.pid)) == 2:
                break
            time.sleep(0.02)
        assert len(found) == 2
        assert memory(process.pid) > 5_000_000
        for one in reversed(found):
            subprocess.run(["kill", "-9", str(one)], check=False)
    assert ended(process.pid) == 0
    assert processor_times(process.pid) == {}
