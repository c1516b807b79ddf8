"""A process of its own that writes the quads of a release as of a day, within limits of time and memory.

    python -m server.store.dating QUADS FIRST LAST OUT MEGABYTES SECONDS NICENESS

Everything but `graph:possible` stands in its graph and in the default graph as well, which so is their union
without any help of the engine's. How many quads there are is told on standard output, as JSON. Beside the
file, in a folder of its name without the extension, are the documents of that time; and in `following.nt`,
for all periods of the release, what follows from what was last known.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse, serialize

from server.documents import write_documents
from server.release.dated import POSSIBLE, dated, following
from server.store.dated_documents import MAYBE, documents_of
from server.store.process import end_with_parent, go_first, limit

#: File beside those of the periods.
FOLLOWING: Final = "following.nt"


def write(quads: Path, first: date, last: date, out: Path) -> dict[str, int]:
    """Write a release's quads as of a period; how many stand in each graph, and in the default one under "".

    Raises:
        CheckFailed: the reasoner gave up.
    """
    every = parse(path=str(quads), format=RdfFormat.N_QUADS)
    found = dated(every, first, last, before=partial(_following, out.with_name(FOLLOWING)))
    union = [Quad(q.subject, q.predicate, q.object) for q in found if q.graph_name != POSSIBLE]
    with out.open("wb") as file:
        serialize(found, file, format=RdfFormat.N_QUADS)
        serialize(union, file, format=RdfFormat.N_QUADS)
    folder = documents_of(out)
    (folder / MAYBE).mkdir(parents=True, exist_ok=True)
    write_documents((q for q in found if q.graph_name != POSSIBLE), folder)
    write_documents((q for q in found if q.graph_name == POSSIBLE), folder / MAYBE)
    graphs = Counter(q.graph_name.value for q in found if isinstance(q.graph_name, NamedNode))
    return {"": len(union), **dict(sorted(graphs.items()))}


def _following(path: Path, quads: Sequence[Quad]) -> set[Triple]:
    """What follows from what was last known: from a file, which the first period that is asked for writes."""
    if path.exists():
        return {quad.triple for quad in parse(path=str(path), format=RdfFormat.N_TRIPLES)}
    found = following(quads)
    begun = path.with_suffix(".new")
    with begun.open("wb") as file:
        serialize(found, file, format=RdfFormat.N_TRIPLES)
    begun.replace(path)
    return found


def main(arguments: list[str]) -> None:
    """Run as a process of its own."""
    end_with_parent()
    go_first()
    quads, first, last, out, megabytes, seconds, niceness = arguments
    os.nice(int(niceness))
    limit(megabytes, seconds)
    counts = write(Path(quads), date.fromisoformat(first), date.fromisoformat(last), Path(out))
    sys.stdout.write(json.dumps(counts))


if __name__ == "__main__":
    main(sys.argv[1:])
