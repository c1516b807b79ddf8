"""Which representation a reader gets: `Accept` and `Accept-Language` against what there is. Pure.

Werkzeug splits the headers; the matching is done here, because a reader who asks for
`text/turtle;charset=utf-8` is to get Turtle, and a reader in `zh-CN` simplified Chinese.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol, TypeVar

from werkzeug.datastructures import Accept, LanguageAccept
from werkzeug.http import parse_accept_header


class Offer(Protocol):
    """A representation that can be had: every row of `server.formats` is one."""

    @property
    def media_type(self) -> str:
        """The media type that is sent."""

    @property
    def aliases(self) -> tuple[str, ...]:
        """Further media types that ask for it."""


F = TypeVar("F", bound=Offer)

#: How a range fits an offer, from exact to any; the more exact fit decides the weight.
_NAMED: Final = 3
_TYPE: Final = 2
_ANY: Final = 1


def choose(accept: str | None, offers: Sequence[F], default: F | None) -> F | None:
    """The offer that an `Accept` header prefers, or None if it refuses them all (RFC 9110 §12.5.1).

    The weight of an offer is that of the most exact range that fits it. The highest weight wins; among
    equals, one that was asked for by name, then the earlier offer. `default` stands in wherever only `*/*`
    speaks for the winner, and where there is no header. Media type parameters are not compared. Ranges
    that are not media ranges are passed over; a header with nothing else counts as none.
    """
    ranges = _media_ranges(accept)
    if not ranges:
        return default
    best: F | None = None
    best_rank = (0.0, 0)
    for offer in offers:
        rank = _rank(offer, ranges)
        if rank > best_rank:
            best, best_rank = offer, rank
    if default is not None and best_rank[1] == _ANY and _rank(default, ranges) == best_rank:
        return default
    return best


def _media_ranges(accept: str | None) -> dict[str, float]:
    """Media ranges without parameters, lower case, each with the highest weight it was given."""
    ranges: dict[str, float] = {}
    for value, weight in parse_accept_header(accept, Accept):
        essence = value.partition(";")[0].strip().lower()
        kind, slash, subtype = essence.partition("/")
        if essence == "*":  # Java's URLConnection sends it
            essence, kind, slash, subtype = "*/*", "*", "/", "*"
        if not (kind and slash and subtype) or (kind == "*" and subtype != "*"):
            continue
        ranges[essence] = max(weight, ranges.get(essence, 0.0))
    return ranges


def _rank(offer: Offer, ranges: dict[str, float]) -> tuple[float, int]:
    """Weight of an offer and how exactly it was asked for; (0, …) means refused or not asked for."""
    for name in (offer.media_type, *offer.aliases):
        if name in ranges:
            return _acceptable(ranges[name], _NAMED)
    kind = offer.media_type.partition("/")[0]
    if f"{kind}/*" in ranges:
        return _acceptable(ranges[f"{kind}/*"], _TYPE)
    return _acceptable(ranges.get("*/*", 0.0), _ANY)


def _acceptable(weight: float, fit: int) -> tuple[float, int]:
    """A weight of 0 means "not this", however exactly it was said."""
    return (weight, fit) if weight > 0 else (0.0, 0)


#: Where a region, or the bare language, stands for a script.
_SCRIPTS: Final = {
    "zh": "zh-hans",
    "zh-cn": "zh-hans",
    "zh-sg": "zh-hans",
    "zh-my": "zh-hans",
    "zh-tw": "zh-hant",
    "zh-hk": "zh-hant",
    "zh-mo": "zh-hant",
}


def choose_language(accept_language: str | None, offers: Sequence[str]) -> str:
    """Which of the offered language tags (one or more) an `Accept-Language` header prefers (RFC 4647 §3.4).

    Chinese by region is read as the script of that region. What nobody offers falls back to the first offer.

    >>> choose_language("zh-CN,zh;q=0.9,en;q=0.8", ("en", "zh-Hans"))
    'zh-Hans'
    """
    by_tag = {tag.lower(): tag for tag in offers}
    for wanted, weight in parse_accept_header(accept_language, LanguageAccept):
        if weight <= 0:
            continue
        tag = _SCRIPTS.get(wanted.lower(), wanted.lower())
        while tag:
            if tag in by_tag:
                return by_tag[tag]
            tag = _shorter(tag)
    return offers[0]


def _shorter(tag: str) -> str:
    """The tag without its last subtag, and without a single-letter subtag that would then end it."""
    parts = tag.replace("_", "-").split("-")[:-1]
    while parts and len(parts[-1]) == 1:
        parts.pop()
    return "-".join(parts)
