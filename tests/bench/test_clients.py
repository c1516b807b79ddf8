"""The clients of the comparison: what they count is what was asked and answered."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bench.clients import Address, ask, drive

_BODY = b'{"results": {"bindings": []}}\r\n'


class _Handler(BaseHTTPRequestHandler):
    """Answers by its path: with a length, in chunks, or up to the end of the connection."""

    protocol_version = "HTTP/1.1"
    asked = itertools.count()

    def do_GET(self) -> None:
        """Answer."""
        next(_Handler.asked)
        self.send_response(503 if self.path.startswith("/busy") else 200)
        self.send_header("Content-Type", "application/sparql-results+json")
        if self.path.startswith("/chunks"):
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for piece in (_BODY[:7], _BODY[7:]):
                self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
                self.wfile.flush()
            self.wfile.write(b"0\r\n\r\n")
            return
        if self.path.startswith("/end"):
            self.send_header("Connection", "close")
        else:
            self.send_header("Content-Length", str(len(_BODY)))
        self.end_headers()
        self.wfile.write(_BODY)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Where a small server listens."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("path", ["/length", "/chunks", "/end"])
def test_an_answer_is_read_whole(port: int, path: str) -> None:
    """However a body is framed, all of it is read and nothing else."""
    reply = ask(Address(port, path), "ASK {}", "*/*")
    assert (reply.status, reply.body) == (200, _BODY)


@pytest.mark.parametrize("clients", [1, 8])
@pytest.mark.parametrize("path", ["/length", "/chunks", "/end"])
def test_every_answer_is_counted_once(port: int, path: str, clients: int) -> None:
    """As many answers are counted as the server gave, each with its time and its bytes."""
    _Handler.asked = itertools.count()
    address = Address(port, path)
    outcome = drive(address, lambda: address.request("ASK {}", "*/*"), clients, 0.2)
    given = next(_Handler.asked)
    assert len(outcome.latencies) == given >= clients
    assert (outcome.refused, outcome.size) == (0, given * len(_BODY))
    assert 0 < outcome.quantile(0.5) <= outcome.quantile(0.99) <= outcome.seconds


def test_refusals_are_counted_apart(port: int) -> None:
    """An answer other than 200 is no answer to be timed."""
    address = Address(port, "/busy")
    outcome = drive(address, lambda: address.request("ASK {}", "*/*"), 2, 0.1)
    assert outcome.refused >= 2
    assert outcome.latencies == []
