"""Which queries have an answer that stays the same, so that it can be asked for again. Pure."""

from __future__ import annotations

from server.errors import QueryRefused
from server.store.protocol import Query


def check_lasting(query: Query) -> None:
    """Refuse a query whose answer may be another one next time.

    Raises:
        QueryRefused: it is one.
    """
    if query.volatile:
        raise QueryRefused(
            "a receipt is of a query whose answer stays the same: "
            "one with NOW, RAND, UUID, STRUUID, BNODE or SERVICE has none"
        )
