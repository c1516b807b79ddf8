"""Opening a release: its manifest, and the pointer to the newest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from server.errors import ReleaseError
from server.store.release import newest_release, open_release

MANIFEST = {
    "format": 1,
    "version": "2026-11",
    "issued": "2026-11-22",
    "counts": {"quads": 3},
    "files": {
        "quads.nq": {"bytes": 10, "sha256": "ab"},
        "dumps/a.ttl.gz": {"bytes": 5, "sha256": "cd", "media_type": "text/turtle", "encoding": "gzip"},
    },
}


def test_manifest_is_read(tmp_path: Path) -> None:
    """Version, day, figures and files come from the manifest; dumps are told from other files."""
    (tmp_path / "manifest.json").write_text(json.dumps(MANIFEST))
    release = open_release(tmp_path)
    assert (release.version, release.issued, release.counts["quads"]) == ("2026-11", "2026-11-22", 3)
    assert [(dump.name, dump.encoding) for dump in release.dumps] == [("a.ttl.gz", "gzip")]
    assert release.files["quads.nq"].media_type == "application/octet-stream"
    assert release.published


def test_dev_is_not_published(tmp_path: Path) -> None:
    """A version that ends in -dev may still change."""
    (tmp_path / "manifest.json").write_text(json.dumps(MANIFEST | {"version": "2026-12-dev"}))
    assert not open_release(tmp_path).published


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "run `nameplate build`"),
        ("{", "cannot be read"),
        ("[]", "cannot be read"),
        (json.dumps({"format": 2}), "format 2 is unknown"),
        (json.dumps({"format": 1}), "cannot be read"),
        (json.dumps(MANIFEST | {"files": {"a": 1}}), "cannot be read"),
    ],
)
def test_damaged_manifests_are_refused(tmp_path: Path, text: str | None, message: str) -> None:
    """No manifest, one of another shape or of another format is refused with its path."""
    if text is not None:
        (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(ReleaseError, match=message):
        open_release(tmp_path)


def test_pointer_names_the_newest(tmp_path: Path) -> None:
    """`current` names a directory beside it."""
    (tmp_path / "2026-11-ab").mkdir()
    (tmp_path / "current").write_text("2026-11-ab\n")
    assert newest_release(tmp_path) == tmp_path / "2026-11-ab"


@pytest.mark.parametrize("name", [None, "", "absent", "..", "../elsewhere", "/etc"])
def test_pointers_that_lead_nowhere_are_refused(tmp_path: Path, name: str | None) -> None:
    """No pointer, an empty one, or one that leads out of the folder is refused."""
    if name is not None:
        (tmp_path / "current").write_text(name)
    with pytest.raises(ReleaseError, match="run `nameplate build`"):
        newest_release(tmp_path)
