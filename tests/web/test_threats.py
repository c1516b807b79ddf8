"""What a stranger may send: bytes that are no request, and queries in bad faith; by ids of `docs/threats.md`.

Each is one row: what is sent, and the statuses that are right. After each of them the next query is answered.
"""

from __future__ import annotations

import contextlib
import gzip
import socket
import threading
import time
from collections.abc import Iterator

import pytest
from werkzeug.test import Client

from tests.running import eventually
from tests.store.hostile import ENDLESS
from tests.web.endpoint import BROWSER, get
from tests.web.test_sparql_server import Server

TIMEOUT = 1.0
#: Seconds after the deadline by which an answer is there on a machine that does other things, too.
LATE = 1.5
#: Things in the data, each with a number.
THINGS = 100

HEADS = b"Host: x\r\n"
CLOSE = b"Host: x\r\nConnection: close\r\n"
DIRECT = b"POST /sparql HTTP/1.1\r\nConnection: close\r\nContent-Type: application/sparql-query\r\n"
POST = DIRECT + b"Host: x\r\n"
FORM = CLOSE.join((b"POST /sparql HTTP/1.1\r\n", b"Content-Type: application/x-www-form-urlencoded\r\n"))
#: A connection that is closed, or left to wait, without a word.
NOTHING = 0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with a short deadline and a hundred triples."""
    folder = tmp_path_factory.mktemp("threats")
    lines = (f"<http://example.org/s{n}> <http://example.org/p> {n} .\n" for n in range(THINGS))
    (folder / "data.ttl").write_text("".join(lines), encoding="utf-8")
    limits = ("--query-timeout", str(TIMEOUT), "--query-memory", "256", "--result-limit", "8")
    made = Server(folder, "--data", str(folder / "data.ttl"), *limits)
    yield made
    made.kill()


@pytest.fixture(scope="module", autouse=True)
def dripping(server: Server) -> Iterator[list[tuple[socket.socket, float]]]:
    """A hundred clients that send their headers a byte a second, while all else is tried."""
    start = time.monotonic()
    clients = [(socket.create_connection(("127.0.0.1", server.port)), start) for _ in range(100)]
    stop = threading.Event()

    def drip() -> None:
        for byte in b"GET /healthz HTTP/1.1\r\nX-Slow: " + b"x" * 1000:
            for client, _ in clients:
                with contextlib.suppress(OSError):
                    client.send(bytes((byte,)))
            if stop.wait(1):
                return

    thread = threading.Thread(target=drip)
    thread.start()
    yield clients
    stop.set()
    thread.join()
    for client, _ in clients:
        client.close()


def answered(server: Server, request: bytes) -> bytes:
    """What comes back for bytes sent as they are, up to the end or a moment of silence."""
    found = b""
    with socket.create_connection(("127.0.0.1", server.port), timeout=2) as connection:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(request)
        with contextlib.suppress(TimeoutError, ConnectionResetError):
            while piece := connection.recv(65_536):
                found += piece
                connection.settimeout(0.3)
    return found


def assert_well(server: Server, name: str) -> None:
    """The next query is answered right within a second or so, and by a worker."""
    start = time.monotonic()
    query = f"SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o }} # {name} {start}"
    assert server.ask(query, format="csv") == (200, f"n\r\n{THINGS}\r\n".encode())
    assert time.monotonic() - start < 2


def posted(body: bytes, *headers: bytes) -> bytes:
    """A query by POST, with further headers."""
    length = b"Content-Length: %d\r\n" % len(body)
    return POST + length + b"".join(header + b"\r\n" for header in headers) + b"\r\n" + body


#: Bytes that are sent, and the statuses of which one is right.
RAW: dict[str, tuple[bytes, set[int]]] = {
    "P01 length and chunks": (
        POST + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nASK {}\r\n0\r\n\r\n",
        {400, 411},
    ),
    "P02 two lengths": (POST + b"Content-Length: 6\r\nContent-Length: 5\r\n\r\nASK {}", {400}),
    "P03 lengths in a list": (POST + b"Content-Length: 6, 6\r\n\r\nASK {}", {400}),
    "P04 length with a sign": (POST + b"Content-Length: +6\r\n\r\nASK {}", {400}),
    "P04 length in hexadecimal": (POST + b"Content-Length: 0x6\r\n\r\nASK {}", {400}),
    "P04 length with an underscore": (POST + b"Content-Length: 0_6\r\n\r\nASK {}", {400}),
    "P04 length beyond numbers": (
        POST + b"Content-Length: 10000000000000000000000\r\n\r\nASK {}",
        {400, 413},
    ),
    "P05 chunks by another name": (POST + b"Transfer-Encoding: xchunked\r\n\r\nASK {}", {400, 411, 501}),
    "P05 chunks, then none": (POST + b"Transfer-Encoding: chunked, identity\r\n\r\nASK {}", {400, 411, 501}),
    "P06 chunk of no size": (
        POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nASK {}\r\n0\r\n\r\n",
        {400, 411},
    ),
    "P07 cut chunk": (POST + b"Transfer-Encoding: chunked\r\n\r\nff\r\nASK {}", {400, 411}),
    "P09 space before a colon": (b"GET /healthz HTTP/1.1\r\nHost : x\r\n\r\n", {400}),
    "P10 folded header": (b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: a\r\n b\r\n\r\n", {400}),
    "P11 null in a header": (b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: a\0b\r\n\r\n", {400}),
    "P14 address of another": (
        b"GET http://evil.example/nowhere HTTP/1.1\r\n" + CLOSE + b"\r\n",
        {400, 404, 421},
    ),
    "P15 tunnel": (b"CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n", {400, 405, 501}),
    "P16 unknown method": (b"BREW /sparql HTTP/1.1\r\n" + CLOSE + b"\r\n", {405, 501}),
    "P17 version to come": (b"GET /healthz HTTP/9.9\r\nHost: x\r\n\r\n", {400, 505, NOTHING}),
    "P17 no version": (b"GET /healthz\r\n\r\n", {400, 505, NOTHING}),
    "P18 TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 500, {400, NOTHING}),
    "P18 HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0", {400, 505, NOTHING}),
    "P19 address of a megabyte": (
        b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\n" + CLOSE + b"\r\n",
        {400, 414, 431},
    ),
    "P20 header of a megabyte": (
        b"GET /healthz HTTP/1.1\r\nX-A: " + b"a" * 1_000_000 + b"\r\n" + CLOSE + b"\r\n",
        {400, 431},
    ),
    "P21 20,000 headers": (
        b"GET /healthz HTTP/1.1\r\n" + b"X-A: a\r\n" * 20_000 + CLOSE + b"\r\n",
        {400, 431},
    ),
    "P22 3,000 types": (
        b"GET /sparql HTTP/1.1\r\nAccept: " + b"a/b;q=0.1," * 3000 + b"text/turtle\r\n" + CLOSE + b"\r\n",
        {200, 400, 431},
    ),
    "P23 weight that is no number": (
        b"GET /sparql HTTP/1.1\r\nAccept: text/turtle;q=nan, */*;q=inf\r\n" + CLOSE + b"\r\n",
        {200, 400},
    ),
    "P24 a terabyte announced": (POST + b"Content-Length: 1099511627776\r\n\r\nASK {}", {413}),
    "P27 packed body": (
        posted(gzip.compress(b"ASK {}" + b" " * 50_000_000), b"Content-Encoding: gzip"),
        {415},
    ),
    "P28 body in an unknown coding": (posted(b"ASK {}", b"Content-Encoding: rot13"), {415}),
    "P33 query in the address and in the body": (
        posted(b"ASK {}").replace(b"/sparql", b"/sparql?query=ASK%7B%7D", 1),
        {400},
    ),
    "P34 5,000 parameters": (FORM + b"Content-Length: 25011\r\n\r\nquery=ASK{}" + b"&a=bc" * 5000, {400}),
    "P35 broken escape": (b"GET /sparql?query=ASK%7B%7D%2 HTTP/1.1\r\n" + CLOSE + b"\r\n", {400}),
    "P45 another address by header": (
        b"GET /nowhere HTTP/1.1\r\nX-Original-URL: /healthz\r\nX-Rewrite-URL: /healthz\r\n"
        b"X-Script-Name: /nowhere\r\nX-Forwarded-Prefix: /nowhere\r\n" + CLOSE + b"\r\n",
        {404},
    ),
    "U13 another method by header": (posted(b"ASK {}", b"X-HTTP-Method-Override: DELETE"), {200}),
    "U14 another method by parameter": (
        posted(b"ASK {}").replace(b"/sparql", b"/sparql?_method=DELETE", 1),
        {200},
    ),
    "U21 method of the future": (posted(b"ASK {}").replace(b"POST", b"QUERY", 1), {405, 501}),
    **{
        f"{name} {path[:40]}": (f"GET {path} HTTP/1.1\r\n".encode() + CLOSE + b"\r\n", {400, 404})
        for name, paths in {
            "U20": (
                "/admin",
                "/$/ping",
                "/manager/html",
                "/update",
                "/conductor",
                "/bigdata",
                "/rdf-graph-store",
            ),
            "T01": ("/../../etc/passwd", "/static/../../../etc/passwd", "/..%2f..%2fetc/passwd"),
            "T02": ("/%2e%2e/%2e%2e/etc/passwd", "/static/%2e%2e%2fsite.py", "/%252e%252e/etc/passwd"),
            "T03": ("/..\\..\\etc\\passwd", "/static/....//....//etc/passwd", "/%c0%ae%c0%ae/etc/passwd"),
            "T04": ("/static/nameplate.css%00.txt", "/%00"),
            "T05": ("/" + "a" * 7000, "/static/" + "a" * 7000),
            "T06": ("/.git/HEAD", "/.env", "/server/wsgi.py", "/pyproject.toml", "/etc/passwd"),
            "T07": ("/static/", "/static"),
            "T08": ("/.", "/..", "/%", "/%zz"),
        }.items()
        for path in paths
    },
    "Q62 null in a query": (posted(b"ASK { ?s ?p 'a\0b' }"), {200, 400}),
    "Q62 nulls between words": (posted(b"ASK\0{}"), {400}),
    "Q66 no UTF-8": (posted(b"ASK { ?s ?p '\xff\xfe' }"), {400}),
    "Q67 overlong UTF-8": (posted(b"ASK { ?s ?p '\xc0\xaf' }"), {400}),
    "Q72 UTF-16": (posted("ASK {}".encode("utf-16")), {400}),
    "Q73 UTF-16 announced": (
        posted("ASK {}".encode("utf-16")).replace(b"sparql-query", b"sparql-query; charset=utf-16"),
        {400, 415},
    ),
}


@pytest.mark.parametrize("name", RAW)
def test_raw(server: Server, name: str) -> None:
    """It is refused as the row says, once, within seconds, and the server goes on."""
    request, right = RAW[name]
    start = time.monotonic()
    answer = answered(server, request)
    assert time.monotonic() - start < 5
    assert answer.count(b"HTTP/1.1 ") <= 1, answer
    status = int(answer.split(maxsplit=2)[1]) if answer else NOTHING
    assert status in right, answer[:500]
    assert_well(server, name)


def test_lines_that_end_otherwise(server: Server) -> None:
    """P08: a line that ends with LF alone is refused, waited for, or means what it means with CR LF."""
    answer = answered(server, b"GET /nowhere HTTP/1.1\nHost: x\nConnection: close\n\n")
    assert answer[:13] in {b"", b"HTTP/1.1 400 ", b"HTTP/1.1 404 "}
    smuggled = b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: a\nConnection: close\r\n\r\n"
    assert answered(server, smuggled).count(b"HTTP/1.1 ") <= 1
    assert_well(server, "P08")


def test_requests_one_after_the_other(server: Server) -> None:
    """P37: what is sent before the first answer is answered in its turn."""
    both = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /nowhere HTTP/1.1\r\n" + CLOSE + b"\r\n"
    answer = answered(server, both)
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.count(b"HTTP/1.1 ") == 2
    assert answer.index(b"ok\n") < answer.index(b"HTTP/1.1 404 ")


#: Queries, the statuses of which one is right, and what stands in an answer with 200.
PAIRS = str(THINGS**2).encode()
XSD = "http://www.w3.org/2001/XMLSchema#"
COUNT = "SELECT (COUNT(*) AS ?n)"
PAIR = "?a ?b ?c . ?d ?e ?f"
QUERIES: dict[str, tuple[str, set[int], bytes]] = {
    "Q01 product": (f"{COUNT} {{ {PAIR} }}", {200, 503}, PAIRS),
    "Q05 groups": (
        f"{COUNT} {{ {{ SELECT ?a ?d {{ {PAIR} }} GROUP BY ?a ?d }} }}",
        {200, 503},
        PAIRS,
    ),
    "Q08 everything described": ("DESCRIBE ?s ?o { ?s ?p ?o }", {200, 413, 503}, b""),
    "Q11 closure of what is not": ("SELECT (COUNT(*) AS ?n) { ?a (!<x:y>)* ?b }", {200, 503}, b""),
    "Q12 closure of closures": ("SELECT (COUNT(*) AS ?n) { ?a ((<x:y>*)*)* ?b }", {200, 503}, b""),
    "Q14 2^20 alternatives": ("ASK { ?s " + "/".join(["(<x:a>|<x:b>)"] * 20) + " ?o }", {200, 400, 503}, b""),
    "Q21 NOT EXISTS": (f"{COUNT} {{ {PAIR} FILTER NOT EXISTS {{ ?a ?x ?f }} }}", {200, 503}, b""),
    "Q22 MINUS": (f"{COUNT} {{ {PAIR} MINUS {{ ?a ?x ?f }} }}", {200, 503}, b""),
    "Q23 deep OFFSET": (
        "SELECT ?a { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } OFFSET 999999 LIMIT 5",
        {200, 503},
        b"",
    ),
    "Q24 random order": (
        "SELECT ?a { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY RAND() LIMIT 1",
        {200, 503},
        b"",
    ),
    "Q25 hashes of hashes": (
        f"{COUNT} {{ {PAIR} FILTER({'SHA512(' * 30}STR(?a){')' * 30} != '') }}",
        {200, 503},
        PAIRS,
    ),
    "Q26 nine OPTIONALs": (
        f"{COUNT} {{ ?s ?p ?o " + " ".join(f"OPTIONAL {{ ?a{n} ?b{n} ?c{n} }}" for n in range(9)) + " }",
        {503},
        b"",
    ),
    "Q27 unions": (
        f"{COUNT} {{ "
        + " ".join(f"{{ {{ ?a{n} ?p ?o }} UNION {{ ?b{n} ?p ?o }} }}" for n in range(30))
        + " }",
        {200, 503},
        b"",
    ),
    "Q57 long integer": (f"ASK {{ FILTER({'9' * 200_000} > 0) }}", {200, 400}, b""),
    "Q58 LIMIT of 10^30": ("SELECT * { ?s ?p ?o } LIMIT 1" + "0" * 30, {200, 400}, b""),
    "Q59 year of 10^12": (
        f'SELECT (YEAR("1000000000000-01-01T00:00:00Z"^^<{XSD}dateTime>) AS ?n) {{}}',
        {200, 400},
        b"",
    ),
    "Q63 two operations": ("ASK {} ; ASK {}", {400}, b""),
    "Q64 escaped null": (r"ASK { ?s ?p '\u0000' }", {200, 400}, b"false"),
    "Q65 half a surrogate pair": (r"ASK { ?s ?p '\uD800' }", {400}, b""),
    "Q68 byte order mark": ("\ufeffASK {}", {200, 400}, b"true"),
    "Q69 full-width letters": ("ＡＳＫ {}", {400}, b""),
    "Q70 zero-width space": ("ASK\u200b{}", {400}, b""),
    "Q71 right to left": ("ASK { ?s ?p '\u202e' }", {200, 400}, b"false"),
    "Q74 unknown function": ("SELECT (<http://example.org/f>(1) AS ?n) {}", {200, 400}, b""),
    "Q75 scripts of Jena": (
        "SELECT (<http://jena.apache.org/ARQ/jsFunction#f>('1+1') AS ?n) {}",
        {200, 400},
        b"",
    ),
    "Q76 classes of Java": ("SELECT (<java:java.lang.Runtime.exec>('id') AS ?n) {}", {200, 400}, b""),
    "Q77 functions of Virtuoso": ("SELECT (<bif:system>('id') AS ?n) {}", {200, 400}, b""),
    "Q78 pragmas of Virtuoso": ('define get:soft "replace" ASK {}', {400}, b""),
    "Q79 hints of Blazegraph": (
        "PREFIX hint: <http://www.bigdata.com/queryHints#> ASK { hint:Query hint:optimizer 'None' }",
        {200, 400},
        b"false",
    ),
}


@pytest.mark.parametrize("name", QUERIES)
def test_query(server: Server, name: str) -> None:
    """It is answered right or refused, by the deadline; what an unknown function gives is nothing."""
    query, right, expected = QUERIES[name]
    start = time.monotonic()
    kind = (
        {} if query.startswith(("DESCRIBE", "define", "ASK", "\ufeff", "PREFIX", "Ａ")) else {"format": "csv"}
    )
    status, body = server.ask(query, **kind) if len(query) < 5000 else by_post(server, query)
    assert time.monotonic() - start < TIMEOUT + LATE
    assert status in right, body[:500]
    assert status != 200 or expected in body
    if name[:3] in {"Q74", "Q75", "Q76", "Q77"} and status == 200:
        assert body.split() == [b"n"] or body == b"n\r\n\r\n"
    assert_well(server, name)


def by_post(server: Server, query: str) -> tuple[int, bytes]:
    """Status and the whole answer."""
    answer = answered(server, posted(query.encode()))
    return int(answer.split(maxsplit=2)[1]), answer


def test_clients_that_are_gone(server: Server) -> None:
    """P42: of fifty who ask for ever and leave, nothing is at work once the deadline has passed."""

    def asks() -> float:
        figures = answered(server, b"GET /metrics HTTP/1.1\r\n" + CLOSE + b"\r\n").decode()
        running, waiting = (
            float(figures.partition(f"\nnameplate_{name} ")[2].split()[0])
            for name in ("queries_running", "queue_length")
        )
        return running + waiting

    for number in range(50):
        with socket.create_connection(("127.0.0.1", server.port)) as connection:
            connection.sendall(posted(f"{ENDLESS} # {number}".encode()))
    eventually(lambda: asks() == 0)
    assert_well(server, "P42")


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "//evil.example/..",
        "/\\evil.example",
        "/%5cevil.example",
        "/id//evil.example",
        "/page//evil.example",
        "/ontology//evil.example",
        "/?next=//evil.example",
        "/sparql?next=http://evil.example",
    ],
)
def test_nobody_is_sent_elsewhere(client: Client, path: str) -> None:
    """X12: no path leads to another host."""
    answer = client.get(path, headers={"Host": "evil.example", "Accept": BROWSER})
    location = answer.headers.get("Location", "/")
    assert answer.status_code < 500
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))


@pytest.mark.parametrize("scheme", ["javascript", "vbscript", "data", "file", "JaVaScRiPt"])
def test_only_web_addresses_are_links(client: Client, scheme: str) -> None:
    """X17: an IRI of any other scheme is text in a table of results."""
    page = get(client, f"SELECT (<{scheme}:alert(1)> AS ?x) {{}}", BROWSER).text
    assert f"{scheme}:alert(1)</bdi>" in page
    assert f'href="{scheme}' not in page


@pytest.mark.parametrize("path", ["/", "/sparql", "/healthz", "/nowhere"])
def test_no_banner(server: Server, path: str) -> None:
    """X19: a header may name what answers, but no version of it and nothing behind it."""
    answer = answered(server, f"GET {path} HTTP/1.1\r\n".encode() + CLOSE + b"\r\n")
    head = answer.partition(b"\r\n\r\n")[0].decode().lower()
    fields = dict(line.split(": ", 1) for line in head.split("\r\n")[1:])
    assert fields.get("server", "").isalpha()
    assert "x-powered-by" not in fields
    assert not any(word in head for word in ("python", "werkzeug", "flask", "oxigraph"))


def test_a_thousand_ranges(client: Client) -> None:
    """T11: whoever asks for many pieces of a file gets no more than the file, or none."""
    whole = client.get("/dumps/0.0-dev/nameplate-0.0-dev.nq.gz")
    assert whole.status_code == 200
    for ranges in (",".join(f"{n}-{n}" for n in range(0, 2000, 2)), ",".join(["0-"] * 1000)):
        answer = client.get(whole.request.path, headers={"Range": f"bytes={ranges}"})
        assert answer.status_code in {200, 206, 416}
        assert len(answer.data) <= len(whole.data)


def test_dripped_headers(server: Server, dripping: list[tuple[socket.socket, float]]) -> None:
    """L03: who drips headers is dropped in twenty seconds or so; all of the above was answered meanwhile."""
    for client, start in dripping:
        client.settimeout(max(0.1, start + 25 - time.monotonic()))
        with contextlib.suppress(ConnectionResetError):
            while client.recv(1024):
                pass
    assert_well(server, "L03")
