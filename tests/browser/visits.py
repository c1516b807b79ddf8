"""What a browser notices of a page: what axe-core finds, what it complains of, fetches and moves."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import BrowserContext, ConsoleMessage, Page

from tests.browser.page_types import ENGLISH, PageType

AXE: Final = Path(__file__).parents[2] / "build/npm/node_modules/axe-core/axe.min.js"

#: Widths of windows, in pixels of CSS.
PHONE: Final = 390
WIDE: Final = 1280
_HEIGHT: Final = 900
#: Rules that are about colours; all others do not depend on the colour scheme.
_OF_COLOURS: Final = ("color-contrast", "link-in-text-block")
#: What the browser itself says of a page that has such a status on purpose.
_FAILED: Final = "Failed to load resource: the server responded with a status of {}"

#: Shadows at the edges of what scrolls are gradients, over which axe-core judges no contrast; without them
#: it does. Sheets that a script adopts are no part of what the policy of the page forbids.
_PLAIN: Final = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('.scroll { background-image: none !important; }');
  document.adoptedStyleSheets = [sheet];
}"""
_RUN: Final = """async (rules) => {
  const options = { resultTypes: ['violations'], preload: false };
  if (rules.length) options.runOnly = rules;
  const found = await axe.run(document, options);
  return { passes: found.passes.length, violations: found.violations.map((one) =>
    one.id + ': ' + one.help + ' ' + one.nodes.slice(0, 3).map((node) =>
      node.target.join(' ') + ' ' + node.html.slice(0, 160)).join(' | ')) };
}"""
#: Sizes in bytes of what the page is made of: as sent, and unpacked.
_WEIGHED: Final = """() => {
  const [own] = performance.getEntriesByType('navigation');
  const parts = performance.getEntriesByType('resource')
    .filter((one) => !one.name.includes('/static/editor/'));
  const all = [own, ...parts];
  return {
    html: own.decodedBodySize,
    sent: all.reduce((sum, one) => sum + one.encodedBodySize, 0),
    requests: all.length,
  };
}"""
#: The cumulative layout shift so far.
_SHIFTED: Final = """() => new Promise((told) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const one of list.getEntries()) sum += one.value; })
    .observe({ type: 'layout-shift', buffered: true });
  setTimeout(() => told(sum), 50);
})"""


@dataclass(frozen=True)
class Look:
    """How a page is looked at: colours, width of the window, and whether for colours only."""

    scheme: str
    width: int
    colours_only: bool = False

    def __str__(self) -> str:
        """As results tell it."""
        return f"{self.scheme}, {self.width} px"


#: In English by all rules on a wide window, in Chinese on a telephone; in the dark by those of colours.
LOOKS: Final = (Look("light", WIDE), Look("dark", PHONE, colours_only=True))
#: What is looked at in English alone, by all rules at both widths.
LOOKS_IN_ENGLISH_ALONE: Final = (Look("light", WIDE), Look("dark", PHONE))
LOOKS_IN_CHINESE: Final = (Look("light", PHONE), Look("dark", WIDE, colours_only=True))


@dataclass(frozen=True)
class Visit:
    """A page that was looked at.

    Attributes:
        status: of the answer.
        complaints: errors and warnings of the console and of scripts.
        failed: what was asked for and not had.
        foreign: addresses asked for that are not the server's.
        html: bytes of the page itself, unpacked.
        sent: bytes of it and all its parts but the editor, as they were sent.
        requests: how many of them there are.
        shift: by how much what was shown moved (cumulative layout shift).
        rules: rules of axe-core that found what they apply to, over all looks.
        violations: what they found wrong.
    """

    status: int
    complaints: tuple[str, ...]
    failed: tuple[str, ...]
    foreign: tuple[str, ...]
    html: int
    sent: int
    requests: int
    shift: float
    rules: int
    violations: tuple[str, ...]


class Window:
    """A window in which pages are looked at, one after the other; a new one for each would cost a process."""

    def __init__(self, context: BrowserContext) -> None:
        """Open it, and listen."""
        self.page = context.new_page()
        self._complaints: list[str] = []
        self._failed: list[str] = []
        self._asked: list[str] = []
        self._statuses: list[tuple[int, str]] = []
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self._complaints.append(str(error)))
        self.page.on("requestfailed", lambda request: self._failed.append(request.url))
        self.page.on("response", lambda one: self._statuses.append((one.status, one.url)))
        self.page.on("request", lambda request: self._asked.append(request.url))

    def _said(self, said: ConsoleMessage) -> None:
        if said.type in {"error", "warning"}:
            self._complaints.append(said.text)

    def visit(self, url: str, kind: PageType, language: str) -> Visit:
        """Open a page of a server, and look at it."""
        for noted in (self._complaints, self._failed, self._asked, self._statuses):
            noted.clear()
        looks = LOOKS if language == ENGLISH else LOOKS_IN_CHINESE
        if kind.languages == (ENGLISH,):
            looks = LOOKS_IN_ENGLISH_ALONE
        _look(self.page, looks[0])
        response = self.page.goto(url + kind.path)
        shift = self.page.evaluate(_SHIFTED)
        weighed = self.page.evaluate(_WEIGHED)
        found = _examined(self.page, looks)
        expected = (kind.status, response.url if response else "")
        return Visit(
            status=response.status if response else 0,
            complaints=tuple(c for c in self._complaints if not _is_of_status(c, kind.status)),
            failed=(
                *self._failed,
                *(f"{s} {u}" for s, u in self._statuses if s >= 400 and (s, u) != expected),
            ),
            foreign=tuple(one for one in self._asked if not one.startswith((f"{url}/", "data:"))),
            shift=shift,
            rules=sum(one["passes"] for one in found.values()),
            violations=tuple(f"{look}: {v}" for look, one in found.items() for v in one["violations"]),
            **weighed,
        )


def _is_of_status(complaint: str, status: int) -> bool:
    """Whether the browser only says that a page has the status which it has on purpose."""
    return status >= 400 and complaint.startswith(_FAILED.format(status))


def _look(page: Page, look: Look) -> None:
    page.emulate_media(color_scheme="dark" if look.scheme == "dark" else "light")
    page.set_viewport_size({"width": look.width, "height": _HEIGHT})


def _examined(page: Page, looks: tuple[Look, ...]) -> dict[Look, Any]:
    """What axe-core finds at each look, by all its rules, those of good practice included."""
    page.evaluate(_PLAIN)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = {}
    for look in looks:
        _look(page, look)
        found[look] = page.evaluate(_RUN, list(_OF_COLOURS) if look.colours_only else [])
    return found
