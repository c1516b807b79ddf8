"""The closure, what of it is published, and the contradictions in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Triple

from server.errors import CheckFailed, Finding
from server.release.cache import cached_closure
from server.release.clashes import clashes
from server.release.load import load
from server.release.reasoning import Limits, closure, plain, published, reasoned_over
from tests.release.projects import add, small, told, triples

_AXIOMS = """
plate:A rdfs:subClassOf plate:B . plate:B rdfs:subClassOf org:Organization .
plate:p rdfs:subPropertyOf plate:q ; owl:inverseOf plate:r ; rdfs:domain plate:A .
plate:q a owl:TransitiveProperty .
plate:chained owl:propertyChainAxiom ( plate:p plate:q ) .
plate:code rdfs:domain plate:A .
[ a owl:Restriction ; owl:onProperty plate:p ; owl:someValuesFrom plate:B ] rdfs:subClassOf plate:C .
"""


def _published(turtle: str) -> set[str]:
    said = triples(turtle)
    return told(published(closure(said).triples, set(said)))


def test_closure_of_plain_triples() -> None:
    """Classes, subproperties, inverses, transitivity, chains and restrictions are followed."""
    found = _published(_AXIOMS + "id:x plate:p id:y . id:y plate:p id:z .")
    assert found == {
        "id:x rdf:type plate:A",
        "id:x rdf:type plate:B",
        "id:x rdf:type plate:C",
        "id:x rdf:type org:Organization",
        "id:y rdf:type plate:A",
        "id:y rdf:type plate:B",
        "id:y rdf:type org:Organization",
        "id:x plate:q id:y",
        "id:y plate:q id:z",
        "id:x plate:q id:z",
        "id:y plate:r id:x",
        "id:z plate:r id:y",
        "id:x plate:chained id:z",
    }


def test_nothing_but_noise_from_labels() -> None:
    """Labels, identity with oneself and membership in owl:Thing are never published."""
    assert _published('id:x a skos:Concept ; skos:prefLabel "x"@en ; skos:notation 7 .') == set()


def test_vocabularies_that_are_not_published() -> None:
    """What follows in a vocabulary that readers do not expect here stays out, and so does owl:sameAs."""
    found = _published(
        "<http://example.org/p> rdfs:subPropertyOf <http://example.org/q> . "
        "id:x <http://example.org/p> id:y . id:x owl:sameAs id:y ."
    )
    assert found == set()


def test_literals_only_where_an_axiom_speaks_of_them() -> None:
    """Literals of a property with a domain go in, labels do not; cardinalities stay with their axiom."""
    said = triples(
        _AXIOMS + 'id:x plate:code "7" ; skos:prefLabel "x"@en . '
        "plate:A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty plate:q ; owl:maxCardinality 1 ] ."
    )
    literals = {line for line in told(reasoned_over(said)) if '"' in line}
    assert {line.split(" ", 1)[1] for line in literals} == {'plate:code "7"', 'owl:maxCardinality "1"'}
    assert "id:x rdf:type plate:A" in told(published(closure(said).triples, set(said)))


def test_closure_is_idempotent_and_monotone() -> None:
    """Closing again adds nothing, and more facts never take an inference away."""
    said = triples(_AXIOMS + "id:x plate:p id:y . id:y plate:p id:z .")
    once = closure(said).triples
    again = closure(once).triples
    assert {t for t in again - once if not str(t).startswith("_:")} == set()
    more = closure([*said, *triples("id:z plate:p id:w .")]).triples
    assert told(published(once, set())) <= told(published(more, set()))


@pytest.mark.parametrize(
    ("limits", "said"),
    [(Limits(triples=200), "200 triples"), (Limits(seconds=-1), "-1 seconds")],
)
def test_limits(limits: Limits, said: str) -> None:
    """A closure that explodes is given up with a message and not with a dead machine."""
    same = " ".join(f"id:x{n} owl:sameAs id:x{n + 1} ." for n in range(60))
    with pytest.raises(CheckFailed) as raised:
        closure(triples(same), limits)
    finding = raised.value.findings[0]
    assert finding.rule == "reasoning-limit"
    assert said in finding.message
    assert "owl:sameAs" in finding.message


def test_claims_stay_out(tmp_path: Path) -> None:
    """Neither a claim nor a node that hangs off it goes to the reasoner."""
    project = load(small(tmp_path / "p"))
    facts = project.triples("instances")
    kept = told(plain(facts, project.blank_owners))
    assert any(line.startswith("id:office ") for line in kept)
    assert not any(line.startswith(("id:sub-", "id:name-", "_:")) for line in kept)


def _clashes(tmp_path: Path, turtle: str) -> list[Finding]:
    root = small(tmp_path / "p")
    add(root, turtle)
    project = load(root)
    said = [*project.triples("ontology"), *project.triples("instances")]
    return clashes(closure(said), project, said)


@pytest.mark.parametrize(
    ("turtle", "rule", "said"),
    [
        (
            "id:x a plate:Institution, plate:Nameplate .",
            "disjoint-classes",
            "id:x is both org:Organization and plate:Nameplate",
        ),
        (
            "plate:a owl:propertyDisjointWith plate:b .\nid:x plate:a id:y ; plate:b id:y .",
            "disjoint-properties",
            "id:x has id:y as plate:a and as plate:b",
        ),
        (
            """[ a owl:AllDisjointClasses ; owl:members ( plate:A plate:B plate:C ) ] .
            id:x a plate:A, plate:C .""",
            "disjoint-classes",
            "id:x is both plate:A and plate:C",
        ),
        (
            """[ a owl:AllDisjointProperties ; owl:members ( plate:a plate:b ) ] .
            id:x plate:a id:y ; plate:b id:y .""",
            "disjoint-properties",
            "which exclude each other",
        ),
        (
            "plate:a a owl:IrreflexiveProperty .\nid:x plate:a id:x .",
            "irreflexive",
            "id:x stands in plate:a to itself",
        ),
        (
            "plate:a a owl:AsymmetricProperty .\nid:x plate:a id:y .\nid:y plate:a id:x .",
            "asymmetric",
            "id:x and id:y stand in plate:a both ways",
        ),
        (
            "plate:E rdfs:subClassOf owl:Nothing .\nid:x a plate:E .",
            "impossible",
            "id:x falls under owl:Nothing",
        ),
        (
            "plate:a a owl:FunctionalProperty .\nid:z plate:a id:x, id:y .",
            "same-as",
            "id:x and id:y come out as the same thing",
        ),
        ("id:x owl:sameAs id:y .", "same-as", "use skos:exactMatch"),
        (
            """id:n a owl:NegativePropertyAssertion ; owl:sourceIndividual id:x ;
            owl:assertionProperty plate:a ; owl:targetIndividual id:y . id:x plate:a id:y .""",
            "inconsistent",
            "Negative",
        ),
    ],
)
def test_clashes(tmp_path: Path, turtle: str, rule: str, said: str) -> None:
    """Each kind of contradiction is found, at the thing it is about, with what is said of it as the cause."""
    found = _clashes(tmp_path, turtle)
    assert rule in {f.rule for f in found}
    assert any(said in f.message for f in found)
    assert all("ack" in f.message for f in found), "each says what to take back"
    assert all(f.severity == "error" for f in found)
    assert {f.place for f in found} <= {"instances/added.ttl", "ontology/", "id:x"}


def test_cause_names_the_triples_at_odds(tmp_path: Path) -> None:
    """The finding quotes what is asserted, the terms at odds first."""
    found = _clashes(tmp_path, "id:x plate:seats 3 ; a plate:Nameplate ; org:subOrganizationOf id:top .")
    assert found == []
    found = _clashes(
        tmp_path / "again", "id:x org:subOrganizationOf id:top ; a plate:Nameplate, org:Organization ."
    )
    assert "take one of these back: rdf:type org:Organization; rdf:type plate:Nameplate" in found[0].message
    assert found[0].line > 0


def test_consistent_project_has_no_clash(tmp_path: Path) -> None:
    """Nothing is reported of data that are consistent."""
    assert _clashes(tmp_path, "id:x a plate:Institution .") == []


def test_cache_gives_what_reasoning_gives(tmp_path: Path) -> None:
    """A kept answer equals a fresh one, and a file that was tampered with is not believed."""
    said: list[Triple] = triples(_AXIOMS + "id:x plate:p id:y . id:y plate:p id:z . id:u owl:sameAs id:v .")
    folder = tmp_path / "cache"
    first = cached_closure(said, folder)
    kept = list(folder.iterdir())
    assert len(kept) == 1
    assert cached_closure(said, folder) == first
    kept[0].write_text(kept[0].read_text().replace("chained", "changed"))
    assert cached_closure(said, folder) == first
    assert told(published(first.triples, set(said))) == told(published(closure(said).triples, set(said)))
    more = cached_closure([*said, *triples("id:z plate:p id:w .")], folder)
    assert more != first
    assert [p.name for p in folder.iterdir()] != [p.name for p in kept]


def test_cache_is_no_need(tmp_path: Path) -> None:
    """Where the folder cannot be written, the answer is the same."""
    (tmp_path / "file").write_text("")
    assert "id:x rdf:type plate:A" in told(
        list(cached_closure(triples(_AXIOMS + "id:x plate:p id:y ."), tmp_path / "file" / "cache").triples)
    )
