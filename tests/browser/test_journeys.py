"""The five journeys, by clicks and keys from `/`, as somebody makes them who knows nothing but a name.

Each with scripts and without; one in Chinese and one on a telephone, too.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from server.web.editor import editor
from tests.browser.conftest import Tab
from tests.browser.visits import PHONE

pytestmark = pytest.mark.needs("chromium")

Opened = Callable[..., Tab]
with_and_without_scripts = pytest.mark.parametrize(
    "scripts", [pytest.param(True, id="scripts"), pytest.param(False, id="no scripts")]
)
NOTHING: tuple[list[str], list[str]] = ([], [])


def noticed(tab: Tab) -> tuple[list[str], list[str]]:
    """What the pages of a journey complained of, and whom else they asked."""
    return tab.complaints, tab.foreign


def look_up(page: Page, words: str, called: str, scripts: bool, field: str = "Search by name") -> None:
    """Type a name in the search field and go to what is called so: by its list, or by the page of results."""
    page.get_by_label(field).press_sequentially(words, delay=10)
    if scripts:
        page.get_by_role("option").filter(has_text=re.compile(f"^\\s*{called}")).first.click()
    else:
        page.keyboard.press("Enter")
        page.locator("ol.found .what").get_by_role("link", name=called, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(called)


def section(page: Page, heading: str) -> Locator:
    """The section of a page with this heading."""
    return page.get_by_role("region", name=heading, exact=True)


def saved(page: Page, link: Locator) -> str:
    """The text of what a link downloads, or leads to."""
    address = link.get_attribute("href") or ""
    found = page.request.get(page.evaluate("(to) => new URL(to, document.baseURI).href", address))
    assert found.ok
    return found.text()


@with_and_without_scripts
def test_from_a_name_to_who_stands_behind_it(opened: Opened, scripts: bool) -> None:
    """网信办 → the institution with two nameplates → its superior, on whose word, and the passage itself."""
    tab = opened("/", java_script_enabled=scripts)
    page = tab.page
    look_up(page, "网信办", "Cyberspace Administration of China", scripts)
    plates = page.get_by_role("list", name="Nameplates")
    expect(plates).to_contain_text("Office of the Central Cyberspace Affairs Commission")
    expect(plates).to_contain_text("State Internet Information Office")
    page.get_by_role("navigation", name="On this page").get_by_role("link", name="Superiors").click()
    rows = section(page, "Superiors").locator("table.statements tbody tr")
    superior = (
        rows.filter(has_text="Central Cyberspace Affairs Commission").filter(has_text="from 2018").first
    )
    expect(superior.get_by_role("cell").nth(2)).to_contain_text("Endorsed")
    superior.get_by_role("link", name="China’s cyber policy: a systems approach, ¶ 4").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("¶ 4")
    expect(page.locator("main")).to_contain_text("source 000")
    assert noticed(tab) == NOTHING


def test_from_a_name_to_who_stands_behind_it_in_chinese(opened: Opened) -> None:
    """The same by a browser that asks for Chinese: every heading on the way is in it."""
    tab = opened("/", locale="zh-CN")
    page = tab.page
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    look_up(page, "wangxinban", "国家互联网信息办公室", scripts=True, field="按名称检索")
    page.get_by_role("navigation", name="本页内容").get_by_role("link", name="上级").click()
    superior = (
        section(page, "上级")
        .locator("table.statements tbody tr")
        .filter(has_text="中央网络安全和信息化委员会")
    )
    expect(superior.first.get_by_role("cell").nth(1)).to_contain_text("2018年")
    expect(superior.first.get_by_role("cell").nth(2)).to_contain_text("采信")
    assert noticed(tab) == NOTHING


@pytest.mark.parametrize(
    ("scripts", "width"),
    [
        pytest.param(True, 1280, id="scripts"),
        pytest.param(False, 1280, id="no scripts"),
        pytest.param(True, PHONE, id="telephone"),
    ],
)
def test_how_the_body_came_to_be(opened: Opened, scripts: bool, width: int) -> None:
    """The chart → its key dates → 2013 and 2018 side by side → a change, its event, and the source of it."""
    tab = opened("/", width=width, java_script_enabled=scripts)
    page = tab.page
    page.get_by_role("navigation", name="Site").get_by_role("link", name="Chart").click()
    dates = page.get_by_role("navigation", name="Dates")
    group = page.locator("#chart a.thing[href*='/id/plate-clsg-office']")
    for year, state in (("2013", "absent"), ("2018", "certain")):
        dates.get_by_role("link", name=year, exact=True).click()
        expect(page.locator("#chart-when")).to_contain_text(year)
        expect(group).to_have_class(f"thing party-plate party {state}")
    compare = section(page, "Two dates side by side")
    compare.get_by_label("From").fill("2013")
    compare.get_by_label("to", exact=True).fill("2018")
    compare.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2013 → 2018")
    change = page.locator("table.changes tbody tr").filter(has_text="upgrading").first
    expect(change.get_by_role("rowheader")).to_contain_text("begun")
    expect(change.get_by_role("link", name="The Central Cyberspace Affairs Commission, ¶ 1")).to_be_visible()
    change.get_by_role("link", name="upgrade of the leading group to a commission", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Upgrade of the leading group")
    when = section(page, "When it happened").locator("tbody tr").filter(has_text="21 March 2018")
    expect(when.get_by_role("cell").nth(2)).to_contain_text("ecns.cn")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert noticed(tab) == NOTHING


@with_and_without_scripts
def test_the_overlap_for_a_report(opened: Opened, scripts: bool) -> None:
    """The matrix → its picture as a file, the rows as CSV, the query that finds them, and how to cite it."""
    tab = opened("/", java_script_enabled=scripts)
    page = tab.page
    page.get_by_role("link", name="Overlap of leaders").click()
    expect(page.locator("table.matrix")).to_be_visible()
    expect(page.locator("table.sides tbody tr").first).to_contain_text("Party")
    data = page.get_by_role("complementary", name="Data of this page")
    picture = saved(page, page.locator("figcaption").get_by_role("link", name="SVG"))
    assert picture.startswith(("<svg", "<?xml"))
    assert "Zhuang Rongwen" in picture
    rows = list(csv.DictReader(io.StringIO(saved(page, data.get_by_role("link", name="CSV", exact=True)))))
    assert any("Zhuang Rongwen" in row.values() for row in rows)
    cite = page.get_by_role("contentinfo").get_by_role("link", name="Cite this page")
    cite.click()
    expect(section(page, "BibTeX").locator("pre")).to_contain_text("Overlap of leaders")
    page.go_back()
    page.get_by_role("link", name="Posts of one person on two sides, and whether at once").click()
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("table.results tbody tr").first).to_be_visible()
    assert noticed(tab) == NOTHING


@with_and_without_scripts
def test_a_claim_down_to_its_passage(opened: Opened, scripts: bool) -> None:
    """A dispute with both sides → one claim → its passage; its certainty, and how to cite it."""
    tab = opened("/", java_script_enabled=scripts)
    page = tab.page
    look_up(page, "CAC", "Cyberspace Administration of China", scripts)
    sides = page.locator("tbody.disputed").filter(has_text="¶").first.locator(".card")
    expect(sides).to_have_count(2)
    for side in sides.all():
        expect(side.locator(".who .certainty")).to_have_text(re.compile("asserted|inferred|disputed"))
        expect(side.locator(".sources a").first).to_be_visible()
    sides.first.locator("a.permalink").click()
    claimed = section(page, "What is claimed, and what disputes it")
    expect(claimed.locator(".card")).to_have_count(2)
    page.get_by_role("contentinfo").get_by_role("link", name="Cite this page").click()
    expect(section(page, "BibTeX").locator("pre")).to_contain_text("https://w3id.org/nameplate/")
    page.go_back()
    claimed.locator(".card .sources").get_by_role("link", name="¶").first.click()
    expect(page.locator(".kinds")).to_contain_text("passage")
    expect(page.locator("main")).to_contain_text("source 000")
    assert noticed(tab) == NOTHING


@with_and_without_scripts
def test_a_link_to_wikidata_has_its_grounds(opened: Opened, scripts: bool) -> None:
    """A person by pinyin → the item of Wikidata → the claim that both are one, certainty and source."""
    tab = opened("/", java_script_enabled=scripts)
    page = tab.page
    look_up(page, "xi jinping", "Xi Jinping", scripts)
    reference = page.locator(".reference").filter(has_text="Wikidata")
    expect(reference.locator("a[rel=external]").first).to_have_attribute(
        "href", "http://www.wikidata.org/entity/Q15031"
    )
    reference.locator("a.permalink").click()
    expect(page.locator(".card .certainty").first).to_be_visible()
    expect(page.locator(".card .sources a").first).to_be_visible()
    assert noticed(tab) == NOTHING


@with_and_without_scripts
def test_a_first_query(opened: Opened, scripts: bool) -> None:
    """An example → run → changed → run: a table, a chart, an address that brings it back, code, CSV."""
    if scripts and editor() is None:
        pytest.skip("the editor is not installed: make editor")
    tab = opened("/", java_script_enabled=scripts)
    page = tab.page
    page.get_by_role("navigation", name="Site").get_by_role("link", name="Query").click()
    examples = section(page, "Examples")
    if scripts:
        page.get_by_label("Find an example").fill("triples by graph")
    else:
        for group in examples.locator("details").all():
            if group.get_attribute("open") is None:
                group.locator("summary").click()
    examples.locator("li:not([hidden])").filter(has_text="graph").get_by_role(
        "link", name="Run"
    ).first.click()
    rows = page.locator("table.results tbody tr")
    expect(rows).not_to_have_count(0)
    expect(page.locator("details.chart svg")).to_be_visible()
    before = rows.count()
    if scripts:
        page.locator(".CodeMirror-line").last.click()
        page.keyboard.press("Control+End")
        page.keyboard.type("\nLIMIT 3")
    else:
        field = page.get_by_label("Query", exact=True)
        field.fill(field.input_value() + "\nLIMIT 3")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(rows).to_have_count(3)
    assert before > 3
    page.locator("#code-area summary", has_text="pandas").click()
    expect(page.locator("#code-area details[open] pre")).to_contain_text("LIMIT 3")
    assert len(saved(page, page.locator(".answer").get_by_role("link", name="CSV").first).splitlines()) == 4
    page.locator("#permalink").click()
    page.reload()
    expect(rows).to_have_count(3)
    assert "LIMIT 3" in page.locator("#query").input_value()
    assert noticed(tab) == NOTHING
