"""A release into an engine: what is there already is left, the rest is loaded aside, compared, then moved.

Every graph is loaded under a name of its own beside the final one, read back, and compared by count and by
canonical hash. Only then are all of them moved, in one update request. A run that was interrupted is taken up
where it ended, since what is right already is found to be so.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pyoxigraph import RdfFormat, Triple, parse

from server.documents import QUADS
from server.errors import PushError, ReleaseError
from server.names import GRAPH
from server.push.fingerprint import Fingerprint, fingerprint
from server.push.portions import by_graph, portions
from server.push.target import Engine

#: What is put after the name of a graph while it is loaded.
INCOMING: Final = "/incoming"

Say = Callable[[str], None]


@dataclass(frozen=True)
class Wanted:
    """A graph as it should be.

    Attributes:
        triples: its triples.
        mark: what tells it from every other graph.
    """

    triples: Sequence[Triple]
    mark: Fingerprint


@dataclass
class Outcome:
    """What was done.

    Attributes:
        loaded: graphs that were loaded.
        kept: graphs that were right already.
        removed: graphs that the release does not have any more.
        triples: how many triples the release has.
        swapped: seconds that the swap took.
    """

    loaded: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    triples: int = 0
    swapped: float = 0.0


def wanted(directory: Path) -> dict[str, Wanted]:
    """The graphs of a release.

    Raises:
        ReleaseError: it cannot be read.
        PushError: it cannot be loaded graph by graph.
    """
    path = directory / QUADS
    try:
        graphs = by_graph(parse(path=str(path), format=RdfFormat.N_QUADS))
    except (OSError, SyntaxError) as error:
        raise ReleaseError(path, f"cannot be read ({error}): build the release again") from error
    return {name: Wanted(triples, fingerprint(triples)) for name, triples in sorted(graphs.items())}


def push(graphs: dict[str, Wanted], engine: Engine, size: int, say: Say) -> Outcome:
    """Make an engine hold these graphs, and none other of the project's.

    Args:
        graphs: by name.
        engine: where to.
        size: triples that are sent at once.
        say: told each step in a line.

    Raises:
        PushError: something is not there as it should be; what readers see is as it was, unless the message
            says otherwise.
    """
    outcome = Outcome(triples=sum(len(graph.triples) for graph in graphs.values()))
    there = engine.counts(GRAPH)
    moving = []
    for name, graph in graphs.items():
        if _is_right(engine, name, there.get(name, 0), graph):
            outcome.kept.append(name)
            say(f"{_short(name)}: {len(graph.triples):,} triples are there already")
        else:
            aside = name + INCOMING if engine.target.update else name
            _load(engine, aside, there.get(aside, 0), graph, size, say)
            moving.append(name)
    outcome.loaded = moving
    outcome.removed = sorted(
        name for name in there if name not in graphs and name.removesuffix(INCOMING) not in moving
    )
    started = time.monotonic()
    _swap(engine, moving, outcome.removed, say)
    outcome.swapped = time.monotonic() - started
    differences = compare(graphs, engine, looked_at=moving)
    if differences:
        raise PushError("after the swap " + "; ".join(differences) + ": run it again")
    return outcome


def compare(graphs: dict[str, Wanted], engine: Engine, looked_at: Collection[str] | None = None) -> list[str]:
    """How the project's graphs in an engine differ from those that are wanted, a clause each.

    Args:
        graphs: those that are wanted, by name.
        engine: where.
        looked_at: those that are read back and not only counted; None: all.
    """
    there = engine.counts(GRAPH)
    found = [f"<{name}> is there too many" for name in sorted(there) if name not in graphs]
    for name, graph in graphs.items():
        count = there.get(name, 0)
        if count != len(graph.triples):
            found.append(f"<{name}> has {count:,} triples instead of {len(graph.triples):,}")
        elif looked_at is not None and name not in looked_at:
            continue
        elif not graph.mark.is_same(fingerprint(engine.triples(name, count))):
            found.append(f"<{name}> has other triples")
    return found


def _is_right(engine: Engine, name: str, count: int, graph: Wanted) -> bool:
    """Whether a graph holds what it should; the count is asked for first, as it costs nothing."""
    if count != len(graph.triples):
        return False
    return graph.mark.is_same(fingerprint(engine.triples(name, count)))


def _load(engine: Engine, name: str, count: int, graph: Wanted, size: int, say: Say) -> None:
    """Load a graph, unless it was before, and compare what comes back."""
    total = len(graph.triples)
    if _is_right(engine, name, count, graph):
        say(f"{_short(name)}: {total:,} triples were loaded before")
        return
    started = time.monotonic()
    engine.load(name, portions(graph.triples, size))
    found = engine.triples(name, total)
    if len(found) != total:
        message = f"<{name}> came back with {len(found):,} triples instead of {total:,}"
        raise PushError(f"{message}; what readers see is as it was")
    mark = fingerprint(found)
    if not graph.mark.is_same(mark):
        raise PushError(f"<{name}> came back with other triples; what readers see is as it was")
    same = "the same" if mark.exact == graph.mark.exact else "the same but for the spelling of literals"
    say(f"{_short(name)}: {total:,} triples in {time.monotonic() - started:.1f} s, {same}")


def _swap(engine: Engine, moving: Sequence[str], removed: Sequence[str], say: Say) -> None:
    """Give what was loaded its final name, and take away what is left over."""
    if not engine.target.update:
        if removed:
            say(f"left over, as there is no address for updates: {', '.join(map(_short, removed))}")
        return
    operations = [f"MOVE GRAPH <{name}{INCOMING}> TO GRAPH <{name}>" for name in moving]
    operations += [f"DROP SILENT GRAPH <{name}>" for name in removed]
    # an engine that does not take several as one gets them one by one: the same for readers, and quicker
    for request in [operations] if engine.target.atomic is not False else [[one] for one in operations]:
        if request:
            engine.update(request)


def _short(name: str) -> str:
    """The name of a graph as people read it."""
    return name.removeprefix(GRAPH)
