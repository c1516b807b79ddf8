"""A proxy that offers a server below a path of its own, and a crawler that comes to it by the name it has."""

from __future__ import annotations

import contextlib
import http.client
import re
import threading
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final
from urllib.parse import parse_qsl, urljoin, urlsplit

from tests.running import PATIENCE

HOST: Final = "data.example.org"
PATH: Final = "/nameplate"
BASE: Final = f"http://{HOST}{PATH}"

#: Headers that a proxy does not hand on (RFC 9110 §7.6.1).
_HOPS: Final = frozenset(("connection", "keep-alive", "transfer-encoding"))
#: Addresses of one kind that a crawler asks for; a kind is a folder, an ending and names of parameters.
_OF_A_KIND: Final = 2

_LED: Final = re.compile(r"""\b(?:href|src|(?:form)?action)\s*=\s*["']([^"']*)["']""")
_LINKED: Final = re.compile(r"<([^>]*)>\s*;")
_NAMED: Final = re.compile(r"https?://[^\s\"'<>\\`|{}()\[\]]+")
LOOPBACK: Final = re.compile(r"localhost|127\.0\.0\.1|\[::1\]")


@dataclass(frozen=True)
class Page:
    """What came back through the proxy; names of headers in lower case."""

    url: str
    status: int
    headers: Mapping[str, str]
    text: str

    def leads(self) -> Iterator[str]:
        """Where it leads: by headers, by attributes of HTML, and by each address of the host in its text."""
        for name in ("location", "content-location"):
            if name in self.headers:
                yield urljoin(self.url, self.headers[name])
        for target in _LINKED.findall(self.headers.get("link", "")):
            yield urljoin(self.url, target)
        if self.headers.get("content-type", "").startswith("text/html"):
            for target in _LED.findall(self.text):
                yield urljoin(self.url, unescape(target))
        for address in _NAMED.findall(unescape(self.text)):
            if urlsplit(address).netloc == HOST:
                yield address.rstrip(".,;:")


@dataclass
class Crawl:
    """What a crawler found.

    Attributes:
        pages: by address and what was accepted.
        astray: addresses of the host that are not below the path, each with the page that leads there.
        named: pages that name loopback.
    """

    pages: dict[tuple[str, str], Page] = field(default_factory=dict)
    astray: set[tuple[str, str]] = field(default_factory=set)
    named: set[str] = field(default_factory=set)


def ask(port: int, url: str, headers: Mapping[str, str] | None = None) -> Page:
    """Ask the proxy for an address."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", target, headers={"Host": HOST, **(headers or {})})
        answer = connection.getresponse()
        found = {name.lower(): ", ".join(answer.headers.get_all(name, [])) for name in answer.headers}
        return Page(url, answer.status, found, answer.read().decode("utf-8", "replace"))
    finally:
        connection.close()


def crawl(port: int, seeds: Iterable[tuple[str, str]]) -> Crawl:
    """Go wherever the answers to some paths lead, a few of each kind.

    Args:
        port: of the proxy.
        seeds: paths below the base, with what is accepted there.
    """
    found = Crawl()
    known: set[str] = set()
    kinds: Counter[object] = Counter()
    waiting = deque((BASE + path, accept) for path, accept in seeds)
    while waiting:
        url, accept = waiting.popleft()
        page = ask(port, url, {"Accept": accept})
        found.pages[url, accept] = page
        if LOOPBACK.search(page.text) or any(map(LOOPBACK.search, page.headers.values())):
            found.named.add(url)
        for lead in page.leads():
            address = lead.partition("#")[0]
            if urlsplit(address).netloc != HOST:
                continue
            if not (address == BASE or address.startswith(f"{BASE}/")):
                found.astray.add((address, url))
            elif address not in known and kinds[_kind(address)] < _OF_A_KIND:
                known.add(address)
                kinds[_kind(address)] += 1
                waiting.append((address, "*/*"))
    return found


def _kind(url: str) -> object:
    parts = urlsplit(url)
    folder, _, name = parts.path.rpartition("/")
    return folder, name.partition(".")[2], tuple(sorted(name for name, _ in parse_qsl(parts.query)))


@contextlib.contextmanager
def stripping(server: str) -> Iterator[int]:
    """A proxy that takes the path off and hands the rest on to a server; its port."""
    upstream = urlsplit(server).netloc

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            if self.path == PATH:
                self.send_response(308)
                self.send_header("Location", f"{PATH}/")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            if not self.path.startswith(f"{PATH}/"):
                self.send_error(404)
                return
            connection = http.client.HTTPConnection(upstream, timeout=PATIENCE)
            said = {name: value for name, value in self.headers.items() if name.lower() not in _HOPS}
            said |= {"X-Forwarded-Host": HOST, "X-Forwarded-Proto": "http", "X-Forwarded-Prefix": PATH}
            try:
                connection.request("GET", self.path.removeprefix(PATH), headers=said)
                answer = connection.getresponse()
                body = answer.read()
            finally:
                connection.close()
            self.send_response_only(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in {*_HOPS, "content-length"}:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its name in the library)
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as proxy:
        thread = threading.Thread(target=proxy.serve_forever, daemon=True)
        thread.start()
        try:
            yield proxy.server_address[1]
        finally:
            proxy.shutdown()
            thread.join()
