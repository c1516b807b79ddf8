"""Kept answers to queries: who gets them, who does not, and what caches elsewhere are told."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from werkzeug.test import Client, TestResponse

from server.errors import Overloaded, QueryError, QueryTimeout, ResultTooLarge
from server.formats import JSON
from server.store.guard import examine
from server.store.protocol import Answer, QueryRequest
from server.web.answers import FOLLOWERS, Answers, Figures, Found
from server.web.recall import Recalled
from server.wsgi import Publisher, create_app
from tests.running import eventually
from tests.store.hostile import LONG, values
from tests.web.conftest import Reader, write_release
from tests.web.endpoint import BROWSER, DIRECT, FORM, TRIG, get

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

ONE = "SELECT ?o { GRAPH ?g { ?s ?p ?o } } ORDER BY ?o"
TWO = "SELECT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g"
HIT = "nameplate; hit"
STORED = "nameplate; fwd=miss; stored"
XML = "application/sparql-results+xml"


@pytest.fixture(scope="module")
def publisher(data: Path) -> Iterator[Publisher]:
    """An app with room for kept answers, shared by the tests below."""
    made = create_app(data, workers=1, result_limit=1, query_timeout=5.0, answers_bytes=1024 * 1024)
    yield made
    made.close()


@pytest.fixture
def answers(publisher: Publisher) -> Answers:
    """What the app keeps: nothing yet."""
    kept = publisher.flask.extensions["nameplate.sparql"].answers
    assert isinstance(kept, Answers)
    kept.clear()
    return kept


@pytest.fixture
def client(publisher: Publisher, answers: Answers) -> Client:
    """A client of the app that keeps nothing yet."""
    assert answers.figures().entries == 0
    return Reader(publisher)


def status(response: TestResponse) -> str:
    """What Cache-Status says, of an answer that is 200."""
    assert response.status_code == 200, response.text
    return response.headers.get("Cache-Status", "")


def test_the_second_reader_gets_what_was_kept(client: Client) -> None:
    """The answer is the same, byte for byte and header for header."""
    first, second, third = (get(client, ONE) for _ in range(3))
    assert [status(r) for r in (first, second, third)] == [STORED, HIT, HIT]
    assert first.data == second.data == third.data
    for name in ("Content-Type", "Content-Length", "ETag", "Vary", "Cache-Control"):
        assert first.headers[name] == second.headers[name] == third.headers[name]
    assert "Origin" not in first.headers["Vary"]


def test_one_answer_however_it_was_asked(client: Client) -> None:
    """GET, HEAD, both forms of POST and other spellings of the address lead to one answer."""
    assert status(get(client, ONE)) == STORED
    encoded = quote(ONE)
    assert status(client.head("/sparql?query=" + encoded)) == HIT
    assert status(client.post("/sparql", data=ONE, content_type=DIRECT)) == HIT
    assert status(client.post("/sparql", data="query=" + encoded, content_type=FORM)) == HIT
    assert status(client.get("/sparql?timeout=3&query=" + encoded)) == HIT
    assert status(client.get("/sparql?format=json&query=" + encoded, headers={"Accept": XML})) == HIT
    page = get(client, ONE, BROWSER)
    assert page.status_code == 200
    assert "<table" in page.text


def test_a_post_may_be_the_first(client: Client) -> None:
    """What a POST asked for is kept for a GET; a POST itself is told to ask every time."""
    posted = client.post("/sparql", data=ONE, content_type=DIRECT)
    assert (status(posted), posted.headers["Cache-Control"]) == (STORED, "no-cache")
    asked = get(client, ONE)
    assert status(asked) == HIT
    assert asked.data == posted.data


@pytest.mark.parametrize(
    ("target", "accept"),
    [
        ("/sparql?query={}", XML),
        ("/sparql?format=csv&query={}", ""),
        ("/sparql?default-graph-uri=http://example.org/g1&query={}", ""),
        ("/sparql?named-graph-uri=http://example.org/g1&query={}", ""),
        ("/sparql?query={}%20", ""),
    ],
)
def test_another_question_has_another_answer(client: Client, target: str, accept: str) -> None:
    """The format, the dataset and the words of the query are part of the question."""
    first = get(client, ONE)
    other = client.get(target.format(quote(ONE)), headers={"Accept": accept} if accept else {})
    assert status(other) == STORED
    assert other.headers["ETag"] != first.headers["ETag"]


def test_parameters_of_the_address_count_for_a_post(client: Client) -> None:
    """A query in the body is asked of the dataset in the address."""
    found = [
        client.post(f"/sparql?named-graph-uri=http://example.org/{g}", data=ONE, content_type=DIRECT)
        for g in ("g1", "g2", "g1")
    ]
    assert [status(r) for r in found] == [STORED, STORED, HIT]
    assert b'"one"' in found[0].data
    assert b'"two"' in found[1].data
    assert found[2].data == found[0].data


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (NOW() AS ?x) {}",
        "SELECT (rand() AS ?x) {}",
        "SELECT (UUID() AS ?x) {}",
        "SELECT (StrUUID () AS ?x) {}",
        "SELECT (BNODE # it\n ('x') AS ?x) {}",
        "ASK { FILTER(NOW() > '2000-01-01T00:00:00Z'^^<http://www.w3.org/2001/XMLSchema#dateTime>) }",
    ],
)
def test_what_may_change_is_not_kept(client: Client, answers: Answers, query: str) -> None:
    """Nor may anybody else keep it."""
    for _ in range(2):
        response = get(client, query)
        assert status(response) == ""
        assert response.headers["Cache-Control"] == "no-store"
        assert "ETag" not in response.headers
    assert answers.figures().entries == 0


def test_words_that_only_look_so_are_kept(client: Client) -> None:
    """A function's name in a string, a variable, a name or a comment changes nothing."""
    query = (
        "PREFIX now: <http://e/rand> SELECT ('UUID()' AS ?rand) { OPTIONAL { ?now now:NOW ?bnode } } # NOW()"
    )
    assert [status(get(client, query)) for _ in range(2)] == [STORED, HIT]


@pytest.mark.parametrize(
    ("query", "code"),
    [("SELECT * { ?s ?p }", 400), (LONG, 413), ("ASK { SERVICE <http://e/> {} }", 403)],
)
def test_errors_are_not_kept(client: Client, answers: Answers, query: str, code: int) -> None:
    """The next one who asks is told again, and no cache may keep it."""
    for _ in range(2):
        response = get(client, query)
        assert (response.status_code, response.headers["Cache-Control"]) == (code, "no-store")
    assert answers.figures().entries == 0


def test_a_large_answer_is_not_kept(client: Client) -> None:
    """One that would take more than its share of the room is run every time; its tag is a weak one."""
    query = f"SELECT * {{ {values('a', 50)} {values('b', 50)} }}"
    for _ in range(2):
        response = get(client, query)
        assert status(response) == "nameplate; fwd=miss"
        assert response.headers["ETag"].startswith('W/"')


def test_the_app_is_not_asked_again(publisher: Publisher, answers: Answers) -> None:
    """The same address and Accept are answered in front of it, until the answer is given up."""
    asked: list[str] = []

    def counting(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        asked.append(environ["REQUEST_METHOD"])
        return publisher.flask(environ, start_response)

    client = Reader(Recalled(counting, answers))
    target = "/sparql?query=" + quote(ONE)
    first = client.get(target)
    for response in (client.get(target), client.head(target)):
        assert status(response) == HIT
        assert {n: v for n, v in response.headers if n != "Cache-Status"} == {
            n: v for n, v in first.headers if n != "Cache-Status"
        }
    assert client.get(target).data == first.data
    assert asked == ["GET"]
    assert get(client, ONE, XML).data != first.data
    assert get(client, TWO).data != first.data
    assert len(asked) == 3
    answers.clear()
    assert status(client.get(target)) == STORED
    assert len(asked) == 4


def test_ways_to_answers_do_not_pile_up(publisher: Publisher, answers: Answers) -> None:
    """Thousands of spellings of one question leave little behind; very long ones nothing."""
    recalled = Recalled(publisher.flask, answers)
    client = Reader(recalled)
    for number in range(2100):
        client.get(f"/sparql?x={number}&query=ASK{{}}")
    assert len(recalled._ways) == 2048
    client.get(f"/sparql?x={'y' * 9000}&query=ASK{{}}")
    assert len(recalled._ways) == 2048
    assert answers.figures().entries == 1


# -- tags


def test_who_has_the_answer_is_told_so(client: Client, answers: Answers) -> None:
    """GET and HEAD give 304 for the tag, also among others, weakened by a proxy, and when nothing is kept."""
    tag = get(client, ONE).headers["ETag"]
    assert tag.startswith('"')
    target = "/sparql?query=" + quote(ONE)
    for forget in (False, True):
        for known in (tag, f'"x", {tag}', "W/" + tag):
            if forget:
                answers.clear()
            before = answers.figures().misses
            for response in (client.get(target, headers={"If-None-Match": known}),
                             client.head(target, headers={"If-None-Match": known})):  # fmt: skip
                assert (response.status_code, response.data) == (304, b"")
                assert response.headers["ETag"].removeprefix("W/") == tag
                assert "Content-Length" not in response.headers
                assert response.headers["Vary"] == "Accept, Accept-Encoding"
            assert answers.figures().misses == before


ANY = {
    "an answer": (f"query={quote(TWO)}", "*/*", 304),
    "one that is not kept": (f"query={quote('SELECT (RAND() AS ?r) {}')}", "*/*", 304),
    "a page about one": (f"query={quote(TWO)}", BROWSER, 304),
    "the description": ("", "text/turtle", 304),
    "the form": ("", BROWSER, 304),
    "a mistake": ("query=ASK", "*/*", 400),
    "a form that there is not": ("query=ASK{}", "image/png", 406),
}


@pytest.mark.parametrize(("target", "accept", "expected"), ANY.values(), ids=ANY)
def test_what_is_wanted_only_if_there_is_none(
    client: Client, target: str, accept: str, expected: int
) -> None:
    """`If-None-Match: *` is 304 for GET and HEAD of all that has an answer (RFC 9110 §13.1.2)."""
    headers = {"If-None-Match": "*", "Accept": accept, "Accept-Encoding": "gzip"}
    for ask in (client.get, client.get, client.head):
        answer = ask(f"/sparql?{target}", headers=headers)
        assert answer.status_code == expected
        assert (answer.data == b"") == (expected == 304 or ask == client.head)
        assert ("Content-Type" in answer.headers) == (expected != 304)
        assert answer.headers["Vary"].startswith("Accept")
    assert client.post("/sparql", data={"query": "ASK{}"}, headers={"If-None-Match": "*"}).status_code == 200


@pytest.mark.parametrize("known", ['"x"', '"*"', '""', "nonsense"])
def test_who_has_another_gets_the_answer(client: Client, known: str) -> None:
    """A tag of something else saves nothing."""
    target = "/sparql?query=" + quote(TWO)
    for _ in range(2):
        assert client.get(target, headers={"If-None-Match": known}).status_code == 200


def test_a_tag_does_not_fit_a_post(client: Client) -> None:
    """Conditions on a POST are another matter (RFC 9110 §13.1.2): it is answered."""
    tag = get(client, ONE).headers["ETag"]
    posted = client.post("/sparql", data=ONE, content_type=DIRECT, headers={"If-None-Match": tag})
    assert posted.status_code == 200


@pytest.mark.parametrize(("version", "directive"), [("1.0", "public, max-age=60, "), ("1.0-dev", "no-cache")])
def test_what_caches_elsewhere_are_told(tmp_path: Path, version: str, directive: str) -> None:
    """Answers of a published release may be kept for a minute; of another one they are asked for again."""
    directory = tmp_path / f"{version}-0123456789abcdef"
    directory.mkdir()
    write_release(directory, version)
    app = create_app(release=directory, workers=1)
    client = Reader(app)
    for _ in range(2):
        assert get(client, TWO).headers["Cache-Control"].startswith(directive)
        tag = get(client, TWO).headers["ETag"]
        again = client.get("/sparql?query=" + quote(TWO), headers={"If-None-Match": tag})
        assert again.headers["Cache-Control"].startswith(directive)
    app.close()


def test_the_next_release_begins_with_nothing(data: Path, tmp_path: Path) -> None:
    """An app with other data has no answer of the first, and no tag that fits one."""
    other = tmp_path / "other.trig"
    other.write_text(TRIG.replace('"one"', '"three"'), encoding="utf-8")
    tags = []
    for path, word in ((data, b'"one"'), (other, b'"three"')):
        app = create_app(path, workers=1)
        client = Reader(app)
        for _ in range(2):
            response = get(client, ONE)
            assert word in response.data
        tags.append(response.headers["ETag"].partition("-")[0])
        app.close()
    assert len(set(tags)) == 2


def test_nothing_is_kept_where_the_operator_wants_none(data: Path) -> None:
    """With no room each query is run, and still has a tag."""
    app = create_app(data, workers=1, answers_bytes=0)
    client = Reader(app)
    for _ in range(2):
        response = get(client, ONE)
        assert status(response) == "nameplate; fwd=miss"
        assert response.headers["ETag"].startswith('W/"')
    app.close()


# -- without a server


class Runner:
    """Runs queries by saying how often it was asked; waits for `go` first."""

    def __init__(self, size: int = 10, error: QueryError | None = None) -> None:
        """Answer with so many bytes, or with an error."""
        self.asked = 0
        self.go = threading.Event()
        self.go.set()
        self._size = size
        self._error = error

    def __call__(self, request: QueryRequest) -> Answer:
        """The answer."""
        self.asked += 1
        assert self.go.wait(10)
        if self._error is not None:
            raise self._error
        return Answer(io.BytesIO(b"x" * self._size), self._size, request.format.content_type)


def asking(number: int = 0, seconds: float | None = None, limit: int | None = None) -> QueryRequest:
    """A request, one of many."""
    return QueryRequest(examine(f"ASK {{}} # {number}"), JSON, seconds=seconds, bytes=limit)


def kept_in(room: int = 1024 * 1024, entries: int = 100, patience: float = 10.0) -> Answers:
    """A place for answers."""
    return Answers(room=room, entries=entries, patience=patience)


@pytest.mark.parametrize(("room", "entries", "size"), [(1024 * 1024, 5, 10), (100_000, 1000, 8_000)])
def test_room_is_limited(room: int, entries: int, size: int) -> None:
    """By number and by bytes: what was asked for longest ago goes first."""
    answers, run = kept_in(room, entries), Runner(size)
    for number in range(30):
        answers.answer(asking(number), run)
        assert not answers.answer(asking(0), run).fresh
        figures = answers.figures()
        assert figures.bytes <= room
        assert figures.entries <= entries
    assert figures.dropped > 0
    assert answers.answer(asking(1), run).fresh


def test_limits_of_a_request_do_not_change_the_answer() -> None:
    """A shorter deadline gets what is kept; a smaller limit is told that it is too large."""
    answers, run = kept_in(), Runner()
    answers.answer(asking(), run)
    assert not answers.answer(asking(seconds=0.001), run).fresh
    assert not answers.answer(asking(limit=10), run).fresh
    with pytest.raises(ResultTooLarge):
        answers.answer(asking(limit=9), run)
    assert run.asked == 1


def together(
    answers: Answers, run: Runner, requests: list[QueryRequest], asked: int = 1
) -> list[Found | QueryError]:
    """What several get who ask at once, the first before the others.

    None has an answer before so many of them have their query run, and the others wait for one of these.
    """
    run.go.clear()
    before = run.asked
    got: list[Found | QueryError] = []

    def ask(request: QueryRequest) -> None:
        try:
            got.append(answers.answer(request, run))
        except QueryError as error:
            got.append(error)

    threads = [threading.Thread(target=ask, args=(request,)) for request in requests]
    threads[0].start()
    eventually(lambda: run.asked == before + 1)
    for thread in threads[1:]:
        thread.start()
    eventually(lambda: (run.asked - before, answers._followers) == (asked, len(requests) - asked))
    run.go.set()
    for thread in threads:
        thread.join()
    return got


def test_the_same_at_once_is_run_once() -> None:
    """One is given a worker, the others its answer."""
    answers, run = kept_in(), Runner()
    got = together(answers, run, [asking()] * 8)
    assert run.asked == 1
    assert [f.answer.read() for f in got if isinstance(f, Found)] == [b"x" * 10] * 8
    figures = answers.figures()
    assert figures == Figures(misses=1, shared=7, entries=1, bytes=figures.bytes)


def test_only_so_many_wait_for_another() -> None:
    """Whoever comes when all places are taken asks as well; each place is free again afterwards."""
    answers, run = kept_in(), Runner()
    for number, asked in ((0, 1 + 3), (1, 2 * (1 + 3))):
        got = together(answers, run, [asking(number)] * (1 + FOLLOWERS + 3), asked=1 + 3)
        assert [f.answer.read() for f in got if isinstance(f, Found)] == [b"x" * 10] * (1 + FOLLOWERS + 3)
        assert run.asked == asked
    assert answers.figures().shared == 2 * FOLLOWERS


def test_an_error_of_the_query_is_shared() -> None:
    """Who asks the same meanwhile is told the same, with the same time to come back."""
    answers, run = kept_in(), Runner(error=QueryTimeout("late", retry_after=7))
    got = together(answers, run, [asking()] * 4)
    assert run.asked == 1
    assert [(type(e), str(e), e.retry_after) for e in got if isinstance(e, QueryError)] == [
        (QueryTimeout, "late", 7)
    ] * 4
    assert answers.figures().entries == 0


@pytest.mark.parametrize(
    ("run", "room"), [(Runner(error=Overloaded("busy")), 1024 * 1024), (Runner(size=9000), 10_000)]
)
def test_what_cannot_be_shared_is_run_by_each(run: Runner, room: int) -> None:
    """Bad luck of one is not that of the others, and what is too large to keep is theirs to get."""
    assert len(together(kept_in(room), run, [asking()] * 3)) == 3
    assert run.asked == 3


def test_who_waits_too_long_asks_as_well() -> None:
    """Nobody waits for another for ever, and who has another deadline does not wait at all."""
    answers, run = kept_in(patience=0.01), Runner()
    assert len(together(answers, run, [asking(), asking(), asking(seconds=1.0)], asked=3)) == 3
    assert run.asked == 3
    assert answers.figures().entries == 1
