"""FAIR Signposting, read by the profile's own parser over HTTP: headers, link sets, and where links lead."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from signposting import Signposting, find_signposting_http, find_signposting_linkset
from werkzeug.test import Client

from server.names import DATASET, thing
from server.store.release import Release, open_release
from tests.web.conftest import VERSION

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
CURATORS = thing("curators")
TYPES = {"https://schema.org/AboutPage", "https://schema.org/Dataset"}
FORMATS = {"ttl", "nt", "rdf", "jsonld", "trig", "nq"}


@pytest.fixture(scope="module")
def made(release: Path) -> Release:
    """The release that is served."""
    return open_release(release)


@pytest.fixture(scope="module")
def landing(server_url: str) -> Signposting:
    """The links of the landing page."""
    return found(f"{server_url}/dataset")


def found(url: str) -> Signposting:
    """The signposts in the header of what is at an address."""
    links: Signposting = find_signposting_http(url)
    return links


def targets(links: Iterable[object]) -> set[str]:
    """The addresses that signposts lead to."""
    return {str(link.target) for link in links}  # type: ignore[attr-defined]  # the library has no stub for it


@pytest.mark.card("DWBP", "9")
@pytest.mark.card("FAIR Signposting", "landing page: cite-as")
def test_landing_is_cited_by_its_iri(landing: Signposting) -> None:
    """Exactly one lasting address is given to cite: the dataset's IRI."""
    assert str(landing.citeAs.target) == DATASET


@pytest.mark.card("FAIR Signposting", "landing page: type")
def test_landing_says_what_it_is(landing: Signposting) -> None:
    """A page about something, and what that is."""
    assert targets(landing.types) == TYPES


@pytest.mark.card("FAIR Signposting", "landing page: author")
def test_landing_names_authors(landing: Signposting) -> None:
    """The authors are those of the dataset."""
    assert targets(landing.authors) == {CURATORS}


@pytest.mark.card("FAIR Signposting", "landing page: license")
def test_landing_names_the_licence(landing: Signposting) -> None:
    """There is one licence."""
    assert str(landing.license.target) == LICENCE


@pytest.mark.card("FAIR Signposting", "landing page: describedby")
def test_landing_leads_to_descriptions(landing: Signposting) -> None:
    """Each description is there under the type that the link says."""
    told = {(str(link.target), str(link.type)) for link in landing.describedBy}
    assert {kind for _, kind in told} == {"text/turtle", "application/ld+json"}
    for target, kind in told:
        assert sent(target).partition(";")[0] == kind


@pytest.mark.card("FAIR Signposting", "landing page: item")
def test_landing_leads_to_downloads(landing: Signposting, made: Release) -> None:
    """The header has the archive and one download for each format, under the types that are sent."""
    told = {str(link.target).rpartition("/")[2]: str(link.type) for link in landing.items}
    name = f"nameplate-{made.version}"
    assert told == {f"{name}.zip": "application/zip"} | {
        f"{name}.{extension}.gz": "application/gzip" for extension in FORMATS
    }
    for link in landing.items:
        assert sent(str(link.target)) == str(link.type)


@pytest.mark.card("DWBP", "4")
@pytest.mark.card("Linked data", "4")
@pytest.mark.card("FAIR Signposting", "content: collection, license")
@pytest.mark.parametrize("name", ["nameplate-{v}.zip", "nameplate-{v}.nq.zst", "tables/posts.csv"])
def test_downloads_lead_back(server_url: str, made: Release, name: str) -> None:
    """A download leads to the page that it is from, and says its licence."""
    links = found(f"{server_url}/dumps/{made.version}/{name.format(v=made.version)}")
    assert str(links.collection.target) == DATASET
    assert str(links.license.target) == LICENCE
    assert len(links.linksets) == 2


@pytest.mark.parametrize(
    "name",
    [
        *("manifest.json", "SHA256SUMS", "report.ttl", "nameplate-{v}.ttl", "nameplate-{v}.nq"),
        *("graphs/current.nt", "tables/csv-metadata.json"),
    ],
)
@pytest.mark.parametrize("coding", ["", "gzip"])
def test_what_stands_beside_downloads_leads_back(client: Client, name: str, coding: str) -> None:
    """So do the manifest, the checksums, the report, and what is in a packed file."""
    headers = {"Accept-Encoding": coding} if coding else {}
    answer = client.get(f"/dumps/{VERSION}/{name.format(v=VERSION)}", headers=headers)
    assert answer.status_code == 200
    links = answer.headers["Link"]
    assert f'<{DATASET}>; rel="collection"' in links
    assert f'<{LICENCE}>; rel="license"' in links
    assert 'rel="author"' in links


@pytest.mark.card("FAIR Signposting", "metadata: describes")
@pytest.mark.parametrize(
    ("path", "iri"),
    [("/dataset.ttl", DATASET), ("/dataset.jsonld", DATASET), ("/data/cac.ttl", thing("cac"))],
)
def test_descriptions_lead_back(server_url: str, path: str, iri: str) -> None:
    """A description says what it describes, and under which licence."""
    links = found(server_url + path)
    assert targets(links.describes) == {iri}
    assert str(links.license.target) == LICENCE


@pytest.mark.card("FAIR Signposting", "things: cite-as, describedby, type, author, license, collection")
def test_pages_of_things(server_url: str) -> None:
    """The page about a thing is cited by the thing's IRI, and leads to its data and to the dataset."""
    links = found(f"{server_url}/page/cac")
    assert str(links.citeAs.target) == thing("cac")
    assert targets(links.types) == {"https://schema.org/AboutPage"}
    assert {f"{server_url}/data/cac.ttl", f"{server_url}/data/cac.jsonld"} <= targets(links.describedBy)
    assert targets(links.authors) == {CURATORS}
    assert str(links.license.target) == LICENCE
    assert str(links.collection.target) == DATASET


@pytest.mark.card("FAIR Signposting", "level 2: linkset")
@pytest.mark.parametrize("kind", ["application/linkset+json", "application/linkset"])
def test_the_set_has_every_download(server_url: str, made: Release, landing: Signposting, kind: str) -> None:
    """Both forms are linked with their types, and hold the whole: each download, with the way back."""
    links = [str(link.target) for link in landing.linksets if str(link.type) == kind]
    assert links == [f"{server_url}/linkset?of=/dataset"]
    every: Signposting = find_signposting_linkset(links[0], kind)
    page = every.for_context(f"{server_url}/dataset")
    below = f"{server_url}/dumps/{made.version}/"
    listed = {below + dump.path.removeprefix("dumps/") for dump in made.dumps}
    assert targets(page.items) == listed
    assert str(page.citeAs.target) == DATASET
    assert {str(link.target).rpartition(".")[2] for link in page.describedBy} == FORMATS | {"json"}
    for download in (f"{below}nameplate-{made.version}.zip", f"{below}tables/names.csv"):
        own = every.for_context(download)
        assert str(own.collection.target) == DATASET
        assert str(own.license.target) == LICENCE


@pytest.mark.card("FAIR Signposting", "level 2: the set agrees with the headers")
@pytest.mark.parametrize("path", ["/dataset", "/page/cac"])
def test_the_set_holds_what_headers_say(server_url: str, path: str) -> None:
    """What level 1 says of a page, level 2 says too."""
    head = found(server_url + path)
    whole: Signposting = find_signposting_linkset(f"{server_url}/linkset?of={path}")
    page = whole.for_context(server_url + path)
    for name in ("types", "authors", "items"):
        assert targets(getattr(head, name)) <= targets(getattr(page, name))
    assert {t for t in targets(head.describedBy) if "." in t.rpartition("/")[2]} <= targets(page.describedBy)


@pytest.mark.parametrize("path", ["/data/cac", "/data/cac.ttl", "/id/cac", "/page/ontology/Claim"])
def test_sets_of_things(server_url: str, path: str) -> None:
    """Page, data and IRI of a thing have one set: the page with each format, and each format's way back."""
    with urlopen(f"{server_url}/linkset?of={path}") as answer:
        told = json.load(answer)["linkset"]
    slug = "ontology/Claim" if "Claim" in path else "cac"
    assert [one["anchor"] for one in told] == [
        f"{server_url}/page/{slug}",
        *(f"{server_url}/data/{slug}.{e}" for e in ("ttl", "json", "nt", "rdf", "jsonld", "trig", "nq")),
    ]
    assert {link["href"] for link in told[0]["describedby"]} == {one["anchor"] for one in told[1:]}
    assert {one["describes"][0]["href"] for one in told[1:]} == {told[0]["cite-as"][0]["href"]}


@pytest.mark.parametrize(
    "path", ["/dataset", "/dataset.ttl", "/page/cac", "/data/cac.ttl", "/id/cac", "/ontology/", "/"]
)
def test_headers_stay_small(server_url: str, path: str) -> None:
    """All links of a header have less than 4 kB, which every proxy lets through."""
    assert len(header(server_url + path)) < 4_000


def header(url: str) -> str:
    """The Link header of an address, as the last of several answers has it."""
    with urlopen(Request(url, method="HEAD", headers={"Accept": "*/*"})) as answer:
        return str(answer.headers["Link"])


def sent(url: str) -> str:
    """The type under which something is sent."""
    with urlopen(Request(url, method="HEAD")) as answer:
        return str(answer.headers["Content-Type"])
