"""Lines between concepts: what grew out of what, stands under what, is near to what; and their families."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from server.names import ONTOLOGY, PREFIXES, expand
from server.web.by_class import by_class
from server.web.nodes import Namer

_DEVELOPMENT: Final = ONTOLOGY + "Development"
_STATEMENT: Final = ONTOLOGY + "StatementClaim"
_STANDING: Final = ONTOLOGY + "standing"
_SUBJECT, _PREDICATE, _OBJECT = (expand(f"rdf:{part}") for part in ("subject", "predicate", "object"))

#: The line that a development is; the others are named after their properties.
GREW: Final = "development"
#: Property of a statement between two concepts → the line, drawn from its object to its subject.
_LINES: Final[Mapping[str, str]] = {
    PREFIXES["skos"] + "broader": "broader",
    PREFIXES["skos"] + "closeMatch": "closeMatch",
    PREFIXES["skos"] + "related": "related",
}
#: What a line says of its lower end.
WORDS: Final[Mapping[str, str]] = {
    GREW: "grew out of",
    "broader": "stands under",
    "closeMatch": "close to",
    "related": "related to",
}
#: Lines that say which of two concepts came first or is the wider.
_DIRECTED: Final = (GREW, "broader")


@dataclass(frozen=True)
class Tie:
    """A line between two concepts: its kind, ends, the claim that says so, whether it is only reported."""

    kind: str
    upper: str
    lower: str
    claim: str
    reported: bool

    def other(self, end: str) -> str:
        """The end that is not this one."""
        return self.upper if end == self.lower else self.lower


@dataclass(frozen=True)
class Member:
    """A concept in its family: how deep it stands, and the lines that lead up from it."""

    concept: str
    depth: int
    ties: tuple[Tie, ...] = ()


def ties(namer: Namer) -> tuple[Tie, ...]:
    """Every line that a claim draws which is neither rejected nor a denial, in order of claims."""
    kinds = by_class()
    concepts = set(kinds.get(ONTOLOGY + "GovernanceConcept", ()))
    return tuple(
        Tie(kind, upper, lower, claim, namer.first(claim, _STANDING) != ONTOLOGY + "Endorsed")
        for claim in sorted((*kinds.get(_DEVELOPMENT, ()), *kinds.get(_STATEMENT, ())))
        if namer.first(claim, _STANDING) != ONTOLOGY + "Rejected" and not namer.is_denial(claim)
        for kind, upper, lower in _ends(namer, claim)
        if {upper, lower} <= concepts
    )


def _ends(namer: Namer, claim: str) -> Iterator[tuple[str, str, str]]:
    for lower in namer.iris(claim, ONTOLOGY + "developed"):
        for upper in namer.iris(claim, ONTOLOGY + "forebear"):
            yield GREW, upper, lower
    kind = _LINES.get(namer.first(claim, _PREDICATE))
    if kind:
        for lower in namer.iris(claim, _SUBJECT):
            for upper in namer.iris(claim, _OBJECT):
                yield kind, upper, lower


def families(found: Collection[Tie], since: Mapping[str, str]) -> tuple[tuple[Member, ...], ...]:
    """Concepts that lines hold together, each family from its forebears on; the oldest family first.

    Args:
        found: the lines.
        since: concept → the first day on which it may have been used, where one is known.
    """
    left = {end: None for tie in found for end in (tie.upper, tie.lower)}
    made = []
    while left:
        group = _reached(next(iter(left)), found)
        for concept in group:
            del left[concept]
        made.append(_family(group, [tie for tie in found if tie.upper in group], since))
    return tuple(sorted(made, key=lambda members: (_oldest(members, since), members[0].concept)))


def _oldest(members: Iterable[Member], since: Mapping[str, str]) -> str:
    return min(since.get(member.concept, "9999") for member in members)


def _reached(start: str, found: Iterable[Tie]) -> set[str]:
    """What lines lead to from a concept, over any number of steps."""
    group, fresh = {start}, [start]
    while fresh:
        here = fresh.pop()
        nearby = {tie.other(here) for tie in found if here in (tie.upper, tie.lower)} - group
        group |= nearby
        fresh += sorted(nearby)
    return group


def _family(group: set[str], found: Sequence[Tie], since: Mapping[str, str]) -> tuple[Member, ...]:
    """A family as a tree, written down from its root; each line hangs on the end that comes later."""
    places: dict[str, int] = {}
    order: list[str] = []

    def rank(concept: str) -> tuple[bool, bool, int, str, str]:
        above = any(tie.lower == concept and tie.kind in _DIRECTED for tie in found)
        below = any(tie.upper == concept and tie.kind in _DIRECTED for tie in found)
        many = sum(concept in (tie.upper, tie.lower) for tie in found)
        return (above, not below, -many, since.get(concept, "9999"), concept)

    def down(concept: str, depth: int) -> None:
        places[concept] = depth
        order.append(concept)
        hanging = {tie.other(concept) for tie in found if concept in (tie.upper, tie.lower)}
        for one in sorted(hanging, key=rank):
            if one not in places:
                down(one, depth + 1)

    for root in sorted(group, key=rank):
        if root not in places:
            down(root, 0)
    made = []
    for place, concept in enumerate(order):
        above = order[:place]
        leading = [t for t in found if concept in (t.upper, t.lower) and t.other(concept) in above]
        made.append(Member(concept, places[concept], tuple(leading)))
    return tuple(made)
