"""How much time is left until a moment on the monotonic clock."""

from __future__ import annotations

import time


def time_left(deadline: float) -> float:
    """Seconds until then, more than 0.

    Raises:
        TimeoutError: it has passed.
    """
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
