"""The embedded store: a release, or other people's quads, answered by a pool of worker processes."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from server.config import Settings
from server.documents import Written
from server.errors import StartError
from server.names import BASE, PREFIXES
from server.store.evaluate import Task
from server.store.meter import Meter
from server.store.pool import Pool
from server.store.process import MEGABYTE
from server.store.programs import run
from server.store.protocol import Answer, Contents, QueryRequest
from server.store.turns import Rules, Turn
from server.store.worker import Opening

#: Quads up to which each worker has a copy in memory; above, all read one store on disk.
IN_MEMORY: Final = 200_000


class EmbeddedStore:
    """Answers queries from an N-Quads file; see `server.store.protocol.Store`."""

    def __init__(
        self,
        quads: Path,
        contents: Contents,
        settings: Settings,
        *,
        in_memory: int = IN_MEMORY,
        meter: Meter | None = None,
        broker: int | None = None,
    ) -> None:
        """Open the file; it must stay until the store is closed.

        Args:
            quads: N-Quads file.
            contents: what is in it.
            settings: limits and number of workers.
            in_memory: quads up to which workers hold them in memory.
            meter: who hears of the queue and of the workers.
            broker: port of the broker on loopback that SERVICE leads to, if it is offered.

        Raises:
            StartError: no worker could open it, or no store on disk could be made of it.
        """
        self._contents = contents
        self._settings = settings
        self._disk: tempfile.TemporaryDirectory[str] | None = None
        path = quads
        try:
            if contents.default_triples + sum(contents.graphs.values()) > in_memory:
                self._disk = tempfile.TemporaryDirectory(prefix="nameplate-store-")
                path = Path(self._disk.name)
                _write_disk(quads, path)
            opening = Opening(
                path=str(path),
                on_disk=self._disk is not None,
                union=contents.union,
                base_iri=settings.base_iri or BASE,
                memory=settings.query_memory * MEGABYTE,
                prefixes=dict(contents.prefixes),
                broker=broker,
            )
            self.pool = Pool(opening, Rules.of(settings), meter=meter)
        except BaseException:
            self._remove_disk()
            raise

    @property
    def contents(self) -> Contents:
        """What is in it."""
        return self._contents

    def query(self, request: QueryRequest) -> Answer:
        """The whole answer; see `server.store.protocol.Store.query`."""
        own = bool(request.default_graphs or request.named_graphs)
        limit = self._settings.result_limit * MEGABYTE
        seconds = self._settings.query_timeout
        task = Task(
            text=request.query.text,
            format=request.format.extension,
            has_dataset=request.query.has_dataset,
            default_graphs=list(request.default_graphs) if own else None,
            named_graphs=list(request.named_graphs) if own else None,
            seconds=seconds if request.seconds is None else min(seconds, request.seconds),
            services=len(request.query.services),
        )
        turn = Turn(request.client, request.query.shape)
        limit = limit if request.bytes is None else min(limit, request.bytes)
        file, length = self.pool.run(task, limit, turn)
        return Answer(file, length, request.format.content_type, turn.waited)

    def ready(self) -> bool:
        """Whether a worker is up."""
        return self.pool.ready()

    def close(self) -> None:
        """End the workers and remove what was written; more than once is fine."""
        self.pool.close()
        self._remove_disk()

    def _remove_disk(self) -> None:
        if self._disk is not None:
            self._disk.cleanup()
            self._disk = None


def contents_of_release(tag: str, graphs: Mapping[str, int]) -> Contents:
    """What the store of a release holds: its graphs, and their union by default."""
    return Contents(tag=tag, union=True, graphs=dict(graphs), prefixes=PREFIXES)


def contents_of_data(written: Written, prefixes: Mapping[str, str]) -> Contents:
    """What the store of other people's data holds: their graphs, and their own default graph."""
    graphs = {graph: count for graph, count in written.graphs.items() if graph is not None}
    default = written.graphs.get(None, 0)
    return Contents(tag=written.sha256, default_triples=default, graphs=graphs, prefixes=dict(prefixes))


def _write_disk(quads: Path, directory: Path) -> None:
    """Make a store on disk of an N-Quads file, in a process of its own, which takes its memory with it.

    Raises:
        StartError: it could not be made.
    """
    made = run("server.store.loading", quads, directory)
    if made.returncode != 0:
        words = made.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise StartError(f"the store on disk could not be made: {' '.join(words) or made.returncode}")
