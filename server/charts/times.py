"""When lines and things of a drawing held, by the rules of `server.holding`; what changed. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Final, TypeAlias

from server.charts.drawing import Claim, Drawing, Thing, Tie
from server.dates import Bounds
from server.holding import Held, Manner, change_days, held

#: First and last day, both in it; None: as last known.
When: TypeAlias = tuple[date, date] | None

_DAY: Final = timedelta(days=1)


class State(Enum):
    """Whether something is in the picture, the best first."""

    CERTAIN = "certain"
    KNOWN = "known"
    POSSIBLE = "possible"
    ABSENT = "absent"


_ANSWERS: Final = {Held.CERTAINLY: State.CERTAIN, Held.POSSIBLY: State.POSSIBLE, Held.NOT: State.ABSENT}
_RANK: Final = {state: rank for rank, state in enumerate(State)}


def best(states: Iterable[State]) -> State:
    """The best of some states; of none, that nothing is there."""
    return min(states, key=_RANK.__getitem__, default=State.ABSENT)


def state(claim: Claim, when: When) -> State:
    """What a claim says of a period, or of what is last known."""
    if when is None:
        return State.KNOWN if claim.known else State.ABSENT
    return _ANSWERS[held(claim.bounds, *when, claim.manner)]


def tie_state(tie: Tie, when: When) -> State:
    """Whether a line is there: as far as the best of its claims."""
    return best(state(claim, when) for claim in tie.claims)


def thing_states(drawing: Drawing, when: When) -> tuple[State, ...]:
    """Whether each thing is there: as far as the best of its ties that last.

    What only words tie to others may be there whenever they hold. What happened puts nothing there, but for
    what nothing else is told of.
    """
    lasting: dict[int, list[State]] = {}
    told: dict[int, list[State]] = {}
    happened: dict[int, list[State]] = {}
    groups = {Manner.STATE: lasting, Manner.WORD: told, Manner.EVENT: happened}
    for tie in drawing.ties:
        for claim in tie.claims:
            for place in {tie.start, tie.end}:
                groups[claim.manner].setdefault(place, []).append(state(claim, when))
    return tuple(
        best((best(lasting.get(place, ())), _at_most_possible(best(told.get(place, ())))))
        if place in lasting or place in told
        else best(happened.get(place, ()))
        for place in range(len(drawing.things))
    )


def _at_most_possible(found: State) -> State:
    return State.POSSIBLE if found is State.CERTAIN else found


def name_then(thing: Thing, tongue: str, when: When) -> str:
    """What a thing was called: its label, but while that was certainly not its name, a name of then."""
    return called(thing.labels[tongue], thing.names.get(tongue, ()), when)


def names_around(thing: Thing, tongue: str, bounds: Bounds) -> tuple[str, str]:
    """What a thing was called on the day before something could begin to happen to it, and after."""
    first, last = bounds.starts_earliest, bounds.starts_latest
    before = (first - _DAY, first - _DAY) if first else None
    return name_then(thing, tongue, before), name_then(thing, tongue, (last, last) if last else None)


def called(label: str, names: Iterable[tuple[str, Bounds]], when: When) -> str:
    """The same by the label and the dated names of a thing."""
    if when is None:
        return label
    told = [(name, held(bounds, *when)) for name, bounds in names]
    borne = [answer for name, answer in told if name == label]
    if not borne or set(borne) != {Held.NOT}:
        return label
    return next((name for name, answer in told if answer is Held.CERTAINLY), label)


def days(drawing: Drawing) -> list[date]:
    """The days on which an answer about a line changes, in order."""
    every = (claim for tie in drawing.ties for claim in tie.claims)
    return sorted({day for claim in every for day in change_days(claim.bounds, claim.manner)})


def stretches(drawing: Drawing) -> list[tuple[date, date]]:
    """The times between which nothing changes, from before the first change to after the last."""
    changes = days(drawing)
    firsts = [changes[0] - _DAY, *changes] if changes else [drawing.issued]
    lasts = [*(day - _DAY for day in changes), max(drawing.issued, *changes)] if changes else firsts
    return list(zip(firsts, lasts, strict=True))


class Turn(Enum):
    """How an answer about a claim differs between two times."""

    BEGUN = "begun"
    MAYBE_BEGUN = "may have begun"
    ENDED = "ended"
    CERTAIN = "became certain"
    UNCERTAIN = "became uncertain"


@dataclass(frozen=True)
class Change:
    """A claim whose answer differs between two times.

    Attributes:
        place: of its tie in the drawing.
        claim: the claim.
        turn: how.
        before, after: both answers.
    """

    place: int
    claim: Claim
    turn: Turn
    before: State
    after: State

    @property
    def events(self) -> tuple[str, ...]:
        """The events that made the difference, as far as they are told."""
        return self.claim.ended if self.turn is Turn.ENDED else self.claim.begun


_TURNS: Final = {
    (State.ABSENT, State.CERTAIN): Turn.BEGUN,
    (State.ABSENT, State.KNOWN): Turn.BEGUN,
    (State.ABSENT, State.POSSIBLE): Turn.MAYBE_BEGUN,
    (State.POSSIBLE, State.CERTAIN): Turn.CERTAIN,
    (State.POSSIBLE, State.ABSENT): Turn.ENDED,
    (State.CERTAIN, State.ABSENT): Turn.ENDED,
    (State.CERTAIN, State.POSSIBLE): Turn.UNCERTAIN,
}


def compared(drawing: Drawing, before: When, after: When) -> list[Change]:
    """The claims whose answer differs between two times: begun, ended, then those of another certainty."""
    found = []
    for place, tie in enumerate(drawing.ties):
        for claim in tie.claims:
            one, other = state(claim, before), state(claim, after)
            turn = _TURNS.get((one, other))
            if turn is not None:
                found.append(Change(place, claim, turn, one, other))
    order = list(Turn)
    return sorted(found, key=lambda change: (order.index(change.turn), change.place, change.claim.iri))
