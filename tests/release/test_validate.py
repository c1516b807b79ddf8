"""SHACL results as findings that an editor can use, and shapes that must not be run."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.errors import Finding
from server.release.load import load
from server.release.validate import validate
from tests.release.projects import add, reasoned, replace, small

_SPARQL = """
<https://w3id.org/nameplate/shapes/> sh:declare [ sh:prefix "plate" ;
  sh:namespace "https://w3id.org/nameplate/ontology/"^^xsd:anyURI ] .
<https://w3id.org/nameplate/shapes/Asked> a sh:NodeShape ; sh:targetClass plate:Institution ;
  sh:sparql [ sh:prefixes <https://w3id.org/nameplate/shapes/> ; sh:message "asked" ; sh:select '''%s''' ] .
"""

_SHAPE = "<https://w3id.org/nameplate/shapes/More> a sh:NodeShape ; sh:targetClass plate:Institution ; "


def _findings(root: Path, seconds: float = 60) -> list[Finding]:
    project = load(root)
    return validate(reasoned(project), project, seconds)[0]


def test_good_project_conforms(tmp_path: Path) -> None:
    """The small project conforms, and the report says so."""
    project = load(small(tmp_path / "p"))
    findings, report = validate(reasoned(project), project)
    assert findings == []
    assert any(t.predicate.value.endswith("#conforms") and str(t.object).startswith('"true"') for t in report)


def test_result_names_file_line_and_remedy(tmp_path: Path) -> None:
    """A missing label is told at the thing's block, under the shape's name, in the editor's words."""
    root = small(tmp_path / "p")
    replace(root, "instances/bodies.ttl", '    skos:prefLabel "top"@en ;\n', "")
    assert _findings(root) == [
        Finding(
            "instances/bodies.ttl",
            18,
            "Institution",
            "id:top skos:prefLabel: give it one label in each language",
        )
    ]


def test_every_result_and_its_value(tmp_path: Path) -> None:
    """Two labels in one language and a superior that is not described are both found, with the value."""
    root = small(tmp_path / "p")
    replace(root, "instances/bodies.ttl", '"top"@en', '"top"@en , "summit"@en')
    replace(root, "instances/bodies.ttl", "plate:superior id:group", "plate:superior id:nobody")
    found = _findings(root)
    assert [(f.line, f.rule) for f in found] == [(18, "Institution"), (22, "Subordination")]
    assert "(here: id:nobody)" in found[1].message


def test_one_finding_for_a_nested_shape(tmp_path: Path) -> None:
    """What a shape inside a shape misses is told once, in the words of the outer one."""
    root = small(tmp_path / "p")
    inner = 'sh:path skos:prefLabel ; sh:node [ sh:languageIn ( "fr" ) ] ; sh:message "say it in French"'
    add(root, f"{_SHAPE} sh:property [ {inner} ] .", "shapes/more.ttl")
    found = _findings(root)
    assert {f.rule for f in found} == {"More"}
    assert all("say it in French" in f.message for f in found)


def test_shapes_that_refer_to_each_other(tmp_path: Path) -> None:
    """A shape finds what another one asks for, whichever process has it; the report is one, and says no."""
    root = small(tmp_path / "p")
    asks = "<https://w3id.org/nameplate/shapes/%s> a sh:NodeShape ; sh:target%s ; "
    parts = [
        asks % (letter, "Node id:top") + "sh:node <https://w3id.org/nameplate/shapes/Z> .\n"
        for letter in ("A", "B", "C")
    ]
    inner = 'sh:property [ sh:path skos:prefLabel ; sh:languageIn ( "fr" ) ; sh:message "in French" ] .'
    add(root, "".join(parts) + asks % ("Z", "Node id:group") + inner, "shapes/more.ttl")
    project = load(root)
    findings, report = validate(reasoned(project), project)
    assert [(f.line, f.rule) for f in findings] == [(14, "Z"), (18, "A"), (18, "B"), (18, "C")]
    told = [(t.predicate.value, str(t.object)) for t in report]
    assert [value for name, value in told if name.endswith("#conforms")] == [
        '"false"^^<http://www.w3.org/2001/XMLSchema#boolean>'
    ]
    assert sum(value.endswith("#ValidationReport>") for _, value in told) == 1


@pytest.mark.parametrize(
    ("severity", "kind"), [("Warning", "warning"), ("Info", "info"), ("Violation", "error")]
)
def test_severity(tmp_path: Path, severity: str, kind: str) -> None:
    """What the shape calls a warning stops nothing."""
    root = small(tmp_path / "p")
    shape = "<https://w3id.org/nameplate/shapes/X> a sh:NodeShape ; sh:targetNode id:top ; "
    add(root, f'{shape} sh:severity sh:{severity} ; sh:closed true ; sh:message "closed" .', "shapes/x.ttl")
    assert {f.severity for f in _findings(root)} == {kind}


def test_sparql_constraints(tmp_path: Path) -> None:
    """Constraints in SPARQL are asked, and see what is projected and inferred about claims."""
    root = small(tmp_path / "p")
    query = "SELECT $this ?value WHERE { ?value plate:relationSubject $this }"
    add(root, _SPARQL % query, "shapes/more.ttl")
    assert {f.rule for f in _findings(root)} == {"Asked"}


@pytest.mark.parametrize(
    "query",
    [
        "SELECT $this WHERE { ?value plate:relationSubject $this MINUS { $this a plate:Name } }",
        "SELECT $this WHERE { ?value plate:relationSubject $this VALUES ?x { 1 } }",
    ],
)
def test_constraints_that_shacl_forbids(tmp_path: Path, query: str) -> None:
    """What a SPARQL constraint may not hold (SHACL §5.2.1) makes them unusable, though read but once."""
    root = small(tmp_path / "p")
    add(root, _SPARQL % query, "shapes/more.ttl")
    assert [f.rule for f in _findings(root)] == ["shapes-unusable"]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT $this WHERE { SERVICE <http://127.0.0.1:9/> { $this ?p ?o } }",
        "SELECT $this WHERE { service silent ?x { $this ?p ?o } }",
        "SELECT $this WHERE { \\\\u0053ERVICE <http://127.0.0.1:9/> { $this ?p ?o } }",
    ],
)
def test_shapes_never_leave_the_machine(tmp_path: Path, query: str) -> None:
    """A shape that would call another server is refused before it runs, with its file."""
    root = small(tmp_path / "p")
    add(root, _SPARQL % query, "shapes/more.ttl")
    assert [(f.place, f.rule) for f in _findings(root)] == [("shapes/more.ttl", "shape-unsafe")]


def test_imports_are_not_followed(tmp_path: Path) -> None:
    """An ontology that imports an address is validated without asking it."""
    root = small(tmp_path / "p")
    replace(
        root,
        "ontology/vocabulary.ttl",
        "ontology/> a owl:Ontology",
        "ontology/> owl:imports <http://127.0.0.1:9/> ; a owl:Ontology",
    )
    add(root, "<https://w3id.org/nameplate/shapes/> owl:imports <http://127.0.0.1:9/x> .", "shapes/more.ttl")
    assert _findings(root) == []


@pytest.mark.parametrize(
    "shape",
    [
        "sh:property [ sh:minCount 1 ] .",
        'sh:property [ sh:path skos:prefLabel ; sh:pattern "(" ] .',
        "sh:sparql [ sh:select 'SELECT' ] .",
    ],
)
def test_unusable_shapes(tmp_path: Path, shape: str) -> None:
    """Shapes that are malformed end in a finding, never in a trace."""
    root = small(tmp_path / "p")
    add(root, _SHAPE + shape, "shapes/more.ttl")
    found = _findings(root)
    assert [(f.place, f.rule, f.severity) for f in found] == [("shapes/", "shapes-unusable", "error")]
    assert "\n" not in found[0].message


def test_shape_that_calls_itself(tmp_path: Path) -> None:
    """A recursive shape comes to an end."""
    root = small(tmp_path / "p")
    add(root, _SHAPE + "sh:node <https://w3id.org/nameplate/shapes/More> .", "shapes/more.ttl")
    assert {f.rule for f in _findings(root)} <= {"shapes-unusable"}


def test_endless_pattern(tmp_path: Path) -> None:
    """A pattern that backtracks for ever is stopped, and said to be the reason."""
    root = small(tmp_path / "p")
    replace(root, "instances/bodies.ttl", '"top"@en', '"' + "a" * 60 + '!"@en')
    bomb = 'sh:property [ sh:path skos:prefLabel ; sh:pattern "^(a+)+$" ] .'
    add(root, _SHAPE + bomb, "shapes/more.ttl")
    found = _findings(root, seconds=5)
    assert [f.rule for f in found] == ["shapes-unusable"]
    assert "within 5 s" in found[0].message
