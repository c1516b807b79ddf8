"""HTTP itself, over a running server with raw headers: codings, ranges, languages, preflight, base path."""

from __future__ import annotations

import gzip
import html
import re
import tempfile
import urllib.parse
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import brotli
import pytest
from pyoxigraph import RdfFormat, parse
from werkzeug.test import Client, TestResponse

from server.packing import unpacked
from server.wsgi import create_app
from tests.web.conftest import Reader
from tests.web.test_negotiation_matrix import Raw


def unzstd(data: bytes) -> bytes:
    """What is in a Zstandard frame."""
    with tempfile.NamedTemporaryFile(suffix=".zst") as file:
        file.write(data)
        file.flush()
        return unpacked(Path(file.name), 1 << 30)


DECODED = {"br": brotli.decompress, "gzip": gzip.decompress, "zstd": unzstd, "": bytes}


@pytest.fixture(scope="module")
def raw(server_url: str) -> Raw:
    """A client of a running server that serves the release of the project's files."""
    return Raw(server_url)


# --- codings ---

CODED = [
    pytest.param(None, "", id="no header"),
    pytest.param("gzip", "gzip", id="gzip"),
    pytest.param("gzip, deflate, br, zstd", "br", id="a browser"),
    pytest.param("gzip, deflate", "gzip", id="an old browser"),
    pytest.param("zstd", "zstd", id="zstd"),
    pytest.param("br;q=0.1, gzip;q=0.2", "gzip", id="weights"),
    pytest.param("br;q=0, *", "zstd", id="anything but br"),
    pytest.param("identity", "", id="as it is"),
    pytest.param("*;q=0", "", id="nothing"),
    pytest.param("compress", "", id="nothing that there is"),
]


@pytest.mark.parametrize(
    "path", ["/data/cac.ttl", "/data/cac.jsonld", "/page/cac", "/ontology.rdf", "/static/nameplate.css"]
)
@pytest.mark.parametrize(("accept", "coding"), CODED)
def test_coding(raw: Raw, path: str, accept: str | None, coding: str) -> None:
    """What is kept is sent in the coding that is preferred, has its own tag, and unpacks to the same."""
    plain = raw.ask(path)
    answer = raw.ask(path, *([("Accept-Encoding", accept)] if accept else []))
    assert answer.status == 200
    assert (answer.headers["Content-Encoding"] or "") == coding
    assert "accept-encoding" in answer.listed("Vary")
    assert int(answer.headers["Content-Length"]) == len(answer.body)
    assert DECODED[coding](answer.body) == plain.body
    assert answer.headers["Content-Type"] == plain.headers["Content-Type"]
    assert (answer.headers["ETag"] == plain.headers["ETag"]) == (coding == "")
    assert answer.headers["ETag"].startswith('"')
    if coding:
        assert len(answer.body) < len(plain.body) * 0.6
        conditional = ("If-None-Match", answer.headers["ETag"])
        again = raw.ask(path, ("Accept-Encoding", str(accept)), conditional)
        assert (again.status, again.body) == (304, b"")
        assert again.headers["ETag"] == answer.headers["ETag"]
        assert raw.ask(path, conditional).status == 200  # another representation than the one it has
    head = raw.ask(path, *([("Accept-Encoding", accept)] if accept else []), method="HEAD")
    for name in ("Content-Length", "Content-Encoding", "ETag", "Vary"):
        assert head.headers[name] == answer.headers[name]


@pytest.fixture(scope="module")
def dump(raw: Raw) -> str:
    """The path of the dump in N-Quads, packed with gzip."""
    page = raw.ask("/dumps/").body.decode()
    found = re.search(r'"(/dumps/[^"/]+/nameplate-[^"/]+\.nq\.gz)"', page)
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("accept", "coding"), [(None, ""), ("gzip", "gzip"), ("gzip, br, zstd", "zstd"), ("br", "")]
)
def test_dump_by_the_name_of_what_is_in_it(raw: Raw, dump: str, accept: str | None, coding: str) -> None:
    """Without `.gz` in its name a dump is its format in a content coding: the same bytes once unpacked."""
    packed = raw.ask(dump)
    headers = [("Accept-Encoding", accept)] if accept else []
    answer = raw.ask(dump.removesuffix(".gz"), *headers)
    assert answer.status == 200
    assert answer.type == "application/n-quads"
    assert (answer.headers["Content-Encoding"] or "") == coding
    assert "accept-encoding" in answer.listed("Vary")
    assert DECODED[coding](answer.body) == gzip.decompress(packed.body)
    if coding == "gzip":
        assert answer.body == packed.body
        assert answer.headers["ETag"] != packed.headers["ETag"]
    again = raw.ask(dump.removesuffix(".gz"), *headers, ("If-None-Match", answer.headers["ETag"]))
    assert (again.status, again.body) == (304, b"")


RANGES = [
    ("bytes=0-9", 206, slice(0, 10)),
    ("bytes=10-", 206, slice(10, None)),
    ("bytes=-10", 206, slice(-10, None)),
    ("bytes=0-99999999999", 206, slice(0, None)),
    ("bytes=99999999999-", 416, None),
    ("bytes=9-1", 200, slice(None)),
    ("lines=0-9", 200, slice(None)),
    ("bytes=0-1,5-6", 200, slice(None)),
    ("nonsense", 200, slice(None)),
]


@pytest.mark.parametrize(("asked", "status", "part"), RANGES)
def test_range_of_a_dump(raw: Raw, dump: str, asked: str, status: int, part: slice | None) -> None:
    """A range of a dump is sent where it can be, and the whole where it is none (RFC 9110 §14)."""
    whole = raw.ask(dump)
    assert whole.headers["Accept-Ranges"] == "bytes"
    answer = raw.ask(dump, ("Range", asked))
    assert answer.status == status
    if part is None:
        assert answer.headers["Content-Range"] == f"bytes */{len(whole.body)}"
        return
    assert answer.body == whole.body[part]
    assert int(answer.headers["Content-Length"]) == len(answer.body)
    if status == 206:
        first = len(whole.body[: part.start or 0]) if (part.start or 0) >= 0 else len(whole.body) + part.start
        assert (
            answer.headers["Content-Range"]
            == f"bytes {first}-{first + len(answer.body) - 1}/{len(whole.body)}"
        )
        assert answer.headers["ETag"] == whole.headers["ETag"]


@pytest.mark.parametrize(
    ("same", "weak", "status"), [(True, False, 206), (False, False, 200), (True, True, 200)]
)
def test_range_of_what_one_has_the_rest_of(raw: Raw, dump: str, same: bool, weak: bool, status: int) -> None:
    """If-Range: the rest of the same file, or the whole of another; a weak tag is not enough (§13.1.5)."""
    tag = raw.ask(dump, method="HEAD").headers["ETag"] if same else '"other"'
    answer = raw.ask(dump, ("Range", "bytes=5-"), ("If-Range", f"W/{tag}" if weak else tag))
    assert answer.status == status


# --- languages ---

LANGUAGES = [
    pytest.param(None, "en", "Cyberspace Administration of China", id="no header"),
    pytest.param("de", "en", "Cyberspace Administration of China", id="none that there is"),
    pytest.param("en-GB,en;q=0.9", "en", "Cyberspace Administration of China", id="English"),
    pytest.param("zh", "zh-Hans", "国家互联网信息办公室", id="Chinese"),
    pytest.param("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans", "国家互联网信息办公室", id="a browser in Beijing"),
    pytest.param("zh-SG", "zh-Hans", "国家互联网信息办公室", id="Singapore"),
    pytest.param("zh-TW,zh;q=0.9,en;q=0.8", "zh-Hant", "國家互聯網信息辦公室", id="Taipei"),
    pytest.param("zh-HK", "zh-Hant", "國家互聯網信息辦公室", id="Hong Kong"),
    pytest.param("zh-MO", "zh-Hant", "國家互聯網信息辦公室", id="Macao"),
    pytest.param("zh-Hans-CN-x-private", "zh-Hans", "国家互联网信息办公室", id="subtags fall off"),
    pytest.param("zh;q=0.3, en;q=0.7", "en", "Cyberspace Administration of China", id="weights"),
    pytest.param(";;,=", "en", "Cyberspace Administration of China", id="junk"),
]


@pytest.mark.parametrize(("accept", "language", "name"), LANGUAGES)
def test_pages_name_things_in_the_language_asked_for(
    raw: Raw, accept: str | None, language: str, name: str
) -> None:
    """The heading is in the language that is preferred and says so; the page says on what it depends."""
    answer = raw.ask("/page/cac", *([("Accept-Language", accept)] if accept else []))
    assert answer.headers["Content-Language"] == language
    assert "accept-language" in answer.listed("Vary")
    heading = re.search(r'<h1><bdi lang="([^"]+)">([^<]+)</bdi>', answer.body.decode())
    assert heading
    assert heading[2] == name
    assert heading[1] == language
    assert f'<html lang="{language}">' in answer.body.decode()  # the words of the page itself


def test_language_by_query(raw: Raw) -> None:
    """`?lang=` is stronger than the header, and goes along from a thing to its page."""
    answer = raw.ask("/page/cac?lang=zh-CN", ("Accept-Language", "en"))
    assert answer.headers["Content-Language"] == "zh-Hans"
    assert "accept-language" not in answer.listed("Vary")
    led = raw.ask("/id/cac?lang=zh-Hans", ("Accept", "text/html"))
    assert led.headers["Location"] == "/page/cac?lang=zh-Hans"
    pages = {lang: raw.ask(f"/page/cac?lang={lang}") for lang in ("en", "zh-Hans")}
    assert len({page.headers["ETag"] for page in pages.values()}) == 2


@pytest.mark.parametrize(
    "path", ["/data/cac.ttl", "/data/cac.jsonld", "/ontology.ttl", "/changes.csv", "/robots.txt"]
)
def test_language_matters_only_where_it_does(raw: Raw, path: str) -> None:
    """Data holds every language and names none, and does not vary by it."""
    answer = raw.ask(path, ("Accept-Language", "zh-CN"))
    assert answer.status == 200
    assert "accept-language" not in answer.listed("Vary")
    assert answer.headers["Content-Language"] is None


# --- other sites, and what browsers are told ---


@pytest.mark.parametrize(
    "path", ["/data/cac.ttl", "/id/cac", "/sparql", "/page/cac", "/dumps/", "/id/nobody"]
)
def test_preflight(raw: Raw, path: str) -> None:
    """A script of any site may ask with every header that is negotiated, and without credentials."""
    asked = "accept, accept-profile, accept-language, accept-datetime, if-none-match, range, content-type"
    answer = raw.ask(
        path,
        ("Origin", "https://site.example"),
        ("Access-Control-Request-Method", "GET"),
        ("Access-Control-Request-Headers", asked),
        method="OPTIONS",
    )
    assert answer.status in {200, 204}
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Allow-Credentials"] is None
    assert {"get", "head"} <= answer.listed("Access-Control-Allow-Methods")
    assert set(asked.split(", ")) <= answer.listed("Access-Control-Allow-Headers")
    assert int(answer.headers["Access-Control-Max-Age"]) >= 600


@pytest.mark.parametrize(
    "path", ["/data/cac.ttl", "/page/cac", "/id/cac", "/id/nobody", "/data/cac?format=x", "/dumps/"]
)
def test_scripts_may_read_what_is_negotiated(raw: Raw, path: str) -> None:
    """Headers that a script needs are exposed, whatever the answer."""
    answer = raw.ask(path, ("Origin", "https://site.example"))
    exposed = answer.listed("Access-Control-Expose-Headers")
    assert {"content-location", "content-profile", "content-range", "etag", "link", "location"} <= exposed
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "path", ["/page/cac", "/", "/sparql", "/data/cac.ttl", "/id/cac", "/id/nobody", "/static/nameplate.css"]
)
def test_security_headers(raw: Raw, path: str) -> None:
    """No inline script or style is allowed, no frame, no sniffing; pages have none of what is forbidden."""
    answer = raw.ask(path, ("Accept", "text/html"))
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"]
    if answer.type == "text/html" and path != "/sparql":
        page = answer.body.decode()
        assert not re.search(
            r"<script(?![^>]*\bsrc=)(?![^>]*application/ld\+json)|<style|\sstyle=|\son\w+=\"", page
        )


# --- behind a proxy, below a path ---

PUBLIC = "https://data.example/base"


@pytest.fixture(scope="module")
def below(release: Path) -> Iterator[Client]:
    """A client of an app whose public address has a path; what stands in front takes the path off."""
    app = create_app(release=release, workers=1, public_url=PUBLIC)
    yield Reader(app)
    app.close()


START = (
    *(
        "/",
        "/page/cac",
        "/page/siio",
        "/id/cac",
        "/data/cac.ttl",
        "/data/cac.ttl?_profile=schema",
        "/ontology/",
    ),
    *("/ontology", "/ontology/Claim", "/dataset", "/.well-known/void", "/dumps", "/dumps/", "/sources/"),
    *("/sources/doc-000", "/profiles/", "/profiles/schema", "/profiles/statements/p", "/coverage", "/gaps"),
    *("/search?q=cac", "/opensearch.xml", "/robots.txt", "/sparql", "/fragments", "/changes", "/id/nobody"),
    *("/data/cac?format=nothing", "/graph/current", "/sitemap.xml", "/page/cac?lang=zh"),
)


def test_nothing_leaves_the_base_path(below: Client) -> None:
    """Every link of pages, headers and redirects, followed two steps, stays below the base."""
    waiting, seen = list(START), set(START)
    asked = 0
    for step in range(2):
        found: list[str] = []
        for path in waiting:
            answer = below.get(
                path, headers={"Accept": "text/html, */*;q=0.1", "Host": "internal.example:8000"}
            )
            asked += 1
            assert answer.status_code < 500, path
            if step:
                assert answer.status_code < 400, path
            own = list(links(answer))
            for link in own:
                assert "localhost" not in link, (path, link)
                assert "127.0.0.1" not in link, (path, link)
                assert "internal.example" not in link, (path, link)
                assert not link.startswith("/"), (path, link)
                if link.startswith(PUBLIC):
                    found.append(link.removeprefix(PUBLIC).partition("#")[0] or "/")
        fresh = [path for path in dict.fromkeys(found) if path not in seen and not path.startswith("/dumps/")]
        waiting = fresh[:: max(1, len(fresh) // 150)]  # of each kind some
        seen.update(waiting)
    assert asked > 150


def links(answer: TestResponse) -> Iterator[str]:
    """Where an answer leads: Location, Content-Location, Link, and href, src and action of a page."""
    headers = answer.headers
    yield from filter(None, (headers.get("Location"), headers.get("Content-Location")))
    yield from re.findall(r"<([^>]*)>", headers.get("Link", ""))
    if answer.mimetype == "text/html":
        for written in re.findall(r'\b(?:href|src|action)="([^"]*)"', answer.text):
            link = html.unescape(written)
            if urllib.parse.urlsplit(link).scheme not in {"", "mailto"} or not link.startswith("#"):
                yield link


def test_data_below_a_base_path_is_the_same_data(below: Client, raw: Raw) -> None:
    """The base path is in links alone: the data, its IRIs and its tags are those of everywhere."""
    here, there = below.get("/data/cac.ttl"), raw.ask("/data/cac.ttl")
    assert here.data == there.body
    assert here.headers["ETag"] == there.headers["ETag"]
    assert all("data.example" not in str(q) for q in parse(here.data, format=RdfFormat.TURTLE))


class Unmarked(HTMLParser):
    """Finds Chinese that stands in an element that is said to be in another language."""

    def __init__(self) -> None:
        """Begin outside of everything."""
        super().__init__()
        self.found: list[str] = []
        self._open: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Enter an element; its language is its own, or that of what it stands in."""
        if tag not in VOID:
            outer = self._open[-1][1] if self._open else ""
            self._open.append((tag, dict(attrs).get("lang") or outer))

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Look at text."""
        inside = {tag for tag, _ in self._open}
        if re.search(r"[\u4e00-\u9fff]", data) and not inside & {"title", "script", "code"}:
            language = self._open[-1][1] if self._open else ""
            if not language.startswith("zh"):
                self.found.append(data.strip())


VOID = {"meta", "link", "input", "br", "hr", "img", "wbr", "col"}


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
@pytest.mark.parametrize(
    "path",
    [
        "/page/cac",
        "/page/siio",
        "/page/zhuang-rongwen",
        "/page/wic",
        "/page/cyber-superpower",
        "/sources/doc-000",
        "/",
    ],
)
def test_chinese_is_marked_as_chinese(raw: Raw, path: str, language: str) -> None:
    """Whatever language names come in, text in Chinese stands in an element that says so."""
    page = Unmarked()
    page.feed(raw.ask(path, ("Accept-Language", language), ("Accept", "text/html")).body.decode())
    assert page.found == []
