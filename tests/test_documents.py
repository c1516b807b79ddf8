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
from tests.outlines import difference
from tests.readme import Block, blocks
from tests.test_readme import select

ROOT = Path(__file__).resolve().parent.parent
TOLD = [(one, tag) for one in GUIDES if "zh-Hans" in one.languages for tag in one.languages]
NAMED = [f"{one.name}-{tag}" for one, tag in TOLD]
TRANSLATED = [one for one in GUIDES if "zh-Hans" in one.languages]
#: What documents for programs print is tried where their subject is, and is the same in each language.
FOR_PROGRAMS = "For programs, in detail"
TRIED = [(one, tag) for one, tag in TOLD if one.group != FOR_PROGRAMS]
NAMED_TRIED = [f"{one.name}-{tag}" for one, tag in TRIED]
_STEP = re.compile(r"\]\((http://127\.0\.0\.1:8000[^)\s]*)\)|\*\*(.+?)\*\*")


def file(one: Guide, tag: str) -> str:
    """A document's file, from the root."""
    return f"docs/{one.source(tag)}"


def text(one: Guide, tag: str) -> str:
    """A document as it is written."""
    return (ROOT / file(one, tag)).read_text(encoding="utf-8")


def those(language: str, holding: str = "") -> list[ParameterSet]:
    """The blocks of code of a language in the documents for readers, told in both languages, each once."""
    found = {
        block.text: pytest.param(block, id=f"{one.name}-{tag}-{block.line}")
        for one, tag in TRIED
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


@pytest.mark.parametrize("one", TRANSLATED, ids=lambda one: one.name)
def test_translations_keep_to_the_original(one: Guide) -> None:
    """A translation has its headings, links, pictures and code in order; titles are those of the list.

    What is for programs has a shorter title in the list than over itself.
    """
    english, chinese = (text(one, tag) for tag in one.languages)
    links = r"\]\((?:\.\./)*(?:docs/)?([^)\s?]+)[^)\s]*\)"
    assert len(ids(english)) == len(ids(chinese))
    assert re.findall(links, english) == re.findall(links, chinese)
    assert re.findall(r"^```(\w*)$", english, re.M) == re.findall(r"^```(\w*)$", chinese, re.M)
    if one.group != FOR_PROGRAMS:
        assert english.splitlines()[0] == f"# {one.title}"
        assert chinese.splitlines()[0] == f"# {words('zh-Hans').text(one.title)}"


@pytest.mark.parametrize("one", TRANSLATED, ids=lambda one: one.name)
def test_translations_have_the_same_parts(one: Guide) -> None:
    """Each heading, paragraph, row, item and block has its counterpart with the same code and numbers."""
    english, chinese = (text(one, tag) for tag in one.languages)
    assert difference(english, chinese, code=one.group == FOR_PROGRAMS) == ""


@pytest.mark.parametrize("one", TRANSLATED, ids=lambda one: one.name)
def test_translations_lead_to_translations(one: Guide) -> None:
    """A link in a Chinese document leads to a Chinese one if there is one, and to a file that there is."""
    folder = (ROOT / file(one, "zh-Hans")).parent
    targets = [
        target.partition("#")[0]
        for line, is_code in lines(text(one, "zh-Hans"))
        if not is_code
        for target in re.findall(r"\]\(([^):\s]+)\)", line)
        if not target.startswith("#")
    ]
    assert [target for target in targets if not (folder / target).is_file()] == []
    told = {(folder.parent / other.source("en")).resolve() for other in TRANSLATED}
    assert [target for target in targets if (folder / target).resolve() in told] == []


def test_no_translation_is_left_aside() -> None:
    """Each Chinese file is a document of the site."""
    found = {path.relative_to(ROOT).as_posix() for path in (ROOT / "docs" / "zh-Hans").glob("*.md")}
    assert found == {file(one, "zh-Hans") for one in TRANSLATED}


_ENGLISH = """# Limits

Up to 4 kB by 1 May 2026, see [paths](http.md#links).

| what | limit |
| --- | --- |
| `q` | 300 |
| `page` | 25 |

- one
- two

```sh
curl a
```

## More

![A drawing.](pictures/a.svg)
"""
_CHINESE = """# 限额

到 2026 年 5 月 1 日为止最多 4 kB，见[路径](../http.md#links)。

| 内容 | 限额 |
| --- | --- |
| `q` | 300 |
| `page` | 25 |

- 一
- 二

```sh
curl a
```

## 其他

![图。](pictures/a.svg)
"""


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        pytest.param("", "", "", id="none"),
        pytest.param(
            "## 其他", "### 其他", "line 17 is a heading of depth 2, but line 17", id="a deeper heading"
        ),
        pytest.param(
            "## 其他\n", "", "line 17 is a heading of depth 2, but line 18 is a par", id="no heading"
        ),
        pytest.param("4 kB", "8 kB", "line 3 is a paragraph", id="another number"),
        pytest.param("5 月", "6 月", "missing ['5'], more ['6']", id="another month"),
        pytest.param("#links", "#search", "missing ['(http.md#links)']", id="another link"),
        pytest.param("| `q` | 300 |\n", "", "line 7 is a row of 2 cells", id="no row"),
        pytest.param("`page`", "`pages`", "missing ['`page`'], more ['`pages`']", id="other code in a line"),
        pytest.param("- 二\n", "", "line 11 is an item", id="no item"),
        pytest.param("curl a", "curl b", "line 13 is a block of code (sh)", id="another program"),
        pytest.param(
            "```sh", "```", "(sh), but line 13 is a block of code (of no language)", id="no language"
        ),
        pytest.param("a.svg", "b.svg", "under “More”: line 19", id="another picture"),
        pytest.param("![图。](pictures/a.svg)\n", "", "but nothing", id="no picture"),
    ],
)
def test_a_difference_is_named_with_its_place(right: str, wrong: str, said: str) -> None:
    """Whatever a translation lacks, or has too much, is found and told with both lines."""
    assert right in _CHINESE
    found = difference(_ENGLISH, _CHINESE.replace(right, wrong, 1) if right else _CHINESE, code=True)
    assert said in found
    assert bool(found) == bool(said)


@pytest.mark.parametrize(("one", "tag"), TRIED, ids=NAMED_TRIED)
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
@pytest.mark.parametrize(("one", "tag"), TRIED, ids=NAMED_TRIED)
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
