"""Building a release and running a server for tests, by the same commands that people use."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock

#: Seconds in which a server must be ready, and in which it must have ended; far above what is promised,
#: so that a busy machine does not fail tests that are about something else.
PATIENCE = 60


def built_release(root: Path, out: Path) -> Path:
    """Build the files under a root into `out` and give the directory of the release.

    Raises:
        AssertionError: the build failed; the message holds what it printed.
    """
    command = [sys.executable, "-m", "server", "build", "--out", str(out)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (
        f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
    )
    return out / (out / "current").read_text(encoding="utf-8").strip()


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], Path]) -> Path:
    """What is made in a folder by the first who needs it, for all who run side by side; nobody changes it.

    Args:
        factory: of temporary folders.
        name: of the folder.
        make: takes the folder, and gives the path of what it made in it.
    """
    folder = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # which all of them have
    made = folder / f"{name}.made"
    with FileLock(folder / f"{name}.lock"):
        if not made.exists():
            place = folder / name
            place.mkdir()
            made.write_text(str(make(place)), encoding="utf-8")
    return Path(made.read_text(encoding="utf-8"))


def point(out: Path, name: str | bytes) -> None:
    """Have `current` name a release, in one step as the build does it; bytes are written as they are."""
    new = out / ".current"
    new.write_bytes(name if isinstance(name, bytes) else f"{name}\n".encode())
    new.replace(out / "current")


def alive(pid: int) -> bool:
    """Whether a process runs: it is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def eventually(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.005)


def free_port() -> int:
    """A port on loopback that nothing listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextlib.contextmanager
def running_server(*arguments: str) -> Iterator[str]:
    """Run `nameplate serve` with these arguments; the address is given once it is ready.

    Raises:
        AssertionError: it ended before it was ready, was not ready in time, or did not end on SIGTERM.
    """
    with running_process(*arguments) as (url, _):
        yield url


@contextlib.contextmanager
def running_process(*arguments: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The same, and the process, which leads a group of its own and may be ended by any means.

    Raises:
        AssertionError: as above.
    """
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "server", "serve", "--port", str(port), *arguments]
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
        try:
            _wait_until_ready(url, process, log.fileno())
            yield url, process
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                raise AssertionError("the server did not end on SIGTERM") from None


def _wait_until_ready(url: str, process: subprocess.Popen[bytes], log: int) -> None:
    """Return once `/readyz` answers 200."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        ended = process.poll()
        if _ready(url):
            return
        if ended is not None:
            break
        time.sleep(0.05)
    os.lseek(log, 0, os.SEEK_SET)
    said = os.read(log, 20_000).decode(errors="replace")
    raise AssertionError(f"the server was not ready (exit status {process.poll()}); it said:\n{said}")


def _ready(url: str) -> bool:
    """Whether `/readyz` answers 200 now."""
    try:
        with urllib.request.urlopen(url + "/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
