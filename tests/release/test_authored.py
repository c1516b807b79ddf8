"""What people may not write in the facts, each named at its line with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.release.authored import authored
from server.release.load import load
from tests.release.projects import add, small

_SUBORDINATION = """
id:s a plate:Subordination ; plate:subordinate id:office ; plate:superior id:other ;
  plate:standing plate:Endorsed ; plate:citation [ plate:passage id:passage-a-1 ] .
id:n a plate:Name ; plate:nameOf id:other ; skosxl:literalForm "Other"@en ;
  plate:standing plate:Endorsed ; plate:citation [ plate:passage id:passage-a-1 ] .
"""
_DOMAINS = """
plate:endnote rdfs:domain plate:Passage .
plate:sole rdfs:domain plate:Relation .
plate:loose rdfs:domain plate:Subordination , plate:Relation .
"""


def _told(root: Path) -> list[tuple[str, str]]:
    """Rule and message of each finding, which are all errors in the added file and know their line."""
    findings = authored(load(root))
    assert {(f.place, f.severity, f.line > 0) for f in findings} <= {("instances/added.ttl", "error", True)}
    return [(f.rule, f.message) for f in findings]


def test_nothing_to_say(tmp_path: Path) -> None:
    """The small project has none of these mistakes."""
    assert authored(load(small(tmp_path / "p"))) == []


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("org:subOrganizationOf id:office", "plate:Subordination"),
        ("org:holds id:office", "plate:Tenure"),
        ("plate:hasHeld id:office", "plate:Tenure"),
        ('plate:formerName "Other"@en', "plate:Name"),
        ('skos:altLabel "Other"@en', "plate:Name"),
    ],
)
def test_written_by_hand(tmp_path: Path, written: str, kind: str) -> None:
    """What the build casts is never written, even where an endorsed claim says the same."""
    root = small(tmp_path / "p")
    add(root, _SUBORDINATION + f"\nid:other a plate:Institution ;\n  {written} .")
    message = (
        f"id:other {written} is written by hand; the build casts it from an endorsed claim: "
        f"write the claim ({kind}) instead"
    )
    assert _told(root) == [("written-by-hand", message)]


_STATED = """
id:s a plate:%s ; rdf:subject id:%s ; rdf:predicate %s ; rdf:object %s ;
  plate:standing plate:%s ; plate:citation [ plate:passage id:passage-a-1 ] .
"""


def test_stated_and_written_by_hand(tmp_path: Path) -> None:
    """The triple of an endorsed statement is cast; beside one that is only reported it may stand."""
    root = small(tmp_path / "p")
    hand = "id:other a plate:Institution ;\n  plate:near id:office ."
    add(root, _STATED % ("StatementClaim", "other", "plate:near", "id:office", "Endorsed") + hand)
    message = "id:other plate:near id:office is written by hand; the build casts it from id:s: "
    message += "delete the triple here"
    assert _told(root) == [("written-by-hand", message)]
    add(root, _STATED % ("IdentityLink", "other", "plate:near", "id:office", "Reported") + hand)
    assert _told(root) == []


@pytest.mark.parametrize(
    ("subject", "predicate", "value", "rule", "said"),
    [
        ("office", "plate:near", "id:group", None, ""),
        ("office", "plate:size", "3", None, ""),
        ("office", "plate:theme", '"peace"@en', None, ""),
        ("office", "owl:sameAs", "<http://example.org/x>", None, ""),
        ("office", "skos:exactMatch", "<http://example.org/x>", None, ""),
        (
            "office",
            "dcterms:tpye",
            "id:group",
            "undeclared-term",
            "dcterms:tpye, which the ontology does not",
        ),
        ("office", "plate:nea", "id:group", "undeclared-term", "did you mean plate:near?"),
        ("office", "plate:near", "id:passage-a-1", "out-of-place", "id:passage-a-1 is a plate:Passage"),
        ("office", "plate:near", "id:nothing", "out-of-place", "id:nothing has no class"),
        ("office", "plate:near", '"group"@en', "out-of-place", '"group"@en is text'),
        ("passage-a-1", "plate:size", "3", "out-of-place", "stands on a plate:Institution only"),
        ("office", "plate:size", '"three"', "out-of-place", '"three" is xsd:string'),
        ("office", "plate:theme", "id:group", "out-of-place", "and id:group is a thing"),
    ],
)
def test_what_may_be_stated(
    tmp_path: Path, subject: str, predicate: str, value: str, rule: str | None, said: str
) -> None:
    """A statement is held to what the ontology says of its property: its classes and its values."""
    root = small(tmp_path / "p")
    for standing in ("Endorsed", "Reported"):
        add(root, _STATED % ("StatementClaim", subject, predicate, value, standing))
        told = _told(root)
        assert [found for found, _ in told] == ([rule] if rule else [])
        assert all(said in message and message.startswith("id:s ") for _, message in told)


def test_written_in_the_ontology(tmp_path: Path) -> None:
    """The files of the ontology are no place for facts either; other labels of concepts belong there."""
    root = small(tmp_path / "p")
    add(root, '\nid:x org:subOrganizationOf id:top ; skos:altLabel "x"@en .', "ontology/added.ttl")
    findings = authored(load(root))
    assert [(f.place, f.rule) for f in findings] == [("ontology/added.ttl", "written-by-hand")]


def test_statement_about_a_cast_property(tmp_path: Path) -> None:
    """A statement claim is no way around the classes of claims."""
    root = small(tmp_path / "p")
    add(root, "\nid:c rdf:subject id:office ; rdf:predicate org:holds ; rdf:object id:top .")
    ((rule, message),) = _told(root)
    assert rule == "written-by-hand"
    assert "id:c states a triple with org:holds" in message
    assert "(plate:Tenure)" in message


@pytest.mark.parametrize(
    ("written", "rule", "says"),
    [
        ("plate:standin plate:Endorsed", "undeclared-term", "did you mean plate:standing?"),
        ("a plate:Institutions", "undeclared-term", "did you mean plate:Institution?"),
        ("plate:standing plate:Endorced", "undeclared-term", "did you mean plate:Endorsed?"),
        ('rdfs:comment "x"^^plate:Unheard', "undeclared-term", "plate:Unheard, which the ontology does not"),
        (
            "a <https://w3id.org/nameplate/ontologi/Institution>",
            "stray-iri",
            "in no namespace of the project: did you mean plate:Institution?",
        ),
        ("rdfs:seeAlso <http://w3id.org/nameplate/id/top>", "stray-iri", "correct the IRI"),
        ("rdfs:seeAlso <https://w3id.org/nameplates/id/top>", "stray-iri", "correct the IRI"),
    ],
)
def test_unknown_terms(tmp_path: Path, written: str, rule: str, says: str) -> None:
    """A term that the ontology does not declare is named, with the one that it looks like."""
    root = small(tmp_path / "p")
    add(root, f"\nid:x {written} .")
    ((told, message),) = _told(root)
    assert told == rule
    assert message.startswith("id:x uses ")
    assert says in message


def test_known_places(tmp_path: Path) -> None:
    """What lies in the project's own namespaces is no stranger, nor is the ontology with its version."""
    root = small(tmp_path / "p")
    add(root, "plate:other owl:versionIRI <https://w3id.org/nameplate/ontology/1.0.0/> .", "ontology/v.ttl")
    places = "plate: , graph:current , <https://w3id.org/nameplate/shape/Claim> , <https://example.org/x>"
    version = "<https://w3id.org/nameplate/ontology/1.0.0/> , <https://w3id.org/nameplate/dataset>"
    add(root, f"\nid:x rdfs:seeAlso {places} , {version} .")
    assert _told(root) == []


@pytest.mark.parametrize(
    ("written", "says"),
    [
        (
            "id:x a plate:Subordination ; plate:endnote 3",
            "id:x plate:endnote stands on a plate:Passage only, and this node is a plate:Subordination: ",
        ),
        (
            "id:x plate:sole true",
            "id:x plate:sole stands on a plate:Relation only, and this node has no class: ",
        ),
        (
            "id:x a plate:Subordination ; plate:citation [ a plate:Name ; plate:endnote 3 ]",
            "id:x plate:endnote stands on a plate:Passage only, and this node is a plate:Name: ",
        ),
        ("id:x a plate:Relation ; plate:loose 1", "id:x plate:loose stands on a plate:Subordination only"),
        (
            "id:x a plate:Institution ; plate:superior id:top",
            "id:x plate:superior stands on a plate:Relation only, and this node is a plate:Institution: ",
        ),
        ("id:x a plate:Passage ; plate:endnote 3", ""),
        ("id:x a plate:Subordination ; plate:sole true ; plate:loose 1", ""),
    ],
)
def test_property_out_of_place(tmp_path: Path, written: str, says: str) -> None:
    """A property of ours stands on its class or one below it, on nodes without a name as well."""
    root = small(tmp_path / "p")
    add(root, _DOMAINS, "ontology/domains.ttl")
    add(root, f"\n{written} .")
    told = _told(root)
    assert [rule for rule, _ in told] == (["out-of-place"] if says else [])
    assert all(message.startswith(says) for _, message in told)


@pytest.mark.card("Linked data", "5")
@pytest.mark.parametrize(
    ("slug", "better"),
    [
        ("Other", "id:other"),
        ("two_words", "id:two-words"),
        ("two--words", "id:two-words"),
        ("ends-", "id:ends"),
        ("a/b", "id:a-b"),
        ("Zürich", "id:z-rich"),
    ],
)
def test_slugs(tmp_path: Path, slug: str, better: str) -> None:
    """Names of things are of small letters, digits and single hyphens; a better one is proposed."""
    root = small(tmp_path / "p")
    add(root, f'\n<https://w3id.org/nameplate/id/{slug}> rdfs:comment "x" .')
    ((rule, message),) = _told(root)
    assert rule == "slug"
    assert message.startswith(f"id:{slug} has an IRI that is hard")
    assert message.endswith(f", as {better}")
