"""Every text of a page in Chinese is in Chinese, or marked as being in another language."""

from __future__ import annotations

import re

import pytest
from opencc import OpenCC
from werkzeug.test import Client

from tests.web.spoken_in import spoken

#: A page of each type.
PAGES = (
    "/",
    "/?at=2016",
    "/policy",
    "/changes",
    "/problems/gone",
    "/profiles/plain",
    "/dumps/",
    "/gaps",
    "/overlap?at=2016",
    "/timeline",
    "/delegations",
    "/statistics",
    "/sources/",
    "/sources/doc-000",
    "/dataset",
    "/graph/current",
    "/things/",
    "/things/institution?at=2016",
    "/chart?at=2016",
    "/chart/conference",
    "/chart/compare?from=2013&to=2018",
    "/page/cac",
    "/page/cac?at=2016",
    "/page/lu-wei",
    "/page/cyber-sovereignty",
    "/page/wic-2014",
    "/page/rel-cac-oep",
    "/page/passage-000-cac-2",
    "/page/gap-hu-jintao",
    "/things/claim",
    "/things/gap",
    "/page/ontology/Claim",
    "/coverage",
    "/coverage?section=A",
    "/page/nothing",
    "/receipt/verify",
    "/api",
    "/genealogy",
    "/fragments?subject=https%3A%2F%2Fw3id.org%2Fnameplate%2Fid%2Fcac",
    "/search?q=中央",
    "/search?q=甲乙丙丁戊己庚辛",
    "/sparql",
    "/cite?of=/page/cac",
    "/version/0.1.0/page/cac",
    "/docs/",
)
#: Names of formats, programs and units, and names of things of HTTP that are written as they are.
NAMES = frozenset(
    (
        *("Nameplate", "CSV", "JSON", "SVG", "Turtle", "N-Triples", "RDF/XML", "JSON-LD", "TriG", "N-Quads"),
        *("RDF", "Patch", "gzip", "Zstandard", "SPARQL", "HTTP", "API", "MB", "kB", "schema.org", "CC", "BY"),
        *(
            "OpenAPI",
            "Markdown",
            "timeout",
            "SHA256SUMS",
            "pandas",
            "pinyin",
            "BibTeX",
            "CSL-JSON",
            "dev",
            "profile",
        ),
    )
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"\.?[A-Za-z][A-Za-z0-9'’.+/:_-]*")
#: A name in Chinese text, whose small words are a part of it.
_NAME = re.compile(r"[A-Z][\w’'.-]*(?: (?:of|and|the|for|in|on|a|to|with|[A-Z0-9][\w’'.-]*))*", re.ASCII)
#: Identifiers: a path, an address, a file, a version.
_NOTATION = re.compile(r"[!-~]*[0-9./:_#@=][!-~]*")
#: Parts of a query, and an ending of domains, in the midst of Chinese.
_CODE = re.compile(r'"[!-~]*"|@zh-[A-Za-z]+|[A-Z]+\([!-~ ]+|(?<![!-~])\.cn(?![!-~])')
_TRADITIONAL, _SIMPLIFIED = OpenCC("s2tw"), OpenCC("t2s")


def foreign(text: str) -> list[str]:
    """The words of a text that is marked as Chinese that are English."""
    text = _CODE.sub("", re.sub(r"https?://[!-~]+", "", text))
    known = _NAME.sub("", text) if _HAN.search(text) else text
    known = re.sub(r"“[^”]*”|《[^》]*》|「[^」]*」|‘[^’]*’", "", known)
    return [one for one in _WORD.findall(known) if one not in NAMES and not _NOTATION.fullmatch(one)]


def of_other_script(text: str, tag: str) -> list[str]:
    """The signs of a text that only the other script has."""
    if tag == "zh-Hans":
        return [sign for sign in text if _HAN.match(sign) and _SIMPLIFIED.convert(sign) != sign]
    return [
        sign
        for sign in text
        if _HAN.match(sign)
        and _TRADITIONAL.convert(sign) != sign
        and _SIMPLIFIED.convert(sign) == sign
        and sign not in "采台干"  # which are both
    ]


@pytest.mark.parametrize("tag", ["zh-Hans", "zh-Hant"])
@pytest.mark.parametrize("path", PAGES)
def test_what_is_marked_as_chinese_is_chinese(site: Client, path: str, tag: str) -> None:
    """Texts and attributes are in the language that they are marked as, in its script; pages are light."""
    answer = site.get(path, headers={"Accept": "text/html", "Accept-Language": tag})
    assert answer.mimetype == "text/html"
    assert len(answer.data) < 100_000
    assert (answer.headers["Content-Language"], "Accept-Language" in answer.headers["Vary"]) == (tag, True)
    found = []
    for one in spoken(answer.text):
        if one.attribute == "placeholder" and "pinyin" in one.words:  # examples of what can be written there
            continue
        if one.language in {"zh-Hans", "zh-Hant"}:
            found += [
                (words, one)
                for words in (foreign(one.words), of_other_script(one.words, one.language))
                if words
            ]
        elif one.language == "en" and not re.search("[A-Za-z]{3}", one.words):
            found += [(signs, one) for signs in [_HAN.findall(one.words)] if signs]
    assert found == []


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/page/certainty-asserted", ("来源的直接陈述", "plain statement of the source")),
        ("/page/certainty-asserted", ("<dd>断言", "<dd>asserted")),
        ("/fragments?subject=https%3A%2F%2Fw3id.org%2Fnameplate%2Fid%2Fcac", ("参与了", "took part in")),
        ("/things/person", ("人物", "People")),
    ],
)
def test_what_is_said_in_both_languages_begins_with_that_of_the_page(
    site: Client, path: str, words: tuple[str, str]
) -> None:
    """Definitions, labels, predicates and titles stand in the reader's language first."""
    for tag, (first, second) in (("zh-Hans", words), ("en", words[::-1])):
        text = site.get(path, headers={"Accept": "text/html", "Accept-Language": tag}).text
        text = text[text.index("<main") :]
        text = re.sub(r'<span class="datum">|</?bdi[^>]*>', "", text)
        assert text.index(first) < text.index(second)


@pytest.mark.parametrize("path", ["/page/nothing", "/page/cac?at=soon", "/search?q=cac&limit=none"])
def test_an_error_is_read_in_each_language(site: Client, path: str) -> None:
    """The page of an error leads to itself in the other languages."""
    there = site.get(path, headers={"Accept": "text/html", "Accept-Language": "en"})
    assert there.status_code >= 400
    places = re.findall(r'<a hreflang="([^"]+)"[^>]* href="([^"]+)" rel="alternate nofollow">', there.text)
    assert [tag for tag, _ in places] == ["zh-Hans", "zh-Hant"]
    for tag, place in places:
        other = site.get(place.replace("&amp;", "&"), headers={"Accept": "text/html"})
        assert (other.status_code, f'<html lang="{tag}">' in other.text) == (there.status_code, True)


def test_sentences_in_chinese_stand_without_space(site: Client) -> None:
    """No space follows a sign of Chinese, between sentences or in lists; in English one does."""
    pages = [
        site.get("/search?q=zzzzqqq", headers={"Accept-Language": tag}).text for tag in ("zh-Hans", "en")
    ]
    gaps = [re.findall(r"[。，、：](?:</a>)? ", page) for page in pages]
    assert gaps == [[], []]
    assert ". Each statement" in pages[1]
    assert "。每一陈述" in pages[0]
