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
from dataclasses import dataclass, fields
from operator import attrgetter
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

#: Threads that wait for what another finds, in all; whoever comes then asks as well, in the pool's queue.
FOLLOWERS: Final = 64

#: What does not change an answer: who asks, and how long and how much is wanted at most.
_BESIDE: Final = frozenset(("seconds", "bytes", "client"))
#: Of these a part is what counts: words that the query was read from, the name of the format.
_PARTS: Final = {"query": "query.text", "format": "format.extension"}
#: All of a request that can change its answer.
_ASKED: Final = attrgetter(
    *(_PARTS.get(f.name, f.name) for f in fields(QueryRequest) if f.name not in _BESIDE)
)

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

    def found(self, *, fresh: bool = False) -> Found:
        """The answer, for one reader."""
        answer = Answer(io.BytesIO(self.body), len(self.body), self.content_type)
        return Found(answer, self.digest, fresh)


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
        self._counts = dict.fromkeys(("hits", "shared", "misses", "passed", "dropped", "bytes"), 0)
        self._followers = 0

    def answer(self, request: QueryRequest, run: Run) -> Found:
        """The answer that is kept, or that `run` gives now.

        Raises:
            QueryError: there is none.
        """
        if request.query.volatile or self._room == 0:
            self._count("passed")
            return Found(run(request))
        asked = _key(request)
        found = self._kept(asked, request.bytes)
        if found is not None:
            return found
        key = (*asked, request.seconds, request.bytes)
        own = _Flight()
        with self._lock:
            flight = self._flights.setdefault(key, own)
            follows = flight is not own and self._followers < FOLLOWERS
            self._followers += follows
        if follows:
            return self._follow(flight, asked, request, run)
        if flight is not own:  # as many wait for others as may
            return self._run(asked, request, run)[0]
        try:
            return self._lead(flight, asked, request, run)
        finally:
            with self._lock:
                del self._flights[key]
            flight.done.set()

    def kept(self, request: QueryRequest) -> Found | None:
        """The answer that is kept, if it is.

        Raises:
            ResultTooLarge: it is, and has more bytes than this request allows.
        """
        return self._kept(_key(request), request.bytes)

    def _kept(self, key: Key, limit: int | None) -> Found | None:
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            self._entries.move_to_end(key)
            self._counts["hits"] += 1
        length = len(entry.body)
        if limit is not None and length > limit:
            raise ResultTooLarge(f"the answer has {length:,} bytes, more than {limit:,}; use LIMIT")
        return entry.found()

    def clear(self) -> None:
        """Give up what is kept."""
        with self._lock:
            self._entries.clear()
            self._counts["bytes"] = 0

    def figures(self) -> Figures:
        """Counts since the start, and what is held now."""
        with self._lock:
            return Figures(entries=len(self._entries), **self._counts)

    def _lead(self, flight: _Flight, key: Key, request: QueryRequest, run: Run) -> Found:
        """Run the query, and tell those who wait for the same."""
        try:
            found, flight.entry = self._run(key, request, run)
        except QueryError as error:
            flight.error = error
            raise
        return found

    def _follow(self, flight: _Flight, key: Key, request: QueryRequest, run: Run) -> Found:
        """What another finds; run the query where that is of no use here."""
        try:
            flight.done.wait(self._patience)
        finally:
            with self._lock:
                self._followers -= 1
        if flight.entry is None and not isinstance(flight.error, _SHARED):
            return self._run(key, request, run)[0]
        self._count("shared")
        if flight.error is not None:
            raise copy.copy(flight.error)
        return cast("_Entry", flight.entry).found()

    def _run(self, key: Key, request: QueryRequest, run: Run) -> tuple[Found, _Entry | None]:
        """The answer that `run` gives, and the entry it is kept as where it is not too large for that."""
        self._count("misses")
        answer = run(request)
        size = answer.length + len(request.query.text) + _OVERHEAD
        if size * _SHARE > self._room:
            return Found(answer), None
        body = answer.read()
        entry = _Entry(body, answer.content_type, hashlib.sha256(body).hexdigest()[:16], size)
        self._keep(key, entry)
        return entry.found(fresh=True), entry

    def _keep(self, key: Key, entry: _Entry) -> None:
        with self._lock:
            replaced = self._entries.pop(key, None)
            self._entries[key] = entry
            used = self._counts["bytes"] + entry.size - (replaced.size if replaced else 0)
            while used > self._room or len(self._entries) > self._most:
                _, dropped = self._entries.popitem(last=False)
                used -= dropped.size
                self._counts["dropped"] += 1
            self._counts["bytes"] = used

    def _count(self, name: str) -> None:
        with self._lock:
            self._counts[name] += 1


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
    """What an answer is kept under."""
    return cast("Key", _ASKED(request))
