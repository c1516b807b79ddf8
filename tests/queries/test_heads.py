"""What the query files say of themselves, and whether queries and expected answers belong together."""

from __future__ import annotations

import re

import pytest
from pyoxigraph import NamedNode, Store

from server.names import PREFIXES
from tests.queries.catalogue import EXPECTED, FOLDER, Query, queries

ACID = {"nameplates", "founding", "upgrade", "superiors", "dual-supervision"}
NEEDED = ("title", "title-zh", "description", "description-zh", "group", "keywords")
OPTIONAL = ("question", "acid", "answer", "empty")
ALL = tuple(queries())

each = pytest.mark.parametrize("query", ALL, ids=lambda query: query.name)


@each
def test_head_is_whole(query: Query) -> None:
    """The head has every needed field, none twice, none that nobody knows, and each says something."""
    assert set(NEEDED) <= set(query.lines), f"missing: {set(NEEDED) - set(query.lines)}"
    assert len(set(query.lines)) == len(query.lines)
    assert set(query.lines) <= {*NEEDED, *OPTIONAL}
    assert all(query.head.values())


@each
def test_head_is_well_formed(query: Query) -> None:
    """Question numbers, acid tags and the Chinese title have the form that readers of the head rely on."""
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", query.name)
    assert re.fullmatch(r"Q[0-9]{2}", query.head.get("question", "Q00"))
    assert set(query.head.get("acid", "founding").split(", ")) <= ACID
    assert re.search(r"[\u4e00-\u9fff]", query.head["title-zh"])
    assert query.head["description"].endswith(".")
    assert re.search(r"[\u4e00-\u9fff].*。$", query.head["description-zh"])
    assert query.head.get("answer", "grows with the data") == "grows with the data"


@each
def test_the_line_to_change_is_there(query: Query) -> None:
    """A line that the description names stands in the query, and both languages name the same."""
    line = re.compile(r"VALUES (\?\w+|\([^)]*\))")
    named = [set(line.findall(query.head[words])) for words in ("description", "description-zh")]
    assert named[0] == named[1] <= set(line.findall(query.bare))


@each
def test_prefixes_are_those_used(query: Query) -> None:
    """Each prefix used is declared as the project declares it, and none is declared in vain."""
    declared = dict(re.findall(r"^PREFIX (\w+): <([^>]+)>$", query.body, re.MULTILINE))
    pattern = re.sub(r"^PREFIX .*$", "", query.bare, flags=re.MULTILINE)
    assert set(re.findall(r"(?<![\w?:])(\w+):(?=\w)", pattern)) == set(declared)
    assert declared.items() <= PREFIXES.items()


@each
def test_names_are_known(query: Query, store: Store) -> None:
    """Each term and thing that a query names stands in the release, so that no row is lost to a slip."""
    named = re.findall(r"\b(plate|id):([\w-]+)", query.bare)
    unknown = [
        f"{prefix}:{name}"
        for prefix, name in named
        if not any(store.quads_for_pattern(NamedNode(PREFIXES[prefix] + name), None, None))
    ]
    assert unknown == []


@each
def test_language_tags_are_as_in_the_data(query: Query) -> None:
    """Tags are in lower case, as every engine gives them; only LANGMATCHES takes others."""
    written = re.findall(r'"@([A-Za-z-]+)|\bLANG\([^)]*\) *!?= *"([^"]+)"|"([a-z]{2}-[^"]*)"', query.bare)
    assert [tag for tags in written for tag in tags if tag != tag.lower()] == []


@each
def test_expected_answer_is_said(query: Query) -> None:
    """A query has an expected answer with a row, unless its head says that it is empty or that it grows."""
    expected = query.expected
    assert (expected is None) == ("answer" in query.head)
    if expected is not None:
        assert bool(expected.rows) != ("empty" in query.head)
        assert expected == query.comparable(expected), "rows without ORDER BY stand sorted in the file"


def test_expected_answers_have_queries() -> None:
    """No expected answer is left without its query, and nothing else lies about."""
    assert {path.stem for path in EXPECTED.iterdir()} <= {query.name for query in ALL}
    assert {path.suffix for path in EXPECTED.iterdir()} == {".csv"}
    assert {path.name for path in FOLDER.iterdir() if path.suffix != ".rq"} == {"README.md", "expected"}


def test_titles_are_unique() -> None:
    """No two queries have one title, in either language."""
    for key in ("title", "title-zh"):
        titles = [query.head[key] for query in ALL]
        assert len(titles) == len(set(titles))


def test_acid_tests_are_covered() -> None:
    """Each of the five questions that the model was made for has a query with an expected answer."""
    tagged = {query.head["acid"] for query in ALL if "acid" in query.head and query.expected}
    assert tagged == ACID


def test_most_answers_are_fixed() -> None:
    """The suite asks for something: few queries do without an expected answer, and most have rows."""
    fixed = [query for query in ALL if query.expected is not None and query.expected.rows]
    assert len(fixed) >= 30
    assert len(fixed) > 0.8 * len(ALL)
