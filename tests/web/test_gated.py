"""The gate before the endpoint: who waits, what is read before it, and what a sender is told."""

from __future__ import annotations

import io
import json
import threading
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.test import Client, EnvironBuilder

from server.web.gated import Gated, leave
from tests.running import eventually

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse


class App:
    """An app that answers with the body it finds, and waits where it is told to."""

    def __init__(self) -> None:
        """Nobody has asked yet."""
        self.inside = 0
        self.go_on = threading.Event()
        self.leaves = False

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> list[bytes]:
        """Answer one request."""
        if environ["QUERY_STRING"] == "wait":
            self.inside += 1
            if self.leaves:
                leave(environ)
                leave(environ)
            self.go_on.wait(10)
        start_response("200 OK", [])
        return [environ["wsgi.input"].read()]


@pytest.mark.parametrize(("size", "found"), [(0, 0), (1, 1), (100, 100), (101, 0), (1600, 0), (1601, 1601)])
def test_bodies(size: int, found: int) -> None:
    """What may be is at hand, what is too long is taken and dropped, what is far too long is left."""
    client = Client(Gated(App(), limit=100, patience=1))
    assert len(client.post("/sparql", data=b"x" * size).data) == found


@pytest.mark.parametrize("said", ["", "-1", "1e3", "9" * 30])
def test_lengths_that_make_no_sense(said: str) -> None:
    """The body is left as it is for whoever reads it strictly."""
    environ = EnvironBuilder("/sparql", method="POST").get_environ()
    environ |= {"CONTENT_LENGTH": said, "wsgi.input": io.BytesIO(b"left")}
    assert list(Gated(App(), limit=100, patience=1)(environ, lambda *_: lambda _data: None)) == [b"left"]


def test_who_waits_too_long_is_told() -> None:
    """Two are worked on; a third is told to come back, while other paths are not held up."""
    app = App()
    client = Client(Gated(app, limit=100, patience=0.1))
    threads = [threading.Thread(target=client.get, args=("/sparql?wait",)) for _ in range(2)]
    for thread in threads:
        thread.start()
    eventually(lambda: app.inside == 2)
    refused = client.get("/sparql")
    assert client.get("/other").status_code == 200
    app.go_on.set()
    for thread in threads:
        thread.join()
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "2")
    assert refused.headers["Cache-Control"] == "no-store"
    assert json.loads(refused.data)["status"] == 503
    assert client.get("/sparql").status_code == 200


def test_who_waits_for_a_worker_makes_room() -> None:
    """A request whose query waits elsewhere does not keep others out."""
    app = App()
    app.leaves = True
    client = Client(Gated(app, limit=100, patience=5))
    threads = [threading.Thread(target=client.get, args=("/sparql?wait",)) for _ in range(5)]
    for thread in threads:
        thread.start()
    eventually(lambda: app.inside == 5)
    assert client.get("/sparql").status_code == 200
    app.go_on.set()
    for thread in threads:
        thread.join()
