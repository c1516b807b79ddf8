"""What is made for one request is compressed on its way out, for those who take it."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote

import brotli
import pytest
from werkzeug.test import Client, TestResponse

from server.packing import opened
from server.web.coded import LARGEST, Coded
from server.wsgi import Publisher
from tests.web.conftest import VERSION

if TYPE_CHECKING:
    from pathlib import Path

    from _typeshed.wsgi import StartResponse, WSGIEnvironment

OWN = ("Content-Length", "X-Request-Id", "Cache-Status")
CODINGS = ("gzip", "br", "zstd")
BODY = b"a line that is said again and again\n" * 100
QUERY = quote("SELECT * { ?s ?p ?o }")

#: Answers that are made for one request, in the small release.
MADE = [
    "/search?q=cyber",
    "/page/cac?lang=zh-Hans&at=2016",
    "/data/cac.ttl?_profile=plain&at=2016",
    "/data/cac?format=ttl",
    "/fragments?predicate=",
    "/openapi.json",
    "/sitemap.xml",
    "/dumps/",
    f"/sparql?query={QUERY}",
    f"/sparql?query={quote('SELECT * { ?s ?p ?o BIND(RAND() AS ?r) }')}",
    "/sparql",
]


def unpacked(answer: TestResponse, folder: Path) -> bytes:
    """The body of an answer without its coding."""
    coding = answer.headers.get("Content-Encoding")
    if coding == "zstd":
        (folder / "body.zst").write_bytes(answer.data)
        with opened(folder / "body.zst") as file:
            return file.read()
    return bytes({"gzip": gzip.decompress, "br": brotli.decompress}.get(coding or "", bytes)(answer.data))


@pytest.mark.parametrize("path", MADE)
def test_what_is_made_for_one_request(client: Client, path: str, tmp_path: Path) -> None:
    """Each is the same in every coding, a part of the size, and has a tag of its own."""
    plain = client.get(path)
    assert plain.status_code == 200
    assert "Content-Encoding" not in plain.headers
    tags = {plain.headers.get("ETag")}
    for coding in CODINGS:
        answer = client.get(path, headers={"Accept-Encoding": coding})
        assert answer.headers["Content-Encoding"] == coding
        assert int(answer.headers["Content-Length"]) == len(answer.data) < 0.7 * len(plain.data)
        assert "Accept-Encoding" in answer.headers["Vary"]
        assert answer.headers["Vary"] == plain.headers["Vary"]
        if "RAND" not in path:
            assert unpacked(answer, tmp_path) == plain.data
        tags.add(answer.headers.get("ETag"))
    assert len(tags) == (4 if "ETag" in plain.headers else 1)


@pytest.mark.parametrize("path", ["/search?q=cyber", "/data/cac?format=ttl", f"/sparql?query={QUERY}"])
@pytest.mark.parametrize("coding", CODINGS)
def test_a_tag_is_known_again(client: Client, path: str, coding: str) -> None:
    """Who has an answer in a coding gets 304 with the tag that it knows it by, also from what is kept."""
    accepts = {"Accept-Encoding": coding}
    for _ in range(2):
        tag = client.get(path, headers=accepts).headers["ETag"]
        again = client.get(path, headers={**accepts, "If-None-Match": f'"other", {tag}'})
        assert (again.status_code, again.headers["ETag"]) == (304, tag)
        assert "Content-Encoding" not in again.headers
        assert "Accept-Encoding" in again.headers["Vary"]


#: Kept pages and data, what is made for one request, and files.
TAGGED = [
    *("/page/cac", "/data/cac.ttl", "/data/cac?format=ttl", "/openapi.json", "/search?q=cyber"),
    *("/cite?of=/dataset", "/context.jsonld", "/sitemap.xml", "/static/nameplate.css"),
    *(
        f"/dumps/{VERSION}/{name}"
        for name in ("report.ttl", "tables/names.csv", f"nameplate-{VERSION}.ttl.gz")
    ),
]


@pytest.mark.parametrize("path", TAGGED)
@pytest.mark.parametrize("coding", ["", "gzip"])
def test_304_says_what_200_says(client: Client, path: str, coding: str) -> None:
    """Who has it in the coding, or uncoded, gets 304 with that tag and the Vary of 200; others get all."""
    accepts = {"Accept-Encoding": coding} if coding else {}
    for _ in range(2):  # made, and kept
        plain, own = client.get(path), client.get(path, headers=accepts)
        for tag in (plain.headers["ETag"], own.headers["ETag"]):
            for named in (tag, f'"another", {tag}', f"W/{tag}" if tag[0] == '"' else tag):
                again = client.get(path, headers={**accepts, "If-None-Match": named})
                assert (again.status_code, again.headers["ETag"], again.data) == (304, tag, b""), named
                assert again.headers.get("Vary") == own.headers.get("Vary")
                assert "Content-Encoding" not in again.headers
        other = client.get(path, headers={**accepts, "If-None-Match": '"another"'})
        assert (other.status_code, other.data) == (200, own.data)


@pytest.mark.parametrize("path", TAGGED)
@pytest.mark.parametrize("coding", ["", "gzip"])
def test_who_wants_another_is_refused(client: Client, path: str, coding: str) -> None:
    """If-Match comes before all else: 412 where none of its tags is that of the answer, compared strongly."""
    accepts = {"Accept-Encoding": coding} if coding else {}
    for method in ("GET", "HEAD"):
        tag = client.get(path, headers=accepts).headers["ETag"]
        for named in (tag, "*", f'"another", {tag}'):
            wanted = {**accepts, "If-Match": named}
            assert client.open(path, method=method, headers=wanted).status_code == 200
            assert (
                client.open(path, method=method, headers={**wanted, "If-None-Match": tag}).status_code == 304
            )
        for named in ('"another"', f"W/{tag}"):
            wanted = {**accepts, "If-Match": named, "If-None-Match": tag}
            assert client.open(path, method=method, headers=wanted).status_code == 412
    refused = client.get(path, headers={"If-Match": '"another"'})
    assert (refused.mimetype, refused.headers["Cache-Control"]) == ("application/problem+json", "no-store")
    assert "If-Match" in refused.get_json()["detail"]


@pytest.mark.parametrize("path", ["/search?q=cyber", f"/sparql?query={QUERY}"])
def test_heads_are_those_of_the_answer(client: Client, path: str) -> None:
    """HEAD says what GET would, but for a length that only compressing would tell."""
    told = []
    for method in ("GET", "HEAD"):
        answer = client.open(path, method=method, headers={"Accept-Encoding": "gzip"})
        told.append({(name, value) for name, value in answer.headers.items() if name not in OWN})
    assert told[0] == told[1]


@pytest.mark.parametrize("path", ["/id/nobody", "/healthz", "/robots.txt", "/sparql?query=ASK%7B%7D"])
def test_what_is_small_or_refused_is_sent_as_it_is(client: Client, path: str) -> None:
    """Nothing is gained there."""
    answer = client.get(path, headers={"Accept-Encoding": "gzip, br, zstd"})
    assert "Content-Encoding" not in answer.headers


def test_downloads_are_sent_as_files(app: Publisher, client: Client) -> None:
    """A file that is had by parts is never compressed on the way, and its tag stays that of the file."""
    release = app.flask.extensions["nameplate.site"].release
    for name in (f"nameplate-{release.version}.nq.zst", "tables/names.csv"):
        answer = client.get(f"/dumps/{release.version}/{name}", headers={"Accept-Encoding": "gzip"})
        assert "Content-Encoding" not in answer.headers
        assert answer.headers["ETag"] == f'"{release.files[f"dumps/{name}"].sha256}"'


class Made:
    """A WSGI application that answers with headers and a body that knows whether it was closed."""

    def __init__(self, body: bytes, *, status: str = "200 OK", **headers: str) -> None:
        """Answer always the same; underscores of names of headers are hyphens."""
        self.body = body
        self.status = status
        self.headers = {"Content-Type": "text/plain", "Content-Length": str(len(body)), "ETag": '"t"'}
        self.headers |= {name.replace("_", "-"): value for name, value in headers.items()}
        self.closed = 0
        self.meanwhile: Callable[[], object] = lambda: None

    def __call__(self, _environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer in two pieces."""
        start_response(self.status, list(self.headers.items()))
        return self

    def __iter__(self) -> Iterator[bytes]:
        """The pieces."""
        self.meanwhile()
        yield self.body[:10]
        yield self.body[10:]

    def close(self) -> None:
        """Count it."""
        self.closed += 1


@pytest.mark.parametrize(
    ("made", "request_headers", "coded"),
    [
        (Made(BODY), {}, True),
        (Made(BODY, ETag='W/"t"'), {}, True),
        (Made(BODY), {"Range": "bytes=0-9"}, False),
        (Made(b"small"), {}, False),
        (Made(b"x" * (LARGEST + 1)), {}, False),
        (Made(BODY, Content_Type="image/png"), {}, False),
        (Made(BODY, Content_Encoding="br"), {}, False),
        (Made(BODY, Accept_Ranges="bytes"), {}, False),
        (Made(BODY, status="404 NOT FOUND"), {}, False),
    ],
)
def test_what_is_compressed(made: Made, request_headers: dict[str, str], coded: bool) -> None:
    """Whole answers of a type and size worth it; each body is closed once either way."""
    answer = Client(Coded(made)).get("/", headers={"Accept-Encoding": "gzip", **request_headers})
    answer.close()
    assert (answer.headers.get("Content-Encoding") == "gzip") == coded
    assert (answer.headers["ETag"] == made.headers["ETag"][:-1] + '-gzip"') == coded
    assert (gzip.decompress(answer.data) if coded else answer.data) == made.body
    assert made.closed == 1


def test_a_few_at_once() -> None:
    """While as many are compressed as may be, the next is sent as it is, and says that it might not be."""
    made = Made(BODY)
    coded = Coded(made, at_once=1)
    other = Client(coded)
    seen: list[TestResponse] = []

    def meanwhile() -> None:
        made.meanwhile = lambda: None
        seen.append(other.get("/", headers={"Accept-Encoding": "gzip"}))

    made.meanwhile = meanwhile
    first = Client(coded).get("/", headers={"Accept-Encoding": "gzip"})
    assert first.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in seen[0].headers
    assert (seen[0].headers["Vary"], seen[0].data) == ("Accept-Encoding", BODY)
    assert "Content-Encoding" in other.get("/", headers={"Accept-Encoding": "gzip"}).headers
