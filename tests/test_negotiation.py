"""Negotiation: tables of headers and what they must lead to, and that nothing a client sends can break it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.formats import JSON_LD, N_TRIPLES, RDF_XML, TURTLE, GraphFormat
from server.negotiation import choose, choose_coding, choose_language, choose_profile, ranked


@dataclass(frozen=True)
class Html:
    """The page, as an offer beside the RDF formats."""

    media_type: str = "text/html"
    aliases: tuple[str, ...] = ("application/xhtml+xml",)


HTML = Html()
OFFERS: list[Html | GraphFormat] = [HTML, TURTLE, N_TRIPLES, RDF_XML, JSON_LD]

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
JENA = "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,application/rdf+xml;q=0.7,*/*;q=0.3"
RDFLIB = (
    "application/rdf+xml;q=0.5, text/n3;q=0.5, text/turtle, application/n-triples, application/ld+json;q=0.8"
)

ACCEPT = [
    pytest.param(None, HTML, id="no header: the default"),
    pytest.param("", HTML, id="empty header: the default"),
    pytest.param("*/*", HTML, id="anything: the default"),
    pytest.param("*", HTML, id="a bare star, as Java sends it"),
    pytest.param("image/png, */*;q=0.1", HTML, id="anything after something unknown: the default"),
    pytest.param("text/turtle", TURTLE, id="by name"),
    pytest.param("TEXT/Turtle", TURTLE, id="names have no case"),
    pytest.param("text/turtle;charset=utf-8", TURTLE, id="charset does not prevent a match"),
    pytest.param("text/turtle; version=1.2", TURTLE, id="version does not prevent a match"),
    pytest.param(
        'application/ld+json;profile="http://www.w3.org/ns/json-ld#expanded"', JSON_LD, id="profile"
    ),
    pytest.param('application/ld+json;profile="a,b";q=0.9, text/turtle;q=0.8', JSON_LD, id="comma in quotes"),
    pytest.param("application/json", JSON_LD, id="by another name"),
    pytest.param("text/plain", N_TRIPLES, id="plain text is N-Triples"),
    pytest.param("application/xhtml+xml", HTML, id="XHTML readers get the page"),
    pytest.param(BROWSER, HTML, id="a browser"),
    pytest.param(JENA, TURTLE, id="Jena"),
    pytest.param(RDFLIB, TURTLE, id="rdflib: equals go by the order of offers"),
    pytest.param("application/n-triples, text/turtle", TURTLE, id="ties: the earlier offer"),
    pytest.param("text/turtle, */*", TURTLE, id="ties: what was named before what was not"),
    pytest.param("text/turtle;q=0.5, application/n-triples", N_TRIPLES, id="weights"),
    pytest.param("text/turtle;q=0.001, application/n-triples;q=0.002", N_TRIPLES, id="small weights"),
    pytest.param("text/*", HTML, id="a type: its first offer"),
    pytest.param("text/*, text/html;q=0.1", TURTLE, id="the exact range decides over the type"),
    pytest.param("text/*;q=0.1, */*", N_TRIPLES, id="the type decides over anything"),
    pytest.param("application/*", N_TRIPLES, id="a type: the first of that type"),
    pytest.param("text/html;q=0, */*", TURTLE, id="refused by name: the next"),
    pytest.param("text/html;q=0, text/*;q=0, */*", N_TRIPLES, id="refused by type: the next"),
    pytest.param("text/html;q=0, text/html;level=1", HTML, id="the highest weight of one range counts"),
    pytest.param("*/*;q=0", None, id="nothing at all"),
    pytest.param("text/turtle;q=0", None, id="not this, and nothing else"),
    pytest.param("image/png", None, id="nothing that is offered"),
    pytest.param("image/*;q=0.5, video/mp4", None, id="no type that is offered"),
    pytest.param("text/turtle;q=nan", HTML, id="a weight that is no number is passed over"),
    pytest.param("text/turtle;q=5, application/rdf+xml", RDF_XML, id="a weight above one is passed over"),
    pytest.param("*/html", HTML, id="half a wildcard is junk"),
    pytest.param("turtle", HTML, id="junk alone counts as no header"),
    pytest.param("/, ;;;, text/turtle", TURTLE, id="junk beside a range is passed over"),
]


@pytest.mark.card("DWBP", "19")
@pytest.mark.parametrize(("accept", "expected"), ACCEPT)
def test_accept_leads_to(accept: str | None, expected: Html | GraphFormat | None) -> None:
    """Each header leads to the representation its row names."""
    assert choose(accept, OFFERS, HTML) is expected


@pytest.mark.parametrize(("accept", "expected"), ACCEPT)
def test_places_say_what_is_chosen(accept: str | None, expected: Html | GraphFormat | None) -> None:
    """The first of the offers with the highest place is what is chosen; those refused have none."""
    places = ranked(accept, OFFERS)
    best = max(places)
    assert (OFFERS[places.index(best)] if best else None) == expected


def test_default_is_only_given_if_acceptable() -> None:
    """A default that the header refuses by name gives way to the first offer that it accepts."""
    assert choose("text/turtle;q=0, */*", [N_TRIPLES, TURTLE], TURTLE) is N_TRIPLES


def test_anything_without_a_default_is_the_first_offer() -> None:
    """Where no default is set, `*/*` leads to the first offer, and no header to none."""
    assert choose("*/*", [N_TRIPLES, TURTLE], None) is N_TRIPLES
    assert choose(None, [N_TRIPLES, TURTLE], None) is None


def test_thousands_of_ranges_are_read() -> None:
    """A header of three thousand ranges is answered like a short one."""
    many = ", ".join(f"a{i}/b;q=0.{i % 9 + 1}" for i in range(3000))
    assert choose(many + ", text/turtle;q=0.05", OFFERS, HTML) is TURTLE


@given(st.text())
def test_any_accept_is_answered(header: str) -> None:
    """Whatever a client sends as Accept, the answer is an offer or none; nothing is raised."""
    assert choose(header, OFFERS, HTML) in [*OFFERS, None]


ranges = st.sampled_from(["*/*", "text/*", "text/html", "text/turtle", "application/ld+json", "junk", "a/b"])
weights = st.sampled_from(["", ";q=0", ";q=0.5", ";q=1", ";charset=utf-8;q=0.7", ";q=x"])


@given(st.lists(st.tuples(ranges, weights).map("".join)))
def test_what_is_refused_by_name_is_never_given(items: list[str]) -> None:
    """An offer whose only mention by name has weight 0 is never chosen."""
    header = ", ".join([i for i in items if not i.startswith("text/turtle")] + ["text/turtle;q=0"])
    assert choose(header, OFFERS, HTML) is not TURTLE


LANGUAGES = ("en", "zh-Hans", "zh-Hant")

ACCEPT_LANGUAGE = [
    pytest.param(None, "en", id="no header: the first offer"),
    pytest.param("*", "en", id="anything: the first offer"),
    pytest.param("fr", "en", id="nothing offered: the first offer"),
    pytest.param("zh", "zh-Hans", id="Chinese without more is simplified"),
    pytest.param("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans", id="mainland"),
    pytest.param("zh-SG", "zh-Hans", id="Singapore"),
    pytest.param("zh-TW", "zh-Hant", id="Taiwan"),
    pytest.param("zh-HK,zh;q=0.5", "zh-Hant", id="Hong Kong"),
    pytest.param("zh-MO", "zh-Hant", id="Macao"),
    pytest.param("zh-Hant-TW", "zh-Hant", id="script and region"),
    pytest.param("zh-hans-CN", "zh-Hans", id="no case"),
    pytest.param("en-GB-oxendict", "en", id="subtags fall off from the end"),
    pytest.param("zh-Hant-x-private", "zh-Hant", id="a single letter falls with what follows it"),
    pytest.param("fr;q=0.9, zh-Hant;q=0.8", "zh-Hant", id="the first that is offered"),
    pytest.param("zh-Hans;q=0, en", "en", id="refused, another wanted"),
    pytest.param("zh-Hans;q=0", "en", id="refused, nothing else wanted"),
    pytest.param("en;q=0.2, zh-CN;q=0.7", "zh-Hans", id="weights"),
    pytest.param("zh-TW-u-ca-roc", "zh-Hant", id="a calendar does not hide the region"),
    pytest.param("zh-CN-x-foo", "zh-Hans", id="nor does a private subtag"),
    pytest.param("zh_TW", "zh-Hant", id="underlines, as operating systems write them"),
    pytest.param("zh-US", "zh-Hans", id="a region that stands for no script"),
    pytest.param("zh-cmn-Hans-CN", "zh-Hans", id="with the extended language, simplified"),
    pytest.param("zh-cmn-Hant-TW", "zh-Hant", id="with the extended language, traditional"),
    pytest.param("cmn-Hant", "zh-Hant", id="Mandarin by its own code"),
    pytest.param("en;q=0, *", "zh-Hans", id="anything but English"),
    pytest.param("en;q=0", "zh-Hans", id="not English, nothing else wanted"),
    pytest.param("zh-Hans;q=0, zh", "en", id="what is refused by name is not given for less"),
    pytest.param("en;q=0, zh-Hans;q=0, zh-Hant;q=0", "en", id="all refused: the first offer"),
]


@pytest.mark.parametrize(("header", "expected"), ACCEPT_LANGUAGE)
def test_language_leads_to(header: str | None, expected: str) -> None:
    """Each header leads to the language its row names."""
    assert choose_language(header, LANGUAGES) == expected


@given(st.text())
def test_any_language_is_answered(header: str) -> None:
    """Whatever a client sends as Accept-Language, one of the offers is the answer."""
    assert choose_language(header, LANGUAGES) in LANGUAGES


PROFILES = {"full": "https://a.example/full", "short": "https://a.example/short", "other": "urn:x:other"}

ACCEPT_PROFILE = [
    pytest.param(None, "full", id="no header: the default"),
    pytest.param("", "full", id="empty header: the default"),
    pytest.param("<https://a.example/short>", "short", id="by IRI"),
    pytest.param('"https://a.example/short"', "short", id="by IRI in quotes"),
    pytest.param("short", "short", id="by name"),
    pytest.param("urn:x:other", "other", id="by IRI without brackets"),
    pytest.param("<urn:nothing>", "full", id="unknown: the default"),
    pytest.param("<urn:nothing>, short;q=0.1", "short", id="unknown beside known"),
    pytest.param("<https://a.example/short>;q=0.3, <urn:x:other>;q=0.7", "other", id="weights"),
    pytest.param("<https://a.example/short> ; q=0.3 , <urn:x:other> ; q=0.7", "other", id="spaces"),
    pytest.param("<https://a.example/short>, <https://a.example/full>", "full", id="ties: the default"),
    pytest.param("<urn:a,b;c>, short", "short", id="comma and semicolon in an IRI"),
    pytest.param("full;q=0", "short", id="the default refused: the next"),
    pytest.param("full;q=0, short;q=0", "other", id="two refused: the third"),
    pytest.param("*;q=0.5, short", "short", id="anything, but rather this"),
    pytest.param("*", "full", id="anything: the default"),
    pytest.param("full;q=0, *", "short", id="anything but the default"),
    pytest.param("short;q=0", "full", id="not this: the default"),
    pytest.param("*;q=0", None, id="nothing at all"),
    pytest.param("full;q=0, short;q=0, other;q=0.000", None, id="none of them"),
    pytest.param("short;q=x", "short", id="a weight that is no number is passed over"),
    pytest.param("<<<>>>,;;", "full", id="junk"),
]


@pytest.mark.parametrize(("header", "expected"), ACCEPT_PROFILE)
def test_profile_leads_to(header: str | None, expected: str | None) -> None:
    """Each header leads to the profile its row names."""
    assert choose_profile(header, PROFILES, "full") == expected


@given(st.text())
def test_any_profile_is_answered(header: str) -> None:
    """Whatever a client sends as Accept-Profile, the answer is a profile or none."""
    assert choose_profile(header, PROFILES, "full") in [*PROFILES, None]


CODINGS = ("br", "zstd", "gzip")

ACCEPT_ENCODING = [
    pytest.param(None, "", id="no header: as it is"),
    pytest.param("", "", id="empty header: as it is"),
    pytest.param("gzip", "gzip", id="gzip"),
    pytest.param("GZip", "gzip", id="names have no case"),
    pytest.param("x-gzip", "gzip", id="its old name"),
    pytest.param("gzip, deflate, br, zstd", "br", id="a browser"),
    pytest.param("gzip, zstd", "zstd", id="ties: the earlier offer"),
    pytest.param("br;q=0.5, gzip;q=0.8", "gzip", id="weights"),
    pytest.param("br;q=0, *", "zstd", id="anything but this"),
    pytest.param("*", "br", id="anything"),
    pytest.param("*;q=0", "", id="nothing: as it is"),
    pytest.param("identity", "", id="as it is"),
    pytest.param("identity, gzip;q=0.5", "", id="rather as it is"),
    pytest.param("identity;q=0.5, gzip;q=0.5", "gzip", id="equally: compressed"),
    pytest.param("identity;q=0, deflate", "", id="nothing that there is"),
    pytest.param("gzip;q=0", "", id="not this"),
    pytest.param("compress, deflate", "", id="nothing that is offered"),
    pytest.param("gzip;q=nonsense", "", id="a weight that is no number is passed over"),
]


@pytest.mark.parametrize(("header", "expected"), ACCEPT_ENCODING)
def test_coding_leads_to(header: str | None, expected: str) -> None:
    """Each header leads to the content coding its row names."""
    assert choose_coding(header, CODINGS) == expected


@given(st.text())
def test_any_coding_is_answered(header: str) -> None:
    """Whatever a client sends as Accept-Encoding, the answer is an offer or none."""
    assert choose_coding(header, CODINGS) in [*CODINGS, ""]
