"""The broker: the only part of the service that calls others, and only those on the list.

The engine follows SERVICE to whatever address it reads and has no hook for it, so each target in a query is
replaced by an address of the broker's own, on loopback, that is good for one clause of one query and ends
with it. Behind it the broker asks the partner, and passes on whole answers only.
"""

from __future__ import annotations

import contextlib
import hmac
import http.server
import logging
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from http import HTTPStatus
from typing import Final

from server.errors import Overloaded, PartnerFailed, QueryError, ServiceRefused
from server.store.broker_circuit import Circuits
from server.store.broker_fetch import BadQuery, Busy, Fetcher, Reply, Slow
from server.store.partners import Partner
from server.store.services import Service

_log: Final = logging.getLogger(__name__)

#: Seconds that one request to a partner may take, and bytes that a query may get from partners in all.
SECONDS: Final = 10.0
BYTES: Final = 8 * 1024 * 1024
#: Different requests that one query may cause.
REQUESTS: Final = 16
#: Seconds before a query's deadline when its partners must have answered, so that there is time to say so.
_MARGIN: Final = 0.25
_QUERY: Final = "application/sparql-query"
_QUERY_BYTES: Final = 4 * 1024 * 1024
_SEGMENTS: Final = 4


class Ticket:
    """Leave for one query to ask the partners that it names; made by `Broker.ticket`, ended by `close`.

    Attributes:
        targets: what stands for each SERVICE target, in order.
        failure: why the query must not be answered, else None.
    """

    def __init__(
        self, targets: Sequence[str], services: Sequence[Service], seconds: float, asker: Asker
    ) -> None:
        """Allow the partners of `services` for a query that has so many seconds."""
        self.targets = list(targets)
        self.failure: QueryError | None = None
        self.asked = False
        self._services = services
        self._seconds = seconds
        self._until: float | None = None
        self._asker = asker
        self._turn = threading.Lock()
        self._known: dict[tuple[Partner, str], Reply | QueryError] = {}
        self._bytes = BYTES
        self._waits_for: Partner | None = None
        self._sockets = threading.Lock()
        self._socket: socket.socket | None = None
        self._closed = False

    def ask(self, number: int, query: str) -> Reply:
        """The partner's answer, fetched once for each different query.

        Raises:
            QueryError: there is none; unless the clause is silent, that is the query's failure too.
        """
        service = self._services[number]
        with self._turn:
            self.asked = True
            key = (service.partner, query)
            if key not in self._known:
                self._known[key] = self._fetched(service.partner, query)
            found = self._known[key]
        if isinstance(found, Reply):
            return found
        if not service.silent or isinstance(found, ServiceRefused):  # SILENT hides errors, not policy
            self.failure = self.failure or found
        raise found

    def _fetched(self, partner: Partner, query: str) -> Reply | QueryError:
        if len(self._known) >= REQUESTS:
            message = f"the query asks its partners more than {REQUESTS} different questions"
            return PartnerFailed(message)
        now = time.monotonic()
        self._until = self._until or now + self._seconds - _MARGIN
        self._waits_for = partner
        try:
            reply = self._asker(partner, query, min(now + SECONDS, self._until), self._bytes, self._opened)
        except QueryError as error:
            return error
        finally:
            self._waits_for = None
            with self._sockets:
                self._socket = None
        self._bytes -= len(reply.body)
        return reply

    def _opened(self, sock: socket.socket) -> None:
        with self._sockets:
            if self._closed:
                raise TimeoutError
            self._socket = sock

    @property
    def waiting(self) -> QueryError | None:
        """The failure of the partner that is being waited for, if one is."""
        partner = self._waits_for
        return (
            None
            if partner is None
            else Slow(f"{partner.origin} did not answer in time", status=503, retry_after=10)
        )

    def close(self) -> None:
        """End what is under way; more than once is fine."""
        with self._sockets:
            self._closed = True
            if self._socket is not None:
                with contextlib.suppress(OSError):
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)  # TLS has no say in it


Asker = Callable[[Partner, str, float, int, Callable[[socket.socket], None]], Reply]


class Broker:
    """Listens on loopback for the workers until it is closed."""

    def __init__(
        self, *, at_once: int, queue_seconds: float, query_seconds: float, fetcher: Fetcher | None = None
    ) -> None:
        """Start listening.

        Args:
            at_once: queries that may ask partners at the same time.
            queue_seconds: how long one more waits for its turn.
            query_seconds: how long a query may take at most.
            fetcher: how partners are asked.
        """
        self._fetcher = fetcher or Fetcher()
        self._circuits = Circuits()
        self._turns = threading.Semaphore(at_once)
        self._queue_seconds = queue_seconds
        self._patience = min(SECONDS, query_seconds) / 2
        self._secret = secrets.token_urlsafe(32)
        self._lock = threading.Lock()
        self._tickets: dict[str, Ticket] = {}
        self._server = _Server(self.answer)
        # it looks every so many seconds whether it is to end
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.1,), name="nameplate-broker", daemon=True
        )
        self._thread.start()

    @property
    def port(self) -> int:
        """Where the workers find it, on 127.0.0.1."""
        return self._server.server_port

    @contextlib.contextmanager
    def ticket(self, services: Sequence[Service], seconds: float) -> Iterator[Ticket]:
        """Leave for one query, as long as the block lasts.

        Raises:
            Overloaded: as many as may are asking partners, and none ended in time.
        """
        if not self._turns.acquire(timeout=self._queue_seconds):
            message = "as many queries with SERVICE as may are being answered; try again in a moment"
            raise Overloaded(message, retry_after=max(1, round(self._queue_seconds)))
        name = secrets.token_urlsafe(16)
        base = f"http://127.0.0.1:{self.port}/{self._secret}/{name}/"
        ticket = Ticket([base + str(n) for n in range(len(services))], services, seconds, self._asked)
        try:
            with self._lock:
                self._tickets[name] = ticket
            yield ticket
        finally:
            with self._lock:
                self._tickets.pop(name, None)
            ticket.close()
            self._turns.release()

    def answer(self, path: str, query: str) -> Reply | None:
        """The answer to a worker; None where the path is not one that was given out.

        Raises:
            QueryError: the partner gave none.
        """
        parts = path.split("/")
        if len(parts) != _SEGMENTS or not hmac.compare_digest(parts[1].encode(), self._secret.encode()):
            return None
        with self._lock:
            ticket = self._tickets.get(parts[2])
        number = parts[3]
        if (
            ticket is None
            or not (number.isascii() and number.isdecimal())
            or int(number) >= len(ticket.targets)
        ):
            return None
        return ticket.ask(int(number), query)

    def _asked(
        self, partner: Partner, query: str, until: float, limit: int, opened: Callable[[socket.socket], None]
    ) -> Reply:
        """Ask a partner, unless it failed too often; and remember how that went."""
        wait = self._circuits.wait(partner)
        if wait > 0:
            message = f"{partner.origin} has failed several times and is left alone for a while"
            raise PartnerFailed(message, status=503, retry_after=max(1, round(wait)))
        start = time.monotonic()
        try:
            reply = self._fetcher.fetch(partner, query, until, limit, opened)
        except (BadQuery, ServiceRefused):
            raise
        except Busy as error:
            self._circuits.failed(partner, error.retry_after)
            raise
        except PartnerFailed as error:
            # a partner that was given little time, or that was hung up on, has not failed
            if not isinstance(error, Slow) or until - start >= self._patience:
                self._circuits.failed(partner)
            _log.info("%s", error)
            raise
        self._circuits.worked(partner)
        return reply

    def close(self) -> None:
        """Stop listening, and end what is under way; more than once is fine."""
        with self._lock:
            tickets = list(self._tickets.values())
        for ticket in tickets:
            ticket.close()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(http.server.ThreadingHTTPServer):
    """The listener, on loopback and nowhere else."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, answer: Callable[[str, str], Reply | None]) -> None:
        self.answer = answer
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002 (as the library has it)
        """Say it in the log: a worker that was ended hangs up, which is no news."""
        _log.debug("a worker's request broke off", exc_info=True)


class _Handler(http.server.BaseHTTPRequestHandler):
    """One request of a worker."""

    timeout = 10.0
    server: _Server

    def do_POST(self) -> None:
        """Answer a query by the direct form of POST (SPARQL 1.1 Protocol §2.1.3)."""
        length = self.headers.get("Content-Length", "")
        if self.headers.get_content_type() != _QUERY or not length.isdecimal() or int(length) > _QUERY_BYTES:
            self._send(HTTPStatus.BAD_REQUEST, "text/plain", b"")
            return
        try:
            reply = self.server.answer(self.path, self.rfile.read(int(length)).decode())
        except QueryError as error:
            self._send(HTTPStatus.BAD_GATEWAY, "text/plain", str(error).encode())
            return
        except UnicodeDecodeError:
            self._send(HTTPStatus.BAD_REQUEST, "text/plain", b"")
            return
        if reply is None:
            self._send(HTTPStatus.NOT_FOUND, "text/plain", b"")
            return
        self._send(HTTPStatus.OK, reply.media_type, reply.body)

    def _send(self, status: HTTPStatus, media_type: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (as the library has it)
        """Keep quiet: a path is a secret."""
