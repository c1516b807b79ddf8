"""What crawlers are told: robots.txt, and a sitemap of canonical pages with the day of their last change."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from pyoxigraph import NamedNode, Quad
from werkzeug.test import Client

from server.names import BASE, ID, ONTOLOGY, thing
from server.store.release import Release
from server.web import sitemap

SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def read(body: bytes, entry: str = "url") -> dict[str, str]:
    """Address and day of each entry."""
    root = ET.fromstring(body)  # noqa: S314 (the file is the server's own)
    rows = root.findall(f"{SPACE}{entry}")
    assert len(rows) == len(root)
    found = {str(row.findtext(f"{SPACE}loc")): str(row.findtext(f"{SPACE}lastmod")) for row in rows}
    assert len(found) == len(rows)
    return found


@pytest.mark.card("Google Dataset", "in the sitemap, not blocked by robots.txt")
def test_robots_may_read_all_but_queries(client: Client) -> None:
    """Crawlers are kept from what is made for whoever asks, with the reason, and told of the sitemap."""
    lines = client.get("/robots.txt").text.splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    kept_out = ("/sparql", "/fragments", "/cite?", "/receipt?", "/*?at=", "/*&at=")
    sitemap = "Sitemap: http://localhost/sitemap.xml"
    assert rules == ["User-agent: *", *(f"Disallow: {path}" for path in kept_out), sitemap]
    for reason in ("each is worked out", "by any pattern", "of each page and each query", "as many days"):
        assert any(line.startswith("#") and reason in line for line in lines), reason
    pages = read(client.get("/sitemap.xml").data)
    for path in ("/dataset", "/policy", "/changes", "/profiles/", "/things/", "/api"):
        assert f"http://localhost{path}" in pages
    assert not [page for page in pages if page.startswith(tuple(f"http://localhost{p}" for p in kept_out))]


@pytest.mark.card("Linked data", "9")
def test_sitemap_has_every_thing_once(client: Client, quads: set[Quad]) -> None:
    """Each thing and each term has its page in it, and nothing else that the data name."""
    found = read(client.get("/sitemap.xml").data)
    pages = {url.removeprefix("http://localhost/page/") for url in found if "/page/" in url}
    subjects = {q.subject.value for q in quads if isinstance(q.subject, NamedNode)}
    assert {f"{BASE}{slug}" if "/" in slug else ID + slug for slug in pages} == {
        iri for iri in subjects if iri.startswith((ID, ONTOLOGY)) and "#" not in iri and iri != ONTOLOGY
    }
    assert set(found.values()) == {"2026-11-22"}


def test_addresses_are_canonical_and_answer(client: Client) -> None:
    """Each page is there, and says of itself that it is the canonical one."""
    for url in read(client.get("/sitemap.xml").data):
        path = url.removeprefix("http://localhost/")
        answer = client.get(f"/{path}")
        assert answer.status_code == 200
        if path.startswith("page/"):
            assert f'<{BASE}{path}>; rel="canonical"' in answer.headers["Link"]


def test_many_pages_are_split(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where one file may not hold them all, a list leads to files that together have each once."""
    whole = read(client.get("/sitemap.xml").data)
    monkeypatch.setattr(sitemap, "LIMIT", 7)
    files = read(client.get("/sitemap.xml").data, "sitemap")
    assert len(files) == -(-len(whole) // 7)
    parts = [read(client.get(url.removeprefix("http://localhost")).data) for url in files]
    assert [len(one) for one in parts[:-1]] == [7] * (len(parts) - 1)
    assert {url: day for one in parts for url, day in one.items()} == whole
    assert client.get(f"/sitemap-{len(files) + 1}.xml").status_code == 404
    assert client.get("/sitemap-0.xml").status_code == 404


def test_days_are_those_of_the_last_change(tmp_path: Path) -> None:
    """What no patch names is as it was at first; what several name has the day of the last."""
    (tmp_path / "changes").mkdir()
    versions = [("0.2.0", "2027-03-01"), ("0.1.1", "2027-02-01"), ("0.1.0", "2027-01-01")]
    listed = {"versions": [{"version": v, "issued": day} for v, day in versions]}
    (tmp_path / "changes" / "versions.json").write_text(json.dumps(listed))
    row = '<{}> <http://www.w3.org/2004/02/skos/core#note> "x" <https://w3id.org/nameplate/graph/public> .\n'
    first = (
        "H id <urn:x> .\nTX .\nD " + row.format(thing("cac")) + "A " + row.format(thing("siio")) + "TC .\n"
    )
    (tmp_path / "changes" / "0.1.1.rdfp").write_text(first)
    (tmp_path / "changes" / "0.2.0.rdfp").write_text(
        "TX .\nA " + row.format(thing("siio") + "#part") + "TC .\n"
    )
    days = sitemap.changed(Release(tmp_path, "0.2.0", "2027-03-01"))
    told = {slug: days.day(thing(slug)) for slug in ("ccac", "cac", "siio")}
    assert told == {"ccac": "2027-01-01", "cac": "2027-02-01", "siio": "2027-03-01"}
    assert days.last == "2027-03-01"


def test_other_peoples_data_have_a_sitemap_without_days(reader: Client) -> None:
    """Each page of a thing is in it, and of none is said when it changed: nobody knows."""
    rules = [line for line in reader.get("/robots.txt").text.splitlines() if not line.startswith("#")]
    there = "Sitemap: http://localhost/sitemap.xml"
    assert rules == ["User-agent: *", "Disallow: /sparql", "Disallow: /fragments", "", there]
    found = reader.get("/sitemap.xml").text
    assert "lastmod" not in found
    pages = [page.removeprefix("http://localhost") for page in re.findall("<loc>(.*?)</loc>", found)]
    assert len(pages) == len(set(pages)) > 3
    assert [page for page in pages if reader.get(page).status_code != 200] == []
