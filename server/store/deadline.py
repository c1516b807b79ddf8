"""How much time is left until a moment on the monotonic clock, and what is told when there is none."""

from __future__ import annotations

import time

from server.errors import QueryTimeout


def time_left(deadline: float) -> float:
    """Seconds until then, more than 0.

    Raises:
        TimeoutError: it has passed.
    """
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def time_is_up(seconds: float) -> QueryTimeout:
    """What is told of a query that had so many seconds."""
    unit = "second" if seconds == 1 else "seconds"
    message = f"the query was ended after {seconds:g} {unit}, the limit; ask for less, or in parts"
    return QueryTimeout(message, retry_after=max(1, round(seconds)))
