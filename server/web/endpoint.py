"""What the endpoint answers from, and what it makes of who asks and in which format."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import metadata
from typing import TYPE_CHECKING, Final

from server.config import Settings
from server.errors import QueryRefused
from server.formats import JSON, RESULT_FORMATS, TRIPLE_FORMATS, GraphFormat, ResultFormat
from server.negotiation import choose
from server.store.broker_fetch import PRODUCT
from server.store.examiner import Examiner
from server.store.partners import Partner, partners
from server.store.protocol import Client, Kind, Store
from server.web.answers import Answers
from server.web.brake import Brake
from server.web.budgets import Budgets
from server.web.clients import client_of
from server.web.examples import Example
from server.web.metered import Metered
from server.web.operation import Operation
from server.web.representations import HTML, PageFormat

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

Form = GraphFormat | ResultFormat | PageFormat
#: Formats of data that a kind of query can be answered in.
Offers = tuple[GraphFormat | ResultFormat, ...]

#: Addresses, and wordings of Accept, whose meaning is remembered.
_REMEMBERED: Final = 1024
_LONGEST: Final = 512

_OFFERS: Final[dict[Kind, Offers]] = {
    Kind.SELECT: RESULT_FORMATS,
    Kind.ASK: tuple(f for f in RESULT_FORMATS if f.boolean),
    Kind.CONSTRUCT: TRIPLE_FORMATS,
    Kind.DESCRIBE: TRIPLE_FORMATS,
}


class Endpoint:
    """What the endpoint answers from."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        examples: Sequence[Example] = (),
        budgets: Budgets | None = None,
    ) -> None:
        """Answer from `store` within the limits of `settings`; offer `examples` to people.

        `budgets` are those of an endpoint before this one, so that a client keeps its own; None: full ones.
        """
        self.store = store
        self.settings = settings
        self.budgets = budgets or Budgets(settings)
        self.examiner = Examiner(settings.queue_seconds)
        self.brake = Brake()
        self.metered = Metered(store, self.budgets)
        self.answers = Answers(
            room=settings.answers_bytes,
            entries=settings.answers_entries,
            patience=settings.queue_seconds + settings.query_timeout,
        )
        self.partners = partners(settings.service_allow)
        self.examples = tuple(examples)
        self.program = " ".join(f"{name} {metadata.version(name)}" for name in ("nameplate", "pyoxigraph"))
        self._clients: dict[str, Client] = {}
        self._wordings: dict[tuple[str | None, str, Kind], Form | None] = {}

    def close(self) -> None:
        """End what reading queries has started; more than once is fine."""
        self.examiner.close()

    def client(self, environ: WSGIEnvironment) -> Client:
        """Who asks."""
        address = environ.get("REMOTE_ADDR") or ""
        found = self._clients.get(address)
        if found is None:
            found = client_of(address, limit_loopback=self.settings.limit_loopback)
            if len(self._clients) >= _REMEMBERED:
                self._clients = {}
            self._clients[address] = found
        return found

    def partners_for(self, environ: WSGIEnvironment) -> tuple[Partner, ...]:
        """What the query may name in SERVICE: nothing if a broker sent it, so no circle can form."""
        is_chained = environ.get("HTTP_USER_AGENT", "").startswith(PRODUCT)
        return () if is_chained else self.partners

    def negotiated(self, operation: Operation, accept: str | None, kind: Kind) -> tuple[Offers, Form]:
        """What this form of query can be answered in, and the format to answer in now.

        Raises:
            QueryRefused: 406, the request accepts none of them.
        """
        offers = _OFFERS[kind]
        key = (accept, operation.format, kind)
        form = self._wordings.get(key)
        if form is None:
            form = wanted(operation, accept, (*offers, HTML), offers[0])
            if len(self._wordings) >= _REMEMBERED:
                self._wordings = {}
            if len(accept or "") + len(operation.format) <= _LONGEST:
                self._wordings[key] = form
        if form is None:
            known = ", ".join(offer.media_type for offer in offers)
            raise QueryRefused(f"{kind.value} is answered in {known}; none of these is in Accept", status=406)
        return offers, form

    def shows_pages(self, operation: Operation, accept: str | None) -> bool:
        """Whether an error is to be told on a page."""
        return wanted(operation, accept, (JSON, *TRIPLE_FORMATS, HTML), JSON) is HTML


def wanted(operation: Operation, accept: str | None, offers: Sequence[Form], default: Form) -> Form | None:
    """The format that a link names, else the one that Accept prefers."""
    named = next((form for form in offers if form.extension == operation.format), None)
    return named or choose(accept, offers, default)
