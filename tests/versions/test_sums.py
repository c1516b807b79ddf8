"""What was published is listed with its checksums, and what is lost, changed or slipped in is told."""

from __future__ import annotations

import hashlib
import re
import subprocess
from pathlib import Path

import pytest

from server.errors import PublishRefused, ReleaseError
from server.packing import zstd
from server.versions.chain import FOLDER, chain
from server.versions.publishing import publish
from server.versions.sums import SUMS, faults, sums
from tests.versions.made_up import VERSIONS, folder, lines


def test_listed_when_published(tmp_path: Path) -> None:
    """Each version is listed by its file and by its canonical N-Quads, in the form of sha256sum."""
    done = [publish(lines(version), tmp_path) for version in VERSIONS]

    assert sums(tmp_path) == {
        name: value
        for one in done
        for name, value in (
            (one.path.name, hashlib.sha256(one.path.read_bytes()).hexdigest()),
            (one.path.name.removesuffix(".zst"), one.sha256),
        )
    }
    assert list(faults(tmp_path, chain(tmp_path))) == []
    text = (tmp_path / SUMS).read_text()
    assert len(text.splitlines()) == 6
    assert all(re.fullmatch(r"[0-9a-f]{64}  [0-9.]+\.nq(\.zst)?", line) for line in text.splitlines())


@pytest.mark.needs("zstd")
def test_checked_without_this_program(tmp_path: Path) -> None:
    """Programs that everybody has check the files, and what is in them."""
    folder(tmp_path)
    for path in tmp_path.glob("*.zst"):
        subprocess.run(["zstd", "-q", "-d", str(path)], check=True)

    done = subprocess.run(["sha256sum", "-c", SUMS], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        f"{name}: OK" for version in VERSIONS for name in (f"{version}.nq", f"{version}.nq.zst")
    ]


def test_what_is_wrong(tmp_path: Path) -> None:
    """A version that is gone, one that is other and one that nobody published are told, each by name."""
    place = folder(tmp_path)
    (place / "0.1.0.nq.zst").unlink()
    (place / "0.2.0.nq.zst").write_bytes(zstd(lines("0.2.0"), 1))
    (place / "0.3.0.nq.zst").write_bytes(zstd(lines("0.2.0")))

    assert list(faults(place, chain(place))) == [
        ("0.1.0.nq.zst", "is listed in SHA256SUMS and not there: restore it from the history"),
        ("0.2.0.nq.zst", "is not what SHA256SUMS says was published: restore it from the history"),
        (
            "0.3.0.nq.zst",
            "is not listed in SHA256SUMS: publish it with nameplate publish, or move it away",
        ),
    ]


def test_nothing_is_published_after_a_fault(tmp_path: Path) -> None:
    """While a version is missing no other is published."""
    place = folder(tmp_path, "0.1.0", "0.2.0")
    (place / "0.1.0.nq.zst").unlink()

    with pytest.raises(PublishRefused, match=r"0\.1\.0\.nq\.zst is listed in SHA256SUMS and not there"):
        publish(lines("0.10.0"), place)
    assert not (place / "0.10.0.nq.zst").exists()


def test_interrupted(tmp_path: Path) -> None:
    """A version that was written and not listed is listed when the same is published again."""
    place = folder(tmp_path, "0.1.0")
    (place / SUMS).unlink()

    assert publish(lines("0.1.0"), place).fresh is False
    assert list(faults(place, chain(place))) == []


def test_list_that_is_none(tmp_path: Path) -> None:
    """A list that cannot be read is told."""
    (tmp_path / SUMS).write_text("something\n")

    with pytest.raises(ReleaseError, match="SHA256SUMS: holds a line that is no checksum: restore it"):
        sums(tmp_path)


def test_of_this_project(project_root: Path) -> None:
    """The versions of this project are there as they were published."""
    place = project_root / FOLDER

    assert list(faults(place, chain(place))) == []
    for one in chain(place):
        assert sums(place)[one.path.name.removesuffix(".zst")] == one.sha256
        assert one.issued
