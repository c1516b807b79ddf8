"""A release is published once, whole and in order, and never with an identifier lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.canonical import canonical_lines
from server.errors import PublishRefused, ReleaseError
from server.names import ONTOLOGY
from server.packing import unpacked
from server.versions.publishing import publish
from server.versions.sums import SUMS
from tests.versions.made_up import FIRST, SECOND, THIRD, VERSIONS, folder, lines, quads


def test_chain_of_three(tmp_path: Path) -> None:
    """Three versions are published one after the other, each as its canonical N-Quads."""
    place = tmp_path / "releases"
    done = [publish(lines(version), place) for version in VERSIONS]

    assert [one.path.name for one in done] == [f"{version}.nq.zst" for version in VERSIONS]
    assert [one.previous for one in done] == [None, "0.1.0", "0.2.0"]
    assert [one.fresh for one in done] == [True, True, True]
    assert [unpacked(one.path, 10**6) for one in done] == [lines(version) for version in VERSIONS]
    assert {path.name for path in place.iterdir()} == {*(f"{version}.nq.zst" for version in VERSIONS), SUMS}


def test_again(tmp_path: Path) -> None:
    """Publishing the same again writes nothing; also of a version that is not the last."""
    place = folder(tmp_path)
    before = {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in place.iterdir()}
    done = publish(lines("0.2.0"), place)

    assert (done.fresh, done.previous) == (False, "0.1.0")
    assert {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in place.iterdir()} == before


@pytest.mark.parametrize(
    ("version", "issued", "graphs", "message"),
    [
        ("0.3.0-dev", "2027-07-01", SECOND, "0.3.0-dev is no version to be published: .*a dcat:version of"),
        ("2027-07", "2027-07-01", SECOND, "2027-07 is no version to be published"),
        ("0.2.0", "2027-06-01", FIRST, "0.2.0 is published with other content: raise dcat:version"),
        ("0.2.0", "2027-06-02", SECOND, "0.2.0 is published with other content"),
        ("0.1.5", "2027-06-01", SECOND, "0.1.5 is lower than 0.2.0, which is published: raise dcat:version"),
        ("0.3.0", "2027-05-31", SECOND, r"speaks of 2027-05-31, before 0.2.0 \(2027-06-01\)"),
        (
            "0.3.0",
            "2027-07-01",
            FIRST,
            "in 0.2.0 and gone without a tombstone: graph:facts/doc-b, id:doc-b, .* plate:seatedIn; put",
        ),
        (
            "0.3.0",
            "2027-07-01",
            {**THIRD, "metadata": ""},
            "in 0.1.0 and gone without a tombstone: id:bureau, id:name-office; put them back",
        ),
    ],
)
def test_refused(tmp_path: Path, version: str, issued: str, graphs: dict[str, str], message: str) -> None:
    """What must not be published is refused with the reason and the remedy, and nothing is written."""
    place = folder(tmp_path, "0.1.0", "0.2.0")

    with pytest.raises(PublishRefused, match=message):
        publish(canonical_lines(quads(version, issued, graphs)), place)
    assert {path.name for path in place.iterdir()} == {"0.1.0.nq.zst", "0.2.0.nq.zst", SUMS}


def test_many_lost(tmp_path: Path) -> None:
    """Of many identifiers that are lost the first are named and the rest counted."""
    many = "".join(f"id:thing-{number:02} a plate:Institution . " for number in range(30))
    publish(canonical_lines(quads("0.1.0", "2027-01-10", {"facts/doc-a": many})), tmp_path)

    with pytest.raises(PublishRefused, match=r"id:thing-00, .*id:thing-18 and 11 more; put them back"):
        publish(canonical_lines(quads("0.2.0", "2027-06-01", {})), tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "",
        '<https://w3id.org/nameplate/dataset> <http://www.w3.org/ns/dcat#version> "0.1.0" .\n',
    ],
)
def test_no_release(tmp_path: Path, text: str) -> None:
    """Quads that say no version and day of themselves are no release."""
    with pytest.raises(ReleaseError, match="says no one version and day of itself"):
        publish(text.encode(), tmp_path)


@pytest.mark.parametrize(
    ("number", "term", "refused"),
    [("1.0.0", "plate:seatedIn", True), ("1.0.0", "", False), ("1.1.0", "plate:seatedIn", False)],
)
def test_the_vocabulary(tmp_path: Path, number: str, term: str, refused: bool) -> None:
    """Another vocabulary needs another version IRI, for the one that is published is answered for ever."""
    numbered = "<{0}> a owl:Ontology ; owl:versionIRI <{0}{1}/> .\n".format
    first, later = (
        canonical_lines(quads(version, "2027-01-10", {**FIRST, "ontology": FIRST["ontology"] + text}))
        for version, text in (
            ("0.1.0", numbered(ONTOLOGY, "1.0.0")),
            ("0.2.0", numbered(ONTOLOGY, number) + (f"{term} a owl:ObjectProperty ." if term else "")),
        )
    )
    publish(first, tmp_path)
    if not refused:
        publish(later, tmp_path)
        return
    with pytest.raises(PublishRefused, match=r"has the same version, <.*/ontology/1\.0\.0/>: raise owl"):
        publish(later, tmp_path)
