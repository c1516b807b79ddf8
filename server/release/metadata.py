"""The dataset's description of itself, from what is authored and what is counted."""

from __future__ import annotations

from collections.abc import Sequence

from pyoxigraph import Quad, Triple

from server.release.describe import DumpFile, describe

__all__ = ["DumpFile", "metadata"]


def metadata(
    quads: Sequence[Quad], dataset: Sequence[Triple], version: str, dumps: Sequence[DumpFile] = ()
) -> list[Triple]:
    """Authored and computed description together, each triple once.

    Without `dumps` it is what stands in the metadata graph: a dump that holds the graph cannot hold its own
    checksum.
    """
    authored = [Quad(t.subject, t.predicate, t.object) for t in dataset]
    return list(dict.fromkeys([*dataset, *describe(quads, authored, version, dumps)]))
