"""What follows from plain triples by the ontology alone: the table of docs/inference.md, row by row."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pyoxigraph import Triple

from server.release.load import load
from server.release.reasoning import closure
from tests.release.projects import told, triples

#: Name of the inference, what is said, what follows. Things are named by the case: none helps another.
_CASES: dict[str, tuple[str, set[str]]] = {
    "the post behind a plate": (
        "?post a org:Post ; plate:titledUnder ?plate . ?plate plate:nameplateOf ?body .",
        {"?post org:postIn ?body", "?body org:hasPost ?post"},
    ),
    "posts of the state": (
        (
            "?post a org:Post ; plate:titledUnder ?plate . ?plate a plate:StateNameplate . "
            "?other a org:Post ; org:postIn ?organ . ?organ org:classification id:kind-state-organ ."
        ),
        {"?post rdf:type plate:StatePost", "?other rdf:type plate:StatePost"},
    ),
    "posts of the party": (
        (
            "?post a org:Post ; plate:titledUnder ?plate . ?plate a plate:PartyNameplate . "
            "?other a org:Post ; org:postIn ?organ . ?organ org:classification id:kind-party-organ ."
        ),
        {"?post rdf:type plate:PartyPost", "?other rdf:type plate:PartyPost"},
    ),
    "the chain of superiors": (
        "?one org:subOrganizationOf ?two . ?two org:subOrganizationOf ?three .",
        {
            "?one org:transitiveSubOrganizationOf ?three",
            "?one org:transitiveSubOrganizationOf ?two",
            "?three org:hasSubOrganization ?two",
        },
    ),
    "institutions with two nameplates": (
        (
            "?one plate:nameplateOf ?body . ?other plate:nameplateOf ?body . "
            "?one a plate:PartyNameplate . ?other a plate:StateNameplate ."
        ),
        {
            "?body rdf:type plate:DualNameplateInstitution",
            "?body rdf:type plate:PublicAuthority",
            "?body plate:hasNameplate ?one",
            "?one prov:specializationOf ?body",
        },
    ),
    "organs by their kind": (
        "?party org:classification id:kind-party-organ . ?state org:classification id:kind-state-organ .",
        {"?party rdf:type plate:PartyOrgan", "?state rdf:type plate:StateOrgan"},
    ),
    "sponsored associations": (
        "?club a plate:Association ; plate:supervisedBy ?body . ?body a plate:PublicAuthority .",
        {"?club rdf:type plate:SponsoredAssociation", "?club plate:answersTo ?body"},
    ),
    "quasi-state associations": (
        "?club a plate:Association ; org:classification id:kind-quasi-state-institution .",
        {"?club rdf:type plate:QuasiStateAssociation"},
    ),
    "whom an association answers to": (
        "?club plate:registeredWith ?body .",
        {"?club plate:answersTo ?body"},
    ),
    "service in a body": (
        "?who plate:hasHeld ?post . ?post plate:titledUnder ?plate . ?plate plate:nameplateOf ?body .",
        {"?who plate:hasServedIn ?body"},
    ),
    "heads of bodies": (
        "?who org:holds ?post . ?post plate:leadPostIn ?body .",
        {
            "?who plate:leads ?body",
            "?who org:headOf ?body",
            "?who org:memberOf ?body",
            "?post org:heldBy ?who",
            "?body org:hasMember ?who",
        },
    ),
    "bodies that descend from others": (
        "?new org:resultedFrom ?x . ?x org:originalOrganization ?old . ?old plate:descendsFrom ?older .",
        {
            "?new plate:descendsFrom ?old",
            "?new plate:descendsFrom ?older",
            "?new prov:wasDerivedFrom ?old",
        },
    ),
    "parts of a policy system": ("?body plate:partOfSystem ?system .", {"?body org:memberOf ?system"}),
    "bringing an event about": (
        "?one plate:organizes ?event . ?other plate:coOrganizes ?event .",
        {"?one plate:takesPartIn ?event", "?other plate:takesPartIn ?event"},
    ),
    "places within places": (
        "?town plate:locatedIn ?province . ?province plate:locatedIn ?country .",
        {"?town plate:locatedIn ?country"},
    ),
    "chains of conditions": (
        "?one plate:hasPrerequisite ?two . ?two plate:hasPrerequisite ?three .",
        {"?one plate:dependsOn ?three"},
    ),
    "forebears of concepts": (
        "?one plate:developsFrom ?two . ?two plate:developsFrom ?three .",
        {"?one plate:hasForebear ?three"},
    ),
    "narrower concepts": ("?one skos:broader ?two .", {"?two skos:narrower ?one"}),
    "what a gap draws on": (
        "?gap a plate:KnownGap ; plate:citation ?c . ?c plate:passage ?p . ?p dcterms:isPartOf ?report .",
        {"?gap plate:drawsOn ?report", "?gap prov:wasDerivedFrom ?report"},
    ),
}
#: What must not follow, though it looks as if it might.
_NOT: dict[str, tuple[str, set[str]]] = {
    "a party plate alone makes no dual institution": (
        "?one plate:nameplateOf ?body . ?one a plate:PartyNameplate .",
        {"?body rdf:type plate:DualNameplateInstitution", "?body rdf:type plate:PartyOrgan"},
    ),
    "a post of which no plate is given is neither party's nor state's": (
        (
            "?post a org:Post ; org:postIn ?body . ?body plate:hasNameplate ?one, ?other . "
            "?one a plate:PartyNameplate . ?other a plate:StateNameplate ."
        ),
        {"?post rdf:type plate:PartyPost", "?post rdf:type plate:StatePost"},
    ),
    "a plate is not the body, nor are two plates of one body the same": (
        "?one plate:nameplateOf ?body . ?other plate:nameplateOf ?body .",
        {"?one owl:sameAs ?body", "?one owl:sameAs ?other", "?one rdf:type org:Organization"},
    ),
    "a former head leads no longer": (
        "?who plate:hasHeld ?post . ?post plate:leadPostIn ?body .",
        {"?who plate:leads ?body", "?who org:memberOf ?body", "?who org:holds ?post"},
    ),
    "attestation is not inherited along broader": (
        "?one skos:broader ?two . ?one plate:attestedIn ?text .",
        {"?two plate:attestedIn ?text"},
    ),
    "helping to bring about an edition is no organising of the series": (
        "?body plate:coOrganizes ?edition . ?edition plate:editionOf ?series .",
        {"?body plate:takesPartIn ?series", "?body plate:organizes ?edition"},
    ),
    "an office of a body is not below it in the hierarchy": (
        "?office plate:officeOf ?body .",
        {"?office org:subOrganizationOf ?body", "?office org:transitiveSubOrganizationOf ?body"},
    ),
}


def _about(name: str, text: str) -> str:
    """A text with its variables made things of the case."""
    slug = re.sub(r"\W+", "-", name)
    return re.sub(r"\?(\w+)", rf"id:{slug}-\1", text)


@pytest.fixture(scope="module", params=["reasonable", "owlrl"])
def inferred(request: pytest.FixtureRequest, project_root: Path) -> set[str]:
    """Everything that follows from the ontology and all cases at once, by either reasoner."""
    facts = " ".join(_about(name, said) for name, (said, _) in (_CASES | _NOT).items())
    ontology: list[Triple] = load(project_root).triples("ontology")
    found = closure([*ontology, *triples(facts)], reasoner=request.param)
    assert found.errors == ()
    return told(list(found.triples)) - told(triples(facts))


@pytest.mark.parametrize("name", _CASES)
def test_follows(name: str, inferred: set[str]) -> None:
    """What the table promises follows, and none of it is said already."""
    assert {_about(name, line) for line in _CASES[name][1]} <= inferred


@pytest.mark.parametrize("name", _NOT)
def test_does_not_follow(name: str, inferred: set[str]) -> None:
    """What would be wrong does not follow."""
    assert {_about(name, line) for line in _NOT[name][1]} & inferred == set()


def test_the_page_tells_of_each(project_root: Path) -> None:
    """The page on inference has a row for each case, and each query that it names is published."""
    page = (project_root / "docs" / "inference.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+) \|[^|]+\|[^|]+\| (?:\[`([^`]+)`\]\(([^)]+)\)|–) \|$", page, re.MULTILINE)
    assert [row[0] for row in rows] == list(_CASES)
    for _, name, link in rows:
        assert not name or (project_root / "docs" / link).resolve() == project_root / "queries" / f"{name}.rq"
        assert not name or (project_root / "queries" / f"{name}.rq").is_file()
    assert all(f"- {name[0].upper()}{name[1:]}" in page for name in _NOT)
