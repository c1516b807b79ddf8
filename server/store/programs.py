"""What the server's own programs, each a process of its own, are started with."""

from __future__ import annotations

import os
from pathlib import Path

import server


def environment() -> dict[str, str]:
    """The variables of this process, with the package found where this process found it."""
    root = str(Path(server.__file__).parent.parent)
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))}
