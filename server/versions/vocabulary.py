"""Whether a vocabulary is another one under the version IRI of one that is published. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pyoxigraph import NamedNode, Quad

from server.canonical import canonical_hash, merged
from server.names import expand, graph

_ONTOLOGY: Final = NamedNode(graph("ontology"))
_VERSION_IRI: Final = NamedNode(expand("owl:versionIRI"))


def unraised(was: Iterable[Quad], now: Iterable[Quad]) -> list[str]:
    """The version IRIs, in order, that a published vocabulary and another have; none where it is the same.

    Args:
        was: quads of a published version; those of the vocabulary's graph count.
        now: quads of what comes after it; likewise.
    """
    before, after = ([q for q in quads if q.graph_name == _ONTOLOGY] for quads in (was, now))
    kept = _versions(before) & _versions(after)
    if not kept or canonical_hash(merged(before)) == canonical_hash(merged(after)):
        return []
    return sorted(kept)


def _versions(quads: Iterable[Quad]) -> set[str]:
    return {q.object.value for q in quads if q.predicate == _VERSION_IRI and isinstance(q.object, NamedNode)}
