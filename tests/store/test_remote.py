"""The remote store against an engine that misbehaves: what is not a whole answer never becomes one."""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from server.config import Settings
from server.errors import (
    EngineFailed,
    NoRoom,
    Overloaded,
    QueryError,
    QueryRefused,
    QueryTimeout,
    ResultTooLarge,
    StartError,
)
from server.formats import CSV, JSON, N_TRIPLES, TSV, TURTLE, GraphFormat, ResultFormat
from server.store import spool
from server.store.guard import examine
from server.store.protocol import Contents, QueryRequest
from server.store.remote import GROUP, NO_GRAPH, RemoteStore
from server.store.spool import IN_MEMORY
from server.store.upstream import UpstreamError, UpstreamTimeout, query_request, send
from tests.running import free_port
from tests.store import stubs
from tests.store.upstreams import RESULTS, ROWS, TRUE, VIRTUOSO, Behaviour, Stub, dripping, dying, many, reply

SELECT = "SELECT * { ?x ?y ?z }"
CONSTRUCT = "CONSTRUCT WHERE { ?x ?y ?z }"


@pytest.fixture(scope="module")
def stub() -> Iterator[Stub]:
    """The engine."""
    made = Stub()
    yield made
    made.close()


@pytest.fixture(scope="module")
def store(stub: Stub) -> Iterator[RemoteStore]:
    """The store in front of it: answers of 1 MB in 2 seconds."""
    settings = Settings(workers=2, query_timeout=2.0, result_limit=1, queue_seconds=0.5)
    made = RemoteStore(stub.url, Contents(tag="stub"), settings)
    yield made
    made.close()


def ask(
    store: RemoteStore, stub: Stub, behave: Behaviour, query: str = SELECT, form: str = "json", **more: object
) -> bytes:
    """What a query is answered while the engine behaves so."""
    stub.behave = behave
    stub.forms.clear()
    stub.paths.clear()
    known: dict[str, GraphFormat | ResultFormat] = {
        f.extension: f for f in (JSON, CSV, TSV, TURTLE, N_TRIPLES)
    }
    return store.query(QueryRequest(examine(query), known[form], **more)).read()  # type: ignore[arg-type]  # by name


@pytest.mark.parametrize(
    ("behave", "error", "words"),
    [
        (reply(status=301, headers={"Location": "/elsewhere"}), EngineFailed, "no whole answer"),
        (reply(status=307, headers={"Location": "/elsewhere"}), EngineFailed, "no whole answer"),
        (reply(status=401), EngineFailed, "no whole answer"),
        (reply(status=404), EngineFailed, "no whole answer"),
        (reply(b"<b>/secret/path</b>", status=500, content_type="text/html"), EngineFailed, "no whole"),
        (reply(b"no", status=503, headers={"Retry-After": "7"}), Overloaded, "busy"),
        (reply(b"no", status=429, headers={"Retry-After": "soon"}), Overloaded, "busy"),
        (reply(b"Virtuoso 37000 Error SP031: /secret/path", status=400), QueryRefused, "SP031"),
        (reply(b"/secret/path", status=400), QueryRefused, "does not take it"),
        (reply(b"<html></html>", content_type="text/html"), EngineFailed, "no whole answer"),
        (reply(ROWS[:-2]), EngineFailed, "no whole answer"),
        (reply(ROWS[:-2], length=-1), EngineFailed, "no whole answer"),
        (reply(ROWS[:-2], length=len(ROWS)), EngineFailed, "no whole answer"),
        (reply(ROWS + b"The SPARQL operation has been cancelled"), EngineFailed, "no whole answer"),
        (reply(ROWS, headers={"Content-Encoding": "gzip"}), EngineFailed, "no whole answer"),
        (reply(TRUE), EngineFailed, "no whole answer"),
        (reply(b"", length=10_000_000_000), ResultTooLarge, "1 MB"),
        (reply(b" " * 5_000_000, length=-1), ResultTooLarge, "1 MB"),
        (reply(headers={"X-SPARQL-MaxRows": "10000"}), ResultTooLarge, "10000 rows"),
        (reply(headers={"X-SQL-State": "S1TAT"}), QueryTimeout, "2 seconds"),
    ],
)
def test_what_is_no_whole_answer(
    store: RemoteStore, stub: Stub, behave: Behaviour, error: type[QueryError], words: str
) -> None:
    """Each fault has its error, in time, without a word of the engine's; nothing else is asked."""
    started = time.monotonic()
    with pytest.raises(error, match=words) as raised:
        ask(store, stub, behave)
    assert time.monotonic() - started < 2.5
    assert "secret" not in str(raised.value)
    assert stub.paths == ["/sparql"]


@pytest.mark.parametrize(
    "behave",
    [
        dripping(),
        dripping(header=("Content-Length", "1000")),
        dripping(header=("Transfer-Encoding", "chunked"), drop=b"1\r\n \r\n"),
        dripping(begin=b"HTTP/1.0 200 OK\r\n", drop=b"X"),
        dripping(begin=b"HTTP/1.0 200 OK\r\n", drop=b"X-A: b\r\n"),
        dripping(begin=b"HTTP/1.0 100 Continue\r\n\r\n", drop=b"HTTP/1.0 100 Continue\r\n\r\n"),
        dripping(begin=b"HTTP/1.0 200 OK\r\nContent-Type: %b\r\n\r\n%b" % (RESULTS.encode(), ROWS)),
    ],
)
def test_an_engine_that_trickles(store: RemoteStore, stub: Stub, behave: Behaviour) -> None:
    """The deadline is that of the whole exchange, however the engine spends the time between two bytes."""
    started = time.monotonic()
    with pytest.raises(QueryTimeout, match=r"0\.4 seconds"):
        ask(store, stub, behave, seconds=0.4)
    assert 0.4 <= time.monotonic() - started < 3


@pytest.mark.parametrize("reset", [False, True])
@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"", {}),
        (ROWS[:40], {}),
        (ROWS[:-1], {"Content-Length": str(len(ROWS))}),
        (b"5\r\n" + ROWS[:5] + b"\r\n", {"Transfer-Encoding": "chunked"}),
        (b"%x\r\n%s\r\n" % (len(ROWS), ROWS), {"Transfer-Encoding": "chunked"}),
    ],
)
def test_an_engine_that_dies(
    store: RemoteStore, stub: Stub, body: bytes, headers: dict[str, str], reset: bool
) -> None:
    """Whatever it has sent before its end is no answer."""
    with pytest.raises(EngineFailed, match="no whole answer"):
        ask(store, stub, dying(body, headers, reset=reset))
    assert json.loads(ask(store, stub, reply()))["results"]["bindings"]


def test_answers_are_gathered_on_disk(
    store: RemoteStore, stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is large is no longer in memory, and where the disk has no room it is refused in words."""
    body = many(40_000)
    assert len(body) > IN_MEMORY
    assert ask(store, stub, reply(body), form="csv").count(b"\r\n") == 40_001
    monkeypatch.setattr(spool, "RESERVE", 1 << 62)
    with pytest.raises(NoRoom) as refused:
        ask(store, stub, reply(body), form="csv")
    assert (refused.value.status, refused.value.retry_after) == (507, 60)
    assert json.loads(ask(store, stub, reply()))["results"]["bindings"]


@pytest.mark.parametrize(
    "behave",
    [
        reply(b"<a:a> <a:b> <a:c> .\n", content_type="application/n-triples", length=-1),
        reply(b"<a:a> <a:b> <a:c> .\n<a:a> <a:", content_type="application/n-triples"),
        reply(b"<a:a> <a:b> <a:c> .\n", content_type="application/n-triples", length=100),
        reply(b"<a:a> <a:b> <a:c> .\nQuery cancelled", content_type="application/n-triples"),
    ],
)
def test_graphs_that_may_be_cut(store: RemoteStore, stub: Stub, behave: Behaviour) -> None:
    """A graph whose end cannot be told from a broken connection is none."""
    with pytest.raises(EngineFailed):
        ask(store, stub, behave, CONSTRUCT, "nt")


def test_a_whole_graph(store: RemoteStore, stub: Stub) -> None:
    """A graph of known length is written in the format that is asked for."""
    behave = reply(b"<a:a> <a:b> <a:c> .\n", content_type="text/plain; charset=utf-8")
    assert ask(store, stub, behave, CONSTRUCT, "ttl") == b"<a:a> <a:b> <a:c> .\n"


def test_quirks_of_virtuoso(store: RemoteStore, stub: Stub) -> None:
    """Labels of blank nodes, truth values and the answer to ASK become what the standards say."""
    rows = (
        b'{ "head": { "link": [], "vars": ["x", "y", "z"] },\n  "results": { "bindings": [\n    '
        b'{ "x": { "type": "bnode", "value": "nodeID://b10" }\t, "y": { "type": "typed-literal", "datatype": '
        b'"http://www.w3.org/2001/XMLSchema#boolean", "value": "1" }\t, "z": { "type": "literal", '
        b'"value": "\\"type\\": \\"bnode\\", \\"value\\": \\"nodeID://b10" }} ] } }'
    )
    found = json.loads(ask(store, stub, reply(rows, headers=VIRTUOSO)))["results"]["bindings"][0]
    assert found["x"] == {"type": "bnode", "value": "b10"}
    assert found["y"]["value"] == "true"
    assert found["z"]["value"] == '"type": "bnode", "value": "nodeID://b10'
    for said, truth in ((b"1", True), (b"", False)):
        row = (
            b'{"__ASK_RETVAL":{"type":"typed-literal","datatype":"http://www.w3.org/2001/XMLSchema#integer",'
            b'"value":"1"}}'
        )
        body = b'{"head":{"vars":["__ASK_RETVAL"]},"results":{"bindings":[' + (row if said else b"") + b"]}}"
        assert json.loads(ask(store, stub, reply(body, headers=VIRTUOSO), "ASK {}"))["boolean"] is truth


@pytest.mark.parametrize(
    ("query", "more", "default", "named"),
    [
        ("SELECT * { ?x ?y ?z }", {}, None, None),
        ("SELECT * FROM <a:g> { ?x ?y ?z }", {}, ["a:g"], [NO_GRAPH]),
        ("SELECT * FROM NAMED <a:g> { ?x ?y ?z }", {}, [NO_GRAPH], ["a:g"]),
        ("PREFIX g: <a:> SELECT * FROM g:h FROM <a:h> { ?x ?y ?z }", {}, ["a:h"], [NO_GRAPH]),
        (
            "BASE <http://a.example/b/> SELECT * FROM <../c> { ?x ?y ?z }",
            {},
            ["http://a.example/c"],
            [NO_GRAPH],
        ),
        ("SELECT * FROM <a:g> { ?x ?y ?z }", {"named_graphs": ("a:h",)}, [NO_GRAPH], ["a:h"]),
        ("SELECT * { ?x ?y ?z }", {"default_graphs": ("a:h", "a:i")}, ["a:h", "a:i"], [NO_GRAPH]),
    ],
)
def test_the_dataset_is_told_apart(
    store: RemoteStore,
    stub: Stub,
    query: str,
    more: dict[str, object],
    default: list[str] | None,
    named: list[str] | None,
) -> None:
    """`FROM` is taken out of the query and sent by the protocol, with no graph where a list is empty."""
    ask(store, stub, reply(), query, "json", **more)
    form = stub.forms[0]
    assert form.get("default-graph-uri") == default
    assert form.get("named-graph-uri") == named
    assert "FROM" not in form["query"][0]


@pytest.mark.parametrize(("there", "default"), [("5", [GROUP]), ("4", ["a:g", "a:h"]), ("0", ["a:g", "a:h"])])
def test_a_group_of_graphs(stub: Stub, there: str, default: list[str]) -> None:
    """Virtuoso is asked by the group of a release's graphs where it has one with all that is in them."""

    def answered(handler: BaseHTTPRequestHandler) -> None:
        is_ask = stub.forms[-1]["query"][0].startswith("ASK")
        body = TRUE if is_ask else ROWS.replace(b'"1"', f'"{there}"'.encode())
        reply(body, headers=VIRTUOSO)(handler)

    stub.behave = answered
    contents = Contents(tag="stub", graphs={"a:g": 2, "a:h": 3})
    with closing(RemoteStore(stub.url, contents, Settings(workers=1), graphs=("a:g", "a:h"))) as made:
        ask(made, stub, answered)
        assert stub.forms[0]["default-graph-uri"] == default
        assert stub.forms[0]["named-graph-uri"] == ["a:g", "a:h"]
        ask(made, stub, answered, "SELECT * FROM <a:g> { ?x ?y ?z }")
        assert stub.forms[0]["default-graph-uri"] == ["a:g"]


@pytest.mark.parametrize(
    ("query", "sent"),
    [
        ("SELECT * { <a> ?y ?z }", "BASE <https://w3id.org/nameplate/>\nSELECT * { <a> ?y ?z }"),
        ("BASE <a:b> SELECT * { <c> ?y ?z }", "BASE <a:b> SELECT * { <c> ?y ?z }"),
        ("SELECT * { ?x ?y '<a>' } # <b>", "SELECT * { ?x ?y '<a>' } # <b>"),
    ],
)
def test_a_base_where_one_is_needed(store: RemoteStore, stub: Stub, query: str, sent: str) -> None:
    """Relative IRIs mean the same in front of every engine; a query without them goes out as it came."""
    ask(store, stub, reply(), query)
    assert stub.forms[0]["query"] == [sent]


def test_no_more_at_once_than_allowed(store: RemoteStore, stub: Stub) -> None:
    """A third query waits for a place, then is told to come back."""
    found: list[type[Exception]] = []

    def run() -> None:
        try:
            ask(store, stub, dripping())
        except QueryError as error:
            found.append(type(error))

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(kind.__name__ for kind in found) == ["Overloaded", "QueryTimeout", "QueryTimeout"]


def test_readiness(store: RemoteStore, stub: Stub) -> None:
    """Ready while the engine answers, as seen a moment ago at most."""
    ask(store, stub, reply())
    stub.behave = reply(status=500)
    assert store.ready()
    time.sleep(1.1)
    assert not store.ready()
    stub.behave = reply(TRUE)
    assert store.ready()


@pytest.mark.parametrize(
    ("behave", "said"),
    [
        (None, "connection refused"),
        (reply(b"no such place", status=404), "it answers with status 404: b'no such place'"),
        (dripping(), "no whole answer in 0.4 seconds"),
        (reply(b"<html></html>", content_type="text/html"), "results came as 'text/html'"),
    ],
)
def test_an_engine_that_is_not_there(
    stub: Stub, caplog: pytest.LogCaptureFixture, behave: Behaviour | None, said: str
) -> None:
    """The start ends with one line: where it was looked for, what was wrong, what can be done."""
    if behave is not None:
        stub.behave = behave
    url = stub.url if behave is not None else f"http://127.0.0.1:{free_port()}/sparql"
    with pytest.raises(StartError) as raised:
        RemoteStore(url, Contents(tag="stub"), Settings(workers=1, query_timeout=0.4))
    remedy = "start it, or correct the address"
    assert str(raised.value) == f"the engine at {url} does not answer: {said}; {remedy}"
    assert caplog.messages == []


def test_what_the_log_has_of_a_failure(
    store: RemoteStore, stub: Stub, caplog: pytest.LogCaptureFixture
) -> None:
    """One line for the operator, in the engine's words."""
    with pytest.raises(EngineFailed):
        ask(store, stub, reply(b"secret", status=500))
    assert caplog.messages == ["the engine failed: it answers with status 500: b'secret'"]


def test_an_engine_behind_tls(tmp_path: Path) -> None:
    """It must have a certificate of its name that is trusted, and the deadline holds while it greets."""
    engine = stubs.Stub()
    trusted = engine.secured(tmp_path, "localhost")

    def asked(name: str, context: ssl.SSLContext | None) -> int:
        url = f"https://{name}:{engine.server_port}/good"
        reply = send(query_request(url, "ASK {}", RESULTS), seconds=5, limit=10_000, context=context)
        reply.file.close()
        return reply.status

    with engine.serving():
        assert asked("localhost", trusted) == 200
        with pytest.raises(UpstreamError, match=r"self[- ]signed"):
            asked("localhost", None)
        with pytest.raises(UpstreamError, match="mismatch"):
            asked("127.0.0.1", trusted)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://127.0.0.1:{silent.getsockname()[1]}/good"
        started = time.monotonic()
        with pytest.raises(UpstreamTimeout):
            send(query_request(url, "ASK {}", RESULTS), seconds=0.3, limit=10_000)
        assert time.monotonic() - started < 3
