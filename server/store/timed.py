"""Connections all of whose steps together must end by one moment, however many steps there are.

A limit on each step is none: whoever sends a byte now and then never meets it.
"""

from __future__ import annotations

import queue
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from ipaddress import ip_address
from typing import TYPE_CHECKING, cast

from server.store.deadline import time_left

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

Resolve = Callable[[str, int], Sequence[str]]
Connect = Callable[[str, int, float], "Timed"]


class Timed(socket.socket):
    """A socket that is read and written until a moment on the monotonic clock, then raises `TimeoutError`."""

    until = 0.0

    def recv_into(self, buffer: WriteableBuffer, nbytes: int = 0, flags: int = 0) -> int:
        """As a socket's, in the time that is left."""
        self.settimeout(time_left(self.until))
        return super().recv_into(buffer, nbytes, flags)

    def sendall(self, data: ReadableBuffer, flags: int = 0) -> None:
        """As a socket's, in the time that is left."""
        self.settimeout(time_left(self.until))
        super().sendall(data, flags)


class TimedTls(ssl.SSLSocket):
    """The same over TLS."""

    until = 0.0

    def recv_into(self, buffer: WriteableBuffer, nbytes: int | None = None, flags: int = 0) -> int:
        """As a socket's, in the time that is left."""
        self.settimeout(time_left(self.until))
        return super().recv_into(buffer, nbytes, flags)

    def send(self, data: ReadableBuffer, flags: int = 0) -> int:
        """As a socket's, in the time that is left."""
        self.settimeout(time_left(self.until))
        return super().send(data, flags)


def resolve(host: str, port: int) -> list[str]:
    """Every address of a name, as the machine's resolver has them now."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def resolved(host: str, port: int, until: float, resolver: Resolve = resolve) -> Sequence[str]:
    """The same in the time that is left; then the resolver, which cannot be stopped, is left behind.

    An address is its own.

    Raises:
        OSError: there is no such name; `TimeoutError` where it takes too long.
    """
    with suppress(ValueError):
        return [str(ip_address(host))]
    results: queue.SimpleQueue[Sequence[str] | OSError] = queue.SimpleQueue()

    def run() -> None:
        try:
            results.put(resolver(host, port))
        except OSError as error:
            results.put(error)
        except UnicodeError:  # a name that can be no name
            results.put(OSError("no such name"))

    threading.Thread(target=run, name="nameplate-resolver", daemon=True).start()
    try:
        found = results.get(timeout=time_left(until))
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(found, OSError):
        raise found
    return found


def connect(address: str, port: int, until: float) -> Timed:
    """A connection to an address, which is no name, made before a moment has come."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    sock = Timed(family, socket.SOCK_STREAM)
    sock.until = until
    try:
        sock.settimeout(time_left(until))
        sock.connect((address, port))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # headers and body are two writes
    except BaseException:
        sock.close()
        raise
    return sock


def first_of(addresses: Iterable[str], port: int, until: float, connector: Connect = connect) -> Timed:
    """A connection to the first address that takes one.

    Raises:
        OSError: none does; `TimeoutError` where that takes too long.
    """
    failure = OSError("no address")
    for address in addresses:
        try:
            return connector(address, port, until)
        except TimeoutError:
            raise
        except OSError as error:
            failure = error
    raise failure


def tls() -> ssl.SSLContext:
    """Certificates are verified, names are checked, by the machine's own authorities."""
    return ssl.create_default_context()


def wrapped(sock: Timed, context: ssl.SSLContext, host: str) -> TimedTls:
    """A connection that is to speak TLS under a name; `greet` begins it."""
    context.sslsocket_class = TimedTls
    found = cast("TimedTls", context.wrap_socket(sock, server_hostname=host, do_handshake_on_connect=False))
    found.until = sock.until
    return found


def greet(sock: TimedTls) -> None:
    """Exchange certificates and keys in the time that is left."""
    sock.settimeout(time_left(sock.until))
    sock.do_handshake()
