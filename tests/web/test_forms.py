"""What is refused because no form of it will do: each form that there is, and where it is, which is true."""

from __future__ import annotations

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
