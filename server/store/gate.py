"""A gate that lets few through at once, the smallest first."""

from __future__ import annotations

import heapq
import threading
from typing import Self

from server.errors import Overloaded


class Place:
    """The right to be through a gate; leaving more than once is fine."""

    def __init__(self, gate: Gate) -> None:
        """Hold a place behind `gate`. Used by one thread."""
        self._gate: Gate | None = gate

    def leave(self) -> None:
        """Give it back."""
        gate, self._gate = self._gate, None
        if gate is not None:
            gate.leave()

    def __enter__(self) -> Self:
        """The place itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Leave."""
        self.leave()


class Gate:
    """Room for work that only one thread does well at a time; safe to use from many threads.

    Where many threads want the interpreter at once each waits for all the others again and again. Those that
    wait here do not take part in that, and what is small does not wait for what is large.
    """

    def __init__(self, slots: int, patience: float) -> None:
        """Let so many through at once; others wait for `patience` seconds."""
        self._free = slots
        self._patience = patience
        self._lock = threading.Lock()
        self._waiting: list[tuple[int, int, threading.Event]] = []
        self._count = 0

    def entered(self, size: int) -> Place:
        """Go through the gate; of those who wait the smallest is next.

        Returns:
            What is given back at the end, by `with` or by hand.

        Raises:
            Overloaded: nobody made room in time.
        """
        self._enter(size)
        return Place(self)

    def leave(self) -> None:
        """Make room for another, once for each `entered`."""
        with self._lock:
            self._leave()

    def _enter(self, size: int) -> None:
        with self._lock:
            if self._free:
                self._free -= 1
                return
            self._count += 1
            mine = (size, self._count, threading.Event())
            heapq.heappush(self._waiting, mine)
        if mine[2].wait(self._patience):
            return
        with self._lock:
            if mine in self._waiting:
                self._waiting.remove(mine)
                heapq.heapify(self._waiting)
            else:  # the place came in the same moment
                self._leave()
        raise Overloaded("too many queries are being read; try again in a moment", retry_after=2)

    def _leave(self) -> None:
        """Hand the place to the next, or free it. Under the lock."""
        if self._waiting:
            heapq.heappop(self._waiting)[2].set()
        else:
            self._free += 1
