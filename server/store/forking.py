"""The process that workers are forked from: opens the data, then makes workers and tells how they ended.

Its standard input is a socket to the server, its standard output is for what it has to say when it cannot
open the data. A store on disk is opened by each worker for itself: it has threads, which do not come along.
"""

from __future__ import annotations

import contextlib
import gc
import os
import selectors
import signal
import socket
import sys
from pathlib import Path
from typing import Final, NoReturn

from server.store import frames
from server.store.enclosure import Doors
from server.store.evaluate import Evaluator
from server.store.nursery import ENDED
from server.store.process import end_with_parent, go_first, limit_memory
from server.store.worker import READY, Opening, open_evaluator, serve

#: Descriptors that come with each worker that is wanted.
_GIVEN: Final = 3


class Forking:
    """Makes workers and reaps them."""

    def __init__(self, server: socket.socket, opening: Opening) -> None:
        """Open the data, unless each worker does that.

        Args:
            server: where workers are asked for.
            opening: what they answer from.
        """
        self._server = server
        self._opening = opening
        self._evaluator = None if opening.on_disk else open_evaluator(opening)
        self._ends: dict[int, int] = {}
        self._bell, self._rope = os.pipe()
        for side in (self._bell, self._rope):
            os.set_blocking(side, False)

    def run(self) -> None:
        """Go on until the server has gone."""
        gc.freeze()  # else the first collection in a worker would copy every page with an object
        signal.set_wakeup_fd(self._rope, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        with selectors.DefaultSelector() as selector:
            selector.register(self._server, selectors.EVENT_READ)
            selector.register(self._bell, selectors.EVENT_READ)
            while True:
                ready = {key.fileobj for key, _ in selector.select()}
                if self._bell in ready:
                    os.read(self._bell, 4096)
                    self._reap()
                if self._server in ready and not self._attend():
                    return

    def _attend(self) -> bool:
        """Make the worker that is asked for; False if the server has gone."""
        wanted, given, _, _ = socket.recv_fds(self._server, 1, _GIVEN)
        if not wanted:
            return False
        talk, words, end = given
        parent = os.getpid()
        child = os.fork()
        if child == 0:
            self._begin(talk, words, end, parent)
        os.close(talk)
        os.close(words)
        self._ends[child] = end
        return True

    def _reap(self) -> None:
        """Tell the server of each worker that has ended."""
        while self._ends:
            child, status = os.waitpid(-1, os.WNOHANG)
            if child == 0:
                return
            end = self._ends.pop(child)
            with contextlib.suppress(OSError):  # nobody wants to know
                os.write(end, ENDED.pack(os.waitstatus_to_exitcode(status)))
            os.close(end)

    def _begin(self, talk: int, words: int, end: int, parent: int) -> NoReturn:
        """Be a worker, and nothing else."""
        status = 1
        try:
            end_with_parent()
            if os.getppid() != parent:  # it ended before the kernel was told
                os._exit(0)
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.dup2(words, sys.stdout.fileno())
            os.dup2(words, sys.stderr.fileno())
            self._server.close()
            for other in (words, end, self._bell, self._rope, *self._ends.values()):
                os.close(other)
            with socket.socket(fileno=talk) as sock:
                _work(sock, self._opening, self._evaluator)
            status = 0
        except BaseException as error:  # noqa: BLE001 (nothing may get back into the process that makes workers)
            os.write(sys.stderr.fileno(), f"{type(error).__name__}: {error}\n".encode())
        finally:
            os._exit(status)


def _work(sock: socket.socket, opening: Opening, evaluator: Evaluator | None) -> None:
    """Answer queries with what is open, within the limits of a worker."""
    evaluator = evaluator or open_evaluator(opening)
    limit_memory(opening.memory)
    doors = Doors(opening.broker, Path(opening.path) if opening.on_disk else None)
    os.write(sys.stdout.fileno(), READY + f"{os.getpid()}\n".encode())
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        serve(sock, evaluator, doors.ajar)


def main() -> None:
    """Run as a process of its own."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends its workers
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    end_with_parent()
    go_first()
    with socket.socket(fileno=os.dup(sys.stdin.fileno())) as server:
        os.dup2(os.open(os.devnull, os.O_RDONLY), sys.stdin.fileno())
        message = frames.Inbox(server).next()
        if message is not None:
            Forking(server, Opening.decode(message[1])).run()


if __name__ == "__main__":
    main()
