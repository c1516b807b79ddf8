"""The reasoner's answer, kept by what it was asked: an edit of a label need not reason again."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from pyoxigraph import RdfFormat, Triple, parse, serialize

from server.release import by_owlrl, by_reasonable, reasoning
from server.release.closure import DEFAULT, Closure, Reasoner
from server.release.reasoning import closure, reasoned_over


def cached_closure(triples: Iterable[Triple], folder: Path, reasoner: Reasoner = DEFAULT) -> Closure:
    """The closure of a graph, from the folder if it was made before by the same code and reasoner.

    The folder only saves time: a file in it that cannot be read or written is passed over.
    """
    asked = sorted(set(reasoned_over(triples)), key=str)
    question = serialize(asked, format=RdfFormat.N_TRIPLES) or b""
    code = [Path(str(module.__file__)).read_bytes() for module in (reasoning, by_owlrl, by_reasonable)]
    version = metadata.version(reasoner).encode()
    key = hashlib.sha256(b"\0".join((question, *code, version))).hexdigest()
    kept = folder / f"closure-{reasoner}-{key}.json"
    with contextlib.suppress(OSError, ValueError, KeyError, SyntaxError):
        held = json.loads(kept.read_text(encoding="utf-8"))
        if held["sha256"] == _checksum(held["triples"], held["errors"]):
            parsed = parse(held["triples"], format=RdfFormat.N_TRIPLES)
            return Closure(frozenset(quad.triple for quad in parsed), tuple(held["errors"]))
    found = closure(asked, reasoner=reasoner)
    with contextlib.suppress(OSError):
        _keep(kept, found, f"closure-{reasoner}-*")
    return found


def _keep(path: Path, found: Closure, others: str) -> None:
    """Write an answer in one step, in place of those for other questions to the same reasoner."""
    text = (serialize(sorted(found.triples, key=str), format=RdfFormat.N_TRIPLES) or b"").decode()
    errors = list(found.errors)
    held = {"sha256": _checksum(text, errors), "triples": text, "errors": errors}
    path.parent.mkdir(parents=True, exist_ok=True)
    for old in path.parent.glob(others):
        old.unlink(missing_ok=True)
    fresh = path.with_suffix(f".{os.getpid()}")
    fresh.write_text(json.dumps(held), encoding="utf-8")
    fresh.replace(path)


def _checksum(triples: str, errors: list[str]) -> str:
    return hashlib.sha256(json.dumps([triples, errors]).encode()).hexdigest()
