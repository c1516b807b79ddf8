"""What a release offers for download, put into its `dumps/`: dumps, tables, and an archive of everything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Quad

from server.downloads import FOLDER, GRAPHS, TABLES, stem
from server.formats import TURTLE
from server.names import DATASET, expand
from server.packing import PACKERS, packed
from server.release.archive import archive
from server.release.dumps import dump, hashes
from server.release.tabled import tables

#: Packing lets other threads run meanwhile.
_THREADS: Final = 3

#: What else of a release is in its archive.
_BESIDE: Final = ("report.ttl", "coverage.csv", "queries/*")


@dataclass(frozen=True)
class Offered:
    """What the manifest says of the downloads.

    Attributes:
        head: the canonical hashes: `canonical_sha256`, `merged_sha256` and, by named graph, `graph_sha256`;
            under `values` the same of the data with each number in one spelling.
        said: what it says of a file beside size and checksum, by path in the release.
    """

    head: Mapping[str, Any]
    said: Mapping[str, Mapping[str, str]]


def write_downloads(quads: Sequence[Quad], directory: Path, version: str, issued: str) -> Offered:
    """Write all downloads of a release.

    Args:
        quads: the release, canonical.
        directory: of the release; it has its `quads.nq`, and what the archive is to hold beside the dumps.
        version: as `0.1.0`.
        issued: its day, in ISO form.
    """
    dumps = directory / FOLDER
    for folder in (dumps, dumps / GRAPHS, dumps / TABLES):
        folder.mkdir()
    about = {"version": version, "issued": issued, **_authored(quads)}
    with ThreadPoolExecutor(_THREADS) as pool:
        tabled = pool.submit(tables, directory / "quads.nq", about)
        dumped = dump(quads, version)
        packing = [
            pool.submit(_pack, dumps / (path + ending), data)
            for path, data in dumped.content.items()
            for ending in PACKERS
        ]
        head = {
            **hashes(dumped.canonical_sha256, dumped.merged_sha256, dumped.graphs),
            "values": dumped.values,
        }
        held = {TABLES + name: data for name, data in tabled.result().items()}
        for path, data in held.items():
            (dumps / path).write_bytes(data)
        held |= {path: data for path, data in dumped.content.items() if _archived(path)}
        for pattern in _BESIDE:
            held |= {p.relative_to(directory).as_posix(): p.read_bytes() for p in directory.glob(pattern)}
        name = stem(version)
        (dumps / f"{name}.zip").write_bytes(archive(name, held, head, dumped.said, about))
        for done in packing:
            done.result()
    said = {FOLDER + path + ending: more for path, more in dumped.said.items() for ending in PACKERS}
    return Offered(head, said)


def _archived(path: str) -> bool:
    """Whether a dump is in the archive: the whole in each format, a graph in the one that people read."""
    return not path.startswith(GRAPHS) or path.endswith(f".{TURTLE.extension}")


def _pack(path: Path, data: bytes) -> None:
    """Write a file, packed as its name says."""
    path.write_bytes(PACKERS[packed(path.name)](data))


def _authored(quads: Sequence[Quad]) -> dict[str, str]:
    """Title and licence of the dataset, as they are authored."""
    found = {"title": "Nameplate"}
    for quad in quads:
        if quad.subject == NamedNode(DATASET):
            if quad.predicate.value == expand("dcterms:license") and isinstance(quad.object, NamedNode):
                found["license"] = quad.object.value
            elif (
                quad.predicate.value == expand("dcterms:title")
                and isinstance(quad.object, Literal)
                and quad.object.language == "en"
            ):
                found["title"] = quad.object.value
    return found
