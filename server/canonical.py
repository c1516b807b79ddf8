"""Datasets and graphs in canonical form (RDFC-1.0): the same bytes however they were written. Pure.

A hash of the canonical form tells whether two files hold the same statements, in whatever format, order and
blank node labels.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    serialize,
)


def canonical(quads: Iterable[Quad]) -> list[Quad]:
    """The quads with blank nodes named as RDFC-1.0 names them, sorted by graph, subject and the rest."""
    return ordered(relabelled(quads))


def ordered(quads: Iterable[Quad]) -> list[Quad]:
    """Quads sorted by graph, subject and the rest, so that what hangs off a thing comes after it."""
    return sorted(
        quads, key=lambda q: (_key(q.graph_name), _key(q.subject), _key(q.predicate), _key(q.object))
    )


def canonical_triples(triples: Iterable[Triple]) -> list[Triple]:
    """The same for a graph on its own."""
    return [q.triple for q in canonical(Quad(t.subject, t.predicate, t.object) for t in triples)]


def relabelled(quads: Iterable[Quad]) -> list[Quad]:
    """The quads, each once and in no order, with blank nodes named as RDFC-1.0 names them (§4.4).

    Labels follow from the quads with blank nodes alone (§4.4.3, step 2), so the others stay out of it.
    """
    ground: dict[Quad, None] = {}
    rest: list[Quad] = []
    for quad in quads:
        if isinstance(quad.object, NamedNode) and isinstance(quad.subject, NamedNode):
            blank = isinstance(quad.graph_name, BlankNode)
        else:
            blank = any(
                isinstance(term, BlankNode | Triple) for term in (quad.subject, quad.object, quad.graph_name)
            )
        if blank:
            rest.append(quad)
        else:
            ground[quad] = None
    dataset = Dataset(rest)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return [*ground, *dataset]


def merged(quads: Iterable[Quad]) -> list[Quad]:
    """All graphs in one, the default graph, in no order and canonical."""
    return relabelled(Quad(q.subject, q.predicate, q.object, DefaultGraph()) for q in quads)


def document(quads: Sequence[Quad]) -> bytes:
    """Quads with canonical labels as the canonical N-Quads document (RDFC-1.0 §5): in code point order."""
    lines = serialize(quads, format=RdfFormat.N_QUADS) or b""
    return b"".join(sorted(lines.splitlines(keepends=True)))


def canonical_lines(quads: Iterable[Quad]) -> bytes:
    """The canonical N-Quads document of any quads: what a published release is kept as."""
    return document(relabelled(quads))


def canonical_hash(quads: Sequence[Quad]) -> str:
    """SHA-256 of the canonical N-Quads document of quads with canonical labels, in hexadecimal."""
    return hashlib.sha256(document(quads)).hexdigest()


def _key(term: object) -> tuple[bool, str]:
    """IRIs before blank nodes before literals."""
    return (not isinstance(term, NamedNode), str(term))
