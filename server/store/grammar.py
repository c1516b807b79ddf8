"""Whether a text is a query by the grammar of the standard, whatever grammar the engine behind has.

The embedded engine reads it, in a process that can be ended, over no data: so the same text is refused with
the same words in front of every engine, and nothing reaches one that is more than SPARQL.
"""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Final

from server.config import Settings
from server.errors import QueryTimeout, ResultTooLarge, WorkerMemory
from server.formats import JSON, TURTLE
from server.store.embedded import EmbeddedStore
from server.store.protocol import Contents, QueryRequest

_SECONDS: Final = 1.0
_BYTES: Final = 64 * 1024
_MEMORY: Final = 256
_WORKERS: Final = 2


class Grammar:
    """The standard's grammar; safe to use from many threads."""

    def __init__(self, settings: Settings) -> None:
        """Start a process that reads queries.

        Raises:
            StartError: it did not start.
        """
        self._directory = tempfile.TemporaryDirectory(prefix="nameplate-grammar-")
        nothing = Path(self._directory.name) / "nothing.nq"
        nothing.write_bytes(b"")
        few = min(_WORKERS, settings.workers)
        small = replace(settings, workers=few, query_memory=min(_MEMORY, settings.query_memory))
        try:
            self._store = EmbeddedStore(nothing, Contents(tag="nothing"), small)
        except BaseException:
            self._directory.cleanup()
            raise

    def check(self, request: QueryRequest) -> None:
        """See that a query parses.

        Raises:
            QuerySyntaxError: it does not; with line and column.
            QueryRefused: it names a graph that is no IRI, or asks for what no engine can give.
            Overloaded: no process came free in time.
        """
        form = TURTLE if request.query.kind.is_graph else JSON
        seconds = min(_SECONDS, request.seconds or _SECONDS)
        # one that takes long, or gives much, over no data has been read to its end
        try:
            self._store.query(replace(request, format=form, seconds=seconds, bytes=_BYTES)).close()
        except (QueryTimeout, ResultTooLarge, WorkerMemory):
            return

    def ready(self) -> bool:
        """Whether a query would be read now."""
        return self._store.ready()

    def close(self) -> None:
        """End the processes; more than once is fine."""
        self._store.close()
        self._directory.cleanup()
