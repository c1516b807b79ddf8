"""JSON-LD that is published can be read by whoever may fetch nothing."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from werkzeug.test import Client

from tests.web.conftest import VERSION

JSON_LD = "application/ld+json"
DESCRIBED = quote("DESCRIBE <https://w3id.org/nameplate/id/cac>")


def contexts(found: object) -> Iterator[object]:
    """Every context in a document, at whatever depth."""
    if isinstance(found, list):
        for one in found:
            yield from contexts(one)
    elif isinstance(found, dict):
        for name, value in found.items():
            if name == "@context":
                yield from value if isinstance(value, list) else [value]
            else:
                yield from contexts(value)


@pytest.mark.card("DWBP", "28")
@pytest.mark.parametrize(
    "path",
    [
        "/id/cac",
        "/data/cac.jsonld",
        "/ontology/",
        "/graph/ontology",
        "/dataset",
        "/.well-known/void",
        "/fragments",
        "/sparql",
        f"/sparql?query={DESCRIBED}",
        f"/dumps/{VERSION}/nameplate-{VERSION}.jsonld.gz",
    ],
)
def test_no_context_is_elsewhere(client: Client, path: str) -> None:
    """A context stands in the document itself: to read it nobody is called."""
    answer = client.get(path, headers={"Accept": JSON_LD}, follow_redirects=True)
    assert answer.status_code == 200
    data = gzip.decompress(answer.data) if path.endswith(".gz") else answer.data
    found = json.loads(data)
    assert found
    assert not [context for context in contexts(found) if isinstance(context, str)]


def test_contexts_are_found() -> None:
    """Also inside of others, and in a list."""
    document = {"@graph": [{"@context": "http://a"}, {"x": {"@context": ["http://b", {"y": "z"}]}}]}
    assert list(contexts(document)) == ["http://a", "http://b", {"y": "z"}]
