"""Every type of page, picture and style sheet by the Nu HTML Checker, which W3C's validator runs."""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.browser import sums
from tests.browser.controls import Controls
from tests.browser.page_types import ENGLISH, PAGE_TYPES, SIMPLIFIED, TRADITIONAL
from tests.running import running_server
from tests.web.chained import write_chained

CHECKER = Path(__file__).parents[2] / "build/npm/node_modules/vnu-jar/build/dist/vnu.jar"
STATIC = Path(__file__).parents[2] / "server/web/static"

pytestmark = [
    pytest.mark.needs("java"),
    pytest.mark.timeout(900),  # hundreds of pages, also on a slow machine
    pytest.mark.skipif(
        not CHECKER.is_file(), reason="the checker is not installed: make build/npm/.installed"
    ),
]

PICTURES = (
    "/chart.svg",
    "/chart.svg?at=2016",
    "/chart/conference.svg",
    "/overlap.svg",
    "/timeline.svg",
    "/genealogy.svg",
    "/static/icon.svg",
)
#: What the checker says and pages keep, with the reason.
KEPT = {
    # SVG 2, section 5.10.2, has the attribute; the checker knows SVG 1.1, whose xml:lang is given, too
    r"Attribute “lang” not allowed on element “(a|svg|text|title|tspan)” at this point.",
    # SVG 2, section 13.9, has it, and browsers draw by it; the checker's CSS is older
    r"CSS: “paint-order”: Property “paint-order” doesn't exist.",
    # CSS Basic User Interface 4, section 8, has it; browsers without it keep the height by rows
    r"CSS: “field-sizing”: Property “field-sizing” doesn't exist.",
    # the page of other people's terms: these are named in English, each marked as such
    r"This document appears to be written in English but the “html” start tag has .*",
    # the accounts of a dispute stand side by side under one heading; each begins with what it says
    r"Article lacks heading. Consider using .* elements to add identifying headings to all articles.",
}
#: A short run is quicker without the second compiler; schemas are deep.
JAVA = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss8m", "-Xmx512m")
LANGUAGES = (ENGLISH, SIMPLIFIED, TRADITIONAL)


def fetched(url: str, language: str, accept: str) -> bytes:
    """What is answered, whatever its status."""
    request = Request(url, headers={"Accept": accept, "Accept-Language": language})
    try:
        with urlopen(request, timeout=60) as answer:
            return bytes(answer.read())
    except HTTPError as problem:
        return problem.read()


@pytest.fixture(scope="module")
def chained_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server of a small release that has given things up."""
    directory = write_chained(tmp_path_factory.mktemp("chained"))
    with running_server("--release", str(directory)) as url:
        yield url


@pytest.fixture(scope="module")
def written(server_url: str, chained_url: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with everything that is looked at, in files named for what they are."""
    folder = tmp_path_factory.mktemp("pages")
    for kind in PAGE_TYPES:
        url = (chained_url if kind.chained else server_url) + kind.path
        for language in LANGUAGES:
            name = f"{kind.name.replace(' ', '-').replace(':', '')}.{language}.html"
            (folder / name).write_bytes(fetched(url, language, "text/html"))
    for path in PICTURES:
        for language in LANGUAGES:
            name = path.strip("/").replace("/", "-").replace(".svg", "").replace("?", "-")
            (folder / f"{name}.{language}.svg").write_bytes(fetched(server_url + path, language, "*/*"))
    for sheet in STATIC.glob("*.css"):
        (folder / sheet.name).write_bytes(sheet.read_bytes())
    return folder


def test_the_checker_finds_nothing(written: Path, record_property: Callable[[str, object], None]) -> None:
    """No error and no warning in any page in three languages, nor in pictures and style sheets."""
    command = ["java", *JAVA, "-jar", str(CHECKER), "--format", "json", "--exit-zero-always"]
    command += ["--also-check-css", "--also-check-svg", str(written)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=250)
    told: list[dict[str, Any]] = json.loads(done.stderr)["messages"]
    found = [one for one in told if not any(re.fullmatch(kept, one["message"]) for kept in KEPT)]
    files = Counter(path.suffix.strip(".") for path in written.iterdir())
    record_property(sums.VALIDITY, [len(found), dict(files)])
    assert not found, "\n".join(sorted({_line(one) for one in found}))


def test_every_control_works_without_scripts(written: Path) -> None:
    """What can be typed into, chosen or pressed is of a form that is sent; all else comes with its script."""
    found = {}
    for path in written.glob("*.html"):
        page = Controls()
        page.feed(path.read_text(encoding="utf-8"))
        if page.dead:
            found[path.name] = page.dead
    assert found == {}


def _line(message: dict[str, Any]) -> str:
    name = Path(message.get("url", "")).name
    return f"{name}:{message.get('lastLine', '')} {message['message']} {message.get('extract', '')[:100]!r}"
