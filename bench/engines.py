"""The engines that are compared: each is started on a file, answers queries at an address, and is stopped."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Final

from pyoxigraph import RdfFormat, parse, serialize

from bench.clients import RESULTS, Address, ask
from bench.processes import ended, processor_times
from bench.virtuoso import Database
from server.store.embedded import IN_MEMORY
from tests.running import free_port

#: Where `make bench` installs the peers, as bench/requirements.lock says.
PEERS: Final = Path(__file__).resolve().parent.parent / "build" / "bench" / "peers" / "bin"
#: Seconds in which an engine must have loaded its data.
_PATIENCE: Final = 1800.0
_LARGE: Final = 1_000_000


@dataclass(frozen=True)
class Data:
    """What an engine is started on.

    Attributes:
        quads: N-Quads file.
        count: statements in it.
        release: directory of the release that the file is of; None for a file of its own, all of which is in
            the default graph.
    """

    quads: Path
    count: int
    release: Path | None = None

    @property
    def in_memory(self) -> bool:
        """Whether engines that can do both hold it in memory: where this project's own does."""
        return self.count <= IN_MEMORY


@dataclass(frozen=True)
class Running:
    """An engine that answers.

    Attributes:
        name: what it is called here.
        address: where it takes queries.
        process: id of the process at the top.
        load: seconds from its start to its first answer, with everything that it has to do to the file.
        load_cpu: seconds of processor time that this took, which other work on the machine changes less.
    """

    name: str
    address: Address
    process: int
    load: float
    load_cpu: float


Engine = Callable[[Data], AbstractContextManager[Running]]


class EngineError(Exception):
    """An engine is not installed, or did not start."""


class _Begun:
    """When an engine was begun, and what programs that ended had cost by then."""

    def __init__(self) -> None:
        self._at = time.monotonic()
        self._ended = _of_ended()

    def taken(self, process: int) -> tuple[float, float]:
        """Seconds since, and of processor time: of the process, what it began, and programs ended since."""
        running = sum(processor_times(process).values()) + ended(process)
        return time.monotonic() - self._at, running + _of_ended() - self._ended


def _of_ended() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@contextlib.contextmanager
def nameplate(data: Data) -> Iterator[Running]:
    """This project's server, with time for what takes long on much data."""
    port = free_port()
    what = ["--data", data.quads] if data.release is None else ["--release", data.release]
    command = [sys.executable, "-m", "server", "serve", "--port", port, "--query-timeout", 60, *what]
    begun = _Begun()
    with process(command) as server:
        yield _ready("nameplate", Address(port, "/sparql"), server, begun)


@contextlib.contextmanager
def oxigraph(data: Data) -> Iterator[Running]:
    """The Oxigraph server: the same engine behind its own HTTP, in memory or on disk as this project's is."""
    port = free_port()
    program = _peer("oxigraph")
    union = [] if data.release is None else ["--union-default-graph"]
    begun = _Begun()
    with TemporaryDirectory(prefix="bench-oxigraph-") as folder:
        if data.in_memory:
            command = [program, "serve", "--bind", f"127.0.0.1:{port}", *union]
        else:
            _run([program, "load", "--location", folder, "--file", data.quads])
            place = ["--location", folder, "--bind", f"127.0.0.1:{port}"]
            command = [program, "serve-read-only", *place, *union]
        with process(command) as server:
            address = Address(port, "/query")
            if data.in_memory:
                _ready("oxigraph", address, server, begun)
                _post(f"http://127.0.0.1:{port}/store", data.quads)
            yield _ready("oxigraph", address, server, begun)


@contextlib.contextmanager
def rdflib_endpoint(data: Data) -> Iterator[Running]:
    """rdflib-endpoint, with the store of rdflib; always in memory."""
    port = free_port()
    begun = _Begun()
    command = [_peer("rdflib-endpoint"), "serve", "--host", "127.0.0.1", "--port", port, data.quads]
    with process(command) as server:
        yield _ready("rdflib-endpoint", Address(port, "/"), server, begun)


@contextlib.contextmanager
def virtuoso(data: Data) -> Iterator[Running]:
    """Virtuoso, on disk with buffers for all of it."""
    begun = _Begun()
    program = _program("virtuoso-t")
    with TemporaryDirectory(prefix="bench-virtuoso-") as folder:
        database = Database(Path(folder), free_port(), free_port())
        options = database.set_up(rows=10_000_000, buffers=200_000 if data.count > _LARGE else 20_000)
        triples = database.files / "data.nt"
        _flatten(data.quads, triples)
        with process([program, *options]) as server:
            address = Address(database.http, "/sparql", (("default-graph-uri", "urn:data"),))
            _ready("virtuoso", address, server, begun)
            load = f"DB.DBA.TTLP(file_to_string_output('{triples}'), '', 'urn:data');"
            done = database.told(f"log_enable(2, 1); {load} checkpoint;")
            if done.returncode or "*** Error" in done.stdout:
                raise EngineError(f"Virtuoso could not load {data.quads}: {done.stdout}{done.stderr}")
            yield _ready("virtuoso", address, server, begun)


#: Name → how it is started.
ENGINES: Final[dict[str, Engine]] = {
    "nameplate": nameplate,
    "oxigraph": oxigraph,
    "rdflib-endpoint": rdflib_endpoint,
    "virtuoso": virtuoso,
}


@contextlib.contextmanager
def process(command: Sequence[object]) -> Iterator[subprocess.Popen[bytes]]:
    """A program while it is needed; what it said is told where an engine did not start."""
    words = [str(part) for part in command]
    environ = {**os.environ, "LANG": "C.UTF-8"}
    with (
        TemporaryFile() as log,
        subprocess.Popen(words, stdout=log, stderr=subprocess.STDOUT, env=environ) as running,
    ):
        try:
            yield running
        except EngineError as error:
            log.seek(0)
            said = log.read().decode(errors="replace")[-1000:]
            raise EngineError(f"{error}; it said: {said}") from error
        finally:
            running.terminate()
            try:
                running.wait(10)
            except subprocess.TimeoutExpired:
                running.kill()


def _ready(name: str, address: Address, process: subprocess.Popen[bytes], begun: _Begun) -> Running:
    """Wait until a query is answered.

    Raises:
        EngineError: none is.
    """
    wait_for(name, process, lambda: ask(address, "ASK {}", RESULTS).status == 200)
    return Running(name, address, process.pid, *begun.taken(process.pid))


def wait_for(
    name: str,
    process: subprocess.Popen[bytes],
    is_ready: Callable[[], bool],
    patience: float = _PATIENCE,
) -> None:
    """Wait until a server is ready; while it does not listen it is not.

    Raises:
        EngineError: it has ended, or so many seconds are over.
    """
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError):
            if is_ready():
                return
        time.sleep(0.02)
    raise EngineError(f"{name} was not ready (exit status {process.poll()})")


def _flatten(quads: Path, triples: Path) -> None:
    """Write the union of all graphs, which is what queries are about where it is not told otherwise."""
    found = parse(path=str(quads), format=RdfFormat.N_QUADS)
    serialize((quad.triple for quad in found), str(triples), RdfFormat.N_TRIPLES)


def _post(url: str, quads: Path) -> None:
    with quads.open("rb") as file:
        size = {"Content-Length": str(quads.stat().st_size), "Content-Type": "application/n-quads"}
        request = urllib.request.Request(url, data=file, headers=size, method="POST")
        with urllib.request.urlopen(request, timeout=_PATIENCE):
            pass


def _run(command: Sequence[object]) -> str:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    if done.returncode:
        raise EngineError(f"{command[0]} ended with {done.returncode}: {done.stderr[-500:]}")
    return done.stdout


def _peer(name: str) -> Path:
    program = PEERS / name
    if not program.exists():
        raise EngineError(f"{name} is not installed; `make bench` installs the peers")
    return program


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise EngineError(f"{name} is not installed (Debian: apt install virtuoso-opensource)")
    return found
