"""The chain of published versions is read in order, and what does not belong there is told."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest

from server.errors import ReleaseError
from server.names import DATASET, thing
from server.packing import zstd
from server.versions.chain import before, chain
from server.versions.number import number
from tests.versions.made_up import VERSIONS, folder, lines, release


@pytest.mark.parametrize(
    ("lower", "higher"),
    [("0.1.0", "0.1.1"), ("0.9.9", "0.10.0"), ("0.10.0", "1.0.0"), ("1.2.3", "1.10.0"), ("9.0.0", "10.0.0")],
)
def test_numbers_are_ordered(lower: str, higher: str) -> None:
    """Versions compare by their numbers and not by their letters."""
    one, other = number(lower), number(higher)

    assert one
    assert other
    assert one < other
    assert (str(one), str(other)) == (lower, higher)


@pytest.mark.parametrize(
    "text",
    ["", "1", "1.2", "1.2.3.4", "01.2.3", "1.2.3-dev", "1.2.3+b", "v1.2.3", "2026-11", "1.2.x", "1.2.-3"],
)
def test_no_number(text: str) -> None:
    """What is not to be published has no number."""
    assert number(text) is None


def test_order(tmp_path: Path) -> None:
    """Versions come in the order of their numbers, with day, IRI and hash."""
    found = chain(folder(tmp_path))

    assert [one.version for one in found] == ["0.1.0", "0.2.0", "0.10.0"]
    assert [one.issued for one in found] == [date(2027, 1, 10), date(2027, 6, 1), date(2027, 9, 1)]
    assert [one.iri for one in found] == [f"{DATASET}/{version}" for version in VERSIONS]
    assert [one.sha256 for one in found] == [hashlib.sha256(lines(v)).hexdigest() for v in VERSIONS]


def test_quads(tmp_path: Path) -> None:
    """A version is read back whole."""
    (only,) = chain(folder(tmp_path, "0.2.0"))

    assert len(only.quads) == len(release("0.2.0").quads)
    assert {q.predicate.value for q in only.about(thing("doc-b"))} == {
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
        "http://www.w3.org/2004/02/skos/core#prefLabel",
    }


@pytest.mark.parametrize("there", [True, False])
def test_nothing_published(tmp_path: Path, there: bool) -> None:
    """An empty folder and none at all are an empty chain."""
    place = tmp_path / "releases"
    if there:
        place.mkdir()
        (place / "README.md").write_text("Published versions.\n")

    assert chain(place) == ()


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("0.1.0", []),
        ("0.2.0", ["0.1.0"]),
        ("0.3.0", ["0.1.0", "0.2.0"]),
        ("1.0.0", ["0.1.0", "0.2.0", "0.10.0"]),
        ("0.2.0-dev", ["0.1.0", "0.2.0", "0.10.0"]),
        ("2026-11-dev", ["0.1.0", "0.2.0", "0.10.0"]),
    ],
)
def test_before(tmp_path: Path, version: str, expected: list[str]) -> None:
    """A version knows those before it; one that is not to be published knows all."""
    assert [one.version for one in before(chain(folder(tmp_path)), version)] == expected


def test_foreign_file(tmp_path: Path) -> None:
    """A file that is named as no version is told by name."""
    (folder(tmp_path) / "0.3.0-dev.nq.zst").write_bytes(zstd(b""))

    with pytest.raises(ReleaseError, match=r"0\.3\.0-dev\.nq\.zst: is no version's name: name it as"):
        chain(tmp_path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"no frame", "cannot be read .*restore it from the history"),
        (zstd(lines("0.1.0"))[:-9], "cannot be read .*restore it from the history"),
        (zstd(lines("0.2.0")), r"calls itself 0\.2\.0: restore the file or its name"),
        (zstd(b""), "calls itself nothing"),
        (zstd(b"<https://w3id.org/nameplate/dataset> no quad\n"), "is no N-Quads"),
    ],
)
def test_damaged(tmp_path: Path, content: bytes, message: str) -> None:
    """A file that is damaged, or another version, is told and never served."""
    (tmp_path / "0.1.0.nq.zst").write_bytes(content)
    (only,) = chain(tmp_path)

    with pytest.raises(ReleaseError, match=message):
        assert only.issued == only.quads
