"""Pages and refusals in the reader's language: every text is there, and says the same things."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from flask import Flask
from markupsafe import escape
from opencc import OpenCC
from pyoxigraph import Literal, RdfFormat, parse
from werkzeug.test import Client

import server.web
from server.names import expand
from server.versions.changes import MEANINGS
from server.versions.release import Kind
from server.web import (
    courses,
    families,
    ontology_axioms,
    ontology_pattern,
    ontology_shapes,
    ontology_tables,
    references,
    rendering,
    summary,
)
from server.web.changes import TOLD
from server.web.headings import HEADINGS
from server.web.languages import LANGUAGES, language_of
from server.web.lent import WORDS
from server.web.problem_types import PROBLEM_TYPES
from server.web.profiles.table import PROFILES
from server.web.words import TOLD as OF_CODE
from server.web.words import said, speaking, worded
from server.wsgi import create_app
from tests import catalogs
from tests.web.chained import write_chained
from tests.web.conftest import VERSION, Reader

WEB = Path(server.web.__file__).parent
CATALOGS = {tag: catalogs.read(tag) for tag in catalogs.TAGS}
CHINESE = [language for language in LANGUAGES if language.tag != "en"]
HANS, HANT = CHINESE
#: Signs that only simplified texts have.
SIMPLIFIED = set("们这个时现图对应开关东说请识别网络数据语种")
#: Pages whose own words are translated.
PAGES = (
    "/policy",
    "/changes",
    "/problems/",
    "/problems/gone",
    "/profiles/",
    "/fragments",
    "/dumps/",
    f"/dumps/{VERSION}/",
    "/api",
    "/gaps",
    "/overlap",
    "/timeline",
    "/genealogy",
    "/delegations",
    "/statistics",
    "/docs/",
    "/docs/limits",
    "/coverage",
    "/coverage?section=A",
    "/sources/",
    "/sources/doc-000",
    "/",
    "/dataset",
    f"/dataset/{VERSION}",
    "/ontology/",
    "/ontology/reused",
    "/graph/current",
    "/sparql",
    "/page/cac",
    "/page/siio",
    "/page/rel-cac-oep",
    "/page/list",
    "/page/ontology/Claim",
    "/sources/doc-000/passage-000-cac-1",
)


def in_code() -> set[str]:
    """Every text of the tables of code."""
    kinds = {text for kind in PROBLEM_TYPES for text in (kind.title, kind.means, kind.remedy)}
    profiles = {profile.description for profile in PROFILES}
    changes = {*MEANINGS.values(), *TOLD.values(), *(kind.value for kind in Kind)}
    return kinds | profiles | changes | of_things() | of_terms()


def of_terms() -> set[str]:
    """Every text of the tables behind pages of the vocabulary."""
    return (
        ontology_axioms.texts() | ontology_pattern.texts() | ontology_shapes.texts() | ontology_tables.texts()
    )


def of_things() -> set[str]:
    """Every text of the tables behind pages of things."""
    clauses = {clause.words for row in summary.CLAUSES.values() for clause in row}
    drawn = {*courses.GROUPS.values(), *courses.TITLES}
    heads = {*references.WORDS, *families.WORDS.values(), *summary.TEXTS, *summary.ROLES}
    return {heading.words for heading in HEADINGS} | clauses | drawn | heads | set(WORDS.values())


def test_every_text_has_its_translations() -> None:
    """What templates and code say is there in each language; nothing there is unsure or said by nobody."""
    constants, asked = catalogs.constants(), catalogs.extracted()
    said = {text for texts in asked for text in texts} | constants
    for catalog in CATALOGS.values():
        assert catalogs.missing(catalog) == []
        rows = list(catalogs.messages(catalog))
        known = {text for row in rows for text in catalogs.ids(row)}
        assert in_code() - known == set()
        assert [row.id for row in rows if not all(translations(row))] == []
        assert [row.id for row in rows if row.fuzzy] == []
        unused = (row for row in rows if row.context != OF_CODE and not said.issuperset(catalogs.ids(row)))
        assert [row.id for row in unused] == []
        assert not catalog.obsolete


def translations(row: Message) -> tuple[str, ...]:
    """What a row of a catalog says."""
    return tuple(map(str, row.string)) if isinstance(row.string, (tuple, list)) else (str(row.string),)


def test_no_text_stands_twice() -> None:
    """A text has one translation, and each language has the same texts; so have those that fit the same."""
    for catalog in CATALOGS.values():
        rows = [(row, text) for row in catalogs.messages(catalog) for text in catalogs.ids(row)]
        fitting = [re.sub(r"%\(\w+\)s", "%s", text) for row, text in rows if row.context == OF_CODE]
        for told in ([text for _, text in rows], fitting):
            assert sorted({text for text in told if told.count(text) > 1}) == []
    first, *others = ([(row.context, row.id) for row in catalogs.messages(one)] for one in CATALOGS.values())
    assert all(set(one) == set(first) for one in others)


@pytest.mark.parametrize("tag", catalogs.TAGS)
def test_places_and_markup_are_kept(tag: str) -> None:
    """A translation has the places of its text, and the elements of its markup; it is in Chinese."""
    for row in catalogs.messages(CATALOGS[tag]):
        english = catalogs.ids(row)[-1]
        for text in translations(row):
            places = [set(re.findall(r"%\(\w+\)s", one)) for one in (english, text)]
            assert places[1] <= places[0], english
            assert row.context == OF_CODE or places[1] == places[0], english
            elements = [sorted(re.findall(r"</?\w+", one)) for one in (english, text)]
            assert elements[1] == elements[0], english
            assert re.search(r"[\u3000-\u303f\uff00-\uffef\u4e00-\u9fff]", text), english


def test_scripts_are_kept_apart() -> None:
    """No sign of one script is in the texts of the other."""
    for tag, others in (("zh-Hans", OpenCC("t2s")), ("zh-Hant", OpenCC("s2tw"))):
        for row in catalogs.messages(CATALOGS[tag]):
            for text in translations(row):
                assert tag != "zh-Hans" or others.convert(text) == text, text
                assert tag != "zh-Hant" or not SIMPLIFIED & set(text), text


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("Not Found", "未找到"),
        ("There is no such graph. There are: current, inferred.", "没有这样的图。现有：current, inferred。"),
        ("it begins after 2026-11-22", "始于2026-11-22之后"),
        ("This list has 2 pages; there is no page 3.", "该列表共有 2 页，没有第 3 页。"),
        ("nothing of the kind", "nothing of the kind"),
    ],
)
def test_sentences_are_found_by_what_fits(english: str, chinese: str) -> None:
    """What code puts together is translated with what was put in."""
    assert worded(english, HANS) == chinese
    assert worded(english, LANGUAGES[0]) == worded(english, None) == english


def test_something_is_put_into_places() -> None:
    """A text with places takes values in each language."""
    text = "%(first)s to %(last)s of %(total)s"
    told = [said(text, language, first="1", last="5", total="43") for language in (None, HANS, HANT)]
    assert told == ["1 to 5 of 43", "第 1 至 5 项，共 43 项", "第 1 至 5 項，共 43 項"]


@pytest.mark.parametrize(
    ("path", "english", "simplified", "traditional"),
    [
        ("/sparql", "For programs", "供程序使用", "供程式使用"),
        (
            "/sparql",
            "At most 1 query is answered at once.",
            "最多同时回答 1 个查询。",
            "最多同時回答 1 個查詢。",
        ),
        ("/sparql?query=ASK%7B%7D", ">Yes<", ">是<", ">是<"),
        ("/sparql?query=SELECT*%7B%7D", "1 row.", "1 行。", "1 列。"),
        (
            "/sparql?query=SELECT*%7BVALUES(%3Fx%20%3Fn)%7B('a'%201)('b'%202)%7D%7D",
            ": <code>n</code> by <code>x</code></summary>",
            "：按 <code>x</code> 列出的 <code>n</code></summary>",
            "：按 <code>x</code> 列出的 <code>n</code></summary>",
        ),
        ("/sparql?query=x", "No answer", "没有结果", "沒有結果"),
        ("/search?q=nothing-of-the-kind", "Nothing found", "没有找到", "沒有找到"),
        (
            "/cite?query=ASK%7B%7D",
            "<h1>Citing <bdi>Answer to the SPARQL query",
            "<h1>引用：<bdi>SPARQL 查询 ",
            "<h1>引用：<bdi>SPARQL 查詢 ",
        ),
    ],
)
def test_pages_of_answers_are_in_the_language(
    client: Client, path: str, english: str, simplified: str, traditional: str
) -> None:
    """So is what stands around an answer; caches are told, unless the address names the language."""
    asked = {"en": english, "zh-Hans": simplified, "zh-Hant": traditional}
    for tag, words in asked.items():
        answer = client.get(path, headers={"Accept": "text/html", "Accept-Language": tag})
        assert f'<html lang="{tag}">' in answer.text
        assert words in answer.text
        assert answer.headers["Content-Language"] == tag
        assert "Accept-Language" in answer.headers["Vary"]
        named = client.get(f"{path}{'&' if '?' in path else '?'}lang={tag}", headers={"Accept": "text/html"})
        assert words in named.text
        assert "Accept-Language" not in named.headers["Vary"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    ("asked", "tag"),
    [
        (None, "en"),
        ("zh-CN,zh;q=0.9", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("de, zh-HK;q=0.4, en;q=0.3", "zh-Hant"),
    ],
)
def test_pages_are_in_the_language(client: Client, path: str, asked: str | None, tag: str) -> None:
    """Page, header and `lang` are of the language that the reader prefers, or names with `lang`."""
    headers = {"Accept": "text/html"} | ({"Accept-Language": asked} if asked else {})
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200
    assert answer.headers["Content-Language"] == tag
    assert "Accept-Language" in answer.headers["Vary"]
    assert f'<html lang="{tag}">' in answer.text
    mark = "&" if "?" in path else "?"
    named = client.get(f"{path}{mark}lang={tag}", headers={"Accept": "text/html"})
    assert "Accept-Language" not in named.headers.get("Vary", "")
    words = {"en": "Skip to content", "zh-Hans": "跳到正文", "zh-Hant": "跳到正文"}
    for text in (answer.text, named.text):
        assert words[tag] in text
        assert ("Versions and changes" in text) == (tag == "en")


@pytest.mark.parametrize(
    ("path", "tag", "words"),
    [
        ("/policy", "zh-Hans", "已发布的版本永不更改，一个字节也不变"),
        ("/policy", "zh-Hant", "已發布的版本永不更改，一個位元組也不變"),
        ("/changes", "zh-Hans", "现实有变"),
        ("/changes", "zh-Hant", "尚未發布任何版本。"),
        ("/problems/query-timeout", "zh-Hans", "查询用时超过上限，已被终止"),
        ("/profiles/", "zh-Hans", "维基数据式陈述"),
        ("/profiles/plain", "zh-Hant", "簡明描述"),
        ("/fragments", "zh-Hans", "三元组模式片段"),
        ("/dataset?_profile=alt", "zh-Hant", "本資源可以取得的各種形式"),
        ("/", "zh-Hans", "从何处开始"),
        ("/", "zh-Hant", "從何處開始"),
        ("/dataset", "zh-Hans", "命名图及其三元组数目"),
        ("/dataset", "zh-Hans", ">由所写时段算出的起讫日</a>"),
        ("/dataset", "zh-Hant", "使用中的類與屬性"),
        ("/page/cac", "zh-Hans", 'placeholder="2016-12-31、2014/2018"'),
        ("/page/cac", "zh-Hant", 'placeholder="網信辦、CAC、pinyin……"'),
        ("/sparql?query=ASK%7B%7D", "zh-Hans", "JSON</a>、"),
        ("/ontology/", "zh-Hans", "关于词汇表"),
        ("/ontology/reused", "zh-Hant", "所採用的詞彙表"),
        ("/page/ontology/Subordination", "zh-Hans", "以文字表述的公理"),
        ("/page/ontology/Subordination", "zh-Hans", "中至少有一个值属于"),
        ("/graph/current", "zh-Hans", "其中所述的事物"),
        ("/sources/", "zh-Hant", "通讀的文獻"),
        ("/coverage", "zh-Hans", "在来源中发现的事实"),
        ("/gaps", "zh-Hans", "未见陈述的内容"),
        ("/dumps/", "zh-Hans", "每个职务一行"),
        ("/dumps/", "zh-Hant", "各圖合併為一"),
        ("/api", "zh-Hans", "供程序使用的同一说明"),
        ("/docs/", "zh-Hant", "也可以寫程式"),
        ("/docs/data-model", "zh-Hant", "建置時推導出"),
        ("/docs/data-model", "zh-Hant", "其他資料集"),
        ("/docs/json", "zh-Hant", "以另一主張為對象的主張"),
        ("/docs/first-query", "zh-Hant", "再按 Ctrl 與空白鍵"),
    ],
)
def test_pages_say(client: Client, path: str, tag: str, words: str) -> None:
    """A text of each page, in the script that was asked for."""
    answer = client.get(path, headers={"Accept": "text/html", "Accept-Language": tag})
    assert words in answer.text


@pytest.mark.parametrize(
    ("path", "asked", "title", "detail", "languages"),
    [
        ("/page/nothing", "zh-CN", "未找到", "此处没有关于该名称所指事物的任何信息。", "zh-Hans"),
        ("/page/nothing", "zh-TW", "未找到", "此處沒有關於該名稱所指事物的任何資訊。", "zh-Hant"),
        ("/page/nothing", "en", "Not Found", "Nothing is known here of a thing by that name.", "en"),
        ("/page/nothing", "fr", "Not Found", "Nothing is known here of a thing by that name.", "en"),
        ("/fragments?page=x", "zh", "请求有误", "page 须为一个不小于 1 的整数。", "zh-Hans"),
    ],
)
def test_refusals_are_in_the_language(
    client: Client, path: str, asked: str, title: str, detail: str, languages: str
) -> None:
    """Problem details, text and page say title and detail in the language, and that they depend on it."""
    for accept in ("application/problem+json", "text/html", "text/plain"):
        answer = client.get(path, headers={"Accept": accept, "Accept-Language": asked})
        assert answer.status_code in {400, 404}
        assert answer.headers["Content-Language"] == languages
        assert {"Accept", "Accept-Language"} <= set(re.split(r", *", answer.headers["Vary"]))
        if accept == "application/problem+json":
            found = json.loads(answer.data)
            assert (found["title"], found["detail"]) == (title, detail)
        else:
            assert title in answer.text
            assert detail in answer.text.replace("&#39;", "'")


def test_changes_are_told(tmp_path: Path) -> None:
    """What changed in a version, and why, is told in the language; names of things come in it first."""
    app = create_app(release=write_chained(tmp_path), workers=1)
    try:
        client = Reader(app)
        page = client.get("/changes/0.10.0?lang=zh-Hans", headers={"Accept": "text/html"}).text
        assert "<h1>0.10.0 版有何变更</h1>" in page
        before = '<a href="/changes/0.2.0?lang=zh-Hans">0.2.0</a>'
        assert re.search(rf"自 {re.escape(before)} 版以来：新增陈述 \d+ 条，删除 \d+ 条", page)
        english = client.get("/changes/0.10.0", headers={"Accept": "text/html"}).text
        assert re.search(r"\d+ statements? added, \d+ removed, \d+ changed", english)
        for text, told in (
            ("Another value stands in the place of one.", english),
            ("原值已为另一取值所取代。", page),
        ):
            assert f'<p class="note">{text}</p>' in told
        assert ".. " not in english
        assert set(re.findall(r'class="kind">([^<]*)<', page)) == {"主张", "事物"}
        listed = client.get("/changes?lang=zh-Hant", headers={"Accept": "text/html"}).text
        assert "何時發布了什麼" in listed
        assert "現實有變" in listed
    finally:
        app.close()


PREFIX = f"PREFIX plate: <{expand('plate:')}>"


@pytest.mark.parametrize(
    ("query", "english", "simplified", "traditional"),
    [
        (
            "ASK { ?x plate:post ?y }",
            f"line 1, column 10: the prefix plate: is not declared; begin the query with {PREFIX}",
            f"第 1 行第 10 列：前缀 plate: 未经声明；请在查询开头写 {PREFIX}",
            f"第 1 行第 10 欄：前綴 plate: 未經宣告；請在查詢開頭寫 {PREFIX}",
        ),
        (
            "ASK{",
            "line 1, column 4: this { is not closed; write } where it ends",
            "第 1 行第 4 列：此处的 { 没有闭合；请在其结束处写 }",
            "第 1 行第 4 欄：此處的 { 沒有閉合；請在其結束處寫 }",
        ),
        (
            "SELECT ?s (COUNT(?o) AS ?n) { ?s ?p ?o }",
            "line 1, column 8: ?s is neither grouped nor counted: add GROUP BY ?s",
            "第 1 行第 8 列：?s 既未分组也未计数：请加上 GROUP BY ?s",
            "第 1 行第 8 欄：?s 既未分組也未計數：請加上 GROUP BY ?s",
        ),
        (
            "SELECT",
            "line 1, column 7: the query does not parse",
            "第 1 行第 7 列：查询不合语法",
            "第 1 行第 7 欄：查詢不合語法",
        ),
    ],
)
def test_mistakes_in_queries_are_told(
    client: Client, query: str, english: str, simplified: str, traditional: str
) -> None:
    """What is wrong in a query is told in the reader's language with its place; on pages as a sentence."""
    for tag, told in (("en", english), ("zh-Hans", simplified), ("zh-Hant", traditional)):
        answer = client.get(
            "/sparql",
            query_string={"query": query},
            headers={"Accept": "application/json", "Accept-Language": tag},
        )
        assert json.loads(answer.data)["detail"].startswith(told)
        assert answer.headers["Content-Language"] == tag
        for path in ("/sparql", "/receipt"):
            asked = {"query": query, "lang": tag}
            page = client.get(path, query_string=asked, headers={"Accept": "text/html"})
            assert escape(told[:1].upper() + told[1:]) in page.text


def test_parsers_speak_english(client: Client) -> None:
    """What a parser says of a query stays as it is, and the header says that there is English in it."""
    answer = client.get(
        "/sparql",
        query_string={"query": "ASK { ?s ?p <http://[> }"},
        headers={"Accept": "application/json", "Accept-Language": "zh-CN"},
    )
    found = json.loads(answer.data)
    assert (found["title"], answer.headers["Content-Language"]) == ("查询语法错误", "zh-Hans, en")
    assert found["detail"].startswith("line 1, column")


def test_rdf_has_every_language(client: Client) -> None:
    """A refusal in RDF does not depend on the reader: it has each language."""
    answer = client.get("/data/nothing", headers={"Accept": "text/turtle", "Accept-Language": "zh"})
    assert "Content-Language" not in answer.headers
    titles = {
        (quad.object.value, quad.object.language)
        for quad in parse(answer.data, format=RdfFormat.TURTLE)
        if quad.predicate.value == expand("dcterms:title") and isinstance(quad.object, Literal)
    }
    assert titles == {("Not Found", "en"), ("未找到", "zh-hans")} | {("未找到", "zh-hant")}


@pytest.mark.parametrize(
    ("asked", "tag", "words"),
    [
        ("zh", "zh-Hans", ("时间", "主张者", "2011年5月起", "跳到正文", "数据中的写法")),
        ("zh-TW", "zh-Hant", ("時間", "主張者", "2011年5月起", "跳到正文", "資料中的寫法")),
        ("en", "en", ("When", "Who says so", "from May 2011", "Skip to content", "As written in the data")),
    ],
)
def test_pages_of_things_are_in_the_language(
    client: Client, asked: str, tag: str, words: tuple[str, ...]
) -> None:
    """So are pages of things: headings, heads of tables, periods."""
    answer = client.get("/page/cac", headers={"Accept": "text/html", "Accept-Language": asked})
    assert answer.headers["Content-Language"] == tag
    assert f'<html lang="{tag}">' in answer.text
    assert [one for one in words if one not in answer.text] == []


def test_markup_of_values_is_escaped() -> None:
    """What is put into a text of a template cannot be markup."""
    app = Flask("server.web")
    rendering.install(app)
    text = "{% trans version=value %}Changes in {{ version }}{% endtrans %}"
    made = app.jinja_env.from_string(f"{{% autoescape true %}}{text}{{% endautoescape %}}")
    with app.app_context():
        for language, told in (
            (language_of("zh-Hans"), "&lt;b&gt; 版的变更"),
            (None, "Changes in &lt;b&gt;"),
        ):
            with speaking(language):
                assert made.render(value="<b>") == told
