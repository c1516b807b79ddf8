"""Documents that are answered in front of the app: as the app answers for them, to the letter."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from werkzeug.test import Client, TestResponse

from server.names import ID
from server.web.direct import Direct
from server.web.representations import DATA
from server.wsgi import Publisher, create_app
from tests.web.conftest import write_release

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


def direct(publisher: Publisher) -> Direct:
    """The layer of a publisher."""
    found = publisher.flask.wsgi_app
    assert isinstance(found, Direct)
    return found


def told(answer: TestResponse) -> tuple[str, list[tuple[str, str]], bytes]:
    """An answer, its headers in any order and without the moment."""
    return answer.status, sorted(pair for pair in answer.headers.items() if pair[0] != "Date"), answer.data


def names(publisher: Publisher) -> list[str]:
    """What names some things of a publisher in paths."""
    site = direct(publisher)._site
    slugs = (site.urls.slug(iri) for iri in site.documents.subjects() if iri.startswith(site.urls.base or ID))
    found = [slug for slug in dict.fromkeys(slugs) if slug and slug != "dataset"]  # which is long
    return found[:: max(1, len(found) // 12)]


class Never:
    """An app that nobody is to ask."""

    def __call__(self, environ: WSGIEnvironment, _start: StartResponse) -> Iterable[bytes]:
        """Fail."""
        raise AssertionError(environ["PATH_INFO"])


@pytest.fixture
def alone(app: Publisher) -> Client:
    """A client of the layer with nothing behind it."""
    layer = direct(app)
    return Client(Direct(layer._app, Never(), layer._site))


@pytest.mark.parametrize("form", DATA, ids=lambda form: form.extension)
@pytest.mark.parametrize("served", ["app", "others"])
def test_every_document_is_as_the_app_has_it(
    request: pytest.FixtureRequest, served: str, form: object
) -> None:
    """Status, all headers and bytes, of a release and of other people's data, by GET and by HEAD."""
    publisher: Publisher = request.getfixturevalue(served)
    layer = direct(publisher)
    here, there = Client(layer), Client(layer._wsgi)
    extension = getattr(form, "extension", "")
    asked = names(publisher)
    assert len(asked) > 5
    for name in asked:
        path = f"/data/{name}.{extension}"
        assert told(here.get(path)) == told(there.get(path))
        assert told(here.head(path)) == told(there.head(path))


@pytest.mark.parametrize(
    "path", ["/data/cac.nt", "/data/cac.ttl", "/data/rel-cac-oep.jsonld", "/data/ontology/Claim.nq"]
)
def test_a_plain_request_asks_the_app_for_nothing(alone: Client, path: str) -> None:
    """The document is there whatever Accept says, and by HEAD without its bytes."""
    got = alone.get(path, headers={"Accept": "image/png"})
    head = alone.head(path)
    assert (got.status_code, head.status_code, head.data) == (200, 200, b"")
    assert len(got.data) == int(got.headers["Content-Length"]) == int(head.headers["Content-Length"]) > 100
    assert got.headers["ETag"] == head.headers["ETag"]
    assert got.headers["Content-Location"] == path


@pytest.mark.parametrize(
    ("path", "method", "headers"),
    [
        ("/data/cac.ttl?at=2016", "GET", {}),
        ("/data/cac.ttl?_profile=plain", "GET", {}),
        ("/data/cac.ttl", "GET", {"Accept-Profile": "<https://w3id.org/nameplate/profiles/plain>"}),
        ("/data/cac.ttl", "GET", {"Accept-Datetime": "Tue, 01 Jun 2027 12:00:00 GMT"}),
        ("/data/cac.ttl", "GET", {"If-None-Match": '"x"'}),
        ("/data/cac.ttl", "GET", {"Range": "bytes=0-1"}),
        ("/data/cac.ttl", "OPTIONS", {}),
        ("/data/cac.ttl", "POST", {}),
        ("/data/cac.html", "GET", {}),
        ("/data/cac.png", "GET", {}),
        ("/data/cac", "GET", {}),
        ("/data/c%61%20c.ttl", "GET", {}),
        ("/data/nothing.ttl", "GET", {}),
        ("/data//cac.ttl", "GET", {}),
        ("/data/../data/cac.ttl", "GET", {}),
        ("/page/cac", "GET", {}),
    ],
)
def test_what_is_not_plain_is_left_to_the_app(
    app: Publisher, path: str, method: str, headers: dict[str, str]
) -> None:
    """Arguments, conditions, other methods and formats, names with other letters, what there is not."""
    layer = direct(app)
    alone = Client(Direct(layer._app, Never(), layer._site))
    with pytest.raises(AssertionError):
        alone.open(path, method=method, headers=headers)
    here, there = (Client(one).open(path, method=method, headers=headers) for one in (layer, layer._wsgi))
    assert told(here) == told(there)


def test_a_swap_changes_what_is_answered(small: Path, tmp_path: Path) -> None:
    """Headers are those of the release that is served."""
    other = tmp_path / "0.1-dev-fedcba9876543210"
    other.mkdir()
    write_release(other, "0.1-dev")
    made = create_app(release=small, workers=1, cache_bytes=0)
    try:
        client = Client(made)
        assert client.get("/data/cac.nt").headers["Nameplate-Release"] == small.name
        made.swap(other)
        assert client.get("/data/cac.nt").headers["Nameplate-Release"] == other.name
    finally:
        made.close()
