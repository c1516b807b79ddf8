"""Governance concepts: their wordings, who used them when, and what does not pass from one to another."""

from __future__ import annotations

import pytest
from pyoxigraph import Store

from tests.data.statements import ask, holds, labels, values

HU = "id:hu-jintao"
WORDINGS = {
    "community of common destiny for cyberspace",
    "community of a common destiny for cyberspace",
    "community of a common destiny in cyberspace",
    "building a common destiny for cyberspace",
    "community with a shared destiny in cyberspace",
}


def _forms(store: Store, concept: str) -> set[str]:
    return values(store, concept, "^plate:nameOf/skosxl:literalForm")


def test_wordings_of_the_community(store: Store) -> None:
    """One concept has five wordings and one Chinese term in the report, each in a passage that uses it."""
    names = "?n plate:nameOf id:community-cyberspace ; skosxl:literalForm ?form ; plate:drawsOn ?doc"
    assert ask(store, "?form ?doc", names) == {
        (form, "id:doc-000") for form in {*WORDINGS, "网络空间命运共同体"}
    }
    shared = "?n plate:nameOf id:community-shared-future ; skosxl:literalForm ?form ; plate:drawsOn ?doc"
    assert {doc for (doc,) in ask(store, "?doc", shared)} == {"id:doc-003"}


def test_shared_future_is_matched_by_reading(store: Store) -> None:
    """The page's concept is kept apart from the report's: that both are one is only a reading."""
    link = "?c rdf:subject id:community-shared-future ; rdf:object id:community-cyberspace ; "
    rest = "rdf:predicate ?p ; plate:standing ?standing ; prov:wasAttributedTo ?voice"
    assert ask(store, "?p ?standing ?voice", link + rest) == {
        ("skos:closeMatch", "plate:Reported", "id:curators")
    }
    match = "skos:closeMatch|skos:exactMatch"
    assert not holds(store, f"id:community-shared-future {match} id:community-cyberspace")
    assert labels(store, "id:community-shared-future", "zh-hans") == set()


def test_nothing_is_attested_by_way_of_the_wider_concept(store: Store) -> None:
    """The concept for cyberspace is narrower than that for mankind, and neither has the other's witnesses."""
    assert values(store, "id:community-cyberspace", "skos:broader") == {"id:community-mankind"}
    assert HU in values(store, "id:community-mankind", "plate:attestedIn")
    assert HU not in values(store, "id:community-cyberspace", "plate:attestedIn")
    assert "id:doc-speech-2015" in values(store, "id:community-cyberspace", "plate:attestedIn")
    assert "id:doc-speech-2015" not in values(store, "id:community-mankind", "plate:attestedIn")
    claimed = ask(store, "?concept ?who", "?c plate:attested ?concept ; plate:witness ?who")
    plain = ask(store, "?concept ?who", "?concept plate:attestedIn ?who")
    assert plain <= claimed


def test_hu_is_witness_of_one_concept_in_two_years(store: Store) -> None:
    """A first appearance under Hu in 2007 and 2012 is two attestations of the concept for mankind alone."""
    witnessed = f"?c plate:witness {HU} ; plate:attested ?concept ; plate:validity ?year"
    assert ask(store, "?concept ?year", witnessed) == {
        ("id:community-mankind", "2007"),
        ("id:community-mankind", "2012"),
    }
    starts = "?c plate:attested id:community-mankind ; plate:startsEarliest ?day"
    assert min(ask(store, "?day", starts)) == ("2007-01-01",)


def test_xi_introduced_the_concept_for_cyberspace(store: Store) -> None:
    """Xi's introduction of 2015 is of the concept for cyberspace; that for mankind was there before."""
    witnessed = "?c plate:witness id:xi-jinping ; plate:attested ?concept ; plate:validity ?when"
    found = {row for row in ask(store, "?concept ?when", witnessed) if row[0].startswith("id:community")}
    assert found == {("id:community-cyberspace", "2015"), ("id:community-mankind", "[2012..]")}


def test_what_carried_sovereignty_into_cyberspace(store: Store) -> None:
    """Documents attest cyber sovereignty from 2010 on; the page's paper of 2015 is reported and disputed."""
    attested = (
        "?c plate:attested id:cyber-sovereignty ; "
        "plate:witness ?doc ; plate:validity ?when ; plate:standing ?st"
    )
    assert ask(store, "?doc ?when ?st", attested) == {
        ("id:doc-white-paper-2010", "2010", "plate:Endorsed"),
        ("id:doc-draft-declaration-2014", "2014", "plate:Endorsed"),
        ("id:doc-speech-2015", "2015", "plate:Endorsed"),
        ("id:doc-sovereignty-paper", "2020~", "plate:Endorsed"),
        ("id:doc-shared-future-2015", "2015", "plate:Reported"),
    }
    extended = "?c plate:factNumber 'F352' ; plate:standing ?st ; plate:disputes ?rival"
    assert {st for st, _ in ask(store, "?st ?rival", extended)} == {"plate:Reported"}


def test_internet_sovereignty_is_cyber_sovereignty(store: Store) -> None:
    """The two English terms are wordings of one concept with one Chinese term."""
    assert _forms(store, "id:cyber-sovereignty") >= {"cyber sovereignty", "internet sovereignty", "网络主权"}
    named = ask(store, "?c", '?n plate:nameOf ?c ; skosxl:literalForm "internet sovereignty"@en')
    assert named == {("id:cyber-sovereignty",)}


def test_indivisible_and_contradictory(store: Store) -> None:
    """Two sovereignties are indivisible to the party, contradictory to the authors: two stances, no clash."""
    stances = "?c plate:factNumber ?fact ; plate:standing ?st FILTER(?fact IN ('F261', 'F262')) "
    assert ("id:circ-ccp-indivisible", "plate:Endorsed") in ask(store, "?c ?st", stances)
    assert ("id:appr-sovereignties-contradict", "plate:Reported") in ask(store, "?c ?st", stances)
    assert not holds(
        store, "id:cyber-sovereignty owl:disjointWith|owl:differentFrom id:territorial-sovereignty"
    )


@pytest.mark.parametrize(
    ("collection", "stated", "members"),
    [
        (
            "id:four-principles",
            "4",
            {"id:cyber-sovereignty", "id:openness-and-cooperation", "id:sound-order"},
        ),
        ("id:five-point-proposal", "5", set()),
    ],
)
def test_stated_size_is_not_the_members_listed(
    store: Store, collection: str, stated: str, members: set[str]
) -> None:
    """Of four principles three are named and of five points none: both counts are there, and the gap."""
    assert values(store, collection, "plate:statedSize") == {stated}
    assert values(store, collection, "skos:member") == members
    assert holds(store, f"?gap plate:gapSubject {collection} ; plate:gapProperty skos:member")
    assert "skos:OrderedCollection" not in values(store, collection, "rdf:type")
    assert values(store, collection, "owl:oneOf|skos:memberList") == set()


def test_year_of_the_principles_is_that_of_the_conference(store: Store) -> None:
    """The year 2015 belongs to the conference at which Xi set the principles out, not to the principles."""
    assert values(store, "id:four-principles", "plate:validity|dcterms:date|dcterms:issued") == set()
    told = "?c plate:about id:four-principles ; plate:occasion ?event ; plate:validity ?when"
    assert ask(store, "?event ?when", told) == {("id:wic-2015", "2015")}


def test_three_senses_of_system(store: Store) -> None:
    """The policy system as such, China's cyber policy system and the system of influence are three things."""
    systems = ("id:xitong", "id:cyber-policy-system", "id:influence-system")
    forms = [_forms(store, system) for system in systems]
    assert all(forms)
    assert not forms[0] & forms[1] | forms[0] & forms[2] | forms[1] & forms[2]
    assert "plate:PolicySystem" in values(store, "id:cyber-policy-system", "rdf:type")
    link = (
        "?c rdf:subject id:influence-system ; rdf:object id:united-front ; "
        "plate:standing ?st ; prov:wasAttributedTo ?v"
    )
    assert ask(store, "?st ?v", link) == {("plate:Reported", "id:curators")}
    assert "united front" not in forms[2]


def test_principle_is_no_policy_system(store: Store) -> None:
    """The nameplate principle says system for institution; nothing ties it to the policy systems."""
    assert not _forms(store, "id:nameplate-principle") & _forms(store, "id:xitong")
    related = values(
        store, "id:nameplate-principle", "skos:related|skos:broader|skos:closeMatch|skos:exactMatch"
    )
    assert related == {"id:arrangement-two-nameplates"}


def test_social_governance_is_a_wording(store: Store) -> None:
    """Social governance is another word for social management in this source and matched to nothing else."""
    assert _forms(store, "id:social-management") == {"social management", "social governance"}
    named = ask(store, "?c", '?n plate:nameOf ?c ; skosxl:literalForm "social governance"@en')
    assert named == {("id:social-management",)}
    assert values(store, "id:social-management", "skos:exactMatch|^skos:exactMatch") == set()


def test_cyber_power_is_not_cyber_superpower(store: Store) -> None:
    """Power and superpower are two related concepts; the Chinese term is the superpower's alone."""
    assert not _forms(store, "id:cyber-power") & _forms(store, "id:cyber-superpower")
    assert "网络强国" in _forms(store, "id:cyber-superpower")
    assert labels(store, "id:cyber-power", "zh-hans") == set()
    link = (
        "?c rdf:subject id:cyber-power ; rdf:predicate ?p ; "
        "rdf:object id:cyber-superpower ; plate:standing ?st"
    )
    assert ask(store, "?p ?st", link) == {("skos:related", "plate:Reported")}


def test_silk_road_is_no_part_of_belt_and_road(store: Store) -> None:
    """The two initiatives are named side by side; how they relate is a known gap and no link."""
    pair = (
        "VALUES (?a ?b) { (id:digital-silk-road id:belt-and-road) (id:belt-and-road id:digital-silk-road) }"
    )
    assert ask(store, "?p", f"{pair} ?a ?p ?b") == set()
    assert ask(store, "?c", f"{pair} ?c rdf:subject ?a ; rdf:object ?b") == set()
    assert holds(store, "?gap plate:gapSubject id:digital-silk-road ; plate:gapProperty skos:broader")
