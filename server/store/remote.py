"""A remote store: another SPARQL 1.1 engine, asked over HTTP within the limits of this publisher.

What goes out has passed the guard and the grammar, and goes to the configured address only. What comes back
is taken whole, read, and written again in the format that was asked for.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from traceback import clear_frames
from typing import Final

from pyoxigraph import Literal, QuerySolutions, Triple

from server.config import Settings
from server.errors import EngineFailed, QueryError, QueryRefused, ResultTooLarge, StartError
from server.names import BASE
from server.store.allowance import Allowed, Bounded
from server.store.dataset import names, portable
from server.store.faults import MOST_ROWS, check, failed, why
from server.store.foreign import RESULTS, TRIPLES, is_virtuoso, read_results, read_triples
from server.store.grammar import Grammar
from server.store.meter import Meter
from server.store.places import Places
from server.store.process import MEGABYTE
from server.store.protocol import Answer, Contents, Kind, QueryRequest
from server.store.spool import Spool
from server.store.timed import tls
from server.store.turns import Rules, Turn
from server.store.upstream import (
    Credentials,
    Reply,
    UpstreamError,
    UpstreamTimeout,
    UpstreamTooLarge,
    checked_url,
    query_request,
    send,
)
from server.store.writing import write_answer
from server.store.xml import ForbiddenCharacter

_log: Final = logging.getLogger(__name__)

#: An engine's own writing of an answer may be so many times longer than the answer.
_WORDINESS: Final = 4
#: Names no graph: it stands where a list of graphs is empty, which engines would take for "all".
NO_GRAPH: Final = "urn:nameplate:no-graph"
#: A group of graphs that an operator may have made in Virtuoso, which reads it far faster than a list.
GROUP: Final = "urn:nameplate:release"
_HOW_MANY: Final = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
#: Seconds for the question whether the engine is there, and seconds that its answer holds.
_PROBE: Final = 2.0
_HOLDS: Final = 1.0
#: Has a million rows of one byte, from Virtuoso's own graphs alone.
_MANY: Final = "SELECT (1 AS ?x) { ?a ?b ?c . ?d ?e ?f } LIMIT 1000000"


class RemoteStore:
    """Answers queries from another engine; see `server.store.protocol.Store`."""

    def __init__(
        self,
        url: str,
        contents: Contents,
        settings: Settings,
        *,
        graphs: tuple[str, ...] = (),
        login: Credentials | None = None,
        meter: Meter | None = None,
    ) -> None:
        """See that the engine is there.

        Args:
            url: address of its SPARQL endpoint; nothing else is ever asked.
            contents: what it holds.
            settings: limits; `workers` is how many queries it is asked at once.
            graphs: the graphs that are served, as their union and by name; none: all that the engine has, its
                own way.
            login: name and password, where it asks for them.
            meter: who hears of the queue and of what runs.

        Raises:
            StartError: it does not answer, or the address is none.
        """
        self._url = checked_url(url)
        self._contents = contents
        self._settings = settings
        self._graphs = graphs
        self._login = login
        self._context = tls() if url.startswith("https:") else None
        self._places = Places(Rules.of(settings), meter or Meter())
        self._seen = 0.0
        self._closed = False
        self._grammar = Grammar(settings)
        self._virtuoso = False
        self._rows: int | None = None
        self._union = graphs
        try:
            self._virtuoso = is_virtuoso(self._probe(settings.query_timeout))
            if self._virtuoso:
                self._rows = self._most_rows(settings.query_timeout)
                if graphs and self._is_grouped(settings.query_timeout):
                    self._union = (GROUP,)
        except (UpstreamError, QueryError) as error:
            self.close()
            told = f"the engine at {url} does not answer: {why(error)}; start it, or correct the address"
            raise StartError(told) from error

    @property
    def contents(self) -> Contents:
        """What is in it."""
        return self._contents

    def query(self, request: QueryRequest) -> Answer:
        """The whole answer; see `server.store.protocol.Store.query`."""
        seconds = min(self._settings.query_timeout, request.seconds or self._settings.query_timeout)
        turn = Turn(request.client, request.query.shape)
        allowed = Allowed(seconds)
        with self._places.entered(turn, seconds):
            try:
                answer = self._answered(request, allowed)
            except EngineFailed as error:
                _log.warning("the engine failed: %s", error.why)
                raise
        answer.waited = turn.waited
        return answer

    def _answered(self, request: QueryRequest, allowed: Allowed) -> Answer:
        """What the engine answers."""
        self._grammar.check(request)
        text, parameters = self._portable(request)
        if self._virtuoso:  # it works on after its client has gone, unless it is told to stop
            parameters.append(("timeout", str(max(1000, round(allowed.left() * 1000)))))
        accept = TRIPLES if request.query.kind.is_graph else RESULTS
        reply = self._ask(text, accept, parameters, allowed)
        with reply.file:
            return self._written(reply, request, allowed)

    def ready(self) -> bool:
        """Whether the engine answers."""
        if self._closed or not self._grammar.ready():
            return False
        if time.monotonic() - self._seen < _HOLDS:
            return True
        try:
            self._probe(_PROBE)
        except (UpstreamError, QueryError) as error:
            _log.warning("the engine is not ready: %s", why(error))
            return False
        return True

    def close(self) -> None:
        """End everything that was started; more than once is fine."""
        self._closed = True
        self._places.close()
        self._grammar.close()

    def _portable(self, request: QueryRequest) -> tuple[str, list[tuple[str, str]]]:
        """The query for the engine, and its dataset as parameters."""
        found = portable(request.query.text, self._settings.base_iri or BASE)
        default, named = request.default_graphs, request.named_graphs
        if not default and not named:
            default, named = found.default_graphs, found.named_graphs
        if not default and not named:
            default, named = self._union, self._graphs
        if not default and not named:
            return found.text, []
        parameters = [("default-graph-uri", iri) for iri in names(default or (NO_GRAPH,))]
        return found.text, [*parameters, *(("named-graph-uri", iri) for iri in names(named or (NO_GRAPH,)))]

    def _ask(self, text: str, accept: str, parameters: list[tuple[str, str]], allowed: Allowed) -> Reply:
        """A whole answer of the engine that is neither an error nor cut short by it.

        Raises:
            QueryError: there is none.
        """
        try:
            reply = send(
                query_request(self._url, text, accept, parameters),
                seconds=allowed.left(),
                limit=self._settings.result_limit * MEGABYTE * _WORDINESS,
                login=self._login,
                context=self._context,
            )
        except UpstreamTimeout as error:
            raise allowed.up() from error
        except UpstreamTooLarge as error:
            raise self._too_large() from error
        except UpstreamError as error:
            raise failed(str(error)) from error
        try:
            check(reply, allowed)
        except BaseException:
            reply.file.close()
            raise
        self._seen = time.monotonic()
        return reply

    def _written(self, reply: Reply, request: QueryRequest, allowed: Allowed) -> Answer:
        """The answer in the format that was asked for."""
        limit = self._settings.result_limit * MEGABYTE
        limit = limit if request.bytes is None else min(limit, request.bytes)
        with Spool() as spool:
            try:
                self._write(reply, request, Bounded(spool, limit, self._too_large(), allowed))
            except ForbiddenCharacter as error:
                clear_frames(error.__traceback__)
                message = f"the answer holds {error}, which XML cannot; ask for JSON or N-Triples"
                raise QueryRefused(message, status=406) from error
            except (UpstreamError, SyntaxError, ValueError, OSError) as error:
                clear_frames(error.__traceback__)  # solutions must be let go of by the thread that made them
                raise failed(f"its answer cannot be read: {error}") from error
            return Answer(spool.whole(), spool.length, request.format.content_type)

    def _write(self, reply: Reply, request: QueryRequest, output: Bounded) -> None:
        """Read the engine's answer and write it in the format that was asked for."""
        kind = request.query.kind
        found = (
            self._uncut(read_triples(reply)) if kind.is_graph else read_results(reply, asked=kind is Kind.ASK)
        )
        write_answer(found, request.format, output, self._contents.prefixes)

    def _uncut(self, triples: Iterator[Triple]) -> Iterator[Triple]:
        """The triples, unless Virtuoso may have left some out: it says so of tables, but not of graphs.

        Raises:
            ResultTooLarge: there are as many as the rows that it gives at most.
        """
        for count, triple in enumerate(triples, 1):
            if count == self._rows:
                message = f"the engine cuts graphs at {count} rows without saying so, and this may be cut"
                raise ResultTooLarge(message + "; ask for fewer with LIMIT, and page with OFFSET")
            yield triple

    def _is_grouped(self, seconds: float) -> bool:
        """Whether the engine has a group with as many triples as there are in the graphs that are served."""
        group = [("default-graph-uri", GROUP), ("named-graph-uri", NO_GRAPH)]
        reply = self._ask(_HOW_MANY, RESULTS, group, Allowed(seconds))
        with reply.file:
            found = read_results(reply, asked=False)
            counts = [row[0] for row in found] if isinstance(found, QuerySolutions) else []
        expected = str(sum(self._contents.graphs.values()))
        return [count.value for count in counts if isinstance(count, Literal)] == [expected]

    def _most_rows(self, seconds: float) -> int | None:
        """How many rows the engine gives at most, as it says where there would be more; None: any number."""
        request = query_request(self._url, _MANY, "text/csv")
        limit = MEGABYTE * 16
        reply = send(request, seconds=seconds, limit=limit, login=self._login, context=self._context)
        reply.file.close()
        said = reply.headers.get(MOST_ROWS, "")
        return int(said) if said.isascii() and said.isdigit() else None

    def _too_large(self) -> ResultTooLarge:
        limit = self._settings.result_limit
        message = f"the answer has more than {limit} MB, the limit; ask for fewer rows with LIMIT and OFFSET"
        return ResultTooLarge(message)

    def _probe(self, seconds: float) -> Reply:
        """Ask whether the engine is there."""
        reply = self._ask("ASK {}", RESULTS, [], Allowed(seconds))
        with reply.file:
            read_results(reply, asked=True)
        return reply
