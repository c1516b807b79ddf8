"""What the endpoint answers from, and what it makes of who asks and in which format."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import metadata
from typing import TYPE_CHECKING, Final

from server.config import Settings
from server.errors import QueryRefused
from server.formats import JSON, JSON_LD, RDF_XML, RESULT_FORMATS, TRIPLE_FORMATS, GraphFormat, ResultFormat
from server.negotiation import choose
from server.store.broker_fetch import PRODUCT
from server.store.examiner import Examiner
from server.store.partners import Partner, partners
from server.store.protocol import Answer, Client, Kind, QueryRequest, Store
from server.web.answers import Answers
from server.web.brake import Brake
from server.web.budgets import Budgets
from server.web.clients import client_of
from server.web.examples import Example, grouped
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


#: Names of formats that a link may give, and of which of them a graph has its own.
_NAMED: Final = frozenset(form.extension for form in (*RESULT_FORMATS, *TRIPLE_FORMATS, HTML))
_OF_GRAPHS: Final = {"json": JSON_LD.extension, "xml": RDF_XML.extension}


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
        self.examples = {example.slug: example for example in examples}
        self.groups = grouped(examples)
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

    def answered(self, request: QueryRequest) -> Answer:
        """The answer to a query, kept or run within the budgets of its client.

        Raises:
            QueryError: there is none.
        """
        return self.answers.answer(request, self.metered.query).answer

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
            form = wanted(operation.format, accept, (*offers, HTML))
            if len(self._wordings) >= _REMEMBERED:
                self._wordings = {}
            if len(accept or "") + len(operation.format) <= _LONGEST:
                self._wordings[key] = form
        if form is None:
            raise QueryRefused(f"{kind.value} is answered in {_known(operation, offers)}", status=406)
        return offers, form

    def shows_pages(self, operation: Operation, accept: str | None) -> bool:
        """Whether an error is to be told on a page."""
        offers: tuple[Form, ...] = (JSON, *TRIPLE_FORMATS, HTML)
        return (_named(operation.format, offers) or choose(accept, offers, JSON)) is HTML


def wanted(name: str, accept: str | None, offers: Sequence[Form]) -> Form | None:
    """The format that a link names, else the one that Accept prefers; the first where anything will do.

    Names that are none of ours are passed over: other programs have their own.
    """
    if name in _NAMED:
        return _named(name, offers)
    return choose(accept, offers, offers[0])


def _named(name: str, offers: Sequence[Form]) -> Form | None:
    found = {form.extension: form for form in offers}
    return found.get(name) or found.get(_OF_GRAPHS.get(name, ""))


def _known(operation: Operation, offers: Offers) -> str:
    """What can be had, as the request has to say it."""
    if operation.format in _NAMED:
        names = ", ".join(offer.extension for offer in offers)
        return f"the formats {names} and html, not in {operation.format}"
    return ", ".join(offer.media_type for offer in offers) + "; none of these is in Accept"
