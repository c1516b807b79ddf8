"""What the operator of a running server chose, by the option that sets it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from server.config import Settings

#: The documents that tell them.
TELLING: Final = ("limits", "corrections")


def values(settings: Settings) -> Mapping[str, str]:
    """Option → its value, in the unit that the option has."""
    numbers = {
        "--query-timeout": settings.query_timeout,
        "--query-memory": settings.query_memory,
        "--result-limit": settings.result_limit,
        "--workers": settings.workers,
        "--slow-workers": settings.slow_workers,
        "--queue-seconds": settings.queue_seconds,
        "--client-queries": settings.client_queries,
        "--client-seconds": settings.client_seconds,
        "--client-errors": settings.client_errors,
    }
    told = {option: f"{number:g}" for option, number in numbers.items()}
    return told | ({"--contact": settings.contact} if settings.contact else {})
