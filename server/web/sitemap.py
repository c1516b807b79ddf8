"""`/robots.txt` and `/sitemap.xml` (sitemaps.org 0.9): what crawlers may read, and its last change.

Of other people's data nobody knows when they changed; so nothing is said of it, which the protocol allows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit
from xml.sax.saxutils import escape

from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

from server.charts.figures import FIGURES
from server.counting import Counted
from server.layout import SHAPES
from server.names import BASE, ID, ONTOLOGY
from server.store.release import Release
from server.versions.identity import Alive
from server.versions.past import CHANGES, VERSIONS
from server.versions.patch import EXTENSION
from server.web.addresses import absolute
from server.web.fates import fate_of
from server.web.guide_table import GUIDES
from server.web.responses import content
from server.web.site import kept, site

#: Addresses that one file may have, by the protocol.
LIMIT: Final = 50_000

_XML: Final = "application/xml; charset=utf-8"
_SPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
#: Pages that are about no single thing.
_PAGES: Final = (
    *("/", "/dataset", "/ontology/", "/ontology/reused", "/sources/", "/things/"),
    *("/coverage", "/gaps", "/dumps/"),
    *("/overlap", "/timeline", "/genealogy", "/delegations", "/statistics"),
    *("/changes", "/policy", "/profiles/", "/problems/", "/api"),
    *(guide.path for guide in GUIDES),
)
#: The same of other people's data.
_PAGES_OF_DATA: Final = ("/", "/dataset", "/api")
_SAFE: Final = "/-._~!$&'()*+,;=:@"
_OURS: Final = re.compile(rb"<(" + re.escape(BASE).encode() + rb"[^>\s]*)>")


@dataclass(frozen=True)
class Changed:
    """On which day things were changed last.

    Attributes:
        first: the day of the first version, since when what never changed is as it is.
        last: the day of the newest.
        days: of things that changed in between, by IRI.
    """

    first: str
    last: str
    days: Mapping[str, str]

    def day(self, iri: str) -> str:
        """The day of the last version in which a statement that names a thing was added or taken out."""
        return self.days.get(iri, self.first)


def blueprint() -> Blueprint:
    """The routes for crawlers of a release."""
    made = Blueprint("sitemap", __name__)
    made.add_url_rule("/sitemap.xml", view_func=sitemap)
    made.add_url_rule("/sitemap-<int:number>.xml", view_func=part)
    return made


def robots() -> bytes:
    """What crawlers may read (RFC 9309): all but what is made for whoever asks, and where the sitemap is."""
    below = urlsplit(site().urls.public).path  # rules are for paths of the host (§2.2.2)
    lines = ["User-agent: *", "# queries: each is worked out", f"Disallow: {below}/sparql"]
    lines += [
        "# parts of the same data by any pattern, each with links to more",
        f"Disallow: {below}/fragments",
    ]
    if site().release is not None:
        lines += [
            "# of each page and each query one, with the day on which it is asked for",
            f"Disallow: {below}/cite?",
            f"Disallow: {below}/receipt?",
            "# there are as many days as anybody likes",
            f"Disallow: {below}/*?at=",
            f"Disallow: {below}/*&at=",
        ]
    if site().release is not None or site().counted is not None:
        lines += ["", f"Sitemap: {absolute('/sitemap.xml')}"]
    return ("\n".join(lines) + "\n").encode()


def sitemap() -> Response:
    """Every page by its canonical address; where they are too many for one file, the list of files."""
    if (counted := site().counted) is not None:
        if len(counted.starts) <= 1:
            return _sent(urlset(_of_data(counted, 1)))
        return _sent(index(absolute(f"/sitemap-{n}.xml") for n in range(1, len(counted.starts) + 1)))
    found = list(islice(_addresses(), LIMIT + 1))
    if len(found) <= LIMIT:
        return _sent(urlset(found))
    number = -(-sum(1 for _ in _addresses()) // LIMIT)
    addresses = (absolute(f"/sitemap-{n}.xml") for n in range(1, number + 1))
    return _sent(index(addresses, _changed().last))


def part(number: int) -> Response:
    """One file of a sitemap that has several.

    Raises:
        NotFound: there are not so many.
    """
    found: list[tuple[str, str]] = []
    if number > 0 and (counted := site().counted) is not None:
        found = list(_of_data(counted, number))
    elif number > 0:
        found = list(islice(_addresses(), (number - 1) * LIMIT, number * LIMIT))
    if not found:
        raise NotFound("The sitemap has no such part.")
    return _sent(urlset(found))


def urlset(addresses: Iterable[tuple[str, str]]) -> bytes:
    """A sitemap; addresses are absolute, each with its day, which is empty where nobody knows it."""
    lines = (f"<url><loc>{escape(url)}</loc>{_day(day)}</url>\n" for url, day in addresses)
    return _file("urlset", lines)


def index(addresses: Iterable[str], day: str = "") -> bytes:
    """A list of sitemaps."""
    lines = (f"<sitemap><loc>{escape(url)}</loc>{_day(day)}</sitemap>\n" for url in addresses)
    return _file("sitemapindex", lines)


def changed(release: Release) -> Changed:
    """The days of last change, from the patches that a release carries."""
    listed = release.directory / VERSIONS
    if not listed.is_file():
        return Changed(release.issued, release.issued, {})
    versions = json.loads(listed.read_bytes())["versions"][::-1]
    days: dict[str, str] = {}
    for version in versions[1:]:
        patch = release.directory / f"{CHANGES}{version['version']}.{EXTENSION}"
        days.update(dict.fromkeys(_named(patch), version["issued"]))
    return Changed(versions[0]["issued"], versions[-1]["issued"], days)


def _named(patch: Path) -> Iterator[str]:
    """The project's IRIs in the rows of a patch that add or take out."""
    with patch.open("rb") as lines:
        for line in lines:
            if line.startswith((b"A ", b"D ")):
                for iri in _OURS.findall(line):
                    yield iri.decode().partition("#")[0]


def _changed() -> Changed:
    """The same, read once and kept with the app."""
    release = site().release
    return Changed("", "", {}) if release is None else kept("nameplate.changed", lambda: changed(release))


def _addresses() -> Iterator[tuple[str, str]]:
    """The canonical address of each page with its day; what was given up has none."""
    documents, days = site().documents, _changed()
    release = site().release
    charts = (figure.path for figure in FIGURES if release is not None and figure.file in release.files)
    shapes = ("/shape/",) if release is not None and SHAPES in release.files else ()
    for path in (*_PAGES, *charts, *shapes):
        yield absolute(path), days.last
    for iri in chain(documents.under(ID), documents.under(ONTOLOGY)):
        slug = site().urls.slug(iri)
        if slug and "#" not in iri and not slug.endswith("/") and isinstance(fate_of(documents, iri), Alive):
            yield absolute("/page/" + quote(slug, safe=_SAFE)), days.day(iri)


def _of_data(counted: Counted, number: int) -> Iterator[tuple[str, str]]:
    """The pages that one file has of other people's data: those of things that are answered here.

    What `#` sets apart is told of on the page of the IRI before it, of which more may be said. Where one name
    is of two things, one at `/id/` and one without, the page is of the first.
    """
    if number == 1:
        yield from ((absolute(path), "") for path in _PAGES_OF_DATA)
    if number > len(counted.starts):
        return
    documents, urls = site().documents, site().urls
    end = counted.starts[number] if number < len(counted.starts) else None
    under_id = urls.root + "/id/"
    has_both = under_id.startswith(urls.base) and any(documents.under(under_id))
    before = ""
    for iri in documents.since(counted.starts[number - 1], urls.base):
        if iri == end:
            return
        thing, part, _ = iri.partition("#")
        slug = urls.slug(thing)
        if not slug or thing == before or (part and documents.own_rows(thing)):
            continue
        before = thing if part else before
        if not has_both or thing.startswith(under_id) or under_id + slug not in documents:
            yield absolute("/page/" + quote(slug, safe=_SAFE)), ""


def _day(day: str) -> str:
    return f"<lastmod>{day}</lastmod>" if day else ""


def _file(root: str, lines: Iterable[str]) -> bytes:
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_SPACE}">\n'
    return (head + "".join(lines) + f"</{root}>\n").encode()


def _sent(body: bytes) -> Response:
    return content(body, _XML, negotiated=False)
