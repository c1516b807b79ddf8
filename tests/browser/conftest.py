"""A real browser: Debian's Chromium, driven by Playwright; what pages complain of, and whom they ask."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, sync_playwright


@dataclass
class Tab:
    """A page that is open, and what was noticed of it.

    Attributes:
        page: the page.
        complaints: errors and warnings of its console, and of its scripts.
        foreign: addresses that it asked other than those of the server.
    """

    page: Page
    complaints: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser, started once."""
    path = shutil.which("chromium")
    with sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield found
        found.close()


@pytest.fixture
def opened(browser: Browser, server_url: str) -> Iterator[Callable[..., Tab]]:
    """Open a path of the server in a context of its own; options are those of `Browser.new_context`."""
    contexts = []

    def open_path(path: str, width: int = 1280, **options: object) -> Tab:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            **{"locale": "en", **options},  # type: ignore[arg-type]  # each option has a type of its own
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        tab = Tab(context.new_page())

        def complained(kind: str, text: str) -> None:
            if kind in {"error", "warning"}:
                tab.complaints.append(text)

        def asked(url: str) -> None:
            if not url.startswith((f"{server_url}/", "data:")):
                tab.foreign.append(url)

        tab.page.on("console", lambda message: complained(message.type, message.text))
        tab.page.on("pageerror", lambda error: complained("error", str(error)))
        tab.page.on("request", lambda request: asked(request.url))
        tab.page.goto(f"{server_url}{path}")
        return tab

    yield open_path
    for context in contexts:
        context.close()
