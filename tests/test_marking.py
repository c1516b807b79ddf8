"""Where in a wording the letters are that were found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.folding import words
from server.marking import pieces, spans

CASES = [
    ("Guójiā Hùliánwǎng", ["guojiahulianwang"], "[Guójiā Hùliánwǎng]"),
    ("Guójiā Hùliánwǎng", ["hulian"], "Guójiā [Hùlián]wǎng"),
    ("Xī'ān, Party Secretary", ["xian", "secretary"], "[Xī'ān], Party [Secretary]"),
    ("中央网信办", ["网信办"], "中央[网信办]"),
    ("Re-signed office", ["resigned"], "[Re-signed] office"),
    ("the cat has cat", ["cat"], "the [cat] has cat"),
    ("Office of external", ["office", "of"], "[Office] [of] external"),
    ("concat cat", ["cat"], "concat [cat]"),
    ("e\u0301tat", ["et"], "[e\u0301t]at"),
    ("ＣＡＣ office", ["cac"], "[ＣＡＣ] office"),
    ("Straße", ["strasse"], "[Straße]"),
    ("office", ["nothing"], "office"),
    ("office", [], "office"),
    ("", ["a"], ""),
]


@pytest.mark.parametrize(("form", "runs", "marked"), CASES)
def test_what_is_marked(form: str, runs: list[str], marked: str) -> None:
    """The letters themselves, with accents and silent marks among them; at the beginning of a word first."""
    shown = "".join(f"[{piece.text}]" if piece.marked else piece.text for piece in pieces(form, runs))
    assert shown == marked


@given(st.text(max_size=40), st.lists(st.text(max_size=6), max_size=3))
def test_pieces_are_the_wording(form: str, runs: list[str]) -> None:
    """Nothing is lost, doubled or moved, whatever is marked; marks are in order and apart."""
    folded = ["".join(words(run)) for run in runs]
    assert "".join(piece.text for piece in pieces(form, folded)) == form
    places = [place for span in spans(form, folded) for place in span]
    assert places == sorted(places)
