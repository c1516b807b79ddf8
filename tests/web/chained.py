"""A release of made-up data that has a past: the last of three versions, with the two before in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from pyoxigraph import Quad

from server.canonical import canonical, canonical_lines
from server.documents import write_documents
from server.packing import zstd
from server.release.manifest import counts, write_manifest
from server.release.search import write_search
from server.versions.chain import chain
from server.versions.past import past
from server.versions.release import Release
from tests.versions.made_up import VERSIONS, quads

EARLIER = ("0.1.0", "0.2.0")
LAST = "0.10.0"


def write_chained(
    place: Path, version: str = LAST, every: Mapping[str, tuple[str, Mapping[str, str]]] = VERSIONS
) -> Path:
    """A release directory of the last version, which may be called otherwise; its past is in it.

    Args:
        place: a folder that is there.
        version: what the last is called.
        every: the versions, oldest first: day, and Turtle by graph.
    """
    directory = place / f"{version}-0123456789abcdef"
    directory.mkdir(parents=True)
    *earlier, (issued, graphs) = every.values()
    made: list[Quad] = canonical(quads(version, issued, graphs))
    write_documents(made, directory)
    write_search(made, directory)
    (directory / "queries").mkdir()
    (directory / "dumps").mkdir()
    (directory / "dumps" / f"nameplate-{version}.nq.zst").write_bytes(
        zstd((directory / "quads.nq").read_bytes())
    )
    published = place / "published"
    published.mkdir()
    for name, (day, held) in zip(every, earlier, strict=False):
        (published / f"{name}.nq.zst").write_bytes(zstd(canonical_lines(quads(name, day, held))))
    own = Release(version, date.fromisoformat(issued), tuple(made))
    for name, data in past(chain(published), own):
        path = directory / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    write_manifest(directory, {"version": version, "issued": issued, "counts": counts(made)})
    return directory
