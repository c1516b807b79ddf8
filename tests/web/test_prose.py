"""Words of the curators, which are given in several languages: a page shows those of its reader alone."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, RdfFormat, parse
from werkzeug.test import Client

from server.names import ID
from server.web.contexts.values import Text
from server.web.languages import LANGUAGES, Language, language_of
from server.web.profiles.statements import PS
from server.web.prose import read
from tests.web.spoken_in import spoken

ENGLISH, CHINESE, GERMAN = Text("One land.", "en"), Text("一国。", "zh-Hans"), Text("Ein Land.", "de")
#: A gap about a person, and words of both of its descriptions.
GAP, IN_ENGLISH, IN_CHINESE = "gap-hu-jintao", "Neither a Chinese name nor a post", "中文姓名与职务均未给出"


@pytest.mark.parametrize(
    ("tag", "texts", "shown"),
    [
        ("en", (ENGLISH, CHINESE), (ENGLISH,)),
        ("zh-Hans", (ENGLISH, CHINESE), (CHINESE,)),
        ("zh-Hant", (ENGLISH, CHINESE), (Text("一國。", "zh-Hant"),)),
        ("zh-Hans", (ENGLISH, GERMAN), (ENGLISH, GERMAN)),
        ("zh-Hans", (ENGLISH, Text("Two.", "en"), CHINESE), (ENGLISH, Text("Two.", "en"), CHINESE)),
        ("en", (), ()),
    ],
)
def test_reader_gets_own_language(tag: str, texts: tuple[Text, ...], shown: tuple[Text, ...]) -> None:
    """The texts in the reader's language and script alone; all where there are none, or fewer, in it."""
    assert read(texts, language_of(tag)) == shown


@pytest.mark.parametrize("path", ["/gaps", "/page/hu-jintao", f"/page/{GAP}"])
@pytest.mark.parametrize("language", LANGUAGES, ids=lambda one: one.tag)
def test_page_shows_one_language(site: Client, path: str, language: Language) -> None:
    """What is not stated is told on pages in the language of the page, and not in the other as well."""
    tag = language.tag
    page = site.get(path, headers={"Accept": "text/html", "Accept-Language": tag}).text
    texts = [one.words for one in spoken(page) if one.language == tag]
    shown = {"en": IN_ENGLISH, "zh-Hans": IN_CHINESE, "zh-Hant": "中文姓名與職務均未給出"}
    assert any(shown[tag] in text for text in texts)
    assert [words for words in shown.values() if words in page] == [shown[tag]]


def test_data_have_both(site: Client) -> None:
    """JSON has one text for each language, lists have both labels; a Wikibase statement has one value."""
    gap = site.get(f"/data/{GAP}.json").get_json()
    assert set(gap["description"]) == {"en", "zh-Hans"}
    assert gap["description"]["en"].startswith(IN_ENGLISH)
    assert IN_CHINESE in gap["description"]["zh-Hans"]
    listed = {one["id"]: one["label"] for one in site.get("/things/gap.json?limit=1000").get_json()["items"]}
    assert set(listed[ID + GAP]) == {"en", "zh-Hans"}
    told = parse(site.get("/data/isc.nt?_profile=statements").data, format=RdfFormat.N_TRIPLES)
    values = [q.object for q in told if q.predicate.value == f"{PS}responsibility"]
    assert len(values) > 1
    assert {value.language for value in values if isinstance(value, Literal)} == {"en"}
