"""The quads of a release as one sorted file with an index, so that a document is read without a store.

`quads.nq` has one quad a line in N-Quads, each once, in byte order of the lines; so all quads of a subject
stand together. `index.json` says where each subject starts and how many bytes it has, which claims are
about a thing, and who else names it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, serialize

from server.names import ONTOLOGY, PREFIXES

QUADS: Final = "quads.nq"
INDEX: Final = "index.json"

#: How many of the things that name another are kept; the number of them is kept whole.
INCOMING_KEPT: Final = 200

_STANDING: Final = ONTOLOGY + "standing"

#: Predicates that say how a claim is made, not what it is about.
QUALIFIERS: Final = frozenset(
    {
        PREFIXES["rdf"] + "type",
        PREFIXES["prov"] + "wasAttributedTo",
        _STANDING,
        ONTOLOGY + "certainty",
        ONTOLOGY + "observedAt",
        ONTOLOGY + "polarity",
        ONTOLOGY + "endnoteScope",
    }
)


def write_documents(quads: Iterable[Quad], directory: Path) -> None:
    """Write `quads.nq` and `index.json` into a directory that exists; equal sets of quads give equal bytes.

    Terms are written as they come; blank nodes keep their labels, so they are to be labelled beforehand.
    """
    held = list(quads)
    lines = sorted(set(_lines(held)))
    (directory / QUADS).write_bytes(b"".join(lines))
    index = {
        "format": 1,
        "subjects": _offsets(lines),
        **_references(held),
    }
    (directory / INDEX).write_text(json.dumps(index, ensure_ascii=False, sort_keys=True), encoding="utf-8")


def _lines(quads: list[Quad]) -> list[bytes]:
    """One N-Quads line for each quad, with its newline."""
    return (serialize(quads, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True)


def _offsets(lines: list[bytes]) -> dict[str, list[int]]:
    """Subject as N-Quads writes it → [offset, length] in bytes, from sorted lines."""
    found: dict[str, list[int]] = {}
    offset = 0
    for line in lines:
        subject = line[: line.index(b" ")].decode()
        span = found.setdefault(subject, [offset, 0])
        span[1] += len(line)
        offset += len(line)
    return found


def _references(quads: list[Quad]) -> dict[str, object]:
    """Who names whom.

    `claims`: thing → claims about it; `incoming`: thing → [how many others name it, the first of them].

    What a blank node names counts as named by the thing that it hangs off.
    """
    owners = _owners(quads)
    claims_there = {_key(q.subject) for q in quads if q.predicate.value == _STANDING}
    claims: dict[str, set[str]] = {}
    incoming: dict[str, set[str]] = {}
    for quad in quads:
        target = quad.object
        if not isinstance(target, NamedNode) or quad.predicate.value in QUALIFIERS:
            continue
        for owner in _roots(_key(quad.subject), owners):
            if owner == target.value:
                continue
            (claims if owner in claims_there else incoming).setdefault(target.value, set()).add(owner)
    return {
        "claims": {thing: sorted(found) for thing, found in claims.items()},
        "incoming": {thing: [len(found), sorted(found)[:INCOMING_KEPT]] for thing, found in incoming.items()},
    }


def _key(node: object) -> str:
    """An IRI as it is, a blank node with `_:` before its label."""
    return (
        node.value
        if isinstance(node, NamedNode)
        else f"_:{node.value}"
        if isinstance(node, BlankNode)
        else ""
    )


def _owners(quads: Iterable[Quad]) -> dict[str, set[str]]:
    """Blank node → subjects that name it."""
    found: dict[str, set[str]] = {}
    for quad in quads:
        if isinstance(quad.object, BlankNode):
            found.setdefault(_key(quad.object), set()).add(_key(quad.subject))
    return found


def _roots(node: str, owners: dict[str, set[str]]) -> Iterator[str]:
    """The IRIs that a subject hangs off: itself if it is an IRI, else whatever leads to the blank node."""
    waiting, seen = [node], {node}
    while waiting:
        current = waiting.pop()
        if not current.startswith("_:"):
            yield current
            continue
        fresh = owners.get(current, set()) - seen
        seen |= fresh
        waiting.extend(fresh)
