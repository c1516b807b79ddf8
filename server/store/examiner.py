"""Reading queries without holding up others: large ones, one at a time, in a process of their own.

To read a query of a megabyte takes the interpreter a fifth of a second, in which no other would get on.
"""

from __future__ import annotations

import os
import pickle
import socket
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from server.errors import Overloaded, QueryError
from server.store import frames
from server.store.gate import Gate
from server.store.guard import examine
from server.store.partners import Partner
from server.store.process import go_first
from server.store.programs import start
from server.store.protocol import Query

#: Characters above which a query is a large one.
LARGE: Final = 8192
#: Seconds in which a large one must be read.
_SECONDS: Final = 10.0
_NICENESS: Final = 10


class Examiner:
    """Reads queries as `server.store.guard.examine` does; safe to use from many threads."""

    def __init__(self, patience: float) -> None:
        """A large query waits up to `patience` seconds until it is read."""
        self._large = Gate(1, patience)
        self._reader: _Reader | None = None

    def examine(self, text: str, allowed: Sequence[Partner] = ()) -> Query:
        """Read the form of a query.

        Raises:
            QueryError: as of `examine`; `Overloaded` if too many are being read.
        """
        if len(text) <= LARGE:
            return examine(text, allowed)
        with self._large.entered(len(text)):
            found = self._elsewhere(text, allowed)
        if isinstance(found, QueryError):
            raise found
        return replace(found, text=text)

    def close(self) -> None:
        """End the process, if there is one; more than once is fine."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def _elsewhere(self, text: str, allowed: Sequence[Partner]) -> Query | QueryError:
        try:
            self._reader = self._reader or _Reader()
            return self._reader.read(text, allowed)
        except OSError:
            self.close()
            return Overloaded("the process that reads large queries has ended; try again", retry_after=1)


class _Reader:
    """The process that reads large queries."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = start("server.store.examiner", stdin=theirs.fileno())
        ours.settimeout(_SECONDS)
        self._socket = ours
        self._inbox = frames.Inbox(ours)

    def read(self, text: str, allowed: Sequence[Partner]) -> Query | QueryError:
        """What `examine` gives, or the error that it raises; the text is left out.

        Raises:
            OSError: the process has ended, or takes too long.
        """
        frames.send(self._socket, frames.QUERY, pickle.dumps((text, tuple(allowed))))
        message = self._inbox.next(time.monotonic() + _SECONDS)
        if message is None:
            raise BrokenPipeError
        found: Query | QueryError = pickle.loads(message[1])  # noqa: S301 (our own process wrote it)
        return found

    def close(self) -> None:
        """End the process."""
        self._socket.close()
        self._process.kill()
        self._process.wait()


def main() -> None:
    """Read queries until the server has gone. Runs as a process of its own, after all others."""
    go_first()
    os.nice(_NICENESS)
    with socket.socket(fileno=os.dup(sys.stdin.fileno())) as sock:
        inbox = frames.Inbox(sock)
        while (message := inbox.next()) is not None:
            text, allowed = pickle.loads(message[1])  # noqa: S301 (the server wrote it)
            found: Query | QueryError
            try:
                found = replace(examine(text, allowed), text="")
            except QueryError as error:
                found = error
            frames.send(sock, frames.DONE, pickle.dumps(found))


if __name__ == "__main__":
    main()
