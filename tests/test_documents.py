"""The documents on the site are true: what they say is seen is there, what they tell to run runs."""

from __future__ import annotations

import html
import re
import subprocess
import urllib.parse
import urllib.request
from functools import cache
from pathlib import Path

import pytest

from server.web.guide_marked import ids
from server.web.guide_table import GUIDES, Guide
from server.web.guide_text import LOCAL, lines
from server.web.words import words
from tests.readme import Block, blocks

ROOT = Path(__file__).resolve().parent.parent
TOLD = [(one, tag) for one in GUIDES if "zh-Hans" in one.languages for tag in one.languages]
NAMED = [f"{one.name}-{tag}" for one, tag in TOLD]
_STEP = re.compile(r"\]\((http://127\.0\.0\.1:8000[^)\s]*)\)|\*\*(.+?)\*\*")


def file(one: Guide, tag: str) -> str:
    """A document's file, from the root."""
    return f"docs/{one.source(tag)}"


def text(one: Guide, tag: str) -> str:
    """A document as it is written."""
    return (ROOT / file(one, tag)).read_text(encoding="utf-8")


@cache
def seen(address: str, tag: str) -> str:
    """What a reader of a language sees at an address, spaces made one."""
    parts = urllib.parse.urlsplit(address)
    asked = urllib.parse.urlunsplit(
        parts._replace(path=urllib.parse.quote(parts.path), query=urllib.parse.quote(parts.query, "=&/%+"))
    )
    headers = {"Accept": "text/html, */*;q=0.1", "Accept-Language": tag}
    with urllib.request.urlopen(urllib.request.Request(asked, headers=headers), timeout=30) as answer:
        page = answer.read().decode("utf-8")
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.mark.parametrize(("one", "tag"), TOLD, ids=NAMED)
def test_what_is_said_to_be_seen_is_seen(one: Guide, tag: str, server_url: str) -> None:
    """Each text in bold stands on the page that was linked last, in the language of the document."""
    missing, page = [], ""
    for line, is_code in lines(text(one, tag)):
        for link, bold in () if is_code else _STEP.findall(line):
            if link:
                page = link.replace(LOCAL, server_url)
                assert seen(page, tag)
            elif page and bold not in seen(page, tag):
                missing.append((page, bold))
    assert missing == []


@pytest.mark.parametrize("one", [one for one, tag in TOLD if tag != "en"], ids=lambda one: one.name)
def test_translations_keep_to_the_original(one: Guide) -> None:
    """A translation has its headings, links and code in the same order; its title is that of the list."""
    made = [text(one, tag) for tag in one.languages]
    assert len({len(ids(each)) for each in made}) == 1
    assert len({tuple(re.findall(r"\]\((?:\.\./)*([^)\s]+)\)", each)) for each in made}) == 1
    assert len({len(re.findall(r"^```(\w+)$", each, re.M)) for each in made}) == 1
    assert made[0].splitlines()[0] == f"# {one.title}"
    assert made[1].splitlines()[0] == f"# {words('zh-Hans').text(one.title)}"


@pytest.mark.needs("curl", "bash")
@pytest.mark.parametrize(
    ("one", "tag", "block"),
    [
        (one, tag, block)
        for one, tag in TOLD
        for block in blocks("sh", file(one, tag))
        if "curl" in block.text
    ],
    ids=lambda part: part.name if isinstance(part, Guide) else None,
)
def test_command(one: Guide, tag: str, block: Block, server_url: str) -> None:
    """Each command of curl is answered: no refusal, more than a line."""
    del one, tag
    command = block.at(server_url).replace("curl -s", "curl -sS --fail-with-body")
    done = subprocess.run(["bash", "-ec", command], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("\n") > 1
