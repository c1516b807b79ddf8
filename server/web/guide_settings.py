"""The limits of a running server, by the option that sets each. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from server.config import Settings

#: The document that tells them.
LIMITS: Final = "limits"

_MEGABYTE: Final = 1024 * 1024


def values(settings: Settings) -> Mapping[str, str]:
    """Option → its value, in the unit that the option has."""
    numbers = {
        "--query-timeout": settings.query_timeout,
        "--query-memory": settings.query_memory,
        "--result-limit": settings.result_limit,
        "--query-cache": settings.answers_bytes // _MEGABYTE,
        "--workers": settings.workers,
        "--slow-workers": settings.slow_workers,
        "--queue-seconds": settings.queue_seconds,
        "--client-queries": settings.client_queries,
        "--client-seconds": settings.client_seconds,
        "--client-errors": settings.client_errors,
    }
    return {option: f"{number:g}" for option, number in numbers.items()}
