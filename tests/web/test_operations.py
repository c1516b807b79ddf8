"""What operators see of a server: figures, ids of requests, lines of the log, whether it is ready."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from werkzeug.test import Client, TestResponse

from server.errors import Overloaded, QueryTimeout, StartError
from server.store.protocol import QueryRequest
from server.web import logs, records
from server.web.endpoint import Endpoint
from server.wsgi import Publisher, create_app
from tests.web.conftest import VERSION, Reader, write_release
from tests.web.endpoint import DIRECT, get

Figures = dict[tuple[str, ...], float]


@pytest.fixture
def publisher(data: Path) -> Iterator[Publisher]:
    """An app of its own, which has counted nothing yet."""
    made = create_app(data, workers=1, log_requests=True, query_timeout=2.0)
    yield made
    made.close()


@pytest.fixture
def fresh(publisher: Publisher) -> Client:
    """A client of that app."""
    return Reader(publisher)


def endpoint(publisher: Publisher) -> Endpoint:
    """What the app's endpoint answers from."""
    found: Endpoint = publisher.flask.extensions["nameplate.sparql"]
    return found


def figures(client: Client, **headers: str) -> Figures:
    """The figures, by name and values of labels, these in the order of their names."""
    answer = client.get("/metrics", headers=headers)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_queries_are_counted_by_outcome(fresh: Client) -> None:
    """Answers, unchanged ones, and each kind of refusal by its name; what asks no query is none."""
    first = get(fresh, "ASK {}")
    get(fresh, "ASK {}")
    fresh.get("/sparql?query=ASK+{}", headers={"If-None-Match": first.headers["ETag"]})
    get(fresh, "ASK {")
    fresh.post("/sparql", data="SELECT * { ?s ?p ?o }", content_type=DIRECT)
    fresh.post("/sparql", data="INSERT DATA {}", content_type=DIRECT)
    get(fresh)
    fresh.get("/healthz")
    found = figures(fresh)
    outcomes = {key[1]: int(value) for key, value in found.items() if key[0] == "nameplate_queries_total"}
    assert outcomes == {"answered": 3, "not-modified": 1, "query-syntax": 1, "query-refused": 1}
    assert found[("nameplate_query_seconds_count",)] == 6
    assert found[("nameplate_requests_total", "200")] == 5
    assert found[("nameplate_requests_total", "304")] == 1
    assert found[("nameplate_cache_total", "queries", "hit")] >= 1
    assert found[("nameplate_cache_total", "queries", "miss")] == 2


def test_workers_and_their_queue_are_counted(fresh: Client, publisher: Publisher) -> None:
    """One is up; one that runs into the deadline is replaced, and nobody waits in the end."""
    endless = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(40)) + " }"
    assert get(fresh, endless, timeout="0.3").status_code == 503
    assert get(fresh, "ASK { ?s ?p 1 }").status_code == 200
    found = figures(fresh)
    assert found[("nameplate_queries_total", "query-timeout")] == 1
    assert found[("nameplate_workers",)] == 1
    assert found[("nameplate_workers_started_total",)] == 2
    assert found[("nameplate_workers_ended_total",)] == 1
    assert found[("nameplate_queue_length",)] == 0
    assert found[("nameplate_queries_running",)] == 0
    assert found[("nameplate_queue_wait_seconds_count",)] >= 2
    assert found[("process_open_fds",)] > 0
    publisher.close()
    assert figures(fresh)[("nameplate_workers",)] == 0


def test_the_release_and_its_swaps_are_told(small: Path, tmp_path: Path) -> None:
    """After a swap the figures name the new release, and pages and queries are of it; counts go on."""
    other = tmp_path / "0.1-dev-fedcba9876543210"
    other.mkdir()
    write_release(other, "0.1-dev")
    made = create_app(release=small, workers=1)
    try:
        client = Reader(made)
        assert get(client, "ASK {}").headers["Nameplate-Release"] == small.name
        assert figures(client)[("nameplate_release_info", small.name, VERSION)] == 1
        (other / "report.ttl").rename(other / "away")
        with pytest.raises(StartError, match=r"report\.ttl is missing"):
            made.swap(other)
        assert client.get("/").headers["Nameplate-Release"] == small.name
        (other / "away").rename(other / "report.ttl")
        made.swap(other)
        assert client.get("/").headers["Nameplate-Release"] == other.name
        assert (
            "0.1-dev"
            in get(client, "SELECT ?v { ?d <http://www.w3.org/ns/dcat#version> ?v }", accept="text/csv").text
        )
        found = figures(client)
        assert found[("nameplate_release_info", other.name, "0.1-dev")] == 1
        assert ("nameplate_release_info", small.name, VERSION) not in found
        assert found[("nameplate_release_swaps_total", "swapped")] == 1
        assert found[("nameplate_release_swaps_total", "refused")] == 1
        assert found[("nameplate_queries_total", "answered")] == 2
        assert found[("nameplate_cache_total", "pages", "miss")] == 2
    finally:
        made.close()


def test_openmetrics_is_spoken(fresh: Client) -> None:
    """A scraper that asks for OpenMetrics gets it."""
    answer = fresh.get("/metrics", headers={"Accept": "application/openmetrics-text; version=1.0.0"})
    assert answer.content_type.startswith("application/openmetrics-text")
    assert answer.text.endswith("# EOF\n")


@pytest.mark.parametrize(
    ("readers", "sender", "forwarded", "status"),
    [
        (None, "127.0.0.1", {}, 200),
        (None, "::1", {}, 200),
        (None, "203.0.113.9", {}, 403),
        (None, "127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, 403),
        (("203.0.113.0/24",), "203.0.113.9", {}, 200),
        (("203.0.113.0/24",), "127.0.0.1", {}, 403),
        (("203.0.113.0/24",), "10.0.0.1", {"X-Forwarded-For": "203.0.113.9"}, 200),
        (("203.0.113.0/24",), "10.0.0.1", {"X-Forwarded-For": "198.51.100.1"}, 403),
    ],
)
def test_who_may_read_the_figures(
    data: Path, readers: tuple[str, ...] | None, sender: str, forwarded: dict[str, str], status: int
) -> None:
    """This machine, or those named; nobody through a proxy that is not trusted."""
    chosen: dict[str, object] = {} if readers is None else {"metrics_for": readers}
    made = create_app(data, workers=1, trusted_proxies=("10.0.0.1",), **chosen)
    try:
        answer = Client(made).get("/metrics", headers=forwarded, environ_base={"REMOTE_ADDR": sender})
        assert answer.status_code == status
        assert ("nameplate_" in answer.text) is (status == 200)
    finally:
        made.close()


def test_networks_that_are_none(data: Path) -> None:
    """A slip in an option ends the start."""
    with pytest.raises(StartError, match="is no address or network"):
        create_app(data, metrics_for=("everyone",))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("7b1f6a0e-1", True),
        ("a.b_c:d-e", True),
        ("", False),
        ("two words", False),
        ("\x1b[31mred", False),
        ("x" * 65, False),
        ("a,b", False),
    ],
)
def test_ids_of_requests(client: Client, given: str, kept: bool) -> None:
    """One that is a plain word comes back; any other is replaced by one of the server's own."""
    for path in ("/", "/sparql?query=ASK{}", "/nowhere", "/metrics"):
        answer = client.get(path, headers={"X-Request-Id": given} if given else {})
        assert len(answer.headers.getlist("X-Request-Id")) == 1
        assert (answer.headers["X-Request-Id"] == given) is kept


def test_ids_differ(client: Client) -> None:
    """Two requests have two ids, also where the answer is kept."""
    assert len({client.get("/").headers["X-Request-Id"] for _ in range(5)}) == 5


# -- lines of the log


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """What was logged for each request."""
    with caplog.at_level(logging.INFO, records.__name__):
        yield caplog


def written(caplog: pytest.LogCaptureFixture, form: logging.Formatter) -> str:
    """The last line."""
    return form.format(caplog.records[-1])


SECRET = 'SELECT * { ?s ?p "the client\'s own business" }'


def test_a_line_for_each_request(fresh: Client, lines: pytest.LogCaptureFixture) -> None:
    """Who asked for what, what became of it and how long it took; not what the query was."""
    get(fresh, SECRET, accept="text/csv", format="csv")
    found = json.loads(written(lines, logs.JsonLine()))
    assert found.pop("time").endswith("+00:00")
    assert found.pop("seconds") > 0
    assert len(found.pop("request_id")) == 32
    assert found == {
        "level": "info",
        "logger": "server.web.records",
        "message": "request",
        "client": "127.0.0.1",
        "method": "GET",
        "path": "/sparql",
        "status": 200,
        "bytes": 5,
        "outcome": "answered",
    }
    assert "business" not in caplog_text(lines)


def caplog_text(caplog: pytest.LogCaptureFixture) -> str:
    """All lines, in both forms."""
    forms = (logs.JsonLine(), logs.OneLine("%(message)s"))
    return "\n".join(form.format(entry) for entry in caplog.records for form in forms)


def test_queries_are_logged_where_they_are_wanted(data: Path, lines: pytest.LogCaptureFixture) -> None:
    """With the option the line holds the query, whichever way it came."""
    made = create_app(data, workers=1, log_requests=True, log_queries=True)
    try:
        client = Reader(made)
        for _ in range(2):  # the second is answered from memory
            get(client, SECRET)
            assert json.loads(written(lines, logs.JsonLine()))["query"] == SECRET
        client.post("/sparql", data=SECRET + "\n#\x1b[31m", content_type=DIRECT)
    finally:
        made.close()
    for form in (logs.JsonLine(), logs.OneLine("%(message)s")):
        line = written(lines, form)
        assert line.isprintable()
        assert "business" in line


def test_nothing_that_is_sent_writes_a_line(fresh: Client, lines: pytest.LogCaptureFixture) -> None:
    """Line ends and terminal codes in a path, escaped or not, stay inside one printable line."""
    for path in ("/%0d%0aFORGED%1b[31m", "/a%20status=200%20%22", "/%e2%80%a8x", "/%ff%fe", "/%c2%85x"):
        fresh.get(path)
        for form in (logs.JsonLine(), logs.OneLine("%(message)s")):
            assert written(lines, form).isprintable()
        assert json.loads(written(lines, logs.JsonLine()))["status"] == 404
    text = logs.OneLine("%(message)s").format(lines.records[1])
    assert text.count(" status=") == 2
    assert r'path="/a status=200 \""' in text


def test_lines_of_other_records_name_their_request(
    fresh: Client, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What fails while a request is answered is found by the id that the client has; traces are one line."""
    seen: list[str] = []

    class Form(logging.Handler):
        def emit(self, entry: logging.LogRecord) -> None:
            seen.extend((logs.OneLine("%(message)s").format(entry), logs.JsonLine().format(entry)))

    def fail(_request: QueryRequest) -> None:
        raise KeyError("a slip")

    monkeypatch.setattr(endpoint(publisher).store, "query", fail)
    handler = Form(logging.ERROR)
    logging.getLogger("server.web.problems").addHandler(handler)
    try:
        answer = fresh.get("/sparql?query=ASK{?s ?p 7}", headers={"X-Request-Id": "mine"})
    finally:
        logging.getLogger("server.web.problems").removeHandler(handler)
    assert (answer.status_code, answer.headers["X-Request-Id"]) == (500, "mine")
    text, line = seen
    assert text.isprintable()
    assert text.endswith(" request_id=mine")
    assert "KeyError" in json.loads(line)["exception"]
    assert json.loads(line)["request_id"] == "mine"


def test_lines_outside_of_requests() -> None:
    """Records of other threads have no id, in either form."""
    entry = logging.LogRecord("x", logging.WARNING, "x.py", 1, "a\nb", None, None)
    assert logs.OneLine("%(levelname)s %(message)s").format(entry) == r"WARNING a\nb"
    assert set(json.loads(logs.JsonLine().format(entry))) == {"time", "level", "logger", "message"}


def test_threads_that_fail(caplog: pytest.LogCaptureFixture) -> None:
    """Their error is a record like any other, so it is one line."""
    error = KeyError("a slip")
    for thread, name in ((threading.Thread(name="keeper"), "keeper"), (None, "unknown")):
        logs.thread_failed(threading.ExceptHookArgs((KeyError, error, None, thread)))
        line = written(caplog, logs.OneLine("%(message)s"))
        assert line.startswith(f"thread {name} ended by an error\\nKeyError")
        assert line.isprintable()


# -- ready or not


def ready(client: Client) -> tuple[int, str]:
    """Status and words of `/readyz`."""
    answer: TestResponse = client.get("/readyz", headers={"Accept": "text/plain"})
    return answer.status_code, answer.text.partition("\n")[0]


def test_ready_means_that_a_query_was_answered(
    fresh: Client, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is asked for real; busy workers are no reason to leave, workers that do not answer are."""
    store = endpoint(publisher).store
    assert ready(fresh) == (200, "ready")
    for error, expected in (
        (Overloaded("all workers are busy"), (200, "busy")),
        (QueryTimeout("too long"), (503, "Not ready")),
    ):

        def fail(request: QueryRequest, error: Exception = error) -> None:
            assert request.seconds == 2.0
            raise error

        monkeypatch.setattr(store, "query", fail)
        assert ready(fresh) == expected
    monkeypatch.undo()
    publisher.close()
    assert ready(fresh) == (503, "Not ready")
    assert fresh.get("/healthz").text == "ok\n"


@pytest.mark.parametrize(("number", "status"), [(28, 503), (24, 503), (27, 503), (5, 500)])
def test_a_machine_that_is_short_of_something(
    fresh: Client, publisher: Publisher, monkeypatch: pytest.MonkeyPatch, number: int, status: int
) -> None:
    """Want of room or descriptors passes: the answer says when to come back. Other errors are faults."""

    def fail(_request: QueryRequest) -> None:
        raise OSError(number, "the machine's own words", "/secret/path")

    monkeypatch.setattr(endpoint(publisher).store, "query", fail)
    answer = get(fresh, "ASK { ?s ?p 8 }")
    assert (answer.status_code, "Retry-After" in answer.headers) == (status, status == 503)
    assert "secret" not in answer.text
