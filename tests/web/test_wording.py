"""Dates and sizes as people read them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.periods import began_text, date_text, ended_text, last_year, period_text
from server.web.spacing import closed_up
from server.web.urls import Urls
from server.web.wording import byte_size, headline, local_name, scripted, words_of

PERIODS = [
    ("2011-05/", "from May 2011"),
    ("/2014", "until 2014"),
    ("../2014", "until 2014"),
    ("2014/..", "since 2014"),
    ("2011/2014-02-27", "2011 to 27 February 2014"),
    ("2013", "2013"),
    ("2013~", "about 2013"),
    ("2013-09?", "September 2013 (uncertain)"),
    ("2021-22", "summer 2021"),
    ("201X", "201X"),
    ("2013-XX", "2013"),
    ("/", "dates not known"),
    ("../..", "dates not known"),
    ("not a date", "not a date"),
    ("[..2014]", "2014 or earlier"),
    ("[2014-03..]", "March 2014 or later"),
    ("[2013, 2014]", "2013 or 2014"),
]


@pytest.mark.parametrize(("edtf", "words"), PERIODS)
def test_periods_in_words(edtf: str, words: str) -> None:
    """Each EDTF form reads as its row says; what is none is given as it stands."""
    assert period_text(edtf) == words


CHINESE = [
    ("2011-05/", "2011年5月起", "2011年5月起"),
    ("/2014", "至2014年为止", "至2014年為止"),
    ("2014/..", "2014年至今", "2014年至今"),
    ("2011/2014-02-27", "2011年至2014年2月27日", "2011年至2014年2月27日"),
    ("2013~", "约2013年", "約2013年"),
    ("2013-09?", "2013年9月（存疑）", "2013年9月（存疑）"),
    ("2021-22", "2021年夏季", "2021年夏季"),
    ("[..2014]", "2014年或更早", "2014年或更早"),
    ("[2013, 2014]", "2013年或2014年", "2013年或2014年"),
    ("/", "起止时间不详", "起訖時間不詳"),
]


@pytest.mark.parametrize(("edtf", "simplified", "traditional"), CHINESE)
def test_periods_in_chinese(edtf: str, simplified: str, traditional: str) -> None:
    """The same in each script of Chinese."""
    assert (period_text(edtf, "zh-Hans"), period_text(edtf, "zh-Hant")) == (simplified, traditional)


@given(st.text())
def test_any_text_has_words(text: str) -> None:
    """Nothing that stands where a date should makes a page fail."""
    assert isinstance(period_text(text), str)
    assert isinstance(date_text(text), str)
    assert isinstance(last_year(text), str)


@pytest.mark.parametrize(
    ("edtf", "year"),
    [("2021-09/2021-12", "2021"), ("2023", "2023"), ("2014/", "2014"), ("[..2014]", "2014"), ("", "")],
)
def test_last_year_of_a_period(edtf: str, year: str) -> None:
    """The year that an observation reaches to."""
    assert last_year(edtf) == year


@pytest.mark.parametrize(
    ("earliest", "latest", "began", "ended"),
    [
        ("2014-01-01", "2014-12-31", "from 2014", "until 2014"),
        ("2013-01-01", "2014-12-31", "from between 2013 and 2014", "ended by 2014"),
        ("", "2014-12-31", "begun by 2014", "ended by 2014"),
        ("2014-01-01", "", "", ""),
        ("", "", "", ""),
    ],
)
def test_computed_days_in_words(earliest: str, latest: str, began: str, ended: str) -> None:
    """Years of the days between which something began or ended; nothing where they are not known."""
    assert (began_text(earliest, latest), ended_text(earliest, latest)) == (began, ended)


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 bytes"), (999, "999 bytes"), (1500, "1.5 kB"), (10**9, "1.0 GB"), (10**18, "1000000.0 TB")],
)
def test_sizes(size: int, words: str) -> None:
    """Bytes in the unit that fits."""
    assert byte_size(size) == words


def test_names_for_what_has_no_label() -> None:
    """The last step of an IRI stands in for a label, as it is or as words."""
    assert local_name("http://e/a/b#c") == "c"
    assert local_name("http://e/") == "e"
    assert local_name("urn:x") == "urn:x"
    assert words_of("http://www.w3.org/ns/org#ChangeEvent") == "change event"
    assert words_of("http://purl.org/vocab/vann/preferredNamespaceUri") == "preferred namespace URI"
    assert words_of("http://www.w3.org/2002/07/owl#versionIRI") == "version IRI"
    assert headline("") == ""


THEIRS = Urls.of_data("http://example.org/a/", None)


@pytest.mark.parametrize(
    ("iri", "link"),
    [
        ("http://example.org/a/x", "/a/x"),
        ("http://example.org/a/x#y z", "/a/x#y%20z"),
        ("http://example.org/a/100%25", "/a/100%2525"),
        ("http://example.org/b", "http://example.org/b"),
        ("https://example.com/", "https://example.com/"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("urn:isbn:1", None),
        ("http://[broken", None),
        ("//example.com/x", None),
    ],
)
def test_links(iri: str, link: str | None) -> None:
    """Our IRIs lead to their path here, web addresses elsewhere, anything else nowhere."""
    assert THEIRS.link(iri) == link


def test_slugs_and_paths() -> None:
    """An IRI that is not answered here has neither path nor slug; without a base none is."""
    assert THEIRS.path("http://example.org/b") is None
    assert THEIRS.slug("http://example.org/b") is None
    assert THEIRS.slug("http://example.org/a/x") == "a/x"
    assert Urls.of_data(None, None).iris("/id/a") == []
    assert THEIRS.iris("/b") == []
    assert THEIRS.iris("/a/网") == ["http://example.org/a/网", "http://example.org/a/%E7%BD%91"]


def test_long_texts_are_looked_at_once() -> None:
    """A text may have any amount of space, or of words; to look again at each would take hours."""
    cell = f"<td>甲{' ' * 1_000_000}乙{' ' * 1_000_000}，丙</td>"
    assert closed_up(cell) == f"<td>甲{' ' * 1_000_000}乙，丙</td>"
    words = f"“{'as printed ' * 100_000}"
    assert scripted(words, "zh-Hans") == words
    assert scripted(f"{words}”", "zh-Hans").startswith('“<bdi lang="en">as printed')
