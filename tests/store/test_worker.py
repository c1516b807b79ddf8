"""The loop of a worker, run in this process, and the limits it sets itself, each in a process of its own."""

from __future__ import annotations

import ctypes
import json
import resource
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pyoxigraph as ox
import pytest

from server.errors import WorkerMemory
from server.store import frames, process
from server.store.enclosure import can_confine
from server.store.evaluate import Evaluator, Task
from server.store.worker import Opening, open_evaluator, serve


def talk(evaluator: Evaluator, *tasks: Task) -> list[tuple[bytes, bytes]]:
    """What a worker sends back for some tasks before the other side hangs up."""
    found: list[tuple[bytes, bytes]] = []

    def listen() -> None:
        inbox = frames.Inbox(ours)
        while (message := inbox.next()) is not None:
            found.append(message)

    ours, theirs = socket.socketpair()
    with ours, theirs:
        for one in tasks:
            frames.send(ours, frames.QUERY, one.encode())
        ours.shutdown(socket.SHUT_WR)
        listener = threading.Thread(target=listen)
        listener.start()
        serve(theirs, evaluator)
        theirs.shutdown(socket.SHUT_WR)
        listener.join()
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0
    return found


def task(text: str, form: str = "csv") -> Task:
    """A query with nothing special."""
    return Task(text, form, False, None, None, 5.0)


@pytest.fixture
def evaluator() -> Evaluator:
    """An empty store."""
    return Evaluator(ox.Store(), union=False, base_iri="http://e/", prefixes={})


def test_answers_and_errors_in_turn(evaluator: Evaluator) -> None:
    """One query after the other, each with its own end."""
    messages = talk(evaluator, task("ASK {}"), task("ASK {"), task("SELECT (<http://f/>(1) AS ?x) {}"))
    assert [kind for kind, _ in messages] == [
        frames.DONE,
        frames.ERROR,
        frames.DONE,
    ]
    assert messages[0][1] == b"true"
    assert json.loads(messages[1][1])["place"] == [1, 5]


def test_long_answers_come_in_pieces(evaluator: Evaluator) -> None:
    """No answer is gathered whole before it is sent."""
    numbers = " ".join(map(str, range(300)))
    messages = talk(evaluator, task(f"SELECT * {{ VALUES ?a {{ {numbers} }} VALUES ?b {{ {numbers} }} }}"))
    assert len(messages) > 5
    assert sum(len(payload) for _, payload in messages) > 300_000


def test_memory_errors_are_told(evaluator: Evaluator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the engine reports that memory ran out, the query is told so and the worker lives."""

    def starve(*_arguments: object) -> None:
        raise MemoryError

    monkeypatch.setattr(Evaluator, "run", starve)
    (message,) = talk(evaluator, task("ASK {}"))
    assert json.loads(message[1])["slug"] == WorkerMemory.slug


def test_blank_nodes_have_the_same_labels_in_every_worker(tmp_path: Path) -> None:
    """Two workers that open one file speak of its blank nodes alike."""
    path = tmp_path / "quads.nq"
    path.write_text("_:here <http://e/p> _:there .\n", encoding="utf-8")
    opening = Opening(str(path), on_disk=False, union=False, base_iri="http://e/", memory=1)
    assert Opening.decode(opening.encode()) == opening
    for _ in range(2):
        messages = talk(open_evaluator(opening), task("SELECT ?s ?o { ?s ?p ?o }"))
        assert b"_:here,_:there" in messages[0][1]


def test_a_store_on_disk_is_only_read(tmp_path: Path) -> None:
    """Several workers may have it open at once."""
    store = ox.Store(str(tmp_path))
    store.add(ox.Quad(ox.NamedNode("http://e/s"), ox.NamedNode("http://e/p"), ox.Literal("v")))
    store.flush()
    del store
    opening = Opening(str(tmp_path), on_disk=True, union=False, base_iri="http://e/", memory=1)
    both = [open_evaluator(opening), open_evaluator(opening)]
    for evaluator in both:
        assert talk(evaluator, task("SELECT ?o { ?s ?p ?o }"))[0][1] == b"o\r\nv\r\n"


def in_process(code: str) -> str:
    """What a program prints that has the worker's module at hand."""
    imports = (
        "from server.store import process",
        "from server.store.enclosure import Doors",
        "import resource, os, socket, signal",
    )
    program = "\n".join((*imports, code))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_doors_are_closed() -> None:
    """After that no file can be opened and no connection made, gaps among the descriptors notwithstanding."""
    code = """
held = [os.open(os.devnull, os.O_RDONLY) for _ in range(10)]
os.close(held[3]); os.close(held[7])
Doors()
for attempt in (lambda: open(os.devnull), lambda: socket.socket(), lambda: os.pipe()):
    try:
        attempt()
    except OSError as error:
        print(error.errno)
"""
    assert in_process(code).split() == ["24", "24", "24"]


_TABLES = """
from pathlib import Path
from server.store.enclosure import Doors
import pyoxigraph as ox

folder = Path({folder!r})
store, p = ox.Store(str(folder)), ox.NamedNode("http://e/p")
for part in range(3):
    store.bulk_extend(
        ox.Quad(ox.NamedNode(f"http://e/{{part}}/{{n}}"), p, ox.Literal(f"{{part}} {{n}}"), graph)
        for n in range(1000)
        for graph in (ox.DefaultGraph(), ox.NamedNode("http://e/g"))
    )
store.flush()
del store
store = ox.Store.read_only(str(folder))
held = [os.path.realpath(f"/dev/fd/{{name}}") for name in os.listdir("/dev/fd")]
assert sum(name.endswith(".sst") for name in held) < sum(1 for _ in folder.glob("*.sst"))
with Doors({broker}, folder).ajar({services}):
    for attempt in (lambda: socket.create_connection(("127.0.0.1", 9)), lambda: open("/etc/hostname")):
        try:
            attempt().close()
            print("done")
        except OSError as error:
            print(error.errno)
    for pattern in ("?s ?p ?o", "<http://e/1/5> ?p ?o", "?s <http://e/p> ?o", "?s ?p '2 7'"):
        for place in ("{{%s}}", "{{GRAPH ?g {{%s}}}}", "{{GRAPH <http://e/g> {{%s}}}}"):
            print(len(list(store.query("SELECT * " + place % pattern))))
"""


@pytest.mark.parametrize(
    ("broker", "services", "refused"),
    [
        pytest.param(None, 0, ["24", "done"], id="nothing but files"),
        pytest.param(
            1,
            1,
            ["13", "13"],
            id="the broker and the store",
            marks=pytest.mark.skipif(not can_confine(), reason="this kernel has no Landlock for networks"),
        ),
    ],
)
def test_a_store_of_many_files_is_read(
    tmp_path: Path, broker: int | None, services: int, refused: list[str]
) -> None:
    """The engine opens them as queries come to them, and no connection is made all the same."""
    code = _TABLES.format(folder=str(tmp_path), broker=broker, services=services)
    counts = [str(rows) for rows in (3000, 1, 3000, 1) for _ in range(3)]
    assert in_process(code).split() == [*refused, *counts]


def test_memory_grows_to_its_limit_only() -> None:
    """A process may take its share and no more."""
    code = """
process.limit_memory(100 * 1024 * 1024)
kept = bytearray(50 * 1024 * 1024)
try:
    bytearray(200 * 1024 * 1024)
except MemoryError:
    print(len(kept), resource.getrlimit(resource.RLIMIT_CORE))
"""
    assert in_process(code).split() == ["52428800", "(0,", "0)"]


def test_it_ends_when_nobody_speaks_to_it() -> None:
    """Where workers come from ends in peace if the server has gone before it said what to open."""
    command = [sys.executable, "-m", "server.store.forking"]
    ours, theirs = socket.socketpair()
    with theirs, subprocess.Popen(command, stdin=theirs.fileno(), stdout=subprocess.PIPE) as process:
        ours.close()
        theirs.close()
        assert process.wait(20) == 0


def test_limits_of_other_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the kernel cannot end a worker with its server, nothing is asked of it."""
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: pytest.fail("not to be called"))
    process.end_with_parent()


def test_this_process_is_untouched() -> None:
    """The limits are the worker's, never the server's."""
    assert resource.getrlimit(resource.RLIMIT_AS)[0] == resource.RLIM_INFINITY
