"""schema.org in pages: what search engines read is what readers see, and what the description says."""

from __future__ import annotations

import html
import json
import re
from functools import cache
from typing import Any
from urllib.request import Request, urlopen

import pytest
from rdflib import DCAT, PROV, Graph, URIRef
from werkzeug.test import Client

from server.names import BASE, DATASET, PREFIXES, thing
from server.web import markup
from server.web.languages import LANGUAGES
from tests.web.reading import SEARCH_SCRIPT

BLOCK = re.compile(r'<script type="application/ld\+json">\n(.*?)\n</script>', re.DOTALL)
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
CURATORS = {"@type": "Organization", "@id": thing("curators"), "name": "Nameplate curators"}


@cache
def fetched(url: str) -> tuple[str, str]:
    """The page at an address, and its policy."""
    with urlopen(Request(url, headers={"Accept": "text/html"})) as answer:
        return answer.read().decode(), str(answer.headers["Content-Security-Policy"])


def said(page: str) -> dict[str, Any]:
    """The one data block of a page."""
    (found,) = BLOCK.findall(page)
    block: dict[str, Any] = json.loads(found)
    return block


def seen(page: str) -> str:
    """What a reader sees, in lower case, white space as one space; days as programs read them too."""
    body = BLOCK.sub("", page).partition("<body>")[2]
    told = " ".join([re.sub(r"<[^>]+>", "", body), *re.findall(r'<data value="([^"]+)"', body)])
    return " ".join(html.unescape(told).split()).lower()


@pytest.fixture(scope="module")
def page(server_url: str) -> str:
    """The dataset's landing page."""
    return fetched(f"{server_url}/dataset")[0]


@pytest.fixture(scope="module")
def described(server_url: str) -> Graph:
    """The dataset's description."""
    with urlopen(f"{server_url}/dataset.ttl") as answer:
        return Graph().parse(data=answer.read(), format="turtle")


@pytest.mark.card("Google Dataset", "Dataset: name, description of 50 to 5000 characters")
def test_dataset_has_what_is_required(page: str) -> None:
    """The type, a name, and a description of the length that is asked for."""
    told = said(page)
    assert (told["@context"], told["@type"], told["@id"]) == ("https://schema.org/", "Dataset", DATASET)
    assert told["name"] == "Nameplate: China's cyber policy system as linked open data"
    assert told["alternateName"] == ["牌子：中国网络政策系统关联开放数据"]
    assert 50 <= len(told["description"]) <= 5_000


RECOMMENDED = {
    "creator": CURATORS,
    "publisher": CURATORS,
    "identifier": DATASET,
    "url": DATASET,
    "license": LICENCE,
    "isAccessibleForFree": True,
    "datePublished": "2026-11-22",
    "inLanguage": ["en", "zh"],
    "spatialCoverage": {
        "@type": "Place",
        "@id": "http://publications.europa.eu/resource/authority/country/CHN",
        "name": "China",
    },
    "includedInDataCatalog": {
        "@type": "DataCatalog",
        "@id": BASE,
        "name": "Nameplate: China's cyber policy system as linked open data",
        "url": BASE,
    },
}


@pytest.mark.card(
    "Google Dataset",
    "Dataset: alternateName, creator, identifier, isAccessibleForFree, keywords, license, spatialCoverage,"
    " temporalCoverage, variableMeasured, version, url, includedInDataCatalog",
)
@pytest.mark.parametrize("name", RECOMMENDED)
def test_dataset_has_what_is_recommended(page: str, name: str) -> None:
    """Each recommended property has the value that is authored or counted."""
    assert said(page)[name] == RECOMMENDED[name]


@pytest.mark.parametrize(
    "name", ["version", "temporalCoverage", "variableMeasured", "keywords", "creditText"]
)
def test_dataset_says_what_its_description_says(page: str, described: Graph, name: str) -> None:
    """What changes from release to release is as the RDF has it."""
    told = said(page)[name]
    values = list(described.objects(URIRef(DATASET), URIRef(PREFIXES["schema"] + name)))
    english = sorted(str(v) for v in values if getattr(v, "language", None) in {None, "en"})
    assert (told if isinstance(told, list) else [told]) == english


def test_dataset_is_based_on_all_that_is_cited(page: str, described: Graph) -> None:
    """What it is based on are the origins of the description: each document of which there is a passage."""
    told = said(page)["isBasedOn"]
    assert told[:2] == [thing("doc-000"), thing("doc-003")]
    assert told == sorted(str(one) for one in described.objects(URIRef(DATASET), PROV.wasDerivedFrom))
    assert len(told) > 100


@pytest.mark.card("Google Dataset", "DataDownload: contentUrl, encodingFormat, contentSize, sha256")
def test_downloads_are_those_of_the_description(page: str, described: Graph) -> None:
    """Every distribution is there with its address, type, size and checksum."""
    told = {one["@id"]: one for one in said(page)["distribution"]}
    files = {str(f) for f in described.objects(URIRef(DATASET), DCAT.distribution)}
    assert told.keys() == files
    for file, one in told.items():
        assert one["@type"] == "DataDownload"
        assert one["contentUrl"] == file
        assert one["contentSize"] == f"{described.value(URIRef(file), DCAT.byteSize)} B"
        assert re.fullmatch("[0-9a-f]{64}", one["sha256"])
        kind = str(described.value(URIRef(file), DCAT.mediaType))
        assert kind.endswith("/" + one["encodingFormat"])


@pytest.mark.card(
    "Google Dataset",
    "Dataset: citation, funder, hasPart, sameAs, measurementTechnique",
    status="na",
    reason="There is no article about the dataset, no funder, no part with a landing page, no copy.",
)
@pytest.mark.parametrize("name", ["citation", "funder", "sameAs", "measurementTechnique"])
def test_nothing_is_made_up(page: str, name: str) -> None:
    """What does not exist is not claimed."""
    assert name not in said(page)


@pytest.mark.card("Google Dataset", "markup is visible on the page")
def test_readers_see_what_machines_read(page: str) -> None:
    """Every word of the markup is on the page."""
    told, text = said(page), seen(page)
    shown = [told["name"], *told["alternateName"], told["description"], told["creditText"], told["version"]]
    shown += [*told["keywords"], *told["variableMeasured"], *told["temporalCoverage"].split("/")]
    shown += [told["creator"]["name"], told["spatialCoverage"]["name"], told["datePublished"]]
    assert [words for words in shown if words.lower() not in text] == []


@pytest.mark.card("F-UJI", "FsF-I1-01M-1")
@pytest.mark.card("F-UJI", "FsF-F4-01M-1")
def test_block_is_data_under_the_policy(server_url: str) -> None:
    """The policy lets no inline script run, and needs not: the block is of no type that runs."""
    text, policy = fetched(f"{server_url}/dataset")
    assert "unsafe-inline" not in policy
    assert "script-src 'self'" in policy
    data = '<script type="application/ld+json">'
    assert set(re.findall(r"<script[^>]*>", text)) == {data, SEARCH_SCRIPT}


THINGS = {
    "cac": ("Cyberspace Administration of China", "Organization", "国家互联网信息办公室"),
    "zhuang-rongwen": ("Zhuang Rongwen", "Person", "庄荣文"),
}


@pytest.mark.card("FAIR vocabularies", "schema.org in the page")
@pytest.mark.parametrize("slug", THINGS)
def test_things_say_what_they_are(server_url: str, slug: str) -> None:
    """A page says what it is about by name and IRI, its licence, and of which dataset it is a part."""
    text = fetched(f"{server_url}/page/{slug}")[0]
    told = said(text)
    name, kind, other = THINGS[slug]
    assert told["@type"] == "WebPage"
    assert told["url"] == f"{BASE}page/{slug}"
    assert told["isPartOf"] == {"@id": DATASET, "url": DATASET}
    assert told["license"] == LICENCE
    about = told["mainEntity"]
    assert (about["@id"], about["url"], about["name"]) == (thing(slug), thing(slug), name)
    assert about["@type"].endswith(kind)
    assert other in about["alternateName"]
    visible = seen(text)
    words = [about["name"], *about["alternateName"], about.get("description", "")]
    assert [one for one in words if one.lower() not in visible] == []


@pytest.mark.parametrize("tag", [one.tag for one in LANGUAGES])
def test_same_elsewhere_are_endorsed_links(server_url: str, tag: str) -> None:
    """`sameAs` leads to what the page links as the same elsewhere, in whatever language it is."""
    text = fetched(f"{server_url}/page/european-union?lang={tag}")[0]
    same = said(text)["mainEntity"]["sameAs"]
    assert sorted(same) == ["http://www.wikidata.org/entity/Q458", "https://ror.org/019w4f821"]
    for iri in same:
        assert f'href="{iri}"' in text


def test_words_cannot_end_the_block() -> None:
    """Whatever the data say, the element ends where it should."""
    found = markup.block({"name": "</script><script>alert(1)</script><!-- &amp;"})
    assert found.count("<") == 2
    assert said(str(found))["name"] == "</script><script>alert(1)</script><!-- &amp;"


def test_other_peoples_data_are_not_marked_up(reader: Client) -> None:
    """Nothing is told in our name of other people's data."""
    assert BLOCK.findall(reader.get("/page/a").text) == []
