"""Clients that walk through days: what that costs is bounded, they are told so, and others are answered."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import pytest
from werkzeug.test import TestResponse

from server.store.dated import DatedStore
from server.web.endpoint import Endpoint
from server.wsgi import Publisher, create_app
from tests.web.chained import write_chained
from tests.web.conftest import Reader
from tests.web.endpoint import BROWSER, get

#: Seconds of query time a minute: so few that the first state of a day takes all that there is for states,
#: even on a machine that makes one in a fiftieth of the usual time.
SECONDS: Final = 0.02
#: A day of each state that the small release has, and one of a period.
STATES: Final = ("2012-06-01", "2013-06-01", "2016-06-01", "2021-12-31", "2024-06-01")
#: Days of a walk, two weeks apart.
WALK: Final = [(date(2005, 1, 1) + timedelta(days=14 * step)).isoformat() for step in range(500)]
HOSTILE, OTHER = "198.51.100.1", "198.51.100.2"


@contextmanager
def made(release: Path, seconds: float = 60) -> Iterator[Publisher]:
    """An app of a release, behind a trusted proxy; a client has so many seconds of query time a minute."""
    app = create_app(release=release, workers=1, client_seconds=seconds, trusted_proxies=("127.0.0.1",))
    try:
        yield app
    finally:
        app.close()


@pytest.fixture
def app(small: Path) -> Iterator[Publisher]:
    """An app with small budgets."""
    with made(small, SECONDS) as found:
        yield found


@pytest.fixture
def generous(small: Path) -> Iterator[Publisher]:
    """An app with the usual ones."""
    with made(small) as found:
        yield found


def ask(app: Publisher, address: str, path: str, accept: str = "*/*") -> TestResponse:
    """A request from some address."""
    return Reader(app).get(
        path,
        headers={"X-Forwarded-For": address, "Accept": accept},
        environ_overrides={"REMOTE_ADDR": "127.0.0.1"},
    )


def states(app: Publisher) -> DatedStore:
    """What makes the states of an app."""
    found: DatedStore = app.flask.extensions["nameplate.site"].dated
    return found


def stop_time(app: Publisher) -> None:
    """Let no budget fill again, however long a test takes."""
    endpoint: Endpoint = app.flask.extensions["nameplate.sparql"]
    now = time.monotonic()
    endpoint.budgets._clock = lambda: now


def test_who_walks_through_days_is_stopped(app: Publisher) -> None:
    """A client gets the first state that it asks for, then 429 for others; all else goes on."""
    stop_time(app)
    assert ask(app, HOSTILE, f"/data/cac.ttl?at={STATES[0]}").status_code == 200
    answers = {day: ask(app, HOSTILE, f"/page/cac?at={day}") for day in WALK}
    begins = date(2013, 1, 1).isoformat()
    assert {answer.status_code for day, answer in answers.items() if day < begins} == {200}
    refused = [answer for day, answer in answers.items() if day >= begins]
    assert {answer.status_code for answer in refused} == {429}
    told = refused[0].get_json()
    assert told["type"].endswith("/problems/too-many-queries")
    assert (told["limit"], told["burst"], told["remaining"]) == (SECONDS / 2, SECONDS, 0)
    assert told["limit-unit"] == "seconds of preparing data as of days per minute"
    assert "a day that you had before" in told["detail"]
    assert int(refused[0].headers["Retry-After"]) > 60
    assert refused[0].headers["Cache-Control"] == "no-store"
    assert len(states(app)._books) == 1
    paths = (
        "/id/cac",
        "/data/cac.ttl",
        "/search?q=cac",
        "/tables/names.csv",
        "/sparql?query=ASK%7B%7D",
        "/sparql",
    )
    for path in paths:
        answer = ask(app, HOSTILE, path + ("&" if "?" in path else "?") + f"at={STATES[2]}")
        assert answer.status_code == 429, path
        assert int(answer.headers["Retry-After"]) > 0
    assert len(states(app)._books) == 1
    cited = f"/cite?of=/search%3Fq%3Dcac&at={STATES[2]}&accessed=2026-12-01"
    told = ask(app, HOSTILE, cited)  # whose title stands on the page of that day
    assert (told.status_code, "Retry-After" in told.headers) == (503, True)
    assert len(states(app)._books) == 1
    assert (
        "You have used up your seconds of preparing data"
        in ask(app, HOSTILE, f"/page/cac?at={STATES[2]}", BROWSER).text
    )
    for path in ("/page/cac", "/data/cac.ttl", "/sparql?query=ASK%7B%7D"):  # what has no day costs as ever
        assert ask(app, HOSTILE, path).status_code == 200
    assert ask(app, OTHER, f"/page/cac?at={STATES[2]}").status_code == 200
    assert "as of 2016-06-01" in ask(app, OTHER, cited).text
    assert ask(app, HOSTILE, f"/page/cac?at={STATES[2]}").status_code == 200  # since another had it made


def test_what_is_left_is_told(app: Publisher) -> None:
    """Who had a state made sees in `RateLimit` what that left; who asks as ever hears nothing of it."""
    volatile = "/sparql?query=SELECT%20(NOW()%20AS%20%3Fx)%20%7B%7D"
    assert '"days"' not in ask(app, HOSTILE, volatile).headers["RateLimit"]
    assert ask(app, HOSTILE, f"/page/cac?at={STATES[0]}").status_code == 200
    headers = ask(app, HOSTILE, volatile).headers
    assert '"days";r=0' in headers["RateLimit"]
    assert '"days";q=0;w=120' in headers["RateLimit-Policy"]


def test_days_of_versions_are_charged_alike(tmp_path: Path) -> None:
    """Versions of the past have no budgets of their own: who has used up his gets no day of them either."""
    with made(write_chained(tmp_path), SECONDS / 10) as app:  # its days are quick to make
        first = ask(app, HOSTILE, "/version/0.1.0/data/office.nt?at=2012-06-01")
        assert (first.status_code, first.headers["Nameplate-At"]) == (200, "2012-06-01")
        for path in ("/version/0.2.0/data/office.nt", "/data/office.nt", "/version/0.2.0/page/office"):
            refused = ask(app, HOSTILE, f"{path}?at=2012-06-01")
            assert (refused.status_code, "Retry-After" in refused.headers) == (429, True), path
        assert ask(app, HOSTILE, "/version/0.1.0/page/office?at=2012-06-01").status_code == 200
        assert ask(app, OTHER, "/version/0.2.0/data/office.nt?at=2012-06-01").status_code == 200


def test_this_machine_is_exempt(app: Publisher) -> None:
    """Requests from this machine have no such limit."""
    client = Reader(app)
    assert [client.get(f"/page/cac?at={day}").status_code for day in STATES] == [200] * len(STATES)
    assert len(states(app)._books) == len(STATES)


def test_many_who_walk_at_once(generous: Publisher) -> None:
    """Each of a crowd is answered or told when to come back; what has no day is answered meanwhile."""

    def walk(number: int) -> list[TestResponse]:
        address = f"203.0.113.{number}"
        return [ask(generous, address, f"/page/cac?at={day}") for day in STATES[number % 5 :]]

    with ThreadPoolExecutor(40) as crowd:
        walks = [crowd.submit(walk, number) for number in range(40)]
        plain = [ask(generous, OTHER, path).status_code for path in ("/page/cac", "/data/cac.ttl") * 20]
        plain += [get(Reader(generous), f"ASK {{ # {number}\n}}").status_code for number in range(20)]
        answers = [answer for one in walks for answer in one.result()]
    assert set(plain) == {200}
    assert {answer.status_code for answer in answers} <= {200, 429, 503}
    for answer in answers:
        assert (answer.status_code == 200) != ("Retry-After" in answer.headers)
    assert len(states(generous)._books) <= len(STATES)
    again = {ask(generous, OTHER, f"/page/cac?at={day}").status_code for day in STATES}
    assert again == {200}


def test_the_description_tells_the_limits(generous: Publisher) -> None:
    """What one client may have made is in the service description."""
    told = get(Reader(generous), accept="text/turtle").text
    assert "One client gets 30 seconds of making states a minute, 60 in a burst, and has 2 under way" in told
