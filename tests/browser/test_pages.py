"""Every type of page in a real browser: what axe-core finds, what fails, what it weighs, what moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import sums
from tests.browser.conftest import Tab
from tests.browser.page_types import ENGLISH, PAGE_TYPES, SIMPLIFIED, TRADITIONAL, PageType
from tests.browser.visits import AXE, Visit, Window
from tests.running import running_server
from tests.web.chained import write_chained

pytestmark = [
    pytest.mark.needs("chromium"),
    pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed: make build/npm/.installed"),
]

#: Bytes of a page itself, unpacked; of the page with all its parts but the editor, as sent.
MOST_HTML = 100_000
MOST_SENT = 100_000
MOST_REQUESTS = 10
#: Cumulative layout shift; below 0.1 is called good by those who defined it.
MOST_SHIFT = 0.05

Case = tuple[PageType, str, Visit]

_LOCALES = {ENGLISH: "en", SIMPLIFIED: "zh-CN", TRADITIONAL: "zh-TW"}
_CASES = [
    pytest.param((kind, language), id=f"{kind.name}, {language}")
    for kind in PAGE_TYPES
    for language in kind.languages
]


@pytest.fixture(scope="module")
def windows(browser: Browser) -> Iterator[dict[str, Window]]:
    """A window for each language, in which a reader's browser asks for it."""
    contexts = {language: browser.new_context(locale=locale) for language, locale in _LOCALES.items()}
    yield {language: Window(context) for language, context in contexts.items()}
    for context in contexts.values():
        context.close()


@pytest.fixture(scope="module")
def chained_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server of a small release that has given things up."""
    directory: Path = write_chained(tmp_path_factory.mktemp("chained"))
    with running_server("--release", str(directory)) as url:
        yield url


@pytest.fixture(scope="module", params=_CASES)
def visit(request: pytest.FixtureRequest, windows: dict[str, Window], server_url: str) -> Case:
    """A type of page, a language, and what was noticed when it was looked at in that."""
    kind, language = request.param
    url = request.getfixturevalue("chained_url") if kind.chained else server_url
    return kind, language, windows[language].visit(url, kind, language)


def test_axe_finds_nothing(visit: Case, record_property: Callable[[str, object], None]) -> None:
    """No rule of axe-core is broken, those of good practice included, light and dark, wide and narrow."""
    _, _, seen = visit
    record_property(sums.AXE, [seen.rules, len(seen.violations)])
    assert seen.violations == ()


def test_nothing_fails_and_nobody_else_is_asked(visit: Case) -> None:
    """The answer has its status, the console is silent, every request is answered, all by this server."""
    kind, _, seen = visit
    assert (seen.status, seen.complaints, seen.failed, seen.foreign) == (kind.status, (), (), ())


def test_a_page_is_light_and_still(visit: Case, record_property: Callable[[str, object], None]) -> None:
    """Bytes and requests stay in their bounds, and nothing moves while it loads."""
    kind, language, seen = visit
    record_property(
        sums.WEIGHT, [kind.name, language, seen.html, seen.sent, seen.requests, round(seen.shift, 3)]
    )
    assert seen.html < MOST_HTML
    assert seen.sent < MOST_SENT
    assert seen.requests <= MOST_REQUESTS
    assert seen.shift < MOST_SHIFT


@pytest.mark.parametrize(
    ("path", "width", "asked", "found"),
    [
        (
            "/sparql?query=SELECT+*+%7B+%3Fs+a+%3Fkind+%7D+LIMIT+90",
            1280,
            ".answer .scroll|backgroundImage",
            "to top",
        ),
        ("/page/ontology/Claim", 390, ".uses td|display", "table-cell"),
        ("/docs/http", 1280, "td code|overflowWrap", "break-word"),
    ],
    ids=["what goes on below has a shade", "numbers stand beside what they count", "paths break at strokes"],
)
def test_tables_are_laid_out_to_be_read(
    opened: Callable[..., Tab], path: str, width: int, asked: str, found: str
) -> None:
    """An element of the page has a style."""
    selector, style = asked.split("|")
    told = opened(path, width).page.locator(selector).first.evaluate(f"e => getComputedStyle(e).{style}")
    assert found in told


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("/page/cac", "doc-000"),
        ("/page/zhuang-rongwen", "doc-000"),
        ("/page/rel-cac-ccac-sole", "passage-000-systems-4"),
    ],
)
def test_a_printed_page_can_be_cited(opened: Callable[..., Tab], path: str, source: str) -> None:
    """On paper stand the citation with its address and those of the sources; what is pressed does not."""
    page = opened(path).page
    expect(page.locator(".printed")).to_be_hidden()
    page.emulate_media(media="print")
    citation = page.locator(".printed")
    expect(citation).to_be_visible()
    expect(citation).to_contain_text(f"https://w3id.org/nameplate{path}")
    sources = page.locator(".printed, .rests-on .address").locator("visible=true")
    expect(sources.filter(has_text=f"https://w3id.org/nameplate/id/{source}").first).to_be_visible()
    for gone in (page.get_by_role("navigation"), page.get_by_role("search"), page.get_by_role("button")):
        expect(gone.locator("visible=true")).to_have_count(0)


def test_the_foot_of_a_printed_page_is_with_its_citation(opened: Callable[..., Tab]) -> None:
    """The citation, which no sheet divides, has room for the foot, so that that is never alone on a sheet."""
    page = opened("/page/wic-2015").page
    page.emulate_media(media="print")
    edges = "e => [e.getBoundingClientRect().top, e.getBoundingClientRect().bottom]"
    (begin, end), (top, bottom) = (page.locator(e).evaluate(edges) for e in (".printed", "footer"))
    assert begin < top < bottom <= end


@pytest.mark.parametrize("language", [ENGLISH, SIMPLIFIED])
def test_paths_in_tables_of_documents_are_not_cut(opened: Callable[..., Tab], language: str) -> None:
    """Where there is room what begins a row stands in one line, or ends it before what is asked (`?`)."""
    begins = opened(f"/docs/http?lang={language}").page.locator("article td:first-child code")
    assert begins.count() > 100
    tops = "new Set([...code.getClientRects()].map(part => part.y)).size"
    found = begins.evaluate_all(f"all => all.map(code => [code.textContent, {tops}])")
    assert [text for text, lines in found if lines > 1 and "?" not in text] == []
