"""Day bounds: each way of dating, and all of them together."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.dates import Bounds, hull
from server.release.bounds import date_bounds
from server.release.sources import Project
from tests.release.projects import day, told, with_facts

_ISSUED = day("2020-06-30")

_FACTS = """
id:seen a plate:Observation ; plate:validity "2015-03/2015-05"^^edtf:EDTF .
id:reform plate:validity "2014-02-27"^^edtf:EDTF .
id:unknown a plate:Reform .
id:founding a plate:Founding .
id:dating-1 a plate:Dating ; plate:datedEvent id:founding ; plate:validity "2013"^^edtf:EDTF ;
  plate:standing plate:Reported ; plate:citation [ plate:passage id:passage-a-1 ] .
id:dating-2 a plate:Dating ; plate:datedEvent id:founding ; plate:validity "2014-05"^^edtf:EDTF ;
  plate:standing plate:Reported ; plate:citation [ plate:passage id:passage-a-1 ] .
id:dating-3 a plate:Dating ; plate:datedEvent id:founding ; plate:validity "1999"^^edtf:EDTF ;
  plate:standing plate:Rejected ; plate:citation [ plate:passage id:passage-a-1 ] .
"""


def _bounds(project: Project) -> dict[str, dict[str, str]]:
    triples, findings = date_bounds(project, _ISSUED)
    assert findings == []
    found: dict[str, dict[str, str]] = {}
    for line in told(triples):
        subject, predicate, value = line.split(" ")
        found.setdefault(subject, {})[predicate.removeprefix("plate:")] = value.strip('"')
    return found


@pytest.mark.parametrize(
    ("dated", "expected"),
    [
        ("", {}),
        ("plate:beganWith id:unknown", {}),
        (
            'plate:validity "2014"^^edtf:EDTF',
            {
                "startsEarliest": "2014-01-01",
                "startsLatest": "2014-12-31",
                "endsEarliest": "2014-01-01",
                "endsLatest": "2014-12-31",
            },
        ),
        (
            'plate:validity "2014-02/.."^^edtf:EDTF',
            {
                "startsEarliest": "2014-02-01",
                "startsLatest": "2014-02-28",
                "endsEarliest": "2020-06-30",
                "ongoing": "true",
            },
        ),
        (
            'plate:validity "/.."^^edtf:EDTF',
            {"startsLatest": "2020-06-30", "endsEarliest": "2020-06-30", "ongoing": "true"},
        ),
        ("plate:observedAt id:seen", {"startsLatest": "2015-05-31", "endsEarliest": "2015-03-01"}),
        (
            'plate:validity "2014/"^^edtf:EDTF ; plate:observedAt id:seen',
            {"startsEarliest": "2014-01-01", "startsLatest": "2014-12-31", "endsEarliest": "2015-03-01"},
        ),
        ("plate:endedBy id:seen", {"startsLatest": "2015-05-31", "endsLatest": "2015-05-31"}),
        (
            'plate:validity "2010/"^^edtf:EDTF ; plate:endedBy id:seen',
            {
                "startsEarliest": "2010-01-01",
                "startsLatest": "2010-12-31",
                "endsEarliest": "2010-01-01",
                "endsLatest": "2015-05-31",
            },
        ),
        ("plate:endedBy id:reform", {"startsLatest": "2014-02-27", "endsLatest": "2014-02-27"}),
        ("plate:endedBy id:founding", {"startsLatest": "2014-05-31", "endsLatest": "2014-05-31"}),
        (
            "plate:beganWith id:reform",
            {"startsEarliest": "2014-02-27", "startsLatest": "2014-02-27", "endsEarliest": "2014-02-27"},
        ),
        (
            "plate:endedWith id:reform",
            {"startsLatest": "2014-02-27", "endsEarliest": "2014-02-27", "endsLatest": "2014-02-27"},
        ),
        (
            "plate:beganWith id:founding ; plate:observedAt id:seen",
            {"startsEarliest": "2013-01-01", "startsLatest": "2014-05-31", "endsEarliest": "2015-03-01"},
        ),
        (
            "plate:beganWith id:founding ; plate:endedWith id:founding",
            {
                "startsEarliest": "2013-01-01",
                "startsLatest": "2014-05-31",
                "endsEarliest": "2013-01-01",
                "endsLatest": "2014-05-31",
            },
        ),
    ],
)
def test_ways_of_dating(tmp_path: Path, dated: str, expected: dict[str, str]) -> None:
    """Validity, observation, end and events bound a claim, and nothing is invented where nothing is known."""
    project = with_facts(tmp_path / "p", _FACTS + (f"id:x {dated} ." if dated else ""))
    assert _bounds(project).get("id:x", {}) == expected


def test_disputed_event(tmp_path: Path) -> None:
    """An event with datings only has their hull; a rejected dating does not count."""
    assert _bounds(with_facts(tmp_path / "p", _FACTS))["id:founding"] == {
        "startsEarliest": "2013-01-01",
        "startsLatest": "2014-05-31",
        "endsEarliest": "2013-01-01",
        "endsLatest": "2014-05-31",
    }


@pytest.mark.parametrize(
    ("dated", "rule", "said"),
    [
        ('plate:validity "2010/2012"^^edtf:EDTF ; plate:observedAt id:seen', "dates-clash", "cannot all be"),
        ('plate:validity "2016/"^^edtf:EDTF ; plate:endedBy id:seen', "dates-clash", "starts 2016-01-01"),
        ('plate:validity "2010", "2011"', "two-validities", "keep one"),
        ('plate:validity "soon"', "bad-date", "is not a date"),
        ("plate:observedAt id:unknown", "observation-undated", "give it one"),
        ("plate:endedBy id:unknown", "observation-undated", "give it one"),
    ],
)
def test_wrong_dates(tmp_path: Path, dated: str, rule: str, said: str) -> None:
    """Dates that contradict each other, or say nothing, are found with their file and line."""
    project = with_facts(tmp_path / "p", _FACTS + f"id:x\n  {dated} .\n")
    _, findings = date_bounds(project, _ISSUED)
    assert {f.rule for f in findings} >= {rule}
    finding = next(f for f in findings if f.rule == rule)
    assert said in finding.message
    assert (finding.place, finding.line) == ("instances/added.ttl", project.places[_x()][1])
    assert finding.line > 0


@pytest.mark.parametrize(
    ("dated", "standing", "rules"),
    [
        ("2020-07-01", "Endorsed", ["not-begun"]),
        ("2021/", "Endorsed", ["not-begun"]),
        ("2021/..", "Endorsed", ["not-begun"]),
        ("2021/", "Reported", []),
        ("2020-06", "Endorsed", []),
        ("/2030", "Endorsed", []),
    ],
)
def test_not_begun(tmp_path: Path, dated: str, standing: str, rules: list[str]) -> None:
    """What is endorsed has begun by the release's day; what is only reported may lie ahead."""
    claim = f'id:x\n  plate:validity "{dated}"^^edtf:EDTF ; plate:standing plate:{standing} .\n'
    project = with_facts(tmp_path / "p", claim)
    _, findings = date_bounds(project, _ISSUED)
    assert [f.rule for f in findings] == rules
    assert all("id:x: not begun on the release's day: it starts 202" in f.message for f in findings)
    assert all((f.place, f.line) == ("instances/added.ttl", project.places[_x()][1]) for f in findings)


def _x() -> str:
    return "https://w3id.org/nameplate/id/x"


_PERIODS = st.tuples(st.dates(), st.dates()).map(lambda pair: (min(pair), max(pair)))


@given(st.lists(_PERIODS.map(lambda p: Bounds(p[0], p[1], p[0], p[1])), min_size=1))
def test_hull_leaves_room_for_each(every: list[Bounds]) -> None:
    """Whatever one dating allows, the hull of all allows."""
    around = hull(every)
    assert all(not each.within(around).impossible and each.within(around) == each for each in every)


def test_hull_of_what_is_partly_unknown() -> None:
    """A bound that one dating leaves open is open; no dating at all says nothing."""
    known = Bounds(day("2013-01-01"), day("2013-12-31"), day("2013-01-01"), day("2013-12-31"))
    unknown = Bounds(None, day("2014-12-31"), day("2014-01-01"), day("2014-12-31"))
    assert hull([known, unknown]) == Bounds(None, day("2014-12-31"), day("2013-01-01"), day("2014-12-31"))
    assert hull([]) == Bounds()
