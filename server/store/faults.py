"""What an engine sends in the place of a whole answer, and what readers are told of it."""

from __future__ import annotations

import logging
import re
from typing import Final

from server.errors import EngineFailed, Overloaded, QueryError, QueryRefused, ResultTooLarge
from server.store.allowance import Allowed
from server.store.foreign import unknown_function
from server.store.upstream import Reply, UpstreamError

_log: Final = logging.getLogger(__name__)

#: Header by which Virtuoso says how many rows it gives at most, where there would be more.
MOST_ROWS: Final = "X-SPARQL-MaxRows"
#: Seconds for which an engine may ask to be left alone.
_MAX_RETRY: Final = 3600
#: Virtuoso's code for an error, which is all that is told of its words.
_CODE: Final = re.compile(rb"Virtuoso \w{5} Error ([A-Z]{2}\d{3}):")


def check(reply: Reply, allowed: Allowed) -> None:
    """Refuse what is no whole answer.

    Raises:
        QueryError: it is none; the error says why.
    """
    if reply.status == 200 and "X-SQL-State" in reply.headers:  # Virtuoso: "incomplete results"
        raise allowed.up()
    if reply.status == 200 and MOST_ROWS in reply.headers:
        rows = re.sub(r"\D", "", reply.headers[MOST_ROWS])[:12]
        message = f"the engine gives at most {rows} rows; ask for fewer with LIMIT, and page with OFFSET"
        raise ResultTooLarge(message)
    if reply.status == 200:
        return
    words = reply.file.read(2000)
    if unknown_function(words):
        raise QueryRefused("the query calls a function that the engine behind this endpoint does not know")
    said = f"{reply.status}: {words[:500]!r}"
    if reply.status not in {400, 429, 503}:
        raise failed(f"it answers with status {said}")
    _log.warning("the engine answered %s", said)
    if reply.status in {429, 503}:
        after = reply.headers.get("Retry-After", "")
        wait = min(_MAX_RETRY, int(after)) if after.isascii() and after.isdigit() else 1
        raise Overloaded("the engine is busy; try again in a moment", retry_after=max(1, wait))
    code = _CODE.search(words)
    told = f" ({code[1].decode()})" if code else ""
    raise QueryRefused(f"the query is SPARQL, but the engine behind this endpoint does not take it{told}")


def failed(why: str) -> EngineFailed:
    """What readers are told of an engine that fails; why, it holds for the operator."""
    error = EngineFailed(
        "the engine behind this endpoint gave no whole answer; documents and dumps are not affected",
        retry_after=5,
    )
    error.why = why
    return error


def why(error: UpstreamError | QueryError) -> str:
    """What the operator is told of an engine that gives no answer."""
    if isinstance(error, EngineFailed):
        return error.why
    # a query is told to ask for less, which does not help who only looks whether the engine is there
    return str(error.__cause__ if isinstance(error.__cause__, UpstreamError) else error)
