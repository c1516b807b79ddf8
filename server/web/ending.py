"""What is done a little before a process that was told to end is killed."""

from __future__ import annotations

import signal
import socket
import threading
import time
from collections.abc import Callable
from typing import Final

_ENDS: Final = frozenset((signal.SIGTERM, signal.SIGINT))


def when_told_to_end(action: Callable[[], None], *, after: float) -> None:
    """Call `action` so many seconds after SIGTERM or SIGINT, if the process is still there by then.

    The interpreter writes the numbers of signals that come to a socket, which a thread reads: so no handler
    is replaced, and none has to wait. To be called in the main thread.
    """
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    signal.set_wakeup_fd(theirs.detach(), warn_on_full_buffer=False)

    def listen() -> None:
        with ours:  # to the end: more signals may come
            while not _ENDS & set(ours.recv(64)):
                pass
            time.sleep(after)
            action()

    threading.Thread(target=listen, name="nameplate-ending", daemon=True).start()
