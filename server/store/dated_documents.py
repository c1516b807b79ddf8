"""Documents of a release as of a day or period: what certainly or possibly held then, and how much did not.

Claims of other times are left out, wherever claims about a thing are asked for. Plain triples that may have
held are told apart from what is certain: they stand in the documents, but not among what a thing says itself.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from server.dates import Bounds
from server.holding import Held, Manner, change_days, held, manner
from server.names import ONTOLOGY, expand
from server.store.days import Period
from server.store.documents import Documents
from server.store.rows import Row

#: Folder beside the documents with those of what is only possible.
MAYBE: Final = "possible"

_TYPE: Final = expand("rdf:type")
#: What every claim has.
STANDING: Final = ONTOLOGY + "standing"
_BOUNDS: Final = tuple(
    ONTOLOGY + name for name in ("startsEarliest", "startsLatest", "endsEarliest", "endsLatest")
)
_LASTS: Final = ONTOLOGY + "projectsTo"
_REMAINS: Final = ONTOLOGY + "onceProjectsTo"


class Manners:
    """How claims stand to time, by what the vocabulary says of their classes."""

    def __init__(self, documents: Documents) -> None:
        """Nothing is read yet."""
        self._documents = documents
        self._kinds: dict[str, tuple[bool, bool]] = {}

    def of(self, own: list[Quad]) -> Manner:
        """How a claim stands to time, by its quads."""
        kinds = [
            q.object.value for q in own if q.predicate.value == _TYPE and isinstance(q.object, NamedNode)
        ]
        casts = [self._casts(kind) for kind in kinds]
        return manner(kinds, lasts=any(lasts for lasts, _ in casts), remains=any(ever for _, ever in casts))

    def _casts(self, kind: str) -> tuple[bool, bool]:
        """Whether a class casts plain triples for as long as its claims hold, and whether for ever after."""
        if kind not in self._kinds:
            said = {q.predicate.value for q in self._documents.own(kind)}
            self._kinds[kind] = (_LASTS in said, _REMAINS in said)
        return self._kinds[kind]


class DatedDocuments(Documents):
    """The documents of a state; threads may share it. What was found out of a claim is kept."""

    def __init__(self, directory: Path, period: Period) -> None:
        """Open a directory that `server.store.dating` wrote.

        Args:
            directory: with `quads.nq` and `index.txt`, and a folder `possible` with the same.
            period: first and last day, both in it.

        Raises:
            ReleaseError: one of them is missing or of another shape.
        """
        super().__init__(directory)
        try:
            self._possible = Documents(directory / MAYBE)
        except BaseException:
            super().close()
            raise
        self.period = period
        self._claims: dict[str, tuple[Bounds, Manner] | None] = {}
        self._manners = Manners(self)

    def close(self) -> None:
        """Give the files back; what is asked afterwards fails."""
        self._possible.close()
        super().close()

    def possible(self, subject: str) -> list[Quad]:
        """The plain quads of an IRI that are not certain, and that nothing known speaks against."""
        return self._possible.own(subject)

    def claims(self, iri: str) -> list[str]:
        """The claims about a thing whose content held then, certainly or possibly."""
        return [claim for claim in super().claims(iri) if self.held(claim) is not Held.NOT]

    def left_out(self, iri: str) -> list[str]:
        """The claims about a thing whose content did not hold then."""
        return [claim for claim in super().claims(iri) if self.held(claim) is Held.NOT]

    def rows(self, iri: str) -> list[Row] | None:
        """What a document about a thing is made of, what is only possible last; None: nothing is known."""
        found = super().rows(iri)
        return None if found is None else [*found, *self._possible.own_rows(iri)]

    def held(self, claim: str) -> Held | None:
        """Whether what a claim says held then; None if it is no claim."""
        known = self._known(claim)
        return None if known is None else held(known[0], *self.period, known[1])

    def bounds(self, claim: str) -> Bounds | None:
        """The day bounds of a claim; None if it is no claim."""
        known = self._known(claim)
        return None if known is None else known[0]

    def changes(self, iri: str) -> set[date]:
        """The days on which the answer about a claim about a thing changes, whatever the period."""
        return {day for claim in super().claims(iri) for day in self.claim_changes(claim)}

    def claim_changes(self, claim: str) -> set[date]:
        """The days on which the answer about a claim changes."""
        known = self._known(claim)
        return set() if known is None else change_days(*known)

    def _known(self, claim: str) -> tuple[Bounds, Manner] | None:
        """The bounds of a claim, and how it stands to time."""
        if claim not in self._claims:
            own = self.own(claim)
            is_claim = any(q.predicate.value == STANDING for q in own)
            self._claims[claim] = (bounds_of(own), self._manners.of(own)) if is_claim else None
        return self._claims[claim]


def documents_of(out: Path) -> Path:
    """The folder with the documents of a state, by the file with its quads."""
    return out.with_suffix("")


def bounds_of(own: list[Quad]) -> Bounds:
    """The day bounds among the quads of a claim."""
    days = {
        q.predicate.value: date.fromisoformat(q.object.value)
        for q in own
        if isinstance(q.object, Literal) and q.predicate.value in _BOUNDS
    }
    starts_earliest, starts_latest, ends_earliest, ends_latest = (days.get(name) for name in _BOUNDS)
    return Bounds(starts_earliest, starts_latest, ends_earliest, ends_latest)
