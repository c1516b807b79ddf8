"""A server below a path of its host: whatever leads somewhere leads there through the proxy."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from server.names import HYDRA, expand, thing
from tests.running import running_server
from tests.web.below import BASE, PATH, Crawl, Page, ask, crawl, stripping
from tests.web.chained import LAST, write_chained

HTML = "text/html, */*;q=0.1"
ANY = "*/*"
TURTLE = "text/turtle"
VERSION = "0.0-dev"
QUERY = quote("SELECT ?s { ?s ?p ?o } LIMIT 1")
JANUARY = "Sun, 10 Jan 2027 00:00:00 GMT"

#: What every release has, by what is accepted.
COMMON = {
    HTML: [
        *("/", "/dataset", "/ontology/", "/dumps/", "/changes", "/policy", "/api", "/sparql", "/fragments"),
        *("/profiles/", "/problems/", "/gaps", "/search", f"/sparql?query={QUERY}"),
    ],
    TURTLE: ["/sparql", "/dataset", "/fragments", "/.well-known/void", "/ontology", "/ontology/"],
    "application/linkset": ["/linkset?of=/dataset"],
    ANY: [
        *("/robots.txt", "/sitemap.xml", "/openapi.json", "/opensearch.xml", "/context.jsonld"),
        *("/changes.atom", "/linkset?of=/dataset", "/healthz", f"/sparql?query={QUERY}"),
    ],
}
#: What is in the small release alone, and in the one with a past.
SMALL = {
    HTML: [
        *("/page/cac", "/sources/", "/coverage", "/search?q=cyber", "/page/cac?at=2016"),
        *("/cite?of=/page/cac", f"/cite?query={QUERY}", f"/dumps/{VERSION}"),
    ],
    TURTLE: ["/id/cac"],
    ANY: [
        *("/id/cac", "/data/cac.jsonld", "/data/cac.json", "/suggest?q=cy", f"/receipt?query={QUERY}"),
        *("/linkset?of=/page/cac", f"/linkset?of=/dumps/{VERSION}/nameplate-{VERSION}.zip"),
        *("/tables/names.csv", f"/dumps/{VERSION}/tables/names.csv"),
    ],
}
PAST = {
    HTML: [
        *("/version/0.1.0/page/under-bureau", "/dataset/0.1.0", "/changes/0.2.0", "/id/bureau"),
        "/version/0.2.0/ontology",
    ],
    ANY: [
        *("/timemap/id/bureau", "/timegate/id/bureau", "/version/0.1.0/", "/dumps/0.1.0/"),
        *("/version/0.1.0/data/under-bureau.ttl", "/changes/0.2.0.json", f"/timemap/{thing('bureau')}"),
    ],
}
#: What pages lead to and made-up data lack: the example of profiles, and a hash that receipts could name; and
#: the address to which programs add their query.
ABSENT = re.compile(
    re.escape(BASE) + r"/(?:data/cac\.ttl\?_profile=|(?:cite|receipt)\?query=|sparql\?format=csv&query=$)"
)
#: The end of an address that asks for a language: pages of refusals lead to themselves in the others.
IN_A_LANGUAGE = re.compile(r"[?&]lang=zh-Han[st]$")
#: What is refused, in the forms in which that is told.
REFUSED = {
    HTML: ["/id/nobody", "/sparql?query=SELECT+nonsense", "/fragments?page=999999"],
    "application/problem+json": ["/data/nobody", "/sparql?query=SELECT+nonsense", "/dataset.nonsense"],
    "image/png": ["/dataset"],
}


@pytest.fixture(scope="module")
def small_port(small: Path) -> Iterator[int]:
    """The port of a proxy that has a small release below its path."""
    yield from _offered(small)


@pytest.fixture(scope="module")
def past_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a proxy that has the last of three versions below its path."""
    yield from _offered(write_chained(tmp_path_factory.mktemp("chained")))


def _offered(release: Path) -> Iterator[int]:
    served = ["--release", str(release), "--workers", "1"]
    behind = ["--public-url", f"{BASE}/", "--trusted-proxies", "127.0.0.1"]
    with running_server(*served, *behind) as url, stripping(url) as port:
        yield port


@pytest.fixture(scope="module", params=["small", "past"])
def crawled(request: pytest.FixtureRequest) -> Crawl:
    """All that a crawler finds in either."""
    port = request.getfixturevalue(f"{request.param}_port")
    own = SMALL if request.param == "small" else PAST
    seeds = [
        (path, accept) for part in (COMMON, own, REFUSED) for accept, paths in part.items() for path in paths
    ]
    return crawl(port, seeds)


def test_nothing_leads_astray(crawled: Crawl) -> None:
    """Each link, header and address of the host begins with the base."""
    assert not crawled.astray


def test_nothing_names_loopback(crawled: Crawl) -> None:
    """No answer names the address at which the server listens."""
    assert not crawled.named


def test_everything_is_there(crawled: Crawl) -> None:
    """What leads somewhere leads to an answer: no link is broken below the path."""
    assert len(crawled.pages) > 100
    refused = {asked: page.status for asked, page in crawled.pages.items() if page.status >= 400}
    meant = {(BASE + path, accept) for accept, paths in REFUSED.items() for path in paths}
    assert meant <= set(refused)
    broken = {IN_A_LANGUAGE.sub("", url) for url, _ in refused} - {url for url, _ in meant}
    assert [url for url in sorted(broken) if not ABSENT.match(url)] == []


def _page(port: int, path: str, accept: str = "*/*") -> Page:
    page = ask(port, BASE + path, {"Accept": accept})
    assert page.status < 400, page.text
    return page


@pytest.mark.parametrize(
    ("path", "accept", "location"),
    [
        ("/id/cac", TURTLE, "/data/cac.ttl"),
        ("/id/cac", HTML, "/page/cac"),
        ("/.well-known/void", TURTLE, "/dataset.ttl"),
        ("/ontology", HTML, "/ontology/"),
        (f"/dumps/{VERSION}", HTML, f"/dumps/{VERSION}/"),
    ],
)
def test_redirects(small_port: int, path: str, accept: str, location: str) -> None:
    """Each says the whole address, those of the router too."""
    assert _page(small_port, path, accept).headers["location"] == BASE + location


def test_descriptions(small_port: int) -> None:
    """What programs begin with names the base: service description, controls, OpenAPI, OpenSearch."""
    described = parse(_page(small_port, "/sparql", TURTLE).text, format=RdfFormat.TURTLE)
    sd = expand("sd:endpoint")
    assert [q.object for q in described if q.predicate.value == sd] == [NamedNode(f"{BASE}/sparql")]
    controls = list(parse(_page(small_port, "/fragments", "application/trig").text, format=RdfFormat.TRIG))
    templates = {q.object.value for q in controls if q.predicate.value == f"{HYDRA}template"}
    assert templates == {f"{BASE}/fragments{{?subject,predicate,object}}"}
    assert json.loads(_page(small_port, "/openapi.json").text)["servers"] == [{"url": BASE}]
    assert f'template="{BASE}/search?q={{searchTerms}}"' in _page(small_port, "/opensearch.xml").text


def test_crawlers(small_port: int) -> None:
    """The sitemap has addresses below the base alone, and rules are for paths of the host."""
    robots = _page(small_port, "/robots.txt").text.splitlines()
    rules = {line.partition(": ")[2] for line in robots if line.startswith("Disallow")}
    kept_out = ("/sparql", "/fragments", "/cite?", "/receipt?", "/*?at=", "/*&at=")
    assert rules == {PATH + path for path in kept_out}
    assert f"Sitemap: {BASE}/sitemap.xml" in robots
    root = ET.fromstring(_page(small_port, "/sitemap.xml").text)  # noqa: S314 (our own)
    places = [place.text or "" for place in root.iter() if place.tag.endswith("}loc")]
    assert f"{BASE}/page/cac" in places
    assert all(place.startswith(f"{BASE}/") for place in places)


def test_the_past(past_port: int) -> None:
    """Mementos, TimeMap and feed lead to the past below the base."""
    name = "under-bureau.ttl"
    links = _page(past_port, f"/data/{name}").headers["link"]
    for rel, place in (("original", f"/data/{name}"), ("timegate", f"/timegate/data/{name}")):
        assert f'<{BASE}{place}>; rel="{rel}"' in links
    rows = _page(past_port, f"/timemap/data/{name}").text
    assert f"<{BASE}/version/0.1.0/data/{name}>" in rows
    assert set(re.findall(r"<(https?://[^/]+)", rows)) == {BASE.removesuffix(PATH)}
    led = ask(past_port, f"{BASE}/timegate/data/{name}", {"Accept-Datetime": JANUARY})
    assert led.headers["location"] == f"{BASE}/version/0.1.0/data/{name}"
    feed = ET.fromstring(_page(past_port, "/changes.atom").text)  # noqa: S314 (our own)
    targets = {link.get("href") or "" for link in feed.iter("{http://www.w3.org/2005/Atom}link")}
    assert f"{BASE}/changes/{LAST}" in targets
    assert all(target.startswith(f"{BASE}/") for target in targets)


def test_a_version_is_cited_at_its_path(past_port: int) -> None:
    """The page of a version is cited by its path on the server, which has no part of the base."""
    page = _page(past_port, "/version/0.1.0/page/under-bureau", HTML).text
    assert f'href="{BASE}/cite?of=/version/0.1.0/page/under-bureau"' in page


def test_what_is_above_the_path_is_not_ours(small_port: int) -> None:
    """The proxy has nothing for a path without the base: links that lose it are found by these tests."""
    assert ask(small_port, "http://data.example.org/page/cac").status == 404
