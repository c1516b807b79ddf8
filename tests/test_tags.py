"""Tags of languages, in the case that people know."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.tags import bcp47


@pytest.mark.parametrize(
    ("tag", "cased"),
    [
        ("zh-hans", "zh-Hans"),
        ("ZH-LATN-PINYIN", "zh-Latn-pinyin"),
        ("en-gb", "en-GB"),
        ("zh-hant-x-ab", "zh-Hant-x-ab"),
        ("", ""),
    ],
)
def test_tags_in_case(tag: str, cased: str) -> None:
    """Scripts are titled, regions upper case, all else lower, also after a single letter."""
    assert bcp47(tag) == cased


@given(st.text())
def test_any_text_is_a_tag(text: str) -> None:
    """What is no tag fails nothing, and what is in case stays so."""
    assert bcp47(bcp47(text)).lower() == bcp47(text).lower()
