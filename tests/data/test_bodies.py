"""Which bodies there are: what is one body under several names, and what looks alike and is not one."""

from __future__ import annotations

import pytest
from pyoxigraph import Store

from tests.data.statements import ask, current, holds, labels, values

PLATES = {"id:siio": "plate:StateNameplate", "id:plate-ccac-office": "plate:PartyNameplate"}


def test_nothing_of_ours_is_the_same(store: Store) -> None:
    """No two things here are called one by owl:sameAs, so that no kinds flow from one to another."""
    ours = "FILTER(STRSTARTS(STR(?b), STR(id:)))"
    assert ask(store, "?a ?b", f"?a owl:sameAs ?b {ours}") == set()
    assert ask(store, "?c", f"?c rdf:predicate owl:sameAs ; rdf:object ?b {ours}") == set()


def test_cac_is_one_institution_with_two_plates(store: Store) -> None:
    """The CAC is the body behind a state plate and a party plate; the plates are no bodies themselves."""
    assert current(store, "id:cac", "plate:hasNameplate") | values(store, "id:cac", "^plate:nameplateOf") == {
        *PLATES
    }
    assert "plate:DualNameplateInstitution" in values(store, "id:cac", "rdf:type")
    for plate, kind in PLATES.items():
        assert kind in values(store, plate, "rdf:type")
        assert "org:Organization" not in values(store, plate, "rdf:type")
        assert "plate:Nameplate" not in values(store, "id:cac", "rdf:type")


@pytest.mark.parametrize("body", ["id:cac", "id:oep", "id:ocao"])
def test_neither_of_the_party_nor_of_the_state(store: Store, body: str) -> None:
    """What has two plates, or is of a kind that is not told, is neither a party organ nor a state organ."""
    assert not {"plate:PartyOrgan", "plate:StateOrgan"} & values(store, body, "rdf:type")
    kinds = values(store, body, "^plate:classified/plate:kind")
    assert not {"id:kind-party-organ", "id:kind-state-organ"} & kinds


def test_siio_is_not_scio(store: Store) -> None:
    """The two offices whose English names differ by one word are two plates that share no name at all."""
    forms = {
        plate: values(store, plate, "^plate:nameOf/skosxl:literalForm") for plate in ("id:siio", "id:scio")
    }
    assert {"State Internet Information Office", "SIIO", "国家互联网信息办公室"} <= forms["id:siio"]
    assert {"State Council Information Office", "SCIO"} <= forms["id:scio"]
    assert forms["id:siio"] & forms["id:scio"] == set()
    for plate, other in (("id:siio", "id:scio"), ("id:scio", "id:siio")):
        shown = values(store, plate, "skos:prefLabel|skos:altLabel|plate:formerName")
        assert not shown & (forms[other] | values(store, other, "skos:altLabel"))
        assert any(other in note for note in values(store, plate, "skos:scopeNote"))


@pytest.mark.parametrize("text", ["SIIO", "国家互联网信息办公室", "State Internet Information Office"])
def test_search_for_siio_never_finds_scio(store: Store, text: str) -> None:
    """Whoever searches for the internet office by any of its names does not get the council's office."""
    found = ask(store, "?t", f'?n plate:nameOf ?t ; skosxl:literalForm ?form FILTER(STR(?form) = "{text}")')
    assert ("id:siio",) in found
    assert ("id:scio",) not in found


def test_leading_group_is_the_commission_before_its_upgrade(store: Store) -> None:
    """The leading group is no second body: the Commission bore its names, and was of its kind, until 2018."""
    pattern = 'plate:nameOf id:ccac ; plate:validity "2014/2018"^^edtf:EDTF ; skosxl:literalForm ?form'
    assert {form for (form,) in ask(store, "?form", f"?n {pattern}")} >= {
        "Central Cybersecurity and Informatisation Leading Small Group",
        "Central Leading Group for Cybersecurity",
        "leading small group",
        "leading group",
        "中央网络安全和信息化领导小组",
    }
    leading = "Central Cybersecurity and Informatisation Leading Small Group"
    assert {thing for (thing,) in ask(store, "?t", f'?t skos:prefLabel "{leading}"@en')} == set()
    kinds = "?c plate:classified id:ccac ; plate:kind ?kind ; plate:validity ?when"
    assert {("id:kind-leading-group", "2014/2018"), ("id:kind-commission", "2018/")} <= ask(
        store, "?kind ?when", kinds
    )
    assert "id:kind-leading-group" not in current(store, "id:ccac", "org:classification")


def test_upgrade_keeps_the_body(store: Store) -> None:
    """The upgrade of 2018 tells kind and name before and after, of one body, and founds no new one."""
    assert values(store, "id:event-ccac-upgrade", "org:originalOrganization") == {"id:ccac"}
    assert values(store, "id:event-ccac-upgrade", "org:resultingOrganization") <= {"id:ccac"}
    assert values(store, "id:event-ccac-upgrade", "plate:fromKind") == {"id:kind-leading-group"}
    assert values(store, "id:event-ccac-upgrade", "plate:toKind") == {"id:kind-commission"}
    assert values(store, "id:event-ccac-upgrade", "plate:toName/skosxl:literalForm") == {
        "Central Cyberspace Affairs Commission"
    }


def test_unnamed_body_under_xi(store: Store) -> None:
    """The supra-ministerial body that Xi heads may be the Commission: a reading, which merges nothing."""
    claim = (
        "rdf:subject id:supra-ministerial-body ; rdf:object id:ccac ; rdf:predicate ?p ; plate:standing ?st"
    )
    assert ask(store, "?p ?st", f"?c {claim}") == {("plate:possiblySameAs", "plate:Reported")}
    assert not holds(store, "id:supra-ministerial-body plate:possiblySameAs id:ccac")
    assert holds(store, "?gap a plate:KnownGap ; plate:gapSubject id:supra-ministerial-body")
    classes = {"id:kind-commission", "id:kind-leading-group"}
    assert not classes & values(store, "id:supra-ministerial-body", "^plate:classified/plate:kind")
    heads = "plate:holder id:xi-jinping ; plate:post/org:postIn ?body ; plate:drawsOn id:doc-000"
    assert ("id:supra-ministerial-body",) in ask(store, "?body", f"?c {heads}")
    assert ("id:ccac",) not in ask(store, "?body", f"?c {heads}")


def test_one_association_with_two_english_names(store: Store) -> None:
    """Two English names and a Chinese one are of one association, which is the curators' reading."""
    names = (
        "plate:nameOf id:csac ; skosxl:literalForm ?form ; plate:certainty ?sure ; plate:drawsOn id:doc-000"
    )
    assert ask(store, "?form ?sure", f"?n {names}") == {
        ("Cybersecurity Association of China", "id:certainty-asserted"),
        ("Cyberspace Security Association of China", "id:certainty-inferred"),
        ("中国网络空间安全协会", "id:certainty-asserted"),
    }
    forms = '"Cyberspace Security Association of China"@en, "Cybersecurity Association of China"@en'
    named = ask(store, "?t", f"?n plate:nameOf ?t ; skosxl:literalForm ?f FILTER(?f IN ({forms}))")
    assert named == {("id:csac",)}


def test_state_is_not_party(store: Store) -> None:
    """The PRC and the CCP are two actors, and the words for the regime are names of the state alone."""
    assert "plate:Polity" in values(store, "id:prc", "rdf:type")
    assert "plate:PoliticalParty" in values(store, "id:ccp", "rdf:type")
    state, party = (values(store, one, "^plate:nameOf/skosxl:literalForm") for one in ("id:prc", "id:ccp"))
    assert {"China", "Beijing", "Chinese Government", "PRC Government", "party-state"} <= state
    assert state & party == set()
    assert not holds(store, "id:prc skos:exactMatch|skos:closeMatch|plate:possiblySameAs id:ccp")


def test_office_of_the_state_council(store: Store) -> None:
    """The Office is another body than the State Council, and the word cabinet is for the Council."""
    assert labels(store, "id:office-of-the-state-council", "en") == {"Office of the State Council"}
    assert values(store, "id:gloss-state-council-cabinet", "plate:about") == {"id:state-council"}
    assert holds(
        store,
        "?gap plate:gapSubject id:office-of-the-state-council ; plate:gapProperty org:subOrganizationOf",
    )
    assert values(store, "id:office-of-the-state-council", "org:subOrganizationOf") == set()


@pytest.mark.parametrize("body", ["id:itu", "id:wipo", "id:gsma", "id:ocao", "id:china-mobile"])
def test_kinds_that_are_not_told(store: Store, body: str) -> None:
    """Membership of the UN system, ownership, and party or state kind are gaps where the text is silent."""
    assert holds(
        store, f"?gap a plate:KnownGap ; plate:gapSubject {body} ; plate:gapProperty org:classification"
    )
    sourced = f"?c plate:classified {body} ; plate:kind ?kind ; plate:drawsOn id:doc-000"
    assert ask(store, "?kind", sourced) <= {("id:kind-network-operator",)}
    assert values(store, body, "^plate:isParentOf|org:subOrganizationOf") <= {"id:ufwd"}
    assert body not in values(store, "id:un", "plate:isParentOf|^org:subOrganizationOf")
