"""An engine that behaves as a test tells it to: well, or in one of the ways in which engines fail."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

RESULTS = "application/sparql-results+json"
TRUE = b'{"head":{},"boolean":true}'
ROWS = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"1"}}]}}'
VIRTUOSO = {"Server": "Virtuoso/07.20.3229 (Linux)"}

Behaviour = Callable[[BaseHTTPRequestHandler], None]


def many(rows: int) -> bytes:
    """An answer of so many rows."""
    row = ROWS[ROWS.index(b'{"x"') : -3]
    return ROWS.replace(row, b",".join([row] * rows))


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


def dripping(begin: bytes = b"", drop: bytes = b" ", header: tuple[str, str] | None = None) -> Behaviour:
    """Send something now and then, for longer than anybody waits.

    Args:
        begin: sent at once; empty: status and headers of a table.
        drop: what is sent again and again.
        header: one more of the headers.
    """

    def behave(handler: BaseHTTPRequestHandler) -> None:
        if begin:
            handler.wfile.write(begin)
        else:
            reply(b"", length=-1, headers=dict([header] if header else []))(handler)
        for _ in range(100):
            handler.wfile.write(drop)
            time.sleep(0.1)

    return behave


def dying(body: bytes, headers: dict[str, str], *, reset: bool = False) -> Behaviour:
    """Send so much of an answer and be gone, with or without a word to the other side."""

    def behave(handler: BaseHTTPRequestHandler) -> None:
        reply(body, length=-1, headers=headers)(handler)
        handler.wfile.flush()
        if reset:
            linger = struct.pack("ii", 1, 0)
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        handler.connection.close()

    return behave


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what many tests want, and so is an engine that does."""


class Stub:
    """An engine that does as it is told, and remembers what it was asked."""

    def __init__(self, port: int = 0) -> None:
        """Listen on a port of loopback, or on any."""
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

        self.server = _Server(("127.0.0.1", port), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/sparql"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        """Listen no more."""
        self.server.shutdown()
        self.server.server_close()
