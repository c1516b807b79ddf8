"""What `nameplate serve` decides before it serves."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from server.cli import main
from server.errors import Finding, StartError
from server.web import running
from server.wsgi import create_app
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


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--data", "FILE", "--release", "FOLDER"], "--data and --release"),
        (["--base-iri", "http://e/"], "--base-iri goes with --data"),
        (["--release", "FOLDER", "--base-iri", "http://e/"], "--base-iri goes with --data"),
        (
            ["--engine", "http://e/", "--release", "FOLDER", "--base-iri", "http://e/"],
            "--base-iri goes with --data",
        ),
        (["--data", "FILE", "--workers", "2", "--slow-workers", "2"], "there can be at most 1"),
        (["--data", "FILE", "--workers", "1", "--slow-workers", "1"], "there can be none"),
        (["--data", "FILE", "--slow-workers", "4"], "there can be at most 3"),
        (["--data", "FILE", "--engine", "http://e/"], "--data and --engine"),
        (
            ["--engine", "http://e/", "--service-allow", "https://e.org/sparql"],
            "--service-allow and --engine",
        ),
    ],
)
def test_options_that_do_not_go_together(
    tmp_path: Path, calls: list[Call], options: list[str], said: str
) -> None:
    """No option is passed over: one that would be without effect is told, with status 2."""
    (tmp_path / "a.ttl").touch()
    places = {"FILE": str(tmp_path / "a.ttl"), "FOLDER": str(tmp_path)}
    done = CliRunner().invoke(main, ["serve", *(places.get(word, word) for word in options)])
    assert (done.exit_code, calls) == (2, [])
    assert said in done.output


@pytest.mark.parametrize(
    ("option", "given", "said"),
    [
        (
            "--base-iri",
            "nonsense",
            "can begin no IRI with a path: write --base-iri as http://example.org/things/",
        ),
        ("--public-url", "foo", "is no web address: write --public-url as https://data.example.org"),
        ("--trusted-proxies", "proxy", "is no address or network: write one as 10.0.0.1 or 10.0.0.0/8"),
        ("--metrics-for", "10.0.0.0/33", "is no address or network: write one as 10.0.0.1 or 10.0.0.0/8"),
        ("--service-allow", "https://e.org/sparql?a=b", "is no address of an endpoint"),
        (
            "--engine",
            "ftp://e.org/sparql",
            "is not the address of an engine: it begins with http:// or https://",
        ),
    ],
)
def test_what_can_be_told_at_once(
    tmp_path: Path, calls: list[Call], option: str, given: str, said: str
) -> None:
    """An address that is none is told, with status 1, while nothing is opened yet and no port is taken."""
    (tmp_path / "a.ttl").touch()
    served = ["--data", str(tmp_path / "a.ttl")] if option != "--engine" else []
    done = CliRunner().invoke(main, ["serve", *served, option, given, "--host", "no such host"])
    assert (done.exit_code, calls) == (1, [])
    (line,) = done.output.splitlines()
    assert line.startswith("Error: ")
    assert f"{given}” {said}" in line or f"{given}' {said}" in line


@pytest.mark.parametrize(
    ("option", "given", "said"),
    [
        *(
            ("base_iri", iri, "write --base-iri as http")
            for iri in ("nonsense", "/x", "urn:x:", "http://[", "")
        ),
        *(
            ("public_url", url, "write --public-url as https")
            for url in (
                "foo",
                "//example.org",
                "ftp://example.org",
                "https://",
                "https://a b",
                "https://e/?x",
                "",
            )
        ),
    ],
)
def test_what_begins_no_address(tmp_path: Path, option: str, given: str, said: str) -> None:
    """It is told in one line before anything is opened."""
    with pytest.raises(StartError) as wrong:
        create_app(tmp_path / "absent.ttl", **{option: given})
    assert str(wrong.value).startswith(f"“{given}” ")
    assert said in str(wrong.value)


@pytest.mark.parametrize(
    "settings",
    [
        {"base_iri": "http://e/#"},
        {"base_iri": "http://网信办.example/数据/"},
        {"public_url": "https://data.example.org/"},
        {"public_url": "http://[::1]:8000/under/this"},
    ],
)
def test_what_begins_an_address(tmp_path: Path, settings: dict[str, object]) -> None:
    """Any IRI with a host will do for things, and any web address for links."""
    (tmp_path / "a.ttl").write_text("<http://e/s> <http://e/p> 1 .")
    create_app(tmp_path / "a.ttl", workers=1, **settings).close()


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
