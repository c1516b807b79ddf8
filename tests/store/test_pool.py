"""Worker processes: what they answer, how they end, and what becomes of the queries of others."""

from __future__ import annotations

import contextlib
import itertools
import logging
import os
import resource
import signal
import socket
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from multiprocessing import connection
from pathlib import Path
from typing import Any

import pytest

from server.config import Settings
from server.errors import (
    Overloaded,
    Place,
    QueryError,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    ResultTooLarge,
    StartError,
    WorkerLost,
    WorkerMemory,
)
from server.store import child as child_module
from server.store import frames
from server.store import pool as pool_module
from server.store.child import _error
from server.store.evaluate import Task
from server.store.nursery import Birth, Nursery
from server.store.pool import Pool
from server.store.turns import Rules, Turn
from server.store.worker import Opening, _refuse
from tests.running import alive, eventually
from tests.store.hostile import DOUBLING, ENDLESS, HUNGRY, LONG, UNSORTABLE

MEGABYTE = 1024 * 1024


#: Takes some seconds, and has a small answer.
PATIENT = (
    "SELECT (COUNT(*) AS ?n) { VALUES ?a { %s } VALUES ?b { %s } FILTER(REGEX(STR(?a + ?b), '^9*$')) }"
    % ((" ".join(map(str, range(2000))),) * 2)
)


@pytest.fixture
def quads(tmp_path: Path) -> Path:
    """A file with one quad."""
    path = tmp_path / "quads.nq"
    path.write_text('<http://e/s> <http://e/p> "here" .\n', encoding="utf-8")
    return path


def rules_of(**chosen: float) -> Rules:
    """Two workers for short queries, one for long ones, and a patient queue, but for what is chosen."""
    settings: dict[str, Any] = {"workers": 3, "queue_seconds": 20.0, "slow_workers": 1, **chosen}
    return Rules.of(Settings(**settings))


@contextlib.contextmanager
def pool_of(path: Path, *, memory: int = 256 * MEGABYTE, **rules: float) -> Iterator[Pool]:
    """A pool over a file, closed at the end."""
    opening = Opening(str(path), on_disk=False, union=False, base_iri="http://e/", memory=memory)
    pool = Pool(opening, rules_of(**rules))
    try:
        yield pool
    finally:
        pool.close()


@pytest.fixture
def pool(quads: Path) -> Iterator[Pool]:
    """A pool of two workers."""
    with pool_of(quads) as made:
        yield made


def ask(pool: Pool, text: str = "ASK { ?s ?p ?o }", seconds: float = 10.0, limit: int = MEGABYTE) -> bytes:
    """The answer to a query in JSON."""
    file, length = pool.run(Task(text, "json", False, None, None, seconds), limit)
    with file:
        found = file.read()
    assert len(found) == length
    return found


def expect_timeout(pool: Pool) -> None:
    """Run a query that is ended after a second."""
    with pytest.raises(QueryTimeout):
        ask(pool, ENDLESS, 1.0)


def assert_well(pool: Pool) -> None:
    """The next query is answered right and soon."""
    start = time.monotonic()
    assert ask(pool) == b'{"head":{},"boolean":true}'
    assert time.monotonic() - start < 5


def test_answers_are_whole(pool: Pool) -> None:
    """A small answer, and one that goes through a temporary file."""
    assert_well(pool)
    text = "SELECT * { VALUES ?a { %s } VALUES ?b { %s } }" % ((" ".join(map(str, range(400))),) * 2)
    assert ask(pool, text, limit=64 * MEGABYTE).count(b'"a":{') == 160_000


def test_refusals_leave_the_worker_alone(pool: Pool) -> None:
    """A mistake in a query costs nobody a process."""
    before = pool.pids()
    with pytest.raises(QuerySyntaxError) as wrong:
        ask(pool, "ASK {\n ?s }")
    assert wrong.value.place is not None
    assert wrong.value.place.line == 2
    with pytest.raises(QueryRefused, match="Turtle cannot hold"):
        pool.run(Task("ASK {}", "ttl", False, None, None, 1.0), MEGABYTE)
    assert set(before) <= set(pool.pids())
    assert_well(pool)


def test_unknown_functions_after_the_first_piece(pool: Pool) -> None:
    """Each call has no value, and the answer is whole."""
    assert (
        ask(pool, "SELECT (<http://f/x>(1) AS ?x) {}")
        == b'{"head":{"vars":["x"]},"results":{"bindings":[{}]}}'
    )


@pytest.mark.parametrize(
    "text",
    [ENDLESS, 'ASK { FILTER(REGEX("x", "y")) ' + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(120)) + "}"],
)
def test_the_deadline_is_kept(pool: Pool, text: str) -> None:
    """The answer comes at the deadline, before the worker is replaced, and the next query finds one."""
    start = time.monotonic()
    with contextlib.suppress(QueryTimeout):
        ask(pool, text, seconds=0.5)
    assert time.monotonic() - start < 1.0
    assert_well(pool)


def test_timeouts_say_when_to_come_back(pool: Pool) -> None:
    """A query that never ends is ended, and its process with it."""
    before = pool.pids()
    with pytest.raises(QueryTimeout, match=r"0\.3 seconds") as late:
        ask(pool, ENDLESS, seconds=0.3)
    assert (late.value.status, late.value.retry_after) == (503, 1)
    eventually(lambda: sum(map(alive, before)) < len(before))
    assert_well(pool)


@pytest.mark.parametrize("text", [HUNGRY, DOUBLING])
def test_memory_is_limited(pool: Pool, text: str) -> None:
    """A query that wants too much memory ends its worker only."""
    with pytest.raises(WorkerMemory) as wrong:
        ask(pool, text, seconds=60)
    assert wrong.value.status == 503
    assert_well(pool)


def test_results_are_limited(pool: Pool) -> None:
    """An answer beyond the limit is refused, never cut short."""
    with pytest.raises(ResultTooLarge, match="1,048,576 bytes") as wrong:
        ask(pool, LONG, seconds=60)
    assert wrong.value.status == 413
    assert_well(pool)


def test_a_killed_worker_is_replaced_at_once(pool: Pool) -> None:
    """Nobody notices that an idle worker was killed."""
    (victim, *_) = pool.pids()
    os.kill(victim, signal.SIGKILL)
    assert_well(pool)
    eventually(lambda: victim not in pool.pids() and pool.ready())
    assert not alive(victim)


def test_a_query_survives_the_death_of_its_worker(pool: Pool) -> None:
    """The query of a worker that somebody kills is given to another."""
    answers: list[bytes] = []
    thread = threading.Thread(target=lambda: answers.append(ask(pool, PATIENT, seconds=60)))
    (victim,) = pool.pids()
    thread.start()
    eventually(lambda: len(pool.pids()) == 2)  # the other one has been started since this one is busy
    os.kill(victim, signal.SIGKILL)
    thread.join(60)
    assert len(answers) == 1
    assert b'"value"' in answers[0]


def test_a_query_is_not_tried_for_ever(pool: Pool) -> None:
    """A query whose workers are killed again and again is told to come back."""
    refused: list[Overloaded] = []

    def run() -> None:
        with pytest.raises(Overloaded) as wrong:
            ask(pool, ENDLESS, seconds=60)
        refused.append(wrong.value)

    thread = threading.Thread(target=run)
    thread.start()
    while thread.is_alive():
        for pid in pool.pids():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)
    thread.join()
    assert refused[0].retry_after == 1
    eventually(pool.ready)
    assert_well(pool)


def test_a_stopped_worker_ends_by_the_deadline(pool: Pool) -> None:
    """A worker that hangs costs its query, no other."""
    (victim,) = pool.pids()
    os.kill(victim, signal.SIGSTOP)
    with pytest.raises(QueryTimeout):
        ask(pool, seconds=0.3)
    assert_well(pool)
    eventually(lambda: not alive(victim))


@pytest.mark.parametrize(
    ("number", "error"),
    [(signal.SIGSEGV, WorkerLost), (signal.SIGALRM, QueryTimeout), (signal.SIGABRT, WorkerMemory)],
)
def test_how_a_worker_ended_is_told(pool: Pool, number: signal.Signals, error: type[Exception]) -> None:
    """The status of a process that ended says what its query is told."""
    (victim,) = pool.pids()
    timer = threading.Timer(0.3, os.kill, (victim, number))
    timer.start()
    with pytest.raises(error):
        ask(pool, ENDLESS, seconds=30)
    timer.join()
    assert_well(pool)


def test_a_worker_that_does_not_say_how_it_ended(quads: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that closes its socket and lives on is given up."""
    monkeypatch.setattr(child_module, "_REAP", 0.05)
    with pool_of(quads) as pool:
        (victim,) = pool.pids()
        os.kill(victim, signal.SIGSTOP)
        (child,) = pool._children
        threading.Timer(0.2, child._socket.shutdown, (socket.SHUT_RDWR,)).start()
        with pytest.raises(WorkerLost):
            ask(pool, seconds=30)
        assert_well(pool)


def test_a_worker_that_dies_as_it_is_given_back(pool: Pool) -> None:
    """It is not lent again, and its socket is closed by the one who had it."""
    turn = Turn()
    child = pool._borrow(turn, time.monotonic() + 10)
    child.kill()
    eventually(lambda: child not in pool._children)
    assert child._socket.fileno() >= 0
    pool._give_back(turn, child)
    assert child._socket.fileno() < 0
    assert_well(pool)


def test_values_that_the_engine_cannot_sort(pool: Pool) -> None:
    """Where the engine ends over them, the query is told what to sort by, and is answered then."""
    with pytest.raises(WorkerLost, match=r"as ORDER BY STR\(\?x\)"):
        ask(pool, UNSORTABLE)
    assert ask(pool, UNSORTABLE.replace("ORDER BY ?x", "ORDER BY STR(?x)")).count(b'"x":{') == 300


def test_no_time_is_left(quads: Path) -> None:
    """A deadline that has passed is told before anything is sent."""
    with pool_of(quads) as pool:
        (child,) = pool._children
        with pytest.raises(QueryTimeout):
            child.run(Task("ASK {}", "json", False, None, None, 1.0), time.monotonic() - 1, MEGABYTE)


def test_workers_are_few_and_the_queue_is_short(quads: Path) -> None:
    """With all workers busy a query waits as long as it may and is told to come back."""
    with pool_of(quads, workers=1, queue_seconds=0.2) as pool:
        busy = threading.Thread(target=expect_timeout, args=(pool,))
        busy.start()
        eventually(lambda: bool(pool._lent))
        start = time.monotonic()
        with pytest.raises(Overloaded) as wrong:
            ask(pool)
        assert 0.1 < time.monotonic() - start < 0.8
        assert (wrong.value.status, wrong.value.retry_after) == (503, 1)
        busy.join()
        eventually(pool.ready)


def test_a_query_waits_for_its_turn(quads: Path) -> None:
    """A worker that comes free answers the next in the queue."""
    with pool_of(quads, workers=1, queue_seconds=30) as pool:
        answers: list[bytes] = []
        threads = [threading.Thread(target=lambda: answers.append(ask(pool))) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(answers) == 20
        assert len(pool.pids()) == 1


@pytest.mark.parametrize("late", [0.0, 0.3])
def test_the_pool_grows_by_need(quads: Path, late: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is one worker at first, then a spare one however short that is busy, never more than allowed."""

    def wait_late(readable: list[Any], timeout: float | None) -> list[Any]:
        found = connection.wait(readable, timeout)
        time.sleep(late)
        return found

    monkeypatch.setattr(pool_module, "wait", wait_late)
    with pool_of(quads) as pool:
        assert len(pool.pids()) == 1
        assert_well(pool)
        eventually(lambda: len(pool.pids()) == 2)
        for _ in range(5):
            assert_well(pool)
        assert len(pool.pids()) == 2


def test_close_ends_everything(quads: Path) -> None:
    """Workers end with the pool, a waiting query is told, and closing twice does nothing."""
    with pool_of(quads, workers=1, queue_seconds=60) as pool:
        errors: list[Exception] = []

        def run() -> None:
            try:
                ask(pool, ENDLESS, seconds=60)
            except Overloaded as error:
                errors.append(error)

        threads = [threading.Thread(target=run) for _ in range(2)]
        for thread in threads:
            thread.start()
        time.sleep(0.3)
        pids = pool.pids()
        pool.close()
        pool.close()
        for thread in threads:
            thread.join(10)
        assert len(errors) == 2
        assert not any(map(alive, pids))
        assert not pool.ready()
        with pytest.raises(Overloaded):
            ask(pool)


def test_hundreds_one_after_the_other(quads: Path) -> None:
    """A closed pool leaves no descriptor, thread or process behind."""
    with pool_of(quads):
        pass
    descriptors, threads = len(list(Path("/proc/self/fd").iterdir())), threading.active_count()
    for _ in range(10):
        with pool_of(quads) as pool:
            assert_well(pool)
    assert len(list(Path("/proc/self/fd").iterdir())) == descriptors
    assert threading.active_count() == threads


def test_data_that_no_worker_can_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The start fails with the worker's last words."""
    monkeypatch.setattr("server.store.attempts._PAUSE", 0.01)
    with pytest.raises(StartError, match="No such file"), pool_of(tmp_path / "absent.nq"):
        pass


def test_a_worker_that_cannot_be_started(quads: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system gives no process, the start fails and says why."""

    def refuse(_nursery: Nursery) -> Birth:
        raise OSError("no more processes")

    monkeypatch.setattr("server.store.attempts._PAUSE", 0.01)
    monkeypatch.setattr("server.store.nursery.Nursery.birth", refuse)
    with pytest.raises(StartError, match="no more processes"), pool_of(quads):
        pass


def test_a_pool_that_was_up_does_not_give_up(quads: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once it was up, it goes on trying to replace a worker."""
    monkeypatch.setattr("server.store.attempts._PAUSE", 0.01)
    with pool_of(quads, workers=1) as pool:
        quads.rename(quads.with_suffix(".away"))
        kill_nursery(pool)
        eventually(lambda: pool._attempts.failures > 6, 30)
        assert not pool.ready()
        quads.with_suffix(".away").rename(quads)
        eventually(pool.ready, 30)
        assert_well(pool)


def kill_nursery(pool: Pool) -> None:
    """Kill the process that workers come from, as somebody might."""
    assert pool._nursery is not None
    os.kill(pool._nursery.pid, signal.SIGKILL)


@pytest.mark.parametrize("is_ready", [True, False])
def test_what_workers_come_from_is_replaced(quads: Path, *, is_ready: bool) -> None:
    """Its workers end with it, the queries that they worked on are answered by others, no process stays."""
    answers: list[bytes] = []
    with pool_of(quads, workers=2) as pool:
        before = pool.pids()
        asking = threading.Thread(target=lambda: answers.append(ask(pool, PATIENT, 60)))
        asking.start()
        eventually(lambda: bool(pool._lent))
        if is_ready:
            eventually(lambda: len(pool.pids()) == 2)
        kill_nursery(pool)
        asking.join(60)
        assert answers
        eventually(lambda: not any(map(alive, before)))
        assert_well(pool)


def test_workers_do_not_draw_the_same(quads: Path) -> None:
    """Each draws numbers of its own, although all were one process once."""
    with pool_of(quads, workers=2) as pool:
        drawn = []
        for _ in range(4):
            drawn.append(ask(pool, "SELECT (UUID() AS ?u) (RAND() AS ?r) (BNODE() AS ?b) {}"))
            replace_all(pool)
        assert len(set(drawn)) == 4


@contextlib.contextmanager
def starved(descriptors: int) -> Iterator[None]:
    """Let this process have so few descriptors that it can open none."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def replace_all(pool: Pool) -> None:
    """Kill every worker that is there, once, and wait for others."""
    before = set(pool._children)
    for child in before:
        child.kill()
    eventually(lambda: not before & set(pool._children) and pool.ready())


def kill_all(pool: Pool) -> None:
    """Kill every worker, ready or not, until none is left."""

    def none_is_left() -> bool:
        for child in list(pool._children):
            child.kill()
        return not pool._children

    eventually(none_is_left)


def test_one_starvation_after_the_other(quads: Path) -> None:
    """However often no worker could be started, the next one is there soon after one can be."""
    with pool_of(quads) as pool:
        for _ in range(3):
            with starved(3):
                kill_all(pool)
                eventually(lambda: pool._attempts.failures >= 4)
            begin = time.monotonic()
            eventually(pool.ready)
            assert time.monotonic() - begin < 2
            assert_well(pool)
            assert pool._attempts.failures == 0


def test_pauses_between_starts_grow(quads: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """First attempts follow quickly, later ones do not keep the machine busy; queries do not hurry them."""
    at: list[float] = []

    def refuse(_nursery: Nursery) -> Birth:
        at.append(time.monotonic())
        raise OSError("no more processes")

    with pool_of(quads, workers=1) as pool:
        monkeypatch.setattr("server.store.nursery.Nursery.birth", refuse)
        os.kill(pool.pids()[0], signal.SIGKILL)
        end = time.monotonic() + 1.5
        while time.monotonic() < end:
            pool._wake()
            time.sleep(0.005)
        monkeypatch.undo()
        eventually(pool.ready)
    pauses = [later - earlier for earlier, later in itertools.pairwise(at)]
    assert pauses[0] >= 0.05
    assert pauses[1] >= 0.1
    assert min(pauses[2:]) >= 0.2
    assert 4 <= len(at) <= 10


def test_the_keeper_goes_on(quads: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Where the system does not even let it look at its workers, it says so once and looks again later."""
    with pool_of(quads) as pool:
        with starved(0):
            os.kill(pool.pids()[0], signal.SIGKILL)
            eventually(lambda: pool._stumbles >= 3)
        eventually(lambda: pool._stumbles == 0 and pool.ready())
        assert_well(pool)
    assert caplog.text.count("the workers could not be seen to") == 1


def test_a_worker_that_never_gets_ready(quads: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The start does not wait for ever."""
    monkeypatch.setattr("server.store.pool._FIRST_START", 0.0)
    with pytest.raises(StartError, match="no worker became ready"), pool_of(quads):
        pass


@pytest.mark.parametrize(
    "error", [QuerySyntaxError("a", place=Place(1, 2)), WorkerMemory("b"), QueryRefused("c", status=406)]
)
def test_errors_cross_the_socket(error: QueryError) -> None:
    """What a worker raises is raised again in the server."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        _refuse(theirs, error)
        message = frames.Inbox(ours).next()
    assert message is not None
    found = _error(message[1])
    assert (type(found), str(found), found.status, found.place) == (
        type(error),
        str(error),
        error.status,
        error.place,
    )


def test_the_log_tells_of_ends(pool: Pool, caplog: pytest.LogCaptureFixture) -> None:
    """Each end of a worker is in the log, with its last words escaped."""
    with caplog.at_level(logging.INFO, "server.store.pool"):
        (victim,) = pool.pids()
        os.kill(victim, signal.SIGKILL)
        eventually(lambda: bool(caplog.records))
    assert f"worker {victim} ended with status -9" in caplog.text


def test_workers_end_with_the_server(quads: Path) -> None:
    """No worker outlives a server that was killed, busy or not."""
    program = f"""
import sys, threading, time
from tests.store.test_pool import ENDLESS, Path, ask, pool_of
with pool_of(Path({str(quads)!r})) as pool:
    threading.Thread(target=ask, args=(pool, ENDLESS, 60.0), daemon=True).start()
    while len(pool.pids()) < 2:
        time.sleep(0.01)
    print(*pool.pids(), flush=True)
    time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        pids = [int(pid) for pid in server.stdout.readline().split()]
        assert all(map(alive, pids))
        server.kill()
    eventually(lambda: not any(map(alive, pids)))


def test_a_worker_reaches_neither_network_nor_files(quads: Path) -> None:
    """Even past the guard nothing is fetched: the worker has no descriptor left to fetch with."""
    hits: list[str] = []

    class Canary(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            hits.append(str(self.client_address))

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Canary) as canary, pool_of(quads) as pool:
        threading.Thread(target=canary.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{canary.server_address[1]}/"
        for text in (
            f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}",
            f"SELECT * {{ SERVICE SILENT <{address}> {{ ?s ?p ?o }} }}",
            f"SELECT * {{ VALUES ?e {{ <{address}> }} SERVICE ?e {{ ?s ?p ?o }} }}",
            f"ASK FROM <{address}> {{ ?s ?p ?o }}",
            f"ASK FROM NAMED <{address}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        ):
            with contextlib.suppress(QueryRefused):
                ask(pool, text)
        with pytest.raises(QueryRefused, match="Too many open files"):
            ask(pool, f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}")
        canary.shutdown()
    assert hits == []
