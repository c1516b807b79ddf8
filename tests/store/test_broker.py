"""Queries with SERVICE from text to answer: a store, its workers, the broker, and stub partners."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from server.config import Settings
from server.errors import (
    Overloaded,
    PartnerFailed,
    Place,
    QueryError,
    QueryRefused,
    QuerySyntaxError,
    ServiceRefused,
    StartError,
)
from server.formats import JSON
from server.store import timed
from server.store.broker import BYTES, REQUESTS, Broker
from server.store.broker_circuit import FAILURES, REST, Circuits
from server.store.broker_fetch import Fetcher
from server.store.broker_results import fault
from server.store.federated import open_store
from server.store.guard import examine
from server.store.partners import partners
from server.store.protocol import Contents, QueryRequest, Store
from tests.running import eventually
from tests.store import stubs
from tests.store.stubs import Canary, Stub

PUBLIC = "91.198.174.192"
SETTINGS = Settings(query_timeout=5, query_memory=256, workers=2, queue_seconds=0.3)


@dataclass
class Asked:
    """A store whose queries may name every behaviour of a stub."""

    store: Store
    settings: Settings

    def rows(self, text: str, seconds: float | None = None) -> list[dict[str, str]]:
        """The rows of the answer."""
        query = examine(text, partners(self.settings.service_allow))
        with self.store.query(QueryRequest(query, JSON, seconds=seconds)) as answer:
            found = json.loads(answer.read())
        return [{name: term["value"] for name, term in row.items()} for row in found["results"]["bindings"]]


@contextlib.contextmanager
def asked(
    folder: Path, allow: Sequence[str], fetcher: Fetcher | None = None, **settings: object
) -> Iterator[Asked]:
    """A store of three triples that may ask these endpoints."""
    path = folder / "quads.nq"
    path.write_text("".join(f'<http://e/{n}> <http://e/p> "{n}" .\n' for n in (1, 2, 3)), encoding="utf-8")
    chosen = replace(SETTINGS, service_allow=tuple(allow), **settings)  # type: ignore[arg-type]  # fields of it
    with ExitStack() as held:
        store = open_store(path, Contents("tag", default_triples=3), chosen, held, fetcher=fetcher)
        yield Asked(store, chosen)


@pytest.fixture(scope="module")
def stub() -> Iterator[Stub]:
    """A partner that behaves as its paths say."""
    with Stub().serving() as made:
        yield made


BEHAVIOURS = [
    name.removeprefix("do_").replace("_", "-") for name in dir(stubs._Handler) if name.startswith("do_")
]


@pytest.fixture(scope="module")
def federated(stub: Stub, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    """A store that may ask the stub for every behaviour."""
    folder = tmp_path_factory.mktemp("federated")
    with asked(folder, [stub.url(name) for name in BEHAVIOURS]) as made:
        yield made


def joined(iri: str, silent: str = "") -> str:
    """A query that joins what is here with what a partner has."""
    return f"SELECT * {{ ?s <http://e/p> ?v SERVICE {silent} <{iri}> {{ ?s <http://e/q> ?o }} }} ORDER BY ?v"


@pytest.mark.parametrize(("path", "subjects"), [("good", "13"), ("unframed", "13"), ("xml", "1")])
def test_a_join(federated: Asked, stub: Stub, path: str, subjects: str) -> None:
    """What the partner has is joined with what is here, whole and with its characters."""
    rows = federated.rows(joined(stub.url(path)))
    assert [row["v"] for row in rows] == list(subjects)
    assert all(row.get("o", f"há {row['v']}") == f"há {row['v']}" for row in rows)


def test_what_the_partner_sees(federated: Asked, stub: Stub) -> None:
    """A plain query by POST under a name of our own: no cookie, credential, or word of the client."""
    for _ in range(2):  # the first answer set a cookie
        federated.rows(joined(stub.url("good")))
    _, headers, body = [request for request in stub.asked if request[0] == "/good"][-1]
    assert set(headers) == {
        "Host", "Accept", "Accept-Encoding", "Content-Length", "Content-Type", "User-Agent", "Connection"
    }  # fmt: skip
    assert headers["Host"] == f"127.0.0.1:{stub.server_port}"
    assert headers["User-Agent"].startswith("nameplate-broker/")
    assert body.startswith(b"query=")
    assert b"127.0.0.1" not in body


FAILING = [
    ("cut", "missing"), ("cut-chunks", "broke"), ("half", "no whole JSON"), ("half-rows", "no whole JSON"),
    ("half-unframed", "no whole JSON"), ("half-xml", "no whole XML"), ("entities", "no whole XML"),
    ("html", "text/html"), ("html-as-json", "no whole JSON"), ("untyped", "not SPARQL results"),
    ("plain-json", "no table"), ("boolean", "no table"), ("deep", "JSON"), ("packed", "compressed"),
    ("redirect", "redirect"), ("redirect-307", "redirect"), ("error", "status 500"), ("refuses", "400"),
    ("empty", "broke"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "words"), FAILING)
def test_a_partner_that_fails(stub: Stub, tmp_path: Path, path: str, words: str) -> None:
    """What is not a whole table of results is 502, and with SILENT an empty solution; never fewer rows."""
    stub.elsewhere = stub.url("good")
    before = stub.times("good")
    with asked(tmp_path, [stub.url(path)], workers=1) as made:
        with pytest.raises(PartnerFailed, match=words) as failed:
            made.rows(joined(stub.url(path)))
        assert failed.value.status == 502
        assert [row["v"] for row in made.rows(joined(stub.url(path), "SILENT"))] == ["1", "2", "3"]
        for condition in ("EXISTS", "NOT EXISTS"):  # the engine takes an error there for "no"
            text = (
                f"SELECT * {{ ?s ?p ?v FILTER {condition} {{ SERVICE <{stub.url(path)}> {{ ?s ?q ?o }} }} }}"
            )
            with pytest.raises(PartnerFailed):
                made.rows(text)
        assert made.rows("SELECT * { ?s ?p ?o }") != []
    assert stub.times("good") == before


def test_a_term_that_is_none(federated: Asked, stub: Stub) -> None:
    """Results that the engine cannot read are the partner's fault, not the query's, and name no broker."""
    with pytest.raises(PartnerFailed) as failed:
        federated.rows(joined(stub.url("bad-term")))
    assert "127.0.0.1" not in str(failed.value)


@pytest.mark.parametrize("path", ["slow", "dripping", "dripping-body"])
def test_a_slow_partner(federated: Asked, stub: Stub, path: str) -> None:
    """However it spends the time, the query is told in time that the partner was too slow, and who it was."""
    start = time.monotonic()
    with pytest.raises(PartnerFailed, match=f"{stub.server_port} did not answer in time") as failed:
        federated.rows(joined(stub.url(path)), seconds=1.0)
    assert time.monotonic() - start < 1.5
    assert (failed.value.status, failed.value.retry_after) == (503, 10)


@pytest.mark.parametrize("path", ["huge", "huge-unframed"])
def test_a_gigabyte(federated: Asked, stub: Stub, path: str) -> None:
    """No more is taken than the limit; the sender is hung up on."""
    with pytest.raises(PartnerFailed, match=f"more than {BYTES:,} bytes") as failed:
        federated.rows(joined(stub.url(path)))
    assert failed.value.status == 502
    assert stub.sent < 4 * BYTES


def test_a_busy_partner_is_left_alone(stub: Stub, tmp_path: Path) -> None:
    """Retry-After is passed on, and kept to."""
    before = stub.times("busy")
    with asked(tmp_path, [stub.url("busy")]) as made:
        for _ in range(3):
            with pytest.raises(PartnerFailed) as failed:
                made.rows(joined(stub.url("busy")))
            assert failed.value.status == 503
            assert 70 < (failed.value.retry_after or 0) <= 77
    assert stub.times("busy") == before + 1


def test_after_five_failures_nobody_is_asked(stub: Stub, tmp_path: Path) -> None:
    """The circuit of one partner opens; that of another does not."""
    before = stub.times("flaky")
    with asked(tmp_path, [stub.url("flaky"), stub.url("good")]) as made:
        for number in range(FAILURES + 3):
            with pytest.raises(PartnerFailed) as failed:
                made.rows(joined(stub.url("flaky")))
            assert failed.value.status == (502 if number < FAILURES else 503)
        assert 0 < (failed.value.retry_after or 0) <= REST
        assert len(made.rows(joined(stub.url("flaky"), "SILENT"))) == 3
        assert len(made.rows(joined(stub.url("good")))) == 2
    assert stub.times("flaky") == before + FAILURES


def test_a_circuit_closes_again() -> None:
    """After the rest one tries, the others wait for what it finds; one success forgets all."""
    now = [0.0]
    circuits, (partner,) = Circuits(lambda: now[0]), partners(["https://query.wikidata.org/sparql"])
    for _ in range(FAILURES):
        assert circuits.wait(partner) == 0
        circuits.failed(partner)
    assert circuits.wait(partner) == REST
    now[0] += REST
    assert circuits.wait(partner) == 0
    assert circuits.wait(partner) == REST
    circuits.failed(partner)
    now[0] += REST
    assert circuits.wait(partner) == 0
    circuits.worked(partner)
    assert [circuits.wait(partner) for _ in range(3)] == [0, 0, 0]
    circuits.failed(partner, 10**9)
    assert circuits.wait(partner) == 3600


def test_one_question_is_asked_once(federated: Asked, stub: Stub) -> None:
    """However often the engine asks the same, the partner is asked once for each query."""
    text = f"SELECT * {{ ?s ?p ?v FILTER EXISTS {{ SERVICE <{stub.url('good')}> {{ ?s ?q ?o }} }} }}"
    for _ in range(2):
        before = stub.times("good")
        assert sorted(row["v"] for row in federated.rows(text)) == ["1", "3"]
        assert stub.times("good") == before + 1


def one_broker() -> contextlib.closing[Broker]:
    """A broker for one query at a time, until the end of the block."""
    return contextlib.closing(Broker(at_once=1, queue_seconds=0, query_seconds=5))


def test_requests_of_a_query_are_limited(stub: Stub) -> None:
    """A query that asks ever new questions is stopped."""
    (service,) = examine(
        f"ASK {{ SERVICE <{stub.url('good')}> {{}} }}", partners([stub.url("good")])
    ).services
    with one_broker() as broker, broker.ticket([service], 5) as ticket:
        for number in range(REQUESTS):
            ticket.ask(0, f"SELECT * {{ }} # {number}")
        with pytest.raises(PartnerFailed, match="different questions"):
            ticket.ask(0, "SELECT * { }")


def resolver(*answers: Sequence[str]) -> tuple[list[str], Callable[[str, int], Sequence[str]]]:
    """A resolver that gives these answers in order, the last for ever; and the names it was asked for."""
    names: list[str] = []

    def resolve(host: str, _port: int) -> Sequence[str]:
        names.append(host)
        return answers[min(len(names), len(answers)) - 1]

    return names, resolve


@pytest.mark.parametrize("silent", ["", "SILENT"])
@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        [PUBLIC, "10.0.0.1"],
        ["::1"],
        ["::ffff:127.0.0.1"],
        ["fe80::1%eth0"],
        ["169.254.169.254"],
    ],
)
def test_a_name_that_leads_inside(tmp_path: Path, addresses: list[str], silent: str) -> None:
    """A name on the list with any address inside is policy: refused, no connection, SILENT or not."""
    canary = Canary()
    iri = f"http://partner.example:{canary.port}/sparql"
    with asked(tmp_path, [iri], Fetcher(resolve=resolver(addresses)[1])) as made:
        with pytest.raises(ServiceRefused, match="not public") as refused:
            made.rows(joined(iri, silent))
        assert refused.value.status == 403
    canary.close()
    assert canary.calls == 0


def test_a_name_that_changes_its_mind(stub: Stub, tmp_path: Path) -> None:
    """Each request resolves the name once and goes to the very address that was checked (DNS rebinding)."""
    names, resolve = resolver([PUBLIC], ["127.0.0.1"])
    went: list[str] = []

    def connect(address: str, _port: int, until: float) -> timed.Timed:
        went.append(address)
        return timed.connect("127.0.0.1", stub.server_port, until)

    iri = "http://partner.example/good"
    with asked(tmp_path, [iri], Fetcher(resolve=resolve, connect=connect)) as made:
        assert len(made.rows(joined(iri))) == 2
        assert stub.asked[-1][1]["Host"] == "partner.example"
        with pytest.raises(ServiceRefused):
            made.rows(joined(iri))
    assert (names, went) == (["partner.example"] * 2, [PUBLIC])


def test_a_name_that_nobody_knows_and_one_that_takes_long(tmp_path: Path) -> None:
    """A resolver that fails is 502, one that is slow 503 in time."""

    def resolve(host: str, _port: int) -> Sequence[str]:
        if host == "slow.example":
            time.sleep(2)
        raise socket.gaierror("no such name")

    with asked(
        tmp_path, ["https://none.example/x", "https://slow.example/x"], Fetcher(resolve=resolve)
    ) as made:
        with pytest.raises(PartnerFailed, match="no connection"):
            made.rows(joined("https://none.example/x"))
        start = time.monotonic()
        with pytest.raises(PartnerFailed, match="in time"):
            made.rows(joined("https://slow.example/x"), seconds=1.0)
        assert time.monotonic() - start < 1.5


def test_tls(tmp_path: Path) -> None:
    """The partner's name is in SNI and must be in a certificate that is trusted, whatever the address."""
    stub = Stub()
    trusted = stub.secured(tmp_path, "partner.example")

    def connect(_address: str, _port: int, until: float) -> timed.Timed:
        return timed.connect("127.0.0.1", stub.server_port, until)

    good, other = "https://partner.example/good", "https://other.example/good"
    resolve = resolver([PUBLIC])[1]
    with stub.serving():
        with asked(
            tmp_path, [good, other], Fetcher(resolve=resolve, connect=connect, context=trusted)
        ) as made:
            assert len(made.rows(joined(good))) == 2
            with pytest.raises(PartnerFailed, match="cannot be trusted"):
                made.rows(joined(other))
        untrusting = Fetcher(resolve=resolve, connect=connect)
        with (
            asked(tmp_path, [good], untrusting) as made,
            pytest.raises(PartnerFailed, match=r"self[- ]signed"),
        ):
            made.rows(joined(good))
    assert stub.names[:2] == ["partner.example", "other.example"]
    assert len(stub.asked) == 1
    assert stub.asked[0][1]["Host"] == "partner.example"


def test_only_what_was_given_out_is_answered(stub: Stub) -> None:
    """The broker answers a query by POST at an address of a query that runs, and nothing else."""
    good = stub.url("good")
    (service,) = examine(f"ASK {{ SERVICE <{good}> {{}} }}", partners([good])).services
    before = stub.times("good")

    def status(path: str, method: str = "POST", kind: str = "application/sparql-query") -> int:
        connection = http.client.HTTPConnection("127.0.0.1", broker.port, timeout=5)
        with contextlib.closing(connection):
            connection.request(method, path, b"SELECT * {}", {"Content-Type": kind})
            with connection.getresponse() as answer:
                answer.read()
                return answer.status

    with one_broker() as broker:
        with broker.ticket([service], 5) as ticket:
            (target,) = ticket.targets
            path = target.removeprefix(f"http://127.0.0.1:{broker.port}")
            _, secret, name, _ = path.split("/")
            assert len(secret) >= 40
            assert status(path, "GET") == status(path, "PUT") == 501
            assert status(path, kind="text/plain") == 400
            for other in (
                "/",
                good,
                f"/{secret}/{name}/1",
                f"/{secret}/{name}/-1",
                f"/{secret}/x/0",
                f"/x/{name}/0",
            ):
                assert status(other) == 404
            assert stub.times("good") == before
            assert status(path) == 200
            with pytest.raises(Overloaded), broker.ticket([service], 5):
                raise AssertionError("one at once was allowed")
        assert status(path) == 404
    assert stub.times("good") == before + 1
    with one_broker() as again:
        assert again._secret != secret


def test_others_are_answered_while_partners_are_slow(stub: Stub, tmp_path: Path) -> None:
    """Half of the workers may wait for partners; one more waits its turn, the rest goes on."""
    failures: list[QueryError] = []
    slow = stub.url("slow")

    def ask() -> None:
        try:
            made.rows(joined(slow), seconds=4.0)
        except QueryError as error:
            failures.append(error)

    before = stub.times("slow")
    with asked(tmp_path, [slow], queue_seconds=2.0) as made:
        threads = [threading.Thread(target=ask) for _ in range(2)]
        for thread in threads:
            thread.start()
        eventually(lambda: stub.times("slow") > before, 5)
        assert len(made.rows("SELECT * { ?s ?p ?o }")) == 3
        assert not failures
        for thread in threads:
            thread.join()
    assert sorted(type(error).__name__ for error in failures) == ["Overloaded", "Slow"]


def test_a_mistake_is_told_where_it_was_made(federated: Asked, stub: Stub) -> None:
    """Line and column are those of the query as it came, and nothing names the broker."""
    text = f"SELECT * {{\n SERVICE <{stub.url('good')}> {{ ?s ?p ?o }} . BOGUS }}"
    with pytest.raises(SyntaxError) as told:
        ox.Store().query(text)
    with pytest.raises(QuerySyntaxError) as wrong:
        federated.rows(text)
    assert wrong.value.place == Place(told.value.lineno or 2, int(told.value.msg.split(":")[1]))
    assert "127.0.0.1" not in str(wrong.value)


@pytest.mark.parametrize("services", [0, 1])
def test_past_the_guard_nothing_is_reached(federated: Asked, tmp_path: Path, services: int) -> None:
    """A worker whose query no guard has seen calls nobody, whether it may call the broker or not."""
    canary = Canary()
    good = partners(federated.settings.service_allow)[0]
    with asked(tmp_path, [str(good)]) as made:
        text = f"SELECT * {{ SERVICE <http://127.0.0.1:{canary.port}/> {{ ?s ?p ?o }} }}"
        query = examine(f"SELECT * {{ SERVICE <{good}> {{ ?s ?p ?o }} }}", [good])
        inner = made.store._store  # type: ignore[attr-defined]  # the store behind the broker
        unseen = replace(query, text=text, services=query.services[:services])
        with pytest.raises(QueryRefused):
            inner.query(QueryRequest(unseen, JSON))
        assert len(made.rows("SELECT * { ?s ?p ?o }")) == 3
    canary.close()
    assert canary.calls == 0


def test_ourselves_on_the_list(tmp_path: Path) -> None:
    """The service's own public address on the list stops the start."""
    with (
        pytest.raises(StartError, match="itself"),
        asked(tmp_path, ["https://data.example.org/sparql"], public_url="https://data.example.org/"),
    ):
        raise AssertionError("it started")


@pytest.mark.parametrize(
    ("kind", "body", "whole"),
    [
        (stubs.JSON, stubs.ROWS, True),
        (stubs.JSON, b'{"head":{"vars":[]},"results":{"bindings":[]},"boolean":false}', True),
        (stubs.JSON, stubs.ROWS + b"{}", False),
        (stubs.JSON, b"", False),
        (stubs.JSON, b"[" * 100_000, False),
        (stubs.JSON, b'{"head":{"vars":[]},"results":{"bindings":[1]}}', False),
        (stubs.JSON, stubs.ROWS.decode().encode("utf-16"), True),
        (stubs.XML, stubs.XML_ROWS, True),
        (stubs.XML, stubs.XML_ROWS.replace(b"2005/sparql", b"2006/sparql"), False),
        (stubs.XML, b"<a>" * 100_000, False),
        (stubs.XML, b"", False),
        ("text/csv", b"s\r\n", False),
    ],
)
def test_wholeness(kind: str, body: bytes, whole: bool) -> None:
    """Only a whole table of results passes."""
    assert (fault(kind, body) is None) == whole


@pytest.mark.parametrize("cut", range(1, 120, 7))
def test_every_cut_is_seen(cut: int) -> None:
    """Wherever an answer was cut, it is seen."""
    assert fault(stubs.JSON, stubs.ROWS[:-cut])
    assert fault(stubs.XML, stubs.XML_ROWS[:-cut])
