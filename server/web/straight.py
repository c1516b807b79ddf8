"""Rows of N-Quads as a document, without their being read as RDF. Pure.

What is said once is found out, put in order and written on bytes; only formats that need terms have them
parsed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from pyoxigraph import Quad, RdfFormat, Triple, parse, serialize

from server.layers import POSSIBLE
from server.names import PREFIXES
from server.store.rows import Row

_TYPE: Final = f"<{PREFIXES['rdf']}type>".encode()
_POSSIBLE: Final = f"<{POSSIBLE}>".encode()
_END: Final = b" .\n"


def triples(rows: Iterable[Row]) -> list[bytes]:
    """The triples of quads as N-Triples have them, without their end: each once, what is possible left out.

    All of one subject come together, in the order of their first mention, its types first.
    """
    groups: dict[bytes, tuple[dict[bytes, None], dict[bytes, None]]] = {}
    for _, triple, subject, predicate, _, graph in rows:
        if graph == _POSSIBLE:
            continue
        group = groups.get(subject)
        if group is None:
            group = groups[subject] = ({}, {})
        group[predicate != _TYPE][triple] = None
    return [triple for group in groups.values() for part in group for triple in part]


def n_triples(found: Sequence[bytes]) -> bytes:
    """Triples as a document in N-Triples."""
    return _END.join([*found, b""])


def parsed(document: bytes) -> list[Triple]:
    """What a document in N-Triples says."""
    return [quad.triple for quad in parse(document, format=RdfFormat.N_TRIPLES)]


def lines_of(quads: Iterable[Quad]) -> bytes:
    """Quads as lines of N-Quads."""
    return serialize(quads, format=RdfFormat.N_QUADS) or b""
