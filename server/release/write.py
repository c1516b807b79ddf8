"""A release on disk: written beside its final name, made durable, then renamed in one step."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from pyoxigraph import (
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    serialize,
)

from server.errors import ReleaseError
from server.layout import CURRENT
from server.names import DATASET, PREFIXES

_UNFINISHED: Final = ".building-"
_LOCK: Final = ".lock"

#: The parts that describe the dataset are many and their names long: a prefix shortens them.
_PARTS: Final = {**PREFIXES, "part": DATASET + "#"}


def turtle(triples: Iterable[Triple]) -> bytes:
    """Triples as Turtle with those prefixes of the project, and of the dataset's parts, that occur."""
    held = list(triples)
    return serialize(held, format=RdfFormat.TURTLE, prefixes=occurring(held, _PARTS)) or b""


def occurring(statements: Iterable[Triple | Quad], prefixes: Mapping[str, str]) -> dict[str, str]:
    """Those prefixes whose namespace some IRI begins with."""
    iris: set[str] = set()
    for statement in statements:
        terms: list[object] = [statement.subject, statement.predicate, statement.object]
        if isinstance(statement, Quad):
            terms.append(statement.graph_name)
        for term in terms:
            if isinstance(term, NamedNode):
                iris.add(term.value)
            elif isinstance(term, Literal):
                iris.add(term.datatype.value)
    return {prefix: base for prefix, base in prefixes.items() if any(iri.startswith(base) for iri in iris)}


@contextlib.contextmanager
def building(out: Path, tell: Callable[[str], None]) -> Iterator[Path]:
    """A fresh directory beside the final ones, for one build at a time; removed if it was not finished.

    What a killed build left behind is removed first. `tell` hears of a build that has to wait.

    Raises:
        ReleaseError: the place cannot be written to.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        lock = (out / _LOCK).open("w")
    except OSError as error:
        raise ReleaseError(
            out, f"cannot hold releases ({error.strerror}): choose another folder with --out"
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            tell("waiting for another build to end")
            fcntl.flock(lock, fcntl.LOCK_EX)
        for left in out.glob(_UNFINISHED + "*"):
            shutil.rmtree(left, ignore_errors=True)
        directory = out / f"{_UNFINISHED}{os.getpid()}"
        directory.mkdir()
        try:
            yield directory
        finally:
            shutil.rmtree(directory, ignore_errors=True)


def publish(directory: Path, final: Path) -> None:
    """Make a finished directory durable and give it its final name; one that exists is left untouched."""
    if final.exists():
        return
    for path in sorted(directory.rglob("*"), reverse=True):
        _sync(path)
    _sync(directory)
    directory.rename(final)
    _sync(final.parent)


def point_to(final: Path) -> None:
    """Let `current` name a release, in one step."""
    pointer = final.parent / CURRENT
    text = final.name + "\n"
    if pointer.is_file() and pointer.read_text(encoding="utf-8") == text:
        return
    fresh = final.parent / f"{_UNFINISHED}{CURRENT}"
    fresh.write_text(text, encoding="utf-8")
    _sync(fresh)
    fresh.replace(pointer)
    _sync(final.parent)


def _sync(path: Path) -> None:
    """Have the operating system put a file or directory on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def copy_queries(root: Path, directory: Path) -> None:
    """The published queries, and the answers that belong to them, as they are."""
    for path in sorted((root / "queries").glob("*")):
        if path.suffix in (".rq", ".csv") and path.is_file():
            directory.mkdir(exist_ok=True)
            shutil.copyfile(path, directory / path.name)
