"""Who is over whom, who supervises and registers, and what comes before what."""

from __future__ import annotations

from pyoxigraph import Store

from tests.data.statements import ask, current, holds, values


def test_relations_of_the_offices_are_no_circle(store: Store) -> None:
    """The Commission presides over the CAC, whose party plate is its office; no part lies above its whole."""
    assert current(store, "id:cac", "org:subOrganizationOf") == {"id:ccac"}
    assert current(store, "id:plate-ccac-office", "plate:officeOf") == {"id:ccac"}
    assert values(store, "id:plate-ccac-office", "org:subOrganizationOf") == set()
    assert ask(store, "?body", "?body org:subOrganizationOf+ ?body") == set()


def test_host_is_told_in_prose(store: Store) -> None:
    """That SIIO became host to the group's Party Office makes neither of them a part of the other."""
    assert "id:siio" in values(store, "id:gloss-siio-host", "plate:about")
    ends = "?c plate:relationSubject ?a ; plate:relationObject ?b"
    pairs = ask(store, "?a ?b", ends)
    assert not {("id:plate-clsg-office", "id:siio"), ("id:siio", "id:plate-clsg-office")} & pairs


def test_two_authorities_at_once(store: Store) -> None:
    """At its establishment the CAC was under two authorities together, until one became the only."""
    joint = ("id:rel-cac-ccac-joint", "id:rel-cac-office-state-council")
    for one, other in (joint, joint[::-1]):
        assert values(store, one, "plate:jointWith") == {other}
        assert values(store, one, "plate:endedBy") == {"id:event-ccac-upgrade"}
        assert values(store, one, "plate:beganWith") == {"id:event-cac-establishment"}
    assert values(store, "id:rel-cac-ccac-sole", "plate:sole") == {"true"}


def test_only_one_charter_accepts_supervision(store: Store) -> None:
    """One association's charter accepts the state plate's supervision; of the other it is not said."""
    supervision = (
        "?c a plate:CharterSupervision ; plate:supervised ?who ; "
        "plate:supervisor ?by ; plate:drawsOn id:doc-000"
    )
    assert ask(store, "?c ?who ?by", supervision) == {("id:supervision-csac-siio", "id:csac", "id:cac")}
    assert values(store, "id:supervision-csac-siio", "plate:objectAs") == {"id:siio"}
    assert values(store, "id:supervision-csac-siio", "prov:wasAttributedTo") == {"id:csac"}
    assert values(store, "id:isc", "plate:supervisedBy") == set()
    assert holds(store, "?gap plate:gapSubject id:isc ; plate:gapProperty plate:supervisedBy")


def test_registration_is_not_supervision(store: Store) -> None:
    """Both associations register with Civil Affairs, which is said to supervise neither of them by name."""
    for association in ("id:csac", "id:isc"):
        assert current(store, association, "plate:registeredWith") == {"id:mca"}
        assert "id:mca" not in values(store, association, "plate:supervisedBy")


def test_regulator_has_three_strengths(store: Store) -> None:
    """The CAC is called a regulator outright; of the Internet Society it is twice the authors' judgement."""
    kinds = {"id:kind-regulator", "id:kind-interagency-regulator"}
    assert kinds & current(store, "id:cac", "org:classification")
    assert not kinds & values(store, "id:isc", "org:classification")
    claims = (
        "?c plate:classified id:isc ; plate:kind id:kind-regulator ; "
        "plate:standing ?st ; plate:certainty ?sure ; plate:wordedAs ?as"
    )
    assert ask(store, "?st ?sure ?as", claims) == {
        ("plate:Reported", "id:certainty-judgement", "unofficial regulator"),
        ("plate:Reported", "id:certainty-judgement", "effectively makes"),
    }


def test_chain_of_the_licence(store: Store) -> None:
    """The domain needs the licence and the licence the signed pledge; that all must comply is a judgement."""
    assert ask(
        store, "?a ?b", "?c plate:dependent ?a ; plate:prerequisite ?b ; plate:standing plate:Endorsed"
    ) == {
        ("id:cn-domain", "id:icp-licence"),
        ("id:icp-licence", "id:public-pledge"),
    }
    assert values(store, "id:cn-domain", "plate:hasPrerequisite+") == {"id:icp-licence", "id:public-pledge"}
    legality = "?c plate:factNumber 'F164' ; plate:standing ?standing ; plate:certainty ?sure"
    assert ask(store, "?standing ?sure", legality) == {("plate:Reported", "id:certainty-judgement")}


def test_pledge_has_no_issuer_in_the_report(store: Store) -> None:
    """Who issues the pledge is a known gap, and nobody is its issuer by the two sources."""
    assert holds(store, "?gap plate:gapSubject id:public-pledge ; plate:gapProperty dcterms:publisher")
    for document in ("id:doc-000", "id:doc-003"):
        issued = f"?c plate:issued id:public-pledge ; plate:drawsOn {document}"
        assert ask(store, "?c", issued) == set()


def test_edges_that_figure_1_must_not_have(store: Store) -> None:
    """SIIO and Internet Society, SCIO and Propaganda Department, China Mobile and system: no line."""
    ends = "?c plate:relationSubject ?a ; plate:relationObject ?b ; plate:drawsOn id:doc-000"
    pairs = {frozenset(pair) for pair in ask(store, "?a ?b", ends)}
    for one, other in (
        ("id:isc", "id:cac"),
        ("id:scio", "id:cpd"),
        ("id:china-mobile", "id:cyber-policy-system"),
    ):
        assert frozenset((one, other)) not in pairs
    assert frozenset(("id:csac", "id:cac")) in pairs
    members = "?c plate:systemMember ?who ; plate:memberSystem id:cyber-policy-system"
    assert ask(store, "?who", members) == {("id:cac",), ("id:ccac",), ("id:csac",), ("id:isc",)}
