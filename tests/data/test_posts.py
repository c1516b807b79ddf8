"""Posts: in which body or under which plate, held when, and what must not be concluded from them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pyoxigraph import Store

from tests.data.statements import ask, holds, on, values

SIDES = {"plate:PartyPost", "plate:StatePost"}


def test_zhao_served_under_no_plate(store: Store) -> None:
    """Zhao was deputy director of the CAC; which plate is not said, so his post is neither side's."""
    post = "id:post-cac-deputy-director"
    assert ("id:zhao-zeliang", post) in ask(store, "?who ?post", "?c plate:holder ?who ; plate:post ?post")
    assert values(store, post, "plate:titledUnder") == set()
    assert values(store, post, "org:postIn") == {"id:cac"}
    assert not SIDES & values(store, post, "rdf:type")
    reached = "id:zhao-zeliang plate:hasHeld|org:holds/plate:titledUnder ?plate"
    assert not {("id:siio",), ("id:plate-ccac-office",)} & ask(store, "?plate", reached)


@pytest.mark.parametrize("tenure", ["id:tenure-wang-ccac-office", "id:tenure-wang-siio"])
def test_former_posts_of_wang_have_no_dates(store: Store, tenure: str) -> None:
    """Wang's two former posts ended before the writing; no day is told, nor that they were held at once."""
    assert values(store, tenure, "plate:validity|plate:observedAt") == set()
    assert values(store, tenure, "plate:endedBy") == {"id:writing-000"}
    assert values(store, tenure, "plate:startsEarliest|plate:endsEarliest") == set()
    assert ("id:gap-tenures-dates",) in ask(store, "?gap", f"?gap plate:gapSubject {tenure}")


def test_wang_has_no_gender(store: Store) -> None:
    """The report tells no gender of Wang Xiujun, and neither does anything here."""
    told = values(store, "id:wang-xiujun", "foaf:gender|schema:gender|^rdf:subject/rdf:predicate")
    assert not {one for one in told if "gender" in one}
    about = values(
        store, "id:wang-xiujun", "^plate:about/dcterms:description|^plate:about/skos:editorialNote"
    )
    words = {word.strip(".,;").lower() for text in about for word in text.split()}
    assert not {"he", "she", "his", "her", "him", "hers"} & words


def test_similarly_is_only_read(store: Store) -> None:
    """Which earlier case Wang's posts are likened to is the curators' reading."""
    voices = "?c plate:factNumber 'F511' ; prov:wasAttributedTo ?voice ; plate:standing ?standing"
    assert ask(store, "?voice ?standing", voices) == {("id:curators", "plate:Reported")}


def test_director_of_the_commission_is_kept_as_printed(store: Store) -> None:
    """Zhuang is printed as the Commission's director, which a reading disputes; both are only reported."""
    claims = (
        "?c plate:holder id:zhuang-rongwen ; plate:post ?post ; "
        "plate:standing ?standing ; plate:factNumber 'F195'"
    )
    assert ask(store, "?c ?post ?standing", claims) == {
        ("id:tenure-zhuang-ccac", "id:post-ccac-director", "plate:Reported"),
        ("id:tenure-zhuang-ccac-office", "id:post-ccac-office-director", "plate:Reported"),
    }
    rivals = values(store, "id:tenure-zhuang-ccac", "plate:disputes")
    assert {"id:tenure-zhuang-ccac-office", "id:tenure-xi-supra-ministerial"} <= rivals
    assert values(store, "id:tenure-zhuang-ccac-office", "prov:wasAttributedTo") == {"id:curators"}
    assert not holds(store, "id:zhuang-rongwen plate:hasHeld id:post-ccac-director")


def test_zhuang_chaired_the_committee_of_2020_only(store: Store) -> None:
    """Zhuang chaired the organising committee for 2020; of other years the chair is not told."""
    chairs = "?c plate:post id:post-wic-organising-committee-chair ; plate:holder ?who ; plate:validity ?when"
    assert ask(store, "?who ?when", chairs) == {("id:zhuang-rongwen", "2020")}
    claim = "?claim plate:post id:post-wic-organising-committee-chair ."
    assert [on(store, day, claim) for day in ("2019-12-31", "2021-01-01")] == [{}, {}]
    assert on(store, "2020-06-30", claim) != {}


def test_no_tenure_of_the_report_has_dates(store: Store) -> None:
    """The report dates no post but those of 2020; each tenure in it is part of that known gap."""
    dated = "?c a plate:Tenure ; plate:drawsOn id:doc-000 ; plate:validity ?when"
    assert ask(store, "?c ?when", dated) == {("id:tenure-zhuang-wic-2020", "2020")}
    tenures = ask(store, "?c", "?c a plate:Tenure ; plate:drawsOn id:doc-000")
    read_out = {("id:tenure-zhuang-ccac-office",)}  # the curators' reading of a title, no post of the text
    assert tenures - read_out <= ask(store, "?c", "id:gap-tenures-dates plate:gapSubject ?c")


def test_scio_after_2014_has_no_bearer_in_the_report(store: Store) -> None:
    """Who stands behind SCIO after 2014 is a gap of the report; a bearer is named by public pages only."""
    gap = "?gap a plate:KnownGap ; plate:gapSubject id:scio ; plate:gapProperty plate:nameplateOf"
    assert ask(store, "?doc", f"{gap} ; plate:searchedIn ?doc") == {("id:doc-000",)}
    holdings = "?claim plate:heldPlate id:scio ; plate:drawsOn id:doc-000 ."
    after = date(2014, 12, 31) + timedelta(days=1)
    assert on(store, after.isoformat(), holdings) == {}
    later = "?c plate:heldPlate id:scio ; plate:bearer ?b ; plate:drawsOn/rdf:type ?kind FILTER(?b != id:oep)"
    assert {kind for (kind,) in ask(store, "?kind", later)} <= {
        "plate:ConsultedPage",
        "plate:Document",
        "prov:Entity",
    }


def test_affiliations_as_printed(store: Store) -> None:
    """Hegel has two lines, de La Bruyère two posts; that SentinelLabs is of SentinelOne is a known gap."""
    posts = "?c plate:holder ?who ; plate:post/org:postIn ?body ; plate:drawsOn id:doc-003"
    assert {row for row in ask(store, "?who ?body", posts) if row[0] != "id:dakota-cary"} == {
        ("id:emily-de-la-bruyere", "id:horizon-advisory"),
        ("id:emily-de-la-bruyere", "id:fdd"),
        ("id:tom-hegel", "id:sentinellabs"),
        ("id:tom-hegel", "id:sentinelone"),
        ("id:mallory-knodel", "id:cdt"),
        ("id:jamie-tarabay", "id:bloomberg-news"),
    }
    assert holds(
        store, "?gap plate:gapSubject id:sentinellabs, id:sentinelone ; plate:gapProperty plate:isParentOf"
    )
    assert not holds(store, "id:sentinelone plate:isParentOf id:sentinellabs")


def test_cary_wrote_and_did_not_speak(store: Store) -> None:
    """Cary wrote the report launched, is a fellow of a body that is read in, and is listed as no speaker."""
    assert holds(store, "id:dakota-cary plate:hasAuthored id:doc-community-watch")
    fellow = "id:tenure-cary-hub plate:standing ?standing ; prov:wasAttributedTo ?voice"
    assert ask(store, "?standing ?voice", fellow) == {("plate:Reported", "id:curators")}
    assert (
        ask(store, "?c", "?c plate:participant id:dakota-cary ; plate:event id:launch-community-watch")
        == set()
    )
    assert holds(store, "?gap plate:gapSubject id:dakota-cary ; plate:searchedIn id:doc-003")
    assert values(store, "id:gap-launch-community-watch-opening", "plate:gapSubject") == {
        "id:launch-community-watch"
    }
