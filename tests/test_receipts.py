"""Receipts as documents: what is written can be read, fits the published schema, and is compared rightly."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.receipt_json import BadReceipt, read, written
from server.receipts import Basis, Question, Receipt, Result
from server.results import Summed
from server.verdicts import compared, expected, judged

SCHEMA = json.loads(
    (Path(__file__).parent.parent / "server/web/schemas/receipt.json").read_text(encoding="utf-8")
)
FITS = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
HASHES = st.text("0123456789abcdef", min_size=64, max_size=64)
WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8)
COUNTS = st.integers(0, 10**9)
SUMMED = st.one_of(
    st.builds(
        Summed,
        st.just("table"),
        HASHES,
        variables=st.lists(WORDS, max_size=3).map(tuple),
        rows=COUNTS,
        triples=st.none(),
        boolean=st.none(),
    ),
    st.builds(
        Summed,
        st.just("graph"),
        HASHES,
        variables=st.none(),
        rows=st.none(),
        triples=COUNTS,
        boolean=st.none(),
    ),
    st.builds(
        Summed,
        st.just("boolean"),
        HASHES,
        variables=st.none(),
        rows=st.none(),
        triples=st.none(),
        boolean=st.booleans(),
    ),
)
PERIODS = st.sampled_from(["", "2016-12-31", "2014-01-01/2018-12-31"])
QUESTIONS = st.builds(
    Question, WORDS, st.lists(WORDS, max_size=2).map(tuple), st.lists(WORDS, max_size=2).map(tuple), PERIODS
)
RECEIPTS = st.builds(
    Receipt,
    QUESTIONS,
    st.builds(Basis, WORDS, WORDS, WORDS, HASHES),
    st.builds(Result, WORDS, COUNTS, SUMMED),
    st.just("2026-11-22T10:00:00Z"),
    WORDS,
)
EMPTY = Receipt(
    Question("ASK { <x:a> ?p ?o }"),
    Basis("1.0.0-00", "1.0.0", "2026-11-22", "0" * 64),
    Result("application/sparql-results+json", 30, Summed("boolean", "a" * 64, boolean=False)),
    "2026-11-22T10:00:00Z",
    "nameplate 0",
)


@given(RECEIPTS)
def test_what_is_written_can_be_read(receipt: Receipt) -> None:
    """Every receipt fits the schema and comes back from JSON as it was."""
    members = json.loads(json.dumps(written(receipt)))
    FITS.validate(members)
    assert read(members) == receipt


def test_nothing_found_is_an_answer() -> None:
    """A receipt of nothing says so, and that it is no proof of absence; each says what it is not."""
    members: Any = written(EMPTY)
    assert members["result"]["nothingFound"] is True
    assert members["result"]["boolean"] is False
    assert "not that it is not so" in members["result"]["says"]
    assert "not what is true" in members["notice"]
    found = replace(EMPTY, result=replace(EMPTY.result, summed=Summed("boolean", "b" * 64, boolean=True)))
    told: Any = written(found)
    assert told["result"]["nothingFound"] is False
    assert "says" not in told["result"]


@pytest.mark.parametrize(
    ("where", "value", "words"),
    [
        ("format", 2, "format"),
        ("format", None, "format"),
        ("query", [], "query: a JSON object"),
        ("query.text", 1, "query.text: a text"),
        ("query.text", "ASK {}", "query.sha256: it is not the hash of query.text"),
        ("query.text", "\ud800", "half a character"),
        ("query.sha256", "A" * 64, "query.sha256: 64 hexadecimal digits"),
        ("query.defaultGraphs", "x", "query.defaultGraphs: a list of texts"),
        ("query.namedGraphs", ["x"] * 1001, "query.namedGraphs: at most"),
        ("query.at", "2016", "query.at: a day"),
        ("query.at", "2016-02-30", "query.at: .*2016-02"),
        ("release.canonicalSha256", None, "release.canonicalSha256: a text"),
        ("release.name", "", "release.name: a text"),
        ("result.kind", "tree", "result.kind: a result is"),
        ("result.boolean", "yes", "result.kind: a result is"),
        ("result.bytes", -1, "result.bytes: a number"),
        ("result.bytes", True, "result.bytes: a number"),
        ("time", "yesterday", "time: a moment"),
        ("time", "2026-11-22T10:00:00", "time: a moment"),
        ("program", None, "program: a text"),
    ],
)
def test_what_is_no_receipt(where: str, value: object, words: str) -> None:
    """What is missing, of another kind or contradicts itself is told by its place."""
    members: Any = copy.deepcopy(written(EMPTY))
    *folders, name = where.split(".")
    inner = members
    for folder in folders:
        inner = inner[folder]
    inner[name] = value
    with pytest.raises(BadReceipt, match=words):
        read(members)


@pytest.mark.parametrize("members", [None, [], "receipt", 1])
def test_what_is_no_object(members: object) -> None:
    """A receipt is a JSON object."""
    with pytest.raises(BadReceipt, match="a JSON object"):
        read(members)


def _with(summed: Summed, canonical: str = "0" * 64) -> Receipt:
    release = replace(EMPTY.release, canonical_sha256=canonical)
    return replace(EMPTY, release=release, result=replace(EMPTY.result, summed=summed))


TABLE = Summed("table", "1" * 64, variables=("x",), rows=3)


@pytest.mark.parametrize(
    ("now", "canonical", "word", "differences"),
    [
        (TABLE, "0" * 64, "same", {}),
        (replace(TABLE, sha256="2" * 64), "0" * 64, "different", {"sha256": ("1" * 64, "2" * 64)}),
        (
            replace(TABLE, sha256="2" * 64, rows=4),
            "0" * 64,
            "different",
            {"rows": (3, 4), "sha256": ("1" * 64, "2" * 64)},
        ),
        (TABLE, "f" * 64, "other release", {}),
        (
            replace(TABLE, sha256="2" * 64, rows=0),
            "f" * 64,
            "other release",
            {"rows": (3, 0), "sha256": ("1" * 64, "2" * 64)},
        ),
    ],
)
def test_verdicts(
    now: Summed, canonical: str, word: str, differences: dict[str, tuple[object, object]]
) -> None:
    """Same data and answer, same data and another answer, other data: each is told with what differs."""
    verdict = compared(expected(_with(TABLE)), _with(now, canonical))
    assert verdict.word == word
    assert {one.what: (one.receipt, one.now) for one in verdict.differences} == differences
    told = judged(verdict)
    assert told["verdict"] == word
    assert told["sameAnswer"] == (not differences)
    for what in differences:
        assert what in verdict.says


@pytest.mark.parametrize(
    ("name", "canonical", "word", "says"),
    [
        ("0.2.0-dev-00ff", "f" * 64, "not published", "nobody keeps it for ever"),
        ("0.2.0-dev", "f" * 64, "not published", "cannot be verified without a copy of that build"),
        ("0.2.0-dev-00ff", "0" * 64, "same", "only as long as somebody keeps that build"),
        ("0.1.0-00ff", "f" * 64, "other release", "verify it with its own release"),
        ("0.1.0", "0" * 64, "same", "Asked again of the same data, the answer is the same."),
        ("dev-null", "f" * 64, "other release", "verify it with its own release"),
    ],
)
def test_what_is_not_published(name: str, canonical: str, word: str, says: str) -> None:
    """Of a receipt of what is not published it is told that nobody keeps that, be it at hand or not."""
    before = replace(EMPTY, release=replace(EMPTY.release, name=name))
    told = judged(
        compared(expected(before), replace(EMPTY, release=replace(EMPTY.release, canonical_sha256=canonical)))
    )
    assert told["verdict"] == word
    assert says in str(told["says"])
    assert told["publishedRelease"] is ("-dev" not in name)
    assert ("published version" in str(told["says"])) is ("-dev" in name)


def test_name_of_a_release_does_not_matter() -> None:
    """A release is known by what it holds: the same data under another name are the same."""
    other = replace(EMPTY, release=replace(EMPTY.release, name="elsewhere", version="9.9.9"))
    assert compared(expected(EMPTY), other).word == "same"


def test_other_program_and_size_do_not_matter() -> None:
    """What found the answer, when and in how many bytes is told, not compared."""
    other = replace(
        EMPTY, program="other 2", time="2027-01-01T00:00:00Z", result=replace(EMPTY.result, bytes=99)
    )
    assert compared(expected(EMPTY), other).word == "same"
