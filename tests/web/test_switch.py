"""One edition after the other: who is answered from which, and when the old one is given back."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from werkzeug.test import Client, run_wsgi_app

from server.errors import StartError
from server.web import following, switch
from server.web.following import Follower
from server.web.switch import Edition, Switch
from tests.running import eventually, point

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class Made:
    """An edition that answers with its name, at once or piece by piece, and knows whether it was closed."""

    def __init__(self, name: str, *, pieces: bool = False) -> None:
        """Answer with this name."""
        self.closed = 0
        self._name = name.encode()
        self._pieces = pieces
        self.edition = Edition(self._app, self._close)

    def _app(self, _environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain")])
        return iter([self._name, self._name]) if self._pieces else [self._name]

    def _close(self) -> None:
        self.closed += 1


def environ() -> WSGIEnvironment:
    """A request that nobody sends."""
    return {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "SERVER_NAME": "x", "SERVER_PORT": "80"}


def test_the_next_request_is_answered_from_the_next_edition() -> None:
    """The old one is closed once, when it is swept up."""
    old, new = Made("old"), Made("new")
    changing = Switch(old.edition)
    client = Client(changing)
    assert client.get("/").data == b"old"
    changing.replace(new.edition)
    assert client.get("/").data == b"new"
    assert (old.closed, changing.sweep(), old.closed, new.closed) == (0, 0, 1, 0)
    changing.close()
    assert (old.closed, new.closed) == (1, 1)


def test_an_answer_that_is_on_its_way_keeps_its_edition() -> None:
    """It is whole and of the old edition, which is closed only afterwards."""
    old, new = Made("old", pieces=True), Made("new")
    changing = Switch(old.edition)
    body, _, _ = run_wsgi_app(changing, environ())
    pieces = iter(body)
    assert next(pieces) == b"old"
    changing.replace(new.edition)
    assert (changing.sweep(), old.closed) == (1, 0)
    assert next(pieces) == b"old"
    for _ in range(2):  # a server may close twice
        body.close()  # type: ignore[attr-defined]  # werkzeug gives an iterable that can be closed
    assert (changing.sweep(), old.closed) == (0, 1)


def test_a_hundred_swaps_under_load() -> None:
    """Every answer is wholly of one edition, none is closed while it answers, and each is closed once."""
    editions = [Made(str(number), pieces=True) for number in range(101)]
    changing = Switch(editions[0].edition)
    wrong: list[object] = []
    counts: list[int] = []
    turn, stop = threading.Semaphore(0), threading.Event()

    def load() -> None:
        done = 0
        while not stop.is_set():
            body, _, _ = run_wsgi_app(changing, environ())
            pieces = iter(body)
            first = next(pieces)
            turn.release()  # the next edition comes while this one answers
            rest = b"".join(pieces)
            if rest != first or editions[int(first)].closed:
                wrong.append((first, rest, editions[int(first)].closed))
            body.close()  # type: ignore[attr-defined]  # werkzeug gives an iterable that can be closed
            done += 1
        counts.append(done)

    threads = [threading.Thread(target=load) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        for made in editions[1:]:
            assert turn.acquire(timeout=30)
            changing.replace(made.edition)
            changing.sweep()
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert wrong == []
    assert sum(counts) >= 100
    assert changing.sweep() == 0
    assert [made.closed for made in editions] == [1] * 100 + [0]
    changing.close()
    assert [made.closed for made in editions] == [1] * 101


def test_a_reader_cannot_hold_an_edition_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a while the old edition is closed, whoever still reads from it."""
    monkeypatch.setattr(switch, "_LONGEST", -1.0)
    old = Made("old", pieces=True)
    changing = Switch(old.edition)
    run_wsgi_app(changing, environ())
    changing.replace(Made("new").edition)
    assert (changing.sweep(), old.closed) == (0, 1)


def test_an_app_that_fails_leaves_no_trace() -> None:
    """An edition whose request failed has no user left."""

    def fail(_environ: WSGIEnvironment, _start: StartResponse) -> Iterable[bytes]:
        raise KeyError("x")

    edition = Edition(fail, lambda: None)
    with pytest.raises(KeyError):
        run_wsgi_app(Switch(edition), environ())
    assert edition.users == 0


def test_what_comes_after_the_end_is_closed() -> None:
    """A release that was opened while the server stopped is given back at once."""
    first, late = Made("first"), Made("late")
    changing = Switch(first.edition)
    changing.close()
    changing.replace(late.edition)
    assert (first.closed, late.closed) == (1, 1)


@pytest.fixture
def releases(tmp_path: Path) -> Path:
    """A folder with three directories that could be releases, the first of them current."""
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
    (tmp_path / "current").write_text("a\n")
    return tmp_path


Start = Callable[[Callable[[Path], None]], None]


@pytest.fixture
def refused() -> list[None]:
    """What was counted as refused beside the swaps."""
    return []


@pytest.fixture
def follow(releases: Path, refused: list[None], monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Starts following the folder, with looks in quick succession."""
    monkeypatch.setattr(following, "_LOOK", 0.01)
    started: list[Follower] = []

    def start(swap: Callable[[Path], None]) -> None:
        started.append(Follower(releases, "a", swap, lambda: 0, lambda: refused.append(None)))

    yield start
    for follower in started:
        follower.close()
        follower.close()


def test_a_new_release_is_taken_up(follow: Start, releases: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Each once, and the log says so, which is no warning."""
    caplog.set_level(logging.INFO, following.__name__)
    taken: list[str] = []
    follow(lambda path: taken.append(path.name))
    for name in ("b", "c", "a"):
        point(releases, name)
        eventually(lambda: taken[-1:] == [(releases / "current").read_text().strip()])
    assert taken == ["b", "c", "a"]
    eventually(lambda: "release a is served from now on" in caplog.text)
    assert {entry.levelno for entry in caplog.records} == {logging.INFO}


@pytest.mark.parametrize("error", [StartError("quads.nq is damaged"), OSError("no room"), KeyError("a slip")])
def test_what_cannot_be_served_is_told_once_and_tried_again(
    follow: Start,
    releases: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    refused: list[None],
    error: Exception,
) -> None:
    """The old release goes on being served; once the new one can be opened, it is."""
    caplog.set_level(logging.INFO, following.__name__)
    monkeypatch.setattr(following, "_AGAIN", 0.02)
    tries: list[str] = []

    def swap(path: Path) -> None:
        tries.append(path.name)
        if len(tries) < 4:
            raise error

    point(releases, "b")
    follow(swap)
    eventually(lambda: "release b is served" in caplog.text)
    told = [entry for entry in caplog.records if entry.levelno == logging.ERROR]
    assert tries == ["b"] * 4
    assert refused == []  # the swap counts itself
    assert [entry.getMessage() for entry in told] == [f"a goes on being served: {error}"]
    assert (told[0].exc_info is not None) is isinstance(error, KeyError)


@pytest.mark.parametrize("pointer", [b"\xff\xfe", b"\0", b"x" * 5000, b"b\nc"])
def test_a_broken_pointer_does_not_end_the_following(
    follow: Start, releases: Path, caplog: pytest.LogCaptureFixture, refused: list[None], pointer: bytes
) -> None:
    """What can be no name is told and counted once, and a mended pointer is followed."""
    taken: list[str] = []
    follow(lambda path: taken.append(path.name))
    point(releases, pointer)
    eventually(lambda: "a goes on being served" in caplog.text)
    time.sleep(0.1)
    point(releases, "c")
    eventually(lambda: taken == ["c"])
    assert caplog.text.count("a goes on being served") == 1
    eventually(lambda: len(refused) == 1)


def test_a_pointer_to_nothing_changes_nothing(
    follow: Start, releases: Path, caplog: pytest.LogCaptureFixture, refused: list[None]
) -> None:
    """A missing pointer, or one that names no release, is told and counted; a mended one is followed."""
    taken: list[str] = []
    follow(lambda path: taken.append(path.name))
    point(releases, "../elsewhere")
    eventually(lambda: "which is no release" in caplog.text)
    (releases / "current").unlink()
    eventually(lambda: "there is no release yet" in caplog.text)
    eventually(lambda: len(refused) == 2)
    assert taken == []
    point(releases, "c")
    eventually(lambda: taken == ["c"])
