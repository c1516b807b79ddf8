"""Which SERVICE targets are on a list, and how they are put in another's place."""

from __future__ import annotations

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.errors import QueryRefused, QuerySyntaxError, ServiceRefused, StartError
from server.store.guard import examine
from server.store.partners import listed, partners
from server.store.reachable import is_public
from server.store.services import MAX_SERVICES, original_place, retargeted
from server.store.tokens import place

WIKIDATA = "https://query.wikidata.org/sparql"
ALLOWED = partners([WIKIDATA, "http://127.0.0.1:7878/query"])


def found(text: str) -> list[tuple[str, bool]]:
    """Targets as they stand in the query, and whether they are silent."""
    return [(text[s.start : s.end], s.silent) for s in examine(text, ALLOWED).services]


@pytest.mark.parametrize(
    "text",
    [
        "ASK { SERVICE <https://query.wikidata.org/sparql> { ?s ?p ?o } }",
        "ASK { service<HTTPS://QUERY.wikidata.ORG:443/sparql>{ ?s ?p ?o } }",
        "PREFIX w: <https://query.wikidata.org/> ASK { SERVICE w:sparql { } }",
        "PREFIX : <https://query.wikidata.org/sparql> ASK { SERVICE : { } }",
        r"PREFIX w: <https://query.wikidata.org> ASK { SERVICE w:\/sparql { } }",
        "BASE <https://query.wikidata.org/embed.html> ASK { SERVICE <sparql> { } }",
        "BASE <https://query.wikidata.org/a/b> PREFIX w: <../sp> ASK { SERVICE w:arql { } }",
        "PREFIX w: <https://e/> PREFIX w: <https://query.wikidata.org/> ASK { SERVICE w:sparql { } }",
        "ASK { # SERVICE <a:b>\n ?s ?p 'SERVICE <a:b>' SERVICE # x\n<https://query.wikidata.org/sparql> {} }",
    ],
)
def test_what_is_on_the_list(text: str) -> None:
    """An endpoint on the list may be named in every spelling that plainly means it."""
    (service,) = examine(text, ALLOWED).services
    assert str(service.partner) == WIKIDATA
    assert retargeted(text, [service], ["B"]) == text[: service.start] + "<B>" + text[service.end :]


#: What is not the endpoint on the list, however alike it looks.
FORGED = [
    "http://query.wikidata.org/sparql",
    "https://query.wikidata.org/",
    "https://query.wikidata.org",
    "https://query.wikidata.org/sparql/",
    "https://query.wikidata.org/sparql2",
    "https://query.wikidata.org/SPARQL",
    "https://query.wikidata.org/%73parql",
    "https://query.wikidata.org/./sparql",
    "https://query.wikidata.org/a/../sparql",
    "https://query.wikidata.org//sparql",
    "https://query.wikidata.org/sparql?x",
    "https://query.wikidata.org/sparql?",
    "https://query.wikidata.org/sparql#x",
    "https://query.wikidata.org:8443/sparql",
    "https://query.wikidata.org:/sparql",
    "https://query.wikidata.org:0443x/sparql",
    "https://query.wikidata.org:99999/sparql",
    "https://query.wikidata.org./sparql",
    "https://query.wikidata.org.evil.example/sparql",
    "https://evil.example/https://query.wikidata.org/sparql",
    "https://query.wikidata.org@evil.example/sparql",
    "https://evil.example@query.wikidata.org/sparql",
    "https://user:word@query.wikidata.org/sparql",
    "https://evil.example\\@query.wikidata.org/sparql",
    "https://evil.example#@query.wikidata.org/sparql",
    "https://query%2ewikidata.org/sparql",
    r"https://query\u002ewikidata.org/sparql",
    r"https:\u002f\u002fquery.wikidata.org/sparql",
    "https:\\\\query.wikidata.org/sparql",
    "https:/query.wikidata.org/sparql",
    "https:query.wikidata.org/sparql",
    "//query.wikidata.org/sparql",
    "/sparql",
    "sparql",
    "",
    "https://xn--query-.wikidata.org/sparql",
    "https://query。wikidata。org/sparql",
    "https://ｑuery.wikidata.org/sparql",
    "https://query.wikıdata.org/sparql",
    "http://localhost:7878/query",
    "http://127.1:7878/query",
    "http://2130706433:7878/query",
    "http://0x7f000001:7878/query",
    "http://0177.0.0.1:7878/query",
    "http://127.0.0.2:7878/query",
    "http://0:7878/query",
    "http://0.0.0.0:7878/query",
    "http://[::1]:7878/query",
    "http://[::ffff:127.0.0.1]:7878/query",
    "http://[::ffff:7f00:1]:7878/query",
    "http://[::127.0.0.1]:7878/query",
    "http://[::]:7878/query",
    "http://[fe80::1%25eth0]:7878/query",
    "http://127.0.0.1.nip.io:7878/query",
    "http://169.254.169.254/latest/meta-data/",
    "file:///etc/passwd",
    "ftp://127.0.0.1:7878/query",
    "gopher://127.0.0.1:7878/_x",
    "data:application/sparql-results+json,%7B%7D",
    "unix:/run/docker.sock",
    "ws://127.0.0.1:7878/query",
    "urn:x:y",
]


@pytest.mark.parametrize("silent", ["", "SILENT "])
@pytest.mark.parametrize("iri", FORGED)
def test_what_is_not(iri: str, silent: str) -> None:
    """Everything else is refused before the engine sees it, SILENT or not."""
    with pytest.raises((ServiceRefused, QuerySyntaxError)) as refused:
        examine(f"ASK {{ SERVICE {silent}<{iri}> {{ ?s ?p ?o }} }}", ALLOWED)
    assert refused.value.status in {400, 403}
    assert listed(iri, ALLOWED) is None


@pytest.mark.parametrize(
    "text",
    [
        "ASK { SERVICE ?x { } }",
        "ASK { VALUES ?x { <http://127.0.0.1:7878/query> } SERVICE SILENT ?x { } }",
        "ASK { SERVICE SILENT $x { } }",
        "ASK { SERVICE '<http://127.0.0.1:7878/query>' { } }",
        "ASK { SERVICE _:b { } }",
        "ASK { SERVICE { } }",
        "ASK { SERVICE SERVICE <http://127.0.0.1:7878/query> { } }",
        "ASK { SERVICE <http://127.0.0.1:7878/query> { SERVICE SILENT <http://e/> { } } }",
        "ASK { SERVICE <http://127.0.0.1:7878/query> { { ASK { SERVICE SILENT <http://e/> { } } } } }",
        "ASK { SERVICE <http://127.0.0.1:7878/query\r\nHost:> { } }",
        "ASK {" + " SERVICE <http://127.0.0.1:7878/query> { }" * (MAX_SERVICES + 1) + "}",
    ],
)
def test_what_is_no_target(text: str) -> None:
    """Variables, literals, nothing at all, a SERVICE in a SERVICE and too many are refused with 400."""
    with pytest.raises(ServiceRefused) as refused:
        examine(text, ALLOWED)
    assert refused.value.status == 400
    assert refused.value.place is not None


def test_service_may_stand_beside_service() -> None:
    """After the group of one SERVICE has ended there may be another."""
    one = "SERVICE <https://query.wikidata.org/sparql> { { ?a ?b ?c } OPTIONAL { ?d ?e ?f } }"
    text = f"ASK {{ {{ {one} }} OPTIONAL {{ {one.replace('SERVICE', 'SERVICE SILENT')} }} {one} }}"
    assert found(text) == [(f"<{WIKIDATA}>", silent) for silent in (False, True, False)]


def test_a_query_with_service_is_never_kept() -> None:
    """What others answer may be otherwise next time."""
    assert examine(f"ASK {{ SERVICE <{WIKIDATA}> {{ }} }}", ALLOWED).volatile


@given(
    scheme=st.sampled_from(["https", "http", "HTTPS", "ftp", ""]),
    mark=st.sampled_from(["://", ":/", ":", ":\\\\", "://x@", "://x:y@", "://[", "://%"]),
    host=st.sampled_from(
        ["query.wikidata.org", "QUERY.WIKIDATA.ORG", "query.wikidata.org.", "evil.example", "127.1"]
    ),
    port=st.sampled_from(["", ":", ":443", ":0443", ":80", ":4430", ":-1", ":443@evil.example"]),
    path=st.sampled_from(["/sparql", "/sparql/", "", "/", "/SPARQL", "/sparql?", "/%73parql", "/./sparql"]),
)
def test_spellings(scheme: str, mark: str, host: str, port: str, path: str) -> None:
    """Of all spellings, those count whose scheme, host, port and path are the endpoint's, and no other."""
    plain = (scheme.lower(), mark, host.lower(), port.replace("0", "", 1), path)
    expected = plain in {("https", "://", "query.wikidata.org", p, "/sparql") for p in ("", ":443")}
    assert (listed(scheme + mark + host + port + path, ALLOWED) is not None) == expected


@given(st.text(max_size=60))
def test_any_target_is_a_partner_or_refused(iri: str) -> None:
    """Whatever stands behind SERVICE, it is a partner's or the query is refused."""
    text = f"ASK {{ SERVICE <{iri}> {{ }} }}"
    try:
        services = examine(text, ALLOWED).services
    except (QueryRefused, QuerySyntaxError):
        return
    assert {service.partner for service in services} <= set(ALLOWED)
    assert len(services) == sum(word == "SERVICE" for word in text.partition("<")[0].split())


@given(st.data())
def test_places_are_told_in_the_query_as_it_came(data: st.DataObject) -> None:
    """What the engine finds in the changed text is found at the same character of the text as it came."""
    between = st.sampled_from([" ", "\n", "  ?s ?p 'é😀' . ", "\r\n ", "# SERVICE <http://e/>\n"])
    text = "ASK {"
    for _ in range(data.draw(st.integers(1, 4))):
        text += f"{data.draw(between)}SERVICE <{WIKIDATA}> {{}}{data.draw(between)}"
    text += "}"
    services = examine(text, ALLOWED).services
    targets = ["http://127.0.0.1:1/" + "x" * data.draw(st.integers(0, 60)) for _ in services]
    changed = retargeted(text, services, targets)
    here = data.draw(st.integers(0, len(text) - 1))
    there = here
    for service, target in zip(services, targets, strict=True):
        if here >= service.end:
            there += len(target) + 2 - (service.end - service.start)
    inside = [service for service in services if service.start <= here < service.end]
    came = place(text, inside[0].start if inside else here)
    if inside:
        there += inside[0].start - here
    assert original_place(text, services, targets, place(changed, there)) == came


@pytest.mark.parametrize(
    "entry",
    [
        "query.wikidata.org",
        "ftp://query.wikidata.org/sparql",
        "https://u@query.wikidata.org/sparql",
        "https://query.wikidata.org/sparql?x=y",
        "https://*.wikidata.org/sparql",
        "http://10.0.0.5/sparql",
        "http://169.254.169.254/",
        "http://[fd00::1]/sparql",
        "http://[::ffff:127.0.0.1]/sparql",
        "http://127.1/sparql",
        "http://0x7f000001/sparql",
        "http://2130706433/sparql",
        "http://0.0.0.0/sparql",
        "",
    ],
)
def test_entries_that_cannot_be(entry: str) -> None:
    """What is no plain address of a public endpoint stops the start, in one line."""
    with pytest.raises(StartError) as wrong:
        partners([entry])
    assert "\n" not in str(wrong.value)


def test_entries_that_can() -> None:
    """Public endpoints by name or address; loopback where it is written as an address."""
    texts = [
        WIKIDATA,
        "http://example.org:8080/a/b",
        "http://127.0.0.1:7878/query",
        "http://[::1]:7878/query",
    ]
    assert [str(partner) for partner in partners(texts)] == texts
    assert str(partners(["https://Example.org:443"])[0]) == "https://example.org/"


PRIVATE = """
127.0.0.1 127.255.255.254 10.1.2.3 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0
224.0.0.1 239.1.2.3 240.0.0.1 255.255.255.255 192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.1
:: ::1 fe80::1 fc00::1 fd12::1 fec0::1 ff02::1 2001:db8::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1
::ffff:91.198.174.192 ::127.0.0.1 64:ff9b::7f00:1 64:ff9b:1::a00:1 2002:7f00:1:: 2001:0:7f00:1::
"""


@pytest.mark.parametrize("address", PRIVATE.split())
def test_addresses_that_are_not_reached(address: str) -> None:
    """Loopback, private, link-local, shared, multicast, reserved, and IPv6 that hides IPv4."""
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["91.198.174.192", "2620:0:862:ed1a::1"])
def test_addresses_that_are(address: str) -> None:
    """Plainly public ones are."""
    assert is_public(ip_address(address))
