"""Two copies of the server behind nginx, with the configuration that the documentation gives."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import re
import signal
import ssl
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest

from server.config import Settings
from tests.web.conftest import write_release
from tests.web.nginx import (
    CDN,
    CONFIGURATION,
    HOST,
    PUBLIC,
    SITE,
    Answer,
    Front,
    running_below,
    running_front,
)

pytestmark = pytest.mark.needs("nginx", "openssl")

TURTLE = {"Accept": "text/turtle"}
BROWSER = {"Accept": "text/html"}
DIRECT = {"Content-Type": "application/sparql-query"}
VERSION = "2026-11"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small release that is published, so that caches may keep what it answers."""
    directory = tmp_path_factory.mktemp("releases") / f"{VERSION}-0123456789abcdef"
    directory.mkdir()
    write_release(directory, VERSION)
    return directory


@pytest.fixture(scope="module")
def front(project_root: Path, published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """Two copies and nginx before them, for tests that leave them as they were."""
    with running_front(project_root, tmp_path_factory.mktemp("nginx"), published) as found:
        yield found


@pytest.fixture
def doomed(project_root: Path, published: Path, tmp_path: Path) -> Iterator[Front]:
    """The same, for a test that kills copies."""
    with running_front(project_root, tmp_path, published) as found:
        yield found


@pytest.fixture(scope="module")
def below(project_root: Path, published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """A server below a path of a site that has other things."""
    with running_below(project_root, tmp_path_factory.mktemp("below"), published) as found:
        yield found


def _query(text: str) -> str:
    return f"/sparql?query={quote(text)}"


def _number(n: int) -> str:
    """A query that nobody asked before."""
    return _query(f"SELECT ({n} AS ?n) {{}}")


def _now(front: Front, sender: str, said: str) -> Answer:
    """Ask what is never kept, with an address that the sender says it is asked from."""
    return front.ask(_query("SELECT (NOW() AS ?n) {}"), sender=sender, headers={"X-Forwarded-For": said})


def test_requests_are_spread(front: Front) -> None:
    """Both copies have a part of what is not in the cache."""
    for n in range(20):
        assert front.ask(_number(n)).status == 200
    assert set(front.copies) <= set(front.served())


def test_the_second_reader_is_answered_by_the_cache(front: Front) -> None:
    """A page is fetched once; the next reader gets the same bytes from nginx."""
    first = front.ask("/data/cac.ttl")
    second = front.ask("/data/cac.ttl")
    assert (first.status, first.cache, second.status, second.cache) == (200, "fwd", 200, "hit")
    assert second.body == first.body


def test_answers_to_queries_are_kept(front: Front) -> None:
    """An answer to a query by GET comes from the cache the second time, in its own format each."""
    path = _query("ASK {}")
    for accept in ("application/sparql-results+json", "application/sparql-results+xml"):
        answers = [front.ask(path, headers={"Accept": accept}) for _ in range(2)]
        assert [answer.cache for answer in answers] == ["fwd", "hit"]
        assert {answer.headers["content-type"].partition(";")[0] for answer in answers} == {accept}


def test_each_form_is_kept_apart(front: Front) -> None:
    """The cache tells forms of one address apart, as `Vary` asks."""
    for _ in range(2):
        page, data = (front.ask("/ontology/", headers=wanted) for wanted in (BROWSER, TURTLE))
        assert page.headers["content-type"].startswith("text/html")
        assert data.headers["content-type"].startswith("text/turtle")


@pytest.mark.parametrize(
    ("path", "status"),
    [(_query("SELECT (RAND() AS ?r) {}"), 200), (_query("SELECT nonsense"), 400), ("/id/nobody", 404)],
)
def test_what_is_not_to_be_kept_is_not(front: Front, path: str, status: int) -> None:
    """Answers that differ each time, and errors, are asked for again."""
    answers = [front.ask(path) for _ in range(2)]
    assert [(answer.status, answer.cache) for answer in answers] == [(status, "fwd")] * 2


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_a_tag_is_known_again(front: Front, coding: str) -> None:
    """Who has an answer already gets 304, whether it came compressed or not."""
    headers = {**TURTLE, "Accept-Encoding": coding}
    tag = front.ask("/dataset", headers=headers).headers["etag"]
    assert front.ask("/dataset", headers={**headers, "If-None-Match": tag}).status == 304


def test_text_is_compressed(front: Front) -> None:
    """Text comes compressed where that is asked for, and caches in between are told."""
    answer = front.ask("/dataset", headers={**TURTLE, "Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["vary"]
    assert gzip.decompress(answer.body) == front.ask("/dataset", headers=TURTLE).body


def test_a_part_of_a_dump(front: Front, published: Path) -> None:
    """A dump is passed on as the file that it is, whole or by a part, and not compressed again."""
    name = f"nameplate-{VERSION}.nq.gz"
    whole = (published / "dumps" / name).read_bytes()
    asked = {"Accept-Encoding": "gzip"}
    answer = front.ask(f"/dumps/{VERSION}/{name}", headers=asked)
    assert (answer.status, answer.body, answer.headers.get("content-encoding")) == (200, whole, None)
    some = {**asked, "Range": "bytes=10-29", "If-Range": answer.headers["etag"]}
    part = front.ask(f"/dumps/{VERSION}/{name}", headers=some)
    assert (part.status, part.body) == (206, whole[10:30])
    assert part.headers["content-range"] == f"bytes 10-29/{len(whole)}"


def test_the_client_is_who_a_cdn_says(front: Front) -> None:
    """A CDN's word on the client reaches the copy, which counts what that client asks."""
    answer = _now(front, CDN, "198.51.100.7")
    assert "ratelimit" in answer.headers


def test_the_client_is_not_who_it_says(front: Front) -> None:
    """The same word of anybody else is dropped: the copy sees the address that nginx saw."""
    answer = _now(front, "127.0.0.1", "198.51.100.7")
    assert answer.status == 200
    assert "ratelimit" not in answer.headers, "loopback has no budget, so it was taken for somebody else"


def test_links_say_the_public_address(front: Front) -> None:
    """Data, pages and redirects name the address that people use, and no other."""
    description = front.ask("/sparql", headers=TURTLE).text
    assert f"<{PUBLIC}/sparql>" in description
    assert f'template="{PUBLIC}/search?q={{searchTerms}}"' in front.ask("/opensearch.xml").text
    assert front.ask("/ontology").headers["location"] in {"/ontology/", f"{PUBLIC}/ontology/"}
    page = front.ask("/page/cac", headers=BROWSER).text
    assert "/data/cac" in page
    for text in (description, page):
        assert "127.0.0.1" not in text


def test_tls_is_where_everybody_is_sent(front: Front) -> None:
    """Plain HTTP leads to the same path by TLS, whatever the path asks."""
    answer = front.ask("/sparql?query=ASK%7B%7D", tls=False)
    assert (answer.status, answer.headers["location"]) == (308, f"{PUBLIC}/sparql?query=ASK%7B%7D")


def test_other_names_get_no_answer(front: Front) -> None:
    """A name that is not ours gets nothing, by neither way."""
    with pytest.raises(http.client.RemoteDisconnected):
        front.ask("/", tls=False, host="evil.example")
    with pytest.raises(ssl.SSLError):
        front.ask("/", host="evil.example")


def test_health_and_figures(front: Front) -> None:
    """Whether a copy can answer is told; figures are not for everybody."""
    assert front.ask("/readyz").status == 200
    assert front.ask("/metrics").status == 404


def test_a_large_query_is_refused(front: Front) -> None:
    """What is larger than a copy takes is refused in front of it, with what to do instead."""
    body = b"ASK {} #" + b"x" * (Settings.query_bytes + 1)
    answer = front.ask("/sparql", method="POST", body=body, headers=DIRECT)
    assert (answer.status, answer.headers["content-type"]) == (413, "application/problem+json")
    assert json.loads(answer.body)["status"] == 413
    largest = body[: Settings.query_bytes]
    assert front.ask("/sparql", method="POST", body=largest, headers=DIRECT).status == 200


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        ("/page/cac", "POST", 405),
        ("/dumps/", "PUT", 405),
        ("/nowhere", "POST", 405),
        ("/sparql", "POST", 415),
    ],
)
def test_a_body_that_nobody_wants(front: Front, path: str, method: str, status: int) -> None:
    """A long body where none belongs is refused each time, with a word why, and does no copy harm."""
    body = b"x" * Settings.query_bytes
    for _ in range(20):
        answer = front.ask(path, method=method, body=body, headers={"Content-Type": "text/plain"})
        assert (answer.status, json.loads(answer.body)["status"]) == (status, status)
    assert front.ask("/readyz").status == 200


@pytest.mark.parametrize("path", ["/sparql", "/page/cac"])
def test_scripts_of_other_sites_may_ask(front: Front, path: str) -> None:
    """What a browser asks before a script of another site may read reaches the copy."""
    asked = {"Origin": "https://other.example", "Access-Control-Request-Method": "GET"}
    answer = front.ask(path, method="OPTIONS", headers=asked)
    assert answer.status < 300
    assert answer.headers["access-control-allow-origin"] == "*"


def test_who_asks_too_fast_is_told(front: Front) -> None:
    """Beyond its share a client gets 429 with when to come back; the next client does not notice."""
    hasty, other = ({"X-Forwarded-For": address} for address in ("198.51.100.8", "198.51.100.9"))
    for _ in range(3000):
        answer = front.ask("/robots.txt", sender=CDN, headers=hasty)
        if answer.status != 200:
            break
    assert (answer.status, answer.headers["retry-after"]) == (429, "5")
    assert json.loads(answer.body)["status"] == 429
    assert front.ask("/robots.txt", sender=CDN, headers=other).status == 200


def test_a_killed_copy_loses_no_request(doomed: Front) -> None:
    """While many ask, one copy is killed: every request is answered by the other, POST as well as GET."""
    struck = threading.Event()
    first = next(iter(doomed.copies))

    def asked(n: int) -> int:
        if n == 100:
            os.killpg(doomed.copies[first].pid, signal.SIGKILL)
            struck.set()
        client = {"X-Forwarded-For": f"198.51.100.{n % 200 + 1}"}
        if n % 2:
            return doomed.ask(_number(n), sender=CDN, headers=client).status
        client["Content-Type"] = "application/sparql-query"
        body = f"SELECT ({n} AS ?n) {{}}".encode()
        return doomed.ask("/sparql", method="POST", body=body, sender=CDN, headers=client).status

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(asked, range(400)))
    assert struck.is_set()
    assert set(statuses) == {200}
    assert any(f"{first}, " in where for where in doomed.served()), "the dead copy was never tried"


def test_no_copy_is_left(doomed: Front) -> None:
    """Without any copy, what is in the cache is answered, and the rest is 503 with when to come back."""
    assert doomed.ask("/data/cac.ttl").status == 200
    for process in doomed.copies.values():
        os.killpg(process.pid, signal.SIGKILL)
    assert (doomed.ask("/data/cac.ttl").status, doomed.ask("/data/cac.ttl").cache) == (200, "hit")
    answer = doomed.ask(_number(0))
    assert (answer.status, answer.headers["retry-after"]) == (503, "5")
    assert answer.headers["content-type"] == "application/problem+json"
    assert doomed.ask("/readyz").status == 503


@pytest.mark.parametrize("directive", ["proxy_read_timeout", "proxy_next_upstream_timeout"])
def test_nginx_waits_longer_than_a_query_takes(project_root: Path, directive: str) -> None:
    """The deadline is told by the copy, not by nginx, which waits for longer than the defaults."""
    text = (project_root / CONFIGURATION).read_text(encoding="utf-8")
    found = re.search(rf"^\s+{directive} (\d+)s;", text, re.MULTILINE)
    assert found
    assert int(found[1]) > Settings.query_timeout + Settings.queue_seconds


def test_the_name_is_the_one_to_change(project_root: Path) -> None:
    """Every line with the example's name is marked as one to change."""
    text = (project_root / CONFIGURATION).read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if HOST in line and "CHANGE" not in line] == []


# Below a path


@pytest.mark.parametrize(
    ("path", "status", "location"),
    [
        ("/nameplate", 308, "/nameplate/"),
        ("/nameplate/id/cac", 303, f"{SITE}/nameplate/data/cac.ttl"),
        ("/nameplate/ontology", 301, f"{SITE}/nameplate/ontology/"),
        (f"/nameplate/dumps/{VERSION}", 308, f"{SITE}/nameplate/dumps/{VERSION}/"),
        ("/.well-known/void", 303, "/nameplate/dataset"),
        ("/nameplate/metrics", 404, None),
        ("/nameplate/data/cac%2Ettl", 200, None),
        ("/nameplate/data//cac.ttl", 404, None),
        ("/nameplate/sparql?query=ASK%7B%3Cx:%2525%3E%3Fp+1%7D", 200, None),
        ("/elsewhere", 200, None),
    ],
)
def test_paths_below_a_path(below: Front, path: str, status: int, location: str | None) -> None:
    """What is below the path comes to the server to the letter, with its links; all else is the site's."""
    accept = {"Accept": "text/turtle, application/sparql-results+json"}
    answer = below.ask(path, tls=False, host="www.example.org", headers=accept)
    assert (answer.status, answer.headers.get("location")) == (status, location)
    assert (answer.text == "something else\n") == (path == "/elsewhere")


def test_pages_below_a_path(below: Front) -> None:
    """Every link of a page begins with the address of the site and the path."""
    page = below.ask("/nameplate/page/cac", tls=False, host="www.example.org", headers=BROWSER).text
    links = re.findall(r'(?:href|src|action)="([^"#][^"]*)"', page)
    ours = [link for link in links if not re.match(r"https?://(?!www\.example\.org)", link)]
    assert len(ours) > 20
    assert [link for link in ours if not link.startswith(f"{SITE}/nameplate/")] == []


@pytest.mark.parametrize("path", ["/receipt", "/receipt/verify"])
def test_receipts_may_be_posted(front: Front, path: str) -> None:
    """Nginx hands on what is posted to receipts, which have their own say on it."""
    answer = front.ask(path, method="POST", body=b"{}", headers={"Content-Type": "application/json"})
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert "Here is something to read" not in answer.text
