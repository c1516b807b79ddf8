"""A store whose queries may ask partners by SERVICE, through the broker."""

from __future__ import annotations

import logging
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Final

from server.config import Settings
from server.errors import PartnerFailed, QueryError, QueryRefused, QuerySyntaxError, QueryTimeout, StartError
from server.store.broker import Broker, Ticket
from server.store.broker_fetch import Fetcher
from server.store.embedded import EmbeddedStore
from server.store.enclosure import can_confine
from server.store.evaluate import CANNOT
from server.store.meter import Meter
from server.store.partners import partners, read
from server.store.protocol import Answer, Contents, QueryRequest, Store
from server.store.services import original_place, retargeted

_log: Final = logging.getLogger(__name__)


def open_store(
    quads: Path,
    contents: Contents,
    settings: Settings,
    held: ExitStack,
    fetcher: Fetcher | None = None,
    meter: Meter | None = None,
) -> Store:
    """The embedded store of an N-Quads file, with a broker before it if SERVICE is offered.

    Args:
        quads: N-Quads file.
        contents: what is in it.
        settings: limits, and the endpoints that SERVICE may name.
        held: closes what was opened here.
        fetcher: how partners are asked.
        meter: who hears of the queue and of the workers.

    Raises:
        StartError: no worker could open the file, or an endpoint on the list cannot be one.
    """
    allowed = partners(settings.service_allow)
    if not allowed:
        store = EmbeddedStore(quads, contents, settings, meter=meter)
        held.callback(store.close)
        return store
    if read(f"{(settings.public_url or '').rstrip('/')}/sparql") in allowed:
        raise StartError(f"{settings.public_url}/sparql is this service itself; take it off --service-allow")
    if not can_confine():
        _log.warning("this kernel has no Landlock for networks: the reading of queries alone bounds SERVICE")
    at_once = max(1, settings.workers // 2)  # the others are for queries that wait for nobody
    broker = Broker(
        at_once=at_once,
        queue_seconds=settings.queue_seconds,
        query_seconds=settings.query_timeout,
        fetcher=fetcher,
    )
    held.callback(broker.close)
    store = EmbeddedStore(quads, contents, settings, meter=meter, broker=broker.port)
    held.callback(store.close)
    return FederatedStore(store, broker, settings)


class FederatedStore:
    """Gives each query with SERVICE its ticket, and everything else straight to the store behind."""

    def __init__(self, store: Store, broker: Broker, settings: Settings) -> None:
        """Answer from `store`, whose workers can reach `broker`; both are closed by whoever made them."""
        self._store = store
        self._broker = broker
        self._seconds = settings.query_timeout

    @property
    def contents(self) -> Contents:
        """What is in it."""
        return self._store.contents

    def query(self, request: QueryRequest) -> Answer:
        """The whole answer; see `server.store.protocol.Store.query`.

        Raises:
            PartnerFailed: a partner gave no whole answer, and its clause is not silent.
            ServiceRefused: a partner's name leads where nothing may be fetched from.
        """
        query = request.query
        if not query.services:
            return self._store.query(request)
        seconds = self._seconds if request.seconds is None else min(self._seconds, request.seconds)
        with ExitStack() as held:
            ticket = held.enter_context(self._broker.ticket(query.services, seconds))
            text = retargeted(query.text, query.services, ticket.targets)
            try:
                answer = self._store.query(replace(request, query=replace(query, text=text)))
            except QueryError as error:
                raise _explained(error, request, ticket) from error
            if ticket.failure is not None:  # the engine takes an error in a condition for "no"
                answer.close()
                raise ticket.failure
            return answer

    def ready(self) -> bool:
        """Whether a query would be answered now."""
        return self._store.ready()

    def close(self) -> None:
        """Close the store behind."""
        self._store.close()


def _explained(error: QueryError, request: QueryRequest, ticket: Ticket) -> QueryError:
    """The error in terms of the query as it came, which never names the broker."""
    if isinstance(error, QueryTimeout):
        return ticket.failure or ticket.waiting or error
    if not isinstance(error, (QueryRefused, QuerySyntaxError)):
        return error
    if ticket.failure is not None:
        return ticket.failure
    said = str(error)
    is_theirs = isinstance(error, QuerySyntaxError) or CANNOT in said  # ours would have shown before
    if (ticket.asked and is_theirs) or any(target in said for target in ticket.targets):
        return PartnerFailed("what a partner answered cannot be read as SPARQL results")
    if error.place is not None:
        error.place = original_place(request.query.text, request.query.services, ticket.targets, error.place)
    return error
