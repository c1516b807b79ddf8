"""Paths with a slash too many or too few: each lead to the one that there is."""

from __future__ import annotations

import pytest
from werkzeug.test import Client

from tests.web.conftest import VERSION

#: Pages and lists that stand without a slash, and are found with one.
WITHOUT = (
    *("/changes", "/dataset", f"/dataset/{VERSION}", "/policy", "/coverage", "/gaps"),
    *("/api", "/search", "/sparql", "/fragments", "/cite", "/receipt", "/receipt/verify", "/linkset"),
    *("/things/person", "/sources/doc-000", "/problems/gone", "/profiles/plain", "/profiles/statements"),
)
#: Those that stand with one.
WITH = (
    *(
        "/things/",
        "/sources/",
        "/profiles/",
        "/problems/",
        "/dumps/",
        f"/dumps/{VERSION}/",
        "/id/",
        "/graph/",
    ),
)


@pytest.mark.parametrize("path", WITHOUT)
@pytest.mark.parametrize("asked", ["", "?lang=zh-Hans&x=%20%E7%BD%91"])
def test_a_slash_too_many(client: Client, path: str, asked: str) -> None:
    """308 to the form without it, with all that was asked."""
    answer = client.get(f"{path}/{asked}")
    assert (answer.status_code, answer.headers["Location"]) == (308, path + asked)
    assert client.head(f"{path}/{asked}").status_code == 308
    assert client.get(path, headers={"Accept": "text/html"}).status_code in {200, 400}


@pytest.mark.parametrize("path", WITH)
def test_a_slash_too_few(client: Client, path: str) -> None:
    """308 to the form with it, where that is the one that there is."""
    answer = client.get(path.rstrip("/") + "?lang=en")
    assert (answer.status_code, answer.headers["Location"]) == (308, f"{path}?lang=en")
    assert client.get(path).status_code in {200, 303}


def test_the_vocabulary(client: Client) -> None:
    """The vocabulary and its versions are found without their slash as well."""
    for path, status in (("/ontology", 301), ("/ontology/0.1.0", 308)):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (status, f"{path}/")
        assert client.get(f"{path}/").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        *("/id/cac/", "/page/cac/", "/data/cac/", "/graph/current/", "/nothing/", "/changes//"),
        *("/things/person//", f"/dumps/{VERSION}/manifest.json/", "/policy/x/", "/robots.txt/"),
    ],
)
def test_what_is_nowhere_stays_so(client: Client, path: str) -> None:
    """An identifier with a slash is another one, which nobody gave; nor is there anything at other paths."""
    assert client.get(path).status_code == 404


def test_other_methods_are_not_led(client: Client) -> None:
    """Only who reads is led."""
    assert client.post("/changes/").status_code in {404, 405}


def test_other_data(reader: Client) -> None:
    """Where other people's data are served the same holds of the paths that there are then."""
    for path in ("/sparql", "/api", "/fragments"):
        answer = reader.get(f"{path}/")
        assert (answer.status_code, answer.headers["Location"]) == (308, path)
    assert reader.get("/coverage/").status_code == 404
