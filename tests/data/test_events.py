"""The World Internet Conference and other events: series and editions, organisers, modes, who came."""

from __future__ import annotations

import re

import pytest
from pyoxigraph import Store

from tests.data.statements import ask, current, holds, values

DOC = "plate:drawsOn id:doc-000"


def test_series_has_nothing_of_a_year(store: Store) -> None:
    """Theme, number, mode and chair belong to editions; the series itself has none of them."""
    stated = ask(store, "?p", "?c rdf:subject id:wic ; rdf:predicate ?p")
    assert (
        not {("plate:theme",), ("plate:editionNumber",), ("plate:attendanceMode",), ("plate:statedSize",)}
        & stated
    )
    assert values(store, "id:wic", "plate:theme|plate:editionNumber|plate:attendanceMode") == set()
    assert "plate:Edition" not in values(store, "id:wic", "rdf:type")
    assert ask(store, "?c", "?c plate:forumsOf id:wic") == set()
    years = (
        "?c plate:about id:wic ; plate:validity ?when "
        "FILTER NOT EXISTS { ?c plate:about/plate:editionOf id:wic }"
    )
    dated = {
        when
        for c, when in ask(store, "?c ?when", f"{years} ?c {DOC}")
        if re.fullmatch(r"\d{4}(-\d\d)?", when)
    }
    assert dated == set()


def test_organisers_are_of_the_series(store: Store) -> None:
    """Two organise and four co-organise the series; of no edition is it said or concluded."""
    kinds = "VALUES ?kind { plate:Organizing plate:CoOrganizing } ?c a ?kind ; plate:relationSubject ?who ; "
    found = ask(store, "?kind ?who ?what", kinds + f"plate:relationObject ?what ; {DOC}")
    assert found == {
        ("plate:Organizing", "id:cac", "id:wic"),
        ("plate:Organizing", "id:zhejiang-government", "id:wic"),
        *(("plate:CoOrganizing", body, "id:wic") for body in ("id:un-desa", "id:itu", "id:wipo", "id:gsma")),
    }
    plain = ask(
        store, "?edition", "?edition plate:editionOf id:wic . ?who plate:organizes|plate:coOrganizes ?edition"
    )
    dated = (
        "?c plate:organized|plate:coOrganized ?edition ; "
        "plate:validity ?when . ?edition plate:editionOf id:wic"
    )
    assert plain <= ask(store, "?edition", dated)


def test_three_layers_of_organisers(store: Store) -> None:
    """Plain organisers, what it is presented as, and what the authors hold it to be are three layers."""
    told = "?c plate:factNumber ?fact ; prov:wasAttributedTo ?voice ; plate:standing ?standing"
    layers = {row for row in ask(store, "?fact ?voice ?standing", told) if row[0] in {"F364", "F369", "F370"}}
    assert layers == {
        ("F364", "id:aspi-authors", "plate:Endorsed"),
        ("F369", "id:wic-organisers", "plate:Reported"),
        ("F370", "id:aspi-authors", "plate:Reported"),
    }
    assert "id:assertion-wic-community" in values(store, "id:appr-wic-officials", "plate:disputes")


def test_years_that_the_report_leaves_out(store: Store) -> None:
    """The report describes no edition of 2016 to 2018, and numbers from 2019 on are only reckoned."""
    assert holds(
        store,
        "?gap plate:gapSubject id:wic ; plate:gapProperty plate:editionOf ; plate:searchedIn id:doc-000",
    )
    for year in (2016, 2017, 2018):
        assert ask(store, "?c", f"?c plate:about|rdf:subject|plate:datedEvent id:wic-{year} ; {DOC}") == set()
    numbers = (
        f"?c rdf:predicate plate:editionNumber ; rdf:subject ?e ; rdf:object ?n ; plate:standing ?st ; {DOC}"
    )
    assert ask(store, "?e ?n ?st", numbers) == {
        ("id:wic-2014", "1", "plate:Endorsed"),
        ("id:wic-2015", "2", "plate:Endorsed"),
        ("id:wic-2019", "6", "plate:Reported"),
        ("id:wic-2020", "7", "plate:Reported"),
        ("id:wic-2021", "8", "plate:Reported"),
    }


@pytest.mark.parametrize("edition", ["id:wic-2020", "id:wic-2021"])
def test_partly_virtual_editions_have_no_place(store: Store, edition: str) -> None:
    """In 2020 and 2021 the conference was partly virtual; that either was in Wuzhen is not concluded."""
    assert current(store, edition, "plate:attendanceMode") == {"id:mode-partly-virtual"}
    assert holds(
        store,
        f"?gap plate:gapSubject {edition} ; plate:gapProperty plate:heldAt ; plate:searchedIn id:doc-000",
    )
    claimed = f"?c rdf:subject {edition} ; rdf:predicate plate:heldAt ; {DOC}"
    assert ask(store, "?c", claimed) == set()
    assert "id:wuzhen" in values(store, "id:wic", "plate:heldAt")


def test_press_conferences_of_two_years(store: Store) -> None:
    """Press conferences were held in 2019 and 2020 by the State Council; who spoke in 2019 is not told."""
    held = f"?c plate:participant id:state-council ; plate:event ?event ; {DOC}"
    assert ask(store, "?event", held) == {
        ("id:meeting-wic-press-conference-2019",),
        ("id:meeting-wic-press-conference-2020",),
    }
    control = "?c plate:factNumber 'F223' ; plate:about ?who"
    assert ("id:xu-lin",) in ask(store, "?who", control)
    spoke = (
        "?c plate:event id:meeting-wic-press-conference-2019 ; plate:participant ?who . ?who a foaf:Person"
    )
    assert ask(store, "?who", spoke) == set()
    assert holds(
        store,
        "?gap plate:gapSubject id:meeting-wic-press-conference-2019 ; plate:gapProperty plate:participant",
    )


def test_speaker_of_an_unknown_edition(store: Store) -> None:
    """Huang Kunming has spoken at the conference; of which year is not told, so it is said of the series."""
    spoke = f"?c plate:participant id:huang-kunming ; plate:event ?event ; {DOC}"
    assert ask(store, "?event", spoke) == {("id:wic",)}


def test_who_was_sent(store: Store) -> None:
    """Delegations are told by kind: high from Russia and Central Asia, low or minimal from the West."""
    sent = f"?c a plate:Delegation ; plate:sender ?who ; plate:delegationKind ?kind ; {DOC}"
    assert ask(store, "?who ?kind", sent) == {
        ("id:russia", "id:delegation-high-level"),
        ("id:group-central-asian-countries", "id:delegation-high-level"),
        ("id:group-western-governments", "id:delegation-low-level"),
        ("id:group-us-eu-governments", "id:delegation-minimal"),
        ("id:group-bri-countries", "id:delegation-well-represented"),
    }
    assert values(store, "id:delegation-western", "plate:endedBy") == {"id:writing-000"}


def test_western_reserve_is_no_absence(store: Store) -> None:
    """No notable Western support is a denial about support; Western bodies co-organise all the same."""
    denial = "?c plate:factNumber 'F445' ; plate:polarity ?polarity ; plate:about ?what"
    assert ask(store, "?polarity ?what", denial) == {("plate:Negative", "id:wic")}
    assert "id:gsma" in values(store, "id:wic", "^plate:coOrganizes")


def test_no_country_of_africa(store: Store) -> None:
    """East Africa, Africa and several African countries are told; no country is, and the agents differ."""
    groups = ("id:group-east-african-local-governments", "id:group-african-countries")
    members = "VALUES ?group { " + " ".join(groups) + " } ?group plate:drawnFrom ?place"
    assert ask(store, "?group ?place", members) == {(groups[0], "id:east-africa"), (groups[1], "id:africa")}
    inside = "?place plate:locatedIn+ id:africa"
    assert ask(store, "?place", inside) <= {("id:east-africa",)}
    polities = {
        row[0] for row in ask(store, "?p", "?p a plate:Polity ; dcterms:source/dcterms:isPartOf id:doc-000")
    }
    assert polities == {"id:prc", "id:united-states", "id:russia", "id:european-union"}
    support = (
        "?c plate:influencer ?by ; plate:influenced ?whom ; "
        "plate:influenceKind id:influence-technical-support"
    )
    assert ask(store, "?by ?whom", support) == {("id:prc", groups[0])}


def test_figure_2_edges(store: Store) -> None:
    """That the committee entrusted Zhao is quoted; Xi opened the edition of 2015, not the series."""
    entrusted = "?c plate:factNumber 'F241' ; plate:standing ?st ; plate:certainty ?sure"
    assert ask(store, "?st ?sure", entrusted) == {("plate:Reported", "id:certainty-quoted")}
    opened = f"?c plate:participant id:xi-jinping ; plate:event ?e ; {DOC}"
    assert ("id:wic-2015",) in ask(store, "?e", opened)
    assert ("id:wic",) not in ask(store, "?e", opened)
