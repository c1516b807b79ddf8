"""A server in front of an engine that fails: what a user sees meanwhile, and what the figures say."""

from __future__ import annotations

import http.client
import json
import re
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from server.names import PREFIXES
from tests.engines.oxigraph import running_oxigraph
from tests.running import eventually, free_port
from tests.store.upstreams import ROWS, TRUE, Behaviour, Stub, dripping, dying, reply
from tests.web.test_sparql_server import Server

#: 64 million rows, which no engine has sent within a second.
VALUES = " ".join(str(n + 100_000) for n in range(400))
ENDLESS = f"SELECT * {{ VALUES ?a {{ {VALUES} }} VALUES ?b {{ {VALUES} }} VALUES ?c {{ {VALUES} }} }}"


@pytest.fixture(scope="module")
def stub() -> Iterator[Stub]:
    """The engine."""
    with closing(Stub()) as made:
        yield made


@pytest.fixture(scope="module")
def server(stub: Stub, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server in front of it, with two seconds for a query."""
    made = fronting(tmp_path_factory.mktemp("engine"), stub.url, "--query-timeout", "2", "--workers", "2")
    yield made
    made.kill()


def fronting(folder: Path, url: str, *options: str) -> Server:
    """A server in front of somebody else's engine."""
    return Server(folder, "--engine", url, "--base-iri", "http://example.org/", *options)


def told(server: Server, path: str) -> tuple[int, http.client.HTTPMessage, bytes]:
    """Status, headers and body of a GET."""
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()


def asked(server: Server, query: str) -> tuple[int, http.client.HTTPMessage, bytes]:
    """The same of a query."""
    return told(server, "/sparql?" + urllib.parse.urlencode({"query": query}))


def figure(server: Server, name: str) -> float:
    """One of the figures, by its name and labels; 0 where it was never counted."""
    found = re.search(rf"^nameplate_{re.escape(name)} (\S+)$", told(server, "/metrics")[2].decode(), re.M)
    return float(found[1]) if found else 0.0


def test_the_description_says_what_holds_of_an_engine(server: Server) -> None:
    """How many queries it is asked at once, and nothing of long ones, which it runs as it likes."""
    described = told(server, "/sparql")[2].decode()
    assert "At most 2 queries are answered at once." in described
    assert "200 ms" not in described


@pytest.mark.parametrize(
    "behave",
    [
        dying(ROWS[:40], {}),
        dying(ROWS[:-1], {"Content-Length": str(len(ROWS))}),
        dying(b"%x\r\n%s\r\n" % (len(ROWS), ROWS), {"Transfer-Encoding": "chunked"}, reset=True),
        reply(ROWS + b"the operation has been cancelled"),
        reply(b"<html>out of memory</html>", status=500, content_type="text/html"),
    ],
)
def test_an_answer_that_is_not_whole(server: Server, stub: Stub, behave: Behaviour) -> None:
    """502 in the form of every problem, with when to try again; never a 200, and never the engine's words."""
    stub.behave = behave
    status, headers, body = asked(server, "SELECT * { ?x ?y ?z }")
    assert (status, headers["Content-Type"]) == (502, "application/problem+json")
    assert headers["Retry-After"] == "5"
    assert "gave no whole answer" in json.loads(body)["detail"]
    assert b"memory" not in body
    stub.behave = reply()
    assert asked(server, "SELECT * { ?x ?y ?z }")[0] == 200


def test_what_is_counted(server: Server, stub: Stub) -> None:
    """Outcomes, waits and what runs are told as of the built-in engine."""
    outcomes = ("answered", "engine-failed", "query-timeout", "overloaded")
    names = [f'queries_total{{outcome="{outcome}"}}' for outcome in outcomes]
    names += ["queue_wait_seconds_count", "query_seconds_count"]
    before = {name: figure(server, name) for name in names}
    stub.behave = reply()
    assert asked(server, "SELECT * { ?x ?y ?z }")[0] == 200
    stub.behave = reply(status=500)
    assert asked(server, "SELECT * { ?x ?y ?z }")[0] == 502
    stub.behave = dripping()
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda n=n: found.append(asked(server, f"SELECT * {{ ?x ?y {n} }}")[0]))
        for n in range(3)
    ]
    for thread in threads:
        thread.start()
    eventually(lambda: figure(server, "queries_running") == 2)
    eventually(lambda: figure(server, "queue_length") == 1)
    for thread in threads:
        thread.join()
    assert found == [503] * 3
    assert (figure(server, "queries_running"), figure(server, "queue_length")) == (0, 0)
    after = [figure(server, name) - before[name] for name in names]
    assert after == [1, 1, 2, 1, 5, 5]


def test_the_engine_goes_and_comes_back(tmp_path: Path) -> None:
    """Not ready while it is away, alive all the time, ready again without a restart."""
    port = free_port()
    engine = Stub(port)
    server = fronting(tmp_path, engine.url)
    try:
        for _ in range(2):
            assert told(server, "/readyz")[0] == 200
            engine.close()
            eventually(lambda: told(server, "/readyz")[0] == 503)
            status, headers, body = asked(server, "ASK {}")
            assert (status, headers["Content-Type"]) == (502, "application/problem+json")
            assert str(port) not in body.decode()
            assert told(server, "/healthz")[0] == 200
            engine = Stub(port)
            eventually(lambda: told(server, "/readyz")[0] == 200)
            assert asked(server, "ASK {}")[0] == 200
    finally:
        server.kill()
        engine.close()


def test_pages_of_a_release_need_no_engine(small: Path, tmp_path: Path) -> None:
    """Things, documents, dumps and search come from the release, whatever becomes of the engine."""
    with closing(Stub()) as engine:

        def behave(handler: BaseHTTPRequestHandler) -> None:
            is_ask = engine.forms[-1]["query"][0].startswith("ASK")
            reply(TRUE if is_ask else counts_of(small))(handler)

        engine.behave = behave
        server = Server(tmp_path, "--engine", engine.url, "--release", str(small))
    try:
        for path in ("/", "/page/cac", "/data/cac.ttl", "/dumps/", "/search?q=a", "/dataset", "/healthz"):
            assert told(server, path)[0] in {200, 303}, path
        assert asked(server, "ASK {}")[0] == 502
        eventually(lambda: told(server, "/readyz")[0] == 503)
    finally:
        server.kill()


def counts_of(release: Path) -> bytes:
    """What an engine that holds a release says of the sizes of its graphs."""
    graphs = json.loads((release / "manifest.json").read_text(encoding="utf-8"))["counts"]["graphs"]
    rows = [
        {
            "graph": {"type": "uri", "value": graph},
            "triples": {"type": "literal", "value": str(count), "datatype": f"{PREFIXES['xsd']}integer"},
        }
        for graph, count in graphs.items()
    ]
    return json.dumps({"head": {"vars": ["graph", "triples"]}, "results": {"bindings": rows}}).encode()


def test_a_real_engine_is_killed_while_it_answers(tmp_path: Path) -> None:
    """The query that it was answering is 502 at once; when it runs again, so does everything."""
    port = free_port()
    found: list[tuple[int, float]] = []
    with running_oxigraph(port) as url:
        server = fronting(tmp_path, url, "--query-timeout", "20", "--result-limit", "1000")

        def ask() -> None:
            status = asked(server, ENDLESS)[0]
            found.append((status, time.monotonic()))

        thread = threading.Thread(target=ask)
        thread.start()
        eventually(lambda: figure(server, "queries_running") == 1)
        time.sleep(0.5)  # some of the answer has come
        killed = time.monotonic()
    try:
        thread.join()
        ((status, moment),) = found
        assert status == 502
        assert moment - killed < 5
        eventually(lambda: told(server, "/readyz")[0] == 503)
        with running_oxigraph(port):
            eventually(lambda: told(server, "/readyz")[0] == 200)
            assert asked(server, "ASK {}")[0] == 200
    finally:
        server.kill()
