"""nginx with files of its own, as the measure of what sending finished bytes costs."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bench.engines import EngineError, process, wait_for
from tests.running import free_port

_PATIENCE: Final = 20.0

#: Files from the disk by `sendfile`, entity tags, no log; connections are kept as long as clients want.
_CONFIGURATION: Final = """\
{user}
worker_processes {workers};
daemon off;
pid {home}/nginx.pid;
error_log {home}/error.log;
events {{}}
http {{
    types {{}}
    default_type application/octet-stream;
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 100000000;
    client_body_temp_path {home}/body;
    proxy_temp_path {home}/proxy;
    fastcgi_temp_path {home}/fastcgi;
    uwsgi_temp_path {home}/uwsgi;
    scgi_temp_path {home}/scgi;
    server {{
        listen 127.0.0.1:{port};
        root {root};
    }}
}}
"""


@contextlib.contextmanager
def nginx(files: Mapping[str, bytes | Path]) -> Iterator[tuple[int, int]]:
    """Serve these files by nginx.

    Args:
        files: name → its bytes, or where they are.

    Yields:
        Its port, and the id of the process at the top.

    Raises:
        EngineError: it is not installed, or did not start.
    """
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        raise EngineError("nginx is not installed (Debian: apt install nginx-light)")
    with TemporaryDirectory(prefix="bench-nginx-") as folder:
        home, root, port = Path(folder), Path(folder) / "root", free_port()
        root.mkdir()
        for name, content in files.items():
            if isinstance(content, Path):
                (root / name).symlink_to(content.resolve())
            else:
                (root / name).write_bytes(content)
        user = "" if os.geteuid() else "user root;"  # else the worker could not read the folder
        told = _CONFIGURATION.format(home=home, root=root, port=port, user=user, workers=os.cpu_count() or 1)
        (home / "nginx.conf").write_text(told, encoding="utf-8")
        with process([program, "-p", folder, "-c", home / "nginx.conf"]) as server:
            wait_for("nginx", server, lambda: _listens(port), _PATIENCE)
            yield port, server.pid


def _listens(port: int) -> bool:
    socket.create_connection(("127.0.0.1", port), 1).close()
    return True
