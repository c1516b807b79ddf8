"""Literals that are spelled against their datatype."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode

from server.names import PREFIXES
from server.release.lexical import ill_typed, invisible


def _literal(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=NamedNode(PREFIXES["xsd"] + datatype))


@pytest.mark.parametrize(
    ("datatype", "texts"),
    [
        ("integer", ["0", "01", "-3", "+3"]),
        ("nonNegativeInteger", ["0"]),
        ("positiveInteger", ["1"]),
        ("byte", ["-128", "127"]),
        ("date", ["2018-03-21", "2016-02-29", "2018-03-21Z", "2018-03-21+08:00"]),
        ("dateTime", ["2018-03-21T08:00:00", "2018-03-21T08:00:00.5+08:00", "2018-03-21T24:00:00Z"]),
        ("time", ["08:00:00"]),
        ("gYear", ["2018", "-0044", "12018"]),
        ("gYearMonth", ["2018-12"]),
        ("boolean", ["true", "false", "0", "1"]),
        ("decimal", ["1", "1.", ".5", "-1.5"]),
        ("double", ["1e3", "INF", "-INF", "NaN", "1.5E-3"]),
        ("anyURI", ["https://example.org/", "x"]),
        ("string", ["anything"]),
    ],
)
def test_well_typed(datatype: str, texts: list[str]) -> None:
    """Every spelling that the datatype allows is accepted."""
    assert [ill_typed(_literal(text, datatype)) for text in texts] == [None] * len(texts)


@pytest.mark.card("DWBP", "13")
@pytest.mark.parametrize(
    ("datatype", "texts"),
    [
        ("integer", ["", "abc", "1.0", "1e3", "１"]),
        ("nonNegativeInteger", ["-1"]),
        ("positiveInteger", ["0"]),
        ("byte", ["128"]),
        ("date", ["2018-02-30", "2018", "21.3.2018", "2018-13-01", "2018-03-21T00:00:00"]),
        ("dateTime", ["2018-03-21", "2018-03-21T25:00:00", "2018-02-30T08:00:00"]),
        ("time", ["8:00"]),
        ("gYear", ["18", "2018-03"]),
        ("gYearMonth", ["2018-13", "2018"]),
        ("boolean", ["yes", "True"]),
        ("decimal", ["1e3", "1,5"]),
        ("double", ["inf"]),
        ("anyURI", ["a b", "<x>"]),
    ],
)
def test_ill_typed(datatype: str, texts: list[str]) -> None:
    """Every other spelling is told, with a right example."""
    for text in texts:
        message = ill_typed(_literal(text, datatype))
        assert message is not None
        assert f"xsd:{datatype}: write it as" in message


def test_unknown_datatypes_are_left_alone() -> None:
    """What is not known here is not judged, nor are plain strings."""
    assert ill_typed(Literal("x", datatype=NamedNode("http://example.org/integer"))) is None
    assert ill_typed(Literal("x", language="en")) is None


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("网信办 of 2014", None),
        ("café\u00a0x", None),
        ("", None),
        ("\u200bx", 0),
        ("ca\ufeffc", 2),
        ("x\u00ad", 1),
        ("a\u202eb", 1),
        ("a\u2060b", 1),
        ("a\u2028b", 1),
    ],
)
def test_invisible(text: str, at: int | None) -> None:
    """Characters that leave no mark are found where they stand; letters and spaces are not such."""
    assert invisible(text) == at
