"""Answers to queries, kept: the data do not change, so neither does the answer to the same question.

An answer is kept under what was asked (the query, its dataset, the format), not under how it was sent. One
that may be another next time (NOW, RAND, UUID, SERVICE …) is never kept, nor is an error. Of several who ask
the same at once, one is given a worker and the others wait for what it finds.
"""

from __future__ import annotations

import copy
import hashlib
import io
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, fields, replace
from typing import Final, cast

from server.errors import (
    QueryError,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    ResultTooLarge,
    WorkerMemory,
)
from server.store.protocol import Answer, QueryRequest

#: The largest part of the room that one answer may take.
_SHARE: Final = 8
#: What an answer takes beside its bytes and its query, about.
_OVERHEAD: Final = 1024
#: Errors that the query would meet again, so that those who ask the same at once may share them.
_SHARED: Final = (QuerySyntaxError, QueryRefused, QueryTimeout, ResultTooLarge, WorkerMemory)

#: What does not change an answer: who asks, and how long and how much is wanted at most.
_BESIDE: Final = frozenset(("seconds", "bytes", "client"))

Key = tuple[Hashable, ...]

#: Runs a query that is not kept; raises `QueryError`.
Run = Callable[[QueryRequest], Answer]


@dataclass(frozen=True)
class Found:
    """An answer and where it comes from.

    Attributes:
        answer: the whole answer.
        digest: short hash of its bytes, where it is kept; else empty.
        fresh: whether a worker was asked for it now.
    """

    answer: Answer
    digest: str = ""
    fresh: bool = True


@dataclass(frozen=True)
class Figures:
    """What became of the queries so far, and what is held now.

    Attributes:
        hits: answered from what was kept.
        shared: answered with what another was just waiting for.
        misses: run, and kept if there was an answer and it was not too large.
        passed: run, and never kept: the answer may be another next time.
        dropped: answers given up to make room.
        entries: answers held now.
        bytes: about how much memory they take.
    """

    hits: int = 0
    shared: int = 0
    misses: int = 0
    passed: int = 0
    dropped: int = 0
    entries: int = 0
    bytes: int = 0


@dataclass(frozen=True)
class _Entry:
    """A kept answer."""

    body: bytes
    content_type: str
    digest: str
    size: int

    def found(self) -> Found:
        """The answer, for one reader."""
        return Found(
            Answer(io.BytesIO(self.body), len(self.body), self.content_type), self.digest, fresh=False
        )


class _Flight:
    """A query that is being run, for those who ask the same meanwhile."""

    def __init__(self) -> None:
        self.done = threading.Event()
        self.entry: _Entry | None = None
        self.error: QueryError | None = None


class Answers:
    """Kept answers of one store; safe to use from many threads."""

    def __init__(self, *, room: int, entries: int, patience: float) -> None:
        """Keep nothing yet.

        Args:
            room: bytes that kept answers may take in all; with 0 none are kept.
            entries: answers at most.
            patience: seconds to wait for another who asks the same, before asking as well.
        """
        self._room = room
        self._most = entries
        self._patience = patience
        self._lock = threading.Lock()
        self._entries: OrderedDict[Key, _Entry] = OrderedDict()
        self._flights: dict[Key, _Flight] = {}
        self._figures = Figures()

    def answer(self, request: QueryRequest, run: Run) -> Found:
        """The answer that is kept, or that `run` gives now.

        Raises:
            QueryError: there is none.
        """
        if request.query.volatile or self._room == 0:
            self._count("passed")
            return Found(run(request))
        found = self.kept(request)
        if found is not None:
            return found
        key = (*_key(request), request.seconds, request.bytes)
        with self._lock:
            flight = self._flights.get(key)
            if flight is None:
                self._flights[key] = leading = _Flight()
        if flight is not None:
            return self._follow(flight, request, run)
        try:
            return self._lead(leading, request, run)
        finally:
            with self._lock:
                del self._flights[key]
            leading.done.set()

    def kept(self, request: QueryRequest) -> Found | None:
        """The answer that is kept, if it is.

        Raises:
            ResultTooLarge: it is, and has more bytes than this request allows.
        """
        key = _key(request)
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            self._entries.move_to_end(key)
            self._add("hits")
        length = len(entry.body)
        if request.bytes is not None and length > request.bytes:
            raise ResultTooLarge(f"the answer has {length:,} bytes, more than {request.bytes:,}; use LIMIT")
        return entry.found()

    def clear(self) -> None:
        """Give up what is kept."""
        with self._lock:
            self._entries.clear()
            self._figures = replace(self._figures, bytes=0)

    def figures(self) -> Figures:
        """Counts since the start, and what is held now."""
        with self._lock:
            return replace(self._figures, entries=len(self._entries))

    def _lead(self, flight: _Flight, request: QueryRequest, run: Run) -> Found:
        """Run the query, and tell those who wait for the same."""
        try:
            found, flight.entry = self._run(request, run)
        except QueryError as error:
            flight.error = error
            raise
        return found

    def _follow(self, flight: _Flight, request: QueryRequest, run: Run) -> Found:
        """What another finds; run the query where that is of no use here."""
        flight.done.wait(self._patience)
        if flight.entry is None and not isinstance(flight.error, _SHARED):
            return self._run(request, run)[0]
        self._count("shared")
        if flight.error is not None:
            raise copy.copy(flight.error)
        return cast("_Entry", flight.entry).found()

    def _run(self, request: QueryRequest, run: Run) -> tuple[Found, _Entry | None]:
        """The answer that `run` gives, and the entry it is kept as where it is not too large for that."""
        self._count("misses")
        answer = run(request)
        size = answer.length + len(request.query.text) + _OVERHEAD
        if size * _SHARE > self._room:
            return Found(answer), None
        body = answer.read()
        entry = _Entry(body, answer.content_type, hashlib.sha256(body).hexdigest()[:16], size)
        self._keep(_key(request), entry)
        return replace(entry.found(), fresh=True), entry

    def _keep(self, key: Key, entry: _Entry) -> None:
        with self._lock:
            replaced = self._entries.pop(key, None)
            self._entries[key] = entry
            used = self._figures.bytes + entry.size - (replaced.size if replaced else 0)
            while used > self._room or len(self._entries) > self._most:
                _, dropped = self._entries.popitem(last=False)
                used -= dropped.size
                self._add("dropped")
            self._figures = replace(self._figures, bytes=used)

    def _count(self, name: str) -> None:
        with self._lock:
            self._add(name)

    def _add(self, name: str) -> None:
        self._figures = replace(self._figures, **{name: getattr(self._figures, name) + 1})


def tag(contents: str, program: str, request: QueryRequest, form: str) -> str:
    """A tag for what was asked: the same for the same data, program, question and form.

    Args:
        contents: tag of the data.
        program: what answers, with its version.
        request: the question.
        form: extension of the representation, which may be a page made of the answer.
    """
    return hashlib.sha256(repr((contents, program, form, *_key(request))).encode()).hexdigest()[:32]


def _key(request: QueryRequest) -> Key:
    """What an answer is kept under: all of the request that can change an answer."""
    asked = {f.name: getattr(request, f.name) for f in fields(request) if f.name not in _BESIDE}
    return tuple({**asked, "query": request.query.text, "format": request.format.extension}.values())
