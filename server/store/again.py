"""A question asked again of a version that was published before, by a process of its own, within limits.

    python -m server.store.again FILE PROGRAM TIME MEGABYTES SECONDS < QUESTION

The question is JSON, and so is the answer: a receipt, or what came in the way.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Final

from server.errors import PublisherError, QueryRefused, QueryTimeout, WorkerLost
from server.receipt_json import read, written
from server.receipts import Question, Receipt
from server.store.process import end_with_parent, go_first, limit
from server.store.programs import run

#: Seconds that opening a version may take, beyond those of the query.
_OPENING: Final = 50
#: How much longer it may take by the clock than in work.
_CLOCK: Final = 2


def again(
    path: Path, question: Question, *, time: str, program: str, megabytes: int, seconds: float
) -> Receipt:
    """The receipt of a question, asked of the file of a published version.

    Args:
        path: the file.
        question: what is asked.
        time: now, as RFC 3339 writes it.
        program: what answers.
        megabytes: by which the process may grow.
        seconds: that the query may take.

    Raises:
        QueryRefused: the version has no answer.
        QueryTimeout: it took too long.
        WorkerLost: the process ended without an answer.
    """
    work = _OPENING + round(seconds)
    asked = json.dumps(asdict(question)).encode()
    try:
        done = run(
            "server.store.again", path, program, time, megabytes, work, given=asked, seconds=_CLOCK * work
        )
    except subprocess.TimeoutExpired:
        raise QueryTimeout("asking the earlier version took too long; verify the receipt yourself") from None
    if done.returncode != 0:
        message = "the earlier version gave no answer within the limits; verify the receipt yourself"
        raise WorkerLost(f"{message} with nameplate receipt verify", retry_after=60)
    told = json.loads(done.stdout)
    if "error" in told:
        raise QueryRefused(told["error"])
    return read(told)


def main(arguments: list[str]) -> None:
    """Run as a process of its own."""
    from server.store.local import answered, opened  # noqa: PLC0415 (it loads the reasoner; the server does not)

    end_with_parent()
    go_first()
    path, program, time, megabytes, seconds = arguments
    asked = json.loads(sys.stdin.buffer.read())
    question = Question(
        asked["text"], tuple(asked["default_graphs"]), tuple(asked["named_graphs"]), asked["at"]
    )
    limit(megabytes, seconds)
    try:
        told = written(answered(opened(Path(path)), question, time=time, program=program))
    except PublisherError as error:
        told = {"error": str(error)}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1:])
