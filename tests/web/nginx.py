"""nginx with the configuration of the documentation in front of two copies, and a client that comes to it."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tests.running import PATIENCE, free_port, running_process

#: The configurations, from the project's root.
CONFIGURATION = Path("docs/nginx/nameplate.conf")
BELOW = Path("docs/nginx/below-a-path.conf")

#: Where the second has a server.
SITE = "http://www.example.org"

#: The name that the configuration has for the service.
HOST = "data.example.org"
PUBLIC = f"https://{HOST}"

#: The address that is taken for a CDN's: another one of loopback than clients have.
CDN = "127.0.0.2"

_MAIN = """\
{user}
worker_processes 1;
daemon off;
pid {home}/nginx.pid;
error_log {home}/error.log;
events {{}}
http {{
    types {{}}
    default_type application/octet-stream;
    client_body_temp_path {home}/body;
    proxy_temp_path {home}/proxy;
    fastcgi_temp_path {home}/fastcgi;
    uwsgi_temp_path {home}/uwsgi;
    scgi_temp_path {home}/scgi;
    include {home}/nameplate.conf;
}}
"""


@dataclass(frozen=True)
class Answer:
    """What came back; names of headers in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8")

    @property
    def cache(self) -> str:
        """What nginx says of its cache (RFC 9211): `hit`, or `fwd` with why it went on; empty: not asked."""
        said = self.headers.get("cache-status", "")
        found = re.search(r"nginx; ([a-z]+)", said)
        return found.group(1) if found else ""


@dataclass(frozen=True)
class Front:
    """nginx and what stands behind it.

    Attributes:
        home: its folder.
        http: its port without TLS.
        https: its port with TLS.
        copies: the processes behind it, by their addresses as `host:port`.
    """

    home: Path
    http: int
    https: int
    copies: Mapping[str, subprocess.Popen[bytes]]

    def ask(
        self,
        path: str,
        *,
        method: str = "GET",
        body: bytes | None = None,
        sender: str = "127.0.0.1",
        host: str = HOST,
        tls: bool = True,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask by a connection of its own, from an address of loopback."""
        port = self.https if tls else self.http
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        raw = socket.create_connection(("127.0.0.1", port), PATIENCE, source_address=(sender, 0))
        try:
            connection.sock = raw
            if tls:
                context = ssl.create_default_context(cafile=str(self.home / "site.pem"))
                connection.sock = context.wrap_socket(raw, server_hostname=host)
            connection.request(method, path, body, {"Host": host, **(headers or {})})
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            for name in ("cache-status", "vary"):
                found[name] = ", ".join(response.headers.get_all(name, []))
            return Answer(response.status, found, response.read())
        finally:
            connection.close()
            raw.close()

    def served(self) -> list[str]:
        """Which copies were asked for what has been logged; two with a comma where the first could not."""
        log = (self.home / "access.log").read_text(encoding="utf-8")
        return [where for where in re.findall(r'"([^"]*)" \S+ \S+$', log, re.MULTILINE) if where != "-"]


@contextlib.contextmanager
def running_front(root: Path, home: Path, release: Path) -> Iterator[Front]:
    """Two copies that serve a release, and nginx before them with ports and paths of its own.

    Raises:
        AssertionError: one of them did not start, or nginx finds fault with the configuration.
    """
    served = ["--release", str(release), "--workers", "1"]
    behind = ["--public-url", PUBLIC, "--trusted-proxies", "127.0.0.1"]
    with contextlib.ExitStack() as stack:
        copies = {}
        for _ in range(2):
            url, process = stack.enter_context(running_process(*served, *behind))
            copies[urlsplit(url).netloc] = process
        front = Front(home, free_port(), free_port(), copies)
        _write(root, front)
        stack.enter_context(_running(front))
        yield front


_OTHERS = """\
server {{
    listen 127.0.0.1:{port};
    server_name www.example.org;
    absolute_redirect off;
    location / {{
        return 200 "something else\\n";
    }}
    {below}
}}
"""


@contextlib.contextmanager
def running_below(root: Path, home: Path, release: Path) -> Iterator[Front]:
    """A server below a path of a site that has other things, as the documentation has it; without TLS.

    Raises:
        AssertionError: one of them did not start, or nginx finds fault with the configuration.
    """
    behind = ["--public-url", f"{SITE}/nameplate", "--trusted-proxies", "127.0.0.1"]
    with running_process("--release", str(release), "--workers", "1", *behind) as (url, process):
        port = free_port()
        front = Front(home, port, port, {urlsplit(url).netloc: process})
        text = (root / BELOW).read_text(encoding="utf-8")
        below, number = re.subn(r"127\.0\.0\.1:8000", urlsplit(url).netloc, text)
        assert number == 1, "the configuration names another server"
        (home / "nameplate.conf").write_text(_OTHERS.format(port=port, below=below), encoding="utf-8")
        _write_main(home)
        with _running(front):
            yield front


def _write(root: Path, front: Front) -> None:
    """The configuration with what is marked as to be changed, and a certificate."""
    text = (root / CONFIGURATION).read_text(encoding="utf-8")
    copies = iter(front.copies)
    changes = [
        (r"server 127\.0\.0\.1:\d+", lambda _: f"server {next(copies)}"),
        (r" *listen \[::\].*\n", lambda _: ""),  # not everywhere is there IPv6
        (r"listen 80\b", lambda _: f"listen 127.0.0.1:{front.http}"),
        (r"listen 443\b", lambda _: f"listen 127.0.0.1:{front.https}"),
        (r"/etc/nginx/tls/data\.example\.org\.(pem|key)", lambda m: f"{front.home}/site.{m[1]}"),
        (r"set_real_ip_from \S+;", lambda _: f"set_real_ip_from {CDN};"),
        (r"/var/cache/nginx/nameplate", lambda _: f"{front.home}/cache"),
        (r"/var/log/nginx/nameplate\.log", lambda _: f"{front.home}/access.log"),
    ]
    for pattern, change in changes:
        text, number = re.subn(pattern, change, text)
        assert number, f"the configuration has nothing like {pattern}"
    (front.home / "nameplate.conf").write_text(text, encoding="utf-8")
    _write_main(front.home)
    key, site = front.home / "site.key", front.home / "site.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    command += ["-days", "2", "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"]
    subprocess.run([*command, "-keyout", str(key), "-out", str(site)], check=True, capture_output=True)


def _write_main(home: Path) -> None:
    """What nginx starts with, which takes in the rest."""
    user = "" if os.geteuid() else "user root;"  # else the worker could not read the folders of tests
    (home / "nginx.conf").write_text(_MAIN.format(home=home, user=user), encoding="utf-8")


@contextlib.contextmanager
def _running(front: Front) -> Iterator[None]:
    command = ["nginx", "-p", str(front.home), "-c", str(front.home / "nginx.conf")]
    tested = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert tested.returncode == 0, tested.stderr
    assert "[warn]" not in tested.stderr.replace("could not open error log file", ""), tested.stderr
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(front, process)
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait(front: Front, process: subprocess.Popen[bytes]) -> None:
    """Return once it takes connections."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", front.https), 1).close()
            return
        time.sleep(0.02)
    log = front.home / "error.log"
    raise AssertionError(f"nginx did not start: {log.read_text() if log.exists() else 'it says nothing'}")
