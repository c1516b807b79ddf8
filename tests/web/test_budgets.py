"""Budgets of clients: what is counted, what a client is told, and who a client is."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from server.config import Settings
from server.errors import Overloaded, PartnerFailed, QueryError, QueryRefused, QueryTimeout, TooMany
from server.store.protocol import Client
from server.web.brake import SECONDS, Brake
from server.web.budgets import Budgets, counts
from server.web.clients import client_of
from server.wsgi import Publisher, create_app
from tests.web.conftest import Reader, write_release
from tests.web.endpoint import BROWSER, get

ME = Client("198.51.100.7", is_exempt=False)


class Clock:
    """Time as a test has it."""

    now = 1000.0

    def __call__(self) -> float:
        """The time."""
        return self.now


@pytest.mark.parametrize(
    ("address", "limit_loopback", "key", "is_exempt"),
    [
        ("198.51.100.7", False, "198.51.100.7", False),
        ("::ffff:198.51.100.7", False, "198.51.100.7", False),
        ("2001:db8:1:2:3:4:5:6", False, "2001:db8:1:2::/64", False),
        ("2001:db8:1:2::9", False, "2001:db8:1:2::/64", False),
        ("127.0.0.1", False, "127.0.0.1", True),
        ("127.0.0.1", True, "127.0.0.1", False),
        ("::1", False, "::1", True),
        ("::ffff:127.0.0.1", False, "127.0.0.1", True),
        ("", False, "unknown", False),
        (None, False, "unknown", False),
        (None, True, "unknown", False),
        ("nonsense", False, "unknown", False),
        ("fe80::1%eth0", False, "fe80::/64", False),
    ],
)
def test_who_a_client_is(address: str | None, limit_loopback: bool, key: str, is_exempt: bool) -> None:
    """An address, or a network of 64 bits; this machine is exempt unless the operator says otherwise."""
    found = client_of(address, limit_loopback=limit_loopback)
    assert (found.key, found.is_exempt) == (key, is_exempt)


@given(st.text(max_size=40))
def test_any_text_is_some_client(address: str) -> None:
    """Whatever stands in the address, there is a client."""
    assert client_of(address, limit_loopback=True).is_exempt is False


@given(st.text(max_size=40).filter(lambda text: "127" not in text and "::1" not in text))
def test_only_loopback_is_exempt(address: str) -> None:
    """Whatever else stands there, or nothing, limits hold."""
    assert client_of(address, limit_loopback=False).is_exempt is False


def test_a_bucket_fills_again() -> None:
    """A burst of two minutes' worth; then the debt is paid off with what a minute brings."""
    clock = Clock()
    budgets = Budgets(Settings(client_seconds=60), clock=clock)
    budgets.check(ME, budgets.time)
    budgets.spend(ME, budgets.time, 130)
    with pytest.raises(TooMany, match="a minute brings 60, 120 at most") as wrong:
        budgets.check(ME, budgets.time)
    assert wrong.value.status == 429
    assert wrong.value.retry_after == 16
    assert wrong.value.extra["remaining"] == 0
    clock.now += wrong.value.retry_after
    budgets.check(ME, budgets.time)
    clock.now += 10_000
    assert budgets.left(ME, budgets.time) == 120


def test_debts_are_bounded() -> None:
    """Nobody is shut out for longer than a few minutes after the last query."""
    clock = Clock()
    budgets = Budgets(Settings(client_seconds=60), clock=clock)
    budgets.spend(ME, budgets.time, 1e9)
    clock.now += 125
    budgets.check(ME, budgets.time)


@pytest.mark.parametrize("client", [Client("127.0.0.1"), Client("::1")])
def test_the_exempt_spend_nothing(client: Client) -> None:
    """Nobody counts what an exempt client uses."""
    budgets = Budgets(Settings())
    budgets.spend(client, budgets.time, 1e6)
    budgets.check(client, budgets.time)
    assert budgets.headers(client) == {}


def test_no_limit() -> None:
    """With 0 there is no limit, and no header that tells one."""
    budgets = Budgets(Settings(client_seconds=0, client_errors=0))
    budgets.spend(ME, budgets.time, 1e6)
    assert budgets.left(ME, budgets.time) == math.inf
    assert budgets.headers(ME) == {}


def test_headers() -> None:
    """What there is, what is left, and when it is full again."""
    clock = Clock()
    budgets = Budgets(Settings(client_seconds=60, client_errors=30), clock=clock)
    budgets.spend(ME, budgets.time, 20.5)
    assert budgets.headers(ME) == {
        "RateLimit-Policy": '"time";q=120;w=120, "errors";q=60;w=120',
        "RateLimit": '"time";r=99;t=21, "errors";r=60;t=0',
    }


def test_memory_is_bounded() -> None:
    """Of many clients those who were away for the longest time are forgotten."""
    budgets = Budgets(Settings(), remembered=10)
    for number in range(100):
        budgets.spend(Client(str(number), is_exempt=False), budgets.time, 1)
    assert len(budgets._buckets) == 20
    assert budgets.left(Client("99", is_exempt=False), budgets.time) < 120


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (QueryRefused("no"), True),
        (QueryTimeout("late"), True),
        (Overloaded("busy"), False),
        (PartnerFailed("away"), False),
        (TooMany("enough", retry_after=1, extra={}), False),
    ],
)
def test_what_counts_as_an_error(error: QueryError, expected: bool) -> None:
    """The sender's own errors count, the server's do not."""
    assert counts(error) is expected


@pytest.fixture(scope="module")
def app(data: Path) -> Iterator[Publisher]:
    """An app with small budgets, behind a trusted proxy."""
    made = create_app(data, workers=1, client_errors=2, client_seconds=0.05, trusted_proxies=("127.0.0.1",))
    yield made
    made.close()


def ask(app: Publisher, address: str, query: str, accept: str = "*/*") -> TestResponse:
    """A query from some address."""
    return Reader(app).get(
        "/sparql",
        query_string={"query": query},
        headers={"X-Forwarded-For": address, "Accept": accept},
        environ_overrides={"REMOTE_ADDR": "127.0.0.1"},
    )


def spent(app: Publisher) -> float:
    """Seconds of all queries so far, as operators are told."""
    return float(Reader(app).get("/metrics").text.partition("nameplate_query_seconds_sum ")[2].split()[0])


def test_errors_are_counted(app: Publisher) -> None:
    """After a burst of mistakes a client is told to come back; others, and this machine, are answered."""
    statuses = [ask(app, "198.51.100.1", "SELEC").status_code for _ in range(5)]
    assert statuses == [400] * 4 + [429]
    refused = ask(app, "198.51.100.1", "ASK {}")
    assert refused.json is not None
    assert refused.json["type"].endswith("/problems/too-many-queries")
    assert refused.json["limit"] == 2
    assert refused.json["limit-unit"] == "queries without an answer per minute"
    assert refused.json["remaining"] == 0
    assert "mend the query" in refused.json["detail"]
    assert int(refused.headers["Retry-After"]) > 0
    assert '"errors";r=0' in refused.headers["RateLimit"]
    assert refused.headers["Cache-Control"] == "no-store"
    assert b"mend the query" in ask(app, "198.51.100.1", "ASK {}", BROWSER).data
    # three refusals were held back as long as this, which is no time of a query's
    assert spent(app) < SECONDS
    assert ask(app, "198.51.100.2", "ASK {}").status_code == 200
    assert [get(Reader(app), "SELEC").status_code for _ in range(6)] == [400] * 6


def test_time_is_counted(app: Publisher) -> None:
    """Query time that was used has to be waited for; what is kept already costs nothing."""
    heavy = "SELECT (COUNT(*) AS ?n) { VALUES ?a { %s } VALUES ?b { %s } }"
    heavy %= (" ".join(map(str, range(900))),) * 2
    statuses = [ask(app, "198.51.100.3", heavy + f"# {number}").status_code for number in range(20)]
    first = statuses.index(429)
    assert first, ask(app, "198.51.100.3", heavy).text
    assert set(statuses[:first]) == {200}
    assert ask(app, "198.51.100.3", heavy + "# 0").status_code == 200
    refused = ask(app, "198.51.100.3", "ASK { ?time ?time ?time }")
    assert refused.status_code == 429
    assert refused.json is not None
    assert "seconds of query time" in refused.json["detail"]
    assert ask(app, "198.51.100.4", "ASK { ?time ?time ?time }").status_code == 200


def test_the_description_tells_the_limits(app: Publisher) -> None:
    """What one client may use is in the service description and on the page."""
    description = get(Reader(app), accept="text/turtle").text
    assert "One client gets 2 queries without an answer a minute, 4 in a burst." in description
    assert "One client gets 0.05 seconds of query time a minute" in description
    assert "One client may have 5 queries running." in get(Reader(app), accept=BROWSER).text


def test_nobody_forges_an_address(data: Path) -> None:
    """Without a trusted proxy what is forwarded neither exempts its sender nor blames another."""
    made = create_app(data, workers=1, client_errors=1)
    try:
        stranger = {"REMOTE_ADDR": "198.51.100.9"}
        statuses = [
            Reader(made)
            .get(
                "/sparql?query=SELEC",
                headers={"X-Forwarded-For": f"127.0.0.{number}"},
                environ_overrides=stranger,
            )
            .status_code
            for number in range(1, 5)
        ]
        assert statuses == [400, 400, 429, 429]
    finally:
        made.close()


def test_who_has_no_address_is_limited(data: Path) -> None:
    """Where a server does not say who asks, as on a local socket, all are one client, and limits hold."""
    made = create_app(data, workers=1, client_errors=1)
    try:
        nobody = [{}, {"REMOTE_ADDR": ""}, {}, {"REMOTE_ADDR": "nonsense"}]
        asked = [Reader(made).get("/sparql?query=SELEC", environ_base=base) for base in nobody]
        assert [answer.status_code for answer in asked] == [400, 400, 429, 429]
        assert get(Reader(made), "SELEC").status_code == 400
    finally:
        made.close()


def test_budgets_outlive_a_release(small: Path, tmp_path: Path) -> None:
    """A new release gives nobody anything back: neither errors nor time."""
    other = tmp_path / "0.1-dev-fedcba9876543210"
    other.mkdir()
    write_release(other, "0.1-dev")
    made = create_app(
        release=small, workers=1, client_errors=1, client_seconds=0.01, trusted_proxies=("127.0.0.1",)
    )
    try:
        wrong, long = "198.51.100.1", "198.51.100.2"
        assert [ask(made, wrong, "SELEC").status_code for _ in range(3)] == [400, 400, 429]
        heavy = "SELECT (COUNT(*) AS ?n) { VALUES ?a { %s } VALUES ?b { %s } }"
        heavy %= (" ".join(map(str, range(900))),) * 2
        assert ask(made, long, heavy).status_code == 200
        assert ask(made, long, heavy + "#").status_code == 429
        for release in (other, small):
            made.swap(release)
            told = ask(made, wrong, "ASK {}")
            assert (told.headers["Nameplate-Release"], told.status_code) == (release.name, 429)
            assert ask(made, long, heavy + "#").status_code == 429
            assert ask(made, "198.51.100.3", "ASK {}").status_code == 200
    finally:
        made.close()


def test_refusals_come_late_but_do_not_take_all_threads() -> None:
    """So many are held for a moment at once; the next is told at once."""
    brake, held = Brake(0.3, at_once=2), list[bool]()
    threads = [threading.Thread(target=lambda: held.append(brake.hold())) for _ in range(2)]
    for thread in threads:
        thread.start()
    time.sleep(0.1)
    start = time.monotonic()
    assert brake.hold() is False
    assert time.monotonic() - start < 0.1
    for thread in threads:
        thread.join()
    assert held == [True, True]
    assert brake.hold() is True
