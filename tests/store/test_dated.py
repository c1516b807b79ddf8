"""A release asked as of days: which store answers, how many there are, and what goes wrong."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse, serialize

from server.config import Settings
from server.errors import Overloaded, QuerySyntaxError, ServiceRefused, TooMany, WorkerLost
from server.formats import CSV
from server.holding import Held
from server.names import ID
from server.release.dated import POSSIBLE
from server.release.terms import node
from server.store import dated
from server.store import making as making_module
from server.store.dated import DatedStore
from server.store.dating import FOLLOWING, write
from server.store.embedded import EmbeddedStore, contents_of_release
from server.store.guard import examine
from server.store.making import Making
from server.store.protocol import ANYBODY, Client, QueryRequest
from server.store.services import Service

SETTINGS = Settings(query_timeout=5, query_memory=512, result_limit=1, workers=1)

TRIG = """
PREFIX plate: <https://w3id.org/nameplate/ontology/>
PREFIX id: <https://w3id.org/nameplate/id/>
PREFIX graph: <https://w3id.org/nameplate/graph/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
graph:ontology {
  plate:Subordination plate:projectsTo org:subOrganizationOf .
  org:subOrganizationOf owl:inverseOf org:hasSubOrganization .
}
<https://w3id.org/nameplate/graph/facts/doc-000> {
  id:r a plate:Subordination ; plate:standing plate:Endorsed ;
    plate:relationSubject id:a ; plate:relationObject id:b .
  id:s a plate:Subordination ; plate:standing plate:Endorsed ;
    plate:relationSubject id:a ; plate:relationObject id:c .
}
graph:bounds {
  id:r plate:startsEarliest "2010-01-01"^^xsd:date ; plate:startsLatest "2010-12-31"^^xsd:date ;
    plate:endsEarliest "2014-01-01"^^xsd:date ; plate:endsLatest "2014-12-31"^^xsd:date .
  id:s plate:startsEarliest "2014-01-01"^^xsd:date ; plate:startsLatest "2014-12-31"^^xsd:date ;
    plate:endsEarliest "2020-01-01"^^xsd:date .
}
graph:current { id:a org:subOrganizationOf id:c }
graph:inferred { id:c org:hasSubOrganization id:a }
"""

SUPERIOR = node("org:subOrganizationOf")
ABOVE = "SELECT ?x { id:a org:subOrganizationOf ?x }"
BELOW = "SELECT ?x { ?x org:hasSubOrganization id:a }"
PERHAPS = "SELECT ?x { GRAPH graph:possible { id:a org:subOrganizationOf ?x } }"
NOW = "SELECT ?x FROM graph:current { id:a org:subOrganizationOf ?x }"
PREFIXES = (
    "PREFIX id: <https://w3id.org/nameplate/id/> PREFIX graph: <https://w3id.org/nameplate/graph/> "
    "PREFIX org: <http://www.w3.org/ns/org#> "
)


@pytest.fixture(scope="module")
def quads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The quads of a release: `a` is under `b` and then, from some day of 2014, under `c`."""
    path = tmp_path_factory.mktemp("dated") / "quads.nq"
    path.write_bytes(serialize(parse(TRIG, format=RdfFormat.TRIG), format=RdfFormat.N_QUADS) or b"")
    return path


@pytest.fixture(scope="module")
def base(quads: Path) -> Iterator[EmbeddedStore]:
    """The store of the release as it is last known."""
    made = EmbeddedStore(quads, contents_of_release("tag", {}), SETTINGS)
    yield made
    made.close()


@pytest.fixture(scope="module")
def store(base: EmbeddedStore, quads: Path) -> Iterator[DatedStore]:
    """The store that knows days, two states at once."""
    made = DatedStore(base, quads, SETTINGS, most=2)
    yield made
    made.close()


def asked(text: str, first: str | None, last: str | None = None) -> QueryRequest:
    """A request as of a day or period, or none."""
    at = None if first is None else (date.fromisoformat(first), date.fromisoformat(last or first))
    return QueryRequest(examine(PREFIXES + text), CSV, at=at)


def things(store: DatedStore, text: str, first: str | None, last: str | None = None) -> list[str]:
    """The things of a column, sorted."""
    with store.query(asked(text, first, last)) as answer:
        return sorted(line.rpartition("/")[2] for line in answer.read().decode().split()[1:])


@pytest.mark.parametrize(
    ("first", "last", "certain", "perhaps"),
    [
        (None, None, ["c"], []),
        ("2012-05-05", None, ["b"], []),
        ("2014-06-01", None, [], ["b", "c"]),
        ("2016-05-05", None, ["c"], []),
        ("2010-01-01", "2016-12-31", ["b", "c"], []),
        ("1800-01-01", None, [], []),
        ("2100-01-01", None, [], ["c"]),
    ],
)
def test_three_answers(
    store: DatedStore, first: str | None, last: str | None, certain: list[str], perhaps: list[str]
) -> None:
    """What is certain stands in the default graph with what follows, what may be only in its own graph."""
    assert things(store, ABOVE, first, last) == certain
    assert things(store, BELOW, first, last) == certain
    assert things(store, NOW, first, last) == certain
    assert things(store, PERHAPS, first, last) == perhaps


def test_states_are_shared_and_few(store: DatedStore, base: EmbeddedStore) -> None:
    """Days between which nothing changes share a state, and the one least lately used makes room."""
    held = store._states
    things(store, ABOVE, "2012-01-01")
    things(store, ABOVE, "2013-06-30")
    assert len({things(store, ABOVE, f"2012-{month:02}-01")[0] for month in range(1, 13)}) == 1
    before = list(held)[-1]
    things(store, ABOVE, "2016-01-01")
    assert before in held
    things(store, ABOVE, "2100-01-01")
    assert before not in held
    assert len(held) == 2
    assert base.ready()


def test_what_is_the_same_for_every_period_is_made_once(quads: Path, tmp_path: Path) -> None:
    """What follows from the last known state is written by the first period, and read for the others."""
    first, later = date(2012, 6, 30), date(2016, 6, 30)
    kept = tmp_path / FOLLOWING
    write(quads, first, first, tmp_path / "first.nq")
    written = kept.stat().st_ino
    counts = write(quads, later, later, tmp_path / "later.nq")
    assert kept.stat().st_ino == written
    (tmp_path / "apart").mkdir()
    assert write(quads, later, later, tmp_path / "apart" / "later.nq") == counts
    found = [(tmp_path / name).read_bytes() for name in ("later.nq", "apart/later.nq", "first.nq")]
    assert found[0] == found[1] != found[2]
    below = f"<{ID}c> <http://www.w3.org/ns/org#hasSubOrganization> <{ID}a>".encode()
    assert (below in found[0], below in found[2]) == (True, False)


def test_errors_of_the_query_are_its_own(store: DatedStore) -> None:
    """A mistake in the query is told as ever, and SERVICE is not offered with a day."""
    with pytest.raises(QuerySyntaxError):
        store.query(asked("SELECT ?x { ?x", "2012-01-01"))
    request = asked(ABOVE, "2012-01-01")
    query = replace(request.query, services=(Service.__new__(Service),))
    with pytest.raises(ServiceRefused):
        store.query(replace(request, query=query))


def test_many_states_at_once(base: EmbeddedStore, quads: Path) -> None:
    """With as many states in use as may be open, a question about another is told to come back."""
    made = DatedStore(base, quads, SETTINGS, most=1)
    inside, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with made._state((date(2012, 1, 1), date(2012, 1, 1)), 30):
            inside.set()
            leave.wait(30)

    try:
        with ThreadPoolExecutor(1) as threads:
            holding = threads.submit(hold)
            assert inside.wait(30)
            with pytest.raises(Overloaded, match="other states") as caught:
                made.query(asked(ABOVE, "2016-01-01"))
            leave.set()
            holding.result()
        assert caught.value.retry_after == 5
        assert things(made, ABOVE, "2016-01-01") == ["c"]
    finally:
        leave.set()
        made.close()


def test_a_state_that_is_not_ready_yet(
    base: EmbeddedStore, quads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who does not want to wait is told to come back, and then the state is there."""
    monkeypatch.setattr(dated, "PATIENCE", 0.0)
    made = DatedStore(base, quads, SETTINGS)
    try:
        with pytest.raises(Overloaded, match="being prepared"):
            made.query(asked(ABOVE, "2012-01-01"))
        monkeypatch.setattr(dated, "PATIENCE", 30.0)
        assert things(made, ABOVE, "2012-01-01") == ["b"]
    finally:
        made.close()


def test_a_state_that_cannot_be_made(base: EmbeddedStore, quads: Path, tmp_path: Path) -> None:
    """Where the file of the release is gone, the question fails, others do not, and it can be asked again."""
    missing = tmp_path / "quads.nq"
    made = DatedStore(base, missing, SETTINGS)
    try:
        with pytest.raises(WorkerLost, match="could not be prepared"):
            made.query(asked(ABOVE, "2012-01-01"))
        assert things(made, ABOVE, None) == ["c"]
        missing.write_bytes(quads.read_bytes())
        assert things(made, ABOVE, "2012-01-01") == ["b"]
    finally:
        made.close()


def test_closing(base: EmbeddedStore, quads: Path) -> None:
    """Closing ends what is being made, keeps the store behind, and may be done again."""
    made = DatedStore(base, quads, SETTINGS)
    with ThreadPoolExecutor(1) as threads:
        asking = threads.submit(made.query, asked(ABOVE, "2012-01-01"))
        while not made._process.is_running and not asking.done():
            threading.Event().wait(0.01)
        made.close()
        with pytest.raises((WorkerLost, Overloaded)):
            asking.result()
    made.close()
    with pytest.raises(Overloaded, match="stopping"):
        made.query(asked(ABOVE, "2012-01-01"))
    assert base.ready()


@pytest.mark.parametrize(
    ("day", "r", "s", "certain", "perhaps"),
    [
        ("2005-01-01", Held.NOT, Held.NOT, [], []),
        ("2010-06-01", Held.POSSIBLY, Held.NOT, [], ["b"]),
        ("2012-01-01", Held.CERTAINLY, Held.NOT, ["b"], []),
        ("2014-06-01", Held.POSSIBLY, Held.POSSIBLY, [], ["b", "c"]),
        ("2016-01-01", Held.NOT, Held.CERTAINLY, ["c"], []),
    ],
)
def test_documents_of_a_day(
    store: DatedStore, day: str, r: Held, s: Held, certain: list[str], perhaps: list[str]
) -> None:
    """Claims of other times are left out of a document and counted; what may have held stands apart."""
    answers = {ID + "r": r, ID + "s": s}
    with store.documents((date.fromisoformat(day),) * 2) as documents:
        assert {claim: documents.held(claim) for claim in answers} == answers
        assert documents.claims(ID + "a") == [c for c, held in answers.items() if held is not Held.NOT]
        assert documents.left_out(ID + "a") == [c for c, held in answers.items() if held is Held.NOT]
        superiors = [q.object for q in documents.own(ID + "a") if q.predicate == SUPERIOR]
        assert superiors == [NamedNode(ID + slug) for slug in certain]
        may = [Quad(NamedNode(ID + "a"), SUPERIOR, NamedNode(ID + slug), POSSIBLE) for slug in perhaps]
        assert documents.possible(ID + "a") == may
        whole = documents.document(ID + "a") or []
        assert [q for q in whole if q.graph_name == POSSIBLE] == may
        changed = [
            "2010-01-01",
            "2010-12-31",
            "2014-01-01",
            "2014-01-02",
            "2014-12-31",
            "2015-01-01",
            "2020-01-02",
        ]
        assert sorted(map(str, documents.changes(ID + "a"))) == changed


def test_documents_that_are_closed_with_the_store(base: EmbeddedStore, quads: Path) -> None:
    """Documents are lent by an open store alone."""
    store = DatedStore(base, quads, SETTINGS)
    day = (date(2012, 1, 1), date(2012, 1, 1))
    with store.documents(day) as documents:
        assert ID + "a" in documents
    store.close()
    with pytest.raises(Overloaded), store.documents(day):
        pass


def test_documents_that_are_not_ready_yet(base: EmbeddedStore, quads: Path) -> None:
    """Who cannot wait is told to come back, and finds them then; while some are made no others are begun."""
    store = DatedStore(base, quads, SETTINGS, most=1)
    one, other = ((date(year, 6, 1),) * 2 for year in (2012, 2016))
    try:
        with (
            pytest.raises(Overloaded, match="are being prepared") as hurried,
            store.documents(one, patience=0),
        ):
            pass
        with pytest.raises(Overloaded, match="1 other days are being prepared"), store.documents(other):
            pass
        assert hurried.value.retry_after
        with store.documents(one) as documents:
            assert documents.held(ID + "r") is Held.CERTAINLY
        with store.documents(other) as documents:
            assert documents.held(ID + "r") is Held.NOT
    finally:
        store.close()


class Purse:
    """An account that is tested: what each client has, in seconds, and what it was charged."""

    def __init__(self, **seconds: float) -> None:
        """Let each client have so much."""
        self.left = seconds
        self.charged: list[str] = []

    def check(self, client: Client) -> None:
        """Let a client pass who has something left."""
        if self.left.get(client.key, 0) <= 0:
            raise TooMany("nothing left", retry_after=7, extra={})

    def spend(self, client: Client, amount: float) -> None:
        """Take something."""
        assert amount > 0
        self.charged.append(client.key)
        self.left[client.key] = self.left.get(client.key, 0) - amount


def test_who_has_a_state_made_pays_for_it(base: EmbeddedStore, quads: Path) -> None:
    """The first who asks for a state is charged, once for queries and once for documents; the next is not."""
    purse = Purse(rich=100, poor=1e-9)
    making = Making(purse)
    store = DatedStore(base, quads, SETTINGS, making=making)
    rich, poor, broke = (Client(key, is_exempt=False) for key in ("rich", "poor", "broke"))
    one, other, third = ((date(year, 6, 1),) * 2 for year in (2012, 2016, 2014))
    try:
        with store.documents(one, client=rich) as documents:
            assert documents.held(ID + "r") is Held.CERTAINLY
        assert purse.charged == ["rich"]
        with store.documents(one, client=broke) as again:
            assert again is documents
        request = replace(
            asked(ABOVE, "2013-06-01"), client=broke
        )  # the same state, of which no store is open
        with pytest.raises(TooMany, match="nothing left") as refused:
            store.query(request)
        assert refused.value.retry_after == 7
        answer = store.query(replace(request, client=rich))
        assert 0 < answer.waited < 60
        assert answer.read().decode().split()[1:] == [ID + "b"]
        assert store.query(request).read().decode().split()[1:] == [ID + "b"]
        assert purse.charged == ["rich", "rich"]
        with store.documents(other, client=poor):
            pass
        with pytest.raises(TooMany), store.documents(third, client=poor):
            pass
        assert purse.charged == ["rich", "rich", "poor"]
        assert things(store, ABOVE, None) == ["c"]
    finally:
        store.close()
        making.close()


def test_one_client_has_few_states_under_way() -> None:
    """One client has so many states begun at once, others are served in turn; the exempt have no limit."""
    making, leave = Making(each=2), threading.Event()
    one, other = (Client(key, is_exempt=False) for key in ("one", "other"))
    try:
        begun = [making.begin(one, leave.wait), making.begin(one, leave.wait)]
        with pytest.raises(TooMany, match="2 days that you asked for") as refused:
            making.begin(one, leave.wait)
        assert (refused.value.retry_after, refused.value.extra["limit"]) == (5, 2)
        begun.append(making.begin(other, leave.wait))
        begun += [making.begin(ANYBODY, leave.wait) for _ in range(5)]
        leave.set()
        assert all(future.result(10) for future in begun)
        assert making.begin(one, lambda: "again").result(10) == "again"
    finally:
        leave.set()
        making.close()
    with pytest.raises(Overloaded, match="stopping"):
        making.begin(one, leave.wait)


def test_when_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """After what the last states took, for each that is before it, or as long again as this one has taken."""
    clock = [100.0]
    monkeypatch.setattr(making_module, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    making = Making()
    gates = [threading.Event() for _ in range(3)]
    started = [threading.Event() for _ in gates]

    def made(number: int) -> int:
        started[number].set()
        gates[number].wait(30)
        return number

    try:
        assert (making.due(), making.is_crowded) == (5, False)
        first = making.begin(ANYBODY, lambda: made(0))
        assert started[0].wait(10)
        assert (making.due(first), making.is_crowded) == (5, False)
        second = making.begin(ANYBODY, lambda: made(1))
        assert (making.due(first), making.due(second), making.is_crowded) == (5, 10, True)
        clock[0] += 2
        assert (making.due(first), making.due(second)) == (3, 8)
        clock[0] += 18
        assert (making.due(first), making.due(second)) == (20, 40)
        gates[0].set()
        assert started[1].wait(10)
        assert (making.due(first), making.due(second)) == (20, 20)
        clock[0] += 1
        gates[1].set()
        assert second.result(10) == 1
        third = making.begin(ANYBODY, lambda: made(2))
        assert started[2].wait(10)
        assert making.due(third) == 16
        clock[0] += 1000
        assert making.due(third) == 120
    finally:
        for gate in gates:
            gate.set()
        making.close()


def test_one_that_is_made_by_itself_does_not_step_back(
    base: EmbeddedStore, quads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first who asks is not starved by a busy machine; more than one at once give way to queries."""
    commands: list[list[str]] = []
    started, leave = threading.Event(), threading.Event()
    popen = subprocess.Popen

    def record(command: list[str], **more: Any) -> subprocess.Popen[bytes]:  # noqa: ANN401  (as the library has it)
        commands.append(command)
        return popen(command, **more)

    def other() -> bool:
        started.set()
        return leave.wait(30)

    monkeypatch.setattr(subprocess, "Popen", record)
    store = DatedStore(base, quads, SETTINGS)
    one, next_one = ((date(year, 6, 1),) * 2 for year in (2012, 2016))
    try:
        with store.documents(one):
            pass
        store.making.begin(ANYBODY, other)
        assert started.wait(30)
        with pytest.raises(Overloaded), store.documents(next_one, patience=0):
            pass
        store.making.begin(ANYBODY, lambda: None)
        leave.set()
        with store.documents(next_one):
            pass
        niceness = [command[-1] for command in commands if "server.store.dating" in command]
        assert niceness == ["0", "3"]
    finally:
        leave.set()
        store.close()


def test_few_wait_at_once() -> None:
    """Whoever waits holds a thread, so few do at once, and fewer of one client; the rest come back later."""
    making = Making(waiting=3, waiting_each=2)
    one, other = (Client(key, is_exempt=False) for key in ("one", "other"))
    with making.waiting(one), making.waiting(one):
        with pytest.raises(Overloaded, match="many are waiting") as refused, making.waiting(one):
            pass
        assert refused.value.retry_after == 3
        with making.waiting(other), pytest.raises(Overloaded), making.waiting(ANYBODY):
            pass
        with making.waiting(ANYBODY):
            pass
    with making.waiting(one):
        pass
    making.close()


def test_a_state_that_is_asked_for_again_stays(
    base: EmbeddedStore, quads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the files that are kept those go first that nobody has asked for since."""
    monkeypatch.setattr(dated, "_FILES", 2)
    store = DatedStore(base, quads, SETTINGS)
    days = [(date(year, 6, 1),) * 2 for year in (2012, 2016, 2014)]
    try:
        for day in (*days[:2], days[0], days[2]):
            with store.documents(day):
                pass
        folder = Path(store._folder.name) if store._folder else Path()
        assert len(list(folder.glob("*.json"))) == 2
        assert set(store._books) == {store._changes().same(days[0]), store._changes().same(days[2])}
    finally:
        store.close()
