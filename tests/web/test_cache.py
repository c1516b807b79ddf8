"""The layer in front of the app: it answers from memory what it may, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pytest
from werkzeug.test import Client

from server.web.cache import Cached
from server.wsgi import Publisher

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

ROOM = 1024 * 1024


class Counting:
    """An app that counts what it is asked and answers with it."""

    def __init__(self, status: str = "200 OK", size: int = 10, **headers: str) -> None:
        """Answer with this status, this many bytes and these headers."""
        self.asked: list[str] = []
        self._status = status
        self._size = size
        self._headers = [(name.replace("_", "-"), value) for name, value in headers.items()]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer and remember."""
        self.asked.append(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}")
        start_response(self._status, [("Content-Type", "text/plain"), ("ETag", '"tag"'), *self._headers])
        return [b"x" * self._size]


def test_second_reader_is_answered_from_memory() -> None:
    """What was made for one is given to the next: GET, HEAD, and who has it already."""
    app = Counting()
    client = Client(Cached(app, ROOM))
    assert client.get("/page/a").data == b"x" * 10
    assert client.get("/page/a").data == b"x" * 10
    assert client.head("/page/a").data == b""
    assert client.get("/page/a", headers={"If-None-Match": '"tag"'}).status_code == 304
    assert app.asked == ["GET /page/a"]


def test_conditions_do_not_reach_what_is_kept() -> None:
    """A first request with conditions or a range fills the memory with the whole answer."""
    app = Counting()
    client = Client(Cached(app, ROOM))
    assert client.get("/page/a", headers={"If-None-Match": '"tag"', "Range": "bytes=0-1"}).status_code == 304
    assert client.head("/page/b").status_code == 200
    assert client.get("/page/b").data == b"x" * 10
    assert app.asked == ["GET /page/a", "GET /page/b"]


def test_wordings_of_accept_share_an_answer() -> None:
    """Headers that mean the same are one key, headers that do not are several."""
    app = Counting()
    client = Client(Cached(app, ROOM))
    for accept in ("text/turtle", "text/turtle;q=0.9", "text/turtle, text/plain;q=0.1"):
        client.get("/id/a", headers={"Accept": accept})
    assert len(app.asked) == 1
    client.get("/id/a", headers={"Accept": "text/html"})
    client.get("/id/a", headers={"Accept": "*/*;q=0.8, text/turtle;q=0.5"})
    client.get("/id/a")
    assert len(app.asked) == 3


@pytest.mark.parametrize(
    ("accept", "gives"),
    [
        ("text/html;q=0.5, text/csv", "text/csv"),
        ("*/*;q=0.1, image/svg+xml", "image/svg+xml"),
        ("text/turtle, application/json;q=0.5", "application/json"),
        ("text/turtle, text/html;q=0.5", "text/html"),
        ("application/xhtml+xml, text/csv;q=0.5", "text/html"),
    ],
)
@pytest.mark.parametrize("path", ["/timeline", "/overlap", "/chart", "/chart/conference"])
def test_a_form_that_few_paths_have_is_for_who_asks_for_it(
    whole: Publisher, path: str, accept: str, gives: str
) -> None:
    """A table is not handed to who asks for the page next, nor what one can take to who cannot."""
    client = Client(Cached(whole.flask, ROOM))
    for wanted, type_ in ((accept, gives), ("text/html", "text/html"), (accept, gives), ("*/*", "text/html")):
        assert client.get(path, headers={"Accept": wanted}).mimetype == type_
    assert client.get(path, headers={"Accept": "text/turtle"}).status_code == 406


def test_many_wordings_do_not_pile_up() -> None:
    """Thousands of different headers leave the memory of wordings small."""
    cached = Cached(Counting(), ROOM)
    client = Client(cached)
    for number in range(1100):
        client.get("/id/a", headers={"Accept": f"text/turtle, a/b{number}"})
    assert len(cached._wordings) <= 512


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("POST", "/page/a", {}),
        ("GET", "/page/a?x=1", {}),
        ("GET", "/sparql", {}),
        ("GET", "/readyz", {}),
        ("GET", "/dumps/1/a.gz", {}),
        ("GET", "/dumps/", {}),
        ("GET", "/dumps/1/", {}),
        ("GET", "/id/a", {"Accept": "image/png"}),
    ],
)
def test_some_requests_always_reach_the_app(method: str, path: str, headers: dict[str, str]) -> None:
    """Questions, files and what cannot be satisfied are never answered from memory."""
    app = Counting()
    client = Client(Cached(app, ROOM))
    for _ in range(2):
        client.open(path, method=method, headers=headers)
    assert len(app.asked) == 2


def test_each_base_has_its_own_answers() -> None:
    """What holds absolute addresses is kept for those who came by the same address alone."""
    app = Counting()
    client = Client(Cached(app, ROOM, base=lambda environ: environ["HTTP_HOST"]))
    for host in ("a.example", "b.example", "a.example"):
        assert client.get("/fragments", headers={"Host": host}).status_code == 200
    assert len(app.asked) == 2


@pytest.mark.parametrize(
    "app",
    [
        Counting(status="404 NOT FOUND"),
        Counting(status="500 INTERNAL SERVER ERROR"),
        Counting(Cache_Control="no-store"),
        Counting(size=ROOM),
    ],
    ids=["404", "500", "no-store", "too big"],
)
def test_some_answers_are_not_kept(app: Counting) -> None:
    """Refusals, what forbids it, and what would take too much room are made anew each time."""
    client = Client(Cached(app, ROOM))
    for _ in range(2):
        client.get("/page/a")
    assert len(app.asked) == 2


def test_oldest_answers_make_room() -> None:
    """The room is never exceeded: what was not asked for longest goes first."""
    app = Counting(size=10_000)
    cached = Cached(app, 100_000)
    client = Client(cached)
    for number in range(30):
        client.get(f"/page/{number}")
        client.get("/page/0")
        assert cached._used <= 100_000
    assert app.asked.count("GET /page/0") == 1
    client.get("/page/1")
    assert app.asked.count("GET /page/1") == 2


def test_no_room_keeps_nothing() -> None:
    """With no room every request reaches the app."""
    app = Counting()
    client = Client(Cached(app, 0))
    client.get("/page/a")
    client.get("/page/a")
    assert len(app.asked) == 2


def test_each_coding_is_made_once_and_has_its_own_tag() -> None:
    """What is kept is coded for those who take it; the app is asked once, and each has its tag."""
    app = Counting(size=4000)
    client = Client(Cached(app, ROOM))
    plain = client.get("/page/a")
    for coding in ("gzip", "br", "zstd", "gzip"):
        answer = client.get("/page/a", headers={"Accept-Encoding": coding})
        assert answer.headers["Content-Encoding"] == coding
        assert answer.headers["ETag"] == f'"tag-{coding}"'
        assert len(answer.data) < 200
        assert answer.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert app.asked == ["GET /page/a"]


@pytest.mark.parametrize(
    "app",
    [Counting(size=100), Counting(size=4000, Content_Encoding="gzip"), Counting(size=ROOM)],
    ids=["small", "coded already", "not kept"],
)
def test_some_answers_are_never_coded(app: Counting) -> None:
    """What is small, coded already or not kept is sent as it is, and says nothing of codings."""
    answer = Client(Cached(app, ROOM)).get("/page/a", headers={"Accept-Encoding": "br"})
    assert answer.headers["ETag"] == '"tag"'
    assert "Vary" not in answer.headers


def test_codings_take_room() -> None:
    """What an answer is in its codings counts: the room is never exceeded."""
    cached = Cached(Counting(size=10_000), 100_000)
    client = Client(cached)
    for number in range(12):
        for coding in ("gzip", "br", "zstd"):
            client.get(f"/page/{number}", headers={"Accept-Encoding": coding})
    kept = cached._entries.values()
    assert cached._used == sum(entry.size for entry in kept) <= 100_000
    assert all(entry.varied for entry in kept)


@pytest.mark.parametrize(
    ("headers", "path"),
    [
        ({"Accept-Language": "zh-CN"}, "/page/a"),
        ({"Accept-Profile": "<https://w3id.org/nameplate/profiles/schema>"}, "/data/a"),
        ({}, "/data/a?_profile=schema"),
        ({}, "/page/a?lang=zh-Hans"),
    ],
)
def test_what_is_negotiated_is_kept_apart(headers: dict[str, str], path: str) -> None:
    """Another language or profile is another answer, and kept like the first."""
    app = Counting()
    client = Client(Cached(app, ROOM))
    for _ in range(2):
        client.get(path.partition("?")[0])
        client.get(path, headers=headers)
    assert len(app.asked) == 2
