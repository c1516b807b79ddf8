"""Room for queries that an engine answers: who gets it, who waits, and what is counted."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import pytest

from server.errors import Overloaded, QueryError, TooMany
from server.store.meter import Meter
from server.store.places import Places
from server.store.protocol import Client
from server.store.turns import Rules, Turn
from tests.running import eventually

RULES = Rules(workers=1, slow_workers=0, waiting=10, patience=0.3, each=3, slow_after=10)


class Heard(Meter):
    """Keeps what it is told."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.told: list[str] = []

    def queued(self) -> None:
        """See `Meter`."""
        self.told.append("queued")

    def waited(self, seconds: float) -> None:
        """See `Meter`."""
        self.told.append("waited" if seconds < 0.3 else "waited long")

    def began(self) -> None:
        """See `Meter`."""
        self.told.append("began")

    def done(self) -> None:
        """See `Meter`."""
        self.told.append("done")


def turn(client: str = "a", shape: int = 1) -> Turn:
    """A query of somebody's."""
    return Turn(Client(client, is_exempt=False), shape)


def test_one_at_a_time_and_what_is_counted() -> None:
    """Who waits in vain is told to come back, and how long that was; every step is counted once."""
    heard = Heard()
    places = Places(RULES, heard)
    with places.entered(turn(), 10):
        assert heard.told == ["queued", "waited", "began"]
        late = turn("b")
        with pytest.raises(Overloaded, match="engine is busy") as refused, places.entered(late, 10):
            raise AssertionError("there was no place")
        assert 0.3 <= refused.value.waited == late.waited < 3
    assert heard.told[3:] == ["queued", "waited long", "done"]
    with pytest.raises(KeyError), places.entered(turn(), 10):
        raise KeyError
    with places.entered(turn(), 10):
        assert heard.told[-4:] == ["done", "queued", "waited", "began"]


def test_nobody_waits_longer_than_half_of_the_time() -> None:
    """The rest is for the answer."""
    places = Places(replace(RULES, patience=60), Meter())
    start = time.monotonic()
    with places.entered(turn(), 10), pytest.raises(Overloaded), places.entered(turn("b"), 0.2):
        raise AssertionError("there was no place")
    assert time.monotonic() - start < 2


def test_clients_take_turns() -> None:
    """Whoever sends many queries waits behind those who send few."""
    places = Places(replace(RULES, patience=10), Meter())
    order: list[str] = []

    def run(name: str, client: str) -> None:
        with places.entered(turn(client), 20):
            order.append(name)

    threads: list[threading.Thread] = []
    with places.entered(turn("holder"), 10):
        for name, client in [("a1", "a"), ("a2", "a"), ("b1", "b")]:
            threads.append(threading.Thread(target=run, args=(name, client)))
            threads[-1].start()
            eventually(lambda: places.waiting == len(threads))
    for thread in threads:
        thread.join()
    assert order == ["a1", "b1", "a2"]


def test_a_client_has_only_so_many() -> None:
    """A client with as many as it may have is told that it is so; others get in."""
    places = Places(replace(RULES, workers=3, each=1), Meter())
    with places.entered(turn("a"), 10):
        with pytest.raises(TooMany, match="of yours") as refused, places.entered(turn("a"), 10):
            raise AssertionError("it had one already")
        assert refused.value.extra == {"limit": 1, "remaining": 0}
        with places.entered(turn("b"), 10):
            pass


def test_what_took_long_leaves_places_to_the_rest() -> None:
    """Queries of a kind that took long have some of the places, however many are free."""
    places = Places(replace(RULES, workers=4, slow_workers=1, slow_after=0.02), Meter())
    with places.entered(turn("a", shape=7), 10):
        time.sleep(0.03)
    with places.entered(turn("a", shape=7), 10):
        with pytest.raises(Overloaded), places.entered(turn("b", shape=7), 10):
            raise AssertionError("there is one place for these")
        with places.entered(turn("c", shape=8), 10):
            pass


def test_the_end() -> None:
    """Whoever waits is told to go, and nobody gets in any more."""
    places = Places(replace(RULES, patience=60), Meter())
    refused: list[QueryError] = []

    def run() -> None:
        try:
            with places.entered(turn("b"), 120):
                raise AssertionError("there was no place")
        except QueryError as error:
            refused.append(error)

    with places.entered(turn(), 10):
        thread = threading.Thread(target=run)
        thread.start()
        eventually(lambda: places.waiting == 1)
        places.close()
        thread.join()
    with pytest.raises(Overloaded, match="stopping"), places.entered(turn(), 10):
        raise AssertionError("it is closed")
    assert "stopping" in str(refused[0])
