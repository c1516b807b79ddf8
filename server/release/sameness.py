"""Whether an RDF file holds the statements of a release, whoever wrote it and in whatever format."""

from __future__ import annotations

import contextlib
import hashlib
import multiprocessing
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, parse

from server.canonical import document, merged, relabelled
from server.formats import graph_format
from server.packing import BadPacking, packed, unpacked
from server.spelling import all_spelled

#: A file that unpacks to more is refused, in bytes.
LIMIT: Final = 1 << 30

#: How long blank nodes that look alike are compared.
SECONDS: Final = 60.0


class NotRdf(ValueError):
    """By its name a file is none of the RDF formats."""


class Unreadable(ValueError):
    """A file is not what its name says; the message tells what to do."""


def holds(path: Path, manifest: Mapping[str, Any], seconds: float = SECONDS) -> str | None:
    """What of a release a file holds, in words with the hash; None if it is something else.

    The canonical hash (RDFC-1.0) of its dataset is compared with that of the release, and that of its
    statements without graph names with those of the merged graph and of each named graph; then all again
    with each number in one spelling, since there are programs and engines that write them in their own way.

    Args:
        path: an RDF file, by its ending also `.gz` and `.zst`.
        manifest: of the release.
        seconds: how long blank nodes that look alike may be compared (RDFC-1.0 §7.1 warns of such data).

    Raises:
        NotRdf: by its name it is no RDF.
        Unreadable: it cannot be read, or not compared in time.
    """
    quads = _read(path)
    known = {
        key: manifest.get(key) for key in ("canonical_sha256", "merged_sha256", "graph_sha256", "values")
    }
    return _in_time(path, known, seconds) if tangled(quads) else _known(quads, known)


def tangled(quads: Iterable[Quad]) -> bool:
    """Whether blank nodes that look alike are linked, so that telling them apart may take for ever.

    Look alike means: the same statements, whatever other blank nodes are in them (RDFC-1.0 §4.6). Where none
    of these are linked, labels are found in one pass.
    """
    links: list[tuple[BlankNode, BlankNode]] = []
    said: dict[BlankNode, list[str]] = {}
    for quad in quads:
        terms = (quad.subject, quad.predicate, quad.object, quad.graph_name)
        blank = [term for term in terms if isinstance(term, BlankNode)]
        for node in blank:
            seen = (
                "_:a" if term == node else "_:z" if isinstance(term, BlankNode) else str(term)
                for term in terms
            )
            said.setdefault(node, []).append(" ".join(seen))
        links += [(one, other) for one in blank for other in blank if one != other]
    looks = {node: tuple(sorted(texts)) for node, texts in said.items()}
    often = Counter(looks.values())
    return any(often[looks[one]] > 1 and often[looks[other]] > 1 for one, other in links)


def _in_time(path: Path, known: Mapping[str, Any], seconds: float) -> str | None:
    """As `_known`, in a process that can be ended.

    Raises:
        Unreadable: it takes too long.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_answer, args=(theirs, path, known), daemon=True)
    child.start()
    theirs.close()
    try:
        if ours.poll(seconds):
            with contextlib.suppress(EOFError):
                found: str | None = ours.recv()
                return found
        raise Unreadable(
            f"cannot be compared within {seconds:g} seconds: too many of its blank nodes look alike: "
            "take another serialisation"
        )
    finally:
        child.kill()
        child.join()
        ours.close()


def _answer(to: Connection, path: Path, known: Mapping[str, Any]) -> None:
    """What the other process does."""
    to.send(_known(_read(path), known))


def _known(quads: Sequence[Quad], manifest: Mapping[str, Any]) -> str | None:
    """As `holds`, of statements that were read."""
    found = _matching(quads, manifest)
    if found is None and isinstance(manifest.get("values"), dict):
        alike = all_spelled(quads)
        found = _matching(alike, manifest["values"])
        return found and f"{found}, but for how numbers are spelled"
    return found


def _matching(quads: Sequence[Quad], manifest: Mapping[str, Any]) -> str | None:
    """As `holds`, by the hashes of the very literals."""
    names = {quad.graph_name for quad in quads}
    graphs: Mapping[str, str] = manifest.get("graph_sha256") or {}
    if names - {DefaultGraph()}:
        sha256 = _sha256(relabelled(quads))
        if sha256 == manifest.get("canonical_sha256"):
            return f"the dataset with its named graphs ({sha256})"
    sha256 = _sha256(merged(quads))
    only = next(iter(names)) if len(names) == 1 else None
    if only in (None, DefaultGraph()) and names - {DefaultGraph()}:
        # several graphs that are not those of the release
        return None
    if isinstance(only, NamedNode):
        return f"graph {only.value} ({sha256})" if graphs.get(only.value) == sha256 else None
    if sha256 == manifest.get("merged_sha256"):
        return f"all graphs in one ({sha256})"
    return next((f"graph {iri} ({sha256})" for iri, known in graphs.items() if known == sha256), None)


def _read(path: Path) -> Sequence[Quad]:
    """The statements of a file.

    Raises:
        NotRdf: by its name it is no RDF.
        Unreadable: it cannot be read.
    """
    form = graph_format(path.name.removesuffix(packed(path.name)).rpartition(".")[2])
    if form is None:
        raise NotRdf(path.name)
    try:
        return list(parse(unpacked(path, LIMIT), format=form.rdf))
    except (BadPacking, SyntaxError) as error:
        raise Unreadable(f"cannot be read as {form.name} ({error}): fetch it again") from error


def _sha256(quads: Sequence[Quad]) -> str:
    return hashlib.sha256(document(quads)).hexdigest()
