"""Things over years, drawn: no sign says more than is known of a time, and none lies on another."""

from __future__ import annotations

import re
from datetime import date

import pytest
from werkzeug.test import Client

from server.web.band_picture import Lane, Mark, bands, span_of, years_of
from server.web.contexts.values import Text
from server.web.descent_picture import Panel, Row, Said, Use, draw

YEARS = (date(1990, 1, 1), date(2020, 1, 1))


def mark(first: str, last: str = "", *, reported: bool = False) -> Mark:
    """Something between two days; without a last one nobody knows when it ended."""
    until = date.fromisoformat(last) if last else None
    return Mark(date.fromisoformat(first), until, reported, Text("it", "en"), None)


def drawn(*marks: Mark) -> str:
    """A picture with one lane."""
    return str(bands([Lane(Text("one", "en"), None, marks)], YEARS, "Title", "Words", "earlier:"))


@pytest.mark.parametrize(
    ("first", "last", "shape"),
    [
        ("2014-11-19", "2014-11-21", "<circle"),
        ("2014-01-01", "2014-12-31", "<rect"),
        ("2010-12-18", "", '<path class="band open"'),
    ],
)
def test_a_sign_for_what_is_known(first: str, last: str, shape: str) -> None:
    """Some days are a dot, a year is a band, and what has no known end is an arrow."""
    assert shape in drawn(mark(first, last))
    assert drawn(mark(first, last)).count("stroke-dasharray") == 0
    assert drawn(mark(first, last, reported=True)).count("stroke-dasharray") == 1


def test_earlier_times_are_told_whole_and_side_by_side() -> None:
    """Of several years the first and the last are told; two rival times do not lie on each other."""
    picture = drawn(mark("1945-06-26", "1945-06-26"), mark("1980-01-01", "1989-12-31"))
    told = re.findall(r'<text class="soft" x="(\d+)"[^>]*><title[^>]*>it</title>(← [^<]*)</text>', picture)
    assert [words for _, words in told] == ["← earlier: 1945", "← earlier: 1980–1989"]
    assert len({left for left, _ in told}) == 2


def test_the_years_of_a_picture() -> None:
    """They are whole, hold every sign, and end with the calendar."""
    lane = Lane(Text("one", "en"), None, (mark("2014-05-01"), mark("1945-06-26", "1945-06-26")))
    assert span_of([lane], date(1990, 1, 1)) == (date(2014, 1, 1), date(2015, 1, 1))
    assert years_of(date(2014, 11, 1), date.max) == (date(2014, 1, 1), date(9999, 1, 1))


@pytest.mark.parametrize("reported", [False, True])
def test_a_use_without_an_end_is_dashed_if_reported(reported: bool) -> None:
    """An arrow is dashed where the use is only reported, as a band is."""
    use = Use(date(2012, 1, 1), None, Text("Xi", "en"), Text("it", "en"), None, reported)
    row = Row(Text("concept", "en"), None, uses=(use,))
    picture = str(draw([Panel(Text("Family", "en"), (row,))], YEARS, Said("Title", "en", "Words", ())))
    assert 'class="arrow"' in picture
    assert ("stroke-dasharray" in picture) is reported


def test_timeline_of_a_period_has_a_scale_and_says_which(site: Client) -> None:
    """The picture of a month shows the year it is in, and its title and last line name the month."""
    picture = site.get("/timeline.svg?at=2014-11").text
    assert ">2014</text>" in picture
    assert '<title id="picture-title">Timeline, November 2014</title>' in picture
    assert ">Timeline, November 2014. Nameplate" in picture


def test_what_has_no_end_is_no_single_day(site: Client) -> None:
    """Of the Arab spring the first day is told and no last one: an arrow, not a dot."""
    picture = site.get("/timeline.svg").text
    (arrow,) = re.findall(r'<a href="[^"]*dating-arab-spring-start"[^>]*><(\w+ class="[^"]*")', picture)
    assert arrow == 'path class="band open"'


def test_a_use_without_a_year_says_what_is_known(site: Client) -> None:
    """A use that was seen at some time is not called one without a date."""
    page = site.get("/genealogy").text
    picture = page[page.index('<svg class="descent"') :].split("</svg>")[0]
    words = re.findall(r'<text class="who"[^>]*>([^<]*: )<', picture)
    assert words
    table = set(re.findall(r"<div>([^<]*)</div>", page))
    assert {one.partition("; ")[0].removesuffix(": ") for one in words} <= table
