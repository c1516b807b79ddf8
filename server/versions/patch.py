"""What turns one release into the next, as RDF Patch (https://afs.github.io/rdf-patch/), all graphs.

Blank nodes are named in the patch as in the canonical N-Quads (RDFC-1.0) of the earlier release. Those that
hang together are taken out or put in together, and only where nothing equal is in the other release, so
that a patch is as small as the change. What it makes of the earlier release is the later one up to the
labels of blank nodes: its canonical form is the same, byte by byte.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Final

from pyoxigraph import (
    BlankNode,
    Quad,
    RdfFormat,
    parse,
    serialize,
)

from server.canonical import canonical_lines
from server.errors import PublisherError
from server.names import DATASET
from server.together import Together
from server.versions.release import Release

MEDIA_TYPE: Final = "application/rdf-patch"
EXTENSION: Final = "rdfp"

_ROWS: Final = frozenset({"H", "TX", "TC", "TA", "PA", "PD", "A", "D"})


class BadPatch(PublisherError):
    """A patch cannot be read, or does not fit what it is applied to."""


@dataclass(frozen=True)
class Patch:
    """Quads to take out, then quads to put in.

    Attributes:
        deleted: in the order of their lines; blank nodes are called as in the earlier release.
        added: likewise; blank nodes that are new have names that the earlier release has not.
        head: what the patch says of itself, by name, as RDF terms or words.
    """

    deleted: tuple[Quad, ...]
    added: tuple[Quad, ...]
    head: Mapping[str, str] = field(default_factory=dict)


def difference(old: Iterable[Quad], new: Iterable[Quad], head: Mapping[str, str] | None = None) -> Patch:
    """The patch from one set of quads to another."""
    was, has = _Knots(old), _Knots(new)
    gone, come = _unmatched(was, has), _unmatched(has, was)
    taken = {blank.value for blank in was.blanks}
    names = (label for label in (f"n{number}" for number in count()) if label not in taken)
    fresh: dict[BlankNode, BlankNode] = {}

    def named(node: BlankNode) -> BlankNode:
        if node not in fresh:
            fresh[node] = BlankNode(next(names))
        return fresh[node]

    anew = [_relabelled(quad, named) for quads in come for quad in sorted(quads, key=str)]
    added = [*(has.plain - was.plain), *anew]
    deleted = [*(was.plain - has.plain), *(quad for quads in gone for quad in quads)]
    return Patch(tuple(sorted(deleted, key=str)), tuple(sorted(added, key=str)), dict(head or {}))


def applied(patch: Patch, quads: Iterable[Quad]) -> list[Quad]:
    """What a patch makes of quads.

    Raises:
        BadPatch: a quad to take out is not there, or one to put in is already.
    """
    held = dict.fromkeys(quads)
    for quad in patch.deleted:
        if quad not in held:
            raise BadPatch(f"to be taken out and not there: {quad}; apply it to the release that it is from")
        del held[quad]
    for quad in patch.added:
        if quad in held:
            raise BadPatch(f"to be put in and there already: {quad}; apply the patch only once")
        held[quad] = None
    return list(held)


def written(patch: Patch) -> bytes:
    """The patch as a file: a header, then one transaction."""
    head = [f"H {name} {value} .\n".encode() for name, value in patch.head.items()]
    rows = [(b"D ", patch.deleted), (b"A ", patch.added)]
    body = [mark + line for mark, quads in rows for line in _lines(quads)]
    return b"".join([*head, b"TX .\n", *body, b"TC .\n"])


def read(data: bytes) -> Patch:
    """A patch of one transaction whose terms are written out, as `written` writes it.

    Raises:
        BadPatch: a row is of another kind, has prefixed names, or is no quad; the line is named.
    """
    head: dict[str, str] = {}
    rows: dict[str, list[Quad]] = {"A": [], "D": []}
    marks: list[str] = []
    for at, line in enumerate(data.decode("utf-8").split("\n"), 1):
        mark, _, rest = line.strip().partition(" ")
        if not mark or mark.startswith("#"):
            continue
        if mark not in _ROWS or mark in ("PA", "PD", "TA"):
            raise BadPatch(f"line {at}: a row of {mark!r} cannot be read here: write terms out in rows A, D")
        if mark == "H":
            name, _, value = rest.strip().removesuffix(".").strip().partition(" ")
            head[name] = value.strip()
        elif mark in rows:
            rows[mark].append(_row(rest, at))
        else:
            marks.append(mark)
    if marks != ["TX", "TC"]:
        raise BadPatch("has not exactly one transaction: it begins with TX . and ends with TC .")
    return Patch(tuple(rows["D"]), tuple(rows["A"]), head)


def _row(text: str, line: int) -> Quad:
    try:
        quads: list[Quad] = list(parse(text.encode(), format=RdfFormat.N_QUADS))
    except SyntaxError as error:
        raise BadPatch(f"line {line}: is no quad ({error}): write its terms as N-Quads does") from error
    if len(quads) != 1:
        raise BadPatch(f"line {line}: holds {len(quads)} quads: write one in each row")
    return quads[0]


def _lines(quads: Iterable[Quad]) -> list[bytes]:
    return (serialize(quads, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True)


class _Knots:
    """Quads without blank nodes, and those with them by what hangs together."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self.plain: set[Quad] = set()
        self.blanks = Together[BlankNode]()
        tied: list[tuple[BlankNode, Quad]] = []
        for quad in dict.fromkeys(quads):
            nodes = [t for t in (quad.subject, quad.object, quad.graph_name) if isinstance(t, BlankNode)]
            if nodes:
                tied.append((nodes[0], quad))
                for node in nodes:
                    self.blanks.join(nodes[0], node)
            else:
                self.plain.add(quad)
        knots: dict[BlankNode, list[Quad]] = {}
        for node, quad in tied:
            knots.setdefault(self.blanks.head(node), []).append(quad)
        self.by_form: dict[bytes, list[list[Quad]]] = {}
        for quads_of in knots.values():
            self.by_form.setdefault(_form(quads_of), []).append(quads_of)


def _form(quads: list[Quad]) -> bytes:
    """The same bytes for all quads that say the same but for labels."""
    nodes = {t for q in quads for t in (q.subject, q.object, q.graph_name) if isinstance(t, BlankNode)}
    if len(nodes) == 1:  # most are, and need no canonical labels
        return b"".join(sorted(_lines(_relabelled(quad, lambda _: BlankNode("c14n0")) for quad in quads)))
    return canonical_lines(quads)


def _unmatched(mine: _Knots, other: _Knots) -> Iterator[list[Quad]]:
    """Knots of one that have no equal in the other, as often as they have none."""
    theirs = Counter({form: len(knots) for form, knots in other.by_form.items()})
    for form, knots in sorted(mine.by_form.items()):
        yield from knots[theirs[form] :]


def _relabelled(quad: Quad, name: Callable[[BlankNode], BlankNode]) -> Quad:
    """A quad with its blank nodes named anew."""
    graph = quad.graph_name
    return Quad(
        name(quad.subject) if isinstance(quad.subject, BlankNode) else quad.subject,
        quad.predicate,
        name(quad.object) if isinstance(quad.object, BlankNode) else quad.object,
        name(graph) if isinstance(graph, BlankNode) else graph,
    )


def between(earlier: Release, later: Release) -> Patch:
    """The patch from one release to another, with what it makes, of what, and how to check both."""
    head = {
        "id": f"<{DATASET}/{later.version}>",
        "prev": f"<{DATASET}/{earlier.version}>",
        "sha256": f'"{hashlib.sha256(canonical_lines(later.quads)).hexdigest()}"',
        "prev-sha256": f'"{hashlib.sha256(canonical_lines(earlier.quads)).hexdigest()}"',
    }
    return difference(earlier.quads, later.quads, head)
