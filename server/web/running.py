"""The HTTP server process: granian with one worker of many threads, its start, its address, its end."""

from __future__ import annotations

import contextlib
import errno
import http
import http.client
import os
import resource
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from importlib import metadata
from multiprocessing.util import Finalize
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings

from server.errors import PublisherError, StartError
from server.store.partners import is_loopback, partners
from server.store.process import end_with_parent
from server.web.scratch import scratch

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

#: Requests that are worked on at once; most of them wait for a worker of the pool or for a slow reader.
_THREADS: Final = 300
#: Of these, requests and answers that may wait for slow clients.
_WAITING: Final = 250
#: Seconds that open answers get once the server is told to end.
_LAST_ANSWERS: Final = 2.5
#: Seconds that queries get of these: who waits for one that does not end is told so in the rest. That is
#: long enough where others want the processors too.
_LAST_QUERIES: Final = 1.7
#: Milliseconds in which a client must have sent its headers.
_HEADERS: Final = 15_000
#: Bytes of a request before its body, and of an answer that lie ready on a connection beside what waits.
_BUFFER: Final = 64 * 1024
#: Descriptors that the server may use, if the system grants them.
_DESCRIPTORS: Final = 65_536
_POLL: Final = 0.02
#: File that is there once an attempt to open the data has failed: the next one need not tell it again.
_FAILED: Final = "failed"


def check_port(host: str, port: int) -> None:
    """See that nobody listens there yet: granian would share the port and say nothing.

    Raises:
        StartError: the port is taken, or cannot be listened at.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise StartError(
                f"port {port} of {host} is taken; stop what listens there or choose --port"
            ) from error
        raise StartError(f"port {port} of {host} cannot be listened at: {error.strerror or error}") from error


def check_partners(texts: Iterable[str], host: str, port: int) -> None:
    """See that no endpoint that SERVICE may name is this server's own.

    Raises:
        StartError: one is not.
    """
    for partner in partners(texts):
        if partner.port == port and (is_loopback(partner) or partner.host == host):
            raise StartError(f"{partner} would be this server itself; take it off --service-allow")


def run(host: str, port: int, data: Sequence[str] | None, settings: Mapping[str, object]) -> None:
    """Serve until told to end; the address is printed once questions are answered.

    If somebody kills the process that answers, another takes its place; killed again within seconds, the
    server ends.

    Raises:
        StartError: there is no room for temporary files.
        SystemExit: 1, the data could not be opened; what was wrong has been printed.
    """
    _allow_descriptors()
    with ExitStack() as held:
        try:
            folder = held.enter_context(scratch())
        except OSError as error:
            told = f"no temporary files can be made: {error.strerror or error}; make room or set TMPDIR"
            raise StartError(told) from error
        server = Granian(
            "server.wsgi:create_app",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=1,
            blocking_threads=_THREADS,
            http=HTTPModes.http1,
            http1_settings=HTTP1Settings(header_read_timeout=_HEADERS, max_buffer_size=_BUFFER),
            workers_kill_timeout=_LAST_ANSWERS,  # type: ignore[arg-type]  # a fraction of a second works too
            log_enabled=False,
            respawn_failed_workers=True,
        )
        hangup = signal.getsignal(signal.SIGHUP)
        end = hangup if hangup is signal.SIG_IGN else server.signal_handler_interrupt
        server.on_startup(lambda: signal.signal(signal.SIGHUP, end))  # else it would start a second process
        load = partial(_load, host, port, data, dict(settings), str(folder))
        server.serve(target_loader=load, wrap_loader=False)


def _allow_descriptors() -> None:
    """Take as many descriptors as the system grants without asking: the usual 1,024 are few for a server."""
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _DESCRIPTORS if most == resource.RLIM_INFINITY else min(most, _DESCRIPTORS)
    if now != resource.RLIM_INFINITY and now < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _load(
    host: str, port: int, data: Sequence[str] | None, settings: Mapping[str, object], folder: str
) -> WSGIApplication:
    """Open the app in the process that answers; what cannot be opened is told in one line."""
    from server.web.ending import when_told_to_end
    from server.web.front import strict
    from server.web.logs import set_up, thread_failed
    from server.web.patience import Patience, patient
    from server.web.stalled import watch
    from server.wsgi import create_app

    end_with_parent()
    failed = Path(folder) / _FAILED
    if failed.exists():
        os._exit(1)
    threading.excepthook = thread_failed
    set_up(str(settings.get("log_format", "text")), requests=bool(settings.get("log_requests")))
    tempfile.tempdir = folder  # the parent removes it, however this process ends
    try:
        app = create_app(data, **settings)
    except (PublisherError, OSError) as error:
        click.echo(f"Error: {error}", err=True)
        sys.stderr.flush()
        with contextlib.suppress(OSError):
            failed.touch()
        os._exit(1)
    Finalize(None, app.close, exitpriority=0)
    when_told_to_end(app.stop, after=_LAST_QUERIES)
    threading.Thread(target=_announce, args=(host, port, app.serves), daemon=True).start()
    patience = Patience(_WAITING)
    watch(port, patience)
    return app.behind(lambda inner: patient(strict(inner), patience))


def _announce(host: str, port: int, serves: str) -> None:
    """Print the address, and what is served there, as soon as the server says that it is ready."""
    while not _ready(host, port):
        time.sleep(_POLL)
    shown = f"[{host}]" if ":" in host else host
    program = metadata.version("nameplate")
    click.echo(f"{serves}, served by the program nameplate {program}, is at http://{shown}:{port}/")
    sys.stdout.flush()


def _ready(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
