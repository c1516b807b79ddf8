"""What befalls a machine: its clock is set, its memory runs short."""

from __future__ import annotations

import ast
import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running import eventually
from tests.store.hostile import ENDLESS
from tests.web.endpoint import TRIG
from tests.web.test_faults import answering, reading
from tests.web.test_sparql_server import Server

ROOT = Path(__file__).resolve().parents[2]
DAY = 86_400

#: What tells the time of day, by the name that it is called by.
_WALL = {
    "time": {"time", "time_ns", "ctime", "localtime", "gmtime", "asctime", "strftime", "clock_gettime"},
    "datetime": {"now", "utcnow", "today", "fromtimestamp", "utcfromtimestamp"},
    "date": {"today", "fromtimestamp"},
}
#: Where that is right: the time of a line in the log, the day of access of a citation, the time of a receipt,
#: of a verdict on one, and of one that is made by command.
_TOLD = {
    ("server/web/logs.py", "datetime.fromtimestamp"),
    ("server/web/citing.py", "datetime.now"),
    ("server/web/proving.py", "datetime.now"),
    ("server/commands/receipt.py", "datetime.now"),
}

KEPT = "/sparql?query=ASK%20{}"
#: Makes every process of a server see the time of day with an offset that stands in a file.
_SHIFTED = """
import time
from pathlib import Path
_time, _offset = time.time, Path({path!r})
time.time = lambda: _time() + float(_offset.read_text() or 0)
time.time_ns = lambda: int(time.time() * 1e9)
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with three graphs."""
    path = tmp_path_factory.mktemp("machine") / "data.trig"
    path.write_text(TRIG, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def server(data: Path) -> Iterator[Server]:
    """A server that each test leaves well."""
    made = Server(data.parent, "--data", str(data), "--workers", "3")
    yield made
    made.kill()


# -- the clock


def wall_clocks(path: Path) -> Iterator[str]:
    """Names under which a module asks for the time of day."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute):
            owner = node.value
            name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
            if node.attr in _WALL.get(name, ()):
                yield f"{name}.{node.attr}"
        elif isinstance(node, ast.ImportFrom) and node.module == "time":
            yield from (f"time.{alias.name}" for alias in node.names if alias.name in _WALL["time"])


def test_only_what_is_told_knows_the_time_of_day() -> None:
    """Deadlines, budgets and caches go by the monotonic clock, which nobody can set."""
    found = {
        (path.relative_to(ROOT).as_posix(), name)
        for path in (ROOT / "server").rglob("*.py")
        for name in wall_clocks(path)
    }
    assert found == _TOLD


@pytest.mark.parametrize(
    "text", ["import time\ntime.time()", "from time import time", "datetime.datetime.now()", "date.today()"]
)
def test_what_is_looked_for(tmp_path: Path, text: str) -> None:
    """Each way of asking is seen; the monotonic clock is none."""
    module = tmp_path / "module.py"
    module.write_text("time.monotonic()\n" + text)
    assert len(list(wall_clocks(module))) == 1


def from_another(server: Server, query: str) -> int:
    """Status of a query by another client than those of `Server`."""
    connection = http.client.HTTPConnection(
        "127.0.0.1", server.port, timeout=20, source_address=("127.0.0.2", 0)
    )
    with contextlib.closing(connection):
        connection.request("GET", "/sparql?" + urllib.parse.urlencode({"query": query}))
        return connection.getresponse().status


@pytest.mark.parametrize("days", [1, -1])
def test_the_clock_is_set(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    """By a day, in every process: deadlines are kept, what was kept is found, no budget fills or empties."""
    offset = tmp_path / "offset"
    offset.write_text("0")
    (tmp_path / "sitecustomize.py").write_text(_SHIFTED.format(path=str(offset)))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    limits = ("--workers", "2", "--limit-loopback", "--client-errors", "1")
    server = Server(tmp_path, "--data", str(data), *limits, "--log-requests", "--log-format", "json")
    took: list[float] = []

    def wait_for_the_deadline() -> None:
        begin = time.monotonic()
        assert server.ask(ENDLESS, timeout="2")[0] == 503
        took.append(time.monotonic() - begin)

    try:
        with reading(server) as reader:
            assert reader.ask(KEPT)[0] == 200
            assert server.ask("SELEC")[0] == from_another(server, "SELEC") == 400
            thread = threading.Thread(target=wait_for_the_deadline)
            thread.start()
            time.sleep(0.7)
            offset.write_text(str(days * DAY))
            thread.join()
            status, headers, _ = reader.ask(KEPT)
            assert (status, headers["Cache-Status"]) == (200, "nameplate; hit")
            assert from_another(server, "ASK { ?s ?p 1 }") == 200
            assert server.ask("SELEC")[0] == 429  # a burst is of two, and the late one was the second
        assert 1.9 < took[0] < 5
        dates = {json.loads(line)["time"][:10] for line in server.said.splitlines() if line.startswith("{")}
        assert len(dates) >= 2
    finally:
        server.kill()


# -- memory


def adjustment(pid: int) -> int:
    """What is added to the score by which the kernel chooses whom to end."""
    return int(Path(f"/proc/{pid}/oom_score_adj").read_text())


def score(pid: int) -> int:
    """That score."""
    return int(Path(f"/proc/{pid}/oom_score").read_text())


def test_the_kernel_would_end_workers_first(server: Server) -> None:
    """Under pressure of memory, workers and whoever else works for a query go before those that answer."""
    large = f"ASK {{ VALUES ?x {{ {' '.join(map(str, range(4000)))} }} }}"
    assert server.ask(large)[0] == 200  # read by a process of its own
    eventually(lambda: len(server.workers()) >= 2)
    others = {server.process.pid, answering(server)}
    servants = [
        pid for pid in server.processes() if b"server.store." in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]
    assert len(servants) >= 3
    assert {adjustment(pid) for pid in servants} == {500}
    assert {adjustment(pid) for pid in others} == {adjustment(os.getpid())}
    assert min(map(score, servants)) > max(map(score, others))


@pytest.mark.parametrize("module", ["forking", "examiner"])
def test_from_their_first_moment(module: str) -> None:
    """That is so before they have opened anything: to load the data is what takes most memory."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", f"server.store.{module}"], stdin=theirs.fileno(), stdout=subprocess.DEVNULL
        )
        try:
            eventually(lambda: adjustment(process.pid) == 500)
        finally:
            process.kill()
            process.wait()


def test_who_is_ended_is_replaced(server: Server) -> None:
    """What the kernel does to the one with the highest score, SIGKILL, costs nobody an answer."""
    for number in range(5):
        victim = max(server.processes(), key=score)
        assert victim not in {server.process.pid, answering(server)}
        os.kill(victim, signal.SIGKILL)
        assert server.ask(f"ASK {{ GRAPH ?g {{ ?s ?p 'one' }} }} #{number}")[0] == 200
        eventually(lambda: bool(server.workers()))


# -- a disk that may only be read


def stamps(folder: Path) -> dict[Path, tuple[int, int, int]]:
    """Everything in a folder, with size, time and rights."""
    found = {path: path.stat() for path in [folder, *folder.rglob("*")]}
    return {path: (state.st_size, state.st_mtime_ns, state.st_mode) for path, state in found.items()}


def written(server: Server, folder: Path) -> list[Path]:
    """Files of a folder that a process of the server has open for more than reading."""
    found = []
    for pid in server.processes():
        for entry in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(OSError):
                path = entry.readlink()
                flags = Path(f"/proc/{pid}/fdinfo/{entry.name}").read_text().split("flags:")[1].split()[0]
                if path.is_relative_to(folder) and int(flags, 8) & os.O_ACCMODE != os.O_RDONLY:
                    found.append(path)
    return found


def test_a_release_is_only_read(small: Path, tmp_path: Path) -> None:
    """A folder without the right to write is enough; nothing in it is touched, nor open to be written."""
    release = Path(shutil.copytree(small, tmp_path / "only" / small.name))
    before = stamps(release.parent)
    for path in before:
        path.chmod(0o555 if path.is_dir() else 0o444)
    server = Server(tmp_path, "--release", str(release))
    try:
        with reading(server) as reader:
            for target in ("/", "/page/cac", "/data/cac.ttl", "/search?q=cac", "/dumps/", "/sparql", KEPT):
                assert reader.ask(target, Accept="*/*")[0] == 200
            assert reader.ask(KEPT + "&at=2016")[0] == 200
        assert (
            server.raw(b"PUT /data/cac.ttl HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx").split()[1]
            == b"405"
        )
        assert written(server, release.parent) == []
    finally:
        server.kill()
        for path, (_, _, mode) in before.items():  # from the top, so that each can be reached
            path.chmod(mode)
    assert stamps(release.parent) == before
