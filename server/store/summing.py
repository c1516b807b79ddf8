"""What an answer comes to (`server.results`), found within limits.

Naming blank nodes that are all alike takes time that grows with their factorial (RDFC-1.0 §7.1), and nobody
can stop the engine while it does. So an answer with blank nodes is summed by a process of its own:

    python -m server.store.summing EXTENSION SECONDS MEGABYTES < ANSWER
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from typing import Final

from server.errors import QueryRefused, WorkerLost
from server.formats import JSON, N_TRIPLES, GraphFormat, ResultFormat
from server.results import Summed, summed_graph, summed_results
from server.store.process import end_with_parent, go_first, limit
from server.store.programs import run

#: Formats in which an answer is summed.
FORMS: Final[dict[str, GraphFormat | ResultFormat]] = {form.extension: form for form in (JSON, N_TRIPLES)}

#: Seconds of work, and megabytes, that naming blank nodes may take; of the clock it may be more.
_SECONDS: Final = 5
_CLOCK: Final = 30.0
_MEGABYTES: Final = 512

#: What an answer with blank nodes holds.
_SIGNS: Final = {JSON.extension: b'"bnode"', N_TRIPLES.extension: b"_:"}


def summed(answer: bytes, form: GraphFormat | ResultFormat) -> Summed:
    """What an answer comes to.

    Args:
        answer: the whole answer, in JSON or N-Triples.
        form: which of the two.

    Raises:
        QueryRefused: its blank nodes cannot be told apart within the limits.
        WorkerLost: the process that does it could not do its work.
    """
    if _SIGNS[form.extension] not in answer:
        return _here(answer, form)
    try:
        done = run("server.store.summing", form.extension, _SECONDS, _MEGABYTES, given=answer, seconds=_CLOCK)
    except subprocess.TimeoutExpired:
        raise WorkerLost("there was no time to sum up the answer; try again later", retry_after=10) from None
    if done.returncode != 0:
        raise QueryRefused(
            "the blank nodes of the answer are too much alike to be told apart within "
            f"{_SECONDS} seconds, so it has no hash; ask for fewer of them, or for what is said of them"
        )
    members = json.loads(done.stdout)
    if members["variables"] is not None:
        members["variables"] = tuple(members["variables"])
    return Summed(**members)


def _here(answer: bytes, form: GraphFormat | ResultFormat) -> Summed:
    if isinstance(form, GraphFormat):
        return summed_graph(answer, form.rdf)
    return summed_results(answer, form.results)


def main(arguments: list[str]) -> None:
    """Run as a process of its own."""
    end_with_parent()
    go_first()
    extension, seconds, megabytes = arguments
    answer = sys.stdin.buffer.read()
    limit(megabytes, seconds)
    sys.stdout.write(json.dumps(asdict(_here(answer, FORMS[extension]))))


if __name__ == "__main__":
    main(sys.argv[1:])
