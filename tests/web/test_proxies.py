"""Who the client is behind proxies, and whose word counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import Client, create_environ

from server.errors import StartError
from server.web.proxies import FORWARDED, client, networks, proxied
from server.wsgi import Publisher, create_app

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse

TRUSTED = networks(["10.0.0.0/8", "::1"])


@pytest.mark.parametrize(
    ("sender", "forwarded_for", "expected"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.7", "203.0.113.9"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("::1", "2001:db8::7", "2001:db8::7"),
        ("::ffff:10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "198.51.100.7, 10.0.0.2", "198.51.100.7"),
        ("10.0.0.1", "127.0.0.1, 198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("10.0.0.1", "198.51.100.7, nonsense", "10.0.0.1"),
        ("10.0.0.1", ",,", "10.0.0.1"),
    ],
)
def test_client(sender: str, forwarded_for: str, expected: str) -> None:
    """The client is the first address outwards that is not trusted; nothing further left is believed."""
    assert client(sender, forwarded_for, TRUSTED) == expected


@given(st.text(max_size=60))
def test_nobody_untrusted_chooses_an_address(forwarded_for: str) -> None:
    """Whatever a stranger forwards, the stranger stays the client."""
    assert client("203.0.113.9", forwarded_for, TRUSTED) == "203.0.113.9"


def _seen(remote: str, **headers: str) -> dict[str, Any]:
    seen: dict[str, Any] = {}

    def app(environ: dict[str, Any], start_response: StartResponse) -> list[bytes]:
        seen.update(environ)
        start_response("200 OK", [])
        return []

    environ = create_environ(environ_base={"REMOTE_ADDR": remote}, headers=headers)
    list(proxied(app, TRUSTED)(environ, lambda *_: lambda _data: None))
    return seen


def test_a_trusted_proxy_tells_scheme_and_host() -> None:
    """What a trusted proxy was asked for is handed on as one value."""
    seen = _seen(
        "10.0.0.1",
        **{
            "X-Forwarded-For": "1.2.3.4",
            "X-Forwarded-Proto": "https",
            "X-Forwarded-Host": "data.example.org",
        },
    )
    assert (seen["REMOTE_ADDR"], seen[FORWARDED]) == ("1.2.3.4", "https://data.example.org")


@pytest.mark.parametrize(
    ("remote", "scheme", "host"),
    [
        ("203.0.113.9", "https", "evil.example"),
        ("10.0.0.1", "javascript", "data.example.org"),
        ("10.0.0.1", "https", "evil.example/path"),
        ("10.0.0.1", "https", ""),
    ],
)
def test_the_rest_is_dropped(remote: str, scheme: str, host: str) -> None:
    """Strangers' headers and malformed ones reach nobody."""
    seen = _seen(
        remote, **{"X-Forwarded-Proto": scheme, "X-Forwarded-Host": host, "Forwarded": "for=1.1.1.1"}
    )
    assert FORWARDED not in seen
    assert not [name for name in seen if "FORWARDED" in name and name.startswith("HTTP_")]


@pytest.mark.parametrize(
    ("remote", "expected"),
    [
        ("10.0.0.1", "https://data.example.org/sparql"),
        ("203.0.113.9", "http://public-url-is-not-set.invalid/sparql"),
    ],
)
def test_the_endpoint_says_where_it_is(remote: str, expected: str, tmp_path: Path) -> None:
    """The service description names the address that a trusted proxy was asked for, and no stranger's.

    Where nobody says it and no IRI of the data does, it is one that is nobody's, and says what to set.
    """
    data = tmp_path / "a.nt"
    data.write_text("<http://a.example/s> <http://a.example/p> <http://a.example/o> .\n", encoding="utf-8")
    app = create_app(data, trusted_proxies=("10.0.0.0/8",))
    try:
        answer = Client(app).get(
            "/sparql",
            headers={
                "Accept": "application/n-triples",
                "X-Forwarded-Proto": "https",
                "X-Forwarded-Host": "data.example.org",
                "Host": "inner.example",
            },
            environ_overrides={"REMOTE_ADDR": remote},
        )
    finally:
        app.close()
    assert f"service-description#endpoint> <{expected}>" in answer.get_data(as_text=True)


#: Answers that hold absolute addresses.
ABSOLUTE = [
    *(
        "/fragments",
        "/sparql",
        "/sitemap.xml",
        "/opensearch.xml",
        "/linkset?of=/dataset",
        "/page/cac?at=2016",
    ),
    "/sparql?query=ASK%7B%7D&at=2016",
]

#: Who comes by which headers, and where absolute addresses lead then.
CAME = [
    ("127.0.0.1", {"Host": "localhost:1"}, "http://localhost:1/"),
    ("127.0.0.1", {"Host": "127.0.0.1:2"}, "http://127.0.0.1:2/"),
    *(
        (
            "10.0.0.1",
            {"Host": "x", "X-Forwarded-Proto": "https", "X-Forwarded-Host": host},
            f"https://{host}/",
        )
        for host in ("a.example", "b.example")
    ),
    ("203.0.113.9", {"Host": "c.example"}, ""),
]


@pytest.fixture(scope="module")
def behind(small: Path) -> Iterator[Publisher]:
    """An app that trusts a proxy, and has no public address."""
    app = create_app(release=small, workers=1, trusted_proxies=("10.0.0.0/8",))
    yield app
    app.close()


@pytest.mark.parametrize("path", ABSOLUTE)
def test_nobody_chooses_where_others_are_led(behind: Publisher, path: str) -> None:
    """Whoever asks first, by whatever Host, is led there alone: the next is led where it came from."""
    for remote, headers, own in CAME * 3:
        answer = Client(behind).get(path, headers=headers, environ_overrides={"REMOTE_ADDR": remote})
        assert answer.status_code == 200
        said = f"{answer.headers} {answer.text}"
        assert [base for _, _, base in CAME if base and base in said] == ([own] if own else [])


@pytest.mark.parametrize("accept", ["*/*", "text/html", "text/turtle"])
@pytest.mark.parametrize(
    "path",
    [
        *(
            "/",
            "/dataset",
            "/data/cac.ttl",
            "/page/cac",
            "/id/cac",
            "/page/cac?at=2016",
            "/things",
            "/policy",
        ),
        *("/sparql", "/sparql?query=nonsense", "/fragments", "/search?q=cyber", "/opensearch.xml", "/api"),
        *("/openapi.json", "/robots.txt", "/sitemap.xml", "/changes.atom", "/linkset?of=/dataset"),
        *("/timemap/id/cac", "/cite?of=/page/cac", "/dumps/0.0-dev", "/ontology", "/profiles/", "/problems/"),
        "/receipt?query=ASK%7B%7D",
    ],
)
def test_nothing_names_loopback(behind: Publisher, path: str, accept: str) -> None:
    """Without a public address, and by a Host from outside, no answer names this machine, nor that Host."""
    for _ in range(2):
        answer = Client(behind).get(path, headers={"Host": "c.example", "Accept": accept})
        said = f"{answer.headers} {answer.text}"
        assert not re.search(r"https?://(localhost|127\.|\[::1\]|c\.example)", said)


@pytest.mark.parametrize(
    ("remote", "below", "prefix", "warned"),
    [
        ("10.0.0.1", "", "/nameplate", True),
        ("10.0.0.1", "/other", "/nameplate", True),
        ("10.0.0.1", "/nameplate", "/nameplate", False),
        ("10.0.0.1", "/nameplate", "/nameplate/", False),
        ("10.0.0.1", "/nameplate", "", False),
        ("203.0.113.9", "", "/evil", False),
    ],
)
def test_no_request_chooses_the_path(
    caplog: pytest.LogCaptureFixture, remote: str, below: str, prefix: str, warned: bool
) -> None:
    """X-Forwarded-Prefix reaches nobody; where a proxy's differs from the links, the log says so once."""
    seen: list[dict[str, Any]] = []

    def app(environ: dict[str, Any], start_response: StartResponse) -> list[bytes]:
        seen.append(environ)
        start_response("200 OK", [])
        return []

    front = proxied(app, TRUSTED, below)
    for _ in range(2):
        headers = {"X-Forwarded-Prefix": prefix} if prefix else {}
        environ = create_environ(environ_base={"REMOTE_ADDR": remote}, headers=headers)
        list(front(environ, lambda *_: lambda _data: None))
    assert not [name for environ in seen for name in environ if "PREFIX" in name]
    told = [record.getMessage() for record in caplog.records if "--public-url" in record.getMessage()]
    assert len(told) == warned
    assert all(repr(prefix.rstrip("/")) in line for line in told)


def test_a_page_is_cited_by_its_own_path(behind: Publisher) -> None:
    """Where another application has taken a path off already, what is cited has no part of it."""
    mounted = {"SCRIPT_NAME": "/mount"}
    page = Client(behind).get("/page/cac", headers={"Accept": "text/html"}, environ_overrides=mounted)
    assert 'href="/cite?of=/page/cac"' in page.text


def test_what_is_no_address_is_refused() -> None:
    """A proxy that cannot be read stops the start, with what to write instead."""
    with pytest.raises(StartError, match=r"10\.0\.0\.0/8"):
        networks(["proxy.example.org"])
