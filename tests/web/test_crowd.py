"""A thousand clients at once, idle or asking: what each gets, and what is left of it afterwards."""

from __future__ import annotations

import contextlib
import http.client
import os
import resource
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running import eventually
from tests.web.endpoint import TRIG
from tests.web.test_faults import answering
from tests.web.test_large_answers import memory
from tests.web.test_sparql_server import Server, assert_well

CROWD = 1000
MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that lets queries wait for as long as a busy machine may need to start a worker."""
    folder = tmp_path_factory.mktemp("crowd")
    path = folder / "data.trig"
    path.write_text(TRIG, encoding="utf-8")
    made = Server(folder, "--data", str(path), "--queue-seconds", "10")
    yield made
    made.kill()


@pytest.fixture(autouse=True)
def _descriptors() -> Iterator[None]:
    """Enough for the clients of this process."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(before[0], min(before[1], 4 * CROWD)), before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


@contextlib.contextmanager
def crowd(server: Server) -> Iterator[list[socket.socket]]:
    """So many connections, closed at the end."""
    with contextlib.ExitStack() as held:
        address = ("127.0.0.1", server.port)
        yield [held.enter_context(socket.create_connection(address, 30)) for _ in range(CROWD)]


def descriptors(server: Server) -> int:
    """How many the process that answers has open."""
    return len(list(Path(f"/proc/{answering(server)}/fd").iterdir()))


def test_a_thousand_who_say_nothing(server: Server) -> None:
    """Others are answered as if they were not there."""
    with crowd(server):
        for _ in range(3):
            assert_well(server)


@pytest.mark.parametrize("query", ["ASK%20%7B%7D", "SELECT%20*%20%7B%20?s%20?p%20?o%20%7D%23{}"])
def test_a_thousand_who_ask_at_once(server: Server, query: str) -> None:
    """Each gets a whole answer, right or a refusal that says when to come back; then all is as before."""
    assert_well(server)
    before, took = descriptors(server), memory(server)
    found: Counter[int] = Counter()
    with crowd(server) as connections:
        for number, connection in enumerate(connections):
            target = "/sparql?query=" + query.format(number)
            connection.sendall(f"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        for connection in connections:
            answer = http.client.HTTPResponse(connection)
            answer.begin()
            body = answer.read()
            assert body
            assert (answer.getheader("Retry-After") is not None) == (answer.status in {429, 503})
            found[answer.status] += 1
    assert found[200] > CROWD / 10
    assert set(found) <= {200, 429, 503}
    begin = time.monotonic()
    assert_well(server)
    assert time.monotonic() - begin < 2
    eventually(lambda: descriptors(server) <= before + 64)
    assert memory(server) < took + 512 * MEGABYTE


def test_workers_are_killed_while_others_ask(server: Server) -> None:
    """Ten times one is killed under load, and nobody who asks can tell: each answer is right."""
    stop = threading.Event()
    wrong: list[object] = []
    asked = [0] * 4

    def ask(number: int) -> None:
        while not stop.is_set():
            asked[number] += 1
            query = f"SELECT (COUNT(*) AS ?n) {{ VALUES ?x {{ 1 2 3 }} }} #{number} {asked[number]}"
            status, body = server.ask(query, format="csv")
            if (status, body) != (200, b"n\r\n3\r\n"):
                wrong.append((status, body))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(len(asked))]
    for thread in threads:
        thread.start()
    try:
        for _ in range(10):
            eventually(lambda: bool(server.workers()))
            with contextlib.suppress(ProcessLookupError, IndexError):
                os.kill(server.workers()[-1], signal.SIGKILL)
            time.sleep(0.3)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert sum(asked) > 100
    assert wrong == []
