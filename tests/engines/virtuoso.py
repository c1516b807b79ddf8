"""A real Virtuoso, on a database of its own: a second engine, written by other people."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from SPARQLWrapper import CSV, POST, SPARQLWrapper

from bench.virtuoso import Database
from tests.queries.catalogue import Table, table
from tests.running import PATIENCE, free_port

#: 512 reads N-Quads: each line says which graph it belongs to, and the graph named here stays empty.
_LOAD = "DB.DBA.TTLP(file_to_string_output('{quads}'), '', 'urn:unused', 512);"


@contextlib.contextmanager
def running_virtuoso(
    quads: Path | None = None, *, rows: int = 100_000, commands: Sequence[str] = ()
) -> Iterator[str]:
    """Run Virtuoso on a database of its own; the address of its endpoint is given.

    Args:
        quads: N-Quads file that it holds; None: it is empty but for its own graphs.
        rows: of an answer, at most; what is beyond is left out.
        commands: in SQL, which it is told in the end.

    Raises:
        AssertionError: it did not start, or could not load the file.
    """
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder), free_port(), free_port())
        server = subprocess.Popen(
            ["virtuoso-t", *database.set_up(rows=rows)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
        )
        try:
            _wait_until_ready(server, database)
            if quads is not None:
                loaded = database.files / "release.nq"
                shutil.copy(quads, loaded)
                commands = [_LOAD.format(quads=loaded), *commands]
            for command in commands:
                done = database.told(command)
                assert done.returncode == 0, done.stdout + done.stderr
                assert "*** Error" not in done.stdout, done.stdout
            yield f"http://127.0.0.1:{database.http}/sparql"
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


def _wait_until_ready(server: subprocess.Popen[bytes], database: Database) -> None:
    """Return once the engine takes commands."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        if database.told("select 1;").returncode == 0:
            return
        time.sleep(0.2)
    log = database.home / "virtuoso.log"
    said = log.read_text(errors="replace") if log.exists() else "nothing"
    raise AssertionError(f"Virtuoso was not ready (exit status {server.poll()}); it said:\n{said}")
