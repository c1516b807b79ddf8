"""From files to versions: built, published, built again, with the chain in the dataset's description."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from server.canonical import canonical_lines
from server.cli import main
from server.errors import CheckFailed, ReleaseError
from server.names import BASE, DATASET, curie, expand, thing
from server.packing import unpacked
from server.release.build import build
from server.release.examine import examine
from server.release.inputs import fingerprint
from server.release.stages import Stages
from server.release.terms import short
from server.versions.identity import Merged, fate, identifiers, tombstones
from server.versions.patch import applied, read
from tests.release.projects import add, replace, small

_BURIED = """
id:office-2 a plate:Tombstone ; skos:prefLabel "bureau"@en ; plate:mergedInto id:office ;
    prov:invalidatedAtTime "2020-08-01T00:00:00Z"^^xsd:dateTime ;
    skos:changeNote "Another wording."@en , "另一种写法"@zh-Hans .
"""


def _quiet(_: str) -> None:
    """Nobody looks at the progress."""


@pytest.fixture
def project(tmp_path: Path, project_root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small project as version 0.1.0, with the words for tombstones, as the one that commands work on."""
    root = small(tmp_path / "project")
    shutil.copy(project_root / "ontology" / "versions.ttl", root / "ontology")
    replace(root, "instances/dataset.ttl", "1-dev", "0.1.0")
    add(
        root, 'id:office-2 a plate:Institution ; skos:prefLabel "bureau"@en ; dcterms:source id:passage-a-1 .'
    )
    monkeypatch.setenv("NAMEPLATE_ROOT", str(root))
    return root


def run(*arguments: str) -> Result:
    """A command of the project."""
    return CliRunner().invoke(main, list(arguments))


def made(root: Path) -> Path:
    """The build of the files as they are."""
    return build(root, root / "build" / "releases", _quiet)[0]


def of(directory: Path) -> list[Quad]:
    """All quads of a build."""
    return list(parse((directory / "quads.nq").read_bytes(), format=RdfFormat.N_QUADS))


def said(quads: list[Quad], version: str) -> set[str]:
    """What a release says of a version of the dataset, or with an empty one of the dataset's versions."""
    subject = NamedNode(f"{DATASET}/{version}" if version else DATASET)
    wanted = {"dcat:hasVersion", "dcat:hasCurrentVersion"}
    return {
        f"{short(q.predicate)} {short(q.object)}"
        for q in quads
        if q.subject == subject and (version or curie(q.predicate.value) in wanted)
    }


def test_two_versions(project: Path) -> None:
    """Two versions are published one after the other; the second names the first and keeps what it said."""
    first = made(project)
    done = run("publish")
    file = project / "releases" / "0.1.0.nq.zst"

    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[0] == str(file)
    assert "published, the first version: " in done.output
    assert unpacked(file, 10**7) == (first / "quads.nq").read_bytes()
    assert json.loads((first / "manifest.json").read_text())["canonical_sha256"] in done.output
    assert said(of(first), "") == {
        f"dcat:hasVersion {DATASET}/0.1.0",
        f"dcat:hasCurrentVersion {DATASET}/0.1.0",
    }
    assert made(project) == first  # a version is not an input of itself
    assert "published already, nothing was changed" in run("publish").output

    replace(project, "instances/dataset.ttl", "0.1.0", "0.2.0")
    replace(project, "instances/dataset.ttl", "2020-06-30", "2020-08-01")
    (project / "instances" / "added.ttl").unlink()
    add(project, _BURIED, "instances/tombstones.ttl")
    second = made(project)
    assert run("publish").output.splitlines()[0] == str(project / "releases" / "0.2.0.nq.zst")
    quads = of(second)
    assert said(quads, "") == {
        f"dcat:hasVersion {DATASET}/0.1.0",
        f"dcat:hasVersion {DATASET}/0.2.0",
        f"dcat:hasCurrentVersion {DATASET}/0.2.0",
    }
    own, kept = said(of(first), "0.1.0"), f"dcat:distribution {BASE}dumps/0.1.0/nameplate-0.1.0.nq.zst"
    offered = {line for line in own if line.startswith("dcat:distribution ")}
    assert said(quads, "0.1.0") == own - offered | {kept}
    assert kept in offered
    described = parse((second / "metadata.ttl").read_bytes(), format=RdfFormat.TURTLE)
    sizes = {
        getattr(q.subject, "value", ""): getattr(q.object, "value", "")
        for q in described
        if q.predicate.value == expand("dcat:byteSize")
    }
    assert sizes[kept.partition(" ")[2]] == str(file.stat().st_size)
    assert {q.object for q in quads if q.predicate.value == expand("dcat:distribution")} <= {
        q.subject for q in quads if q.object == NamedNode(expand("dcat:Distribution"))
    }
    assert {s for s in said(quads, "0.2.0") if "0.1.0" in s} == {
        f"dcat:previousVersion {DATASET}/0.1.0",
        f"prov:wasRevisionOf {DATASET}/0.1.0",
    }
    found = fate(thing("office-2"), identifiers(quads), tombstones(quads))
    assert isinstance(found, Merged)
    assert found.into == thing("office")

    assert (second / "past" / "0.1.0.nq.zst").read_bytes() == file.read_bytes()
    known = (second / "past" / "identifiers.txt").read_text(encoding="utf-8")
    assert f"<{thing('office-2')}> 0.1.0\n" in known
    patched = applied(read((second / "changes" / "0.2.0.rdfp").read_bytes()), of(first))
    assert canonical_lines(patched) == (second / "quads.nq").read_bytes()

    told = run("changes", "0.1.0")
    assert "- bureau (id:office-2), thing merged into id:office – Another wording." in told.output
    assert run("changes", "0.1.0", str(second)).output == told.output


def test_a_published_version_does_not_change(project: Path) -> None:
    """Where files give something else under a published number, check and build refuse and say what to do."""
    first = made(project)
    run("publish")
    replace(project, "instances/bodies.ttl", '"group"@en', '"Group"@en')

    done = run("check")
    assert done.exit_code == 1
    (told,) = [line for line in done.output.splitlines() if "published-version" in line]
    assert told.startswith("instances/dataset.ttl: published-version: 0.1.0 is published, and what the files")
    assert re.search(r"\([1-9]\d* quads more, [1-9]\d* fewer, in (graph:[a-z/-]+, )*graph:facts/doc-a", told)
    assert told.endswith(
        'A published version never changes: write dcat:version "0.2.0-dev", or take the change back'
    )
    refused = run("build")
    assert refused.exit_code == 1
    assert "published-version" in refused.output
    assert (project / "build" / "releases" / "current").read_text().strip() == first.name

    replace(project, "instances/dataset.ttl", '"0.1.0"', '"0.2.0-dev"')
    assert run("check").exit_code == 0
    assert made(project).name.startswith("0.2.0-dev-")


def test_the_same_again(project: Path) -> None:
    """A published version is built anew from the same files, wherever, and is what was published."""
    first = made(project)
    run("publish")
    again, _ = build(project, project / "elsewhere", _quiet)

    assert (again / "quads.nq").read_bytes() == (first / "quads.nq").read_bytes()
    assert run("check").exit_code == 0


def test_lost_file(project: Path) -> None:
    """A published version whose file is gone is told, and stops the build."""
    made(project)
    run("publish")
    replace(project, "instances/dataset.ttl", '"0.1.0"', '"0.2.0-dev"')
    (project / "releases" / "0.1.0.nq.zst").unlink()

    done = run("check")
    assert done.exit_code == 1
    assert (
        "releases/0.1.0.nq.zst: published-file: is listed in SHA256SUMS and not there: "
        "restore it from the history"
    ) in done.output


def test_description_counts_the_chain(project: Path) -> None:
    """What a release says of earlier ones is counted in its figures; the current one is published."""
    made(project)
    run("publish")
    replace(project, "instances/dataset.ttl", "0.1.0", "0.2.0-dev")
    quads = of(made(project))
    assert said(quads, "") == {
        f"dcat:hasVersion {DATASET}/0.1.0",
        f"dcat:hasVersion {DATASET}/0.2.0-dev",
        f"dcat:hasCurrentVersion {DATASET}/0.1.0",
    }
    (triples,) = {
        q.object.value  # type: ignore[union-attr]  # a literal
        for q in quads
        if q.subject == NamedNode(DATASET) and q.predicate.value == expand("void:triples")
    }

    assert int(triples) == len(quads)


def test_lost_identifier(project: Path) -> None:
    """An identifier that is gone is told by check, and stops the build, until it has a tombstone."""
    made(project)
    run("publish")
    replace(project, "instances/dataset.ttl", "0.1.0", "0.2.0-dev")
    (project / "instances" / "added.ttl").unlink()

    done = run("check")
    assert done.exit_code == 1
    assert (
        "instances/tombstones.ttl: identifier-lost: id:office-2 was published in 0.1.0: "
        "put it back, or give it a tombstone in instances/tombstones.ttl"
    ) in done.output
    with pytest.raises(CheckFailed):
        made(project)
    add(project, _BURIED, "instances/tombstones.ttl")
    assert run("check").exit_code == 0


_VOCABULARY = "ontology/vocabulary.ttl"
_UNNUMBERED = "a owl:Ontology ."
_NUMBERED = "a owl:Ontology ; owl:versionIRI <https://w3id.org/nameplate/ontology/1.0.0/> ."
_RAISED = _NUMBERED.replace("1.0.0", "1.1.0")
_COMMENT = '<https://w3id.org/nameplate/ontology/Another> a owl:Class ; rdfs:label "another"@en .'
_WARNED = (
    f"{_VOCABULARY}:13: vocabulary-version [warning]: <https://w3id.org/nameplate/ontology/1.0.0/>: "
    "the vocabulary is another than in 0.1.0, where it was published under this version IRI: "
    "raise owl:versionIRI and owl:versionInfo before the next version is published"
)


def test_another_vocabulary_under_a_published_version(project: Path) -> None:
    """The check warns of a vocabulary that changed and kept its version IRI, until that is raised."""
    replace(project, _VOCABULARY, _UNNUMBERED, _NUMBERED)
    made(project)
    assert run("publish").exit_code == 0
    replace(project, "instances/dataset.ttl", "0.1.0", "0.2.0-dev")

    for old, new, warned in (
        (_NUMBERED, _NUMBERED, False),
        (_NUMBERED, f"{_NUMBERED} {_COMMENT}", True),
        (_NUMBERED, _RAISED, False),
    ):
        replace(project, _VOCABULARY, old, new)
        done = run("check")
        assert done.exit_code == 0, done.output
        assert (_WARNED in done.output.splitlines()) == warned, done.output
        assert done.output.count("vocabulary-version") == int(warned)
        assert "0 problems, " in done.output


def test_publish_wants_a_build(project: Path) -> None:
    """Without a build of the files as they are, or with a damaged one, nothing is published."""
    assert "there is no build of the files as they are: run nameplate build first" in run("publish").output
    directory = made(project)
    (directory / "quads.nq").write_bytes((directory / "quads.nq").read_bytes()[:-1])

    done = run("publish")
    assert done.exit_code == 1
    assert "quads.nq" in done.output
    assert not (project / "releases").exists()


def test_publish_of_an_unnumbered_build(project: Path, tmp_path: Path) -> None:
    """A build whose version ends in -dev is not published; a folder and a build may be named."""
    replace(project, "instances/dataset.ttl", "0.1.0", "0.1.0-dev")
    directory = made(project)
    refused = run("publish", "--release", str(directory), "--out", str(tmp_path / "out"))

    assert refused.exit_code == 1
    assert "0.1.0-dev is no version to be published" in refused.output
    assert not (tmp_path / "out").exists()


def test_published_versions_are_inputs(project: Path) -> None:
    """A build follows from the versions before its own, and a file that is no version is told."""
    without = fingerprint(project)
    folder = project / "releases"
    folder.mkdir()
    (folder / "0.1.0.nq.zst").write_bytes(b"own")
    assert fingerprint(project) == without
    (folder / "0.0.9.nq.zst").write_bytes(b"before")
    assert fingerprint(project) != without
    (folder / "latest.nq.zst").write_bytes(b"")
    with pytest.raises(ReleaseError, match="is no version's name"):
        fingerprint(project)


def test_damaged_predecessor(project: Path) -> None:
    """A published version that cannot be read stops the checks; the message names the file."""
    (project / "releases").mkdir()
    (project / "releases" / "0.0.9.nq.zst").write_bytes(b"damaged")

    with pytest.raises(ReleaseError, match=r"0\.0\.9\.nq\.zst: cannot be read"):
        examine(project, Stages(_quiet))
