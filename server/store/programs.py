"""How the server's own programs, each a process of its own, are started."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import server


def environment() -> dict[str, str]:
    """The variables of this process, with the package found where this process found it."""
    root = str(Path(server.__file__).parent.parent)
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))}


def command(module: str, *arguments: object) -> list[str]:
    """The words by which a module of ours is run as a program; nothing in the working directory is loaded."""
    return [sys.executable, "-P", "-m", module, *map(str, arguments)]


def start(
    module: str,
    *arguments: object,
    stdin: int,
    stdout: int | None = None,
    stderr: int | None = None,
    more: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a module of ours as a program.

    Args:
        module: its name.
        arguments: words for it.
        stdin: descriptor, as `subprocess.Popen` has it; so are `stdout` and `stderr`.
        stdout: likewise.
        stderr: likewise.
        more: variables beside those of this process.

    Raises:
        OSError: the system gives no process or no descriptors.
    """
    return subprocess.Popen(  # noqa: S603 (our own module, with words of ours)
        command(module, *arguments),
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        env={**environment(), **(more or {})},
    )


def run(
    module: str, *arguments: object, given: bytes = b"", seconds: float | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run a module of ours as a program to its end.

    Args:
        module: its name.
        arguments: words for it.
        given: its standard input.
        seconds: after which it is ended; None: it takes as long as it takes.

    Raises:
        subprocess.TimeoutExpired: it was ended.
    """
    return subprocess.run(  # noqa: S603 (our own module, with words of ours)
        command(module, *arguments),
        input=given,
        capture_output=True,
        env=environment(),
        timeout=seconds,
        check=False,
    )
