"""Who is next: turns by client, room for short queries, and a queue that does not grow."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.config import Settings
from server.errors import Overloaded
from server.store.guard import examine
from server.store.history import LASTING, REMEMBERED, STREAK, History, Lane
from server.store.protocol import Client
from server.store.turns import Rules, Turn, Turns

RULES = Rules(workers=6, slow_workers=2, waiting=10, patience=1.0, each=3, slow_after=0.2)


class Clock:
    """Time as a test has it."""

    now = 100.0

    def __call__(self) -> float:
        """The time."""
        return self.now


def turn(client: str = "a", shape: int = 1, *, exempt: bool = False) -> Turn:
    """A query of somebody's."""
    return Turn(Client(client, exempt), shape)


def entered(turns: Turns, *many: Turn) -> None:
    """Queue them in this order."""
    for one in many:
        turns.enter(one)


def served(turns: Turns) -> list[Turn]:
    """Those who may run now, in order; there are workers enough."""
    return list(iter(lambda: turns.next(quick=True, slow=True), None))


def slow(turns: Turns, clock: Clock, one: Turn) -> None:
    """Have a query run until it is a long one."""
    turns.enter(one)
    assert turns.next(quick=True, slow=True) is one
    clock.now += RULES.slow_after
    assert one in turns.overdue()


@pytest.mark.parametrize(
    ("workers", "slow_workers", "expected"),
    [
        (1, 2, (1, 0, 1)),
        (2, 2, (2, 1, 2)),
        (3, 2, (3, 1, 2)),
        (4, 2, (4, 2, 3)),
        (6, 2, (6, 2, 4)),
        (0, 0, (1, 0, 1)),
    ],
)
def test_there_is_always_room_for_short_queries(
    workers: int, slow_workers: int, expected: tuple[int, int, int]
) -> None:
    """Long queries never have all workers, and one worker knows no lanes."""
    rules = Rules.of(Settings(workers=workers, slow_workers=slow_workers))
    assert (rules.workers, rules.slow_workers, rules.untried if rules.slow_workers else 1) == expected


def test_clients_take_turns() -> None:
    """A client with many queries in the queue does not keep another waiting."""
    turns = Turns(RULES)
    many, other = [turn("a") for _ in range(3)], turn("b")
    entered(turns, *many, other)
    assert served(turns)[:2] == [many[0], other]


def test_a_client_has_so_many_at_once() -> None:
    """Beyond its limit a client's queries wait while those of others pass; an exempt one has no limit."""
    turns = Turns(replace(RULES, slow_workers=0, workers=100))
    mine = [turn("a") for _ in range(5)]
    entered(turns, *mine, turn("b"))
    found = served(turns)
    assert [one.client.key for one in found].count("a") == RULES.each
    assert turns.is_at_its_limit(mine[0].client)
    assert len(found) == RULES.each + 1
    turns.end(found[0], is_done=True)
    assert served(turns) == [mine[RULES.each]]
    entered(turns, *(turn("c", exempt=True) for _ in range(5)))
    assert len(served(turns)) == 5


def test_a_full_queue_loses_the_last_of_who_has_most() -> None:
    """Who fills the queue is refused, not who comes after."""
    turns = Turns(RULES)
    mine = [turn("a") for _ in range(RULES.waiting)]
    late = turn("b")
    entered(turns, *mine, late)
    assert [one.refusal is None for one in mine] == [True] * 9 + [False]
    assert isinstance(mine[-1].refusal, Overloaded)
    assert mine[-1].called.is_set()
    assert (late.refusal, turns.waiting) == (None, RULES.waiting)


def test_long_queries_share_their_own_workers() -> None:
    """So many are long at once; of the next some make room, and wait among the long ones."""
    clock = Clock()
    turns = Turns(RULES, clock)
    first, second, third = (turn(name, shape) for shape, name in enumerate("abc"))
    for one in (first, second):
        slow(turns, clock, one)
        turns.turns_slow(one)
    slow(turns, clock, third)
    assert not turns.is_slow_free()
    turns.evict(third)
    turns.end(third, is_done=False)
    turns.enter(third)
    assert (third.lane, turns.next(quick=True, slow=True)) == (Lane.SLOW, None)
    turns.end(first, is_done=True)
    assert turns.next(quick=True, slow=True) is third


def test_one_client_has_one_long_query_while_others_wait() -> None:
    """Both places for long queries go to one client only if nobody else wants one."""
    clock = Clock()
    turns = Turns(RULES, clock)
    one = turn("z")
    slow(turns, clock, one)
    turns.turns_slow(one)
    turns.end(one, is_done=True)  # from here on the shape is known
    a, again, b = turn("a"), turn("a"), turn("b")
    entered(turns, a, again, b)
    assert served(turns) == [a, b]
    turns.end(b, is_done=True)
    assert served(turns) == [again]


def test_what_waits_is_known_better_once_others_like_it_ran() -> None:
    """Queries of a shape that turns out to be long do not each have to show it."""
    clock = Clock()
    turns = Turns(replace(RULES, each=100), clock)
    one, *rest = [turn(name) for name in "abcdefg"]
    slow(turns, clock, one)
    entered(turns, *rest)
    turns.turns_slow(one)
    assert [found.lane for found in served(turns)] == [Lane.SLOW]
    assert [found.lane for found in rest].count(Lane.SLOW) == 6


def test_untried_queries_leave_room_for_proven_ones() -> None:
    """However many unknown queries there are, one that is known to be quick finds a worker."""
    turns = Turns(replace(RULES, waiting=100))
    turns.enter(proven := turn("a", 7))
    assert served(turns) == [proven]
    turns.end(proven, is_done=True)
    entered(turns, *(turn(f"x{n}", 100 + n) for n in range(20)))
    assert len(served(turns)) == RULES.untried
    turns.enter(again := turn("b", 7))
    assert served(turns) == [again]


def test_the_end_tells_all_who_wait() -> None:
    """Nobody is forgotten in the queue."""
    turns = Turns(RULES)
    mine = [turn(name) for name in "abc"]
    entered(turns, *mine)
    turns.refuse_all(lambda: Overloaded("stopping", retry_after=1))
    assert [str(one.refusal) for one in mine] == ["stopping"] * 3
    assert turns.waiting == 0


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3), st.booleans()), max_size=60))
def test_nobody_is_lost_and_no_limit_is_passed(events: list[tuple[str, int, bool]]) -> None:
    """Whatever comes and goes, each query is waiting, running, refused or done, within the limits."""
    clock = Clock()
    turns, running, all_of_them, done = Turns(RULES, clock), list[Turn](), list[Turn](), 0
    for client, shape, ends in events:
        if ends and running:
            turns.end(running.pop(0), is_done=shape > 0)
            done += 1
        else:
            turns.enter(one := turn(client, shape))
            all_of_them.append(one)
        clock.now += 0.07
        for late in turns.overdue():
            if turns.is_slow_free():
                turns.turns_slow(late)
        while len(running) < RULES.workers and (called := turns.next(quick=True, slow=True)):
            running.append(called)
        assert turns.running == len(running) <= RULES.workers
        assert turns.waiting <= RULES.waiting
        assert sum(one.lane is Lane.SLOW for one in running) <= RULES.slow_workers
        assert all(sum(one.client.key == name for one in running) <= RULES.each for name in "abc")
    refused = sum(one.refusal is not None for one in all_of_them)
    assert len(all_of_them) == done + refused + turns.running + turns.waiting


def test_history_of_shapes() -> None:
    """One slow run makes an unknown shape slow, two a quick one; a quick run makes it quick."""
    history = History()
    seen = []
    for kind in ("slow", "quick", "slow", "slow"):
        if kind == "slow":
            history.slow(1, "", 0.0)
        else:
            history.quick(1, "")
        seen.append(history.lane(1, "", 0.0))
    assert seen == [Lane.SLOW, Lane.QUICK, Lane.UNKNOWN, Lane.SLOW]
    assert history.lane(2, "", 0.0) is Lane.UNKNOWN


def test_quick_shapes_are_not_misjudged() -> None:
    """A shape that was quick many times is not taken to be slow for a few slow runs on a busy machine."""
    history = History()
    for _ in range(20):
        history.quick(1, "")
    lanes = []
    for _ in range(5):
        history.slow(1, "", 0.0)
        lanes.append(history.lane(1, "", 0.0))
    assert lanes == [Lane.QUICK, Lane.QUICK, Lane.QUICK, Lane.UNKNOWN, Lane.SLOW]


def test_history_of_clients() -> None:
    """A client whose last queries all were slow is taken to go on so, until one is quick or time passes."""
    history = History()
    for shape in range(STREAK):
        assert history.lane(99, "a", 0.0) is Lane.UNKNOWN
        history.slow(shape, "a", 0.0)
    assert history.lane(99, "a", 1.0) is Lane.SLOW
    assert history.lane(99, "b", 1.0) is Lane.UNKNOWN
    assert history.lane(99, "a", LASTING + 1) is Lane.UNKNOWN
    history.quick(5, "a")
    assert history.lane(99, "a", 1.0) is Lane.UNKNOWN


def test_history_is_bounded() -> None:
    """What was not met for long is forgotten."""
    history = History()
    for number in range(REMEMBERED + 10):
        history.slow(number, str(number), 0.0)
    assert (len(history._shapes), len(history._streaks)) == (REMEMBERED, REMEMBERED)
    assert history.lane(0, "", 0.0) is Lane.UNKNOWN


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ('ASK { ?a ?b "one" }', 'ask { ?x ?y "two" } # 7', True),
        ("ASK { VALUES ?a { 1 2 3 } }", "ASK { VALUES ?a { 1 2 4 5 } }", True),
        ("ASK { <x:a> ?b 'c' }", "ASK { ?a ?b 'c' }", False),
        ("ASK { ?a ?b ?c }", "ASK { ?a ?b ?c . ?d ?e ?f }", False),
        ("ASK { VALUES ?a { 1 } }", f"ASK {{ VALUES ?a {{ {'1 ' * 100} }} }}", False),
    ],
)
def test_shapes(one: str, other: str, same: bool) -> None:
    """Queries of one shape differ in their terms and a little in length, and in nothing else."""
    assert (examine(one).shape == examine(other).shape) is same


def test_turns_are_by_client_in_order() -> None:
    """With one worker, three clients with two queries each are answered in rounds."""
    turns = Turns(replace(RULES, workers=1, slow_workers=0))
    entered(turns, *(turn(name) for name in "aabbcc"))
    order = []
    for _ in itertools.repeat(None, 6):
        one = turns.next(quick=True, slow=False)
        assert one is not None
        assert turns.next(quick=False, slow=False) is None
        order.append(one.client.key)
        turns.end(one, is_done=True)
    assert "".join(order) == "abcabc"
