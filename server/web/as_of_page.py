"""What a page as of a day tells of that day: what is left out, what is uncertain, when it changes."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from datetime import date, timedelta
from typing import Final

from server.dates import Bounds
from server.holding import Held, apart
from server.names import ID, ONTOLOGY
from server.periods import date_text, shortest, stretch_text
from server.store.dated_documents import DatedDocuments
from server.web.as_of import DatedUrls, at_day
from server.web.contexts.as_of import AsOf, Change
from server.web.contexts.values import Node
from server.web.nodes import Namer
from server.web.urls import Urls

_DAY: Final = timedelta(days=1)
_ENDS: Final = (ONTOLOGY + "relationSubject", ONTOLOGY + "relationObject")


def page_as_of(namer: Namer, urls: Urls, iri: str, others: Iterable[str]) -> AsOf | None:
    """What the page of a thing tells of its day; None if it is as last known.

    Args:
        namer: names things, by documents of that day.
        urls: links.
        iri: the thing.
        others: things of which its page tells as well.
    """
    documents = namer.documents
    if not isinstance(documents, DatedDocuments) or not isinstance(urls, DatedUrls):
        return None
    told = [iri, *others]
    claims = {claim for one in told for claim in documents.claims(one)}
    path = f"/page/{urls.slug(iri)}"
    before, after = _around(documents, urls.at, told)
    return AsOf(
        shown=shortest(urls.at),
        words=stretch_text(urls.at, namer.spoken.tag),
        now=urls.undated(path),
        left_out=number_left_out(documents, told),
        uncertain=sum(documents.held(claim) is Held.POSSIBLY for claim in claims),
        possible=namer.properties(documents.possible(iri)),
        before=_change(urls, path, before, namer.spoken.tag),
        after=_change(urls, path, after, namer.spoken.tag),
        apart=_apart(namer, documents, sorted(claims)),
    )


def number_left_out(documents: DatedDocuments, things: Iterable[str]) -> int:
    """How many statements about some things are of other times."""
    return len({claim for thing in things for claim in documents.left_out(thing)})


def _apart(namer: Namer, documents: DatedDocuments, claims: Iterable[str]) -> tuple[tuple[Node, Node], ...]:
    """Endorsed claims about one tie that tell of a time before and of one after, and of this one none."""
    told: list[tuple[str, Hashable, Bounds]] = []
    certain: set[Hashable] = set()
    for claim in claims:
        bounds, own = documents.bounds(claim), documents.own(claim)
        ends = {q.predicate.value: q.object for q in own if q.predicate.value in _ENDS}
        if bounds is None or len(ends) < len(_ENDS) or not namer.is_endorsed(claim):
            continue
        tie = (frozenset(namer.kinds(claim)), *(ends[name] for name in _ENDS))
        if documents.held(claim) is Held.CERTAINLY:
            certain.add(tie)
        told.append((claim, tie, bounds))
    found = apart((one for one in told if one[1] not in certain), *documents.period)
    return tuple((namer.node(before), namer.node(after)) for before, after in found)


def undated(urls: Urls, iri: str) -> str:
    """Where the page of a thing as last known is; empty for what has no days, such as a term."""
    slug = urls.slug(iri)
    return urls.undated(f"/page/{slug}") if slug is not None and iri.startswith(ID) else ""


def _around(documents: DatedDocuments, shown: str, things: Iterable[str]) -> tuple[date | None, date | None]:
    """The days of the last change before the first day of a period, and of the first after its last."""
    first, _, last = shown.partition("/")
    days = {day for thing in things for day in documents.changes(thing)}
    start, end = date.fromisoformat(first), date.fromisoformat(last or first)
    return max((d for d in days if d < start), default=None), min((d for d in days if d > end), default=None)


def _change(urls: DatedUrls, path: str, day: date | None, tag: str) -> Change | None:
    if day is None:
        return None
    return Change(at_day(urls.undated(path), day.isoformat()), date_text(day.isoformat(), tag))
