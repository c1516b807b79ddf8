"""The three answers about a day: certainly, possibly, and not, which is left out."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store

from server.names import ID, PREFIXES, thing
from server.names import term as plate
from tests.queries.catalogue import query
from tests.queries.engines import in_pyoxigraph
from tests.readme import blocks

SCIO, JOINT_GROUP, JOINT_OFFICE, SOLE, PRESIDED = (
    "rel-siio-scio",
    "rel-cac-ccac-joint",
    "rel-cac-office-state-council",
    "rel-cac-ccac-sole",
    "rel-cac-ccac-presided",
)
#: Its third query asks for the superiors on a day.
README = "README.md"
OUTER = f"""
SELECT ?claim ?first ?last WHERE {{
  ?claim <{plate("subordinate")}> <{thing("cac")}> ; <{plate("standing")}> <{plate("Endorsed")}> .
  OPTIONAL {{ ?claim <{plate("startsEarliest")}> ?first }}
  OPTIONAL {{ ?claim <{plate("endsLatest")}> ?last }}
}}"""


def _superiors(store: Store, day: str) -> dict[str, str]:
    """The answer for each claim of authority over the CAC on a day, by slug of the claim."""
    rows = in_pyoxigraph(store, query("superior-on-a-day").on(day).text).rows
    return {claim.removeprefix(ID): answer for claim, _, answer in rows}


@pytest.mark.parametrize(
    ("day", "certainly", "possibly"),
    [
        ("2012-06-30", set(), {SCIO, PRESIDED}),
        ("2013-06-30", set(), {SCIO, JOINT_GROUP, JOINT_OFFICE, PRESIDED}),
        ("2016-06-30", set(), {JOINT_GROUP, JOINT_OFFICE, PRESIDED}),
        ("2018-12-30", set(), {JOINT_GROUP, JOINT_OFFICE, SOLE, PRESIDED}),
        ("2020-06-30", {SOLE}, {PRESIDED}),
        ("2023-01-01", set(), {SOLE, PRESIDED}),
    ],
)
def test_superiors_through_time(store: Store, day: str, certainly: set[str], possibly: set[str]) -> None:
    """Before, between, after, in the year of the change, and after the report was written."""
    answers = _superiors(store, day)
    assert {claim for claim, answer in answers.items() if answer == "certainly"} == certainly
    assert {claim for claim, answer in answers.items() if answer == "possibly"} == possibly


@pytest.mark.parametrize(
    ("day", "certainly", "possibly"),
    [
        ("2013-06-30", set(), {"interagency coordinating body"}),
        ("2018-06-30", set(), {"Central Cyberspace Affairs Commission", "leading small group", "commission"}),
        ("2020-06-30", {"Central Cyberspace Affairs Commission", "commission", "party organ"}, set()),
        ("2023-01-01", set(), {"Central Cyberspace Affairs Commission", "commission", "party organ"}),
    ],
)
def test_name_and_kind_through_time(store: Store, day: str, certainly: set[str], possibly: set[str]) -> None:
    """The leading group's name and kind give way to the Commission's, and 2018 itself is uncertain."""
    rows = in_pyoxigraph(store, query("name-and-kind-on-a-day").on(day).text).rows
    answers = {value: answer for _, value, answer in rows}
    assert {v for v in certainly if answers.get(v) == "certainly"} == certainly
    assert {v for v in possibly if answers.get(v) == "possibly"} == possibly
    if not certainly:
        assert "certainly" not in answers.values()


@pytest.mark.parametrize(
    ("claim", "asked", "text"),
    [
        (SOLE, "superior-on-a-day", thing(SOLE)),
        (SOLE, "sole-superior-in-2020", thing("ccac")),
        (SOLE, "why-does-this-triple-hold", thing(SOLE)),
        ("cls-ccac-coordinating", "name-and-kind-on-a-day", "interagency coordinating body"),
        ("att-community-cyberspace-2020", "genealogy-of-the-cyberspace-community", thing("zhao-zeliang")),
        (
            "holding-ccac-office-cac",
            "nameplate-pairs",
            "Office of the Central Cyberspace Affairs Commission",
        ),
        ("holding-scio-oep", "nameplate-pairs", "State Council Information Office"),
        ("holding-siio-cac", "nameplates-of-the-cac", thing("siio")),
        ("co-organizing-gsma-wic", "organisers-of-the-conference", thing("gsma")),
        ("tenure-huang-cpd", "posts-held-at-once", thing("post-cpd-head")),
        ("tenure-huang-political-bureau", "posts-held-at-once", thing("post-political-bureau-member")),
        ("obl-inspect", "promises-of-the-pledge", thing("obl-inspect")),
        (SCIO, "siio-change-of-superior", thing("oep")),
        ("rel-ufwd-central-committee", "under-the-central-committee", thing("ufwd")),
        ("dating-ccac-upgrade", "upgrade-of-the-leading-group", thing("ccac")),
        ("stmt-wuzhen-zhejiang", "where-wuzhen-is", thing("zhejiang")),
        (SOLE, README, "true"),
    ],
)
def test_what_is_denied_is_no_answer(store: Store, claim: str, asked: str, text: str) -> None:
    """A claim that is endorsed as a denial says that it was not so, on no day and of no triple."""
    denied = Store()
    denied.bulk_extend(store)
    denied.add(Quad(NamedNode(thing(claim)), NamedNode(plate("polarity")), NamedNode(plate("Negative"))))

    asking = blocks("sparql", README)[2].text if asked == README else query(asked).text
    assert any(text in row for row in in_pyoxigraph(store, asking).rows)
    assert not any(text in row for row in in_pyoxigraph(denied, asking).rows)


@pytest.mark.parametrize(
    ("first", "last", "pair"),
    [
        ("2012-01-01", "2020-12-31", ("2014-01-01", "2018-12-31")),
        ("2015-01-01", "2017-12-31", ("2015-01-01", "2017-12-31")),
    ],
)
def test_pair_hangs_while_both_do(store: Store, first: str, last: str, pair: tuple[str, str]) -> None:
    """Two plates hang together from the later of their first days until the earlier of their last."""
    bounded = Store()
    bounded.bulk_extend(store)
    for bound, day in (("startsEarliest", first), ("endsLatest", last)):
        literal = Literal(day, datatype=NamedNode(PREFIXES["xsd"] + "date"))
        bounded.add(Quad(NamedNode(thing("holding-siio-cac")), NamedNode(plate(bound)), literal))
    rows = in_pyoxigraph(bounded, query("nameplate-pairs").text).rows

    assert [row[3:] for row in rows if "Leading Small Group" in row[1]] == [pair]


@given(day=st.dates(date(2000, 1, 1), date(2040, 12, 31)))
def test_certain_is_possible(store: Store, day: date) -> None:
    """On any day what is certain is also possible, and what is not ruled out is answered."""
    answers = _superiors(store, day.isoformat())
    open_to_it = {
        claim.removeprefix(ID)
        for claim, first, last in in_pyoxigraph(store, OUTER).rows
        if (not first or date.fromisoformat(first) <= day) and (not last or date.fromisoformat(last) >= day)
    }
    certain = {claim for claim, answer in answers.items() if answer == "certainly"}
    assert certain <= open_to_it
    assert set(answers) == open_to_it


@given(
    days=st.lists(st.dates(date(2000, 1, 1), date(2040, 12, 31)), min_size=4, max_size=4).map(sorted),
)
def test_wider_period_loses_nothing(store: Store, days: list[date]) -> None:
    """What certainly held at some time of a period held at some time of any longer one around it."""
    widest_first, first, last, widest_last = days
    text = query("sole-superior-in-2020").text
    rows = [
        in_pyoxigraph(store, text.replace("2020-01-01", str(low)).replace("2020-12-31", str(high))).rows
        for low, high in ((first, last), (widest_first, widest_last))
    ]
    assert set(rows[0]) <= set(rows[1])


@pytest.mark.parametrize(
    ("subject", "predicate", "object_"),
    [
        ("zhuang-rongwen", "hasHeld", "post-ccac-director"),
        ("zhejiang", "locatedIn", "prc"),
        ("supra-ministerial-body", "possiblySameAs", "ccac"),
    ],
)
def test_reported_claims_leave_no_plain_triple(
    store: Store, subject: str, predicate: str, object_: str
) -> None:
    """What is only reported stays a claim: nothing plain is drawn from it."""
    ends = (NamedNode(thing(subject)), NamedNode(plate(predicate)), NamedNode(thing(object_)))
    assert not any(store.quads_for_pattern(*ends))
    assert any(store.quads_for_pattern(None, None, ends[2])), "the claim itself is there"


def test_dispute_decides_nothing(store: Store) -> None:
    """The establishment has both years as bounds, and no claim about it is endorsed."""
    event = NamedNode(thing("event-cac-establishment"))
    bounds = {
        name: [
            quad.object.value
            for quad in store.quads_for_pattern(event, NamedNode(plate(name)), None)
            if isinstance(quad.object, Literal)
        ]
        for name in ("startsEarliest", "startsLatest")
    }
    assert bounds == {"startsEarliest": ["2013-01-01"], "startsLatest": ["2014-12-31"]}
    rows = in_pyoxigraph(store, query("founding-dispute").text).rows
    assert plate("Endorsed") not in {row[7] for row in rows}
