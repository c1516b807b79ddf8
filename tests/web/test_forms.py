"""Forms of data that are refused, with those that there are; and forms on pages, which keep the language."""

from __future__ import annotations

import re

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
