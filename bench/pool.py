"""What asking a worker process adds to asking the engine in one's own process."""

from __future__ import annotations

import io
import itertools
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.catalogue import kinds, parameters, texts
from server.config import Settings
from server.names import BASE
from server.store.evaluate import Task
from server.store.pool import Pool
from server.store.turns import Rules
from server.store.worker import Opening, open_evaluator

_ROUNDS: Final = 3000
_LIMIT: Final = 64 * 1024 * 1024
_QUERY: Final = "02-claims"


@dataclass(frozen=True)
class Added:
    """Median milliseconds of a small query.

    Attributes:
        alone: in one's own process.
        pooled: by a worker.
    """

    alone: float
    pooled: float

    @property
    def added(self) -> float:
        """What the pool adds."""
        return self.pooled - self.alone


def pool_adds(quads: Path, seed: int, rounds: int = _ROUNDS) -> Added:
    """Ask a small query by turns in both ways.

    Args:
        quads: N-Quads file, all of it in the default graph.
        seed: of the parameters.
        rounds: how often.
    """
    opening = Opening(str(quads), on_disk=False, union=False, base_iri=BASE, memory=1 << 30)
    evaluator = open_evaluator(opening)
    kind = next(kind for kind in kinds() if kind.name == _QUERY)
    tasks = _tasks(texts(kind, parameters(quads, seed)))
    pool = Pool(opening, Rules.of(Settings()))
    try:
        alone, pooled = [], []
        for _ in range(rounds):
            alone.append(_time(lambda: evaluator.run(next(tasks), io.BytesIO())))
            pooled.append(_time(lambda: _ask(pool, next(tasks))))
    finally:
        pool.close()
    return Added(statistics.median(alone) * 1000, statistics.median(pooled) * 1000)


def _tasks(asked: list[str]) -> Iterator[Task]:
    for number, text in enumerate(itertools.cycle(asked)):
        yield Task(f"{text}# {number // 2}\n", "json", False, None, None, 10.0)


def _ask(pool: Pool, task: Task) -> bytes:
    file, _ = pool.run(task, _LIMIT)
    with file:
        return file.read()


def _time(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start
