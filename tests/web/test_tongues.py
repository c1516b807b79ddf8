"""Each page names itself in every language, and what it names is the same page in that language."""

from __future__ import annotations

import re
from html import unescape
from http import HTTPStatus
from urllib.parse import parse_qsl, urlsplit

import pytest
from werkzeug.test import Client

from server.web.languages import LANGUAGES
from tests.browser.page_types import PAGE_TYPES, PageType
from tests.web.test_sparql_page import Page

TAGS = [language.tag for language in LANGUAGES]
#: All, as of one year at most, since the data of each have to be made.
TYPES = [kind for kind in PAGE_TYPES if "at=2018" not in kind.path]
_ALTERNATE = re.compile(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">')
_SWITCH = re.compile(r'<nav class="tongues".*?</nav>', re.DOTALL)
_PLACE = re.compile(r'<a hreflang="([^"]+)" lang="\1" href="([^"]+)"')


def asked(address: str) -> tuple[str, list[tuple[str, str]]]:
    """The path of an address and what is asked there, but for the language."""
    parts = urlsplit(unescape(address))
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    return parts.path, [pair for pair in pairs if pair[0] != "lang"]


def tag_of(address: str) -> str:
    """The language that an address asks for; that of no preference where it names none."""
    return dict(parse_qsl(urlsplit(unescape(address)).query)).get("lang", "x-default")


@pytest.fixture
def of(site: Client, chained: Client) -> dict[bool, Client]:
    """The clients that pages are asked of, by whether they are of the small release."""
    return {False: site, True: chained}


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.name)
def test_a_page_is_had_in_every_language(of: dict[bool, Client], kind: PageType) -> None:
    """A page that is asked for in Chinese is so, and leads to itself in each language with all that is asked.

    Its head has the addresses for programs, its switch those for people; a problem may have the switch alone,
    and so has what is asked at length, where the switch has buttons.
    """
    address = f"{kind.path}{'&' if '?' in kind.path else '?'}lang=zh-Hant"
    headers = {"Accept": "text/html", "Accept-Language": "en"}
    page = of[kind.chained].get(address, headers=headers, follow_redirects=True)
    assert (page.status_code, page.mimetype) == (kind.status, "text/html")
    assert '<html lang="zh-Hant">' in page.text
    assert page.headers["Content-Language"].partition(",")[0] == "zh-Hant"
    found, switch = dict(_ALTERNATE.findall(page.text)), _SWITCH.search(page.text)
    assert switch
    buttons = Page(switch[0])
    sent = {one["value"]: buttons.led("lang", one["value"]) for one in buttons.buttons}
    places = sent or dict(_PLACE.findall(switch[0]))
    assert sorted(places) == ["en", "zh-Hans"]
    wanted = sorted([*TAGS, "x-default"])
    assert sorted(found) in ([[]] if sent else [wanted] if kind.status == HTTPStatus.OK else [wanted, []])
    assert {name: tag_of(place) for name, place in found.items()} == {name: name for name in found}
    here = asked(page.request.full_path)
    assert {name: asked(place) for name, place in [*found.items(), *places.items()]} == dict.fromkeys(
        {**found, **places}, here
    )
    assert here[1] == asked(page.history[0].location if page.history else kind.path)[1]


@pytest.mark.parametrize(
    ("path", "tag", "words"),
    [
        ("/", "zh-Hant", '<p class="lead">哪些黨的機構'),
        ("/dataset", "zh-Hant", '<p class="lead">哪些黨的機構'),
        ("/dataset", "zh-Hans", ">取自公开来源的事实</a></th>"),
        ("/dataset", "zh-Hans", ">前缀声明</a>"),
        ("/dataset", "zh-Hant", "至少引證來源中一個段落的主張"),
        ("/timeline", "zh-Hans", "时间线。Nameplate 0.2.0-dev，2026年"),
        ("/page/wuzhen", "zh-Hans", "亦见于维基数据："),
        ("/dataset", "zh-Hans", ">636／636<"),
        ("/page/certainty-asserted", "zh-Hant", "來源的直接陳述"),
        ("/page/post-cpd-head", "zh-Hans", "中央宣传部：负责人"),
        ("/fragments?predicate=http%3A%2F%2Fwww.w3.org%2Fns%2Forg%23holds", "zh-Hans", ">担任</a>"),
        ("/sparql", "zh-Hant", "「未知」不等於「沒有」"),
        ("/ontology/", "zh-Hant", "1.0.1：說明與範例在英文之外加上中文"),
        ("/page/certainty-disputed", "zh-Hant", "與另一段落或來源相衝突的陳述"),
        ("/page/certainty-hedged", "zh-Hant", "「據報導」"),
        ("/page/ontology/Dating", "zh-Hant", "<h1><bdi>繫年</bdi>"),
        ("/page/ontology/lastLine", "zh-Hant", "段落在來源文字檔案中結束的行號"),
        ("/page/ontology/standing", "zh-Hant", "具有採信程度"),
        ("/page/ontology/wordedAs", "zh-Hant", "60 個字元以內"),
        ("/page/ontology/Passage", "zh-Hant", "普通連字號"),
        ("/page/censorship", "zh-Hant", "應用程式"),
        ("/docs/data-model", "zh-Hant", "下面是建置時由此推導的。預設圖是"),
        ("/dataset", "zh-Hant", "品質"),
        ("/sources/doc-000/passage-000-cac-1", "zh-Hans", "“‘The Cyberspace Administration of China’第1段"),
    ],
)
def test_a_page_says_in_the_language_of_its_reader(site: Client, path: str, tag: str, words: str) -> None:
    """What the release tells in English or in simplified characters is told in the language of the page."""
    assert words in site.get(path, headers={"Accept": "text/html", "Accept-Language": tag}).text


def test_what_was_given_up_is_told_in_the_language_of_its_reader(chained: Client) -> None:
    """Whoever keeps the page knows that it depends on the language."""
    answer = chained.get("/page/name-office", headers={"Accept": "text/html", "Accept-Language": "zh-Hans"})
    assert answer.headers["Content-Language"] == "zh-Hans"
    assert "Accept-Language" in answer.headers["Vary"]
