"""How long answers to queries are good for, and what spares sending them again (RFC 9110, RFC 9111). Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from werkzeug.http import parse_etags, quote_etag

from server.web.answers import Found

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

Headers = list[tuple[str, str]]

#: Seconds for which a cache may give an answer of a published release without asking, and for which it may
#: give it while it asks, or while nobody answers: the next release is seen after these at the latest.
_FRESH: Final = 60
_STALE: Final = 600
_STALE_IF_ERROR: Final = 86_400

#: Parts a tag that names the bytes has before and after this: what was asked, and the bytes themselves.
_DASH: Final = "-"


def known(tag: str, environ: WSGIEnvironment) -> str | None:
    """The entity tag, as it is sent, by which the client has an answer to what `tag` stands for; else None.

    However the answer was arranged. `*` is no such tag: whether there is an answer is known only once the
    query was run, so it is looked at afterwards (`server.web.recall`).
    """
    sent = environ.get("HTTP_IF_NONE_MATCH")
    if not sent:
        return None
    etags = parse_etags(sent)
    for one in etags.as_set(include_weak=True):
        if one and one.partition(_DASH)[0] == tag:
            return quote_etag(one, weak=etags.is_weak(one))
    return None


def validating(tag: str, found: Found) -> Headers:
    """Tag and origin of an answer.

    Only one that is kept has a strong tag: run again, a query may give its rows in another order.

    Args:
        tag: stands for what was asked.
        found: the answer.
    """
    etag = quote_etag(tag + _DASH + found.digest) if found.digest else quote_etag(tag, weak=True)
    return [("ETag", etag), ("Cache-Status", cache_status(found))]


def cache_status(found: Found) -> str:
    """Whether the answer was kept here (RFC 9211)."""
    if not found.fresh:
        return "nameplate; hit"
    return "nameplate; fwd=miss; stored" if found.digest else "nameplate; fwd=miss"


def freshness(*, published: bool) -> str:
    """The value of Cache-Control: what is not published yet is asked for again every time (house rule)."""
    if not published:
        return "no-cache"
    stale = f"stale-while-revalidate={_STALE}, stale-if-error={_STALE_IF_ERROR}"
    return f"public, max-age={_FRESH}, {stale}"
