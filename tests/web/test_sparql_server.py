"""`nameplate serve` as users start it: a real process, real sockets, the clients that people have."""

from __future__ import annotations

import contextlib
import http.client
import itertools
import json
import os
import signal
import socket
import socketserver
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, JSONLD, POST, RDFXML, TURTLE, XML, SPARQLWrapper

from server.web import running
from tests.running import alive, eventually, free_port
from tests.store.hostile import ENDLESS, HUNGRY, LONG


class Server:
    """A running server: its process, address, and what it has printed."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        """Start it and wait until it says where it is."""
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "serve.log"
        command = [sys.executable, "-m", "server", "serve", "--port", str(self.port), *arguments]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        eventually(lambda: f"is at {self.url}/\n" in self.said or self.process.poll() is not None, 60)
        assert self.process.poll() is None, self.said

    @property
    def said(self) -> str:
        """What it has printed so far."""
        return self.log.read_text(encoding="utf-8")

    def processes(self) -> list[int]:
        """Every process of the server that lives."""
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if os.getsid(int(entry.name)) == self.process.pid and alive(int(entry.name)):
                    found.append(int(entry.name))
        return found

    def workers(self) -> list[int]:
        """The processes that answer queries: those that were forked from where they come from."""
        found = []
        for pid in self.processes():
            with contextlib.suppress(OSError):
                stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
                parent = int(stat.rpartition(")")[2].split()[1])
                if all(
                    b"server.store.forking" in Path(f"/proc/{p}/cmdline").read_bytes() for p in (pid, parent)
                ):
                    found.append(pid)
        return found

    def processor(self) -> float:
        """Seconds of a processor that its processes have taken."""
        taken = 0
        for pid in self.processes():
            with contextlib.suppress(OSError):
                stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
                taken += sum(map(int, stat[11:15]))
        return taken / os.sysconf("SC_CLK_TCK")

    def ask(self, query: str, **parameters: str) -> tuple[int, bytes]:
        """Status and body of a query by GET."""
        target = "/sparql?" + urllib.parse.urlencode({"query": query, **parameters})
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", target)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def answer(self, query: str) -> tuple[int, str | None, bytes]:
        """Status, `Retry-After` and body of a query by GET."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        with contextlib.closing(connection):
            connection.request("GET", "/sparql?" + urllib.parse.urlencode({"query": query}))
            answer = connection.getresponse()
            return answer.status, answer.headers["Retry-After"], answer.read()

    def raw(self, request: bytes) -> bytes:
        """What comes back for bytes sent as they are, up to the end or a second of silence."""
        found = b""
        with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
            connection.sendall(request)
            with contextlib.suppress(TimeoutError, ConnectionResetError):
                while piece := connection.recv(65_536):
                    found += piece
        return found

    def terminate(self) -> tuple[int, float]:
        """End it by SIGTERM; exit status and seconds it took."""
        start = time.monotonic()
        self.process.terminate()
        return self.process.wait(20), time.monotonic() - start

    def kill(self) -> None:
        """End it whatever it does."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture(scope="module")
def server(data: Path) -> Iterator[Server]:
    """A server with short limits, shared by tests that leave it as it was."""
    limits = ("--query-timeout", "2", "--query-memory", "256", "--result-limit", "8", "--workers", "3")
    made = Server(data.parent, "--data", str(data), *limits)
    yield made
    made.kill()


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clients speak to the server itself."""
    monkeypatch.setenv("no_proxy", "*")


def folders() -> set[Path]:
    """Folders for temporary files that servers have now."""
    return set(Path(tempfile.gettempdir()).glob("nameplate-serve-*"))


def assert_well(server: Server) -> None:
    """The next query is answered right within a second or so."""
    start = time.monotonic()
    assert server.ask("ASK { GRAPH ?g { ?s ?p 'one' } }") == (200, b'{"head":{},"boolean":true}')
    assert time.monotonic() - start < 2


def test_it_prints_one_line_when_ready(server: Server, data: Path) -> None:
    """What is served, by which version of the program, and the address, once, and nothing else."""
    assert_well(server)
    line = f"The file {data.name}, served by the program nameplate 0.1.0, is at {server.url}/"
    assert server.said.splitlines() == [line]


def test_start_and_end(data: Path, tmp_path: Path) -> None:
    """A start takes little of a processor, an end three seconds at most; no process or file is left."""
    server = Server(tmp_path, "--data", str(data))
    took = server.processor()
    try:
        assert_well(server)
        before = folders()
        status, seconds = server.terminate()
        assert (status, server.processes()) == (0, [])
        assert len(folders()) < len(before)
        assert 0 < took < 3
        assert seconds < 3
    finally:
        server.kill()


def test_end_under_load(data: Path, tmp_path: Path) -> None:
    """An answer that is on its way is finished; who waits for one, worked on or not, is told to come back."""
    server = Server(tmp_path, "--data", str(data), "--workers", "4", "--queue-seconds", "20")
    large = "SELECT * { VALUES ?a { %s } VALUES ?b { %s } }" % ((" ".join(map(str, range(700))),) * 2)
    answers: list[tuple[int, str | None, bytes]] = []

    def run(number: int) -> None:
        answers.append(server.answer(f"{ENDLESS} # {number}"))

    threads = [threading.Thread(target=run, args=(number,)) for number in range(5)]
    reader = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    try:
        target = "/sparql?" + urllib.parse.urlencode({"query": large, "format": "csv"})
        reader.request("GET", target)
        begun = reader.getresponse()
        for thread in threads:
            thread.start()
        time.sleep(0.5)
        server.process.terminate()
        time.sleep(0.2)
        assert begun.read().count(b"\r\n") == 700 * 700 + 1
        for thread in threads:
            thread.join()
        assert server.process.wait(20) == 0
        stopping = "the server is stopping; try again in a moment"
        found = [(status, again, json.loads(told)["detail"]) for status, again, told in answers]
        assert found == [(503, "1", stopping)] * 5
        eventually(lambda: not server.processes())
    finally:
        reader.close()
        server.kill()


def test_the_seconds_at_the_end_are_those_of_the_guide() -> None:
    """What is promised is what is set, and leaves time to tell whoever waits before the server is killed."""
    guide = (Path(__file__).resolve().parents[2] / "docs" / "operating.md").read_text(encoding="utf-8")
    answers, queries = running._LAST_ANSWERS, running._LAST_QUERIES
    assert f"gives open answers {answers:g} seconds" in guide
    assert f"no answer after {queries:g} of these seconds" in guide
    assert answers - queries >= 0.75


def test_nothing_outlives_a_server_that_was_killed(data: Path, tmp_path: Path) -> None:
    """The processes end with the first of them, and what it left behind is removed by the next server."""
    server = Server(tmp_path, "--data", str(data))
    try:
        assert len(server.processes()) >= 3
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait()
        eventually(lambda: not server.processes())
    finally:
        server.kill()
    left = folders()
    after = Server(tmp_path, "--data", str(data))
    after.terminate()
    assert left - folders()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_whole_group_is_told_to_end(data: Path, tmp_path: Path, number: signal.Signals) -> None:
    """Ctrl-C reaches every process of the terminal; the end is the same and says nothing."""
    server = Server(tmp_path, "--data", str(data))
    try:
        os.killpg(server.process.pid, number)
        assert server.process.wait(5) == 0
        assert "Traceback" not in server.said
        eventually(lambda: not server.processes())
    finally:
        server.kill()


def start(*arguments: str) -> tuple[int, str]:
    """Exit status and words of a server that cannot start."""
    command = [sys.executable, "-m", "server", "serve", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    return done.returncode, done.stdout + done.stderr


def test_a_taken_port(server: Server, data: Path) -> None:
    """One line and exit status 1, and the server that has the port is not disturbed."""
    status, said = start("--data", str(data), "--port", str(server.port))
    assert status == 1
    assert (
        said == f"Error: port {server.port} of 127.0.0.1 is taken; stop what listens there or choose --port\n"
    )
    assert_well(server)


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("--host", "192.0.2.1"), 1, "cannot be listened at"),
        (("--host", "no such host"), 1, "cannot be listened at"),
        (("--data", "/nowhere/data.ttl"), 2, "does not exist"),
        (("--base-iri", "nonsense"), 1, "write --base-iri as"),
        (("--public-url", "foo"), 1, "write --public-url as"),
        (("--port", "0"), 2, "not in the range"),
        (("--query-timeout", "0"), 2, "not in the range"),
    ],
)
def test_unusable_arguments(data: Path, arguments: tuple[str, ...], status: int, words: str) -> None:
    """What cannot be is told in words."""
    port = ("--port", str(free_port()))
    code, said = start(*port, "--data", str(data), *arguments)
    assert code == status
    assert words in said
    assert "Traceback" not in said


def test_broken_data(tmp_path: Path) -> None:
    """A broken file is told in one line with its place."""
    path = tmp_path / "broken.ttl"
    path.write_text("<http://e/s> <http://e/p> .\n", encoding="utf-8")
    status, said = start("--data", str(path), "--port", str(free_port()))
    assert status == 1
    assert said == f"Error: {path}:1:27: . is not a valid RDF object\n"


# -- the clients that people have


@pytest.mark.parametrize(("form", "check"), [(JSON, b'"one"'), (XML, b"one"), (CSV, b"one\r\n")])
@pytest.mark.parametrize("method", ["GET", POST])
def test_sparqlwrapper_select(server: Server, form: str, check: bytes, method: str) -> None:
    """SPARQLWrapper gets tables in each format by both methods."""
    wrapper = SPARQLWrapper(server.url + "/sparql")
    wrapper.setQuery("SELECT ?o { ?s ?p ?o }")
    wrapper.addDefaultGraph("http://example.org/g1")
    wrapper.setMethod(method)
    wrapper.setReturnFormat(form)
    assert check in wrapper.query().response.read()


@pytest.mark.parametrize("form", [TURTLE, RDFXML, JSONLD])
def test_sparqlwrapper_construct(server: Server, form: str) -> None:
    """SPARQLWrapper gets graphs that rdflib reads."""
    wrapper = SPARQLWrapper(server.url + "/sparql")
    wrapper.setQuery("CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")
    wrapper.setReturnFormat(form)
    found = wrapper.query().convert()
    graph = found
    if not isinstance(graph, rdflib.Graph):
        graph = rdflib.Graph().parse(data=cast("bytes", found), format="turtle")
    assert sorted(map(str, graph.objects())) == ["one", "two"]


def test_rdflib_store(server: Server) -> None:
    """The SPARQLStore of rdflib reads the endpoint as a graph."""
    graph = rdflib.Graph(
        SPARQLStore(server.url + "/sparql"), identifier=rdflib.URIRef("http://example.org/g1")
    )
    assert [str(o) for o in graph.objects(rdflib.URIRef("http://example.org/s"))] == ["one"]
    assert len(list(graph.query("SELECT ?o { ?s ?p ?o }"))) == 1
    assert graph.query("ASK { ?s ?p 'one' }").askAnswer is True


# -- hostile queries and failing processes


@pytest.mark.parametrize(
    ("query", "status"),
    [
        (ENDLESS, 503),
        (HUNGRY, 503),
        (LONG, 413),
        ("ASK {" * 5000, 400),
        ("ASK { FILTER(" + "(" * 1000 + "1" + ")" * 1000 + ") }", 400),
    ],
)
def test_hostile_queries_are_bounded(server: Server, query: str, status: int) -> None:
    """They are refused by their deadline, and the next query finds the server well."""
    start = time.monotonic()
    assert server.ask(query)[0] == status
    assert time.monotonic() - start < 2.5
    assert_well(server)


def test_heavy_queries_block_nobody(server: Server) -> None:
    """While two run to their end, others are answered."""
    threads = [threading.Thread(target=server.ask, args=(ENDLESS,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    time.sleep(0.2)
    for _ in range(20):
        assert_well(server)
    for thread in threads:
        thread.join()


def test_workers_killed_under_load(server: Server) -> None:
    """No answer is wrong or lost when workers are killed one after the other."""
    wrong: list[tuple[int, bytes]] = []
    stop = threading.Event()
    numbers = itertools.count()  # no answer is one that was kept

    def load() -> None:
        while not stop.is_set():
            query = f"SELECT ?o {{ GRAPH <http://example.org/g1> {{ ?s ?p ?o }} }} # {next(numbers)}"
            found = server.ask(query, format="csv")
            if found != (200, b"o\r\none\r\n"):
                wrong.append(found)

    threads = [threading.Thread(target=load) for _ in range(4)]
    for thread in threads:
        thread.start()
    killed = 0
    while killed < 10:
        eventually(lambda: len(server.workers()) > 1)
        os.kill(server.workers()[0], signal.SIGKILL)
        killed += 1
        time.sleep(0.15)
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_many_clients_at_once(server: Server) -> None:
    """Every one of them gets its answer."""
    answers: list[int] = []
    threads = [threading.Thread(target=lambda: answers.append(server.ask("ASK {}")[0])) for _ in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 100


def test_nothing_is_fetched(server: Server, tmp_path: Path) -> None:
    """Whatever a query or a parameter names, no connection is made and no file read."""
    hits: list[str] = []
    secret = tmp_path / "secret.ttl"
    secret.write_text("<http://secret/> <http://secret/> 'secret' .", encoding="utf-8")

    class Canary(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            hits.append(str(self.client_address))

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Canary) as canary:
        threading.Thread(target=canary.serve_forever, daemon=True).start()
        for address in (f"http://127.0.0.1:{canary.server_address[1]}/x.ttl", secret.as_uri()):
            for query in (
                f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}",
                f"SELECT * {{ SERVICE SILENT <{address}> {{ ?s ?p ?o }} }}",
                f"SELECT * {{ VALUES ?e {{ <{address}> }} SERVICE ?e {{ ?s ?p ?o }} }}",
                f"ASK {{ FILTER EXISTS {{ SERVICE <{address}> {{ ?s ?p ?o }} }} }}",
                f"LOAD <{address}>",
            ):
                status, body = server.ask(query)
                assert status == 403, query
                assert b"secret" not in body
            for query in (f"CONSTRUCT FROM <{address}> WHERE {{ ?s ?p ?o }}", f"DESCRIBE <{address}>"):
                status, body = server.ask(query, format="nt")
                assert (status, body) == (200, b""), query
            for parameter in ("default-graph-uri", "named-graph-uri"):
                status, body = server.ask(
                    "ASK { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }", **{parameter: address}
                )
                assert (status, json.loads(body)["boolean"]) == (200, False)
        canary.shutdown()
    assert hits == []


# -- HTTP as it should not be


POSTED = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n6\r\nASK {}\r\n0\r\n\r\n"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (POSTED + CHUNKED, b"411"),
        (POSTED + b"\r\n", b"411"),
        (POSTED + b"Content-Length: 99999999\r\n\r\n", b"413"),
        (b"get /sparql HTTP/1.1\r\nHost: x\r\n\r\n", b"501"),
        (b"TRACE /sparql HTTP/1.1\r\nHost: x\r\n\r\n", b"501"),
        (b"PUT /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx", b"405"),
        (b"nonsense\r\n\r\n", b"400"),
    ],
)
def test_requests_that_are_refused(server: Server, sent: bytes, status: bytes) -> None:
    """The server says what it does not take, in one answer, and goes on."""
    answer = server.raw(sent)
    assert answer.startswith(b"HTTP/1.1 " + status)
    assert answer.count(b"HTTP/1.1 ") == 1
    assert_well(server)


def test_log_lines_are_escaped(server: Server) -> None:
    """Nothing that a client sends can write a line of the log, or colour it."""
    server.raw(b"GET /%0d%0aFORGED%1b[31m HTTP/1.1\r\nHost: x\r\nUser-Agent: \x1b[31m\r\n\r\n")
    assert "FORGED" not in server.said
    assert "\x1b" not in server.said
