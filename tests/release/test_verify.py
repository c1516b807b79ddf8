"""Whether a release, or its dumps, are what the manifest says."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from server.errors import ReleaseError
from server.release.build import build
from server.release.verify import verify
from tests.release.projects import small


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of the small project; tests copy it."""
    folder = tmp_path_factory.mktemp("built")
    return build(small(folder / "p"), folder / "out", lambda _line: None)[0]


def test_intact(built: Path) -> None:
    """A fresh release is intact."""
    assert verify(built) == (_count(built), [])


def _count(release: Path, below: str = "") -> int:
    """How many files the manifest lists."""
    files = json.loads((release / "manifest.json").read_text())["files"]
    return sum(name.startswith(below) for name in files)


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("harm", "place", "rule"),
    [
        (lambda d: _flip(d / "quads.nq"), "quads.nq", "damaged"),
        (lambda d: (d / "index.txt").write_text("{}"), "index.txt", "damaged"),
        (lambda d: (d / "report.ttl").unlink(), "report.ttl", "missing"),
        (lambda d: (d / "dumps" / "more.ttl").write_text(""), "dumps/more.ttl", "extra"),
        (lambda d: (d / "link").symlink_to("/nowhere"), "link", "extra"),
    ],
)
def test_harm(built: Path, tmp_path: Path, harm: Callable[[Path], object], place: str, rule: str) -> None:
    """Each file that is damaged, missing or extra is named."""
    copy = Path(shutil.copytree(built, tmp_path / "r"))
    harm(copy)
    intact, findings = verify(copy)
    assert [(f.place, f.rule) for f in findings] == [(place, rule)]
    assert intact == _count(built) - (rule != "extra")


def test_downloaded_dumps(built: Path, tmp_path: Path) -> None:
    """A folder with the dumps and the manifest is checked by the files' own names."""
    shutil.copytree(built / "dumps", tmp_path, dirs_exist_ok=True)
    shutil.copy(built / "manifest.json", tmp_path)
    (tmp_path / "SHA256SUMS").write_text("")
    assert verify(tmp_path) == (_count(built, "dumps/"), [])
    (tmp_path / "nameplate-1-dev.nq.gz").unlink()
    assert [(f.place, f.rule) for f in verify(tmp_path)[1]] == [("nameplate-1-dev.nq.gz", "missing")]


def test_one_download(built: Path, tmp_path: Path) -> None:
    """One dump is enough: it is compared with the manifest beside it, and the others are not missed."""
    dump = Path(shutil.copy(built / "dumps" / "nameplate-1-dev.nq.gz", tmp_path))
    shutil.copy(built / "manifest.json", tmp_path)
    assert verify(dump) == (1, [])
    _flip(dump)
    intact, findings = verify(dump)
    assert (intact, [(f.place, f.rule) for f in findings]) == (0, [(dump.name, "damaged")])
    other = tmp_path / "other.nq"
    other.write_text("")
    assert [f.rule for f in verify(other)[1]] == ["extra"]


@pytest.mark.parametrize("text", [None, "{", "[]", '{"format": 2, "files": {}}', '{"format": 1}'])
def test_no_manifest(tmp_path: Path, text: str | None) -> None:
    """Without a usable manifest nothing can be said, and the message names the file."""
    if text is not None:
        (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(ReleaseError, match="manifest"):
        verify(tmp_path)
