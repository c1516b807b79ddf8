"""The closure, what of it is published, and the contradictions in it."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from pyoxigraph import Triple

from server.errors import CheckFailed, Finding
from server.release.cache import cached_closure
from server.release.clashes import clashes
from server.release.closure import Limits, Reasoner
from server.release.examine import examine
from server.release.graphs import INFERRED
from server.release.load import load
from server.release.reasoning import closure, plain, published, reasoned_over, things_only
from server.release.stages import Stages
from tests.release.projects import add, small, told, triples

_AXIOMS = """
plate:A rdfs:subClassOf plate:B . plate:B rdfs:subClassOf org:Organization .
plate:p rdfs:subPropertyOf plate:q ; owl:inverseOf plate:r ; rdfs:domain plate:A .
plate:q a owl:TransitiveProperty .
plate:chained owl:propertyChainAxiom ( plate:p plate:q ) .
plate:code rdfs:domain plate:A .
[ a owl:Restriction ; owl:onProperty plate:p ; owl:someValuesFrom plate:B ] rdfs:subClassOf plate:C .
"""


@pytest.fixture(params=["reasonable", "owlrl"])
def reasoner(request: pytest.FixtureRequest) -> Reasoner:
    """Either reasoner, since both have to give the same."""
    return cast("Reasoner", request.param)


def _published(turtle: str, reasoner: Reasoner) -> set[str]:
    said = triples(turtle)
    return told(published(closure(said, reasoner=reasoner).triples, set(said)))


def test_closure_of_plain_triples(reasoner: Reasoner) -> None:
    """Classes, subproperties, inverses, transitivity, chains and restrictions are followed."""
    found = _published(_AXIOMS + "id:x plate:p id:y . id:y plate:p id:z .", reasoner)
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


def test_chains_feed_each_other(reasoner: Reasoner) -> None:
    """What a chain makes goes into other chains and rules, and two properties may have the same chain."""
    found = _published(
        """plate:grand owl:propertyChainAxiom ( plate:up plate:up ) .
        plate:great owl:propertyChainAxiom ( plate:grand plate:up ) ; rdfs:domain plate:Young .
        plate:older owl:propertyChainAxiom ( plate:up plate:up ) ; a owl:TransitiveProperty .
        id:a plate:up id:b . id:b plate:up id:c . id:c plate:up id:d . id:d plate:up id:e .""",
        reasoner,
    )
    assert found == {
        *(f"id:{x} plate:{p} id:{z}" for x, z in ("ac", "bd", "ce") for p in ("grand", "older")),
        "id:a plate:older id:e",
        *(f"id:{x} plate:great id:{z}" for x, z in ("ad", "be")),
        *(f"id:{x} rdf:type plate:Young" for x in "ab"),
    }


@pytest.mark.parametrize(
    "axiom",
    [
        "plate:A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty plate:p ; owl:maxCardinality 1 ] .",
        "plate:A owl:hasKey ( plate:p ) .",
        "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual id:x .",
    ],
)
def test_axioms_that_one_reasoner_does_not_know(axiom: str) -> None:
    """What the quick reasoner would pass over in silence it refuses; the other takes it."""
    with pytest.raises(CheckFailed, match="1 problem") as raised:
        closure(triples(axiom))
    assert "--reasoner owlrl" in raised.value.findings[0].message
    assert closure(triples(axiom), reasoner="owlrl").errors == ()


def test_both_reasoners_on_the_real_data(project_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On everything that is published here both reasoners infer the same, term by term."""
    monkeypatch.setattr("server.release.examine.validate", lambda *_data, **_options: ([], []))

    def inferred(reasoner: Reasoner) -> list[str]:
        examined = examine(project_root, Stages(lambda _line: None), reasoner)
        return [str(t) for name, held in examined.layers if name == INFERRED for t in held]

    quick, thorough = inferred("reasonable"), inferred("owlrl")
    assert len(quick) > 1000
    assert quick == thorough


def test_nothing_but_noise_from_labels(reasoner: Reasoner) -> None:
    """Labels, identity with oneself and membership in owl:Thing are never published."""
    assert _published('id:x a skos:Concept ; skos:prefLabel "x"@en ; skos:notation 7 .', reasoner) == set()


def test_vocabularies_that_are_not_published(reasoner: Reasoner) -> None:
    """What follows in a vocabulary that readers do not expect here stays out, and so does owl:sameAs."""
    found = _published(
        "<http://example.org/p> rdfs:subPropertyOf <http://example.org/q> . "
        "id:x <http://example.org/p> id:y . id:x owl:sameAs id:y .",
        reasoner,
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
    assert "id:x rdf:type plate:A" in told(published(closure(said, reasoner="owlrl").triples, set(said)))


def test_closure_is_idempotent_and_monotone(reasoner: Reasoner) -> None:
    """Closing again adds nothing, and more facts never take an inference away."""
    said = triples(_AXIOMS + "id:x plate:p id:y . id:y plate:p id:z .")
    once = closure(said, reasoner=reasoner).triples
    again = closure(once, reasoner=reasoner).triples
    assert {t for t in again - once if not str(t).startswith("_:")} == set()
    more = closure([*said, *triples("id:z plate:p id:w .")], reasoner=reasoner).triples
    assert told(published(once, set())) <= told(published(more, set()))


@pytest.mark.parametrize(
    ("limits", "said"),
    [(Limits(triples=200), "200 triples"), (Limits(seconds=-1), "-1 seconds")],
)
def test_limits(limits: Limits, said: str, reasoner: Reasoner) -> None:
    """A closure that explodes is given up with a message and not with a dead machine."""
    same = " ".join(f"id:x{n} owl:sameAs id:x{n + 1} ." for n in range(60))
    with pytest.raises(CheckFailed) as raised:
        closure(triples(same), limits, reasoner)
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


def test_casts_that_are_reasoned_over() -> None:
    """Only ties between things of the project are reasoned over: no text, nothing elsewhere, no claim."""
    facts = triples("id:claim plate:standing plate:Endorsed .")
    cast_triples = triples(
        "id:a plate:p id:b, 7, <http://example.org/x>, id:claim ; a plate:A . id:claim plate:p id:a ."
    )
    assert told(things_only(cast_triples, facts)) == {"id:a plate:p id:b", "id:a rdf:type plate:A"}


def _clashes(tmp_path: Path, turtle: str) -> list[Finding]:
    root = small(tmp_path / "p")
    add(root, turtle)
    project = load(root)
    said = [*project.triples("ontology"), *project.triples("instances")]
    try:
        closed = closure(said)
    except CheckFailed:
        closed = closure(said, reasoner="owlrl")
    return clashes(closed, project, said)


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
