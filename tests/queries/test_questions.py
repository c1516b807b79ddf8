"""Every competency question has a query, and each such query has an expected answer."""

from __future__ import annotations

import pytest

from tests.queries.catalogue import Query, queries

#: The questions that a researcher puts to the two sources, by number.
NAMEPLATES = ("Q01", "Q03", "Q04", "Q06")
HIERARCHY = ("Q07", "Q09", "Q10", "Q11", "Q12", "Q14", "Q15")
POSTS = ("Q17", "Q18", "Q19", "Q21", "Q22", "Q24")
ASSOCIATIONS = ("Q26", "Q28", "Q29", "Q30")
CONCEPTS = ("Q32", "Q33", "Q35", "Q37", "Q38", "Q39")
DOCUMENTS = ("Q41", "Q43", "Q45")
CONFERENCE = ("Q46", "Q48", "Q49", "Q50")
PLACES = ("Q54", "Q55")
PROVENANCE = ("Q57", "Q58")
QUESTIONS = (
    *NAMEPLATES,
    *HIERARCHY,
    *POSTS,
    *ASSOCIATIONS,
    *CONCEPTS,
    *DOCUMENTS,
    *CONFERENCE,
    *PLACES,
    *PROVENANCE,
)

ANSWERING = tuple(query for query in queries() if "question" in query.head)


def test_every_question_has_a_query() -> None:
    """All thirty-eight questions are asked, and no query claims to answer one that is not put."""
    assert len(set(QUESTIONS)) == 38
    assert {query.head["question"] for query in ANSWERING} == set(QUESTIONS)


@pytest.mark.card("Linked data", "3")
@pytest.mark.parametrize("query", ANSWERING, ids=lambda query: query.name)
def test_every_question_has_its_answer(query: Query) -> None:
    """The answer to a question is fixed and has rows: the sources do not change."""
    assert query.expected is not None
    assert query.expected.rows
