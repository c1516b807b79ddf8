"""What a worker can still open once it is ready: nothing, or connections to the broker and nothing else.

Two bars of the operating system's, beside the guard that reads queries: no descriptor is left, so that
neither file nor socket can be opened; and where SERVICE is allowed, while such a query runs a few are, and
the kernel (Landlock, Linux 6.7 or later) lets them be connections to the broker's port only.

A store on disk opens its files as queries come to them, so descriptors are left for these, and the kernel
(seccomp, Linux) makes no socket of one.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import platform
import resource
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
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
_READ_BELOW: Final = (1 << 2) | (1 << 3)
_RULE_OF_PATH: Final = 1
_PR_SET_NO_NEW_PRIVS: Final = 38
_PR_SET_SECCOMP: Final = 22
_MODE_FILTER: Final = 2
#: The kernel's number of an architecture, and of the system call `socket` there.
_SOCKET: Final = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
#: Steps of a filter: take a word of what is called, go on if it is equal, end.
_LOAD, _EQUAL, _END = 0x20, 0x15, 0x06
_ALLOW: Final = 0x7FFF0000
_FAIL: Final = 0x00050000


class Doors:
    """The process's right to open descriptors; made once everything that it needs is open."""

    def __init__(self, broker: int | None = None, store: Path | None = None) -> None:
        """Close all doors; with a broker's port, `ajar` can open some again, which lead to it.

        Args:
            broker: port on loopback.
            store: directory of a store that goes on opening its files.
        """
        files = 0 if store is None else sum(1 for _ in store.glob("*.sst"))
        highest = max(int(name) for name in os.listdir("/dev/fd"))  # noqa: PTH208  (names, not paths)
        null = os.open(os.devnull, os.O_RDONLY)
        while null < highest:  # a gap below the highest would be a door
            null = os.dup(null)
        if broker is not None:
            confine(broker, store)
        elif store is not None:
            bar_sockets()
        self._shut = null + 1 + files
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


class _Program(ctypes.Structure):
    """A filter of system calls, as the kernel takes it."""

    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def bar_sockets() -> bool:
    """Have the kernel make no socket for this thread, as if no descriptor were left.

    Returns:
        Whether it does; False where the kernel cannot, or is of an architecture not known here.
    """
    known = _SOCKET.get(platform.machine()) if sys.platform == "linux" else None
    if known is None:
        return False
    architecture, socket = known
    steps = (
        (_LOAD, 0, 0, 4),
        (_EQUAL, 0, 3, architecture),
        (_LOAD, 0, 0, 0),
        (_EQUAL, 0, 1, socket),
        (_END, 0, 0, _FAIL | errno.EMFILE),
        (_END, 0, 0, _ALLOW),
    )
    program = _Program(len(steps), b"".join(struct.pack("=HBBI", *step) for step in steps))
    prctl = ctypes.CDLL(None).prctl
    none = ctypes.c_ulong(0)
    return not (
        prctl(_PR_SET_NO_NEW_PRIVS, ctypes.c_ulong(1), none, none, none)
        or prctl(_PR_SET_SECCOMP, ctypes.c_ulong(_MODE_FILTER), ctypes.byref(program), none, none)
    )


def confine(port: int, folder: Path | None = None) -> bool:
    """Have the kernel allow this thread no TCP connection but to `port`, and no file but to read in `folder`.

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
        return not (
            libc.syscall(_ADD_RULE, rules, _RULE_OF_PORT, struct.pack("=QQ", _CONNECT, port), 0)
            or (folder is not None and _let_read(libc, rules, folder))
            or libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
            or libc.syscall(_RESTRICT, rules, 0)
        )
    finally:
        os.close(rules)


def _let_read(libc: ctypes.CDLL, rules: int, folder: Path) -> int:
    """Add to rules that files in a folder may be read; 0 when it is done."""
    place = os.open(folder, os.O_RDONLY)
    try:
        rule = struct.pack("=Qi", _READ_BELOW, place)
        return int(libc.syscall(_ADD_RULE, rules, _RULE_OF_PATH, rule, 0))
    finally:
        os.close(place)
