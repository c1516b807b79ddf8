"""The search field as people use it: by keys, by touch, with an input method, heard, without scripts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Request, expect

from tests.browser.conftest import Tab

pytestmark = pytest.mark.needs("chromium")

Opened = Callable[..., Tab]
AXE = Path("build/npm/node_modules/axe-core/axe.min.js")


def offers(page: Page) -> Locator:
    """What is offered."""
    return page.get_by_role("option")


def asked(page: Page) -> list[str]:
    """The questions that the page puts to the server from now on, as they are put."""
    found: list[str] = []

    def note(request: Request) -> None:
        if "/suggest" in request.url:
            found.append(request.url)

    page.on("request", note)
    return found


def active(field: Locator) -> str | None:
    """The option that a screen reader is told of."""
    return field.get_attribute("aria-activedescendant")


def violations(page: Page, axe: Path) -> list[str]:
    """What axe-core finds wrong with the search of a page as it stands."""
    page.evaluate(axe.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate("axe.run('form.search')")
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found["violations"]]


def test_keys_choose_and_lead_to_the_thing(opened: Opened) -> None:
    """Arrows go round, Home and Escape come back, Enter opens what is chosen; all of it can be heard."""
    tab = opened("/page/wuzhen")
    page = tab.page
    field = page.get_by_role("combobox", name="Search by name")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press_sequentially("国家互联网", delay=10)
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("listbox", name="Suggestions")).to_be_visible()
    number = offers(page).count()
    expect(page.get_by_role("status")).to_contain_text(f"{number} suggestions")
    expect(offers(page).first).to_contain_text("Cyberspace Administration of China")
    expect(offers(page).first).to_contain_text("institution with two nameplates")
    expect(offers(page).first.locator("mark")).to_have_text("国家互联网")
    behind = "institution behind it: Cyberspace Administration of China"
    expect(offers(page).filter(has_text="state nameplate")).to_contain_text(behind)
    assert active(field) is None
    for key, place in (("ArrowDown", 0), ("ArrowDown", 1), ("ArrowUp", 0), ("ArrowUp", number - 1)):
        field.press(key)
        expect(field).to_be_focused()
        assert active(field) == offers(page).nth(place).get_attribute("id")
        expect(page.locator("[aria-selected=true]")).to_have_count(1)
        expect(offers(page).nth(place)).to_have_attribute("aria-selected", "true")
    field.press("Home")
    assert active(field) is None
    field.press("Escape")
    expect(offers(page).first).to_be_hidden()
    expect(field).to_have_value("国家互联网")
    field.press("ArrowDown")
    field.press("ArrowDown")
    field.press("Enter")
    page.wait_for_url("**/page/cac")
    assert (tab.complaints, tab.foreign) == ([], [])


def test_enter_without_a_choice_searches(opened: Opened) -> None:
    """What was typed is what is looked for; a slip is told of, in the list and on the page; Tab goes on.

    A print says what was looked for.
    """
    tab = opened("/?lang=zh-Hans")
    page = tab.page
    field = page.get_by_role("combobox")
    field.fill("Lu Wie")
    expect(offers(page)).to_have_count(1)
    expect(offers(page)).to_contain_text("写法相近")
    expect(page.get_by_role("status")).to_contain_text("没有完全一致的名称")
    field.press("Tab")
    expect(offers(page)).to_be_hidden()
    expect(page.get_by_role("button", name="检索")).to_be_focused()
    field.press("Enter")
    page.wait_for_url("**/search?*")
    expect(page.locator(".found mark").first).to_have_text("Lu Wei")
    expect(page.locator(".found")).to_contain_text("写法相近")
    expect(page.get_by_role("combobox")).to_have_value("Lu Wie")
    expect(page.locator(".on-paper")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".on-paper")).to_have_text("检索词：Lu Wie")
    expect(page.locator(".on-paper")).to_be_visible()
    assert (tab.complaints, tab.foreign) == ([], [])


def test_what_was_found_is_not_told_of_what_is_not_answered(opened: Opened) -> None:
    """If a later question has no answer, the list goes, and so does what was said of it."""
    page = opened("/search").page
    field = page.get_by_role("combobox")
    field.fill("网信")
    expect(page.get_by_role("status")).to_contain_text("suggestions")
    page.route("**/suggest?*", lambda route: route.fulfill(status=503))
    field.fill("网信办")
    expect(offers(page).first).to_be_hidden()
    expect(page.get_by_role("status")).to_have_text("")


def test_nothing_is_asked_while_characters_are_composed(opened: Opened) -> None:
    """The letters of an input method are no query; what was asked before is not asked again."""
    page = opened("/search").page
    page.clock.install(time="2026-01-01T00:00:00")
    page.clock.pause_at("2026-01-01T01:00:00")  # time goes on where it is made to, however long a key takes
    questions = asked(page)
    field = page.get_by_role("combobox")
    field.focus()
    session = page.context.new_cdp_session(page)
    for letters in ("w", "wang", "wangxin"):
        session.send("Input.imeSetComposition", {"text": letters, "selectionStart": 7, "selectionEnd": 7})
    page.clock.run_for(300)
    assert questions == []
    session.send("Input.insertText", {"text": "网信办"})
    page.clock.run_for(300)
    expect(offers(page).first).to_contain_text("Cyberspace Affairs Commission")
    assert len(questions) == 1
    field.press_sequentially("x", delay=0)
    field.press("Backspace")
    page.clock.run_for(300)
    expect(offers(page).first).to_be_visible()
    assert len(questions) == 1


def test_a_finger_chooses_and_nothing_moves(opened: Opened) -> None:
    """On a telephone the list lies over the page, no wider than it; a tap leads to the thing."""
    page = opened("/page/cac", 390, has_touch=True, is_mobile=True).page
    field = page.get_by_role("combobox")
    before = page.locator("h1").bounding_box()
    field.fill("wuzhen")
    expect(offers(page).first).to_be_visible()
    assert page.locator("h1").bounding_box() == before
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    box = page.get_by_role("listbox").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    field.blur()
    expect(offers(page).first).to_be_hidden()
    field.fill("wuzhe")
    offers(page).first.tap()
    page.wait_for_url("**/page/wuzhen")


@pytest.mark.parametrize(
    ("path", "scheme"), [("/search?lang=zh-Hant", "dark"), ("/?lang=en", "light"), ("/page/cac", "dark")]
)
def test_the_open_list_has_no_faults(opened: Opened, project_root: Path, path: str, scheme: str) -> None:
    """axe-core finds nothing wrong with it while something is chosen, in light and dark."""
    axe = project_root / AXE
    if not axe.exists():
        pytest.skip("axe-core is not installed: make editor")
    page = opened(path, color_scheme=scheme).page
    field = page.get_by_role("combobox")
    field.fill("网信")
    expect(offers(page).first).to_be_visible()
    field.press("ArrowDown")
    assert violations(page, axe) == []


def test_without_scripts_the_field_searches(opened: Opened) -> None:
    """The field is a search field, and what nothing is called leads on."""
    page = opened("/page/cac", java_script_enabled=False).page
    page.get_by_role("searchbox").fill("Cyberspice Programs")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
    page.get_by_role("link", name="ask for it in SPARQL").click()
    expect(page.locator("textarea")).to_contain_text("cyberspice programs")
