"""A release that can be asked as of a day or period: a store for each state that somebody asks for.

A state is made by a process of its own (`server.store.dating`), one at a time (`server.store.making`), and
answered by a small pool of workers. A few are kept open, and the files of some more, those least lately asked
for making room. Days between which nothing changes share a state.
"""

from __future__ import annotations

import json
import logging
import shutil
import tempfile
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator, MutableMapping
from concurrent.futures import CancelledError, Future
from concurrent.futures import wait as wait_for
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from server.config import Settings
from server.errors import Overloaded, PublisherError, QueryError, ServiceRefused, WorkerLost
from server.formats import JSON
from server.names import ONTOLOGY, graph
from server.store.dated_documents import DatedDocuments, documents_of
from server.store.dating_process import DatingProcess
from server.store.days import ChangeDays, Period
from server.store.embedded import EmbeddedStore
from server.store.guard import examine
from server.store.making import Making
from server.store.meter import Meter
from server.store.protocol import ANYBODY, Answer, Client, Contents, QueryRequest, Store

_T = TypeVar("_T")
_M = TypeVar("_M")

_log: Final = logging.getLogger(__name__)

#: States that are open at once, each with its workers.
OPEN: Final = 4
#: Seconds that a question waits for its state to be made.
PATIENCE: Final = 20.0

#: Workers of a state at most.
_WORKERS: Final = 2
#: Files of states that are kept, the open ones among them.
_FILES: Final = 32
#: How far making one steps back behind other processes, as `nice` counts, where more of them are wanted. One
#: that is made by itself does not: on a busy machine it would not be there while somebody waits for it.
_NICENESS: Final = 3

_STARTS: Final = ("startsEarliest", "startsLatest")
_ENDS: Final = ("endsEarliest", "endsLatest")
_BOUNDS: Final = f"SELECT DISTINCT ?bound ?day WHERE {{ GRAPH <{graph('bounds')}> {{ ?thing ?bound ?day }} }}"


@dataclass
class _State:
    """A state that is being made or is open.

    Attributes:
        store: the store, once it is there.
        users: how many questions are waiting for it or being answered from it.
    """

    store: Future[EmbeddedStore]
    users: int = 0


@dataclass
class _Book:
    """The documents of a state, which are being made or are open.

    Attributes:
        documents: they, once they are there.
        users: how many requests are waiting for them or being answered from them.
    """

    documents: Future[DatedDocuments]
    users: int = 0


class DatedStore:
    """Answers from the release, and from its state as of a period where the request names one."""

    def __init__(
        self,
        store: Store,
        quads: Path,
        settings: Settings,
        meter: Meter | None = None,
        *,
        making: Making | None = None,
        most: int = OPEN,
    ) -> None:
        """Make nothing yet.

        Args:
            store: answers what is asked without a day; whoever made it closes it.
            quads: file with the quads of the same release.
            settings: limits of one query, and of making a state.
            meter: who hears of queues and workers.
            making: makes the states, of this store and of others, and is closed by whoever made it; None: one
                of its own, which costs nobody anything.
            most: states that are open at once.
        """
        self._store = store
        self._settings = replace(settings, workers=min(_WORKERS, settings.workers))
        self._meter = meter
        self._most = most
        self._lock = threading.Lock()
        self._states: OrderedDict[Period, _State] = OrderedDict()
        self._books: dict[Period, _Book] = {}
        self._kept: OrderedDict[Period, None] = OrderedDict()
        self.making = making or Making()
        self._owns_making = making is None
        self._process = DatingProcess(quads, settings.query_memory)
        self._days: ChangeDays | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._closed = False

    @property
    def contents(self) -> Contents:
        """What is in it, whatever the day."""
        return replace(self._store.contents, dated=True)

    def query(self, request: QueryRequest) -> Answer:
        """The whole answer; see `server.store.protocol.Store.query`.

        Raises:
            Overloaded: the state is not ready yet, or too many others are asked for.
            TooMany: it has to be made, and the client has had as many made as it may.
        """
        if request.at is None:
            return self._store.query(request)
        if request.query.services:
            raise ServiceRefused("SERVICE is not offered together with a day: ask without at")
        patience = PATIENCE if request.seconds is None else min(PATIENCE, request.seconds)
        start, waited = time.monotonic(), None
        try:
            with self._state(self._changes().same(request.at), patience, request.client) as store:
                waited = time.monotonic() - start
                answer = store.query(replace(request, at=None))
                answer.waited += waited
                return answer
        except QueryError as error:  # who waits for a state has used no time of a worker
            error.waited += time.monotonic() - start if waited is None else waited
            raise

    @contextmanager
    def documents(
        self, at: Period, patience: float = PATIENCE, client: Client = ANYBODY
    ) -> Iterator[DatedDocuments]:
        """The documents as of a period, until they are given back.

        Raises:
            Overloaded: they are not ready after so many seconds, or too many others are asked for.
            TooMany: they have to be made, and the client has had as many made as it may.
            WorkerLost: they cannot be made.
        """
        period = self._changes().same(at)
        book = self._lent(period, client)
        try:
            yield self._awaited(self._books, period, book, book.documents, patience, client)
        finally:
            with self._lock:
                book.users -= 1

    def ready(self) -> bool:
        """Whether a query without a day would be answered now."""
        return self._store.ready()

    def close(self) -> None:
        """End what was started and remove what was written, but for the store behind; repeatable."""
        with self._lock:
            self._closed = True
            states = list(self._states.values())
            self._states.clear()
            books = list(self._books.values())
            self._books.clear()
        self._process.close()
        wait_for([state.store for state in states if not state.store.cancel()])
        wait_for([book.documents for book in books if not book.documents.cancel()])
        if self._owns_making:
            self.making.close()
        for state in states:
            _close(state)
        for book in books:
            _shut(book)
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _changes(self) -> ChangeDays:
        """The days on which something changes; they are asked for once."""
        if self._days is None:
            with self._store.query(QueryRequest(examine(_BOUNDS), JSON)) as answer:
                rows = json.loads(answer.read())["results"]["bindings"]
            self._days = days_of((r["bound"]["value"], r["day"]["value"]) for r in rows)
        return self._days

    @contextmanager
    def _state(self, period: Period, patience: float, client: Client = ANYBODY) -> Iterator[EmbeddedStore]:
        """The store of a state, which stays open until it is given back."""
        state = self._borrowed(period, client)
        try:
            yield self._awaited(self._states, period, state, state.store, patience, client)
        finally:
            with self._lock:
                state.users -= 1

    def _borrowed(self, period: Period, client: Client) -> _State:
        """The state of a period; where there is none it is begun, in the place of one that nobody uses."""
        dropped: list[_State] = []
        try:
            with self._lock:
                if self._closed:
                    raise Overloaded("the server is stopping; try again in a moment", retry_after=1)
                self._asked_for(period)
                state = self._states.get(period)
                if state is None:
                    idle = self._room()
                    state = _State(self.making.begin(client, partial(self._make, period)))
                    dropped = [self._states.pop(one) for one in idle]
                    self._states[period] = state
                self._states.move_to_end(period)
                state.users += 1
                return state
        finally:
            for old in dropped:
                _close(old)

    def _room(self) -> list[Period]:
        """The states that make room for one more, those least lately used."""
        idle = [p for p, state in self._states.items() if not state.users and state.store.done()]
        over = len(self._states) - self._most + 1
        if over > len(idle):
            message = f"questions about {self._most} other states are being answered; try again in a moment"
            raise Overloaded(message, retry_after=5)
        return idle[: max(0, over)]

    def _lent(self, period: Period, client: Client) -> _Book:
        """The documents of a period; where there are none they are begun, unless many wait already."""
        with self._lock:
            if self._closed:
                raise Overloaded("the server is stopping; try again in a moment", retry_after=1)
            self._asked_for(period)
            book = self._books.get(period)
            if book is None:
                if sum(not other.documents.done() for other in self._books.values()) >= self._most:
                    message = (
                        f"the data as of {self._most} other days are being prepared; try again in a moment"
                    )
                    raise Overloaded(message, retry_after=self.making.due())
                book = self._books[period] = _Book(self.making.begin(client, partial(self._bound, period)))
            book.users += 1
            return book

    def _awaited(
        self,
        kept: MutableMapping[Period, _T],
        period: Period,
        one: _T,
        made: Future[_M],
        patience: float,
        client: Client,
    ) -> _M:
        """What is being made of a state, once it is there; one that cannot be made is not kept."""
        with nullcontext() if made.done() else self.making.waiting(client):
            return self._made(kept, period, one, made, patience)

    def _made(
        self, kept: MutableMapping[Period, _T], period: Period, one: _T, made: Future[_M], patience: float
    ) -> _M:
        try:
            return made.result(patience)
        except TimeoutError:
            message = "the data as of that day are being prepared; try again in a moment"
            raise Overloaded(message, retry_after=self.making.due(made)) from None
        except (PublisherError, OSError, ValueError, CancelledError) as error:
            with self._lock:
                if kept.get(period) is one:
                    del kept[period]
            _log.warning("the state from %s to %s could not be made: %s", *period, error)
            message = "the data as of that day could not be prepared; ask without at, or try again later"
            raise WorkerLost(message, retry_after=60) from error

    def _asked_for(self, period: Period) -> None:
        """Have the files of a state go later than those that were not asked for since. Under the lock."""
        if period in self._kept:
            self._kept.move_to_end(period)

    def _counted(self, period: Period) -> Path:
        """The file with the counts of a state, which is there once the others are."""
        assert self._folder is not None  # noqa: S101 (whoever asks has made it)
        first, last = period
        return Path(self._folder.name) / f"{first}_{last}.json"

    # -- the thread that makes states

    def _make(self, period: Period) -> EmbeddedStore:
        """Make a state, or take the file that is kept of it, and open it."""
        path = self._file(period)
        first, last = (day.isoformat() for day in period)
        graphs: dict[str, int] = json.loads(path.with_suffix(".json").read_bytes())
        whole = self._store.contents
        contents = Contents(
            tag=f"{whole.tag} {first} {last}",
            default_triples=graphs.pop(""),
            graphs=graphs,
            prefixes=whole.prefixes,
        )
        return EmbeddedStore(path, contents, self._settings, meter=self._meter)

    def _bound(self, period: Period) -> DatedDocuments:
        """Open the documents of a state, which is made unless files of it are kept."""
        return DatedDocuments(documents_of(self._file(period)), period)

    def _file(self, period: Period) -> Path:
        """The file of a state, made unless it is kept; its documents and its counts stand beside it."""
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="nameplate-dated-")
        counted = self._counted(period)
        path = counted.with_suffix(".nq")
        if not counted.exists():
            self._tidy()
            niceness = _NICENESS if self.making.is_crowded else 0
            counted.write_bytes(self._process.write(path, period, niceness))
            with self._lock:
                self._kept[period] = None
        return path

    def _tidy(self) -> None:
        """Remove the files least lately asked for, but not those in use, so that there is room for one."""
        with self._lock:
            kept = list(self._kept)
        over = len(kept) - _FILES + 1
        for period in kept:
            if over <= 0:
                return
            with self._lock:
                book = self._books.get(period)
                if period in self._states or (book is not None and (book.users or not book.documents.done())):
                    continue
                self._books.pop(period, None)
                del self._kept[period]
            if book is not None:
                _shut(book)
            counted = self._counted(period)
            counted.unlink()
            counted.with_suffix(".nq").unlink(missing_ok=True)
            shutil.rmtree(documents_of(counted), ignore_errors=True)
            over -= 1


def days_of(bounds: Iterable[tuple[str, str]]) -> ChangeDays:
    """The days on which something changes, by what bounds are known: each the IRI of one and a day."""
    found = [(bound.removeprefix(ONTOLOGY), day) for bound, day in bounds]
    starts, ends = (
        [date.fromisoformat(day) for bound, day in found if bound in wanted] for wanted in (_STARTS, _ENDS)
    )
    return ChangeDays.of(starts, ends)


def _close(state: _State) -> None:
    """End the workers of a state that nobody uses."""
    if state.store.done() and not state.store.cancelled() and state.store.exception() is None:
        state.store.result().close()


def _shut(book: _Book) -> None:
    """Give back the files of documents."""
    if book.documents.done() and not book.documents.cancelled() and book.documents.exception() is None:
        book.documents.result().close()
