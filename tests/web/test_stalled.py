"""Slow clients: how they are told from patient ones, and that they hold nobody else."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from werkzeug.test import Client

from server.web.patience import TAKEN, Patience, patient
from server.web.stalled import Past, State, judged
from tests.store.hostile import values
from tests.web.test_sparql_server import Server, assert_well

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

IDLE = State("192.0.2.1", sent=60.0, received=60.0, taken=1000, came=300, waits=False)
FRESH = State("192.0.2.1", sent=0.0, received=0.0, taken=0, came=100, waits=False)


def last_look(states: Iterable[State], step: float = 2.0, silent: bool = False) -> float | None:
    """Seconds after which a connection is ended that is seen in these states, one after the other."""
    past: Past | None = None
    for number, state in enumerate(states):
        past = judged(past, state, number * step, silent)
        if past is None:
            return number * step
    return None


def reading(pace: int) -> Iterator[State]:
    """A client that takes so many bytes a second of an answer, for five minutes."""
    return (replace(IDLE, taken=1000 + 2 * pace * n, waits=True) for n in range(150))


def sending(every: int, answered: bool) -> Iterator[State]:
    """A client that sends some bytes at every so many looks, for five minutes."""
    for n in range(150):
        came = 100 + n // every
        yield replace(FRESH, came=came, taken=came * 100 if answered else 0)


@pytest.mark.parametrize(
    ("states", "seconds"),
    [
        ([IDLE] * 150, None),
        (reading(0), 16.0),
        (reading(100), 60.0),
        (reading(5_000), None),
        (sending(1, answered=False), 16.0),
        (sending(3, answered=False), 18.0),
        (sending(10, answered=True), None),
        ([FRESH] * 150, None),
        (
            [*[FRESH] * 30, *[replace(FRESH, taken=900)] * 30, *[replace(FRESH, taken=900, came=200)] * 30],
            None,
        ),
    ],
    ids=[
        "idle",
        "no reader",
        "trickle",
        "slow reader",
        "drip",
        "slow drip",
        "keep-alive",
        "long query",
        "second request",
    ],
)
def test_who_is_ended(states: Iterable[State], seconds: float | None) -> None:
    """Who stalls or drips is ended in 20 seconds, who trickles in a minute; who waits or is slow is not."""
    assert last_look(states) == seconds


def test_an_owed_body() -> None:
    """A silent connection of somebody who owes a body is ended; one that gets or sends something is not."""
    assert last_look([IDLE] * 10, silent=True) == 2.0
    assert last_look([replace(IDLE, sent=1.0)] * 10, silent=True) is None
    assert last_look([replace(IDLE, received=1.0)] * 10, silent=True) is None


# -- slots


def served(size: int, patience: Patience) -> Client:
    """A client of an app that reads the body and answers so many bytes."""

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(1000)
        start_response("200 OK", [("Content-Length", str(size)), ("X-Body", body.decode())])
        return iter([b"x" * size])

    return Client(patient(app, patience))


def test_long_answers_need_a_slot() -> None:
    """Without one they are told to come back, and short ones go on; each gives its slot back."""
    patience = Patience(1)
    long, short = served(TAKEN + 1, patience), served(TAKEN, patience)
    for _ in range(3):
        assert len(long.get("/", buffered=True).data) == TAKEN + 1
    held = long.get("/")
    refused = long.get("/")
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    assert len(short.get("/").data) == TAKEN
    held.close()
    assert long.get("/", buffered=True).status_code == 200


def test_bodies_need_a_slot() -> None:
    """A body is read whole, or refused where too many are waited for or where it breaks off."""
    patience = Patience(1)
    client = served(5, patience)
    assert client.post("/", data=b"body").headers["X-Body"] == "body"
    assert client.post("/", data=b"body", environ_overrides={"CONTENT_LENGTH": "9"}).status_code == 400
    with patience.slots:
        assert client.get("/").status_code == 200
        refused = client.post("/", data=b"body")
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    assert refused.json is not None
    assert refused.json["type"].endswith("/problems/overloaded")
    assert client.post("/", data=b"body").headers["X-Body"] == "body"


def test_who_is_waited_for() -> None:
    """An address owes a body if none of its requests waits for an answer meanwhile."""
    patience = Patience(5)
    patience.works(1, "192.0.2.1")
    patience.reads(1, "192.0.2.1")
    patience.works(2, "192.0.2.2")
    assert patience.stalled(0.0) == {"192.0.2.1"}
    assert patience.stalled(60.0) == frozenset()
    patience.works(3, "192.0.2.1")
    assert patience.stalled(0.0) == frozenset()
    for key in (1, 2, 3):
        patience.ends(key)
    assert patience.stalled(0.0) == frozenset()


# -- a real server


@pytest.fixture(scope="module")
def server(data: Path) -> Iterator[Server]:
    """A server with its defaults."""
    made = Server(data.parent, "--data", str(data))
    yield made
    made.kill()


def connected(server: Server, request: bytes) -> socket.socket:
    """A connection over which this was sent."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect(("127.0.0.1", server.port))
    connection.sendall(request)
    return connection


def dropped_after(connection: socket.socket, drip: bytes = b"") -> float:
    """Seconds until the server ends a connection over which nothing is read, and this sent every second."""
    start = time.monotonic()
    connection.settimeout(1)
    while time.monotonic() - start < 40:
        time.sleep(1)
        try:
            if drip:
                connection.sendall(drip)
            connection.getpeername()
            if connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                return time.monotonic() - start
        except OSError:
            return time.monotonic() - start
    return 40.0


def test_slow_clients_are_dropped(server: Server) -> None:
    """Those who do not read, who drip a body and who stop sending one, all at once and in 20 seconds."""
    query = quote(f"SELECT * {{ {values('a')} {values('b')} {values('c', 10)} }}")
    post = b"POST /sparql HTTP/1.1\r\nHost: e\r\nContent-Type: application/sparql-query\r\n"
    post += b"Content-Length: 900\r\n\r\nA"
    cases = {
        "reader": (f"GET /sparql?query={query} HTTP/1.1\r\nHost: e\r\n\r\n".encode(), b""),
        "drip": (post, b"A"),
        "silent": (post, b""),
        "headers": (b"GET /sparql HTTP/1.1\r\nHost: e\r\nX-A: ", b"a"),
    }
    took: dict[str, float] = {}

    def run(name: str, request: bytes, drip: bytes) -> None:
        with connected(server, request) as connection:
            took[name] = dropped_after(connection, drip)

    threads = [threading.Thread(target=run, args=(name, *case)) for name, case in cases.items()]
    for thread in threads:
        thread.start()
    assert_well(server)
    for thread in threads:
        thread.join()
    assert {name: seconds < 25 for name, seconds in took.items()} == dict.fromkeys(cases, True), took
    assert_well(server)
