"""Names: what each source prints, in which language, and for how long."""

from __future__ import annotations

import re

import pytest
from pyoxigraph import Store

from tests.data.statements import ask, holds, labels, values

CHINESE = 'FILTER(langMatches(lang(?form), "zh"))'
WITHOUT = (
    "id:xi-jinping",
    "id:hu-jintao",
    "id:zhao-zeliang",
    "id:zhu-guoxian",
    "id:huang-kunming",
    "id:xu-lin",
)


def test_page_prints_no_chinese(store: Store) -> None:
    """The page on the event gives no Chinese for anything, and that is a known gap."""
    pattern = f"?c plate:drawsOn id:doc-003 ; skosxl:literalForm|rdf:object|plate:wordedAs ?form {CHINESE}"
    assert ask(store, "?c ?form", pattern) == set()
    assert holds(store, "?gap a plate:KnownGap ; plate:gapSubject id:doc-003 ; plate:searchedIn id:doc-003")


def test_three_people_have_chinese_names_in_the_report(store: Store) -> None:
    """Of nine people the report names three in Chinese."""
    people = (
        "?n plate:nameOf ?person ; skosxl:literalForm ?form ; "
        f"plate:drawsOn id:doc-000 . ?person a foaf:Person {CHINESE}"
    )
    assert ask(store, "?person ?form", people) == {
        ("id:zhuang-rongwen", "庄荣文"),
        ("id:wang-xiujun", "王秀军"),
        ("id:shang-bing", "尚冰"),
    }


@pytest.mark.parametrize("person", WITHOUT)
def test_chinese_names_from_elsewhere(store: Store, person: str) -> None:
    """A Chinese name that the report lacks is a known gap, and comes from a public page only."""
    gap = f"?gap a plate:KnownGap ; plate:gapSubject {person} ; plate:gapProperty skos:prefLabel"
    assert holds(store, f"{gap} ; plate:searchedIn id:doc-000")
    sources = f"?n plate:nameOf {person} ; skosxl:literalForm ?form ; plate:drawsOn/rdf:type ?kind {CHINESE}"
    assert ("plate:SourceDocument",) not in ask(store, "?kind", sources)
    if labels(store, person, "zh-hans"):
        assert ("plate:ConsultedPage",) in ask(store, "?kind", sources)


def test_chinese_name_belongs_to_the_leading_group(store: Store) -> None:
    """The Chinese name in the report is the leading group's until 2018; the Commission has none there."""
    names = (
        "?n plate:nameOf id:ccac ; plate:validity ?when ; "
        f"skosxl:literalForm ?form ; plate:drawsOn id:doc-000 {CHINESE}"
    )
    assert ask(store, "?form ?when", names) == {("中央网络安全和信息化领导小组", "2014/2018")}
    assert holds(
        store,
        "?gap plate:gapSubject id:ccac ; plate:gapProperty skos:prefLabel ; plate:searchedIn id:doc-000",
    )
    assert "中央网络安全和信息化领导小组" not in labels(store, "id:ccac", "zh-hans")


def test_chinese_is_whole(store: Store) -> None:
    """Names that the print breaks over two lines are whole here, and no Chinese has a gap in it."""
    forms = {form for (form,) in ask(store, "?form", f"?n skosxl:literalForm ?form {CHINESE}")}
    assert {"国家互联网信息办公室", "中国网络空间安全协会", "网络空间命运共同体"} <= forms
    assert [form for form in forms if re.search(r"\s", form)] == []


def test_plain_hyphens_and_spaces(store: Store) -> None:
    """No name has an unbreakable or unseen hyphen or space, so that search finds it."""
    forms = ask(store, "?form", "?n skosxl:literalForm|skos:prefLabel ?form")
    assert [form for (form,) in forms if re.search("[\u2011\u00a0\u00ad\u200b]", form)] == []


def test_english_name_is_a_thing(store: Store) -> None:
    """The English name of the CAC is itself a thing with a time, so that its story is told of it."""
    assert values(store, "id:name-cac-en", "skosxl:literalForm") == {"Cyberspace Administration of China"}
    assert values(store, "id:name-cac-en", "plate:validity") == {"2014/"}
    assert "id:name-cac-en" in values(store, "id:gloss-cac-english-name", "plate:about")
    assert values(store, "id:event-cac-establishment", "plate:toName") == {"id:name-cac-en"}


def test_associations_have_no_abbreviations_in_the_sources(store: Store) -> None:
    """The report abbreviates neither association; that is a gap, and CSAC or ISC come from elsewhere."""
    for association in ("id:csac", "id:isc"):
        assert holds(store, f"?gap plate:gapSubject {association} ; plate:gapProperty skos:altLabel")
        short = (
            f"?n plate:nameOf {association} ; plate:nameKind id:name-abbreviation ; plate:drawsOn id:doc-000"
        )
        assert ask(store, "?n", short) == set()


def test_printed_english_of_the_principle(store: Store) -> None:
    """The principle is shown as printed, “one system”; “one institution” is the curators' and says so."""
    assert labels(store, "id:nameplate-principle", "en") == {"one system, two nameplates"}
    name = (
        '?n plate:nameOf id:nameplate-principle ; skosxl:literalForm "one institution, two nameplates"@en ; '
    )
    rest = "plate:nameKind ?kind ; plate:standing ?standing ; prov:wasAttributedTo ?voice"
    assert ask(store, "?kind ?standing ?voice", name + rest) == {
        ("id:name-editorial", "plate:Reported", "id:curators")
    }


@pytest.mark.parametrize(
    ("tenure", "printed", "role"),
    [
        (
            "id:tenure-zhuang-cpd",
            "Deputy Minister of the Central Propaganda Department",
            "id:role-deputy-head",
        ),
        ("id:tenure-xu-cpd", "deputy head of the Central Propaganda Department", "id:role-deputy-head"),
        ("id:tenure-xu-scio", "Minister of the State Council Information Office", "id:role-head"),
        ("id:tenure-zhuang-siio", "Director of the SIIO", "id:role-head"),
    ],
)
def test_titles_as_printed(store: Store, tenure: str, printed: str, role: str) -> None:
    """Deputy Minister and deputy head are one role, Minister and Director another; the print is kept."""
    assert values(store, tenure, "plate:printedTitle") == {printed}
    assert values(store, tenure, "plate:post/org:role") == {role}
