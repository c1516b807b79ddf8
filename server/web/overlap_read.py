"""The statements that somebody held a post of the party, of the state or of a quasi-state association."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from pyoxigraph import NamedNode, Quad

from server.dates import Bounds
from server.names import ONTOLOGY, expand
from server.overlap import Side, Tenure
from server.store.dated_documents import bounds_of
from server.store.documents import Documents

TENURE: Final = ONTOLOGY + "Tenure"
_TYPE: Final = expand("rdf:type")
_IN: Final = expand("org:postIn")
_UNDER: Final = ONTOLOGY + "titledUnder"
_ASSOCIATION: Final = ONTOLOGY + "QuasiStateAssociation"
#: Class of a post → side.
_SIDES: Final = {ONTOLOGY + "PartyPost": Side.PARTY, ONTOLOGY + "StatePost": Side.STATE}
#: Standings that are told of; what is rejected is not.
_TOLD: Final = (ONTOLOGY + "Endorsed", ONTOLOGY + "Reported")


def tenures(documents: Documents, claims: Iterable[str]) -> tuple[list[Tenure], list[tuple[str, str]]]:
    """The statements that count on a side; and the claims and posts of those that count on none.

    A post is of the party or the state by its class: by the plate in its title, or the body that it stands
    in. A post in a body with two plates, of which the source names none, is of neither.

    Args:
        documents: where they are read.
        claims: the IRIs of all tenures.
    """
    found: list[Tenure] = []
    others: list[tuple[str, str]] = []
    seats: dict[str, tuple[Side, str] | None] = {}
    for claim in claims:
        own = documents.own(claim)
        person, post = (_first(own, ONTOLOGY + name) for name in ("holder", "post"))
        standing = _first(own, ONTOLOGY + "standing")
        denied = _first(own, ONTOLOGY + "polarity") == ONTOLOGY + "Negative"
        if not person or not post or standing not in _TOLD or denied:
            continue
        if post not in seats:
            seats[post] = _seat(documents, post)
        placed = seats[post]
        if placed is None:
            others.append((claim, post))
            continue
        found.append(
            Tenure(
                claim,
                person,
                post,
                seat=placed[1],
                side=placed[0],
                bounds=bounds_of(own),
                endorsed=standing == _TOLD[0],
                seen=_seen(documents, own),
            )
        )
    return found, others


def _seat(documents: Documents, post: str) -> tuple[Side, str] | None:
    """The side of a post, and the plate in its title or the body that it stands in."""
    own = documents.own(post)
    plates, bodies = _all(own, _UNDER), _all(own, _IN)
    side = next((_SIDES[kind] for kind in _all(own, _TYPE) if kind in _SIDES), None)
    if side is not None:
        return side, min(plates or bodies)
    associations = [body for body in bodies if _ASSOCIATION in _all(documents.own(body), _TYPE)]
    return (Side.ASSOCIATION, min(associations)) if associations else None


def _seen(documents: Documents, own: list[Quad]) -> Mapping[str, Bounds]:
    return {seen: bounds_of(documents.own(seen)) for seen in _all(own, ONTOLOGY + "observedAt")}


def _all(own: Iterable[Quad], predicate: str) -> list[str]:
    return [q.object.value for q in own if q.predicate.value == predicate and isinstance(q.object, NamedNode)]


def _first(own: Iterable[Quad], predicate: str) -> str:
    return min(_all(own, predicate), default="")
