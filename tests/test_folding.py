"""Wordings as they are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.folding import beginnings, words

SAME = [
    ("Guójiā Hùliánwǎng", "guojia hulianwang"),
    ("Xī'ān", "xian"),
    ("Lǚ Wěi", "lu wei"),
    ("ＣＡＣ", "cac"),
    ("China’s “Vision”", "chinas vision"),
    ("re-establishment", "re establishment"),
    ("re_establishment", "re establishment"),
    ("  State\tCouncil\n", "state council"),
    ("《网络 主权》", "网络 主权"),
    ("STRAẞE", "strasse"),
    ("İstanbul", "istanbul"),
    ("zero\u200bwidth", "zerowidth"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_is_the_same(one: str, other: str) -> None:
    """Case, tones, width, quotation marks, hyphens and spaces make no difference."""
    assert words(one) == words(other) == tuple(other.split())


def test_what_differs() -> None:
    """Letters in another order, and simplified and traditional characters, stay apart."""
    assert words("SIIO") != words("SCIO")
    assert words("网络") != words("網絡")


@pytest.mark.parametrize("text", ["", " ", "!?", "“”", "\u0301", "---"])
def test_what_holds_no_word(text: str) -> None:
    """Marks alone are nothing to look for."""
    assert words(text) == ()


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    """What is folded is folded already, whatever it was."""
    once = words(text)

    assert words(" ".join(once)) == once
    assert all(once)


@given(st.text(), st.text())
def test_words_stand_side_by_side(one: str, other: str) -> None:
    """The words of two texts with a space between are those of the one and those of the other."""
    assert words(f"{one} {other}") == words(one) + words(other)


@given(st.text())
def test_a_word_begins_where_one_is(text: str) -> None:
    """Each word begins where it stands, and nothing begins outside."""
    parts = words(text)
    places = beginnings(parts)

    assert {sum(map(len, parts[:count])) for count in range(len(parts))} <= places
    assert all(0 <= place < sum(map(len, parts)) for place in places)
