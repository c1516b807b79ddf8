"""`/docs/`: documents as pages and as Markdown, in three languages, with links that lead somewhere."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from html5rdf import HTMLParser
from werkzeug.test import Client

import server
from server.cli import main
from server.config import Settings
from server.periods import stretch_text
from server.web.guide_marked import marked
from server.web.guide_settings import values
from server.web.guide_table import GUIDES, Guide
from server.web.guide_text import folder, linked, read
from server.web.languages import LANGUAGES, language_of
from server.web.words import said
from server.wsgi import create_app
from tests.web.conftest import Reader
from tests.web.test_pages import GOLDEN

PAGE = {"Accept": "text/html"}
TAGS = [language.tag for language in LANGUAGES]
_CODE = re.compile(r"<pre.*?</pre>|<code.*?</code>", re.DOTALL)
#: What a converter makes of words for which the site has others.
_OF_THE_CONVERTER = re.compile(
    "網際網路|覈|“|地址|釋出|識別符號|引數|型別|字首|字尾|構建|許可權|賬號|只讀(?!取)|名稱空間|永續|訪問|簽名|函式"
    "|推匯|為物件|沖突|維基資料|執行者|編者注|[發公宣]佈|示例|[平一每]臺|瞭解|畫素|空格鍵|回車|報道|質量"
)
_DRAWN = re.compile(r"<svg.*?</svg>", re.DOTALL)


def page_of(client: Client, one: Guide, tag: str) -> str:
    """The page of a document for a reader of a language."""
    answer = client.get(one.path, headers={**PAGE, "Accept-Language": tag})
    assert answer.status_code == 200, one.path
    return answer.text


def article(page: str) -> str:
    """The document on its page."""
    return page[page.index("<article") : page.index("</article>")]


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("one", GUIDES, ids=lambda one: one.name)
def test_page(client: Client, one: Guide, tag: str) -> None:
    """Each is a valid page in the language of the reader, or in English and says so; nothing runs in it.

    None is heavy, the table of all paths among them.
    """
    answer = client.get(one.path, headers={**PAGE, "Accept-Language": tag})
    told = tag if tag in one.languages or (tag == "zh-Hant" and "zh-Hans" in one.languages) else "en"
    HTMLParser(strict=True, namespaceHTMLElements=False).parse(answer.text)
    assert f'<html lang="{tag}">' in answer.text
    assert answer.headers["Content-Language"] == (tag if told == tag else f"{tag}, en")
    assert ('<article lang="en">' in answer.text) == (told != tag)
    assert answer.text.count("<h1") == 1
    names = re.findall(r' id="([^"]+)"', answer.text)
    assert len(names) == len(set(names))
    assert "<script" not in article(answer.text)
    assert " style=" not in answer.text
    assert len(answer.data) < 100_000
    assert answer.headers["Link"].count('rel="alternate"; type="text/markdown"') == 1
    assert {"Accept-Language"} <= set(re.split(r", *", answer.headers["Vary"]))


def test_links_lead_somewhere(site: Client) -> None:
    """What documents link to on this server is there, with the part of the page that a link names."""
    pages = {(one, tag): page_of(site, one, tag) for one in GUIDES for tag in TAGS}
    ids = {(one.path, tag): set(re.findall(r' id="([^"]+)"', page)) for (one, tag), page in pages.items()}
    dead, others = [], set()
    for (one, tag), page in pages.items():
        for target in re.findall(r'href="([^"]+)"', article(page)):
            path, _, anchor = html.unescape(target).partition("#")
            if (path or one.path, tag) in ids:
                if anchor and anchor not in ids[path or one.path, tag]:
                    dead.append((one.path, tag, target))
            elif path.startswith("/"):
                others.add(path)
            else:
                assert path.startswith(("https://", "mailto:")), (one.path, target)
    assert dead == []
    assert len(others) > 20
    assert [path for path in others if site.get(path, headers=PAGE).status_code != 200] == []


@pytest.mark.parametrize("tag", TAGS)
def test_markdown(client: Client, tag: str) -> None:
    """As Markdown links are absolute, and lead from document to document in that form."""
    answer = client.get("/docs/first-query.md", headers={"Accept-Language": tag})
    assert answer.mimetype == "text/markdown"
    assert answer.headers["Content-Language"] == tag
    assert "](http://localhost/docs/data-model.md)" in answer.text
    assert "](http://localhost/sparql?query=PREFIX" in answer.text
    assert "127.0.0.1" not in answer.text
    assert client.get(f"/docs/first-query?format=md&lang={tag}").data == answer.data
    assert client.get("/docs.md").text.startswith("# Documentation\n")
    assert client.get("/docs/first-query?format=ttl").status_code == 406


def test_the_way(client: Client) -> None:
    """The list is at a path with a slash; other forms of paths lead there, unknown names are a problem."""
    there = {
        "/docs": "/docs/",
        "/docs/index": "/docs/",
        "/docs/index.md": "/docs.md",
        "/docs/http/": "/docs/http",
    }
    assert {path: client.get(path).headers["Location"] for path in there} == there
    for path in ("/docs/nothing", "/docs/structure", "/docs/README.md", "/docs/../pyproject.toml"):
        absent = client.get(path, headers={"Accept": "application/problem+json"})
        assert absent.status_code == 404, path
    assert json.loads(client.get("/docs/nothing").data)["detail"].startswith("There is no such document")
    whole = client.get("/docs/limits", headers=PAGE)
    head = client.head("/docs/limits", headers=PAGE)
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", whole.headers["ETag"])
    known = client.get("/docs/limits", headers={**PAGE, "If-None-Match": whole.headers["ETag"]})
    assert known.status_code == 304
    listed = client.get("/docs/limits?_profile=alt&format=json")
    assert "/docs/limits.md" in listed.text
    assert all(f"/docs/{one.name}<" in client.get("/sitemap.xml").text for one in GUIDES[1:])


@pytest.mark.parametrize(
    ("name", "english", "parts", "quoted"),
    [
        ("views", "uncertain then", {}, "*{}*"),
        ("views", "no source tells of a time", {}, "*{}*"),
        ("views", "since %(last)s at the latest", {"last": "2014-02-27"}, "*{}*"),
        ("versions", "reality changed", {}, "**{}**"),
        ("versions", "our knowledge changed", {}, "**{}**"),
        ("versions", "correction", {}, "**{}**"),
        ("versions", "the vocabulary changed", {}, "**{}**"),
        ("versions", "translation", {}, "**{}**"),
        ("versions", "its period closed after %(day)s", {"day": "2027-01-10"}, "“{}”"),
        (
            "citing",
            "Not a published version, it may still change (build %(build)s)",
            {"build": "…"},
            "| “{}",
        ),
        ("citing", "Cite version %(version)s instead:", {"version": "0.1.0"}, "{}"),
    ],
)
@pytest.mark.parametrize("tag", ["en", "zh-Hans"])
def test_words_of_the_site_are_quoted_as_they_are(
    name: str, english: str, parts: dict[str, str], quoted: str, tag: str
) -> None:
    """What a document for programs says to be told is told so, in each language."""
    one, spoken = next(one for one in GUIDES if one.name == name), language_of(tag)
    put = {key: stretch_text(part, tag) if key == "last" else part for key, part in parts.items()}
    assert quoted.format(said(english, spoken, **put)) in read(one, tag)


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize(
    "one", [one for one in GUIDES if one.group == GUIDES[1].group], ids=lambda one: one.name
)
def test_what_steps_say_to_be_there_is_there(site: Client, one: Guide, tag: str) -> None:
    """What a step has in bold is on a page that it links to, or on the one where the step before ended."""
    missing, last = [], ""
    headers = {**PAGE, "Accept-Language": tag}
    for step in re.findall(
        r"<li>(.*?)</li>", article(page_of(site, one, tag)).partition("</ol>")[0], re.DOTALL
    ):
        links = [html.unescape(link) for link in re.findall(r'href="(/[^"#]*)', step)]
        shown = [last, *(seen(site.get(link, headers=headers, follow_redirects=True).text) for link in links)]
        bold = {seen(words).strip() for words in re.findall(r"<strong>(.*?)</strong>", step)}
        missing += [words for words in bold if not any(words in text for text in shown)]
        last = shown[-1]
    assert last
    assert missing == []


def seen(markup: str) -> str:
    """What a reader sees of markup, the parts of figures set apart."""
    apart = markup.replace("</strong><span>", " ")
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", apart)))


def test_every_page_leads_to_them(client: Client) -> None:
    """The navigation of each page has a way to the documents, and they lead to one another."""
    for path in ("/", "/page/cac", "/sparql", "/docs/limits"):
        assert '<a href="/docs/">Guide</a>' in client.get(path, headers=PAGE).text
    assert '<a href="/docs/">Get started</a>' in client.get("/", headers=PAGE).text
    page = page_of(client, GUIDES[1], "en")
    assert all(f'href="{one.path}"' in page for one in GUIDES)
    assert page.count('aria-current="page"') == 1


def test_traditional_characters(client: Client) -> None:
    """Running text has the words of its readers, names are as they are borne, code is not touched."""
    for one in GUIDES:
        if len(one.languages) > 1:
            page = _CODE.sub("", article(page_of(client, one, "zh-Hant")))
            assert not set("们这时现图对应开关东说请识别") & set(page), one.name
            assert not re.findall("網際網路|覈|“", page), one.name
            assert not _OF_THE_CONVERTER.findall(_DRAWN.sub("", page)), one.name
    page = article(page_of(client, GUIDES[1], "zh-Hant"))
    assert "<strong>國家互聯網信息辦公室</strong>" in page
    assert "<strong>黨的牌子</strong>" in page
    assert "程式" in page
    code = [_CODE.findall(article(page_of(client, GUIDES[1], tag))) for tag in ("zh-Hans", "zh-Hant")]
    assert code[0] == code[1]


@pytest.fixture(scope="module")
def other(small: Path) -> Iterator[Client]:
    """A client of a server below a path, with limits and an address of its own."""
    made = create_app(
        release=small,
        workers=1,
        slow_workers=1,
        query_timeout=2.5,
        client_queries=7,
        public_url="https://data.example.org/plates",
        contact="corrections@example.org",
    )
    yield Reader(made)
    made.close()


def test_limits_are_those_of_the_server(client: Client, other: Client) -> None:
    """The figures are taken from the settings; in the file they are those that a server has by itself."""
    there = re.findall(
        r"<td><code>(--[a-z-]+)</code></td>\s*<td>([^<]*)</td>", page_of(other, limits(), "zh-Hans")
    )
    here = dict(re.findall(r"\| `(--[a-z-]+)` \| ([^|]+) \|$", (folder() / "limits.md").read_text(), re.M))
    assert here == values(Settings())
    assert dict(there) == here | {
        "--query-timeout": "2.5",
        "--client-queries": "7",
        "--workers": "1",
        "--slow-workers": "1",
    }
    assert "<td>2.5</td>" not in page_of(client, limits(), "en")


def limits() -> Guide:
    """The document that tells of limits."""
    return next(one for one in GUIDES if one.name == "limits")


@pytest.mark.parametrize("tag", TAGS)
def test_golden(client: Client, tag: str) -> None:
    """One document as it stands in each language; with `GOLDEN=write` the files are written anew."""
    path = GOLDEN / f"limits.{tag}.html"
    found = article(page_of(client, limits(), tag)) + "\n"
    if os.environ.get("GOLDEN") == "write":
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")


def test_corrections_go_to_whom_the_operator_names(client: Client, other: Client) -> None:
    """An address is told on the page of corrections and in the policy; else none is made up."""
    link = '<a href="mailto:corrections@example.org">corrections@example.org</a>'
    for path in ("/docs/corrections", "/policy"):
        assert link in other.get(path, headers=PAGE).text
        assert "mailto:" not in client.get(path, headers=PAGE).text


def test_an_address_that_is_none_is_refused() -> None:
    """What pages cannot link to is told before anything is started."""
    refused = CliRunner().invoke(main, ["serve", "--contact", "nobody"])
    assert refused.exit_code == 2
    assert "corrections@example.org" in refused.output


def test_below_a_path(other: Client) -> None:
    """Links and code name the address that the operator gave."""
    page = article(page_of(other, GUIDES[1], "en"))
    targets = re.findall(r'href="([^"#]+)', page)
    assert targets
    assert [target for target in targets if not target.startswith("https://data.example.org/plates/")] == []
    assert "curl -s https://data.example.org/plates/data/cac.json" in page


def test_markdown_cannot_be_markup() -> None:
    """HTML in a text is shown, not made; neither are addresses that run something."""
    made = marked(
        "# A & B\n\n<script>alert(1)</script> [x](javascript:alert(1))\n\n```sh\n<b>\n```\n", "Table"
    )
    assert made.title == "A & B"
    assert "<script" not in made.body
    assert "href" not in made.body
    assert '<pre class="scroll" tabindex="0"><code class="language-sh">&lt;b&gt;' in made.body


def test_an_installed_package_has_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wheel has a copy of the folder, and of the one document that stands beside it, in the package."""
    project = tomllib.loads((folder().parent / "pyproject.toml").read_text(encoding="utf-8"))
    copied = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    before = {(one, tag): read(one, tag) for one in GUIDES for tag in one.languages}
    for source, target in copied.items():
        place, made = folder().parent / source, tmp_path / target
        (shutil.copytree if place.is_dir() else shutil.copy)(place, made)
    monkeypatch.setattr(server, "__file__", str(tmp_path / "server" / "__init__.py"))
    assert folder() == tmp_path / "server" / "docs"
    assert {(one, tag): read(one, tag) for one, tag in before} == before


def test_lines_of_chinese_are_joined() -> None:
    """Between Chinese lines there is no space; between those of other scripts there is."""
    assert "一。二" in marked("# 题\n\n一。\n二\n", "表格").body
    assert "one\ntwo" in marked("# T\n\none\ntwo\n", "Table").body


@pytest.mark.parametrize(
    ("source", "text", "made"),
    [
        (
            "http.md",
            "[w](decisions/0001.md), [q](../queries/known-gaps.rq), [j](json.md#lists), ![p](pictures/a.svg)",
            "w, [q](/sparql?example=known-gaps), [j](/docs/json#lists), ![p](pictures/a.svg)",
        ),
        (
            "zh-Hans/README.md",
            "[j](json.md), [o](../operating.md#log), [c](CHANGELOG.md), [n](engines.md)",
            "[j](/docs/json), [o](/docs/operating#log), [c](/docs/changelog), n",
        ),
        ("../CHANGELOG.md", "[v](docs/versions.md), [r](README.md)", "[v](/docs/versions), r"),
        ("zh-Hans/CHANGELOG.md", "[v](versions.md)", "[v](/docs/versions)"),
    ],
)
def test_links_that_are_not_on_the_site(source: str, text: str, made: str) -> None:
    """What has no page is left as words; a published query is the example of the query page."""
    assert linked(text, source, "http://h", str) == made


def test_tables_and_code_can_be_scrolled_by_keys(client: Client) -> None:
    """What is wider than a phone is in a part of the page that can be focused, tables with a name each."""
    page = article(page_of(client, limits(), "zh-Hans"))
    names = re.findall(r'<div class="scroll" role="group" aria-label="([^"]+)" tabindex="0"><table>', page)
    assert len(set(names)) == page.count("<table>") > 2
    assert names[0].startswith("表格 1：查询")
    assert '<th scope="col">' in page
