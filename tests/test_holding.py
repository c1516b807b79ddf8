"""Whether something held on a day: the model's rulings as a table, and the queries that cast triples."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple

from server.dates import Bounds, parse
from server.holding import Held, Manner, apart, change_days, held, manner
from server.names import ID, ONTOLOGY, expand
from server.release import projection
from server.release.projection import store_of

YES, MAYBE, NO = Held.CERTAINLY, Held.POSSIBLY, Held.NOT
OBSERVED = Bounds(None, date(2021, 12, 31), date(2021, 9, 1), None)  # seen in a writing of late 2021
FORMER = Bounds(None, date(2021, 12, 31), None, date(2021, 12, 31))  # “former”, no dates
JOINT = Bounds(date(2013, 1, 1), date(2014, 12, 31), date(2013, 1, 1), date(2018, 12, 31))

#: bounds, question, answer: rulings 0.6 (time), 0.7 (as of), 0.14 (partial dates) of the model.
CASES = [
    (parse("2014/2018"), "2013-12-31", NO),
    (parse("2014/2018"), "2014-01-01", MAYBE),  # the year in which it began
    (parse("2014/2018"), "2014-12-31", YES),
    (parse("2014/2018"), "2016-12-31", YES),
    (parse("2014/2018"), "2018-01-01", YES),  # it lasts at least to the first day of the year of its end
    (parse("2014/2018"), "2018-03-20", MAYBE),
    (parse("2014/2018"), "2018-12-31", MAYBE),
    (parse("2014/2018"), "2019-01-01", NO),
    (parse("2014/2018"), "2013/2014", YES),  # at some time of the two years
    (parse("2014/2018"), "2018", YES),
    (parse("2014-02-27/"), "2014-02-26", NO),
    (parse("2014-02-27/"), "2014-02-27", YES),
    (parse("2014-02-27/"), "2030", MAYBE),  # an end that is not known may have come
    (parse("/2014"), "1990", MAYBE),  # so may a start
    (parse("/2014"), "2014", YES),
    (parse("/2014"), "2015-01-01", NO),
    (OBSERVED, "2021-08-31", MAYBE),
    (OBSERVED, "2021-10", MAYBE),  # seen at some day of the writing, nobody knows which
    (OBSERVED, "2021-09/2021-12", YES),
    (OBSERVED, "2022", MAYBE),
    (FORMER, "2021-06-30", MAYBE),
    (FORMER, "2022-01-01", NO),
    (JOINT, "2012-12-31", NO),
    (JOINT, "2013-06-01", MAYBE),
    (JOINT, "2016-12-31", MAYBE),
    (JOINT, "2019-01-01", NO),
    (Bounds(), "2016", MAYBE),
]


def period(text: str) -> tuple[date, date]:
    """First and last day of a question."""
    bounds = parse(text)
    assert bounds.starts_earliest is not None
    assert bounds.ends_latest is not None
    return bounds.starts_earliest, bounds.ends_latest


@pytest.mark.parametrize(("bounds", "asked", "answer"), CASES)
def test_the_rulings(bounds: Bounds, asked: str, answer: Held) -> None:
    """A start or end of which only the year is known leaves each day of that year open."""
    assert held(bounds, *period(asked)) is answer


@pytest.mark.parametrize(
    ("asked", "answer"), [("2014-12-31", NO), ("2015-06-30", MAYBE), ("2015-12-31", YES), ("2030", YES)]
)
def test_what_happened_has_happened_ever_after(asked: str, answer: Held) -> None:
    """A speech of 2015 was given by the end of that year, and is not undone by the next."""
    assert held(parse("2015"), *period(asked), Manner.EVENT) is answer


def test_words_without_a_time_hold_on_every_day() -> None:
    """A definition says nothing of time; with a time it is as anything else."""
    assert held(Bounds(), *period("1900"), Manner.WORD) is YES
    assert held(parse("2014/2018"), *period("2018-03-20"), Manner.WORD) is MAYBE


@pytest.mark.parametrize(
    ("kinds", "lasts", "remains", "wanted"),
    [
        ({"Tenure", "Relation", "Claim"}, True, True, Manner.STATE),
        ({"Attestation", "Relation", "Claim"}, False, True, Manner.EVENT),
        ({"Name", "Claim"}, False, False, Manner.STATE),
        ({"Dating", "Claim"}, False, False, Manner.EVENT),
        ({"Proposal", "ProseClaim", "Claim"}, False, False, Manner.EVENT),
        ({"Gloss", "ProseClaim", "Claim"}, False, False, Manner.WORD),
        ({"StatementClaim", "Claim"}, False, False, Manner.WORD),
    ],
)
def test_manners(kinds: set[str], lasts: bool, remains: bool, wanted: Manner) -> None:
    """Ties and names last, acts have been done, words without a time say nothing of it."""
    assert manner({ONTOLOGY + kind for kind in kinds}, lasts=lasts, remains=remains) is wanted


DAYS = st.dates(date(2010, 1, 1), date(2013, 1, 1))
FOUR = st.builds(Bounds, *(st.none() | DAYS for _ in range(4)))
PERIODS = st.tuples(DAYS, DAYS).map(lambda days: (min(days), max(days)))


def claim(bounds: Bounds, kind: str) -> list[Triple]:
    """A claim with these bounds, of a class that casts plain triples."""

    def of(subject: str, predicate: str, value: NamedNode | Literal) -> Triple:
        return Triple(NamedNode(subject), NamedNode(predicate), value)

    tie = ID + "tie"
    days = {
        "startsEarliest": bounds.starts_earliest,
        "startsLatest": bounds.starts_latest,
        "endsEarliest": bounds.ends_earliest,
        "endsLatest": bounds.ends_latest,
    }
    day = NamedNode(expand("xsd:date"))
    return [
        of(ONTOLOGY + "Tenure", ONTOLOGY + "projectsTo", NamedNode(expand("org:holds"))),
        of(ONTOLOGY + "Attestation", ONTOLOGY + "onceProjectsTo", NamedNode(ONTOLOGY + "attestedIn")),
        *(of(tie, expand("rdf:type"), NamedNode(ONTOLOGY + one)) for one in ("Relation", kind)),
        of(tie, ONTOLOGY + "standing", NamedNode(ONTOLOGY + "Endorsed")),
        of(tie, ONTOLOGY + "relationSubject", NamedNode(ID + "a")),
        of(tie, ONTOLOGY + "relationObject", NamedNode(ID + "b")),
        *(of(tie, ONTOLOGY + n, Literal(str(d), datatype=day)) for n, d in days.items() if d is not None),
    ]


@given(FOUR, PERIODS)
def test_states_are_what_the_projection_casts(bounds: Bounds, asked: tuple[date, date]) -> None:
    """Certain, possible and neither are told of a state exactly as plain triples are cast, by any bounds."""
    store = store_of(claim(bounds, "Tenure"))
    found = held(bounds, *asked)
    assert projection.held(store, *asked)[ID + "tie"] == found.value
    certain, may = projection.as_of(store, *asked), projection.possible(store, *asked)
    assert (bool(certain), bool(certain or may)) == (found is YES, found is not NO)


@given(FOUR, PERIODS)
def test_events_are_what_the_projection_casts(bounds: Bounds, asked: tuple[date, date]) -> None:
    """The same of what has happened."""
    store = store_of(claim(bounds, "Attestation"))
    found = held(bounds, *asked, Manner.EVENT)
    certain, may = projection.as_of(store, *asked), projection.once_possible(store, asked[1])
    assert (bool(certain), bool(certain or may)) == (found is YES, found is not NO)


@given(FOUR, st.sampled_from(Manner))
def test_answers_change_on_their_days_alone(bounds: Bounds, how: Manner) -> None:
    """Walking day by day, the answer is another one on exactly the days that are told."""
    start = date(2009, 12, 30)
    days = [start + timedelta(days=n) for n in range(1105)]
    answers = [held(bounds, day, day, how) for day in days]
    changed = {
        day for before, now, day in zip(answers, answers[1:], days[1:], strict=False) if before is not now
    }
    assert change_days(bounds, how) == changed


EARLY, LATE, SEEN = (
    parse("2018-07-31/"),
    parse("/2025-12-01"),
    Bounds(None, date(2021, 12, 31), date(2021, 9, 1)),
)


@pytest.mark.parametrize(
    ("told", "day", "expected"),
    [
        ({"a": EARLY, "b": LATE}, "2020-06-30", [("a", "b")]),
        ({"b": LATE, "a": EARLY}, "2018-08-01", [("a", "b")]),
        ({"a": EARLY, "b": LATE}, "2018-07-30", []),  # only one tells of later
        ({"a": EARLY, "b": LATE}, "2025-12-02", []),  # both tell of earlier
        ({"a": EARLY, "c": SEEN, "b": LATE}, "2020-06-30", [("a", "c")]),
        ({"a": EARLY, "c": SEEN, "b": LATE}, "2023-06-30", [("c", "b")]),
        ({"a": EARLY}, "2020-06-30", []),
        ({}, "2020-06-30", []),
    ],
)
def test_what_is_told_of_before_and_after(
    told: dict[str, Bounds], day: str, expected: list[tuple[str, str]]
) -> None:
    """Two claims of one tie are set beside each other where the day lies between; each stays uncertain."""
    first, last = period(day)
    assert apart([(claim, "tie", bounds) for claim, bounds in told.items()], first, last) == expected
    assert all(
        held(bounds, first, last) is not YES for pair in expected for bounds in map(told.get, pair) if bounds
    )
    assert apart([(claim, claim, bounds) for claim, bounds in told.items()], first, last) == []
