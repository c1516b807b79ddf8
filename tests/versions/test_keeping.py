"""What was found of versions before is not worked out again, and never taken for something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.release.keeping import Kept
from server.versions import past as module
from server.versions.chain import Published, chain
from server.versions.past import past
from tests.versions.made_up import folder, release


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The versions that are compared with the one before, as it happens."""
    found: list[str] = []
    step = module._step

    def counted(before: Published | None, one: Published) -> object:
        found.append(one.version)
        return step(before, one)

    monkeypatch.setattr(module, "_step", counted)
    return found


def test_kept(tmp_path: Path, compared: list[str]) -> None:
    """The second time no published version is compared, and the release carries the same, byte by byte."""
    before = chain(folder(tmp_path / "releases", "0.1.0", "0.2.0"))
    own = release("0.10.0")
    plain = dict(past(before, own))
    del compared[:]
    first = dict(past(before, own, Kept(tmp_path / "kept")))
    assert compared == ["0.1.0", "0.2.0"]
    again = dict(past(before, own, Kept(tmp_path / "kept")))

    assert compared == ["0.1.0", "0.2.0"]
    assert plain == first == again


def test_a_version_more(tmp_path: Path, compared: list[str]) -> None:
    """When a version is added, that one alone is compared."""
    kept = tmp_path / "kept"
    dict(past(chain(folder(tmp_path / "releases", "0.1.0")), release("0.2.0"), Kept(kept)))
    dict(past(chain(folder(tmp_path / "releases", "0.1.0", "0.2.0")), release("0.10.0"), Kept(kept)))

    assert compared == ["0.1.0", "0.2.0"]
    assert len(list(kept.iterdir())) == 2


def test_other_files(tmp_path: Path, compared: list[str]) -> None:
    """What was found of a file is of no use for another, and is removed."""
    place, kept = tmp_path / "releases", tmp_path / "kept"
    dict(past(chain(folder(place, "0.1.0", "0.2.0")), release("0.10.0"), Kept(kept)))
    (place / "0.1.0.nq.zst").unlink()
    dict(past(chain(place), release("0.10.0"), Kept(kept)))

    assert compared == ["0.1.0", "0.2.0", "0.2.0"]
    assert len(list(kept.iterdir())) == 1


@pytest.mark.parametrize("damage", [b"", b"no frame", None])
def test_damaged(tmp_path: Path, compared: list[str], damage: bytes | None) -> None:
    """What is damaged is passed over and made anew; where nothing can be kept, all goes on."""
    before, kept = chain(folder(tmp_path / "releases", "0.1.0")), tmp_path / "kept"
    own = release("0.2.0")
    plain = dict(past(before, own, Kept(kept)))
    if damage is None:
        for path in kept.iterdir():
            path.unlink()
        kept.rmdir()
        kept.write_text("a file in the place of the folder")
    else:
        (path,) = kept.iterdir()
        path.write_bytes(damage or path.read_bytes()[:-9])

    assert dict(past(before, own, Kept(kept))) == plain
    assert compared == ["0.1.0", "0.1.0"]
