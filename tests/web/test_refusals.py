"""Refusals in front of the app: told, recorded and counted like those of the app; nobody's sending is cut."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from werkzeug.test import TestResponse

from server.errors import Overloaded
from server.store.gate import Gate
from server.web.front import strict
from server.web.patience import TAKEN, Patience, patient
from server.wsgi import Publisher, create_app
from tests.web.conftest import Reader
from tests.web.endpoint import BROWSER, DIRECT, get
from tests.web.test_sparql_server import Server

MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module")
def server(data: Path) -> Iterator[Server]:
    """A server that writes a line for each request."""
    made = Server(data.parent, "--data", str(data), "--workers", "2", "--log-requests")
    yield made
    made.kill()


def sent(server: Server, head: str, size: int = 0) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of what comes back once a request was sent to its last byte.

    Raises:
        OSError: the connection was broken before.
    """
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        lines = [
            *head.splitlines(),
            "Host: x",
            "Connection: close",
            *([f"Content-Length: {size}"] * bool(size)),
        ]
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        for start in range(0, size, 65_536):
            connection.sendall(b"x" * min(65_536, size - start))
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()


def counted(server: Server) -> dict[str, float]:
    """How many requests were answered with each status."""
    text = sent(server, "GET /metrics HTTP/1.1")[2].decode()
    return {
        sample.labels["status"]: sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == "nameplate_requests_total"
    }


def assert_told(status: int, headers: dict[str, str], body: bytes) -> None:
    """It has the shape and the headers of every refusal."""
    found = json.loads(body)
    assert list(found)[:4] == ["type", "title", "status", "detail"]
    assert found["status"] == status
    assert found["detail"]
    assert headers["content-type"] == "application/problem+json"
    assert (headers["cache-control"], headers["vary"]) == ("no-store", "Accept, Accept-Language")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["access-control-allow-origin"] == "*"
    assert ("retry-after" in headers) == (status == 503)


@pytest.mark.parametrize(
    ("head", "size", "status"),
    [
        ("get / HTTP/1.1", 0, 501),
        ("TRACE /sparql HTTP/1.1", 0, 501),
        ("QUERY /sparql HTTP/1.1", 3 * MEGABYTE, 501),
        ("POST /sparql HTTP/1.1", 0, 411),
        ("PUT /page/x HTTP/1.1\nTransfer-Encoding: chunked", 0, 411),
        ("POST / HTTP/1.1", 3 * MEGABYTE, 405),
        ("DELETE /healthz HTTP/1.1", 12 * MEGABYTE, 405),
        ("PUT /sparql HTTP/1.1", 3 * MEGABYTE, 405),
        ("GET /nowhere HTTP/1.1", 3 * MEGABYTE, 404),
        ("POST /sparql HTTP/1.1\nContent-Type: application/json", 3 * MEGABYTE, 415),
        ("POST /sparql HTTP/1.1\nContent-Type: application/sparql-query", 3 * MEGABYTE, 413),
    ],
)
def test_every_refusal_is_told_and_counted(server: Server, head: str, size: int, status: int) -> None:
    """Whoever refuses, and however much is sent: the sender reads why, by an id that the log has too."""
    before = counted(server).get(str(status), 0)
    name = f"refused-{status}-{size}-{len(head)}"
    found = sent(server, f"{head}\nX-Request-Id: {name}", size)
    assert found[0] == status
    assert_told(*found)
    assert found[1]["x-request-id"] == name
    assert f"request_id={name}" in server.said
    assert counted(server)[str(status)] == before + 1


@pytest.mark.parametrize("path", ["/healthz", "/sparql?query=ASK%20%7B%7D", "/nowhere"])
@pytest.mark.parametrize(
    ("protocol", "hosts", "passes"),
    [
        ("1.1", ["example.org"], True),
        ("1.1", ["name_with.under-score:8000"], True),
        ("1.1", ["127.0.0.1:"], True),
        ("1.1", ["[::1]:8000"], True),
        ("1.1", ["x:65535"], True),
        ("1.1", ["x:65536"], False),
        ("1.1", ["x:99999"], False),
        ("1.1", ["[::1]:99999"], False),
        ("1.0", [], True),
        ("1.1", [], False),
        ("1.1", [""], False),
        ("1.1", ["a", "b"], False),
        ("1.1", ["a", "a"], False),
        ("1.0", ["a", "b"], False),
        ("1.1", ["a b/c"], False),
        ("1.1", ["me@example.org"], False),
        ("1.1", ["example.org:port"], False),
        ("1.1", ["[::1"], False),
        ("1.1", ["网信办"], False),
    ],
)
def test_requests_name_one_host(
    server: Server, path: str, protocol: str, hosts: list[str], passes: bool
) -> None:
    """RFC 9112 §3.2: without Host, with two or with what is none, a request is 400 wherever it goes to."""
    lines = [f"GET {path} HTTP/{protocol}", *(f"Host: {host}" for host in hosts), "Connection: close", "", ""]
    answer = server.raw("\r\n".join(lines).encode())
    status = int(answer.split(maxsplit=2)[1])
    assert status == ((404 if path == "/nowhere" else 200) if passes else 400)
    assert passes or b"one Host" in answer


def test_a_body_that_nobody_asked_for(server: Server) -> None:
    """A page is answered in spite of it, also from memory."""
    for _ in range(2):
        assert sent(server, "GET / HTTP/1.1\nAccept: text/html", 3 * MEGABYTE)[0] == 200


def test_who_waits_for_a_word_is_told_before_it_sends(server: Server) -> None:
    """With Expect, the refusal comes instead of 100, and nothing is sent."""
    head = "POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\nExpect: 100-continue\r\n\r\n"
    assert server.raw(head.encode()).startswith(b"HTTP/1.1 405 ")


def test_a_body_that_is_too_much(server: Server) -> None:
    """Of one without measure nothing is taken: the answer comes at once."""
    head = "POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999999\r\n\r\n"
    assert server.raw(head.encode()).startswith(b"HTTP/1.1 405 ")


@pytest.fixture
def publisher(data: Path) -> Iterator[Publisher]:
    """An app in which queries wait for a moment only."""
    made = create_app(data, workers=1, queue_seconds=0.1)
    yield made
    made.close()


def figures(publisher: Publisher) -> dict[tuple[str, ...], float]:
    """The figures, by name and values of labels."""
    text = Reader(publisher).get("/metrics").text
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def assert_overloaded(answer: TestResponse) -> None:
    """It is the refusal of a server that has too much to do, by one of three places."""
    assert answer.status_code == 503
    assert_told(503, {name.lower(): value for name, value in answer.headers}, answer.data)
    assert answer.json is not None
    assert answer.json["type"].endswith("/problems/overloaded")
    assert len(answer.headers["X-Request-Id"]) == 32


def test_the_gate(publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
    """Queries that do not get through count as queries; who asks nothing does not; text for who reads it."""

    def full(_gate: Gate, _size: int) -> None:
        raise Overloaded("too many queries are being read; try again in a moment", retry_after=2)

    monkeypatch.setattr(Gate, "_enter", full)
    client = Reader(publisher)
    assert_overloaded(get(client, "ASK {}"))
    assert_overloaded(client.post("/sparql", data="ASK {}", content_type=DIRECT))
    assert_overloaded(client.get("/sparql"))
    assert client.head("/sparql?query=ASK{}").data == b""
    page = get(client, "ASK {}", accept=BROWSER)
    assert page.content_type == "text/plain; charset=utf-8"
    assert page.text == "Overloaded\ntoo many queries are being read; try again in a moment\n"
    found = figures(publisher)
    assert found[("nameplate_requests_total", "503")] == 5
    assert found[("nameplate_queries_total", "overloaded")] == 4


def test_slots_for_slow_transfers(publisher: Publisher) -> None:
    """Neither a body nor a long answer without a slot goes uncounted, and neither counts as answered."""
    patience = Patience(1)
    client = Reader(publisher.behind(lambda app: patient(strict(app), patience)))
    long = "SELECT * { VALUES ?a { %s } VALUES ?b { %s } }" % ((" ".join(map(str, range(200))),) * 2)
    with patience.slots:
        assert_overloaded(client.post("/sparql", data="ASK {}", content_type=DIRECT))
        assert_overloaded(client.post("/nowhere", data="x"))
        assert_overloaded(get(client, long))
        assert get(client, "ASK {}").status_code == 200
    assert len(get(client, long).data) > TAKEN
    found = figures(publisher)
    assert found[("nameplate_requests_total", "503")] == 3
    assert found[("nameplate_requests_total", "200")] == 2
    assert found[("nameplate_queries_total", "overloaded")] == 1


def test_a_proxy_that_was_not_named(server: Server) -> None:
    """The log says once, for all threads, that its clients cannot be told apart, and what to do."""
    told = "forwarded from 127.0.0.1 by a proxy that --trusted-proxies does not name"
    assert told not in server.said
    heads = [
        f"GET /healthz HTTP/1.1\n{sign}: 198.51.100.{n}"
        for n in range(4)
        for sign in ("Via", "X-Forwarded-For")
    ]
    threads = [threading.Thread(target=sent, args=(server, head)) for head in heads]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert server.said.count(told) == 1
    assert "start with --trusted-proxies 127.0.0.1" in server.said
