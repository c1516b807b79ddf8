"""The one small protocol by which the web asks for answers; any store that keeps it can stand behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from types import TracebackType
from typing import IO, Final, Protocol, Self

from server.formats import GraphFormat, ResultFormat
from server.store.services import Service

_CHUNK = 64 * 1024


class Kind(Enum):
    """The four forms of a query (SPARQL 1.1 Query §16)."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"

    @property
    def is_graph(self) -> bool:
        """Whether the answer is a graph, not a table or a truth value."""
        return self in (Kind.CONSTRUCT, Kind.DESCRIBE)


@dataclass(frozen=True)
class Client:
    """Who asks.

    Attributes:
        key: the same for what counts as one client; see `server.web.clients`.
        is_exempt: whether limits per client are waived.
    """

    key: str = ""
    is_exempt: bool = True


#: A client that nobody has asked for its name, such as a command on the same machine.
ANYBODY: Final = Client()


@dataclass(frozen=True)
class Query:
    """A query that was read but not run.

    Attributes:
        text: the query as it came.
        kind: which form it has.
        has_dataset: whether it names its own dataset with FROM or FROM NAMED.
        volatile: whether the answer may be another one next time: NOW, RAND, UUID, BNODE, SERVICE.
        services: its SERVICE clauses, each of which names a partner.
        shape: the same for queries that differ in their terms and the length of their lists only.
    """

    text: str
    kind: Kind
    has_dataset: bool = False
    volatile: bool = False
    services: tuple[Service, ...] = ()
    shape: int = 0


@dataclass(frozen=True)
class QueryRequest:
    """A query to run, and how its answer is wanted.

    Attributes:
        query: what is asked.
        format: how the answer is written; a graph format for CONSTRUCT and DESCRIBE, else a result format.
        default_graphs: IRIs of `default-graph-uri`; with `named_graphs` they replace the query's own dataset
            where either is given (SPARQL 1.1 Protocol §2.1.4).
        named_graphs: IRIs of `named-graph-uri`.
        seconds: a shorter deadline than the store's own, else None.
        bytes: a smaller limit on the answer than the store's own, else None.
        client: who asks.
        at: first and last day of the period as of which the data are asked, or None: as they are last known.
            Only a store whose contents are `dated` is asked so.
    """

    query: Query
    format: GraphFormat | ResultFormat
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    seconds: float | None = None
    bytes: int | None = None
    client: Client = ANYBODY
    at: tuple[date, date] | None = None


@dataclass
class Answer:
    """A whole answer in hand: nothing can go wrong with it any more but the connection.

    Attributes:
        file: the bytes, in memory or on disk, from the start.
        length: how many there are.
        content_type: value of the Content-Type header.
        waited: seconds that the query spent in a queue.
    """

    file: IO[bytes]
    length: int
    content_type: str
    waited: float = 0.0

    def chunks(self) -> Iterator[bytes]:
        """The bytes in pieces of at most 64 kB; the answer is closed after the last."""
        with self:
            while piece := self.file.read(_CHUNK):
                yield piece

    def read(self) -> bytes:
        """All bytes at once; the answer is closed."""
        with self:
            return self.file.read()

    def close(self) -> None:
        """Give up the memory or the file; more than once is fine."""
        self.file.close()

    def __enter__(self) -> Self:
        """The answer itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()


@dataclass(frozen=True)
class Contents:
    """What a store holds, for the service description and for caching.

    Attributes:
        tag: changes whenever the data change.
        union: whether the default graph is the union of all graphs.
        default_triples: triples in the default graph of the file itself.
        graphs: IRI of each named graph, or blank node as `_:label`, with the number of its triples.
        prefixes: prefixes for writing Turtle, TriG and RDF/XML.
        dated: whether it can be asked as of a day.
        changing: whether the data may change while they are served; then nothing is kept or tagged, and
            nothing is said of their number.
    """

    tag: str
    union: bool = False
    default_triples: int = 0
    graphs: Mapping[str, int] = field(default_factory=dict)
    prefixes: Mapping[str, str] = field(default_factory=dict)
    dated: bool = False
    changing: bool = False


class Store(Protocol):
    """Answers queries about one unchanging dataset."""

    @property
    def contents(self) -> Contents:
        """What is in it."""

    def query(self, request: QueryRequest) -> Answer:
        """The whole answer.

        Raises:
            QueryError: there is none; the error says why and carries the HTTP status.
        """

    def ready(self) -> bool:
        """Whether a query would be answered now."""

    def close(self) -> None:
        """End everything that was started; more than once is fine."""
