"""A real Virtuoso, on a database of its own: a second engine, written by other people."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from string import Template

from SPARQLWrapper import CSV, POST, SPARQLWrapper

from tests.queries.catalogue import Table, table
from tests.running import PATIENCE, free_port

#: Small buffers, loopback only, nothing of its own but the database.
_SETTINGS = Template("""\
[Database]
DatabaseFile = $home/virtuoso.db
ErrorLogFile = $home/virtuoso.log
LockFile = $home/virtuoso.lck
TransactionFile = $home/virtuoso.trx
xa_persistent_file = $home/virtuoso.pxa
[TempDatabase]
DatabaseFile = $home/virtuoso-temp.db
TransactionFile = $home/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:$sql
DirsAllowed = $files
NumberOfBuffers = 20000
MaxDirtyBuffers = 12000
[HTTPServer]
ServerPort = 127.0.0.1:$http
ServerRoot = $home
[SPARQL]
ResultSetMaxRows = $rows
""")

#: 512 reads N-Quads: each line says which graph it belongs to, and the graph named here stays empty.
_LOAD = "DB.DBA.TTLP(file_to_string_output('{quads}'), '', 'urn:unused', 512);"

#: Name and password that a new database begins with.
OWNER = ("dba", "dba")


@contextlib.contextmanager
def running_virtuoso(quads: Path | None = None, *, rows: int = 100_000) -> Iterator[str]:
    """Run Virtuoso on a database of its own; the address of its endpoint is given.

    Args:
        quads: N-Quads file that it holds; None: it is empty but for its own graphs.
        rows: of an answer, at most; what is beyond is left out.

    Raises:
        AssertionError: it did not start, or could not load the file.
    """
    with tempfile.TemporaryDirectory() as folder:
        home, sql, http = Path(folder), free_port(), free_port()
        files = home / "files"
        files.mkdir()
        settings = home / "virtuoso.ini"
        settings.write_text(_SETTINGS.substitute(home=home, files=files, sql=sql, http=http, rows=rows))
        server = subprocess.Popen(
            ["virtuoso-t", "+foreground", "+configfile", str(settings)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=home,
        )
        try:
            _wait_until_ready(server, home, sql)
            if quads is not None:
                shutil.copy(quads, files / "release.nq")
                _run(sql, _LOAD.format(quads=files / "release.nq"))
            yield f"http://127.0.0.1:{http}/sparql"
        finally:
            server.kill()
            server.wait()


def in_virtuoso(endpoint: str, text: str) -> Table:
    """Ask Virtuoso by POST, with the union of its graphs as the default graph, for an answer in CSV."""
    client = SPARQLWrapper(endpoint, returnFormat=CSV)
    client.setMethod(POST)
    client.setTimeout(PATIENCE)
    client.setQuery(text)
    answer = client.queryAndConvert()
    assert isinstance(answer, bytes)
    return table(answer.decode("utf-8"))


def _run(port: int, command: str) -> None:
    done = _isql(port, command)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "*** Error" not in done.stdout, done.stdout


def _isql(port: int, command: str) -> subprocess.CompletedProcess[str]:
    """Run a command as the engine's owner."""
    line = ["isql-vt", f"127.0.0.1:{port}", *OWNER, "ERRORS=STDOUT", f"EXEC={command}"]
    return subprocess.run(line, capture_output=True, text=True, check=False, env={**os.environ, "LANG": "C"})


def _wait_until_ready(server: subprocess.Popen[bytes], home: Path, port: int) -> None:
    """Return once the engine takes commands."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        if _isql(port, "select 1;").returncode == 0:
            return
        time.sleep(0.2)
    log = home / "virtuoso.log"
    said = log.read_text(errors="replace") if log.exists() else "nothing"
    raise AssertionError(f"Virtuoso was not ready (exit status {server.poll()}); it said:\n{said}")
