"""What `nameplate serve` decides before it serves."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from server.cli import main
from server.errors import Finding
from server.web import running
from tests.running import free_port

Call = tuple[str, int, list[str] | None, dict[str, object]]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[Call]:
    """What would have been served."""
    found: list[Call] = []
    monkeypatch.setattr(running, "run", lambda *call: found.append(call))
    return found


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project."""
    (tmp_path / "instances").mkdir()
    monkeypatch.setenv("NAMEPLATE_ROOT", str(tmp_path))
    return tmp_path


def release(directory: Path, content: str) -> Path:
    """A release of one file, whose manifest expects it to hold `quads`."""
    (directory / "dumps").mkdir(parents=True)
    (directory / "quads.nq").write_text(content)
    entry = {"bytes": 5, "sha256": hashlib.sha256(b"quads").hexdigest()}
    (directory / "manifest.json").write_text(json.dumps({"format": 1, "files": {"quads.nq": entry}}))
    return directory


def test_a_release_that_is_up_to_date_is_served(
    project: Path, calls: list[Call], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is built where nothing changed."""
    monkeypatch.setattr(
        "server.release.inputs.up_to_date", lambda _root, out: release(out / "1.0-x", "quads")
    )
    port = free_port()
    done = CliRunner().invoke(main, ["serve", "--port", str(port), "--trusted-proxies", "127.0.0.1"])
    assert done.exit_code == 0, done.output
    ((host, at, data, settings),) = calls
    assert (host, at, data) == ("127.0.0.1", port, None)
    assert settings["release"] == project / "build" / "releases" / "1.0-x"
    assert settings["trusted_proxies"] == ("127.0.0.1",)
    assert settings["query_timeout"] == 10.0


def test_a_release_is_built_if_the_files_changed(
    project: Path, calls: list[Call], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stages and the remarks of the build are shown."""

    def build(root: Path, out: Path, progress: object) -> tuple[Path, list[Finding]]:
        assert root == project
        assert callable(progress)
        progress("parse: 1 file")
        return out / "new", [Finding("a.ttl", 1, "rule", "remark", "info")]

    monkeypatch.setattr("server.release.inputs.up_to_date", lambda _root, _out: None)
    monkeypatch.setattr("server.release.build.build", build)
    done = CliRunner().invoke(main, ["serve", "--port", str(free_port())])
    assert done.exit_code == 0, done.output
    assert "parse: 1 file" in done.output
    assert "a.ttl:1: rule [info]: remark" in done.output
    assert calls[0][3]["release"] == project / "build" / "releases" / "new"


@pytest.mark.parametrize("given", [True, False])
@pytest.mark.parametrize(("content", "said"), [("quadz", "is damaged"), (None, "is missing")])
def test_a_damaged_release_is_not_served(
    project: Path,
    calls: list[Call],
    monkeypatch: pytest.MonkeyPatch,
    given: bool,
    content: str | None,
    said: str,
) -> None:
    """One changed byte is enough; the message names the file and the way out, and the status is 1."""
    found = release(project / "1.0-x", content or "")
    if content is None:
        (found / "quads.nq").unlink()
    monkeypatch.setattr("server.release.inputs.up_to_date", lambda _root, _out: found)
    done = CliRunner().invoke(
        main, ["serve", "--port", str(free_port()), *(["--release", str(found)] if given else [])]
    )
    assert (done.exit_code, calls) == (1, [])
    assert f"{found / 'quads.nq'} {said}" in done.output
    assert "nameplate build" in done.output


def test_data_is_served_without_a_release(tmp_path: Path, calls: list[Call]) -> None:
    """Several files, under somebody's own IRIs; no project is needed."""
    paths = [tmp_path / "a.ttl", tmp_path / "b.nt"]
    for path in paths:
        path.touch()
    arguments = [word for path in paths for word in ("--data", str(path))]
    options = ["--base-iri", "http://e/", "--port", str(free_port()), "--workers", "2"]
    done = CliRunner().invoke(main, ["serve", *arguments, *options])
    assert done.exit_code == 0, done.output
    _, _, data, settings = calls[0]
    assert data == [str(path) for path in paths]
    assert (settings["base_iri"], settings["workers"], settings["release"]) == ("http://e/", 2, None)
