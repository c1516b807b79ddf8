"""What a worker can still open once it is ready: nothing, or connections to the broker and nothing else.

Two bars of the operating system's, beside the guard that reads queries: no descriptor is left, so that
neither file nor socket can be opened; and where SERVICE is allowed, while such a query runs a few are, and
the kernel (Landlock, Linux 6.7 or later) lets them be connections to the broker's port only.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import struct
import sys
from collections.abc import Iterator
from typing import Final

#: Descriptors that a query with SERVICE may have open.
_SPARE: Final = 16

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446  # system calls, of the same number on every architecture
_VERSION_FLAG: Final = 1
_NETWORK_SINCE: Final = 4
_SCOPES_SINCE: Final = 6
_ALL_OF_FILES: Final = (1 << 15) - 1
_BIND, _CONNECT = 1, 2
_BOTH_SCOPES: Final = 3
_RULE_OF_PORT: Final = 2
_PR_SET_NO_NEW_PRIVS: Final = 38


class Doors:
    """The process's right to open descriptors; made once everything that it needs is open."""

    def __init__(self, broker: int | None = None) -> None:
        """Close all doors; with a broker's port, `ajar` can open some again, which lead to it."""
        highest = max(int(name) for name in os.listdir("/dev/fd"))  # noqa: PTH208  (names, not paths)
        null = os.open(os.devnull, os.O_RDONLY)
        while null < highest:  # a gap below the highest would be a door
            null = os.dup(null)
        if broker is not None:
            confine(broker)
        self._shut = null + 1
        self._most = self._shut + (0 if broker is None else _SPARE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (self._shut, self._most))

    @contextlib.contextmanager
    def ajar(self, services: int) -> Iterator[None]:
        """Have a few doors open while a query with so many SERVICE clauses runs; none for one without."""
        if not services:
            yield
            return
        resource.setrlimit(resource.RLIMIT_NOFILE, (self._most, self._most))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (self._shut, self._most))


def can_confine() -> bool:
    """Whether the kernel can keep a worker's connections to one port."""
    return sys.platform == "linux" and _version(ctypes.CDLL(None)) >= _NETWORK_SINCE


def _version(libc: ctypes.CDLL) -> int:
    return int(libc.syscall(_CREATE, None, ctypes.c_size_t(0), _VERSION_FLAG))


def confine(port: int) -> bool:
    """Have the kernel allow this thread no file and no TCP connection but to `port`.

    Returns:
        Whether it does; False where the kernel cannot.
    """
    if not can_confine():
        return False
    libc = ctypes.CDLL(None)
    attributes = struct.pack("=QQ", _ALL_OF_FILES, _BIND | _CONNECT)
    if _version(libc) >= _SCOPES_SINCE:
        attributes += struct.pack("=Q", _BOTH_SCOPES)
    rules = libc.syscall(_CREATE, attributes, ctypes.c_size_t(len(attributes)), 0)
    if rules < 0:
        return False
    try:
        rule = struct.pack("=QQ", _CONNECT, port)
        return not (
            libc.syscall(_ADD_RULE, rules, _RULE_OF_PORT, rule, 0)
            or libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
            or libc.syscall(_RESTRICT, rules, 0)
        )
    finally:
        os.close(rules)
