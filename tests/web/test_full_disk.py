"""A disk that is full: what users see, what builders are told, and that all is well with room again."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from server.names import GRAPH
from server.push.target import connect
from server.release.verify import intact
from server.store.spool import RESERVE
from tests.disks import Disk, small_disk
from tests.engines.oxigraph import running_oxigraph
from tests.release.projects import replace
from tests.store.upstreams import Stub, many, reply
from tests.web.test_faults import HUGE, reading
from tests.web.test_sparql_server import Server

pytestmark = pytest.mark.mounts

#: Bytes of a disk that no answer fits into, and a program that starts does.
LITTLE = 64 * 1024


@pytest.fixture
def under(tmp_path: Path) -> Path:
    """A folder for a disk."""
    folder = tmp_path / "disk"
    folder.mkdir()
    return folder


@pytest.fixture
def scratch(under: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    """A disk for temporary files, with room for some answers beside what they leave free."""
    with small_disk(under, RESERVE // 2**20 + 40) as made:
        monkeypatch.setenv("TMPDIR", str(made.folder))
        yield made


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one of the program's commands."""
    command = [sys.executable, "-m", "server", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_no_room_for_answers(scratch: Disk, small: Path, tmp_path: Path) -> None:
    """Large answers and states of other days are refused in words; pages, small answers and dumps go on."""
    server = Server(tmp_path, "--release", str(small))
    try:
        with reading(server) as reader:
            assert reader.query(HUGE % 1)[0] == 200
            scratch.fill()
            for number in range(2, 4):
                status, headers, body = reader.query(HUGE % number)
                assert (status, headers["Content-Type"]) == (507, "application/problem+json")
                assert headers["Retry-After"] == "60"
                assert "no room" in json.loads(body)["detail"]
            status, headers, body = reader.ask("/sparql?at=2015&query=ASK+%7B%7D")
            assert (status, headers["Content-Type"]) == (503, "application/problem+json")
            assert "could not be prepared" in json.loads(body)["detail"]
            for path in ("/readyz", "/healthz", "/page/cac", "/data/cac.ttl", "/dumps/", "/search?q=a"):
                assert reader.ask(path)[0] == 200, path
            assert reader.query("SELECT * { ?s ?p ?o } LIMIT 10")[0] == 200
            assert "0 bytes are free" in server.said
            assert "Traceback" not in server.said
            scratch.free()
            assert reader.query(HUGE % 4)[0] == 200
            assert reader.ask("/sparql?at=2015&query=ASK+%7B%7D")[0] == 200
        assert server.terminate()[0] == 0
    finally:
        server.kill()


def test_no_room_for_answers_of_an_engine(scratch: Disk, tmp_path: Path) -> None:
    """In front of an engine it is the same."""
    with closing(Stub()) as stub:
        server = Server(tmp_path, "--engine", stub.url, "--base-iri", "http://example.org/")
        try:
            stub.behave = reply(many(100_000))
            with reading(server) as reader:
                assert reader.query("SELECT * { ?a ?b 1 }")[0] == 200
                scratch.fill()
                status, headers, _ = reader.query("SELECT * { ?a ?b 2 }")
                assert (status, headers["Content-Type"]) == (507, "application/problem+json")
                stub.behave = reply()
                assert reader.query("SELECT * { ?a ?b 3 }")[0] == 200
                scratch.free()
                stub.behave = reply(many(100_000))
                assert reader.query("SELECT * { ?a ?b 4 }")[0] == 200
        finally:
            server.kill()


def test_no_room_for_a_release(
    under: Path, built_project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The build says what to do; the last release stays as it was and goes on being served."""
    with small_disk(under, 8) as disk:
        root = Path(shutil.copytree(built_project, tmp_path / "project"))
        shutil.copytree(root / "build", disk.folder, dirs_exist_ok=True)
        shutil.rmtree(root / "build")
        (root / "build").symlink_to(disk.folder)
        monkeypatch.setenv("NAMEPLATE_ROOT", str(root))
        out = root / "build" / "releases"
        server = Server(tmp_path)
        try:
            before = sorted(out.iterdir())
            current = (out / "current").read_text().strip()
            replace(root, "instances/bodies.ttl", '"office"@en', '"bureau"@en')
            disk.fill()
            refused = run("build")
            assert refused.returncode == 1
            assert refused.stderr.splitlines()[-1] == (
                f"Error: {out}: no room is left on the disk: make some, or name another folder with --out; "
                "the last release is as it was"
            )
            assert "Traceback" not in refused.stderr
            assert (sorted(out.iterdir()), (out / "current").read_text().strip()) == (before, current)
            intact(out / current)
            with reading(server) as reader:
                assert reader.ask("/healthz")[1]["Nameplate-Release"] == current
                assert b"office" in reader.ask("/page/office")[2]
                assert reader.query("SELECT * { ?s ?p 1 }")[0] == 200
        finally:
            server.kill()


def test_no_room_while_a_release_is_pushed(scratch: Disk, tmp_path: Path) -> None:
    """The push says so and ends with 1; readers see what they saw, and the next run takes it up."""
    name = GRAPH + "facts/doc-000"
    lines = (f'<http://e/{n}> <http://e/p> "{"x" * 400}" <{name}> .' for n in range(4000))
    directory = tmp_path / "0.0-dev-0123456789abcdef"
    directory.mkdir()
    (directory / "quads.nq").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with running_oxigraph() as url:
        scratch.fill(but=LITTLE)
        refused = run("push", url, "--release", str(directory))
        assert refused.returncode == 1
        assert (
            f"Error: no room in {scratch.folder} for what {url.removesuffix('/query')}/store says"
            in refused.stderr
        )
        assert name not in connect(url, None, 10).counts(GRAPH)
        scratch.free()
        done = run("push", url, "--release", str(directory))
        assert done.returncode == 0, done.stderr
        assert "loaded before" in done.stderr
