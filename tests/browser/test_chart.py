"""The chart as readers use it: stepped through time by the keyboard, without scripts, on a telephone."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from playwright.sync_api import Route, expect

from server.web.onward import in_short
from tests.browser.conftest import Tab

pytestmark = pytest.mark.needs("chromium")

Opened = Callable[..., Tab]
LEADING_GROUP = "#chart a.thing[href*='/id/plate-clsg-office']"


def test_stepping_through_time_moves_nothing(opened: Opened) -> None:
    """Arrow keys show other dates without a request: picture, table, heading and address agree."""
    tab = opened("/chart")
    page, group = tab.page, tab.page.locator(LEADING_GROUP)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    expect(group).to_have_class("thing party-plate party absent")
    expect(group).to_have_accessible_name(re.compile(": not then$"))
    before = group.bounding_box()
    slider = page.get_by_role("slider", name="Step through time")
    slider.focus()
    for _ in range(20):
        page.keyboard.press("ArrowLeft")
    expect(page.locator("#chart-when")).to_have_text("until 31 December 2012")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(page.locator("#chart-when")).to_have_text("2015 to 2017")
    expect(group).to_have_class("thing party-plate party certain")
    expect(group).not_to_have_accessible_name(re.compile("then$"))
    lines = page.evaluate(
        """[...document.querySelectorAll('#chart .tie:not(.absent)')].map((line) =>
        [line.classList.contains('possible'), line.querySelector('title').textContent])"""
    )
    assert {doubtful for doubtful, _ in lines} == {True, False}
    assert [name for doubtful, name in lines if name.endswith(": uncertain then") != doubtful] == []
    assert group.bounding_box() == before
    row = page.locator("#chart-table tr", has_text="Party Office of the Central Cybersecurity").first
    expect(row.locator(".state")).to_have_text("certain")
    expect(page).to_have_url(re.compile(r"\?at=2015-01-01/2017-12-31$"))
    expect(page.locator("#chart-table caption")).to_have_text("China’s cyber policy system, 2015 to 2017")
    expect(page.get_by_text("change before")).to_be_hidden()
    expect(page.locator("#chart-title")).to_have_text("China’s cyber policy system: 2015 to 2017")
    moved = page.locator(".printed").text_content()
    assert moved
    assert moved.count("2015-01-01/2017-12-31") == 2
    expect(page.get_by_text("Who stood where")).to_be_visible()
    expect(page.get_by_text("Who stands where")).to_be_hidden()
    expect(group).to_have_attribute("href", re.compile(r"/plate-clsg-office\?at=2015-01-01%2F2017-12-31$"))
    for name, path in (
        ("CSV", "/chart.csv"),
        ("简体中文", "/chart"),
        ("Cite this page", "/cite"),
        ("Browse", "/things/"),
        ("World Internet Conference and its partners", "/chart/conference"),
    ):
        asked_for = urlsplit(page.get_by_role("link", name=name).last.get_attribute("href") or "")
        told = parse_qs(asked_for.query)
        if path == "/cite":
            told = parse_qs(urlsplit(told["of"][0]).query)
        assert (asked_for.path, told["at"]) == (path, ["2015-01-01/2017-12-31"])
    # with another address the browser looks for the icon again
    assert (set(asked) - {"icon.svg"}, tab.complaints, tab.foreign) == (set(), [], [])
    page.reload()
    expect(group).to_have_class("thing party-plate party certain")
    expect(page.locator(".printed")).to_have_text(moved)
    slider.focus()
    page.keyboard.press("End")
    expect(page.locator(".printed")).to_contain_text("/chart). In: ")
    page.emulate_media(media="print")
    expect(page.locator(".printed")).to_be_visible()


def test_links_of_a_light_page_go_along(opened: Opened, server_url: str) -> None:
    """A heavy page has its links in fewer signs, and they are those of the date shown all the same."""
    page = opened("/robots.txt").page

    def light(route: Route) -> None:
        route.fulfill(body=in_short(route.fetch().text(), {"/": ""}, {}), content_type="text/html")

    page.route("**/chart", light)
    page.goto(f"{server_url}/chart")
    slider = page.get_by_role("slider", name="Step through time")
    slider.focus()
    page.keyboard.press("Home")
    moved = page.locator("#chart-at").input_value()
    assert moved
    page.locator("#chart a[href*='id/plate-clsg-office']").wait_for()
    hrefs = page.evaluate("[...document.querySelectorAll('a[href]')].map((one) => one.getAttribute('href'))")
    places = [urlsplit(href) for href in hrefs]
    led = [place for place in places if place.path.lstrip("/").partition("/")[0] in {"id", "things", "cite"}]
    assert len(led) > 50
    assert {place.path for place in led if moved not in unquote(unquote(place.query))} == set()


def test_without_scripts_dates_are_links(opened: Opened) -> None:
    """The slider is not there; years lead to the same pictures."""
    page = opened("/chart", java_script_enabled=False).page
    expect(page.locator("#chart-slider")).to_be_hidden()
    page.get_by_label("Dates").get_by_role("link", name="2018").click()
    expect(page.locator(LEADING_GROUP)).to_have_class("thing party-plate party certain")


@pytest.mark.parametrize("path", ["/chart", "/chart/compare", "/chart/conference?lang=zh-Hant"])
@pytest.mark.parametrize("width", [390, 800, 1280])
def test_the_picture_scrolls_in_its_own_box(opened: Opened, path: str, width: int) -> None:
    """No page is wider than its window, and every name in a picture fits its box."""
    tab = opened(path, width)
    assert tab.page.evaluate("document.documentElement.scrollWidth") <= width
    cut = """[...document.querySelectorAll('svg.chart .thing')].filter((thing) => {
      const box = thing.querySelector('.box').getBoundingClientRect();
      const shown = [...thing.querySelectorAll('text')].filter((text) => text.getClientRects().length);
      return shown.some((text) => {
        const words = text.getBoundingClientRect();
        return words.left < box.left || words.right > box.right || words.bottom > box.bottom + 1;
      });
    }).map((thing) => thing.textContent)"""
    assert tab.page.locator("svg.chart .thing .box").count() > 10
    assert tab.page.evaluate(cut) == []
    assert (tab.complaints, tab.foreign) == ([], [])
