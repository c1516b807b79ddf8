"""Finding things by what they are called: which, in which order, and why."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.errors import ReleaseError
from server.folding import words
from server.names import expand
from server.store.search import Fit, Search
from server.wordings import QUERY, SEARCH, Entry, Tie, Wording

ABBREVIATION = expand("id:name-abbreviation")
FULL = expand("id:name-full")
ENDORSED = expand("plate:Endorsed")
REPORTED = expand("plate:Reported")


def name(form: str, kind: str = FULL, *, former: bool = False, standing: str = ENDORSED) -> Wording:
    """A name in English."""
    return Wording(form, "en", kind, "urn:claim", standing, former)


def entry(iri: str, *wordings: Wording, plates: tuple[Tie, ...] = ()) -> Entry:
    """A thing that is called so."""
    return Entry(iri, wordings[0].form, wordings, plates)


THINGS = (
    entry(
        "cac", name("Cyberspace Administration of China"), name("CAC", ABBREVIATION), plates=(Tie("siio"),)
    ),
    entry(
        "siio",
        name("State Internet Information Office"),
        name("SIIO", ABBREVIATION),
        Wording("国家互联网信息办公室", "zh-hans", FULL, "urn:claim", ENDORSED),
        Wording("guójiā hùliánwǎng", "zh-latn-pinyin", written="pinyin", of="国家互联网"),
    ),
    entry("scio", name("State Council Information Office"), name("SCIO", ABBREVIATION)),
    entry("cacti", Wording("cacti", "en")),
    entry("cac-book", Wording("book of the CAC", "en")),
    entry("maniac", Wording("pancaca", "en")),
    entry("word", name("SCIO as a word"), name("CAC as a word", former=True)),
    entry("older", name("Office, old"), name("SIIO", ABBREVIATION, former=True)),
    entry("doubted", name("Doubted Office"), name("SIIO", ABBREVIATION, standing=REPORTED)),
    entry("named", name("SIIO")),
)

QUERIES = [
    ("cac", ["cac", "cacti", "word", "cac-book"]),
    ("caca", ["word", "maniac"]),
    ("nca", []),
    ("siio", ["named", "siio", "doubted", "older", "cac"]),
    ("SCIO", ["scio", "word"]),
    ("state", ["scio", "siio", "cac"]),
    ("office information state", ["scio", "siio", "cac"]),
    ("information office", ["scio", "siio", "cac"]),
    ("informationoffice", ["scio", "siio", "cac"]),
    ("guojiahulianwang", ["siio", "cac"]),
    ("GUÓ JIĀ", ["siio", "cac"]),
    ("hulian", ["siio", "cac"]),
    ("互联网", ["siio", "cac"]),
    ("办公室 国家", ["siio", "cac"]),
    ("ca", ["cac", "cacti", "word", "cac-book"]),
    ("as", ["word"]),
    ("inform", ["scio", "siio", "cac"]),
    ("io", []),
    ("siio state", ["siio", "cac"]),
    ("cac cyberspace china", ["cac"]),
    ("CAC word scio", ["word"]),
    ("scio council cac", []),
    ("siio c", []),
    ("nobody", []),
    ("", []),
    ("!", []),
    ("\n", []),
]


@pytest.fixture(scope="module")
def search() -> Search:
    """The things above."""
    return Search(THINGS)


@pytest.mark.parametrize(("query", "expected"), QUERIES)
def test_what_is_found(search: Search, query: str, expected: list[str]) -> None:
    """Each query finds these things and no others, in this order."""
    assert [hit.entry.iri for hit in search.find(query)] == expected


@pytest.mark.parametrize(
    ("query", "iri", "fit"),
    [
        ("SIIO", "named", Fit.EXACT),
        ("SIIO", "siio", Fit.ABBREVIATION),
        ("cacti", "cacti", Fit.EXACT),
        ("cact", "cacti", Fit.PREFIX),
        ("the book", "cac-book", Fit.WORDS),
        ("book of", "cac-book", Fit.PREFIX),
        ("anca", "maniac", Fit.INSIDE),
        ("siio internet state", "siio", Fit.SPREAD),
    ],
)
def test_how_it_fits(search: Search, query: str, iri: str, fit: Fit) -> None:
    """A hit says how well the wording fits."""
    assert {hit.entry.iri: hit.fit for hit in search.find(query)}[iri] is fit


def test_words_in_several_names(search: Search) -> None:
    """The name that has most of the words is shown, with these marked; none is called a slip."""
    (first,) = search.find("cac scio word")
    assert (first.wording.form, first.runs, first.part) == ("SCIO as a word", ("scio", "word"), True)
    assert (first.slips, first.fit.nearly) == (0, False)


def test_an_abbreviation_stands_for_what_it_is_short_for() -> None:
    """What has the words and the full name in one wording comes before what has them in two."""
    things = (
        entry("body", name("Office of Things"), name("OT", ABBREVIATION)),
        entry("post", name("director, Office of Things")),
        entry("split", name("director, elsewhere"), name("Office of Things, former seat")),
        entry("other", name("director of the Office")),
    )
    assert [(hit.entry.iri, hit.part) for hit in Search(things).find("OT director")] == [
        ("post", False),
        ("split", True),
    ]


def test_institution_is_found_by_its_plate(search: Search) -> None:
    """Where the plate bears the wording, the hit says which plate it is."""
    hits = {hit.entry.iri: hit for hit in search.find("State Internet")}

    assert (plate := hits["cac"].plate) is not None
    assert plate.iri == "siio"
    assert hits["siio"].plate is None


def test_former_plate_makes_a_former_hit() -> None:
    """What a plate is called that has come off is no present name of the institution."""
    search = Search([entry("body", name("Body"), plates=(Tie("old"),)), entry("old", name("Old Plate"))])
    past = Search(
        [entry("body", name("Body"), plates=(Tie("old", former=True),)), entry("old", name("Old Plate"))]
    )

    assert [hit.former for hit in search.find("old plate")] == [False, False]
    assert [hit.former for hit in past.find("old plate")] == [False, True]


SOUNDS = {"ban": "办瓣板", "xin": "信新心", "wang": "网往", "hu": "互户", "lian": "联连"}
NAMES = (
    entry("cac", name("Cyberspace Administration of China"), name("CAC", ABBREVIATION)),
    entry("siio", name("State Internet Information Office"), name("SIIO", ABBREVIATION)),
    entry("clsg", name("CCILSG", ABBREVIATION), name("leading small group", former=True)),
    entry("office", Wording("中央网信办", "zh-hans", ABBREVIATION), name("Office of the Commission")),
    entry("guoxin", Wording("国信办", "zh-hans", ABBREVIATION)),
    entry("guoxin-news", Wording("国新办", "zh-hans", ABBREVIATION)),
    entry("internet", Wording("国家互联网信息办公室", "zh-hans")),
    entry("pinyin", Wording("guójiā hùliánwǎng xìnxī bàngōngshì", "zh-latn-pinyin", written="pinyin")),
    entry("lu", name("Lu Wei"), Wording("鲁炜", "zh-hans")),
    entry("xi", name("Xi Jinping"), Wording("习近平", "zh-hans")),
    entry("town", name("Wuzhen")),
    entry("human", name("human rights")),
)

#: What is asked, what is nearly so, best first, and how.
NEAR = [
    ("Cybersapce Administration", ["cac"], Fit.NEAR),
    ("Administration Cybersapce", ["cac"], Fit.NEAR),
    ("cyberspace administratoin of chian", ["cac"], Fit.NEAR),
    ("Lu Wie", ["lu"], Fit.NEAR),
    ("luwie", ["lu"], Fit.NEAR),
    ("Xi Jingping", ["xi"], Fit.NEAR),
    ("wuzen", ["town"], Fit.NEAR),
    ("WUZEHN", ["town"], Fit.NEAR),
    ("guojia hulianwng", ["pinyin"], Fit.NEAR),
    ("guojiahulianwng", ["pinyin"], Fit.NEAR),
    ("Internt Information", ["siio"], Fit.NEAR),
    ("中央网信力", ["office"], Fit.NEAR),
    ("国家互联网信息力公室", ["internet"], Fit.NEAR),
    ("家互联网信力办公室", ["internet"], Fit.NEAR),
    ("网信瓣", ["office"], Fit.SOUND),
    ("往心板", ["office"], Fit.SOUND),
    ("国心办", ["guoxin", "guoxin-news"], Fit.SOUND),
    ("国家户连网", ["internet"], Fit.SOUND),
]

#: What is asked and nothing is nearly so: abbreviations, other words, too many slips.
NEVER = [
    *("CAS", "CAD", "SIIQ", "SCIO", "SIO", "CCILS", "CCILSGX", "ca", "c"),
    *("Ku Wei", "Lu Wang", "Xi Jangpong", "hunan", "Human", "uzhen", "Cyberspace Ministry of China"),
    *("网信", "外交部", "国资委", "国信", "中央政府", "习近乎", "鲁伟", "国家统计局"),
    *("", "!", "a" * 300, "国" * 300, "\ufdfa" * 300),
]


@pytest.fixture(scope="module")
def named() -> Search:
    """The things above."""
    return Search(NAMES, SOUNDS)


@pytest.mark.parametrize(("query", "expected", "fit"), NEAR)
def test_what_is_nearly_found(named: Search, query: str, expected: list[str], fit: Fit) -> None:
    """A slip of the pen, or another character of the same sound, finds what was meant and nothing else."""
    hits = named.find(query)
    assert [(hit.entry.iri, hit.fit) for hit in hits] == [(iri, fit) for iri in expected]
    assert all(hit.slips for hit in hits)
    assert fit.nearly


@pytest.mark.parametrize("query", NEVER)
def test_what_is_not_nearly_found(named: Search, query: str) -> None:
    """What is another abbreviation, another word or too short finds nothing that is not called so."""
    assert [hit.entry.iri for hit in named.find(query) if hit.fit.nearly] == []


def test_what_holds_the_words_comes_before_what_is_near() -> None:
    """Near ones stand after one that holds the letters inside a word; none where a name begins so."""
    inside = [entry("near", name("hidenwords")), entry("inside", name("unhiddenwords"))]
    begins = [*inside, entry("begins", name("hiddenwords and more"))]
    found = [[(h.entry.iri, h.fit) for h in Search(of).find("hiddenwords")] for of in (inside, begins)]
    assert found[0] == [("inside", Fit.INSIDE), ("near", Fit.NEAR)]
    assert found[1] == [("begins", Fit.PREFIX), ("inside", Fit.INSIDE)]


def test_words_in_a_row_come_before_words_apart() -> None:
    """Whatever is shorter, and though it be the thing's own: `wang xin ban` is the end of an abbreviation."""
    pinyin = Wording("zhōngyāng wǎngxìn bàn", "zh-latn-pinyin", ABBREVIATION, "urn:claim", ENDORSED)
    plate = Entry("plate", "plate", (pinyin,))
    things = [
        entry("apart", name("wang xiao ban")),
        entry("also", name("wang, xin and ban")),
        plate,
        Entry("body", "body", (), plates=(Tie("plate"),)),
    ]
    assert [hit.entry.iri for hit in Search(things).find("wang xin ban")] == ["plate", "body", "also"]


def test_the_nearer_comes_first() -> None:
    """Fewer slips before more, and the whole of a name before a part of one."""
    things = [entry("part", name("Wuzhenese Wuzhen Summit")), entry("whole", name("Wuzhen")), *NAMES]
    assert [hit.entry.iri for hit in Search(things).find("wuzhne")][:2] == ["town", "whole"]


BODIES = (
    entry("siio", Wording("国家互联网信息办公室", "zh-hans", FULL, "urn:claim", ENDORSED)),
    entry("cpd", Wording("中共中央宣传部", "zh-hans", FULL, "urn:claim", ENDORSED)),
    entry("front", Wording("中共中央统一战线工作部", "zh-hans", FULL, "urn:claim", ENDORSED)),
    entry("guoxin", name("News Office"), Wording("国新办", "zh-hans", ABBREVIATION)),
    entry("news", Wording("国务院新闻办公室", "zh-hans", FULL, "urn:claim", ENDORSED)),
    entry("label", Wording("国家互联网信息办公室主任办", "zh-hans")),
    Entry("text", "t", (Wording("曾任职于国家网信办的人", "zh-hans"),), sort=QUERY),
    Entry("begins", "b", (Wording("国家网信办的人", "zh-hans"),), sort=QUERY),
)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("国家网信办", ["siio", "begins", "text"]),
        ("国家 网信办", ["begins", "text"]),
        ("国网信办", ["siio"]),
        ("中宣部", ["cpd"]),
        ("统战部", ["front"]),
        ("中央统战部", ["front"]),
        ("国新办", ["guoxin"]),
        ("国务新办", ["news"]),
        *(
            (other, [])
            for other in (
                "国办",
                "国信网办",
                "互信办",
                "国网信",
                "国家办公室",
                "国务院办公室",
                "中办",
                "国网办",
            )
        ),
        *((other, []) for other in ("国资委", "外交部", "国家网部", "国网x办", "国国办", "中共部门")),
    ],
)
def test_chinese_names_cut_short(query: str, expected: list[str]) -> None:
    """Characters of a name in their order find it, before texts that mention them; no other body's do."""
    hits = Search(BODIES).find(query)
    assert [hit.entry.iri for hit in hits] == expected
    assert all(hit.runs == tuple("".join(words(query))) for hit in hits if hit.fit is Fit.SHORTENED)
    assert not any(hit.fit.nearly for hit in hits)


@given(st.lists(st.text(min_size=1, max_size=30), max_size=4), st.text(max_size=40))
def test_every_mark_is_a_part_of_the_wording(forms: list[str], query: str) -> None:
    """Whatever is asked of whatever names, what is said to fit is in the wording; likes are wordings too."""
    search = Search([entry(str(place), Wording(form)) for place, form in enumerate(forms)], SOUNDS)
    for hit in search.find(query):
        assert all(run in "".join(words(hit.wording.form)) for run in hit.runs)
    assert {wording.form for wording in search.like(query, 3)} <= set(forms)


def test_what_is_like_and_which_words_find_something(named: Search) -> None:
    """Where nothing fits, the wordings that are most like it, and the words that alone find something."""
    assert [said.form for said in named.like("Cyberspace Ministry of China", 2)] == [
        "Cyberspace Administration of China"
    ]
    assert named.parts("CAC Cyberspice Ministry of the Informaton CAD") == [
        "cac",
        "cyberspace",
        "information",
    ]
    assert named.parts("中央网信办 公安部") == ["中央网信办"]
    assert [said.form for said in named.like("Luuweei", 2)] == ["Lu Wei"]
    assert named.like("Hauwei", 2) == []
    assert named.like("CAD", 3) == []


FORMS = st.text(min_size=1, max_size=12)


@given(st.lists(FORMS, min_size=1, max_size=6), st.text(max_size=8))
def test_any_wording_finds_its_thing(forms: list[str], query: str) -> None:
    """Each wording that holds a word finds its thing as an exact fit, and nothing asked for is an error."""
    search = Search([entry(str(place), Wording(form)) for place, form in enumerate(forms)])
    search.find(query)

    for place, form in enumerate(forms):
        if any(character.isalnum() for character in form):
            hits = {hit.entry.iri: hit.fit for hit in search.find(form)}
            assert hits.get(str(place), Fit.EXACT) is Fit.EXACT


@pytest.mark.parametrize(
    "text", ["", "{}", '{"format": 3, "things": []}', '{"format": 1, "things": [{}]}', "[]"]
)
def test_another_shape_is_refused(tmp_path: Path, text: str) -> None:
    """A file that this program did not write is named, with what to do."""
    (tmp_path / SEARCH).write_text(text, encoding="utf-8")
    with pytest.raises(ReleaseError, match="build the release again"):
        Search.opened(tmp_path)


def test_release_without_the_file_is_refused(tmp_path: Path) -> None:
    """A release that an older program built says that it must be built again."""
    with pytest.raises(ReleaseError, match=SEARCH):
        Search.opened(tmp_path)
