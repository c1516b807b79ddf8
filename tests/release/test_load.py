"""Reading the files: what is refused, where, and with which remedy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from server.errors import CheckFailed, Finding
from server.release.load import LARGEST_FILE, load
from server.release.sources import edition
from tests.release.projects import add, replace, small

Change = Callable[[Path], object]


def _refused(root: Path) -> list[Finding]:
    with pytest.raises(CheckFailed) as raised:
        load(root)
    return [f for f in raised.value.findings if f.severity == "error"]


def _raw(data: bytes) -> Change:
    return lambda root: (root / "instances" / "added.ttl").write_bytes(data)


def test_good_project(tmp_path: Path) -> None:
    """The small project is read whole, without a remark, and says its version and day."""
    project = load(small(tmp_path / "p"))
    assert [f.path for f in project.files] == [
        "ontology/vocabulary.ttl",
        "instances/bodies.ttl",
        "instances/dataset.ttl",
        "instances/sources.ttl",
        "shapes/claims.ttl",
    ]
    assert project.findings == ()
    assert (edition(project).version, edition(project).issued.isoformat()) == ("1-dev", "2020-06-30")
    assert project.places["https://w3id.org/nameplate/id/top"] == ("instances/bodies.ttl", 18)


_P = b"@prefix a: <http://example.org/> .\n"


@pytest.mark.parametrize(
    ("data", "rule", "line", "said"),
    [
        (_P + b'a:b a:c "x"\n', "turtle-syntax", 3, "or a dot"),
        (_P + b'a:b a:c "x"@en-;\n', "turtle-syntax", 2, "mend"),
        (_P + b'a:b a:c "x"@waytoolonglanguagetag .\n', "turtle-syntax", 2, "eight characters"),
        (_P + b"\n<b> a:c 1 .\n", "turtle-syntax", 3, "absolute IRI"),
        (_P + b"a:b a:c <http://example.org/a b> .\n", "turtle-syntax", 2, "IRI code point"),
        (_P + b'a:b a:c "\\x" .\n', "turtle-syntax", 2, "escape"),
        (_P + b'a:b a:c "caf\xe9" .\n', "not-utf-8", 2, "UTF-8"),
        ("a:b a:c 1 .".encode("utf-16"), "not-utf-8", 1, "UTF-8"),
        (b"\xef\xbb\xbf" + _P, "byte-order-mark", 1, "save"),
        (_P + b'a:b a:c "x\x00" .\n', "control-character", 2, "U+0000"),
        (_P + b'a:b a:c "x\x1b" .\n', "control-character", 2, "U+001B"),
        (_P + b'a:b a:c "\\u0007" .\n', "control-character", 2, "U+0007"),
        (_P + 'a:b a:c "x\u200by" .\n'.encode(), "invisible-character", 2, "U+200B (zero width space)"),
        (_P + b'a:b a:c 1 ;\n  a:d "x\\uFEFF" .\n', "invisible-character", 3, "U+FEFF (zero width no-break"),
        (_P + 'a:b a:c 1 .\na:d a:c "cafe\u0301" .\n'.encode(), "not-nfc", 3, "normal form C"),
        (_P + b'a:b a:c "cafe\\u0301" .\n', "not-nfc", 2, "normal form C"),
        (_P + b"a:b a:c <javascript:alert(1)> .\n", "iri-scheme", 2, "only http, https"),
        (_P + b"a:b a:c <DATA:text/html,x> .\n", "iri-scheme", 2, "only http, https"),
        (_P + b"a:b a:c 1 .\na:d a:c <file:///etc/passwd> .\n", "iri-scheme", 3, "only http, https"),
        (
            _P + b'a:b\n  a:c [ a:d "abc"^^<http://www.w3.org/2001/XMLSchema#integer> ] .\n',
            "ill-typed",
            3,
            'write it as "12"',
        ),
        (
            _P + b'a:b a:c "2018-02-30"^^<http://www.w3.org/2001/XMLSchema#date> .\n',
            "ill-typed",
            2,
            "2018-03-21",
        ),
        (
            _P + b'a:b a:c "2018-02-30"^^<http://id.loc.gov/datatypes/edtf/EDTF> .\n',
            "ill-typed",
            2,
            "no day of the calendar",
        ),
        (_P + b"GRAPH a:g { a:b a:c 1 }\n", "turtle-syntax", 2, "mend"),
    ],
)
def test_bad_file(tmp_path: Path, data: bytes, rule: str, line: int, said: str) -> None:
    """Whatever cannot be published is refused with its file, its line and what to do."""
    root = small(tmp_path / "p")
    _raw(data)(root)
    found = [f for f in _refused(root) if f.place == "instances/added.ttl"]
    assert [(f.rule, f.line) for f in found] == [(rule, line)]
    assert said in found[0].message


@pytest.mark.parametrize(
    ("change", "place", "rule"),
    [
        (
            lambda root: (root / "instances" / "dataset.ttl").unlink(),
            "instances/dataset.ttl",
            "nothing-there",
        ),
        (
            lambda root: (root / "ontology" / "vocabulary.ttl").write_text("# none"),
            "ontology/",
            "nothing-there",
        ),
        (
            lambda root: [(root / "instances" / f).unlink() for f in ("bodies.ttl", "sources.ttl")],
            "instances/",
            "nothing-there",
        ),
        (lambda root: (root / "shapes" / "claims.ttl").unlink(), "shapes/", "nothing-there"),
        (lambda root: add(root, "id:top skos:note 'again' ."), "instances/bodies.ttl", "one-block"),
        (
            lambda root: (root / "instances" / "x.ttl").symlink_to("/etc/hostname"),
            "instances/x.ttl",
            "link-outside",
        ),
        (lambda root: (root / "instances" / "x.rdf").write_text("<x/>"), "instances/x.rdf", "not-turtle"),
        (lambda root: (root / "instances" / "x.ttl.gz").write_bytes(b""), "instances/x.ttl.gz", "not-turtle"),
        (
            lambda root: (root / "instances" / "x.ttl").write_bytes(b"#" * (LARGEST_FILE + 1)),
            "instances/x.ttl",
            "too-large",
        ),
    ],
)
def test_bad_project(tmp_path: Path, change: Change, place: str, rule: str) -> None:
    """Missing parts, doubled things, links outside and other kinds of files are refused by name."""
    root = small(tmp_path / "p")
    change(root)
    assert [(f.place, f.rule) for f in _refused(root)] == [(place, rule)]


def test_link_to_a_folder_outside(tmp_path: Path) -> None:
    """A link to a folder outside the project is refused, and nothing in it is read."""
    root = small(tmp_path / "p")
    other = tmp_path / "other"
    other.mkdir()
    add(other, "id:x skos:note 'x' .", "x.ttl")
    (root / "instances" / "linked").symlink_to(other)
    assert [(f.place, f.rule) for f in _refused(root)] == [("instances/linked", "link-outside")]


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('dcat:version "1-dev"', 'dcat:version "../x"', "dataset-version"),
        ('dcat:version "1-dev"', 'dcat:version "1", "2"', "dataset-version"),
        ('"2020-06-30"^^xsd:date', '"now"', "dataset-issued"),
    ],
)
def test_edition(tmp_path: Path, old: str, new: str, rule: str) -> None:
    """Without one usable version and one day there is no release."""
    root = small(tmp_path / "p")
    replace(root, "instances/dataset.ttl", old, new)
    project = load(root)
    with pytest.raises(CheckFailed) as raised:
        edition(project)
    assert [(f.place, f.rule) for f in raised.value.findings] == [("instances/dataset.ttl", rule)]


@pytest.mark.parametrize(
    "text",
    [
        "@prefix a: <http://example.org/a> .\n@prefix a: <http://example.org/b> .\na:x a:y 1 .\n",
        "@prefix skos: <http://example.org/skos#> .\nskos:x skos:y 1 .\n",
    ],
)
def test_prefix_redefined(tmp_path: Path, text: str) -> None:
    """A prefix with two meanings is a warning, in one file as across the project."""
    root = small(tmp_path / "p")
    (root / "instances" / "added.ttl").write_text(text)
    assert [(f.rule, f.severity) for f in load(root).findings] == [("prefix-redefined", "warning")]


def test_words_in_long_strings_are_no_blocks(tmp_path: Path) -> None:
    """A line in a long string that looks like a subject is not taken for one."""
    root = small(tmp_path / "p")
    add(root, 'id:x skos:note """first\nid:x is\n""" ;\n dcterms:source id:passage-a-1 .\n')
    project = load(root)
    assert project.findings == ()


def test_two_blocks_in_one_file(tmp_path: Path) -> None:
    """A thing whose statements are split within a file is a warning at the second block."""
    root = small(tmp_path / "p")
    second = "<https://w3id.org/nameplate/id/x> skos:note 'y' .\n"
    file = add(root, "id:x dcterms:source id:passage-a-1 .\n" + second)
    (found,) = load(root).findings
    assert (found.rule, found.severity) == ("one-block", "warning")
    assert found.line == len(file.read_text().splitlines())


def test_predicates_at_the_margin_are_no_blocks(tmp_path: Path) -> None:
    """A line that begins with a predicate, or a comment about a thing, is not taken for its block."""
    root = small(tmp_path / "p")
    add(root, "# id:x\nid:x dcterms:source id:passage-a-1 ;\nskos:note 'y' ;\nskos:note 'z' .\n")
    assert load(root).findings == ()


def test_blank_nodes_of_two_files_never_meet(tmp_path: Path) -> None:
    """The same label in two files is two nodes, and their names do not depend on chance."""
    root = small(tmp_path / "p")
    add(root, "_:x skos:note 'one' .", "instances/one.ttl")
    add(root, "_:x skos:note 'two' .", "instances/two.ttl")
    first, second = load(root), load(root)
    notes = {t.object: t.subject for t in first.triples("instances") if t.predicate.value.endswith("#note")}
    assert len(set(notes.values())) == len(notes) == 2
    assert [f.triples for f in first.files] == [f.triples for f in second.files]


def test_literals_stay_as_spelled(tmp_path: Path) -> None:
    """What people wrote is kept term by term."""
    project = load(small(tmp_path / "p"))
    assert any(str(t.object).startswith('"01"^^') for t in project.triples("instances"))


def test_deep_nesting_is_survived(tmp_path: Path) -> None:
    """Lists nested 50,000 deep are read in bounded memory."""
    root = small(tmp_path / "p")
    add(root, "id:x skos:note " + "(" * 50_000 + ")" * 50_000 + " .")
    assert len(load(root).triples("instances")) > 50_000
