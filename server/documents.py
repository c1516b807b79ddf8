"""The quads of a release as one sorted file with an index, so that a document is read without a store.

`quads.nq` has one quad a line in N-Quads, each once, in byte order of the lines; so all quads of a subject
stand together. `index.txt` says of each thing which claims are about it, and who else names it: after its
first line, one for each thing, `<IRI> {"claims": [IRI…], "incoming": [number, [IRI…]]}`, in the same order.
Both are made in memory that does not grow with them.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Final

from pyoxigraph import Quad, RdfFormat, serialize

from server.counting import Line, Tally
from server.lines import in_order
from server.names import ONTOLOGY, PREFIXES

QUADS: Final = "quads.nq"
INDEX: Final = "index.txt"

#: The first line of an index; it comes before any IRI.
HEADER: Final = b"# nameplate index 2\n"

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

#: A line of N-Quads in the parts that `server.counting.Line` names.
_LINE: Final = re.compile(rb'(\S+) (\S+) ((<[^<]\S*|_:\S+)|".*"\S*|<<.*>>) (?:(\S+) )?\.\n')
_QUALIFIERS: Final = frozenset(f"<{iri}>".encode() for iri in QUALIFIERS)
_STANDS: Final = f"<{_STANDING}>".encode()

#: Quads, and references, that are handled at a time.
_BATCH: Final = 2_000
#: Kilobytes of the database of blank nodes that are kept in memory.
_CACHE: Final = 16 * 1024


@dataclass(frozen=True)
class Written:
    """What was written.

    Attributes:
        sha256: sum of `quads.nq`.
        graphs: number of quads by name of the graph; the default graph is None.
    """

    sha256: str
    graphs: dict[str | None, int]


def write_documents(quads: Iterable[Quad], directory: Path, tally: Tally | None = None) -> Written:
    """Write `quads.nq` and `index.txt` into a directory that exists; equal sets of quads give equal bytes.

    Terms are written as they come; blank nodes keep their labels, so they are to be labelled beforehand.

    Args:
        quads: what is written.
        directory: where.
        tally: what hears of each line as it is written.
    """
    digest = hashlib.sha256()
    counts: Counter[bytes] = Counter()
    with closing(_BlankNodes()) as nodes, (directory / QUADS).open("wb") as out:

        def references() -> Iterator[bytes]:
            """Who names what, in blocks of lines, while the quads go to their file."""
            for block in _of_whole_subjects(in_order(_blocks(quads))):
                out.write(block)
                digest.update(block)
                found: list[Line] = _LINE.findall(block)
                counts.update([graph for _, _, _, _, graph in found])
                if tally is not None:
                    tally.add(found)
                yield nodes.references(found)
            yield from nodes.resolved()

        _write_index(in_order(references()), directory / INDEX)
    graphs = {graph.decode().strip("<>") or None: count for graph, count in sorted(counts.items())}
    return Written(digest.hexdigest(), graphs)


def _blocks(quads: Iterable[Quad]) -> Iterator[bytes]:
    """Quads as N-Quads, some lines at a time."""
    rest = iter(quads)
    while block := serialize(islice(rest, _BATCH), format=RdfFormat.N_QUADS):
        yield block


def _of_whole_subjects(lines: Iterator[bytes]) -> Iterator[bytes]:
    """Sorted lines joined, so many at a time; those of a subject together."""
    held: list[bytes] = []
    while block := [*held, *islice(lines, _BATCH)]:
        held = []
        subject = _first(block[-1]) + b" "
        for line in lines:
            if not line.startswith(subject):
                held = [line]
                break
            block.append(line)
        yield b"".join(block)


def _first(line: bytes) -> bytes:
    """What stands before the first space of a line."""
    return line[: line.index(b" ")]


def _write_index(references: Iterable[bytes], path: Path) -> None:
    """Gather sorted lines `<thing> claims <IRI>` and `<thing> incoming <IRI>`, thing by thing."""
    with path.open("wb") as out:
        out.write(HEADER)
        for thing, lines in groupby(references, _first):
            claims: list[str] = []
            incoming: list[str] = []
            count = 0
            for line in lines:
                _, kind, owner = line.split(b" ")
                if kind == b"claims":
                    claims.append(owner[1:-2].decode())
                else:
                    count += 1
                    if count <= INCOMING_KEPT:
                        incoming.append(owner[1:-2].decode())
            entry = {"claims": claims, "incoming": [count, incoming]}
            out.write(thing + b" " + json.dumps(entry, ensure_ascii=False).encode() + b"\n")


class _BlankNodes:
    """Who names what, where what a blank node names counts as named by the thing that it hangs off.

    What is known of blank nodes waits on disk until all is read, in a nameless database.
    """

    def __init__(self) -> None:
        self._base = sqlite3.connect("", isolation_level=None)
        self._base.executescript(
            f"""
            PRAGMA journal_mode = OFF; PRAGMA cache_size = -{_CACHE};
            CREATE TABLE rooted (node, root);
            CREATE TABLE hangs (node, parent);
            CREATE TABLE names (node, thing);
            """
        )
        self._base.execute("BEGIN")

    def close(self) -> None:
        """Forget all."""
        self._base.close()

    def references(self, quads: Iterable[Line]) -> bytes:
        """The references of some subjects, as lines; those of blank nodes only once all is read.

        Args:
            quads: all of each subject's, together.
        """
        lines: list[bytes] = []
        rooted: list[tuple[bytes, bytes]] = []
        hangs: list[tuple[bytes, bytes]] = []
        names: list[tuple[bytes, bytes]] = []
        for subject, group in groupby(quads, itemgetter(0)):
            own = list(group)
            nodes = {node for _, _, _, node, _ in own if node.startswith(b"_")}
            things = {node for _, predicate, _, node, _ in own if node and predicate not in _QUALIFIERS}
            things -= nodes | {subject}
            if subject.startswith(b"_"):
                hangs += [(node, subject) for node in nodes]
                names += [(subject, thing) for thing in things]
            else:
                is_claim = any(predicate == _STANDS for _, predicate, _, _, _ in own)
                root = (b" claims " if is_claim else b" incoming ") + subject + b"\n"
                rooted += [(node, root) for node in nodes]
                lines += [thing + root for thing in things]
        self._base.executemany("INSERT INTO rooted VALUES (?, ?)", rooted)
        self._base.executemany("INSERT INTO hangs VALUES (?, ?)", hangs)
        self._base.executemany("INSERT INTO names VALUES (?, ?)", names)
        return b"".join(lines)

    def resolved(self) -> Iterator[bytes]:
        """The references of blank nodes, as lines of the things that they hang off, in blocks."""
        self._base.executescript(
            "CREATE INDEX parents ON hangs (parent); CREATE INDEX namers ON names (node);"
        )
        found = self._base.execute(
            """
            WITH RECURSIVE roots (node, root) AS (
                SELECT node, root FROM rooted
                UNION SELECT hangs.node, roots.root FROM roots JOIN hangs ON hangs.parent = roots.node
            )
            SELECT thing, root FROM roots JOIN names USING (node)
            """
        )
        while rows := found.fetchmany(_BATCH):
            yield b"".join([thing + root for thing, root in rows if not root.endswith(b" " + thing + b"\n")])
