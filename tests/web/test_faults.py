"""Real servers and what befalls them: releases new or damaged, killed processes, full disks, no descriptors.

Each test says what a user sees meanwhile, and that all is well again afterwards.
"""

from __future__ import annotations

import contextlib
import errno
import http.client
import json
import os
import resource
import shutil
import signal
import socket
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from server.errors import StartError
from server.web import running
from tests.running import eventually, free_port, point
from tests.store.hostile import ENDLESS
from tests.web.conftest import write_release
from tests.web.test_sparql_server import Server, start

Limits = tuple[int, int]

VERSION = "SELECT ?v { <https://w3id.org/nameplate/dataset> <http://www.w3.org/ns/dcat#version> ?v } #%d"
#: An answer of 22,500 rows, another for each number.
BIG = "SELECT * { VALUES ?a { %s } VALUES ?b { %s } } #%%d" % ((" ".join(map(str, range(150))),) * 2)

#: The same, too large to be gathered in memory.
HUGE = "SELECT * { VALUES ?a { %s } VALUES ?b { %s } } #%%d" % (
    (" ".join(str(n + 100_000) for n in range(400)),) * 2
)


class Reader:
    """A client that keeps its connection, and asks again only where the server has closed it before."""

    def __init__(self, port: int) -> None:
        """Speak to a port of loopback."""
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)

    def ask(self, path: str, **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
        """Status, headers and body of a GET."""
        self._connection.request("GET", path, headers=headers)
        answer = self._connection.getresponse()
        return answer.status, answer.headers, answer.read()

    def query(self, text: str) -> tuple[int, http.client.HTTPMessage, bytes]:
        """The same for a query, as CSV."""
        return self.ask("/sparql?" + urllib.parse.urlencode({"query": text, "format": "csv"}))

    def close(self) -> None:
        """Give the connection up."""
        self._connection.close()


@contextlib.contextmanager
def reading(server: Server) -> Iterator[Reader]:
    """A reader, with a connection of its own until the end."""
    made = Reader(server.port)
    try:
        yield made
    finally:
        made.close()


def answering(server: Server) -> int:
    """The process that answers HTTP."""
    (found,) = (
        pid
        for pid in server.processes()
        if f"\nPPid:\t{server.process.pid}\n" in Path(f"/proc/{pid}/status").read_text()
        and b"resource_tracker" not in Path(f"/proc/{pid}/cmdline").read_bytes()
    )
    return found


def well(server: Server) -> bool:
    """Whether a new client gets an answer."""
    try:
        return server.ask("ASK { GRAPH ?g { ?s ?p 'one' } }")[0] == 200
    except (OSError, http.client.HTTPException):
        return False


# -- releases


@pytest.fixture(scope="module")
def project(built_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project with two releases: 1-dev, built of its files, and 0.0-dev, of other content."""
    root = Path(shutil.copytree(built_project, tmp_path_factory.mktemp("faults") / "project"))
    other = root / "build" / "releases" / "0.0-dev-0123456789abcdef"
    other.mkdir()
    write_release(other, "0.0-dev")
    return root


@pytest.fixture
def out(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of its releases, with the first current again."""
    monkeypatch.setenv("NAMEPLATE_ROOT", str(project))
    found = project / "build" / "releases"
    point(found, release(found, "1-dev"))
    return found


def release(out: Path, version: str) -> str:
    """Name of the release of a version."""
    (found,) = (path.name for path in out.glob(f"{version}-*"))
    return found


def served(server: Server) -> str:
    """Name of the release that is served."""
    with reading(server) as reader:
        return reader.ask("/healthz")[1]["Nameplate-Release"]


def test_ten_swaps_under_load(out: Path, tmp_path: Path) -> None:
    """No request fails, and every answer is wholly of the release that its header names."""
    names = [release(out, "0.0-dev"), release(out, "1-dev")]
    server = Server(tmp_path)
    wrong: list[object] = []
    counts: list[int] = []
    stop = threading.Event()

    def load(number: int) -> None:
        done = 0
        with reading(server) as kept:
            while not stop.is_set():
                done += 1
                try:
                    with reading(server) if number % 2 else contextlib.nullcontext(kept) as reader:
                        status, headers, body = reader.query(VERSION % (done % 50 * 10 + number))
                        of = headers["Nameplate-Release"]
                        expected = b"v\r\n%s\r\n" % of.rpartition("-")[0].encode()
                        if (status, body) != (200, expected):
                            wrong.append((status, of, body))
                        status, headers, body = reader.ask("/")
                        said = headers["Nameplate-Release"].rpartition("-")[0].encode()
                        if status != 200 or said not in body:
                            wrong.append((status, said))
                except (OSError, http.client.HTTPException) as error:
                    wrong.append(error)
        counts.append(2 * done)

    threads = [threading.Thread(target=load, args=(number,)) for number in range(4)]
    try:
        assert served(server) == names[1]
        for thread in threads:
            thread.start()
        for number in range(10):
            point(out, names[number % 2])
            eventually(lambda: served(server) == (out / "current").read_text().strip(), 20)
        stop.set()
        for thread in threads:
            thread.join()
        assert wrong == []
        assert sum(counts) > 100
        eventually(lambda: len(server.workers()) <= 4)
        with reading(server) as reader:
            figures = reader.ask("/metrics")[2].decode()
        assert 'nameplate_release_swaps_total{outcome="swapped"} 10.0' in figures
        assert 'nameplate_release_swaps_total{outcome="refused"} 0.0' in figures
    finally:
        stop.set()
        server.kill()


def test_a_damaged_release_does_not_replace_a_sound_one(out: Path, tmp_path: Path) -> None:
    """One flipped byte: the old release goes on being served and the log names the file; mended, it comes."""
    sound, damaged = release(out, "1-dev"), out / "9-dev-damaged"
    shutil.copytree(out / release(out, "0.0-dev"), damaged)
    quads = damaged / "quads.nq"
    content = quads.read_bytes()
    server = Server(tmp_path)
    try:
        quads.write_bytes(content[:-3] + b"?" + content[-2:])
        point(out, damaged.name)
        eventually(lambda: f"{sound} goes on being served: {quads} is damaged" in server.said)
        point(out, "9-dev-absent")
        eventually(lambda: "which is no release" in server.said)
        assert served(server) == sound
        assert well(server)
        with urllib.request.urlopen(f"{server.url}/metrics") as answer:
            assert 'nameplate_release_swaps_total{outcome="refused"} 2.0' in answer.read().decode()
        quads.write_bytes(content)
        (damaged / "manifest.json").rename(damaged / "away")
        point(out, damaged.name)
        eventually(lambda: "no manifest.json here" in server.said)
        assert served(server) == sound
        (damaged / "away").rename(damaged / "manifest.json")
        point(out, sound)
        time.sleep(1.5)  # seen, so that the next pointer is a new one
        point(out, damaged.name)
        eventually(lambda: served(server) == damaged.name)
        told = f" INFO server.web.following: release {damaged.name} is served from now on"
        eventually(lambda: told in server.said)
        assert "Traceback" not in server.said
    finally:
        server.kill()
        shutil.rmtree(damaged)


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("quads.nq", "quads.nq is missing"),
        ("manifest.json", "no manifest.json here"),
        ("index.txt", "index.txt is damaged"),
    ],
)
def test_a_damaged_release_is_not_started_on(out: Path, tmp_path: Path, file: str, told: str) -> None:
    """The start ends with status 1 and one line that names the file and what to do."""
    broken = Path(shutil.copytree(out / release(out, "1-dev"), tmp_path / "broken"))
    if "damaged" in told:
        (broken / file).write_bytes((broken / file).read_bytes()[:-1] + b" ")
    else:
        (broken / file).unlink()
    status, said = start("--release", str(broken))
    assert status == 1
    assert str(broken) in said
    assert told in said
    assert said.count("\n") == 1


# -- processes


@pytest.fixture(scope="module")
def server(data: Path) -> Iterator[Server]:
    """A server that each test leaves well."""
    with usual_limit():
        made = started(data, data.parent)
    yield made
    made.kill()


@pytest.fixture
def fresh(data: Path, tmp_path: Path) -> Iterator[Server]:
    """A server for one test alone, which starves it or reads its log."""
    made = started(data, tmp_path)
    yield made
    made.kill()


def started(data: Path, folder: Path) -> Server:
    """A server of the file, with its log in a folder."""
    logs = ("--log-requests", "--log-format", "json")
    return Server(folder, "--data", str(data), "--workers", "3", *logs)


@contextlib.contextmanager
def usual_limit() -> Iterator[None]:
    """Start processes under the soft limit on descriptors that most systems have, or less."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_every_worker_is_killed_at_once(server: Server) -> None:
    """Queries that run are given to the next worker or told to come back; a second later all is well."""
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda n=n: found.append(server.ask(f"{BIG % n}", format="csv")[0]))
        for n in range(1000, 1004)
    ]
    for thread in threads:
        thread.start()
    for _ in range(3):
        for pid in server.workers():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.1)
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert set(found) <= {200, 503}
    begin = time.monotonic()
    eventually(lambda: server.ask("ASK { ?s ?p 'two' } #after")[0] == 200)
    assert time.monotonic() - begin < 5


def test_the_process_that_answers_is_killed(data: Path, tmp_path: Path) -> None:
    """Connections break; another process is up within seconds, with workers of its own, and says so."""
    server = Server(tmp_path, "--data", str(data))
    try:
        before = answering(server), *server.workers()
        os.kill(before[0], signal.SIGKILL)
        begin = time.monotonic()
        eventually(lambda: well(server), 20)
        assert time.monotonic() - begin < 10
        assert not set(before) & {answering(server), *server.workers()}
        eventually(lambda: server.said.count(f"is at {server.url}/\n") == 2)
        os.kill(
            answering(server), signal.SIGKILL
        )  # again within seconds: something is wrong with the machine
        assert server.process.wait(20) == 1
        eventually(lambda: not server.processes())
    finally:
        server.kill()


def test_open_answers_are_finished_at_the_end(data: Path, tmp_path: Path) -> None:
    """Under load SIGTERM cuts nothing: what was begun is whole, what comes later is refused; status 0."""
    server = Server(tmp_path, "--data", str(data), "--workers", "4")
    broken: list[object] = []
    whole: list[int] = []
    told = threading.Event()

    def load(number: int) -> None:
        for turn in range(1000):
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
            query = urllib.parse.urlencode({"query": BIG % (number * 1000 + turn), "format": "csv"})
            try:
                connection.connect()
                late = told.is_set()
                connection.request("GET", "/sparql?" + query)
                answer = connection.getresponse()
                body = answer.read()
                whole.append(answer.status)
                if answer.status == 200 and body.count(b"\r\n") != 150 * 150 + 1:
                    broken.append(len(body))
            except http.client.IncompleteRead as error:
                broken.append(error)
            except (OSError, http.client.HTTPException) as error:
                if not told.is_set() and not late:
                    broken.append(error)
                break
            finally:
                connection.close()

    threads = [threading.Thread(target=load, args=(number,)) for number in range(4)]
    try:
        for thread in threads:
            thread.start()
        eventually(lambda: len(whole) >= 8, 30)
        told.set()
        status, seconds = server.terminate()
        for thread in threads:
            thread.join()
        assert (status, broken) == (0, [])
        assert seconds < 3
        assert set(whole) <= {200, 503}
        assert server.processes() == []
    finally:
        server.kill()


@pytest.mark.parametrize("ignored", [False, True])
def test_the_terminal_is_gone(data: Path, tmp_path: Path, ignored: bool) -> None:
    """SIGHUP ends the server as SIGTERM does, but not one that was started to outlive its terminal."""
    if ignored:
        before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
        try:
            server = Server(tmp_path, "--data", str(data))
        finally:
            signal.signal(signal.SIGHUP, before)
    else:
        server = Server(tmp_path, "--data", str(data))
    try:
        os.killpg(server.process.pid, signal.SIGHUP)
        if ignored:
            time.sleep(0.5)
            assert well(server)
        else:
            assert server.process.wait(10) == 0
            eventually(lambda: not server.processes())
    finally:
        server.kill()


# -- what a machine can be short of


@contextlib.contextmanager
def limited(pid: int, kind: int, limit: int) -> Iterator[None]:
    """A process under a limit, as it was afterwards."""
    before: Limits = resource.prlimit(pid, kind)
    resource.prlimit(pid, kind, (limit, before[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, kind, before)


def test_no_file_can_grow(server: Server) -> None:
    """Large answers are refused in words, never cut short; small ones and pages go on, and so it ends."""
    with reading(server) as reader:
        with limited(answering(server), resource.RLIMIT_FSIZE, 64 * 1024):
            status, headers, body = reader.query(HUGE % 1)
            assert (status, headers["Content-Type"]) == (507, "application/problem+json")
            assert json.loads(body)["title"] == "No room"
            assert "Retry-After" in headers
            assert reader.query("SELECT * { ?s ?p 'two' } #small")[0] == 200
            assert reader.ask("/readyz")[0] == 200
        assert reader.query(HUGE % 2)[0] == 200


def test_no_descriptor_is_left(fresh: Server) -> None:
    """Clients that are connected are answered, new ones wait; within two seconds of the end all is well."""
    with reading(fresh) as reader:
        assert reader.ask("/readyz")[0] == 200
        with limited(answering(fresh), resource.RLIMIT_NOFILE, 3):
            assert reader.ask("/readyz")[0] == 200
            assert reader.query("SELECT * { ?s ?p 'two' } #kept")[0] == 200
            status, headers, _ = reader.query(HUGE % 3)
            assert status in {503, 507}  # where its worker made room for others, none can be started
            assert "Retry-After" in headers
            waiting: list[bool] = []
            new = threading.Thread(target=lambda: waiting.append(well(fresh)))
            new.start()
            time.sleep(3)  # long enough for whatever looks after the connections to need a descriptor
            assert waiting == []
        begin = time.monotonic()
        new.join()
        assert waiting == [True]
        assert time.monotonic() - begin < 2
        assert reader.query(HUGE % 4)[0] == 200


def test_workers_die_while_no_descriptor_is_left(fresh: Server) -> None:
    """No worker can be started: queries are told to come back, pages go on; then they are answered again.

    So it is each time, also where the system does not even let anybody look at the workers that are left.
    """

    def none_is_left() -> bool:
        for pid in fresh.workers():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return reader.ask("/readyz")[0] == 503

    with reading(fresh) as reader:
        assert reader.ask("/healthz")[0] == 200
        for descriptors in (3, 0):
            with limited(answering(fresh), resource.RLIMIT_NOFILE, descriptors):
                eventually(none_is_left)
                status, headers, _ = reader.query(f"SELECT * {{ ?s ?p 'one' }} #none {descriptors}")
                assert (status, "Retry-After" in headers) == (503, True)
                assert reader.ask("/healthz")[0] == 200
            begin = time.monotonic()
            eventually(lambda: reader.ask("/readyz")[0] == 200)
            assert time.monotonic() - begin < 5
        assert "Logging error" not in fresh.said


def test_descriptors_are_taken_as_they_are_granted(server: Server) -> None:
    """A server that is started under the usual soft limit raises it: idle clients cannot use it up."""
    with contextlib.ExitStack() as held:
        for _ in range(400):
            held.enter_context(socket.create_connection(("127.0.0.1", server.port)))
        assert well(server)


def test_nowhere_to_write(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a folder for temporary files the start ends in one line that says what to do."""

    def full() -> NoReturn:
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found")

    monkeypatch.setattr(running, "scratch", full)
    with pytest.raises(StartError, match="No usable temporary directory found; make room or set TMPDIR"):
        running.run("127.0.0.1", free_port(), None, {})


def test_the_log_is_one_object_a_line(server: Server) -> None:
    """Whatever was sent, each line of the log but the address is a JSON object, and names its request."""
    server.raw(b"GET /%0d%0aFORGED%1b[31m HTTP/1.1\r\nHost: x\r\nX-Request-Id: me\r\n\r\n")
    server.ask("ASK { ?secret ?p ?o }")
    eventually(lambda: server.said.endswith("\n") and "FORGED" in server.said)
    eventually(lambda: '"path": "/sparql"' in server.said.partition("FORGED")[2])
    lines = server.said.splitlines()
    (address,) = [line for line in lines if line.endswith(f"is at {server.url}/")]
    lines.remove(address)
    found = [json.loads(line) for line in lines]
    assert any(entry.get("request_id") == "me" and "FORGED" in entry.get("path", "") for entry in found)
    assert "secret" not in server.said
    assert "\x1b" not in server.said


def test_a_worker_that_hangs(fresh: Server) -> None:
    """Others are answered while one is stopped, and it is replaced by the deadline of its query."""
    assert well(fresh)
    victim = fresh.workers()[0]
    os.kill(victim, signal.SIGSTOP)
    thread = threading.Thread(target=fresh.ask, args=(ENDLESS,), kwargs={"timeout": "1"})
    thread.start()
    answers = [fresh.ask(f"ASK {{ ?s ?p 'two' }} #h{n}", timeout="1")[0] for n in range(6)]
    thread.join()
    assert answers.count(200) >= 5
    assert set(answers) <= {200, 503}
    os.kill(victim, signal.SIGCONT) if victim in fresh.workers() else None
    assert well(fresh)
