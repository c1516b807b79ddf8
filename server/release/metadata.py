"""The dataset's description of itself, from what is authored, what is measured and what is counted."""

from __future__ import annotations

from collections.abc import Sequence

from pyoxigraph import Quad, Triple

from server.heads import Headed
from server.release.describe import describe
from server.release.distributions import DumpFile
from server.release.graphs import METADATA
from server.release.quality import Checked, quality

__all__ = ["Checked", "DumpFile", "metadata"]


def metadata(
    quads: Sequence[Quad],
    dataset: Sequence[Triple],
    version: str,
    checked: Checked,
    dumps: Sequence[DumpFile] = (),
    queries: Sequence[Headed] = (),
) -> list[Triple]:
    """Authored description, measured quality, computed figures and published queries, each triple once.

    Without `dumps` it is what stands in the metadata graph: a dump that holds the graph cannot hold its own
    checksum.
    """
    authored = [Quad(t.subject, t.predicate, t.object) for t in dataset]
    measured = quality(quads, checked, version)
    counted = [*quads, *(Quad(t.subject, t.predicate, t.object, METADATA) for t in measured)]
    return list(dict.fromkeys([*dataset, *measured, *describe(counted, authored, version, dumps, queries)]))
