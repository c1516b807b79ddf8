"""What reasoning gives, and where it is given up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from pyoxigraph import Triple

from server.errors import CheckFailed, Finding

#: The reasoners to choose from.
Reasoner: TypeAlias = Literal["reasonable", "owlrl"]
#: The one that is taken unless another is named: the other proves it right in the tests, and is much slower.
DEFAULT: Final[Reasoner] = "reasonable"


@dataclass(frozen=True)
class Limits:
    """Where reasoning is given up: seconds of the monotonic clock, and triples in the closure."""

    seconds: float = 300.0
    triples: int = 1_000_000


@dataclass(frozen=True)
class Closure:
    """What the reasoner says.

    Attributes:
        triples: everything that holds, input included, generalised triples left out.
        errors: the clashes that the reasoner itself reports, in words.
    """

    triples: frozenset[Triple]
    errors: tuple[str, ...] = ()


def gave_up(what: str) -> CheckFailed:
    """The error of a closure that reached a limit."""
    message = (
        f"reasoning makes {what}: look for owl:sameAs between many things, or a property chain that feeds "
        "itself, in what was added last"
    )
    return CheckFailed([Finding("ontology/", 0, "reasoning-limit", message)])
