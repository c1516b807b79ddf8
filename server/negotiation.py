"""Which representation a reader gets: the `Accept` headers against what there is. Pure.

Werkzeug splits the headers; the matching is done here, because a reader who asks for
`text/turtle;charset=utf-8` is to get Turtle, and a reader in `zh-CN` simplified Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
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


def ranked(accept: str | None, offers: Sequence[Offer]) -> tuple[int, ...]:
    """The place of each offer in what an `Accept` header prefers, from 0, which is refused.

    Headers by which some offers have the same places lead to the same of any of these, where the first of
    those that are offered is the default.
    """
    ranges = _media_ranges(accept) or {"*/*": 1.0}
    ranks = [_rank(offer, ranges) for offer in offers]
    places = sorted({(0.0, 0), *ranks})
    return tuple(places.index(rank) for rank in ranks)


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
    "cmn": "zh-hans",
    "zh-cmn": "zh-hans",
    "zh-cmn-hans": "zh-hans",
    "zh-cmn-hant": "zh-hant",
    "cmn-hans": "zh-hans",
    "cmn-hant": "zh-hant",
}


def choose_language(accept_language: str | None, offers: Sequence[str]) -> str:
    """Which of the offered language tags (one or more) an `Accept-Language` header prefers (RFC 4647 §3.4).

    Chinese by region is read as the script of that region. `*` is any offer that is not refused by name, for
    who names none that is offered. What nobody offers falls back to the first offer that is not refused, and
    to the first where all are.

    >>> choose_language("zh-CN,zh;q=0.9,en;q=0.8", ("en", "zh-Hans"))
    'zh-Hans'
    """
    by_tag = {tag.lower(): tag for tag in offers}
    asked = [
        (wanted.lower(), weight) for wanted, weight in parse_accept_header(accept_language, LanguageAccept)
    ]
    refused = {by_tag[wanted] for wanted, weight in asked if weight <= 0 and wanted in by_tag}
    for wanted, weight in asked:
        found = _looked_up(wanted, by_tag) if weight > 0 else None
        if found is not None and found not in refused:
            return found
    return next((tag for tag in offers if tag not in refused), offers[0])


def _looked_up(wanted: str, by_tag: Mapping[str, str]) -> str | None:
    """The offer that a language range in lower case leads to, shortened from its end; None if to none."""
    tag = wanted.replace("_", "-")
    while tag:
        found = by_tag.get(tag) or by_tag.get(_SCRIPTS.get(tag, ""))
        if found is not None:
            return found
        tag = _shorter(tag)
    return None


def _shorter(tag: str) -> str:
    """The tag without its last subtag, and without a single-letter subtag that would then end it."""
    parts = tag.split("-")[:-1]
    while parts and len(parts[-1]) == 1:
        parts.pop()
    return "-".join(parts)


#: A profile in `Accept-Profile`: an IRI in angle brackets or quotes, or a token; then its parameters.
_PROFILE: Final = re.compile(r'(?:<([^<>]*)>|"([^"]*)"|([^\s,;<>"]+))((?:\s*;[^,;]*)*)')
_WEIGHT: Final = re.compile(r";\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*\Z", re.IGNORECASE)


def choose_profile(accept_profile: str | None, offers: Mapping[str, str], default: str) -> str | None:
    """Which profile an `Accept-Profile` header prefers (W3C Content Negotiation by Profile §7.1).

    Who asks for none that there is gets the default, unless it is refused with `q=0`: then the first that is
    not refused. None if all are.

    Args:
        accept_profile: the header.
        offers: name of a profile → its IRI, best first; either asks for it.
        default: the name of one of them.

    >>> choose_profile("<https://a.example/x>;q=0.5, y", {"x": "https://a.example/x", "y": "urn:y"}, "x")
    'y'
    """
    weights: dict[str, float] = {}
    for asked, weight in _profiles(accept_profile or ""):
        for name, iri in offers.items():
            if asked in (name, iri, "*"):
                weights[name] = weight if asked != "*" else weights.get(name, weight)
    best = max(weights, key=lambda name: (weights[name], name == default), default=default)
    if weights.get(best, 1.0) > 0:
        return best
    rest = [name for name in (default, *offers) if weights.get(name, 1.0) > 0]
    return rest[0] if rest else None


def _profiles(header: str) -> Iterator[tuple[str, float]]:
    """What a header names, with weights; what has no weight that can be read has the highest."""
    for found in _PROFILE.finditer(header):
        iri, quoted, token, parameters = found.groups()
        weight = _WEIGHT.search(parameters)
        yield iri or quoted or token or "", float(weight[1]) if weight else 1.0


def choose_coding(accept_encoding: str | None, offers: Sequence[str]) -> str:
    """The content coding that an `Accept-Encoding` header prefers; empty for none (RFC 9110 §12.5.3).

    Among equals the earlier offer. Without a header nothing is compressed; nor is it where nothing that is
    asked for can be had, since what is sent as it is offends nobody.

    >>> choose_coding("gzip, br;q=0.9, *;q=0", ("br", "zstd", "gzip"))
    'gzip'
    """
    weights: dict[str, float] = {}
    for value, weight in parse_accept_header(accept_encoding, Accept):
        coding = value.partition(";")[0].strip().lower().removeprefix("x-")
        weights[coding] = max(weight, weights.get(coding, 0.0))
    others = weights.get("*", 0.0)
    plain = weights.get("identity", 0.0)
    best = max(offers, key=lambda coding: weights.get(coding, others), default="")
    weight = weights.get(best, others)
    return best if weight > 0 and weight >= plain else ""
