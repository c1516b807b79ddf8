"""The remote store against an engine that misbehaves: what is not a whole answer never becomes one."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from server.config import Settings
from server.errors import EngineFailed, Overloaded, QueryError, QueryRefused, QueryTimeout, ResultTooLarge
from server.formats import CSV, JSON, N_TRIPLES, TSV, TURTLE, GraphFormat, ResultFormat
from server.store.guard import examine
from server.store.protocol import Contents, QueryRequest
from server.store.remote import NO_GRAPH, RemoteStore

RESULTS = "application/sparql-results+json"
TRUE = b'{"head":{},"boolean":true}'
ROWS = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"1"}}]}}'
VIRTUOSO = {"Server": "Virtuoso/07.20.3229 (Linux)"}
SELECT = "SELECT * { ?x ?y ?z }"
CONSTRUCT = "CONSTRUCT WHERE { ?x ?y ?z }"

Behaviour = Callable[[BaseHTTPRequestHandler], None]


def reply(
    body: bytes = ROWS,
    status: int = 200,
    content_type: str = RESULTS,
    headers: dict[str, str] | None = None,
    length: int | None = None,
) -> Behaviour:
    """Answer with this; `length` is what is said of the body, below 0 nothing."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response_only(status)
        handler.send_header("Content-Type", content_type)
        if length is None or length >= 0:
            handler.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in (headers or {}).items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return behave


def drip(handler: BaseHTTPRequestHandler) -> None:
    """Send a byte now and then, for longer than anybody waits."""
    handler.send_response_only(200)
    handler.send_header("Content-Type", RESULTS)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b" ")
        time.sleep(0.1)


class Stub:
    """An engine that does as it is told, and remembers what it was asked."""

    def __init__(self) -> None:
        """Listen on loopback."""
        self.behave: Behaviour = reply(TRUE)
        self.forms: list[dict[str, list[str]]] = []
        self.paths: list[str] = []
        stub = self

        class Handler(BaseHTTPRequestHandler):
            """One request."""

            def do_POST(self) -> None:
                """Take the form, then behave."""
                body = self.rfile.read(int(self.headers["Content-Length"]))
                stub.forms.append(parse_qs(body.decode()))
                stub.paths.append(self.path)
                try:
                    stub.behave(self)
                except (BrokenPipeError, ConnectionResetError):
                    return

            def do_GET(self) -> None:
                """Nothing is asked so: whoever follows a redirect is seen."""
                stub.paths.append("GET " + self.path)

            def log_message(self, *_arguments: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/sparql"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        """Listen no more."""
        self.server.shutdown()
        self.server.server_close()


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
        (drip, QueryTimeout, "2 seconds"),
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
            ask(store, stub, drip)
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
