"""The query page as readers use it: typed, completed, run and changed; without scripts; on every width."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import Page, expect

from server.web.editor import editor
from tests.browser.conftest import Tab

pytestmark = [
    pytest.mark.needs("chromium"),
    pytest.mark.skipif(editor() is None, reason="the editor is not installed: make editor"),
]

Opened = Callable[..., Tab]
FIELD = "document.getElementById('query').value"


def write(page: Page, text: str) -> None:
    """Put a text in place of the query, key by key, as people do."""
    page.locator(".active .CodeMirror-line").first.click()
    page.keyboard.press("Control+a")
    page.keyboard.type(text, delay=5)


def noticed(tab: Tab) -> tuple[list[str], list[str]]:
    """What a page complained of, and whom else it asked."""
    return tab.complaints, tab.foreign


def test_a_first_query_runs_and_can_be_changed(opened: Opened) -> None:
    """What the page begins with has an answer; changed a little, it has another; each has an address."""
    tab = opened("/sparql")
    page = tab.page
    page.get_by_role("button", name="Run", exact=True).click()
    rows = page.locator("table.results tbody tr")
    expect(rows).not_to_have_count(0)
    expect(page.locator("#status")).to_contain_text("Answered in")
    first = page.url
    page.emulate_media(media="print")
    assert [code.is_visible() for code in page.locator(".code pre").all()] == [True, *[False] * 4]
    cited = page.locator(".printed").locator("visible=true")
    expect(cited).to_have_count(1)
    expect(cited).to_contain_text("https://w3id.org/nameplate/sparql?query=")
    last = page.locator("main").locator("p, h2, pre").locator("visible=true").last
    expect(last).to_have_class("printed")
    expect(page.get_by_role("link", name="CSV").locator("visible=true")).to_have_count(0)
    page.emulate_media(media="screen")
    assert "DualNameplateInstitution" in parse_qs(urlsplit(first).query)["query"][0]
    page.locator(".CodeMirror .cm-string").dblclick()
    page.keyboard.type("zh-Hans")
    expect(page.locator("#code-area .stale")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(rows.first.locator("[lang='zh-hans']").first).to_be_visible()
    expect(page.locator("#code-area .stale")).to_be_hidden()
    assert page.url != first
    page.go_back()
    expect(rows.first.locator("[lang='en']").first).to_be_visible()
    assert page.url == first
    assert '"en"' in page.evaluate(FIELD)
    page.locator(".CodeMirror-line").last.click()
    page.keyboard.type(" # 1")
    page.reload()
    assert page.evaluate(FIELD).endswith(" # 1")
    page.get_by_role("link", name="Chart", exact=True).click()
    page.go_back()
    assert page.evaluate(FIELD).endswith(" # 1")
    assert page.url == first
    page.locator(".CodeMirror-line").last.click()
    page.keyboard.insert_text("0" * 9000)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#without-links")).to_be_visible()
    assert page.url == first.partition("?")[0]
    page.reload()
    assert page.evaluate(FIELD).endswith(" # 1" + "0" * 9000)
    assert noticed(tab) == ([], [])


def test_classes_properties_and_things_are_offered(opened: Opened) -> None:
    """By parts of names, in both languages; what is picked is declared; Tab leaves the editor."""
    tab = opened("/sparql")
    page = tab.page
    offers = page.locator(".CodeMirror-hint")
    write(page, "SELECT * WHERE {\n?x a plate:nameplate")
    expect(offers.first).to_contain_text("plate:NameplateHolding")
    expect(offers.nth(1)).to_contain_text("plate:Nameplate")
    page.keyboard.press("Escape")
    write(page, "SELECT * WHERE {\n?x a plate:dual")
    expect(offers.first).to_contain_text("plate:DualNameplateInstitution")
    expect(offers.first).to_contain_text("institution with two nameplates")
    page.keyboard.press("Enter")
    page.keyboard.type(" ; plate:hasNam", delay=5)
    expect(offers.first).to_contain_text("plate:hasNameplate")
    page.keyboard.press("Enter")
    page.keyboard.type(" ?plate . FILTER(?x = id:网信", delay=5)
    expect(offers.first).to_contain_text("Cyberspace Administration of China")
    while "id:cac" not in (page.locator(".CodeMirror-hint-active").text_content() or ""):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.type(") }", delay=5)
    text = page.evaluate(FIELD)
    assert "PREFIX plate: <https://w3id.org/nameplate/ontology/>" in text
    assert "PREFIX id: <https://w3id.org/nameplate/id/>" in text
    assert "?x a plate:DualNameplateInstitution ; plate:hasNameplate ?plate . FILTER(?x = id:cac) }" in text
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Run", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("table.results tbody tr")).to_have_count(2)
    assert noticed(tab) == ([], [])


def test_a_mistake_is_told_where_it_is(opened: Opened) -> None:
    """The sentence, the line and the remedy stand on the page, and the query is still there."""
    tab = opened("/sparql")
    page = tab.page
    write(page, "SELECT * {\n?x ?y }")
    page.keyboard.press("Control+Enter")
    problem = page.get_by_role("alert")
    expect(problem).to_contain_text("Line 2, column")
    expect(problem.get_by_role("link", name="What this means")).to_be_visible()
    expect(page.locator(".mistaken")).to_have_count(1)
    page.keyboard.type("?z }")
    expect(page.locator(".mistaken")).to_have_count(0)
    page.get_by_label("as of").fill("2020~")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("2020~")
    expect(page.get_by_role("tab")).to_have_count(1)
    assert tab.foreign == []


def test_queries_are_kept_in_tabs(opened: Opened) -> None:
    """Each with its answer and its address; the browser keeps them, by names that can be changed by keys."""
    tab = opened("/sparql?lang=zh-Hant")
    page = tab.page
    tabs, rows = page.get_by_role("tab"), page.locator("table.results tbody tr")
    page.get_by_role("button", name="執行", exact=True).click()
    expect(rows).to_have_count(1)
    first = page.url
    page.get_by_role("button", name="新增查詢").click()
    expect(tabs).to_have_text(["查詢", "查詢 2"])
    expect(rows).to_have_count(0)
    assert "query=" not in page.url
    write(page, "SELECT * { VALUES ?x { 1 2 3 } }")
    page.keyboard.press("Control+Enter")
    expect(rows).to_have_count(3)
    second = page.url
    menu = page.get_by_role("button", name="此查詢的選單")
    expect(menu).to_have_attribute("aria-expanded", "false")
    menu.click()
    expect(menu).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("aria-expanded", "false")
    page.keyboard.type("Three")
    page.keyboard.press("Enter")
    expect(tabs).to_have_text(["查詢", "Three"])
    page.keyboard.press("ArrowLeft")
    expect(rows).to_have_count(1)
    assert page.url == first
    page.go_back()
    expect(rows).to_have_count(3)
    assert page.url == second
    page.goto(f"{first.partition('?')[0]}?query=ASK{{}}")
    expect(tabs).to_have_text(["查詢", "Three", "Query"])
    expect(page.locator(".boolean")).to_have_text("Yes")
    tabs.nth(1).click()
    assert page.evaluate(FIELD) == "SELECT * { VALUES ?x { 1 2 3 } }"
    tabs.nth(1).press("Delete")
    expect(tabs).to_have_text(["查詢", "Query"])
    page.goto(first)
    expect(tabs).to_have_text(["查詢", "Query"])
    expect(tabs.first).to_have_attribute("aria-selected", "true")
    expect(rows).to_have_count(1)
    assert noticed(tab) == ([], [])


@pytest.mark.parametrize("works", [True, False])
def test_code_is_copied_or_selected(opened: Opened, *, works: bool) -> None:
    """Where the browser refuses to copy what is to be copied is marked, and nothing goes wrong unseen."""
    tab = opened("/sparql?query=ASK{}")
    page = tab.page
    taken = "text => { window.taken = text; }" if works else "() => Promise.reject(new Error('no'))"
    page.evaluate(f"void (navigator.clipboard.writeText = {taken})")
    page.locator(".code summary").first.click()
    copy = page.locator(".code .copying").first
    copy.click()
    expect(copy).to_have_text("Copied" if works else "Copy")
    found = page.evaluate("window.taken" if works else "getSelection().toString()")
    assert found.strip() == page.locator(".code pre").first.inner_text().strip()
    assert noticed(tab) == ([], [])


#: Keeps answers back until they are let through.
HELD = """() => {
  const ask = window.fetch;
  const let_through = new Promise((done) => { window.letThrough = done; });
  window.fetch = (...what) => let_through.then(() => ask(...what));
}"""


def test_a_tab_has_its_own_day_language_and_run(opened: Opened) -> None:
    """The field has the day of the answer, on the way back, too; what runs in one is not told of another."""
    tab = opened("/sparql?lang=zh-Hant")
    page = tab.page
    tabs, day, status = page.get_by_role("tab"), page.locator("#at"), page.locator("#status")
    run, stop = (page.get_by_role("button", name=name, exact=True) for name in ("執行", "停止"))
    day.fill("2016")
    run.click()
    expect(page.locator("#results")).to_have_text("截至2016年的結果", timeout=60_000)  # the day is made first
    page.get_by_role("button", name="新增查詢").click()
    day.fill("")
    write(page, "ASK {}")
    run.click()
    expect(page.locator(".boolean")).to_have_text("是")
    tabs.first.click()
    expect(day).to_have_value("2016")
    tabs.last.click()
    expect(day).to_have_value("")
    page.go_back()
    expect(tabs.first).to_have_attribute("aria-selected", "true")
    expect(day).to_have_value("2016")

    tabs.last.click()
    page.evaluate(HELD)
    page.locator(".active .CodeMirror-line").last.click()
    page.keyboard.insert_text(" # " + "0" * 9000)
    run.click()
    expect(stop).to_be_visible()
    tabs.first.click()
    expect(run).to_be_visible()
    page.evaluate("letThrough()")
    expect(page.locator("#results")).to_have_text("截至2016年的結果")
    expect(status).to_have_text("")
    tabs.last.click()
    expect(page.locator("#without-links")).to_have_text(re.compile("^本查詢"))
    assert noticed(tab) == ([], [])


def test_the_gallery_finds_an_example_and_runs_it(opened: Opened) -> None:
    """By words of either language; a click runs it; the table sorts and shows the rows that are wanted."""
    tab = opened("/sparql")
    page = tab.page
    shown = page.locator(".examples li:not([hidden])")
    page.get_by_label("Find an example").fill("来源 主张数量")
    expect(shown).to_have_count(1)
    page.get_by_label("Find an example").fill("no such words")
    expect(page.get_by_text("No example fits.")).to_be_visible()
    page.get_by_label("Find an example").fill("triples by graph")
    shown.first.get_by_role("link", name="Run").click()
    heading = page.get_by_role("heading", name="How many triples each graph holds")
    expect(heading).to_be_visible()
    expect(page.locator(".chart rect").first).to_be_visible()
    page.locator("th").get_by_role("button", name="triples").click()
    expect(page.locator("th[aria-sort='ascending']")).to_have_text("triples")
    numbers = [int(text) for text in page.locator("table.results td:last-child bdi").all_inner_texts()]
    assert numbers == sorted(numbers)
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("#status")).to_contain_text("Answered in")
    expect(heading).to_be_visible()
    page.locator(".CodeMirror-line").last.click()
    page.keyboard.type(" #")
    page.keyboard.press("Control+Enter")
    expect(heading).to_have_count(0)
    assert noticed(tab) == ([], [])


def test_without_scripts_there_is_all_of_it(opened: Opened) -> None:
    """The form, the table, the chart and the code need no script; nor does the gallery."""
    page = opened("/sparql", java_script_enabled=False).page
    page.get_by_label("Query", exact=True).fill("SELECT ?x (2 AS ?n) { VALUES ?x { 'a' 'b' } }")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("table.results tbody tr")).to_have_count(2)
    expect(page.locator(".chart rect")).to_have_count(2)
    page.get_by_text("JavaScript", exact=True).click()
    expect(page.locator("details[open] pre")).to_contain_text("await fetch")
    page.get_by_text("Nameplates 8").click()
    page.get_by_role("link", name="Run: Institutions with a party nameplate").click()
    expect(page.get_by_role("heading", name="Institutions with a party nameplate")).to_be_visible()
    expect(page.locator("table.results tbody tr").first).to_be_visible()
    expect(page.locator(".filter")).to_have_count(1)
    expect(page.locator(".filter")).to_be_hidden()


@pytest.mark.parametrize("first", [None, "ASK { ?s ?p 1 }"])
def test_other_languages_have_the_answer_that_is_shown(opened: Opened, first: str | None) -> None:
    """Not that of the query with which the page came: what was run since, as of the same day."""
    tab = opened("/sparql" + (f"?query={quote(first)}" if first else ""))
    page = tab.page
    write(page, "SELECT ?x {VALUES ?x {1 2 3}}")
    page.get_by_label("as of").fill("2016")
    page.get_by_role("button", name="Run", exact=True).click()
    rows = page.locator("table.results tbody tr")
    expect(rows).to_have_count(3, timeout=60_000)  # the year is made first
    page.get_by_role("link", name="简体中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(rows).to_have_count(3)
    expect(page.locator("#at")).to_have_value("2016")
    with page.context.expect_page() as other:
        page.get_by_role("link", name="English").click(modifiers=["Control"])
    expect(other.value.locator("html")).to_have_attribute("lang", "en")
    expect(other.value.locator("table.results tbody tr")).to_have_count(3)
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    assert noticed(tab) == ([], [])


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_long_query_leads_on_by_buttons(opened: Opened, *, scripts: bool) -> None:
    """Its languages, formats, citation and receipt are had, of the same query; its field scrolls by keys."""
    tab = opened("/sparql?example=overlap-of-leaders-in-a-period&run=1", java_script_enabled=scripts)
    page = tab.page
    rows = page.locator("table.results tbody tr")
    number = rows.count()
    if scripts:
        scroller = page.locator(".active .CodeMirror-scroll")
        expect(scroller).to_have_attribute("tabindex", "0")
        scroller.focus()
        page.keyboard.press("End")
        expect(page.locator(".active .CodeMirror-line").last).to_be_in_viewport()
    page.get_by_role("button", name="繁體中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
    expect(rows).to_have_count(number)
    page.get_by_role("button", name="引用此結果").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
    expect(page.locator("pre").first).to_contain_text("SHA-256")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Citing Answer to the SPARQL query")
    page.go_back()
    page.go_back()
    page.get_by_role("button", name="憑據").click()
    expect(page.locator("pre").first).to_contain_text("SELECT DISTINCT ?sides")
    page.go_back()
    link = page.locator("#permalink").evaluate("link => link.href")
    answer = page.request.get(link, headers={"Accept": "text/csv"})
    with page.expect_response(lambda one: "format=csv" in one.url) as sent:
        page.get_by_role("button", name="CSV", exact=True).first.click()
    assert (sent.value.status, len(answer.text().splitlines())) == (200, number + 1)
    assert noticed(tab) == ([], [])


ANSWERED = "/sparql?query=" + quote(
    "SELECT ?kind (COUNT(*) AS ?number) { ?s a ?kind } GROUP BY ?kind LIMIT 12"
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 800, 1280])
def test_it_fits(opened: Opened, width: int, scheme: str) -> None:
    """Nothing sticks out to the side, nothing is complained of, whatever is shown, in any language."""
    for path in ("/sparql?lang=zh-Hant", ANSWERED, "/sparql?example=two-authorities"):
        tab = opened(path, width, color_scheme=scheme)
        expect(tab.page.locator(".CodeMirror")).to_be_visible()
        assert tab.page.evaluate("document.documentElement.scrollWidth") <= width
        assert noticed(tab) == ([], [])
