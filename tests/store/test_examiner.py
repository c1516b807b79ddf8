"""Queries are read as the guard reads them, the small before the large, and one that is large by another."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.errors import Overloaded, Place, QueryError, QuerySyntaxError
from server.store.examiner import LARGE, Examiner
from server.store.gate import Gate
from server.store.guard import examine
from tests.running import alive, eventually

PADDING = "# " + "x" * LARGE + "\n"


@pytest.fixture
def examiner() -> Iterator[Examiner]:
    """One that is closed at the end."""
    made = Examiner(patience=5)
    yield made
    made.close()


@pytest.mark.parametrize("padding", ["", PADDING])
@pytest.mark.parametrize(
    "text",
    ["ASK {}", "SELECT (NOW() AS ?t) FROM <x:y> {}", "DESCRIBE <x:y>", "SELECT ?a { VALUES ?a { 1 2 } }"],
)
def test_large_and_small_are_read_alike(examiner: Examiner, text: str, padding: str) -> None:
    """Where a query is read makes no difference but for its shape, which is of one process."""
    found, expected = examiner.examine(padding + text), examine(padding + text)
    assert (found.text, found.kind, found.volatile, found.has_dataset, found.services) == (
        expected.text,
        expected.kind,
        expected.volatile,
        expected.has_dataset,
        expected.services,
    )


@pytest.mark.parametrize("padding", ["", PADDING])
@pytest.mark.parametrize("text", ["SELEC", "ASK { SERVICE <http://e/> {} }", "ASK " + "{" * 100, "CLEAR ALL"])
def test_large_and_small_are_refused_alike(examiner: Examiner, text: str, padding: str) -> None:
    """An error comes back as it was, with its place."""
    seen = []
    for read in (examiner.examine, examine):
        with pytest.raises(QueryError) as wrong:
            read(padding + text)
        seen.append((type(wrong.value), str(wrong.value), wrong.value.status, wrong.value.place))
    assert seen[0] == seen[1]


def test_the_shape_of_large_ones_is_the_same_each_time(examiner: Examiner) -> None:
    """Large queries of one shape are known again."""
    lists = [f"ASK {{ VALUES ?a {{ {number} {'1 ' * LARGE} }} }}" for number in (5, 6)]
    assert len({examiner.examine(text).shape for text in lists}) == 1


def test_the_process_is_replaced(examiner: Examiner) -> None:
    """Where somebody kills it, a query is told to come back, and the next is read."""
    examiner.examine(PADDING + "ASK {}")
    reader = examiner._reader
    assert reader is not None
    os.kill(reader._process.pid, signal.SIGKILL)
    with pytest.raises(Overloaded):
        examiner.examine(PADDING + "ASK {}")
    assert examiner.examine(PADDING + "ASK {}").kind.value == "ASK"


def test_nothing_is_left_behind(examiner: Examiner) -> None:
    """The process ends with the examiner, and descriptors are given back."""
    before = len(list(Path("/proc/self/fd").iterdir()))
    examiner.examine(PADDING + "ASK {}")
    reader = examiner._reader
    assert reader is not None
    examiner.close()
    examiner.close()
    eventually(lambda: not alive(reader._process.pid))
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_large_ones_do_not_hold_up_small_ones(examiner: Examiner) -> None:
    """While a long list is read, short queries are."""
    examiner.examine(PADDING + "ASK {}")
    text = "ASK { VALUES ?a { " + "1 " * 99_000 + "} }"
    taken: list[float] = []
    while len(taken) < 10:  # the faster it is read, the fewer are meanwhile
        thread = threading.Thread(target=examiner.examine, args=(text,))
        thread.start()
        while thread.is_alive():
            start = time.perf_counter()
            examiner.examine("ASK {}")
            taken.append(time.perf_counter() - start)
            time.sleep(0.005)
    assert sorted(taken)[len(taken) // 2] < 0.05


def test_an_open_string_in_a_large_query(examiner: Examiner) -> None:
    """The place of a mistake is told there, too."""
    with pytest.raises(QuerySyntaxError) as wrong:
        examiner.examine(PADDING + "ASK { ?s ?p 'x }")
    assert wrong.value.place == Place(2, 13)


def test_the_smallest_is_next() -> None:
    """Of those who wait at a gate the smallest goes first."""
    gate, order = Gate(1, 5), list[int]()

    def go(size: int) -> None:
        with gate.entered(size):
            order.append(size)

    threads = [threading.Thread(target=go, args=(size,)) for size in (30, 10, 20)]
    with gate.entered(0):
        for thread in threads:
            thread.start()
        eventually(lambda: len(gate._waiting) == 3)
    for thread in threads:
        thread.join()
    assert order == [10, 20, 30]
    with gate.entered(0):
        assert gate._free == 0
    assert gate._free == 1


def test_nobody_waits_at_a_gate_for_ever() -> None:
    """Who has waited long enough is told to come back, and the gate forgets them."""
    gate = Gate(1, 0.05)
    with gate.entered(1), pytest.raises(Overloaded) as wrong, gate.entered(1):
        pass
    assert wrong.value.retry_after == 2
    assert (gate._waiting, gate._free) == ([], 1)
