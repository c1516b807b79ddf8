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
from _pytest.mark import ParameterSet
from pyoxigraph import RdfFormat, parse

from server.names import PREFIXES
from server.web.guide_marked import ids
from server.web.guide_table import GUIDES, Guide
from server.web.guide_text import LOCAL, lines
from server.web.words import words
from tests.readme import Block, blocks
from tests.test_readme import select

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


def those(language: str, holding: str = "") -> list[ParameterSet]:
    """The blocks of code of a language in the documents that are told in both languages, each once."""
    found = {
        block.text: pytest.param(block, id=f"{one.name}-{tag}-{block.line}")
        for one, tag in TOLD
        for block in blocks(language, file(one, tag))
        if holding in block.text
    }
    return list(found.values())


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
    whole = re.sub(r"</?(?:mark|wbr)\b[^>]*>", "", page)  # which stand within words
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", whole)).split())


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
    """A translation has its headings, links, pictures and code in order; titles are those of the list."""
    english, chinese = (text(one, tag) for tag in one.languages)
    links = r"\]\((?:\.\./)*([^)\s?]+)[^)\s]*\)"
    assert len(ids(english)) == len(ids(chinese))
    assert re.findall(links, english) == re.findall(links, chinese)
    assert re.findall(r"^```(\w*)$", english, re.M) == re.findall(r"^```(\w*)$", chinese, re.M)
    assert english.splitlines()[0] == f"# {one.title}"
    assert chinese.splitlines()[0] == f"# {words('zh-Hans').text(one.title)}"


@pytest.mark.parametrize(("one", "tag"), TOLD, ids=NAMED)
def test_nothing_is_printed_that_is_not_tried(one: Guide, tag: str) -> None:
    """Each block of code is a command of curl with its table, a query or triples, which are tried here."""
    found = re.findall(r"^```(\w*)\n(.*?)^```$", text(one, tag), re.M | re.S)
    assert {language for language, _ in found} <= {"sh", "sparql", "turtle", "csv"}
    assert all("curl " in code for language, code in found if language == "sh")


@pytest.mark.needs("curl", "bash")
@pytest.mark.parametrize("block", those("sh", "curl"))
def test_command(block: Block, server_url: str, tmp_path: Path) -> None:
    """Each command of curl is answered, and none is refused."""
    commands = block.at(server_url).replace("curl -s", "curl -w '\\n%{http_code} %{size_download}\\n' -s")
    done = subprocess.run(
        ["bash", "-ec", commands], capture_output=True, text=True, check=False, timeout=60, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    answers = re.findall(r"^(\d{3}) (\d+)$", done.stdout, re.M)
    assert len(answers) == block.text.count("curl ")
    assert [answer for answer in answers if answer[0] != "200" or int(answer[1]) < 10] == []


@pytest.mark.needs("curl", "bash")
@pytest.mark.parametrize(("one", "tag"), TOLD, ids=NAMED)
def test_a_printed_answer_is_the_answer(one: Guide, tag: str, server_url: str) -> None:
    """Each table that is printed is what the command before it prints; none is told of in words alone."""
    code = re.findall(r"^```(\w*)\n(.*?)^```$", text(one, tag), re.M | re.S)
    before: tuple[str, str] = ("", "")
    for language, told in code:
        if language == "csv":
            assert before[0] == "sh", told
            asked = before[1].replace(LOCAL, server_url)
            done = subprocess.run(
                ["bash", "-ec", asked], capture_output=True, text=True, check=True, timeout=60
            )
            assert done.stdout.splitlines() == told.splitlines()
        before = (language, told)
    spoken = re.findall(r"^(?:Its answer is|答案).*", text(one, tag), re.M)
    assert len(spoken) <= [language for language, _ in code].count("csv"), spoken


@pytest.mark.parametrize("block", those("sparql"))
def test_query(block: Block, server_url: str) -> None:
    """Each query has an answer."""
    assert select(server_url, block.text)


@pytest.mark.parametrize("block", those("turtle"))
def test_triples_are_in_the_data(block: Block, server_url: str) -> None:
    """Each triple that is printed is in the data, with what hangs off blank nodes together."""
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    triples = list(parse(f"{prefixes}{block.text}".encode(), format=RdfFormat.TURTLE))
    assert len(triples) > 3
    pattern = " ".join(f"{quad.triple} ." for quad in triples)
    assert select(server_url, f"SELECT * WHERE {{ {pattern} }}") != []


@pytest.mark.parametrize("tag", ["en", "zh-Hans"])
def test_pictures_say_what_the_data_say(tag: str, server_url: str) -> None:
    """Each name in a picture is one of the thing; each picture has a title, and words for who sees none."""
    folder = ROOT / "docs" / ("" if tag == "en" else tag) / "pictures"
    found = sorted(folder.glob("*.svg"))
    assert len(found) == text(next(one for one in GUIDES if one.name == "data-model"), tag).count("![")
    names: dict[str, str] = {}
    for path in found:
        drawn = path.read_text(encoding="utf-8")
        assert re.search(r"<title[^>]*>[^<]{2,}</title>\s*<desc[^>]*>[^<]{20,}</desc>", drawn), path
        names |= dict(re.findall(r'data-name="([^"]+)">([^<]+)<', drawn))
    assert len(names) > 5
    for thing, name in names.items():
        literal = f'"{name}"@{tag.lower()}'
        assert select(
            server_url,
            f"PREFIX id: <{PREFIXES['id']}> PREFIX skos: <{PREFIXES['skos']}>"
            f" SELECT * WHERE {{ {thing} skos:prefLabel ?l FILTER(?l = {literal}) }}",
        ), name
