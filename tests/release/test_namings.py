"""Chinese labels that are drawn from names, and how names are written otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Quad

from server.release.labelling import LABEL
from server.release.namings import chinese_labels, written_forms
from server.release.projection import last_known
from server.release.terms import short
from tests.release.projects import day, reasoned, told, with_facts

_DAY = day("2020-06-30")
_FACTS = """
id:web a plate:ConsultedPage . id:passage-web a plate:Passage ; dcterms:isPartOf id:web .
"""


def _name(name: str, form: str, more: str = "", kind: str = "full", passage: str = "passage-a-1") -> str:
    return (
        f'id:{name} a plate:Name ; plate:nameOf id:a ; skosxl:literalForm "{form}"@zh-Hans ; '
        f"plate:nameKind id:name-{kind} ; plate:standing plate:Endorsed ; {more} "
        f"plate:citation [ plate:passage id:{passage} ] .\n"
    )


def _held(text: str) -> str:
    return f'plate:validity "{text}"^^edtf:EDTF ;'


@pytest.mark.parametrize(
    ("facts", "label"),
    [
        (_name("n", "办公室"), "办公室"),
        (_name("n", "办", kind="abbreviation"), None),
        (_name("n", "办公室", _held("/2012")), None),
        (_name("n", "办公室", _held("2021/")), None),
        (_name("n", "办公室", "plate:polarity plate:Negative ;"), None),
        (_name("n", "办公室").replace("Endorsed", "Reported"), None),
        (_name("n", "办公室") + 'id:a skos:prefLabel "室"@zh-Hans .', None),
        (_name("n", "办公室") + 'id:a skos:prefLabel "office"@en .', "办公室"),
        (_name("n", "乙") + _name("m", "甲"), "乙"),
        (_name("n", "乙", _held("2010/")) + _name("m", "甲", _held("2015/")), "甲"),
        (_name("n", "甲", _held("2015/"), passage="passage-web") + _name("m", "乙"), "乙"),
        (_name("n", "甲", passage="passage-web"), "甲"),
    ],
)
def test_label(tmp_path: Path, facts: str, label: str | None) -> None:
    """A thing without a Chinese label gets the full name that it bears, a source's and the latest first."""
    store = reasoned(with_facts(tmp_path / "p", _FACTS + facts))
    expected = set() if label is None else {f'id:a skos:prefLabel "{label}"@zh-hans'}
    assert told(chinese_labels(store, _DAY)) == expected


def test_a_label_is_no_other_label(tmp_path: Path) -> None:
    """The name that became the label is not repeated among the other labels."""
    store = reasoned(with_facts(tmp_path / "p", _name("n", "乙") + _name("m", "甲")))
    assert {short(t.predicate) for t in last_known(store, _DAY)} == {"skos:altLabel"}
    store.extend(Quad(t.subject, t.predicate, t.object) for t in chinese_labels(store, _DAY))
    assert told(last_known(store, _DAY)) == {'id:a skos:altLabel "甲"@zh-hans'}
    assert [t for t in chinese_labels(store, _DAY) if t.predicate == LABEL] == []


def test_written_forms(tmp_path: Path) -> None:
    """Each endorsed Chinese name is written in three other ways; persons' names as such."""
    facts = _name("n", "网信办") + _name("m", "甲").replace("Endorsed", "Reported")
    facts += _name("p", "习近平").replace("id:a ", "id:x ") + "id:x a foaf:Person ."
    assert told(written_forms(reasoned(with_facts(tmp_path / "p", facts)))) == {
        'id:n plate:traditionalForm "網信辦"@zh-hant',
        'id:n plate:pinyin "wǎngxìn bàn"@zh-latn-pinyin',
        'id:n plate:plainPinyin "wangxin ban"@zh-latn',
        'id:p plate:traditionalForm "習近平"@zh-hant',
        'id:p plate:pinyin "Xí Jìnpíng"@zh-latn-pinyin',
        'id:p plate:plainPinyin "xi jinping"@zh-latn',
    }
