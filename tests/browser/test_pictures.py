"""Words inside pictures, whose contrast axe-core does not judge; and windows so narrow that lines turn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Tab

pytestmark = pytest.mark.needs("chromium")

#: Contrast of text by WCAG 2.2, success criterion 1.4.3.
LEAST: Final = 4.5
#: Pixels of CSS at which a page needs no scrolling to the side (success criterion 1.4.10).
NARROW: Final = 320
PICTURES: Final = ("/chart?at=2016", "/overlap", "/timeline", "/genealogy", "/page/zhuang-rongwen")
NARROW_PAGES: Final = ("/", "/chart", "/dataset", "/page/zhuang-rongwen", "/sparql", "/gaps", "/page/nobody")

#: The contrast of each text of pictures with what is painted beneath its middle: boxes, or the page.
_CONTRASTS: Final = """() => {
  const parts = (colour) => { const found = colour.match(/[\\d.]+/g).map(Number);
    return found.length > 3 ? found : [...found, 1]; };
  const light = (one) => one / 255 <= 0.03928 ? one / 255 / 12.92 : ((one / 255 + 0.055) / 1.055) ** 2.4;
  const bright = ([r, g, b]) => 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b);
  const over = (top, below, share) => [0, 1, 2].map((n) => top[n] * share + below[n] * (1 - share));
  const shown = (node) => { let share = 1;
    for (let one = node; one.tagName !== 'svg'; one = one.parentElement)
      share *= getComputedStyle(one).opacity;
    return share; };
  const told = [];
  for (const text of document.querySelectorAll('main svg text')) {
    if (getComputedStyle(text).visibility === 'hidden' || !text.getClientRects().length) continue;
    const box = text.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2;
    let ground = null;
    for (let one = text; !ground; one = one.parentElement) {
      const painted = parts(getComputedStyle(one).backgroundColor);
      if (painted[3]) ground = painted;
    }
    for (const rect of text.closest('svg').querySelectorAll('rect')) {
      const { left, right, top, bottom } = rect.getBoundingClientRect(), style = getComputedStyle(rect);
      const beneath = rect.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING;
      const apart = x < left || x > right || y < top || y > bottom;
      if (!beneath || apart || !style.fill.startsWith('rgb')) continue;
      const paint = parts(style.fill);
      ground = over(paint, ground, paint[3] * style.fillOpacity * shown(rect));
    }
    for (const one of [text, ...text.querySelectorAll('tspan, a')]) {
      const ink = parts(getComputedStyle(one).fill);
      const pair = [bright(over(ink, ground, ink[3] * shown(one))), bright(ground)].sort((a, b) => b - a);
      told.push([(pair[0] + 0.05) / (pair[1] + 0.05), one.textContent]);
    }
  }
  return told;
}"""


def _faint(page: Page) -> list[str]:
    """Texts of the pictures of a page that are too faint; there are some that are not."""
    told = page.evaluate(_CONTRASTS)
    assert len(told) > 20
    return [f"{text} {contrast:.2f}" for contrast, text in told if contrast < LEAST]


@pytest.mark.parametrize("path", PICTURES)
def test_words_of_pictures_can_be_read(opened: Callable[..., Tab], path: str) -> None:
    """Light and dark, also the words of what is of another time."""
    page = opened(path).page
    assert _faint(page) == []
    page.emulate_media(color_scheme="dark")
    assert _faint(page) == []


def test_a_narrow_window_shows_all(opened: Callable[..., Tab], server_url: str) -> None:
    """No page is wider than a window of 320 pixels; what is wider scrolls by itself."""
    page = opened("/", width=NARROW).page
    wide = {}
    for path in NARROW_PAGES:
        page.goto(server_url + path)
        wide[path] = page.evaluate("document.documentElement.scrollWidth")
    assert {path: width for path, width in wide.items() if width > NARROW} == {}
