"""Checking what is on the web: the manifest and the file are fetched, within limits."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner

from server.cli import main
from server.errors import PublisherError
from server.release.build import build
from server.release.fetch import FetchFailed, fetch
from server.release.signing import new_key, sign
from tests.release.projects import small


class _Handler(SimpleHTTPRequestHandler):
    """Serves a folder, and two addresses that are no good."""

    def do_GET(self) -> None:
        """Answer; `/slow/` sends a byte at a time, `/away/` leads to another kind of address."""
        if self.path.startswith("/away/"):
            self.send_response(302)
            self.send_header("Location", "ftp://127.0.0.1/nothing")
            self.end_headers()
        elif self.path.startswith("/broken/"):
            self.send_error(500)
        elif self.path.startswith("/slow/") and not self.path.endswith((".json", ".sig")):
            self.send_response(200)
            self.end_headers()
            for _ in range(100):
                try:
                    self.wfile.write(b"x")
                except OSError:
                    return
                time.sleep(0.05)
        else:
            super().do_GET()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A web server with a signed release as the publisher offers it, and the folder of the release."""
    folder = tmp_path_factory.mktemp("web")
    release = build(small(folder / "p"), folder / "out", lambda _line: None)[0]
    public = new_key(folder / "key")
    root = folder / "root"
    for place in ("1", "slow", "cut"):
        shutil.copytree(release / "dumps", root / place)
        shutil.copy(release / "manifest.json", root / place)
    sign(root / "1", folder / "key")
    (root / "1" / "key.pub").write_bytes(public.read_bytes())
    cut = root / "cut" / "nameplate-1-dev.nq.zst"
    cut.write_bytes(cut.read_bytes()[:-1])
    long = root / "cut" / "nameplate-1-dev.nt.zst"
    long.write_bytes(long.read_bytes() + b"x" * 100)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(root))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", root
        finally:
            server.shutdown()
            thread.join()


def _verify(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["verify", *map(str, arguments)])
    return done.exit_code, done.output


@pytest.mark.parametrize(
    "path",
    ["nameplate-1-dev.zip", "nameplate-1-dev.jsonld.zst", "graphs/facts-doc-a.ttl.gz", "tables/names.csv"],
)
def test_verify_a_url(web: tuple[str, Path], path: str) -> None:
    """A file on the web is intact by the manifest that is there, and the manifest is signed."""
    address, root = web
    status, said = _verify(f"{address}/1/{path}", "--key", root / "1" / "key.pub")
    assert (status, said.splitlines()[-1]) == (0, "1 file intact, 0 not"), said
    assert "manifest.json is signed with" in said


def test_the_manifest_alone(web: tuple[str, Path]) -> None:
    """The manifest itself is checked by its signature; one that is not signed is told."""
    address, root = web
    assert _verify(f"{address}/1/manifest.json", "--key", root / "1" / "key.pub")[0] == 0
    status, said = _verify(f"{address}/cut/manifest.json", "--key", root / "1" / "key.pub")
    assert (status, "the manifest is not signed" in said) == (1, True)


def test_a_local_file_with_a_manifest_of_the_web(web: tuple[str, Path], tmp_path: Path) -> None:
    """What was fetched by other means is compared with the manifest that the publisher has now."""
    address, root = web
    path = Path(shutil.copy(root / "1" / "nameplate-1-dev.ttl.gz", tmp_path))
    assert _verify(path, "--manifest", f"{address}/1/manifest.json")[0] == 0
    status, said = _verify(f"{address}/1/nameplate-1-dev.ttl.gz", "--manifest", path)
    assert (status, "--manifest is a URL as well" in said) == (2, True)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/1/", "names no file"),
        ("/1/nothing.ttl.gz", "is not there"),
        ("/away/manifest.json", "cannot be fetched"),
        ("/broken/a.ttl.gz", "answers 500"),
        ("/cut/nameplate-1-dev.nt.zst", "which is more than it should have"),
        ("/1/..%2f..%2fkey", "names no file"),
        ("/elsewhere/a/b/c.ttl", "has no manifest.json beside it"),
    ],
)
def test_what_cannot_be_had(web: tuple[str, Path], path: str, message: str) -> None:
    """What is not there, too long, or leads elsewhere is told in one line that begins with the address."""
    status, said = _verify(web[0] + path)
    assert status == 1
    assert said.startswith(f"Error: {web[0]}")
    assert message in said


def test_a_cut_file(web: tuple[str, Path]) -> None:
    """A file that lacks its end is damaged."""
    status, said = _verify(f"{web[0]}/cut/nameplate-1-dev.nq.zst")
    assert status == 1
    assert "instead of" in said


@pytest.mark.parametrize(
    "limits",
    [{"seconds": 0.3}, {"limit": 5}],
    ids=["time", "size"],
)
def test_limits(web: tuple[str, Path], tmp_path: Path, limits: dict[str, float]) -> None:
    """Who sends without end or too slowly is left, in time."""
    begun = time.monotonic()
    with pytest.raises(FetchFailed, match=r"takes too long|has more than 5 bytes"):
        fetch(f"{web[0]}/slow/nameplate-1-dev.nq.gz", tmp_path, **limits)  # type: ignore[arg-type]  # see the cases
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:1/a.ttl", "http://[/a.ttl", "https://127.0.0.1:1/a.ttl"]
)
def test_nobody_there(tmp_path: Path, address: str) -> None:
    """An address at which nobody answers, or that is none, is told by name."""
    with pytest.raises(PublisherError, match=r"127\.0\.0\.1|is no address"):
        fetch(address, tmp_path)


def test_other_kinds_of_addresses(tmp_path: Path) -> None:
    """Only the web is asked: no files of this machine, nothing else."""
    (tmp_path / "manifest.json").write_text("{}")
    for address in (f"file://{tmp_path}/manifest.json", "ftp://127.0.0.1/a"):
        with pytest.raises(FetchFailed, match="no address of the web"):
            fetch(address, tmp_path)
