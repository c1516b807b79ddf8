"""How long answers to queries are good for, and what spares sending them again (RFC 9110, RFC 9111)."""

from __future__ import annotations

from typing import Final

from flask import Response, request

from server.web.answers import Found
from server.web.site import site

#: Seconds for which a cache may give an answer of a published release without asking, and for which it may
#: give it while it asks, or while nobody answers: the next release is seen after these at the latest.
_FRESH: Final = 60
_STALE: Final = 600
_STALE_IF_ERROR: Final = 86_400

#: Parts a tag that names the bytes has before and after this: what was asked, and the bytes themselves.
_DASH: Final = "-"


def not_modified(tag: str) -> Response | None:
    """304 where the client has an answer to what `tag` stands for, however it was arranged; else None.

    `*` is no such answer: whether there is one is known only once the query was run.
    """
    if request.method not in {"GET", "HEAD"}:
        return None
    for known in request.if_none_match.as_set(include_weak=True):
        if known and known.partition(_DASH)[0] == tag:
            response = dressed(Response(status=304), None)
            response.set_etag(known, weak=request.if_none_match.is_weak(known))
            return response
    return None


def dressed(response: Response, tag: str | None, found: Found | None = None) -> Response:
    """The answer with what caches must know.

    Args:
        response: the answer.
        tag: stands for what was asked; None where the next answer may be another, or has a tag already.
        found: where the answer comes from. Only one that is kept has a strong tag: run again, a query may
            give its rows in another order.
    """
    response.vary.add("Accept")
    response.headers["Cache-Control"] = _freshness()
    if tag is not None and found is not None and found.digest:
        response.set_etag(tag + _DASH + found.digest)
    elif tag is not None:
        response.set_etag(tag, weak=True)
    if found is not None:
        response.headers["Cache-Status"] = cache_status(found)
    return response


def volatile(response: Response) -> Response:
    """The answer, which nobody may keep."""
    response.vary.add("Accept")
    response.headers["Cache-Control"] = "no-store"
    return response


def cache_status(found: Found) -> str:
    """Whether the answer was kept here (RFC 9211)."""
    if not found.fresh:
        return "nameplate; hit"
    return "nameplate; fwd=miss; stored" if found.digest else "nameplate; fwd=miss"


def _freshness() -> str:
    """The value of Cache-Control: what is not published yet is asked for again every time (house rule)."""
    release = site().release
    if release is None or not release.published or request.method == "POST":
        return "no-cache"
    stale = f"stale-while-revalidate={_STALE}, stale-if-error={_STALE_IF_ERROR}"
    return f"public, max-age={_FRESH}, {stale}"
