"""A question asked again of a version that was published before, by a process of its own, within limits.

    python -m server.store.again FILE PROGRAM TIME MEGABYTES SECONDS < QUESTION

The question is JSON, and so is the answer: a receipt, or what came in the way.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Final

from server.errors import PublisherError, QueryRefused, QueryTimeout, WorkerLost
from server.receipt_json import read, written
from server.receipts import Question, Receipt
from server.store.programs import environment
from server.store.worker import end_with_parent, go_first, limit_memory

#: Seconds that opening a version may take, beyond those of the query.
_OPENING: Final = 50
#: How much longer it may take by the clock than in work.
_CLOCK: Final = 2
_MEGABYTE: Final = 1024 * 1024


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
    command = [sys.executable, "-P", "-m", "server.store.again"]
    try:
        done = subprocess.run(  # noqa: S603 (our own module, with words of ours)
            [*command, str(path), program, time, str(megabytes), str(work)],
            input=json.dumps(asdict(question)).encode(),
            capture_output=True,
            env=environment(),
            timeout=_CLOCK * work,
            check=False,
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
    limit_memory(int(megabytes) * _MEGABYTE)
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    try:
        told = written(answered(opened(Path(path)), question, time=time, program=program))
    except PublisherError as error:
        told = {"error": str(error)}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1:])
