"""What a page prints as its citation is what the link “Cite this page” on it gives."""

from __future__ import annotations

import html
import re
from http import HTTPStatus
from typing import Final

import pytest
from werkzeug.test import Client

from tests.browser.page_types import PAGE_TYPES, PageType

DAY: Final = "2026-12-01"
#: Types of pages that are no problem. Beside a long query a button leads to the citation, in place of a link.
_TYPES: Final = tuple(k for k in PAGE_TYPES if k.status == HTTPStatus.OK and "&run=1" not in k.path)
#: What leads to citations, or has them, is cited with what it tells of.
_UNCITED: Final = ("/cite?", "/receipt")
#: The same in other versions, on other days, and what else is cited in a way of its own.
_FURTHER: Final = (
    *("/?at=2016", "/version/0.1.0/", "/data/cac.html", "/docs/engines"),
    *("/version/0.1.0/sources/", "/version/0.1.0/sources/doc-000"),
    *("/version/0.1.0/sources/doc-000/passage-000-cac-1", "/version/0.1.0/graph/current"),
    *("/version/0.1.0/page/appr-cac-community", "/version/0.1.0/page/ontology/Claim"),
    *("/ontology/1.0.0/", "/ontology/1.0.1/", "/version/0.1.0/ontology/1.0.0/"),
    *("/version/0.1.0/ontology/", "/version/0.1.0/ontology/reused"),
    *("/overlap?at=2016-12&names=1", "/sparql?at=2016", "/search?q=cac&at=2016&lang=en"),
)
#: What a citation tells of what is not published, and only a reader of today needs.
_INSTEAD: Final = re.compile(
    r"(?:Cite version \S+ instead|Version \S+, which [^:]+): \S+\. |(?:请改引|最近发布的)版本[^：]+：[^。]+。"
)
_PRINTED: Final = re.compile(r'<p class="printed">(.*?)</p>', re.DOTALL)
_LINK: Final = re.compile(r'<a href="([^"]+)" rel="nofollow">(?:Cite this (?:page|answer)|引用本[页頁])</a>')


@pytest.fixture
def of(site: Client, chained: Client) -> dict[bool, Client]:
    """The clients that pages are asked of, by whether they are of the small release."""
    return {False: site, True: chained}


def agrees(client: Client, path: str) -> bool:
    """Whether a page has a citation, and prints what its link gives."""
    answer = client.get(path, headers={"Accept": "text/html"}, follow_redirects=True)
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    printed = {html.unescape(one) for one in _PRINTED.findall(answer.text)}
    links = {html.unescape(one) for one in _LINK.findall(answer.text)}
    if path.startswith(_UNCITED):
        return bool(printed)
    assert len(links) == len(printed)
    for link, words in zip(links, printed, strict=True):
        cited = client.get(link.replace("form=html", "") + f"&accessed={DAY}&form=text").text.strip()
        told = re.sub(rf" ?Accessed {DAY}\.|(?:访问日期|存取日期)：{DAY}。", "", _INSTEAD.sub("", cited))
        if link.startswith("/cite?query="):  # which counts and sums the answer, too
            told = re.sub(r"(?:[\d,]+ \S+\. )?SHA-256 of the query .*?Receipt: \S+ (?=Not)", "", told)
        assert words == told
    return bool(links)


@pytest.mark.parametrize("kind", _TYPES, ids=lambda kind: kind.name)
def test_a_page_prints_what_its_link_gives(of: dict[bool, Client], kind: PageType) -> None:
    """All that can be cited does; what cannot be prints no citation."""
    assert agrees(of[kind.chained], kind.path) != kind.path.startswith(_UNCITED)


@pytest.mark.parametrize("path", _FURTHER)
def test_a_page_prints_what_its_link_gives_elsewhere(site: Client, path: str) -> None:
    """In a version and as of a day, too."""
    assert agrees(site, path)


@pytest.mark.parametrize("path", ["/", "/page/cac", "/sources/doc-000", "/docs/engines", "/chart?at=2016"])
def test_a_page_prints_what_its_link_gives_in_chinese(site: Client, path: str) -> None:
    """In the language of the page."""
    assert agrees(site, f"{path}{'&' if '?' in path else '?'}lang=zh-Hans")
