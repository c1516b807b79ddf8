"""Pages, data and lists as of a day or period, which `at` names: what was true then, as far as we know now.

What was *said* at a time is another question, asked by `Accept-Datetime` (`server.web.timegates`). It comes
first: it leads to the version of then, and that is asked as of the day.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, fields, replace
from typing import Final
from urllib.parse import quote, urlencode

from flask import Flask, Response, g, request

from server.errors import QueryError, QueryRefused
from server.store.dated_documents import DatedDocuments
from server.store.days import Period
from server.web import moment, site
from server.web.clients import client_of
from server.web.operation import period
from server.web.urls import Urls

#: The argument, and the header that tells how many statements of other times an answer leaves out.
AT: Final = "at"
LEFT_OUT: Final = "Nameplate-Left-Out"

#: Paths that begin so are asked as of a day as well.
_PLACED: Final = ("/id/", "/page/", "/data/", "/search", "/tables/", "/things/")
_SHOWN: Final = frozenset(
    (
        *("resources.thing", "resources.page", "resources.data", "resources.anything"),
        *("home.home", "search.search", "dated_tables.table", "things.every", "things.one"),
    )
)
#: What can be asked as of a day.
OTHERS: Final = (
    "Ask /id/…, /page/…, /data/…, /things/…, /chart, /overlap, /timeline, /search, /tables/… "
    "or /sparql as of a day."
)
#: Views that judge statements by their own days: they need no state of the data of then.
_BY_BOUNDS: Final = frozenset(
    (
        *(f"overlap.{view}" for view in ("page", "as_csv", "as_json", "as_svg", "evidence_as_csv")),
        *(f"timeline.{view}" for view in ("page", "as_csv", "as_json", "as_svg")),
    )
)
_SAME: Final = "What is here is the same for every day."
#: Why there is no day for the rest, by the part of the app that answers for it, or by what in it does.
_TIMELESS: Final = {
    "terms": "The vocabulary is the same for every day.",
    **dict.fromkeys(
        ("catalogue", "mementos.dataset"), "The dataset and its graphs are described as they are released."
    ),
    "sources": "Sources are listed as they are read.",
    "coverage": "The reading inventory has no days.",
    "gaps": "Known gaps have no days.",
    "genealogy": "The genealogy tells of all times, with the dates of each statement.",
    "delegations": "Delegations are told of all times, with the dates of each statement.",
    "statistics": "What is counted is of all times at once.",
    "dumps": "Downloads hold every time at once, with the dates of each statement.",
    "fragments": "Fragments are of all times at once; the SPARQL endpoint can be asked as of a day.",
    "linksets": "Links are those of the documents as they are last known.",
    "changes": "Changes are told by version, not by day.",
    "feed": "Changes are told by version, not by day.",
    "search.suggest": "Suggestions are of all times at once.",
    **dict.fromkeys(
        (
            *("policy", "guides", "openapi", "problem_pages", "profiles", "jsonld", "sitemap", "shapes"),
            *("home.robots", "search.description", "receipts.schema"),
        ),
        _SAME,
    ),
}

#: What people read over the link to the same without a day.
_AS_LAST_KNOWN: Final = "The same as last known, without a day"
#: The same where two days are compared.
_USUAL_DATES: Final = "The same between its usual dates"

_HELD: Final = "nameplate_as_of"
_COUNT: Final = "nameplate_left_out"


class NoSuchDay(QueryError):
    """What the request names is no day or period.

    Attributes:
        links: where the same is without a day.
    """

    slug = "no-such-day"

    def __init__(self, message: str, *names: str) -> None:
        """Say what is wrong with it, and which parameters name days, if not `at`."""
        super().__init__(message)
        self.links = (_without(*names),)


class NoDays(QueryError):
    """What is asked for cannot be had as of a day.

    Attributes:
        links: where it is without one.
    """

    slug = "no-days"

    def __init__(self, message: str) -> None:
        """Say why."""
        super().__init__(message)
        self.links = (_without(),)


@dataclass(frozen=True)
class DatedUrls(Urls):
    """Links that keep the day: what can be asked as of it leads to it, all else to what there is.

    Attributes:
        at: the day or period, as it can be asked for.
    """

    at: str = ""

    def to(self, path: str) -> str:
        """A link to a path, given unescaped and without the day."""
        return self.dated(super().to(path)) if path.startswith(_PLACED) else super().to(path)

    def undated(self, path: str) -> str:
        """A link to a path as last known."""
        return super().to(path)

    def dated(self, path: str) -> str:
        """A path, or an address, as of the day."""
        return at_day(path, self.at)


def at_day(address: str, shown: str) -> str:
    """An address as of a day or period."""
    return f"{address}?{AT}={quote(shown, safe='/')}"


def install(app: Flask) -> None:
    """Have the paths of an app answer as of a day where the request names one."""
    app.before_request(_enter)
    app.after_request(_told)
    app.teardown_request(_leave)


def documents() -> DatedDocuments | None:
    """The documents of the day as of which the request is answered; None if it names none."""
    found = site.site().documents
    return found if isinstance(found, DatedDocuments) else None


def left_out(number: int) -> None:
    """Have the answer say how many statements of other times it leaves out."""
    setattr(g, _COUNT, number)


def _enter() -> None:
    """Answer this request from the state of the day that it names.

    Raises:
        NoDays: what is asked has none.
        NoSuchDay: the day is none.
        QueryError: the state is not there yet, or the client has had as many made as it may.
    """
    given = [value for value in request.args.getlist(AT) if value.strip()]
    if not given or request.endpoint is None:
        return
    part = "terms" if _is_term() else request.blueprint or ""
    reason = _TIMELESS.get(request.endpoint) or _TIMELESS.get(part)
    if reason:
        raise NoDays(f"{reason} {OTHERS}")
    if request.endpoint not in _SHOWN | _BY_BOUNDS:
        return
    here = site.site()
    if here.dated is None and request.endpoint not in _BY_BOUNDS:
        raise NoDays("these data cannot be asked as of a day: ask without at")
    try:
        at = period(given)
    except QueryRefused as error:
        raise NoSuchDay(str(error)) from error
    if at is None:
        return
    if here.dated is None or request.endpoint in _BY_BOUNDS:
        site.answer_from(replace(here, urls=_dated(here.urls, at), at=at))
        return
    held = ExitStack()
    setattr(g, _HELD, held)
    client = client_of(request.remote_addr, limit_loopback=here.settings.limit_loopback)
    found = held.enter_context(here.dated.documents(at, client=client))
    site.answer_from(replace(here, documents=found, urls=_dated(here.urls, at), at=at))


def _dated(urls: Urls, at: Period) -> DatedUrls:
    """The links, keeping a day or period."""
    same = {one.name: getattr(urls, one.name) for one in fields(Urls)}
    return DatedUrls(**same, at=moment.shown(at))


def _without(*names: str) -> tuple[str, str]:
    """A link to what the request asks for, without a day: without parameters of these names, else `at`."""
    left_out = names or (AT,)
    others = [(name, value) for name, value in request.args.items(multi=True) if name not in left_out]
    place = site.site().urls.undated(quote(request.path))
    words = _USUAL_DATES if names else _AS_LAST_KNOWN
    return words, f"{place}?{urlencode(others)}" if others else place


def _is_term() -> bool:
    """Whether the page or the data of a term of the vocabulary are asked for."""
    return any(name.startswith("ontology/") for name in (request.view_args or {}).values())


def _told(response: Response) -> Response:
    """The response, saying as of when it is and how much it leaves out."""
    at = site.site().at
    if at is not None:
        if site.site().memento is None:
            moment.dressed(response, at)
        else:  # what is said now of the day is no description of what a version said of it
            response.headers[moment.HEADER] = moment.shown(at)
        number = g.get(_COUNT)
        if number is not None:
            response.headers[LEFT_OUT] = str(number)
    return response


def _leave(_: BaseException | None) -> None:
    held: ExitStack | None = g.pop(_HELD, None)
    if held is not None:
        held.close()
