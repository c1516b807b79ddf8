"""What held when: dates as precise as the sources, and three answers for a day."""

from __future__ import annotations

import pytest
from pyoxigraph import Store

from tests.data.statements import ask, current, holds, on, values

SUPERIORS = "?claim plate:subordinate id:cac ; plate:standing plate:Endorsed ; plate:drawsOn id:doc-000 ."
HOLDINGS = "?claim a plate:NameplateHolding ; plate:standing plate:Endorsed ; plate:drawsOn id:doc-000 ."
NAMES = (
    "?claim a plate:Name ; plate:nameOf id:ccac ; plate:nameKind id:name-full ; plate:drawsOn id:doc-000 ."
)
KINDS = "?claim plate:classified id:ccac ; plate:drawsOn id:doc-000 ."


def test_year_of_establishment_is_disputed(store: Store) -> None:
    """The CAC was established in 2013 by one section, in 2014 by another; neither wins, both dispute."""
    datings = (
        "?c plate:datedEvent id:event-cac-establishment ; plate:drawsOn id:doc-000 ; plate:validity ?year ; "
    )
    rest = "plate:standing ?standing ; plate:disputes ?rival"
    assert ask(store, "?c ?year ?standing ?rival", datings + rest) == {
        ("id:dating-cac-2013", "2013", "plate:Reported", "id:dating-cac-2014"),
        ("id:dating-cac-2014", "2014", "plate:Reported", "id:dating-cac-2013"),
    }


def test_plates_change_their_partners(store: Store) -> None:
    """State and party plates pair differently until 2014, until 2018 and after."""
    pairs = {
        "2013-06-30": {"id:holding-plate-oep": "possibly", "id:holding-scio-oep": "possibly"},
        "2016-12-31": {"id:holding-clsg-office-cac": "certainly"},
        "2020-06-30": {"id:holding-ccac-office-cac": "certainly", "id:holding-siio-cac": "certainly"},
    }
    for day, expected in pairs.items():
        answers = on(store, day, HOLDINGS)
        assert expected.items() <= answers.items(), (day, answers)
    between = on(store, "2018-06-30", HOLDINGS)
    assert between["id:holding-clsg-office-cac"] == between["id:holding-ccac-office-cac"] == "possibly"
    for claim in ("id:holding-clsg-office-cac", "id:holding-ccac-office-cac"):
        assert values(store, claim, "plate:certainty") == {"id:certainty-inferred"}


@pytest.mark.parametrize(
    ("day", "certain", "possible"),
    [
        ("2016-12-31", {"id:name-clsg-en", "id:name-clsg-en-cybersecurity", "id:name-clsg-zh"}, set()),
        (
            "2018-06-30",
            set(),
            {"id:name-clsg-en", "id:name-clsg-en-cybersecurity", "id:name-clsg-zh", "id:name-ccac-en"},
        ),
        ("2020-06-30", {"id:name-ccac-en"}, set()),
        ("2024-06-30", set(), {"id:name-ccac-en"}),
    ],
)
def test_name_of_the_commission(store: Store, day: str, certain: set[str], possible: set[str]) -> None:
    """The leading group's names hold until 2018, the Commission's after; the year itself is uncertain."""
    answers = on(store, day, NAMES)
    assert {claim for claim, answer in answers.items() if answer == "certainly"} == certain
    assert {claim for claim, answer in answers.items() if answer == "possibly"} == possible


@pytest.mark.parametrize(
    ("day", "certain"),
    [
        ("2016-12-31", {"id:cls-ccac-leading-group"}),
        ("2018-06-30", set()),
        ("2020-06-30", {"id:cls-ccac-commission", "id:cls-ccac-party-organ"}),
    ],
)
def test_kind_of_the_commission(store: Store, day: str, certain: set[str]) -> None:
    """It was certainly a leading group in 2016 and certainly a commission in 2020, and neither in between."""
    answers = on(store, day, KINDS)
    assert {claim for claim, answer in answers.items() if answer == "certainly"} == certain
    if not certain:
        assert {"id:cls-ccac-leading-group", "id:cls-ccac-commission"} <= answers.keys()


def test_after_2018_leaves_the_year_open(store: Store) -> None:
    """Sole authority is printed as after 2018, the upgrade as in it: that year is possible, not certain."""
    answers = {
        day: on(store, day, SUPERIORS).get("id:rel-cac-ccac-sole")
        for day in ("2017-12-31", "2018-12-30", "2019-01-01")
    }
    assert answers == {"2017-12-31": None, "2018-12-30": "possibly", "2019-01-01": "certainly"}
    assert any("after 2018" in note for note in values(store, "id:rel-cac-ccac-sole", "skos:editorialNote"))


def test_subordination_ended_with_the_reforms(store: Store) -> None:
    """SIIO was under SCIO until 2014; what ties the CAC to SCIO at its establishment is a weaker relation."""
    assert values(store, "id:rel-siio-scio", "plate:validity") == {"/2014"}
    assert {"id:siio", "id:scio"} == values(store, "id:rel-siio-scio", "plate:subjectAs|plate:objectAs")
    assert "id:rel-siio-scio" not in on(store, "2015-01-01", SUPERIORS)
    assert "plate:Tie" in values(store, "id:tie-cac-scio", "rdf:type")
    assert "plate:Subordination" not in values(store, "id:tie-cac-scio", "rdf:type")
    assert not {"id:oep", "id:scio"} & current(store, "id:cac", "org:subOrganizationOf")


def test_now_means_the_time_of_writing(store: Store) -> None:
    """What the report says of now holds for late 2021: before and after it is possible at most."""
    assert values(store, "id:writing-000", "plate:validity") == {"2021-09/2021-12"}
    directors = "?claim plate:post id:post-siio-director ; plate:drawsOn id:doc-000 ."
    for day in ("2020-12-31", "2022-01-01", "2026-01-01"):
        assert on(store, day, directors) == {"id:tenure-zhuang-siio": "possibly"}
    ongoing = "?c plate:drawsOn id:doc-000 ; plate:validity ?when FILTER(STRENDS(STR(?when), '/..'))"
    assert ask(store, "?c", ongoing) == set()


def test_year_of_the_page_is_a_reading(store: Store) -> None:
    """The page on the event bears no date; about 2023 is reckoned from its eight years after 2015."""
    assert any(when.startswith("2023") for when in values(store, "id:writing-003", "plate:validity"))
    assert values(store, "id:writing-003", "plate:factNumber") >= {"F013"}
    for thing in ("id:doc-003", "id:doc-000"):
        assert holds(store, f"?gap plate:gapSubject {thing} ; plate:gapProperty dcterms:issued")


def test_reforms_are_two_events_of_two_agents(store: Store) -> None:
    """The reforms of 2014 are Xi's, the restructuring of 2018 is the Central Committee's."""
    assert values(store, "id:reform-2014", "prov:wasAssociatedWith") == {"id:xi-jinping"}
    assert values(store, "id:reform-2018", "prov:wasAssociatedWith") == {"id:ccp-central-committee"}
    assert values(store, "id:event-oep-absorption", "plate:partOfReform") == {"id:reform-2014"}
    assert values(store, "id:event-ccac-upgrade", "plate:partOfReform") == {"id:reform-2018"}


def test_foundings_are_told_apart(store: Store) -> None:
    """SCIO set SIIO up, the CAC was established anew later, and the propaganda apparatus is no parent."""
    assert values(store, "id:event-siio-founding", "prov:wasAssociatedWith") == {"id:scio"}
    assert "plate:Founding" in values(store, "id:event-siio-founding", "rdf:type")
    assert "plate:Reestablishment" in values(store, "id:event-cac-establishment", "rdf:type")
    assert "id:cpd" not in values(store, "id:event-siio-founding", "org:originalOrganization")
    judged = "?c plate:factNumber 'F085' ; plate:standing ?standing ; plate:certainty ?sure"
    assert ask(store, "?standing ?sure", judged) == {("plate:Reported", "id:certainty-judgement")}
