"""The dataset's description of itself, from what is authored and what is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import Quad, Triple


@dataclass(frozen=True)
class DumpFile:
    """A dump: name within the release, media type, bytes, SHA-256."""

    name: str
    media_type: str
    bytes: int
    sha256: str


def metadata(
    quads: Sequence[Quad], dataset: Sequence[Triple], version: str, dumps: Sequence[DumpFile] = ()
) -> list[Triple]:
    """Authored and computed description together, each triple once.

    Without `dumps` it is what stands in the metadata graph: a dump that holds the graph cannot hold its own
    checksum.
    """
    return list(
        dict.fromkeys(
            [
                *dataset,
            ]
        )
    )
