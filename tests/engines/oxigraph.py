"""A real Oxigraph server in memory: the engine that is built in, behind its own HTTP."""

from __future__ import annotations

import contextlib
import subprocess
import sysconfig
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tests.running import PATIENCE, free_port

_PROGRAM = Path(sysconfig.get_path("scripts")) / "oxigraph"


@contextlib.contextmanager
def running_oxigraph(port: int | None = None) -> Iterator[str]:
    """Run an empty Oxigraph server until it is killed; the address of its endpoint is given.

    Args:
        port: of loopback, where it is to have a certain one.

    Raises:
        AssertionError: it did not start.
    """
    port = port or free_port()
    base = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [str(_PROGRAM), "serve", "--bind", f"127.0.0.1:{port}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + PATIENCE
        while not _answers(base):
            assert time.monotonic() < deadline, "the Oxigraph server was not ready"
            assert server.poll() is None, f"the Oxigraph server ended with {server.poll()}"
            time.sleep(0.05)
        yield base + "/query"
    finally:
        server.kill()
        server.wait()


def _answers(base: str) -> bool:
    try:
        with urllib.request.urlopen(base + "/query?query=ASK%7B%7D", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
