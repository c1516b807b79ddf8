"""The dumps of a release: the whole and each named graph, in every RDF format, with their canonical hashes.

N-Triples, and the N-Quads of the whole, are canonical documents themselves (RDFC-1.0 §5): unpacked, their
SHA-256 is the canonical hash. What is in the other formats is in the same order in every build.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode, Quad, Triple, serialize

from server.canonical import canonical_hash, document, merged, ordered, relabelled
from server.downloads import KEEPING_GRAPHS, Download, graph_files, whole_files
from server.formats import GRAPH_FORMATS, JSON_LD, N_QUADS, N_TRIPLES, GraphFormat
from server.names import PREFIXES
from server.release.write import occurring
from server.spelling import all_spelled


@dataclass(frozen=True)
class Dumped:
    """What was dumped.

    Attributes:
        canonical_sha256: canonical hash of the dataset.
        merged_sha256: canonical hash of all graphs in one.
        graphs: canonical hash of each named graph on its own, by its IRI.
        values: the three again for the data with each number and truth value in one spelling.
        content: what is in each dump before it is packed, by path below `dumps/` without `.gz` and `.zst`.
        said: what the manifest says of each beside size and checksum, by the same paths: `rdf_sha256`, the
            canonical hash of what is in it, and the `graph` that it holds if it is one.
    """

    canonical_sha256: str
    merged_sha256: str
    graphs: Mapping[str, str]
    values: Mapping[str, Any]
    content: Mapping[str, bytes]
    said: Mapping[str, Mapping[str, str]]


def dump(quads: Sequence[Quad], version: str) -> Dumped:
    """Every dump of a release.

    Args:
        quads: the release, canonical.
        version: as `0.1.0`.
    """
    whole = _formats(quads, ordered(merged(quads)))
    dataset, union = (hashlib.sha256(whole[form]).hexdigest() for form in (N_QUADS, N_TRIPLES))
    content: dict[str, bytes] = {}
    said: dict[str, Mapping[str, str]] = {}
    graphs: dict[str, str] = {}
    for path, form in _paths(whole_files(version)).items():
        content[path] = whole[form]
        said[path] = {"rdf_sha256": dataset if form in KEEPING_GRAPHS else union}
    for iri, held in _by_graph(quads).items():
        alone = _formats(held, ordered(merged(held)))
        graphs[iri] = hashlib.sha256(alone[N_TRIPLES]).hexdigest()
        for path, form in _paths(graph_files(iri)).items():
            content[path] = alone[form]
            said[path] = {"rdf_sha256": graphs[iri], "graph": iri}
    head = hashes(dataset, union, graphs)
    return Dumped(dataset, union, graphs, _values(quads) or head, content, said)


def hashes(dataset: str, union: str, graphs: Mapping[str, str]) -> dict[str, Any]:
    """Canonical hashes as the manifest has them."""
    return {"canonical_sha256": dataset, "merged_sha256": union, "graph_sha256": dict(graphs)}


def _values(quads: Sequence[Quad]) -> dict[str, Any] | None:
    """The hashes of the data with numbers in one spelling; None if they are spelled so already."""
    alike = all_spelled(quads)
    if alike == list(quads):
        return None
    graphs = {iri: canonical_hash(merged(held)) for iri, held in _by_graph(alike).items()}
    return hashes(canonical_hash(relabelled(alike)), canonical_hash(merged(alike)), graphs)


def _paths(files: Iterable[Download]) -> dict[str, GraphFormat]:
    """Files without the endings of what packs them, and their formats."""
    return {file.path.removesuffix(file.packing): file.form for file in files if file.form}


def _formats(quads: Sequence[Quad], alone: Sequence[Quad]) -> dict[GraphFormat, bytes]:
    """Quads in each format; those that keep no graphs are made of `alone`."""
    triples = [quad.triple for quad in alone]
    prefixes = occurring(quads, PREFIXES)
    found: dict[GraphFormat, bytes] = {N_QUADS: document(quads), N_TRIPLES: document(alone)}
    for form in GRAPH_FORMATS:
        if form not in found:
            held: Sequence[Quad] | Sequence[Triple] = quads if form in KEEPING_GRAPHS else triples
            # a prefix in JSON-LD costs as much as it saves
            used = None if form is JSON_LD else prefixes
            found[form] = serialize(held, format=form.rdf, prefixes=used) or b""
    return found


def _by_graph(quads: Iterable[Quad]) -> dict[str, list[Quad]]:
    """The quads of each named graph."""
    found: dict[str, list[Quad]] = {}
    for quad in quads:
        if isinstance(quad.graph_name, NamedNode):
            found.setdefault(quad.graph_name.value, []).append(quad)
    return found
