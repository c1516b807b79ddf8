"""Refusals that come a little late: who does not heed them cannot send the next at once."""

from __future__ import annotations

import threading
import time
from typing import Final

#: Seconds by which a refusal is late.
SECONDS: Final = 0.5
#: Refusals that are held back at once; the rest go out as they are, so that no thread is missed elsewhere.
_AT_ONCE: Final = 64


class Brake:
    """Holds threads back for a moment; safe to use from many."""

    def __init__(self, seconds: float = SECONDS, at_once: int = _AT_ONCE) -> None:
        """Hold up to `at_once` threads for so many seconds each."""
        self._seconds = seconds
        self._places = threading.BoundedSemaphore(at_once)

    def hold(self) -> bool:
        """Come back a little later, or at once where many are held already; whether it was later."""
        if not self._places.acquire(blocking=False):
            return False
        try:
            time.sleep(self._seconds)
        finally:
            self._places.release()
        return True
