"""Figures as a report needs them: from a name in the picture to both statements; on a telephone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Tab

pytestmark = pytest.mark.needs("chromium")

Opened = Callable[..., Tab]
WIDTHS = (390, 1280)


def test_from_the_picture_to_the_evidence(opened: Opened) -> None:
    """Without scripts: a period, then a name in the picture, then both statements with their sources."""
    tab = opened("/overlap", java_script_enabled=False)
    page = tab.page
    page.get_by_label("Day or period").fill("2018")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overlap of leaders 2018")
    page.locator("svg.overlap a[href='#plate-ccac-office--scio']").click()
    evidence = page.locator("section.evidence:has(h3:target)")
    expect(evidence).to_be_visible()
    expect(evidence.locator(".answer").first).to_have_text("one after the other")
    expect(
        evidence.get_by_role("link", name="post: minister, State Council Information Office").first
    ).to_be_visible()
    assert (tab.complaints, tab.foreign) == ([], [])


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", ["/overlap", "/timeline", "/genealogy", "/delegations", "/statistics"])
def test_nothing_is_wider_than_the_page(opened: Opened, path: str, width: int) -> None:
    """Tables and pictures scroll in places of their own, or stand below each other."""
    tab = opened(path, width=width)
    assert tab.page.evaluate("document.documentElement.scrollWidth") == width
    assert (tab.complaints, tab.foreign) == ([], [])
