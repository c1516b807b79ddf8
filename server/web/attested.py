"""What is claimed of the descent and use of each concept, and since when it was used; found once and kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from server.names import ONTOLOGY
from server.web import figure_rows as rows_of
from server.web.by_class import by_class
from server.web.nodes import Namer
from server.web.site import kept

CONCEPT: Final = ONTOLOGY + "GovernanceConcept"
DEVELOPMENT, ATTESTATION, PROPOSAL = (ONTOLOGY + kind for kind in ("Development", "Attestation", "Proposal"))
_REPORTED: Final = ONTOLOGY + "Reported"
_STANDING: Final = ONTOLOGY + "standing"

#: Class of a claim → the property by which it names the concept that it is about.
_CLAIMS: Final[Mapping[str, str]] = {
    DEVELOPMENT: ONTOLOGY + "developed",
    ATTESTATION: ONTOLOGY + "attested",
    PROPOSAL: ONTOLOGY + "about",
}


def claims(namer: Namer) -> Mapping[str, tuple[str, ...]]:
    """Concept → the claims about its descent and use, in order of time, and concepts in that of first use.

    Args:
        namer: one of the data as last known.
    """

    def found() -> Mapping[str, tuple[str, ...]]:
        kinds = by_class()
        concepts = set(kinds.get(CONCEPT, ()))
        told: dict[str, list[str]] = {}
        for kind, end in _CLAIMS.items():
            for claim in kinds.get(kind, ()):
                for iri in dict.fromkeys(namer.iris(claim, end)):
                    if iri in concepts:
                        told.setdefault(iri, []).append(claim)
        ordered = {iri: tuple(rows_of.told(namer, listed)) for iri, listed in told.items()}
        return dict(sorted(ordered.items(), key=lambda row: (_since(namer, row[1]), row[0])))

    return kept("nameplate.genealogy", found)


def since(namer: Namer) -> Mapping[str, str]:
    """Concept → the first day on which it may have been used, by endorsed attestations; else 9999."""
    return {concept: _since(namer, told) for concept, told in claims(namer).items()}


def _since(namer: Namer, told: Iterable[str]) -> str:
    days = [rows_of.bounds(namer, claim).starts_earliest for claim in attested(namer, told)]
    return min((day.isoformat() for day in days if day is not None), default="9999")


def attested(namer: Namer, told: Iterable[str]) -> list[str]:
    """The endorsed attestations among some claims."""
    return [
        claim
        for claim in told
        if kind_of(namer, claim) == ATTESTATION and namer.first(claim, _STANDING) != _REPORTED
    ]


def kind_of(namer: Namer, claim: str) -> str:
    """Which of these kinds a claim is of; empty if of none."""
    return next((kind for kind in namer.kinds(claim) if kind in _CLAIMS), "")
