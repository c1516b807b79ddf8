"""Answers that are ready: requests worded alike get the same, at once, for as long as it is kept."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from werkzeug.test import Client, TestResponse

from server.web.cache import Cached
from server.web.metrics import Metrics
from server.web.ready import Answer, Mark, Ready, wording
from server.web.records import Recorded
from server.wsgi import Publisher, create_app
from tests.web.conftest import Reader, write_release
from tests.web.test_cache import ROOM, Counting

#: Asked so often, an answer is ready: made, given again, and given at once.
TIMES = 4


def recorded(cached: Cached) -> Client:
    """A client of a layer that keeps answers, behind the one that counts requests."""
    return Client(Recorded(cached, Metrics(), log=False, queries=False, ready=cached.ready.find))


@pytest.fixture
def publisher(small: Path) -> Iterator[Publisher]:
    """An app of its own, which has answered nothing yet."""
    made = create_app(release=small, workers=1, log_requests=True)
    yield made
    made.close()


def told(answer: TestResponse) -> tuple[str, list[tuple[str, str]], bytes]:
    """An answer without what is its own."""
    headers = sorted(pair for pair in answer.headers.items() if pair[0] != "X-Request-Id")
    return answer.status, headers, answer.data


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    ("path", "headers", "code"),
    [
        ("/", {}, 200),
        ("/", {"Accept-Encoding": "gzip"}, 200),
        ("/page/cac", {"Accept-Language": "zh-CN"}, 200),
        ("/page/cac?lang=zh-Hans", {}, 200),
        ("/id/cac", {"Accept": "text/turtle"}, 303),
        ("/data/cac", {"Accept": "application/ld+json"}, 200),
        ("/data/cac.ttl", {"If-None-Match": "*"}, 304),
        ("/data/cac.nt", {"Range": "bytes=0-1"}, 200),
    ],
)
def test_an_answer_at_once_is_the_same(
    publisher: Publisher, method: str, path: str, headers: dict[str, str], code: int
) -> None:
    """Status, headers and body are as they were the first time; only the id is new."""
    client = Reader(publisher)
    answers = [client.open(path, method=method, headers=headers) for _ in range(TIMES)]
    assert len(publisher._switch._now.ready) == 1
    assert answers[0].status_code == code
    assert [told(one) for one in answers[1:]] == [told(answers[0])] * (TIMES - 1)
    assert len({one.headers["X-Request-Id"] for one in answers}) == TIMES
    assert {len(one.headers["X-Request-Id"]) for one in answers} == {32}


def test_who_has_it_is_told_so_at_once(publisher: Publisher) -> None:
    """A tag that is known gets 304 with no body, another one the body, in any order."""
    client = Reader(publisher)
    tag = client.get("/data/cac.ttl").headers["ETag"]
    for _ in range(TIMES):
        known = client.get("/data/cac.ttl", headers={"If-None-Match": tag})
        other = client.get("/data/cac.ttl", headers={"If-None-Match": '"other"'})
        assert (known.status_code, known.data, known.headers["ETag"]) == (304, b"", tag)
        assert "Content-Type" not in known.headers
        assert (other.status_code, other.headers["ETag"]) == (200, tag)
        assert len(other.data) > 100


def test_wordings_are_kept_apart() -> None:
    """What differs in anything that decides the answer is not answered from what is ready for another."""
    cached = Cached(Counting(size=4000), ROOM)
    client = recorded(cached)
    for _ in range(TIMES):
        assert client.get("/page/a").data == b"x" * 4000
    others: tuple[dict[str, str], ...] = (
        {"Accept-Encoding": "gzip"},
        {"Accept": "image/png"},
        {"If-None-Match": '"tag"'},
        {"Accept-Datetime": "Tue, 01 Jun 2027 12:00:00 GMT"},
        {"Host": "elsewhere.example"},
    )
    answers = [client.get("/page/a", headers=headers) for headers in others]
    assert answers[0].headers["Content-Encoding"] == "gzip"
    assert [one.status_code for one in answers] == [200, 200, 304, 200, 200]
    assert client.head("/page/a").data == b""
    assert len(cached.ready) == 1 + len(("a coding", "a condition", "a host", "HEAD"))


@pytest.mark.parametrize(
    "name",
    [
        *("REQUEST_METHOD", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "SERVER_PROTOCOL", "CONTENT_LENGTH"),
        *("HTTP_HOST", "HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH", "HTTP_TRANSFER_ENCODING"),
        "nameplate.forwarded",
        *("HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING", "HTTP_ACCEPT_LANGUAGE", "HTTP_ACCEPT_PROFILE"),
        "HTTP_ACCEPT_DATETIME",
    ],
)
def test_what_decides_an_answer_is_part_of_the_wording(name: str) -> None:
    """Requests that differ in it alone are worded differently, also where one of them lacks it."""
    asked = {"REQUEST_METHOD": "GET", "PATH_INFO": "/page/a", "QUERY_STRING": ""}
    ready, answer = Ready(), Answer("200 OK", 200, (), b"", Mark())
    ready.keep(wording(asked), answer)
    assert ready.find(wording(asked)) is answer
    assert ready.find(wording(asked | {name: "other"})) is None


@pytest.mark.parametrize(
    ("path", "headers", "size"),
    [
        ("/page/a", {}, 300_000),
        ("/page/a", {"Accept": "text/turtle, " + "x/" + "y" * 5000}, 10),
        ("/sparql", {}, 10),
        ("/page/a?x=1", {}, 10),
    ],
    ids=["long", "wordy", "asked", "not kept"],
)
def test_some_answers_are_never_ready(path: str, headers: dict[str, str], size: int) -> None:
    """What has to wait for its client, what takes room as a wording, and what is not kept."""
    cached = Cached(Counting(size=size), 16 * ROOM)
    client = recorded(cached)
    for _ in range(TIMES):
        assert client.get(path, headers=headers).status_code == 200
    assert len(cached.ready) == 0


def test_a_request_with_a_body_is_never_answered_at_once() -> None:
    """Its body has to be taken first."""
    cached = Cached(Counting(), ROOM)
    client = recorded(cached)
    for _ in range(TIMES):
        assert client.get("/page/a", data=b"body").data == b"x" * 10
    assert len(cached.ready) == 0


def test_every_answer_is_counted_and_logged(publisher: Publisher, caplog: pytest.LogCaptureFixture) -> None:
    """Requests, hits and lines of the log are as many as the requests; ids that are given go back."""
    client = Reader(publisher)
    with caplog.at_level(logging.INFO, logger="server.web.records"):
        answers = [client.get("/data/cac.ttl", headers={"X-Request-Id": f"id-{n}"}) for n in range(TIMES)]
    assert [one.headers["X-Request-Id"] for one in answers] == [f"id-{n}" for n in range(TIMES)]
    lines = [record.__dict__["fields"] for record in caplog.records]
    assert [line["request_id"] for line in lines] == [f"id-{n}" for n in range(TIMES)]
    assert {(line["path"], line["status"], line["bytes"]) for line in lines} == {
        ("/data/cac.ttl", 200, len(answers[0].data))
    }
    found = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(client.get("/metrics").text)
        for sample in family.samples
    }
    assert found["nameplate_requests_total", "200"] == TIMES
    assert found["nameplate_cache_total", "pages", "hit"] == TIMES - 1
    assert found["nameplate_cache_total", "pages", "miss"] == 1


def test_a_swap_leaves_nothing_ready(small: Path, tmp_path: Path) -> None:
    """From the first request after it all answers are of the new release."""
    other = tmp_path / "0.1-dev-fedcba9876543210"
    other.mkdir()
    write_release(other, "0.1-dev")
    made = create_app(release=small, workers=1)
    try:
        client = Reader(made)
        for _ in range(TIMES):
            assert client.get("/data/cac.ttl").headers["Nameplate-Release"] == small.name
        made.swap(other)
        for _ in range(TIMES):
            assert client.get("/data/cac.ttl").headers["Nameplate-Release"] == other.name
    finally:
        made.close()


def test_what_is_given_up_is_ready_no_more() -> None:
    """Answers that made room for others are made anew, and the room is that of what is kept."""
    app = Counting(size=10_000)
    cached = Cached(app, 100_000)
    client = recorded(cached)
    for number in range(30):
        for _ in range(TIMES):
            client.get(f"/page/{number}", headers={"Accept-Encoding": "gzip"})
    assert 0 < len(cached.ready) == len(cached._entries) < 30
    client.get("/page/0", headers={"Accept-Encoding": "gzip"})
    assert app.asked.count("GET /page/0") == 2


def test_what_is_ready_and_asked_for_stays() -> None:
    """It counts as asked for, although nobody looks for it where answers are kept."""
    app = Counting(size=10_000)
    client = recorded(Cached(app, 100_000))
    for _ in range(TIMES):
        client.get("/page/hot")
    for number in range(40):
        client.get(f"/page/{number}")
        client.get("/page/hot")
    assert app.asked.count("GET /page/hot") == 1


def test_many_wordings_leave_room() -> None:
    """However many wordings there are, so many answers are at hand and no more."""
    ready, mark = Ready(), Mark()
    answer = Answer("200 OK", 200, (), b"", mark)
    for number in range(10_000):
        asked = wording({"REQUEST_METHOD": "GET", "PATH_INFO": f"/{number}"})
        ready.keep(asked, answer)
        assert ready.find(asked) is answer
    assert 0 < len(ready) <= 4096
    assert mark.recent
    ready.drop({mark})
    assert len(ready) == 0
