"""Forms of data that are refused, with those that there are; forms and links of pages keep the language."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from werkzeug.test import Client

from server.formats import GRAPH_FORMATS

_RDF = {form.media_type for form in GRAPH_FORMATS}

#: A path of each part that has forms of its own, with the types that it offers.
PATHS: dict[str, set[str]] = {
    "/search?q=wic&limit=3&offset=1": {"text/html", "application/json", "text/csv", *_RDF},
    "/cite?of=/id/cac": {
        "text/html",
        "text/plain",
        "application/vnd.citationstyles.csl+json",
        "application/x-bibtex",
    },
    "/changes": {"text/html", "application/json", "text/csv", *_RDF},
    "/chart?at=2016": {"text/html", "application/json", "text/csv", "image/svg+xml"},
    "/overlap?at=2016": {"text/html", "application/json", "text/csv", "image/svg+xml"},
    "/timeline?kind=edition&at=2016": {"text/html", "application/json", "text/csv", "image/svg+xml"},
    "/genealogy": {"text/html", "application/json", "text/csv", "image/svg+xml"},
    "/delegations": {"text/html", "application/json", "text/csv"},
    "/statistics": {"text/html", "application/json", "text/csv"},
    "/coverage": {"text/html", "application/json", "text/csv"},
    "/docs/": {"text/html", "text/markdown"},
    "/docs/limits": {"text/html", "text/markdown"},
}


@pytest.mark.parametrize("path", PATHS)
def test_refused_with_what_there_is(site: Client, path: str) -> None:
    """406 names all forms, and a request for that type has it where it is said to be."""
    refused = site.get(path, headers={"Accept": "image/png"})
    assert refused.status_code == 406
    offers = {one["type"]: one["href"] for one in refused.get_json()["offers"]}
    assert set(offers) == PATHS[path]
    for media_type, place in offers.items():
        answer = site.get(place, headers={"Accept": media_type})
        assert (answer.status_code, answer.mimetype) == (200, media_type)
        chosen = site.get(path, headers={"Accept": media_type})
        assert (chosen.status_code, chosen.mimetype) == (200, media_type)
        assert "Accept" in chosen.vary
        if media_type not in {"text/html", *_RDF}:  # which tell where they are
            assert chosen.data == answer.data


def test_a_section_has_no_other_form(site: Client) -> None:
    """Data are of the whole inventory: whoever prefers them to the page of a section has the page."""
    answer = site.get("/coverage?section=A", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert "Accept" not in answer.vary


@pytest.mark.parametrize(
    "path",
    ["/", "/page/cac", "/things/person", "/search?q=wic", "/overlap", "/timeline", "/chart", "/fragments"],
)
def test_forms_keep_the_language(site: Client, path: str) -> None:
    """Whoever chose a language gets the answer of each form in it without scripts; others as they read."""
    for tag in ("", "zh-Hant"):
        asked = f"{path}{'&' if '?' in path else '?'}lang={tag}" if tag else path
        page = site.get(asked, headers={"Accept": "text/html"})
        assert page.status_code == 200
        forms = re.findall(r'<form[^>]* method="get".*?</form>', page.text, re.DOTALL)
        assert forms
        held = [re.findall('<input type="hidden" name="lang" value="([^"]*)">', form) for form in forms]
        assert held == [[tag] if tag else []] * len(forms)


#: Pages whose links are looked at, with the chosen language.
_LINKING = (
    *("/", "/page/cac?at=2016-12-31", "/changes", "/docs/", "/dumps/", "/chart", "/genealogy", "/ontology/"),
    *(
        "/sparql?query=SELECT*{?s+?p+<https://w3id.org/nameplate/id/cac>}",
        "/version/0.1.0/page/wic",
        "/nowhere",
    ),
)


@pytest.mark.parametrize("path", _LINKING)
def test_links_keep_the_language(site: Client, path: str) -> None:
    """Who chose a language is led on in it without scripts, not to files; and the page stays light."""
    headers = {"Accept": "text/html", "Accept-Language": "en"}
    page = site.get(f"{path}{'&' if '?' in path else '?'}lang=zh-Hant", headers=headers)
    assert '<html lang="zh-Hant">' in page.text
    assert len(page.data) < 100_000
    targets: dict[str, str] = {}
    for link, href in re.findall(r'(<a\b[^>]* href="(/[^"]*)"[^>]*)', page.text):
        place = urlsplit(unescape(href))
        chosen = [value for name, value in parse_qsl(place.query) if name == "lang"]
        is_other = re.search(r"/data/|\.[a-z]+$", place.path) or "format=" in place.query or " type=" in link
        assert is_other or len(chosen) == 1, href
        if chosen == ["zh-Hant"] and not is_other:
            targets.setdefault(place.path.split("/")[1], f"{place.path}?{place.query}")
    assert len(targets) > 8
    for target in targets.values():
        led = site.get(target, headers=headers, follow_redirects=True)
        assert '<html lang="zh-Hant">' in led.text, target


@pytest.mark.parametrize("tag", ["en", "zh-Hans", "zh-Hant"])
@pytest.mark.parametrize(
    "path",
    [
        *("cac?", "ccp?", "doc-000?", "wic?", "xi-jinping?"),
        *("cac?at=2013/2018&", "cyber-sovereignty?at=2016&", "xi-jinping?at=2016-12-31&"),
    ],
)
def test_answers_that_pages_ask_for_are_light(site: Client, path: str, tag: str) -> None:
    """The answer to what a page asks shows as many rows as keep its page light in each language."""
    page = site.get(f"/page/{path}lang={tag}", headers={"Accept": "text/html"}).text
    (asked,) = re.findall(r'href="(/sparql\?query=[^"]*)" rel="nofollow"', page)
    assert asked.endswith(f"lang={tag}")
    answer = site.get(unescape(asked), headers={"Accept": "text/html"})
    assert f'<html lang="{tag}">' in answer.text
    assert answer.text.partition("</table>")[0].count("<tr>") > 20
    assert 75_000 < len(answer.data) < 100_000


def test_who_reads_as_the_browser_says_is_led_on_so(site: Client) -> None:
    """Links have no language where none was chosen; and none that nobody offers, however long it is."""
    page = site.get("/page/cac", headers={"Accept-Language": "zh-Hant"}).text
    links = re.findall(r"<a\b[^>]* href=[^>]*>", page)
    assert {"hreflang=" in link for link in links if "lang=zh" in link.replace(' lang="', "")} == {True}
    strange = site.get(f"/page/cac?lang={'x' * 500}").text
    assert 'href="/things/?lang=en"' in strange
    assert "x" * 500 not in strange
