"""Partners that behave in every way that partners do, and a listener that nobody may ever call."""

from __future__ import annotations

import contextlib
import http.server
import json
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

JSON: Final = "application/sparql-results+json"
XML: Final = "application/sparql-results+xml"
#: Two rows: of `http://e/1` and of `http://e/3`.
ROWS: Final = json.dumps(
    {
        "head": {"vars": ["s", "o"]},
        "results": {
            "bindings": [
                {"s": {"type": "uri", "value": f"http://e/{n}"}, "o": {"type": "literal", "value": f"há {n}"}}
                for n in (1, 3)
            ]
        },
    },
    ensure_ascii=False,
).encode()
XML_ROWS: Final = (
    b'<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="s"/>'
    b'</head><results><result><binding name="s"><uri>http://e/1</uri></binding></result></results></sparql>'
)
_DEEP: Final = (
    b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":' + b'{"type":"triple","value":{"subject":' * 5_000
)


class Stub(http.server.ThreadingHTTPServer):
    """A partner on loopback; the path that it is asked at says how it behaves.

    Attributes:
        asked: path, headers and body of each request so far.
        sent: bytes of the largest body that it got rid of.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        """Listen; `serving` does the rest."""
        self.asked: list[tuple[str, Mapping[str, str], bytes]] = []
        self.sent = 0
        self.elsewhere = ""
        self.names: list[str | None] = []
        self.done = threading.Event()
        super().__init__(("127.0.0.1", 0), _Handler)

    def url(self, path: str) -> str:
        """The address of a behaviour."""
        return f"http://127.0.0.1:{self.server_port}/{path}"

    def times(self, path: str) -> int:
        """How often a behaviour was asked for."""
        return sum(asked == "/" + path for asked, _, _ in self.asked)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what many tests want."""

    @contextlib.contextmanager
    def serving(self) -> Iterator[Stub]:
        """Answer while the block lasts."""
        thread = threading.Thread(target=self.serve_forever, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.done.set()
            self.shutdown()
            self.server_close()
            thread.join()

    def secured(self, folder: Path, name: str) -> ssl.SSLContext:
        """Speak TLS under a name; the context of a client that trusts it."""
        key, certificate = folder / "key.pem", folder / "certificate.pem"
        subject = ["-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}"]
        make = [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
        ]
        files = ["-days", "2", "-keyout", str(key), "-out", str(certificate)]
        subprocess.run([*make, *subject, *files], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        context.sni_callback = lambda _socket, asked, _context: self.names.append(asked)
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        return ssl.create_default_context(cafile=certificate)


class _Handler(http.server.BaseHTTPRequestHandler):
    """Behaves as the path says."""

    server: Stub

    def do_POST(self) -> None:
        """Take the query, and behave."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, dict(self.headers), body))
        behaviour: Callable[[], None] = getattr(self, "do_" + self.path.strip("/").replace("-", "_"))
        behaviour()

    def do_GET(self) -> None:
        """Nobody should: only what follows a redirect would."""
        self.server.asked.append((self.path, dict(self.headers), b""))
        self._send(ROWS)

    def _send(
        self, body: bytes, kind: str | None = JSON, status: int = 200, length: int | None = None, **more: str
    ) -> None:
        self.send_response(status)
        if kind is not None:
            self.send_header("Content-Type", kind)
        if length != -1:
            self.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in more.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def do_good(self) -> None:
        self._send(ROWS, Set_Cookie="a=b")

    def do_xml(self) -> None:
        self._send(XML_ROWS, XML + "; charset=utf-8")

    def do_unframed(self) -> None:
        self._send(ROWS, length=-1)

    def do_cut(self) -> None:
        self._send(ROWS[:-40], length=len(ROWS))

    def do_cut_chunks(self) -> None:
        self.protocol_version = "HTTP/1.1"
        self._send(b"%x\r\n%s\r\n" % (len(ROWS), ROWS), length=-1, Transfer_Encoding="chunked")

    def do_half(self) -> None:
        self._send(ROWS[:-40])

    def do_half_rows(self) -> None:
        self._send(ROWS[: ROWS.index(b"}, {") + 1])

    def do_half_unframed(self) -> None:
        self._send(ROWS[:-2], length=-1)

    def do_half_xml(self) -> None:
        self._send(XML_ROWS[:-9], XML)

    def do_entities(self) -> None:
        self._send(XML_ROWS.replace(b"?>", b'?><!DOCTYPE sparql [<!ENTITY a "b">]>'), XML)

    def do_html(self) -> None:
        self._send(b"<html><body>Welcome</body></html>", "text/html; charset=utf-8")

    def do_html_as_json(self) -> None:
        self._send(b"<html><body>Welcome</body></html>")

    def do_untyped(self) -> None:
        self._send(ROWS, None)

    def do_plain_json(self) -> None:
        self._send(b'{"error": "nothing"}')

    def do_boolean(self) -> None:
        self._send(b'{"head": {}, "boolean": true}')

    def do_deep(self) -> None:
        self._send(_DEEP)

    def do_bad_term(self) -> None:
        self._send(ROWS.replace(b"http://e/3", b"no iri"))

    def do_packed(self) -> None:
        self._send(ROWS, Content_Encoding="gzip")

    def do_redirect(self) -> None:
        self._send(b"", None, 302, Location=self.server.elsewhere or self.server.url("good"))

    def do_redirect_307(self) -> None:
        self._send(b"", None, 307, Location=self.server.elsewhere or self.server.url("good"))

    def do_error(self) -> None:
        self._send(b"boom", "text/plain", 500)

    def do_flaky(self) -> None:
        self._send(b"boom", "text/plain", 500)

    def do_refuses(self) -> None:
        self._send(b"no", "text/plain", 400)

    def do_busy(self) -> None:
        self._send(b"", "text/plain", 429, Retry_After="77")

    def do_empty(self) -> None:
        self.connection.shutdown(socket.SHUT_RDWR)

    def do_slow(self) -> None:
        self.server.done.wait(60)

    def do_dripping(self) -> None:
        """A byte of the headers now and then, for ever."""
        while not self.server.done.wait(0.05):
            self.wfile.write(b"X")

    def do_dripping_body(self) -> None:
        self._send(b"{", length=1_000_000)
        while not self.server.done.wait(0.05):
            self.wfile.write(b" ")

    def do_huge(self) -> None:
        """A gigabyte, and it says so."""
        self._send(b"{", length=2**30)
        self._pour()

    def do_huge_unframed(self) -> None:
        """A gigabyte, without a word of it before."""
        self._send(b'{"head": {"vars": ["s"]}, "results": {"bindings": [', length=-1)
        self._pour()

    def _pour(self) -> None:
        piece = b"{}, " * 16_384
        start, self.server.sent = time.monotonic(), 0
        while self.server.sent < 2**30 and time.monotonic() - start < 30:
            self.wfile.write(piece)
            self.server.sent += len(piece)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (as the library has it)
        """Keep quiet."""


class Canary:
    """A listener on all of loopback that counts who calls; `calls` must stay 0."""

    def __init__(self) -> None:
        """Listen on IPv4 and, on the same port, on IPv6 where there is any."""
        self.calls = 0
        self._sockets = [socket.create_server(("0.0.0.0", 0))]  # noqa: S104  (every spelling of this machine)
        self.port: int = self._sockets[0].getsockname()[1]
        with contextlib.suppress(OSError):
            self._sockets.append(socket.create_server(("::", self.port), family=socket.AF_INET6))
        for listener in self._sockets:
            threading.Thread(target=self._count, args=(listener,), daemon=True).start()

    def _count(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                listener.accept()[0].close()
                self.calls += 1

    def close(self) -> None:
        """Listen no more."""
        for listener in self._sockets:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
